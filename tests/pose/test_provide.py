from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from posecheck.errors import ModelError
from posecheck.pose import provide as module
from posecheck.pose.manifest import PoseModel, load_manifest
from posecheck.pose.provide import fetch, find, provide, sources_of
from tests.pose.small_model import MODEL, OFFICIAL


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
