"""Stretch files: what is right is read, what is wrong is told all at once, with its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from posecheck.catalog import BUILT_IN, Catalog, load_catalog, own_folder, own_routines_folder
from posecheck.errors import StretchError
from posecheck.stretch_file import parse_stretch
from posecheck.tremor import ASKED_FIRST
from posecheck.view import View
from tests.conftest import FIXTURES

BRIDGE = (FIXTURES / "bridge.toml").read_text(encoding="utf-8")  # a copy that stays as it is

CAMERA_VIEWS = 'views = ["side", "oblique"]'
FEET_WIDE = 'measure = "knee_spread"\nlimb = "body"'
BOTH = 'limb = "both"'
TARGET = "target = { min = -5, max = 15 }"
CUE = "Press feet, rise a little."
CONCERN = '[[concerns]]\nabout = "luck"\nwords = "Take care."\n'
SPOTS = '[spots]\nspot_s = 20\nside_cap_s = 180\nmove_cue = "Move on."\nsource = "here"\n'


def problems(text: str) -> list[str]:
    with pytest.raises(StretchError) as caught:
        parse_stretch(text, "mine.toml")
    return str(caught.value).splitlines()


ROUTINE = """
id = "all"
name = "All"
about = "For a test."
needs = []
steps = [{ stretch = "mine" }]
"""
MISTAKES = [
    ("not a file of names and values", 'id = "bridge"', "id = bridge", ": line 3, column 6: not readable as TOML"),
    ("an unknown measure", 'measure = "hip_flexion"', 'measure = "hip_bend"', "checks[3].measure: there is no measure"),
    ("a side that a stretch without sides has not", BOTH, 'limb = "active"', "checks[3].limb: a stretch with sides"),
    ("a limb that does not fit the measure", BOTH, 'limb = "body"', "checks[3].limb: hip_flexion cannot be read of"),
    ("an unknown limb", BOTH, 'limb = "knee"', "checks[3].limb: there is no 'knee'; choose 'active', 'other', 'both'"),
    (
        "bounds the wrong way round",
        TARGET,
        "target = { min = 15, max = -5 }",
        "checks[3].target: min (15) is not below",
    ),
    ("no bound", TARGET, "target = {}", "checks[3].target: has no bound; give min, max or both"),
    (
        "a threshold inside the target",
        "threshold = 25,",
        "threshold = 5,",
        "checks[3].high.threshold: 5 lies inside the",
    ),
    (
        "a lower one, too",
        "threshold = -10,",
        "threshold = 5,",
        "checks[3].low.threshold: 5 lies inside the target; write -5",
    ),
    (
        "a threshold that is none",
        "threshold = 25,",
        "threshold = nan,",
        "checks[3].high.threshold: nan cannot be compared",
    ),
    ("an id twice", 'id = "shins_upright"', 'id = "hip_line"', "checks: the id 'hip_line' is used twice; rename one"),
    (
        "showing what is not there",
        'show = "hip_line"',
        'show = "hips"',
        "show: no check has the id 'hips'; choose one of",
    ),
    (
        "showing nothing",
        'show = "hip_line"',
        "",
        "show: is missing; say which check's value is shown, one of shoulders",
    ),
    ("an unkind cue", CUE, "Push your hips up.", "checks[3].high.cue: 'push' is not kind; say calmly what to do"),
    ("a cue too long", CUE, "a " * 11, "checks[3].high.cue: has 11 words; use at most 10"),
    ("an empty cue", CUE, "", "checks[3].high.cue: is empty; write at least a word"),
    ("a dose below zero", "target_s = 30", "target_s = -30", "dose.target_s: -30 is too small; write a number above 0"),
    (
        "a dose in words",
        "target_s = 30",
        'target_s = "long"',
        "dose.target_s: 'long' is not a number; write one without",
    ),
    (
        "a dose beyond its limit",
        "target_s = 30",
        "target_s = 30\nmost_s = 20",
        "dose.target_s: 30 is more than most_s (20)",
    ),
    (
        "an unknown view",
        CAMERA_VIEWS,
        'views = ["side", "below"]',
        "camera.views[2]: there is no 'below'; choose 'side',",
    ),
    ("no view", FEET_WIDE, f"{FEET_WIDE}\nviews = []", "checks[5].views: is empty; give at least one"),
    (
        "a view that is no list",
        CAMERA_VIEWS,
        'views = "side"',
        "camera.views: 'side' is not a list; put it in square brack",
    ),
    ("fewer views than the camera", BOTH, f'{BOTH}\nviews = ["side"]', "checks[3].views: leaves out oblique of camera"),
    (
        "a name nobody knows",
        "threshold = 25,",
        "threshold = 25, off = 3,",
        "checks[3].high.off: is not known here; check its",
    ),
    (
        "an unknown grip",
        "shoulder_flexion = -24",
        'hand = "nose"',
        "figure.active.hand: there is no 'nose'; choose 'thigh'",
    ),
    ("a name left out", 'name = "Bridge"', "", "name: is missing; add it"),
    ("a part left out", "[figure]", "[figures]", "figure: is missing; add it"),
    (
        "a part that is no table",
        "[camera]\n",
        "camera = 3\n[other]\n",
        "camera: 3 is not a table; write its parts as name =",
    ),
    ("text that is a number", 'name = "Bridge"', "name = 7", "name: 7 is not a text; put it in quotes"),
    (
        "a priority that is not whole",
        "priority = 1",
        "priority = 1.5",
        "checks[1].high.priority: 1.5 is not a whole number",
    ),
    (
        "a priority too large",
        "priority = 1",
        "priority = 10",
        "checks[1].high.priority: 10 is too large; write 9 or less",
    ),
    ("yes for true", "required = false", 'required = "maybe"', "checks[5].required: 'maybe' is neither true nor false"),
    ("an id with spaces", 'id = "bridge"', 'id = "My bridge"', ": id: 'My bridge' cannot be used as a name; use small"),
    (
        "sides without their meaning",
        'sides = "both"',
        'sides = "left_right"',
        "side_means: is missing; say which limb gives",
    ),
    ("an unknown need", 'needs = ["A1"', 'needs = ["Z9"', "needs[1]: there is no need 'Z9'; choose from A1, A2,"),
    (
        "an unknown kind",
        'sides = "both"',
        'sides = "both"\nkind = "jump"',
        "kind: there is no 'jump'; choose 'hold', 'entry'",
    ),
    (
        "a kind without its part",
        'sides = "both"',
        'sides = "both"\nkind = "breathing"',
        "pace: is missing; a stretch of kind",
    ),
    (
        "an unknown concern",
        "[camera]",
        f"{CONCERN}\n[camera]",
        "concerns[1].about: nobody is asked about 'luck'; choose one",
    ),
    (
        "a part of another kind",
        "[camera]",
        f"{SPOTS}\n[camera]",
        'spots: only goes with kind "pressure"; leave it out, or',
    ),
    (
        "what can only remind",
        FEET_WIDE,
        'measure = "movement"\nlimb = "body"',
        "checks[5].measure: movement can only remind; write blocking = false and required = false",
    ),
]


@pytest.mark.parametrize(("old", "new", "told"), [m[1:] for m in MISTAKES], ids=[m[0] for m in MISTAKES])
def test_a_mistake_is_told_with_its_place_and_remedy(old: str, new: str, told: str) -> None:
    assert old in BRIDGE
    found = problems(BRIDGE.replace(old, new, 1))
    assert any(told in line for line in found), found
    for line in found:
        name, place, rest = line.split(": ", 2)
        assert name == "mine.toml"
        assert place and "; " in rest, line


def test_a_check_is_judged_in_the_stretch_s_views_unless_it_names_its_own() -> None:
    stretch = parse_stretch(BRIDGE.replace(FEET_WIDE, f'{FEET_WIDE}\nviews = ["front", "above"]'), "mine.toml")
    assert stretch.check("hip_line").views == {View.SIDE, View.OBLIQUE}
    assert stretch.check("knees_over_toes").views == {View.FRONT, View.ABOVE}


def test_low_must_lie_below_high() -> None:
    text = BRIDGE.replace("target = { min = -5, max = 15 }", "target = { min = 30 }").replace(
        "threshold = -10,", "threshold = 26,"
    )
    assert any("checks[3]: low.threshold is not below high.threshold; swap" in line for line in problems(text))


def test_low_may_lie_below_high_without_both_targets() -> None:
    text = BRIDGE.replace(TARGET, "target = { min = 30 }")
    assert [line.split(": ")[1] for line in problems(text.replace("threshold = 25", "threshold = -10"))] == [
        "checks[3]"
    ]


def test_all_mistakes_are_told_at_once() -> None:
    places = {
        'id = "bridge"': ('id = "The Bridge"', "id"),
        'name = "Bridge"': ("", "name"),
        'also = "Setu': ('other = "Setu', "other"),
        'needs = ["A1"]': ('needs = ["A7"]', "needs[1]"),
        'show = "hip_line"': ('show = "x"', "show"),
        CAMERA_VIEWS: ('views = ["side", "below"]', "camera.views[2]"),
        "target_s = 30": ("target_s = -30", "dose.target_s"),
        "target = { max = -95 }": ("target = {}", "checks[1].target"),
        'measure = "pelvis_tilt"': ('measure = "tilt"', "checks[2].measure"),
        "threshold = 25,": ("threshold = 5,", "checks[3].high.threshold"),
        "threshold = -10,": ("threshold = 0,", "checks[3].low.threshold"),
        CUE: ("Don't fail.", "checks[3].high.cue"),
        'measure = "shank_inclination"\nlimb = "both"': ('measure = "shank_inclination"\nlimb = "x"', "checks[4].limb"),
        "priority = 4": ("priority = 40", "checks[5].high.priority"),
        'view = "side"': ('view = "below"', "figure.view"),
        "neck_flexion = 24": ('neck_flexion = "bent"', "figure.neck_flexion"),
    }
    text = BRIDGE
    for old, (new, _) in places.items():
        assert old in text
        text = text.replace(old, new, 1)
    assert sorted(line.split(": ")[1] for line in problems(text)) == sorted(place for _, place in places.values())


@pytest.mark.parametrize(
    ("kind", "part", "told"),
    [
        (
            "repetitions",
            'measure = "pelvis_tilt"\nstart = 0\nturn = 40',
            "repetition.measure: no limb has a 'pelvis_tilt'",
        ),
        (
            "repetitions",
            'measure = "hip_flexion"\nstart = 90\nturn = 90',
            "repetition.turn: is where it starts; say how",
        ),
        (
            "repetitions",
            'measure = "hip_flexion"\nstart = 90\nturn = 9\nfast_cue = "Wrong."',
            "repetition.fast_cue: 'wrong'",
        ),
        (
            "breathing",
            "breaths_min = 4\nslowest = 5\nfastest = 9",
            "pace.slowest: 5 is more than breaths_min (4); lower it",
        ),
        ("breathing", "breaths_min = 10\nslowest = 5\nfastest = 9", "pace.breaths_min: 10 is more than fastest (9)"),
        ("breathing", "breaths_min = 60", "pace.breaths_min: 60 is too large; write 12 or less"),
        ("pressure", "spot_s = 200\nside_cap_s = 180", "spots.spot_s: 200 is more than side_cap_s (180); lower it, or"),
    ],
)
def test_what_only_some_kinds_have_is_looked_at_too(kind: str, part: str, told: str) -> None:
    name = {"repetitions": "repetition", "breathing": "pace", "pressure": "spots"}[kind]
    text = BRIDGE.replace('sides = "both"', f'sides = "both"\nkind = "{kind}"', 1) + f"\n[{name}]\n{part}\n"
    assert any(f"mine.toml: {told}" in line for line in problems(text)), problems(text)


def test_a_broken_own_file_hides_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("id = ", encoding="utf-8")
    (tmp_path / "b.toml").write_bytes(b"\xff\xfe")
    (tmp_path / "c.toml").write_text(BRIDGE.replace('id = "bridge"', 'id = "my_bridge"'), encoding="utf-8")
    (tmp_path / "d.toml").mkdir()
    catalog = load_catalog(tmp_path)
    assert list(catalog.stretches) == [*load_catalog(tmp_path / "none").stretches, "my_bridge"]
    own = [p for p in catalog.problems if not p.startswith("routines/")]
    assert [p.split(":")[0] for p in own] == ["a.toml", "b.toml", "d.toml"]
    assert "; " in own[1]


HUGE = "1" + "0" * 400
ODD = {
    "deep.toml": f"a = {'[' * 100_000}",
    "digits.toml": BRIDGE.replace("target_s = 30", f"target_s = {'9' * 5000}"),
    "huge.toml": BRIDGE.replace("target_s = 30", f"target_s = {HUGE}\nmost_s = {HUGE}"),
    "hexadecimal.toml": BRIDGE.replace('name = "Bridge"', f"name = 0x{'f' * 5000}"),
    "hexadecimal_priority.toml": BRIDGE.replace("priority = 1", f"priority = 0x{'f' * 5000}", 1),
    "list.toml": f'{BRIDGE}\n[[concerns]]\nabout = ["x"]\nwords = "Take care."\n',
    "tables.toml": f'{BRIDGE}\n[[concerns]]\nabout = {{ a = 1 }}\neffect = []\nwords = "Take care."\n',
    "parts.toml": f'{BRIDGE}\n[spots]\nmove_cue = ["x"]\nspot_s = {{}}\nside_cap_s = []\n',
    "kinds.toml": BRIDGE.replace('sides = "both"', 'sides = ["both"]\nkind = ["hold"]'),
}


@pytest.mark.parametrize("name", ODD)
def test_no_file_can_hide_the_others_however_odd(tmp_path: Path, name: str) -> None:
    for folder in (tmp_path / "stretches", tmp_path / "routines"):
        folder.mkdir()
        (folder / name).write_text(ODD[name], encoding="utf-8")
    catalog = load_catalog(tmp_path / "stretches")
    assert list(catalog.stretches) == list(load_catalog(tmp_path / "none" / "stretches").stretches)
    for place in (name, f"routines/{name}"):
        assert any(problem.startswith(f"{place}: ") for problem in catalog.problems)
    assert all("; " in problem for problem in catalog.problems)


def test_a_concern_that_is_a_list_is_told_in_its_place() -> None:
    assert "mine.toml: concerns[10].about: ['x'] is not a text; put it in quotes" in [
        re.sub(r"concerns\[\d+\]", "concerns[10]", line) for line in problems(ODD["list.toml"])
    ]


TREMOR = (BUILT_IN / "tremor_practice.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("about", ASKED_FIRST)
def test_tremor_practice_is_left_out_with_all_that_is_asked_first(about: str) -> None:
    told = (
        f"mine.toml: concerns: tremor practice has to be left out with {about}; add a concern about each, "
        'with effect = "leave_out" and words'
    )
    gone = re.sub(rf'\[\[concerns\]\]\nabout = "{about}"\n(\w.*\n)+', "", TREMOR)
    careful = TREMOR.replace(f'about = "{about}"\neffect = "leave_out"', f'about = "{about}"\neffect = "caution"')
    assert TREMOR not in (gone, careful)
    assert problems(gone) == problems(careful) == [told]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Hips down.", "Hips down. " * 5, "stages[3].words: has 16 words; use at most 14"),
        ("Hips down.", "Push your hips down.", "stages[3].words: 'push' is not kind; say calmly what to do"),
    ],
)
def test_the_words_of_a_stage_are_few_and_kind(old: str, new: str, told: str) -> None:
    assert old in TREMOR
    assert problems(TREMOR.replace(old, new)) == [f"mine.toml: {told}"]


def test_what_is_said_by_the_built_in_ones_is_short(catalog: Catalog) -> None:
    stages = [stage.words for stretch in catalog.stretches.values() for stage in stretch.stages]
    assert len(stages) == 7
    assert [words for words in stages if len(words.split()) > 10] == []


@pytest.mark.parametrize(
    ("kind", "part", "cue", "told"),
    [
        ("pressure", "spots", 'move_cue = "Push on."', "spots.move_cue: 'push' is not kind"),
        ("pressure", "spots", f'move_cue = "{"a " * 11}"', "spots.move_cue: has 11 words; use at most 10"),
        ("repetitions", "repetition", f'fast_cue = "{"a " * 11}"', "repetition.fast_cue: has 11 words; use at most 10"),
    ],
)
def test_every_cue_is_short_and_kind(kind: str, part: str, cue: str, told: str) -> None:
    text = BRIDGE.replace('sides = "both"', f'sides = "both"\nkind = "{kind}"', 1)
    assert any(f"mine.toml: {told}" in line for line in problems(f"{text}\n[{part}]\n{cue}\n"))


def test_two_own_files_of_one_id_are_told(tmp_path: Path) -> None:
    for name, seconds in (("a.toml", 12), ("b.toml", 13)):
        text = BRIDGE.replace('id = "bridge"', 'id = "mine"').replace("target_s = 30", f"target_s = {seconds}")
        (tmp_path / name).write_text(text, encoding="utf-8")
    catalog = load_catalog(tmp_path)
    assert catalog.get("mine").dose.target_s == 12
    assert "b.toml: id: 'mine' is the id of a.toml too; give one of them another id" in catalog.problems


def test_own_routines_lie_beside_own_stretches(tmp_path: Path) -> None:
    own = tmp_path / "stretches"
    own.mkdir()
    (own / "mine.toml").write_text(BRIDGE.replace('id = "bridge"', 'id = "mine"'), encoding="utf-8")
    routines = own_routines_folder(own)
    assert routines == tmp_path / "routines"
    routines.mkdir()
    (routines / "all.toml").write_text(ROUTINE, encoding="utf-8")
    (routines / "broken.toml").write_text(ROUTINE.replace('"mine"', '"yours"'), encoding="utf-8")
    catalog = load_catalog(own)
    routine = catalog.routine("all")
    assert [step.stretch_id for step in routine.steps] == ["mine"]
    assert "routines/broken.toml: steps[1].stretch: there is no stretch 'yours'; add that one first" in "\n".join(
        catalog.problems
    )
    assert catalog.is_own(routine) and catalog.is_own(catalog.get("mine")) and not catalog.is_own(catalog.get("bridge"))
    assert catalog.file_of(routine) == routines / "all.toml"
    assert catalog.file_of(catalog.get("mine")) == own / "mine.toml"


def test_an_unknown_routine_says_which_there_are(catalog: Catalog) -> None:
    with pytest.raises(StretchError, match="There is no routine 'plank': choose one of "):
        catalog.routine("plank")


def test_an_own_file_replaces_a_built_in_one(tmp_path: Path) -> None:
    (tmp_path / "bridge.toml").write_text(BRIDGE.replace("target_s = 30", "target_s = 12"), encoding="utf-8")
    assert load_catalog(tmp_path).get("bridge").dose.target_s == 12


def test_an_unknown_stretch_says_which_there_are(catalog: Catalog) -> None:
    with pytest.raises(StretchError, match="There is no stretch 'plank': choose one of .*bridge, "):
        catalog.get("plank")


def test_where_own_files_lie(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POSECHECK_STRETCHES")
    assert own_folder().name == "stretches"
    monkeypatch.setenv("POSECHECK_STRETCHES", "here")
    assert own_folder() == Path("here")
