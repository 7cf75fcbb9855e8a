"""Two who save into one history at the same time."""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from posecheck.record import HoldRecord
from posecheck.store import History, HoldWriter, recover
from posecheck.store.unsaved import RecoveryFile

from .conftest import address_of
from .examples import a_hold, a_log
from .practising import Person, next_start


def test_two_who_practise_at_once_lose_nothing(file: Path, tmp_path: Path) -> None:
    with ExitStack() as stack:
        people = [stack.enter_context(Person(address_of(file), name, tmp_path / "home")) for name in ("ann", "bob")]
        for person in people:
            person.wait_until_credited()
        time.sleep(3.0)
        for person in people:
            person.kill()
    (found,) = next_start([address_of(file)], tmp_path / "home")
    assert not found.problem and found.recovered == ()
    for person in people:
        assert {told.problem for told in person.told} == {""}
        kept_s = sum(hold.held_s for hold in found.holds if hold.id.startswith(person.session_id))
        assert kept_s >= person.credited_a_second_ago_s > 0.0


def test_two_tabs_of_one_program_lose_nothing(url: str) -> None:
    new = [a_hold(number, session_id=f"tab {number % 2}") for number in range(40)]
    with HoldWriter(url) as one, HoldWriter(url) as two:
        for record in new:
            tab = (one, two)[new.index(record) % 2]
            tab.save(record)
            tab.save_trace(record.id, 0, record.id.encode())
            tab.save_log(record.session_id, 0, a_log(2))
        for tab in (one, two):
            assert tab.flush() and tab.error is None
    with History.open(url) as history:
        assert history.holds() == new[::-1]
        assert [history.trace(record.id) for record in new] == [[record.id.encode()] for record in new]
        assert [history.log(f"tab {number}") for number in (0, 1)] == [a_log(2)] * 2


def test_what_one_writes_down_while_another_recovers_is_not_lost(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    save = History.save
    with History.open(url) as history:
        file = RecoveryFile(history.url, history.profile_id)
        file.keep([a_hold(end_s=20.0, held_s=14.0, finished=False)])

        def save_meanwhile(self: History, record: HoldRecord) -> None:
            save(self, record)
            file.keep([a_hold()])

        with monkeypatch.context() as patch:
            patch.setattr(History, "save", save_meanwhile)
            recover(history)
        recover(history)
        assert history.holds() == [a_hold()]
