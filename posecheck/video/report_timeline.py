"""The report's timeline: what could be said when, over the whole video."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from posecheck.checks import Placement
from posecheck.video.report_course import Course
from posecheck.video.report_geometry import WIDE, Span, blocks, time_ticks
from posecheck.video.report_words import in_all, reason, sentence
from posecheck.wording import timecode

# The rows of the timeline: what they are called, and whether they are shown empty, too.
ROWS: tuple[tuple[Placement | None, str, bool], ...] = (
    (Placement.IN_PLACE, "In place", True),
    (Placement.TIMED, "Timed, not seen", False),
    (Placement.OUT_OF_PLACE, "Out of place", True),
    (Placement.CANNOT_TELL, "Cannot tell", True),
    (None, "Not recognised", False),
    (Placement.UNSEEN, "Nobody seen", True),
)


@dataclass(frozen=True, slots=True)
class Block:
    """A time along a row, in percent of it."""

    left: str
    width: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the timeline.

    Attributes:
        name: what it is called.
        kind: its class in the style sheet.
        took: how long that was altogether.
        blocks: when.
    """

    name: str
    kind: str
    took: str
    blocks: Sequence[Block]


def rows_of(course: Course, span: Span) -> list[Row]:
    """A row for each that could be said, with when that was; none of a video that lasts no time.

    Args:
        course: of the video.
        span: the whole of it.
    """
    rows: list[Row] = []
    if not course.stays:
        return rows
    for placement, name, always in ROWS:
        times = [(stay.start_s, stay.end_s) for stay in course.stays if stay.placement is placement]
        took_s = sum(end_s - start_s for start_s, end_s in times)
        if times or always:
            kind = "none" if placement is None else placement.value.replace("_", "-")
            rows.append(Row(name, kind, in_all(took_s), _blocks(times, span)))
    return rows


def labelled(times: Sequence[tuple[float, float, str]], span: Span) -> list[tuple[Block, str]]:
    """Blocks with words on them.

    Args:
        times: start, end and words of each, in order.
        span: the whole video.
    """
    return [(block, label) for start_s, end_s, label in times for block in _blocks([(start_s, end_s)], span)]


def clock(span: Span) -> list[tuple[str, str]]:
    """Times under a row or a plot: percent from its left, and in words."""
    return [(_percent(span.x(tick)), timecode(tick)) for tick in time_ticks(span)]


def untold(course: Course) -> list[tuple[str, str]]:
    """Why nothing could be told, the longest first, with seconds."""
    found = sorted(course.untold_s.items(), key=lambda item: -item[1])
    return [(sentence(reason(why)), in_all(took_s)) for why, took_s in found]


def _blocks(times: Sequence[tuple[float, float]], span: Span) -> list[Block]:
    return [Block(_percent(left), _percent(width)) for left, width in blocks(times, span)]


def _percent(place: float) -> str:
    """A place across, of `WIDE`, as SVG writes it."""
    return f"{100.0 * place / WIDE:.2f}%"
