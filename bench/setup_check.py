"""Whether the set-up check says what is wrong with a picture, and nothing where nothing is.

``python bench/setup_check.py [FOLDER] [--every 4]``. FOLDER holds truth.json and images (see bench/truth.py) and may
hold ``videos``; pictures in a folder ``stills`` beside it, with their ``truth_ben.json``, are asked too. The truth
comes from joints and camera:

- the view: azimuths nearer to an edge between views than the azimuth is known (10°, docs/accuracy.md) count for both;
- whole: every joint but elbows and wrists inside the picture;
- an uncommon or faulty position is the practice's matter, not the set-up's: nothing is to be said. Where nobody is
  found in a picture with nothing amiss, that is a mistake of the check.

From every N-th picture others are made at run time: cut off at each edge by a tenth of its height or by 3 %, cut off on
two sides, darkened, dimmed, backlit, seen from afar, the body painted over, two people. Pictures as they are are asked
with their own stretch, then with one of another posture and with one that wants another view. Where two things are
amiss, either is right. The cue for nobody says what to do about bodies cut off and about views of lying ones from their
ends, so there it counts as right.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from rich.console import Console
from rich.progress import track

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.accuracy import BESIDE, pct, sheet
from bench.truth import load_truths
from posecheck.catalog import Catalog, load_catalog
from posecheck.cli.check import read_picture
from posecheck.concern import Concern, Person, Trouble, concern
from posecheck.errors import PoseCheckError
from posecheck.framing import MARGIN
from posecheck.landmarks import ByteArray, FloatArray, PoseSource
from posecheck.pose.landmarker import Landmarker
from posecheck.pose.lifter import load_lifter
from posecheck.pose.provide import provide
from posecheck.pose.source import pose_source
from posecheck.scene import light
from posecheck.stretch import CameraPlace, Stretch
from posecheck.video.reader import Video
from posecheck.view import END_WITHIN_DEG, SIDE_WITHIN_DEG, View, body_view, off_side_deg
from posecheck.who import Practitioner, expected_posture

BORDER_DEG = 10.0
EVERY_FRAME = 10
STILLS = {
    "supine_neutral": "constructive_rest",
    "knee_to_chest_L": "single_knee_to_chest",
    "knee_to_chest_R": "single_knee_to_chest",
    "supine_figure_four_R": "supine_figure_four",
    "legs_up_wall": "legs_up_the_wall",
    "half_kneeling_R_front": "half_kneeling",
    "side_lying_runner_L": "side_lying_runner",
    "pigeon_R_front": "pigeon",
}
PARTS = {"head": "nose ear", "feet": "ankle heel toe", "knees": "knee", "hips": "hip", "shoulders": "shoulder"}
LIES = ("supine", "side-lying")
WELL = frozenset({None})
DEPTHS = {"by a tenth": 0.1, "by 3 %": 0.03}

Right = frozenset[Trouble | None]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question about a picture.

    Attributes:
        group: the table's row.
        stretch: what is about to be practised.
        right: the troubles that may be named; None for nothing.
        parts: the parts of the body that may be named as cut off.
    """

    group: str
    stretch: Stretch
    right: Right
    parts: frozenset[str] = frozenset()

    def is_right(self, said: Concern | None) -> bool:
        """Whether an answer is right."""
        if said is None or said.trouble not in (Trouble.CUT_OFF, Trouble.NEAR):
            return (said and said.trouble) in self.right
        return said.trouble in self.right and said.part in self.parts


Case = tuple[str, ByteArray, list[Asked]]


def true_views(truth: Mapping[str, Any]) -> set[View]:
    """The view of a picture; two of them near an edge between views."""
    joints = {name: np.array(place) for name, place in truth["joints3d"].items()}
    hips, shoulders = ((joints[f"{name}L"] + joints[f"{name}R"]) / 2 for name in ("hip", "shoulder"))
    axes = [joints[f"{name}L"] - joints[f"{name}R"] for name in ("hip", "shoulder")]
    left: FloatArray = sum((axis / np.linalg.norm(axis) for axis in axes), np.zeros(3)) / 2
    ahead = np.cross(left, (0, 0, 1)) if abs(left[2]) < 0.7 else hips - shoulders
    to_camera = np.array(truth["cam"]["pos"]) - hips
    right = np.cross(ahead, (0, 0, 1))
    azimuth = (180.0 - math.degrees(math.atan2(to_camera @ right, to_camera @ ahead))) % 360.0
    end = View.FRONT if 90.0 < azimuth < 270.0 else View.BACK
    off = off_side_deg(azimuth)
    edges = (SIDE_WITHIN_DEG, 90.0 - END_WITHIN_DEG)
    bands = zip((View.SIDE, View.OBLIQUE, end), (0.0, *edges), (*edges, 90.0), strict=True)
    return {view for view, low, high in bands if low - BORDER_DEG <= off <= high + BORDER_DEG}


