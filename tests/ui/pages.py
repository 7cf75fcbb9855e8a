"""What the tests of the pages share: the pages, a camera without a browser, and how to press and read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from streamlit.testing.v1 import AppTest

from posecheck.landmarks import LandmarkFrame
from posecheck.record import HoldRecord, MeasureSummary, Pause
from posecheck.ui.camera import OnFrame
from tests.bodies import GREY, Script


class FakeCamera:
    """Stands in for the browser's camera: plays a body for some seconds at each run of the page."""

    def __init__(self, body: LandmarkFrame | None) -> None:
        self.source = Script(body)
        self.playing = False
        self.seconds = 0.0
        self.time_s = 0.0

    def __call__(self, on_frame: OnFrame, on_end: Callable[[], None]) -> bool:
        for _ in range(round(self.seconds * 10)):
            self.time_s += 0.1
            on_frame(GREY, self.time_s)()
        self.seconds = 0.0
        if not self.playing:
            on_end()
        return self.playing

    def play(self, seconds: float) -> None:
        self.playing, self.seconds = True, seconds


def practise_page() -> None:
    from posecheck.ui import practise

    practise.page()


def review_page() -> None:
    from posecheck.ui import review

    review.page()


def library_page() -> None:
    from posecheck.ui import library

    library.page()


def run(page: Callable[[], None], session: dict[str, Any] | None = None, /, **link: str) -> AppTest:
    """A page as a link opens it, with what the session knows already."""
    app = AppTest.from_function(page, default_timeout=60)
    for name, value in link.items():
        app.query_params[name] = value
    for name, known in (session or {}).items():
        app.session_state[name] = known
    app.run()
    assert not app.exception, app.exception
    return app


def pressed(app: AppTest, label: str) -> AppTest:
    next(b for b in app.button if b.label == label).click().run()
    assert not app.exception, app.exception
    return app


def words(app: AppTest) -> str:
    return "\n".join(str(e.value) for kind in (app.markdown, app.caption, app.error, app.warning) for e in kind)


def progress(app: AppTest) -> str:
    return "\n".join(str(bar.proto.text) for bar in app.get("progress"))


def hold(number: int, began: datetime, side: str, held_s: float) -> HoldRecord:
    return HoldRecord(
        id=f"h-{number}", session_id="h", stretch_id="half_kneeling", side=side, started_at=began, start_s=1.0,
        end_s=1.0 + held_s, held_s=held_s, target_s=30.0, in_place_s=held_s, out_of_place_s=2.0,
        pauses=(Pause(5.0, 7.0, "Float chest over hips."),), measures={"hip_flexion.left": MeasureSummary(-5.0, -8.0)},
        finished=True,
    )  # fmt: skip
