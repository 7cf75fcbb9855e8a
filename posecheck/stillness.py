"""Whether anything moved in a picture since it was last looked at: adaptive sampling.

Nothing need be looked at thirty times a second while nobody moves: a recording, where that is asked for, and a camera
whose frames come faster than this machine can look at them. Told from the pictures alone, before a model
sees them: brightness in cells, against what it was in the picture looked at last, so that a slow movement adds up
until it is seen. Whatever moves counts, be it a curtain: then every frame is looked at, which is only slower.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from statistics import median

import numpy as np
import numpy.typing as npt

from posecheck.landmarks import ByteArray, FloatArray

GAP_SHARE = 0.8  # of the longest gap a hold clock bridges: so much may lie between two looks
# An older look would not be averaged with the mirrored one (`looks.FRESH_S`), and a change of verdict below the limits
# here can be told late by as much.
LOOK_EVERY_S = 0.2
ROUNDING_S = 1e-6  # of times that are sums of frame times
SETTLED_S = 0.5  # after a movement trackers and smoothing need some frames to come to rest
CELL = 4  # samples of brightness on each edge of a cell: in their mean a sensor's noise evens out
CELLS_HIGH = 30  # cells over the picture's height: of 16 pixels at 640×480
# Brightness of one cell, of 255. A limb's edge with a contrast of 100 that moves by two pixels at 640×480, about 2° of
# a thigh, changes its cells by 12; breathing does by less. A webcam's noise, averaged, stays below 3.
MOVED_FROM = 12.0
FRAME_S = 1 / 30  # between two frames of a camera, as it is asked for
LOOKS = 9  # whose median tells how long one takes
STEPS = 30  # between frames, whose shortest is the camera's own
# Between two looks at a camera. Gestures and the set-up check forgive 0.3 s without: a single look that fails, then.
SPARED_S = 0.15


def bridged_s(max_gaps_s: Iterable[float]) -> float:
    """How long all these hold clocks can do without a look, s.

    Args:
        max_gaps_s: the longest gap each of them bridges.
    """
    return GAP_SHARE * min(max_gaps_s)


def sample_step(height_px: int) -> int:
    """Every how many pixels brightness is sampled.

    Args:
        height_px: the picture's height.
    """
    return max(1, height_px // (CELL * CELLS_HIGH))


def cells_of(luma: ByteArray) -> FloatArray:
    """Mean brightness in cells.

    Args:
        luma: (height, width) samples of brightness, 0 to 255.

    Returns:
        (height // 4, width // 4); a picture smaller than one cell is one.
    """
    height, width = (max(1, size // CELL) for size in luma.shape)
    cut: npt.NDArray[np.float32] = luma[: height * CELL, : width * CELL].astype(np.float32)
    if min(luma.shape) < CELL:
        return np.full((1, 1), cut.mean(), dtype=np.float64)
    return np.asarray(cut.reshape(height, CELL, width, CELL).mean(axis=(1, 3)), dtype=np.float64)


class Stillness:
    """Chooses the frames to look at."""

    def __init__(self, longest_s: float = LOOK_EVERY_S) -> None:
        """Nothing was looked at yet.

        Args:
            longest_s: how long whoever judges the frames can do without one.
        """
        self._look_every_s = min(longest_s, LOOK_EVERY_S)
        self._looked: FloatArray | None = None
        self._looked_s = self._moved_s = -np.inf

    def is_due(self, luma: ByteArray, time_s: float, next_s: float = np.inf) -> bool:
        """Takes one frame.

        Args:
            luma: (height, width) samples of its brightness, every `sample_step` pixels.
            time_s: its time, later than the last one's.
            next_s: the next one's time: this one is passed over only if the next comes soon enough. Infinite where
                there is none.

        Returns:
            Whether it has to be looked at; then it is taken to be.
        """
        cells = cells_of(luma)
        if self._looked is None or self._looked.shape != cells.shape or _moved(self._looked, cells):
            self._moved_s = time_s
        elif time_s - self._moved_s > SETTLED_S and next_s - self._looked_s <= self._look_every_s + ROUNDING_S:
            return False
        self._looked, self._looked_s = cells, time_s
        return True


class Sparing:
    """Chooses the frames of a camera to look at: all, as long as a look takes no longer than the next frame to come.

    Where it does, frames are lost, those of a movement too. Passing over some in which nobody moves leaves time for the
    others.
    """

    def __init__(self, longest_s: float = SPARED_S) -> None:
        """Nothing was looked at yet.

        Args:
            longest_s: how long whoever judges the frames can do without one.
        """
        self._longest_s = min(longest_s, SPARED_S)
        self._stillness = Stillness(self._longest_s)
        self._shape: tuple[int, ...] = ()
        self._took_s: deque[float] = deque(maxlen=LOOKS)
        self._steps_s: deque[float] = deque(maxlen=STEPS)
        self._before_s = -np.inf

    def is_due(self, image_rgb: ByteArray, time_s: float) -> bool:
        """Takes one frame.

        Args:
            image_rgb: (height, width, 3).
            time_s: its time, later than the last one's.

        Returns:
            Whether it has to be looked at; then it is taken to be.
        """
        if image_rgb.shape != self._shape:  # where points are is told in pixels
            self._shape, self._stillness = image_rgb.shape, Stillness(self._longest_s)
        self._steps_s.append(time_s - self._before_s)
        self._before_s = time_s
        usual_s = max(FRAME_S, min(self._steps_s))  # by the camera's clock, which trembles
        behind = len(self._took_s) == LOOKS and median(self._took_s) > usual_s
        step = sample_step(min(image_rgb.shape[:2]))
        luma: ByteArray = image_rgb[::step, ::step, 1]  # green makes up most of brightness
        return self._stillness.is_due(luma, time_s, time_s + usual_s if behind else np.inf)

    def looked(self, took_s: float) -> None:
        """Takes how long it was from the last look's beginning to where the next could begin, s."""
        self._took_s.append(took_s)


def _moved(before: FloatArray, now: FloatArray) -> bool:
    """Whether any cell changed, but for what changed everywhere: a lamp, or the camera's exposure."""
    change = now - before
    return float(np.abs(change - np.median(change)).max()) > MOVED_FROM
