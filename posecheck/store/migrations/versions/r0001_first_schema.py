"""The first schema: sessions, holds, their pauses and measures."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_SECONDS = (
    "start_s",
    "end_s",
    "held_s",
    "target_s",
    "in_place_s",
    "out_of_place_s",
    "cannot_tell_s",
    "unseen_s",
)


def upgrade() -> None:
    """Creates the tables."""
    op.create_table(
        "sessions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("stretch_id", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
    )
    op.create_table(
        "holds",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("stretch_id", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Double(), nullable=False) for name in _SECONDS),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_holds"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], "fk_holds_session_id", ondelete="CASCADE"),
    )
    op.create_index("ix_holds_session_id", "holds", ["session_id"])
    op.create_index("ix_holds_started_at", "holds", ["started_at"])
    op.create_index("ix_holds_stretch_id_side_started_at", "holds", ["stretch_id", "side", "started_at"])
    op.create_table(
        "pauses",
        sa.Column("hold_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("end_s", sa.Double(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hold_id", "position", name="pk_pauses"),
        sa.ForeignKeyConstraint(["hold_id"], ["holds.id"], "fk_pauses_hold_id", ondelete="CASCADE"),
    )
    op.create_table(
        "measures",
        sa.Column("hold_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mean", sa.Double(), nullable=False),
        sa.Column("best", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("hold_id", "name", name="pk_measures"),
        sa.ForeignKeyConstraint(["hold_id"], ["holds.id"], "fk_measures_hold_id", ondelete="CASCADE"),
    )
