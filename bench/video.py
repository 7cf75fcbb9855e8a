"""Reading recordings: against a bare decode and MediaPipe loop, sampled adaptively, and many on several workers.

``python bench/video.py [FOLDER] [--rounds 3] [--batch 16]``. FOLDER holds clips NAME.mp4 of static holds with NAME.json
beside them (``stretch``, ``side`` L, R or both); without one, the fixture's clip is taken. Every clip is read three
ways in turn, in one process: decoded and given to MediaPipe alone, by ``analyse``, and by ``analyse --adaptive``; each
loads its own model, and its time is that of the whole. Then the batch command reads so many clips, parts of the
fixture's, with one worker and with two; beside it, what this machine gives two bare loops at once over one alone.
Ratios are medians over rounds (and clips).
"""

from __future__ import annotations

import argparse
import itertools
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import mediapipe as mp
from mediapipe.tasks.python import BaseOptions, vision
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.webcam import CLIP
from posecheck.catalog import load_catalog
from posecheck.landmarks import Side
from posecheck.pose.provide import provide
from posecheck.video.analysis import Analysis, Plan
from posecheck.video.run import analyse_file

ROOT = Path(__file__).parents[1]
SIDES = {"L": Side.LEFT, "R": Side.RIGHT, "both": None}
BATCH_PART_S = 9.0


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip and what is held in it."""

    path: Path
    plan: Plan


@dataclass(slots=True)
class Times:
    """Frames a second of one clip by way, a figure a round, and how far apart the holds of both ways are."""

    bare: list[float] = field(default_factory=list)
    analyse: list[float] = field(default_factory=list)
    adaptive: list[float] = field(default_factory=list)
    apart_s: float = 0.0


def clips_of(folder: Path | None) -> list[Clip]:
    """The clips to read."""
    stretches = load_catalog()
    if folder is None:
        return [Clip(CLIP, Plan(stretches.get("bridge")))]
    told = {file: json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))}
    return [
        Clip(file.with_suffix(".mp4"), Plan(stretches.get(truth["stretch"]), SIDES[truth["side"]]))
        for file, truth in told.items()
    ]


def bare(path: Path) -> int:
    """Decodes every frame and gives it to MediaPipe.

    Returns:
        The number of frames.
    """
    options = vision.PoseLandmarkerOptions(
        BaseOptions(model_asset_path=str(provide())), running_mode=vision.RunningMode.VIDEO
    )
    frames = 0
    with av.open(str(path)) as container, vision.PoseLandmarker.create_from_options(options) as landmarker:
        container.streams.video[0].thread_type = "AUTO"
        for frame in container.decode(video=0):
            image = mp.Image(image_format=mp.ImageFormat.SRGB, data=frame.to_ndarray(format="rgb24"))
            landmarker.detect_for_video(image, round(frame.time * 1000))
            frames += 1
    return frames


def apart_s(one: Analysis, other: Analysis) -> float:
    """The most by which a hold's credited seconds differ; all of a hold that only one has."""
    pairs = itertools.zip_longest((h.held_s for h in one.holds), (h.held_s for h in other.holds), fillvalue=0.0)
    return max((abs(a - b) for a, b in pairs), default=0.0)


def measure(clip: Clip, rounds: int) -> Times:
    """Reads one clip in every way, the order changing from round to round."""
    times = Times()
    found: dict[bool, Analysis] = {}

    def read(*, adaptive: bool) -> int:
        plan = Plan(clip.plan.stretch, clip.plan.side, adaptive)
        found[adaptive] = analyse_file(clip.path, plan)
        return found[adaptive].frames

    ways: list[tuple[list[float], Callable[[], int]]] = [
        (times.bare, lambda: bare(clip.path)),
        (times.analyse, lambda: read(adaptive=False)),
        (times.adaptive, lambda: read(adaptive=True)),
    ]
    for number in range(rounds):
        for fps, way in ways[number % 3 :] + ways[: number % 3]:
            began_s = time.perf_counter()
            fps.append(way() / (time.perf_counter() - began_s))
    times.apart_s = apart_s(found[False], found[True])
    return times


def ratios(over: Sequence[float], under: Sequence[float]) -> list[float]:
    """Round by round."""
    return [a / b for a, b in zip(over, under, strict=True)]


