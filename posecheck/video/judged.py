"""One frame of a video with all that is known at it, and who makes something of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from posecheck.eyes import Seen
from posecheck.pipeline import Snapshot
from posecheck.stretch import Stretch
from posecheck.video.reader import VideoFrame

if TYPE_CHECKING:
    from posecheck.video.analysis import Analysis


@dataclass(frozen=True, slots=True)
class Judged:
    """One frame, judged.

    Attributes:
        number: its place among the frames, from 0.
        frame: its time and picture.
        looked: whether the model looked at it. Adaptive sampling passes over frames in which nobody moves.
        seen: who is in it; of the frame last looked at where it was passed over.
        stretch: what it was judged as; None where none was recognised.
        snapshot: all that is known after it; of the frame last looked at where it was passed over; None without a
            stretch.
    """

    number: int
    frame: VideoFrame
    looked: bool
    seen: Seen
    stretch: Stretch | None
    snapshot: Snapshot | None


class Taker(Protocol):
    """Makes something of a video's frames: an annotated video, a table, a report."""

    def take(self, judged: Judged) -> None:
        """Takes the next frame, in order."""
        ...

    def finish(self, analysis: Analysis) -> list[str]:
        """Completes what was made; also of a video that was stopped in the middle. The file appears under its name.

        Args:
            analysis: what came of the video.

        Returns:
            What a person should know of it, a sentence each; usually nothing.

        Raises:
            InputError: it cannot be written.
        """
        ...

    def abandon(self) -> None:
        """Gives up: leaves no file, raises nothing. Called instead of `finish` where the video cannot be analysed."""
        ...
