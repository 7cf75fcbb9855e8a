"""What is to be shown, said and saved after one frame of a practice."""

from __future__ import annotations

from dataclasses import dataclass

from posecheck.cues import Cue
from posecheck.pipeline import Snapshot
from posecheck.record import HoldRecord
from posecheck.routine import Turn
from posecheck.tracer import TracePart
from posecheck.voice import Utterance


@dataclass(frozen=True, slots=True)
class Between:
    """What is shown where nothing is judged.

    Attributes:
        cue: one line.
        seconds: in the ring: until something happens; in a pause, what was held.
        share: of the ring that is filled, 0 to 1.
    """

    cue: Cue
    seconds: float
    share: float


@dataclass(frozen=True, slots=True)
class Moment:
    """One frame of a practice.

    Attributes:
        time_s: the frame's time, going on where the camera was started again.
        turn: what it is about.
        snapshot: what is known of the body; None where nothing is judged.
        between: what is shown instead; None where there is a snapshot.
        ghost: how much of the reference figure is seen, 0 to 1.
        utterance: what begins to be said; None where nothing does.
        changed: records to save now.
        traces: parts of traces to save after them.
    """

    time_s: float
    turn: Turn
    snapshot: Snapshot | None
    between: Between | None
    ghost: float
    utterance: Utterance | None
    changed: tuple[HoldRecord, ...]
    traces: tuple[TracePart, ...]

    @property
    def paces(self) -> bool:
        """Whether a breathing pace is drawn, which goes on while the body is still."""
        guidance = self.snapshot.guidance if self.snapshot is not None else None
        return guidance is not None and guidance.breath is not None
