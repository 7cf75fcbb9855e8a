"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from posecheck.catalog import Catalog, load_catalog
from posecheck.pose.mediapipe_source import MediaPipeSource
from posecheck.pose.provide import provide

FIXTURES = Path(__file__).parent / "fixtures"
SHARED = Path(__file__).parents[2] / "shared"

settings.register_profile("fast", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("full", deadline=None, max_examples=600, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The built-in stretches."""
    return load_catalog(own=Path("no such folder"))


@pytest.fixture(scope="session")
def pose_model_path() -> Path:
    """The real pose model, fetched where needed."""
    return provide()


@pytest.fixture
def picture_source(pose_model_path: Path) -> Iterator[MediaPipeSource]:
    """The real model, one picture at a time."""
    with MediaPipeSource(pose_model_path, video=False) as source:
        yield source


@pytest.fixture
def video_source(pose_model_path: Path) -> Iterator[MediaPipeSource]:
    """The real model, following a body."""
    with MediaPipeSource(pose_model_path, video=True) as source:
        yield source


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes this machine's own history or stretches."""
    monkeypatch.setenv("POSECHECK_DATABASE_URL", f"sqlite:///{tmp_path / 'history.sqlite3'}")
    monkeypatch.setenv("POSECHECK_STRETCHES", str(tmp_path / "stretches"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of truth beside the project; it is not part of it."""
    if not (SHARED / "truth").is_dir():
        pytest.skip("the shared folder of rendered people is not beside this project")
    return SHARED
