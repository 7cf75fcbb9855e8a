"""What was said in a session, and what was held back."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Creates the table; of older sessions nothing is known."""
    op.create_table(
        "voice_log",
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("time_s", sa.Double(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", "position", name="pk_voice_log"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], "fk_voice_log_session_id", ondelete="CASCADE"),
    )
