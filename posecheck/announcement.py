"""What can happen in a programme, and what is said then."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from posecheck.kinds import Kind
from posecheck.routine import Turn, duration_words
from posecheck.tremor import REST
from posecheck.voice import News, Rank, Sound

HOW_S = 8.0  # so long somebody may still be on the way into a position
NEXT_GOOD_FOR_S = 15.0  # what comes next is news until it is there
SPOKEN_STEPS = 2  # the first ones bring somebody into the position; more is forgotten before it is done


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


# What is the same whatever is practised.
NEWS = {
    Happening.WAITING: News("Take your time; the clock waits for you.", Sound.NEXT, Rank.ASIDE, essential=False),
    Happening.HALFWAY: News("Halfway.", Sound.HALFWAY),
    Happening.NEARLY: News("Five more seconds.", Sound.NEARLY),
    Happening.ENDED: News("Release slowly.", Sound.END),
    Happening.MOVED_ON: News("Let's leave this one, and go on.", Sound.NEXT),
    Happening.DONE: News("All done. Take a moment before you get up.", Sound.END),
}


def announcement(event: ProgrammeEvent) -> News:
    """What to say when something happens: a few kind words."""
    turn, tremor = event.turn, event.turn.stretch.kind is Kind.TREMOR
    if event.happening is Happening.READY:
        return News(_next_words(turn, event.before), Sound.NEXT, good_for_s=NEXT_GOOD_FOR_S)
    if event.happening is Happening.STARTED:
        return News("Begin, softly." if turn.stretch.kind.timed else "Good. Holding.", Sound.BEGIN)
    if event.happening is Happening.REST:
        return News(REST if tremor else f"Rest for {duration_words(turn.rest_s)}.", Sound.NEXT)
    if event.happening is Happening.ENDED and tremor:
        return News("That's plenty; stretch your legs long.", Sound.END)
    return NEWS[event.happening]


def summed(held_s: float) -> News:
    """What was held altogether."""
    return News(f"You held {duration_words(held_s)} in all.", Sound.WELL, good_for_s=NEXT_GOOD_FOR_S)


def how(turn: Turn) -> News:
    """How a stretch is done."""
    told = (*turn.stretch.steps[:SPOKEN_STEPS], turn.stretch.aim)
    return News(" ".join(told).strip(), Sound.NEXT, Rank.ASIDE, essential=False, good_for_s=HOW_S)


def _next_words(turn: Turn, before: Turn | None) -> str:
    if before is None:
        return f"{turn.name}." if math.isinf(turn.target_s) else f"First: {turn.name}."
    if before.stretch.id != turn.stretch.id:
        return f"Next: {turn.name}."
    return f"Once more: {turn.name}." if before.side is turn.side else f"Other side: {turn.name}."
