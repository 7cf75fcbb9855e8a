"""Where the work is done: Dask workers of this machine, or those of a scheduler that runs already."""

from __future__ import annotations

import logging
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from uuid import uuid4

import dask
from dask.system import CPU_COUNT
from distributed import CancelledError, Client, Future, KilledWorker, LocalCluster, Worker, WorkerPlugin, wait
from distributed import TimeoutError as NotInTimeError  # before Python 3.11 not the one that is built in
from distributed.comm import CommClosedError

from posecheck.batch.job import Job, Outcome
from posecheck.batch.work import failed, machine, work
from posecheck.errors import ClusterError

Tell = Callable[[str, float], None]
HOST = "127.0.0.1"
FIRST_WORKER_S = 15.0
LOOK_ROUND_S = 1.0
NO_WORKER_S = 600.0
_NO_THREADS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
_SETTINGS = {
    "distributed.scheduler.allowed-failures": 3,
    "distributed.worker.profile.enabled": False,
    "distributed.worker.memory.terminate": False,
    "distributed.nanny.pre-spawn-environ": _NO_THREADS,
    # A worker that is slow to come back, on a machine with much to do, would be given up after 15 seconds.
    "distributed.deploy.lost-worker-timeout": "1 day",
}


class _LeftToUs(WorkerPlugin):  # type: ignore[misc]
    """Ctrl-C reaches every program of a terminal; what the workers are to do then is told them by this one."""

    def setup(self, worker: Worker) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def local_workers(count: int | None, jobs: int) -> Iterator[Client]:
    """Workers of this machine, one thread and one process each. Nobody else can reach them.

    Args:
        count: how many; None for as many as there are processor cores.
        jobs: how many there are to do: more workers than that are not started.

    Raises:
        ClusterError: they cannot be started.
    """
    _be_quiet()
    with dask.config.set(_SETTINGS):
        try:
            cluster = LocalCluster(
                n_workers=min(count or CPU_COUNT, jobs),
                threads_per_worker=1,
                processes=True,
                host=HOST,
                dashboard_address=f"{HOST}:0",
                scheduler_kwargs={"dashboard": False},
                security=True,  # whoever reaches a scheduler can run programs: here only this one does
                memory_limit=0,
                silence_logs=logging.CRITICAL,
            )
        except (OSError, RuntimeError, NotInTimeError) as error:
            raise ClusterError(f"The workers cannot be started ({error}): try --workers 1.") from error
        with cluster, Client(cluster) as client:
            client.register_plugin(_LeftToUs())
            yield client


@contextmanager
def scheduler_at(address: str, recognised: bool) -> Iterator[Client]:
    """The workers of a scheduler that runs already.

    Args:
        address: the scheduler's.
        recognised: whether stretches are to be recognised.

    Raises:
        ClusterError: it is not there, has no workers, or they are not fit for this.
    """
    _be_quiet()
    try:
        client = Client(address, timeout=FIRST_WORKER_S)
    except (OSError, NotInTimeError, ValueError) as error:
        raise ClusterError(f"There is no scheduler at {address}: start one, or correct --scheduler.") from error
    with client:
        _check_workers(client, address, recognised)
        yield client


def _check_workers(client: Client, address: str, recognised: bool) -> None:
    """Finds out before the work begins what would make all of it fail; each job checks its own worker again."""
    try:
        client.wait_for_workers(1, timeout=FIRST_WORKER_S)
    except NotInTimeError as error:
        raise ClusterError(
            f"The scheduler at {address} has no worker: start some with python -m dask worker {address}."
        ) from error
    try:
        told = client.run(machine, recognised)
    except Exception as error:  # whatever a strange worker answers
        raise ClusterError(
            f"The workers at {address} cannot run PoseCheck ({type(error).__name__}: {error}): start them in its"
            " folder, with its .venv."
        ) from error
    here = machine(recognised)
    if any(there != here for there in told.values()):
        raise ClusterError(
            f"The workers at {address} have another version of PoseCheck, another pose model or other stretches: give"
            " all the same."
        )


def carried_out(
    client: Client, jobs: Sequence[tuple[str, Job]], tell: Tell = lambda name, share: None
) -> Iterator[Outcome]:
    """Has jobs done, each by one worker; that of a worker that dies is done by another.

    A worker has one job at a time, and the rest waits here: so a video that makes its worker die is not mixed up with
    those that wait behind it.

    Args:
        client: the workers.
        jobs: what to do, the longest first, with the names of their results.
        tell: called, on another thread, with a name and which share of that video is done.

    Yields:
        What came of them, as it comes.

    Raises:
        ClusterError: the scheduler is gone, or all workers are and none comes back.
    """
    run = f"posecheck-{uuid4().hex}"
    client.subscribe_topic(run, lambda event: tell(event[1]["name"], event[1]["share"]))
    waiting = deque(enumerate(jobs))
    running: dict[Future, tuple[str, Job]] = {}
    attendance = _Attendance(client)
    while waiting or running:
        try:
            places = attendance.places()
            while waiting and len(running) < places:
                number, (name, job) = waiting.popleft()
                running[client.submit(work, job, name, run, key=f"{run}-{number}")] = (name, job)
            finished = _finished(running)
        except (OSError, CommClosedError, CancelledError) as error:
            raise _gone() from error
        for future in finished:
            yield _outcome(future, *running.pop(future))


class _Attendance:
    """How many workers there are. They may come and go while the work is done."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._seen_s = time.monotonic()

    def places(self) -> int:
        """How many jobs can be done at a time; at least one, that waits for a worker."""
        count: int = sum(self._client.nthreads().values())
        if count:
            self._seen_s = time.monotonic()
        elif time.monotonic() - self._seen_s > NO_WORKER_S:
            raise ClusterError("All workers are gone. What is finished is kept: start some, and give the same command.")
        return max(1, count)


def _finished(running: dict[Future, tuple[str, Job]]) -> list[Future]:
    """Those that have ended; none where that takes long, so that new workers are noticed."""
    try:
        return list(wait(list(running), timeout=LOOK_ROUND_S, return_when="FIRST_COMPLETED").done)
    except NotInTimeError:
        return []


def _outcome(future: Future, name: str, job: Job) -> Outcome:
    if future.status == "cancelled":
        raise _gone()
    try:
        outcome: Outcome = future.result()
        return outcome
    except KilledWorker:
        return failed(job, name, "Every worker that took it ended: it may be damaged, or too large for their memory.")
    except (CommClosedError, CancelledError) as error:
        raise _gone() from error
    except Exception as error:  # a worker that cannot even take the job
        return failed(job, name, f"The worker could not do it ({type(error).__name__}: {error}).")


def _gone() -> ClusterError:
    return ClusterError("The scheduler is gone. What is finished is kept: the same command goes on from there.")


def _be_quiet() -> None:
    """What a person should know is said in sentences, by whoever asked for the work."""
    for name in ("distributed", "distributed.client", "distributed.nanny", "distributed.core", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
