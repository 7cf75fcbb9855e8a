"""What somebody on the mat wants, without a click: a raised hand and its menu, getting up, coming back, other side."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from posecheck.concern import Person
from posecheck.gesture import RaisedHand, Raising
from posecheck.kinds import Kind
from posecheck.menu import Answer, Command, HandMenu
from posecheck.other_side import OtherSide
from posecheck.pipeline import Snapshot
from posecheck.presence import Presence, Whereabouts
from posecheck.routine import Turn
from posecheck.who import expected_posture


class Signal(str, Enum):
    """What is wanted."""

    PAUSE = "pause"
    GO_ON = "go on"
    NEXT = "next"
    REPEAT = "repeat"
    OTHER_SIDE = "other side"


@dataclass(frozen=True, slots=True)
class Heard:
    """What one frame told.

    Attributes:
        signal: what is wanted; None for nothing.
        words: what the menu says now; empty for nothing new.
    """

    signal: Signal | None = None
    words: str = ""


class Signals:
    """Watches one turn.

    Attributes:
        menu_words: what the open menu said last; empty while it is closed.
        whereabouts: whether somebody is there, has got up, or is gone.
    """

    def __init__(self, turn: Turn, before: Signals | None = None) -> None:
        """Nothing seen of this turn yet.

        Args:
            turn: what is practised.
            before: of the turn before: a hand that is up stays up.
        """
        stretch = turn.stretch
        self.menu_words: str = before.menu_words if before is not None else ""
        self._lasting: tuple[Command, ...] = (Command.NEXT, Command.REPEAT)
        if stretch.kind is Kind.TREMOR:  # done once, then not for two days
            self._lasting = (Command.NEXT,)
        if math.isinf(turn.target_s):  # nothing comes next
            self._lasting = ()
        self._hand: RaisedHand = before._hand if before is not None else RaisedHand()
        self._menu: HandMenu = before._menu if before is not None else HandMenu()
        self._presence = Presence(expected_posture(stretch.figure), patient=stretch.kind.hides)
        self._asked: bool = before is not None and before._asked  # by a hand that is still up
        self.whereabouts = Whereabouts.THERE
        self._other_side = OtherSide(stretch, turn.side)

    def update(
        self, time_s: float, person: Person | None, snapshot: Snapshot | None, *, paused: bool, spoken: bool = True
    ) -> Heard:
        """Takes one frame.

        Args:
            time_s: its time, later than the last one's.
            person: whoever practises; None where nobody is seen.
            snapshot: what is judged of it; None where nothing is.
            paused: whether the practice stands still.
            spoken: whether a menu would be heard; else a raised hand just pauses, or goes on.

        Returns:
            What is wanted. A command of the hand goes first.
        """
        body, lifted = (person.body, person.lifted) if person is not None else (None, None)
        first = Command.GO_ON if paused else Command.PAUSE
        raising = self._hand.update(time_s, body, lifted)
        answer = self._menu.update(time_s, raising, (first, *self._lasting)) if spoken else self._plain(raising, first)
        self.menu_words = (answer.say or self.menu_words) if answer.is_open else ""
        self.whereabouts = self._presence.update(time_s, body, lifted)
        taken = snapshot is not None and self._other_side.update(snapshot)
        if answer.command is not None:
            return Heard(Signal(answer.command.value))
        return Heard(Signal.OTHER_SIDE if taken else None, answer.say or "")

    def _plain(self, raising: Raising, first: Command) -> Answer:
        """Without words there is nothing to choose from: once a hand has been up for long enough it is done."""
        before, self._asked = self._asked, raising.asks
        return Answer(command=first if raising.asks and not before else None)
