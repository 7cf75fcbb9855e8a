"""The copy of a SQLite history as it was before its schema was changed."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from posecheck.errors import StoreError
from posecheck.store import History

from .conftest import address_of, assert_one_sentence
from .examples import a_hold, a_log
from .older import REVISIONS, make_older


def contents(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())


def copies(file: Path) -> list[str]:
    return sorted(each.name for each in file.parent.iterdir() if ".revision-" in each.name)


def an_older(file: Path, revision: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Makes an older history. Returns what is in it."""
    records = [a_hold(1), a_hold(2, session_id="session-2")]
    make_older(address_of(file), revision, records, a_log(2), file.parent / f"for {file.name}", monkeypatch)
    return contents(file)


@pytest.mark.parametrize("revision", REVISIONS)
def test_the_copy_is_the_history_as_it_was(file: Path, revision: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = an_older(file, revision, monkeypatch)
    with History.open(address_of(file)) as history:
        assert [hold.id for hold in history.holds()] == ["hold-2", "hold-1"]
    assert copies(file) == [f"{file.name}.revision-{revision}.backup"]
    assert contents(file.with_name(copies(file)[0])) == before
    assert contents(file) != before


def test_the_copy_can_take_the_place_of_the_history(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    an_older(file, "0003", monkeypatch)
    with History.open(address_of(file)) as history:
        expected = history.holds()
        history.save(a_hold(3, session_id="session-3"))
    file.with_name(copies(file)[0]).replace(file)
    with History.open(address_of(file)) as history:
        assert history.holds() == expected
        assert history.log("session-1") == a_log(2)


def test_what_only_the_log_of_changes_holds_is_copied_too(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    an_older(file, "0003", monkeypatch)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("UPDATE holds SET stretch_id = 'pigeon'")
        assert file.with_name(file.name + "-wal").stat().st_size > 0
        with History.open(address_of(file)):
            pass
    with closing(sqlite3.connect(file.with_name(copies(file)[0]))) as copy:
        assert copy.execute("SELECT DISTINCT stretch_id FROM holds").fetchall() == [("pigeon",)]


def test_there_is_one_copy_of_a_revision(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    an_older(file, "0001", monkeypatch)
    first = file.read_bytes()
    for _ in range(3):
        with History.open(address_of(file)):
            pass
    (name,) = copies(file)
    file.with_name(name).write_bytes(b"an old copy")
    file.write_bytes(first)  # as if it had been put back
    with History.open(address_of(file)):
        pass
    assert copies(file) == [name]
    assert file.with_name(name).read_bytes() != b"an old copy"  # somebody may have practised with the old version since


def test_a_history_of_today_is_not_copied(file: Path) -> None:
    for _ in range(2):
        with History.open(address_of(file)) as history:
            history.save(a_hold())
    assert copies(file) == []


def test_another_history_beside_it_has_its_own(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = file.with_name("other.sqlite3")
    for each in (file, other):
        an_older(each, "0002", monkeypatch)
        with History.open(address_of(each)):
            pass
    with History.open(address_of(file)) as history:
        history.delete("hold-1")
    assert copies(file) == ["other.sqlite3.revision-0002.backup"]


@pytest.mark.parametrize("revision", REVISIONS)
def test_without_a_copy_nothing_is_changed(file: Path, revision: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = an_older(file, revision, monkeypatch)
    was = file.read_bytes()
    blocked = file.with_name(f"{file.name}.revision-{revision}.backup.part")
    blocked.mkdir()
    with pytest.raises(StoreError, match="the copy failed: free some space") as caught:
        History.open(address_of(file))
    assert_one_sentence(caught.value)
    assert str(file) in str(caught.value)
    assert file.read_bytes() == was and contents(file) == before
    blocked.rmdir()
    with History.open(address_of(file)) as history:
        assert len(history.holds()) == 2
    assert contents(file.with_name(copies(file)[0])) == before


def test_a_disk_that_fills_up_meanwhile_leaves_no_half_copy(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = an_older(file, "0003", monkeypatch)

    def fsync(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        with pytest.raises(StoreError, match="free some space") as caught:
            History.open(address_of(file))
    assert_one_sentence(caught.value)
    assert copies(file) == []
    assert contents(file) == before


def test_a_half_copy_of_a_killed_program_is_made_anew(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = an_older(file, "0003", monkeypatch)
    file.with_name(f"{file.name}.revision-0003.backup.part").write_bytes(b"half of it")
    with History.open(address_of(file)):
        pass
    assert copies(file) == [f"{file.name}.revision-0003.backup"]
    assert contents(file.with_name(copies(file)[0])) == before
