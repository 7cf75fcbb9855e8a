"""The report as a page: everything it shows, put into its template."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from posecheck import __version__
from posecheck.drawing import palette
from posecheck.record import HoldRecord
from posecheck.video import report_words as words
from posecheck.video.analysis import Analysis
from posecheck.video.report_geometry import HEIGHT_PX, WIDE, Span
from posecheck.video.report_parts import Collected, parts_of
from posecheck.video.report_timeline import clock, labelled, rows_of, untold
from posecheck.wording import count, length, timecode

_beside = Path(__file__).parent
# Names and cues come from files: nothing of them is ever markup.
_templates = Environment(
    loader=FileSystemLoader(_beside), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
COLOURS = {
    "in-place": palette.IN_PLACE, "out": palette.OUT, "unknown": palette.UNKNOWN, "band": palette.BAND,
    "ink": palette.INK, "paper": palette.PAPER,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A row of the table of holds, in words."""

    number: int
    stretch: str
    side: str
    when: str
    held: str
    target: str
    reached: bool
    more: str
    pauses: Sequence[str]


def render(collected: Collected, analysis: Analysis) -> str:
    """The whole page.

    Args:
        collected: what was kept of its frames.
        analysis: what came of the video.
    """
    names, style = collected.names, _style()
    span = Span(0.0, analysis.duration_s)
    return _templates.get_template("report.html").render(
        name=collected.name,
        version=__version__,
        what=_what(analysis, names),
        long=timecode(analysis.duration_s) if analysis.duration_s >= 1.0 else count(analysis.frames, "frame"),
        style=Markup(style),
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii"),
        answer=words.answer(analysis, names),
        stopped=words.stopped(analysis),
        holds=[_hold_row(n, hold, names) for n, hold in enumerate(analysis.holds, start=1)],
        hold_count=count(len(analysis.holds), "hold"),
        hold_blocks=labelled([(h.start_s, h.end_s, str(n)) for n, h in enumerate(analysis.holds, start=1)], span),
        segments=labelled([(s.start_s, s.end_s, words.part(s, names)) for s in analysis.segments], span),
        rows=rows_of(collected.course, span),
        moments=clock(span),
        parts=parts_of(collected, analysis),
        untold=untold(collected.course),
        notes=analysis.notes,
        sure=words.SURE,
        wellness=words.WELLNESS,
        wide=WIDE,
        high=HEIGHT_PX,
    )


def _what(analysis: Analysis, names: Mapping[str, str]) -> str:
    known = ", ".join(names.values())
    if not analysis.segments:
        return known
    return f"Recognised: {known}" if known else "Nothing recognised"


def _style() -> str:
    colours = "".join(f"--{name}:{palette.css(colour)};" for name, colour in COLOURS.items())
    return f":root{{{colours}}}\n" + (_beside / "report.css").read_text(encoding="utf-8")


def _hold_row(number: int, hold: HoldRecord, names: Mapping[str, str]) -> HoldRow:
    timed = f"{words.in_all(hold.timed_s)} of it timed, not seen" if hold.timed_s >= 1.0 else ""
    repeated = count(hold.repetitions, "repetition") if hold.repetitions else ""
    return HoldRow(
        number=number,
        stretch=names[hold.stretch_id],
        side=hold.side,
        when=f"{timecode(hold.start_s)}–{timecode(hold.end_s)}",
        held=words.held(hold.held_s),
        target=length(hold.target_s),
        reached=hold.reached,
        more=", ".join(part for part in (repeated, timed) if part),
        pauses=[words.pause(pause) for pause in hold.pauses],
    )
