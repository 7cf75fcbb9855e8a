"""How far readings of the same person differ though nothing has changed, and what lies beyond that.

Typical error is the standard deviation within a person; a difference of two readings has √2 times as much, and 95 % of
such differences stay within 1.96 of that (Weir 2005, J Strength Cond Res 19:231: the minimum difference to be
considered real).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from statistics import fmean

WITHIN_95 = 1.96


def freedom(groups: Collection[Sequence[float]]) -> int:
    """Degrees of freedom of the pooled spread: readings less groups. With few of them it is but roughly known."""
    return sum(len(readings) - 1 for readings in groups if readings)


def typical_error(groups: Collection[Sequence[float]]) -> float | None:
    """The standard deviation within the person, pooled over groups, each about its own mean.

    Args:
        groups: readings taken while nothing should have changed: the tries of one check, the holds of one week. A group
            of one says nothing.

    Returns:
        In the readings' unit; None where no group has two readings.
    """
    if not freedom(groups):
        return None
    squares = sum((reading - fmean(readings)) ** 2 for readings in groups for reading in readings)
    return math.sqrt(squares / freedom(groups))


def smallest_change(error: float) -> float:
    """The largest difference of two readings that is still within the person's own spread, from the typical error."""
    return WITHIN_95 * math.sqrt(2.0) * error
