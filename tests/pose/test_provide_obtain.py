from __future__ import annotations

import errno
import os
import tempfile
import time
from pathlib import Path
from typing import BinaryIO

import pytest

from posecheck.errors import ModelError
from posecheck.pose.download import Progress, SourceError
from posecheck.pose.provide import Source, obtain
from tests.pose.small_model import ASSEMBLED, MODEL, OFFICIAL, OFFLINE, WRONG, fails, gives, must_not_be_asked, names_in

ADVICE = (
    "connect to the internet once, or put tiny.task (2,000 bytes) into {}, or set POSECHECK_MODEL to a file you have."
)


@pytest.mark.parametrize("content", [OFFICIAL, ASSEMBLED])
def test_a_model_that_is_there_is_used(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "tiny.task"
    path.write_bytes(content)
    assert obtain(MODEL, [tmp_path], [must_not_be_asked]) == path


def test_a_model_in_the_second_folder_is_used(tmp_path: Path) -> None:
    path = tmp_path / "second" / "tiny.task"
    path.parent.mkdir()
    path.write_bytes(OFFICIAL)
    assert obtain(MODEL, [tmp_path / "first", tmp_path / "second"], [must_not_be_asked]) == path


def test_the_first_source_is_enough(tmp_path: Path) -> None:
    path = obtain(MODEL, [tmp_path / "models"], [gives(OFFICIAL), must_not_be_asked])
    assert path == tmp_path / "models" / "tiny.task"
    assert path.read_bytes() == OFFICIAL
    assert names_in(path.parent) == ["tiny.task"]


@pytest.mark.parametrize("first", [OFFLINE, WRONG])
def test_the_second_source_serves_where_the_first_does_not(tmp_path: Path, first: Source) -> None:
    path = obtain(MODEL, [tmp_path], [first, gives(ASSEMBLED)])
    assert path.read_bytes() == ASSEMBLED
    assert names_in(tmp_path) == ["tiny.task"]


@pytest.mark.parametrize("wrong", [OFFICIAL[:-1], b"!" + OFFICIAL[1:], b""])
def test_a_wrong_file_that_is_there_is_replaced(tmp_path: Path, wrong: bytes) -> None:
    (tmp_path / "tiny.task").write_bytes(wrong)
    assert obtain(MODEL, [tmp_path], [gives(OFFICIAL)]).read_bytes() == OFFICIAL


def test_a_wrong_file_that_cannot_be_replaced_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "tiny.task"
    path.write_bytes(OFFICIAL[:-1])
    with pytest.raises(ModelError) as caught:
        obtain(MODEL, [tmp_path], [OFFLINE])
    assert str(caught.value) == (
        f"{path} was not the pose model and was removed, and a new one could not be downloaded: "
        + ADVICE.format(tmp_path)
    )
    assert names_in(tmp_path) == []


def test_an_offline_machine_gets_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        obtain(MODEL, [tmp_path], [OFFLINE, OFFLINE])
    assert str(caught.value) == f"The pose model could not be downloaded: {ADVICE.format(tmp_path)}"
    assert names_in(tmp_path) == []


def test_wrong_bytes_are_refused_removed_and_said(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="not the whole, unchanged pose model and was removed: connect") as caught:
        obtain(MODEL, [tmp_path], [WRONG, OFFLINE])
    assert str(caught.value).endswith(ADVICE.format(tmp_path))
    assert names_in(tmp_path) == []


def test_another_process_may_have_had_better_luck(tmp_path: Path) -> None:
    def luckless(part: Path, progress: Progress) -> None:
        (tmp_path / "tiny.task").write_bytes(OFFICIAL)
        raise SourceError("out of reach")

    assert obtain(MODEL, [tmp_path], [luckless]).read_bytes() == OFFICIAL


def test_an_interrupted_fetch_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        obtain(MODEL, [tmp_path], [fails(KeyboardInterrupt())])
    assert names_in(tmp_path) == []


def test_a_full_disk_is_said_as_such(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"cannot be saved in .* \(No space left on device\): make room there"):
        obtain(MODEL, [tmp_path], [fails(OSError(errno.ENOSPC, "No space left on device")), must_not_be_asked])
    assert names_in(tmp_path) == []


def test_parts_of_killed_fetches_are_swept_and_those_of_running_ones_kept(tmp_path: Path) -> None:
    old, fresh = tmp_path / "tiny.task.part-1-aa", tmp_path / "tiny.task.part-2-bb"
    old.write_bytes(b"x")
    fresh.write_bytes(b"x")
    long_ago_s = time.time() - 2 * 24 * 3600
    os.utime(old, (long_ago_s, long_ago_s))
    obtain(MODEL, [tmp_path], [gives(OFFICIAL)])
    assert names_in(tmp_path) == ["tiny.task", fresh.name]


def test_a_folder_that_cannot_be_written_is_passed_over(tmp_path: Path) -> None:
    blocked = tmp_path / "a file" / "models"  # below a file, so that not even root can make it
    blocked.parent.write_text("")
    path = obtain(MODEL, [blocked, tmp_path / "cache"], [gives(OFFICIAL)])
    assert path == tmp_path / "cache" / "tiny.task"


def test_a_read_only_folder_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def temporary_file(dir: Path) -> BinaryIO:
        if dir == tmp_path / "models":  # what a read-only folder does to anyone but root
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(dir=dir)

    real = tempfile.TemporaryFile
    monkeypatch.setattr(tempfile, "TemporaryFile", temporary_file)
    path = obtain(MODEL, [tmp_path / "models", tmp_path / "cache"], [gives(OFFICIAL)])
    assert path == tmp_path / "cache" / "tiny.task"


def test_no_folder_to_write_is_an_error(tmp_path: Path) -> None:
    blocked = tmp_path / "a file" / "models"
    blocked.parent.write_text("")
    with pytest.raises(ModelError, match="cannot be saved: make .* writable, or set POSECHECK_MODEL"):
        obtain(MODEL, [blocked], [gives(OFFICIAL)])


def test_a_file_another_process_is_reading_counts_as_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def replace(part: Path, target: Path) -> Path:  # what Windows does while the target is open
        target.write_bytes(OFFICIAL)
        raise PermissionError(errno.EACCES, "Access is denied")

    monkeypatch.setattr(Path, "replace", replace)
    assert obtain(MODEL, [tmp_path], [gives(OFFICIAL)]) == tmp_path / "tiny.task"
    assert names_in(tmp_path) == ["tiny.task"]


def test_a_file_that_cannot_be_put_in_place_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def replace(part: Path, target: Path) -> Path:
        raise PermissionError(errno.EACCES, "Access is denied")

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(ModelError, match=r"cannot be saved in .* \(Access is denied\)"):
        obtain(MODEL, [tmp_path], [gives(OFFICIAL)])
    assert names_in(tmp_path) == []
