from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from posecheck.store import History

PROJECT = Path(__file__).parents[2]


@contextmanager
def child(how: str, url: str, name: str, count: int) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-W", "error", "-m", "tests.store.child", how, url, name, str(count)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("how", ["history", "writer"])
def test_two_processes_may_make_and_fill_one_history(how: str, url: str) -> None:
    names, count = ("ann", "bob"), 30
    with ExitStack() as stack:
        for process in [stack.enter_context(child(how, url, name, count)) for name in names]:
            _, complaints = process.communicate()
            assert process.returncode == 0, complaints
    with History.open(url) as history:
        kept = {hold.id for hold in history.holds()}
    assert kept == {f"{name}-{number}" for name in names for number in range(count)}


@pytest.mark.parametrize("how", ["history", "writer"])
def test_a_killed_process_loses_nothing_it_saved(how: str, url: str) -> None:
    with child(how, url, "ann", 1_000_000) as process:
        assert process.stdout is not None
        said = [process.stdout.readline().strip() for _ in range(25)]
        process.kill()  # SIGKILL: the process cannot tidy up
        assert process.wait() != 0
        said += process.stdout.read().split()
    with History.open(url) as history:
        kept = {hold.id for hold in history.holds()}
        assert len(said) >= 25 and kept >= set(said)
        assert all(len(hold.pauses) == len(hold.measures) == 2 for hold in history.holds())
