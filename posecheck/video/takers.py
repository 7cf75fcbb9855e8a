"""Who makes the files that are wanted of a video."""

from __future__ import annotations

from posecheck.video.analysis import Wanted
from posecheck.video.judged import Taker
from posecheck.video.reader import Video


def takers_for(wanted: Wanted, video: Video) -> list[Taker]:
    """One taker a file, the report last: it tells what the others have to say.

    Args:
        wanted: the files.
        video: of which they are made.

    Raises:
        InputError: a file cannot be written there; none of the others is left.
    """
    takers: list[Taker] = []
    try:
        if wanted.video is not None:
            from posecheck.video.annotated import AnnotatedVideo

            takers.append(AnnotatedVideo(wanted.video, video))
        if wanted.table is not None:
            from posecheck.video.table import FrameTable

            takers.append(FrameTable(wanted.table))
        if wanted.report is not None:
            from posecheck.video.report import Report

            takers.append(Report(wanted.report, video.path.name))
    except BaseException:
        for taker in takers:
            taker.abandon()
        raise
    return takers
