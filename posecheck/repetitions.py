"""Counts a movement there and back: how often, how far, how fast. Pure, on frame time.

A repetition leads from near the start to beyond `reach` of the way and back near the start. Between the two nothing
happens, so a value that trembles cannot be counted twice; and what was not seen is not counted at all.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from posecheck.kinds import Repetition

NEAR = 0.3  # of the way from the start; never more than half of what makes a repetition
SMOOTHED_S = 0.3  # place and speed are those of so much time: a single frame moves them little
SPEED_FROM_S = 0.2  # in less, trembling looks like speed
GAP_S = 0.5  # what happened in a longer one was not seen
SHORTEST_S = 0.5  # a repetition in less is a misreading
FAST_TOLD_S = 2.0  # too fast stays true so long: a cue has to be read


@dataclass(frozen=True, slots=True)
class Moved:
    """What can be said after one frame.

    Attributes:
        count: repetitions so far.
        range_deg: from the nearest to the start to the furthest from it, in the last repetition; 0 before the first.
        top_deg_s: the last repetition's greatest speed; 0 before the first.
        too_fast: whether the movement is or was just faster than it should be.
        way: where between start (0) and turn (1) it is now, kept within; 0 where it is not seen.
    """

    count: int = 0
    range_deg: float = 0.0
    top_deg_s: float = 0.0
    too_fast: bool = False
    way: float = 0.0


class RepetitionCounter:
    """Counts the repetitions of one side."""

    def __init__(self, rule: Repetition) -> None:
        """Has seen nothing."""
        self._rule = rule
        self._near = min(NEAR, rule.reach / 2)
        self._recent: deque[tuple[float, float]] = deque()
        self._last = Moved()
        self._fast_s = float("-inf")
        self._forget()

    def _forget(self) -> None:
        self._recent.clear()
        self._left_s: float | None = None  # when it was last near the start; None until it was seen there
        self._turned = False
        self._ways: tuple[float, float] = (0.0, 0.0)  # least since the last repetition, greatest since then
        self._top_deg_s = 0.0

    def update(self, time_s: float, value_deg: float | None) -> Moved:
        """Takes one frame.

        Args:
            time_s: its time, later than the last one's.
            value_deg: what moves, as the rule's measure reads it; None where it cannot be read.

        Returns:
            What can be said now.
        """
        if self._recent and time_s - self._recent[-1][0] > GAP_S:
            self._forget()
        count, range_deg, top_deg_s, way = self._last.count, self._last.range_deg, self._last.top_deg_s, 0.0
        if value_deg is not None:
            whole_deg = self._rule.turn - self._rule.start
            way, speed_deg_s = self._smoothed(time_s, self._rule.way(value_deg))
            if speed_deg_s > self._rule.fastest_deg_s:
                self._fast_s = time_s
            if self._is_back(time_s, way, speed_deg_s):
                least, greatest = self._ways
                count, range_deg, top_deg_s = count + 1, (greatest - least) * abs(whole_deg), self._top_deg_s
                self._ways = (way, way)
            if way <= self._near:
                least = way if self._left_s is None else min(self._ways[0], way)
                self._left_s, self._turned, self._top_deg_s = time_s, False, 0.0
                self._ways = (least, way)
        too_fast = time_s - self._fast_s <= FAST_TOLD_S
        self._last = Moved(count, range_deg, top_deg_s, too_fast, max(0.0, min(1.0, way)))
        return self._last

    def _smoothed(self, time_s: float, way: float) -> tuple[float, float]:
        """Where on the way it is, and its speed in degrees a second: mean and slope of the last moment."""
        recent = self._recent
        recent.append((time_s, way))
        while recent[0][0] < time_s - SMOOTHED_S:
            recent.popleft()
        mean_s, mean = (sum(column) / len(recent) for column in zip(*recent, strict=True))
        if time_s - recent[0][0] < SPEED_FROM_S:
            return mean, 0.0
        slope = sum((t - mean_s) * (w - mean) for t, w in recent) / sum((t - mean_s) ** 2 for t, _ in recent)
        return mean, abs(slope * (self._rule.turn - self._rule.start))

    def _is_back(self, time_s: float, way: float, speed_deg_s: float) -> bool:
        """Whether this frame completes a repetition."""
        if self._left_s is None:
            return False
        self._ways = (min(self._ways[0], way), max(self._ways[1], way))
        self._top_deg_s = max(self._top_deg_s, speed_deg_s)
        self._turned = self._turned or way >= self._rule.reach
        return self._turned and way <= self._near and time_s - self._left_s >= SHORTEST_S
