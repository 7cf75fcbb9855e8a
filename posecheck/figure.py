"""A clean figure from reference angles: joints of a body of average proportions, placed on the floor.

Segment lengths are shares of body height after Drillis and Contini (1966), as tabulated in Winter, Biomechanics and
Motor Control of Human Movement, 4th ed. (2009), figure 4.1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from posecheck.geometry import Vec3, cross, dot, length, middle, minus, moved, unit
from posecheck.landmarks import Side
from posecheck.stretch import Figure, Grip, LimbPose
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
PALM = 0.012  # from the wrist's middle to its palm
# Where a wrist lies: ahead, outwards, along the trunk. On the belly it lies aside, so that the fingers lie flat.
ON_TRUNK = {Grip.BELLY: (0.048, 0.055, 0.045), Grip.CHEST: (0.15, PALM, 0.23)}
ARM = ("elbow", "wrist")
ON_BACK_DEG = 30.0  # a trunk this near level, face up or on the side, lies: its arms rest, they do not carry it
BED_HEIGHT, BED_EDGE = 0.3, 0.03  # the edge: ahead of the hips
# From where each view is drawn: azimuth (0 = behind the back or beyond the head, 90 = the right side, 180 = in front or
# at the foot end) and height above the horizon, degrees.
VIEWPOINTS = {
    View.SIDE: (90.0, 0.0),
    View.OBLIQUE: (112.0, 30.0),
    View.FRONT: (180.0, 0.0),
    View.BACK: (0.0, 0.0),
    View.ABOVE: (90.0, 90.0),
}

AHEAD: Vec3 = (1.0, 0.0, 0.0)
DOWN: Vec3 = (0.0, 0.0, -1.0)


@dataclass(frozen=True, slots=True)
class Build:
    """The lengths of a body's segments, as shares of body height; the average where nothing else is known.

    Attributes:
        thigh, shank, foot, upper_arm, forearm: of either side.
        half_hips, half_shoulders: from the middle to each joint.
    """

    thigh: float = THIGH
    shank: float = SHANK
    foot: float = FOOT
    upper_arm: float = UPPER_ARM
    forearm: float = FOREARM
    half_hips: float = HALF_HIPS
    half_shoulders: float = HALF_SHOULDERS


AVERAGE = Build()


def _mix(a: Vec3, b: Vec3, angle_deg: float) -> Vec3:
    """Vector a turned towards b (square to it) by an angle."""
    c, s = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    return (c * a[0] + s * b[0], c * a[1] + s * b[1], c * a[2] + s * b[2])


def _square_to(a: Vec3, axis: Vec3) -> Vec3:
    """The part of a that is square to a unit axis, as a unit vector."""
    return unit(moved(a, axis, -dot(a, axis)))


def _leg(hip: Vec3, pose: LimbPose, outward: float, build: Build) -> dict[str, Vec3]:
    """Knee, ankle and toes. The body's frame: x ahead, y left, z along the trunk."""
    thigh = _mix(_mix(DOWN, AHEAD, pose.hip_flexion), (0.0, outward, 0.0), pose.hip_abduction)
    back = _square_to(_mix((-1.0, 0.0, 0.0), DOWN, pose.hip_flexion), thigh)
    inward = cross(thigh, back)
    inward = inward if inward[1] * outward < 0 else moved((0.0, 0.0, 0.0), inward, -1.0)
    # Turning the thigh outwards carries the foot of a bent knee towards the other leg.
    heelward = _mix(back, inward, pose.hip_rotation)
    shank = _mix(thigh, heelward, pose.knee_flexion)
    toeward = _mix(moved((0.0, 0.0, 0.0), heelward, -1.0), thigh, pose.knee_flexion)
    up_the_shin = moved((0.0, 0.0, 0.0), shank, -1.0)
    knee = moved(hip, thigh, build.thigh)
    ankle = moved(knee, shank, build.shank)
    return {
        "knee": knee,
        "ankle": ankle,
        "toe": moved(ankle, _mix(toeward, up_the_shin, pose.ankle_dorsiflexion), build.foot),
    }


def _free_arm(shoulder: Vec3, pose: LimbPose, outward: float, build: Build) -> dict[str, Vec3]:
    upper = _mix(_mix(DOWN, AHEAD, pose.shoulder_flexion), (0.0, outward, 0.0), pose.shoulder_abduction)
    elbow = moved(shoulder, upper, build.upper_arm)
    forearm = _mix(upper, _mix(DOWN, AHEAD, pose.shoulder_flexion + 90.0), pose.elbow_flexion)
    return {"elbow": elbow, "wrist": moved(elbow, forearm, build.forearm)}


def _reaching_arm(shoulder: Vec3, hand: Vec3, outward: float, build: Build) -> dict[str, Vec3]:
    """An arm whose hand rests somewhere, or points there where it is too far; the elbow bends outwards and back."""
    way = minus(hand, shoulder)
    along, reach = unit(way), min(length(way), build.upper_arm + build.forearm)
    upper_along = (build.upper_arm**2 - build.forearm**2 + reach**2) / (2 * reach)
    aside = math.sqrt(max(0.0, build.upper_arm**2 - upper_along**2))
    elbow = moved(moved(shoulder, along, upper_along), _square_to((-0.6, outward, 0.0), along), aside)
    return {"elbow": elbow, "wrist": moved(shoulder, along, reach)}


