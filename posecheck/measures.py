"""The measures: what can be read off one body in one frame, each with its zero, its sign and the views it needs.

In side view angles are taken in the image plane ("projected"): on rendered lying and kneeling people the near leg is
then within 4–9° on average, against 7–14° from the world landmarks. In other views the world landmarks are all there
is; such values are shown, but not trusted, unless a measure says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from posecheck.body import Body
from posecheck.geometry import (
    Vec3,
    angle_deg,
    cross,
    elevation_deg,
    lean_deg,
    length,
    minus,
    minus2,
    turn_about_deg,
    turn_deg,
    wrapped_deg,
)
from posecheck.landmarks import Landmark, LandmarkFrame, Reason, Side, Unknown, joint
from posecheck.view import BodyView, View

UPWARD: Vec3 = (0.0, -1.0, 0.0)
# MediaPipe's hip and shoulder points are not joint centres: in side view the projected hip reads too straight by 5.4°
# (near leg) and 4.4° (far leg), medians over 5,100 rendered pictures of nine people in 21 positions, 2–10° by person.
HIP_READS_TOO_STRAIGHT_DEG = 5.0


@dataclass(frozen=True, slots=True)
class Measured:
    """A value that could be read.

    Attributes:
        value: degrees, or a ratio.
        doubt: why it should not be trusted; None where it may be.
    """

    value: float
    doubt: Unknown | None = None

    @property
    def trusted(self) -> bool:
        """Whether checks may use it."""
        return self.doubt is None


Reading = Measured | Unknown


def _hip_flexion(body: Body, side: Side) -> float:
    if body.view.view is View.SIDE:
        turn = turn_deg(body.segment2("hip", "shoulder", side), body.segment2("hip", "knee", side)) * body.view.facing
        return wrapped_deg(180.0 - turn % 360.0 + HIP_READS_TOO_STRAIGHT_DEG)
    trunk, thigh = body.segment3("hip", "shoulder", side), body.segment3("hip", "knee", side)
    # Flexing turns the thigh from "in line" forwards, which is left-handed about the axis that points to the left.
    return wrapped_deg(180.0 - turn_about_deg(trunk, thigh, body.leftward3()) % 360.0)


def _included(body: Body, a: str, b: str, c: str, side: Side) -> float:
    if body.view.view is View.SIDE:
        return angle_deg(body.segment2(b, a, side), body.segment2(b, c, side))
    return angle_deg(body.segment3(b, a, side), body.segment3(b, c, side))


def _knee_flexion(body: Body, side: Side) -> float:
    return 180.0 - _included(body, "hip", "knee", "ankle", side)


def _elbow_flexion(body: Body, side: Side) -> float:
    return 180.0 - _included(body, "shoulder", "elbow", "wrist", side)


def _ankle_dorsiflexion(body: Body, side: Side) -> float:
    if body.view.view is View.SIDE:
        return 90.0 - angle_deg(body.segment2("ankle", "knee", side), body.segment2("heel", "foot_index", side))
    return 90.0 - angle_deg(body.segment3("ankle", "knee", side), body.segment3("heel", "foot_index", side))


def _hip_abduction(body: Body, side: Side) -> float:
    down = minus((0.0, 0.0, 0.0), body.trunk3())
    outward = 1.0 if side is Side.LEFT else -1.0
    forward = cross(body.leftward3(), body.trunk3())
    # In the frontal plane, the plane normal to "forward".
    return outward * turn_about_deg(down, body.segment3("hip", "knee", side), forward)


def _thigh_elevation(body: Body, side: Side) -> float:
    if body.view.view is View.SIDE:
        return elevation_deg(body.segment2("hip", "knee", side))
    return elevation_deg(body.segment3("hip", "knee", side))


def _shank_inclination(body: Body, side: Side) -> float:
    if body.view.view is View.SIDE:
        return lean_deg(body.segment2("ankle", "knee", side), body.ahead)
    x3, y3, z3 = body.segment3("ankle", "knee", side)
    return lean_deg((length((x3, z3)), -abs(y3)), 1.0)


def _leg_inclination(body: Body, side: Side) -> float:
    if body.view.view is View.SIDE:
        return 90.0 - abs(elevation_deg(body.segment2("hip", "ankle", side)))
    return 90.0 - abs(elevation_deg(body.segment3("hip", "ankle", side)))


def _trunk_inclination(body: Body) -> float:
    if body.view.view is View.SIDE:
        return lean_deg(minus2(body.middle2("shoulder"), body.middle2("hip")), body.ahead)
    trunk = body.trunk3()
    forward = cross(body.leftward3(), UPWARD)
    size = length(forward) or 1.0
    ahead = sum(t * f for t, f in zip(trunk, forward, strict=True)) / size
    return lean_deg((ahead, trunk[1]), 1.0)


def _spread(name: str) -> Callable[[Body], float]:
    def ratio(body: Body) -> float:
        hips = length(minus2(body.point2("hip", Side.LEFT), body.point2("hip", Side.RIGHT)))
        apart = length(minus2(body.point2(name, Side.LEFT), body.point2(name, Side.RIGHT)))
        return apart / max(hips, 1.0)

    return ratio


def _thigh_difference(body: Body) -> float:
    # In the picture: from the front the thighs' depth, which the world landmarks get wrong, does not matter to it.
    left, right = (elevation_deg(body.segment2("hip", "knee", side)) for side in Side)
    return abs(left - right)


def _pelvis_tilt(body: Body) -> float:
    x, y = minus2(body.point2("hip", Side.LEFT), body.point2("hip", Side.RIGHT))
    return elevation_deg((x, y))


@dataclass(frozen=True, slots=True)
class Measure:
    """What a measure is.

    Attributes:
        name: as in stretch files.
        joints: the joints it is made of, without side.
        views: the views in which its value may be trusted.
        impossible_in: the views in which it has no meaning at all.
        unit: ``"deg"`` or ``"ratio"``.
        zero: what a value of 0 means.
        positive: what a positive value means.
        of_side: how it is read for one side, or
        of_body: how it is read for the whole body.
    """

    name: str
    joints: tuple[str, ...]
    views: frozenset[View]
    zero: str
    positive: str
    impossible_in: frozenset[View] = frozenset()
    unit: str = "deg"
    of_side: Callable[[Body, Side], float] | None = None
    of_body: Callable[[Body], float] | None = None

    @property
    def paired(self) -> bool:
        """Whether left and right have a value each."""
        return self.of_side is not None


SIDE = frozenset({View.SIDE})
FRONT = frozenset({View.FRONT})
LEG = ("hip", "knee", "ankle")

MEASURES: Mapping[str, Measure] = {
    m.name: m
    for m in (
        Measure("hip_flexion", ("shoulder", "hip", "knee"), SIDE, "thigh in line with the trunk",
                "thigh towards the belly, in the plane normal to the hip axis", of_side=_hip_flexion),
        Measure("knee_flexion", LEG, SIDE, "straight leg", "bent knee", of_side=_knee_flexion),
        Measure("hip_abduction", ("hip", "knee"), FRONT, "thigh in line with the trunk, seen from the front",
                "thigh away from the other", impossible_in=SIDE, of_side=_hip_abduction),
        Measure("thigh_elevation", ("hip", "knee"), SIDE | FRONT, "thigh level", "knee higher than the hip",
                of_side=_thigh_elevation),
        Measure("shank_inclination", ("knee", "ankle"), SIDE, "shin upright",
                "knee ahead of the ankle (on the back: nearer the feet's end)", of_side=_shank_inclination),
        Measure("leg_inclination", LEG, SIDE, "ankle straight above or below the hip", "tilted",
                of_side=_leg_inclination),
        Measure("ankle_dorsiflexion", ("knee", "ankle", "heel", "foot_index"), SIDE, "foot square to the shin",
                "toes towards the shin", of_side=_ankle_dorsiflexion),
        Measure("elbow_flexion", ("shoulder", "elbow", "wrist"), SIDE, "straight arm", "bent elbow",
                of_side=_elbow_flexion),
        # From the world landmarks in front view: reads 6–20° too far forward on rendered sitting people, so checks
        # that use it there need wide limits.
        Measure("trunk_inclination", ("shoulder", "hip"), SIDE | FRONT, "trunk upright",
                "leaning forward; −90 lies on the back, +90 on the belly", of_body=_trunk_inclination),
        Measure("knee_spread", ("hip", "knee"), FRONT, "knees together", "distance of the knees / of the hips",
                impossible_in=SIDE, unit="ratio", of_body=_spread("knee")),
        Measure("ankle_spread", ("hip", "ankle"), FRONT, "ankles together", "distance of the ankles / of the hips",
                impossible_in=SIDE, unit="ratio", of_body=_spread("ankle")),
        Measure("thigh_elevation_difference", ("hip", "knee"), FRONT, "both thighs at one height",
                "one knee higher than the other", of_body=_thigh_difference),
        Measure("pelvis_tilt_in_view", ("hip",), FRONT, "hips level in the picture", "left hip higher",
                impossible_in=SIDE, of_body=_pelvis_tilt),
    )
}  # fmt: skip


def reading_key(name: str, side: Side | None) -> str:
    """The name of a reading: ``"hip_flexion.left"``, or ``"trunk_inclination"`` for the whole body."""
    return f"{name}.{side.value}" if side else name


def _read(measure: Measure, body: Body, side: Side | None, doubts: Mapping[Landmark, Unknown]) -> Reading:
    view = body.view.view
    if view in measure.impossible_in:
        return Unknown(Reason.WRONG_VIEW)
    sides = (side,) if side else tuple(Side)
    doubt = next((doubts[mark] for s in sides for name in measure.joints if (mark := joint(name, s)) in doubts), None)
    if doubt is None and view not in measure.views:
        doubt = Unknown(Reason.WRONG_VIEW)
    if measure.of_side is not None and side is not None:
        return Measured(measure.of_side(body, side), doubt)
    assert measure.of_body is not None
    return Measured(measure.of_body(body), doubt)


def read_measures(frame: LandmarkFrame, doubts: Mapping[Landmark, Unknown], view: BodyView) -> dict[str, Reading]:
    """Reads every measure off one frame.

    Args:
        frame: one body.
        doubts: joints not to be believed, and why.
        view: the camera's place.

    Returns:
        By name with side: a value, trusted or not, or why there is none.
    """
    body = Body(frame, view)
    return {
        reading_key(m.name, side): _read(m, body, side, doubts)
        for m in MEASURES.values()
        for side in (tuple(Side) if m.paired else (None,))
    }
