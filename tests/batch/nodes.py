"""Schedulers and workers that are programs of their own, as on several machines."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
HERE = ("--host", "127.0.0.1", "--no-dashboard")
PATIENCE_S = 120.0

Program = subprocess.Popen[str]


@contextmanager
def scheduler() -> Iterator[tuple[str, Program]]:
    """A scheduler: its address, and the program."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
    with _program("scheduler", *HERE, "--port", str(port), "--dashboard-address", "127.0.0.1:0") as started:
        yield f"tcp://127.0.0.1:{port}", started


@contextmanager
def worker(address: str, folder: Path) -> Iterator[Program]:
    """A worker of a scheduler, without anybody who starts it again.

    Args:
        address: the scheduler's.
        folder: for what is temporary.
    """
    with _program(
        "worker", address, *HERE, "--nthreads", "1", "--no-nanny", "--local-directory", str(folder)
    ) as started:
        yield started


def wait_for(happened: Callable[[], object]) -> None:
    """Waits until something is so."""
    until_s = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < until_s, "it does not happen"
        time.sleep(0.05)


@contextmanager
def _program(*words: str) -> Iterator[Program]:
    command = [sys.executable, "-m", "dask", *words]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True
    ) as started:
        try:
            yield started
        finally:
            started.kill()
