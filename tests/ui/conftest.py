"""Fixtures of the tests of the pages."""

from __future__ import annotations

import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from posecheck.ui import camera, live, model, practise, recording, storage, video_files, video_job
from tests.bodies import BRIDGE, seen
from tests.lifts import world_lift
from tests.routines import add_routine, routine_text
from tests.ui.fake_run import PATIENCE_S
from tests.ui.pages import FakeCamera
from tests.video.clips import write_clip


@pytest.fixture(autouse=True)
def own_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page under test puts itself in the place of ``__main__``, and processes begun later would start from that."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture
def own_storage() -> Iterator[None]:
    """A writer and a reader of the test's own, closed at its end."""
    storage.close()
    yield
    storage.close()


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeCamera:
    """A camera, a pose source and a lift that need no browser and no model; somebody holds a bridge."""
    stand_in = FakeCamera(seen(BRIDGE))
    monkeypatch.setattr(camera, "camera", stand_in)
    for module in (practise, model):
        monkeypatch.setattr(module, "pose_source", lambda: stand_in.source)
    for module in (live, recording):
        monkeypatch.setattr(module, "load_lifter", lambda: world_lift)
    monkeypatch.setattr(model, "provide", lambda progress=None: Path("model.task"))
    return stand_in


SHORT = routine_text(
    {"stretch": "bridge", "target_s": 10, "rest_s": 2},
    {"stretch": "single_knee_to_chest", "sides": "each", "target_s": 10},
    {"stretch": "belly_breathing", "target_s": 30},
)


@pytest.fixture
def short(tmp_path: Path) -> str:
    """A short routine among the person's own."""
    add_routine(tmp_path, SHORT)
    return "short"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder clips that were handed in lie in; one is gone through at a time, and none after the test."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(video_job, "_turns", threading.BoundedSemaphore(1))
    yield folder
    for job in list(video_job._under_way):
        job.close()
        job.join(PATIENCE_S)
    video_files.remove_own()
    assert list(folder.glob(f"{video_files.PREFIX}*/tmp*")) == []


@pytest.fixture
def film(tmp_path: Path) -> bytes:
    """A clip that says when it was filmed."""
    return write_clip(tmp_path / "film.mp4", metadata={"creation_time": "2026-05-03T12:00:00Z"}).read_bytes()
