"""A thorough look at one picture: everybody in it, and nobody else.

MediaPipe's detector takes two people who overlap for one: of seven photographs with a helper at a lying person it sees
the lying one in three. So whoever was found is painted over and the picture looked at again, which shows all seven.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from posecheck.landmarks import ByteArray, LandmarkFrame
from posecheck.looks import agreed, unmirrored
from posecheck.plausibility import SAME, apart, is_body, is_doubtful
from posecheck.pose.landmarker import Found, Landmarker, mirror_image

ROUNDS = 2
MASKED = 0.1


def look_around(landmarker: Landmarker, image_rgb: ByteArray, time_s: float) -> list[Found]:
    """Everybody in a picture.

    Args:
        landmarker: one for pictures, with masks.
        image_rgb: (height, width, 3) picture, RGB.
        time_s: its time.

    Returns:
        Bodies that are plausible and, where in doubt, found in the mirrored picture too; the mean of both looks.
    """
    everybody: list[Found] = []
    for _ in range(ROUNDS):
        picture = painted_over(image_rgb, everybody)
        found = [f for f in landmarker.find(picture, time_s) if is_body(f.body) and _is_new(f, everybody)]
        if found:
            mirrored = [unmirrored(f.body) for f in landmarker.find(mirror_image(picture), time_s)]
            found = [twice for f in found if (twice := _seen_twice(f, mirrored)) is not None]
        if not found:
            break
        everybody += found
    return everybody


def painted_over(image_rgb: ByteArray, people: Iterable[Found]) -> ByteArray:
    """The picture with people painted over in its mean colour; the picture itself where there are none.

    People seen in a picture of another size are left as they are: nobody knows where in this one they would be.
    """
    masks = [f.mask for f in people if f.mask is not None and f.mask.shape == image_rgb.shape[:2]]
    if not masks:
        return image_rgb
    picture: ByteArray = image_rgb.copy()
    picture[np.max(masks, axis=0) > MASKED] = image_rgb.mean(axis=(0, 1)).astype(np.uint8)
    return picture


def _is_new(found: Found, everybody: list[Found]) -> bool:
    return all(apart(found.body, other.body) >= SAME for other in everybody)


def _seen_twice(found: Found, mirrored: list[LandmarkFrame]) -> Found | None:
    """The mean of both looks at a body; None where the mirrored one does not show a body in doubt."""
    nearest = min(mirrored, key=lambda body: apart(found.body, body), default=None)
    if nearest is not None and apart(found.body, nearest) < SAME:
        return Found(agreed(found.body, nearest), found.mask)
    return None if is_doubtful(found.body) else found
