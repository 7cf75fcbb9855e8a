"""The way of a frame, from picture to snapshot. The only place that knows the order of the steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from posecheck.checks import Asked, Placement, Verdict, judge, judge_either, unseen
from posecheck.cues import Cue, CueChooser, present_cue
from posecheck.hold import Event, HoldClock, Phase
from posecheck.landmarks import ByteArray, LandmarkFrame, PoseSource, Reason, Side, Unknown
from posecheck.lift import Lift
from posecheck.looks import Looks
from posecheck.measures import Reading, read_measures
from posecheck.neutral import Straight, zeroed
from posecheck.plausibility import SAME, apart
from posecheck.scene import is_dark
from posecheck.sides import SideKeeper
from posecheck.smoothing import Smoother
from posecheck.stretch import Stretch
from posecheck.trust import doubts
from posecheck.view import BodyView, View, body_view
from posecheck.who import Practitioner, expected_posture


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that is known after one frame.

    Attributes:
        time_s: the frame's time.
        raw: the landmarks as found; None without a body.
        body: the same, smoothed.
        view: the camera's place; None without a body.
        readings: every measure by name with side; empty without a body.
        verdict: what can be said of the position.
        phase: where the clock stands.
        held_s: credited seconds of the hold under way or just released.
        target_s: seconds aimed at.
        pause_reason: why the clock is paused; empty otherwise.
        cue: the one thing to say.
        events: what happened at this frame.
    """

    time_s: float
    raw: LandmarkFrame | None
    body: LandmarkFrame | None
    view: BodyView | None
    readings: Mapping[str, Reading]
    verdict: Verdict
    phase: Phase
    held_s: float
    target_s: float
    pause_reason: str
    cue: Cue | None
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known before a body is looked at. A single picture has nothing before it.

    Attributes:
        asked: what the verdict is for.
        straight: what this person's straight joints read, from the neutral pose.
        before: the view of the frame before.
    """

    asked: Asked = Asked.ONCE
    straight: Straight | None = None
    before: View | None = None


def look_at_body(
    stretch: Stretch, body: LandmarkFrame, lift: Lift, side: Side | None, known: Known | None = None
) -> tuple[BodyView, Mapping[str, Reading], Verdict]:
    """From one body to a verdict.

    Args:
        stretch: what is practised.
        body: the practitioner, in one frame.
        lift: finds the joint centres.
        side: the side practised; None to recognise it (and in a stretch without sides).
        known: what is known from before.

    Returns:
        The camera's place, every measure by name with side, and what can be said of the position.
    """
    known = known or Known()
    lifted = lift(body, stretch.id)
    view = body_view(lifted, body, known.before)
    readings = zeroed(read_measures(lifted, doubts(body, lifted)), known.straight or {})
    if side is None:
        return view, readings, judge_either(stretch, readings, view.view, known.asked)
    return view, readings, judge(stretch, readings, view.view, side, known.asked)


def look_at_nobody(image_rgb: ByteArray, side: Side | None) -> Verdict:
    """The verdict on a picture in which nobody was found, and whether the dark is to blame."""
    return unseen(Unknown(Reason.TOO_DARK if is_dark(image_rgb) else Reason.NO_PERSON), side)


class Pipeline:
    """Takes frames of one practice of one stretch, in order.

    Attributes:
        stretch: what is practised.
        clock: the hold clock.
    """

    def __init__(
        self,
        stretch: Stretch,
        source: PoseSource,
        lift: Lift,
        side: Side | None = None,
        target_s: float | None = None,
        straight: Straight | None = None,
    ) -> None:
        """A pipeline that has seen nothing.

        Args:
            stretch: what is practised.
            source: finds bodies; stays the caller's, who closes it.
            lift: finds joint centres.
            side: the side practised; None to recognise it (and in a stretch without sides).
            target_s: seconds aimed at in one hold; None for the stretch's own.
            straight: what this person's straight joints read, from the neutral pose.
        """
        self.stretch = stretch
        self.target_s = stretch.dose.target_s if target_s is None else target_s
        self.clock = HoldClock(stretch.rules, self.target_s)
        self._source = source
        self._lift = lift
        self._side = side
        self._straight = straight
        self._practitioner = Practitioner(expected_posture(stretch.figure))
        self._raw: LandmarkFrame | None = None
        self._view: View | None = None
        self._sides = SideKeeper()
        self._looks = Looks()
        self._smoother = Smoother()
        self._cues = CueChooser()

    def process(self, image_rgb: ByteArray, time_s: float) -> Snapshot:
        """Takes one frame.

        Args:
            image_rgb: (height, width, 3) picture, RGB, not mirrored.
            time_s: its time, later than the last one's.

        Returns:
            All that is known after it.
        """
        bodies = self._source.detect(image_rgb, time_s, self._practitioner.followed)
        before, raw = self._raw, self._practitioner.choose(bodies)
        self._raw = raw
        if raw is not None:
            if before is not None and apart(before, raw) >= SAME:  # another person, or a leap
                self._sides.reset()
                self._forget()
            return self._judged(raw)
        self._forget()
        return self._snapshot(time_s, look_at_nobody(image_rgb, self._locked_side()))

    def _locked_side(self) -> Side | None:
        if self._side is None and self.clock.locked and self.clock.hold is not None:
            return self.clock.hold.side
        return self._side

    def _forget(self) -> None:
        """What was seen before a loss says nothing of where the body is now; its limbs' names outlive a short one."""
        self._looks.reset()
        self._smoother.reset()
        self._view = None

    def _judged(self, raw: LandmarkFrame) -> Snapshot:
        named = self._sides.keep(raw, locked=self.clock.locked)
        body = self._smoother.smooth(self._looks.together(named))
        asked = Asked.STAY if self.clock.inside else Asked.ENTER
        known = Known(asked, self._straight, self._view)
        view, readings, verdict = look_at_body(self.stretch, body, self._lift, self._locked_side(), known)
        self._view = view.view
        if verdict.placement is Placement.IN_PLACE:
            self._practitioner.confirm()
        return self._snapshot(raw.time_s, verdict, raw, body, view, readings)

    def _snapshot(
        self,
        time_s: float,
        verdict: Verdict,
        raw: LandmarkFrame | None = None,
        body: LandmarkFrame | None = None,
        view: BodyView | None = None,
        readings: Mapping[str, Reading] | None = None,
    ) -> Snapshot:
        clock = self.clock
        events = clock.update(time_s, verdict.placement, verdict.reason, verdict.side)
        held_s = clock.hold.held_s if clock.hold is not None else 0.0
        cue = present_cue(verdict, clock.phase, held_s >= self.target_s, self.stretch)
        return Snapshot(
            time_s=time_s,
            raw=raw,
            body=body,
            view=view,
            readings=readings or {},
            verdict=verdict,
            phase=clock.phase,
            held_s=held_s,
            target_s=self.target_s,
            pause_reason=clock.pause_reason,
            cue=self._cues.choose(cue, time_s),
            events=tuple(events),
        )
