"""Runs the app as `streamlit run app.py` does, and writes down each camera frame's number and times.

``python bench/live_server.py PORT LOG [app|mediapipe|nothing]``: LOG gets a line for each frame that was looked at and
drawn: its number; how many looks the model had taken by then; when it came, was looked at, began to be drawn and was
drawn; and its own time. Instead of the app's work on a frame, MediaPipe's bare call can be made, or nothing done: what
this machine and its browser leave room for.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from streamlit.web import cli

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.webcam import read_stamp
from posecheck.landmarks import ByteArray
from posecheck.pose.landmarker import Found, Landmarker
from posecheck.pose.provide import provide
from posecheck.ui.live import LivePractice
from posecheck.ui.relay import Drawing

Work = Callable[[LivePractice, ByteArray, float], Drawing]


def mediapipe() -> Work:
    """The model's bare call; the picture goes back as it came."""
    made: list[Landmarker] = []

    def work(_: LivePractice, image_rgb: ByteArray, time_s: float) -> Drawing:
        if not made:
            made.append(Landmarker(provide(), video=True))
        made[0].find(image_rgb, time_s)
        return lambda: image_rgb

    return work


WORKS: dict[str, Callable[[], Work]] = {
    "app": lambda: LivePractice.frame,
    "mediapipe": mediapipe,
    "nothing": lambda: lambda _, image_rgb, time_s: lambda: image_rgb,
}


def main() -> None:
    """Wraps the live practice, then starts the app."""
    port, log = sys.argv[1], Path(sys.argv[2]).open("w", buffering=1, encoding="utf-8")  # noqa: SIM115 until the end
    work = WORKS[sys.argv[3] if len(sys.argv) > 3 else "app"]()

    look, looks = Landmarker.find, list[float]()

    def counted(self: Landmarker, image_rgb: ByteArray, time_s: float) -> list[Found]:
        looks.append(time_s)
        return look(self, image_rgb, time_s)

    def timed(self: LivePractice, image_rgb: ByteArray, time_s: float) -> Drawing:
        came_s = time.monotonic()
        drawing = work(self, image_rgb, time_s)
        number, looked_s, taken = read_stamp(image_rgb), time.monotonic(), len(looks)

        def drawn() -> ByteArray:
            begun_s = time.monotonic()
            picture = drawing()
            times = (came_s, looked_s, begun_s, time.monotonic(), time_s)
            log.write(f"{number} {taken} {' '.join(f'{each_s:.4f}' for each_s in times)}\n")
            return picture

        return drawn

    LivePractice.frame = timed  # type: ignore[method-assign]
    Landmarker.find = counted  # type: ignore[method-assign]
    app = str(Path(__file__).parents[1] / "app.py")
    sys.argv = ["streamlit", "run", app, "--server.port", port]
    cli.main()


if __name__ == "__main__":
    main()
