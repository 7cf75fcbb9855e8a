"""Who waits for whom, tried at the very moment that matters and not left to chance."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event, select

from posecheck.store import History, engine
from posecheck.store.schema import metadata

from .conftest import address_of
from .examples import a_hold, a_log


@contextmanager
def nobody_else_may_write_at(beginning: str, file: Path) -> Iterator[None]:
    """Checks that the write lock is already taken just before such a statement runs."""
    locked = []

    def meddle(_connection: Connection, _cursor: object, statement: str, *_more: object) -> None:
        if statement.strip().startswith(beginning):
            with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as other:
                try:
                    other.execute("BEGIN IMMEDIATE")
                except sqlite3.OperationalError:
                    locked.append(True)
                else:
                    locked.append(False)

    event.listen(Engine, "before_cursor_execute", meddle)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", meddle)
    assert locked and all(locked)


def test_a_migration_takes_the_lock_before_it_looks(file: Path) -> None:
    with nobody_else_may_write_at("CREATE TABLE", file), History.open(address_of(file)):
        pass


def test_a_deletion_takes_the_lock_before_it_looks(file: Path) -> None:
    with History.open(address_of(file)) as history:
        history.save(a_hold())
        with nobody_else_may_write_at("SELECT", file):
            history.delete("hold-1")
        assert history.holds() == []


def test_a_reader_does_not_hold_up_a_writer(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_S", 0.01)
    with History.open(address_of(file)) as history, closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM holds").fetchall() == [(0,)]
        history.save(a_hold())
        assert reader.execute("SELECT count(*) FROM holds").fetchall() == [(0,)]  # it still sees its own moment
        reader.execute("ROLLBACK")
        assert reader.execute("SELECT count(*) FROM holds").fetchall() == [(1,)]


def test_threads_may_share_one_history(history: History) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(history.save, [a_hold(number) for number in range(24)]))
        counts = list(pool.map(lambda _: len(history.holds()), range(8)))
    assert counts == [24] * 8


@pytest.mark.parametrize(
    ("table", "save"),
    [
        ("voice_log", lambda history: history.save_log("session-1", 0, a_log(2))),
        ("traces", lambda history: history.save_trace("hold-1", 0, b"trace")),
    ],
)
def test_nobody_deletes_between_the_look_and_the_writing(url: str, table: str, save: Callable[[History], bool]) -> None:
    with History.open(url) as one, History.open(url) as other:
        one.save(a_hold())
        deletion = threading.Thread(target=other.delete, args=("hold-1",))

        def meddle(_connection: Connection, _cursor: object, statement: str, *_more: object) -> None:
            if f"INTO {table}" in statement:
                deletion.start()
                deletion.join(0.3)  # it waits for the session or hold, and goes on after this is there

        event.listen(one._engine, "before_cursor_execute", meddle)
        assert save(one)
        deletion.join()
        assert one.holds() == []
        with one._engine.connect() as connection:
            assert connection.execute(select(metadata.tables[table])).all() == []