def seen_right(stretch: Stretch, views: set[View]) -> Right:
    """What may be said of a whole body in good light."""
    right: set[Trouble | None] = {None if view in stretch.camera.views else Trouble.VIEW for view in views}
    if stretch.position == "supine" and views & {View.FRONT, View.BACK}:
        right.add(Trouble.NOBODY)
    return frozenset(right)


def also(stretch: Stretch, views: set[View], *troubles: Trouble) -> Right:
    """What may be said where something else is amiss too: either is true."""
    return frozenset(troubles) | (seen_right(stretch, views) - WELL)


def questions(truth: Mapping[str, Any], stretch: Stretch, catalog: Catalog, group: str) -> list[Asked]:
    """What is asked of a picture as it is."""
    views = true_views(truth)
    other_posture = catalog.get("half_kneeling" if stretch.position in LIES else "bridge")
    wanted = tuple(view for view in (View.SIDE, View.FRONT, View.BACK) if view not in views)
    other_view = replace(stretch, camera=CameraPlace(wanted, ""))
    return [
        Asked(group, stretch, seen_right(stretch, views)),
        Asked("another posture wanted", other_posture, also(stretch, views, Trouble.POSTURE)),
        Asked("another view wanted", other_view, seen_right(other_view, views)),
    ]


def cut(picture: ByteArray, truth: Mapping[str, Any], stretch: Stretch) -> Iterator[Case]:
    """The picture cut off at each edge, and at both ends of the body."""
    whole = {name: place for name, place in truth["joints2d"].items() if name[:-1] not in ("elbow", "wrist")}
    xs, ys = zip(*whole.values(), strict=True)
    height, width = picture.shape[:2]
    for name, share in DEPTHS.items():
        depth = share * height
        left, top, right, bottom = (
            round(edge) for edge in (min(xs) + depth, min(ys) + depth, max(xs) - depth, max(ys) - depth)
        )
        boxes = [(left, 0, width, height), (0, top, width, height), (0, 0, right, height), (0, 0, width, bottom)]
        if name == "by a tenth" and right - left >= height / 4:  # a narrower strip is no camera's picture
            boxes.append((left, 0, right, height))
        for box in boxes:
            parts = frozenset(part for part in PARTS if _is_at_edge(whole, part, box))
            both = box[:3:2] == (left, right)
            troubles = (Trouble.NOBODY, Trouble.CUT_OFF, *((Trouble.NEAR,) if both else ()))
            may_say = also(stretch, true_views(truth), *troubles)
            group = "cut off at two sides" if both else f"cut off {name}"
            x0, y0, x1, y1 = box
            yield truth["image"], picture[y0:y1, x0:x1].copy(), [Asked(group, stretch, may_say, parts)]


def _is_at_edge(joints: Mapping[str, tuple[float, float]], part: str, box: tuple[int, int, int, int]) -> bool:
    """Whether a part is beyond the edge or in the margin before it."""
    x0, y0, x1, y1 = box
    margin = MARGIN * min(x1 - x0, y1 - y0)
    places = [place for name, place in joints.items() if name.rstrip("LR") in PARTS[part].split()]
    return any(min(x - x0, x1 - x, y - y0, y1 - y) < margin for x, y in places)


def made(picture: ByteArray, truth: Mapping[str, Any], stretch: Stretch, landmarker: Landmarker) -> Iterator[Case]:
    """Other pictures made of one."""
    views = true_views(truth)
    well = seen_right(stretch, views)
    found = landmarker.find(picture, 0.0)
    for name, right, other in (
        ("dark (a seventh of the light)", also(stretch, views, Trouble.DARK), picture * 0.15),
        ("dim (half the light)", well, picture * 0.5),
        ("from 4.5 m", well, _shrunk(picture, 0.55)),
        ("from 6.5 m", also(stretch, views, Trouble.FAR), _shrunk(picture, 0.38)),
        ("painted over", frozenset({Trouble.NOBODY}), _empty(picture, truth)),
    ):
        yield truth["image"], other.astype(np.uint8), [Asked(name, stretch, right)]
    if found and found[0].mask is not None:
        backlit = np.where(found[0].mask[..., None] > 0.5, picture * 0.2, 255 - (255 - picture) * 0.4)
        yield (
            truth["image"],
            backlit.astype(np.uint8),
            [Asked("backlit", stretch, also(stretch, views, Trouble.BACKLIT))],
        )
    yield from cut(picture, truth, stretch)


