"""Measures read the angles a body really has, from every side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.catalog import Catalog
from posecheck.figure import joints
from posecheck.landmarks import Landmark, Reason, Side, Unknown
from posecheck.lift import LiftedBody
from posecheck.measures import MEASURES, Measured, read_measures, reading_key
from posecheck.stretch import Figure, LimbPose
from tests import angles
from tests.bodies import BRIDGE, KNEE_TO_CHEST, LYING, ON_LEFT_SIDE, ON_RIGHT_SIDE, STANDING, figure, mirrored, seen
from tests.lifts import ERRORS, mirror_image, other_side, world_lift

ALL_ROUND = range(0, 360, 30)


def values(body: LiftedBody) -> dict[str, float]:
    return {key: r.value for key, r in read_measures(body, {}).items() if isinstance(r, Measured)}


def read(place: Figure, azimuth_deg: float = 90.0) -> dict[str, float]:
    return values(world_lift(seen(place, azimuth_deg)))


def reading(body: LiftedBody, key: str, doubts: Mapping[Landmark, Unknown] | None = None) -> Measured:
    found = read_measures(body, doubts or {})[key]
    assert isinstance(found, Measured)
    return found


def assert_same(found: Mapping[str, float], wanted: Mapping[str, float], within: float = 1e-4) -> None:
    """Angles may differ by whole turns."""
    for key, value in wanted.items():
        gap = found[key] - value
        if MEASURES[key.split(".")[0]].unit == "deg":
            gap = (gap + 180.0) % 360.0 - 180.0
        assert gap == pytest.approx(0.0, abs=within), (key, found[key], value)


def given_angles(side: Side, pose: LimbPose) -> dict[str, float]:
    of_side = {
        "hip_flexion": pose.hip_flexion,
        "hip_abduction": pose.hip_abduction,
        "knee_flexion": pose.knee_flexion,
        "ankle_dorsiflexion": pose.ankle_dorsiflexion,
        "elbow_flexion": pose.elbow_flexion,
    }
    return {reading_key(name, side): value for name, value in of_side.items()}


# Within a degree of a straight hip, `hip_flexion_in_space` may fall either way: to the front or behind.
limb = st.builds(
    LimbPose,
    hip_flexion=st.one_of(st.floats(-25, -1), st.floats(1, 130)),
    hip_abduction=st.floats(-15, 60),
    hip_rotation=st.floats(-40, 60),
    knee_flexion=st.floats(1, 150),
    ankle_dorsiflexion=st.floats(-40, 25),
    shoulder_flexion=st.floats(-60, 170),
    shoulder_abduction=st.floats(0, 80),
    elbow_flexion=st.floats(1, 145),
)
leaning = st.builds(figure, st.floats(-130, 130), limb, limb)
rolled = st.builds(figure, st.sampled_from([-90.0, 90.0]), limb, limb, st.sampled_from([-35.0, 35.0]))
# Who lies on the side has the feet ahead, so the trunk reads −90 whichever way the figure came to lie.
on_the_side = st.builds(figure, st.just(-90.0), limb, limb, st.sampled_from([-90.0, 90.0]))
bodies = st.one_of(leaning, rolled, on_the_side)
azimuths = st.one_of(st.sampled_from(list(ALL_ROUND)), st.floats(0, 360))


@given(bodies, azimuths)
def test_the_angles_given_are_the_angles_read_from_every_side(place: Figure, azimuth: float) -> None:
    found = read(place, azimuth)
    assert_same(found, given_angles(Side.RIGHT, place.active) | given_angles(Side.LEFT, place.other))
    assert_same(found, {"trunk_inclination": place.trunk_inclination})
    assert_same(found, {"pelvis_tilt": abs(place.roll), "hip_roll": 90.0 - abs(place.roll)})


@given(bodies, azimuths)
def test_a_second_opinion_agrees(place: Figure, azimuth: float) -> None:
    assert_same(read(place, azimuth), angles.readings(joints(place)))


@pytest.mark.parametrize("azimuth", ALL_ROUND)
def test_every_stretch_reads_the_same_all_the_way_round(catalog: Catalog, azimuth: float) -> None:
    for stretch in catalog.stretches.values():
        assert_same(read(stretch.figure, azimuth), angles.readings(joints(stretch.figure)))


def test_the_second_opinion_leaves_out_only_what_is_given_outright() -> None:
    outright = {key.split(".")[0] for key in given_angles(Side.LEFT, LimbPose())}
    told = {key.split(".")[0] for key in angles.readings(joints(STANDING))}
    assert outright | told == set(MEASURES)


@given(bodies, azimuths, st.tuples(*[st.floats(-5, 5)] * 3), st.floats(0.2, 5))
def test_place_and_size_do_not_matter(
    place: Figure, azimuth: float, shift: tuple[float, float, float], scale: float
) -> None:
    frame = seen(place, azimuth)
    body = world_lift(frame)
    points = tuple((scale * x + shift[0], scale * y + shift[1], scale * z + shift[2]) for x, y, z in body.points)
    assert_same(values(replace(body, points=points)), values(body))
    assert_same(values(world_lift(replace(frame, world_m=frame.world_m * scale))), values(body))


@given(bodies, azimuths)
def test_a_mirror_swaps_the_sides_and_changes_nothing_else(place: Figure, azimuth: float) -> None:
    frame = seen(place, azimuth)
    here = values(world_lift(frame))
    for there in (mirror_image(world_lift(frame)), world_lift(mirrored(frame))):
        assert_same({other_side(key): value for key, value in values(there).items()}, here)


def test_a_bridge_reads_as_one() -> None:
    found = read(BRIDGE)
    assert found["hip_flexion.right"] == pytest.approx(2)
    assert found["knee_flexion.right"] == pytest.approx(110)
    assert found["shank_inclination.right"] == pytest.approx(-10), "feet too far from the knees: negative"
    assert found["thigh_elevation.left"] == pytest.approx(30), "knees above the hips"
    assert found["trunk_inclination"] == pytest.approx(-118), "shoulders below the hips"
    assert found["pelvis_lift"] > 0.2


def test_nothing_is_lifted_where_the_back_lies_flat() -> None:
    assert read(LYING)["pelvis_lift"] == pytest.approx(0.0, abs=0.01)


def test_one_leg_drawn_in_is_told_from_the_other() -> None:
    found = read(KNEE_TO_CHEST, 270)
    assert (found["hip_flexion.right"], found["hip_flexion.left"]) == pytest.approx((118, 2))
    assert found["thigh_elevation_difference"] == pytest.approx(60)


def test_legs_apart() -> None:
    found = read(figure(0, LimbPose(hip_abduction=30)))
    assert found["knee_spread"] == pytest.approx(1 + 2 * 0.245 * 0.5 / (2 * 0.0955))
    assert found["ankle_spread"] > found["knee_spread"]
    assert read(STANDING)["knee_spread"] == pytest.approx(1)
    assert read(STANDING)["ankle_spread"] == pytest.approx(1)


def test_knees_ahead_of_the_ankles_count_from_every_side() -> None:
    kneeling = figure(0, LimbPose(hip_flexion=80, knee_flexion=100))
    for azimuth in ALL_ROUND:
        found = read(kneeling, azimuth)
        assert found["shank_inclination.left"] == pytest.approx(20)
        assert found["knee_ahead.left"] == pytest.approx(0.246 * 0.342 / 0.288, abs=1e-3)


def test_a_leg_held_up_is_as_upright_as_one_stood_on() -> None:
    assert read(STANDING)["leg_inclination.right"] == pytest.approx(0, abs=1e-4)
    assert read(figure(-90, LimbPose(hip_flexion=90)))["leg_inclination.right"] == pytest.approx(0, abs=1e-4)
    assert read(figure(-90, LimbPose(hip_flexion=70)))["leg_inclination.right"] == pytest.approx(20)


def test_an_ankle_on_the_other_knee_is_no_distance_away() -> None:
    body = world_lift(seen(STANDING))
    points = list(body.points)
    points[13] = points[12]  # left ankle, right knee
    crossed = values(replace(body, points=tuple(points)))
    assert crossed["ankle_to_knee.left"] == 0.0
    apart = (0.246**2 + 0.191**2) ** 0.5  # the right ankle from the left knee, in body heights
    assert crossed["ankle_to_knee.right"] == pytest.approx(apart / 0.245)
    x, y, z = points[9]
    points[9] = (x, y, z + 0.245 / 0.288)
    longer = values(replace(body, points=tuple(points)))
    assert longer["ankle_to_knee.right"] == pytest.approx(apart / 0.49), "in lengths of the other thigh"


@pytest.mark.parametrize(("place", "up"), [(ON_LEFT_SIDE, 1.0), (ON_RIGHT_SIDE, -1.0)])
def test_on_the_side_one_hip_is_above_the_other(place: Figure, up: float) -> None:
    found = read(place)
    assert found["hip_roll"] == pytest.approx(0, abs=1e-4)
    assert found["trunk_inclination"] == pytest.approx(-90)
    assert world_lift(seen(place)).across("hip")[2] * up < 0.0


def test_every_measure_is_read_and_what_lies_on_a_point_has_a_value() -> None:
    body = world_lift(seen(STANDING))
    assert list(values(body)) == ERRORS
    nowhere = replace(body, points=((0.0, 0.0, 0.0),) * 19)
    assert list(values(nowhere)) == ERRORS


def test_a_reading_has_the_error_to_expect_of_it() -> None:
    body = replace(world_lift(seen(LYING)), expected_error={"knee_flexion.left": 3.5})
    assert reading(body, "knee_flexion.left").error == 3.5
    assert reading(body, "knee_flexion.right").error == 0.0


@pytest.mark.parametrize(
    ("key", "part"),
    [("knee_flexion.left", "left knee"), ("hip_flexion.right", "right hip"), ("trunk_inclination", "hips")],
)
def test_a_reading_likely_to_be_far_off_is_not_trusted(key: str, part: str) -> None:
    tolerance = MEASURES[key.split(".")[0]].tolerance
    body = world_lift(seen(LYING))
    assert reading(replace(body, expected_error={key: tolerance}), key).trusted
    beyond = reading(replace(body, expected_error={key: tolerance + 0.01}), key)
    assert beyond.doubt == Unknown(Reason.UNSURE, part)
    assert beyond.value == reading(body, key).value, "it is still shown"


def test_a_doubted_joint_takes_its_own_side_s_readings_and_the_body_s_with_it() -> None:
    body, hidden = world_lift(seen(LYING)), Unknown(Reason.HIDDEN, "left knee")
    doubts = {Landmark.LEFT_KNEE: hidden}
    for key in ("knee_flexion.left", "hip_flexion.left", "knee_spread", "thigh_elevation_difference"):
        assert reading(body, key, doubts).doubt == hidden
    for key in ("knee_flexion.right", "elbow_flexion.left", "trunk_inclination", "pelvis_tilt"):
        assert reading(body, key, doubts).trusted


def test_what_was_trained_on_is_what_is_read(catalog: Catalog) -> None:
    """The networks' errors are learned of measures taken with gradients: they must be the same measures."""
    torch = pytest.importorskip("torch", reason="training needs torch, the app does not")
    trained = pytest.importorskip("training.angles")
    places = [
        figure(trunk, LimbPose(hip, abduction, 20, knee, -10, 30, 20, 40), LimbPose(15, 10, 0, 40, 5, 10, 0, 20), roll)
        for trunk, roll in ((-115, 0), (-90, 0), (-90, 30), (-20, 0), (30, 0), (90, -30))
        for hip, abduction, knee in ((-12, 5, 10), (50, -8, 100), (110, 40, 140))
    ]  # fmt: skip
    lifted = [
        world_lift(seen(place, azimuth))
        for place in (*places, BRIDGE, KNEE_TO_CHEST)
        for azimuth in ALL_ROUND
    ]  # fmt: skip
    found = trained.measures(torch.tensor([b.points for b in lifted]), torch.tensor([b.pelvis_lift for b in lifted]))
    assert set(trained.KEYS) == set(ERRORS)
    for body, row in zip(lifted, found.tolist(), strict=True):
        taken = dict(zip(trained.KEYS, row, strict=True))
        ratios = {k: v for k, v in taken.items() if MEASURES[k.split(".")[0]].unit == "ratio"}
        assert_same(values(body), ratios, within=0.02)
        assert_same(values(body), {k: v for k, v in taken.items() if k not in ratios}, within=0.1)
