"""From who is in the frames of a video to what is known of them: as one stretch, or each part as what it shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
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

Judgement = tuple[Stretch | None, Snapshot | None, tuple[HoldRecord, ...]]
"""What a frame was judged as, what is known after it, and the records that changed."""


class Judging(Protocol):
    """Judges frames in order."""

    def judge(self, seen: Seen) -> Judgement:
        """Judges who is in one frame."""
        ...

    def finish(self) -> tuple[HoldRecord, ...]:
        """Ends a hold under way at the last frame; records that changed."""
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


class Traces:
    """The newest of each part of a trace: a part is given again until it is complete."""

    def __init__(self) -> None:
        """Has none."""
        self._parts: dict[tuple[str, int], TracePart] = {}

    def add(self, parts: Iterable[TracePart]) -> None:
        """Keeps these instead of older ones."""
        self._parts |= {(part.hold_id, part.number): part for part in parts}

    @property
    def parts(self) -> tuple[TracePart, ...]:
        """All of them, in the order they began."""
        return tuple(self._parts.values())


class AsOne:
    """The whole video as one stretch."""

    def __init__(self, stretch: Stretch, pipeline: Pipeline, session_id: str, started_at: datetime) -> None:
        """Nothing judged yet.

        Args:
            stretch: what is practised.
            pipeline: a new one, of this stretch.
            session_id: of the holds' records.
            started_at: when the first frame was filmed, with time zone.
        """
        self._pipeline = pipeline
        self._practice = Practice(pipeline, Session(session_id, stretch, pipeline.target_s, started_at))
        self._traces = Traces()

    def judge(self, seen: Seen) -> Judgement:
        """Judges who is in one frame."""
        snapshot, changed = self._practice.judge(seen, _shown(self._practice.last))
        self._traces.add(self._practice.take_traces())
        return self._pipeline.stretch, snapshot, tuple(changed)

    def finish(self) -> tuple[HoldRecord, ...]:
        """Ends a hold under way at the last frame; records that changed."""
        changed = self._practice.finish()
        self._traces.add(self._practice.take_traces())
        return tuple(changed)

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
        return self._traces.parts


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
        self._practice: Practice | None = None
        self._ended: list[HoldRecord] = []
        self._ended_s = Seconds()
        self._before: Seen | None = None
        self._traces = Traces()

    def judge(self, seen: Seen) -> Judgement:
        """Judges who is in one frame."""
        changed: tuple[HoldRecord, ...] = ()
        entered = self._before is None
        while len(self._coming) > 1 and seen.time_s >= self._coming[0].end_s:
            del self._coming[0]
            entered = True
        self._count_unjudged(seen, entered)
        if entered:
            changed = self.finish()
            self._practice = self._begun(self._coming[0])
        if self._practice is None:
            return None, None, changed
        snapshot, own = self._practice.judge(seen, _shown(self._practice.last))
        self._traces.add(self._practice.take_traces())
        return self._practice.pipeline.stretch, snapshot, changed + tuple(own)

    def finish(self) -> tuple[HoldRecord, ...]:
        """Ends a hold under way at the last frame; records that changed."""
        practice, self._practice = self._practice, None
        if practice is None:
            return ()
        changed = practice.finish()
        self._traces.add(practice.take_traces())
        self._ended += practice.records
        self._ended_s = _sum(self._ended_s, practice.pipeline.clock.total)
        return tuple(changed)

    @property
    def seconds(self) -> Seconds:
        """Time by placement so far."""
        return self._ended_s if self._practice is None else _sum(self._ended_s, self._practice.pipeline.clock.total)

    @property
    def records(self) -> Sequence[HoldRecord]:
        """The holds so far, in order."""
        return self._ended if self._practice is None else [*self._ended, *self._practice.records]

    @property
    def traces(self) -> tuple[TracePart, ...]:
        """What the holds look like, so far."""
        return self._traces.parts

    def _count_unjudged(self, seen: Seen, entered: bool) -> None:
        """The time since the frame before, where no clock counts it: of an unknown part, or between two parts."""
        before, self._before = self._before, seen
        if before is None or (self._practice is not None and not entered):
            return
        step_s = seen.time_s - before.time_s
        if before.body is None:
            self._ended_s.unseen += step_s
        else:
            self._ended_s.cannot_tell += step_s

    def _begun(self, segment: Recognised) -> Practice | None:
        if segment.stretch_id is None:
            return None
        stretch = self._stretches[segment.stretch_id]
        pipeline = Pipeline(stretch, _LookedBefore(), self._lift, segment.side)
        numbered_from = len(self._ended)
        session = Session(
            self._session_id, stretch, pipeline.target_s, self._started_at, numbered_from=numbered_from
        )  # fmt: skip
        return Practice(pipeline, session)


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
