"""The history as the Review page shows it. Pure: records in, rows out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from posecheck.record import HoldRecord


@dataclass(frozen=True, slots=True)
class Dose:
    """What one side of one stretch was given.

    Attributes:
        stretch_id: the stretch.
        side: ``"left"``, ``"right"`` or ``"both"``.
        holds: how many.
        held_s: credited seconds together.
    """

    stretch_id: str
    side: str
    holds: int
    held_s: float


def local_day(record: HoldRecord, zone: tzinfo | None) -> date:
    """The day a hold began where the person is; None means this machine's zone."""
    return record.started_at.astimezone(zone).date()


def doses(records: Iterable[HoldRecord]) -> list[Dose]:
    """Sums holds by stretch and side, in the order of their names."""
    groups: dict[tuple[str, str], list[HoldRecord]] = defaultdict(list)
    for record in records:
        groups[record.stretch_id, record.side].append(record)
    return [Dose(s, side, len(held), sum(r.held_s for r in held)) for (s, side), held in sorted(groups.items())]


def week_start(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def weekly_minutes(
    records: Iterable[HoldRecord], names: Mapping[str, str], zone: tzinfo | None
) -> list[dict[str, object]]:
    """Minutes held by week, stretch and side.

    Args:
        records: holds.
        names: stretch names by id; an id without a name stands for itself.
        zone: where the person is; None means this machine's zone.

    Returns:
        Rows of ``week`` (its Monday), ``stretch``, ``side`` and ``minutes``, oldest first.
    """
    sums: dict[tuple[date, str, str], float] = defaultdict(float)
    for record in records:
        name = names.get(record.stretch_id, record.stretch_id)
        sums[week_start(local_day(record, zone)), name, record.side] += record.held_s
    return [
        {"week": week, "stretch": stretch, "side": side, "minutes": held_s / 60}
        for (week, stretch, side), held_s in sorted(sums.items())
    ]
