from __future__ import annotations

import errno
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import URL

from posecheck.errors import StoreError
from posecheck.record import FIRST_PROFILE, HoldRecord
from posecheck.store import History, location, recover
from posecheck.store.unsaved import RecoveryFile, from_line, to_line, unsaved_files

from .conftest import address_of, assert_one_sentence
from .examples import a_hold, hold_records


def write_unsaved(url: URL, records: list[HoldRecord], profile_id: str = FIRST_PROFILE) -> Path:
    file = RecoveryFile(url, profile_id)
    file.keep(records)
    assert file.written is not None
    return file.written


@settings(max_examples=60, deadline=None)
@given(record=hold_records, profile_id=st.text(max_size=5))
def test_a_line_holds_a_whole_record(record: HoldRecord, profile_id: str) -> None:
    assert to_line(record, profile_id).count("\n") == 1
    assert from_line(to_line(record, profile_id).encode()) == (record, profile_id)


def test_a_line_that_does_not_tell_where_a_hold_was_seen_means_the_camera() -> None:
    older = json.loads(to_line(a_hold(), "me"))
    del older["origin"]
    assert from_line(json.dumps(older).encode()) == (a_hold(origin="camera"), "me")


def test_what_was_written_down_is_saved_once(history: History) -> None:
    write_unsaved(history.url, [a_hold(1), a_hold(2)])
    write_unsaved(history.url, [a_hold(3)])
    assert sorted(each.id for each in recover(history)) == ["hold-1", "hold-2", "hold-3"]
    assert history.holds() == [a_hold(3), a_hold(2), a_hold(1)]
    assert unsaved_files(history.url) == []
    assert recover(history) == []


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
        assert recover(history) == [a_hold()]
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


def test_the_folder_for_what_is_temporary_is_the_last_resort(tmp_path: Path, data_folder: Path) -> None:
    (tmp_path / "folder").touch()
    data_folder.touch()
    url = location.database_url(address_of(tmp_path / "folder" / "history.sqlite3"))
    assert write_unsaved(url, [a_hold()]).parent == tmp_path / "temporary"
    (tmp_path / "folder").unlink()
    data_folder.unlink()
    with History.open(url.render_as_string()) as history:
        assert recover(history) == [a_hold()]


def test_nowhere_to_write_is_said(tmp_path: Path, data_folder: Path) -> None:
    (tmp_path / "folder").touch()
    data_folder.touch()
    (tmp_path / "temporary").touch()
    with pytest.raises(StoreError) as caught:
        write_unsaved(location.database_url(address_of(tmp_path / "folder" / "history.sqlite3")), [a_hold()])
    assert_one_sentence(caught.value)


def test_another_history_is_not_given_the_holds(file: Path, tmp_path: Path, data_folder: Path) -> None:
    write_unsaved(location.database_url(address_of(file)), [a_hold(1)])
    (tmp_path / "blocked").touch()
    write_unsaved(location.database_url(address_of(tmp_path / "blocked" / "history.sqlite3")), [a_hold(2)])
    with History.open(address_of(tmp_path / "other.sqlite3")) as history:
        assert recover(history) == []


def test_damaged_lines_are_put_aside(history: History) -> None:
    file = write_unsaved(history.url, [a_hold(1), a_hold(2)])
    whole, cut = file.read_bytes().splitlines()
    damaged = [cut[: len(cut) // 2], b"\xff\x00", b"[]", b"{}", whole.replace(b'"pauses": [', b'"pauses": [1, ')]
    file.write_bytes(b"\n".join([damaged[0], whole, *damaged[1:]]))
    assert recover(history) == [a_hold(1)]
    assert history.holds() == [a_hold(1)]
    assert not file.exists()
    (aside,) = unsaved_files(history.url, (".damaged",))
    assert aside.read_bytes().splitlines() == damaged
    assert recover(history) == []


def test_a_hold_known_further_is_left(history: History) -> None:
    older, further = replace(a_hold(), finished=False), a_hold()
    history.save(further)
    write_unsaved(history.url, [older])
    assert recover(history) == []
    assert history.holds() == [further]
    assert unsaved_files(history.url) == []


def test_a_file_stays_until_all_of_it_is_saved(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    write_unsaved(history.url, [a_hold(1), a_hold(2)])
    save = History.save

    def save_second_only(self: History, record: HoldRecord) -> None:
        if record.id == "hold-1":
            raise StoreError("Not now: try again later.")
        save(self, record)

    with monkeypatch.context() as patch:
        patch.setattr(History, "save", save_second_only)
        with pytest.raises(StoreError, match="Not now"):
            recover(history)
    assert history.holds() == [a_hold(2)]
    assert len(unsaved_files(history.url)) == 1
    assert recover(history) == [a_hold(1)]
    assert history.holds() == [a_hold(2), a_hold(1)]
    assert unsaved_files(history.url) == []


def test_delete_all_takes_what_was_not_saved_too(history: History) -> None:
    write_unsaved(history.url, [a_hold()]).with_suffix(".damaged").touch()
    history.delete_all()
    assert recover(history) == []
    assert unsaved_files(history.url, (".jsonl", ".damaged")) == []


def test_each_gets_their_own_and_is_told_of_their_own(history: History) -> None:
    other = history.add_profile("Kim")
    write_unsaved(history.url, [a_hold(1, session_id="a")])
    write_unsaved(history.url, [a_hold(2, session_id="b")], other.id)
    assert recover(history) == [a_hold(1, session_id="a")]
    assert history.of(other.id).holds() == []
    assert recover(history.of(other.id)) == [a_hold(2, session_id="b")]
    assert history.of(other.id).holds() == [a_hold(2, session_id="b")] and unsaved_files(history.url) == []


def test_whose_profile_is_not_there_gets_one(history: History) -> None:
    write_unsaved(history.url, [a_hold()], "of a history that was moved aside")
    assert recover(history) == []
    assert history.holds() == []
    assert history.of("of a history that was moved aside").holds() == [a_hold()]
    assert [profile.name for profile in history.profiles()] == ["Me", "Recovered"]


def test_what_waits_is_kept_up_to_date_in_one_file_and_removed(history: History) -> None:
    file = RecoveryFile(history.url, FIRST_PROFILE)
    for waiting in ([a_hold(1)], [a_hold(1), a_hold(2)], [a_hold(2)]):
        file.keep(waiting)
        assert unsaved_files(history.url) == [file.written]
    file.keep([])
    assert file.written is None and unsaved_files(history.url) == []


def test_deleting_a_profile_leaves_what_others_wait_for(history: History) -> None:
    other = history.add_profile("Kim")
    write_unsaved(history.url, [a_hold(1, session_id="a")])
    write_unsaved(history.url, [a_hold(2, session_id="b")], other.id)
    history.of(other.id).delete_all()
    assert recover(history) == [a_hold(1, session_id="a")]
    assert history.of(other.id).holds() == []
