"""A person's own range: how far three movements go, as a baseline to aim by and to judge change against.

Each movement is come into as far as is comfortable and kept still for three seconds, three times a side, run as any
other practice. Only the person's own tries count; nobody else's are known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum

from posecheck.landmarks import Side
from posecheck.record import Baseline, HoldRecord
from posecheck.recorder import SIDE_TOLERANCE_DEG
from posecheck.repeatability import smallest_change, typical_error
from posecheck.routine import Turn
from posecheck.stretch import Stretch

TRIES = 3  # a side
REST_S = 6.0  # out of the position between two tries; reasoned
# Three tries of one day say how well one day repeats itself. Another day the camera stands elsewhere: below the
# tolerance of the stretch notes nothing is called a change. Published test–retest errors of the Thomas test are larger
# than three tries show, up to 11° by goniometer (Peeler and Anderson 2007, Phys Ther Sport 8:14).
LEAST_CHANGE_DEG = SIDE_TOLERANCE_DEG
WIDE_DEG = SIDE_TOLERANCE_DEG  # tries further apart than this are kept, with the wide band they give
# Gains in hip range are found after four (Cipriani 2012, J Strength Cond Res 26:2119) and four to eight weeks (Ayala
# 2010, J Strength Cond Res 24:430) of stretching: half-way there is something to find, and no hurry.
CHECK_AGAIN = timedelta(weeks=6)

Own = Mapping[tuple[str, str], Baseline]  # the newest by check id and side


@dataclass(frozen=True, slots=True)
class RangeCheck:
    """One movement whose range is taken.

    Attributes:
        id: of its pose file, its tries and its baselines.
        name: what people call it.
        measure: what is read, degrees.
        more_is_further: whether a greater value goes further; else a smaller one does.
        start_deg: where the way to the own end begins (`posecheck.aim` goes a share of it). Bending begins at the long
            leg, 0. Opening has no such zero: there it is the range check's own threshold.
        stretch_id: the stretch it scales,
        scaled: and the check in it: the same movement, read in the same way.
    """

    id: str
    name: str
    measure: str
    more_is_further: bool
    start_deg: float
    stretch_id: str
    scaled: str


RANGE_CHECKS: Mapping[str, RangeCheck] = {
    check.id: check
    for check in (
        RangeCheck(
            "range_knee_to_chest", "Knee to chest", "hip_flexion", True, 0.0, "single_knee_to_chest", "knee_drawn_in"
        ),
        RangeCheck(
            "range_hang", "Hang at the bed's edge", "thigh_elevation", False, 30.0, "thomas_stretch", "thigh_sinks"
        ),
        RangeCheck("range_bridge", "Bridge", "hip_flexion", False, 45.0, "bridge", "hip_line"),
    )
}


def range_check(check_id: str) -> RangeCheck:
    """The check of that id.

    Raises:
        KeyError: there is none.
    """
    return RANGE_CHECKS[check_id]


def kept_still(pose: Stretch) -> Stretch:
    """A range check's position, which is only in place while nothing moves: else its way in would count, too.

    In files that can only remind (nothing is known of it for the first seconds); a try waits for it.
    """
    checks = (replace(c, blocking=True, required=True) if c.measure == "drift" else c for c in pose.checks)
    return replace(pose, checks=tuple(checks))


def planned(pose: Stretch, sides: Sequence[Side]) -> tuple[Turn, ...]:
    """The tries, one after the other, with a rest after each.

    Args:
        pose: as `kept_still` gives it.
        sides: which sides, in order; of no account where it has none.
    """
    ways = tuple(sides) if pose.sided else (None,)
    return tuple(
        Turn(pose, side, pose.dose.target_s, REST_S, step, round_)
        for step, side in enumerate(ways)
        for round_ in range(1, TRIES + 1)
    )


def tries(check: RangeCheck, records: Iterable[HoldRecord]) -> dict[str, tuple[float, ...]]:
    """What each try has read.

    Args:
        check: the range check.
        records: holds of its position, in order. What was timed and not seen says nothing, nor what broke off.

    Returns:
        Degrees by side (``"both"`` where it has none: the mean of the sides that could be read); sides without a try
        are missing.
    """
    read: dict[str, tuple[float, ...]] = {}
    for record in records:
        if record.stretch_id != check.id or not record.reached or record.timed_s > 0.0:
            continue
        mean = record.mean_of(check.measure)
        if mean is not None:
            read[record.side] = (*read.get(record.side, ()), mean)
    return read


def apart_deg(values: Sequence[float]) -> float:
    """How far tries are apart."""
    return max(values) - min(values)


def newest(baselines: Iterable[Baseline]) -> Own:
    """The newest of each check and side.

    Args:
        baselines: oldest first.
    """
    return {(b.check_id, b.side): b for b in baselines}


def smallest_change_deg(taken: Iterable[Baseline]) -> float:
    """The smallest difference between two medians that is more than chance.

    Args:
        taken: baselines of one check, both sides, whenever: each time's tries say how well they repeat.
    """
    error = typical_error([b.tries for b in taken])
    return max(LEAST_CHANGE_DEG, smallest_change(error) if error is not None else 0.0)


class Change(Enum):
    """How a baseline differs from an earlier one."""

    SAME = "about the same"
    FURTHER = "further"
    LESS_FAR = "less far"


def change(before: Baseline, now: Baseline, smallest_deg: float) -> Change:
    """Compares two baselines of one check and side.

    Args:
        before: the earlier one.
        now: the later one.
        smallest_deg: as `smallest_change_deg` gives it; up to it two are about the same.
    """
    difference_deg = now.value - before.value
    if abs(difference_deg) <= smallest_deg:
        return Change.SAME
    return Change.FURTHER if (difference_deg > 0.0) is range_check(now.check_id).more_is_further else Change.LESS_FAR


def change_words(before: Baseline, now: Baseline, smallest_deg: float) -> str:
    """The same, as a sentence."""
    came, day, band = change(before, now, smallest_deg), f"{before.taken_at:%d %b %Y}", f"{smallest_deg:.0f}°"
    if came is Change.SAME:
        return f"About the same as on {day}: up to {band} is within your own band."
    return f"{abs(now.value - before.value):.0f}° {came.value} than on {day}, beyond your own band of {band}."


def due(taken: Iterable[Baseline], today: date) -> bool:
    """Whether it is time to take one of these again. Where nothing was taken nothing is due."""
    return any(today - b.taken_at.date() >= CHECK_AGAIN for b in taken)
