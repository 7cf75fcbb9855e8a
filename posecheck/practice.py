"""One stretch being practised: frames go in; snapshots, records of holds and their traces come out."""

from __future__ import annotations

from collections.abc import Sequence

from posecheck.eyes import Seen
from posecheck.landmarks import ByteArray
from posecheck.pipeline import Pipeline, Snapshot
from posecheck.record import HoldRecord
from posecheck.session import Session
from posecheck.tracer import TracePart, Tracer


class Practice:
    """Pipeline, session and tracer together.

    Attributes:
        pipeline: judges the frames.
        last: the newest snapshot; None before the first frame.
    """

    def __init__(self, pipeline: Pipeline, session: Session) -> None:
        """A practice that has seen nothing.

        Args:
            pipeline: a new one.
            session: a new one, of the same stretch.
        """
        self.pipeline = pipeline
        self.last: Snapshot | None = None
        self._session = session
        self._tracer = Tracer(pipeline.stretch, session.hold_id)

    @property
    def records(self) -> Sequence[HoldRecord]:
        """The holds so far, in order."""
        return self._session.records

    @property
    def repetitions(self) -> int:
        """How often the movement was made; 0 where none is repeated."""
        return self.last.moved.count if self.last is not None and self.last.moved is not None else 0

    def process(self, image_rgb: ByteArray, time_s: float) -> tuple[Snapshot, list[HoldRecord]]:
        """Takes one frame.

        Args:
            image_rgb: (height, width, 3) picture, RGB, not mirrored.
            time_s: its time, later than the last one's.

        Returns:
            All that is known after it, and the records to save now.
        """
        return self.judge(self.pipeline.see(image_rgb, time_s))

    def judge(self, seen: Seen, shown: str = "") -> tuple[Snapshot, list[HoldRecord]]:
        """The same, of a frame that was looked at before.

        Args:
            seen: the newest of `Pipeline.see`, in order.
            shown: the cue somebody reads while the frame is taken.

        Returns:
            As for `process`.
        """
        time_s = seen.time_s
        self.last = self.pipeline.judge(seen)
        clock, events = self.pipeline.clock, list(self.last.events)
        self._tracer.update(self.last, clock.hold, shown)
        return self.last, self._session.update(time_s, clock, self.last.verdict, events, self.repetitions)

    def finish(self) -> list[HoldRecord]:
        """Ends a hold under way at the last frame.

        Returns:
            The records to save now.
        """
        if self.last is None:
            return []
        clock = self.pipeline.clock
        events = clock.finish()
        self._tracer.finish()
        return self._session.update(self.last.time_s, clock, self.last.verdict, events, self.repetitions)

    def take_traces(self) -> list[TracePart]:
        """The traces' parts to save since they were last taken, after the records of their holds."""
        return self._tracer.take()