def _gripped(grip: Grip, own: Mapping[str, Vec3], other: Mapping[str, Vec3], outward: float) -> Vec3:
    if grip in ON_TRUNK:
        ahead, aside, along = ON_TRUNK[grip]
        return (ahead, outward * aside, along)
    part = grip.value.removeprefix("other ")
    leg = own if part == grip.value else other
    return middle(leg["hip"], leg["knee"]) if part == "thigh" else leg[part]


def _body(figure: Figure, build: Build) -> dict[str, Vec3]:
    """Every joint in the body's frame, from the middle of the hips."""
    legs, sides = {}, {Side.RIGHT: figure.active, Side.LEFT: figure.other}
    for side, pose in sides.items():
        outward = 1.0 if side is Side.LEFT else -1.0
        hip: Vec3 = (0.0, outward * build.half_hips, 0.0)
        legs[side] = _rolled({"hip": hip, **_leg(hip, pose, outward, build)}, figure.twist)
    neck: Vec3 = (0.0, 0.0, TRUNK)
    body = {"head": moved(neck, _mix((0.0, 0.0, 1.0), AHEAD, figure.neck_flexion), NECK_AND_HEAD)}
    for side, pose in sides.items():
        outward = 1.0 if side is Side.LEFT else -1.0
        shoulder: Vec3 = (0.0, outward * build.half_shoulders, TRUNK)
        if pose.hand is None:
            arm = _free_arm(shoulder, pose, outward, build)
        else:
            hand = _gripped(pose.hand, legs[side], legs[side.other], outward)
            arm = _reaching_arm(shoulder, hand, outward, build)
        body.update({f"{side.value} {name}": p for name, p in {**legs[side], "shoulder": shoulder, **arm}.items()})
    return body


def joints(figure: Figure, build: Build = AVERAGE) -> Mapping[str, Vec3]:
    """Where the figure's joints are, at exactly the reference angles.

    Args:
        figure: the reference angles. The active side is the right one.
        build: the lengths of the body's segments.

    Returns:
        By name ("head", "left knee", …), in body heights: x ahead, y to the body's left, z up, the floor at 0.
    """
    return _on_floor(figure, _leaned(figure, build))


def laid(figure: Figure, build: Build = AVERAGE) -> Mapping[str, Vec3]:
    """As `joints`, for a picture: arms that would hang lower than a lying body rest on the floor beside it."""
    leaned = _leaned(figure, build)
    lies = abs(figure.trunk_inclination + 90.0) <= ON_BACK_DEG
    arms = {name: point for name, point in leaned.items() if lies and name.endswith(ARM)}
    rest = _on_floor(figure, {name: point for name, point in leaned.items() if name not in arms})
    lift = rest["head"][2] - leaned["head"][2]
    down = {name: (x, y, max(z + lift, RESTING[name.split()[-1]])) for name, (x, y, z) in arms.items()}
    return {**rest, **down}


def _leaned(figure: Figure, build: Build) -> dict[str, Vec3]:
    """Turned as it lies or stands, about the middle of the hips."""
    lean = math.radians(figure.trunk_inclination)
    c, sine = math.cos(lean), math.sin(lean)
    rolled = _rolled(_body(figure, build), figure.roll)
    return {name: (c * x + sine * z, y, c * z - sine * x) for name, (x, y, z) in rolled.items()}


def _on_floor(figure: Figure, points: Mapping[str, Vec3]) -> dict[str, Vec3]:
    """Lifted until the lowest of them touches the floor, or the bed."""
    lift = _lift(points)
    if figure.bed:
        on_it = {name: point for name, point in points.items() if point[0] < BED_EDGE}
        lift = max(lift, _lift(on_it) + BED_HEIGHT)
    return {name: (x, y, z + lift) for name, (x, y, z) in points.items()}


def _rolled(points: Mapping[str, Vec3], angle_deg: float) -> dict[str, Vec3]:
    """Turned about the trunk, in the body's frame; + carries the right side to the front."""
    c, s = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    return {name: (c * x - s * y, s * x + c * y, z) for name, (x, y, z) in points.items()}


def _lift(points: Mapping[str, Vec3]) -> float:
    """How far up these must go so that none is lower than it can lie."""
    return max(RESTING[name.split()[-1]] - z for name, (_, _, z) in points.items())


def drawn(point: Vec3, view: View) -> Vec3:
    """A point as it is drawn.

    Args:
        point: x ahead, y to the left, z up.
        view: from where it is drawn. From the side the right side is near and the figure faces right; from the front
            its left is on the right.

    Returns:
        To the right of the picture, up, and towards the viewer; without perspective.
    """
    azimuth, height = (math.radians(angle) for angle in VIEWPOINTS[view])
    x, y, z = point
    near = -math.cos(azimuth) * x - math.sin(azimuth) * y
    right = math.sin(azimuth) * x - math.cos(azimuth) * y
    return (right, math.cos(height) * z - math.sin(height) * near, math.cos(height) * near + math.sin(height) * z)
