"""What is deleted is gone: none of its bytes are left in a file beside the history, or where else it was kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from posecheck.record import FIRST_PROFILE, Baseline, MeasureSummary, Pause, SessionNote
from posecheck.store import History, backup, engine, recover
from posecheck.store.unsaved import RecoveryFile
from posecheck.voice import Entry

from .conftest import address_of
from .examples import MORNING, a_hold, a_log

HOLD = a_hold(
    7,
    id="secret-hold-id",
    session_id="secret-session-id",
    stretch_id="secret-stretch",
    routine_id="secret-routine",
    pauses=(Pause(1.0, 2.0, "secret-reason"),),
    measures={"secret-measure.left": MeasureSummary(1.0, 2.0)},
)
TRACE = b"\x00secret-trace\xff"
LONG_TRACE = b"secret-long-trace" * 4000  # of many pages
LOG = [Entry(1.0, f"secret-words {number}", "said") for number in range(50)]
NOTE = SessionNote("secret-note", 4, 3, 2)
NAME = "secret-name"
RANGE = Baseline("secret-check", "left", MORNING, (1.0, 2.0, 3.0))
NEIGHBOUR = a_hold(1)

BY_HOLD = {
    b"secret-hold-id",
    b"secret-reason",
    b"secret-routine",
    b"secret-measure",
    b"secret-trace",
    b"secret-long-trace",
}
BY_SESSION = BY_HOLD | {b"secret-session-id", b"secret-stretch", b"secret-words", b"secret-note"}
BY_ALL = BY_SESSION | {b"secret-check"}
BY_PROFILE = BY_ALL | {b"secret-name"}

# How it is deleted, and what must be gone then. The hold is the only one of its session.
WAYS: dict[str, tuple[Callable[[History], None], set[bytes]]] = {
    "a hold": (lambda history: history.delete(HOLD.id), BY_SESSION),
    "a session": (lambda history: history.delete_session(HOLD.session_id), BY_SESSION),
    "a personal range": (lambda history: history.delete_baselines("secret-check"), {b"secret-check"}),
    "all of a profile": (lambda history: history.delete_all(), BY_ALL),
    "a profile": (lambda history: history.delete_profile(history.profile_id), BY_PROFILE),
    "everything": (lambda history: history.delete_everything(), BY_PROFILE),
}

WHOLE = ["all of a profile", "a profile", "everything"]


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def left_in(folder: Path, words: Iterable[bytes]) -> set[str]:
    """Which of these words are in which file below."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {f"{word.decode()} in {file.name}" for file in files for word in words if word in file.read_bytes()}


def kim_of(history: History) -> History:
    """Somebody with secrets, beside somebody without."""
    history.save(NEIGHBOUR)
    history.save_log(NEIGHBOUR.session_id, 0, a_log(3))
    history.save_trace(NEIGHBOUR.id, 0, b"the neighbour's trace")
    kim = history.of(history.add_profile(NAME).id)
    kim.save(HOLD)
    kim.save_log(HOLD.session_id, 0, LOG)
    for number, part in enumerate((TRACE, LONG_TRACE)):
        kim.save_trace(HOLD.id, number, part)
    kim.set_note(HOLD.session_id, NOTE)
    kim.save_baseline(RANGE)
    return kim


def assert_the_neighbour_is_well(history: History, way: str) -> None:
    if way == "everything":
        assert history.of(FIRST_PROFILE).holds() == []
    else:
        neighbour = history.of(FIRST_PROFILE)
        assert neighbour.holds() == [NEIGHBOUR]
        assert neighbour.log(NEIGHBOUR.session_id) == a_log(3)
        assert neighbour.trace(NEIGHBOUR.id) == [b"the neighbour's trace"]


