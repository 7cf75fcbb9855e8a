"""What one arm or leg does, from a body's joint centres. `posecheck.measures` says where each zero and sign lies."""

from __future__ import annotations

import math

from posecheck.geometry import UPWARD, Vec3, angle_deg, cross, dot, elevation_deg, length, minus, turn_about_deg, unit
from posecheck.landmarks import Side
from posecheck.lift import LiftedBody
from posecheck.view import level_ahead

LEAST_TORSO = 0.01  # torso lengths; keeps a body that lies on a point from being divided by nothing


def torso(body: LiftedBody) -> float:
    """The length that others are told in, of the body's own units."""
    return max(length(body.trunk), LEAST_TORSO)


def leftward(body: LiftedBody) -> Vec3:
    """Where the body's left is, level and square to "ahead", of unit length."""
    return cross(UPWARD, body.ahead)


def hip_flexion(body: LiftedBody, side: Side) -> float:
    """The turn of the thigh from the flank's line, in the plane normal to the hip axis, degrees."""
    flank, thigh = body.segment("hip", "shoulder", side), body.segment("hip", "knee", side)
    # Flexing turns the thigh from "in line" forwards, which is left-handed about the axis that points to the left.
    return 180.0 - turn_about_deg(flank, thigh, body.across("hip")) % 360.0


def hip_flexion_in_space(body: LiftedBody, side: Side) -> float:
    """The angle from the flank's line to the thigh, whichever way; negative behind the line, degrees."""
    flank, thigh = body.segment("hip", "shoulder", side), body.segment("hip", "knee", side)
    included = angle_deg(flank, thigh)
    forward = cross(body.across("hip"), body.trunk)
    # "Behind" counts from the flank's own line, which leans outwards from the trunk's.
    straight = unit(flank)
    level = minus(forward, (straight[0] * dot(forward, straight), straight[1] * dot(forward, straight),
                            straight[2] * dot(forward, straight)))  # fmt: skip
    behind = dot(thigh, level) < 0.0 and included > 90.0
    return included - 180.0 if behind else 180.0 - included


def knee_flexion(body: LiftedBody, side: Side) -> float:
    """How far the knee is bent, degrees."""
    return 180.0 - angle_deg(body.segment("knee", "hip", side), body.segment("knee", "ankle", side))


def elbow_flexion(body: LiftedBody, side: Side) -> float:
    """How far the elbow is bent, degrees."""
    return 180.0 - angle_deg(body.segment("elbow", "shoulder", side), body.segment("elbow", "wrist", side))


def ankle_dorsiflexion(body: LiftedBody, side: Side) -> float:
    """How far the toes are drawn towards the shin from square, degrees."""
    return 90.0 - angle_deg(body.segment("ankle", "knee", side), body.segment("heel", "foot_index", side))


def hip_abduction(body: LiftedBody, side: Side) -> float:
    """How far the thigh leaves the plane normal to the hip axis, degrees."""
    outward = unit(body.across("hip"))
    sine = dot(unit(body.segment("hip", "knee", side)), outward) * (1.0 if side is Side.LEFT else -1.0)
    return math.degrees(math.asin(max(-1.0, min(1.0, sine))))


def thigh_elevation(body: LiftedBody, side: Side) -> float:
    """The thigh against the level, degrees."""
    return elevation_deg(body.segment("hip", "knee", side))


def shank_inclination(body: LiftedBody, side: Side) -> float:
    """The shin off the vertical, ahead, degrees; the same for a shin that hangs."""
    shin = body.segment("ankle", "knee", side)
    return math.degrees(math.atan2(level_ahead(body, shin), abs(shin[2])))


def leg_inclination(body: LiftedBody, side: Side) -> float:
    """The line from hip to ankle off the vertical, degrees."""
    return 90.0 - abs(elevation_deg(body.segment("hip", "ankle", side)))


def upper_arm_inclination(body: LiftedBody, side: Side) -> float:
    """The upper arm off hanging straight down, ahead, degrees; what it does sideways is left out."""
    arm = body.segment("shoulder", "elbow", side)
    return math.degrees(math.atan2(level_ahead(body, arm), -arm[2]))


def ankle_to_knee(body: LiftedBody, side: Side) -> float:
    """From this ankle to the other knee, in lengths of the other thigh."""
    thigh = length(body.segment("hip", "knee", side.other))
    return length(minus(body.point("ankle", side), body.point("knee", side.other))) / max(thigh, LEAST_TORSO)


def knee_ahead(body: LiftedBody, side: Side) -> float:
    """How far the knee is ahead of the ankle, torso lengths."""
    return level_ahead(body, body.segment("ankle", "knee", side)) / torso(body)


def knee_over_toe(body: LiftedBody, side: Side) -> float:
    """How far the knee is outward of the toes, sideways and level, torso lengths."""
    outward = dot(body.segment("foot_index", "knee", side), leftward(body)) * (1.0 if side is Side.LEFT else -1.0)
    return outward / torso(body)


def heel_lift(body: LiftedBody, side: Side) -> float:
    """How far the heel is above the toes, torso lengths."""
    return body.segment("foot_index", "heel", side)[2] / torso(body)
