"""From landmarks to joint centres in space: what a picture of a lying body really says about its joints.

MediaPipe's points are wrong in ways that repeat: hips and shoulders are not joint centres, far and folded legs are
pulled to where legs usually are, and depth is a guess. A small network, trained on rendered people whose joints are
known, undoes what repeats, and a second one says how far off each measure is expected to be. Both are a few matrix
products. How they were trained, and where they fail: ``training/README.md`` and ``docs/accuracy.md``.

The frame of the result is level: x to the right of the picture, y away from the camera along the floor, z up.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from posecheck.geometry import UPWARD, Vec3, cross, middle, minus, plus, unit
from posecheck.landmarks import FloatArray, Landmark, LandmarkFrame, Side, joint

Array32 = npt.NDArray[np.float32]

# Left and right alternate after the nose, so mirroring is one permutation.
POINTS = (Landmark.NOSE,) + tuple(
    joint(name, side)
    for name in ("ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "foot_index")
    for side in Side
)
MIRRORED = np.array([0, *(i + (1 if i % 2 else -1) for i in range(1, len(POINTS)))])
INDEX = {mark: i for i, mark in enumerate(POINTS)}
_SHOULDERS, _HIPS = [3, 4], [9, 10]
_TRUNK = _SHOULDERS + _HIPS
_TRUNK_AND_LEGS = [*_TRUNK, 11, 12, 13, 14]
_BONE_STARTS, _BONE_ENDS = np.array(
    [(9, 3), (10, 4), (11, 9), (12, 10), (13, 11), (14, 12), (17, 13), (18, 14), (4, 3), (10, 9), (12, 11), (14, 13)]
).T
# The joints between two bones, and the other ends of these.
_CORNERS = np.array([9, 10, 11, 12, 13, 14, 5, 6])
_CORNER_ENDS = np.array([(3, 4, 9, 10, 11, 12, 3, 4), (11, 12, 13, 14, 17, 18, 7, 8)])
LYING_ON_SIDE_FROM = 0.7  # hip axis this upright (sine): the body's "ahead" is then where its feet are
MAX_DEVIATIONS = 6.0  # inputs beyond this many standard deviations say no more than that they are strange


@dataclass(frozen=True)  # not slotted: what most measures ask for is worked out once
class LiftedBody:
    """One body's joint centres in space.

    Attributes:
        points: (19, 3) in torso lengths (mid-hip to mid-shoulder), origin mid-hip, the module's frame, in the order of
            ``POINTS``.
        pelvis_lift: height of mid-hip above where it lies flat on the back, torso lengths.
        camera_pitch_deg: how far the camera looks down.
        expected_error: mean absolute error to expect of each measure, by its name with side, in the measure's unit.
        strangeness: how unlike the training pictures the input is, taken together (a Mahalanobis distance, squared);
            1 = as the strangest of a thousand of them.
    """

    points: tuple[Vec3, ...]
    pelvis_lift: float
    camera_pitch_deg: float
    expected_error: Mapping[str, float]
    strangeness: float

    def point(self, name: str, side: Side) -> Vec3:
        """A joint centre, torso lengths."""
        return self.points[INDEX[joint(name, side)]]

    def segment(self, start: str, end: str, side: Side) -> Vec3:
        """From one joint to another."""
        return minus(self.point(end, side), self.point(start, side))

    def across(self, name: str) -> Vec3:
        """From a joint's right to its left: the hip axis, the shoulder axis."""
        return minus(self.point(name, Side.LEFT), self.point(name, Side.RIGHT))

    def mid(self, name: str) -> Vec3:
        """Half-way between a joint's left and right."""
        return middle(self.point(name, Side.LEFT), self.point(name, Side.RIGHT))

    @cached_property
    def trunk(self) -> Vec3:
        """From mid-hip to mid-shoulder."""
        return minus(self.mid("shoulder"), self.mid("hip"))

    @cached_property
    def ahead(self) -> Vec3:
        """Where "ahead" is, level, of unit length: left × up, or, lying on the side, towards the feet."""
        leftward = unit(plus(unit(self.across("hip")), unit(self.across("shoulder"))))
        if abs(leftward[2]) < LYING_ON_SIDE_FROM:
            return unit(cross(leftward, UPWARD))
        x, y, _ = self.trunk
        return unit((-x, -y, 0.0))


