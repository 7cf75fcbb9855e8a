from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from posecheck.errors import StoreError
from posecheck.record import FIRST_PROFILE, HoldRecord
from posecheck.store import History, HoldWriter, engine, location, recover
from posecheck.store.location import database_url
from posecheck.store.unsaved import RecoveryFile, unsaved_files

from .conftest import Gate, address_of, assert_one_sentence
from .examples import a_hold


def held(url: str) -> list[HoldRecord]:
    with History.open(url) as history:
        return history.holds()


def test_close_saves_all(url: str) -> None:
    with HoldWriter(url) as writer:
        for number in (1, 2, 3):
            writer.save(a_hold(number))
    assert held(url) == [a_hold(3), a_hold(2), a_hold(1)]
    assert writer.error is None
    writer.close()


def test_flush_saves_all_that_waits(url: str) -> None:
    with HoldWriter(url) as writer:
        writer.save(a_hold())
        assert writer.flush()
        assert held(url) == [a_hold()]


def test_save_does_not_wait_and_only_the_newest_is_saved(file: Path, gate: Gate) -> None:
    records = [replace(a_hold(), held_s=float(second)) for second in range(5)]
    with HoldWriter(address_of(file)) as writer:
        writer.save(records[0])
        gate.reached.wait()  # the thread is busy with the first
        for record in records[1:]:
            writer.save(record)
        writer.save(a_hold(2))
        assert not writer.flush(timeout_s=0.01)
        gate.open.set()
        assert writer.flush()
    assert gate.arrived == [records[0], records[-1], a_hold(2)]
    assert held(address_of(file)) == [a_hold(2), records[-1]]
    assert len(gate.threads) == 1 and threading.get_ident() not in gate.threads


def test_a_failed_save_is_tried_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_S", 0.01)
    with HoldWriter(address_of(file)) as writer, closing(sqlite3.connect(file, isolation_level=None)) as other:
        assert writer.flush()  # the history is there
        other.execute("BEGIN IMMEDIATE")
        writer.save(a_hold(1))
        assert not writer.flush()
        error = writer.error
        assert error is not None
        assert_one_sentence(error)
        other.execute("ROLLBACK")
        writer.save(a_hold(2))
        assert writer.flush()
        assert writer.error is None
        assert held(address_of(file)) == [a_hold(2), a_hold(1)]


def test_a_history_that_cannot_be_opened_yet(tmp_path: Path) -> None:
    (tmp_path / "folder").touch()
    url = address_of(tmp_path / "folder" / "history.sqlite3")
    with HoldWriter(url) as writer:
        writer.save(a_hold())
        assert not writer.flush()
        assert "check that folder" in str(writer.error)
        (tmp_path / "folder").unlink()
        assert writer.flush()
    assert held(url) == [a_hold()]


def test_one_impossible_record_does_not_stop_the_others(file: Path) -> None:
    with HoldWriter(address_of(file)) as writer:
        writer.save(a_hold(1, held_s=float("nan")))
        writer.save(a_hold(2))
        assert not writer.flush()
        assert "could not take this" in str(writer.error)
        assert held(address_of(file)) == [a_hold(2)]
    assert len(unsaved_files(database_url(address_of(file)))) == 1


def test_an_unexpected_fault_keeps_the_record_and_the_thread(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with HoldWriter(address_of(file)) as writer:
        with monkeypatch.context() as patch:
            patch.setattr(History, "save", lambda _history, _record, again=False: 1 / 0)
            writer.save(a_hold())
            assert not writer.flush()
            error = writer.error
        assert error is not None and isinstance(error.__cause__, ZeroDivisionError)
        assert_one_sentence(error)
        assert writer.flush()
    assert held(address_of(file)) == [a_hold()]


def test_what_close_cannot_save_comes_with_the_next_writer(tmp_path: Path) -> None:
    (tmp_path / "folder").touch()
    url = address_of(tmp_path / "folder" / "history.sqlite3")
    with HoldWriter(url) as writer:
        writer.save(a_hold())
    assert len(unsaved_files(database_url(url))) == 1
    (tmp_path / "folder").unlink()
    with HoldWriter(url) as writer:
        assert writer.flush()
    assert held(url) == [a_hold()]
    assert unsaved_files(database_url(url)) == []


def test_a_stuck_disk_does_not_hold_up_close_for_ever(file: Path, gate: Gate) -> None:
    writer = HoldWriter(address_of(file))
    writer.save(a_hold())
    gate.reached.wait()
    writer.close(timeout_s=0.01)
    assert len(unsaved_files(database_url(address_of(file)))) == 1
    gate.open.set()
    writer._thread.join()  # the disk came back after all: saved twice, kept once
    with History.open(address_of(file)) as history:
        recover(history)
        assert history.holds() == [a_hold()]


def test_close_says_when_nothing_took_the_record(tmp_path: Path, data_folder: Path) -> None:
    (tmp_path / "folder").touch()
    data_folder.touch()
    (tmp_path / "temporary").touch()
    writer = HoldWriter(address_of(tmp_path / "folder" / "history.sqlite3"))
    writer.save(a_hold())
    with pytest.raises(StoreError, match="neither") as caught:
        writer.close()
    assert_one_sentence(caught.value)
    data_folder.unlink()
    writer.close()  # nothing was dropped meanwhile
    assert len(unsaved_files(writer._url)) == 1


def test_a_closed_writer_says_so(file: Path) -> None:
    with HoldWriter(address_of(file)) as writer:
        pass
    with pytest.raises(StoreError) as caught:
        writer.save(a_hold())
    assert_one_sentence(caught.value)


def test_a_wrong_address_is_told_at_once() -> None:
    with pytest.raises(StoreError):
        HoldWriter("no address")


def test_what_could_not_be_recovered_at_first_is_recovered_later(file: Path) -> None:
    url = address_of(file)
    History.open(url).close()
    waiting = RecoveryFile(location.database_url(url), FIRST_PROFILE)
    waiting.keep([a_hold()])
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with HoldWriter(url) as writer:
            writer.flush()
            refused = writer.error
            assert refused is not None
            other.execute("ROLLBACK")
            assert writer.flush()
            assert writer.recovered == (a_hold(),)
    assert held(url) == [a_hold()] and unsaved_files(writer._url) == []


def test_what_was_deleted_meanwhile_does_not_come_back(url: str) -> None:
    with History.open(url) as history, HoldWriter(url) as writer:
        writer.save(a_hold(1, held_s=1.0))
        assert writer.flush()
        history.delete_all()
        writer.save(a_hold(1, held_s=2.0))
        assert writer.flush()
        assert "deleted" in str(writer.error)
        writer.save(a_hold(2))
        assert writer.flush() and writer.error is None
    assert held(url) == [a_hold(2)] and unsaved_files(writer._url) == []


def test_a_deleted_profile_does_not_come_back(url: str) -> None:
    with History.open(url) as history:
        kim = history.add_profile("Kim")
        with HoldWriter(url, kim.id) as writer:
            writer.save(a_hold(1))
            assert writer.flush()
            history.delete_profile(kim.id)
            writer.save(a_hold(2))
            assert writer.flush()
            assert "deleted" in str(writer.error)
        assert recover(history) == [] and [profile.name for profile in history.profiles()] == ["Me"]
        assert unsaved_files(history.url) == []
