"""Waiting for whoever has left, over all turns of a practice."""

from __future__ import annotations

from posecheck.attendance import Attendance, Leave
from posecheck.presence import GONE_S, Whereabouts

THERE, UP, GONE = Whereabouts.THERE, Whereabouts.UP, Whereabouts.GONE


class Room:
    """Who is in it, ten frames a second; a practice that stands still while it waits."""

    def __init__(self) -> None:
        self.attendance = Attendance()
        self.time_s = 0.0
        self.holding = True
        self.done: list[Leave] = []

    def go(self, seconds: float, *, seen: bool, where: Whereabouts = THERE, patient: bool = False) -> list[Leave]:
        for _ in range(round(seconds * 10)):
            self.time_s += 0.1
            leave = self.attendance.update(self.time_s, where, seen=seen, patient=patient, holding=self.holding)
            if leave is not None:
                self.done.append(leave)
                self.holding = leave is Leave.GO_ON
        return self.done


def test_who_gets_up_is_waited_for_until_back() -> None:
    room = Room()
    assert room.go(3, seen=True) == []
    assert room.go(3, seen=True, where=UP) == [Leave.WAIT]
    assert room.go(3, seen=True) == [Leave.WAIT, Leave.GO_ON]


def test_who_does_not_come_back_for_the_next_turn_is_missed() -> None:
    room = Room()
    room.go(2, seen=True)
    room.holding = False  # a rest
    assert room.go(GONE_S + 2, seen=False) == []
    room.holding = True
    assert room.go(0.2, seen=False) == [Leave.WAIT]


def test_where_the_body_is_hidden_nobody_is_missed() -> None:
    room = Room()
    assert room.go(10 * GONE_S, seen=False, patient=True) == []
    assert room.go(1, seen=False, where=GONE, patient=True) == [Leave.WAIT]


def test_who_insists_goes_on_unseen_until_seen_again() -> None:
    room = Room()
    room.go(GONE_S + 1, seen=False)
    room.attendance.insist()
    room.holding = True
    assert room.go(3 * GONE_S, seen=False) == [Leave.WAIT]
    room.go(1, seen=True)
    assert room.go(GONE_S + 1, seen=False) == [Leave.WAIT, Leave.WAIT]


def test_who_went_on_by_another_word_is_not_welcomed_back() -> None:
    room = Room()
    room.go(2, seen=True, where=UP)
    room.attendance.go_on()
    assert room.go(2, seen=True) == [Leave.WAIT]
