"""What a pose source sees: 33 points of one body in one frame, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, IntEnum
from functools import cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
ByteArray = npt.NDArray[np.uint8]
IntArray = npt.NDArray[np.int_]

LANDMARK_COUNT = 33


class Landmark(IntEnum):
    """Index of each BlazePose point. Left and right are the subject's own (BlazePose GHUM model card, 2021)."""

    NOSE = 0
    LEFT_EYE_INNER = 1
    LEFT_EYE = 2
    LEFT_EYE_OUTER = 3
    RIGHT_EYE_INNER = 4
    RIGHT_EYE = 5
    RIGHT_EYE_OUTER = 6
    LEFT_EAR = 7
    RIGHT_EAR = 8
    MOUTH_LEFT = 9
    MOUTH_RIGHT = 10
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_ELBOW = 13
    RIGHT_ELBOW = 14
    LEFT_WRIST = 15
    RIGHT_WRIST = 16
    LEFT_PINKY = 17
    RIGHT_PINKY = 18
    LEFT_INDEX = 19
    RIGHT_INDEX = 20
    LEFT_THUMB = 21
    RIGHT_THUMB = 22
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_FOOT_INDEX = 31
    RIGHT_FOOT_INDEX = 32


class Side(str, Enum):
    """A side of the subject's own body. A mirrored picture never changes it."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def other(self) -> Side:
        """The opposite side."""
        return Side.RIGHT if self is Side.LEFT else Side.LEFT


@cache
def joint(name: str, side: Side) -> Landmark:
    """The landmark of a paired joint, for example ``joint("knee", Side.LEFT)``."""
    return Landmark[f"{side.name}_{name.upper()}"]


class Reason(str, Enum):
    """Why something cannot be told. The value is what a person reads under a paused clock."""

    NO_PERSON = "nobody in view"
    TOO_DARK = "too dark"
    OUT_OF_FRAME = "out of frame"
    HIDDEN = "hidden"
    WRONG_VIEW = "view hides it"
    UNSURE = "unclear"
    NOT_TAKEN = "not taken yet"
    CLOSE_CALL = "too close to call"
    UNLIKELY = "unlike anything I know"
    NO_FRAMES = "no picture"
    NO_STREAM = "needs a video"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that cannot be told, and why.

    Attributes:
        reason: the kind of obstacle.
        part: the part of the body concerned ("left knee", "feet"), or which view ("top"), or empty.
    """

    reason: Reason
    part: str = ""

    def __str__(self) -> str:
        return f"{self.part} {self.reason.value}".strip()


@dataclass(frozen=True, slots=True)
class LandmarkFrame:
    """The 33 points of one body in one frame.

    Attributes:
        time_s: the frame's own time, in seconds.
        image_px: (33, 2) x right, y down, in pixels of the picture; square pixels, so angles are true to the picture.
            Points outside the picture are estimates.
        depth_px: (33,) depth relative to the middle of the hips, on the scale of x; smaller is nearer the camera.
        world_m: (33, 3) metres, origin mid-hip, x right, y down, z away from the camera (MediaPipe's estimate).
        visibility: (33,) 0 to 1, MediaPipe's belief that the point is seen. Often near 1 where it should not be.
        size_px: width and height of the picture.
        disagreement_px: (33,) how far apart two looks at the picture put each point; None where there was one look.
        from_mirror: whether it was seen in the mirror image of the picture (and turned back).
    """

    time_s: float
    image_px: FloatArray
    depth_px: FloatArray
    world_m: FloatArray
    visibility: FloatArray
    size_px: tuple[int, int]
    disagreement_px: FloatArray | None = None
    from_mirror: bool = False

    def __post_init__(self) -> None:
        shapes = (self.image_px.shape, self.depth_px.shape, self.world_m.shape, self.visibility.shape)
        expected = ((LANDMARK_COUNT, 2), (LANDMARK_COUNT,), (LANDMARK_COUNT, 3), (LANDMARK_COUNT,))
        if shapes != expected:
            raise ValueError(f"landmark arrays must have shapes {expected}, got {shapes}")

    def renamed(self, order: IntArray) -> LandmarkFrame:
        """The same points under other names.

        Args:
            order: (33,) for each landmark, the one whose point it takes.
        """
        return replace(
            self,
            image_px=self.image_px[order],
            depth_px=self.depth_px[order],
            world_m=self.world_m[order],
            visibility=self.visibility[order],
            disagreement_px=None if self.disagreement_px is None else self.disagreement_px[order],
        )


class PoseSource(Protocol):
    """Finds bodies in pictures. MediaPipe is one; recorded landmarks are another."""

    def detect(
        self, image_rgb: ByteArray, time_s: float, followed: LandmarkFrame | None = None
    ) -> Sequence[LandmarkFrame]:
        """The bodies in one picture.

        Args:
            image_rgb: (height, width, 3) picture, RGB.
            time_s: the frame's time; strictly later than the previous call's.
            followed: the body to go on with, as it was in the frame before; None for everybody.

        Returns:
            Everybody found; or, where a body is followed and still there, that one alone.
        """
        ...

    def close(self) -> None:
        """Frees what the source holds."""
        ...
