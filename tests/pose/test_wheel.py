from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from posecheck.pose.bundle import bundle, with_normalisation
from posecheck.pose.download import SourceError, WrongFileError
from posecheck.pose.manifest import Member, Wheel, load_manifest
from posecheck.pose.wheel import assemble, pip_download
from tests.pose.small_model import fingerprint
from tests.pose.tiny_tflite import buffers, normalisation, tiny_model


@pytest.fixture(scope="module")
def models() -> dict[str, bytes]:
    return {"pkg/detector.tflite": tiny_model(b"one!" * 8, b"old"), "pkg/landmarks.tflite": tiny_model(b"two!" * 8)}


@pytest.fixture
def wheel(tmp_path: Path, models: dict[str, bytes]) -> Wheel:
    """A small wheel with two models, lying in `tmp_path`, as the manifest would describe it."""
    file = "mediapipe-0.10.21-cp311-cp311-manylinux_2_28_x86_64.whl"
    info = "mediapipe-0.10.21.dist-info"
    with zipfile.ZipFile(tmp_path / file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in models.items():
            archive.writestr(path, content)
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: mediapipe\nVersion: 0.10.21\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: cp311-cp311-manylinux_2_28_x86_64\n")
        archive.writestr(f"{info}/RECORD", "")
    members = tuple(
        Member(path, name, fingerprint(models[path]), mean, std)
        for path, name, mean, std in [
            ("pkg/detector.tflite", "pose_detector.tflite", 127.5, 127.5),
            ("pkg/landmarks.tflite", "pose_landmarks_detector.tflite", 0.0, 255.0),
        ]
    )
    made = bundle([(m.name, with_normalisation(models[m.path], m.mean, m.std)) for m in members])
    return Wheel(
        requirement="mediapipe==0.10.21",
        file=file,
        platform="manylinux_2_28_x86_64",
        python="311",
        implementation="cp",
        abi="cp311",
        fingerprint=fingerprint((tmp_path / file).read_bytes()),
        members=members,
        bundle=fingerprint(made),
    )


class Copies:
    """A fetcher that gives the wheel lying in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, wheel: Wheel, folder: Path) -> None:
        (folder / wheel.file).write_bytes((self.folder / wheel.file).read_bytes())


def silent(done_bytes: int, total_bytes: int | None) -> None:
    pass


def test_the_bundle_holds_both_models_with_their_normalisation(tmp_path: Path, wheel: Wheel) -> None:
    told: list[tuple[int, int | None]] = []
    part = tmp_path / "part"
    assemble(wheel, part, lambda done, total: told.append((done, total)), Copies(tmp_path))
    with zipfile.ZipFile(part) as archive:
        assert archive.namelist() == ["pose_detector.tflite", "pose_landmarks_detector.tflite"]
        detector, landmarks = (archive.read(name) for name in archive.namelist())
    assert buffers(detector)[1] == b"one!" * 8
    assert buffers(landmarks)[1] == b"two!" * 8
    assert normalisation(buffers(detector)[2]) == (127.5, 127.5)
    assert normalisation(buffers(landmarks)[2]) == (0.0, 255.0)
    size_bytes = part.stat().st_size
    assert told == [(0, None), (size_bytes, size_bytes)]


def test_a_wheel_that_is_cut_off_or_changed_is_refused(tmp_path: Path, wheel: Wheel) -> None:
    whole = (tmp_path / wheel.file).read_bytes()
    for wrong in (whole[:-1], whole[:-1] + bytes([whole[-1] ^ 1])):
        (tmp_path / wheel.file).write_bytes(wrong)
        with pytest.raises(WrongFileError, match="not the expected"):
            assemble(wheel, tmp_path / "part", silent, Copies(tmp_path))
        assert not (tmp_path / "part").exists()


def test_no_wheel_at_all_is_refused(tmp_path: Path, wheel: Wheel) -> None:
    with pytest.raises(WrongFileError):
        assemble(wheel, tmp_path / "part", silent, lambda wheel, folder: None)


def test_a_wheel_that_is_no_zip_is_refused(tmp_path: Path, wheel: Wheel) -> None:
    (tmp_path / wheel.file).write_bytes(b"not a zip")
    wheel = replace(wheel, fingerprint=fingerprint(b"not a zip"))
    with pytest.raises(WrongFileError, match="not a zip"):
        assemble(wheel, tmp_path / "part", silent, Copies(tmp_path))


def test_a_member_that_is_missing_is_refused(tmp_path: Path, wheel: Wheel) -> None:
    wheel = replace(wheel, members=(replace(wheel.members[0], path="pkg/elsewhere.tflite"),))
    with pytest.raises(WrongFileError, match="elsewhere"):
        assemble(wheel, tmp_path / "part", silent, Copies(tmp_path))


@pytest.mark.parametrize("index", [0, 1])
def test_a_member_that_differs_is_refused(tmp_path: Path, wheel: Wheel, index: int) -> None:
    members = list(wheel.members)
    members[index] = replace(members[index], fingerprint=fingerprint(b"another"))
    with pytest.raises(WrongFileError, match=members[index].path):
        assemble(replace(wheel, members=tuple(members)), tmp_path / "part", silent, Copies(tmp_path))


def test_a_bundle_that_differs_is_refused(tmp_path: Path, wheel: Wheel) -> None:
    wheel = replace(wheel, bundle=fingerprint(b"another"))
    with pytest.raises(WrongFileError, match="the bundle of mediapipe==0.10.21"):
        assemble(wheel, tmp_path / "part", silent, Copies(tmp_path))
    assert not (tmp_path / "part").exists()


def test_pip_is_asked_for_that_very_wheel(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[Sequence[str]] = []

    def run(command: Sequence[str], **options: object) -> subprocess.CompletedProcess[bytes]:
        asked.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", run)
    wheel = load_manifest().model("full").wheel
    assert wheel is not None
    pip_download(wheel, tmp_path)
    words = list(asked[0])
    assert words[:5] == [sys.executable, "-m", "pip", "download", "mediapipe==0.10.21"]
    assert {"--no-deps", "--only-binary=:all:", "--no-input"} <= set(words)
    given = dict(zip(words, words[1:], strict=False))
    assert given["--dest"] == str(tmp_path)
    assert given["--platform"] == "manylinux_2_28_x86_64"
    assert (given["--python-version"], given["--implementation"], given["--abi"]) == ("311", "cp", "cp311")


@pytest.mark.parametrize(
    "error",
    [
        subprocess.CalledProcessError(1, "pip", stderr=b"no such \xff wheel"),
        subprocess.TimeoutExpired("pip", 1.0),
        FileNotFoundError("python"),
    ],
)
def test_a_pip_that_fails_is_a_source_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, wheel: Wheel, error: Exception
) -> None:
    def run(*args: object, **options: object) -> None:
        raise error

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(SourceError, match="pip download mediapipe==0.10.21"):
        pip_download(wheel, tmp_path)


@pytest.fixture
def pip_without_network(monkeypatch: pytest.MonkeyPatch) -> None:
    if importlib.util.find_spec("pip") is None:
        pytest.skip("this Python has no pip")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")


@pytest.mark.usefixtures("pip_without_network")
def test_the_real_pip_takes_the_wheel_from_where_the_user_told_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, wheel: Wheel
) -> None:
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    assemble(wheel, tmp_path / "part", silent)
    assert wheel.bundle.matches((tmp_path / "part").read_bytes())


@pytest.mark.usefixtures("pip_without_network")
def test_the_real_pip_says_why_it_could_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, wheel: Wheel) -> None:
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    with pytest.raises(SourceError, match="No matching distribution"):
        pip_download(wheel, tmp_path)
