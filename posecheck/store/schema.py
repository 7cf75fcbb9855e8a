"""The tables of the history. A change here needs a revision in `posecheck/store/migrations/versions`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite

# Insertions that can say what happens where the row is there already.
INSERTS: dict[str, Callable[[Table], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


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


class Day(TypeDecorator[date]):
    """A day of somebody's calendar, as text that sorts as days do.

    Ten years are many rows of few days: each text is understood once.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """To text."""
        return value.isoformat() if value is not None else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        """From text."""
        return _day(value) if value is not None else None


@lru_cache(maxsize=8192)
def _day(text: str) -> date:
    return date.fromisoformat(text)


@lru_cache
def _zone(ahead_s: int) -> timezone:
    return timezone(timedelta(seconds=ahead_s))


def offset_s(instant: datetime) -> int:
    """How far ahead of UTC its clock is; ValueError when the time zone is missing."""
    offset = instant.utcoffset()
    if offset is None:
        raise ValueError(f"a time without time zone cannot be kept: {instant!r}")
    return round(offset.total_seconds())


def there(instant: datetime, ahead_s: int) -> datetime:
    """The same instant by the clock where the person was."""
    return instant.astimezone(_zone(ahead_s))


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)


def _of_hold() -> Column[str]:
    return Column("hold_id", Text, ForeignKey("holds.id", ondelete="CASCADE"), primary_key=True)


def _of_profile(**options: Any) -> Column[str]:
    return Column("profile_id", Text, ForeignKey("profiles.id", ondelete="CASCADE"), nullable=False, **options)


profiles = Table(
    "profiles",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("login", Text, unique=True),  # issuer and subject; empty where nobody logs in
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("stretch_id", Text, nullable=False),  # of its first hold
    Column("started_at", UtcDateTime, nullable=False),  # of its first hold
    Column("ended_at", UtcDateTime),  # of its last finished hold; empty while there is none
    _of_profile(),
    Column("note", Text, nullable=False, server_default=text("''")),
    Column("effort", Integer),
    Column("comfort_before", Integer),
    Column("comfort_after", Integer),
    Index(None, "profile_id", "started_at"),
)

# One column for each plain field of `posecheck.record.HoldRecord`, under the same name; and whose it is, and where the
# person was: on which day of theirs, and how far ahead of UTC.
holds = Table(
    "holds",
    metadata,
    Column("id", Text, primary_key=True),
    Column("session_id", Text, ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
    Column("stretch_id", Text, nullable=False),
    Column("side", Text, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
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
    Column("origin", Text, nullable=False, server_default="camera"),
    Column("finished", Boolean, nullable=False),
    _of_profile(),
    Column("utc_offset_s", Integer, nullable=False),
    Column("day", Day, nullable=False),
    Index(None, "session_id", "profile_id", "started_at"),
    Index(None, "profile_id", "started_at"),
    Index(None, "profile_id", "stretch_id", "started_at"),
    # All that the totals of days are made of: ten years are summed without a look at the rows themselves.
    Index(None, "profile_id", "day", "stretch_id", "side", "held_s", "timed_s"),
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

# The parts of `posecheck.trace`, in order.
traces = Table(
    "traces",
    metadata,
    _of_hold(),
    Column("number", Integer, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

# One row for each `posecheck.record.Baseline`; the tries as JSON.
baselines = Table(
    "baselines",
    metadata,
    _of_profile(primary_key=True),
    Column("check_id", Text, primary_key=True),
    Column("side", Text, primary_key=True),
    Column("taken_at", UtcDateTime, primary_key=True),
    Column("utc_offset_s", Integer, nullable=False),
    Column("tries", Text, nullable=False),
)
