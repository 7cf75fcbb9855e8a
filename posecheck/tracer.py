"""Collects what a hold looks like while it lasts, and gives it in parts that are worth keeping at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from posecheck.checks import Placement
from posecheck.hold import Hold
from posecheck.landmarks import LANDMARK_COUNT, FloatArray, Reason
from posecheck.measures import Measured, reading_key
from posecheck.pipeline import Snapshot
from posecheck.stretch import Stretch
from posecheck.trace import Trace, encode

SAMPLE_EVERY_S = 0.1  # on average, and at once where what could be said changes
PART_S = 10.0  # of frame time in one part
GIVE_EVERY_S = 2.5  # the part under way: what a kill may cost
NO_POINTS = np.full((LANDMARK_COUNT, 2), np.nan)
NOT_VISIBLE = np.zeros(LANDMARK_COUNT)


@dataclass(frozen=True, slots=True)
class TracePart:
    """A part of a hold's trace. Given again under the same number until it is complete.

    Attributes:
        hold_id: as in the hold's record.
        number: 0 for the first, then 1, …
        data: a trace, encoded; decodes by itself.
    """

    hold_id: str
    number: int
    data: bytes


@dataclass(frozen=True, slots=True)
class _Sample:
    """One moment, as in `Trace`."""

    time_s: float
    placement: Placement
    reason: str
    cue: str
    measures: Mapping[str, float]
    points: FloatArray
    visibility: FloatArray


class Tracer:
    """Follows the holds of one practice. Knows no file."""

    def __init__(self, stretch: Stretch, hold_id: Callable[[Hold], str]) -> None:
        """Nothing is held yet.

        Args:
            stretch: what is practised.
            hold_id: the id a hold's record has.
        """
        self._stretch, self._hold_id = stretch, hold_id
        self._parts: list[TracePart] = []  # to be taken
        self._hold: Hold | None = None  # the one that is traced
        self._frame: _Sample | None = None  # the newest, kept or not
        self._kept: _Sample | None = None  # the newest that is kept
        self._samples: list[_Sample] = []  # of the part under way
        self._number = 0
        self._given_s = self._due_s = 0.0
        self._aspect = 1.0  # until a body is seen: then there is nothing to draw either

    def update(self, snapshot: Snapshot, hold: Hold | None, cue: str = "") -> None:
        """Takes one frame.

        Args:
            snapshot: what is known after it.
            hold: the clock's hold after it.
            cue: what is shown while it is taken.
        """
        under_way = None if hold is None or hold.finished else hold
        if self._hold is None and under_way is None:
            return
        before, self._frame = self._frame, self._sample(snapshot, cue)
        if self._hold is not None and before is not None:
            self._note_gap(before, self._frame, self._hold)
        self.finish()
        if self._hold is not under_way:
            self._begin(under_way)
        if under_way is not None and self._is_due(self._frame):
            self._keep(self._frame, under_way)

    def finish(self) -> None:
        """Completes the trace if its hold was released."""
        hold, frame = self._hold, self._frame
        if hold is None or frame is None or not hold.finished:
            return
        if self._kept is not frame:
            self._keep(frame, hold)
        self._give(hold)
        self._begin(None)

    def take(self) -> list[TracePart]:
        """The parts to save since they were last taken, in order."""
        parts, self._parts = self._parts, []
        return parts

    def _sample(self, snapshot: Snapshot, cue: str) -> _Sample:
        body, results = snapshot.body, () if self._stretch.kind.timed else snapshot.verdict.results
        points, visibility = NO_POINTS, NOT_VISIBLE
        if body is not None:
            width_px, height_px = body.size_px
            self._aspect = width_px / height_px
            points, visibility = body.image_px / height_px, body.visibility
        measures = {
            reading_key(result.check.measure, result.side): result.reading.value
            for result in results
            if isinstance(result.reading, Measured) and result.reading.trusted
        }
        reason = snapshot.verdict.reason
        return _Sample(snapshot.time_s, snapshot.credited, reason, cue, measures, points, visibility)

    def _note_gap(self, before: _Sample, frame: _Sample, hold: Hold) -> None:
        """Between frames far apart nothing was seen, whatever was true of the first of them."""
        if frame.time_s - before.time_s > self._stretch.rules.max_gap_s:
            unseen = (Placement.UNSEEN, Reason.NO_FRAMES.value, before.cue)
            self._keep(_Sample(before.time_s, *unseen, {}, NO_POINTS, NOT_VISIBLE), hold)

    def _begin(self, hold: Hold | None) -> None:
        """Forgets what was collected: it was given, or its position was never held."""
        self._hold, self._kept, self._samples, self._number = hold, None, [], 0

    def _is_due(self, frame: _Sample) -> bool:
        kept = self._kept
        changed = kept is None or (kept.placement, kept.reason) != (frame.placement, frame.reason)
        return changed or frame.time_s >= self._due_s

    def _keep(self, sample: _Sample, hold: Hold) -> None:
        if not self._samples:
            self._given_s = sample.time_s
        if sample.time_s >= self._due_s:  # a frame that comes a little late does not put off the next one
            self._due_s = max(self._due_s + SAMPLE_EVERY_S, sample.time_s)
        self._kept = sample
        self._samples.append(sample)
        if hold.number < 0:  # settling
            return
        full = sample.time_s - self._samples[0].time_s >= PART_S
        if full or sample.time_s - self._given_s >= GIVE_EVERY_S:
            self._give(hold)
        if full:
            self._samples, self._number = [], self._number + 1

    def _give(self, hold: Hold) -> None:
        if self._samples:
            self._given_s = self._samples[-1].time_s
            data = encode(_trace(self._samples, self._aspect))
            self._parts.append(TracePart(self._hold_id(hold), self._number, data))


def _trace(samples: Sequence[_Sample], aspect: float) -> Trace:
    keys = dict.fromkeys(key for sample in samples for key in sample.measures)
    return Trace(
        np.array([sample.time_s for sample in samples]),
        tuple(sample.placement for sample in samples),
        tuple(sample.reason for sample in samples),
        tuple(sample.cue for sample in samples),
        {key: np.array([sample.measures.get(key, np.nan) for sample in samples]) for key in keys},
        np.stack([sample.points for sample in samples]),
        np.stack([sample.visibility for sample in samples]),
        aspect,
    )
