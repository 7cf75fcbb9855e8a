"""A routine as data: which stretches, in which order, on which sides, how long and how often."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from posecheck.kinds import Kind
from posecheck.landmarks import Side
from posecheck.stretch import Stretch
from posecheck.tremor import LONGEST_S

READY_S = 8.0  # to get into the next stretch; reasoned
CHANGE_S = 6.0  # to change sides, or to take the same position once more; reasoned
SHORTEST_S = 10.0  # D1: holds of 10–30 s
SESSION_S = 240.0  # D3: no extra gain beyond 4 min a session


class Sides(str, Enum):
    """The sides a step is done on."""

    BOTH = "both"  # at once: a stretch without sides
    EACH = "each"  # the left one, then the right one
    LEFT = "left"
    RIGHT = "right"

    @property
    def in_order(self) -> tuple[Side | None, ...]:
        """One after the other; None where there are no sides."""
        if self is Sides.BOTH:
            return (None,)
        return (Side.LEFT, Side.RIGHT) if self is Sides.EACH else (Side(self.value),)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a routine.

    Attributes:
        stretch_id: what is practised.
        sides: on which sides.
        target_s: seconds of one hold; None for the stretch's own.
        repeats: how many rounds; a round is every side once.
        rest_s: seconds of rest after each round.
    """

    stretch_id: str
    sides: Sides
    target_s: float | None = None
    repeats: int = 1
    rest_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Routine:
    """A routine.

    Attributes:
        id: as on the command line and in the history.
        name: what people call it.
        about: what it is for, one or two sentences.
        needs: the needs it serves (`posecheck.needs`).
        steps: what is done, in order.
    """

    id: str
    name: str
    about: str
    needs: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """One hold of a routine: one stretch, on one side, once.

    Attributes:
        stretch: what is practised.
        side: which side; None in a stretch without sides.
        target_s: seconds aimed at; infinite to practise until stopped.
        rest_s: seconds of rest after it.
        step: the number of its step, from 0.
        round: which of the step's rounds, from 1.
    """

    stretch: Stretch
    side: Side | None
    target_s: float
    rest_s: float = 0.0
    step: int = 0
    round: int = 1

    @property
    def name(self) -> str:
        """What it is called: the stretch, with the side where there are sides."""
        return self.stretch.name + (f", {self.side.value} side" if self.side else "")


def turns(routine: Routine, stretches: Mapping[str, Stretch]) -> tuple[Turn, ...]:
    """All a routine's holds, one after the other.

    Args:
        routine: its steps name only stretches that there are.
        stretches: by id.
    """
    return tuple(t for number, step in enumerate(routine.steps) for t in _of_step(number, step, stretches))


def _of_step(number: int, step: Step, stretches: Mapping[str, Stretch]) -> Iterator[Turn]:
    stretch, sides = stretches[step.stretch_id], step.sides.in_order
    target_s = stretch.dose.target_s if step.target_s is None else step.target_s
    for round_ in range(1, step.repeats + 1):
        for side in sides:
            rest_s = step.rest_s if side is sides[-1] else 0.0
            yield Turn(stretch, side, target_s, rest_s, number, round_)


def ready_s(turn: Turn, before: Turn | None, new_s: float = READY_S, change_s: float = CHANGE_S) -> float:
    """Seconds to get ready for a turn: fewer where only the side changes or the position is taken again."""
    return change_s if before is not None and before.stretch.id == turn.stretch.id else new_s


def planned_s(planned: Sequence[Turn], new_s: float = READY_S, change_s: float = CHANGE_S) -> float:
    """Seconds altogether: getting ready, holding and resting."""
    befores = (None, *planned)
    return sum(ready_s(t, b, new_s, change_s) + t.target_s + t.rest_s for t, b in zip(planned, befores, strict=False))


def duration_words(seconds: float) -> str:
    """A length of time as it is said: ``"45 seconds"``, ``"3 minutes"``, ``"about 4 minutes"``."""
    if round(seconds) < 90 and round(seconds) != 60:
        return f"{round(seconds)} second{'' if round(seconds) == 1 else 's'}"
    minutes = round(seconds / 60)
    words = f"{minutes} minute{'' if minutes == 1 else 's'}"
    return words if round(seconds) == 60 * minutes else f"about {words}"


def most_s(stretch: Stretch) -> float | None:
    """How many seconds a session one side of a stretch should be given at most; None where nothing limits it.

    What the stretch's own file says goes first. Else what is held follows the general rule for stretching (D3), or its
    own dose where that is longer: a resting position is not an intense one.
    """
    if stretch.dose.most_s is not None:
        return stretch.dose.most_s
    if stretch.spots is not None:
        return stretch.spots.side_cap_s
    if stretch.kind is Kind.TREMOR:
        return LONGEST_S
    return max(SESSION_S, stretch.dose.target_s) if stretch.kind in (Kind.HOLD, Kind.ENTRY) else None


def dose_warnings(routine: Routine, stretches: Mapping[str, Stretch]) -> list[str]:
    """What in a routine goes beyond the guidance on doses: worth a thought, but no mistake.

    Returns:
        A sentence each, with the remedy after a semicolon.
    """
    held: dict[str, list[Turn]] = defaultdict(list)
    for turn in turns(routine, stretches):
        held[turn.stretch.id].append(turn)
    return [warning for same in held.values() for warning in _warnings(same)]


def _warnings(held: Sequence[Turn]) -> Iterator[str]:
    """What is to be said of all turns of one stretch."""
    stretch, limit_s = held[0].stretch, most_s(held[0].stretch)
    shortest_s = min(turn.target_s for turn in held)
    if stretch.kind is Kind.HOLD and shortest_s < SHORTEST_S:
        yield f"{stretch.name}: {shortest_s:g} s are shorter than {SHORTEST_S:g} s; hold it a little longer"
    sides = (Side.LEFT, Side.RIGHT) if stretch.sided else (None,)
    sums_s = [sum(turn.target_s for turn in held if turn.side is side) for side in sides]
    if limit_s is not None and max(sums_s) > limit_s:
        yield (
            f"{stretch.name}: {max(sums_s):g} s{' a side' if stretch.sided else ''} are more than the {limit_s:g} s a "
            "session that help; hold it for less time or less often"
        )
    if len(set(sums_s)) > 1:
        yield f"{stretch.name}: left and right do not get the same time; even them out unless you mean it"
