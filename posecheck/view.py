"""From where the camera sees the body, estimated from the lifted joint centres.

On rendered people never seen in training the azimuth found this way is some degrees off, except for legs-on views,
where MediaPipe itself often turns the body round: ``docs/accuracy.md`` has the figures.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from posecheck.geometry import UPWARD, Vec3, cross, dot, length
from posecheck.landmarks import LandmarkFrame, Side, joint
from posecheck.lift import LiftedBody

SIDE_WITHIN_DEG = 40.0  # of square to the side; the training pictures near the side reach as far
END_WITHIN_DEG = 25.0
ABOVE_FROM_DEG = 55.0
STAYS_DEG = 5.0  # so far beyond its edge a view stays what it was, so that a body near the edge does not flicker
TORSO_M = 0.48  # mid-hip to mid-shoulder; 0.43 to 0.53 over the ten rendered builds
FOCAL_PER_WIDTH = 0.8  # a field of view of 64°, between laptop cameras (55°) and phones (75°)
_TRUNK = [joint(name, side) for name in ("shoulder", "hip") for side in Side]


class View(str, Enum):
    """Which way the camera looks at the body."""

    SIDE = "side"
    OBLIQUE = "oblique"
    FRONT = "front"  # in front of an upright body, at the foot end of a lying one
    BACK = "back"  # behind it, at the head end
    ABOVE = "above"

    @property
    def word(self) -> str:
        """As in "the … view"."""
        return "top" if self is View.ABOVE else self.value


@dataclass(frozen=True, slots=True)
class BodyView:
    """The view of one frame.

    Attributes:
        view: which way the camera looks.
        near: the side of the body nearer the camera.
        facing: where the body's "ahead" points: +1 the right of the picture, −1 the left. Ahead is where an upright
            body faces; lying on the back it is the feet's end, lying on the belly the head's.
        azimuth_deg: the camera's place seen from the body: 0 behind it or beyond the head, 90 at its right, 180 in
            front or beyond the feet, 270 at its left.
        elevation_deg: how far the camera looks down at it.
        distance_m: from camera to body, for a camera of usual width and a body of usual size: good to a quarter.
    """

    view: View
    near: Side
    facing: float
    azimuth_deg: float
    elevation_deg: float
    distance_m: float


def off_side_deg(azimuth_deg: float) -> float:
    """How far an azimuth is from square to a side, 0 to 90 degrees."""
    return abs(azimuth_deg % 180.0 - 90.0)


def body_view(body: LiftedBody, frame: LandmarkFrame, before: View | None = None) -> BodyView:
    """Estimates the camera's place.

    Args:
        body: the joint centres.
        frame: the landmarks they come from (for the distance).
        before: the view of the frame before, which stays a little longer; None where there is none.

    Returns:
        The view.
    """
    ahead = body.ahead
    rightward = cross(ahead, UPWARD)
    # The camera looks along +y, so seen from the body it stands towards −y.
    azimuth = (180.0 - math.degrees(math.atan2(-rightward[1], -ahead[1]))) % 360.0
    view = _view(azimuth, body.camera_pitch_deg, before)
    near = Side.RIGHT if rightward[1] <= 0.0 else Side.LEFT
    facing = 1.0 if ahead[0] >= 0.0 else -1.0
    return BodyView(view, near, facing, azimuth, body.camera_pitch_deg, _distance_m(body, frame))


def _view(azimuth_deg: float, elevation_deg: float, before: View | None) -> View:
    off_side, end = off_side_deg(azimuth_deg), View.FRONT if 90.0 < azimuth_deg < 270.0 else View.BACK
    wider = {before: STAYS_DEG}
    if elevation_deg >= ABOVE_FROM_DEG - wider.get(View.ABOVE, 0.0):
        return View.ABOVE
    if off_side <= SIDE_WITHIN_DEG + wider.get(View.SIDE, 0.0):
        return View.SIDE
    return View.OBLIQUE if off_side < 90.0 - END_WITHIN_DEG - wider.get(end, 0.0) else end


def _distance_m(body: LiftedBody, frame: LandmarkFrame) -> float:
    """From how large the trunk appears, given how it is turned."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = frame.image_px[_TRUNK].tolist()
    x, y, z = body.trunk
    pitch = math.radians(body.camera_pitch_deg)
    in_picture = length((x, z * math.cos(pitch) + y * math.sin(pitch)))
    trunk_px = math.hypot((ax + bx) / 2 - (cx + dx) / 2, (ay + by) / 2 - (cy + dy) / 2)
    px_per_torso = trunk_px / max(in_picture, 0.1)
    return FOCAL_PER_WIDTH * frame.size_px[0] * TORSO_M / max(px_per_torso, 1.0)


def level_ahead(body: LiftedBody, vector: Vec3) -> float:
    """How far a vector reaches ahead."""
    return dot(vector, body.ahead)
