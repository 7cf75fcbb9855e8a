"""Stretch files: what is right is read, what is wrong is told all at once, with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from posecheck.catalog import BUILT_IN, Catalog, load_catalog, own_folder
from posecheck.errors import StretchError
from posecheck.stretch_file import parse_stretch

BRIDGE = (BUILT_IN / "bridge.toml").read_text(encoding="utf-8")
SIX = ["bridge", "constructive_rest", "half_kneeling", "legs_up_the_wall", "seated_butterfly", "single_knee_to_chest"]


def problems(text: str) -> list[str]:
    with pytest.raises(StretchError) as caught:
        parse_stretch(text, "mine.toml")
    return str(caught.value).splitlines()


def test_the_six_are_there_without_a_mistake(catalog: Catalog) -> None:
    assert list(catalog.stretches) == SIX
    assert catalog.problems == ()


def test_faults_have_the_ids_they_are_scored_by(catalog: Catalog) -> None:
    wanted = {
        "constructive_rest": {"heels_too_far", "heels_too_near", "knees_wide"},
        "single_knee_to_chest": {"long_leg_lifted", "long_leg_bent", "knee_not_drawn_in"},
        "seated_butterfly": {"feet_apart", "one_knee_higher", "knees_closed", "slumped"},
        "bridge": {"hips_low", "hips_too_high", "feet_too_far", "feet_too_near", "knees_wide"},
        "legs_up_the_wall": {"knees_bent", "too_far_from_wall"},
        "half_kneeling": {"trunk_forward", "trunk_back", "front_foot_near", "rear_hip_flexed"},
    }
    for stretch_id, ids in wanted.items():
        checks = catalog.get(stretch_id).checks
        assert ids <= {f.id for c in checks for f in (c.low, c.high) if f is not None}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('measure = "hip_flexion"', 'measure = "hip_bend"', "mine.toml: checks[2].measure: no measure 'hip_bend'"),
        ('limb = "both"', 'limb = "active"', 'checks[2].limb: a stretch with sides = "both" has no active side'),
        ('limb = "both"', 'limb = "body"', "checks[2].limb: hip_flexion needs active, other or both"),
        ('limb = "both"', 'limb = "knee"', "checks[2].limb:"),
        (
            "target = { min = -5, max = 15 }",
            "target = { min = 15, max = -5 }",
            "checks[2].target: min must be below max",
        ),
        ("target = { min = -5, max = 15 }", "target = {}", "checks[2].target: give min, max or both"),
        ("threshold = 25,", "threshold = 5,", "checks[2].high.threshold: must not be below the target's max (15)"),
        ("threshold = -15,", "threshold = 5,", "checks[2].low.threshold: must not be above the target's min (-5)"),
        ('id = "shins_upright"', 'id = "hip_line"', "checks: the id 'hip_line' is used twice"),
        ('show = "hip_line"', 'show = "hips"', "show: no check has the id 'hips'"),
        ("Press feet, rise a little.", "Push your hips up!", "checks[2].high.cue: leave out 'push'"),
        ("Press feet, rise a little.", "a " * 11, "checks[2].high.cue: at most 10 words"),
        ("target_s = 30", "target_s = -30", "dose.target_s:"),
        ('views = ["side"]', 'views = ["below"]', "camera.views[1]:"),
        ('name = "Bridge"', "", "name: field required"),
        ('name = "Bridge"', 'name = "Bridge"\ncolour = "red"', "colour: extra inputs are not permitted"),
        ('sides = "both"', 'sides = "left_right"', "side_means: say which limb gives the side its name"),
        ('id = "bridge"', "id = bridge", "mine.toml: not readable as TOML"),
    ],
)
def test_a_mistake_is_told_with_its_place(old: str, new: str, told: str) -> None:
    assert old in BRIDGE
    found = problems(BRIDGE.replace(old, new))
    assert any(told in line for line in found), found


def test_low_must_lie_below_high() -> None:
    text = BRIDGE.replace("target = { min = -5, max = 15 }", "target = { min = 30 }").replace(
        "threshold = -15,", "threshold = 26,"
    )
    assert any("checks[2]: low.threshold must be below high.threshold" in line for line in problems(text))


def test_all_mistakes_are_told_at_once() -> None:
    text = BRIDGE.replace("target_s = 30", 'target_s = "long"').replace('name = "Bridge"', "")
    assert len(problems(text)) == 2
    text = BRIDGE.replace('show = "hip_line"', 'show = "x"').replace('measure = "knee_spread"', 'measure = "y"')
    assert len(problems(text.replace('name = "Bridge"', "").replace("threshold = 25,", "threshold = nan,"))) == 4
    text = BRIDGE.replace('show = "hip_line"', 'show = "x"').replace('measure = "knee_spread"', 'measure = "y"')
    assert len(problems(text)) == 2


def test_a_broken_own_file_hides_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("id = ", encoding="utf-8")
    (tmp_path / "b.toml").write_bytes(b"\xff\xfe")
    (tmp_path / "c.toml").write_text(BRIDGE.replace('id = "bridge"', 'id = "my_bridge"'), encoding="utf-8")
    (tmp_path / "d.toml").mkdir()
    catalog = load_catalog(tmp_path)
    assert list(catalog.stretches) == [*SIX, "my_bridge"]
    assert [p.split(":")[0] for p in catalog.problems] == ["a.toml", "b.toml", "d.toml"]


def test_an_own_file_replaces_a_built_in_one(tmp_path: Path) -> None:
    (tmp_path / "bridge.toml").write_text(BRIDGE.replace("target_s = 30", "target_s = 12"), encoding="utf-8")
    assert load_catalog(tmp_path).get("bridge").dose.target_s == 12


def test_an_unknown_stretch_says_which_there_are(catalog: Catalog) -> None:
    with pytest.raises(StretchError, match="There is no stretch 'plank': choose one of bridge, "):
        catalog.get("plank")


def test_where_own_files_lie(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POSECHECK_STRETCHES")
    assert own_folder().name == "stretches"
    monkeypatch.setenv("POSECHECK_STRETCHES", "here")
    assert own_folder() == Path("here")
