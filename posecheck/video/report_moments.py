"""The moments of a video that a report shows: each hold's start, its best moment, its target reached, its pauses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum

from posecheck.checks import Placement, State, Verdict
from posecheck.drawing.stills import still
from posecheck.hold import KEPT, Change, Event, Phase
from posecheck.landmarks import Reason
from posecheck.measures import MEASURES, Measured
from posecheck.pipeline import Snapshot
from posecheck.stretch import Stretch
from posecheck.video.judged import Judged

MOST = 24
MOST_KEPT = 96  # while the video goes on; of a long one with many pauses the less telling are forgotten

STILL = 0.1  # torso lengths a second, as the stretches' own files have it


class Sort(IntEnum):
    """What a moment shows. Where there are too many, the first of these are kept."""

    BEST = 0
    START = 1
    REACHED = 2
    PAUSE = 3
    NEAREST = 4
    GLIMPSE = 5


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment.

    Attributes:
        time_s: frame time.
        sort: what it shows.
        hold_start_s: when the hold it belongs to began; None outside holds.
        words: why the clock paused, or what was out of place; else empty.
        jpeg: the picture.
    """

    time_s: float
    sort: Sort
    hold_start_s: float | None
    words: str
    jpeg: bytes


class Moments:
    """Takes frames in order, and keeps pictures of the few that matter. Those not yet chosen are kept undrawn."""

    def __init__(self) -> None:
        """Nothing was seen."""
        self._found: list[Moment] = []
        self._last: Snapshot | None = None
        self._stretch: Stretch | None = None
        self._held = False  # whether a hold has counted since the stretch is judged
        self._glimpse: Judged | None = None
        self._settling: Judged | None = None
        self._hold_start_s: float | None = None
        self._best: tuple[Nearness, Judged] | None = None
        self._nearest: tuple[Nearness, Judged] | None = None

    def take(self, judged: Judged) -> None:
        """Takes the next frame."""
        if self._glimpse is None or (self._glimpse.seen.body is None and judged.seen.body is not None):
            self._glimpse = judged
        if judged.stretch is not self._stretch:
            self._end_part()
            self._stretch = judged.stretch
        snapshot = judged.snapshot
        if snapshot is None or snapshot is self._last:  # nothing is known of it, or nothing new
            return
        self._last = snapshot
        for event in snapshot.events:
            self._note(event, judged, snapshot)
        if snapshot.phase is not Phase.SETTLING:
            self._settling = None
        elif self._settling is None:
            self._settling = judged
        self._compare(judged, snapshot)

    def finish(self) -> list[Moment]:
        """The moments to show, in order of time."""
        self._end_part()
        if not self._found and self._glimpse is not None:
            self._add(self._glimpse, Sort.GLIMPSE, None)
        return sorted(chosen(self._found, MOST), key=lambda moment: (moment.time_s, moment.sort))

    def _note(self, event: Event, judged: Judged, snapshot: Snapshot) -> None:
        start_s = event.hold.start_s
        if event.change is Change.STARTED:
            self._end_hold()
            self._hold_start_s, self._held = start_s, True
            self._add(self._settling or judged, Sort.START, start_s)
        elif event.change is Change.PAUSED:
            self._add(judged, Sort.PAUSE, start_s, snapshot.pause_reason or Reason.NO_FRAMES.value)
        elif event.change is Change.REACHED:
            self._add(judged, Sort.REACHED, start_s)
        elif event.change is Change.RELEASED:
            self._end_hold()

    def _compare(self, judged: Judged, snapshot: Snapshot) -> None:
        """Keeps the frame where it is the best so far: of the hold under way, or of what has no hold."""
        if self._stretch is not None and self._stretch.kind.timed:  # there the camera judges nothing
            return
        if self._hold_start_s is not None and snapshot.phase is Phase.HOLDING and snapshot.credited in KEPT:
            near = nearness(snapshot.verdict, judged.seen.movement)
            if self._best is None or near < self._best[0]:
                self._best = near, judged
        elif not self._held and snapshot.body is not None:
            near = nearness(snapshot.verdict, judged.seen.movement)
            if self._nearest is None or near < self._nearest[0]:
                self._nearest = near, judged

    def _end_part(self) -> None:
        """From here on another stretch is judged, or nothing."""
        self._end_hold()
        if self._nearest is not None and not self._held:
            nearest = self._nearest[1]
            self._add(nearest, Sort.NEAREST, None, nearest.snapshot.verdict.reason if nearest.snapshot else "")
        self._nearest, self._held = None, False

    def _end_hold(self) -> None:
        if self._best is not None:
            self._add(self._best[1], Sort.BEST, self._hold_start_s)
        self._best, self._hold_start_s = None, None

    def _add(self, judged: Judged, sort: Sort, hold_start_s: float | None, words: str = "") -> None:
        self._found.append(Moment(judged.frame.time_s, sort, hold_start_s, words, _drawn(judged)))
        if len(self._found) > MOST_KEPT:
            self._found = chosen(self._found, MOST_KEPT // 2)


def _drawn(judged: Judged) -> bytes:
    image_rgb, snapshot = judged.frame.image_rgb, judged.snapshot
    if judged.stretch is None or snapshot is None:
        return still(image_rgb, judged.seen.body)
    # A cue outlives its moment, to be read; a picture shows its moment alone.
    return still(image_rgb, snapshot.body, replace(snapshot, cue=snapshot.now), judged.stretch)


Nearness = tuple[bool, float, bool, int, float]


def nearness(verdict: Verdict, movement: float | None) -> Nearness:
    """How near a position is to its targets; the least is nearest.

    Args:
        verdict: on the position.
        movement: how fast hips and knees move, torso lengths a second; None where that cannot be told.

    Returns:
        Whether it is not in place, how far it is out, whether it is only passed through, how many checks cannot be
        told, and how far the others are from the middle of their targets on average, in tolerances of their measures.
    """
    off = [
        result.check.distance(result.reading.value) / MEASURES[result.check.measure].tolerance
        for result in verdict.results
        if result.state is not State.UNKNOWN and isinstance(result.reading, Measured)
    ]
    return (
        verdict.placement is not Placement.IN_PLACE,
        sum(result.excess for result in verdict.results if result.check.blocking),
        movement is None or movement > STILL,
        len(verdict.results) - len(off),
        sum(off) / len(off) if off else 0.0,
    )


def chosen(moments: Iterable[Moment], most: int) -> list[Moment]:
    """The most telling of many: best moments, then starts, then targets reached, then pauses; of each the earliest."""
    return sorted(moments, key=lambda moment: (moment.sort, moment.time_s))[:most]
