"""MediaPipe's pose landmarker. The only place that imports mediapipe to run it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import mediapipe as mp
import numpy as np
from mediapipe.tasks.python import BaseOptions, vision

from posecheck.errors import ModelError
from posecheck.landmarks import LANDMARK_COUNT, ByteArray, FloatArray, LandmarkFrame

MOST_PEOPLE = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A body in a picture.

    Attributes:
        body: its landmarks.
        mask: (height, width) 0 to 1, how surely a pixel belongs to it; None where it was not asked for.
    """

    body: LandmarkFrame
    mask: FloatArray | None


class Landmarker:
    """One landmarker of one model. Close it."""

    def __init__(self, model: Path, *, video: bool) -> None:
        """Loads the model.

        Args:
            model: a verified ``.task`` file.
            video: True follows one body from frame to frame; False finds up to `MOST_PEOPLE` in any picture, with
                their masks.

        Raises:
            ModelError: the file is no pose model.
        """
        try:
            options = vision.PoseLandmarkerOptions(
                BaseOptions(model_asset_path=str(model)),
                running_mode=vision.RunningMode.VIDEO if video else vision.RunningMode.IMAGE,
                num_poses=1 if video else MOST_PEOPLE,
                output_segmentation_masks=not video,
            )
            self._landmarker = vision.PoseLandmarker.create_from_options(options)
        except (RuntimeError, ValueError, OSError) as error:
            raise ModelError(
                f"{model} is not a pose model MediaPipe can load: if POSECHECK_MODEL names it, choose another file; "
                "else delete it and run python -m posecheck model fetch."
            ) from error
        self._video = video
        self._last_ms = -1

    def close(self) -> None:
        """Frees the model."""
        self._landmarker.close()

    def find(self, image_rgb: ByteArray, time_s: float) -> list[Found]:
        """The bodies in one picture.

        Args:
            image_rgb: (height, width, 3) picture, RGB.
            time_s: its time.
        """
        image = mp.Image(image_format=mp.ImageFormat.SRGB, data=np.ascontiguousarray(image_rgb))
        if self._video:
            # VIDEO mode wants strictly rising milliseconds; two frames within one must not stop it.
            self._last_ms = max(self._last_ms + 1, round(time_s * 1000))
            result = self._landmarker.detect_for_video(image, self._last_ms)
        else:
            result = self._landmarker.detect(image)
        height, width = image_rgb.shape[:2]
        pairs = zip(result.pose_landmarks, result.pose_world_landmarks, strict=True)
        bodies = [_frame(points, world, time_s, (width, height)) for points, world in pairs]
        # MediaPipe frees a mask with its result: keep a copy.
        masks: list[FloatArray | None] = [
            np.array(mask.numpy_view()).reshape(height, width) for mask in result.segmentation_masks or []
        ]
        return [Found(body, mask) for body, mask in zip(bodies, masks or [None] * len(bodies), strict=True)]


def mirror_image(image_rgb: ByteArray) -> ByteArray:
    """The picture in an upright mirror, as a copy.

    OpenCV takes 0.1 ms where numpy, which copies a turned row byte by byte, takes 1.9 (640 × 480; 1.4 against 31 at
    1920 × 1080).
    """
    return np.asarray(cv2.flip(image_rgb, 1), dtype=np.uint8)


def _frame(points: Sequence[object], world: Sequence[object], time_s: float, size_px: tuple[int, int]) -> LandmarkFrame:
    flat = [v for p in points for v in (p.x, p.y, p.z, p.visibility)]  # type: ignore[attr-defined]
    table = np.array(flat, dtype=np.float64).reshape(LANDMARK_COUNT, 4)
    flat3 = [v for p in world for v in (p.x, p.y, p.z)]  # type: ignore[attr-defined]
    width, height = size_px
    return LandmarkFrame(
        time_s=time_s,
        image_px=table[:, :2] * (width, height),
        depth_px=table[:, 2] * width,
        world_m=np.array(flat3, dtype=np.float64).reshape(LANDMARK_COUNT, 3),
        visibility=table[:, 3],
        size_px=size_px,
    )
