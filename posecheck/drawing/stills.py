"""Small pictures of moments, with what is drawn on the video: for pages that stand by themselves."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from posecheck.drawing.overlay import draw, draw_unknown
from posecheck.landmarks import ByteArray, LandmarkFrame
from posecheck.pipeline import Snapshot
from posecheck.stretch import Stretch

SIDE_PX = 480
QUALITY = 82  # of 100; a still is some 30 kB


def still(
    image_rgb: ByteArray,
    body: LandmarkFrame | None = None,
    snapshot: Snapshot | None = None,
    stretch: Stretch | None = None,
) -> bytes:
    """A picture as JPEG, its longer side at most `SIDE_PX`. Drawn on once it is small, lines and letters are sharp.

    Args:
        image_rgb: (height, width, 3), RGB; left as it is.
        body: who was found in it; None for nobody.
        snapshot: what is known of it; None where nothing is judged.
        stretch: what it was judged as; None where nothing is judged.
    """
    scale = min(1.0, SIDE_PX / max(image_rgb.shape[:2]))
    size_px = (max(1, round(image_rgb.shape[1] * scale)), max(1, round(image_rgb.shape[0] * scale)))
    small = np.asarray(cv2.resize(image_rgb, size_px, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    if body is not None:
        body = replace(body, image_px=body.image_px * scale, size_px=size_px)
    if snapshot is not None and stretch is not None:
        small = draw(small, replace(snapshot, body=body), stretch)
    elif body is not None:
        small = draw_unknown(small, body)
    _, encoded = cv2.imencode(".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR), (cv2.IMWRITE_JPEG_QUALITY, QUALITY))
    return encoded.tobytes()
