"""Runs the app as `streamlit run app.py` does, and writes down each camera frame's number and times.

``python bench/live_server.py PORT LOG``: LOG gets a line a frame: its number, when it came and when it was done.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from streamlit.web import cli

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.webcam import read_stamp
from posecheck.landmarks import ByteArray
from posecheck.ui.live import LivePractice


def main() -> None:
    """Wraps the live practice, then starts the app."""
    port, log = sys.argv[1], Path(sys.argv[2]).open("w", buffering=1, encoding="utf-8")  # noqa: SIM115 until the end
    work = LivePractice.frame

    def timed(self: LivePractice, image_rgb: ByteArray, time_s: float) -> ByteArray:
        came_s = time.monotonic()
        drawn = work(self, image_rgb, time_s)
        log.write(f"{read_stamp(image_rgb)} {came_s:.4f} {time.monotonic():.4f}\n")
        return drawn

    LivePractice.frame = timed  # type: ignore[method-assign]
    app = str(Path(__file__).parents[1] / "app.py")
    sys.argv = ["streamlit", "run", app, "--server.port", port]
    cli.main()


if __name__ == "__main__":
    main()
