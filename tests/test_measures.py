"""Measures read the angles a body really has, from any place they can be read from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.landmarks import LandmarkFrame, Reason, Side, Unknown
from posecheck.measures import HIP_READS_TOO_STRAIGHT_DEG, MEASURES, Measured, Reading, read_measures, reading_key
from posecheck.stretch import LimbPose
from posecheck.trust import doubts
from posecheck.view import View, body_view
from tests.bodies import BRIDGE, KNEE_TO_CHEST, LYING, STANDING, figure, mirrored, seen


def read(frame: LandmarkFrame) -> dict[str, Reading]:
    return read_measures(frame, doubts(frame), body_view(frame))


def value(readings: dict[str, Reading], key: str) -> float:
    reading = readings[key]
    assert isinstance(reading, Measured), f"{key} is {reading}"
    return reading.value


limb = st.builds(
    LimbPose, hip_flexion=st.floats(-25, 130), knee_flexion=st.floats(3, 140), elbow_flexion=st.floats(3, 140)
)


@given(st.floats(-125, 125), limb, limb, st.sampled_from([90.0, 270.0]))
def test_side_views_give_the_true_angles(trunk: float, active: LimbPose, other: LimbPose, azimuth: float) -> None:
    readings = read(seen(figure(trunk, active, other), azimuth))
    for side, pose in ((Side.RIGHT, active), (Side.LEFT, other)):
        hip = value(readings, f"hip_flexion.{side.value}")
        assert hip == pytest.approx(pose.hip_flexion + HIP_READS_TOO_STRAIGHT_DEG, abs=0.01)
        assert value(readings, f"knee_flexion.{side.value}") == pytest.approx(pose.knee_flexion, abs=0.01)
        assert value(readings, f"elbow_flexion.{side.value}") == pytest.approx(pose.elbow_flexion, abs=0.01)
    assert value(readings, "trunk_inclination") == pytest.approx(trunk, abs=0.01)


@given(limb, limb, st.floats(0, 359))
def test_space_gives_the_true_angles_from_anywhere(active: LimbPose, other: LimbPose, azimuth: float) -> None:
    frame = seen(figure(0, active, other), azimuth)
    if body_view(frame).view is View.SIDE:
        return
    readings = read(frame)
    for side, pose in ((Side.RIGHT, active), (Side.LEFT, other)):
        assert value(readings, f"hip_flexion.{side.value}") == pytest.approx(pose.hip_flexion, abs=2.0)
        assert value(readings, f"knee_flexion.{side.value}") == pytest.approx(pose.knee_flexion, abs=0.1)


@given(limb, limb, st.sampled_from([90.0, 135.0, 180.0]), st.floats(-100, 100), st.floats(0.4, 1.5))
def test_place_and_size_in_the_picture_do_not_matter(
    active: LimbPose, other: LimbPose, azimuth: float, shift: float, scale: float
) -> None:
    frame = seen(figure(-20, active, other), azimuth)
    moved = replace(
        frame, image_px=frame.image_px * scale + shift, depth_px=frame.depth_px * scale, size_px=(4000, 4000)
    )
    before, after = read(frame), read(moved)
    for key, reading in before.items():
        if isinstance(reading, Measured):
            assert value(after, key) == pytest.approx(reading.value, abs=1e-6)


@given(limb, limb, st.sampled_from([90.0, 135.0, 180.0]))
def test_a_mirrored_picture_swaps_the_sides(active: LimbPose, other: LimbPose, azimuth: float) -> None:
    frame = seen(figure(-20, active, other), azimuth)
    here, there = read(frame), read(mirrored(frame))
    for measure in MEASURES.values():
        for side in Side if measure.paired else (None,):
            one = here[reading_key(measure.name, side)]
            two = there[reading_key(measure.name, side.other if side else None)]
            if isinstance(one, Measured):
                assert isinstance(two, Measured)
                sign = -1.0 if measure.name == "pelvis_tilt_in_view" else 1.0
                assert abs(one.value - sign * two.value) < 1e-6 or abs(abs(one.value - two.value) - 360) < 1e-6


@given(limb, st.floats(-30, 30))
def test_turning_the_picture_keeps_what_is_between_limbs(pose: LimbPose, roll_deg: float) -> None:
    frame = seen(figure(0, pose))
    c, s = np.cos(np.radians(roll_deg)), np.sin(np.radians(roll_deg))
    rolled = replace(frame, image_px=(frame.image_px - 300) @ np.array([[c, s], [-s, c]]) + 300)
    for key in ("hip_flexion.left", "knee_flexion.right", "elbow_flexion.left"):
        assert value(read(rolled), key) == pytest.approx(value(read(frame), key), abs=0.01)


def test_a_bridge_reads_as_one() -> None:
    readings = read(seen(BRIDGE))
    assert value(readings, "hip_flexion.right") == pytest.approx(7, abs=0.1)
    assert value(readings, "shank_inclination.right") == pytest.approx(-10, abs=0.1)
    assert value(readings, "thigh_elevation.left") == pytest.approx(30, abs=0.1)
    assert value(readings, "trunk_inclination") == pytest.approx(-118, abs=0.1)


def test_the_same_bridge_from_the_other_side_reads_the_same() -> None:
    here, there = read(seen(BRIDGE, 90)), read(seen(BRIDGE, 270))
    for key in ("hip_flexion.left", "shank_inclination.left", "trunk_inclination", "leg_inclination.right"):
        assert value(here, key) == pytest.approx(value(there, key), abs=0.01)


def test_legs_apart_from_the_front() -> None:
    wide = figure(0, LimbPose(hip_flexion=0, hip_abduction=30))
    readings = read(seen(wide, 180))
    assert value(readings, "hip_abduction.left") == pytest.approx(30, abs=0.5)
    assert value(readings, "hip_abduction.right") == pytest.approx(30, abs=0.5)
    assert value(readings, "knee_spread") == pytest.approx(1 + 2 * 0.245 * 0.5 / (2 * 0.0955), abs=0.01)
    assert value(readings, "ankle_spread") > value(readings, "knee_spread")
    assert value(readings, "pelvis_tilt_in_view") == pytest.approx(0, abs=0.01)


def test_from_the_front_a_lean_shows_in_space() -> None:
    assert value(read(seen(figure(25, LimbPose()), 180)), "trunk_inclination") == pytest.approx(25, abs=0.5)


def test_one_knee_higher() -> None:
    uneven = figure(0, LimbPose(hip_flexion=60, hip_abduction=40), LimbPose(hip_flexion=100, hip_abduction=40))
    assert value(read(seen(uneven, 180)), "thigh_elevation_difference") > 20
    even = figure(0, LimbPose(hip_flexion=80, hip_abduction=40))
    assert value(read(seen(even, 180)), "thigh_elevation_difference") == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize("name", ["knee_spread", "ankle_spread", "pelvis_tilt_in_view", "hip_abduction.left"])
def test_what_is_end_on_has_no_value(name: str) -> None:
    assert read(seen(LYING))[name] == Unknown(Reason.WRONG_VIEW)


def test_a_value_from_a_poor_view_is_shown_but_not_trusted() -> None:
    reading = read(seen(STANDING, 180))["knee_flexion.left"]
    assert isinstance(reading, Measured)
    assert not reading.trusted
    assert reading.doubt == Unknown(Reason.WRONG_VIEW)


def test_a_hidden_joint_is_not_trusted_and_named() -> None:
    frame = seen(KNEE_TO_CHEST)
    frame.visibility[25] = 0.2
    readings = read(frame)
    reading = readings["knee_flexion.left"]
    assert isinstance(reading, Measured)
    assert str(reading.doubt) == "left knee hidden"
    other = readings["knee_flexion.right"]
    assert isinstance(other, Measured)
    assert other.trusted


def test_a_joint_outside_the_picture_is_not_trusted() -> None:
    frame = seen(LYING)
    frame.image_px[28] = (700, 240)
    reading = read(frame)["knee_flexion.right"]
    assert isinstance(reading, Measured)
    assert str(reading.doubt) == "right ankle out of frame"


def test_a_joint_just_over_the_edge_is_trusted() -> None:
    frame = seen(LYING)
    frame.image_px[28] = (645, 240)
    reading = read(frame)["knee_flexion.right"]
    assert isinstance(reading, Measured)
    assert reading.trusted


@pytest.mark.parametrize("azimuth", [0, 45, 90, 135, 180, 225, 270, 315])
def test_the_camera_s_place(azimuth: float) -> None:
    view = body_view(seen(STANDING, azimuth))
    expected = {0.0: View.FRONT, 90.0: View.SIDE, 180.0: View.FRONT, 270.0: View.SIDE}.get(azimuth, View.OBLIQUE)
    assert view.view is expected
    if azimuth % 180:
        assert view.near is (Side.RIGHT if azimuth < 180 else Side.LEFT)


def test_the_ankle_is_zero_when_the_foot_is_square_to_the_shin() -> None:
    for dorsiflexion in (-30, 0, 15):
        frame = seen(figure(0, LimbPose(ankle_dorsiflexion=dorsiflexion)))
        assert value(read(frame), "ankle_dorsiflexion.left") == pytest.approx(dorsiflexion, abs=0.1)
        turned = seen(figure(0, LimbPose(ankle_dorsiflexion=dorsiflexion)), 180)
        assert value(read(turned), "ankle_dorsiflexion.left") == pytest.approx(dorsiflexion, abs=0.1)


def test_space_serves_the_shin_and_the_leg_off_side() -> None:
    readings = read(seen(figure(0, LimbPose(hip_flexion=30, knee_flexion=60)), 180))
    assert abs(value(readings, "shank_inclination.left")) == pytest.approx(30, abs=0.5)
    assert value(readings, "thigh_elevation.left") == pytest.approx(-60, abs=0.5)
    straight = read(seen(figure(0, LimbPose(hip_flexion=30)), 180))
    assert value(straight, "leg_inclination.right") == pytest.approx(30, abs=0.5)


def test_a_frame_of_the_wrong_shape_is_refused() -> None:
    frame = seen(STANDING)
    with pytest.raises(ValueError, match="shapes"):
        replace(frame, visibility=np.ones(32))
