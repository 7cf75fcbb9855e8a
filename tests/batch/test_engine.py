"""What becomes of work when workers and schedulers end."""

from __future__ import annotations

import os
import time
from pathlib import Path

import psutil
import pytest

from posecheck.batch import cluster
from posecheck.batch.cluster import carried_out, local_workers, scheduler_at
from posecheck.batch.job import Files, Job, Outcome, Status
from posecheck.batch.place import Place
from posecheck.catalog import BUILT_IN
from posecheck.errors import ClusterError
from posecheck.video.analysis import Plan
from tests.batch.nodes import scheduler, worker


def a_job(name: str) -> tuple[str, Job]:
    return name, Job(Place(f"/videos/{name}"), Place(f"/results/{name}"), Plan(None), Files(), {})


def work_or_die(job: Job, name: str, news: str) -> Outcome:
    """Stands in for the work."""
    if name == "deadly.mp4":
        os._exit(1)
    return Outcome(job.video.url, name, {}, Status.DONE)


def test_a_video_that_ends_every_worker_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "work", work_or_die)
    jobs = [a_job(name) for name in ("deadly.mp4", "a.mp4", "b.mp4", "c.mp4", "d.mp4")]
    with local_workers(2, len(jobs)) as client:
        outcomes = {outcome.name: outcome for outcome in carried_out(client, jobs)}
        listening = [
            connection.laddr.ip
            for process in (psutil.Process(), *psutil.Process().children(recursive=True))
            for connection in process.net_connections("tcp")
            if connection.status == psutil.CONN_LISTEN
        ]
    assert {name for name, outcome in outcomes.items() if outcome.status is Status.DONE} == {
        "a.mp4", "b.mp4", "c.mp4", "d.mp4",
    }  # fmt: skip
    assert "Every worker that took it ended" in outcomes["deadly.mp4"].message
    assert set(listening) == {"127.0.0.1"}


def work_long(job: Job, name: str, news: str) -> Outcome:
    """Stands in for the work."""
    time.sleep(0.0 if name == "short.mp4" else 100.0)
    return Outcome(job.video.url, name, {}, Status.DONE)


@pytest.mark.usefixtures("pose_model_path")
def test_a_scheduler_that_ends_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "work", work_long)
    with scheduler() as (address, program), worker(address, tmp_path), scheduler_at(address, True) as client:
        outcomes = carried_out(client, [a_job("short.mp4"), a_job("long.mp4")])
        assert next(outcomes).status is Status.DONE
        program.kill()
        with pytest.raises(ClusterError, match="What is finished is kept"):
            list(outcomes)


def test_a_scheduler_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "FIRST_WORKER_S", 0.5)
    with pytest.raises(ClusterError, match="There is no scheduler"), scheduler_at("tcp://127.0.0.1:9", False):
        pass
    with scheduler() as (address, _):
        monkeypatch.setattr(cluster, "FIRST_WORKER_S", 5.0)
        with pytest.raises(ClusterError, match="has no worker"), scheduler_at(address, True):
            pass


@pytest.mark.usefixtures("pose_model_path")
def test_workers_that_would_find_something_else_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with scheduler() as (address, _), worker(address, tmp_path):
        own = tmp_path / "other" / "bridge.toml"
        own.parent.mkdir()
        own.write_text(f"{(BUILT_IN / 'bridge.toml').read_text(encoding='utf-8')}\n# ours\n", encoding="utf-8")
        monkeypatch.setenv("POSECHECK_STRETCHES", str(own.parent))
        with scheduler_at(address, False):
            pass
        with pytest.raises(ClusterError, match="other stretches"), scheduler_at(address, True):
            pass
        monkeypatch.setattr("posecheck.batch.work.__version__", "99")
        with pytest.raises(ClusterError, match="another version of PoseCheck"), scheduler_at(address, False):
            pass


@pytest.mark.usefixtures("pose_model_path")
def test_workers_that_do_not_come_back_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "work", work_long)
    monkeypatch.setattr(cluster, "NO_WORKER_S", 1.0)
    with scheduler() as (address, _), worker(address, tmp_path) as killed, scheduler_at(address, True) as client:
        outcomes = carried_out(client, [a_job("short.mp4"), a_job("long.mp4")])
        assert next(outcomes).status is Status.DONE
        killed.kill()
        with pytest.raises(ClusterError, match="All workers are gone"):
            list(outcomes)
