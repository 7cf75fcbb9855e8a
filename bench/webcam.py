"""A fake webcam for the benchmarks: a clip whose frames carry their own number as a row of black and white squares."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

from posecheck.landmarks import ByteArray
from posecheck.pose.video import Video

BITS = 12
SQUARE_PX = 16
CLIP = Path(__file__).parents[1] / "tests" / "fixtures" / "clips" / "bridge.mp4"


def stamp(image: ByteArray, number: int) -> None:
    """Writes a number into the top left corner: a white square to tell that it is there, then its bits."""
    for place in range(BITS + 1):
        bright = place == 0 or number >> (place - 1) & 1
        image[:SQUARE_PX, place * SQUARE_PX : (place + 1) * SQUARE_PX] = 255 if bright else 0


def read_stamp(image: ByteArray) -> int | None:
    """The number in the corner, or None without one."""
    centres = image[SQUARE_PX // 2, SQUARE_PX // 2 : (BITS + 1) * SQUARE_PX : SQUARE_PX].mean(axis=-1) > 127
    return sum(int(b) << i for i, b in enumerate(centres[1:])) if centres[0] else None


def write_webcam(path: Path, seconds: float, fps: int = 30) -> int:
    """Writes the clip as Y4M, which Chromium plays as a camera at the clip's rate, over and over.

    Args:
        path: the file to write.
        seconds: how much of the clip, from its middle on, where the body is in place.
        fps: its rate: 30, or a rate that divides it.

    Returns:
        How many frames it has.
    """
    video = Video(CLIP)
    images = [f.image_rgb for f in video.frames() if f.time_s >= 6.0][: int(seconds * 30) : 30 // fps]
    video.close()
    height, width = images[0].shape[:2]
    with path.open("wb") as out:
        out.write(f"YUV4MPEG2 W{width} H{height} F{fps}:1 Ip A1:1 C420jpeg\n".encode())
        for number, image in enumerate(images):
            stamp(image, number)
            planes: np.ndarray = av.VideoFrame.from_ndarray(image, format="rgb24").to_ndarray(format="yuv420p")
            out.write(b"FRAME\n" + planes.tobytes())
    return len(images)
