"""The tremor practice there was, as sessions; and how it may be practised now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta, tzinfo

from posecheck.catalog import Catalog
from posecheck.kinds import Kind
from posecheck.record import HoldRecord
from posecheck.tremor import COUNTS_FROM_S, Allowance, Past, allowance
from posecheck.ui import clock, storage

BUILT_IN = "tremor_practice"  # counts even where an own file of that id is broken, or another kind


def practices(catalog: Catalog) -> frozenset[str]:
    """Ids of all tremor practices, own ones included."""
    return frozenset({BUILT_IN} | {s.id for s in catalog.stretches.values() if s.kind is Kind.TREMOR})


def sessions(records: Iterable[HoldRecord], zone: tzinfo | None = None) -> list[Past]:
    """Puts the holds of each session together, and the short sessions of each day.

    Args:
        records: holds of tremor practices, in any order.
        zone: where the person is; None means this machine's zone.

    Returns:
        One for each session of `COUNTS_FROM_S` or more; one for all shorter ones that began on the same day.
    """
    of_session: dict[str, list[HoldRecord]] = defaultdict(list)
    for record in records:
        of_session[record.session_id].append(record)
    whole, short = [], defaultdict[date, list[HoldRecord]](list)
    for held in of_session.values():
        if sum(record.held_s for record in held) >= COUNTS_FROM_S:
            whole.append(held)
        else:
            short[min(r.started_at for r in held).astimezone(zone).date()] += held
    return [_past(held) for held in (*whole, *short.values())]


def _past(held: Collection[HoldRecord]) -> Past:
    """Several holds as if they were one that ended with the last of them: from its end on the days apart count."""
    seconds = sum(record.held_s for record in held)
    ended_at = max(record.started_at + timedelta(seconds=record.end_s - record.start_s) for record in held)
    return Past(ended_at - timedelta(seconds=seconds), seconds)


def allowed(catalog: Catalog) -> Allowance:
    """What a session may be now, after all there were of any tremor practice.

    Raises:
        StoreError: the history cannot be read.
    """
    records = [r for name in practices(catalog) for r in storage.history().holds(stretch_id=name)]
    where = clock.zone()
    return allowance(sessions(records, where), clock.now(where))
