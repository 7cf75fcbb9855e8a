"""The accuracy benchmark: its raw angles, its counts and its signs, on bodies and rows whose answers are known."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import pytest
from rich.console import Console
from rich.table import Table

from bench.accuracy import (
    WIDTH,
    angle_scores,
    angle_table,
    beyond,
    groups,
    last_line,
    measure,
    pull_table,
    reliability_table,
    spread,
    verdict_scores,
    verdict_table,
)
from bench.truth import Compared, Row, compare, load_truths, raw_image, raw_world
from posecheck.catalog import Catalog
from posecheck.cli.check import check_picture
from posecheck.errors import InputError, MediaError
from posecheck.measures import Measured
from posecheck.stretch import LimbPose
from tests.bodies import BRIDGE, GREY, Script, figure, seen

ARCHED = figure(-90, LimbPose(hip_flexion=118, knee_flexion=122), LimbPose(hip_flexion=-12, knee_flexion=4))
TRUTH: dict[str, Any] = {
    "image": "one.png", "stretch": "bridge", "side": "both", "view": "side", "expected": "in_place", "fault": None,
    "true": {"HL": 178.0, "HR": 168.0, "KL": 70.0, "KR": 70.0, "SL": -8.0, "SR": -8.0, "V": -118.0, "torso_m": 0.5},
}  # fmt: skip


def row(*values: Compared, **fields: Any) -> Row:
    plain = Row("bridge", "side", "in_place", None, "in_place", None, values)
    return replace(plain, **fields)


def hip(true: float, said: float | None, **fields: Any) -> Compared:
    return replace(Compared("hip_flexion", true, said, trusted=True), **fields)


def text(table: Table | None) -> str:
    assert table is not None
    console = Console(width=WIDTH)
    with console.capture() as capture:
        console.print(table)
    return capture.get()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "images").mkdir()
    cv2.imwrite(str(tmp_path / "images" / "one.png"), GREY)
    (tmp_path / "truth.json").write_text(json.dumps([TRUTH]), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("azimuth_deg", [90.0, 270.0])
def test_raw_angles_of_a_perfect_body_are_the_true_ones_from_both_sides(azimuth_deg: float) -> None:
    body = seen(ARCHED, azimuth_deg)
    for raw in (raw_world(body), raw_image(body)):
        assert raw["hip_flexion.right"] == pytest.approx(118, abs=0.1)
        assert raw["hip_flexion.left"] == pytest.approx(-12, abs=0.1)
        assert raw["knee_flexion.right"] == pytest.approx(122, abs=0.1)
        assert raw["knee_flexion.left"] == pytest.approx(4, abs=0.1)


def test_raw_angles_in_space_stay_right_where_the_picture_misleads() -> None:
    body = seen(ARCHED, 150.0)
    assert raw_world(body)["hip_flexion.left"] == pytest.approx(-12, abs=0.1)
    assert raw_image(body)["hip_flexion.left"] < -20


def test_a_picture_is_compared_with_its_truth(folder: Path, catalog: Catalog) -> None:
    (found,) = compare(folder, load_truths(folder), catalog, Script(seen(BRIDGE)), lambda _: seen(BRIDGE))
    verdict, readings, _ = check_picture(catalog.get("bridge"), Script(seen(BRIDGE)), GREY, None)
    assert found.placement == verdict.placement.value
    by_measure = {(v.measure, v.true): v for v in found.values}
    left, right = by_measure["hip_flexion", 2.0], by_measure["hip_flexion", 12.0]
    assert left.world == pytest.approx(2, abs=0.1) and right.image == pytest.approx(2, abs=0.1)
    assert right.world is not None and right.error(right.world) == pytest.approx(-10, abs=0.1)
    check = next(c for c in catalog.get("bridge").checks if c.measure == "hip_flexion")
    assert left.target == check.target
    trunk = readings["trunk_inclination"]
    assert isinstance(trunk, Measured)
    assert by_measure["trunk_inclination", -118.0].said == trunk.value
    assert {v.measure for v in found.values} == {
        "hip_flexion", "knee_flexion", "shank_inclination", "trunk_inclination"
    }  # fmt: skip


def test_where_nobody_is_found_the_four_angles_count_as_not_said(folder: Path, catalog: Catalog) -> None:
    (found,) = compare(folder, load_truths(folder), catalog, Script(None), lambda _: None)
    assert [v.said for v in found.values] == [None] * 4
    assert [v.world for v in found.values] == [None] * 4
    scores = angle_scores([found]) | verdict_scores([found])
    assert scores["said_pct"] == 0.0 and scores["judged_pct"] == 0.0
    assert math.isnan(scores["mae_deg"]) and math.isnan(scores["world_mae_deg"])


def test_stretches_the_catalogue_does_not_know_are_left_out_and_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    entries = [TRUTH, {**TRUTH, "stretch": "moonwalk"}, {**TRUTH, "stretch": "moonwalk"}, {**TRUTH, "view": "end"}]
    (folder / "truth.json").write_text(json.dumps(entries), encoding="utf-8")

    class Still(Script):
        def __enter__(self) -> Script:
            return self

        def __exit__(self, *_: object) -> None:
            self.close()

    monkeypatch.setattr("bench.accuracy.pose_source", lambda *, video: Still(seen(BRIDGE)))
    assert [(r.stretch, r.view) for r in measure(folder, [], [])] == [("bridge", "side"), ("bridge", "end")]
    assert capsys.readouterr().err.count("moonwalk") == 1
    assert [r.view for r in measure(folder, ["end"], ["bridge"])] == ["end"]
    assert "moonwalk" not in capsys.readouterr().err


def test_what_cannot_be_read_is_one_sentence(folder: Path, catalog: Catalog) -> None:
    with pytest.raises(InputError, match="truth.json"):
        load_truths(folder / "images")
    with pytest.raises(MediaError, match="gone.png"):
        list(compare(folder, [{**TRUTH, "image": "gone.png"}], catalog, Script(None), lambda _: None))


def test_spread_is_of_absolute_errors() -> None:
    errors = [-20.0, 1, 2, 3, 4, 5, 6, 7, 8, 15]
    assert spread(errors) == pytest.approx((7.1, 20.0, 10.0))
    assert spread([*errors, 9.0])[1] == 15.0
    assert all(math.isnan(v) for v in spread([]))


def test_only_trusted_values_are_said_and_angles_err_the_short_way_round() -> None:
    values = (hip(-175, 175), hip(10, 30), hip(10, 90, trusted=False), hip(10, None, trusted=False))
    scores = angle_scores([row(*values, Compared("trunk_inclination", 0, 50, trusted=True))])
    assert scores["said_pct"] == 50.0
    assert scores["mae_deg"] == 15.0  # 10 and 20
    assert scores["wrong_pct"] == 50.0


def test_verdicts_are_counted() -> None:
    out = {"expected": "out_of_place", "true_fault": "hips_low"}
    rows = [
        row(),
        row(placement="cannot_tell"),
        row(placement="unseen"),
        row(**out),
        row(**out, placement="out_of_place", fault="hips_low"),
        row(**out, placement="out_of_place", fault="knees_wide"),
        row(**out, placement="cannot_tell"),
        row(placement="out_of_place", fault="hips_low"),
    ]
    assert verdict_scores(rows) == {"judged_pct": 62.5, "right_pct": 60.0, "false_pct": 25.0, "named_pct": 50.0}


def test_rows_are_grouped_by_stretch_and_view() -> None:
    rows = [row(), row(view="table"), row(view="front"), row(stretch="pigeon")]
    sizes = {name: len(members) for name, members in groups(rows).items()}
    assert sizes == {
        "bridge": 3, "pigeon": 1, "view: front": 1, "view: side": 2, "view: table": 1, "side + table": 3, "all": 4
    }  # fmt: skip


@pytest.mark.parametrize(
    ("true", "target", "expected"),
    [
        (30.0, (-5.0, 15.0), (15.0, -1.0)),  # above: the target lies below
        (-25.0, (-5.0, 15.0), (20.0, 1.0)),
        (12.0, (-5.0, 15.0), (-3.0, -1.0)),  # inside, nearer the upper bound
        (40.0, (None, 20.0), (20.0, -1.0)),
        (40.0, (90.0, None), (50.0, 1.0)),
    ],
)
def test_distance_and_direction_of_the_target(
    true: float, target: tuple[float | None, float | None], expected: tuple[float, float]
) -> None:
    assert beyond(hip(true, None, target=target)) == expected


def test_errors_towards_the_target_are_positive_from_both_ends() -> None:
    target = (-5.0, 15.0)
    drawn = [hip(30, 23, target=target, world=35.0), hip(-20, -11, target=target, world=-25.0)]
    line = next(line for line in text(pull_table([row(*drawn)])).splitlines() if "10 to 20" in line)
    assert [cell.strip() for cell in line.strip("│").split("│")][1:5] == ["2", "8.0", "8.0", "-5.0"]


def test_reliability_is_by_expected_error_and_left_out_without_one() -> None:
    assert reliability_table([row(hip(0, 3))]) is None
    values = [
        hip(0, 4, expected_error=6.0),
        hip(0, -20, expected_error=7.0),
        hip(0, 9, expected_error=6.0, trusted=False),
        Compared("knee_spread", 2.0, 2.3, True, 0.25),
    ]
    lines = text(reliability_table([row(*values)])).splitlines()
    hips = next(line for line in lines if "hip_flexion" in line)
    assert [cell.strip() for cell in hips.strip("│").split("│")] == [
        "hip_flexion", "5 to 8", "2", "6.5", "12.0", "50.0", "1", "6.0", "9.0", "0.0"
    ]  # fmt: skip
    ratios = next(line for line in lines if "knee_spread" in line)
    assert "0.2 to 0.4" in ratios and "0.25" in ratios and "0.30" in ratios


def test_tables_and_last_line_bear_empty_groups() -> None:
    named = groups([row(hip(0, 4), view="front")])
    assert "side + table" in text(angle_table(named)) and "–" in text(verdict_table(named))
    names = [pair.split("=")[0] for pair in last_line(named["side + table"]).split()]
    assert names == ["mae_deg", "p90_deg", "wrong_pct", "said_pct", "right_pct", "false_pct", "judged_pct"]
    assert "mae_deg=4.00" in last_line(named["all"])
