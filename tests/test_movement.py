"""How much a still body moves: nothing that keeps its place, more the faster it is, whatever the camera's distance."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.landmarks import FloatArray, Landmark, LandmarkFrame
from posecheck.movement import END_S, GAP_S, SEEN_S, STEP_S, WINDOW_S, Movement
from posecheck.stretch import LimbPose
from tests.bodies import HEIGHT_M, PX_PER_M, figure, seen

FIDGETING = 0.15  # as the stretch files have it
LYING = seen(figure(-90, LimbPose(hip_flexion=58, knee_flexion=110)))
TORSO_PX = 0.288 * HEIGHT_M * PX_PER_M
HIPS_AND_KNEES = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP, Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE]


def at(time_s: float, shift: FloatArray | float = 0.0, scale: float = 1.0) -> LandmarkFrame:
    return replace(LYING, time_s=time_s, image_px=(LYING.image_px + shift) * scale)


def go(movement: Movement, seconds: float, place: Callable[[float], LandmarkFrame], fps: float = 30.0) -> float | None:
    found = None
    for i in range(round(seconds * fps) + 1):
        found = movement.update(place(i / fps))
    return found


def gliding(speed: float, scale: float = 1.0) -> Callable[[float], LandmarkFrame]:
    """A body that glides to the right, torso lengths a second."""
    return lambda time_s: at(time_s, np.array([speed * time_s * TORSO_PX, 0.0]), scale)


@pytest.mark.parametrize("fps", [8.0, 10.0, 30.0, 60.0])
def test_it_is_the_speed_in_torso_lengths_a_second(fps: float) -> None:
    assert go(Movement(), 4.0, gliding(0.5), fps) == pytest.approx(0.5, rel=0.02)


@given(st.floats(0.0, 3.0), st.floats(0.3, 4.0))
def test_it_does_not_depend_on_the_distance(speed: float, scale: float) -> None:
    near, far = go(Movement(), 2.0, gliding(speed, scale)), go(Movement(), 2.0, gliding(speed))
    assert near == pytest.approx(far, rel=1e-6, abs=1e-9)


def test_who_keeps_still_does_not_move() -> None:
    assert go(Movement(), 3.0, at) == 0.0


def test_a_slow_swing_of_the_knees_is_rest_and_a_bounce_is_fidgeting() -> None:
    def swinging(hertz: float) -> Callable[[float], LandmarkFrame]:
        shift = np.zeros((33, 2))
        shift[HIPS_AND_KNEES[2:], 1] = 0.1 * TORSO_PX
        return lambda time_s: at(time_s, shift * math.sin(2 * math.pi * hertz * time_s))

    slow, quick = (go(Movement(), 6.0, swinging(hertz)) for hertz in (0.1, 1.5))
    assert slow is not None
    assert quick is not None
    assert slow < FIDGETING / 2
    assert quick > 1.5 * FIDGETING


def test_drift_is_how_far_a_limb_was_eased_and_trembling_is_none() -> None:
    def eased(torsos_s: float, trembling: float = 0.0) -> float | None:
        shift = np.zeros((33, 2))
        shift[Landmark.LEFT_KNEE, 1] = TORSO_PX
        movement = Movement()
        go(movement, 6.0, lambda t: at(t, shift * (torsos_s * t + trembling * math.sin(2 * math.pi * 4.3 * t))))
        return movement.drift()

    assert eased(0.0) == 0.0
    assert eased(0.03) == pytest.approx(0.03 * (WINDOW_S - END_S), rel=0.15)
    trembling = eased(0.0, 0.05)
    assert trembling is not None
    assert trembling < 0.025
    young = Movement()
    assert young.drift() is None
    go(young, SEEN_S - 0.2, at)
    assert young.drift() is None


def test_what_the_arms_do_does_not_count() -> None:
    shift = np.zeros((33, 2))
    shift[Landmark.LEFT_WRIST] = 300.0
    assert go(Movement(), 3.0, lambda t: at(t, shift * math.sin(9 * t))) == 0.0


def test_a_trunk_that_points_at_the_camera_does_not_blow_it_up() -> None:
    shoulders = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]
    points = LYING.image_px.copy()
    points[shoulders] = points[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP]]
    body = replace(LYING, image_px=points)
    step = np.array([0.5 * TORSO_PX, 0.0])
    found = go(Movement(), 3.0, lambda t: replace(body, time_s=t, image_px=points + step * t))
    assert found == pytest.approx(0.5, rel=0.1)


def test_nothing_is_said_too_early_nor_after_a_gap() -> None:
    movement = Movement()
    assert go(movement, SEEN_S - 0.1, at) is None
    assert go(movement, SEEN_S + STEP_S, lambda t: at(t + SEEN_S)) == 0.0
    late_s = 2 * SEEN_S + STEP_S + GAP_S + 0.1
    assert movement.update(at(late_s, np.array([500.0, 0.0]))) is None
    assert go(movement, SEEN_S + STEP_S, lambda t: at(late_s + 0.05 + t, np.array([500.0, 0.0]))) == 0.0


def test_it_forgets_when_told_and_what_is_long_past() -> None:
    movement = Movement()
    assert go(movement, 2.0, gliding(0.5)) is not None
    movement.reset()
    assert movement.update(at(2.05)) is None
    movement = Movement()
    go(movement, 2.0, gliding(0.5))
    place = np.array([0.5 * 2.0 * TORSO_PX, 0.0])
    assert go(movement, WINDOW_S + STEP_S, lambda t: at(2.05 + t, place)) == pytest.approx(0.0, abs=1e-9)
