"""From who is in the frames of a video to what is known of them: as one stretch, or each part as what it shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import reduce
from typing import Protocol

from posecheck.course import Recognised
from posecheck.eyes import Seen
from posecheck.hold import Seconds
from posecheck.landmarks import ByteArray, LandmarkFrame
from posecheck.lift import Lift
from posecheck.pipeline import Pipeline, Snapshot
from posecheck.practice import Practice
from posecheck.record import HoldRecord
from posecheck.session import Session
from posecheck.stretch import Stretch
from posecheck.tracer import TracePart

Judgement = tuple[Stretch | None, Snapshot | None]
"""What a frame was judged as, and what is known after it."""


class Judging(Protocol):
    """Judges frames in order."""

    def judge(self, seen: Seen) -> Judgement:
        """Judges who is in one frame."""
        ...

    def finish(self) -> None:
        """Ends a hold under way at the last frame."""
        ...

    @property
    def seconds(self) -> Seconds:
        """Time by placement so far."""
        ...

    @property
    def records(self) -> Sequence[HoldRecord]:
        """The holds so far, in order."""
        ...

    @property
    def traces(self) -> tuple[TracePart, ...]:
        """What the holds look like, so far."""
        ...


class AsOne:
    """A whole video, or a part of it, as one stretch."""

    def __init__(self, pipeline: Pipeline, session_id: str, started_at: datetime, numbered_from: int = 0) -> None:
        """Nothing judged yet.

        Args:
            pipeline: a new one, of what is practised.
            session_id: of the holds' records.
            started_at: when the first frame was filmed, with time zone.
            numbered_from: how many holds the video had before.
        """
        self._pipeline = pipeline
        session = Session(session_id, pipeline.stretch, pipeline.target_s, started_at, numbered_from=numbered_from)
        self._practice = Practice(pipeline, session)
        self._parts: dict[tuple[str, int], TracePart] = {}

    def judge(self, seen: Seen) -> Judgement:
        """Judges who is in one frame."""
        snapshot, _ = self._practice.judge(seen, _shown(self._practice.last))
        self._take_traces()
        return self._pipeline.stretch, snapshot

    def finish(self) -> None:
        """Ends a hold under way at the last frame."""
        self._practice.finish()
        self._take_traces()

    @property
    def seconds(self) -> Seconds:
        """Time by placement so far."""
        return self._pipeline.clock.total

    @property
    def records(self) -> Sequence[HoldRecord]:
        """The holds so far, in order."""
        return self._practice.records

    @property
    def traces(self) -> tuple[TracePart, ...]:
        """What the holds look like, so far."""
        return tuple(self._parts.values())

    def _take_traces(self) -> None:
        """A part of a trace is given again until it is complete: the newest counts."""
        self._parts |= {(part.hold_id, part.number): part for part in self._practice.take_traces()}


class InParts:
    """Each part of a video as what was recognised in it. Where that is unknown, nothing is judged."""

    def __init__(
        self,
        segments: Sequence[Recognised],
        stretches: Iterable[Stretch],
        lift: Lift,
        session_id: str,
        started_at: datetime,
    ) -> None:
        """Nothing judged yet.

        Args:
            segments: from the first frame to the last, without a gap.
            stretches: those recognised among them.
            lift: finds joint centres.
            session_id: of the holds' records.
            started_at: when the first frame was filmed, with time zone.
        """
        self._coming = list(segments)
        self._stretches = {stretch.id: stretch for stretch in stretches}
        self._lift, self._session_id, self._started_at = lift, session_id, started_at
        self._part: AsOne | None = None
        self._ended: list[AsOne] = []
        self._unjudged_s = Seconds()
        self._before: Seen | None = None

    def judge(self, seen: Seen) -> Judgement:
        """Judges who is in one frame."""
        entered = self._before is None
        while len(self._coming) > 1 and seen.time_s >= self._coming[0].end_s:
            del self._coming[0]
            entered = True
        self._count_unjudged(seen, entered)
        if entered:
            self.finish()
            self._part = self._begun(self._coming[0])
        return (None, None) if self._part is None else self._part.judge(seen)

    def finish(self) -> None:
        """Ends a hold under way at the last frame."""
        if self._part is not None:
            self._part.finish()
            self._ended.append(self._part)
            self._part = None

    @property
    def seconds(self) -> Seconds:
        """Time by placement so far."""
        return reduce(_sum, (part.seconds for part in self._judged), self._unjudged_s)

    @property
    def records(self) -> Sequence[HoldRecord]:
        """The holds so far, in order."""
        return [record for part in self._judged for record in part.records]

    @property
    def traces(self) -> tuple[TracePart, ...]:
        """What the holds look like, so far."""
        return tuple(trace for part in self._judged for trace in part.traces)

    @property
    def _judged(self) -> list[AsOne]:
        return self._ended if self._part is None else [*self._ended, self._part]

    def _count_unjudged(self, seen: Seen, entered: bool) -> None:
        """The time since the frame before, where no clock counts it: of an unknown part, or between two parts."""
        before, self._before = self._before, seen
        if before is None or (self._part is not None and not entered):
            return
        step_s = seen.time_s - before.time_s
        if before.body is None:
            self._unjudged_s.unseen += step_s
        else:
            self._unjudged_s.cannot_tell += step_s

    def _begun(self, segment: Recognised) -> AsOne | None:
        if segment.stretch_id is None:
            return None
        pipeline = Pipeline(self._stretches[segment.stretch_id], _LookedBefore(), self._lift, segment.side)
        return AsOne(pipeline, self._session_id, self._started_at, len(self.records))


class _LookedBefore:
    """The pose source of a pipeline that only judges what was seen before."""

    def detect(
        self, image_rgb: ByteArray, time_s: float, followed: LandmarkFrame | None = None
    ) -> Sequence[LandmarkFrame]:
        raise AssertionError("the frames were looked at before")

    def close(self) -> None:
        """Holds nothing."""


def _shown(snapshot: Snapshot | None) -> str:
    """The cue on the picture while the next frame is taken, as the trace keeps it."""
    return snapshot.cue.text if snapshot is not None and snapshot.cue is not None else ""


def _sum(one: Seconds, other: Seconds) -> Seconds:
    return Seconds(
        one.in_place + other.in_place,
        one.out_of_place + other.out_of_place,
        one.cannot_tell + other.cannot_tell,
        one.unseen + other.unseen,
        one.timed + other.timed,
    )
