"""``posecheck check`` on rendered pictures with the real model, and on what is no picture."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from posecheck.cli import main
from tests.conftest import FIXTURES

PICTURES = FIXTURES / "pictures"
GOOD = PICTURES / "bridge_both_good1_side.jpg"

pytestmark = pytest.mark.usefixtures("pose_model_path")


def check(capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, Any]:
    assert main(["check", *map(str, words), "--json", "-"]) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


@pytest.mark.parametrize(
    ("picture", "stretch", "side", "verdict", "fault"),
    [
        ("bridge_both_good1_side", "bridge", "both", "in_place", None),
        ("bridge_both_hips_low_side", "bridge", "both", "out_of_place", "hips_low"),
        ("bridge_both_feet_too_far_side", "bridge", "both", "out_of_place", "feet_too_far"),
        ("constructive_rest_both_good2_side", "constructive_rest", "both", "in_place", None),
        ("single_knee_to_chest_R_good1_side", "single_knee_to_chest", "right", "in_place", None),
        ("single_knee_to_chest_L_long_leg_bent_side", "single_knee_to_chest", "left", "out_of_place", "long_leg_bent"),
        ("legs_up_the_wall_both_good1_side", "legs_up_the_wall", "both", "in_place", None),
        ("half_kneeling_R_trunk_forward_side", "half_kneeling", "right", "out_of_place", "trunk_forward"),
        ("half_kneeling_L_good1_side", "half_kneeling", "left", "in_place", None),
        ("seated_butterfly_both_good1_front", "seated_butterfly", "both", "in_place", None),
        ("seated_butterfly_both_feet_apart_front", "seated_butterfly", "both", "out_of_place", "feet_apart"),
    ],
)
def test_rendered_people_are_judged_right(
    capsys: pytest.CaptureFixture[str], picture: str, stretch: str, side: str, verdict: str, fault: str | None
) -> None:
    path = PICTURES / f"{picture}.jpg"
    (result,) = check(capsys, path, "--stretch", stretch, "--side", side)["results"]
    assert (result["verdict"], result["fault"], result["person"]) == (verdict, fault, True)
    # Left to itself it finds the same side.
    (alone,) = check(capsys, path, "--stretch", stretch)["results"]
    assert (alone["side"], alone["verdict"]) == (side, verdict)


def test_the_answer_keeps_its_contract(capsys: pytest.CaptureFixture[str]) -> None:
    answer = check(capsys, GOOD, "--stretch", "bridge")
    assert list(answer) == ["schema", "results"]
    assert answer["schema"] == "posecheck.check/1"
    (result,) = answer["results"]
    assert list(result) == ["image", "person", "side", "verdict", "fault", "cue", "checks", "measures"]
    assert result["image"] == GOOD.name
    assert list(result["checks"][0]) == ["id", "measure", "side", "value", "state", "reason", "blocking"]
    assert {c["state"] for c in result["checks"]} <= {"ok", "low", "high", "unknown"}
    hip = result["measures"]["hip_flexion.right"]
    assert list(hip) == ["value", "trusted", "reason", "expected_error"]
    assert (hip["trusted"], hip["reason"]) == (True, None)
    assert 0 < hip["expected_error"] < 9


def test_a_check_that_this_view_cannot_show(capsys: pytest.CaptureFixture[str]) -> None:
    (result,) = check(
        capsys, PICTURES / "half_kneeling_L_good1_side.jpg", "--stretch", "half_kneeling", "--side", "left"
    )["results"]
    unknown = next(c for c in result["checks"] if c["id"] == "hips_level")
    assert (unknown["state"], unknown["value"], unknown["reason"]) == ("unknown", None, "side view hides it")


def test_nobody_in_a_picture(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for name, brightness, cue in (("grey", 128, "I can't see anyone yet"), ("dark", 0, "It's too dark for me")):
        path = tmp_path / f"{name}.png"
        cv2.imwrite(str(path), np.full((240, 320, 3), brightness, dtype=np.uint8))
        (result,) = check(capsys, path, "--stretch", "bridge")["results"]
        assert (result["person"], result["verdict"], result["measures"]) == (False, "cannot_tell", {})
        assert result["cue"].startswith(cue)


def test_an_answer_into_a_file_and_a_table(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "answer.json"
    assert main(["check", str(GOOD), "--stretch", "bridge", "--json", str(target)]) == 0
    assert json.loads(target.read_text(encoding="utf-8"))["results"][0]["verdict"] == "in_place"
    assert capsys.readouterr().out == ""
    assert main(["check", str(GOOD), "--stretch", "bridge"]) == 0
    assert "in place" in capsys.readouterr().out


def test_a_folder_with_one_broken_picture_does_the_rest(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    shutil.copy(GOOD, tmp_path / "ä good one.jpg")
    (tmp_path / "broken.jpg").write_bytes(GOOD.read_bytes()[:300])
    (tmp_path / "notes.txt").write_text("not a picture", encoding="utf-8")
    assert main(["check", str(tmp_path), "--stretch", "bridge", "--json", "-"]) == 2
    said = capsys.readouterr()
    assert [r["image"] for r in json.loads(said.out)["results"]] == ["ä good one.jpg"]
    assert said.err.strip().count("\n") == 0
    assert "broken.jpg" in said.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["missing.jpg", "--stretch", "bridge"], "There is no file missing.jpg: check the name."),
        (["{text}", "--stretch", "bridge"], "is not a picture that can be read"),
        (["{empty}", "--stretch", "bridge"], "is not a picture that can be read"),
        (["{folder}", "--stretch", "bridge"], "holds no pictures"),
        (["{good}", "--stretch", "plank"], "There is no stretch 'plank'"),
        (["{good}", "--stretch", "bridge", "--side", "up"], "There is no side 'up'"),
        (["{good}", "--stretch", "bridge", "--side", "left"], "Bridge has no sides"),
        (["{good}", "--stretch", "half_kneeling", "--side", "both"], "one side at a time"),
        (["{good}", "--stretch", "bridge", "--json", "{folder}"], "cannot be written"),
    ],
)
def test_bad_input_gets_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: list[str], told: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.jpg").write_text("hello", encoding="utf-8")
    (tmp_path / "empty.jpg").touch()
    names = {
        "text": tmp_path / "text.jpg",
        "empty": tmp_path / "empty.jpg",
        "folder": tmp_path / "folder",
        "good": GOOD,
    }
    assert main(["check", *(w.format(**names) for w in words)]) == 2
    said = capsys.readouterr()
    assert told in said.err
    assert said.err.strip().count("\n") == 0
    assert said.out == ""
