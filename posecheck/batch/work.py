"""What a worker does: one video, from file to results. Knows nothing of the other videos."""

from __future__ import annotations

import hashlib
import json
import time
import traceback
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from distributed import Reschedule, Worker, get_worker
from distributed import Status as WorkerStatus

from posecheck import __version__
from posecheck.batch.done import publish
from posecheck.batch.job import ANSWER, Job, Outcome, Status
from posecheck.catalog import Catalog, load_catalog
from posecheck.errors import InputError, PoseCheckError
from posecheck.pose.provide import provide
from posecheck.video.analysis import Plan
from posecheck.video.answer import answer
from posecheck.video.run import Progress, analyse_file

TOLD_EVERY_S = 2.0
_GO_ON = (WorkerStatus.running, WorkerStatus.paused)  # paused: short of memory, it takes no more than it has


def program() -> dict[str, str]:
    """What results depend on beside the video and what is asked for: the program and the pose model.

    Raises:
        ModelError: there is no pose model.
    """
    return {"posecheck": __version__, "model_sha256": hashlib.sha256(provide().read_bytes()).hexdigest()}


def library(plan: Plan, catalog: Catalog) -> dict[str, str]:
    """The stretches results depend on: the one practised, or all from which it is recognised."""
    digest = hashlib.sha256()
    for stretch_id in [plan.stretch.id] if plan.stretch is not None else sorted(catalog.stretches):
        digest.update(catalog.stretch_files[stretch_id].read_bytes())
    return {"stretches_sha256": digest.hexdigest()}


def machine(recognised: bool) -> dict[str, str]:
    """What results depend on that is the machine's own, and has to be alike on all of them.

    Args:
        recognised: whether stretches are recognised: then among all that are there.
    """
    return program() | (library(Plan(None), load_catalog()) if recognised else {})


def work(job: Job, name: str, news: str = "") -> Outcome:
    """Analyses one video and puts its results in place. A bad video raises nothing: it does not stop the others.

    Args:
        job: what to do.
        name: what its results are called.
        news: the topic under which it is told how far it has come; empty to tell nobody.

    Returns:
        What came of it.

    Raises:
        Reschedule: this worker is to end before the video does; the scheduler gives the job to another.
    """
    try:
        return Outcome(job.video.url, name, job.asked, Status.DONE, _worked(job, _Surroundings(name, news)))
    except Reschedule:
        raise
    except PoseCheckError as error:
        return failed(job, name, str(error))
    except Exception as error:
        message = f"{type(error).__name__}: {error}".strip().splitlines()[0]
        return failed(job, name, f"The program failed ({message}): failures.log has the place.", traceback.format_exc())


def failed(job: Job, name: str, message: str, trace: str = "") -> Outcome:
    """A failure."""
    return Outcome(job.video.url, name, job.asked, Status.FAILED, message=message, traceback=trace)


def _worked(job: Job, around: _Surroundings) -> Mapping[str, Any]:
    _check_machine(job)
    with TemporaryDirectory(prefix="video-", dir=around.folder) as scratch:
        video, made = _fetched(job, Path(scratch)), Path(scratch, "made")
        made.mkdir()
        try:
            # One thread a video: each core has a video to itself.
            analysis = analyse_file(video, job.plan, job.files.wanted(made), progress=around.look_round, threaded=False)
        except PoseCheckError as error:
            raise type(error)(str(error).replace(str(video), job.video.url)) from error
        told = answer(analysis)
        text = json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
        (made / ANSWER).write_bytes(text.encode("utf-8", "backslashreplace"))
        publish(job.results, made, job.files.names, job.asked)
    return told


class _Surroundings:
    """The worker this runs on, if it is one.

    Attributes:
        folder: for what is temporary; it goes when the worker does. None outside a worker.
    """

    def __init__(self, name: str, news: str) -> None:
        self._name, self._news = name, news
        self._told_s = time.monotonic()
        try:
            self._worker: Worker | None = get_worker()
        except ValueError:
            self._worker = None
        self.folder = self._worker.local_directory if self._worker else None

    def look_round(self, progress: Progress) -> None:
        """Tells every other second how far it has come, and gives up where the worker is to end."""
        if self._worker is None:
            return
        if self._worker.status not in _GO_ON:
            raise Reschedule
        now_s = time.monotonic()
        if self._news and progress.whole_s and now_s - self._told_s >= TOLD_EVERY_S:
            self._told_s = now_s
            share = min(1.0, progress.done_s / progress.whole_s)
            self._worker.log_event(self._news, {"name": self._name, "share": share})


def _fetched(job: Job, folder: Path) -> Path:
    """The video as a file of this machine, under its own name."""
    if job.video.is_local:
        return Path(job.video.url)
    path = folder / (Path(job.video.name).name or "video")
    job.video.fetch(path)
    return path


def _check_machine(job: Job) -> None:
    """Another program, model or library gives other results: then none is better than those."""
    here = machine(job.plan.stretch is None)
    differ = [what for what, value in here.items() if value != job.asked[what]]
    if differ:
        raise InputError(
            f"The worker has another {_WORDS[differ[0]]} than this machine: give both the same, and start it again."
        )


_WORDS = {"posecheck": "version of PoseCheck", "model_sha256": "pose model", "stretches_sha256": "set of stretches"}
