"""One video to analyse, and what came of it. Plain values that travel between machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from posecheck.batch.place import Place
from posecheck.video.analysis import Plan, Wanted

ANSWER = "analysis.json"
VIDEO = "annotated.mp4"
REPORT = "report.html"
TABLES = {"parquet": "frames.parquet", "csv": "frames.csv"}
EVERY_NAME = (ANSWER, VIDEO, REPORT, *TABLES.values())


@dataclass(frozen=True, slots=True)
class Files:
    """The files to make of each video beside its answer.

    Attributes:
        video: whether an annotated video.
        table: ``"parquet"`` or ``"csv"``; empty for none.
        report: whether a report.
    """

    video: bool = False
    table: str = ""
    report: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """What the files are called, the answer first."""
        others = (self.video and VIDEO, TABLES.get(self.table), self.report and REPORT)
        return (ANSWER, *(name for name in others if name))

    def wanted(self, folder: Path) -> Wanted:
        """The same, to be made in a folder."""
        return Wanted(
            video=folder / VIDEO if self.video else None,
            table=folder / TABLES[self.table] if self.table else None,
            report=folder / REPORT if self.report else None,
        )


@dataclass(frozen=True, slots=True)
class Job:
    """One video to analyse.

    Attributes:
        video: where it is.
        results: the folder of its results.
        plan: how to go through it.
        files: what to make of it.
        asked: all that the results depend on, as kept in ``done.json``: results that were asked for alike are alike.
    """

    video: Place
    results: Place
    plan: Plan
    files: Files
    asked: Mapping[str, Any]


class Status(str, Enum):
    """How it stands with a video."""

    DONE = "done"  # in this run
    KEPT = "kept"  # done before, and nothing has changed since
    FAILED = "failed"
    LEFT = "left"  # not come to: the run was stopped


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one video.

    Attributes:
        video: where it is.
        name: what its results are called.
        asked: what was asked for, as in `Job`.
        status: how it stands.
        answer: as in ``analysis.json``; empty unless done or kept.
        message: what a person should know, in a sentence; empty if nothing.
        traceback: where the program failed, for those who mend it; empty otherwise.
    """

    video: str
    name: str
    asked: Mapping[str, Any]
    status: Status
    answer: Mapping[str, Any] = field(default_factory=dict)
    message: str = ""
    traceback: str = ""
