"""Which stretches suit a person now: what their screening answers do, and what they wish for."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from posecheck.kinds import Effect
from posecheck.stretch import Stretch

EVERY_NEED = "B6"  # asking a professional: every stretch says when

# One hold takes more than the first and at most the second, in seconds.
TIMES: Mapping[str, tuple[float, float]] = {
    "up to 1 minute": (0.0, 60.0),
    "1 to 5 minutes": (60.0, 300.0),
    "more than 5 minutes": (300.0, math.inf),
}


def cautions(stretch: Stretch, answers: Collection[str]) -> tuple[str, ...]:
    """What to tell this person before this stretch, a sentence each.

    Args:
        stretch: what they are about to practise.
        answers: ids of the screening questions they said yes to.
    """
    return tuple(dict.fromkeys(c.words for c in stretch.concerns if c.about in answers))


def left_out(stretch: Stretch, answers: Collection[str]) -> bool:
    """Whether this stretch is not offered to this person, unless they ask for it.

    Args:
        stretch: what might be offered.
        answers: ids of the screening questions they said yes to.
    """
    return any(c.about in answers and c.effect is Effect.LEAVE_OUT for c in stretch.concerns)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person looks for. None means anything.

    Attributes:
        category: where the library lists it.
        need: one of `posecheck.needs.NEEDS`.
        position: how one lies, sits or stands.
        time: one of `TIMES`, of one hold.
        beside: what is at hand beside a mat; nothing else may be needed.
    """

    category: str | None = None
    need: str | None = None
    position: str | None = None
    time: str | None = None
    beside: frozenset[str] | None = None

    def met_by(self, stretch: Stretch) -> bool:
        """Whether a stretch is what is looked for."""
        longer_than, at_most = TIMES[self.time] if self.time else (-math.inf, math.inf)
        return (
            self.category in (None, stretch.category)
            and self.need in (None, EVERY_NEED, *stretch.needs)
            and self.position in (None, stretch.position)
            and longer_than < stretch.dose.target_s <= at_most
            and (self.beside is None or self.beside.issuperset(stretch.equipment))
        )
