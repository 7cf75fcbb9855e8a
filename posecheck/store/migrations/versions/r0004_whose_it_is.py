"""Profiles, the day where the person was, notes on sessions, traces of holds, and personal ranges."""

from datetime import datetime, timedelta, timezone
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

FIRST_PROFILE = "me"  # as it was called when this revision was written


def upgrade() -> None:
    """Creates and alters the tables. What is there belongs to the first profile."""
    _create_profiles()
    for table, columns in {"sessions": _of_sessions(), "holds": _of_holds()}.items():
        # The defaults are for the rows that are there; from here on every row says it.
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.add_column(column)
            batch.create_foreign_key(f"fk_{table}_profile_id", "profiles", ["profile_id"], ["id"], ondelete="CASCADE")
    _tell_days()
    with op.batch_alter_table("sessions") as batch:
        batch.alter_column("profile_id", server_default=None)
        batch.create_index("ix_sessions_profile_id_started_at", ["profile_id", "started_at"])
    with op.batch_alter_table("holds") as batch:
        batch.alter_column("profile_id", server_default=None)
        batch.alter_column("utc_offset_s", nullable=False)
        batch.alter_column("day", nullable=False)
        batch.drop_index("ix_holds_started_at")
        batch.drop_index("ix_holds_stretch_id_side_started_at")
        batch.drop_index("ix_holds_session_id")
        batch.create_index("ix_holds_session_id_profile_id_started_at", ["session_id", "profile_id", "started_at"])
        batch.create_index("ix_holds_profile_id_started_at", ["profile_id", "started_at"])
        batch.create_index("ix_holds_profile_id_stretch_id_started_at", ["profile_id", "stretch_id", "started_at"])
        batch.create_index(
            "ix_holds_profile_id_day_stretch_id_side_held_s_timed_s",
            ["profile_id", "day", "stretch_id", "side", "held_s", "timed_s"],
        )
    _create_traces_and_baselines()


def _create_profiles() -> None:
    profiles = op.create_table(
        "profiles",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_profiles"),
        sa.UniqueConstraint("login", name="uq_profiles_login"),
    )
    op.bulk_insert(profiles, [{"id": FIRST_PROFILE, "name": "Me"}])


def _of_sessions() -> list[sa.Column[Any]]:
    return [
        sa.Column("profile_id", sa.Text(), nullable=False, server_default=FIRST_PROFILE),
        sa.Column("note", sa.Text(), nullable=False, server_default=sa.text("''")),
        *(sa.Column(name, sa.Integer()) for name in ("effort", "comfort_before", "comfort_after")),
    ]


def _of_holds() -> list[sa.Column[Any]]:
    return [
        sa.Column("profile_id", sa.Text(), nullable=False, server_default=FIRST_PROFILE),
        sa.Column("utc_offset_s", sa.Integer()),
        sa.Column("day", sa.Text()),
    ]


def _tell_days() -> None:
    """Where somebody was then is not known: the machine's own zone is the best guess."""
    holds = sa.table(
        "holds",
        sa.column("id", sa.Text()),
        sa.column("started_at", sa.DateTime(timezone=True)),
        sa.column("day", sa.Text()),
        sa.column("utc_offset_s", sa.Integer()),
    )
    connection = op.get_bind()
    rows = []
    for hold_id, started_at in connection.execute(sa.select(holds.c.id, holds.c.started_at)):
        here = _here(started_at)
        ahead_s = round((here.utcoffset() or timedelta()).total_seconds())
        rows.append({"hold": hold_id, "its_day": here.date().isoformat(), "its_offset_s": ahead_s})
    if rows:
        these = sa.update(holds).where(holds.c.id == sa.bindparam("hold"))
        connection.execute(these.values(day=sa.bindparam("its_day"), utc_offset_s=sa.bindparam("its_offset_s")), rows)


def _here(started_at: datetime) -> datetime:
    aware = started_at if started_at.tzinfo else started_at.replace(tzinfo=timezone.utc)
    try:
        return aware.astimezone()
    except (OverflowError, OSError, ValueError):  # a time the machine has no zone for
        return aware


def _create_traces_and_baselines() -> None:
    op.create_table(
        "traces",
        sa.Column("hold_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hold_id", "number", name="pk_traces"),
        sa.ForeignKeyConstraint(["hold_id"], ["holds.id"], "fk_traces_hold_id", ondelete="CASCADE"),
    )
    op.create_table(
        "baselines",
        sa.Column("profile_id", sa.Text(), nullable=False),
        sa.Column("check_id", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("utc_offset_s", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("profile_id", "check_id", "side", "taken_at", name="pk_baselines"),
        sa.ForeignKeyConstraint(["profile_id"], ["profiles.id"], "fk_baselines_profile_id", ondelete="CASCADE"),
    )
