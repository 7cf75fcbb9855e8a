"""Somebody practises in a process of their own, at real frame times, until they are killed; and the next start."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

from posecheck.catalog import load_catalog
from posecheck.pipeline import Pipeline
from posecheck.practice import Practice
from posecheck.record import HoldRecord
from posecheck.session import Session
from posecheck.store import History, HoldWriter
from posecheck.voice import Entry
from tests.bodies import BRIDGE, GREY, LYING, Script, seen
from tests.lifts import world_lift

from .examples import a_hold

FRAME_S = 1 / 15
EARLIER = 4  # holds of the same session, minutes before

# A server that has imported all this forks the processes: fifty that begin with imports would take a minute.
PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload([__name__])


@dataclass(frozen=True, slots=True)
class Told:
    """What is true after one frame.

    Attributes:
        time_s: its time.
        credited_s: of all holds together.
        problem: what the person reads of the history; empty where all is well.
    """

    time_s: float
    credited_s: float
    problem: str


@dataclass(frozen=True, slots=True)
class Found:
    """What the next start finds.

    Attributes:
        recovered: what it offers.
        holds: what is in the history then.
        problem: what the person reads; empty where all is well.
    """

    recovered: tuple[HoldRecord, ...]
    holds: tuple[HoldRecord, ...]
    problem: str


class Person:
    """Somebody who practises at this moment.

    Attributes:
        session_id: how the ids of their holds begin; those of earlier ones begin otherwise.
        told: what is known of each of their frames, in order.
    """

    def __init__(self, url: str, session_id: str, data_home: Path) -> None:
        """Begins.

        Args:
            url: of their history.
            session_id: what their holds belong to; with another one they would practise otherwise.
            data_home: where programs keep their data.
        """
        self.session_id = session_id
        self._connection, theirs = PROCESSES.Pipe(duplex=False)
        self._process = PROCESSES.Process(target=_practise, args=(url, session_id, data_home, theirs), daemon=True)
        self._process.start()
        theirs.close()
        self.told: list[Told] = []

    def __enter__(self) -> Person:
        return self

    def __exit__(self, *_problem: object) -> None:
        self._process.kill()
        self._process.join()
        self._connection.close()

    def wait_until_credited(self) -> None:
        """Returns in the middle of their first hold."""
        while not self.told or self.told[-1].credited_s == 0.0:
            self.told.append(self._connection.recv())

    def kill(self) -> None:
        """SIGKILL: nothing can be tidied up. Then all they told is known."""
        self._process.kill()
        self._process.join()
        assert self._process.exitcode == -9, "it ended before it was killed"
        try:
            while True:
                self.told.append(self._connection.recv())
        except (EOFError, OSError):  # nothing more, or killed in the middle of a word
            return

    @property
    def credited_a_second_ago_s(self) -> float:
        """What was credited one second of frame time before the last frame."""
        latest_s = self.told[-1].time_s - 1.0
        return max((told.credited_s for told in self.told if told.time_s <= latest_s), default=0.0)


def next_start(urls: Sequence[str], data_home: Path) -> list[Found]:
    """Starts the program again, in a new process.

    Args:
        urls: of histories, opened one after the other.
        data_home: where programs keep their data.
    """
    ours, theirs = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=_start_again, args=(urls, data_home, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        return [ours.recv() for _ in urls]
    finally:
        process.join()
        ours.close()


def _practise(url: str, session_id: str, data_home: Path, told: Connection) -> None:
    """At random, as it comes with `session_id`."""
    os.environ["XDG_DATA_HOME"] = str(data_home)
    stretch = load_catalog(own=Path("no such folder")).get("bridge")
    source, random, away = Script(None), Random(session_id), True
    session = Session(session_id, stretch, 30.0, datetime.now(timezone.utc))
    practice, log, until_s = Practice(Pipeline(stretch, source, world_lift), session), 0, 0.0
    with HoldWriter(url) as writer:
        for number in range(EARLIER):  # where they cannot be saved, they wait as well
            earlier = a_hold(number, id=f"earlier-{session_id}-{number}", session_id=session_id)
            writer.save(earlier)
            for part_number in range(3):
                writer.save_trace(earlier.id, part_number, bytes(500))
        while True:
            time_s = time.monotonic()
            if time_s >= until_s:
                away = not away
                # Mostly in place; between, out of it for a pause or for the end of a hold.
                source.bodies = [random.choice([None, seen(LYING)]) if away else seen(BRIDGE)]
                until_s = time_s + (random.uniform(0.2, 1.8) if away else random.uniform(1.5, 4.0))
                writer.save_log(session_id, log, [Entry(time_s, "Let the hips rise.", "said")])
                log += 1
            _, records = practice.process(GREY, time_s)
            for record in records:
                writer.save(record)
            for part in practice.take_traces():
                writer.save_trace(part.hold_id, part.number, part.data)
            told.send(Told(time_s, practice.pipeline.clock.kept_s, str(writer.error or "")))
            time.sleep(max(0.0, time_s + FRAME_S - time.monotonic()))


def _start_again(urls: Sequence[str], data_home: Path, told: Connection) -> None:
    os.environ["XDG_DATA_HOME"] = str(data_home)
    for url in urls:
        with HoldWriter(url) as writer, History.open(url) as history:
            writer.flush()
            told.send(Found(writer.recovered, tuple(history.holds()), str(writer.error or "")))