def test_nothing_is_left_while_it_is_open(file: Path, tmp_path: Path, way: str) -> None:
    delete, words = WAYS[way]
    with History.open(address_of(file)) as history:
        kim = kim_of(history)
        assert {each.partition(" ")[0].encode() for each in left_in(tmp_path, words)} == words  # all are found before
        delete(kim)
        assert left_in(tmp_path, words) == set()
        assert_the_neighbour_is_well(history, way)


def test_nothing_is_left_of_what_lay_in_the_file_for_long(file: Path, tmp_path: Path, way: str) -> None:
    delete, words = WAYS[way]
    with History.open(address_of(file)) as history:
        kim_id = kim_of(history).profile_id
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert left_in(tmp_path, words)
    with History.open(address_of(file), kim_id) as kim:
        delete(kim)
        assert left_in(tmp_path, words) == set()
    assert left_in(tmp_path, words) == set()


def test_nothing_is_left_while_another_tab_has_it_open(file: Path, tmp_path: Path, way: str) -> None:
    delete, words = WAYS[way]
    with History.open(address_of(file)) as history, History.open(address_of(file)) as other:
        kim = kim_of(history)
        assert len(other.of(kim.profile_id).holds()) == 1
        delete(kim)
        assert left_in(tmp_path, words) == set()
        assert_the_neighbour_is_well(other, way)
        other.of(FIRST_PROFILE).save(a_hold(3, session_id="session-3"))
        assert left_in(tmp_path, words) == set()


def test_nothing_is_left_once_a_reader_has_gone(file: Path, tmp_path: Path, way: str) -> None:
    """Who reads sees one moment, and keeps its bytes in the log of changes for as long."""
    delete, words = WAYS[way]
    with (
        closing(sqlite3.connect(file, isolation_level=None)) as reader,
        History.open(address_of(file), patience_s=0.01) as history,
    ):
        kim = kim_of(history)
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM holds").fetchall() == [(2,)]
        delete(kim)
        assert reader.execute("SELECT count(*) FROM holds").fetchall() == [(2,)]
        assert kim.hold(HOLD.id) is None or way == "a personal range"
        reader.execute("COMMIT")
        assert_the_neighbour_is_well(history, way)
    assert left_in(tmp_path, words) == set()


def test_nothing_is_left_in_a_copy_made_before_a_migration(file: Path, tmp_path: Path, way: str) -> None:
    delete, words = WAYS[way]
    with History.open(address_of(file)) as history:
        kim = kim_of(history)
        for revision in ("0001", "0003"):
            copy = backup.back_up(history.url, revision)
            assert copy is not None and all(word in copy.read_bytes() for word in words)
            copy.with_name(copy.name + ".part").write_bytes(copy.read_bytes())  # somebody was killed meanwhile
        delete(kim)
        assert left_in(tmp_path, words) == set()


