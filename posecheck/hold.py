"""The hold clock: how long a position was really held. A pure state machine over (frame time, verdict).

Each verdict holds from its frame to the next one's, if that comes within `max_gap_s`; the time of a longer gap is
unseen. So it does not matter into how many frames a stretch of time is cut.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from posecheck.checks import Placement
from posecheck.landmarks import Reason, Side
from posecheck.record import Pause
from posecheck.stretch import HoldRules

KEPT = (Placement.IN_PLACE, Placement.TIMED)


class Phase(str, Enum):
    """Where the clock stands."""

    LOOKING = "looking"  # not in place
    SETTLING = "settling"  # in place, but not long enough to count
    HOLDING = "holding"
    PAUSED = "paused"  # out of place or unseen for a moment; nothing is lost
    RELEASED = "released"  # the hold has ended, none has begun since


class Change(str, Enum):
    """What happened at a frame."""

    STARTED = "started"
    PAUSED = "paused"
    RESUMED = "resumed"
    REACHED = "reached"
    RELEASED = "released"


@dataclass(slots=True)
class Seconds:
    """Time by what could be said of it. Adds up to the time the clock has seen."""

    in_place: float = 0.0
    out_of_place: float = 0.0
    cannot_tell: float = 0.0
    unseen: float = 0.0
    timed: float = 0.0

    def add(self, placement: Placement, step_s: float) -> None:
        """Credits a step to its placement."""
        if placement is Placement.IN_PLACE:
            self.in_place += step_s
        elif placement is Placement.OUT_OF_PLACE:
            self.out_of_place += step_s
        elif placement is Placement.CANNOT_TELL:
            self.cannot_tell += step_s
        elif placement is Placement.TIMED:
            self.timed += step_s
        else:
            self.unseen += step_s


@dataclass(slots=True, eq=False)
class Hold:
    """One hold as far as it has come.

    Attributes:
        side: whose it is; None in a stretch without sides.
        start_s: when the position was taken (the settling time is credited back), frame time.
        end_s: until when it was last seen in place, frame time.
        held_s: credited seconds.
        seconds: its time by placement; what was lost after `end_s` is not its time.
        pauses: pauses that ended.
        number: 0 for the first hold that counts, then 1, …; −1 while settling.
        finished: whether it was released.
    """

    side: Side | None
    start_s: float
    end_s: float
    held_s: float = 0.0
    seconds: Seconds = field(default_factory=Seconds)
    pauses: list[Pause] = field(default_factory=list)
    number: int = -1
    finished: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a hold."""

    change: Change
    hold: Hold


