"""What can happen in a programme, and what is said then."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from posecheck.kinds import Kind
from posecheck.routine import Turn, duration_words
from posecheck.tremor import REST


class Happening(str, Enum):
    """What happened."""

    READY = "ready"  # a turn is announced
    WAITING = "waiting"  # the time to get ready is over, and nothing is credited yet
    STARTED = "started"  # the first second is credited
    HALFWAY = "halfway"
    NEARLY = "nearly"  # five seconds are left
    ENDED = "ended"  # the target is reached
    MOVED_ON = "moved_on"  # nothing was credited for too long
    REST = "rest"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class ProgrammeEvent:
    """Something that happened to a turn.

    Attributes:
        happening: what.
        turn: to which turn.
        before: the turn before it; None for the first.
    """

    happening: Happening
    turn: Turn
    before: Turn | None


def announcement(event: ProgrammeEvent) -> str:
    """What to say when something happens: a few kind words."""
    turn = event.turn
    if event.happening is Happening.READY:
        return _next_words(turn, event.before)
    if event.happening is Happening.REST and turn.stretch.kind is Kind.TREMOR:
        return REST
    if event.happening is Happening.REST:
        return f"Rest for {duration_words(turn.rest_s)}."
    if event.happening is Happening.ENDED and turn.stretch.kind is Kind.TREMOR:
        return "That's plenty; stretch your legs long."
    return {
        Happening.WAITING: "Take your time; the clock waits for you.",
        Happening.STARTED: "Begin, softly." if turn.stretch.kind.timed else "Good. Holding.",
        Happening.HALFWAY: "Halfway.",
        Happening.NEARLY: "Five more seconds.",
        Happening.ENDED: "Release slowly.",
        Happening.MOVED_ON: "I can't see this one well; let's go on.",
        Happening.DONE: "All done. Take a moment before you get up.",
    }[event.happening]


def _next_words(turn: Turn, before: Turn | None) -> str:
    if before is None:
        return f"First: {turn.name}."
    if before.stretch.id != turn.stretch.id:
        return f"Next: {turn.name}."
    return f"Once more: {turn.name}." if before.side is turn.side else f"Other side: {turn.name}."
