"""Fixtures of the tests of the pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from posecheck.ui import camera, live, model, practise, recording, storage
from tests.bodies import BRIDGE, seen
from tests.lifts import world_lift
from tests.routines import add_routine, routine_text
from tests.ui.pages import FakeCamera


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
