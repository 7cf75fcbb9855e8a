"""Lifts that need no trained network, weights that mean nothing, and the mirror image of a lifted body."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from posecheck.figure import RESTING, TRUNK
from posecheck.landmarks import LandmarkFrame, Side
from posecheck.lift import MIRRORED, POINTS, LiftedBody, Seen, features
from posecheck.measures import MEASURES, reading_key

# How high each point lies when it rests on the floor, torso lengths.
_PARTS = {"nose": "head", "ear": "head", "heel": "ankle", "foot_index": "toe"}
_NAMES = [mark.name.lower().removeprefix("left_").removeprefix("right_") for mark in POINTS]
_RESTING = np.array([RESTING[_PARTS.get(name, name)] for name in _NAMES]) / TRUNK
# The readings whose errors the second network learned; others follow one of these.
LEARNED = [m for m in MEASURES.values() if m.error_like is None and (m.of_side or m.of_body)]
ERRORS = [reading_key(m.name, side) for m in LEARNED for side in (tuple(Side) if m.paired else (None,))]


def world_lift(frame: LandmarkFrame, stretch_id: str = "") -> LiftedBody:
    """Takes the world landmarks for the truth, and the camera for level: right for synthetic bodies."""
    world = frame.world_m[[int(mark) for mark in POINTS]]
    shoulders, hips = world[[3, 4]].mean(0), world[[9, 10]].mean(0)
    size = float(((shoulders - hips) ** 2).sum() ** 0.5) or 1.0
    points = tuple((float(x), float(z), float(-y)) for x, y, z in (world - hips) / size)
    height = max(float(rest) - z for rest, (_, _, z) in zip(_RESTING, points, strict=True))
    lift = height - RESTING["hip"] / TRUNK
    return LiftedBody(points, pelvis_lift=lift, camera_pitch_deg=0.0, expected_error={}, strangeness=0.0)


def other_side(key: str) -> str:
    """The reading of the other side; the same one where it has no side."""
    return key.replace("left", "right") if key.endswith("left") else key.replace("right", "left")


def mirror_image(body: LiftedBody) -> LiftedBody:
    """The same body in a mirror that stands upright beside it."""
    return replace(
        body,
        points=tuple((-x, y, z) for x, y, z in (body.points[i] for i in MIRRORED)),
        expected_error={other_side(key): error for key, error in body.expected_error.items()},
    )


def weights(
    seed: int, examples: list[LandmarkFrame], width: int = 12, strength: float = 0.3
) -> dict[str, npt.NDArray[np.generic]]:
    """Networks of the trained ones' form, with weights drawn at random.

    Args:
        seed: draws others.
        examples: what counts as usual, together with its mirror image.
        width: hidden units.
        strength: standard deviation of the weights; 0 leaves only the straight path from world points to joints.
    """
    seen = [Seen.of(frame) for frame in examples]
    usual = np.concatenate([features(s)[0] for body in seen for s in (body, body.mirrored())])
    mean, deviation = usual.mean(0), usual.std(0) + 1e-3
    draw = np.random.default_rng(seed)
    found: dict[str, npt.NDArray[np.generic]] = {
        "mean": mean,
        "deviation": deviation,
        "strange.axes": np.eye(usual.shape[1]),
        "strange": np.array((((usual - mean) / deviation) ** 2).mean(1).max()),
        "joints.straight.weight": np.eye(57) + strength * draw.normal(size=(57, 57)) / 57**0.5,
        "errors.unit": draw.uniform(0.5, 2.0, len(ERRORS)),
        "stretches": np.array(["bridge", "pigeon"]),
        "errors": np.array(ERRORS),
        "mirrored_errors": np.array([ERRORS.index(other_side(key)) for key in ERRORS]),
    }
    inputs = usual.shape[1] + 2
    layers = {"joints.1": (inputs, width), "joints.2": (width, width), "joints.3": (width, width),
              "joints.out": (width, 59), "errors.1": (inputs + 20 + 59, width), "errors.2": (width, width),
              "errors.out": (width, len(ERRORS))}  # fmt: skip
    for name, (rows, columns) in layers.items():
        found[f"{name}.weight"] = strength * draw.normal(size=(rows, columns)) / rows**0.5
        found[f"{name}.bias"] = strength * draw.normal(size=columns)
    return found
