"""The stretches' numbers: every known fault is there, good positions pass, and other bodies do not.

Judged here from exact angles, without any of the machinery that reads or judges pictures.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

import posecheck.catalog as catalog_module
from posecheck.catalog import Catalog
from posecheck.figure import joints
from posecheck.kinds import Effect
from posecheck.landmarks import Side
from posecheck.needs import NEEDS
from posecheck.stretch import Fault, Figure, Limb, LimbPose, Stretch
from posecheck.view import View
from tests.angles import readings

# What each file must be able to say. In the first column of the notes' faults: those that pictures are scored by.
FAULTS = {
    "constructive_rest": {"heels_too_far", "heels_too_near", "knees_wide"},
    "single_knee_to_chest": {"long_leg_lifted", "long_leg_bent", "knee_not_drawn_in"},
    "reclined_butterfly": {"feet_apart", "one_knee_higher", "knees_closed"},
    "seated_butterfly": {"feet_apart", "one_knee_higher", "knees_closed", "slumped"},
    "supine_figure_four": {"ankle_off_thigh", "hips_uneven"},
    "happy_baby": {"knees_narrow", "shins_tilted", "pelvis_lifted"},
    "bridge": {"hips_low", "hips_too_high", "feet_too_far", "feet_too_near", "knees_wide"},
    "legs_up_the_wall": {"knees_bent", "too_far_from_wall"},
    "half_kneeling": {"trunk_forward", "trunk_back", "front_foot_near", "rear_hip_flexed", "hips_uneven"},
    "low_lunge": {"knee_past_toes", "trunk_back", "rear_hip_flexed"},
    "pigeon": {"front_knee_open", "rear_leg_bent", "hips_uneven"},
    "side_lying_runner": {"hips_rolled", "heel_too_near", "lower_leg_bent"},
    "supine_twist": {"knees_low"},
    "psoas_march": {"still_leg_drifts"},
    "thomas_stretch": {"thigh_high", "shin_held", "held_knee_far"},
    "high_lunge": {"rear_knee_bent", "knee_past_toes"},
    "ninety_ninety": {"front_knee_off", "rear_knee_off", "slumped"},
}
# Said beside a good position, never against it: nothing is out of place for these alone.
ASIDES = {
    "constructive_rest": {"fidgeting"},
    "single_knee_to_chest": {"head_lifted"},
    "supine_figure_four": {"head_lifted"},
    "happy_baby": {"chin_up"},
    "legs_up_the_wall": {"legs_uneven"},
    "low_lunge": {"knee_caves_in"},
    "pigeon": {"rear_leg_angled"},
    "seated_butterfly": {"bouncing", "thighs_high"},
    "psoas_march": {"hips_shift"},
    "thomas_stretch": {"knee_drifts_out"},
    "high_lunge": {"wobble"},
    "ninety_ninety": {"side_lean"},
}
POSITIONS = {"supine", "side-lying", "prone", "seated", "kneeling", "standing"}
TAG = re.compile(r"\b(?!V\b|H\b|K\b)[ACDFHNRSTWY]\d\d?\b")
HELD = sorted(FAULTS)
# A clock leads the first three; the last is judged against the person's own tall seat.
LED_OTHERWISE = ("belly_breathing", "pressure_release", "tremor_practice", "desk_reset")
LIBRARY = sorted(
    [
        *HELD,
        *LED_OTHERWISE,
        *("frog", "childs_pose", "garland", "sphinx"),
    ]
)


def body(trunk: float, active: LimbPose, other: LimbPose | None = None, roll: float = 0.0) -> Figure:
    return Figure(View.SIDE, trunk, 0.0, active, other or active, roll)


STRAIGHT = LimbPose()
LONG = LimbPose(hip_flexion=90)
SQUARE = LimbPose(hip_flexion=90, knee_flexion=90)
CURLED = LimbPose(hip_flexion=58, knee_flexion=110)
STEPPED, TRAILING = LimbPose(hip_flexion=95, knee_flexion=90), LimbPose(hip_flexion=-12, knee_flexion=8)
FOLDED_OUT = LimbPose(hip_flexion=80, hip_abduction=55, hip_rotation=60, knee_flexion=125)
OTHER_BODIES = {
    "standing": body(0, STRAIGHT),
    "standing on one leg": body(0, LimbPose(hip_flexion=-5, knee_flexion=120), STRAIGHT),
    "sitting on a chair": body(0, LimbPose(hip_flexion=88, knee_flexion=85)),
    "sitting with long legs": body(5, LONG),
    "sitting with one long leg": body(5, FOLDED_OUT, LONG),
    "kneeling between the heels": body(
        5, LimbPose(hip_flexion=75, hip_abduction=35, hip_rotation=25, knee_flexion=150)
    ),
    "on the back": body(-90, STRAIGHT),
    "on the belly": body(90, STRAIGHT),
    "on the side": body(-90, STRAIGHT, roll=90),
    "curled on the side": body(-90, CURLED, roll=90),
    "high lunge": body(5, TRAILING, STEPPED),
    "high lunge, other side": body(5, STEPPED, TRAILING),
    "on all fours": body(85, SQUARE),
}


# Positions that meet in their targets: deep lunges; a twist begins like these, its turn cannot be read; and one may
# breathe, or tremble, in another stretch's position.
ALIKE = {
    "constructive_rest": {"belly_breathing", "pressure_release"},
    "reclined_butterfly": {"tremor_practice"},
    "psoas_march": {"supine_figure_four"},
    "half_kneeling": {"low_lunge"},
    "low_lunge": {"half_kneeling"},
    "high_lunge": {"high lunge", "high lunge, other side"},
    "supine_twist": {"psoas_march", "supine_figure_four"},
}


def worst(stretch: Stretch, read: Mapping[str, float], side: Side = Side.RIGHT, blocking: bool = False) -> Fault | None:
    """The fault said of a body, from its exact readings; what is not among them is not judged."""
    names = {
        Limb.BODY: [""],
        Limb.BOTH: [".left", ".right"],
        Limb.ACTIVE: [f".{side.value}"],
        Limb.OTHER: [f".{side.other.value}"],
    }
    found = []
    for check in stretch.checks:
        if blocking and not check.blocking:
            continue
        for value in (read[check.measure + name] for name in names[check.limb] if check.measure + name in read):
            found += [check.low] if check.low and value < check.low.threshold else []
            found += [check.high] if check.high and value > check.high.threshold else []
    return min(found, key=lambda fault: fault.priority, default=None)


def all_faults(stretch: Stretch) -> set[str]:
    return {fault.id for check in stretch.checks for fault in (check.low, check.high) if fault}


def test_every_stretch_is_there_without_a_mistake(catalog: Catalog) -> None:
    assert list(catalog.stretches) == LIBRARY
    assert catalog.problems == ()


@pytest.mark.parametrize("stretch_id", HELD)
def test_faults_have_the_ids_they_are_scored_by(catalog: Catalog, stretch_id: str) -> None:
    stretch = catalog.get(stretch_id)
    assert FAULTS[stretch_id] | ASIDES.get(stretch_id, set()) <= all_faults(stretch)
    against = {f.id for check in stretch.checks if check.blocking for f in (check.low, check.high) if f}
    assert FAULTS[stretch_id] <= against
    assert not ASIDES.get(stretch_id, set()) & against
    assert all(check.blocking or not check.required for check in stretch.checks)


@pytest.mark.parametrize("stretch_id", LIBRARY)
def test_its_own_figure_is_in_place(catalog: Catalog, stretch_id: str) -> None:
    stretch = catalog.get(stretch_id)
    assert worst(stretch, readings(joints(stretch.figure)) | {"movement": 0.0}) is None


@pytest.mark.parametrize("stretch_id", [name for name in LIBRARY if name not in LED_OTHERWISE])
def test_no_other_body_passes(catalog: Catalog, stretch_id: str) -> None:
    stretch = catalog.get(stretch_id)
    others = OTHER_BODIES | {s.id: s.figure for s in catalog.stretches.values() if s is not stretch}
    for name, figure in others.items():
        if name in ALIKE.get(stretch_id, set()):
            continue
        read = readings(joints(figure))
        for side in Side:
            assert worst(stretch, read, side, blocking=True) is not None, (name, side)


@pytest.mark.parametrize("stretch_id", LIBRARY)
def test_it_says_all_a_library_page_needs(catalog: Catalog, stretch_id: str) -> None:
    stretch = catalog.get(stretch_id)
    assert stretch.needs
    assert set(stretch.needs) <= set(NEEDS)
    assert stretch.position in POSITIONS
    assert len(stretch.steps) > 1
    assert stretch.concerns
    for sentence in (*stretch.steps, *stretch.reminders, *(c.words for c in stretch.concerns), stretch.camera.hint):
        assert sentence.endswith("."), sentence
    for concern in stretch.concerns:
        assert concern.effect is Effect.CAUTION or concern.words.startswith(("Leave it out", "Not ")), concern


@pytest.mark.parametrize("stretch_id", LIBRARY)
def test_every_number_has_a_source_that_the_file_spells_out(catalog: Catalog, stretch_id: str) -> None:
    stretch = catalog.get(stretch_id)
    text = (Path(catalog_module.__file__).parent / "stretches" / f"{stretch_id}.toml").read_text(encoding="utf-8")
    notes = " ".join(line[1:] for line in text.splitlines() if line.startswith("#"))
    given = [check.source for check in stretch.checks] + [stretch.dose.source]
    given += [stretch.repetition.source] if stretch.repetition else []
    for source in given:
        tags = set(TAG.findall(source))
        assert tags or "reasoned" in source or "derived" in source, source
        for tag in tags:
            assert re.search(rf"\b{tag}\s+\w", notes), (tag, "is not in the file's notes")


def test_a_knee_that_caves_in_is_said_beside_the_position(catalog: Catalog) -> None:
    """What landmarks show is named, and takes no place away."""
    lunge = catalog.get("low_lunge")
    caving = readings(joints(lunge.figure)) | {"knee_over_toe.left": -0.25}
    fault = worst(lunge, caving)
    assert fault is not None
    assert fault.id == "knee_caves_in"
    assert worst(lunge, caving, blocking=True) is None


def test_what_needs_the_far_side_is_judged_where_it_is_seen(catalog: Catalog) -> None:
    level = catalog.get("half_kneeling").check("hips_level")
    assert level.views == {View.OBLIQUE, View.FRONT}
    assert not level.required
    for stretch in catalog.stretches.values():
        for check in stretch.checks:
            assert not check.required or check.views >= set(stretch.camera.views)


# The keys of the development truth, by measure; knee and hip are included angles there.
FLEXION = {"hip_flexion": "H", "hip_flexion_in_space": "H3", "knee_flexion": "K"}
OF_SIDE = {
    "thigh_elevation": "T",
    "shank_inclination": "S",
    "leg_inclination": "Leg",
    "knee_ahead": "KA",
    "ankle_to_knee": "cross",
}
OF_BODY = {
    "trunk_inclination": "V",
    "knee_spread": "KK",
    "ankle_spread": "AA",
    "thigh_elevation_difference": "dT",
    "pelvis_lift": "lift",
}


def truly(true: Mapping[str, float]) -> dict[str, float]:
    """A development picture's true values by the measures' names."""
    read = {name: true[key] for name, key in OF_BODY.items()}
    read |= {"pelvis_tilt": abs(true["P"]), "hip_roll": 90 - abs(true["P"])}
    for side in Side:
        letter = side.value[0].upper()
        read |= {f"{name}.{side.value}": 180 - true[key + letter] for name, key in FLEXION.items()}
        read |= {f"{name}.{side.value}": true[key + letter] for name, key in OF_SIDE.items()}
    return read


def test_the_development_pictures_true_angles_are_judged_as_expected(catalog: Catalog, shared: Path) -> None:
    truths = json.loads((shared / "truth" / "dev" / "truth.json").read_text(encoding="utf-8"))
    sides = {"L": Side.LEFT, "R": Side.RIGHT, "both": Side.RIGHT}
    wrong = []
    for truth in truths:
        fault = worst(catalog.get(truth["stretch"]), truly(truth["true"]), sides[truth["side"]])
        if (fault.id if fault else None) != truth["fault"]:
            wrong.append((truth["image"], truth["fault"], fault))
    assert len(truths) > 200
    assert wrong == []
