"""Runs a routine by itself, on frame time: get ready, hold, rest, next, done. It tells what happens and speaks not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from posecheck.announcement import Happening, ProgrammeEvent
from posecheck.kinds import Kind
from posecheck.routine import CHANGE_S, READY_S, Turn, planned_s, ready_s

PATIENCE_S = 60.0  # a turn that nothing is credited in for this long is over; reasoned
MAX_GAP_S = 0.5  # longer gaps between frames pass no more
NEARLY_S = 5.0  # "five … release slowly"


class ProgrammeStage(str, Enum):
    """Where a programme stands."""

    READY = "ready"  # getting into position
    HOLD = "hold"  # credited seconds count
    REST = "rest"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a turn.

    Attributes:
        turn: which.
        held_s: credited seconds.
        skipped: whether it was left by the person.
    """

    turn: Turn
    held_s: float
    skipped: bool


class Programme:
    """Takes one turn after the other. Whatever is credited ends up in `done`, and a pause stops everything.

    Attributes:
        turns: all of them, in order.
        stage: where it stands.
        paused: whether time stands still.
        held_s: credited seconds of the turn under way.
        done: what came of turns so far, as it happened; a turn that was repeated is in it more than once.
    """

    def __init__(
        self,
        turns: Sequence[Turn],
        ready_s: float = READY_S,
        change_s: float = CHANGE_S,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """A programme before its first frame.

        Raises:
            ValueError: there are no turns.
        """
        if not turns:
            raise ValueError("a programme needs at least one turn")
        self.turns = tuple(turns)
        self.stage = ProgrammeStage.READY
        self.paused = False
        self.held_s = 0.0
        self.done: tuple[Done, ...] = ()
        self._ready_s, self._change_s, self._patience_s = ready_s, change_s, patience_s
        self._sums_s = [0.0] * len(self.turns)  # held in each turn, every time it was taken
        self._index = 0
        self._time_s: float | None = None
        self._passed_s = 0.0  # since the stage began; in HOLD since something was credited

    @property
    def turn(self) -> Turn:
        """The turn under way, or the last one."""
        return self.turns[self._index]

    @property
    def number(self) -> int:
        """Of the turn under way, from 1."""
        return self._index + 1

    @property
    def upcoming(self) -> Turn | None:
        """The turn after that; None where there is none."""
        return self.turns[self._index + 1] if self._index + 1 < len(self.turns) else None

    @property
    def planned_s(self) -> float:
        """Seconds altogether, if all goes as planned; infinite where a turn is."""
        return planned_s(self.turns, self._ready_s, self._change_s)

    @property
    def stage_left_s(self) -> float:
        """Seconds until this stage is over: on the clock, in HOLD credited ones."""
        if self.stage is ProgrammeStage.READY:
            return max(0.0, self._ready_for(self._index) - self._passed_s)
        if self.stage is ProgrammeStage.HOLD:
            return max(0.0, self.turn.target_s - self.held_s)
        return max(0.0, self.turn.rest_s - self._passed_s) if self.stage is ProgrammeStage.REST else 0.0

    @property
    def stage_share(self) -> float:
        """How much of this stage is over, 0 to 1."""
        if self.stage is ProgrammeStage.DONE:
            return 1.0
        left_s, whole_s = (
            self.stage_left_s,
            {
                ProgrammeStage.READY: self._ready_for(self._index),
                ProgrammeStage.HOLD: self.turn.target_s,
                ProgrammeStage.REST: self.turn.rest_s,
            }[self.stage],
        )
        return 1.0 if whole_s <= 0.0 else 0.0 if math.isinf(whole_s) else 1.0 - left_s / whole_s

    @property
    def left_s(self) -> float:
        """Seconds left altogether, if all goes as planned from here."""
        if self.stage is ProgrammeStage.DONE:
            return 0.0
        left_s = self.stage_left_s
        if self.stage is ProgrammeStage.READY:
            left_s += self.turn.target_s
        if self.stage is not ProgrammeStage.REST:
            left_s += self.turn.rest_s
        later = range(self._index + 1, len(self.turns))
        return left_s + sum(self._ready_for(i) + self.turns[i].target_s + self.turns[i].rest_s for i in later)

    @property
    def progress(self) -> float:
        """How much of the planned time is over, 0 to 1. What is practised until stopped shows none."""
        if self.stage is ProgrammeStage.DONE:
            return 1.0
        return 0.0 if math.isinf(self.planned_s) else max(0.0, 1.0 - self.left_s / self.planned_s)

    def outcomes(self) -> tuple[Done, ...]:
        """What came of every turn, one each, in order; `skipped` where it was left and nothing was held."""
        left = [done.turn for done in self.done if done.skipped]
        sums_s = list(self._sums_s)
        sums_s[self._index] += self.held_s  # under way
        came = zip(self.turns, sums_s, strict=True)
        return tuple(Done(turn, held_s, held_s == 0.0 and turn in left) for turn, held_s in came)

    def update(self, time_s: float, held_s: float, *, waits: bool = False) -> list[ProgrammeEvent]:
        """Takes one frame.

        Args:
            time_s: its time, not earlier than the last one's.
            held_s: credited seconds in this turn so far; 0 again once a new turn is announced. In a stretch that a
                timer leads, the timer begins with HOLD.
            waits: whether READY lasts beyond its time, until something is credited: the camera is not set up yet.

        Returns:
            What happened, in order.

        Raises:
            ValueError: time went backwards.
        """
        events = [] if self._time_s is not None else [self._event(Happening.READY)]
        step_s = 0.0 if self._time_s is None else time_s - self._time_s
        if step_s < 0.0:
            raise ValueError(f"frame time went back from {self._time_s} s to {time_s} s")
        self._time_s = time_s
        if self.paused or self.stage is ProgrammeStage.DONE:
            return events
        self._passed_s += min(step_s, MAX_GAP_S)
        if self.stage is ProgrammeStage.REST:
            return events + (self._go(self._index + 1) if self.stage_left_s == 0.0 else [])
        before_s, self.held_s = self.held_s, max(self.held_s, held_s)
        if self.stage is ProgrammeStage.READY:
            begins = self.stage_left_s == 0.0 and not waits
            if not begins and not (self.held_s > 0.0 and self._may_begin_early()):
                return events
            self.stage, self._passed_s, before_s = ProgrammeStage.HOLD, 0.0, 0.0
            if self.held_s == 0.0 and not self.turn.stretch.kind.timed:
                events.append(self._event(Happening.WAITING))
        return events + self._hold(before_s)

    def note(self, held_s: float) -> None:
        """Learns what was credited in the turn under way, without letting time pass.

        Args:
            held_s: as for `update`.
        """
        if self.stage in (ProgrammeStage.READY, ProgrammeStage.HOLD):
            self.held_s = max(self.held_s, held_s)

    def get_ready_anew(self) -> None:
        """Gives the time to get into position once more."""
        if self.stage is ProgrammeStage.READY:
            self._passed_s = 0.0

    def pause(self) -> None:
        """Lets time stand still."""
        self.paused = True

    def resume(self) -> None:
        """Lets time go on."""
        self.paused = False

    def skip(self) -> list[ProgrammeEvent]:
        """Goes on to what comes next. A turn that was begun keeps its rest; skipping that takes another skip."""
        if self.stage is ProgrammeStage.DONE:
            return []
        if self.stage is ProgrammeStage.REST:
            return self._go(self._index + 1)
        begun = self.held_s > 0.0
        self._record(skipped=True)
        return self._rest_or_next() if begun else self._go(self._index + 1)

    def change_side(self) -> list[ProgrammeEvent]:
        """The person has taken the other side: it goes before this one, or on from it where something was held.

        Returns:
            What happened; nothing where the other side does not come next.
        """
        turn, upcoming = self.turn, self.upcoming
        if self.stage not in (ProgrammeStage.READY, ProgrammeStage.HOLD) or upcoming is None:
            return []
        if upcoming.stretch.id != turn.stretch.id or upcoming.side is turn.side or upcoming.side is None:
            return []
        if self.held_s > 0.0:
            return self.skip()
        if (upcoming.step, upcoming.round) != (turn.step, turn.round):
            return []
        here, there = self._index, self._index + 1
        swapped = (
            replace(turn, side=upcoming.side, target_s=upcoming.target_s),
            replace(upcoming, side=turn.side, target_s=turn.target_s),
        )
        self.turns = (*self.turns[:here], *swapped, *self.turns[there + 1 :])
        # What was held before a repeat stays with its side.
        self._sums_s[here], self._sums_s[there] = self._sums_s[there], self._sums_s[here]
        return self._go(here)

    def repeat(self) -> list[ProgrammeEvent]:
        """Takes the turn under way (or the one just done) again from its beginning. Tremor practice is done once."""
        begun = self.held_s > 0.0 or self.stage in (ProgrammeStage.REST, ProgrammeStage.DONE)
        if begun and self.turn.stretch.kind is Kind.TREMOR:
            return []
        self._keep()
        return self._go(self._index)

    def _ready_for(self, index: int) -> float:
        before = self.turns[index - 1] if index else None
        return ready_s(self.turns[index], before, self._ready_s, self._change_s)

    def _may_begin_early(self) -> bool:
        """Whoever is in position already need not wait, but a timer waits, and a repeat is begun anew."""
        before = self.turns[self._index - 1] if self._index else None
        again = before is not None and (before.stretch.id, before.side) == (self.turn.stretch.id, self.turn.side)
        return not (again or self.turn.stretch.kind.timed)

    def _hold(self, before_s: float) -> list[ProgrammeEvent]:
        held_s, target_s, events = self.held_s, self.turn.target_s, []
        if held_s > before_s:
            self._passed_s = 0.0
        if before_s == 0.0 < held_s:
            events.append(self._event(Happening.STARTED))
        if held_s >= target_s:
            return events + self._end(Happening.ENDED)
        if self._passed_s >= self._patience_s and not math.isinf(target_s):
            return self._end(Happening.MOVED_ON)
        for happening, mark_s in ((Happening.HALFWAY, target_s / 2), (Happening.NEARLY, target_s - NEARLY_S)):
            if before_s < mark_s <= held_s and target_s >= 4 * NEARLY_S:  # shorter ones need no telling
                events.append(self._event(happening))
        return events

    def _end(self, happening: Happening) -> list[ProgrammeEvent]:
        self._record(skipped=False)
        return [self._event(happening), *self._rest_or_next()]

    def _rest_or_next(self) -> list[ProgrammeEvent]:
        if self.turn.rest_s <= 0.0:
            return self._go(self._index + 1)
        self.stage, self._passed_s = ProgrammeStage.REST, 0.0
        return [self._event(Happening.REST)]

    def _go(self, index: int) -> list[ProgrammeEvent]:
        self._passed_s = self.held_s = 0.0
        if index == len(self.turns):
            self.stage = ProgrammeStage.DONE
            return [self._event(Happening.DONE)]
        self._index, self.stage = index, ProgrammeStage.READY
        return [self._event(Happening.READY)]

    def _record(self, *, skipped: bool) -> None:
        self.done = (*self.done, Done(self.turn, self.held_s, skipped))
        self._sums_s[self._index] += self.held_s
        self.held_s = 0.0

    def _keep(self) -> None:
        """Whoever leaves a turn under way loses nothing that was held in it."""
        if self.held_s > 0.0:
            self._record(skipped=False)

    def _event(self, happening: Happening) -> ProgrammeEvent:
        return ProgrammeEvent(happening, self.turn, self.turns[self._index - 1] if self._index else None)
