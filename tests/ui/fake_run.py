"""Stands in for going through a video: no model, and it waits for the test where it is told to."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from pathlib import Path

from posecheck.hold import Seconds
from posecheck.record import HoldRecord, Pause
from posecheck.tracer import TracePart
from posecheck.video.analysis import Analysis, Plan, Wanted
from posecheck.video.run import Progress

PATIENCE_S = 20.0  # until something that should happen counts as not happening
NOON = datetime(2026, 5, 3, 12, 0, tzinfo=timezone.utc)


def found(number: int, start_s: float, held_s: float, stretch_id: str = "bridge", side: str = "both") -> HoldRecord:
    """A hold as going through a video gives it."""
    return HoldRecord(
        id=f"video-{number}", session_id="video", stretch_id=stretch_id, side=side, started_at=NOON, start_s=start_s,
        end_s=start_s + held_s, held_s=held_s, target_s=10.0, in_place_s=held_s,
        pauses=(Pause(start_s + 1.0, start_s + 1.8, "Press feet, rise a little."),), finished=True,
    )  # fmt: skip


TWO = (found(0, 2.0, 12.0), found(1, 20.0, 6.0, "half_kneeling", "left"))


def analysis(holds: Sequence[HoldRecord] = TWO, **changed: object) -> Analysis:
    """What came of half a minute."""
    values: dict[str, object] = {
        "name": "clip.mp4", "duration_s": 30.0, "frames": 900, "looked_frames": 900, "person_frames": 900,
        "seconds": Seconds(in_place=18.0, out_of_place=12.0), "holds": tuple(holds),
        "traces": (TracePart("video-0", 0, b"trace"),),
    }  # fmt: skip
    return Analysis(**{**values, **changed})  # type: ignore[arg-type]


class FakeRun:
    """Takes the place of `posecheck.video.run.analyse_file`."""

    def __init__(self, result: Analysis | Exception | None = None, steps: Sequence[Progress] = ()) -> None:
        self.result = result or analysis()
        self.steps = list(steps)
        self.plans: list[Plan] = []
        self.at_once = 0  # jobs that are being worked on now
        self.most_at_once = 0
        self.began = threading.Event()
        self.may_end = threading.Event()
        self.may_end.set()

    def __call__(
        self, path: Path, plan: Plan, wanted: Wanted, *,
        progress: Callable[[Progress], None], stopped: Callable[[], bool],
    ) -> Analysis:  # fmt: skip
        assert path.is_file()
        self.plans.append(plan)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            cut = self._step(progress, stopped)
            self.began.set()
            while not stopped() and not self.may_end.wait(0.01):
                pass
            if isinstance(self.result, Exception):
                raise self.result
            for file in (wanted.video, wanted.table, wanted.report):
                assert file is not None
                shutil.copy(path, file)
            return self.result if not (cut or stopped()) else analysis(TWO[:1], complete=False, duration_s=9.0)
        finally:
            self.at_once -= 1

    def _step(self, progress: Callable[[Progress], None], stopped: Callable[[], bool]) -> bool:
        """Whether it was stopped while it went on."""
        for step in self.steps:
            progress(step)
            if stopped():
                return True
        return False