@pytest.mark.parametrize("way", ["a hold", "a session", *WHOLE])
def test_nothing_is_left_in_what_could_not_be_saved_yet(
    file: Path, tmp_path: Path, data_folder: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """Neither beside the history, nor where a writer had to go when there was no room beside it."""
    delete, words = WAYS[way]
    with History.open(address_of(file)) as history:
        kim = kim_of(history)
        RecoveryFile(history.url, kim.profile_id).keep([HOLD])
        RecoveryFile(history.url, FIRST_PROFILE).keep([NEIGHBOUR])
        with monkeypatch.context() as patch:
            patch.setattr("posecheck.store.unsaved.database_file", lambda _url: None)
            RecoveryFile(history.url, kim.profile_id).keep([HOLD])
        assert len(left_in(data_folder, words)) > 0
        delete(kim)
        assert left_in(tmp_path, words) == set()
        recover(history)
        assert kim.hold(HOLD.id) is None and history.hold(HOLD.id) is None
        assert_the_neighbour_is_well(history, way)


@pytest.mark.parametrize("ending", [".jsonl.part", ".damaged", ".damaged.part"])
@pytest.mark.parametrize("way", WHOLE)
def test_nothing_is_left_in_what_a_killed_program_left(file: Path, tmp_path: Path, way: str, ending: str) -> None:
    """Half a file tells nobody whose hold it was: it goes with whatever is deleted whole."""
    delete, words = WAYS[way]
    with History.open(address_of(file)) as history:
        kim = kim_of(history)
        file.with_name(f"{file.name}.unsaved-0123{ending}").write_bytes(b'{"id": "secret-hold-id", "side": "le')
        delete(kim)
        assert left_in(tmp_path, words) == set()


def test_nothing_is_left_of_a_hold_whose_session_goes_on(file: Path, tmp_path: Path) -> None:
    words = BY_HOLD | {b"secret-stretch"}
    with History.open(address_of(file)) as history:
        kim = kim_of(history)
        kim.save(a_hold(9, session_id=HOLD.session_id, measures={}))
        kim.delete(HOLD.id)
        assert left_in(tmp_path, words) == set()
        assert [hold.id for hold in kim.holds()] == ["hold-9"]
        assert kim.log(HOLD.session_id) == LOG


def test_nothing_is_left_of_what_was_replaced(file: Path, tmp_path: Path) -> None:
    """A note that is changed, a profile that is called otherwise: the next deletion takes the old words with it."""
    with History.open(address_of(file)) as history:
        kim = kim_of(history)
        kim.set_note(HOLD.session_id, SessionNote("calm"))
        kim.rename_profile(kim.profile_id, "Kim")
        kim.save_trace(HOLD.id, 0, b"another")
        history.delete(NEIGHBOUR.id)
        assert left_in(tmp_path, {b"secret-note", b"secret-name", b"secret-trace"}) == set()


@pytest.mark.parametrize("way", WHOLE)
def test_the_file_shrinks_where_much_was_deleted(file: Path, way: str) -> None:
    with History.open(address_of(file)) as history:
        kim = kim_of(history)
        for number in range(2, 20):
            kim.save_trace(HOLD.id, number, LONG_TRACE)
        WAYS["a personal range"][0](kim)
        before = file.stat().st_size
        WAYS[way][0](kim)
        assert file.stat().st_size < before / 4
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.parametrize("way", WHOLE)
def test_nothing_is_left_where_there_is_no_room_to_shrink(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """To shrink a file takes as much room again as it has; to empty its log of changes takes none."""
    delete, words = WAYS[way]
    full = {"factory": NoRoomToShrink}
    monkeypatch.setattr(
        engine, "create_engine", lambda url, connect_args: create_engine(url, connect_args={**connect_args, **full})
    )
    with History.open(address_of(file)) as history:
        delete(kim_of(history))
        assert left_in(tmp_path, words) == set()
        assert_the_neighbour_is_well(history, way)


class NoRoomToShrink(sqlite3.Connection):
    """A connection on a full disk."""

    def cursor(self, *_given: object) -> sqlite3.Cursor:  # type: ignore[override]
        return super().cursor(NoRoomToShrinkCursor)


class NoRoomToShrinkCursor(sqlite3.Cursor):
    """Its cursor."""

    def execute(self, statement: str, *given: Any) -> NoRoomToShrinkCursor:
        if statement == "VACUUM":
            raise sqlite3.OperationalError("database or disk is full")
        return super().execute(statement, *given)


@pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)
def test_no_row_is_left(url: str, way: str) -> None:
    delete, words = WAYS[way]
    with History.open(url) as history:
        kim = kim_of(history)
        delete(kim)
        tables = ("profiles", "sessions", "holds", "pauses", "measures", "voice_log", "traces", "baselines")
        with history._engine.connect() as connection:
            rows = [row for table in tables for row in connection.exec_driver_sql(f"SELECT * FROM {table}")]
        told = "".join(str([bytes(cell) if isinstance(cell, memoryview) else cell for cell in row]) for row in rows)
        assert [word for word in words if word.decode() in told] == []
        assert_the_neighbour_is_well(history, way)
