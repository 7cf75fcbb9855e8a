"""The training pictures as arrays: what MediaPipe said, and where the joints really were."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from posecheck.lift import POINTS, Seen

HERE = Path(__file__).resolve().parent
DATA = HERE / "data"
# The rig's names of the joint centres, in the order of POINTS.
JOINTS = ["nose"] + [
    name + side
    for name in ("ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "toe")
    for side in "LR"
]


@dataclass
class Shots:
    """N pictures.

    Attributes:
        looks: (N, 2, 19, 7) what MediaPipe said at first and at the mirrored look: image x, y (px), depth (px),
            visibility, world x, y, z (m). NaN where a look found nobody or was not taken.
        joints: (N, 19, 3) true joint centres in torso lengths, origin mid-hip, level frame of the camera.
        pelvis_lift: (N,) torso lengths. pitch_rad: (N,) how far the camera looks down.
        azimuth_deg, height_m, distance_m: (N,) the camera's place.
        body, stretch, side, renderer: (N,) names.
    """

    looks: np.ndarray
    joints: np.ndarray
    pelvis_lift: np.ndarray
    pitch_rad: np.ndarray
    azimuth_deg: np.ndarray
    height_m: np.ndarray
    distance_m: np.ndarray
    body: np.ndarray
    stretch: np.ndarray
    side: np.ndarray
    renderer: np.ndarray

    def __len__(self) -> int:
        return len(self.body)

    def take(self, which: np.ndarray) -> Shots:
        """Some of them."""
        return Shots(**{f.name: getattr(self, f.name)[which] for f in fields(self)})

    def seen(self, look: str) -> tuple[Seen, np.ndarray]:
        """What a pose source would say.

        Args:
            look: ``"first"``, ``"second"``, or ``"both"`` (the mean of two, as the app sees it).

        Returns:
            The points, and which pictures have such a look.
        """
        first, second = self.looks[:, 0].astype(np.float64), self.looks[:, 1].astype(np.float64)
        apart = np.full(first.shape[:2], np.nan)
        if look == "both":
            points = (first + second) / 2
            apart = np.linalg.norm(first[..., :2] - second[..., :2], axis=-1)
        else:
            points = first if look == "first" else second
        has = np.isfinite(points[:, 0, 0])
        p = points[has]
        return Seen(p[..., :2], p[..., 2], p[..., 3], p[..., 4:7], apart[has]), has


def joined(parts: list[Shots]) -> Shots:
    """Several sets as one."""
    return Shots(**{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Shots)})


def level(joints_m: np.ndarray, camera_r: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """True joints in the level frame of the camera.

    Args:
        joints_m: (N, 19, 3) world frame, z up.
        camera_r: (N, 3, 3) rows: the camera's right, down and forward in the world frame.

    Returns:
        (N, 19, 3) in torso lengths from mid-hip, x right, y away, z up; (N,) camera pitch, rad.
    """
    joints_m, camera_r = joints_m.astype(np.float64), camera_r.astype(np.float64)
    away = camera_r[:, 2].copy()
    pitch = np.arcsin(np.clip(-away[:, 2], -1, 1))
    away[:, 2] = 0
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    up = np.tile([0.0, 0.0, 1.0], (len(away), 1))
    frame = np.stack([np.cross(away, up), away, up], axis=1)
    shoulders, hips = joints_m[:, [3, 4]].mean(1), joints_m[:, [9, 10]].mean(1)
    torso = np.linalg.norm(shoulders - hips, axis=1)[:, None, None]
    return (np.einsum("nij,nkj->nki", frame, joints_m - hips[:, None]) / torso).astype(np.float32), pitch


def from_shard(path: Path) -> Shots:
    """Reads one shard of the rig's output (its arrays are described beside the rig)."""
    z = np.load(path)
    marks = [int(m) for m in POINTS]
    order = [z["joint_names"].tolist().index(name) for name in JOINTS]

    def look(suffix: str) -> np.ndarray:
        if f"world{suffix}" not in z:
            return np.full((len(z["id"]), 19, 7), np.nan, dtype=np.float32)
        return np.concatenate(
            [z[f"landmarks_px{suffix}"][:, marks], z[f"landmarks_z{suffix}"][:, marks, None],
             z[f"visibility{suffix}"][:, marks, None], z[f"world{suffix}"][:, marks]], axis=2)  # fmt: skip

    joints, pitch = level(z["joints3d"][:, order], z["cam_R"])
    lift = z["metrics"][:, z["metric_names"].tolist().index("lift")]
    shots = Shots(
        looks=np.stack([look(""), look("2")], axis=1), joints=joints, pelvis_lift=np.nan_to_num(lift), pitch_rad=pitch,
        azimuth_deg=z["azimuth"], height_m=z["height"], distance_m=z["distance"], body=z["body"], stretch=z["label"],
        side=z["side"], renderer=z["renderer"],
    )  # fmt: skip
    return shots.take(z["detected"])


def save(shots: Shots, path: Path) -> None:
    """Writes a set; single precision is more than MediaPipe's points deserve, half is enough."""
    arrays = {f.name: getattr(shots, f.name) for f in fields(shots)}
    small = {k: v.astype(np.float16) if v.dtype.kind == "f" and k != "looks" else v for k, v in arrays.items()}
    # Points in px reach far beyond what half precision resolves; tenths of a pixel are enough.
    small["looks_px"] = (
        np.nan_to_num(np.round(arrays["looks"][..., :3] * 10), nan=-32768).clip(-32768, 32767).astype(np.int16)
    )
    small["looks"] = arrays["looks"][..., 3:].astype(np.float16)
    np.savez_compressed(path, **small)


def load(path: Path) -> Shots:
    """Reads what `save` wrote."""
    z = dict(np.load(path))
    px = z.pop("looks_px").astype(np.float32)
    px[px == -32768] = np.nan
    z["looks"] = np.concatenate([px / 10, z["looks"].astype(np.float32)], axis=-1)
    return Shots(**{k: v.astype(np.float32) if v.dtype.kind == "f" else v for k, v in z.items()})


def main() -> None:
    """Packs a folder of shards into the training set, one file a body."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("shards", nargs="+", type=Path, help="folders of train_*.npz")
    args = parser.parse_args()
    shots = joined([from_shard(p) for folder in args.shards for p in sorted(folder.glob("train_*.npz"))])
    DATA.mkdir(exist_ok=True)
    for body in sorted(set(shots.body)):
        save(shots.take(shots.body == body), DATA / f"{body}.npz")


if __name__ == "__main__":
    main()