class HoldClock:
    """Counts holds, one after the other.

    Attributes:
        phase: where the clock stands.
        hold: the hold under way, or the last one.
        total: all time seen, by placement.
        pause_reason: why it is paused; empty otherwise.
    """

    def __init__(self, rules: HoldRules, target_s: float) -> None:
        """A clock that has seen nothing."""
        self._rules = rules
        self._target_s = target_s
        self._time_s: float | None = None
        self._placement = Placement.UNSEEN
        self._pause = Seconds()
        self._count = 0
        self._kept_s = 0.0  # in holds that were released
        self.phase = Phase.LOOKING
        self.hold: Hold | None = None
        self.total = Seconds()
        self.pause_reason = ""

    @property
    def kept_s(self) -> float:
        """Credited seconds of all holds together."""
        under_way = self.hold is not None and self.hold.number >= 0 and not self.hold.finished
        return self._kept_s + (self.hold.held_s if self.hold is not None and under_way else 0.0)

    @property
    def locked(self) -> bool:
        """Whether a position is being taken, held or paused: then its side stays."""
        return self.phase in (Phase.SETTLING, Phase.HOLDING, Phase.PAUSED)

    @property
    def inside(self) -> bool:
        """Whether the position was taken and not seen to be left since: then staying is enough."""
        if self.phase is Phase.PAUSED:
            return self._pause.out_of_place == 0.0 and self._placement is not Placement.OUT_OF_PLACE
        return self.phase in (Phase.SETTLING, Phase.HOLDING)

    def update(self, time_s: float, placement: Placement, reason: str = "", side: Side | None = None) -> list[Event]:
        """Takes one frame.

        Args:
            time_s: its time, not earlier than the last one's.
            placement: what could be said of it.
            reason: what a person should read if this pauses the clock.
            side: whose hold begins if one begins here.

        Returns:
            What happened, in order.

        Raises:
            ValueError: time went backwards.
        """
        events = self._let_pass(time_s)
        self._placement = placement
        if placement in KEPT:
            events += self._enter(time_s, side)
        elif self.phase is Phase.SETTLING:
            self.phase, self.hold = Phase.LOOKING, None
        elif self.phase is Phase.HOLDING:
            events += self._pause_hold(reason)
        return events

    def finish(self) -> list[Event]:
        """Ends a hold under way at the last frame."""
        return self._release() if self.phase in (Phase.HOLDING, Phase.PAUSED) else []

    def _let_pass(self, time_s: float) -> list[Event]:
        """Lets the time since the last frame pass under that frame's verdict."""
        since_s, self._time_s = self._time_s, time_s
        step_s = 0.0 if since_s is None else time_s - since_s
        if step_s < 0.0:
            raise ValueError(f"frame time went back from {since_s} s to {time_s} s")
        placement = self._placement if step_s <= self._rules.max_gap_s else Placement.UNSEEN
        events = []
        if placement is Placement.UNSEEN and self.phase is Phase.HOLDING:
            events += self._pause_hold(Reason.NO_FRAMES.value)
        elif placement is Placement.UNSEEN and self.phase is Phase.SETTLING:
            self.phase, self.hold = Phase.LOOKING, None
        self.total.add(placement, step_s)
        if self.phase is Phase.PAUSED:
            self._pause.add(placement, step_s)
            return events + (self._release() if self._pause_is_over() else [])
        return events + self._credit(time_s, step_s, placement)

    def _credit(self, time_s: float, step_s: float, placement: Placement) -> list[Event]:
        hold = self.hold
        if hold is None or self.phase not in (Phase.SETTLING, Phase.HOLDING):
            return []
        hold.seconds.add(placement, step_s)
        before_s, hold.held_s, hold.end_s = hold.held_s, hold.held_s + step_s, time_s
        events = []
        if self.phase is Phase.SETTLING and hold.held_s >= self._rules.settle_s:
            self.phase, hold.number, before_s = Phase.HOLDING, self._count, 0.0
            self._count += 1
            events.append(Event(Change.STARTED, hold))
        if self.phase is Phase.HOLDING and before_s < self._target_s <= hold.held_s:
            events.append(Event(Change.REACHED, hold))
        return events

    def _enter(self, time_s: float, side: Side | None) -> list[Event]:
        if self.phase in (Phase.LOOKING, Phase.RELEASED):
            self.phase, self.hold = Phase.SETTLING, Hold(side, time_s, time_s)
        elif self.phase is Phase.PAUSED and self.hold is not None:
            hold, pause = self.hold, self._pause
            hold.pauses.append(Pause(hold.end_s, time_s, self.pause_reason))
            hold.end_s = time_s
            hold.seconds.out_of_place += pause.out_of_place
            hold.seconds.cannot_tell += pause.cannot_tell
            hold.seconds.unseen += pause.unseen
            self.phase, self.pause_reason = Phase.HOLDING, ""
            return [Event(Change.RESUMED, hold)]
        return []

    def _pause_hold(self, reason: str) -> list[Event]:
        self.phase, self.pause_reason, self._pause = Phase.PAUSED, reason, Seconds()
        return self._happened(Change.PAUSED)

    def _pause_is_over(self) -> bool:
        pause, rules = self._pause, self._rules
        whole_s = pause.out_of_place + pause.cannot_tell + pause.unseen
        return pause.out_of_place > rules.grace_out_s or whole_s > rules.grace_unseen_s

    def _release(self) -> list[Event]:
        self.phase, self.pause_reason = Phase.RELEASED, ""
        events = self._happened(Change.RELEASED)
        for event in events:
            event.hold.finished = True
            self._kept_s += event.hold.held_s
        return events

    def _happened(self, change: Change) -> list[Event]:
        return [Event(change, self.hold)] if self.hold is not None else []
