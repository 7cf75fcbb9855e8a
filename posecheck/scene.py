"""What the picture itself tells, whoever is in it: whether there is light to see by."""

from __future__ import annotations

from enum import Enum

import numpy as np

from posecheck.landmarks import ByteArray, Landmark, LandmarkFrame, Side, joint

DARK_BELOW = 35.0  # mean of 0–255; a room at dusk through a webcam's automatic exposure is around 50
# A silhouette has no light parts, most bodies in ordinary light have some: the brightest fifth begins at 87 or more on
# 50 of 51 people in photographs, and at 92 on the rendered ones. Dark skin in dark clothes, badly lit, can read lower.
SILHOUETTE_BELOW = 70.0
BRIGHTER = 2.0  # so many times as bright as the body is what stands behind it
STEP_PX = 16  # enough pixels for a mean or a median of the picture

_BONES = tuple(
    (joint(upper, side), joint(lower, side))
    for upper, lower in (("shoulder", "elbow"), ("shoulder", "hip"), ("hip", "knee"), ("knee", "ankle"))
    for side in Side
)
_STARTS, _ENDS = ([bone[end] for bone in _BONES] for end in (0, 1))
_FACE = [Landmark.NOSE, Landmark.LEFT_EAR, Landmark.RIGHT_EAR]
_ALONG = np.linspace(0.0, 1.0, 8)[:, None, None]


class Light(str, Enum):
    """How well the picture is lit."""

    FINE = "fine"
    DARK = "dark"
    BACKLIT = "backlit"


def light(image_rgb: ByteArray, body: LandmarkFrame | None) -> Light:
    """How well a picture is lit.

    Args:
        image_rgb: (height, width, 3) picture, RGB.
        body: whoever is practising in it; None where nobody was found.
    """
    if is_dark(image_rgb):
        return Light.DARK
    return Light.BACKLIT if body is not None and is_backlit(image_rgb, body) else Light.FINE


def is_dark(image_rgb: ByteArray) -> bool:
    """Whether the picture is too dark to find anybody in.

    Args:
        image_rgb: (height, width, 3) picture, RGB.

    Returns:
        True where its mean brightness is below the limit.
    """
    return float(image_rgb[::STEP_PX, ::STEP_PX].mean()) < DARK_BELOW


def is_backlit(image_rgb: ByteArray, body: LandmarkFrame) -> bool:
    """Whether a body is a mere outline against something bright.

    Args:
        image_rgb: (height, width, 3) picture, RGB.
        body: the landmarks found in it.

    Returns:
        True where the brightest fifth of the pixels along its limbs and on its face is dark, and half of what lies
        around the body is `BRIGHTER`.
    """
    height, width = image_rgb.shape[:2]
    points, size = body.image_px, (width, height)
    limbs = points[_STARTS] + (points[_ENDS] - points[_STARTS]) * _ALONG
    on_body = np.concatenate([limbs.reshape(-1, 2), points[_FACE]])
    columns, rows = on_body[((on_body >= 0) & (on_body < size)).all(1)].astype(int).T
    (left, top), (right, bottom) = np.clip((points.min(0), points.max(0)), 0, size).astype(int) // STEP_PX
    around = image_rgb[::STEP_PX, ::STEP_PX].mean(2)
    is_around = np.ones(around.shape, dtype=bool)
    is_around[top : bottom + 1, left : right + 1] = False
    if not len(rows) or not is_around.any():
        return False
    on_limbs = np.sort(image_rgb[rows, columns].mean(1))
    bright = float(on_limbs[len(on_limbs) * 4 // 5])
    return bright < SILHOUETTE_BELOW and float(np.median(around[is_around])) >= BRIGHTER * max(bright, DARK_BELOW)