class Lift(Protocol):
    """Finds joint centres. The trained network is one; a perfect source in tests is another."""

    def __call__(self, frame: LandmarkFrame, stretch_id: str) -> LiftedBody:
        """The joint centres of one body.

        Args:
            frame: its landmarks.
            stretch_id: what is practised; an expectation the network learned to doubt.
        """
        ...


def _directed(vectors: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Lengths and directions."""
    lengths = np.sqrt(np.einsum("...i,...i->...", vectors, vectors))
    return lengths, vectors / (lengths[..., None] + 1e-6)


def _shape(points: FloatArray) -> FloatArray:
    """Cosines of the joints' angles, lengths and directions of the bones: (N, features)."""
    _, arms = _directed(points[:, _CORNER_ENDS] - points[:, None, _CORNERS])
    lengths, ways = _directed(points[:, _BONE_ENDS] - points[:, _BONE_STARTS])
    return np.concatenate([(arms[:, 0] * arms[:, 1]).sum(-1), lengths, ways.reshape(len(points), -1)], axis=1)


# For a handful of numbers `mean` and `nan_to_num` take several times as long as what they do.
def _middle(values: FloatArray, marks: list[int]) -> FloatArray:
    return np.asarray(values[:, marks].sum(1, keepdims=True) / len(marks))


def _size(points: FloatArray, marks: list[int], least: float) -> FloatArray:
    squares = (points[:, marks] ** 2).sum(-1).sum(1) / len(marks)
    return np.asarray(np.maximum(np.sqrt(squares), least)[:, None, None])


@dataclass(frozen=True, slots=True)
class Seen:
    """What pose sources said of N bodies, in the order of ``POINTS``.

    Attributes:
        image_px: (N, 19, 2).
        depth_px: (N, 19).
        visibility: (N, 19).
        world_m: (N, 19, 3).
        disagreement_px: (N, 19) between two looks at the picture; NaN where there was one look.
    """

    image_px: FloatArray
    depth_px: FloatArray
    visibility: FloatArray
    world_m: FloatArray
    disagreement_px: FloatArray

    @classmethod
    def of(cls, frame: LandmarkFrame) -> Seen:
        """One frame's."""
        marks = [int(mark) for mark in POINTS]
        apart = np.full(len(POINTS), np.nan) if frame.disagreement_px is None else frame.disagreement_px[marks]
        return cls(
            frame.image_px[None, marks], frame.depth_px[None, marks], frame.visibility[None, marks],
            frame.world_m[None, marks], apart[None],
        )  # fmt: skip

    def mirrored(self) -> Seen:
        """The same in a mirror: left and right change places."""
        return Seen(
            self.image_px[:, MIRRORED] * (-1.0, 1.0), self.depth_px[:, MIRRORED], self.visibility[:, MIRRORED],
            self.world_m[:, MIRRORED] * (-1.0, 1.0, 1.0), self.disagreement_px[:, MIRRORED],
        )  # fmt: skip

    def with_mirror_image(self) -> Seen:
        """These, then their mirror images: (2 N, …)."""
        other = self.mirrored()
        return Seen(*(np.concatenate([getattr(self, f.name), getattr(other, f.name)]) for f in fields(self)))


def features(seen: Seen) -> tuple[Array32, Array32, Array32]:
    """What the networks see. It does not change with the body's place and size in the picture.

    Returns:
        (N, F) features; (N, 57) world points, scaled, for the straight path through the network; (N, 20) how far two
        looks disagreed (shares of the body's size, compressed; then 1 where there were two looks).
    """
    count = len(seen.image_px)
    image = seen.image_px - _middle(seen.image_px, _TRUNK)
    size_px = _size(image, _TRUNK_AND_LEGS, 1.0)
    image = image / size_px
    depth = (seen.depth_px - _middle(seen.depth_px, _TRUNK)) / size_px[:, 0]
    world = seen.world_m - _middle(seen.world_m, _HIPS)
    size_m = _size(world, [*_SHOULDERS, 11, 12, 13, 14], 0.05)
    world = world / size_m
    parts = [image.reshape(count, -1), depth, world.reshape(count, -1), np.log(size_m[:, 0]),
             np.clip(seen.visibility, 0.0, 1.0), _shape(image), _shape(world)]  # fmt: skip
    twice = np.isfinite(seen.disagreement_px[:, :1])
    apart = np.log1p(20.0 * np.where(np.isnan(seen.disagreement_px), 0.0, seen.disagreement_px) / size_px[:, 0])
    return (
        np.concatenate(parts, axis=1).astype(np.float32),
        world.reshape(count, -1).astype(np.float32),
        np.concatenate([apart, twice], axis=1).astype(np.float32),
    )


def _silu(x: Array32) -> Array32:
    return np.asarray(x / (1.0 + np.exp(-np.maximum(x, -30.0))), dtype=np.float32)


class Lifter:
    """The trained networks. Calls are independent of each other."""

    def __init__(self, weights: Mapping[str, npt.NDArray[np.generic]]) -> None:
        """Takes the weights.

        Args:
            weights: as ``training/train.py`` writes them.
        """
        self._w = {k: np.asarray(v, dtype=np.float32) for k, v in weights.items() if v.dtype.kind == "f"}
        self._stretches = {str(name): i for i, name in enumerate(weights["stretches"])}
        self._errors = tuple(str(name) for name in weights["errors"])
        self._mirrored_errors = weights["mirrored_errors"].astype(int)

    def __call__(self, frame: LandmarkFrame, stretch_id: str) -> LiftedBody:
        """The joint centres of one body; see `Lift`."""
        inputs, world, apart = features(Seen.of(frame).with_mirror_image())
        prior = np.zeros((2, len(self._stretches)), dtype=np.float32)
        if stretch_id in self._stretches:
            prior[:, self._stretches[stretch_id]] = 1.0
        w = self._w
        scaled = (inputs - w["mean"]) / w["deviation"]
        clipped = np.clip(scaled, -MAX_DEVIATIONS, MAX_DEVIATIONS)
        out = self._joints(np.concatenate([clipped, prior], axis=1), world)
        errors = self._expected(np.concatenate([clipped, prior, apart, out], axis=1))
        points = out[:, :57].reshape(2, 19, 3)
        mean = (points[0] + points[1][MIRRORED] * (-1.0, 1.0, 1.0)) / 2
        expected = (errors[0] + errors[1][self._mirrored_errors]) / 2
        lift, pitch_rad = ((out[0, 57:59] + out[1, 57:59]) / 2).tolist()
        return LiftedBody(
            points=tuple((x, y, z) for x, y, z in mean.tolist()),
            pelvis_lift=lift,
            camera_pitch_deg=math.degrees(pitch_rad),
            expected_error=dict(zip(self._errors, expected.tolist(), strict=True)),
            strangeness=float(((scaled @ w["strange.axes"]) ** 2).mean() / w["strange"]),
        )

    def _joints(self, x: Array32, world: Array32) -> Array32:
        w = self._w
        hidden = _silu(x @ w["joints.1.weight"] + w["joints.1.bias"])
        hidden = hidden + _silu(hidden @ w["joints.2.weight"] + w["joints.2.bias"])
        hidden = hidden + _silu(hidden @ w["joints.3.weight"] + w["joints.3.bias"])
        out = hidden @ w["joints.out.weight"] + w["joints.out.bias"]
        out[:, :57] += world @ w["joints.straight.weight"]
        return np.asarray(out, dtype=np.float32)

    def _expected(self, x: Array32) -> Array32:
        w = self._w
        hidden = _silu(x @ w["errors.1.weight"] + w["errors.1.bias"])
        hidden = hidden + _silu(hidden @ w["errors.2.weight"] + w["errors.2.bias"])
        out = hidden @ w["errors.out.weight"] + w["errors.out.bias"]
        return np.asarray(np.log1p(np.exp(np.clip(out, -30.0, 30.0))) * w["errors.unit"], dtype=np.float32)
