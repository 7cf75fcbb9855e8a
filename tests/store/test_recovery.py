from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from posecheck.errors import StoreError
from posecheck.record import HoldRecord
from posecheck.store import History, location, recover
from posecheck.store.recovery import _from_line, _to_line, unsaved_files, write_unsaved

from .conftest import address_of, assert_one_sentence
from .examples import a_hold, hold_records


@settings(max_examples=60, deadline=None)
@given(record=hold_records)
def test_a_line_holds_a_whole_record(record: HoldRecord) -> None:
    assert _to_line(record).count("\n") == 1
    assert _from_line(_to_line(record).encode()) == record


def test_what_was_written_down_is_saved_once(history: History) -> None:
    write_unsaved(history.url, [a_hold(1), a_hold(2)])
    write_unsaved(history.url, [a_hold(3)])
    assert recover(history) == 3
    assert history.holds() == [a_hold(3), a_hold(2), a_hold(1)]
    assert unsaved_files(history.url) == []
    assert recover(history) == 0


def test_it_is_written_beside_the_history(file: Path) -> None:
    written = write_unsaved(location.database_url(address_of(file)), [a_hold()])
    assert written.parent == file.parent and written.name.startswith("history.sqlite3.unsaved-")
    assert [each.name for each in file.parent.iterdir()] == [written.name]


def test_it_goes_to_the_data_folder_when_there_is_no_place_beside(tmp_path: Path, data_folder: Path) -> None:
    (tmp_path / "folder").touch()
    url = location.database_url(address_of(tmp_path / "folder" / "history.sqlite3"))
    assert write_unsaved(url, [a_hold()]).parent == data_folder
    (tmp_path / "folder").unlink()
    with History.open(address_of(tmp_path / "folder" / "history.sqlite3")) as history:
        assert recover(history) == 1
        assert history.holds() == [a_hold()]


def test_a_disk_that_fills_up_meanwhile_leaves_no_half_file(
    file: Path, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [OSError(errno.ENOSPC, "No space left on device"), None]

    def fsync(_descriptor: int) -> None:
        if answer := answers.pop(0):
            raise answer

    monkeypatch.setattr("os.fsync", fsync)
    written = write_unsaved(location.database_url(address_of(file)), [a_hold()])
    assert written.parent == data_folder
    assert [each for each in file.parent.iterdir() if each.is_file()] == []


def test_nowhere_to_write_is_said(tmp_path: Path, data_folder: Path) -> None:
    (tmp_path / "folder").touch()
    data_folder.touch()
    with pytest.raises(StoreError) as caught:
        write_unsaved(location.database_url(address_of(tmp_path / "folder" / "history.sqlite3")), [a_hold()])
    assert_one_sentence(caught.value)


def test_another_history_is_not_given_the_holds(file: Path, tmp_path: Path, data_folder: Path) -> None:
    write_unsaved(location.database_url(address_of(file)), [a_hold(1)])
    (tmp_path / "blocked").touch()
    write_unsaved(location.database_url(address_of(tmp_path / "blocked" / "history.sqlite3")), [a_hold(2)])
    with History.open(address_of(tmp_path / "other.sqlite3")) as history:
        assert recover(history) == 0


def test_damaged_lines_are_put_aside(history: History) -> None:
    file = write_unsaved(history.url, [a_hold(1), a_hold(2)])
    whole, cut = file.read_bytes().splitlines()
    damaged = [cut[: len(cut) // 2], b"\xff\x00", b"[]", b"{}", whole.replace(b'"pauses": [', b'"pauses": [1, ')]
    file.write_bytes(b"\n".join([damaged[0], whole, *damaged[1:]]))
    assert recover(history) == 1
    assert history.holds() == [a_hold(1)]
    assert not file.exists()
    assert file.with_suffix(".damaged").read_bytes().splitlines() == damaged
    assert recover(history) == 0


def test_a_hold_known_further_is_left(history: History) -> None:
    older, further = replace(a_hold(), finished=False), a_hold()
    history.save(further)
    write_unsaved(history.url, [older])
    assert recover(history) == 0
    assert history.holds() == [further]
    assert unsaved_files(history.url) == []


def test_a_file_stays_until_all_of_it_is_saved(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write_unsaved(history.url, [a_hold(1), a_hold(2)])
    save = history.save

    def save_second_only(record: HoldRecord) -> None:
        if record.id == "hold-1":
            raise StoreError("Not now: try again later.")
        save(record)

    with monkeypatch.context() as patch:
        patch.setattr(history, "save", save_second_only)
        with pytest.raises(StoreError, match="Not now"):
            recover(history)
    assert history.holds() == [a_hold(2)]
    assert file.exists()
    assert recover(history) == 1
    assert history.holds() == [a_hold(2), a_hold(1)]
    assert not file.exists()


def test_delete_all_takes_what_was_not_saved_too(history: History) -> None:
    write_unsaved(history.url, [a_hold()]).with_suffix(".damaged").touch()
    history.delete_all()
    assert recover(history) == 0
    assert unsaved_files(history.url, (".jsonl", ".damaged")) == []
