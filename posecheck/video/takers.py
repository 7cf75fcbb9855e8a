"""Who makes the files that are wanted of a video."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from posecheck.errors import InputError
from posecheck.video.analysis import Wanted
from posecheck.video.annotated import AnnotatedVideo
from posecheck.video.judged import Taker
from posecheck.video.reader import Video
from posecheck.video.report import Report
from posecheck.video.table import FrameTable


def takers_for(wanted: Wanted, video: Video) -> list[Taker]:
    """One taker a file, the report last: it tells what the others have to say.

    Args:
        wanted: the files.
        video: of which they are made.

    Raises:
        InputError: a file cannot be written there; none of the others is left.
    """
    check_apart(video.path, (wanted.video, wanted.table, wanted.report))
    takers: list[Taker] = []
    try:
        if wanted.video is not None:
            takers.append(AnnotatedVideo(wanted.video, video))
        if wanted.table is not None:
            takers.append(FrameTable(wanted.table))
        if wanted.report is not None:
            takers.append(Report(wanted.report, video.path.name))
    except BaseException:
        for taker in takers:
            taker.abandon()
        raise
    return takers


def check_apart(video: Path, files: Iterable[Path | None]) -> None:
    """Sees to it that no file is written over another, or over the video.

    Args:
        video: the video that is read.
        files: what will be written.

    Raises:
        InputError: a name was given twice, or is the video's.
    """
    taken = {video.resolve(): f"{video} is the video itself: choose another name for what is made of it."}
    for file in files:
        if file is None:
            continue
        if file.resolve() in taken:
            raise InputError(taken[file.resolve()])
        taken[file.resolve()] = f"{file} is asked for twice: give each file a name of its own."
