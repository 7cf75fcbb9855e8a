"""The measures straight from joint centres: a second opinion, independent of `posecheck.measures`.

Joints are in space with z up, keyed as `posecheck.figure.joints` keys them.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from posecheck.figure import RESTING
from posecheck.geometry import Vec3
from posecheck.landmarks import FloatArray, Side

HEEL = "ankle"  # figures have no heel: tests lay it where the ankle is
UP: FloatArray = np.array([0.0, 0.0, 1.0])


def _unit(a: FloatArray) -> FloatArray:
    unit: FloatArray = a / np.linalg.norm(a)
    return unit


def _between(a: FloatArray, b: FloatArray) -> float:
    return float(np.degrees(np.arccos(np.clip(_unit(a) @ _unit(b), -1.0, 1.0))))


def _above_level(a: FloatArray) -> float:
    return float(np.degrees(np.arcsin(np.clip(_unit(a)[2], -1.0, 1.0))))


class Joints:
    """One body's joints, and the directions of its trunk."""

    def __init__(self, joints: Mapping[str, Vec3]) -> None:
        self.at = {name: np.array(point) for name, point in joints.items()}
        self.trunk = self.middle("shoulder") - self.middle("hip")
        self.torso = float(np.linalg.norm(self.trunk))
        self.hips = self.at["left hip"] - self.at["right hip"]
        self.left = _unit(self.hips)
        self.along = _unit(self.trunk - self.left * (self.trunk @ self.left))
        self.forward = np.cross(self.left, self.along)
        # Where the body would face standing up; lying on the back it is the foot end.
        upright = np.cross(self.left, UP)
        self.ahead = _unit(upright) if np.linalg.norm(upright) > 0.5 else -_unit(self.trunk * [1, 1, 0])
        self.aside = np.cross(UP, self.ahead)  # its left, level
        self.neck = self.at["head"] - self.middle("shoulder")  # figures have their ears where their heads are

    def middle(self, part: str) -> FloatArray:
        both: FloatArray = (self.at[f"left {part}"] + self.at[f"right {part}"]) / 2
        return both

    def _sagittal(self, a: FloatArray) -> float:
        return float(np.degrees(np.arctan2(a @ self.forward, a @ self.along)))

    def of_side(self, side: Side) -> dict[str, float]:
        shoulder, hip, knee, ankle = (self.at[f"{side.value} {p}"] for p in ("shoulder", "hip", "knee", "ankle"))
        other_hip, other_knee = self.at[f"{side.other.value} hip"], self.at[f"{side.other.value} knee"]
        thigh, shin, arm = knee - hip, knee - ankle, self.at[f"{side.value} elbow"] - shoulder
        toe, heel = self.at[f"{side.value} toe"], self.at[f"{side.value} {HEEL}"]
        outward = self.aside if side is Side.LEFT else -self.aside
        bend = 180.0 - (self._sagittal(thigh) - self._sagittal(shoulder - hip)) % 360.0
        return {
            "hip_flexion": bend,
            "hip_flexion_in_space": (180.0 - _between(shoulder - hip, thigh)) * (-1.0 if bend < 0.0 else 1.0),
            "knee_flexion": 180.0 - _between(-thigh, -shin),
            "thigh_elevation": _above_level(thigh),
            "shank_inclination": float(np.degrees(np.arctan2(shin @ self.ahead, abs(shin[2])))),
            "leg_inclination": 90.0 - abs(_above_level(ankle - hip)),
            "upper_arm_inclination": float(np.degrees(np.arctan2(arm @ self.ahead, arm @ -UP))),
            "knee_over_toe": float((knee - toe) @ outward) / self.torso,
            "heel_lift": float((heel - toe) @ UP) / self.torso,
            "knee_ahead": float(shin @ self.ahead) / self.torso,
            "ankle_to_knee": float(np.linalg.norm(ankle - other_knee) / np.linalg.norm(other_knee - other_hip)),
        }

    def _shoulders(self) -> dict[str, float]:
        shoulders = self.at["left shoulder"] - self.at["right shoulder"]
        along, left = _unit(self.trunk), _unit(shoulders)
        across = [_unit(axis - along * (axis @ along)) for axis in (self.hips, shoulders)]
        # In the chest's own sagittal plane: up its line, and ahead of it.
        up = _unit(self.trunk - left * (self.trunk @ left))
        return {
            "shoulder_tilt": abs(_above_level(shoulders)),
            "trunk_twist": _between(*across),
            "trunk_side_lean": 90.0 - min(_between(self.trunk, self.aside), _between(self.trunk, -self.aside)),
            "neck_flexion": float(np.degrees(np.arctan2(self.neck @ np.cross(left, up), self.neck @ up))),
            "head_ahead": float(np.degrees(np.arctan2(self.neck @ self.ahead, self.neck @ UP))),
            "ear_shoulder_gap": float(self.neck @ along) / self.torso,
        }

    def of_body(self) -> dict[str, float]:
        left, right = self.of_side(Side.LEFT), self.of_side(Side.RIGHT)
        apart = {
            p: float(np.linalg.norm(self.at[f"left {p}"] - self.at[f"right {p}"])) for p in ("hip", "knee", "ankle")
        }
        tilt = abs(_above_level(self.hips))
        ankles = [self.at[f"{side.value} ankle"] for side in Side]
        return {
            **self._shoulders(),
            "hips_ahead": float((self.middle("hip") - self.middle("knee")) @ self.ahead) / self.torso,
            "ankle_height_difference": abs(float((ankles[0] - ankles[1]) @ UP)) / self.torso,
            "trunk_inclination": float(np.degrees(np.arctan2(self.trunk @ self.ahead, self.trunk[2]))),
            "knee_spread": apart["knee"] / apart["hip"],
            "ankle_spread": apart["ankle"] / apart["hip"],
            "thigh_elevation_difference": abs(left["thigh_elevation"] - right["thigh_elevation"]),
            "pelvis_tilt": tilt,
            "hip_roll": 90.0 - tilt,
            "pelvis_lift": (self.middle("hip")[2] - RESTING["hip"]) / self.torso,
        }


def readings(joints: Mapping[str, Vec3]) -> dict[str, float]:
    """Every measure by name with side, as `posecheck.measures.read_measures` names them."""
    body = Joints(joints)
    sides = {f"{name}.{s.value}": value for s in Side for name, value in body.of_side(s).items()}
    return {**sides, **body.of_body()}