def _shrunk(picture: ByteArray, scale: float) -> ByteArray:
    height, width = picture.shape[:2]
    place = np.array([[scale, 0, (1 - scale) * width / 2], [0, scale, (1 - scale) * height / 2]])
    far = cv2.warpAffine(picture, place, (width, height), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(far, dtype=np.uint8)


def _empty(picture: ByteArray, truth: Mapping[str, Any]) -> ByteArray:
    """The picture with all around the body's joints filled with what is left and right of it."""
    empty: ByteArray = picture.copy()
    xs, ys = np.array(list(truth["joints2d"].values())).T
    left, right = max(0, int(xs.min()) - 60), min(picture.shape[1] - 1, int(xs.max()) + 60)
    top, bottom = max(0, int(ys.min()) - 80), int(ys.max()) + 60
    share = np.linspace(0.0, 1.0, right - left)[:, None]
    band = picture[top:bottom]
    empty[top:bottom, left:right] = band[:, left, None] * (1 - share) + band[:, right, None] * share
    return empty


def cases(folder: Path, catalog: Catalog, every: int, landmarker: Landmarker) -> Iterator[Case]:
    """Every picture with what is asked of it."""
    stills = folder.parent / "stills"
    listed = [(folder / "images", truth) for truth in load_truths(folder)]
    if (stills / "truth_ben.json").is_file():
        listed += [(stills, t) for t in json.loads((stills / "truth_ben.json").read_text(encoding="utf-8"))]
    for number, (place, truth) in enumerate(listed):
        group = "as they are" if "stretch" in truth else "stills, as they are"
        name = truth.get("stretch") or STILLS.get(truth["pose"], truth["pose"])
        stretch, picture = catalog.get(name), read_picture(place / truth["image"])
        yield truth["image"], picture, questions(truth, stretch, catalog, group)
        if number % every == 0:
            yield from made(picture, truth, stretch, landmarker)
            others = np.hstack([_shrunk(picture, 0.6)[:, 180:-180]] * 2)
            wanted = catalog.get("half_kneeling" if stretch.position in LIES else "bridge")
            troubles = frozenset({Trouble.SEVERAL})
            yield truth["image"], others, [Asked("two people, neither in position", wanted, troubles)]
    for file in sorted((folder / "videos").glob("*.json")):
        yield from clip(file, catalog)


def clip(file: Path, catalog: Catalog) -> Iterator[Case]:
    """Every tenth frame of a clip: a whole body from the side, or black."""
    truth = json.loads(file.read_text(encoding="utf-8"))
    stretch, (begin_s, end_s) = catalog.get(truth["stretch"]), truth.get("black_s", (0.0, 0.0))
    with closing(Video(file.with_suffix(".mp4"))) as video:
        for number, frame in enumerate(video.frames()):
            if number % EVERY_FRAME == 0:
                black = begin_s <= frame.time_s < end_s
                asked = Asked("clips", stretch, frozenset({Trouble.DARK}) if black else WELL)
                yield f"{file.stem} {frame.time_s:.1f} s", frame.image_rgb, [asked]


def answers(picture: ByteArray, asked: list[Asked], source: PoseSource) -> Iterator[tuple[Asked, Concern | None]]:
    """What the check says."""
    bodies, lift = source.detect(picture, 0.0), load_lifter()
    for question in asked:
        stretch, person = question.stretch, None
        body = Practitioner(expected_posture(stretch.figure)).choose(bodies)
        if body is not None:
            lifted = lift(body, stretch.id)
            person = Person(body, lifted, body_view(lifted, body))
        yield question, concern(stretch, light(picture, body), len(bodies), person)


def main() -> None:
    """Runs and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=BESIDE, help="default: beside the project")
    parser.add_argument("--every", type=int, default=4, help="pictures others are made from: every N-th")
    args = parser.parse_args()
    said: dict[str, list[bool]] = defaultdict(list)
    wrong: dict[str, Counter[str]] = defaultdict(Counter)
    err = Console(stderr=True)
    try:
        with pose_source(video=False) as source, closing(Landmarker(provide(), video=False)) as landmarker:
            everything = cases(args.folder, load_catalog(), args.every, landmarker)
            for name, picture, asked in track(everything, "Asking", console=err, transient=True):
                for question, answer in answers(picture, asked, source):
                    said[question.group].append(question.is_right(answer))
                    if not said[question.group][-1]:
                        word = " ".join([answer.trouble.value, answer.part]).strip() if answer else "nothing"
                        wrong[question.group][word] += 1
                        print(f"{question.group}: {name}, {question.stretch.id}: {word}", file=sys.stderr)
    except PoseCheckError as error:
        sys.exit(str(error))
    table = sheet("Set-up check", "pictures", "n", "right %", "said where wrong")
    for group, hits in said.items():
        words = ", ".join(f"{count} × {word}" for word, count in wrong[group].most_common(4))
        table.add_row(group, str(len(hits)), f"{pct(sum(hits), len(hits)):.1f}", words)
    Console(width=120).print(table)
    hits = [hit for group in said.values() for hit in group]
    print(f"asked={len(hits)} right_pct={pct(sum(hits), len(hits)):.2f}")


if __name__ == "__main__":
    main()
