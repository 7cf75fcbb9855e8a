"""The report part by part: as recognised, or the whole video as one. Plots, and stills of the moments that matter."""

from __future__ import annotations

import base64
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from posecheck.record import HoldRecord
from posecheck.stretch import Stretch
from posecheck.video import report_words as words
from posecheck.video.analysis import Analysis
from posecheck.video.report_course import Course, Curves
from posecheck.video.report_geometry import Span
from posecheck.video.report_moments import Moment, Sort
from posecheck.video.report_plots import Plot, plots, untold_checks
from posecheck.wording import length, timecode


@dataclass(frozen=True, slots=True)
class Collected:
    """What was kept of a video's frames.

    Attributes:
        name: what the video is called.
        stretches: those it was judged as, by id.
        course: what could be said when.
        curves: what was read.
        moments: pictures, in order.
    """

    name: str
    stretches: Mapping[str, Stretch]
    course: Course
    curves: Curves
    moments: Sequence[Moment]

    @property
    def names(self) -> Mapping[str, str]:
        """What the stretches are called, by id."""
        return {i: stretch.name for i, stretch in self.stretches.items()}


@dataclass(frozen=True, slots=True)
class Picture:
    """A still: its time and caption in words, and the picture as an address of itself."""

    when: str
    caption: str
    source: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the video in which one stretch was judged, or none.

    Attributes:
        title: what was recognised; empty where the stretch was given.
        when: from when to when.
        plots: of its checks.
        untold: the checks that could not be told in it at any moment, and why.
        pictures: its moments.
    """

    title: str
    when: str
    plots: Sequence[Plot]
    untold: Sequence[str]
    pictures: Sequence[Picture]


def parts_of(collected: Collected, analysis: Analysis) -> list[Part]:
    """The recognised parts; where the stretch was given, the whole video is one.

    Args:
        collected: what was kept of its frames.
        analysis: what came of the video.
    """
    if not analysis.segments:
        whole = Span(0.0, analysis.duration_s)
        return [_part("", whole, s, collected.moments, collected, analysis) for s in collected.stretches.values()]
    begin_s = [segment.start_s for segment in analysis.segments]
    place = [bisect_right(begin_s, moment.time_s) - 1 for moment in collected.moments]
    return [
        _part(
            words.part(segment, collected.names),
            Span(segment.start_s, segment.end_s),
            collected.stretches.get(segment.stretch_id or ""),
            [moment for moment, at in zip(collected.moments, place, strict=True) if at == number],
            collected,
            analysis,
        )
        for number, segment in enumerate(analysis.segments)
    ]


def _part(
    title: str,
    span: Span,
    stretch: Stretch | None,
    moments: Sequence[Moment],
    collected: Collected,
    analysis: Analysis,
) -> Part:
    return Part(
        title=title,
        when=f"{timecode(span.start_s)}–{timecode(span.end_s)}",
        plots=plots(stretch, collected.curves, analysis.holds, span) if stretch else [],
        untold=untold_checks(stretch, collected.curves, span) if stretch else [],
        pictures=[_picture(moment, analysis.holds) for moment in moments],
    )


def _picture(moment: Moment, holds: Sequence[HoldRecord]) -> Picture:
    source = "data:image/jpeg;base64," + base64.b64encode(moment.jpeg).decode("ascii")
    return Picture(timecode(moment.time_s), _caption(moment, holds), source)


def _caption(moment: Moment, holds: Sequence[HoldRecord]) -> str:
    number = 0 if moment.hold_start_s is None else words.hold_at(holds, moment.hold_start_s)
    if number == 0:
        nearest = (
            f"Nearest to the position: {words.reason(moment.words)}" if moment.words else "Nearest to the position"
        )
        return nearest if moment.sort is Sort.NEAREST else "What the camera saw"
    if moment.sort is Sort.PAUSE:
        return _pause_caption(number, holds[number - 1], moment)
    said = {
        Sort.START: "begins",
        Sort.BEST: "at its best: nearest the middle of its targets",
        Sort.REACHED: f"reaches its target of {length(holds[number - 1].target_s)}",
    }[moment.sort]
    return f"Hold {number} {said}"


def _pause_caption(number: int, hold: HoldRecord, moment: Moment) -> str:
    why = words.reason(moment.words)
    pause = words.paused(hold, moment.time_s)
    if pause is None:
        return f"Hold {number} ends: {why}"
    return f"Hold {number} pauses for {words.held(pause.end_s - pause.start_s)}: {why}"
