from __future__ import annotations

import re
from pathlib import Path

import pytest

from posecheck.errors import ModelError
from posecheck.pose.manifest import Fingerprint, load_manifest

SHA256_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2, appendix B.1


def test_three_models_and_full_is_the_default() -> None:
    manifest = load_manifest()
    assert list(manifest.models) == ["lite", "full", "heavy"]
    assert manifest.default == "full"


@pytest.mark.parametrize("name", ["lite", "full", "heavy"])
def test_each_model_has_its_official_address_and_fingerprint(name: str) -> None:
    model = load_manifest().model(name)
    folder = f"https://storage.googleapis.com/mediapipe-models/pose_landmarker/pose_landmarker_{name}/float16/1"
    assert model.url == f"{folder}/pose_landmarker_{name}.task"
    assert model.file == f"pose_landmarker_{name}.task"
    assert model.licence == "Apache-2.0"
    assert model.fingerprint.size_bytes > 5_000_000
    assert re.fullmatch("[0-9a-f]{64}", model.fingerprint.sha256)


def test_only_full_has_a_second_source() -> None:
    manifest = load_manifest()
    wheel = manifest.model("full").wheel
    assert wheel is not None
    assert [member.name for member in wheel.members] == ["pose_detector.tflite", "pose_landmarks_detector.tflite"]
    assert manifest.model("full").accepted == (manifest.model("full").fingerprint, wheel.bundle)
    assert manifest.model("lite").wheel is None
    assert manifest.model("heavy").accepted == (manifest.model("heavy").fingerprint,)


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ModelError, match="'huge': choose one of lite, full, heavy"):
        load_manifest().model("huge")


@pytest.mark.parametrize("text", ["not toml at all [", "", "default = 'full'\n[models.full]\nfile = 'x'", "models = 3"])
def test_a_damaged_manifest_is_an_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "manifest.toml"
    path.write_text(text)
    with pytest.raises(ModelError, match="missing or damaged"):
        load_manifest(path)


def test_a_missing_manifest_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="missing or damaged"):
        load_manifest(tmp_path / "manifest.toml")


def test_a_fingerprint_matches_only_its_content() -> None:
    fingerprint = Fingerprint(3, SHA256_OF_ABC)
    assert fingerprint.matches(b"abc")
    assert not fingerprint.matches(b"abd")
    assert not fingerprint.matches(b"abcd")
    assert not Fingerprint(4, SHA256_OF_ABC).matches(b"abc")
