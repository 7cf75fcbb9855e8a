"""Holds that are timed, movements that are repeated, and the routine they were part of."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Adds the columns; what is there was seen, held once and practised by itself."""
    op.add_column("holds", sa.Column("timed_s", sa.Double(), nullable=False, server_default="0"))
    op.add_column("holds", sa.Column("repetitions", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("holds", sa.Column("routine_id", sa.Text(), nullable=False, server_default=sa.text("''")))
