"""A scheduler and two workers, each a program of its own, and the real model: results do not depend on who works."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from posecheck.batch import cluster
from posecheck.cli import main
from tests.batch.conftest import workers_here, write_part
from tests.batch.nodes import PATIENCE_S, ROOT, scheduler, wait_for, worker

PARTS_S = ((2.0, 3.2), (4.0, 6.0), (8.0, 9.2), (16.5, 18.0))  # the bridge is raised; the last one sinks for a moment

pytestmark = pytest.mark.usefixtures("pose_model_path")


@pytest.fixture(scope="module")
def videos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("videos")
    for number, (start_s, end_s) in enumerate(PARTS_S):
        write_part(folder / f"{number}.mp4", start_s, end_s)
    (folder / "bad.mp4").write_text("no video", encoding="utf-8")
    return folder


def batch(videos: Path, out: Path, *words: str) -> int:
    return main(["batch", str(videos), "--out", str(out), "--stretch", "bridge", "--table", "parquet", *words])


def results(out: Path) -> dict[str, bytes]:
    """Every file but the lock, by its name."""
    return {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file() and p.suffix != ".lock"}


@pytest.fixture(scope="module")
def alone(videos: Path, tmp_path_factory: pytest.TempPathFactory, pose_model_path: Path) -> dict[str, bytes]:
    """What one worker in this process makes of the videos."""
    out = tmp_path_factory.mktemp("alone")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cluster, "local_workers", workers_here)
        assert batch(videos, out, "--workers", "1") == 2
    made = results(out)
    assert {"0.mp4/analysis.json", "3.mp4/frames.parquet", "summary.csv"} <= set(made)
    return made


def test_a_worker_is_killed_in_the_middle_of_a_file(videos: Path, tmp_path: Path, alone: dict[str, bytes]) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    with scheduler() as (address, _), worker(address, first) as killed, worker(address, second):
        wait_for(lambda: list(first.rglob("worker-*")) and list(second.rglob("worker-*")))
        command = [
            sys.executable, "-m", "posecheck", "batch", str(videos), "--out", str(tmp_path / "out"),
            "--stretch", "bridge", "--table", "parquet", "--scheduler", address,
        ]  # fmt: skip
        with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as running:
            wait_for(lambda: list(first.rglob(".frames.*.part")))
            killed.kill()
            said = running.communicate(timeout=PATIENCE_S)[1]
    assert running.returncode == 2, said
    assert results(tmp_path / "out") == alone


def test_two_workers_of_this_machine(videos: Path, tmp_path: Path, alone: dict[str, bytes]) -> None:
    assert batch(videos, tmp_path, "--workers", "2") == 2
    assert results(tmp_path) == alone
    assert batch(videos, tmp_path, "--workers", "2") == 2
    kept = results(tmp_path)["summary.csv"].decode()
    assert kept.count(",kept,") == len(PARTS_S)
