"""Pressing one spot after the other: which one it is now, for how long still, and when to move. Led by time alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from posecheck.kinds import Spots

MOVE_S = 5.0  # to ease off, find the next spot and breathe; reasoned


class Doing(str, Enum):
    """What a person does just now."""

    PRESSING = "pressing"
    MOVING = "moving"  # the spot's time is up: its cue is said
    OVER = "over"  # enough for this side


@dataclass(frozen=True, slots=True)
class SpotNow:
    """Where a side's practice stands.

    Attributes:
        number: of the spot, from 1.
        doing: what to do now.
        left_s: seconds left of that; 0 when it is over.
        side_left_s: seconds left on this side; 0 when it is over.
    """

    number: int
    doing: Doing
    left_s: float
    side_left_s: float


def spot_count(spots: Spots) -> int:
    """How many whole spots fit a side; one at least."""
    return max(1, int((spots.side_cap_s + MOVE_S) // (spots.spot_s + MOVE_S)))


def spot_at(spots: Spots, since_s: float) -> SpotNow:
    """Where a side's practice stands.

    Args:
        spots: seconds a spot, and a side.
        since_s: seconds since the side's first spot was begun, pauses left out.

    Returns:
        The spot and what to do. No spot is begun that the side's time would cut short.
    """
    count, each_s = spot_count(spots), spots.spot_s + MOVE_S
    end_s = min(count * each_s - MOVE_S, spots.side_cap_s)
    if since_s >= end_s:
        return SpotNow(count, Doing.OVER, 0.0, 0.0)
    passed, within_s = divmod(max(0.0, since_s), each_s)
    pressing = within_s < spots.spot_s
    left_s = (spots.spot_s if pressing else each_s) - within_s
    side_left_s = end_s - max(0.0, since_s)
    return SpotNow(
        number=int(passed) + 1,
        doing=Doing.PRESSING if pressing else Doing.MOVING,
        left_s=min(left_s, side_left_s),
        side_left_s=side_left_s,
    )
