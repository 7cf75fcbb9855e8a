"""From a decoded frame to a picture as any player shows it (RGB, upright, its pixels square, of one size), and back."""

from __future__ import annotations

import threading
from math import atan2, pi

import av
import cv2
import numpy as np
from av.sidedata.sidedata import Type
from av.video.reformatter import Colorspace, VideoReformatter

from posecheck.landmarks import ByteArray

# The pose model looks at 256 × 256 pixels, and every verdict is an angle or a ratio: more than this tells nothing more.
MOST_PX = 1920
# A picture without a word on its colours is BT.709 from this height on, else BT.601 (as players take it).
HIGH_DEFINITION_PX = 720
BT_601, LIMITED = 6, 1  # AVCOL_SPC_SMPTE170M, AVCOL_RANGE_MPEG (ITU-T H.273, table 4)
UNSPECIFIED = 2  # AVCOL_SPC_UNSPECIFIED (ITU-T H.273, table 4)
# By quarter turns against the clock. numpy's own turn is a view whose copy takes 15 to 60 times as long (1920 × 1080:
# 65 to 90 ms against 1.5 to 8), and a phone held upright turns every frame.
TURNS = {1: cv2.ROTATE_90_COUNTERCLOCKWISE, 2: cv2.ROTATE_180, 3: cv2.ROTATE_90_CLOCKWISE}
STRETCHED_MOST = 4.0  # a pixel longer than this is a mistake in the file
# 8-bit formats whose first plane is brightness, row by row.
BRIGHT_FIRST = ("yuv4", "yuvj4", "yuva4", "nv12", "nv16", "nv21", "gray")


class Pictures:
    """Makes the pictures of one video. Several threads may ask.

    One converter serves all frames: setting one up for each costs more than the conversion (0.3 against 0.18 ms at
    640 × 480 on one thread, and several ms where it starts threads of its own).

    Attributes:
        size_px: width and height of every picture.
    """

    def __init__(self, first: av.VideoFrame, pixel_aspect: float = 1.0) -> None:
        """Sized after the first frame.

        Args:
            first: the video's first frame.
            pixel_aspect: how wide a pixel is for its height.
        """
        self._pixel_aspect = pixel_aspect if 1 / STRETCHED_MOST <= pixel_aspect <= STRETCHED_MOST else 1.0
        self._converter = VideoReformatter()
        self._one_at_a_time = threading.Lock()
        self._turned_deg, self._placed = first.rotation, _placed(first)
        width, height = self._square_px(first)
        self.size_px = (height, width) if self._placed[1] % 2 else (width, height)

    def rgb(self, frame: av.VideoFrame) -> ByteArray:
        """(height, width, 3) picture, RGB, of `size_px`; a frame of another shape has black bars beside it."""
        width, height = self._square_px(frame)
        untold = frame.colorspace == UNSPECIFIED and frame.height >= HIGH_DEFINITION_PX
        with self._one_at_a_time:
            converted = self._converter.reformat(
                frame, width, height, "rgb24", src_colorspace=Colorspace.ITU709 if untold else None, threads=1
            )
        image = converted.to_ndarray().astype(np.uint8, copy=False)
        # A frame whose side data were asked for waits for the garbage collector: 50 MB each, at 8K. The angle alone
        # does not tell a mirrored one, but no camera begins to mirror in the middle without turning.
        placed = self._placed if frame.rotation == self._turned_deg else _placed(frame)
        return np.ascontiguousarray(_fitted(_upright(image, *placed), self.size_px))

    def _square_px(self, frame: av.VideoFrame) -> tuple[int, int]:
        """Width and height of a frame with square pixels, no longer than `MOST_PX`, before it is set upright."""
        width, height = frame.width * self._pixel_aspect, frame.height
        scale = min(1.0, MOST_PX / max(width, height))
        return max(1, round(width * scale)), max(1, round(height * scale))


def coded(image_rgb: ByteArray) -> av.VideoFrame:
    """A picture as encoders take it: YUV 4:2:0, BT.601, limited range.

    OpenCV converts in a fifth of the time FFmpeg takes (640 × 480: 0.7 against 3.8 ms).

    Args:
        image_rgb: (height, width, 3), RGB. Where a side is odd, its last row or column comes twice.
    """
    height, width = image_rgb.shape[:2]
    if height % 2 or width % 2:
        image_rgb = cv2.copyMakeBorder(image_rgb, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE)  # type: ignore[assignment]
    planes: ByteArray = cv2.cvtColor(image_rgb, cv2.COLOR_RGB2YUV_I420)  # type: ignore[assignment]
    frame = av.VideoFrame.from_ndarray(planes, "yuv420p")
    frame.colorspace, frame.color_range = BT_601, LIMITED
    return frame


def brightness(frame: av.VideoFrame, step: int) -> ByteArray | None:
    """Every so many pixels' brightness, straight from where the decoder put it.

    Args:
        frame: as the decoder gave it.
        step: from one pixel to the next taken, in both directions.

    Returns:
        (height / step, width / step), not set upright; None where it does not lie there as bytes.
    """
    if frame.format.components[0].bits != 8 or not frame.format.name.startswith(BRIGHT_FIRST):
        return None
    plane = frame.planes[0]
    rows: ByteArray = np.frombuffer(plane, np.uint8).reshape(-1, abs(plane.line_size))  # less than 0: bottom row first
    bright: ByteArray = rows[: frame.height : step, : frame.width : step].copy()
    return bright


def _placed(frame: av.VideoFrame) -> tuple[bool, int]:
    """How a frame is to be shown: whether mirrored, and then by how many quarter turns against the clock.

    Its display matrix takes (x, y) to (a x + c y, b x + d y) in a space with y down (ISO/IEC 14496-12, 8.5.2).
    """
    data = frame.side_data.get(Type.DISPLAYMATRIX)
    if data is None:
        return False, 0
    a, b, _, c, d, *_ = np.frombuffer(data, np.int32, 9).astype(float)
    mirrored = a * d - b * c < 0.0
    if mirrored:
        a, b = -a, -b
    return mirrored, round(-atan2(b, a) / (pi / 2)) % 4


def _upright(image: ByteArray, mirrored: bool, quarter_turns: int) -> ByteArray:
    shown = cv2.flip(image, 1) if mirrored else image
    if quarter_turns:
        shown = cv2.rotate(shown, TURNS[quarter_turns])
    return np.asarray(shown, dtype=np.uint8)


def _fitted(image: ByteArray, size_px: tuple[int, int]) -> ByteArray:
    """A picture in the middle of one of the size wanted, as large as goes."""
    height, width = image.shape[:2]
    if (width, height) == size_px:
        return image
    scale = min(size_px[0] / width, size_px[1] / height)
    inner = (max(1, round(width * scale)), max(1, round(height * scale)))
    left, top = (size_px[0] - inner[0]) // 2, (size_px[1] - inner[1]) // 2
    whole: ByteArray = np.zeros((size_px[1], size_px[0], 3), np.uint8)
    whole[top : top + inner[1], left : left + inner[0]] = cv2.resize(
        np.ascontiguousarray(image), inner, interpolation=cv2.INTER_AREA
    )
    return whole
