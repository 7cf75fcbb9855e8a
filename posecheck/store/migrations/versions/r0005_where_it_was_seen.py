"""Holds read from a recording afterwards."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Adds the column; what is there was seen by the camera while it was held."""
    op.add_column("holds", sa.Column("origin", sa.Text(), nullable=False, server_default="camera"))
