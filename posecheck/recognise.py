"""Which of the library's stretches is being held, segment by segment."""

from __future__ import annotations

from dataclasses import dataclass

from posecheck.landmarks import Side


@dataclass(frozen=True, slots=True)
class Recognised:
    """A part of a video in which one stretch is held, or in which none is known.

    Attributes:
        start_s: when it begins, frame time.
        end_s: when it ends.
        stretch_id: what is held; None where that is unknown.
        side: whose; None in a stretch without sides, and where it is unknown.
    """

    start_s: float
    end_s: float
    stretch_id: str | None
    side: Side | None = None
