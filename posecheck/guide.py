"""What a practice that a timer leads says now: breathe in, next spot, next stage, enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from posecheck.cues import Cue, CueKind
from posecheck.kinds import Pace, Spots
from posecheck.measures import Reading
from posecheck.pacing import Breath, Pacer
from posecheck.spots import Doing, spot_at
from posecheck.stretch import Stretch
from posecheck.tremor import CHECK_IN, SMALLER, STOPPED, TIME_UP, StepWatch, StopRule, check_ins, planned, stage_at

ASKED_S = 6.0  # how long a check-in is shown
PLENTY = Cue("That's plenty for this side; rest.", CueKind.LEAD)


@dataclass(frozen=True, slots=True)
class Guidance:
    """What is led at one frame.

    Attributes:
        cue: the one thing to say.
        left_s: seconds left of this part (a spot, a stage); None where there are no parts.
        breath: the moment of the breath; None where none is paced.
        over: whether the practice ends here.
    """

    cue: Cue
    left_s: float | None = None
    breath: Breath | None = None
    over: bool = False


class Guide:
    """Leads one practice of one stretch."""

    def __init__(self, stretch: Stretch, target_s: float, breaths_min: float | None = None) -> None:
        """Nothing has passed yet.

        Args:
            stretch: a stretch that a timer leads.
            target_s: how long it shall last.
            breaths_min: breaths a minute; None for the stretch's own.
        """
        self._stretch = stretch
        self._plan = planned(stretch.stages, target_s) if stretch.stages else ()
        self._breaths_min = breaths_min
        self._pacer: Pacer | None = None
        self._stop, self._steps = StopRule(), StepWatch()

    def at(self, time_s: float, held_s: float, readings: Mapping[str, Reading]) -> Guidance | None:
        """What is led now.

        Args:
            time_s: the frame's time, later than the last one's.
            held_s: how long the practice has lasted, pauses left out.
            readings: every measure by name with side; empty where nobody was seen.

        Returns:
            The guidance; None in a stretch that no timer leads.
        """
        if self._stretch.pace is not None:
            return self._breath(time_s, self._stretch.pace)
        if self._stretch.spots is not None:
            return _spot(held_s, self._stretch.spots)
        return self._stage(time_s, held_s, readings) if self._plan else None

    def _breath(self, time_s: float, pace: Pace) -> Guidance:
        if self._pacer is None:
            self._pacer = Pacer.begun(pace, time_s)
            if self._breaths_min is not None:
                self._pacer = self._pacer.changed(time_s, self._breaths_min)
        breath = self._pacer.at(time_s)
        words = "Breathe in" if breath.inward else "Breathe out"
        return Guidance(Cue(words, CueKind.WELL), breath=breath)

    def _stage(self, time_s: float, held_s: float, readings: Mapping[str, Reading]) -> Guidance:
        now = stage_at(self._plan, held_s)
        if self._stop.update(time_s, readings):
            return Guidance(Cue(STOPPED, CueKind.LEAD), 0.0, over=True)
        if now is None:
            return Guidance(Cue(TIME_UP, CueKind.LEAD), 0.0, over=True)
        too_big = self._steps.update(time_s, readings)
        if now.raising and too_big:
            return Guidance(Cue(SMALLER, CueKind.CORRECT), now.left_s)
        asked = check_ins(held_s) > check_ins(held_s - ASKED_S)
        return Guidance(Cue(CHECK_IN if asked else now.stage.words, CueKind.LEAD), now.left_s)


def _spot(held_s: float, spots: Spots) -> Guidance:
    now = spot_at(spots, held_s)
    if now.doing is Doing.OVER:
        return Guidance(PLENTY, 0.0, over=True)
    if now.doing is Doing.MOVING:
        return Guidance(Cue(spots.move_cue, CueKind.LEAD), now.left_s)
    return Guidance(Cue(f"Spot {now.number}: softly, and keep breathing.", CueKind.LEAD), now.left_s)
