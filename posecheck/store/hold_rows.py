"""The rows of holds, with their sessions, pauses and measures."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Select, case, delete, insert, select, update

from posecheck.errors import GoneError, StoreError
from posecheck.record import HoldRecord, MeasureSummary, Pause
from posecheck.store.schema import INSERTS, holds, measures, offset_s, pauses, profiles, sessions, there

_FIELDS = [field.name for field in fields(HoldRecord) if field.name in holds.c]


def write(connection: Connection, profile_id: str, record: HoldRecord, *, again: bool = False) -> None:
    """Writes a hold, in place of what is there under its id.

    Args:
        connection: in a transaction that writes.
        profile_id: whose it is.
        record: the hold.
        again: whether it was written before, and must still be there.

    Raises:
        GoneError: the profile, or what was written before, has been deleted.
        StoreError: its id, or its session's, is that of another profile.
    """
    # Locked, so that on PostgreSQL nobody deletes the profile between the session and its hold.
    profile = select(profiles.c.id).where(profiles.c.id == profile_id).with_for_update(read=True, key_share=True)
    if connection.scalar(profile) is None:
        raise GoneError("This profile has been deleted: choose another one, then try again.")
    if again and connection.scalar(select(holds.c.id).where(holds.c.id == record.id).with_for_update()) is None:
        raise GoneError("This hold has been deleted: press Start to practise anew.")
    _write_session(connection, profile_id, record)
    values = {
        **{name: getattr(record, name) for name in _FIELDS},
        "profile_id": profile_id,
        "utc_offset_s": offset_s(record.started_at),
        "day": record.day,
    }
    new = INSERTS[connection.dialect.name](holds).values(values)
    own = holds.c.profile_id == profile_id
    given = {name: new.excluded[name] for name in values}
    _write_own(connection, new.on_conflict_do_update(index_elements=["id"], set_=given, where=own))
    _write_parts(connection, record)


def read(connection: Connection, wanted: Select[Any]) -> list[HoldRecord]:
    """The holds that a query of `holds` finds, in its order; three queries however many there are."""
    ids = select(wanted.subquery().c.id)
    pauses_of: dict[str, list[Pause]] = defaultdict(list)
    measures_of: dict[str, dict[str, MeasureSummary]] = defaultdict(dict)
    rows = connection.execute(wanted).mappings().all()
    for row in connection.execute(select(pauses).where(pauses.c.hold_id.in_(ids)).order_by(pauses.c.position)):
        pauses_of[row.hold_id].append(Pause(row.start_s, row.end_s, row.reason))
    for row in connection.execute(select(measures).where(measures.c.hold_id.in_(ids))):
        measures_of[row.hold_id][row.name] = MeasureSummary(row.mean, row.best)
    return [
        HoldRecord(
            **{name: row[name] for name in _FIELDS if name != "started_at"},
            started_at=there(row["started_at"], row["utc_offset_s"]),
            pauses=tuple(pauses_of[row["id"]]),
            measures=measures_of.get(row["id"], {}),
        )
        for row in rows
    ]


def remove(connection: Connection, profile_id: str, hold_id: str) -> None:
    """Deletes a hold, and its session when that was the last one. One of another profile, or none, is no error."""
    own = (holds.c.id == hold_id) & (holds.c.profile_id == profile_id)
    session_id = connection.scalar(select(holds.c.session_id).where(own))
    # Locked, so that on PostgreSQL nobody adds a hold to the session between the look and the deletion.
    connection.execute(select(sessions.c.id).where(sessions.c.id == session_id).with_for_update())
    connection.execute(delete(holds).where(own))
    if session_id is not None:
        _tell_session_anew(connection, session_id)


def _tell_session_anew(connection: Connection, session_id: str) -> None:
    """What a session says of its holds, from those that are left; without any it goes."""
    columns = (holds.c.stretch_id, holds.c.started_at, holds.c.start_s, holds.c.end_s, holds.c.finished)
    left = connection.execute(
        select(*columns).where(holds.c.session_id == session_id).order_by(holds.c.started_at)
    ).all()
    this = sessions.c.id == session_id
    if not left:
        connection.execute(delete(sessions).where(this))
        return
    ended = [row.started_at + timedelta(seconds=row.end_s - row.start_s) for row in left if row.finished]
    values = {
        "stretch_id": left[0].stretch_id,
        "started_at": left[0].started_at,
        "ended_at": max(ended) if ended else None,
    }
    connection.execute(update(sessions).where(this).values(values))


def _write_session(connection: Connection, profile_id: str, record: HoldRecord) -> None:
    length = timedelta(seconds=record.end_s - record.start_s)
    new = INSERTS[connection.dialect.name](sessions).values(
        id=record.session_id,
        profile_id=profile_id,
        stretch_id=record.stretch_id,
        started_at=record.started_at,
        ended_at=record.started_at + length if record.finished else None,
    )
    given, kept = new.excluded, sessions.c
    earlier = given.started_at < kept.started_at
    later = (kept.ended_at.is_(None)) | (given.ended_at > kept.ended_at)
    _write_own(
        connection,
        new.on_conflict_do_update(
            index_elements=["id"],
            set_={
                "stretch_id": case((earlier, given.stretch_id), else_=kept.stretch_id),
                "started_at": case((earlier, given.started_at), else_=kept.started_at),
                "ended_at": case((later, given.ended_at), else_=kept.ended_at),
            },
            where=kept.profile_id == profile_id,
        ),
    )


def _write_own(connection: Connection, upsert: Any) -> None:
    # Not `rowcount`, which psycopg's dialect does not tell of an insertion.
    if connection.scalar(upsert.returning(upsert.table.c.id)) is None:
        raise StoreError("This hold belongs to another profile: choose that profile, then try again.")


def _write_parts(connection: Connection, record: HoldRecord) -> None:
    connection.execute(delete(pauses).where(pauses.c.hold_id == record.id))
    connection.execute(delete(measures).where(measures.c.hold_id == record.id))
    if record.pauses:
        connection.execute(
            insert(pauses),
            [
                {"hold_id": record.id, "position": position, "start_s": p.start_s, "end_s": p.end_s, "reason": p.reason}
                for position, p in enumerate(record.pauses)
            ],
        )
    if record.measures:
        connection.execute(
            insert(measures),
            [{"hold_id": record.id, "name": n, "mean": m.mean, "best": m.best} for n, m in record.measures.items()],
        )
