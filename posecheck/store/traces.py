"""The rows of holds' traces."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from posecheck.store.schema import holds, traces


def write(connection: Connection, profile_id: str, hold_id: str, number: int, data: bytes) -> bool:
    """Writes a part of a hold's trace in place of the one under its number.

    Args:
        connection: in a transaction that writes.
        profile_id: whose hold it must be.
        hold_id: the hold.
        number: 0 for the first part, then 1, …
        data: the part, as `posecheck.trace` encodes it.

    Returns:
        Whether the hold is there; without it nothing is written.
    """
    # Locked, so that on PostgreSQL nobody deletes the hold between the look and the writing.
    hold = select(holds.c.id).where(holds.c.id == hold_id, holds.c.profile_id == profile_id).with_for_update()
    if connection.scalar(hold) is None:
        return False
    connection.execute(delete(traces).where(traces.c.hold_id == hold_id, traces.c.number == number))
    connection.execute(insert(traces).values(hold_id=hold_id, number=number, data=data))
    return True


def read(connection: Connection, profile_id: str, hold_id: str) -> list[bytes]:
    """The parts of a hold's trace in order; none where the hold is not this profile's."""
    wanted = select(traces.c.data).join(holds, holds.c.id == traces.c.hold_id)
    wanted = wanted.where(traces.c.hold_id == hold_id, holds.c.profile_id == profile_id).order_by(traces.c.number)
    return list(connection.scalars(wanted))
