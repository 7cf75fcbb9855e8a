"""The check before a practice: whether the camera sees what it needs, and for long enough to begin.

`SetupCheck` makes instructions of the concerns of a stream of frames: it waits until all was well for two seconds, or,
with somebody in view whom it cannot see well, goes on after a while and says what that means.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import Enum

from posecheck.concern import ONLY_TIME, Concern, Trouble
from posecheck.cues import Cue, CueChooser, CueKind

GOOD_S = 2.0  # so long all must be well
FORGIVEN_S = 0.3  # of which so much may be bad: single frames mislead
GO_ON_S = 25.0  # with the same trouble; time enough to lie down anew, or to turn the camera and come back
GET_DOWN_S = 90.0  # to fetch a cushion, and to get down; only once somebody is down can the rest be told
UNFOUND_S = 45.0
# A silhouette in position is seen well enough, and dark skin in dark clothes may look like one: it is said once, with
# time to hear it out, and holds nobody up.
BACKLIT_GO_ON_S = 6.0
MAX_GAP_S = 0.5  # time without frames is no time spent

GOOD = Cue("Good, I can see you.", CueKind.WELL)
STAY = Cue("That's it – stay there.", CueKind.WELL)


class Phase(str, Enum):
    """Where a check stands."""

    WAITING = "waiting"  # something is to be changed
    GOOD = "good"  # all is well, not yet for long enough
    DONE = "done"  # it was for long enough
    WENT_ON = "went on"  # it was not, and the practice goes on all the same

    @property
    def over(self) -> bool:
        """Whether the practice may begin."""
        return self in (Phase.DONE, Phase.WENT_ON)


@dataclass(frozen=True, slots=True)
class SetupState:
    """What to show and say after one frame.

    Attributes:
        phase: where the check stands.
        cue: the one thing to say; None for a moment at the start. Of kind WELL it is good news, to be shown green.
        share: how much of `GOOD_S` all has been well, 0 to 1.
    """

    phase: Phase
    cue: Cue | None
    share: float

    @property
    def by_time(self) -> bool:
        """Whether the practice can only be counted by the clock."""
        return self.cue == ONLY_TIME


def _patience_s(trouble: Trouble) -> float:
    return {Trouble.BACKLIT: BACKLIT_GO_ON_S, Trouble.POSTURE: GET_DOWN_S, Trouble.NOBODY: UNFOUND_S}.get(
        trouble, GO_ON_S
    )


class SetupCheck:
    """Follows the concerns of one stream until the practice may begin. Time is the frames' own.

    Attributes:
        state: after the last frame.
    """

    def __init__(self) -> None:
        """Nothing has been seen yet."""
        self.state = SetupState(Phase.WAITING, None, 0.0)
        self._last_s: float | None = None
        self._good_from_s: float | None = None
        self._bad_s = 0.0  # since then
        self._spent_s: dict[Trouble, float] = defaultdict(float)  # with each, in a row or not: no two can take turns
        self._cues = CueChooser()

    def update(self, time_s: float, concern: Concern | None) -> SetupState:
        """Takes one frame.

        Args:
            time_s: its time, later than the last one's.
            concern: what is to be changed; None where all is well.

        Returns:
            What to show and say. Once the check is over it stays what it was.
        """
        if not self.state.phase.over:
            self.state = self._next(time_s, self._passed_s(time_s), concern)
        return self.state

    def _passed_s(self, time_s: float) -> float:
        """Seconds since the frame before; none after a gap, which nobody can vouch for."""
        passed_s = 0.0 if self._last_s is None else time_s - self._last_s
        self._last_s = time_s
        if passed_s <= MAX_GAP_S:
            return passed_s
        self._good_from_s = None
        return 0.0

    def _next(self, time_s: float, passed_s: float, concern: Concern | None) -> SetupState:
        if concern is not None:
            self._bad_s += passed_s
            if concern.going_on is not None:
                self._spent_s[concern.trouble] += passed_s
                if self._spent_s[concern.trouble] >= _patience_s(concern.trouble):
                    return SetupState(Phase.WENT_ON, concern.going_on, 0.0)
            if self._good_from_s is None or self._bad_s > FORGIVEN_S:
                self._good_from_s = None
                return SetupState(Phase.WAITING, self._cues.choose(concern.cue, time_s), 0.0)
        elif self._good_from_s is None:
            self._good_from_s, self._bad_s = time_s, 0.0
        good_s = time_s - self._good_from_s
        if concern is None and good_s >= GOOD_S:
            return SetupState(Phase.DONE, GOOD, 1.0)
        return SetupState(Phase.GOOD, self._cues.choose(STAY, time_s), min(1.0, good_s / GOOD_S))
