"""What happened when in a video, kept small while it is gone through: placements, and the curves of the checks."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from posecheck.checks import CheckResult, Placement, State
from posecheck.landmarks import FloatArray, Reason, Side
from posecheck.measures import Measured, Reading, reading_key

SAMPLE_EVERY_S = 0.1
EARLY_S = 1e-3  # frame times are rounded: a sample may come this much early
TOLD = (Placement.IN_PLACE, Placement.OUT_OF_PLACE, Placement.TIMED)


@dataclass(slots=True)
class Stay:
    """A time in which the same was said.

    Attributes:
        start_s: when it began, frame time.
        end_s: when it ended.
        placement: what was said; None where no stretch was recognised.
    """

    start_s: float
    end_s: float
    placement: Placement | None


class Course:
    """Placements over a whole video. As the hold clock has it: each holds until the next frame, if that comes in time.

    Attributes:
        stays: in order, without a gap.
        untold_s: seconds in which nothing could be told, by the reason.
    """

    def __init__(self) -> None:
        """Nothing has happened."""
        self.stays: list[Stay] = []
        self.untold_s: dict[str, float] = {}
        self._time_s: float | None = None
        self._placement: Placement | None = None
        self._reason = ""

    def take(self, time_s: float, placement: Placement | None, reason: str, max_gap_s: float = math.inf) -> None:
        """Takes one frame.

        Args:
            time_s: its time, not earlier than the last one's.
            placement: what was said of it; None where no stretch was recognised.
            reason: why nothing could be told, if so.
            max_gap_s: what was said of the frame before holds so long at most; after it nothing was seen.
        """
        if self._time_s is not None and time_s > self._time_s:
            if time_s - self._time_s > max_gap_s:
                self._placement, self._reason = Placement.UNSEEN, Reason.NO_FRAMES.value
            self._let_pass(self._time_s, time_s)
        self._time_s, self._placement, self._reason = time_s, placement, reason

    def _let_pass(self, start_s: float, end_s: float) -> None:
        if self.stays and self.stays[-1].placement is self._placement:
            self.stays[-1].end_s = end_s
        else:
            self.stays.append(Stay(start_s, end_s, self._placement))
        if self._placement not in TOLD:
            self.untold_s[self._reason] = self.untold_s.get(self._reason, 0.0) + end_s - start_s


@dataclass(frozen=True, slots=True)
class CurveKey:
    """Of what a curve is.

    Attributes:
        stretch_id: the stretch.
        check_id: its check.
        side: whose; None for the whole body.
    """

    stretch_id: str
    check_id: str
    side: Side | None


@dataclass(slots=True)
class Curve:
    """A check's values over time. Where there was none stands one NaN.

    Attributes:
        times_s: of each sample, frame time.
        values: in the measure's unit.
        trusted: of each sample, whether the check could be told from it.
        errors: errors to expect of the trusted samples, added up.
    """

    times_s: array[float] = field(default_factory=lambda: array("d"))
    values: array[float] = field(default_factory=lambda: array("d"))
    trusted: bytearray = field(default_factory=bytearray)
    errors: float = 0.0

    @property
    def error(self) -> float:
        """The mean error to expect where it is trusted; 0 where it never is."""
        return self.errors / sum(self.trusted) if any(self.trusted) else 0.0

    def add(self, time_s: float, reading: Measured, trusted: bool) -> None:
        """Adds a sample."""
        self._append(time_s, reading.value, trusted)
        self.errors += reading.error if trusted else 0.0

    def lift_pen(self, time_s: float) -> None:
        """From here on nothing was read, until the next sample."""
        if self.values and not math.isnan(self.values[-1]):
            self._append(time_s, math.nan, False)

    def between(self, start_s: float, end_s: float, *, trusted: bool) -> tuple[FloatArray, FloatArray]:
        """Times and values of a part of the video.

        Args:
            start_s: where the part begins.
            end_s: where it ends.
            trusted: whether those wanted are trusted or not; of the others and in gaps the value is NaN.

        Returns:
            Two (n,) arrays.
        """
        times_s = np.array(self.times_s, dtype=np.float64)
        part = (times_s >= start_s) & (times_s <= end_s)
        wanted = (np.frombuffer(bytes(self.trusted), dtype=np.uint8) == 1) == trusted
        values = np.where(wanted, np.array(self.values, dtype=np.float64), np.nan)
        return times_s[part], values[part]

    def _append(self, time_s: float, value: float, trusted: bool) -> None:
        self.times_s.append(time_s)
        self.values.append(value)
        self.trusted.append(trusted)


class Curves:
    """The curves of all checks, ten samples a second.

    Attributes:
        by_key: of what was read at least once, in the order it first was.
        doubts: how many samples of a check could not be told, by the reason.
    """

    def __init__(self) -> None:
        """Nothing was read."""
        self.by_key: dict[CurveKey, Curve] = {}
        self.doubts: dict[CurveKey, Counter[str]] = {}
        self._sampled_s = self._seen_s = -math.inf

    def take(
        self,
        time_s: float,
        stretch_id: str,
        results: Iterable[CheckResult],
        readings: Mapping[str, Reading],
        max_gap_s: float,
    ) -> None:
        """Takes one frame; most are passed over.

        Args:
            time_s: its time, later than the last one's.
            stretch_id: what it was judged as; anything where it was not.
            results: what its checks say; none without a body.
            readings: all that was read, by name with side.
            max_gap_s: after a longer time without a frame the curves begin anew.
        """
        if time_s - self._seen_s > max_gap_s:
            self._lift_pens(self._seen_s, ())
        self._seen_s = time_s
        if time_s - self._sampled_s < SAMPLE_EVERY_S - EARLY_S:
            return
        self._sampled_s = time_s
        drawn = set()
        for result in results:
            key = CurveKey(stretch_id, result.check.id, result.side)
            if result.unknown is not None:
                self.doubts.setdefault(key, Counter())[str(result.unknown)] += 1
            reading = readings.get(reading_key(result.check.measure, result.side))
            if isinstance(reading, Measured):
                self.by_key.setdefault(key, Curve()).add(time_s, reading, result.state is not State.UNKNOWN)
                drawn.add(key)
        self._lift_pens(time_s, drawn)

    def _lift_pens(self, time_s: float, drawn: Iterable[CurveKey]) -> None:
        for key in self.by_key.keys() - drawn:
            self.by_key[key].lift_pen(time_s)
