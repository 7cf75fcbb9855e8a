"""Videos, workers in this process, and an analysis that takes no time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
import pytest
from distributed import Client

from posecheck.batch import cluster, work
from posecheck.errors import MediaError
from posecheck.hold import Seconds
from posecheck.video.analysis import Analysis, Plan, Wanted
from posecheck.video.run import Progress
from tests.conftest import FIXTURES
from tests.store.examples import a_hold

CLIP = FIXTURES / "clips" / "bridge.mp4"


def write_part(path: Path, start_s: float, end_s: float) -> Path:
    """Writes a part of the rendered bridge as a video of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(CLIP)) as whole, av.open(str(path), "w") as part:
        stream = part.add_stream("mpeg4", rate=30)
        stream.width, stream.height = whole.streams.video[0].width, whole.streams.video[0].height
        frames = (frame for frame in whole.decode(video=0) if frame.time is not None and start_s <= frame.time < end_s)
        for number, frame in enumerate(frames):
            frame.pts, frame.time_base = number, Fraction(1, 30)
            part.mux(stream.encode(frame.reformat(format="yuv420p")))
        part.mux(stream.encode(None))
    return path


class QuickAnalysis:
    """Stands in for the analysis. A "video" is a text: how long its hold is, or what goes wrong with it.

    Attributes:
        done: the names of the videos, in the order they came.
    """

    def __init__(self) -> None:
        self.done: list[str] = []

    def __call__(
        self, path: Path, plan: Plan, wanted: Wanted, progress: Callable[[Progress], None], **_: object
    ) -> Analysis:
        self.done.append(path.name)
        progress(Progress(30.0, 60.0, 900))
        text = path.read_text(encoding="utf-8")
        if text == "bad":
            raise MediaError(f"{path} is not a video that can be read.")
        if text == "a mistake":
            raise ZeroDivisionError("of ours")
        if text == "stopped":
            raise KeyboardInterrupt
        for file in (wanted.video, wanted.table, wanted.report):
            if file is not None:
                file.write_text(f"{file.name} of {path.name}", encoding="utf-8")
        assert plan.stretch is not None
        hold = a_hold(stretch_id=plan.stretch.id, held_s=float(text), target_s=30.0)
        return Analysis(path.name, 60.0, 1800, 1800, 1700, Seconds(in_place=float(text)), (hold,))


@pytest.fixture
def analysis(monkeypatch: pytest.MonkeyPatch, pose_model_path: Path) -> QuickAnalysis:
    """The quick analysis, done by workers in this process."""
    quick = QuickAnalysis()
    monkeypatch.setattr(work, "analyse_file", quick)
    monkeypatch.setattr(cluster, "local_workers", workers_here)
    return quick


@contextmanager
def workers_here(count: int | None, jobs: int) -> Iterator[Client]:
    """Workers in this process."""
    with Client(
        processes=False, n_workers=min(count or 1, jobs), threads_per_worker=1, dashboard_address=None
    ) as client:
        yield client


@pytest.fixture
def videos(tmp_path: Path) -> Path:
    """A folder of "videos" for the quick analysis."""
    folder = tmp_path / "videos"
    for name, text in {"one.mp4": "40", "sub/one.mp4": "20", "sub/two.MOV": "12.5", "notes.txt": "# none"}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
