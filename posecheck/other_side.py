"""Rolling over, or taking the other leg, without a word: the other side is practised now."""

from __future__ import annotations

import math

from posecheck.checks import Asked, Placement, judge
from posecheck.hold import Phase
from posecheck.landmarks import Side
from posecheck.pipeline import Snapshot
from posecheck.stretch import Stretch

TAKEN_S = 2.0  # in position so long it is meant; the clock would have counted after half of it
MAX_GAP_S = 0.5  # time without frames, a pause for one, is no time spent


class OtherSide:
    """Watches one turn of one side. Who holds it, or has paused for a moment, has not changed sides."""

    def __init__(self, stretch: Stretch, side: Side | None) -> None:
        """Nothing seen yet.

        Args:
            stretch: what is practised.
            side: the side of the turn; None in a stretch without sides.
        """
        self._stretch, self._side = stretch, side
        self._since_s: float | None = None
        self._last_s = -math.inf
        self._was_free = False  # of the other side's position, which may be the one just held

    def update(self, snapshot: Snapshot) -> bool:
        """Takes one frame.

        Args:
            snapshot: what is known of it, judged for the turn's own side.

        Returns:
            Whether the other side was taken, and has been kept long enough to be meant.
        """
        gap_s, self._last_s = snapshot.time_s - self._last_s, snapshot.time_s
        if not self._is_taken(snapshot):
            self._since_s = None
            return False
        if self._since_s is None or gap_s > MAX_GAP_S:
            self._since_s = snapshot.time_s
        return snapshot.time_s - self._since_s >= TAKEN_S

    def _is_taken(self, snapshot: Snapshot) -> bool:
        if self._side is None or snapshot.view is None or snapshot.phase not in (Phase.LOOKING, Phase.RELEASED):
            return False
        other = judge(self._stretch, snapshot.readings, snapshot.view.view, self._side.other, Asked.ENTER)
        taken = other.placement is Placement.IN_PLACE
        self._was_free = self._was_free or not taken
        return taken and self._was_free
