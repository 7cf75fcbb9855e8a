"""What came of a video, as JSON: the contract ``posecheck.analyse/1``."""

from __future__ import annotations

from typing import Any

from posecheck.course import Recognised
from posecheck.record import HoldRecord
from posecheck.session import side_word
from posecheck.video.analysis import Analysis

SCHEMA = "posecheck.analyse/1"


def rounded(value: float, digits: int = 3) -> float:
    """A number without digits that mean nothing."""
    return round(value, digits) + 0.0  # + 0.0 turns −0.0 into 0.0


def answer(analysis: Analysis) -> dict[str, Any]:
    """The contract's object. Keys beyond its own are there only where they say something.

    Args:
        analysis: what came of the video.
    """
    seconds = analysis.seconds
    told: dict[str, Any] = {
        "schema": SCHEMA,
        "video": analysis.name,
        "duration_s": rounded(analysis.duration_s),
        "frames": analysis.frames,
        "person_frames": analysis.person_frames,
        "in_place_s": rounded(seconds.in_place),
        "out_of_place_s": rounded(seconds.out_of_place),
        "cannot_tell_s": rounded(seconds.cannot_tell),
        "unseen_s": rounded(seconds.unseen),
        "holds": [_hold(record) for record in analysis.holds],
    }
    if seconds.timed:
        told["timed_s"] = rounded(seconds.timed)
    if analysis.segments:
        told["segments"] = [_segment(segment) for segment in analysis.segments]
    if analysis.looked_frames != analysis.frames:
        told["looked_frames"] = analysis.looked_frames
    if not analysis.complete:
        told["complete"] = False
    if analysis.notes:
        told["notes"] = list(analysis.notes)
    return told


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


def _segment(segment: Recognised) -> dict[str, Any]:
    return {
        "start_s": rounded(segment.start_s),
        "end_s": rounded(segment.end_s),
        "stretch": segment.stretch_id,
        "side": None if segment.stretch_id is None else side_word(segment.side),
        **({"perhaps": list(segment.perhaps)} if segment.perhaps else {}),
    }
