"""Measures read the angles a body really has, from every side."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.catalog import Catalog
from posecheck.figure import NECK_AND_HEAD, SHANK, THIGH, TRUNK, joints
from posecheck.geometry import Vec3, cross, dot, plus
from posecheck.landmarks import Landmark, Reason, Side, Unknown, joint
from posecheck.lift import INDEX, LiftedBody
from posecheck.limbs import leftward
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
    assert outright | told == set(MEASURES) - {"movement", "drift"}


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


def moved(body: LiftedBody, *names: str, by: Callable[[Vec3], Vec3]) -> LiftedBody:
    """A body some of whose joints, of both sides, are elsewhere."""
    points = list(body.points)
    for i in (INDEX[joint(name, side)] for name in names for side in Side):
        points[i] = by(points[i])
    return replace(body, points=tuple(points))


def about(axis: Vec3, angle_deg: float) -> Callable[[Vec3], Vec3]:
    """A turn about an axis of unit length through mid-hip."""
    c, s = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))

    def turned(p: Vec3) -> Vec3:
        side, along = cross(axis, p), dot(axis, p) * (1 - c)
        return (c * p[0] + s * side[0] + along * axis[0], c * p[1] + s * side[1] + along * axis[1],
                c * p[2] + s * side[2] + along * axis[2])  # fmt: skip

    return turned


@given(st.floats(-80, 80), st.floats(-60, 60), st.floats(-40, 80), azimuths)
def test_the_head_is_read_against_the_trunk_and_against_the_vertical(
    trunk: float, neck: float, arm: float, azimuth: float
) -> None:
    place = replace(figure(trunk, LimbPose(shoulder_flexion=arm)), neck_flexion=neck)
    found = read(place, azimuth)
    assert_same(found, {"neck_flexion": neck, "head_ahead": trunk + neck, "upper_arm_inclination.left": arm - trunk})
    assert found["ear_shoulder_gap"] == pytest.approx(math.cos(math.radians(neck)) * NECK_AND_HEAD / TRUNK)


@pytest.mark.parametrize("azimuth", [0, 75, 180, 290])
@pytest.mark.parametrize("angle", [-40, -15, 20, 50])
def test_a_trunk_turned_or_leaning_sideways(azimuth: float, angle: float) -> None:
    body = world_lift(seen(STANDING, azimuth))
    ahead = body.ahead
    turned = values(moved(body, "shoulder", by=about((0.0, 0.0, 1.0), angle)))
    assert turned["trunk_twist"] == pytest.approx(abs(angle))
    assert turned["shoulder_tilt"] == pytest.approx(0, abs=1e-4)
    leaning = values(moved(body, "shoulder", "ear", by=about(ahead, angle)))
    assert leaning["trunk_side_lean"] == pytest.approx(abs(angle))
    assert leaning["shoulder_tilt"] == pytest.approx(abs(angle))
    assert leaning["neck_flexion"] == pytest.approx(0, abs=1e-4)
    for key in ("trunk_side_lean", "trunk_twist", "shoulder_tilt"):
        assert values(body)[key] == pytest.approx(0, abs=1e-4), key


def test_hips_and_ankles_against_each_other() -> None:
    sitting = figure(0, LimbPose(hip_flexion=90, knee_flexion=90), LimbPose(hip_flexion=90))
    for azimuth in ALL_ROUND:
        found = read(sitting, azimuth)
        assert found["hips_ahead"] == pytest.approx(-THIGH / TRUNK), "behind the knees"
        assert found["ankle_height_difference"] == pytest.approx(SHANK / TRUNK)
    assert read(STANDING)["ankle_height_difference"] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("azimuth", [10, 90, 200])
def test_knees_that_cave_in_and_heels_that_lift(azimuth: float) -> None:
    body = world_lift(seen(STANDING, azimuth))
    before, left = values(body), leftward(body)
    points = list(body.points)
    for side, sign in ((Side.LEFT, 1.0), (Side.RIGHT, -1.0)):
        i = INDEX[joint("knee", side)]
        points[i] = plus(points[i], (-0.2 * sign * left[0], -0.2 * sign * left[1], 0.0))
    points[INDEX[Landmark.RIGHT_HEEL]] = plus(points[INDEX[Landmark.RIGHT_HEEL]], (0.0, 0.0, 0.15))
    after = values(replace(body, points=tuple(points)))
    for side in Side:
        assert before[f"knee_over_toe.{side.value}"] == pytest.approx(0, abs=1e-6)
        assert after[f"knee_over_toe.{side.value}"] == pytest.approx(-0.2), "inwards, whichever the side"
    assert after["heel_lift.right"] == pytest.approx(before["heel_lift.right"] + 0.15)
    assert after["heel_lift.left"] == before["heel_lift.left"]


def test_every_measure_is_read_and_what_lies_on_a_point_has_a_value() -> None:
    body = world_lift(seen(STANDING))
    every = [reading_key(m.name, s) for m in MEASURES.values() for s in (tuple(Side) if m.paired else (None,))]
    assert list(read_measures(body, {})) == every
    assert list(values(body)) == [key for key in every if key not in ("movement", "drift")]
    nowhere = replace(body, points=((0.0, 0.0, 0.0),) * 19)
    assert list(values(nowhere)) == list(values(body))


def test_what_one_body_cannot_tell_needs_a_video() -> None:
    for name in ("movement", "drift"):
        assert read_measures(world_lift(seen(STANDING)), {})[name] == Unknown(Reason.NO_STREAM)


def test_a_reading_has_the_error_to_expect_of_it() -> None:
    body = replace(world_lift(seen(LYING)), expected_error={"knee_flexion.left": 3.5})
    assert reading(body, "knee_flexion.left").error == 3.5
    assert reading(body, "knee_flexion.right").error == 0.0


def test_a_twist_is_shown_and_never_trusted() -> None:
    body = world_lift(seen(STANDING))
    twist = reading(replace(body, expected_error={"hip_flexion.left": 0.1}), "trunk_twist")
    assert twist.doubt == Unknown(Reason.UNSURE, "hips")


def test_an_error_not_learned_follows_a_learned_one() -> None:
    for measure in MEASURES.values():
        if measure.error_like is None:
            continue
        like, times = measure.error_like
        assert MEASURES[like].error_like is None, "itself learned"
        # A side's error follows that side's, the body's the body's or the worse side's.
        assert not measure.paired or MEASURES[like].paired
        for side in tuple(Side) if measure.paired else (None,):
            errors = {reading_key(like, s): error for s, error in zip((*Side, None), (2.0, 3.0, 3.0), strict=True)}
            body = replace(world_lift(seen(STANDING)), expected_error=errors)
            worse = 2.0 if side is Side.LEFT else 3.0
            assert reading(body, reading_key(measure.name, side)).error == pytest.approx(times * worse), measure.name


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
