"""What trunk, head and both legs together do, from a body's joint centres.

`posecheck.measures` says where each zero and sign lies.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from posecheck.geometry import Vec3, dot, elevation_deg, length, minus, turn_about_deg, unit
from posecheck.landmarks import Side
from posecheck.lift import LiftedBody
from posecheck.limbs import LEAST_TORSO, leftward, thigh_elevation, torso
from posecheck.view import level_ahead


def _neck(body: LiftedBody) -> Vec3:
    """From mid-shoulder to half-way between the ears."""
    return minus(body.mid("ear"), body.mid("shoulder"))


def trunk_inclination(body: LiftedBody) -> float:
    """The trunk off the vertical, ahead, degrees."""
    trunk = body.trunk
    return math.degrees(math.atan2(level_ahead(body, trunk), trunk[2]))


def trunk_side_lean(body: LiftedBody) -> float:
    """How far the trunk leaves the upright plane that holds "ahead", degrees."""
    return math.degrees(math.asin(min(1.0, abs(dot(unit(body.trunk), leftward(body))))))


def trunk_twist(body: LiftedBody) -> float:
    """The turn between hip axis and shoulder axis about the trunk's line, degrees."""
    return abs(turn_about_deg(body.across("hip"), body.across("shoulder"), body.trunk))


def shoulder_tilt(body: LiftedBody) -> float:
    """The shoulder axis off the level, degrees."""
    return abs(elevation_deg(body.across("shoulder")))


def pelvis_tilt(body: LiftedBody) -> float:
    """The hip axis off the level, degrees."""
    return abs(elevation_deg(body.across("hip")))


def hip_roll(body: LiftedBody) -> float:
    """The hip axis off the vertical, degrees."""
    return 90.0 - pelvis_tilt(body)


def pelvis_lift(body: LiftedBody) -> float:
    """How far the pelvis is off the floor, torso lengths."""
    return body.pelvis_lift


def neck_flexion(body: LiftedBody) -> float:
    """The turn from the trunk's line to the line from shoulders to ears, in the chest's sagittal plane, degrees."""
    # The shoulders' axis, not the hips': in a twist the head belongs to the chest.
    return turn_about_deg(body.trunk, _neck(body), body.across("shoulder"))


def head_ahead(body: LiftedBody) -> float:
    """The line from shoulders to ears off the vertical, ahead, degrees."""
    neck = _neck(body)
    return math.degrees(math.atan2(level_ahead(body, neck), neck[2]))


def ear_shoulder_gap(body: LiftedBody) -> float:
    """How far the ears are above the shoulders, along the trunk, torso lengths."""
    return dot(_neck(body), unit(body.trunk)) / torso(body)


def hips_ahead(body: LiftedBody) -> float:
    """How far mid-hip is ahead of mid-knee, level, torso lengths."""
    return level_ahead(body, minus(body.mid("hip"), body.mid("knee"))) / torso(body)


def thigh_elevation_difference(body: LiftedBody) -> float:
    """How much higher one thigh points than the other, degrees."""
    left, right = (thigh_elevation(body, side) for side in Side)
    return abs(left - right)


def ankle_height_difference(body: LiftedBody) -> float:
    """How much higher one ankle is than the other, torso lengths."""
    return abs(body.across("ankle")[2]) / torso(body)


def spread(name: str) -> Callable[[LiftedBody], float]:
    """How far apart the two joints of a name are, in distances of the hips.

    Args:
        name: of the joint.

    Returns:
        What reads it off a body.
    """

    def ratio(body: LiftedBody) -> float:
        return length(body.across(name)) / max(length(body.across("hip")), LEAST_TORSO)

    return ratio
