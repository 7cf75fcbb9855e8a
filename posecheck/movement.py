"""How much a body moves that should be still: fidgeting, bouncing, wobbling.

Two seconds of hips and knees, looked at ten times a second: slow enough that the landmarks' own trembling hardly
counts, fast enough for a bounce of three a second.

On rendered people who hold still, smoothed landmarks give up to 0.05 torso lengths a second; while they move slowly
into a position 0.2 to 0.4; a real person who stands and shifts about 0.12 to 0.24. Knees that swing 5 cm to and fro
once in two seconds give 0.16. Raw landmarks give up to 0.4 on a still body, so they are of no use here.

Speed alone does not tell a limb that is slowly eased somewhere from one that trembles in its place; `drift` does.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from posecheck.landmarks import FloatArray, Landmark, LandmarkFrame

WINDOW_S = 2.0
SEEN_S = 1.5  # less says nothing yet
END_S = 0.5  # either end of the window, by which drift is told: in their mean trembling evens out
STEP_S = 0.1
GAP_S = 0.5  # after a longer one the body may have been anywhere

_SHOULDERS = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]
_HIPS = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
_KNEES = [Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE]
_ANKLES = [Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE]
# The trunk is 0.288 of body height, thigh and shank 0.245 (Drillis and Contini 1966, in Winter 2009).
_TORSO_PER_LEG_BONE = 0.288 / 0.245


def _torso_px(points: FloatArray) -> float:
    """The trunk's length as it would be square to the camera: whichever bone is least foreshortened tells."""
    trunk = float(np.linalg.norm(points[_SHOULDERS].mean(0) - points[_HIPS].mean(0)))
    thighs = np.linalg.norm(points[_HIPS] - points[_KNEES], axis=1)
    shanks = np.linalg.norm(points[_KNEES] - points[_ANKLES], axis=1)
    return max(trunk, _TORSO_PER_LEG_BONE * float(max(*thighs, *shanks)), 1.0)


class Movement:
    """The speed of one body's hips and knees in the picture."""

    def __init__(self) -> None:
        """Has seen nothing."""
        self._seen: deque[tuple[float, FloatArray, float]] = deque()

    def reset(self) -> None:
        """Forgets the past: the body was lost, or is another one."""
        self._seen.clear()

    def drift(self) -> float | None:
        """How far the hip or knee that came furthest is from where it was.

        Returns:
            From the window's first `END_S` to its last, torso lengths; None until `SEEN_S` were seen.
        """
        seen = self._seen
        if not seen or seen[-1][0] - seen[0][0] < SEEN_S:
            return None
        ends = (
            [part for part in seen if part[0] <= seen[0][0] + END_S],
            [part for part in seen if part[0] >= seen[-1][0] - END_S],
        )
        before_px, now_px = (np.mean([places_px for _, places_px, _ in part], axis=0) for part in ends)
        torso_px = float(np.mean([torso_px for _, _, torso_px in seen]))
        return float(np.linalg.norm(now_px - before_px, axis=1).max()) / torso_px

    def update(self, frame: LandmarkFrame) -> float | None:
        """Takes one frame.

        Args:
            frame: smoothed landmarks, not earlier than the ones before.

        Returns:
            Root mean square speed over the last `WINDOW_S`, torso lengths a second; None until `SEEN_S` were seen.
        """
        seen = self._seen
        since_s = frame.time_s - seen[-1][0] if seen else 0.0
        if since_s > GAP_S:
            self.reset()
        if not seen or since_s >= STEP_S:
            seen.append((frame.time_s, frame.image_px[_HIPS + _KNEES], _torso_px(frame.image_px)))
        while seen[0][0] < frame.time_s - WINDOW_S:
            seen.popleft()
        if seen[-1][0] - seen[0][0] < SEEN_S:
            return None
        times_s, places_px, torsos_px = (np.array(column) for column in zip(*seen, strict=True))
        speeds_px_s = np.diff(places_px, axis=0) / np.diff(times_s)[:, None, None]
        return float(np.sqrt((speeds_px_s**2).sum(-1).mean()) / torsos_px.mean())
