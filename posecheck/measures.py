"""The measures: what can be read off one body in one frame, each with its zero and its sign.

All are true angles and distances in space, read off the lifted joint centres, so they mean the same from every side.
Each comes with the error to expect of it; whether it can be trusted follows from that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from posecheck import limbs, trunk
from posecheck.landmarks import Landmark, Reason, Side, Unknown, joint
from posecheck.lift import LiftedBody


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
        of_body: how it is read for the whole body; neither where one body cannot tell.
        error_like: where its own error was not learned: the measure whose error it follows, and how many times that it
            is, found on rendered people left out of training (``docs/accuracy.md``).
    """

    name: str
    joints: tuple[str, ...]
    tolerance: float
    zero: str
    positive: str
    unit: str = "deg"
    of_side: Callable[[LiftedBody, Side], float] | None = None
    of_body: Callable[[LiftedBody], float] | None = None
    error_like: tuple[str, float] | None = None

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
                "thigh towards the belly, in the plane normal to the hip axis", of_side=limbs.hip_flexion),
        Measure("hip_flexion_in_space", ("shoulder", "hip", "knee"), ANGLE_DEG, "thigh in line with the flank",
                "thigh towards the belly, whichever way", of_side=limbs.hip_flexion_in_space),
        Measure("knee_flexion", LEG, ANGLE_DEG, "straight leg", "bent knee", of_side=limbs.knee_flexion),
        Measure("hip_abduction", ("hip", "knee"), ANGLE_DEG, "thigh square to the hip axis",
                "thigh away from the other", of_side=limbs.hip_abduction),
        Measure("thigh_elevation", ("hip", "knee"), ANGLE_DEG, "thigh level", "knee higher than the hip",
                of_side=limbs.thigh_elevation),
        Measure("shank_inclination", ("knee", "ankle"), ANGLE_DEG, "shin upright",
                "knee ahead of the ankle (on the back: nearer the feet's end)", of_side=limbs.shank_inclination),
        Measure("leg_inclination", LEG, ANGLE_DEG, "ankle straight above or below the hip", "tilted",
                of_side=limbs.leg_inclination),
        Measure("ankle_dorsiflexion", ("knee", "ankle", "heel", "foot_index"), 12.0, "foot square to the shin",
                "toes towards the shin", of_side=limbs.ankle_dorsiflexion),
        Measure("elbow_flexion", ("shoulder", "elbow", "wrist"), 12.0, "straight arm", "bent elbow",
                of_side=limbs.elbow_flexion),
        Measure("ankle_to_knee", LEG, 0.25, "ankle on the other knee", "away from it, in lengths of the other thigh",
                unit="ratio", of_side=limbs.ankle_to_knee),
        Measure("knee_ahead", ("knee", "ankle"), 0.15, "knee straight above the ankle",
                "knee ahead of the ankle, in torso lengths", unit="ratio", of_side=limbs.knee_ahead),
        Measure("trunk_inclination", ("shoulder", "hip"), ANGLE_DEG, "trunk upright",
                "leaning forward; −90 lies on the back, +90 on the belly", of_body=trunk.trunk_inclination),
        Measure("knee_spread", ("hip", "knee"), 0.7, "knees together", "distance of the knees / of the hips",
                unit="ratio", of_body=trunk.spread("knee")),
        Measure("ankle_spread", ("hip", "ankle"), 0.7, "ankles together", "distance of the ankles / of the hips",
                unit="ratio", of_body=trunk.spread("ankle")),
        Measure("thigh_elevation_difference", ("hip", "knee"), ANGLE_DEG, "both thighs at one height",
                "one knee higher than the other", of_body=trunk.thigh_elevation_difference),
        Measure("pelvis_tilt", ("hip",), ANGLE_DEG, "hips level", "one hip higher than the other",
                of_body=trunk.pelvis_tilt),
        Measure("hip_roll", ("hip",), ANGLE_DEG, "one hip straight above the other", "rolled forward or back",
                of_body=trunk.hip_roll),
        Measure("pelvis_lift", ("hip",), 0.12, "pelvis on the floor", "off it, in torso lengths", unit="ratio",
                of_body=trunk.pelvis_lift),
        Measure("shoulder_tilt", ("shoulder",), ANGLE_DEG, "shoulders level", "one shoulder higher than the other",
                of_body=trunk.shoulder_tilt, error_like=("pelvis_tilt", 1.2)),
        # Never trusted: on rendered people turns of 40° and more are read as 8°.
        Measure("trunk_twist", ("shoulder", "hip"), 0.0, "shoulders square over the hips",
                "turned against them, about the trunk", of_body=trunk.trunk_twist, error_like=("hip_flexion", 0.3)),
        Measure("trunk_side_lean", ("shoulder", "hip"), ANGLE_DEG, "trunk leans to neither side", "leaning to one",
                of_body=trunk.trunk_side_lean, error_like=("trunk_inclination", 1.0)),
        Measure("hips_ahead", ("hip", "knee"), 0.15, "hips straight above or below the knees",
                "hips ahead of the knees, in torso lengths", unit="ratio", of_body=trunk.hips_ahead,
                error_like=("hip_flexion", 0.007)),
        Measure("upper_arm_inclination", ("shoulder", "elbow"), 12.0, "upper arm hangs straight down",
                "elbow ahead of the shoulder", of_side=limbs.upper_arm_inclination, error_like=("elbow_flexion", 1.5)),
        Measure("neck_flexion", ("ear", "shoulder", "hip"), ANGLE_DEG, "ears in line with the trunk",
                "chin towards the chest", of_body=trunk.neck_flexion, error_like=("trunk_inclination", 2.0)),
        Measure("head_ahead", ("ear", "shoulder"), ANGLE_DEG, "ears straight above the shoulders",
                "head ahead of the shoulders", of_body=trunk.head_ahead, error_like=("trunk_inclination", 1.9)),
        Measure("ear_shoulder_gap", ("ear", "shoulder"), 0.06, "ears level with the shoulders",
                "ears above them along the trunk, in torso lengths", unit="ratio", of_body=trunk.ear_shoulder_gap,
                error_like=("hip_flexion", 0.008)),
        Measure("ankle_height_difference", ("ankle",), 0.15, "both ankles at one height",
                "one ankle higher than the other, in torso lengths", unit="ratio",
                of_body=trunk.ankle_height_difference, error_like=("knee_flexion", 0.007)),
        Measure("knee_over_toe", ("knee", "foot_index"), 0.15, "knee straight over the toes",
                "knee outward of the toes, in torso lengths; negative caves in", unit="ratio",
                of_side=limbs.knee_over_toe, error_like=("ankle_to_knee", 1.0)),
        Measure("heel_lift", ("heel", "foot_index"), 0.1, "heel and toes at one height",
                "heel above the toes, in torso lengths", unit="ratio", of_side=limbs.heel_lift,
                error_like=("ankle_dorsiflexion", 0.008)),
        # Not read off one body: how hips and knees moved over the last seconds. Only a stream can tell.
        Measure("movement", ("hip", "knee"), 0.1, "still", "moving, in torso lengths a second", unit="ratio"),
        Measure("drift", ("hip", "knee"), 0.1, "where it just was", "away from there, in torso lengths", unit="ratio"),
    )
}  # fmt: skip


