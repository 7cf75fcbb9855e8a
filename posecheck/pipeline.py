"""The way of a frame, from picture to snapshot. The only place that knows the order of the steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from posecheck.checks import Asked, Placement, Verdict, judge, judge_either, unseen
from posecheck.credit import Credit
from posecheck.cues import Cue, CueChooser, CueKind, present_cue
from posecheck.desk import Seat, against
from posecheck.eyes import Eyes, Seen
from posecheck.guide import Guidance, Guide
from posecheck.hold import Event, HoldClock, Phase
from posecheck.kinds import Kind
from posecheck.landmarks import ByteArray, LandmarkFrame, PoseSource, Reason, Side, Unknown
from posecheck.lift import Lift, LiftedBody
from posecheck.measures import Measured, Reading, read_measures, reading_key
from posecheck.neutral import Straight, zeroed
from posecheck.repetitions import Moved, RepetitionCounter
from posecheck.stretch import Stretch
from posecheck.trust import doubts
from posecheck.view import BodyView, View, body_view
from posecheck.who import FITS, expected_posture, lifted_posture

TIMED = Cue("I can't see this one well – counting the time.", CueKind.CAMERA)


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
        credited: what the clock was told: the verdict's placement, or "timed".
        phase: where the clock stands.
        held_s: credited seconds of the hold under way or just released; of all holds where they add up.
        target_s: seconds aimed at.
        pause_reason: why the clock is paused; empty otherwise.
        now: what is true of this very frame, to be said at once or not at all.
        cue: the one thing to show; it does not flicker.
        events: what happened at this frame.
        moved: repetitions of the movement; None where none is repeated.
        guidance: what a timer leads; None where none does.
        people: how many bodies the source gave; once one is followed it gives that one alone.
    """

    time_s: float
    raw: LandmarkFrame | None
    body: LandmarkFrame | None
    lifted: LiftedBody | None
    view: BodyView | None
    readings: Mapping[str, Reading]
    verdict: Verdict
    credited: Placement
    phase: Phase
    held_s: float
    target_s: float
    pause_reason: str
    now: Cue | None
    cue: Cue | None
    events: tuple[Event, ...]
    moved: Moved | None = None
    guidance: Guidance | None = None
    people: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """What is known before a body is looked at. A single picture has nothing before it.

    Attributes:
        asked: what the verdict is for.
        straight: what this person's straight joints read, from the neutral pose.
        before: the view of the frame before.
        movement: how fast hips and knees move, torso lengths a second; None where that cannot be told yet.
        seat: what this person's own tall seat reads; None where readings are not told against it.
        drift: how far hips and knees are from where they just were, torso lengths; None where that cannot be told yet.
    """

    asked: Asked = Asked.ONCE
    straight: Straight | None = None
    before: View | None = None
    movement: float | None = None
    seat: Seat | None = None
    drift: float | None = None


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
    if known.drift is not None:
        readings["drift"] = Measured(known.drift)
    if known.seat is not None:
        readings = dict(against(readings, known.seat))
    if side is None:
        return Looked(lifted, view, readings, judge_either(stretch, readings, view.view, known.asked))
    return Looked(lifted, view, readings, judge(stretch, readings, view.view, side, known.asked))


