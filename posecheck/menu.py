"""A spoken menu for one switch: it says its items one after the other, and a hand that comes down chooses.

Like the scanning of switch access, for somebody who lies on the floor and sees nothing: a hand held up opens it, and
lowering the hand takes what is being said.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from posecheck.gesture import Hand, Raising

OPENING = "Lower your hand to choose."
NOTHING = "Never mind."
# The browser plays the menu's sound for 0.4 s before the opening words (ui/speech.js), and they take about 1.7 s: an
# item begun earlier would cut them short.
OPENING_S = 2.4
ITEM_S = 2.5
# A simple answer to a sound takes some 0.3 s, one that needs a thought twice that; and an arm takes time to get going.
LATE_S = 0.7
DOWN_S = 0.4  # so long a hand has to be seen down: fewer frames may be a mistake
# Seen up and then down after a longer gap: nobody knows when it came down, and so what was meant.
SURE_S = 0.5
LOST_S = 2.0


class Command(str, Enum):
    """What can be asked for. The value is how it is said."""

    PAUSE = "pause"
    GO_ON = "go on"
    NEXT = "next"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the menu does at one frame.

    Attributes:
        say: what to say now; None for nothing new.
        command: what was chosen; the command's own words follow it, so nothing is said here.
        is_open: whether the menu is open.
    """

    say: str | None = None
    command: Command | None = None
    is_open: bool = False


class HandMenu:
    """The menu of one practice, over frame time."""

    def __init__(self) -> None:
        """Closed."""
        self._items: Sequence[Command] = ()
        self._opened_s: float | None = None
        self._said = 0  # items begun
        self._up_s = -math.inf  # when the hand was seen up last
        self._down_s: float | None = None  # since when it is seen down
        self._may_open = True

    def update(self, time_s: float, raising: Raising, offered: Sequence[Command]) -> Answer:
        """Takes one frame.

        Args:
            time_s: its time, later than the last one's.
            raising: what is known of the hand.
            offered: what can be chosen, in the order it is said; looked at when the menu opens.

        Returns:
            What to say and do.
        """
        if raising.hand is Hand.UP:
            self._up_s, self._down_s = time_s, None
        elif raising.hand is Hand.DOWN and self._down_s is None:
            self._down_s = time_s
        is_down = raising.hand is Hand.DOWN and self._down_s is not None and time_s - self._down_s >= DOWN_S
        if self._opened_s is not None:
            return self._scan(time_s - self._opened_s, time_s, is_down)
        self._may_open = self._may_open or is_down
        if not (self._may_open and raising.asks and offered):
            return Answer()
        self._items, self._opened_s, self._said, self._may_open = tuple(offered), time_s, 0, False
        return Answer(OPENING, is_open=True)

    def _scan(self, open_s: float, time_s: float, is_down: bool) -> Answer:
        if is_down:
            return self._lowered(open_s - (time_s - self._up_s))
        begun = math.floor((open_s - OPENING_S) / ITEM_S) + 1
        is_over = self._down_s is None and open_s >= OPENING_S + ITEM_S * len(self._items) + LATE_S
        if is_over or time_s - self._up_s >= LOST_S:
            return self._close()
        if self._said < begun <= len(self._items):
            self._said = begun
            return Answer(f"{self._items[begun - 1].value.capitalize()}?", is_open=True)
        return Answer(is_open=True)

    def _lowered(self, at_s: float) -> Answer:
        """What a hand that began to come down so long after the opening has chosen."""
        assert self._opened_s is not None and self._down_s is not None
        unsure = self._down_s - self._opened_s - at_s > SURE_S
        if unsure or at_s < OPENING_S:
            return self._close()
        # Until `LATE_S` into an item the one before is still meant; before the first there is none.
        meant = max(0, math.floor((at_s - OPENING_S - LATE_S) / ITEM_S))
        return self._close(self._items[min(meant, len(self._items) - 1)])

    def _close(self, command: Command | None = None) -> Answer:
        self._opened_s = None
        return Answer(None if command else NOTHING, command)
