"""The app as a program of its own, and a real browser with a fake webcam."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from bench.live import free_port
from bench.webcam import webcam_flags, write_webcam
from tools.system import find_browser

ROOT = Path(__file__).parents[2]


@dataclass
class App:
    """A running app."""

    url: str
    database: str
    process: subprocess.Popen[bytes]


@contextmanager
def running_app(folder: Path, arguments: Sequence[str] = (), **environment: str) -> Iterator[App]:
    """Starts the app as a user would, with a history of its own and perhaps further arguments."""
    port, database = free_port(), f"sqlite:///{folder / 'history.sqlite3'}"
    log = (folder / "app.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), *arguments],
        cwd=ROOT, stdout=log, stderr=subprocess.STDOUT,
        env={**os.environ, "POSECHECK_DATABASE_URL": database, **environment},
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 90
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5):
                    break
            except (urllib.error.URLError, OSError):
                assert process.poll() is None, (folder / "app.log").read_text(encoding="utf-8")
                assert time.monotonic() < deadline, "the app did not start"
                time.sleep(0.3)
        yield App(f"http://localhost:{port}", database, process)
    finally:
        process.terminate()
        process.wait(30)
        log.close()


@pytest.fixture
def app(tmp_path: Path, pose_model_path: Path) -> Iterator[App]:
    with running_app(tmp_path) as started:
        yield started


@pytest.fixture(scope="session")
def webcam(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten seconds of a rendered person holding a bridge, over and over."""
    path = tmp_path_factory.mktemp("webcam") / "bridge.y4m"
    write_webcam(path, 10.0)
    return path


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@contextmanager
def chromium(playwright: Playwright, *flags: str) -> Iterator[Browser]:
    """A real Chromium; where there is none the test is skipped, but on CI it fails."""
    path = find_browser()
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium or Chrome: run make test, or install one")
    root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    browser = playwright.chromium.launch(executable_path=path, args=[*root, "--disable-background-networking", *flags])
    try:
        yield browser
    finally:
        browser.close()


@pytest.fixture
def browser(playwright: Playwright, webcam: Path) -> Iterator[Browser]:
    with chromium(playwright, *webcam_flags(webcam)) as started:
        yield started
