"""The way of a frame, from picture to snapshot. The only place that knows the order of the steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from posecheck.checks import Verdict, judge, judge_either, unseen
from posecheck.cues import Cue, CueChooser, present_cue
from posecheck.hold import Event, HoldClock, Phase
from posecheck.landmarks import ByteArray, LandmarkFrame, PoseSource, Reason, Side, Unknown
from posecheck.measures import Reading, read_measures
from posecheck.scene import is_dark
from posecheck.smoothing import Smoother
from posecheck.stretch import Stretch
from posecheck.trust import doubts
from posecheck.view import BodyView, body_view


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


def choose(bodies: Sequence[LandmarkFrame]) -> LandmarkFrame | None:
    """The practitioner among the bodies found. So far: the first."""
    return bodies[0] if bodies else None


def look_at_body(
    stretch: Stretch, body: LandmarkFrame, side: Side | None, *, entering: bool = False
) -> tuple[BodyView, Mapping[str, Reading], Verdict]:
    """From one body to a verdict.

    Args:
        stretch: what is practised.
        body: the practitioner, in one frame.
        side: the side practised; None to recognise it (and in a stretch without sides).
        entering: whether the position is still to be taken.

    Returns:
        The camera's place, every measure by name with side, and what can be said of the position.
    """
    view = body_view(body)
    readings = read_measures(body, doubts(body), view)
    if side is None:
        return view, readings, judge_either(stretch, readings, view.view, entering=entering)
    return view, readings, judge(stretch, readings, view.view, side, entering=entering)


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
        self, stretch: Stretch, source: PoseSource, side: Side | None = None, target_s: float | None = None
    ) -> None:
        """A pipeline that has seen nothing.

        Args:
            stretch: what is practised.
            source: finds bodies; stays the caller's, who closes it.
            side: the side practised; None to recognise it (and in a stretch without sides).
            target_s: seconds aimed at in one hold; None for the stretch's own.
        """
        self.stretch = stretch
        self.target_s = stretch.dose.target_s if target_s is None else target_s
        self.clock = HoldClock(stretch.rules, self.target_s)
        self._source = source
        self._side = side
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
        raw = choose(self._source.detect(image_rgb, time_s))
        if raw is not None:
            return self._judged(raw)
        self._smoother.reset()
        return self._snapshot(time_s, look_at_nobody(image_rgb, self._locked_side()))

    def _locked_side(self) -> Side | None:
        if self._side is None and self.clock.locked and self.clock.hold is not None:
            return self.clock.hold.side
        return self._side

    def _judged(self, raw: LandmarkFrame) -> Snapshot:
        body = self._smoother.smooth(raw)
        view, readings, verdict = look_at_body(self.stretch, body, self._locked_side(), entering=not self.clock.inside)
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
