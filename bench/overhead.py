"""The whole pipeline against the bare MediaPipe call: the same frames, one process, turn by turn.

``python bench/overhead.py [--frames 300] [--clip FILE]``. Each frame goes to three landmarkers of their own: MediaPipe
alone, the pipeline, and the pipeline with the overlay drawn. The order changes from frame to frame. The ratios are
medians of the ratios frame by frame.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections.abc import Callable
from pathlib import Path

import mediapipe as mp
import numpy as np
from mediapipe.tasks.python import BaseOptions, vision
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.webcam import CLIP
from posecheck.catalog import load_catalog
from posecheck.drawing.overlay import draw
from posecheck.landmarks import ByteArray
from posecheck.pipeline import Pipeline
from posecheck.pose.lifter import load_lifter
from posecheck.pose.mediapipe_source import MediaPipeSource
from posecheck.pose.provide import provide
from posecheck.video.reader import Video

WARM_UP = 20


def measure(clip: Path, stretch_id: str, count: int) -> dict[str, list[float]]:
    """Times every way over the same frames.

    Returns:
        Milliseconds of each frame, by way.
    """
    stretch = load_catalog().get(stretch_id)
    model = provide()
    options = vision.PoseLandmarkerOptions(
        BaseOptions(model_asset_path=str(model)), running_mode=vision.RunningMode.VIDEO
    )
    with (
        vision.PoseLandmarker.create_from_options(options) as bare,
        MediaPipeSource(model, video=True) as plain_source,
        MediaPipeSource(model, video=True) as overlay_source,
    ):
        plain, overlay = (Pipeline(stretch, s, load_lifter()) for s in (plain_source, overlay_source))

        def run_bare(image: ByteArray, time_s: float) -> None:
            bare.detect_for_video(mp.Image(image_format=mp.ImageFormat.SRGB, data=image), round(time_s * 1000))

        def run_overlay(image: ByteArray, time_s: float) -> None:
            draw(image, overlay.process(image, time_s), stretch)

        ways: dict[str, Callable[[ByteArray, float], object]] = {
            "bare": run_bare, "plain": plain.process, "overlay": run_overlay,
        }  # fmt: skip
        times: dict[str, list[float]] = {name: [] for name in ways}
        orders = itertools.cycle(itertools.permutations(ways))
        video = Video(clip)
        for number, frame in enumerate(itertools.islice(video.frames(), WARM_UP + count)):
            for name in next(orders):
                began_s = time.perf_counter()
                ways[name](frame.image_rgb, frame.time_s)
                took_ms = (time.perf_counter() - began_s) * 1000
                if number >= WARM_UP:
                    times[name].append(took_ms)
        video.close()
    return times


def main() -> None:
    """Runs and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--frames", type=int, default=300)
    parser.add_argument("--clip", type=Path, default=CLIP)
    parser.add_argument("--stretch", default="bridge")
    args = parser.parse_args()
    times = {name: np.array(t) for name, t in measure(args.clip, args.stretch, args.frames).items()}
    ratios = {name: float(np.median(times[name] / times["bare"])) for name in ("plain", "overlay")}
    table = Table("way", "median ms", "p95 ms", "ratio", title=f"{len(times['bare'])} frames")
    for name, label in (("bare", "MediaPipe alone"), ("plain", "pipeline"), ("overlay", "pipeline with overlay")):
        p50, p95 = np.percentile(times[name], [50, 95])
        table.add_row(label, f"{p50:.2f}", f"{p95:.2f}", f"{ratios.get(name, 1.0):.3f}")
    Console().print(table)
    print(f"ratio_plain={ratios['plain']:.3f} ratio_overlay={ratios['overlay']:.3f}")


if __name__ == "__main__":
    main()
