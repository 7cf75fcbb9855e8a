from __future__ import annotations

import pytest

from posecheck.store import waiting_log
from posecheck.store.waiting_log import Part, WaitingLog

from .examples import a_log


def part(session_id: str, first: int, count: int) -> Part:
    return Part(session_id, first, tuple(a_log(count, first)))


def test_neighbours_become_one_part() -> None:
    waiting = WaitingLog()
    for first, count in ((2, 3), (0, 2), (1, 2), (4, 7)):
        waiting.add("ann", first, a_log(count, first))
    assert waiting.parts() == [part("ann", 0, 11)]


def test_a_gap_and_another_session_begin_a_part() -> None:
    waiting = WaitingLog()
    for session_id, first in (("bob", 2), ("ann", 5), ("ann", 0)):
        waiting.add(session_id, first, a_log(2, first))
    assert waiting.parts() == [part("ann", 0, 2), part("ann", 5, 2), part("bob", 2, 2)]


def test_what_came_meanwhile_stays() -> None:
    waiting = WaitingLog()
    waiting.add("ann", 0, a_log(3))
    (saved,) = waiting.parts()
    waiting.add("ann", 2, a_log(3, first=2))  # the first of them anew
    waiting.remove(saved)
    assert waiting.parts() == [part("ann", 2, 3)]
    for each in waiting.parts():
        waiting.remove(each)
    assert waiting.parts() == []


def test_what_has_waited_longest_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting_log, "MOST_ENTRIES", 5)
    waiting = WaitingLog()
    waiting.add("left behind", 0, a_log(3))
    waiting.add("ann", 0, a_log(2))
    assert waiting.parts() == [part("ann", 0, 2), part("left behind", 0, 3)]
    waiting.add("ann", 2, a_log(2, first=2))
    assert waiting.parts() == [part("ann", 0, 4), part("left behind", 2, 1)]
    waiting.add("ann", 4, a_log(4, first=4))
    assert waiting.parts() == [part("ann", 3, 5)]
