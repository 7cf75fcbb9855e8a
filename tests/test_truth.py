"""Rendered people with exactly known joints, where the folder of them lies beside the project."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.accuracy import angle_scores, measure, verdict_scores
from bench.holds import score
from bench.truth import Row

TOGETHER = ("side", "table")
# Most of these stretches' hip and knee angles lie in the picture's plane, so most can be said.
PLAIN = ("bridge", "constructive_rest", "single_knee_to_chest", "legs_up_the_wall", "half_kneeling", "low_lunge")


@pytest.fixture(scope="module")
def rows(shared: Path) -> list[Row]:
    return measure(shared / "truth" / "dev", [], [])


def test_angles_from_the_side_and_from_a_table(rows: list[Row]) -> None:
    scores = angle_scores([r for r in rows if r.view in TOGETHER])
    assert scores["said_pct"] >= 70
    assert scores["mae_deg"] <= 5.5
    assert scores["p90_deg"] <= 12
    assert scores["wrong_pct"] <= 5
    for stretch in PLAIN:
        own = angle_scores([r for r in rows if r.view in TOGETHER and r.stretch == stretch])
        assert own["said_pct"] >= 85, stretch


def test_verdicts_from_the_side_and_from_a_table(rows: list[Row]) -> None:
    scores = verdict_scores([r for r in rows if r.view in TOGETHER])
    assert scores["judged_pct"] >= 70
    assert scores["right_pct"] >= 92
    assert scores["false_pct"] <= 4


def test_nothing_is_said_from_the_foot_end(rows: list[Row]) -> None:
    from_the_end = [r for r in rows if r.view == "end"]
    assert from_the_end
    assert not any(r.placement in ("in_place", "out_of_place") for r in from_the_end)


@pytest.mark.parametrize("name", ["ben_bridge_side_10fps", "ben_bridge_side_black", "ben_bridge_side_vfr"])
def test_holds_on_the_bridge_clips(shared: Path, name: str, pose_model_path: Path) -> None:
    path = shared / "truth" / "dev" / "videos" / f"{name}.json"
    found = score(path.with_suffix(".mp4"), json.loads(path.read_text(encoding="utf-8")))
    assert found.error_s <= 0.3
    assert found.holds in (1, 2)
