"""What the history tells in few rows: days, depths, sessions and their notes."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from itertools import groupby
from statistics import fmean

from sqlalchemy import Connection, RowMapping, Select, and_, delete, exists, func, select, update

from posecheck.record import DayTotal, Depth, Extent, SessionNote, SessionSummary
from posecheck.store.schema import holds, measures, sessions, there


def days(
    connection: Connection, profile_id: str, since: date | None = None, stretch_id: str | None = None
) -> list[DayTotal]:
    """Each day's total of each side of each stretch, oldest first."""
    keys = (holds.c.day, holds.c.stretch_id, holds.c.side)
    sums = (func.count(), func.sum(holds.c.held_s), func.sum(holds.c.timed_s))
    wanted = select(*keys, *sums).where(holds.c.profile_id == profile_id).group_by(*keys).order_by(*keys)
    if since is not None:
        wanted = wanted.where(holds.c.day >= since)
    if stretch_id is not None:
        wanted = wanted.where(holds.c.stretch_id == stretch_id)
    return [DayTotal(*row) for row in connection.execute(wanted).all()]


def extent(connection: Connection, profile_id: str) -> Extent:
    """How much there is."""
    sums = (func.count(), func.count(holds.c.day.distinct()), func.coalesce(func.sum(holds.c.held_s), 0.0))
    return Extent(*connection.execute(select(*sums).where(holds.c.profile_id == profile_id)).one())


def depths(
    connection: Connection, profile_id: str, stretch_id: str, measure: str, since: date | None = None
) -> list[Depth]:
    """One measure in each hold of a stretch in which it was read, oldest first.

    A hold of one side tells its own; a hold of both the mean of both sides'.
    """
    names = {"left": f"{measure}.left", "right": f"{measure}.right"}
    keys = (holds.c.id, holds.c.session_id, holds.c.started_at, holds.c.utc_offset_s, holds.c.side)
    wanted = (
        select(*keys, measures.c.name, measures.c.mean, measures.c.best)
        .join(measures, and_(measures.c.hold_id == holds.c.id, measures.c.name.in_([measure, *names.values()])))
        .where(holds.c.profile_id == profile_id, holds.c.stretch_id == stretch_id)
        .order_by(holds.c.started_at, holds.c.id)
    )
    if since is not None:
        wanted = wanted.where(holds.c.day >= since)
    found = []
    # Ungrouped by the database, which would sort them all by all of these columns.
    for (hold_id, session_id, began, ahead_s, side), rows in groupby(
        connection.execute(wanted).all(), lambda row: row[:5]
    ):
        its_own = [row for row in rows if row.name in (measure, names.get(side, row.name))]
        if its_own:
            mean, best = fmean(row.mean for row in its_own), fmean(row.best for row in its_own)
            found.append(Depth(hold_id, session_id, there(began, ahead_s), side, mean, best))
    return found


def summaries(
    connection: Connection,
    profile_id: str,
    limit: int | None = None,
    before: datetime | None = None,
    stretch_id: str | None = None,
    session_id: str | None = None,
) -> list[SessionSummary]:
    """Sessions, newest first.

    Args:
        connection: in a transaction that reads.
        profile_id: whose.
        limit: at most so many.
        before: only those that began before.
        stretch_id: only those in which this was practised.
        session_id: only this one.
    """
    wanted = select(sessions).where(sessions.c.profile_id == profile_id)
    wanted = wanted.where(exists().where(holds.c.session_id == sessions.c.id))
    if before is not None:
        wanted = wanted.where(sessions.c.started_at < before)
    if stretch_id is not None:
        practised = and_(holds.c.session_id == sessions.c.id, holds.c.stretch_id == stretch_id)
        wanted = wanted.where(exists().where(practised))
    if session_id is not None:
        wanted = wanted.where(sessions.c.id == session_id)
    wanted = wanted.order_by(sessions.c.started_at.desc(), sessions.c.id.desc()).limit(limit)
    rows = connection.execute(wanted).mappings().all()
    held = _held(connection, wanted)
    return [_summary(row, held[row["id"]]) for row in rows if held[row["id"]]]


def set_note(connection: Connection, profile_id: str, session_id: str, note: SessionNote) -> bool:
    """Writes what somebody says of a session. Returns whether it is there."""
    these = (sessions.c.id == session_id) & (sessions.c.profile_id == profile_id)
    values = {
        "note": note.text,
        "effort": note.effort,
        "comfort_before": note.comfort_before,
        "comfort_after": note.comfort_after,
    }
    return connection.execute(update(sessions).where(these).values(**values)).rowcount > 0


def remove_session(connection: Connection, profile_id: str, session_id: str) -> None:
    """Deletes a session with all that belongs to it. One of another profile, or none, is no error."""
    these = (sessions.c.id == session_id) & (sessions.c.profile_id == profile_id)
    connection.execute(delete(sessions).where(these))


def _held(connection: Connection, wanted: Select[tuple[object, ...]]) -> dict[str, list[RowMapping]]:
    """The holds of these sessions as far as a summary needs them, in order."""
    ids = select(wanted.subquery().c.id)
    told = (holds.c[n] for n in ("session_id", "stretch_id", "routine_id", "origin", "held_s", "utc_offset_s"))
    of_session: dict[str, list[RowMapping]] = defaultdict(list)
    chosen = select(*told).where(holds.c.session_id.in_(ids)).order_by(holds.c.started_at, holds.c.id)
    for row in connection.execute(chosen).mappings():
        of_session[row["session_id"]].append(row)
    return of_session


def _summary(row: RowMapping, held: list[RowMapping]) -> SessionSummary:
    ahead_s, ended_at = held[0]["utc_offset_s"], row["ended_at"]
    return SessionSummary(
        id=row["id"],
        started_at=there(row["started_at"], ahead_s),
        ended_at=there(ended_at, ahead_s) if ended_at is not None else None,
        stretch_ids=tuple(dict.fromkeys(h["stretch_id"] for h in held)),
        routine_id=next((h["routine_id"] for h in held if h["routine_id"]), ""),
        origin=held[0]["origin"],
        holds=len(held),
        held_s=sum(h["held_s"] for h in held),
        note=SessionNote(row["note"], row["effort"], row["comfort_before"], row["comfort_after"]),
    )
