"""What is kept of a practice: one record a hold, saved again while it lasts, so that nothing credited is lost."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeGuard

from posecheck.checks import Verdict
from posecheck.hold import Event, Hold, HoldClock
from posecheck.landmarks import Side
from posecheck.measures import Measured, reading_key
from posecheck.record import HoldRecord, MeasureSummary, Pause
from posecheck.stretch import Stretch

SAVE_EVERY_S = 0.5  # of credited time


def side_word(side: Side | None) -> str:
    """A side as it is stored and shown: ``"left"``, ``"right"``, or ``"both"`` in a stretch without sides."""
    return side.value if side else "both"


def held_s(records: Iterable[HoldRecord], side: Side | None) -> float:
    """Credited seconds of one side together."""
    return sum(r.held_s for r in records if r.side == side_word(side))


@dataclass(slots=True)
class _Tally:
    """One measure over credited time."""

    weighted: float = 0.0
    weight_s: float = 0.0
    best: float = 0.0
    best_distance: float = math.inf

    def add(self, value: float, distance: float, step_s: float) -> None:
        self.weighted += value * step_s
        self.weight_s += step_s
        if distance < self.best_distance:
            self.best, self.best_distance = value, distance

    def summary(self) -> MeasureSummary:
        return MeasureSummary(self.weighted / self.weight_s, self.best)


class Session:
    """Turns the clock's holds into records. Knows no file and no wall clock beyond the one it is given.

    Attributes:
        session_id: unique, one for each press of Start.
        records: the holds so far, in order.
    """

    def __init__(
        self,
        session_id: str,
        stretch: Stretch,
        target_s: float,
        started_at: datetime,
        routine_id: str = "",
        numbered_from: int = 0,
    ) -> None:
        """A session without holds.

        Args:
            session_id: unique.
            stretch: what is practised.
            target_s: seconds aimed at in one hold.
            started_at: the wall clock at the first frame, with time zone.
            routine_id: the routine it is part of; empty where there is none.
            numbered_from: how many holds earlier turns of the same session have had.
        """
        self.session_id = session_id
        self.records: list[HoldRecord] = []
        self._stretch = stretch
        self._target_s = target_s
        self._started_at = started_at
        self._routine_id = routine_id
        self._numbered_from = numbered_from
        self._repetitions = self._repetitions_before = 0
        self._first_s: float | None = None
        self._hold: Hold | None = None
        self._tallied_s = 0.0
        self._saved_s = 0.0
        self._tallies: dict[str, _Tally] = {}
        self._verdict: Verdict | None = None  # of the last frame: the time since then was spent in it

    def update(
        self, time_s: float, clock: HoldClock, verdict: Verdict, events: list[Event], repetitions: int = 0
    ) -> list[HoldRecord]:
        """Takes one frame.

        Args:
            time_s: its time.
            clock: the hold clock after the frame.
            verdict: what could be said of the frame.
            events: what the clock said happened.
            repetitions: of the movement, since the first frame.

        Returns:
            Records to save now; the same hold comes again under the same id.
        """
        if self._first_s is None:
            self._first_s = time_s
        if self._hold is not None and self._hold is clock.hold:
            self._tally(self._hold, self._verdict)
        self._verdict = verdict
        self._repetitions = repetitions
        changed = [self._record(hold, clock.pause_reason) for hold in dict.fromkeys(e.hold for e in events)]
        if clock.hold is not self._hold:
            self._hold, self._tallies, self._tallied_s, self._saved_s = clock.hold, {}, 0.0, 0.0
            self._repetitions_before = repetitions
        elif not changed and self._due(clock.hold):
            changed = [self._record(clock.hold, clock.pause_reason)]
        return changed

    def hold_id(self, hold: Hold) -> str:
        """The id of a hold's record, once it counts."""
        return f"{self.session_id}-{self._numbered_from + hold.number}"

    def _due(self, hold: Hold | None) -> TypeGuard[Hold]:
        return hold is not None and hold.number >= 0 and hold.held_s - self._saved_s >= SAVE_EVERY_S

    def _tally(self, hold: Hold, verdict: Verdict | None) -> None:
        step_s, self._tallied_s = hold.held_s - self._tallied_s, hold.held_s
        if step_s <= 0.0 or verdict is None or self._stretch.kind.timed:  # nothing of those is measured
            return
        for result in verdict.results:
            if isinstance(result.reading, Measured) and result.reading.trusted:
                key = reading_key(result.check.measure, result.side)
                value = result.reading.value
                self._tallies.setdefault(key, _Tally()).add(value, result.check.distance(value), step_s)

    def _record(self, hold: Hold, pause_reason: str) -> HoldRecord:
        pauses = tuple(hold.pauses)
        if pause_reason and not hold.finished:
            pauses += (Pause(hold.end_s, hold.end_s, pause_reason),)
        record = HoldRecord(
            id=self.hold_id(hold),
            session_id=self.session_id,
            stretch_id=self._stretch.id,
            side=side_word(hold.side),
            started_at=self._started_at + timedelta(seconds=hold.start_s - (self._first_s or 0.0)),
            start_s=hold.start_s,
            end_s=hold.end_s,
            held_s=hold.held_s,
            target_s=self._target_s,
            in_place_s=hold.seconds.in_place,
            out_of_place_s=hold.seconds.out_of_place,
            cannot_tell_s=hold.seconds.cannot_tell,
            unseen_s=hold.seconds.unseen,
            timed_s=hold.seconds.timed,
            repetitions=self._repetitions - self._repetitions_before,
            routine_id=self._routine_id,
            pauses=pauses,
            measures={key: tally.summary() for key, tally in self._tallies.items()},
            finished=hold.finished,
        )
        self.records[hold.number :] = [record]
        self._saved_s = hold.held_s
        return record
