"""The kinds of practice, and what each needs beyond a held position."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(str, Enum):
    """How a stretch is practised, and what the camera can say of it."""

    HOLD = "hold"  # a position that is kept: seconds in place count
    ENTRY = "entry"  # a position the camera sees taken and then loses (face down, folded): timed from there on
    REPETITIONS = "repetitions"  # a movement that is repeated: repetitions count
    BREATHING = "breathing"  # a pace to breathe by: timed, not seen
    PRESSURE = "pressure"  # spots that are pressed for some seconds each: timed, not seen
    TREMOR = "tremor"  # stages, a stop rule and a rest: timed, not seen, no scores
    DESK = "desk"  # sitting, against the person's own tall seat

    @property
    def timed(self) -> bool:
        """Whether a timer leads, whatever the camera sees."""
        return self in (Kind.BREATHING, Kind.PRESSURE, Kind.TREMOR)

    @property
    def hides(self) -> bool:
        """Whether somebody may long be unseen and still be there."""
        return self.timed or self is Kind.ENTRY


@dataclass(frozen=True, slots=True)
class Repetition:
    """A movement there and back.

    Attributes:
        measure: what moves, of the active side, degrees.
        start: where it begins and ends.
        turn: how far it goes, aimed at.
        reach: the share of the way from start to turn that makes it a repetition.
        fastest_deg_s: faster than that is too fast.
        fast_cue: what to say then.
        count: how many are aimed at, a side.
        source: where the numbers come from.
    """

    measure: str
    start: float
    turn: float
    reach: float
    fastest_deg_s: float
    fast_cue: str
    count: int
    source: str

    def way(self, value_deg: float) -> float:
        """How far along it is: 0 at the start, 1 at the turn."""
        return (value_deg - self.start) / (self.turn - self.start)


@dataclass(frozen=True, slots=True)
class Pace:
    """A pace to breathe by; no breath-holds.

    Attributes:
        breaths_min: breaths a minute to begin with.
        slowest, fastest: how far it can be changed.
        in_share: how much of a breath is breathing in.
        source: where the numbers come from.
    """

    breaths_min: float
    slowest: float
    fastest: float
    in_share: float
    source: str


@dataclass(frozen=True, slots=True)
class Spots:
    """Pressing one spot after the other.

    Attributes:
        spot_s: seconds on one spot; then a cue to ease off and move on.
        side_cap_s: seconds a side altogether; then it is over.
        move_cue: what to say when a spot's time is up.
        source: where the numbers come from.
    """

    spot_s: float
    side_cap_s: float
    move_cue: str
    source: str


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a guided practice.

    Attributes:
        name: what people call it.
        words: what to do, one or two short sentences.
        seconds: how long at most.
    """

    name: str
    words: str
    seconds: float


class Effect(str, Enum):
    """What an answer to the screening does to a stretch."""

    CAUTION = "caution"  # a plain caution stands on it
    LEAVE_OUT = "leave_out"  # it is not offered


@dataclass(frozen=True, slots=True)
class Concern:
    """Something about a person that concerns a stretch.

    Attributes:
        about: the id of a screening question, for example ``"pregnancy"``.
        effect: what a yes does.
        words: what to say then, one sentence.
    """

    about: str
    effect: Effect
    words: str
