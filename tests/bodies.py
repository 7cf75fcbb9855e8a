"""Bodies with exactly known angles, as a perfect pose source would see them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from posecheck.figure import joints
from posecheck.landmarks import ByteArray, FloatArray, Landmark, LandmarkFrame, Side, joint
from posecheck.stretch import Figure, LimbPose
from posecheck.view import View

SIZE_PX = (640, 480)
HEIGHT_M = 1.7
PX_PER_M = 180.0


def figure(trunk: float, active: LimbPose, other: LimbPose | None = None, roll: float = 0.0) -> Figure:
    """A figure; the active side is the right one."""
    return Figure(View.SIDE, trunk, 0.0, active, other or active, roll)


def _named(place: Figure) -> dict[Landmark, tuple[float, float, float]]:
    points: dict[Landmark, tuple[float, float, float]] = {}
    for name, point in joints(place).items():
        if name == "head":
            points[Landmark.NOSE] = point
            continue
        side, part = name.split()
        points[joint("foot_index" if part == "toe" else part, Side(side))] = point
    for side in Side:
        # The heel lies so that heel to toes is square to the shin where the foot is.
        points[joint("heel", side)] = points[joint("ankle", side)]
    return points


def seen(place: Figure, azimuth_deg: float = 90.0, time_s: float = 0.0) -> LandmarkFrame:
    """A body through a far, level camera.

    Args:
        place: the body.
        azimuth_deg: 0 = the camera behind it or beyond the head, 90 = on its right, 180 = in front or at the foot end,
            270 = on its left.
        time_s: the frame's time.
    """
    turn = math.radians(azimuth_deg - 90.0)
    c, s = math.cos(turn), math.sin(turn)
    world: FloatArray = np.zeros((33, 3))
    for mark, (x, y, z) in _named(place).items():
        world[mark] = np.array([c * x + s * y, -z, c * y - s * x]) * HEIGHT_M
    # Points no figure has lie at the nose: no measure uses them.
    for mark in Landmark:
        if not world[mark].any():
            world[mark] = world[Landmark.NOSE]
    centre = (world[Landmark.LEFT_HIP] + world[Landmark.RIGHT_HIP]) / 2
    image = world[:, :2] * PX_PER_M + (SIZE_PX[0] / 2, SIZE_PX[1] * 0.8)
    return LandmarkFrame(time_s, image, (world - centre)[:, 2] * PX_PER_M, world - centre, np.ones(33), SIZE_PX)


def renamed(names: Iterable[str]) -> list[int]:
    """The order of points in which the left and right ones of these names have changed places."""
    order = list(range(33))
    for name in names:
        left, right = Landmark[f"LEFT_{name.upper()}"], Landmark[f"RIGHT_{name.upper()}"]
        order[left], order[right] = right, left
    return order


def mirrored(frame: LandmarkFrame) -> LandmarkFrame:
    """What a pose source says of the mirrored picture: left and right change places."""
    order = renamed(mark.name.removeprefix("LEFT_") for mark in Landmark if mark.name.startswith("LEFT_"))
    order[Landmark.MOUTH_LEFT], order[Landmark.MOUTH_RIGHT] = Landmark.MOUTH_RIGHT, Landmark.MOUTH_LEFT
    image, world = frame.image_px[order].copy(), frame.world_m[order].copy()
    image[:, 0] = frame.size_px[0] - image[:, 0]
    world[:, 0] = -world[:, 0]
    return replace(
        frame, image_px=image, world_m=world, depth_px=frame.depth_px[order], visibility=frame.visibility[order]
    )


class Script:
    """A pose source that gives bodies as they were laid out."""

    def __init__(self, *bodies: LandmarkFrame | None) -> None:
        self.bodies = list(bodies)
        self.closed = False

    def detect(self, image_rgb: ByteArray, time_s: float, followed: LandmarkFrame | None = None) -> list[LandmarkFrame]:
        body = self.bodies.pop(0) if len(self.bodies) > 1 else self.bodies[0]
        return [] if body is None else [replace(body, time_s=time_s)]

    def close(self) -> None:
        self.closed = True


GREY: ByteArray = np.full((48, 64, 3), 128, dtype=np.uint8)
DARK: ByteArray = np.zeros((48, 64, 3), dtype=np.uint8)
BRIDGE = figure(-118, LimbPose(hip_flexion=2, knee_flexion=110, shoulder_flexion=-28))
LYING = figure(-90, LimbPose(hip_flexion=58, knee_flexion=110))
KNEE_TO_CHEST = figure(-90, LimbPose(hip_flexion=118, knee_flexion=122), LimbPose(hip_flexion=2, knee_flexion=4))
STANDING = figure(0, LimbPose())
FACE_DOWN = figure(90, LimbPose())
ON_LEFT_SIDE = figure(-90, LimbPose(hip_flexion=30, knee_flexion=60), roll=90)
ON_RIGHT_SIDE = figure(-90, LimbPose(hip_flexion=30, knee_flexion=60), roll=-90)
