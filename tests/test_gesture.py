from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from posecheck.catalog import load_catalog
from posecheck.gesture import DROPOUT_S, KNEE_WITHIN, RAISED_S, STAYS_OFF, Hand, RaisedHand, Raising, raised_hand
from posecheck.landmarks import Landmark, LandmarkFrame, Side, joint
from posecheck.stretch import Figure, LimbPose, Stretch
from tests.bodies import KNEE_TO_CHEST, LYING, ON_LEFT_SIDE, PX_PER_M, STANDING, figure, seen
from tests.lifts import world_lift

KNEELING = figure(0, LimbPose(hip_flexion=0, knee_flexion=90))
LEGS_UP = figure(-90, LimbPose(hip_flexion=90, knee_flexion=0))
UPPER_ARM_M, FOREARM_M = 0.32, 0.25
STEP_S = 0.1


def reaching(
    body: LandmarkFrame, side: Side, rise_deg: float = 90.0, bend_deg: float = 0.0, towards: float = 1.0
) -> LandmarkFrame:
    """The body with one arm rising so steeply; towards the right of the picture (+1) or the left (−1)."""
    frame = replace(body, world_m=body.world_m.copy(), image_px=body.image_px.copy())
    at = joint("shoulder", side)
    angle = math.radians(rise_deg + bend_deg / 2)
    for part, size in (("elbow", UPPER_ARM_M), ("wrist", FOREARM_M)):
        way = np.array([towards * math.cos(angle), -math.sin(angle), 0.0]) * size
        frame.world_m[joint(part, side)] = frame.world_m[at] + way
        frame.image_px[joint(part, side)] = frame.image_px[at] + way[:2] * PX_PER_M
        at, angle = joint(part, side), angle - math.radians(bend_deg)
    return frame


def visible(body: LandmarkFrame, mark: Landmark, visibility: float) -> LandmarkFrame:
    changed = body.visibility.copy()
    changed[mark] = visibility
    return replace(body, visibility=changed)


def hand(body: LandmarkFrame) -> Side | None:
    return raised_hand(body, world_lift(body))


@pytest.mark.parametrize("place", [LYING, ON_LEFT_SIDE, KNEELING, STANDING, KNEE_TO_CHEST, LEGS_UP])
@pytest.mark.parametrize("azimuth_deg", [50.0, 90.0, 130.0, 270.0])
def test_a_hand_straight_up_is_raised_whatever_the_position(place: Figure, azimuth_deg: float) -> None:
    body = seen(place, azimuth_deg)
    assert hand(body) is None
    assert hand(reaching(body, Side.RIGHT)) is Side.RIGHT


@pytest.mark.parametrize("towards", [-1.0, 1.0])
def test_an_arm_may_tilt_and_bend_as_arms_do(towards: float) -> None:
    assert hand(reaching(seen(LYING), Side.LEFT, rise_deg=65.0, bend_deg=30.0, towards=towards)) is Side.LEFT


def test_an_arm_that_points_ahead_is_not_raised() -> None:
    assert hand(reaching(seen(KNEELING), Side.LEFT, rise_deg=40.0)) is None


def test_an_arm_folded_back_is_not_raised() -> None:
    assert hand(reaching(seen(LYING), Side.LEFT, rise_deg=90.0, bend_deg=120.0)) is None


def test_a_hand_below_the_head_is_not_raised() -> None:
    body = reaching(seen(LYING), Side.LEFT)
    body.image_px[Landmark.LEFT_EAR, 1] = body.image_px[Landmark.LEFT_WRIST, 1] - 5
    assert hand(body) is None


@pytest.mark.parametrize("mark", [Landmark.LEFT_ELBOW, Landmark.LEFT_WRIST])
def test_an_arm_nobody_sees_is_not_raised(mark: Landmark) -> None:
    assert hand(visible(reaching(seen(LYING), Side.LEFT), mark, 0.05)) is None


def test_a_hand_outside_the_picture_is_not_raised() -> None:
    body = reaching(seen(STANDING), Side.LEFT)
    body.image_px[:, 1] -= body.image_px[Landmark.LEFT_WRIST, 1] + 1.0
    assert hand(body) is None


def test_one_opinion_of_three_may_be_wrong() -> None:
    body, lying = reaching(seen(LYING), Side.LEFT), reaching(seen(LYING), Side.LEFT, rise_deg=10.0, towards=-1.0)
    assert raised_hand(body, world_lift(lying)) is Side.LEFT  # the lift missed it
    wrist, elbow = Landmark.LEFT_WRIST, Landmark.LEFT_ELBOW
    body.world_m[[wrist, elbow]] = lying.world_m[[wrist, elbow]]
    assert raised_hand(body, world_lift(lying)) is None


def test_the_cameras_pitch_is_taken_out() -> None:
    pitch_deg = 40.0
    body = reaching(seen(LYING), Side.LEFT)
    lifted = world_lift(reaching(seen(LYING), Side.LEFT, rise_deg=10.0, towards=-1.0))  # which alone missed it
    lifted = replace(lifted, camera_pitch_deg=pitch_deg)
    # From above, an arm that is upright in the room comes towards the camera.
    c, s = math.cos(math.radians(pitch_deg)), math.sin(math.radians(pitch_deg))
    shoulder = body.world_m[Landmark.LEFT_SHOULDER]
    body.world_m[Landmark.LEFT_WRIST] = shoulder + np.array([0.0, -c, -s]) * 0.5
    assert raised_hand(body, lifted) is Side.LEFT
    body.world_m[Landmark.LEFT_WRIST] = shoulder + np.array([0.0, -s, c]) * 0.5  # level, away from the camera
    assert raised_hand(body, lifted) is None


