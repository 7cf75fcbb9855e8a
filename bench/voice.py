"""From a fault's onset in the picture to the utterance's start, through the real app and a real Chromium.

``python bench/voice.py [--onsets 24]``, on a machine that does nothing else. A fake webcam shows a rendered bridge,
then the same body with its hips low, over and over; every frame carries its number. What counts is the time from when
the camera gives the page the first faulty frame until "correct" begins to sound, and until its words are handed to the
voice, minus the dwell of `posecheck.voice`. The parts of that time come from the app, which writes down what was true
of each frame. Onsets at which somebody was speaking are left out: the arbiter waits then, and shall.

Not in it: what the exposure and the cable of a real camera take, the loudspeaker, and a real voice's own start.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.live import free_port
from bench.webcam import BITS, SQUARE_PX, read_stamp, webcam_flags, write_y4m
from posecheck.cli.check import read_picture
from posecheck.landmarks import ByteArray
from posecheck.store import History
from posecheck.ui.live import LivePractice
from posecheck.ui.relay import Drawing
from posecheck.voice import DWELL_S, Entry
from tools.system import find_browser

PICTURES = Path(__file__).parents[1] / "tests" / "fixtures" / "pictures"
GOOD, FAULTY = "bridge_both_good1_side.jpg", "bridge_both_hips_low_side.jpg"
CUE = "Press feet, rise a little."
FIRST_HZ = 330  # with this "correct" begins, and no other sound
FPS = 30
# Longer together than the 15 s in which nothing is said twice, and no multiple of the page's quarter of a second: so
# the onsets fall into all its phases. Good for long enough that "Good. Holding." and the praise are over.
GOOD_FRAMES, FAULTY_FRAMES = 303, 240
NOISE = 2.0  # grey levels, as of a webcam in a room: a picture without any costs the browser too little
SETTLE_S = 20.0  # of a practice, for the set-up check and the first words

# Runs in every frame of the page, before all else. Reading pictures back costs the browser much, so the camera's
# numbers are read seldom far from an onset, and each near it. Times are of one clock, in milliseconds.
WATCH = """
([count, onset, fps, bits, px]) => {
  const noted = (window.noted = []);
  const note = (what, at, value) => noted.push([what, performance.timeOrigin + at, value]);
  const pen = new OffscreenCanvas((bits + 1) * px, px).getContext('2d', { willReadFrequently: true });
  const read = (video) => {
    const { width } = pen.canvas;
    pen.drawImage(video, 0, 0, width, px, 0, 0, width, px);
    const data = pen.getImageData(0, px / 2, width, 1).data;
    const bright = (i) => data[4 * (i * px + px / 2)] > 127;
    if (!bright(0)) return null;
    let number = 0;
    for (let i = 0; i < bits; i++) if (bright(i + 1)) number |= 1 << i;
    return number;
  };
  let watched = null;
  const watch = (stream) => {
    const video = (watched = document.createElement('video'));
    let before = 0, skip = 0;
    const look = (now, { captureTime }) => {
      if (video !== watched) return;
      video.requestVideoFrameCallback(look);
      if (skip-- > 0) return;
      const number = read(video);
      if (number === null) return;
      const left = (onset - 1 - number + count) % count; // 0 in the last frame before the onset
      if (left > before) note('onset', (captureTime ?? now) - ((count - 1 - left) * 1000) / fps);
      before = left;
      skip = left / 2 - 1;
    };
    Object.assign(video, { srcObject: stream, muted: true });
    video.requestVideoFrameCallback(look);
    video.play();
  };
  const devices = navigator.mediaDevices, ask = devices?.getUserMedia.bind(devices);
  if (ask)
    devices.getUserMedia = async (wanted) => {
      const stream = await ask(wanted);
      watch(stream);
      return stream;
    };
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (when) {
    note('tone', performance.now() + 1000 * (when - this.context.currentTime), this.frequency.value);
    return start.call(this, when);
  };
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  const voice = { voiceURI: 'dan', name: 'Dan', lang: 'en-GB', localService: true, default: true };
  const speak = (utterance) => {
    note('words', performance.now(), utterance.text);
    setTimeout(() => utterance.onend?.({}), 420 * utterance.text.split(' ').length);
  };
  Object.defineProperty(window, 'speechSynthesis', { value: { getVoices: () => [voice], speak, cancel: () => {} } });
}
"""


@dataclass(frozen=True, slots=True)
class Frame:
    """What the app made of one frame.

    Attributes:
        number: the webcam's; None where it could not be read.
        came_s: when the app got it, wall clock.
        done_s: when it was worked on.
        time_s: its own time.
        cue: what was true of it.
        said: what began to be said at it; empty for nothing.
    """

    number: int | None
    came_s: float
    done_s: float
    time_s: float
    cue: str
    said: str


@dataclass(frozen=True, slots=True)
class Delay:
    """One onset that was spoken to. Together, the parts are the delay until the sound.

    Attributes:
        camera_s: from the page's camera to the app.
        verdict_s: until the fault was found, and never lost again before it was said.
        dwell_s: until it was decided to say it, beyond the dwell that is wanted.
        page_s: until it sounded.
        words_s: from the sound to the words.
    """

    camera_s: float
    verdict_s: float
    dwell_s: float
    page_s: float
    words_s: float

    @property
    def sound_s(self) -> float:
        """From the onset to the sound, minus the dwell that is wanted."""
        return self.camera_s + self.verdict_s + self.dwell_s + self.page_s


def serve(port: int, log: Path) -> None:
    """Runs the app as `streamlit run app.py` does, and writes a line a frame: the fields of `Frame`, as JSON."""
    from streamlit.web import cli

    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    out, work = log.open("w", buffering=1, encoding="utf-8"), LivePractice.frame

    def noted(self: LivePractice, image_rgb: ByteArray, time_s: float) -> Drawing:
        came_s = time.time()
        drawing = work(self, image_rgb, time_s)
        moment = self.state.moment
        if moment is not None:
            cue = moment.snapshot.now if moment.snapshot is not None else None
            said = moment.utterance.words if moment.utterance is not None else ""
            row = (read_stamp(image_rgb), came_s, time.time(), moment.time_s, cue.text if cue else "", said)
            out.write(json.dumps(row) + "\n")
        return drawing

    LivePractice.frame = noted  # type: ignore[method-assign]
    sys.argv = ["streamlit", "run", str(Path(__file__).parents[1] / "app.py"), "--server.port", str(port)]
    cli.main()


def write_pictures(path: Path) -> None:
    """Writes the fake webcam: in place, then out of place."""
    random = np.random.default_rng(0)
    images: list[ByteArray] = []
    for name, count in ((GOOD, GOOD_FRAMES), (FAULTY, FAULTY_FRAMES)):
        small = cv2.resize(read_picture(PICTURES / name), (640, 360), interpolation=cv2.INTER_AREA)
        whole = cv2.copyMakeBorder(small, 60, 60, 0, 0, cv2.BORDER_REPLICATE)  # 640x480, as the page asks for
        noisy = [np.clip(whole + random.normal(0.0, NOISE, whole.shape), 0, 255).astype(np.uint8) for _ in range(8)]
        images += [noisy[i % len(noisy)] for i in range(count)]
    write_y4m(path, images, FPS)


def practise(playwright: Any, port: int, webcam: Path, seconds: float) -> list[list[Any]]:
    """Practises in the browser; returns what was seen and heard there: what, when (s, wall clock), and its value."""
    browser = playwright.chromium.launch(
        executable_path=find_browser(),
        args=["--no-sandbox", "--disable-background-networking", *webcam_flags(webcam)],
    )
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    given = [GOOD_FRAMES + FAULTY_FRAMES, GOOD_FRAMES, FPS, BITS, SQUARE_PX]
    page.add_init_script(f"({WATCH})({given})")
    page.goto(f"http://localhost:{port}/?stretch=bridge")
    page.frame_locator("iframe").first.get_by_role("button", name="Start").click(timeout=60_000)
    time.sleep(seconds)
    noted = [[what, at / 1000, value] for f in page.frames for what, at, value in f.evaluate("window.noted ?? []")]
    page.frame_locator("iframe").first.get_by_role("button", name="Stop").click()
    time.sleep(3.0)  # the last of the log is kept
    browser.close()
    return sorted(noted, key=lambda event: event[1])


def wait_for(port: int) -> None:
    """Waits until the app answers."""
    deadline = time.monotonic() + 90
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)


def run(onsets: int, folder: Path) -> tuple[list[Frame], list[list[Any]], list[Entry]]:
    """Starts app and browser, practises; returns the app's frames, what the page noted, and the session's log."""
    write_pictures(folder / "webcam.y4m")
    database = f"sqlite:///{folder / 'history.sqlite3'}"
    os.environ["POSECHECK_DATABASE_URL"] = database
    port, log = free_port(), folder / "frames.jsonl"
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(port, log))
    server.start()
    try:
        wait_for(port)
        with sync_playwright() as playwright:
            seconds = SETTLE_S + onsets * (GOOD_FRAMES + FAULTY_FRAMES) / FPS
            noted = practise(playwright, port, folder / "webcam.y4m", seconds)
    finally:
        server.terminate()
        server.join(30)
    frames = [Frame(*json.loads(line)) for line in log.read_text(encoding="utf-8").splitlines()]
    with History.open(database) as history:
        return frames, noted, history.log(history.holds()[0].session_id)


def delay(onset_s: float, frames: Sequence[Frame], noted: Sequence[Sequence[Any]], log: Sequence[Entry]) -> Delay | str:
    """What became of one onset.

    Args:
        onset_s: when the camera gave it, wall clock.
        frames: the app's.
        noted: what the page noted.
        log: what was said, and held back.

    Returns:
        The delay; or in words why there is none.
    """
    until_s = onset_s + FAULTY_FRAMES / FPS
    shown = [f for f in frames if onset_s <= f.came_s <= until_s and f.number is not None and f.number >= GOOD_FRAMES]
    if not shown or until_s > frames[-1].came_s:
        return "not seen to its end"
    said = next((f for f in shown if f.said == CUE), None)
    until = said or shown[-1]  # once it is said, it is itself what speaks
    own = [e.outcome for e in log if e.words == CUE and shown[0].time_s <= e.time_s < until.time_s]
    if "somebody speaks" in own:
        return "somebody spoke"
    tone = next((at for what, at, hz in noted if what == "tone" and hz == FIRST_HZ and onset_s < at < until_s), None)
    words = next((at for what, at, text in noted if what == "words" and text == CUE and onset_s < at < until_s), None)
    if said is None or tone is None or words is None:
        return "no utterance"
    before = shown[: shown.index(said)]
    found = next((b for a, b in zip(before[::-1], before[:0:-1], strict=False) if a.cue != CUE), before[0])
    return Delay(
        camera_s=shown[0].came_s - onset_s,
        verdict_s=found.done_s - shown[0].came_s,
        dwell_s=said.done_s - found.done_s - DWELL_S,
        page_s=tone - said.done_s,
        words_s=words - tone,
    )


def main() -> None:
    """Runs and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--onsets", type=int, default=24)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        frames, noted, log = run(args.onsets, Path(folder))
    outcomes = [delay(at, frames, noted, log) for what, at, _ in noted if what == "onset"]
    delays = [outcome for outcome in outcomes if isinstance(outcome, Delay)]
    if not delays:
        sys.exit(f"No onset was spoken to: {outcomes}")
    table = Table("from … to", "p50", "p95", "max", title=f"{len(delays)} onsets; milliseconds, minus the dwell")
    rows = {
        "onset → sound": [d.sound_s for d in delays],
        "onset → words": [d.sound_s + d.words_s for d in delays],
        "camera → app": [d.camera_s for d in delays],
        "app → fault found": [d.verdict_s for d in delays],
        "fault found → to be said": [d.dwell_s for d in delays],
        "to be said → sound": [d.page_s for d in delays],
    }
    for name, values in rows.items():
        ms = 1000 * np.array(values)
        table.add_row(name, *(f"{v:.0f}" for v in (np.percentile(ms, 50), np.percentile(ms, 95), ms.max())))
    Console().print(table)
    for reason in sorted({outcome for outcome in outcomes if isinstance(outcome, str)}):
        print(f"{outcomes.count(reason)} more: {reason}")
    print(f"n={len(delays)} p95_ms={1000 * np.percentile(rows['onset → sound'], 95):.0f}")


if __name__ == "__main__":
    main()
