from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import URL

from posecheck.errors import StoreError
from posecheck.record import Pause
from posecheck.store import History, engine

from .conftest import address_of, assert_one_sentence
from .examples import a_hold


def limit_pages(monkeypatch: pytest.MonkeyPatch, pages: int) -> None:
    """Makes SQLite report a full disk when the file would grow beyond so many pages."""
    monkeypatch.setattr(engine, "SQLITE_SETUP", (*engine.SQLITE_SETUP, f"PRAGMA max_page_count={pages}"))


@pytest.fixture
def kept(file: Path) -> str:
    """The address of a history with one hold."""
    with History.open(address_of(file)) as history:
        history.save(a_hold())
    return address_of(file)


def test_a_full_disk_keeps_what_was_saved(kept: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        limit_pages(patch, 1)  # SQLite never goes below the pages there are
        with History.open(kept) as history:
            with pytest.raises(StoreError, match="free some space") as caught:
                history.save(a_hold(2, pauses=(Pause(1.0, 2.0, "long " * 5000),)))
            assert_one_sentence(caught.value)
            assert str(file) in str(caught.value)
            assert history.holds() == [a_hold()]
    with History.open(kept) as history:
        history.save(a_hold(2))
        assert history.holds() == [a_hold(2), a_hold()]


def test_a_disk_too_full_for_a_new_history_can_be_freed(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        limit_pages(patch, 3)
        with pytest.raises(StoreError, match="free some space"):
            History.open(address_of(file))
    with History.open(address_of(file)) as history:
        assert history.holds() == []


def test_a_file_that_is_no_database_is_left_alone(file: Path) -> None:
    file.write_bytes(b"Dear diary, today I stretched.\n" * 100)
    before = file.read_bytes()
    with pytest.raises(StoreError, match="move that file aside") as caught:
        History.open(address_of(file))
    assert_one_sentence(caught.value)
    assert file.read_bytes() == before


def test_a_damaged_database_is_left_alone(kept: str, file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[4096:] = b"\x5a" * (len(content) - 4096)  # all pages but the first
    file.write_bytes(content)
    with pytest.raises(StoreError, match="move that file aside") as caught, History.open(kept) as history:
        history.holds()
    assert_one_sentence(caught.value)
    assert file.read_bytes() == bytes(content)


def test_a_history_held_by_another_program(kept: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_S", 0.01)
    with History.open(kept) as history, closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="close that program") as caught:
            history.save(a_hold(2))
        assert_one_sentence(caught.value)
        assert history.holds() == [a_hold()]  # reading goes on meanwhile
        other.execute("ROLLBACK")
        history.save(a_hold(2))
        assert history.holds() == [a_hold(2), a_hold()]


def test_a_new_history_while_another_program_holds_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_S", 0.01)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="close that program"):
            History.open(address_of(file))
    with History.open(address_of(file)) as history:
        assert history.holds() == []


def test_a_history_that_may_only_be_read(kept: str, file: Path) -> None:
    address = f"sqlite:///file:{file}?mode=ro&uri=true"
    with History.open(address) as history:
        assert history.holds() == [a_hold()]
        with pytest.raises(StoreError, match="allow writing") as caught:
            history.save(a_hold(2))
        assert_one_sentence(caught.value)
        with pytest.raises(StoreError, match="allow writing"):
            history.delete_all()
    with History.open(kept) as history:
        assert history.holds() == [a_hold()]


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("not one", encoding="utf-8")
    with pytest.raises(StoreError, match="check that folder") as caught:
        History.open(address_of(tmp_path / "folder" / "history.sqlite3"))
    assert_one_sentence(caught.value)
    assert (tmp_path / "folder").read_text(encoding="utf-8") == "not one"


def test_a_file_that_is_a_folder(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened: check that folder") as caught:
        History.open(address_of(tmp_path))
    assert_one_sentence(caught.value)


def test_a_value_the_database_cannot_hold(kept: str) -> None:
    with History.open(kept) as history:
        for record in (a_hold(2, held_s=float("nan")), a_hold(3, side="\ud800"), a_hold(4, end_s=float("inf"))):
            with pytest.raises(StoreError, match="could not take this") as caught:
                history.save(record)
            assert_one_sentence(caught.value)
        assert history.holds() == [a_hold()]


@pytest.mark.parametrize(
    ("missing", "named"), [("psycopg", "psycopg[binary]"), (None, "psycopg[binary]"), ("pg8000", "pg8000")]
)
def test_a_missing_driver_is_named(missing: str | None, named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def without_driver(_url: URL, _patience_s: float | None, *, pooled: bool) -> None:
        raise ImportError("not there", name=missing)

    monkeypatch.setattr(engine, "connect", without_driver)
    with pytest.raises(StoreError) as caught:
        History.open("postgresql://example.org/stretching")
    assert_one_sentence(caught.value)
    assert f"'pip install {named}'" in str(caught.value)


def test_a_server_that_is_not_there() -> None:
    pytest.importorskip("psycopg", reason="without psycopg no server can be asked for")
    with pytest.raises(StoreError, match="check that its server runs") as caught:
        History.open("postgresql://ann:secret@127.0.0.1:1/stretching")
    assert_one_sentence(caught.value)
    assert "secret" not in str(caught.value)