def test_a_hand_at_a_foot_or_a_strap_round_it_is_at_work() -> None:
    body = seen(LEGS_UP)
    shoulder, ankle = (body.world_m[joint(part, Side.LEFT)] for part in ("shoulder", "ankle"))
    across, down, _ = (ankle - shoulder).tolist()
    towards_foot = reaching(
        body, Side.LEFT, math.degrees(math.atan2(-down, abs(across))), towards=math.copysign(1, across)
    )
    assert hand(reaching(body, Side.LEFT)) is Side.LEFT
    assert hand(towards_foot) is None
    at_foot = reaching(body, Side.LEFT)
    at_foot.world_m[Landmark.LEFT_FOOT_INDEX] = at_foot.world_m[Landmark.LEFT_WRIST]
    assert hand(at_foot) is None


def test_both_hands_in_the_air_ask_for_nothing() -> None:
    both = reaching(reaching(seen(STANDING), Side.LEFT), Side.RIGHT)
    assert hand(both) is None
    assert hand(reaching(reaching(seen(STANDING), Side.LEFT), Side.RIGHT, rise_deg=40.0)) is None


def test_a_hidden_arm_drawn_onto_the_raised_one_does_not_count() -> None:
    both = reaching(reaching(seen(LYING), Side.LEFT), Side.RIGHT)
    assert hand(visible(both, Landmark.RIGHT_WRIST, 0.3)) is Side.LEFT
    assert hand(visible(both, Landmark.LEFT_WRIST, 0.3)) is Side.RIGHT


def test_the_other_hand_may_hold_a_leg() -> None:
    body = reaching(reaching(seen(KNEE_TO_CHEST), Side.LEFT), Side.RIGHT, rise_deg=60.0)
    body.world_m[Landmark.RIGHT_KNEE] = body.world_m[Landmark.RIGHT_WRIST]
    assert hand(body) is Side.LEFT


@pytest.mark.parametrize("azimuth_deg", [60.0, 90.0, 120.0, 180.0, 240.0, 270.0, 300.0])
@pytest.mark.parametrize("stretch", load_catalog().stretches.values(), ids=lambda stretch: stretch.id)
def test_no_stretch_raises_a_hand(stretch: Stretch, azimuth_deg: float) -> None:
    assert hand(seen(stretch.figure, azimuth_deg)) is None


UP = reaching(seen(LYING), Side.LEFT)
LOW = seen(LYING)
SUNK = reaching(seen(LYING), Side.LEFT, rise_deg=35.0, towards=-1.0)


def followed(*parts: tuple[LandmarkFrame | None, float]) -> list[Raising]:
    """What is known after each frame, ten a second, of bodies that stay for so long."""
    raised = RaisedHand()
    known: list[Raising] = []
    for body, seconds in parts:
        for _ in range(round(seconds / STEP_S)):
            known.append(raised.update(len(known) * STEP_S, body, world_lift(body) if body else None))
    return known


def test_a_hand_asks_after_a_second_and_a_half() -> None:
    known = followed((LOW, 1.0), (UP, 2.0))
    assert [k.hand for k in known[:10]] == [Hand.DOWN] * 10
    assert all(k.hand is Hand.UP for k in known[10:])
    first = next(i for i, k in enumerate(known) if k.asks)
    assert first * STEP_S == pytest.approx(1.0 + RAISED_S)


def test_a_short_dropout_is_forgiven_and_a_longer_one_is_not() -> None:
    assert followed((UP, 0.8), (None, DROPOUT_S - STEP_S), (UP, 0.9))[-1].asks
    assert followed((UP, 0.8), (LOW, DROPOUT_S - STEP_S), (UP, 0.9))[-1].asks
    known = followed((UP, 0.8), (LOW, 0.4), (UP, 1.4))
    assert not any(k.asks for k in known)
    assert known[9].up_s == pytest.approx(0.9)
    assert known[11].up_s == 0.0


def test_once_up_the_arm_may_sink_a_little() -> None:
    assert followed((SUNK, 2.0))[-1].hand is Hand.DOWN
    assert followed((UP, 0.5), (SUNK, 2.0))[-1].asks


def test_once_up_the_arm_may_come_nearer_the_legs_but_the_hand_at_the_knee_stays_there() -> None:
    """What is forgiven the raised arm would make another raised one of the hand that holds the knee."""
    body = reaching(reaching(seen(LYING), Side.LEFT), Side.RIGHT, rise_deg=45.0)
    shoulder, hip = (body.world_m[joint(part, Side.RIGHT)] for part in ("shoulder", "hip"))
    torso_m = float(np.linalg.norm(shoulder - hip))
    off_m = (KNEE_WITHIN - STAYS_OFF / 2) * torso_m
    body.world_m[Landmark.RIGHT_KNEE] = body.world_m[Landmark.RIGHT_WRIST] + (0.0, 0.0, off_m)
    holding = visible(body, Landmark.LEFT_WRIST, 0.6)  # the other hand is seen better
    assert raised_hand(holding, world_lift(holding), was_up=Side.LEFT) is Side.LEFT
    assert followed((holding, 2.0))[-1].asks


def test_a_hand_lost_from_sight_is_not_down() -> None:
    hidden = visible(LOW, Landmark.LEFT_WRIST, 0.05)
    assert followed((UP, 1.0), (LOW, 0.5))[-1].hand is Hand.DOWN
    assert followed((UP, 1.0), (hidden, 0.5))[-1].hand is Hand.UNSEEN
    assert followed((UP, 1.0), (None, 0.5))[-1] == Raising(Hand.UNSEEN)
    assert followed((hidden, 0.5))[-1].hand is Hand.DOWN  # no hand was up: there is nothing to lose
    assert RaisedHand().update(0.0, UP, None).hand is Hand.UNSEEN
