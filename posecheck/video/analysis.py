"""What is wanted of a recorded video, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from posecheck.course import Recognised
from posecheck.hold import Seconds
from posecheck.landmarks import Side
from posecheck.record import HoldRecord
from posecheck.stretch import Stretch
from posecheck.tracer import TracePart


@dataclass(frozen=True, slots=True)
class Plan:
    """How a video is gone through.

    Attributes:
        stretch: what is practised in it; None to recognise it, segment by segment.
        side: the side practised; None to recognise it (and in a stretch without sides).
        adaptive: whether frames are passed over in which nobody moves.
    """

    stretch: Stretch | None
    side: Side | None = None
    adaptive: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """The files to make of it; None for those not asked for.

    Attributes:
        video: the annotated video, ``.mp4``.
        table: one row a frame, ``.parquet`` or ``.csv``.
        report: a page by itself, ``.html``.
    """

    video: Path | None = None
    table: Path | None = None
    report: Path | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """What came of one video.

    Attributes:
        name: the file's name.
        duration_s: from the first frame's time to the last one's.
        frames: frames read.
        looked_frames: frames the model looked at; fewer than `frames` only where sampling was adaptive.
        person_frames: frames with a body, those passed over included.
        seconds: time by placement.
        holds: the holds, in order.
        segments: what was recognised when; empty where the stretch was given.
        complete: whether the video was gone through to its end; False where somebody stopped it.
        notes: what a person should know of the files made, a sentence each.
        traces: what the holds look like, to be saved after them.
    """

    name: str
    duration_s: float
    frames: int
    looked_frames: int
    person_frames: int
    seconds: Seconds
    holds: tuple[HoldRecord, ...]
    segments: tuple[Recognised, ...] = ()
    complete: bool = True
    notes: tuple[str, ...] = ()
    traces: tuple[TracePart, ...] = ()