def write_parts(folder: Path, count: int) -> None:
    """Parts of the fixture's clip, each of its own beginning, as files."""
    with closing(av.open(str(CLIP))) as whole:
        images = [frame.to_ndarray(format="rgb24") for frame in whole.decode(video=0)]
    length = round(BATCH_PART_S * 30)
    for number in range(count):
        first = round((len(images) - length) * number / max(1, count - 1))
        with av.open(str(folder / f"part_{number:02d}.mp4"), "w") as out:
            stream = out.add_stream("libx264", rate=30, options={"preset": "ultrafast", "threads": "1"})
            stream.height, stream.width = images[0].shape[:2]
            stream.pix_fmt = "yuv420p"
            for at, image in enumerate(images[first : first + length]):
                frame = av.VideoFrame.from_ndarray(image, format="rgb24")
                frame.pts, frame.time_base = at, Fraction(1, 30)
                out.mux(stream.encode(frame))
            out.mux(stream.encode(None))


def batch_s(clips: Path, out: Path, workers: int) -> float:
    """How long the batch command takes, from its start to its end."""
    command = [sys.executable, "-m", "posecheck", "batch", str(clips), "--out", str(out), "--stretch", "bridge"]
    began_s = time.perf_counter()
    subprocess.run([*command, "--workers", str(workers)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began_s


def main() -> None:
    """Runs and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--batch", type=int, default=16, metavar="CLIPS", help="0: leave the batch out")
    args = parser.parse_args()
    table = Table("clip", "bare fps", "analyse", "ratio", "adaptive", "ratio", "holds apart", title="Frames a second")
    plain: list[float] = []
    adaptive: list[float] = []
    apart: list[float] = []
    for clip in clips_of(args.folder):
        times = measure(clip, args.rounds)
        own, own_adaptive = ratios(times.analyse, times.bare), ratios(times.adaptive, times.bare)
        plain, adaptive, apart = plain + own, adaptive + own_adaptive, [*apart, times.apart_s]
        fps = [f"{statistics.median(way):.1f}" for way in (times.bare, times.analyse, times.adaptive)]
        medians = [f"{statistics.median(own):.3f}", f"{statistics.median(own_adaptive):.3f}"]
        table.add_row(clip.path.name, fps[0], fps[1], medians[0], fps[2], medians[1], f"{times.apart_s:.2f} s")
    Console().print(table)
    figures = {
        "ratio_analyse": statistics.median(plain),
        "ratio_adaptive": statistics.median(adaptive),
        "worst_apart_s": max(apart),
    }
    if args.batch:
        figures["bare_batch_ratio"] = statistics.median(_bare_at_once() for _ in range(args.rounds))
        figures["batch_ratio"] = _batch(args.batch, args.rounds)
    print(" ".join(f"{name}={value:.3f}" for name, value in figures.items()))


def _bare_at_once() -> float:
    """How much more two processes that decode and call MediaPipe do together than one: no batch can do better."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from bench.video import CLIP, bare; bare(CLIP)"

    def took_s(processes: int) -> float:
        began_s = time.perf_counter()
        running = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL) for _ in range(processes)]
        for process in running:
            process.wait()
        return time.perf_counter() - began_s

    return 2.0 * took_s(1) / took_s(2)


def _batch(count: int, rounds: int) -> float:
    """One worker's time over two workers'."""
    with tempfile.TemporaryDirectory() as scratch:
        clips = Path(scratch) / "clips"
        clips.mkdir()
        write_parts(clips, count)
        table = Table("round", "1 worker s", "2 workers s", "ratio", title=f"A batch of {count} clips")
        found = []
        for number in range(rounds):
            order = (1, 2) if number % 2 == 0 else (2, 1)
            took_s = {workers: batch_s(clips, Path(scratch) / f"out{number}_{workers}", workers) for workers in order}
            found.append(took_s[1] / took_s[2])
            table.add_row(str(number + 1), f"{took_s[1]:.1f}", f"{took_s[2]:.1f}", f"{found[-1]:.2f}")
    Console().print(table)
    return statistics.median(found)


if __name__ == "__main__":
    main()
