"""Left stays left: undoes the swaps of a pose source that takes one leg, or one arm, for the other for a while."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from posecheck.landmarks import LandmarkFrame, Side, joint

LEGS = ("knee", "ankle", "heel", "foot_index")
ARMS = ("elbow", "wrist", "pinky", "index", "thumb")
MAX_GAP_S = 0.5  # after longer nobody can say which limb is which
NEARER = 0.5  # a swap must bring a limb pair this much nearer to where it was
APART = 0.25  # limbs nearer to each other than this (in trunk lengths) cannot be told apart by their place
RELEARN_S = 1.0  # what the source says for this long is believed, unless a hold is under way

Points = Sequence[Sequence[float]]


class SideKeeper:
    """Keeps the names of the limbs of one body over time."""

    def __init__(self) -> None:
        """Nothing seen yet."""
        self._last: LandmarkFrame | None = None
        self._undone_since_s: dict[tuple[str, ...], float] = {}

    def reset(self) -> None:
        """Forgets the body."""
        self._last = None
        self._undone_since_s.clear()

    def keep(self, frame: LandmarkFrame, *, locked: bool) -> LandmarkFrame:
        """The frame with its limbs named as before.

        Args:
            frame: later than the one before.
            locked: whether a hold is under way: then no new naming is learned.

        Returns:
            The frame, its limbs' names swapped where that is what they were called before.
        """
        if self._last is not None and frame.time_s - self._last.time_s > MAX_GAP_S:
            self.reset()
        last = self._last
        if last is not None:
            for limbs in (LEGS, ARMS):
                if not _looks_swapped(frame, last, limbs):
                    self._undone_since_s.pop(limbs, None)
                    continue
                since_s = self._undone_since_s.setdefault(limbs, frame.time_s)
                if locked or frame.time_s - since_s < RELEARN_S:
                    frame = _swapped(frame, limbs)
                else:
                    self._undone_since_s.pop(limbs)
        self._last = frame
        return frame


def _limb(points: Points, limbs: tuple[str, ...], side: Side) -> Points:
    return [points[joint(name, side)] for name in limbs]


def _middle(points: Points, name: str) -> list[float]:
    left, right = (points[joint(name, side)] for side in Side)
    return [(a + b) / 2 for a, b in zip(left, right, strict=True)]


def _gap(a: Points, b: Points) -> float:
    return sum(map(math.dist, a, b)) / len(a)


def _looks_swapped(frame: LandmarkFrame, last: LandmarkFrame, limbs: tuple[str, ...]) -> bool:
    points, points_before = frame.image_px.tolist(), last.image_px.tolist()
    now, before = ({side: _limb(p, limbs, side) for side in Side} for p in (points, points_before))
    trunk_px = math.dist(_middle(points_before, "shoulder"), _middle(points_before, "hip"))
    if _gap(before[Side.LEFT], before[Side.RIGHT]) < APART * trunk_px:
        return False
    same = sum(_gap(now[side], before[side]) for side in Side)
    crossed = sum(_gap(now[side], before[side.other]) for side in Side)
    return crossed < NEARER * same


def _swapped(frame: LandmarkFrame, limbs: tuple[str, ...]) -> LandmarkFrame:
    order = np.arange(len(frame.visibility))
    for name in limbs:
        left, right = joint(name, Side.LEFT), joint(name, Side.RIGHT)
        order[left], order[right] = right, left
    return frame.renamed(order)
