"""How deep one stretch went over the weeks, and whether that has changed by more than the person's own spread."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from statistics import fmean, median

from posecheck.record import Depth
from posecheck.repeatability import freedom, smallest_change, typical_error

# Reasoned: four weeks smooth over good and bad days; of fewer than three holds the median is chance; and a spread found
# with fewer than eight degrees of freedom may be half or twice as large.
WINDOW = timedelta(weeks=4)
LEAST_HOLDS = 3
LEAST_FREEDOM = 8


@dataclass(frozen=True, slots=True)
class DepthPoint:
    """The depth of one week or month.

    Attributes:
        begins: its first day.
        typical: median of the holds' means, in the measure's unit.
        best: the best value of any hold.
        holds: how many there were.
    """

    begins: date
    typical: float
    best: float
    holds: int


class Verdict(Enum):
    """What can be said of two times."""

    SAME = "about the same"
    MORE = "more"
    LESS = "less"
    TOO_FEW = "too few holds"  # at either time, or the two are not apart
    NO_SPREAD = "own spread not known"


@dataclass(frozen=True, slots=True)
class Trend:
    """The first weeks of some time beside the last.

    Attributes:
        verdict: what can be said.
        before: median of the first weeks' typical values; None where there are too few.
        now: that of the last weeks.
        before_day: the day in the middle of the first weeks' holds.
        now_day: that of the last weeks'.
        within: differences up to this are within the person's own spread; None where it is not known.
    """

    verdict: Verdict
    before: float | None = None
    now: float | None = None
    before_day: date | None = None
    now_day: date | None = None
    within: float | None = None


def month_start(day: date) -> date:
    """The first of a day's month."""
    return day.replace(day=1)


def depth_points(
    depths: Iterable[Depth], begins: Callable[[date], date], distance: Callable[[float], float]
) -> list[DepthPoint]:
    """Puts the holds of each week or month together, oldest first.

    Args:
        depths: of one side.
        begins: the first day of a day's week or month.
        distance: how far a value is from the middle of the target; the best is the nearest.
    """
    groups: dict[date, list[Depth]] = defaultdict(list)
    for depth in depths:
        groups[begins(depth.day)].append(depth)
    return [
        DepthPoint(first, median(d.mean for d in of_it), min((d.best for d in of_it), key=distance), len(of_it))
        for first, of_it in sorted(groups.items())
    ]


def own_spread(depths: Iterable[Depth]) -> float | None:
    """The smallest difference that is beyond the person's own spread, as days close to each other show it.

    Within four weeks hardly anything changes but the day and the place of the camera: that is the spread to look
    beyond. The holds of one day count as one, for they share both.

    Args:
        depths: of one stretch, all sides; each side and four weeks are a group of their own.

    Returns:
        In the measure's unit; None where too few days lie close to each other.
    """
    of_day: dict[tuple[str, date], list[float]] = defaultdict(list)
    for depth in depths:
        of_day[depth.side, depth.day].append(depth.mean)
    groups: dict[tuple[str, int], list[float]] = defaultdict(list)
    for (side, day), means in of_day.items():
        groups[side, day.toordinal() // WINDOW.days].append(fmean(means))
    error = typical_error(groups.values())
    return None if error is None or freedom(groups.values()) < LEAST_FREEDOM else smallest_change(error)


def trend(depths: Sequence[Depth], within: float | None) -> Trend:
    """Compares the first four weeks of some time with the last four.

    Args:
        depths: of one side, oldest first.
        within: differences up to this are within the person's own spread; None where it is not known.
    """
    if not depths:
        return Trend(Verdict.TOO_FEW, within=within)
    first, last = depths[0].day, depths[-1].day
    early = [d for d in depths if d.day < first + WINDOW]
    late = [d for d in depths if d.day > last - WINDOW]
    if last - first < 2 * WINDOW or min(len(early), len(late)) < LEAST_HOLDS:
        return Trend(Verdict.TOO_FEW, within=within)
    before, now = median(d.mean for d in early), median(d.mean for d in late)
    return Trend(
        _verdict(now - before, within), before, now, early[len(early) // 2].day, late[len(late) // 2].day, within
    )


def _verdict(difference: float, within: float | None) -> Verdict:
    if within is None:
        return Verdict.NO_SPREAD
    if abs(difference) <= within:
        return Verdict.SAME
    return Verdict.MORE if difference > 0.0 else Verdict.LESS
