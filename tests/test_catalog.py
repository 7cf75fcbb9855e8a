"""Stretch files: what is right is read, what is wrong is told all at once, with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from posecheck.catalog import BUILT_IN, Catalog, load_catalog, own_folder
from posecheck.errors import StretchError
from posecheck.stretch_file import parse_stretch
from posecheck.view import View

BRIDGE = (BUILT_IN / "bridge.toml").read_text(encoding="utf-8")

CAMERA_VIEWS = 'views = ["side", "oblique"]'
FEET_WIDE = 'measure = "knee_spread"\nlimb = "body"'


def problems(text: str) -> list[str]:
    with pytest.raises(StretchError) as caught:
        parse_stretch(text, "mine.toml")
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('measure = "hip_flexion"', 'measure = "hip_bend"', "mine.toml: checks[3].measure: no measure 'hip_bend'"),
        ('limb = "both"', 'limb = "active"', 'checks[3].limb: a stretch with sides = "both" has no active side'),
        ('limb = "both"', 'limb = "body"', "checks[3].limb: hip_flexion needs active, other or both"),
        ('limb = "both"', 'limb = "knee"', "checks[3].limb:"),
        (
            "target = { min = -5, max = 15 }",
            "target = { min = 15, max = -5 }",
            "checks[3].target: min must be below max",
        ),
        ("target = { min = -5, max = 15 }", "target = {}", "checks[3].target: give min, max or both"),
        ("threshold = 25,", "threshold = 5,", "checks[3].high.threshold: must not be below the target's max (15)"),
        ("threshold = -10,", "threshold = 5,", "checks[3].low.threshold: must not be above the target's min (-5)"),
        ('id = "shins_upright"', 'id = "hip_line"', "checks: the id 'hip_line' is used twice"),
        ('show = "hip_line"', 'show = "hips"', "show: no check has the id 'hips'"),
        ("Press feet, rise a little.", "Push your hips up!", "checks[3].high.cue: leave out 'push'"),
        ("Press feet, rise a little.", "a " * 11, "checks[3].high.cue: at most 10 words"),
        ("target_s = 30", "target_s = -30", "dose.target_s:"),
        (CAMERA_VIEWS, 'views = ["side", "below"]', "mine.toml: camera.views[2]: input should be 'side', 'oblique'"),
        (
            FEET_WIDE,
            f'{FEET_WIDE}\nviews = ["front", "sideways"]',
            "mine.toml: checks[5].views[2]: input should be 'side',",
        ),
        (FEET_WIDE, f"{FEET_WIDE}\nviews = []", "checks[5].views: tuple should have at least 1 item"),
        ('limb = "both"', 'limb = "both"\nviews = ["side"]', "checks[3].views: leaves out oblique of camera.views"),
        (
            "threshold = 25,",
            "threshold = 25, threshold_off_side = 30,",
            "checks[3].high.threshold_off_side: extra inputs",
        ),
        ("shoulder_flexion = -24", 'hand = "nose"', "figure.active.hand: input should be 'thigh', 'knee'"),
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


def test_a_check_is_judged_in_the_stretch_s_views_unless_it_names_its_own() -> None:
    stretch = parse_stretch(BRIDGE.replace(FEET_WIDE, f'{FEET_WIDE}\nviews = ["front", "above"]'), "mine.toml")
    assert stretch.check("hip_line").views == {View.SIDE, View.OBLIQUE}
    assert stretch.check("knees_over_toes").views == {View.FRONT, View.ABOVE}


def test_low_must_lie_below_high() -> None:
    text = BRIDGE.replace("target = { min = -5, max = 15 }", "target = { min = 30 }").replace(
        "threshold = -10,", "threshold = 26,"
    )
    assert any("checks[3]: low.threshold must be below high.threshold" in line for line in problems(text))


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
    assert list(catalog.stretches) == [*load_catalog(tmp_path / "none").stretches, "my_bridge"]
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
