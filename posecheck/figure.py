"""A clean figure from reference angles: joints of a body of average proportions, placed on the floor.

Segment lengths are shares of body height after Drillis and Contini (1966), as tabulated in Winter, Biomechanics and
Motor Control of Human Movement, 4th ed. (2009), figure 4.1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from posecheck.geometry import Vec2, Vec3, cross, dot, length
from posecheck.landmarks import Side
from posecheck.stretch import Figure, LimbPose
from posecheck.view import View

TRUNK = 0.288
THIGH = 0.245
SHANK = 0.246
FOOT = 0.11  # ankle to toes
UPPER_ARM = 0.186
FOREARM = 0.2  # with a relaxed hand
NECK_AND_HEAD = 0.12  # shoulder line to the middle of the head
HALF_HIPS = 0.0955
HALF_SHOULDERS = 0.129
# How high each joint lies above the floor when it rests there: half the thickness of what is around it.
RESTING = {
    "head": 0.062,
    "shoulder": 0.06,
    "hip": 0.06,
    "knee": 0.04,
    "ankle": 0.03,
    "toe": 0.025,
    "elbow": 0.03,
    "wrist": 0.025,
}


def _plus(a: Vec3, b: Vec3, scale: float = 1.0) -> Vec3:
    return (a[0] + b[0] * scale, a[1] + b[1] * scale, a[2] + b[2] * scale)


def _mix(a: Vec3, b: Vec3, angle_deg: float) -> Vec3:
    """Vector a turned towards b (square to it) by an angle."""
    c, s = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    return (c * a[0] + s * b[0], c * a[1] + s * b[1], c * a[2] + s * b[2])


def _unit(a: Vec3) -> Vec3:
    size = length(a) or 1.0
    return (a[0] / size, a[1] / size, a[2] / size)


def _square_to(a: Vec3, axis: Vec3) -> Vec3:
    """The part of a that is square to a unit axis, as a unit vector."""
    return _unit(_plus(a, axis, -dot(a, axis)))


def _leg(hip: Vec3, pose: LimbPose, outward: float) -> dict[str, Vec3]:
    """Knee, ankle and toes. The body's frame: x ahead, y left, z along the trunk."""
    down: Vec3 = (0.0, 0.0, -1.0)
    thigh = _mix(_mix(down, (1.0, 0.0, 0.0), pose.hip_flexion), (0.0, outward, 0.0), pose.hip_abduction)
    back = _square_to(_mix((-1.0, 0.0, 0.0), down, pose.hip_flexion), thigh)
    inward = cross(thigh, back)
    inward = inward if inward[1] * outward < 0 else _plus((0.0, 0.0, 0.0), inward, -1.0)
    # Turning the thigh outwards carries the foot of a bent knee towards the other leg.
    heelward = _mix(back, inward, pose.hip_rotation)
    shank = _mix(thigh, heelward, pose.knee_flexion)
    toeward = _mix(_plus((0.0, 0.0, 0.0), heelward, -1.0), thigh, pose.knee_flexion)
    up_the_shin = _plus((0.0, 0.0, 0.0), shank, -1.0)
    knee = _plus(hip, thigh, THIGH)
    ankle = _plus(knee, shank, SHANK)
    return {
        "knee": knee,
        "ankle": ankle,
        "toe": _plus(ankle, _mix(toeward, up_the_shin, pose.ankle_dorsiflexion), FOOT),
    }


def _arm(shoulder: Vec3, pose: LimbPose) -> dict[str, Vec3]:
    down: Vec3 = (0.0, 0.0, -1.0)
    ahead: Vec3 = (1.0, 0.0, 0.0)
    elbow = _plus(shoulder, _mix(down, ahead, pose.shoulder_flexion), UPPER_ARM)
    wrist = _plus(elbow, _mix(down, ahead, pose.shoulder_flexion + pose.elbow_flexion), FOREARM)
    return {"elbow": elbow, "wrist": wrist}


def joints(figure: Figure) -> Mapping[str, Vec3]:
    """Where the figure's joints are.

    Args:
        figure: the reference angles. The active side is the right one.

    Returns:
        By name ("head", "left knee", …), in body heights: x ahead, y to the body's left, z up, the floor at 0.
    """
    neck: Vec3 = (0.0, 0.0, TRUNK)
    body = {"head": _plus(neck, _mix((0.0, 0.0, 1.0), (1.0, 0.0, 0.0), figure.neck_flexion), NECK_AND_HEAD)}
    for side, pose in ((Side.RIGHT, figure.active), (Side.LEFT, figure.other)):
        outward = 1.0 if side is Side.LEFT else -1.0
        hip: Vec3 = (0.0, outward * HALF_HIPS, 0.0)
        shoulder: Vec3 = (0.0, outward * HALF_SHOULDERS, TRUNK)
        limbs = {"hip": hip, "shoulder": shoulder, **_leg(hip, pose, outward), **_arm(shoulder, pose)}
        body.update({f"{side.value} {name}": point for name, point in limbs.items()})
    lean = math.radians(figure.trunk_inclination)
    c, s = math.cos(lean), math.sin(lean)
    leaned = {name: (c * x + s * z, y, c * z - s * x) for name, (x, y, z) in body.items()}
    lift = max(RESTING[name.split()[-1]] - z for name, (_, _, z) in leaned.items())
    return {name: (x, y, z + lift) for name, (x, y, z) in leaned.items()}


def flat_joints(figure: Figure) -> Mapping[str, Vec2]:
    """The same, as drawn: x to the right of the picture, y up from the floor, in body heights.

    From the side the right side is near and the figure faces right; from the front its left is on the right.
    """
    side_on = figure.view is View.SIDE
    return {name: (x if side_on else y, z) for name, (x, y, z) in joints(figure).items()}
