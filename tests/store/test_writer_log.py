"""How the writer keeps what was said: after the holds, in parts, and only where something was held."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from posecheck.errors import StoreError
from posecheck.store import History, HoldWriter, engine, waiting_log
from posecheck.store.location import database_url
from posecheck.store.unsaved import unsaved_files
from posecheck.voice import Entry

from .conftest import Gate, address_of, assert_one_sentence
from .examples import a_hold, a_log


def kept(url: str, session_id: str = "session-1") -> list[Entry]:
    with History.open(url) as history:
        return history.log(session_id)


def test_a_log_in_parts_is_whole_in_the_end(url: str) -> None:
    with HoldWriter(url) as writer:
        writer.save(a_hold())
        for first in range(0, 40, 2):
            writer.save_log("session-1", first, a_log(2, first))
            if first % 10 == 0:
                writer.flush()
    assert kept(url) == a_log(40)
    assert writer.error is None


def test_the_log_waits_for_the_first_hold(url: str) -> None:
    with HoldWriter(url) as writer:
        writer.save_log("session-1", 0, a_log(2))
        assert writer.flush() and writer.error is None
        assert kept(url) == []
        writer.save_log("session-1", 2, a_log(1, first=2))
        writer.save(a_hold())
        assert writer.flush() and writer.error is None
        assert kept(url) == a_log(3)
        assert writer._waiting_log.parts() == []


def test_a_log_is_saved_without_being_asked_for(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved = threading.Event()
    with HoldWriter(address_of(file)) as writer:
        writer.save(a_hold())
        assert writer.flush()
        monkeypatch.setattr(History, "save_log", lambda *_given: saved.set())
        writer.save_log("session-1", 0, a_log(1))
        assert saved.wait(60.0)


def test_a_session_in_which_nothing_was_held_leaves_nothing(file: Path) -> None:
    with HoldWriter(address_of(file)) as writer:
        writer.save(a_hold())
        writer.save_log("nothing held", 0, a_log(2))
    assert kept(address_of(file), "nothing held") == []
    assert writer.error is None
    assert unsaved_files(database_url(address_of(file))) == []


def test_sessions_in_which_nothing_is_held_do_not_pile_up(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting_log, "MOST_ENTRIES", 10)
    with HoldWriter(address_of(file)) as writer:
        for number in range(5):
            writer.save_log(f"nothing held {number}", 0, a_log(4))
            writer.flush()
        writer.save_log("session-1", 0, a_log(4))
        waiting = writer._waiting_log.parts()
        assert sum(len(part.entries) for part in waiting) == 10
        writer.save(a_hold())
    assert kept(address_of(file)) == a_log(4)


def test_holds_go_first_and_the_caller_does_not_wait(file: Path, gate: Gate) -> None:
    gate.note("save_log")
    with HoldWriter(address_of(file)) as writer:
        writer.save(a_hold(1))
        gate.reached.wait()  # the thread is busy
        writer.save_log("session-1", 0, a_log(3))
        writer.save_log("session-1", 3, a_log(2, first=3))
        writer.save(a_hold(2))
        assert gate.done == []
        gate.open.set()
    assert gate.done == ["hold-1", "hold-2", "session-1 from 0"]
    assert kept(address_of(file)) == a_log(5)


def test_a_log_that_cannot_be_saved_now_is_tried_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_S", 0.01)
    with HoldWriter(address_of(file)) as writer, closing(sqlite3.connect(file, isolation_level=None)) as other:
        writer.save(a_hold())
        assert writer.flush()
        other.execute("BEGIN IMMEDIATE")
        for first in (0, 2):
            writer.save_log("session-1", first, a_log(2, first))
            assert writer.flush()  # no hold waits
            error = writer.error
            assert error is not None
            assert_one_sentence(error)
        other.execute("ROLLBACK")
        writer.save_log("session-1", 4, a_log(1, first=4))
        assert writer.flush() and writer.error is None
        assert kept(address_of(file)) == a_log(5)


def test_a_hold_that_fails_keeps_its_log_waiting(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with HoldWriter(address_of(file)) as writer:
        with monkeypatch.context() as patch:
            patch.setattr(History, "save", lambda _history, _record, again=False: 1 / 0)
            writer.save(a_hold())
            writer.save_log("session-1", 0, a_log(2))
            assert not writer.flush()
            assert writer.error is not None
        assert writer.flush()
        assert kept(address_of(file)) == a_log(2)


def test_a_fault_of_one_log_does_not_stop_another(file: Path) -> None:
    with HoldWriter(address_of(file)) as writer:
        writer.save(a_hold(1))
        writer.save(a_hold(2, session_id="session-2"))
        writer.save_log("session-1", 0, [Entry(1.0, "half a pair \ud800", "said")])
        writer.save_log("session-2", 0, a_log(2))
        assert writer.flush()
        assert "could not take this" in str(writer.error)
        assert kept(address_of(file), "session-2") == a_log(2)


def test_a_log_that_close_cannot_save_is_dropped_but_not_the_hold(tmp_path: Path) -> None:
    (tmp_path / "folder").touch()
    url = address_of(tmp_path / "folder" / "history.sqlite3")
    with HoldWriter(url) as writer:
        writer.save(a_hold())
        writer.save_log("session-1", 0, a_log(2))
    (tmp_path / "folder").unlink()
    with HoldWriter(url) as writer:
        assert writer.flush()
    with History.open(url) as history:
        assert history.holds() == [a_hold()]
        assert history.log("session-1") == []


def test_a_closed_writer_takes_no_log(file: Path) -> None:
    with HoldWriter(address_of(file)) as writer:
        pass
    with pytest.raises(StoreError) as caught:
        writer.save_log("session-1", 0, a_log(1))
    assert_one_sentence(caught.value)
