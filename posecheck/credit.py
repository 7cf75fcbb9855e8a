"""Who vouches for a moment: the camera that saw the position, or the clock alone."""

from __future__ import annotations

from posecheck.checks import Placement
from posecheck.hold import Hold
from posecheck.kinds import Kind

GONE_S = 60.0  # folded bodies are lost for long; but nobody in view for a minute is nobody there
UNTOLD = (Placement.CANNOT_TELL, Placement.UNSEEN)


class Credit:
    """Some positions are counted without being seen, and then said to be: this decides which, frame by frame.

    Attributes:
        by_time: whether what cannot be told is timed, as long as somebody is there in about the position.
    """

    def __init__(self, kind: Kind, target_s: float, by_time: bool = False) -> None:
        """Nobody was seen yet.

        Args:
            kind: how the stretch is practised.
            target_s: seconds aimed at; what is timed because the camera lost it ends there.
            by_time: whether the clock alone counts from the start.
        """
        self.by_time = by_time
        self._kind = kind
        self._target_s = target_s
        self._entered = False  # the position was taken until it counted, and not seen to be left since
        self._seen_s: float | None = None  # when somebody was seen last

    def of(
        self, placement: Placement, time_s: float, hold: Hold | None, held_s: float, *, in_posture: bool
    ) -> Placement:
        """What the hold clock is told of one frame.

        Args:
            placement: what the camera could say of it.
            time_s: its time, later than the last one's.
            hold: the hold under way or the last one; None before the first.
            held_s: credited seconds so far.
            in_posture: whether the body lies, sits or stands about as the stretch does.

        Returns:
            The same, or "timed" where the clock alone vouches for it.
        """
        if placement is not Placement.UNSEEN:
            self._seen_s = time_s
        # Beyond the target another hold must be seen to begin.
        untold = self.by_time and placement is Placement.CANNOT_TELL and in_posture and held_s < self._target_s
        if self._kind.timed or untold:
            return Placement.TIMED
        if self._kind is not Kind.ENTRY:
            return placement
        counted = hold is not None and hold.number >= 0
        self._entered = placement is not Placement.OUT_OF_PLACE and (self._entered or counted)
        lost = self._entered and placement in UNTOLD and not self._gone(time_s)
        return Placement.TIMED if lost and held_s < self._target_s else placement

    def _gone(self, time_s: float) -> bool:
        return self._seen_s is None or time_s - self._seen_s > GONE_S
