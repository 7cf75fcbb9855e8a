"""What speaks against a joint, whatever is expected of its error."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import pytest

from posecheck.landmarks import Landmark, LandmarkFrame, Reason, Side, Unknown, joint
from posecheck.lift import INDEX, LiftedBody
from posecheck.measures import MEASURES
from posecheck.stretch import Figure, LimbPose
from posecheck.trust import MAX_BONE_RATIO, MIN_VISIBILITY, NAMES, STRANGEST, doubts
from tests.bodies import BRIDGE, KNEE_TO_CHEST, LYING, STANDING, figure, seen
from tests.lifts import world_lift

L, R = Side.LEFT, Side.RIGHT


def doubted(frame: LandmarkFrame) -> Mapping[Landmark, Unknown]:
    return doubts(frame, world_lift(frame))


def stretched(body: LiftedBody, joint_name: str, away_from: str, by: float) -> LiftedBody:
    """The left joint moved along its bone."""
    mark, start = INDEX[joint(joint_name, L)], body.point(away_from, L)
    x, y, z = (s + by * (e - s) for s, e in zip(start, body.points[mark], strict=True))
    return replace(body, points=(*body.points[:mark], (x, y, z), *body.points[mark + 1 :]))


@pytest.mark.parametrize("place", [BRIDGE, LYING, KNEE_TO_CHEST, STANDING])
@pytest.mark.parametrize("azimuth", [0, 60, 90, 180, 270])
def test_nothing_speaks_against_a_body_that_is_seen(place: Figure, azimuth: float) -> None:
    assert doubted(seen(place, azimuth)) == {}


def test_every_joint_a_measure_is_made_of_can_be_doubted() -> None:
    used = {joint(name, side) for measure in MEASURES.values() for name in measure.joints for side in Side}
    assert used <= set(NAMES)
    assert NAMES[Landmark.LEFT_FOOT_INDEX] == "left foot"
    assert Landmark.NOSE not in NAMES


def test_a_strange_body_is_doubted_altogether() -> None:
    frame = seen(LYING)
    frame.visibility[25] = 0.0
    body = world_lift(frame)
    found = doubts(frame, replace(body, strangeness=STRANGEST * 1.01))
    assert found == {mark: Unknown(Reason.UNLIKELY) for mark in NAMES}
    assert set(doubts(frame, replace(body, strangeness=STRANGEST))) == {Landmark.LEFT_KNEE}


@pytest.mark.parametrize(("upper", "lower"), [("hip", "knee"), ("knee", "ankle")])
def test_unequal_bones_are_doubted_on_both_sides(upper: str, lower: str) -> None:
    frame = seen(STANDING)
    body = world_lift(frame)
    for by in (MAX_BONE_RATIO * 0.99, 1.01 / MAX_BONE_RATIO):
        slightly = stretched(body, lower, upper, by)
        assert joint(lower, R) not in doubts(frame, slightly)
    for by in (MAX_BONE_RATIO * 1.01, 0.99 / MAX_BONE_RATIO):
        found = doubts(frame, stretched(body, lower, upper, by))
        for side in Side:
            assert found[joint(lower, side)] == Unknown(Reason.UNSURE, f"{side.value} {lower}")
        assert joint("hip", L) not in found


@pytest.mark.parametrize(("knee_flexion", "believed"), [(160, True), (169, True), (171, False), (179, False)])
def test_no_knee_bends_further_than_knees_do(knee_flexion: float, believed: bool) -> None:
    found = doubted(seen(figure(0, LimbPose(hip_flexion=90, knee_flexion=knee_flexion), LimbPose())))
    assert found == ({} if believed else {Landmark.RIGHT_KNEE: Unknown(Reason.UNSURE, "right knee")})


@pytest.mark.parametrize(
    ("x", "y", "outside"),
    [(649, 240, False), (650, 240, True), (-9, 240, False), (-10, 240, True), (300, 489, False), (300, 490, True),
     (300, -10, True), (math.nan, 240, True)],
)  # fmt: skip
def test_a_joint_beyond_the_edge_is_an_invention(x: float, y: float, outside: bool) -> None:
    frame = seen(LYING)
    frame.image_px[Landmark.RIGHT_ANKLE] = (x, y)
    ankle = Unknown(Reason.OUT_OF_FRAME, "right ankle")
    assert doubted(frame) == ({Landmark.RIGHT_ANKLE: ankle} if outside else {})


def test_a_hidden_joint_is_doubted_and_named() -> None:
    frame = seen(LYING)
    frame.visibility[Landmark.LEFT_KNEE] = MIN_VISIBILITY - 0.01
    frame.visibility[Landmark.RIGHT_KNEE] = MIN_VISIBILITY
    found = doubted(frame)
    assert found == {Landmark.LEFT_KNEE: Unknown(Reason.HIDDEN, "left knee")}
    assert str(found[Landmark.LEFT_KNEE]) == "left knee hidden"


def test_what_is_not_seen_is_said_before_what_is_not_likely() -> None:
    frame = seen(STANDING)
    frame.visibility[Landmark.LEFT_ANKLE] = 0.0
    frame.image_px[Landmark.RIGHT_ANKLE] = (300, 600)
    frame.visibility[Landmark.RIGHT_ANKLE] = 0.0
    found = doubts(frame, stretched(world_lift(frame), "ankle", "knee", 2.0))
    assert found[Landmark.LEFT_ANKLE] == Unknown(Reason.HIDDEN, "left ankle")
    assert found[Landmark.RIGHT_ANKLE] == Unknown(Reason.OUT_OF_FRAME, "right ankle")
