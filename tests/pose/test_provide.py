from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Barrier
from typing import BinaryIO

import numpy as np
import pytest

from posecheck.errors import ModelError
from posecheck.pose import provide as module
from posecheck.pose.download import Progress, SourceError, WrongFileError, download
from posecheck.pose.manifest import Fingerprint, PoseModel, Wheel, load_manifest
from posecheck.pose.provide import Source, fetch, find, obtain, provide, sources_of

Serve = Callable[[Callable[[BaseHTTPRequestHandler], None]], str]

OFFICIAL = b"the official bundle " * 100
ASSEMBLED = b"what we assemble " * 100
ADVICE = (
    "connect to the internet once, or put tiny.task (2,000 bytes) into {}, or set POSECHECK_MODEL to a file you have."
)


def fingerprint(content: bytes) -> Fingerprint:
    return Fingerprint(len(content), hashlib.sha256(content).hexdigest())


WHEEL = Wheel("pkg==1", "pkg.whl", "any", "311", "cp", "cp311", fingerprint(b"wheel"), (), fingerprint(ASSEMBLED))
MODEL = PoseModel("tiny", "tiny.task", "Apache-2.0", "http://example.invalid/", fingerprint(OFFICIAL), WHEEL)


def gives(content: bytes) -> Source:
    def source(part: Path, progress: Progress) -> None:
        part.write_bytes(content)

    return source


def fails(error: BaseException) -> Source:
    """A source that breaks off with half a file written."""

    def source(part: Path, progress: Progress) -> None:
        part.write_bytes(b"half a mod")
        raise error

    return source


def must_not_be_asked(part: Path, progress: Progress) -> None:
    raise AssertionError("nothing had to be fetched")


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


OFFLINE = fails(SourceError("out of reach"))
WRONG = fails(WrongFileError("wrong bytes"))


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


FETCH_IN_A_PROCESS = """
import sys
from functools import partial
from pathlib import Path
from posecheck.pose.download import download
from posecheck.pose.manifest import Fingerprint, PoseModel
from posecheck.pose.provide import obtain

url, size, sha256, folder = sys.argv[1:]
model = PoseModel("tiny", "tiny.task", "Apache-2.0", url, Fingerprint(int(size), sha256))
sys.stdout.write(str(obtain(model, [Path(folder)], [partial(download, url, model.fingerprint)])))
"""


def test_two_processes_may_fetch_at_once(serve: Serve, tmp_path: Path) -> None:
    both_ask = Barrier(2, timeout=60)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        both_ask.wait()  # neither gets a byte before both have asked
        handler.wfile.write(OFFICIAL)

    arguments = [serve(answer), str(MODEL.fingerprint.size_bytes), MODEL.fingerprint.sha256, str(tmp_path)]
    command = [sys.executable, "-c", FETCH_IN_A_PROCESS, *arguments]
    root = Path(module.__file__).parents[2]
    processes = [subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    paths = [process.communicate(timeout=120)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert paths == [str(tmp_path / "tiny.task")] * 2
    assert (tmp_path / "tiny.task").read_bytes() == OFFICIAL
    assert names_in(tmp_path) == ["tiny.task"]


def test_a_refused_download_of_a_real_server_leaves_nothing(serve: Serve, tmp_path: Path) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(OFFICIAL)))
        handler.end_headers()
        handler.wfile.write(OFFICIAL[: len(OFFICIAL) // 2])

    with pytest.raises(ModelError, match="not the whole|could not be downloaded"):
        obtain(MODEL, [tmp_path], [partial(download, serve(answer), MODEL.fingerprint)])
    assert names_in(tmp_path) == []


def test_the_users_own_file_is_used_as_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = tmp_path / "mine.task"
    own.write_bytes(b"anything")
    monkeypatch.setenv("POSECHECK_MODEL", str(own))
    assert provide() == provide("heavy") == own


def test_a_missing_file_of_the_users_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POSECHECK_MODEL", str(tmp_path / "mine.task"))
    with pytest.raises(ModelError, match=r"POSECHECK_MODEL names .*mine\.task, which is not a file"):
        provide()


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> list[tuple[PoseModel, tuple[Path, ...]]]:
    """What `obtain` is asked for; it only answers."""
    asked: list[tuple[PoseModel, tuple[Path, ...]]] = []

    def obtain(model: PoseModel, folders: tuple[Path, ...], sources: object, progress: object) -> Path:
        asked.append((model, folders))
        return Path("answer.task")

    monkeypatch.setattr(module, "obtain", obtain)
    monkeypatch.delenv("POSECHECK_MODEL", raising=False)
    return asked


def test_names_and_folders(recorded: list[tuple[PoseModel, tuple[Path, ...]]]) -> None:
    assert provide() == Path("answer.task")
    provide("lite")
    fetch("heavy")
    assert [model.name for model, _ in recorded] == ["full", "lite", "heavy"]
    project, cache = recorded[0][1]
    assert (project / "manifest.toml").is_file()
    assert cache.name.lower() == "posecheck" or "posecheck" in cache.parts


def test_a_fetch_ignores_the_users_own_file(
    monkeypatch: pytest.MonkeyPatch, recorded: list[tuple[PoseModel, tuple[Path, ...]]], tmp_path: Path
) -> None:
    monkeypatch.setenv("POSECHECK_MODEL", str(tmp_path / "mine.task"))
    assert fetch("lite") == Path("answer.task")


def test_an_unknown_model_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POSECHECK_MODEL", raising=False)
    with pytest.raises(ModelError, match="choose one of lite, full, heavy"):
        provide("huge")


def test_only_full_has_two_sources() -> None:
    manifest = load_manifest()
    assert {name: len(sources_of(model)) for name, model in manifest.models.items()} == {
        "lite": 1,
        "full": 2,
        "heavy": 1,
    }


def test_find_hashes_only_files_of_the_right_size(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "tiny.task").write_bytes(OFFICIAL + b"!")
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail("not needed"))
    assert find(MODEL, [tmp_path]) is None


def test_mediapipe_loads_the_real_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POSECHECK_MODEL", raising=False)
    try:
        path = provide("full")
    except ModelError as error:
        pytest.skip(str(error))
    import mediapipe
    from mediapipe.tasks.python import BaseOptions, vision

    options = vision.PoseLandmarkerOptions(base_options=BaseOptions(model_asset_path=str(path)))
    blank = mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=np.zeros((240, 320, 3), np.uint8))
    with vision.PoseLandmarker.create_from_options(options) as landmarker:
        assert landmarker.detect(blank).pose_landmarks == []
