"""The measures: what can be read off one body in one frame, each with its zero and its sign.

All are true angles and distances in space, read off the lifted joint centres, so they mean the same from every side.
Each comes with the error to expect of it; whether it can be trusted follows from that.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from posecheck.geometry import (
    angle_deg,
    cross,
    dot,
    elevation_deg,
    length,
    minus,
    turn_about_deg,
    unit,
)
from posecheck.landmarks import Landmark, Reason, Side, Unknown, joint
from posecheck.lift import LiftedBody
from posecheck.view import level_ahead


@dataclass(frozen=True, slots=True)
class Measured:
    """A value that could be read.

    Attributes:
        value: degrees, or a ratio.
        error: the mean absolute error to expect of it, in the same unit.
        doubt: why it should not be trusted; None where it may be.
    """

    value: float
    error: float = 0.0
    doubt: Unknown | None = None

    @property
    def trusted(self) -> bool:
        """Whether it may be said, and used by checks."""
        return self.doubt is None


Reading = Measured | Unknown


def _hip_flexion(body: LiftedBody, side: Side) -> float:
    flank, thigh = body.segment("hip", "shoulder", side), body.segment("hip", "knee", side)
    # Flexing turns the thigh from "in line" forwards, which is left-handed about the axis that points to the left.
    return 180.0 - turn_about_deg(flank, thigh, body.across("hip")) % 360.0


def _hip_flexion_in_space(body: LiftedBody, side: Side) -> float:
    flank, thigh = body.segment("hip", "shoulder", side), body.segment("hip", "knee", side)
    included = angle_deg(flank, thigh)
    forward = cross(body.across("hip"), body.trunk())
    # "Behind" counts from the flank's own line, which leans outwards from the trunk's.
    straight = unit(flank)
    level = minus(forward, (straight[0] * dot(forward, straight), straight[1] * dot(forward, straight),
                            straight[2] * dot(forward, straight)))  # fmt: skip
    behind = dot(thigh, level) < 0.0 and included > 90.0
    return included - 180.0 if behind else 180.0 - included


def _knee_flexion(body: LiftedBody, side: Side) -> float:
    return 180.0 - angle_deg(body.segment("knee", "hip", side), body.segment("knee", "ankle", side))


def _elbow_flexion(body: LiftedBody, side: Side) -> float:
    return 180.0 - angle_deg(body.segment("elbow", "shoulder", side), body.segment("elbow", "wrist", side))


def _ankle_dorsiflexion(body: LiftedBody, side: Side) -> float:
    return 90.0 - angle_deg(body.segment("ankle", "knee", side), body.segment("heel", "foot_index", side))


def _hip_abduction(body: LiftedBody, side: Side) -> float:
    outward = unit(body.across("hip"))
    sine = dot(unit(body.segment("hip", "knee", side)), outward) * (1.0 if side is Side.LEFT else -1.0)
    return math.degrees(math.asin(max(-1.0, min(1.0, sine))))


def _thigh_elevation(body: LiftedBody, side: Side) -> float:
    return elevation_deg(body.segment("hip", "knee", side))


def _shank_inclination(body: LiftedBody, side: Side) -> float:
    shin = body.segment("ankle", "knee", side)
    return math.degrees(math.atan2(level_ahead(body, shin), abs(shin[2])))


def _leg_inclination(body: LiftedBody, side: Side) -> float:
    return 90.0 - abs(elevation_deg(body.segment("hip", "ankle", side)))


def _ankle_to_knee(body: LiftedBody, side: Side) -> float:
    thigh = length(body.segment("hip", "knee", side.other))
    return length(minus(body.point("ankle", side), body.point("knee", side.other))) / max(thigh, 0.01)


def _knee_ahead(body: LiftedBody, side: Side) -> float:
    return level_ahead(body, body.segment("ankle", "knee", side)) / max(length(body.trunk()), 0.01)


def _trunk_inclination(body: LiftedBody) -> float:
    trunk = body.trunk()
    return math.degrees(math.atan2(level_ahead(body, trunk), trunk[2]))


def _spread(name: str) -> Callable[[LiftedBody], float]:
    def ratio(body: LiftedBody) -> float:
        return length(body.across(name)) / max(length(body.across("hip")), 0.01)

    return ratio


def _thigh_difference(body: LiftedBody) -> float:
    left, right = (_thigh_elevation(body, side) for side in Side)
    return abs(left - right)


def _pelvis_tilt(body: LiftedBody) -> float:
    return abs(elevation_deg(body.across("hip")))


def _hip_roll(body: LiftedBody) -> float:
    return 90.0 - _pelvis_tilt(body)


def _pelvis_lift(body: LiftedBody) -> float:
    return body.pelvis_lift


@dataclass(frozen=True, slots=True)
class Measure:
    """What a measure is.

    Attributes:
        name: as in stretch files.
        joints: the joints it is made of, without side.
        tolerance: it is trusted only where its expected error is at most this, in its unit.
        zero: what a value of 0 means.
        positive: what a positive value means.
        unit: ``"deg"`` or ``"ratio"``.
        of_side: how it is read for one side, or
        of_body: how it is read for the whole body.
    """

    name: str
    joints: tuple[str, ...]
    tolerance: float
    zero: str
    positive: str
    unit: str = "deg"
    of_side: Callable[[LiftedBody, Side], float] | None = None
    of_body: Callable[[LiftedBody], float] | None = None

    @property
    def paired(self) -> bool:
        """Whether left and right have a value each."""
        return self.of_side is not None


# Targets tolerate ±10° in a true side view, ±15° otherwise. A mean error of 9° keeps nine of ten within twice that.
ANGLE_DEG = 9.0
LEG = ("hip", "knee", "ankle")

MEASURES: Mapping[str, Measure] = {
    m.name: m
    for m in (
        Measure("hip_flexion", ("shoulder", "hip", "knee"), ANGLE_DEG, "thigh in line with the trunk",
                "thigh towards the belly, in the plane normal to the hip axis", of_side=_hip_flexion),
        Measure("hip_flexion_in_space", ("shoulder", "hip", "knee"), ANGLE_DEG, "thigh in line with the flank",
                "thigh towards the belly, whichever way", of_side=_hip_flexion_in_space),
        Measure("knee_flexion", LEG, ANGLE_DEG, "straight leg", "bent knee", of_side=_knee_flexion),
        Measure("hip_abduction", ("hip", "knee"), ANGLE_DEG, "thigh square to the hip axis",
                "thigh away from the other", of_side=_hip_abduction),
        Measure("thigh_elevation", ("hip", "knee"), ANGLE_DEG, "thigh level", "knee higher than the hip",
                of_side=_thigh_elevation),
        Measure("shank_inclination", ("knee", "ankle"), ANGLE_DEG, "shin upright",
                "knee ahead of the ankle (on the back: nearer the feet's end)", of_side=_shank_inclination),
        Measure("leg_inclination", LEG, ANGLE_DEG, "ankle straight above or below the hip", "tilted",
                of_side=_leg_inclination),
        Measure("ankle_dorsiflexion", ("knee", "ankle", "heel", "foot_index"), 12.0, "foot square to the shin",
                "toes towards the shin", of_side=_ankle_dorsiflexion),
        Measure("elbow_flexion", ("shoulder", "elbow", "wrist"), 12.0, "straight arm", "bent elbow",
                of_side=_elbow_flexion),
        Measure("ankle_to_knee", LEG, 0.25, "ankle on the other knee", "away from it, in lengths of the other thigh",
                unit="ratio", of_side=_ankle_to_knee),
        Measure("knee_ahead", ("knee", "ankle"), 0.15, "knee straight above the ankle",
                "knee ahead of the ankle, in torso lengths", unit="ratio", of_side=_knee_ahead),
        Measure("trunk_inclination", ("shoulder", "hip"), ANGLE_DEG, "trunk upright",
                "leaning forward; −90 lies on the back, +90 on the belly", of_body=_trunk_inclination),
        Measure("knee_spread", ("hip", "knee"), 0.7, "knees together", "distance of the knees / of the hips",
                unit="ratio", of_body=_spread("knee")),
        Measure("ankle_spread", ("hip", "ankle"), 0.7, "ankles together", "distance of the ankles / of the hips",
                unit="ratio", of_body=_spread("ankle")),
        Measure("thigh_elevation_difference", ("hip", "knee"), ANGLE_DEG, "both thighs at one height",
                "one knee higher than the other", of_body=_thigh_difference),
        Measure("pelvis_tilt", ("hip",), ANGLE_DEG, "hips level", "one hip higher than the other",
                of_body=_pelvis_tilt),
        Measure("hip_roll", ("hip",), ANGLE_DEG, "one hip straight above the other", "rolled forward or back",
                of_body=_hip_roll),
        Measure("pelvis_lift", ("hip",), 0.12, "pelvis on the floor", "off it, in torso lengths", unit="ratio",
                of_body=_pelvis_lift),
    )
}  # fmt: skip


def reading_key(name: str, side: Side | None) -> str:
    """The name of a reading: ``"hip_flexion.left"``, or ``"trunk_inclination"`` for the whole body."""
    return f"{name}.{side.value}" if side else name


def _doubt(measure: Measure, side: Side | None, error: float, doubts: Mapping[Landmark, Unknown]) -> Unknown | None:
    sides = (side,) if side else tuple(Side)
    for mark in (joint(name, s) for s in sides for name in measure.joints):
        if mark in doubts:
            return doubts[mark]
    if error > measure.tolerance:
        part = measure.joints[len(measure.joints) // 2]
        return Unknown(Reason.UNSURE, f"{side.value} {part}" if side else f"{part}s")
    return None


def read_measures(body: LiftedBody, doubts: Mapping[Landmark, Unknown]) -> dict[str, Reading]:
    """Reads every measure off one body.

    Args:
        body: its joint centres.
        doubts: joints not to be believed, and why.

    Returns:
        By name with side: a value, trusted or not.
    """
    readings: dict[str, Reading] = {}
    for measure in MEASURES.values():
        for side in tuple(Side) if measure.paired else (None,):
            key = reading_key(measure.name, side)
            if measure.of_side is not None and side is not None:
                value = measure.of_side(body, side)
            else:
                assert measure.of_body is not None
                value = measure.of_body(body)
            error = body.expected_error.get(key, 0.0)
            readings[key] = Measured(value, error, _doubt(measure, side, error, doubts))
    return readings
