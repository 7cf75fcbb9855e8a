"""The practices of a programme, one a turn: their records, and what is credited in the turn under way."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from posecheck.desk import Seat
from posecheck.hold import Phase, Seconds
from posecheck.landmarks import PoseSource
from posecheck.lift import Lift
from posecheck.neutral import Straight
from posecheck.pipeline import Pipeline
from posecheck.practice import Practice
from posecheck.record import HoldRecord
from posecheck.routine import Turn
from posecheck.session import Session
from posecheck.tracer import TracePart

# A routine must go on by itself: a position that nothing can be told of for so long is timed instead, and said to be.
UNTOLD_S = 15.0


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody chose for a practice, and what is known of them.

    Attributes:
        target_s: seconds aimed at in one hold, where a turn has no end of its own; None for the stretch's own.
        routine_id: the routine it is; empty where it is none.
        straight: what their straight joints read, from the neutral pose; None where it was not taken.
        seat: what their own tall seat reads; None where it was not taken.
        breaths_min: breaths a minute where they are paced; None for the stretch's own pace.
    """

    target_s: float | None = None
    routine_id: str = ""
    straight: Straight | None = None
    seat: Seat | None = None
    breaths_min: float | None = None


class TurnPractice:
    """Begins a practice with each turn and keeps what came of those before.

    Attributes:
        session_id: of the camera running now; empty before it does.
    """

    def __init__(self, lift: Lift, wishes: Wishes, now: Callable[[], datetime], before: tuple[HoldRecord, ...]) -> None:
        """Nothing is practised yet.

        Args:
            lift: finds joint centres.
            wishes: what was chosen.
            now: the time of day, with its zone.
            before: holds of the same since the page was opened.
        """
        self.session_id = ""
        self._lift, self._wishes, self._now = lift, wishes, now
        self._practice: Practice | None = None
        self._by_time = False  # the clock alone counts, until another turn begins
        self._ended = before
        self._turn_from = len(before)  # where the records of the turn under way begin
        self._traces: list[TracePart] = []  # of practices that have ended, to be saved

    @property
    def records(self) -> tuple[HoldRecord, ...]:
        """The holds so far, in order."""
        return self._ended + (tuple(self._practice.records) if self._practice is not None else ())

    @property
    def holding(self) -> bool:
        """Whether a hold is under way at this moment."""
        last = self._practice.last if self._practice is not None else None
        return last is not None and last.phase is Phase.HOLDING

    def begin_turn(self) -> None:
        """What is credited from here on is of another turn; what came before must be finished."""
        self._turn_from, self._by_time = len(self._ended), False

    def practice(self, turn: Turn, source: PoseSource) -> Practice:
        """The practice of the turn under way; it begins with the first call.

        Args:
            turn: the turn.
            source: finds bodies; stays the caller's.
        """
        if self._practice is None:
            self._practice = self._begun(turn, source)
        return self._practice

    def held_s(self, turn: Turn) -> float:
        """Credited seconds of the turn under way; of a movement, its repetitions as a share of the time aimed at."""
        if turn.stretch.repetition is None or self._by_time:
            return self._credited_s()
        done = sum(r.repetitions for r in self._ended[self._turn_from :])
        done += self._practice.repetitions if self._practice is not None else 0
        return done / turn.stretch.repetition.count * turn.target_s if math.isfinite(turn.target_s) else 0.0

    def pause(self) -> list[HoldRecord]:
        """Ends the hold under way; the same practice goes on later.

        Returns:
            The records to save now.
        """
        return self._practice.finish() if self._practice is not None else []

    def finish(self) -> list[HoldRecord]:
        """Ends the practice; what comes next begins anew, with the same eyes.

        Returns:
            The records to save now.
        """
        practice, self._practice = self._practice, None
        if practice is None:
            return []
        changed = practice.finish()
        self._ended += tuple(practice.records)
        self._traces += practice.take_traces()
        return changed

    def take_traces(self) -> list[TracePart]:
        """The traces' parts to save since they were last taken, after the records of their holds."""
        traces, self._traces = self._traces, []
        return traces + (self._practice.take_traces() if self._practice is not None else [])

    def count_by_time(self) -> None:
        """The clock alone counts this turn."""
        self._by_time = True
        if self._practice is not None:
            self._practice.pipeline.count_by_time()

    def count_by_time_if_untold(self) -> None:
        """The same, where somebody is there, nothing is credited, and nothing could be told of them for long."""
        total = self._practice.pipeline.clock.total if self._practice is not None else Seconds()
        if self._credited_s() == 0.0 and total.cannot_tell >= UNTOLD_S and total.cannot_tell > 4 * total.out_of_place:
            self.count_by_time()

    def _credited_s(self) -> float:
        """By the clock: the records follow it by up to half a second."""
        under_way_s = self._practice.pipeline.clock.kept_s if self._practice is not None else 0.0
        return sum(r.held_s for r in self._ended[self._turn_from :]) + under_way_s

    def _begun(self, turn: Turn, source: PoseSource) -> Practice:
        wishes, ends = self._wishes, math.isfinite(turn.target_s)
        pipeline = Pipeline(
            turn.stretch, source, self._lift, turn.side, turn.target_s if ends else wishes.target_s, wishes.straight,
            breaths_min=wishes.breaths_min, seat=wishes.seat, by_time=self._by_time,
            kept_before_s=self._credited_s() if ends else None,
        )  # fmt: skip
        before = sum(r.session_id == self.session_id for r in self._ended)
        session = Session(
            self.session_id, turn.stretch, pipeline.target_s, self._now(), wishes.routine_id, numbered_from=before
        )
        return Practice(pipeline, session)
