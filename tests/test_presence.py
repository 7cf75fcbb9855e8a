from __future__ import annotations

from dataclasses import replace

import pytest

from posecheck.catalog import load_catalog
from posecheck.landmarks import LandmarkFrame
from posecheck.presence import BACK_S, GONE_S, PATIENT_S, UP_S, Presence, Whereabouts, stands
from posecheck.stretch import LimbPose, Stretch
from posecheck.who import Posture, expected_posture, lifted_posture, posture
from tests.bodies import BRIDGE, LYING, ON_LEFT_SIDE, STANDING, figure, seen
from tests.lifts import world_lift

KNEELING = figure(0, LimbPose(hip_flexion=0, knee_flexion=90))
SITTING = figure(0, LimbPose(hip_flexion=90, knee_flexion=90))
LEGS_UP = figure(-90, LimbPose(hip_flexion=90, knee_flexion=0))
BENDING = figure(80, LimbPose(hip_flexion=80, knee_flexion=0))
STEP_S = 0.1


@pytest.mark.parametrize("azimuth_deg", [0.0, 60.0, 90.0, 180.0])
def test_standing_is_told_from_everything_else(azimuth_deg: float) -> None:
    def standing(place: LandmarkFrame) -> bool:
        return stands(place, world_lift(place))

    assert standing(seen(STANDING, azimuth_deg))
    for place in (LYING, BRIDGE, LEGS_UP, KNEELING, SITTING, BENDING, ON_LEFT_SIDE):
        assert not standing(seen(place, azimuth_deg))


@pytest.mark.parametrize("stretch", load_catalog().stretches.values(), ids=lambda stretch: stretch.id)
def test_no_stretch_is_standing(stretch: Stretch) -> None:
    body = seen(stretch.figure)
    assert not stands(body, world_lift(body))


def test_standing_needs_both_witnesses() -> None:
    standing, lying = seen(STANDING), seen(LYING)
    assert not stands(standing, world_lift(lying))
    assert not stands(lying, world_lift(standing))


def test_the_lifted_posture_is_that_of_the_landmarks_where_the_camera_is_level() -> None:
    for place in (STANDING, LYING, KNEELING, SITTING, LEGS_UP):
        assert lifted_posture(world_lift(seen(place))).distance(posture(seen(place))) == pytest.approx(0.0, abs=1e-6)


def test_a_body_without_legs_has_a_posture() -> None:
    lifted = world_lift(seen(LYING))
    nowhere = replace(lifted, points=((0.0, 0.0, 0.0),) * len(lifted.points))
    assert lifted_posture(nowhere) == Posture(0.0, 0.0)


class Room:
    """Frames of one practice, ten a second."""

    def __init__(self, expected: Posture | None = None, *, patient: bool = False) -> None:
        self.presence = Presence(expected or posture(seen(LYING)), patient=patient)
        self.time_s = 0.0
        self.where = Whereabouts.THERE

    def shows(self, body: LandmarkFrame | None, seconds: float) -> Whereabouts:
        """What is known after somebody was so for so long."""
        for _ in range(round(seconds / STEP_S)):
            self.time_s += STEP_S
            lifted = world_lift(body) if body else None
            self.where = self.presence.update(self.time_s, body, lifted)
        return self.where


def test_while_nobody_was_ever_seen_there_is_nothing_to_pause() -> None:
    assert Room().shows(None, 2 * PATIENT_S) is Whereabouts.THERE


def test_whoever_leaves_is_gone_after_a_while_and_back_when_in_position() -> None:
    room = Room()
    assert room.shows(seen(LYING), 3.0) is Whereabouts.THERE
    assert room.shows(None, GONE_S - 2 * STEP_S) is Whereabouts.THERE
    assert room.shows(None, 4 * STEP_S) is Whereabouts.GONE
    assert room.shows(seen(SITTING), 5.0) is Whereabouts.GONE
    assert room.shows(seen(LYING), BACK_S - STEP_S) is Whereabouts.GONE
    assert room.shows(seen(LYING), 3 * STEP_S) is Whereabouts.THERE


def test_where_the_position_hides_the_body_nobody_is_gone_for_long() -> None:
    room = Room(patient=True)
    room.shows(seen(LYING), 3.0)
    assert room.shows(None, PATIENT_S - 2 * STEP_S) is Whereabouts.THERE
    assert room.shows(None, 4 * STEP_S) is Whereabouts.GONE


def test_getting_up_is_up_until_lying_down_again() -> None:
    room = Room()
    room.shows(seen(LYING), 3.0)
    assert room.shows(seen(SITTING), 3.0) is Whereabouts.THERE  # on the floor or a chair: not up yet
    assert room.shows(seen(STANDING), UP_S - STEP_S) is Whereabouts.THERE
    assert room.shows(seen(STANDING), 3 * STEP_S) is Whereabouts.UP
    assert room.shows(seen(KNEELING), 3.0) is Whereabouts.UP
    assert room.shows(seen(LYING), BACK_S + 2 * STEP_S) is Whereabouts.THERE


def test_whoever_gets_up_and_walks_off_is_gone() -> None:
    room = Room()
    room.shows(seen(LYING), 3.0)
    room.shows(seen(STANDING), 3.0)
    assert room.shows(None, GONE_S + 2 * STEP_S) is Whereabouts.GONE
    assert room.shows(seen(STANDING), UP_S + 2 * STEP_S) is Whereabouts.UP


def test_standing_up_is_no_leaving_where_the_stretch_nearly_stands() -> None:
    room = Room(expected_posture(load_catalog().get("high_lunge").figure))
    assert room.shows(seen(STANDING), 10.0) is Whereabouts.THERE


def test_a_missed_frame_or_two_interrupt_nothing_and_a_second_without_begins_anew() -> None:
    room = Room()
    room.shows(seen(LYING), 3.0)
    room.shows(seen(STANDING), 1.0)
    room.shows(None, 2 * STEP_S)
    assert room.shows(seen(STANDING), 0.5) is Whereabouts.UP
    other = Room()
    other.shows(seen(LYING), 3.0)
    other.shows(seen(STANDING), 1.0)
    other.shows(None, 1.0)
    assert other.shows(seen(STANDING), 1.0) is Whereabouts.THERE


def test_a_camera_that_looks_down_keeps_nobody_out() -> None:
    """Landmarks in space that fit no posture are outvoted by the lift."""
    room = Room()
    room.shows(seen(LYING), 3.0)
    room.shows(None, GONE_S + 1.0)
    for _ in range(round((BACK_S + 0.3) / STEP_S)):
        room.time_s += STEP_S
        room.where = room.presence.update(room.time_s, seen(BENDING), world_lift(seen(LYING)))
    assert room.where is Whereabouts.THERE
    assert Presence(posture(seen(LYING)), patient=False).update(0.0, seen(LYING), None) is Whereabouts.THERE
