"""A fake webcam for the benchmarks: a clip whose frames carry their own number as a row of black and white squares."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

from posecheck.landmarks import ByteArray
from posecheck.video.reader import Video

BITS = 12
SQUARE_PX = 16
CLIP = Path(__file__).parents[1] / "tests" / "fixtures" / "clips" / "bridge.mp4"


def webcam_flags(path: Path) -> tuple[str, ...]:
    """What makes Chromium take a file for its camera, and ask nobody whether it may."""
    return (
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={path}",
    )


def stamp(image: ByteArray, number: int) -> None:
    """Writes a number into the top left corner: a white square to tell that it is there, then its bits."""
    for place in range(BITS + 1):
        bright = place == 0 or number >> (place - 1) & 1
        image[:SQUARE_PX, place * SQUARE_PX : (place + 1) * SQUARE_PX] = 255 if bright else 0


def read_stamp(image: ByteArray) -> int | None:
    """The number in the corner, or None without one."""
    centres = image[SQUARE_PX // 2, SQUARE_PX // 2 : (BITS + 1) * SQUARE_PX : SQUARE_PX].mean(axis=-1) > 127
    return sum(int(b) << i for i, b in enumerate(centres[1:])) if centres[0] else None


def clip_images(from_s: float, seconds: float, fps: int = 30, *, back_and_forth: bool = False) -> list[ByteArray]:
    """Pictures of the clip.

    Args:
        from_s: from when on.
        seconds: how much of it.
        fps: their rate: 30, or a rate that divides it.
        back_and_forth: whether half of it is taken, there and back: for a part in which the body hardly moves.
    """
    video, step = Video(CLIP), 30 // fps
    wanted = round(seconds * 30) // (2 if back_and_forth else 1)
    images = [f.image_rgb for f in video.frames() if f.time_s >= from_s][:wanted:step]
    video.close()
    return images + images[::-1] if back_and_forth else images


def write_y4m(path: Path, images: list[ByteArray], fps: int, *, numbered: bool = True) -> None:
    """Writes pictures as Y4M, which Chromium plays as a camera at their rate, over and over.

    Args:
        path: the file to write.
        images: all of one size.
        fps: their rate.
        numbered: whether each carries its number. Numbers move in every frame, whatever else does not.
    """
    height, width = images[0].shape[:2]
    with path.open("wb") as out:
        out.write(f"YUV4MPEG2 W{width} H{height} F{fps}:1 Ip A1:1 C420jpeg\n".encode())
        for number, image in enumerate(image.copy() for image in images):
            if numbered:
                stamp(image, number)
            planes: np.ndarray = av.VideoFrame.from_ndarray(image, format="rgb24").to_ndarray(format="yuv420p")
            out.write(b"FRAME\n" + planes.tobytes())


def write_webcam(path: Path, seconds: float, fps: int = 30, *, numbered: bool = True) -> int:
    """Writes a part of the clip as a camera sees it: from its middle on, where the body is in place.

    Args:
        path: the file to write.
        seconds: how much of the clip.
        fps: its rate: 30, or a rate that divides it.
        numbered: whether its frames carry their numbers.

    Returns:
        How many frames it has.
    """
    images = clip_images(6.0, seconds, fps)
    write_y4m(path, images, fps, numbered=numbered)
    return len(images)
