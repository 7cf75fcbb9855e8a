"""When the target ghost is seen."""

from __future__ import annotations

from posecheck.checks import Placement

AFTER_S = 2.0  # out of place for so long brings the ghost
FADE_IN_S, FADE_OUT_S = 0.8, 0.4
LONGEST_GAP_S = 0.5  # between frames; a longer one says nothing of what was between


class GhostFader:
    """When the ghost is seen: fades in when out of place for a while, and away when in place.

    What cannot be told changes nothing.
    """

    def __init__(self) -> None:
        """Not seen."""
        self._time_s: float | None = None
        self._out_s = 0.0
        self._opacity = 0.0

    def update(self, placement: Placement, time_s: float) -> float:
        """Takes one frame.

        Args:
            placement: what can be said of it.
            time_s: its time.

        Returns:
            How much of the ghost is seen, 0 to 1.
        """
        passed = 0.0 if self._time_s is None else min(max(time_s - self._time_s, 0.0), LONGEST_GAP_S)
        self._time_s = time_s
        if placement is Placement.OUT_OF_PLACE:
            before, self._out_s = self._out_s, self._out_s + passed
            shown = self._out_s - max(before, AFTER_S)
            self._opacity = min(1.0, self._opacity + max(0.0, shown) / FADE_IN_S)
        elif placement in (Placement.IN_PLACE, Placement.TIMED):
            self._out_s = 0.0
            self._opacity = max(0.0, self._opacity - passed / FADE_OUT_S)
        return self._opacity
