"""Does a raised hand ask, and nothing else? Does anybody get up who has not?

``python bench/gestures.py [FOLDER]``. FOLDER holds ``truth``, ``photos`` and ``clips``. Three tables:

- Pictures and clips in which no hand asks for anything: how often the condition of one frame holds (a picture shown for
  two seconds would then trigger), how often a clip triggers, and how often somebody stands or gets up.
- Hands raised in the development pictures: the landmarks MediaPipe gives, one arm moved up within 0.6 s, and how often
  that asks within 2 s of being up. The arm is moved in the room and seen through the picture's true camera: up to 25°
  off the vertical, the elbow bent by up to 30°. On top come errors as MediaPipe makes them on arms: turned by 8° in
  space and 4° in the picture, depth too flat, jitter, and on the far side a visibility that climbs slowly from 0.05.

What it cannot show are arms MediaPipe does not find at all: see docs/accuracy.md for rendered people who raise a hand.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.truth import load_truths
from posecheck.catalog import Catalog, load_catalog
from posecheck.cli.check import read_picture
from posecheck.gesture import RaisedHand, raised_hand
from posecheck.landmarks import FloatArray, LandmarkFrame, Side, joint
from posecheck.lift import Lifter
from posecheck.pipeline import Pipeline
from posecheck.pose.lifter import load_lifter
from posecheck.pose.source import pose_source
from posecheck.presence import Presence, Whereabouts, stands
from posecheck.smoothing import Smoother
from posecheck.video.reader import Video
from posecheck.who import expected_posture

BESIDE = Path(__file__).parents[2] / "shared"
STEP_S = 1 / 15
REST_S, RISE_S, WITHIN_S = 0.5, 0.6, 2.0
# A wrist is 15 to 25 cm from the ankle or knee its hand holds; a hand that is clear of the body is farther off.
CLEAR_M = 0.35
LETTERS = {Side.LEFT: "L", Side.RIGHT: "R"}
FRAME_S = 0.1  # of clips, every so often a frame


def stretch_of(name: str, catalog: Catalog) -> str:
    """The stretch a file is named after; the bridge where it is none of ours."""
    short = {"knee_to_chest": "single_knee_to_chest", "legs_up_wall": "legs_up_the_wall"}
    named = [i for i in catalog.stretches if i in name] or [i for part, i in short.items() if part in name]
    return named[0] if named else "bridge"


def look_at_pictures(folders: Mapping[str, Path], catalog: Catalog, lift: Lifter) -> Table:
    """Every body in every picture, as if it stayed so."""
    table = Table("pictures", "bodies", "hand raised", "stands", "which", title="Pictures in which nobody asks")
    for name, folder in folders.items():
        bodies, raised, standing = 0, [], []
        with pose_source(video=False) as source:
            for path in track(sorted(folder.glob("*.jpg")), name, console=Console(stderr=True), transient=True):
                for body in source.detect(read_picture(path), 0.0):
                    lifted = lift(body, stretch_of(path.stem, catalog))
                    bodies += 1
                    raised += [path.stem] if raised_hand(body, lifted) else []
                    standing += [path.stem] if stands(body, lifted) else []
        table.add_row(name, str(bodies), str(len(raised)), str(len(standing)), " ".join(raised + standing))
    return table


def look_at_clips(paths: Sequence[Path], catalog: Catalog) -> Table:
    """Whole clips through the pipeline."""
    heads = ("clip", "frames with a body", "hand raised", "asks", "stands", "up or gone since")
    table = Table(*heads, title="Clips in which nobody asks")
    for path in track(paths, "Clips", console=Console(stderr=True), transient=True):
        stretch = catalog.get(stretch_of(path.stem, catalog))
        hand, presence = RaisedHand(), Presence(expected_posture(stretch.figure), patient=False)
        frames = raised = asks = standing = 0
        turns: list[str] = []
        with pose_source(video=True) as source:
            pipeline = Pipeline(stretch, source, load_lifter())
            for time_s, image in frames_of(path):
                shot = pipeline.process(image, time_s)
                asks += hand.update(time_s, shot.body, shot.lifted).asks
                where = presence.update(time_s, shot.body, shot.lifted)
                if where is not Whereabouts.THERE and (not turns or not turns[-1].startswith(where.value)):
                    turns.append(f"{where.value} {time_s:.1f} s")
                if shot.body is not None and shot.lifted is not None:
                    frames += 1
                    raised += raised_hand(shot.body, shot.lifted) is not None
                    standing += stands(shot.body, shot.lifted)
        table.add_row(path.stem, *map(str, (frames, raised, asks, standing)), ", ".join(turns))
    return table


def frames_of(path: Path) -> Iterator[tuple[float, Any]]:
    """Frames of a clip, one every `FRAME_S`."""
    video, last_s = Video(path), -FRAME_S
    for frame in video.frames():
        if frame.time_s - last_s >= 0.95 * FRAME_S:
            last_s = frame.time_s
            yield frame.time_s, frame.image_rgb
    video.close()


def unit(vector: FloatArray) -> FloatArray:
    """The same direction with length 1."""
    return np.asarray(vector / np.linalg.norm(vector))


def turned(vector: FloatArray, by_deg: float, draw: np.random.Generator) -> FloatArray:
    """A unit vector turned by an angle, towards anywhere."""
    aside = unit(np.cross(vector, draw.normal(size=3)))
    return np.asarray(np.cos(np.radians(by_deg)) * vector + np.sin(np.radians(by_deg)) * aside)


@dataclass(frozen=True)
class Arm:
    """A true arm, as it rests and as it is raised: where its joints rest, unit vectors along its bones, their sizes."""

    joints: Mapping[str, FloatArray]
    low: Sequence[FloatArray]
    high: Sequence[FloatArray]
    sizes: Sequence[float]

    @classmethod
    def drawn(cls, truth: Mapping[str, Any], side: Side, draw: np.random.Generator) -> Arm:
        """One that is raised as people do."""
        joints = {name: np.array(truth["joints3d"][name + LETTERS[side]]) for name in ("shoulder", "elbow", "wrist")}
        bones = [joints["elbow"] - joints["shoulder"], joints["wrist"] - joints["elbow"]]
        upper = turned(np.array([0.0, 0.0, 1.0]), draw.uniform(0, 25), draw)
        high = [upper, turned(upper, draw.uniform(0, 30), draw)]
        return cls(joints, [unit(bone) for bone in bones], high, [float(np.linalg.norm(bone)) for bone in bones])

    def is_clear(self, truth: Mapping[str, Any]) -> bool:
        """Whether the raised hand is away from the legs, so that it is in truth clear above the body."""
        wrist = self.joints["shoulder"] + sum(way * size for way, size in zip(self.high, self.sizes, strict=True))
        legs = [truth["joints3d"][name + letter] for name in ("knee", "ankle") for letter in LETTERS.values()]
        return min(float(np.linalg.norm(wrist - np.array(point))) for point in legs) >= CLEAR_M


def raise_hand(
    truth: Mapping[str, Any], body: LandmarkFrame, side: Side, arm: Arm, draw: np.random.Generator
) -> Iterator[LandmarkFrame]:
    """A body whose arm comes up and stays there."""
    joints, low, high, sizes = arm.joints, arm.low, arm.high, arm.sizes
    rotation, shift, camera = (np.array(truth["cam"][key]) for key in ("R", "t", "K"))
    depth_m = {s: (rotation @ np.array(truth["joints3d"]["shoulder" + LETTERS[s]]) + shift)[2] for s in Side}
    far = depth_m[side] > depth_m[side.other] + 0.05
    wrong_deg, axis, flat = draw.normal(0, 8), unit(draw.normal(size=3)), draw.uniform(0.5, 1.1)
    tilt = np.radians(draw.normal(0, 4))
    in_picture = np.array([[np.cos(tilt), -np.sin(tilt)], [np.sin(tilt), np.cos(tilt)]])
    seen = draw.uniform(0.3, 0.8) if far else draw.uniform(0.7, 1.0)
    smoother = Smoother()
    for i in range(round((REST_S + RISE_S + WITHIN_S) / STEP_S) + 2):
        time_s = i * STEP_S
        share = float(np.clip((time_s - REST_S) / RISE_S, 0.0, 1.0))
        share = share * share * (3 - 2 * share)
        at, marks = joints["shoulder"], [joint(part, side) for part in ("elbow", "wrist", "index", "pinky", "thumb")]
        frame = replace(
            body, time_s=time_s, image_px=body.image_px.copy(), world_m=body.world_m.copy(),
            visibility=body.visibility.copy(),
        )  # fmt: skip
        root = joint("shoulder", side)
        for bone, mark in enumerate(marks[:2]):
            way = unit((1 - share) * low[bone] + share * high[bone] + 1e-6) * sizes[bone]
            before, at = at, at + way
            moved = rotation @ way * (1.0, 1.0, flat)
            moved = moved * np.cos(np.radians(wrong_deg)) + np.cross(axis, moved) * np.sin(np.radians(wrong_deg))
            a, b = (camera @ (rotation @ point + shift) for point in (before, at))
            moved_px = in_picture @ (b[:2] / b[2] - a[:2] / a[2])
            jitter = draw.normal(size=3) * 0.01
            frame.world_m[mark] = frame.world_m[root] + moved + jitter
            frame.image_px[mark] = frame.image_px[root] + moved_px + draw.normal(size=2) * 1.5
            root = mark
        frame.image_px[marks[2:]], frame.world_m[marks[2:]] = frame.image_px[root], frame.world_m[root]
        up_s = max(0.0, time_s - REST_S)
        frame.visibility[marks] = 0.05 + (seen - 0.05) * (1 - np.exp(-up_s / 0.7)) if far else seen
        yield smoother.smooth(frame)


def raise_hands(folder: Path, lift: Lifter) -> Table:
    """Every development picture, each hand once."""
    table = Table("stretch", "view", "hands raised", "asked in time", title="Hands raised in development pictures")
    draw, counts = np.random.default_rng(5), defaultdict[tuple[str, str], list[bool]](list)
    outside, touching = Counter[str](), list[bool]()
    with pose_source(video=False) as source:
        for truth in track(load_truths(folder), "Raising", console=Console(stderr=True), transient=True):
            bodies = source.detect(read_picture(folder / "images" / truth["image"]), 0.0)
            for body in bodies[:1]:
                for side in Side:
                    hand, asked, arm = RaisedHand(), False, Arm.drawn(truth, side, draw)
                    for frame in raise_hand(truth, body, side, arm, draw):
                        in_time = frame.time_s <= REST_S + RISE_S + WITHIN_S + 1e-6
                        known = hand.update(frame.time_s, frame, lift(frame, truth["stretch"]))
                        asked = asked or (known.asks and in_time)
                    (x, y), (width, height) = frame.image_px[joint("wrist", side)], frame.size_px
                    if not (0 <= x <= width and 0 <= y <= height):
                        outside[truth["stretch"]] += 1
                    elif not arm.is_clear(truth):
                        touching.append(asked)
                    else:
                        counts[truth["stretch"], truth["view"]].append(asked)
    for (stretch, view), asked_all in sorted(counts.items()):
        table.add_row(stretch, view, str(len(asked_all)), f"{100 * np.mean(asked_all):.0f} %")
    everything = [asked for asked_all in counts.values() for asked in asked_all]
    table.add_row("all", "", str(len(everything)), f"{100 * np.mean(everything):.1f} %")
    near = f"{sum(touching)} of {len(touching)} asked that ended within {100 * CLEAR_M:.0f} cm of a knee or an ankle"
    table.caption = f"left out, the hand was out of the picture: {dict(outside)}; {near}"
    return table


def main() -> None:
    """Runs and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=BESIDE, help="default: beside the project")
    parser.add_argument("--only", choices=("pictures", "clips", "raised"), help="one of the tables")
    args = parser.parse_args()
    catalog, lift, truth = load_catalog(), load_lifter(), args.folder / "truth"
    console = Console(width=140)
    if args.only in (None, "pictures"):
        folders = {"dev": truth / "dev" / "images", "stills": truth / "stills", "photos": args.folder / "photos"}
        console.print(look_at_pictures(folders, catalog, lift))
    if args.only in (None, "raised"):
        console.print(raise_hands(truth / "dev", lift))
    if args.only in (None, "clips"):
        paths = sorted((args.folder / "clips").glob("*.mp4")) + sorted((truth / "dev" / "videos").glob("*.mp4"))
        console.print(look_at_clips(paths, catalog))


if __name__ == "__main__":
    main()
