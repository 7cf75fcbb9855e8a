"""The figure stands on the floor, has the angles it was given, and shows the stretch it belongs to."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from posecheck.catalog import BUILT_IN, Catalog
from posecheck.figure import BED_HEIGHT, FOREARM, HALF_HIPS, PALM, RESTING, UPPER_ARM, drawn, joints, laid
from posecheck.geometry import Vec3, length, middle, minus
from posecheck.landmarks import Side
from posecheck.measures import Measured, read_measures
from posecheck.stretch import Figure, Grip, Limb, LimbPose, Stretch
from posecheck.view import View
from tests.angles import readings
from tests.bodies import seen
from tests.lifts import world_lift

STRETCHES = sorted(path.stem for path in BUILT_IN.glob("*.toml"))


def figure(trunk: float, active: LimbPose, other: LimbPose | None = None, roll: float = 0.0) -> Figure:
    return Figure(View.SIDE, trunk, 0.0, active, other or active, roll)


def values(stretch: Stretch) -> list[tuple[str, tuple[float | None, float | None], float]]:
    """Each check's id, target and reading on the stretch's own figure, whose active side is the right one."""
    measured = read_measures(world_lift(seen(stretch.figure)), {})
    read = {key: reading.value for key, reading in measured.items() if isinstance(reading, Measured)}
    read |= readings(joints(stretch.figure))  # a second opinion, where there is one
    sides = {Limb.BODY: [""], Limb.BOTH: [".left", ".right"], Limb.ACTIVE: [".right"], Limb.OTHER: [".left"]}
    still = [check for check in stretch.checks if check.measure != "movement"]
    return [(c.id, c.target, read[c.measure + side]) for c in still for side in sides[c.limb]]


@pytest.mark.parametrize("stretch_id", STRETCHES)
def test_it_rests_on_the_floor(catalog: Catalog, stretch_id: str) -> None:
    figure = catalog.get(stretch_id).figure
    low = min(z - RESTING[name.split()[-1]] for name, (_, _, z) in laid(figure).items())
    assert low >= 0.0 if figure.bed else low == pytest.approx(0.0)


@pytest.mark.parametrize("stretch_id", STRETCHES)
def test_it_shows_every_target_met(catalog: Catalog, stretch_id: str) -> None:
    """The picture must not show what the checks would turn away."""
    for check_id, (low, high), value in values(catalog.get(stretch_id)):
        assert low is None or value >= low - 1e-6, (check_id, value)
        assert high is None or value <= high + 1e-6, (check_id, value)


@pytest.mark.parametrize("stretch_id", ["half_kneeling", "low_lunge"])
def test_a_kneeling_figure_stands_on_its_front_foot_and_its_rear_shin(catalog: Catalog, stretch_id: str) -> None:
    place = joints(catalog.get(stretch_id).figure)
    for name in ("left ankle", "left toe", "right knee", "right ankle"):
        assert place[name][2] - RESTING[name.split()[-1]] < 0.03, name


@pytest.mark.parametrize("stretch_id", ["bridge", "constructive_rest"])
def test_feet_that_carry_are_flat_on_the_floor(catalog: Catalog, stretch_id: str) -> None:
    place = joints(catalog.get(stretch_id).figure)
    for name in ("left ankle", "right toe"):
        assert place[name][2] - RESTING[name.split()[-1]] < 0.03, name


@pytest.mark.parametrize("stretch_id", ["reclined_butterfly", "seated_butterfly"])
def test_the_butterflies_soles_meet(catalog: Catalog, stretch_id: str) -> None:
    place = joints(catalog.get(stretch_id).figure)
    for part in ("ankle", "toe"):
        assert 0.0 < place[f"left {part}"][1] - place[f"right {part}"][1] < 0.1


def test_the_crossed_ankle_lies_on_the_other_thigh(catalog: Catalog) -> None:
    place = joints(catalog.get("supine_figure_four").figure)
    assert length(minus(place["right ankle"], place["left knee"])) < 0.09


def test_angles_are_those_given() -> None:
    pose = LimbPose(hip_flexion=40, hip_abduction=20, hip_rotation=30, knee_flexion=70)
    read = readings(joints(figure(-30, LimbPose(), pose)))
    assert read["trunk_inclination"] == pytest.approx(-30)
    assert read["hip_flexion.left"] == pytest.approx(40)
    assert read["knee_flexion.left"] == pytest.approx(70)
    assert read["hip_flexion.right"] == pytest.approx(0, abs=1e-9)


def test_rolled_it_lies_on_its_side_with_the_active_one_up() -> None:
    bent = LimbPose(hip_flexion=30)
    place = joints(figure(-90, bent, LimbPose(), roll=90))
    assert place["left hip"][2] < place["right hip"][2]
    assert readings(place)["hip_roll"] == pytest.approx(0, abs=1e-6)
    assert readings(place)["hip_flexion.right"] == pytest.approx(30)
    assert place["right knee"][1] > place["left knee"][1], "the belly is on the left of who lies with the feet ahead"


@pytest.mark.parametrize("grip", Grip)
def test_a_hand_rests_where_it_should(grip: Grip) -> None:
    place = joints(figure(0, LimbPose(hip_flexion=170, knee_flexion=140, hand=grip)))
    hands = {
        Grip.THIGH: middle(place["right hip"], place["right knee"]),
        Grip.KNEE: place["right knee"],
        Grip.ANKLE: place["right ankle"],
        Grip.OTHER_THIGH: middle(place["left hip"], place["left knee"]),
        Grip.OTHER_KNEE: place["left knee"],
        Grip.OTHER_ANKLE: place["left ankle"],
        Grip.BELLY: middle(place["left hip"], place["right hip"]),
        Grip.CHEST: middle(place["left shoulder"], place["right shoulder"]),
    }
    before_it = {Grip.BELLY: 0.15, Grip.CHEST: 0.2}.get(grip, 1e-6)
    assert length(minus(place["right wrist"], hands[grip])) < before_it
    assert length(minus(place["right elbow"], place["right shoulder"])) == pytest.approx(UPPER_ARM)
    assert length(minus(place["right wrist"], place["right elbow"])) == pytest.approx(FOREARM)
    straight = middle(place["right shoulder"], place["right wrist"])
    assert place["right elbow"][1] < straight[1] + 1e-9, "elbows point outwards"


def test_a_hand_too_far_from_its_place_points_there() -> None:
    place = joints(figure(-90, LimbPose(hand=Grip.ANKLE)))
    assert length(minus(place["right wrist"], place["right shoulder"])) == pytest.approx(UPPER_ARM + FOREARM)


def test_a_free_arm_has_its_angles() -> None:
    place = joints(figure(0, LimbPose(shoulder_flexion=90, elbow_flexion=90), LimbPose(shoulder_abduction=90)))
    assert minus(place["right elbow"], place["right shoulder"]) == pytest.approx((UPPER_ARM, 0, 0))
    assert minus(place["right wrist"], place["right elbow"]) == pytest.approx((0, 0, FOREARM))
    assert minus(place["left elbow"], place["left shoulder"]) == pytest.approx((0, UPPER_ARM, 0))


@pytest.mark.parametrize(
    ("view", "point", "right_up_near"),
    [
        (View.SIDE, (1, 0, 0), (1, 0, 0)),
        (View.SIDE, (0, -1, 0), (0, 0, 1)),
        (View.FRONT, (0, 1, 0), (1, 0, 0)),
        (View.FRONT, (1, 0, 0), (0, 0, 1)),
        (View.FRONT, (0, 0, 1), (0, 1, 0)),
        (View.BACK, (0, 1, 0), (-1, 0, 0)),
        (View.BACK, (1, 0, 0), (0, 0, -1)),
        (View.ABOVE, (1, 0, 0), (1, 0, 0)),
        (View.ABOVE, (0, 1, 0), (0, 1, 0)),
        (View.ABOVE, (0, 0, 1), (0, 0, 1)),
    ],
)
def test_where_things_are_drawn(view: View, point: Vec3, right_up_near: Vec3) -> None:
    assert drawn(point, view) == pytest.approx(right_up_near, abs=1e-9)


def test_half_way_the_right_side_is_near_and_the_floor_is_seen() -> None:
    right, front, floor = (drawn(p, View.OBLIQUE) for p in ((0, -1, 0), (1, 0, 0), (0, 0, 1)))
    assert right[2] > 0.5
    assert front[0] > 0.5
    assert 0.1 < right[1] * -1 < floor[1], "what is nearer lies lower"


def test_sides_of_the_figure() -> None:
    place = joints(figure(0, LimbPose(hip_flexion=90), LimbPose()))
    assert place[f"{Side.RIGHT.value} knee"][0] > 0.2
    assert place[f"{Side.LEFT.value} knee"][0] == pytest.approx(0.0)


def test_hands_before_the_chest_are_palm_to_palm() -> None:
    place = joints(figure(0, LimbPose(hand=Grip.CHEST)))
    apart = minus(place["left wrist"], place["right wrist"])
    assert apart == pytest.approx((0.0, 2 * PALM, 0.0))
    assert place["left wrist"][0] > 0.1, "ahead"


def test_twisted_on_the_back_the_shoulders_stay_and_the_active_hip_comes_up() -> None:
    bent = LimbPose(hip_flexion=90, knee_flexion=90)
    place = joints(replace(figure(-90, bent, LimbPose()), twist=60))
    assert place["left shoulder"][2] == pytest.approx(place["right shoulder"][2])
    assert place["right hip"][2] - place["left hip"][2] == pytest.approx(2 * HALF_HIPS * math.sin(math.radians(60)))
    assert place["right knee"][1] > place["right hip"][1] + 0.2, "the knee goes across to the left"


def test_on_a_bed_the_trunk_lies_on_it_and_what_is_beyond_hangs() -> None:
    held, hanging = LimbPose(hip_flexion=120, knee_flexion=120), LimbPose(hip_flexion=-10, knee_flexion=80)
    place = joints(replace(figure(-90, hanging, held), bed=True))
    assert place["left shoulder"][2] == pytest.approx(BED_HEIGHT + RESTING["shoulder"], abs=0.003)
    assert place["right hip"][2] == pytest.approx(BED_HEIGHT + RESTING["hip"], abs=0.003)
    assert place["right ankle"][2] < BED_HEIGHT, "it hangs below the bed"
    assert place["left ankle"][2] > BED_HEIGHT


def test_a_leg_that_hangs_deeper_than_the_bed_is_high_still_stands_on_the_floor() -> None:
    place = joints(replace(figure(-90, LimbPose(hip_flexion=-60), LimbPose()), bed=True))
    assert min(z - RESTING[name.split()[-1]] for name, (_, _, z) in place.items()) == pytest.approx(0.0)


@pytest.mark.parametrize("roll", [0.0, 90.0])
def test_hands_lower_than_a_lying_body_lie_on_the_floor_and_do_not_carry_it(roll: float) -> None:
    drooping = LimbPose(shoulder_flexion=-20, shoulder_abduction=20)
    low = laid(figure(-90, drooping, roll=roll))
    level = joints(figure(-90, LimbPose(), roll=roll))
    for part in ("left hip", "left shoulder", "left knee"):
        assert low[part][2] == pytest.approx(level[part][2]), part
    assert min(low[f"{side.value} wrist"][2] for side in Side) == pytest.approx(RESTING["wrist"])


@pytest.mark.parametrize(("trunk", "hips"), [(-45.0, 45.0), (57.0, -33.0), (90.0, 0.0)])
def test_arms_carry_who_props_up_on_them(trunk: float, hips: float) -> None:
    place = joints(figure(trunk, LimbPose(hip_flexion=hips, shoulder_flexion=trunk)))
    assert place["left wrist"][2] == pytest.approx(RESTING["wrist"])
    assert length(minus(place["left wrist"], place["left elbow"])) == pytest.approx(FOREARM)


def test_on_the_belly_of_who_lies_a_hand_is_hardly_above_the_hips() -> None:
    place = joints(figure(-90, LimbPose(hip_flexion=55, knee_flexion=119, hand=Grip.BELLY)))
    assert 0.03 < place["left wrist"][2] - place["left hip"][2] < 0.056, "on a pelvis as thick as it is drawn"
    assert 0.0 < place["left wrist"][1] < place["left hip"][1]
