"""Whether a turn may begin: the camera is set up for its stretch, and how it is done was told."""

from __future__ import annotations

from posecheck.announcement import how
from posecheck.concern import NEXT_ONE, Person, concern
from posecheck.cues import Cue, CueKind
from posecheck.hold import Phase
from posecheck.landmarks import ByteArray
from posecheck.pipeline import Snapshot
from posecheck.routine import Turn
from posecheck.scene import light
from posecheck.setup_check import Phase as SetupPhase
from posecheck.setup_check import SetupCheck
from posecheck.voice import News, Rank, Sound

ANYBODY = Cue("I can't see you yet – come into view.", CueKind.SETUP)


class Readiness:
    """Checks the camera before each stretch, not before its second side. A timer needs no more than somebody there.

    Attributes:
        news: what is to be said of it now.
        kind: how that is shown.
        by_time: whether the turn can only be counted by the clock.
        gives_up: whether the turn is better left out: nobody is found in its position.
    """

    def __init__(self, turn: Turn, *, checked: bool = False) -> None:
        """Nothing seen yet.

        Args:
            turn: what comes.
            checked: whether the camera was set up for this stretch just before.
        """
        self._stretch = turn.stretch
        self._check = None if checked or turn.stretch.kind.timed else SetupCheck()
        self._awaits = turn.stretch.kind.timed  # anybody
        self._how = [] if checked else [how(turn)]
        self.news: list[News] = []
        self.kind = CueKind.WELL
        self.by_time = self.gives_up = False

    @property
    def waits(self) -> bool:
        """Whether something is still to be changed, or all is not well for long enough."""
        return self._check is not None or self._awaits

    @property
    def cue(self) -> Cue | None:
        """What to show of it; None once it is over."""
        if self._awaits:
            return ANYBODY
        return self._check.state.cue if self._check is not None else None

    @property
    def to_say(self) -> Cue | None:
        """What to change; None where there is nothing, or one must only wait."""
        well = self._check is not None and self._check.state.phase is SetupPhase.GOOD
        return None if well else self.cue

    def drop(self) -> None:
        """Nothing is to be checked any more."""
        self._check, self._awaits, self._how = None, False, []

    def update(
        self, time_s: float, image_rgb: ByteArray, people: int, person: Person | None, snapshot: Snapshot | None
    ) -> None:
        """Takes one frame.

        Args:
            time_s: its time, later than the last one's.
            image_rgb: (height, width, 3) picture, RGB.
            people: how many bodies were found.
            person: the one who practises; None where nobody is seen.
            snapshot: what is judged of it; None where nothing is.
        """
        self.news, self.by_time, self.gives_up = [], False, False
        if self._awaits:
            self._awaits = person is None
            self.news = [] if self._awaits else self._how
        elif self._check is not None and snapshot is not None and snapshot.phase is Phase.HOLDING:
            self.drop()  # who is credited is seen well enough, and knows how
        elif self._check is not None:
            self._follow(self._check, time_s, image_rgb, people, person)

    def _follow(
        self, check: SetupCheck, time_s: float, image_rgb: ByteArray, people: int, person: Person | None
    ) -> None:
        lit = light(image_rgb, person.body if person is not None else None)
        state = check.update(time_s, concern(self._stretch, lit, people, person))
        if not state.phase.over or state.cue is None:
            return
        good = state.phase is SetupPhase.DONE
        self.kind = CueKind.WELL if good else CueKind.SETUP
        self.by_time, self.gives_up = state.by_time, state.cue == NEXT_ONE
        told = News(state.cue.text, Sound.WELL if good else Sound.NEXT, Rank.ASIDE if good else Rank.NEWS)
        self.news = [told] if self.gives_up else [told, *self._how]
        self._check = None
