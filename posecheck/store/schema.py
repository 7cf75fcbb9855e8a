"""The tables of the history. A change here needs a revision in `posecheck/store/migrations/versions`."""

from __future__ import annotations

from datetime import datetime, timezone

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    text,
)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, kept in UTC and given back in UTC with its time zone, on every database.

    SQLite has no time zones: there the text is UTC without saying so, and sorts as time does.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; ValueError when the time zone is missing."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"a time without time zone cannot be kept: {value!r}")
        return value.astimezone(timezone.utc)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From what the driver gives: naive on SQLite, in the server's time zone on PostgreSQL."""
        if value is None:
            return None
        return value.replace(tzinfo=timezone.utc) if value.tzinfo is None else value.astimezone(timezone.utc)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _of_hold() -> Column[str]:
    return Column("hold_id", Text, ForeignKey("holds.id", ondelete="CASCADE"), primary_key=True)


sessions = Table(
    "sessions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("stretch_id", Text, nullable=False),  # of its first hold
    Column("started_at", UtcDateTime, nullable=False),  # of its first hold
    Column("ended_at", UtcDateTime),  # of its last finished hold; empty while there is none
)

# One column for each plain field of `posecheck.record.HoldRecord`, under the same name.
holds = Table(
    "holds",
    metadata,
    Column("id", Text, primary_key=True),
    Column("session_id", Text, ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("stretch_id", Text, nullable=False),
    Column("side", Text, nullable=False),
    Column("started_at", UtcDateTime, nullable=False, index=True),
    *(
        Column(name, Double, nullable=False)
        for name in (
            "start_s",
            "end_s",
            "held_s",
            "target_s",
            "in_place_s",
            "out_of_place_s",
            "cannot_tell_s",
            "unseen_s",
        )
    ),
    # Younger than the others: older rows were given these.
    Column("timed_s", Double, nullable=False, server_default="0"),
    Column("repetitions", Integer, nullable=False, server_default="0"),
    Column("routine_id", Text, nullable=False, server_default=text("''")),
    Column("finished", Boolean, nullable=False),
    Index(None, "stretch_id", "side", "started_at"),
)

pauses = Table(
    "pauses",
    metadata,
    _of_hold(),
    Column("position", Integer, primary_key=True),
    Column("start_s", Double, nullable=False),
    Column("end_s", Double, nullable=False),
    Column("reason", Text, nullable=False),
)

measures = Table(
    "measures",
    metadata,
    _of_hold(),
    Column("name", Text, primary_key=True),
    Column("mean", Double, nullable=False),
    Column("best", Double, nullable=False),
)

# One row for each `posecheck.voice.Entry`; positions count from 0 in the log of one session.
voice_log = Table(
    "voice_log",
    metadata,
    Column("session_id", Text, ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("time_s", Double, nullable=False),
    Column("words", Text, nullable=False),
    Column("outcome", Text, nullable=False),
)
