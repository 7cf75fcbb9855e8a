"""The report on a video: one HTML file that stands by itself. Data are collected small while frames come."""

from __future__ import annotations

import math
import os
from pathlib import Path

from posecheck.checks import Placement
from posecheck.draft import Draft
from posecheck.errors import InputError
from posecheck.landmarks import Reason
from posecheck.stretch import Stretch
from posecheck.video.analysis import Analysis
from posecheck.video.judged import Judged
from posecheck.video.report_course import Course, Curves
from posecheck.video.report_moments import Moments
from posecheck.video.report_page import render
from posecheck.video.report_parts import Collected
from posecheck.video.report_words import NOT_RECOGNISED


class Report:
    """Takes the frames of a video and writes its report at the end."""

    def __init__(self, path: Path, name: str) -> None:
        """A report on nothing yet.

        Args:
            path: the file to write, ``.html``.
            name: what the video is called.

        Raises:
            InputError: nothing can be written there.
        """
        self._draft = Draft(path)
        self._name = name
        self._stretches: dict[str, Stretch] = {}
        self._course, self._curves, self._moments = Course(), Curves(), Moments()
        if path.suffix.lower() not in (".html", ".htm"):
            raise InputError(f"{path} cannot be written: the report's name has to end in .html.")
        if not path.parent.is_dir():
            raise InputError(f"There is no folder {path.parent} to write the report to: make it, or name another.")
        if not os.access(path.parent, os.W_OK) or path.is_dir():
            raise InputError(f"The report cannot be written to {path}: choose a place that can be written to.")

    def take(self, judged: Judged) -> None:
        """Takes the next frame, in order."""
        time_s, stretch, snapshot = judged.frame.time_s, judged.stretch, judged.snapshot
        if stretch is None or snapshot is None:
            nobody = judged.seen.body is None
            placement = Placement.UNSEEN if nobody else None
            self._course.take(time_s, placement, Reason.NO_PERSON.value if nobody else NOT_RECOGNISED)
            self._curves.take(time_s, "", (), {}, math.inf)
        else:
            self._stretches.setdefault(stretch.id, stretch)
            gap_s, verdict = stretch.rules.max_gap_s, snapshot.verdict
            self._course.take(time_s, snapshot.credited, verdict.reason, gap_s)
            self._curves.take(time_s, stretch.id, verdict.results, snapshot.readings, gap_s)
        self._moments.take(judged)

    def finish(self, analysis: Analysis) -> list[str]:
        """Writes the file.

        Args:
            analysis: what came of the video.

        Returns:
            Nothing: all is said in the report.

        Raises:
            InputError: it cannot be written.
        """
        collected = Collected(self._name, self._stretches, self._course, self._curves, self._moments.finish())
        try:
            self._draft.file.write_text(render(collected, analysis), encoding="utf-8")
            self._draft.complete()
        except OSError as error:
            self.abandon()
            raise InputError(f"The report cannot be written to {self._draft.path}: {error.strerror}.") from error
        return []

    def abandon(self) -> None:
        """Leaves no file."""
        self._draft.discard()
