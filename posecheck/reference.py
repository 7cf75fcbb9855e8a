"""The figure of a position somebody held, and what kind of position it is."""

from __future__ import annotations

from dataclasses import replace

from posecheck.figure import RESTING, THIGH, joints
from posecheck.geometry import length, minus
from posecheck.landmarks import Side
from posecheck.measures import MEASURES, reading_key
from posecheck.recorder import Recording
from posecheck.stretch import Figure, LimbPose
from posecheck.view import View
from posecheck.who import expected_posture

UNEVEN_DEG = 25.0  # legs further apart than this are in different positions
ON_SIDE_DEG = 45.0  # hip line this far off level
ASIDE_DEG = 30.0  # thighs this far out are hidden by each other from the side
CLEAR = 0.005  # body heights between head and floor; both are estimates
TURNS_DEG = [float(turn) for turn in range(-30, 91, 5)]  # how far a thigh turns outwards


def uneven_side(recording: Recording) -> Side | None:
    """The side whose leg is further from straight, where the legs are in different positions; else None."""
    names = ("hip_flexion", "knee_flexion", "hip_abduction")
    pairs = [[recording.held.get(reading_key(name, side)) for side in Side] for name in names]
    both = [(left.median, right.median) for left, right in pairs if left and right]
    if not any(abs(left - right) > UNEVEN_DEG for left, right in both):
        return None
    left, right = (sum(abs(values[i]) for values in both) for i in range(2))
    return Side.LEFT if left > right else Side.RIGHT


def _limb_pose(recording: Recording, side: Side) -> LimbPose:
    def value(name: str) -> float:
        """Of that side; where it was not seen, of the other."""
        held = [recording.held.get(reading_key(name, s)) for s in (side, side.other)]
        return next((float(round(h.median)) for h in held if h is not None), 0.0)

    pose = LimbPose(
        hip_flexion=value("hip_flexion"),
        hip_abduction=value("hip_abduction"),
        knee_flexion=value("knee_flexion"),
        ankle_dorsiflexion=value("ankle_dorsiflexion"),
        elbow_flexion=value("elbow_flexion"),
    )
    if any(reading_key("upper_arm_inclination", s) in recording.held for s in Side):
        along = recording.held["trunk_inclination"].median
        pose = replace(pose, shoulder_flexion=float(round(value("upper_arm_inclination") + along)))
    return pose


def _ankle_to_knee(figure: Figure, side: Side) -> float:
    points = joints(figure)
    return length(minus(points[f"{side.value} ankle"], points[f"{side.other.value} knee"])) / THIGH


def _turned(figure: Figure, recording: Recording, side: Side) -> Figure:
    """The figure with its thighs turned outwards as far as brings each ankle where it was."""
    held = [recording.held.get(reading_key("ankle_to_knee", s)) for s in (side, side.other)]

    def misses(way: Figure) -> float:
        """How far its ankles, the active (right) one first, are from where they were."""
        drawn = (_ankle_to_knee(way, Side.RIGHT), _ankle_to_knee(way, Side.LEFT))
        return sum(abs(ratio - h.median) for ratio, h in zip(drawn, held, strict=True) if h is not None)

    ways = [figure, *(replace(figure, active=replace(figure.active, hip_rotation=turn)) for turn in TURNS_DEG)]
    figure = min(ways, key=misses)
    ways = [figure, *(replace(figure, other=replace(figure.other, hip_rotation=turn)) for turn in TURNS_DEG)]
    return min(ways, key=misses)


def _head_free(figure: Figure) -> Figure:
    """The figure with its neck bent as far as keeps the head from carrying the body."""
    ways = (replace(figure, neck_flexion=figure.neck_flexion + more) for more in range(0, 65, 5))
    return next((way for way in ways if joints(way)["head"][2] > RESTING["head"] + CLEAR), figure)


def reference_figure(recording: Recording, side: Side | None) -> Figure:
    """The picture of the position recorded.

    Args:
        recording: the position.
        side: the side that was held; None for a stretch of both sides at once.

    Returns:
        The figure. What was not seen of one side is drawn as on the other; what was on neither, as standing straight.
    """
    active = side or Side.LEFT
    legs = [_limb_pose(recording, s) for s in (active, active.other)]
    body = {name: round(h.median) for name, h in recording.held.items() if not MEASURES[name.split(".")[0]].paired}
    tilt = body.get("pelvis_tilt", 0)
    aside = any(abs(leg.hip_abduction) >= ASIDE_DEG for leg in legs)
    figure = Figure(
        view=View.OBLIQUE if aside or recording.view is View.BACK else recording.view,
        trunk_inclination=float(body["trunk_inclination"]),
        neck_flexion=float(body.get("neck_flexion", 0)),
        active=legs[0],
        other=legs[1],
        roll=float(tilt) if tilt > ON_SIDE_DEG else 0.0,
    )
    return _head_free(_turned(figure, recording, active))


def position_of(figure: Figure) -> str:
    """How a figure is held, as the library sorts it, for example ``"supine"``."""
    if abs(figure.trunk_inclination) > 45.0:
        if figure.roll:
            return "side-lying"
        return "supine" if figure.trunk_inclination < 0.0 else "prone"
    height = expected_posture(figure).hip_height
    return "standing" if height > 0.75 else "kneeling" if height > 0.25 else "seated"
