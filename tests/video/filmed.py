"""Videos of bodies laid out by hand, judged frame by frame: what a taker of `posecheck.video` is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timezone
from typing import cast

import numpy as np

from posecheck.landmarks import ByteArray, LandmarkFrame, Side
from posecheck.pipeline import Pipeline
from posecheck.practice import Practice
from posecheck.session import Session
from posecheck.stretch import Stretch
from posecheck.video.analysis import Analysis
from posecheck.video.judged import Judged, Taker
from posecheck.video.reader import VideoFrame
from tests.bodies import SIZE_PX, Script
from tests.lifts import world_lift

FPS = 10
PICTURE: ByteArray = np.full((SIZE_PX[1], SIZE_PX[0], 3), 128, dtype=np.uint8)


class Frame:
    """A frame of a video that was never encoded."""

    def __init__(self, time_s: float, image_rgb: ByteArray = PICTURE) -> None:
        self.time_s = time_s
        self.image_rgb = image_rgb


def film(
    stretch: Stretch,
    *spans: tuple[float, LandmarkFrame | None],
    side: Side | None = None,
    target_s: float = 4.0,
    start_s: float = 0.0,
) -> tuple[list[Judged], Analysis]:
    """A video of spans of (seconds, body), all of it judged as one stretch.

    Args:
        stretch: what is practised.
        spans: how long, and who is seen.
        side: the side practised; None to recognise it.
        target_s: seconds aimed at.
        start_s: the first frame's time.
    """
    source = Script(None)
    pipeline = Pipeline(stretch, source, world_lift, side, target_s)
    practice = Practice(pipeline, Session("video", stretch, target_s, datetime(2026, 5, 1, tzinfo=timezone.utc)))
    taken: list[Judged] = []
    for seconds, body in spans:
        source.bodies = [body]
        for _ in range(round(seconds * FPS)):
            time_s = start_s + len(taken) / FPS
            seen = pipeline.see(PICTURE, time_s)
            snapshot, _ = practice.judge(seen)
            frame = cast(VideoFrame, Frame(time_s))
            taken.append(Judged(len(taken), frame, True, seen, stretch, snapshot))
    practice.finish()
    analysis = Analysis(
        name="a clip.mp4",
        duration_s=taken[-1].frame.time_s,
        frames=len(taken),
        looked_frames=len(taken),
        person_frames=sum(judged.seen.body is not None for judged in taken),
        seconds=pipeline.clock.total,
        holds=tuple(practice.records),
    )
    return taken, analysis


def unjudged(taken: Sequence[Judged]) -> list[Judged]:
    """The same frames where no stretch was recognised."""
    return [replace(judged, stretch=None, snapshot=None) for judged in taken]


def give(taker: Taker, taken: Sequence[Judged], analysis: Analysis) -> list[str]:
    """Gives a taker a whole video."""
    for judged in taken:
        taker.take(judged)
    return taker.finish(analysis)
