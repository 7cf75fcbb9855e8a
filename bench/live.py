"""The app in real Chromium with a fake webcam: frames in and processed, age of what is shown, CPU and memory.

``python bench/live.py [--seconds 60] [--fps 30] [--work still,app,mediapipe,nothing]``. Done in turn: the app with
somebody who lies still; the app with a picture that moves in every frame; MediaPipe's bare call on the same instead
of the app's work; no work at all. The last two tell what this machine and its browser leave room for.

A frame counts as processed once it is looked at and drawn. Where a look takes longer than the next frame needs to come,
the app passes over some in which nobody moves: they count as processed, not as looked at. What moves in every frame is
its number in the corner. Once the frames are counted, the page opens the same camera a second time and compares its
number with that of the frame shown: the difference is the frame's age. "Taken by others" is the share of all cores that
the host gave to other machines meanwhile.
"""

from __future__ import annotations

import argparse
import itertools
import math
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.webcam import BITS, CLIP, SQUARE_PX, webcam_flags, write_webcam
from posecheck.pose.landmarker import Landmarker
from posecheck.pose.provide import provide
from posecheck.video.reader import Video
from tools.system import find_browser

WARM_UP_S = 10.0
# How long ages are read, after the rest: a second camera and reading pictures back take time themselves.
AGES_S = 20.0
FIRST_AGES = 8  # not read: the second camera is being opened
STILL = "still"

# Four times a second, reads the number of the camera's frame and of the frame shown at that moment. Reading pictures
# back costs the browser more than showing them, so not at every frame.
WATCH = """
async ([bits, px]) => {
  const canvas = new OffscreenCanvas((bits + 1) * px, px);
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  const read = (video) => {
    pen.drawImage(video, 0, 0, canvas.width, px, 0, 0, canvas.width, px);
    const data = pen.getImageData(0, px / 2, canvas.width, 1).data;
    const bright = (i) => data[4 * (i * px + px / 2)] > 127;
    if (!bright(0)) return null;
    let number = 0;
    for (let i = 0; i < bits; i++) if (bright(i + 1)) number |= 1 << i;
    return number;
  };
  const shown = document.querySelector('video');
  const camera = document.createElement('video');
  camera.srcObject = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
  camera.muted = true;
  await camera.play();
  window.seen = [];
  setInterval(() => window.seen.push([read(camera), read(shown)]), 250);
}
"""


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def ages_ms(seen: list[tuple[int | None, int | None]], clip: int, fps: int) -> list[float]:
    """How far each frame shown was behind the camera's at that moment (the clip repeats)."""
    return [
        (camera - shown) % clip * 1000.0 / fps for camera, shown in seen if camera is not None and shown is not None
    ]


def steps(numbers: list[int], clip: int) -> int:
    """How many frames the camera gave between the first and the last of these, the clip repeating."""
    return sum((b - a) % clip for a, b in zip(numbers, numbers[1:], strict=False))


def bare_ms() -> float:
    """The median time of MediaPipe's own call on this machine, with nothing beside it."""
    video = Video(CLIP)
    images = [f.image_rgb for f in itertools.islice(video.frames(), 150, 210)]
    video.close()
    times = []
    with closing(Landmarker(provide(), video=True)) as landmarker:
        for number, image in enumerate(images):
            began_s = time.perf_counter()
            landmarker.find(image, number / 30)
            times.append(time.perf_counter() - began_s)
    return float(np.median(times)) * 1000


@contextmanager
def app(work: str, folder: Path) -> Iterator[tuple[str, psutil.Process, Path]]:
    """The app while it runs: its address, its process, and the log of its frames.

    Args:
        work: what is done with a frame.
        folder: for history and log.
    """
    port, log = free_port(), folder / "frames.log"
    environment = {**os.environ, "POSECHECK_DATABASE_URL": f"sqlite:///{folder / 'history.sqlite3'}"}
    command = [sys.executable, str(Path(__file__).with_name("live_server.py")), str(port), str(log), work]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}", psutil.Process(server.pid), log
    finally:
        server.terminate()
        server.wait(20)


def start(browser: Any, address: str) -> Any:
    """Starts a practice.

    Returns:
        The frame of the page that shows the camera.
    """
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    deadline_s = time.monotonic() + 60
    while True:
        try:
            page.goto(f"{address}/?stretch=bridge")
            break
        except Exception:
            if time.monotonic() > deadline_s:
                raise
            time.sleep(0.5)
    frame = page.frame_locator("iframe").first
    frame.get_by_role("button", name="Start").click(timeout=60_000)
    frame.locator("video").wait_for(timeout=60_000)
    return next(f for f in page.frames if "webrtc" in f.url)


