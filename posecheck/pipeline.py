"""The way of a frame, from picture to snapshot. The only place that knows the order of the steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from posecheck.checks import Asked, Placement, Verdict, judge, judge_either, unseen
from posecheck.cues import Cue, CueChooser, CueKind, present_cue
from posecheck.desk import Seat, against
from posecheck.guide import Guidance, Guide
from posecheck.hold import Event, HoldClock, Phase
from posecheck.kinds import Kind
from posecheck.landmarks import ByteArray, LandmarkFrame, PoseSource, Reason, Side, Unknown
from posecheck.lift import Lift, LiftedBody
from posecheck.looks import Looks
from posecheck.measures import Measured, Reading, read_measures, reading_key
from posecheck.movement import Movement
from posecheck.neutral import Straight, zeroed
from posecheck.plausibility import SAME, apart
from posecheck.repetitions import Moved, RepetitionCounter
from posecheck.scene import is_dark
from posecheck.sides import SideKeeper
from posecheck.smoothing import Smoother
from posecheck.stretch import Stretch
from posecheck.trust import doubts
from posecheck.view import BodyView, View, body_view
from posecheck.who import Practitioner, expected_posture

TIMED = Cue("I can't see this one well – counting the time.", CueKind.CAMERA)
GONE_S = 60.0
UNTOLD = (Placement.CANNOT_TELL, Placement.UNSEEN)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that is known after one frame.

    Attributes:
        time_s: the frame's time.
        raw: the landmarks as found; None without a body.
        body: the same, smoothed.
        lifted: its joint centres; None without a body.
        view: the camera's place; None without a body.
        readings: every measure by name with side; empty without a body.
        verdict: what can be said of the position.
        phase: where the clock stands.
        held_s: credited seconds of the hold under way or just released; of all holds where they add up.
        target_s: seconds aimed at.
        pause_reason: why the clock is paused; empty otherwise.
        cue: the one thing to say.
        events: what happened at this frame.
        moved: repetitions of the movement; None where none is repeated.
        guidance: what a timer leads; None where none does.
    """

    time_s: float
    raw: LandmarkFrame | None
    body: LandmarkFrame | None
    lifted: LiftedBody | None
    view: BodyView | None
    readings: Mapping[str, Reading]
    verdict: Verdict
    phase: Phase
    held_s: float
    target_s: float
    pause_reason: str
    cue: Cue | None
    events: tuple[Event, ...]
    moved: Moved | None = None
    guidance: Guidance | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known before a body is looked at. A single picture has nothing before it.

    Attributes:
        asked: what the verdict is for.
        straight: what this person's straight joints read, from the neutral pose.
        before: the view of the frame before.
        movement: how fast hips and knees move, torso lengths a second; None where that cannot be told yet.
        seat: what this person's own tall seat reads; None where readings are not told against it.
    """

    asked: Asked = Asked.ONCE
    straight: Straight | None = None
    before: View | None = None
    movement: float | None = None
    seat: Seat | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """What one body says.

    Attributes:
        lifted: its joint centres.
        view: the camera's place.
        readings: every measure by name with side.
        verdict: what can be said of the position.
    """

    lifted: LiftedBody
    view: BodyView
    readings: Mapping[str, Reading]
    verdict: Verdict


def look_at_body(
    stretch: Stretch, body: LandmarkFrame, lift: Lift, side: Side | None, known: Known | None = None
) -> Looked:
    """From one body to a verdict.

    Args:
        stretch: what is practised.
        body: the practitioner, in one frame.
        lift: finds the joint centres.
        side: the side practised; None to recognise it (and in a stretch without sides).
        known: what is known from before.

    Returns:
        Where the body is, what is read off it, and what can be said of it.
    """
    known = known or Known()
    lifted = lift(body, stretch.id)
    view = body_view(lifted, body, known.before)
    readings = dict(zeroed(read_measures(lifted, doubts(body, lifted)), known.straight or {}))
    if known.movement is not None:
        readings["movement"] = Measured(known.movement)
    if known.seat is not None:
        readings = dict(against(readings, known.seat))
    if side is None:
        return Looked(lifted, view, readings, judge_either(stretch, readings, view.view, known.asked))
    return Looked(lifted, view, readings, judge(stretch, readings, view.view, side, known.asked))


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
        *,
        breaths_min: float | None = None,
        seat: Seat | None = None,
        kept_before_s: float | None = None,
        by_time: bool = False,
    ) -> None:
        """A pipeline that has seen nothing.

        Args:
            stretch: what is practised.
            source: finds bodies; stays the caller's, who closes it.
            lift: finds joint centres.
            side: the side practised; None to recognise it (and in a stretch without sides).
            target_s: seconds aimed at in one hold; None for the stretch's own.
            straight: what this person's straight joints read, from the neutral pose.
            breaths_min: breaths a minute where they are paced; None for the stretch's own pace.
            seat: what this person's own tall seat reads, for a stretch at the desk; None where it was not taken.
            kept_before_s: credited seconds before, where holds add up towards one target; None where each has its own.
            by_time: as after `count_by_time`.
        """
        self.stretch = stretch
        self.target_s = stretch.dose.target_s if target_s is None else target_s
        self.clock = HoldClock(stretch.rules, self.target_s)
        self._source = source
        self._lift = lift
        self._side = side
        self._straight = straight
        self._seat = (seat or {}) if stretch.kind is Kind.DESK else None
        self._kept_before_s = kept_before_s
        self._by_time = by_time
        self._entered = False
        self._seen_s: float | None = None  # when somebody was seen last
        self._guide = Guide(stretch, self.target_s, breaths_min)
        self._practitioner = Practitioner(expected_posture(stretch.figure))
        self._raw: LandmarkFrame | None = None
        self._view: View | None = None
        self._sides = SideKeeper()
        self._looks = Looks()
        self._smoother = Smoother()
        self._movement = Movement()
        self._counter = RepetitionCounter(stretch.repetition) if stretch.repetition else None
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
            self._seen_s = time_s
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

    @property
    def by_time(self) -> bool:
        """Whether the clock alone counts."""
        return self._by_time or self.stretch.kind.timed

    @property
    def _held_s(self) -> float:
        """Credited seconds: of the hold under way, or of all where they add up."""
        if self._kept_before_s is not None:
            return self._kept_before_s + self.clock.kept_s
        return self.clock.hold.held_s if self.clock.hold is not None else 0.0

    def _credited(self, placement: Placement, time_s: float) -> Placement:
        """What the clock is told: some positions are counted without being seen, and then said to be."""
        if self.stretch.kind.timed or (self._by_time and placement is not Placement.UNSEEN):
            return Placement.TIMED
        if self.stretch.kind is not Kind.ENTRY:
            return placement
        hold = self.clock.hold
        self._entered = placement is not Placement.OUT_OF_PLACE and (
            self._entered or (hold is not None and hold.number >= 0)
        )
        # Folded bodies are lost for long; but nobody in view for a minute is nobody there.
        gone = self._seen_s is None or time_s - self._seen_s > GONE_S
        if self._entered and placement in UNTOLD and not gone and self._held_s < self.target_s:
            return Placement.TIMED
        return placement

    def _present_cue(self, verdict: Verdict, held_s: float, moved: Moved | None) -> Cue | None:
        if self._by_time:
            return TIMED
        rule = self.stretch.repetition
        if rule is not None and moved is not None and moved.too_fast and verdict.fault is None:
            return Cue(rule.fast_cue, CueKind.CORRECT)
        return present_cue(verdict, self.clock.phase, held_s >= self.target_s, self.stretch)

    def _moved(self, time_s: float, side: Side | None, readings: Mapping[str, Reading]) -> Moved | None:
        """The movement of the active side. Until it is known which that is, nothing is counted."""
        if self._counter is None or self.stretch.repetition is None:
            return None
        reading = readings.get(reading_key(self.stretch.repetition.measure, self._locked_side() or side))
        # Made out of place it is another movement.
        seen = isinstance(reading, Measured) and reading.trusted and self.clock.inside
        return self._counter.update(time_s, reading.value if seen and isinstance(reading, Measured) else None)

    def count_by_time(self) -> None:
        """From now on the clock alone counts, as long as somebody is there: what cannot be told is timed."""
        self._by_time = True

    def _forget(self) -> None:
        """What was seen before a loss says nothing of where the body is now; its limbs' names outlive a short one."""
        self._looks.reset()
        self._smoother.reset()
        self._movement.reset()
        self._view = None

    def _judged(self, raw: LandmarkFrame) -> Snapshot:
        named = self._sides.keep(raw, locked=self.clock.locked)
        body = self._smoother.smooth(self._looks.together(named))
        asked = Asked.STAY if self.clock.inside else Asked.ENTER
        known = Known(asked, self._straight, self._view, self._movement.update(body), self._seat)
        looked = look_at_body(self.stretch, body, self._lift, self._locked_side(), known)
        self._view = looked.view.view
        if looked.verdict.placement is Placement.IN_PLACE:
            self._practitioner.confirm()
        return self._snapshot(raw.time_s, looked.verdict, raw, body, looked)

    def _snapshot(
        self,
        time_s: float,
        verdict: Verdict,
        raw: LandmarkFrame | None = None,
        body: LandmarkFrame | None = None,
        looked: Looked | None = None,
    ) -> Snapshot:
        readings = looked.readings if looked else {}
        clock = self.clock
        credited = self._credited(verdict.placement, time_s)
        events = clock.update(time_s, credited, verdict.reason, self._side or verdict.side)
        held_s = self._held_s
        guidance = self._guide.at(time_s, held_s, readings)
        moved = self._moved(time_s, verdict.side, readings)
        if guidance is not None and guidance.breath is not None:
            cue: Cue | None = guidance.cue
        else:
            cue = _led(guidance, verdict) if guidance else self._present_cue(verdict, held_s, moved)
            cue = self._cues.choose(cue, time_s)
        return Snapshot(
            moved=moved,
            guidance=guidance,
            time_s=time_s,
            raw=raw,
            body=body,
            lifted=looked.lifted if looked else None,
            view=looked.view if looked else None,
            readings=readings,
            verdict=verdict,
            phase=clock.phase,
            held_s=held_s,
            target_s=self.target_s,
            pause_reason=clock.pause_reason,
            cue=cue,
            events=tuple(events),
        )


def _led(guidance: Guidance, verdict: Verdict) -> Cue:
    """What a timer leads; where it has nothing to change, what the camera sees may be said."""
    seen = [result.fault for result in verdict.results if result.fault is not None]
    if guidance.over or guidance.cue.kind is not CueKind.WELL or not seen:
        return guidance.cue
    return Cue(min(seen, key=lambda fault: fault.priority).cue, CueKind.CORRECT)