def reading_key(name: str, side: Side | None) -> str:
    """The name of a reading: ``"hip_flexion.left"``, or ``"trunk_inclination"`` for the whole body."""
    return f"{name}.{side.value}" if side else name


@dataclass(frozen=True, slots=True)
class _Gauge:
    """A measure of one side, or of the whole body, with all that is the same in every frame.

    Attributes:
        key: the reading's name.
        value: reads it off a body; None where one body cannot tell.
        marks: the joints it is made of.
        tolerance: as in the measure.
        error_keys: the learned errors its own follows: the worst of them,
        error_times: so many times.
        unsure: what is said where the error is beyond the tolerance.
    """

    key: str
    value: Callable[[LiftedBody], float] | None
    marks: tuple[Landmark, ...]
    tolerance: float
    error_keys: tuple[str, ...]
    error_times: float
    unsure: Unknown

    @classmethod
    def of(cls, measure: Measure, side: Side | None) -> _Gauge:
        """The gauge of a measure and one of its sides."""
        like, times = measure.error_like or (measure.name, 1.0)
        # What both sides' joints make is no better than the worse side.
        sides = (side,) if side or not MEASURES[like].paired else tuple(Side)
        part = measure.joints[len(measure.joints) // 2]
        return cls(
            key=reading_key(measure.name, side),
            value=_reader(measure, side),
            marks=tuple(joint(name, s) for s in ((side,) if side else tuple(Side)) for name in measure.joints),
            tolerance=measure.tolerance,
            error_keys=tuple(reading_key(like, s) for s in sides),
            error_times=times,
            unsure=Unknown(Reason.UNSURE, f"{side.value} {part}" if side else f"{part}s"),
        )

    def read(self, body: LiftedBody, doubts: Mapping[Landmark, Unknown]) -> Reading:
        """What it says of one body."""
        if self.value is None:
            return Unknown(Reason.NO_STREAM)
        error = self.error_times * max([body.expected_error.get(key, 0.0) for key in self.error_keys])
        return Measured(self.value(body), error, self._doubt(error, doubts))

    def _doubt(self, error: float, doubts: Mapping[Landmark, Unknown]) -> Unknown | None:
        for mark in self.marks:
            if mark in doubts:
                return doubts[mark]
        return self.unsure if error > self.tolerance else None


def _reader(measure: Measure, side: Side | None) -> Callable[[LiftedBody], float] | None:
    of_side = measure.of_side
    if of_side is None or side is None:
        return measure.of_body
    return lambda body: of_side(body, side)


_GAUGES = tuple(_Gauge.of(m, side) for m in MEASURES.values() for side in (tuple(Side) if m.paired else (None,)))


def read_measures(body: LiftedBody, doubts: Mapping[Landmark, Unknown]) -> dict[str, Reading]:
    """Reads every measure off one body.

    Args:
        body: its joint centres.
        doubts: joints not to be believed, and why.

    Returns:
        By name with side: a value, trusted or not; unknown where one body cannot tell.
    """
    return {gauge.key: gauge.read(body, doubts) for gauge in _GAUGES}