def run(work: str, seconds: float, fps: int, folder: Path) -> dict[str, float]:
    """Starts app and browser, practises, and takes the figures.

    Args:
        work: what is done with a frame.
        seconds: how long.
        fps: the webcam's rate.
        folder: for what is written meanwhile.
    """
    webcam, numbered = folder / "webcam.y4m", work != STILL
    clip = write_webcam(webcam, 10.0, fps, numbered=numbered)
    flags = ["--no-sandbox", "--disable-background-networking", *webcam_flags(webcam)]
    with app("app" if work == STILL else work, folder) as (address, server, log), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=flags)
        shown = start(browser, address)
        time.sleep(3.0)
        server.cpu_percent()
        taken_s, begin_s = _taken_by_others_s(), time.monotonic()
        time.sleep(WARM_UP_S)
        early_mb = server.memory_info().rss / 1e6
        time.sleep(max(0.0, seconds - WARM_UP_S))
        end_s, late_mb, cpu = time.monotonic(), server.memory_info().rss / 1e6, server.cpu_percent()
        taken_s = _taken_by_others_s() - taken_s
        ages = [math.nan]
        if numbered:
            shown.evaluate(WATCH, [BITS, SQUARE_PX])
            time.sleep(AGES_S)
            ages = ages_ms(shown.evaluate("window.seen")[FIRST_AGES:], clip, fps)
        browser.close()
        rows = log.read_text(encoding="utf-8").splitlines()
    return counted(rows, begin_s, end_s, fps, clip if numbered else None) | {
        "age_p50_ms": float(np.percentile(ages, 50)),
        "age_p95_ms": float(np.percentile(ages, 95)),
        "cpu_pct": cpu,
        "taken_pct": 100.0 * taken_s / (end_s - begin_s) / (psutil.cpu_count() or 1),
        "rss_10s_mb": early_mb,
        "rss_end_mb": late_mb,
        "rss_growth_pct": 100.0 * (late_mb / early_mb - 1.0),
    }


def counted(log: list[str], begin_s: float, end_s: float, fps: int, clip: int | None) -> dict[str, float]:
    """How many frames the camera gave in a time, and what became of them.

    Args:
        log: a line a frame, as `live_server` writes it.
        begin_s: of the time that counts.
        end_s: its end.
        fps: the webcam's rate.
        clip: how many numbered frames it repeats; None where they carry no number.
    """
    rows: list[tuple[int, int, float, float]] = []
    for number, looks, *times in map(str.split, log):
        came_s, looked_s, begun_s, drawn_s, time_s = map(float, times)
        if (number != "None" or clip is None) and begin_s <= came_s <= end_s:
            place = round(time_s * fps) if clip is None else int(number)
            rows.append((place, int(looks), looked_s - came_s, drawn_s - begun_s))
    if not rows:
        raise SystemExit("No frame came through: the camera did not start, or this machine was busy with other work.")
    numbers = [number for number, *_ in rows]
    given = steps(numbers, clip or sys.maxsize) + 1
    processed = 1 + sum(a != b for a, b in zip(numbers, numbers[1:], strict=False))  # a browser may send one twice
    return {
        "in": given,
        "processed": processed,
        "processed_pct": 100.0 * processed / given,
        "looks": rows[-1][1] - rows[0][1],
        "fps": processed / (end_s - begin_s),
        "look_p50_ms": float(np.median([look_s for _, _, look_s, _ in rows])) * 1000,
        "drawing_p50_ms": float(np.median([drawing_s for *_, drawing_s in rows])) * 1000,
    }


def _taken_by_others_s() -> float:
    return float(getattr(psutil.cpu_times(), "steal", 0.0))


ROWS: dict[str, Callable[[dict[str, float]], str]] = {
    "webcam frames": lambda f: f"{f['in']:.0f}",
    "processed": lambda f: f"{f['processed']:.0f} ({f['processed_pct']:.1f} %, {f['fps']:.1f} a second)",
    "looked at by the model": lambda f: f"{f['looks']:.0f} ({f['looks'] / f['in']:.0%})",
    "dropped": lambda f: f"{f['in'] - f['processed']:.0f}",
    "looking at a frame, drawing it, median": lambda f: f"{f['look_p50_ms']:.1f}, {f['drawing_p50_ms']:.1f} ms",
    "age of the returned frame, p50 / p95": lambda f: (
        "–" if math.isnan(f["age_p50_ms"]) else f"{f['age_p50_ms']:.0f} / {f['age_p95_ms']:.0f} ms"
    ),
    "CPU of the app": lambda f: f"{f['cpu_pct']:.0f} % of one core",
    "taken by others": lambda f: f"{f['taken_pct']:.0f} % of all cores",
    "resident memory at 10 s / at the end": lambda f: f"{f['rss_10s_mb']:.0f} / {f['rss_end_mb']:.0f} MB",
}


def main() -> None:
    """Runs and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--fps", type=int, default=30, choices=(30, 15, 10), help="the webcam's rate")
    parser.add_argument("--work", default="still,app,mediapipe,nothing", help="what is done with a frame, in turn")
    args = parser.parse_args()
    bare = bare_ms()
    figures: dict[str, dict[str, float]] = {}
    for work in args.work.split(","):
        with tempfile.TemporaryDirectory() as folder:
            figures[work] = run(work, args.seconds, args.fps, Path(folder))
    title = f"{args.seconds:.0f} s each at {args.fps} frames a second; bare MediaPipe call, alone: {bare:.1f} ms"
    table = Table("figure", *figures, title=title)
    for name, words in ROWS.items():
        table.add_row(name, *(words(f) for f in figures.values()))
    Console().print(table)
    app = figures.get("app") or next(iter(figures.values()))
    told = {name: app[name] for name in ("processed_pct", "age_p50_ms", "age_p95_ms", "rss_growth_pct", "taken_pct")}
    told |= {f"{work}_pct": f["processed_pct"] for work, f in figures.items() if f is not app}
    print(" ".join(f"{name}={value:.2f}" for name, value in told.items()))


if __name__ == "__main__":
    main()
