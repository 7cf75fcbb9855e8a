"""What the picture itself tells, whoever is in it."""

from __future__ import annotations

from posecheck.landmarks import ByteArray

DARK_BELOW = 35.0  # mean of 0–255; a room at dusk through a webcam's automatic exposure is around 50


def is_dark(image_rgb: ByteArray) -> bool:
    """Whether the picture is too dark to find anybody in.

    Args:
        image_rgb: (height, width, 3) picture, RGB.

    Returns:
        True where its mean brightness is below the limit. Every 16th pixel both ways is enough for a mean.
    """
    return float(image_rgb[::16, ::16].mean()) < DARK_BELOW
