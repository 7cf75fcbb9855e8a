"""What a week's practice came to, stretch by stretch and side by side, against guidance.

Guidance: at least 2–3 days a week (ACSM stretching update 2021), 2–4 repeats a day that make 60 s together (Garber
2011, doi 10.1249/MSS.0b013e318213fefb), and no more gain beyond 10 min a week (Ingram 2025, doi
10.1007/s40279-024-02143-9). How long a repeat is, and how many there are, each stretch says itself, with its source.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from posecheck.kinds import Kind
from posecheck.record import DayTotal
from posecheck.stretch import Stretch

GUIDE_DAYS = 2
ENOUGH_S = 600.0
# Sides within one usual hold of each other, or within a tenth, count as even: reasoned.
EVEN_S = 30.0
EVEN_SHARE = 0.1
GUIDED = (Kind.HOLD, Kind.ENTRY, Kind.REPETITIONS)  # the guidance is about stretching


@dataclass(frozen=True, slots=True)
class SideDose:
    """What one side of one stretch was given.

    Attributes:
        stretch_id: the stretch.
        side: ``"left"``, ``"right"`` or ``"both"``.
        days: on how many days.
        held_s: credited seconds together.
        timed_s: those of them that were timed, not seen.
    """

    stretch_id: str
    side: str
    days: int
    held_s: float
    timed_s: float


@dataclass(frozen=True, slots=True)
class Balance:
    """How the two sides of a stretch compare.

    Attributes:
        left_s: credited seconds.
        right_s: credited seconds.
    """

    left_s: float
    right_s: float

    @property
    def behind(self) -> str | None:
        """The side that has clearly less; None where they are about even."""
        apart_s, larger_s = abs(self.left_s - self.right_s), max(self.left_s, self.right_s)
        if apart_s <= max(EVEN_S, EVEN_SHARE * larger_s):
            return None
        return "left" if self.left_s < self.right_s else "right"

    @property
    def one_sided(self) -> str | None:
        """The only side there was any of; None where there was some of both."""
        if self.left_s > 0.0 and self.right_s > 0.0:
            return None
        return "left" if self.left_s > 0.0 else "right"

    @property
    def apart_s(self) -> float:
        """How many seconds lie between them."""
        return abs(self.left_s - self.right_s)


def week_start(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def side_doses(totals: Iterable[DayTotal]) -> list[SideDose]:
    """Sums days by stretch and side, in the order of their names."""
    groups: dict[tuple[str, str], list[DayTotal]] = defaultdict(list)
    for total in totals:
        groups[total.stretch_id, total.side].append(total)
    return [
        SideDose(
            stretch_id,
            side,
            len({total.day for total in of_side}),
            sum(total.held_s for total in of_side),
            sum(total.timed_s for total in of_side),
        )
        for (stretch_id, side), of_side in sorted(groups.items())
    ]


def balances(doses: Iterable[SideDose]) -> dict[str, Balance]:
    """How left and right compare, by stretch id; stretches without sides are left out."""
    held_s: dict[str, dict[str, float]] = defaultdict(dict)
    for dose in doses:
        if dose.side != "both":
            held_s[dose.stretch_id][dose.side] = dose.held_s
    return {name: Balance(sides.get("left", 0.0), sides.get("right", 0.0)) for name, sides in held_s.items()}


def guide_s(stretch: Stretch) -> float | None:
    """Seconds a week and side to go by: the fewest repeats of the stretch's own dose, on `GUIDE_DAYS` days.

    Returns:
        None where the guidance does not speak of such practice (breathing, pressure, tremor, the desk).
    """
    if stretch.kind not in GUIDED:
        return None
    fewest = re.search(r"\d+", stretch.dose.repeats)
    return GUIDE_DAYS * stretch.dose.target_s * (int(fewest.group()) if fewest else 1)
