"""The rows of what was said in a session, and of what was held back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select

from posecheck.store.schema import sessions, voice_log
from posecheck.voice import Entry


def write(
    connection: Connection, profile_id: str, session_id: str, first_position: int, entries: Sequence[Entry]
) -> bool:
    """Writes a part of a session's log in place of what is there at these positions.

    Args:
        connection: in a transaction that writes.
        profile_id: whose session it must be.
        session_id: whose log it is.
        first_position: of the first entry in that log, from 0; the others follow it.
        entries: the part.

    Returns:
        Whether the session is there; without it nothing is written.
    """
    # Locked, so that on PostgreSQL nobody deletes the session between the look and the writing.
    own = (sessions.c.id == session_id) & (sessions.c.profile_id == profile_id)
    session = select(sessions.c.id).where(own).with_for_update()
    if connection.scalar(session) is None:
        return False
    rows = [
        {"session_id": session_id, "position": position, "time_s": e.time_s, "words": e.words, "outcome": e.outcome}
        for position, e in enumerate(entries, first_position)
    ]
    if rows:
        these = voice_log.c.position.between(first_position, first_position + len(rows) - 1)
        connection.execute(delete(voice_log).where(voice_log.c.session_id == session_id, these))
        connection.execute(insert(voice_log), rows)
    return True


def read(connection: Connection, profile_id: str, session_id: str) -> list[Entry]:
    """What is kept of a session's log, in order; nothing where the session is not this profile's."""
    wanted = select(voice_log).join(sessions, sessions.c.id == voice_log.c.session_id)
    wanted = wanted.where(voice_log.c.session_id == session_id, sessions.c.profile_id == profile_id)
    wanted = wanted.order_by(voice_log.c.position)
    return [Entry(row.time_s, row.words, row.outcome) for row in connection.execute(wanted)]
