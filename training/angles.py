"""The measures of `posecheck.measures`, for many bodies at once and with gradients. A test holds the two together."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from posecheck.landmarks import Side, joint
from posecheck.lift import INDEX

PAIRED = (
    "hip_flexion", "hip_flexion_in_space", "knee_flexion", "hip_abduction", "thigh_elevation", "shank_inclination",
    "leg_inclination", "ankle_dorsiflexion", "elbow_flexion", "ankle_to_knee", "knee_ahead",
)  # fmt: skip
WHOLE = (
    "trunk_inclination", "knee_spread", "ankle_spread", "thigh_elevation_difference", "pelvis_tilt", "hip_roll",
    "pelvis_lift",
)  # fmt: skip
KEYS = [f"{name}.{side.value}" for name in PAIRED for side in Side] + list(WHOLE)
MIRRORED = [KEYS.index(k.replace("left", "right") if "left" in k else k.replace("right", "left")) for k in KEYS]
# One of these units weighs as much as one degree.
UNITS = {"knee_spread": 0.1, "ankle_spread": 0.1, "ankle_to_knee": 0.02, "knee_ahead": 0.02, "pelvis_lift": 0.02}
UNIT = torch.tensor([UNITS.get(k.split(".")[0], 1.0) for k in KEYS])
ROUND = torch.tensor(
    [k.split(".")[0] in ("hip_flexion", "hip_flexion_in_space", "trunk_inclination", "shank_inclination") for k in KEYS]
)
TINY = 1e-6


def _dot(a: Tensor, b: Tensor) -> Tensor:
    return (a * b).sum(-1)


def _unit(a: Tensor) -> Tensor:
    return a / (a.norm(dim=-1, keepdim=True) + TINY)


def _between(a: Tensor, b: Tensor) -> Tensor:
    return torch.atan2(torch.cross(a, b, dim=-1).norm(dim=-1) + TINY, _dot(a, b))


def _elevation(a: Tensor) -> Tensor:
    return torch.atan2(a[:, 2], torch.sqrt(a[:, 0] ** 2 + a[:, 1] ** 2 + TINY))


def measures(points: Tensor, pelvis_lift: Tensor) -> Tensor:
    """Every measure.

    Args:
        points: (N, 19, 3) joint centres, the frame of `posecheck.lift`.
        pelvis_lift: (N,).

    Returns:
        (N, len(KEYS)) in degrees, or ratios.
    """

    def at(name: str, side: Side) -> Tensor:
        return points[:, INDEX[joint(name, side)]]

    left, right = Side.LEFT, Side.RIGHT
    axis = at("hip", left) - at("hip", right)
    shoulder_axis = at("shoulder", left) - at("shoulder", right)
    leftward, hip_width = _unit(axis), axis.norm(dim=-1) + 1e-3
    trunk = (at("shoulder", left) + at("shoulder", right) - at("hip", left) - at("hip", right)) / 2
    torso = trunk.norm(dim=-1) + 1e-3
    up = torch.zeros_like(axis)
    up[:, 2] = 1.0
    along = _unit(trunk - leftward * _dot(trunk, leftward)[:, None])
    forward = torch.cross(leftward, along, dim=-1)
    heading = _unit(torch.cross(_unit(leftward + _unit(shoulder_axis)), up, dim=-1))
    out: dict[str, Tensor] = {}
    for side in Side:
        hip, knee, ankle = (at(n, side) for n in ("hip", "knee", "ankle"))
        flank, thigh, shin = at("shoulder", side) - hip, knee - hip, knee - ankle
        turn = torch.atan2(
            _dot(thigh, forward) * _dot(flank, along) - _dot(thigh, along) * _dot(flank, forward),
            _dot(thigh, along) * _dot(flank, along) + _dot(thigh, forward) * _dot(flank, forward) + TINY,
        )
        out[f"hip_flexion.{side.value}"] = math.pi - torch.remainder(turn, 2 * math.pi)
        included = _between(flank, thigh)
        flank_forward = forward - _unit(flank) * _dot(forward, _unit(flank))[:, None]
        behind = (_dot(thigh, flank_forward) < 0) & (included > math.pi / 2)
        out[f"hip_flexion_in_space.{side.value}"] = torch.where(behind, included - math.pi, math.pi - included)
        out[f"knee_flexion.{side.value}"] = math.pi - _between(-thigh, -shin)
        outward = leftward if side is left else -leftward
        out[f"hip_abduction.{side.value}"] = torch.asin(_dot(_unit(thigh), outward).clamp(-0.999, 0.999))
        out[f"thigh_elevation.{side.value}"] = _elevation(thigh)
        out[f"shank_inclination.{side.value}"] = torch.atan2(_dot(shin, heading), shin[:, 2].abs() + TINY)
        out[f"leg_inclination.{side.value}"] = math.pi / 2 - _elevation(ankle - hip).abs()
        foot = at("foot_index", side) - at("heel", side)
        out[f"ankle_dorsiflexion.{side.value}"] = math.pi / 2 - _between(shin, foot)
        upper, fore = at("shoulder", side) - at("elbow", side), at("wrist", side) - at("elbow", side)
        out[f"elbow_flexion.{side.value}"] = math.pi - _between(upper, fore)
        other_knee, other_hip = at("knee", side.other), at("hip", side.other)
        out[f"ankle_to_knee.{side.value}"] = (ankle - other_knee).norm(dim=-1) / (
            (other_hip - other_knee).norm(dim=-1) + 1e-3
        )
        out[f"knee_ahead.{side.value}"] = _dot(shin, heading) / torso
    out["trunk_inclination"] = torch.atan2(_dot(trunk, heading), trunk[:, 2])
    for name in ("knee", "ankle"):
        out[f"{name}_spread"] = (at(name, left) - at(name, right)).norm(dim=-1) / hip_width
    out["thigh_elevation_difference"] = (out["thigh_elevation.left"] - out["thigh_elevation.right"]).abs()
    tilt = torch.asin(leftward[:, 2].clamp(-0.999, 0.999)).abs()
    out["pelvis_tilt"] = tilt
    out["hip_roll"] = math.pi / 2 - tilt
    ratios = {"ankle_to_knee", "knee_ahead", "knee_spread", "ankle_spread"}
    columns = [
        pelvis_lift if k == "pelvis_lift" else out[k] if k.split(".")[0] in ratios else torch.rad2deg(out[k])
        for k in KEYS
    ]
    return torch.stack(columns, 1)


def errors(found: Tensor, true: Tensor) -> Tensor:
    """Signed errors, (N, len(KEYS)), in `UNIT`s; angles take the shorter way round."""
    gap = found - true
    gap = torch.where(ROUND, torch.remainder(gap + 180.0, 360.0) - 180.0, gap)
    return gap / UNIT
