"""A small Streamlit script of a test's own, in a program of its own: for components without the rest of the app."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.live import free_port
from tests.e2e.conftest import ROOT


@dataclass
class Script:
    """A running script. It reads what it is told four times a second, as the Practise page reads a practice."""

    url: str
    told: Path

    def tell(self, **values: Any) -> None:
        """Replaces what the script reads, in one go."""
        new = self.told.with_suffix(".new")
        new.write_text(json.dumps(values), encoding="utf-8")
        new.replace(self.told)


@contextmanager
def running_script(folder: Path, text: str) -> Iterator[Script]:
    """Runs a script; it finds the file with what it is told in the variable ``TOLD``."""
    path, port = folder / "script.py", free_port()
    path.write_text(text, encoding="utf-8")
    script = Script(f"http://localhost:{port}", folder / "told.json")
    script.tell()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TOLD": str(script.told)}
    with (folder / "script.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(path), "--server.port", str(port)],
            cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, env=environment,
        )  # fmt: skip
        try:
            _wait(f"http://127.0.0.1:{port}/_stcore/health", process, folder / "script.log")
            yield script
        finally:
            process.terminate()
            process.wait(30)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 90
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            assert process.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() < deadline, "the script did not start"
            time.sleep(0.3)