def look_at_nobody(dark: bool, side: Side | None) -> Verdict:
    """The verdict on a picture in which nobody was found, and whether the dark is to blame."""
    return unseen(Unknown(Reason.TOO_DARK if dark else Reason.NO_PERSON), side)


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
        self._lift = lift
        self._side = side
        self._straight = straight
        self._seat = (seat or {}) if stretch.kind is Kind.DESK else None
        self._kept_before_s = kept_before_s
        self._credit = Credit(stretch.kind, self.target_s, by_time)
        self._guide = Guide(stretch, self.target_s, breaths_min)
        self._expected = expected_posture(stretch.figure)
        self._eyes = Eyes(source, self._expected)
        self._view: View | None = None
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
        return self.judge(self.see(image_rgb, time_s))

    def see(self, image_rgb: ByteArray, time_s: float) -> Seen:
        """Only looks: nothing is judged, and no clock runs.

        Args:
            image_rgb: as for `process`.
            time_s: as for `process`.
        """
        return self._eyes.look(image_rgb, time_s, locked=self.clock.locked)

    def judge(self, seen: Seen) -> Snapshot:
        """Judges what was seen.

        Args:
            seen: the newest, in order.

        Returns:
            All that is known after it.
        """
        before = None if seen.anew else self._view
        self._view = None
        if seen.body is None:
            return self._snapshot(seen, look_at_nobody(seen.dark, self._locked_side()))
        asked = Asked.STAY if self.clock.inside else Asked.ENTER
        known = Known(asked, self._straight, before, seen.movement, self._seat, seen.drift)
        looked = look_at_body(self.stretch, seen.body, self._lift, self._locked_side(), known)
        self._view = looked.view.view
        if looked.verdict.placement is Placement.IN_PLACE:
            self._eyes.confirm()
        return self._snapshot(seen, looked.verdict, looked)

    def _locked_side(self) -> Side | None:
        if self._side is None and self.clock.locked and self.clock.hold is not None:
            return self.clock.hold.side
        return self._side

    @property
    def _held_s(self) -> float:
        """Credited seconds: of the hold under way, or of all where they add up."""
        if self._kept_before_s is not None:
            return self._kept_before_s + self.clock.kept_s
        return self.clock.hold.held_s if self.clock.hold is not None else 0.0

    def _now(self, verdict: Verdict, guidance: Guidance | None, moved: Moved | None) -> Cue | None:
        """The one thing to say: what a timer leads, what the movement asks for, or what the camera sees."""
        if guidance is None:
            return self._present_cue(verdict, moved)
        return guidance.cue if guidance.breath is not None else _led(guidance, verdict)

    def _present_cue(self, verdict: Verdict, moved: Moved | None) -> Cue | None:
        rule = self.stretch.repetition
        if rule is not None and moved is not None and moved.too_fast and verdict.fault is None:
            return Cue(rule.fast_cue, CueKind.CORRECT)
        return present_cue(verdict, self.clock.phase, self._held_s >= self.target_s, self.stretch)

    def _moved(self, time_s: float, side: Side | None, readings: Mapping[str, Reading]) -> Moved | None:
        """The movement of the active side. Until it is known which that is, nothing is counted."""
        if self._counter is None or self.stretch.repetition is None:
            return None
        reading = readings.get(reading_key(self.stretch.repetition.measure, self._locked_side() or side))
        if not self.clock.inside or not isinstance(reading, Measured):  # made out of place it is another movement
            return self._counter.update(time_s, None)
        return self._counter.update(time_s, reading.value if reading.trusted else None)

    def count_by_time(self) -> None:
        """From now on the clock alone counts, as long as somebody is there: what cannot be told is timed."""
        self._credit.by_time = True

    def _snapshot(self, seen: Seen, verdict: Verdict, looked: Looked | None = None) -> Snapshot:
        time_s = seen.time_s
        readings = looked.readings if looked else {}
        clock = self.clock
        # Only what is timed asks for it.
        in_posture = (
            self._credit.by_time
            and looked is not None
            and lifted_posture(looked.lifted).distance(self._expected) <= FITS
        )
        credited = self._credit.of(verdict.placement, time_s, clock.hold, self._held_s, in_posture=in_posture)
        events = clock.update(time_s, credited, verdict.reason, self._side or verdict.side)
        guidance = self._guide.at(time_s, self._held_s, readings)
        moved = self._moved(time_s, verdict.side, readings)
        now = TIMED if credited is Placement.TIMED and guidance is None else self._now(verdict, guidance, moved)
        breathes = guidance is not None and guidance.breath is not None  # its words change with the breath at once
        return Snapshot(
            moved=moved,
            guidance=guidance,
            time_s=time_s,
            raw=seen.raw,
            body=seen.body,
            people=seen.people,
            lifted=looked.lifted if looked else None,
            view=looked.view if looked else None,
            readings=readings,
            verdict=verdict,
            credited=credited,
            phase=clock.phase,
            held_s=self._held_s,
            target_s=self.target_s,
            pause_reason=clock.pause_reason,
            now=now,
            cue=now if breathes else self._cues.choose(now, time_s),
            events=tuple(events),
        )


def _led(guidance: Guidance, verdict: Verdict) -> Cue:
    """What a timer leads; where it has nothing to change, what the camera sees may be said."""
    seen = [result.fault for result in verdict.results if result.fault is not None]
    if guidance.over or guidance.cue.kind is CueKind.CORRECT or not seen:
        return guidance.cue
    return Cue(min(seen, key=lambda fault: fault.priority).cue, CueKind.CORRECT)
