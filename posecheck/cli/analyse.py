"""``posecheck analyse``: the holds in a recorded video, and what can be made of it."""

from __future__ import annotations

import argparse
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from posecheck.catalog import load_catalog
from posecheck.cli.common import add_stretch_options, chosen_plan, err, out, write_json
from posecheck.session import side_word
from posecheck.video.analysis import Analysis, Plan, Wanted
from posecheck.video.answer import answer
from posecheck.video.report_words import either
from posecheck.video.run import Progress as Done
from posecheck.video.run import analyse_file
from posecheck.video.takers import check_apart

INTERRUPTED = 130


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    parser = commands.add_parser(
        "analyse",
        help="count the holds in a video",
        description="Counts the holds in a video. Ctrl-C stops early: what was made until then is kept.",
    )
    parser.add_argument("video", type=Path, metavar="VIDEO")
    add_stretch_options(parser, auto=True)
    parser.add_argument("--video", dest="annotated", type=Path, metavar="FILE.mp4", help="write an annotated video")
    parser.add_argument(
        "--table", type=Path, metavar="FILE", help="write a row for each frame: FILE.parquet or FILE.csv"
    )
    parser.add_argument("--report", type=Path, metavar="FILE.html", help="write a report to read, print and pass on")
    parser.add_argument(
        "--adaptive", action="store_true", help="faster: look less often while nothing moves in the picture"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Runs the command.

    Returns:
        0; 130 where it was stopped by Ctrl-C.

    Raises:
        PoseCheckError: the video could not be analysed.
    """
    plan = chosen_plan(args)
    wanted = Wanted(args.annotated, args.table, args.report)
    answer_file = Path(args.json) if args.json and args.json != "-" else None
    check_apart(args.video, (answer_file, wanted.video, wanted.table, wanted.report))
    with _progress() as progress, _interruptible() as interrupted:
        task = progress.add_task(f"Analysing {escape(args.video.name)}", total=None)

        def show(done: Done) -> None:
            progress.update(task, completed=done.done_s, total=done.whole_s or None)

        analysis = analyse_file(args.video, plan, wanted, progress=show, stopped=lambda: bool(interrupted))
    if args.json:
        write_json(answer(analysis), args.json)
    else:
        _print(plan, analysis)
    for note in analysis.notes:
        err.print(note, markup=False)
    if not analysis.complete:
        err.print(f"Stopped at {analysis.duration_s:.1f} s: everything is told up to there.", markup=False)
        return INTERRUPTED
    return 0


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    return Progress(*columns, console=err, transient=True)


@contextmanager
def _interruptible() -> Iterator[list[int]]:
    """The first Ctrl-C asks to stop, so that what is being written is completed; the second one does not ask."""
    interrupted: list[int] = []

    def ask(number: int, _: FrameType | None) -> None:
        if interrupted:
            raise KeyboardInterrupt
        interrupted.append(number)

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)


def _print(plan: Plan, analysis: Analysis) -> None:
    names = {stretch.id: stretch.name for stretch in load_catalog().stretches.values()}
    name = escape(analysis.name)
    recognised = plan.stretch is None
    title = "Recognised" if plan.stretch is None else plan.stretch.name
    if recognised:
        out.print(_segments(analysis, names))
    table = Table(title=f"{title}: {name}")
    columns = (*(("stretch",) if recognised else ()), "side", "from", "to", "held", "target", "pauses")
    for column in columns:
        table.add_column(column, justify="left" if column in ("stretch", "side", "pauses") else "right")
    for hold in analysis.holds:
        pauses = "; ".join(f"{p.end_s - p.start_s:.1f} s {p.reason}" for p in hold.pauses)
        reached = " ✓" if hold.reached else ""
        table.add_row(
            *((escape(names[hold.stretch_id]),) if recognised else ()),
            hold.side,
            f"{hold.start_s:.1f} s",
            f"{hold.end_s:.1f} s",
            f"{hold.held_s:.1f} s",
            f"{hold.target_s:.0f} s{reached}",
            escape(pauses),
        )
    out.print(table if analysis.holds else f"{title}: no hold found in {name}.")
    seconds = analysis.seconds
    out.print(
        f"In place {seconds.in_place:.1f} s, out of place {seconds.out_of_place:.1f} s, "
        f"could not tell {seconds.cannot_tell:.1f} s, unseen {seconds.unseen:.1f} s "
        f"of {analysis.duration_s:.1f} s; a body in {analysis.person_frames} of {analysis.frames} frames."
    )


def _segments(analysis: Analysis, names: dict[str, str]) -> Table:
    table = Table(title=f"What is held in {escape(analysis.name)}")
    for column in ("from", "to", "stretch", "side"):
        table.add_column(column, justify="right" if column in ("from", "to") else "left")
    for segment in analysis.segments:
        if segment.stretch_id is None:
            perhaps = escape(either(segment.perhaps, names))
            stretch, side = f"unknown ({perhaps}?)" if perhaps else "unknown", ""
        else:
            stretch, side = escape(names[segment.stretch_id]), side_word(segment.side)
        table.add_row(f"{segment.start_s:.1f} s", f"{segment.end_s:.1f} s", stretch, side)
    return table
