"""Whether a turn may begin: the camera is set up for its stretch, and how it is done was told."""

from __future__ import annotations

from posecheck.announcement import how
from posecheck.concern import Person, concern
from posecheck.cues import Cue
from posecheck.hold import Phase
from posecheck.landmarks import ByteArray
from posecheck.pipeline import Snapshot
from posecheck.routine import Turn
from posecheck.scene import light
from posecheck.setup_check import Phase as SetupPhase
from posecheck.setup_check import SetupCheck
from posecheck.voice import News, Rank, Sound


class Readiness:
    """Checks the camera before each stretch, not before its second side. A timer needs no camera: it just leads.

    Attributes:
        news: what is to be said of it now.
        by_time: whether the turn can only be counted by the clock.
    """

    def __init__(self, turn: Turn, before: Turn | None) -> None:
        """Nothing seen yet.

        Args:
            turn: what comes.
            before: the turn before it; None for the first.
        """
        self._turn = turn
        self.news: list[News] = []
        self.by_time = False
        known = before is not None and before.stretch.id == turn.stretch.id
        self._check = None if known or turn.stretch.kind.timed else SetupCheck()
        self._untold = turn.stretch.kind.timed and not known

    @property
    def waits(self) -> bool:
        """Whether something is still to be changed, or all is not well for long enough."""
        return self._check is not None

    @property
    def cue(self) -> Cue | None:
        """What to show of it; None once it is over."""
        return self._check.state.cue if self._check is not None else None

    @property
    def to_say(self) -> Cue | None:
        """What to change; None where there is nothing, or one must only wait."""
        return self.cue if self._check is not None and self._check.state.phase is SetupPhase.WAITING else None

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
        self.news, self._untold = ([how(self._turn)] if self._untold else []), False
        if self._check is None:
            return
        if snapshot is not None and snapshot.phase is Phase.HOLDING:  # who is credited is seen well enough
            self._check = None
            return
        lit = light(image_rgb, person.body if person is not None else None)
        state = self._check.update(time_s, concern(self._turn.stretch, lit, people, person))
        if state.phase.over and state.cue is not None:
            good = state.phase is SetupPhase.DONE
            told = News(state.cue.text, Sound.WELL if good else Sound.NEXT, Rank.ASIDE if good else Rank.NEWS)
            self.news, self.by_time, self._check = [told, how(self._turn)], state.by_time, None
