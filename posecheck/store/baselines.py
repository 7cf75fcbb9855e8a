"""The rows of personal ranges."""

from __future__ import annotations

import json

from sqlalchemy import Connection, delete, insert, select

from posecheck.record import Baseline
from posecheck.store.schema import baselines, offset_s, there


def write(connection: Connection, profile_id: str, baseline: Baseline) -> None:
    """Writes one, in place of one taken at the same instant."""
    these = (
        (baselines.c.profile_id == profile_id)
        & (baselines.c.check_id == baseline.check_id)
        & (baselines.c.side == baseline.side)
        & (baselines.c.taken_at == baseline.taken_at)
    )
    connection.execute(delete(baselines).where(these))
    connection.execute(
        insert(baselines).values(
            profile_id=profile_id,
            check_id=baseline.check_id,
            side=baseline.side,
            taken_at=baseline.taken_at,
            utc_offset_s=offset_s(baseline.taken_at),
            tries=json.dumps(baseline.tries),
        )
    )


def read(connection: Connection, profile_id: str, check_id: str | None = None) -> list[Baseline]:
    """Oldest first; of one check, or of all."""
    wanted = select(baselines).where(baselines.c.profile_id == profile_id)
    if check_id is not None:
        wanted = wanted.where(baselines.c.check_id == check_id)
    rows = connection.execute(wanted.order_by(baselines.c.taken_at, baselines.c.check_id, baselines.c.side))
    return [
        Baseline(row.check_id, row.side, there(row.taken_at, row.utc_offset_s), tuple(json.loads(row.tries)))
        for row in rows
    ]


def remove(connection: Connection, profile_id: str, check_id: str, side: str | None = None) -> None:
    """Forgets those of one check; of one side, or of all."""
    these = (baselines.c.profile_id == profile_id) & (baselines.c.check_id == check_id)
    if side is not None:
        these &= baselines.c.side == side
    connection.execute(delete(baselines).where(these))
