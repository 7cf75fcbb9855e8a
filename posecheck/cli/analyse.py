"""``posecheck analyse``: the holds in a recorded video."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from posecheck.cli.common import add_stretch_options, chosen_stretch, err, out, pose_source, rounded, write_json
from posecheck.hold import Seconds
from posecheck.landmarks import PoseSource, Side
from posecheck.pipeline import Pipeline
from posecheck.pose.lifter import load_lifter
from posecheck.practice import Practice
from posecheck.record import HoldRecord
from posecheck.session import Session
from posecheck.stretch import Stretch
from posecheck.video.reader import Video

SCHEMA = "posecheck.analyse/1"


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    parser = commands.add_parser("analyse", help="count the holds in a video", description="Counts holds in a video.")
    parser.add_argument("video", type=Path, metavar="VIDEO")
    add_stretch_options(parser)
    parser.set_defaults(run=run)


@dataclass(frozen=True, slots=True)
class Analysis:
    """What came of one video.

    Attributes:
        duration_s: from the first frame's time to the last one's.
        frames: frames read.
        person_frames: frames with a body.
        seconds: time by placement.
        holds: the holds, in order.
    """

    duration_s: float
    frames: int
    person_frames: int
    seconds: Seconds
    holds: list[HoldRecord]


def run(args: argparse.Namespace) -> int:
    """Runs the command.

    Returns:
        0.

    Raises:
        PoseCheckError: the video could not be analysed.
    """
    stretch, side = chosen_stretch(args)
    video = Video(args.video)
    try:
        with pose_source(video=True) as source, _progress() as progress:
            task = progress.add_task(f"Analysing {escape(args.video.name)}", total=video.frame_count or None)
            analysis = analyse(video, stretch, source, side, lambda: progress.advance(task))
    finally:
        video.close()
    if args.json:
        write_json(_answer(args.video.name, analysis), args.json)
    else:
        _print(escape(args.video.name), stretch, analysis)
    return 0


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    return Progress(*columns, console=err, transient=True)


def analyse(video: Video, stretch: Stretch, source: PoseSource, side: Side | None, step: Any = None) -> Analysis:
    """Runs every frame of a video through the pipeline.

    Args:
        video: read to its end.
        stretch: what is practised.
        source: follows bodies from frame to frame.
        side: the side practised; None to recognise it.
        step: called after each frame, to show progress.

    Returns:
        The holds and the times.

    Raises:
        MediaError: the video cannot be read to its end.
    """
    pipeline = Pipeline(stretch, source, load_lifter(), side)
    practice = Practice(pipeline, Session("video", stretch, pipeline.target_s, datetime.now(timezone.utc)))
    frames = person_frames = 0
    time_s = 0.0
    for frame in video.frames():
        snapshot, _ = practice.process(frame.image_rgb, frame.time_s)
        frames, person_frames, time_s = frames + 1, person_frames + (snapshot.body is not None), frame.time_s
        if step is not None:
            step()
    practice.finish()
    return Analysis(time_s, frames, person_frames, pipeline.clock.total, list(practice.records))


def _hold(record: HoldRecord) -> dict[str, Any]:
    return {
        "stretch": record.stretch_id,
        "side": record.side,
        "start_s": rounded(record.start_s),
        "end_s": rounded(record.end_s),
        "held_s": rounded(record.held_s),
        "target_s": record.target_s,
        "reached": record.reached,
        "pauses": [
            {"start_s": rounded(p.start_s), "end_s": rounded(p.end_s), "reason": p.reason} for p in record.pauses
        ],
    }


def _answer(name: str, analysis: Analysis) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "video": name,
        "duration_s": rounded(analysis.duration_s),
        "frames": analysis.frames,
        "person_frames": analysis.person_frames,
        "in_place_s": rounded(analysis.seconds.in_place),
        "out_of_place_s": rounded(analysis.seconds.out_of_place),
        "cannot_tell_s": rounded(analysis.seconds.cannot_tell),
        "unseen_s": rounded(analysis.seconds.unseen),
        "holds": [_hold(h) for h in analysis.holds],
    }


def _print(name: str, stretch: Stretch, analysis: Analysis) -> None:
    table = Table(title=f"{stretch.name}: {name}")
    for column in ("side", "from", "to", "held", "target", "pauses"):
        table.add_column(column, justify="left" if column in ("side", "pauses") else "right")
    for hold in analysis.holds:
        pauses = "; ".join(f"{p.end_s - p.start_s:.1f} s {p.reason}" for p in hold.pauses)
        reached = " ✓" if hold.reached else ""
        table.add_row(
            hold.side,
            f"{hold.start_s:.1f} s",
            f"{hold.end_s:.1f} s",
            f"{hold.held_s:.1f} s",
            f"{hold.target_s:.0f} s{reached}",
            pauses,
        )
    out.print(table if analysis.holds else f"{stretch.name}: no hold found in {name}.")
    seconds = analysis.seconds
    out.print(
        f"In place {seconds.in_place:.1f} s, out of place {seconds.out_of_place:.1f} s, "
        f"could not tell {seconds.cannot_tell:.1f} s, unseen {seconds.unseen:.1f} s "
        f"of {analysis.duration_s:.1f} s; a body in {analysis.person_frames} of {analysis.frames} frames."
    )
