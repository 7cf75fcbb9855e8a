"""One Euro filter: still when the body is still, quick when it moves.

Source: Casiez, Roussel, Vogel, "1€ Filter", CHI 2012 (10.1145/2207676.2208639). The formulas are theirs:
alpha = 1 / (1 + tau / dt), tau = 1 / (2 pi cutoff), cutoff = min_cutoff + beta * |speed|.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from posecheck.landmarks import FloatArray, LandmarkFrame


@dataclass(frozen=True, slots=True)
class OneEuro:
    """The filter's parameters. Lengths are shares of the picture's height, so they hold for any camera.

    Attributes:
        min_cutoff_hz: cut-off at rest. 2 Hz halves MediaPipe's jitter (0.3° on a still body) at 80 ms of lag at rest.
        beta: Hz of cut-off gained for each picture height per second of speed; a limb that moves into place (0.3
            heights a second) is followed within 30 ms.
        speed_cutoff_hz: cut-off of the speed estimate, 1 Hz as in the paper.
        gap_s: after a longer gap the past says nothing: start again.
    """

    min_cutoff_hz: float = 2.0
    beta: float = 10.0
    speed_cutoff_hz: float = 1.0
    gap_s: float = 0.5


def _alpha(cutoff_hz: FloatArray | float, step_s: float) -> FloatArray | float:
    return 1.0 / (1.0 + 1.0 / (2.0 * math.pi * cutoff_hz * step_s))


class Smoother:
    """Smooths the landmarks of one body over time. Visibility is left as it is."""

    def __init__(self, parameters: OneEuro | None = None) -> None:
        """Starts with no past."""
        self._parameters = parameters or OneEuro()
        self._time_s = -math.inf
        self._state: FloatArray = np.empty(0)
        self._speed: FloatArray = np.empty(0)

    def reset(self) -> None:
        """Forgets the past: the next frame is taken as it is."""
        self._time_s = -math.inf

    def smooth(self, frame: LandmarkFrame) -> LandmarkFrame:
        """The frame with its image, depth and world points smoothed.

        Args:
            frame: later than the one before.

        Returns:
            A new frame of the same time.
        """
        height = frame.size_px[1]
        # World metres need no scale of their own: a picture shows roughly two metres of height.
        raw = np.hstack([frame.image_px / height, frame.depth_px[:, None] / height, frame.world_m / 2.0])
        step_s = frame.time_s - self._time_s
        if not 0.0 < step_s <= self._parameters.gap_s:
            self._state, self._speed = raw, np.zeros_like(raw)
        else:
            self._advance(raw, step_s)
        self._time_s = frame.time_s
        state = self._state
        return replace(frame, image_px=state[:, :2] * height, depth_px=state[:, 2] * height, world_m=state[:, 3:] * 2.0)

    def _advance(self, raw: FloatArray, step_s: float) -> None:
        p = self._parameters
        speed = (raw - self._state) / step_s
        self._speed = self._speed + _alpha(p.speed_cutoff_hz, step_s) * (speed - self._speed)
        cutoff = p.min_cutoff_hz + p.beta * np.abs(self._speed)
        self._state = self._state + _alpha(cutoff, step_s) * (raw - self._state)
