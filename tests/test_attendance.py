"""Waiting for whoever has left, over all turns of a practice."""

from __future__ import annotations

from enum import Enum

import pytest

from posecheck.attendance import Attendance, Leave
from posecheck.presence import GONE_S, Whereabouts

THERE, UP, GONE = Whereabouts.THERE, Whereabouts.UP, Whereabouts.GONE


class Hides(Enum):
    """What may keep somebody from being seen who is there."""

    NOTHING = 0
    TIMER = 1  # it leads, whatever is seen
    POSITION = 2


class Room:
    """Who is in it, ten frames a second; a practice that stands still while it waits."""

    def __init__(self) -> None:
        self.attendance = Attendance()
        self.time_s = 0.0
        self.holding = True
        self.done: list[Leave] = []

    def go(
        self, seconds: float, *, seen: bool, where: Whereabouts = THERE, hides: Hides = Hides.NOTHING
    ) -> list[Leave]:
        for _ in range(round(seconds * 10)):
            self.time_s += 0.1
            leave = self.attendance.update(
                self.time_s,
                where,
                seen=seen,
                patient=hides is not Hides.NOTHING,
                hidden=hides is Hides.POSITION,
                holding=self.holding,
            )
            if leave is not None:
                self.done.append(leave)
                self.holding = leave is Leave.GO_ON
        return self.done

    def waits(self) -> bool:
        return self.attendance.waits

    def insist(self) -> None:
        """By a word or a hand it goes on."""
        self.attendance.insist()
        self.holding = True


def test_who_gets_up_is_waited_for_until_back() -> None:
    room = Room()
    assert room.go(3, seen=True) == []
    assert not room.waits()
    assert room.go(3, seen=True, where=UP) == [Leave.WAIT]
    assert room.waits()
    assert room.go(3, seen=True) == [Leave.WAIT, Leave.GO_ON]
    assert not room.waits()


def test_who_does_not_come_back_for_the_next_turn_is_missed() -> None:
    room = Room()
    room.go(2, seen=True)
    room.holding = False  # a rest
    assert room.go(GONE_S + 2, seen=False) == []
    room.holding = True
    assert room.go(0.2, seen=False) == [Leave.WAIT]


@pytest.mark.parametrize(("hides", "missed"), [(Hides.TIMER, [Leave.WAIT]), (Hides.POSITION, [])])
def test_where_the_body_is_hidden_nobody_is_missed(hides: Hides, missed: list[Leave]) -> None:
    """A timer stops for who has been gone for long; what hides the body is left to the programme's own patience."""
    room = Room()
    assert room.go(10 * GONE_S, seen=False, hides=hides) == []
    assert room.go(1, seen=False, where=GONE, hides=hides) == missed


@pytest.mark.parametrize("hides", Hides)
def test_whoever_stands_has_left_whatever_hides_them(hides: Hides) -> None:
    assert Room().go(1, seen=True, where=UP, hides=hides) == [Leave.WAIT]


def test_who_insists_goes_on_unseen_until_seen_again() -> None:
    room = Room()
    room.go(GONE_S + 1, seen=False)
    room.insist()
    assert room.go(3 * GONE_S, seen=False) == [Leave.WAIT]
    room.go(1, seen=True)
    assert room.go(GONE_S + 1, seen=False) == [Leave.WAIT, Leave.WAIT]


def test_who_insists_may_be_seen_to_stand_until_seen_to_be_there() -> None:
    room = Room()
    room.go(2, seen=True, where=UP)
    room.insist()
    assert room.go(5, seen=True, where=UP) == [Leave.WAIT]
    room.go(1, seen=True)
    assert room.go(1, seen=True, where=UP) == [Leave.WAIT, Leave.WAIT]


def test_who_went_on_by_another_word_is_not_welcomed_back() -> None:
    room = Room()
    room.go(2, seen=True, where=UP)
    room.insist()
    assert not room.waits()
    assert room.go(2, seen=True) == [Leave.WAIT]


def test_who_paused_is_not_waited_for() -> None:
    room = Room()
    room.holding = False
    assert room.go(GONE_S + 2, seen=False, where=GONE) == []
    assert not room.waits()
