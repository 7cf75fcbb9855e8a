"""Where things lie in a plot: scales, round numbers on axes, curves as SVG paths. Pure geometry.

Across, a plot is 1000 wide whatever its width on the page (it is stretched to it); down, it is in pixels.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from posecheck.landmarks import FloatArray

WIDE = 1000.0
HEIGHT_PX = 132.0
MOST_POINTS = 2000
OF_A_BUCKET = 5  # points kept of each: first, last, lowest, highest, and one where there is a gap
STEPS = (1.0, 2.0, 5.0)
TIME_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
ROOM = 0.06  # of a scale, above and below what must be seen
OUTLIERS_PERCENT = 1.0


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a video, from left to right of a plot.

    Attributes:
        start_s: where it begins.
        end_s: where it ends.
    """

    start_s: float
    end_s: float

    def x(self, time_s: float) -> float:
        """Where a time lies, 0 to `WIDE`; times outside lie at the edge."""
        length_s = self.end_s - self.start_s
        share = (time_s - self.start_s) / length_s if length_s > 0.0 else 0.0
        return WIDE * min(1.0, max(0.0, share))


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from bottom to top of a plot.

    Attributes:
        low: the value at the bottom.
        high: the value at the top.
        height_px: how high the plot is.
    """

    low: float
    high: float
    height_px: float = HEIGHT_PX

    def y(self, value: float) -> float:
        """Where a value lies, px from the top; values outside lie outside."""
        return self.height_px * (self.high - value) / (self.high - self.low)


def scale_for(values: FloatArray, always: Iterable[float], least: float) -> Scale:
    """A scale that shows what was read and what it is held against.

    Args:
        values: (n,) what was read, NaN in gaps; single outliers may fall outside.
        always: values that must be seen.
        least: how much it spans at least, so that what the camera may be off by does not look like movement.
    """
    known = values[~np.isnan(values)]
    ends = np.percentile(known, (OUTLIERS_PERCENT, 100.0 - OUTLIERS_PERCENT)).tolist() if len(known) else []
    seen = [*ends, *always]
    low, high = (min(seen), max(seen)) if seen else (0.0, 0.0)
    missing = max(0.0, least - (high - low))
    room = ROOM * max(least, high - low)
    return Scale(low - missing / 2 - room, high + missing / 2 + room)


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round values between two ends, as many as there is room for.

    Args:
        low: the lower end.
        high: the upper end, above it.
        most: how many at most; at least 2.
    """
    power = 10.0 ** math.floor(math.log10((high - low) / most))
    steps = (factor * power * ten for ten in (1.0, 10.0) for factor in STEPS)
    step = next(step for step in steps if math.floor(high / step) - math.ceil(low / step) < most)
    return [place * step for place in range(math.ceil(low / step), math.floor(high / step) + 1)]


def time_ticks(span: Span, most: int = 6) -> list[int]:
    """Round seconds in a part of a video, a few.

    Args:
        span: the part.
        most: how many at most.
    """
    length_s = span.end_s - span.start_s
    step_s = next((step for step in TIME_STEPS_S if length_s / step < most), math.ceil(length_s / most / 3600) * 3600)
    return list(range(math.ceil(span.start_s / step_s) * step_s, math.floor(span.end_s) + 1, step_s))


def thinned(times_s: FloatArray, values: FloatArray, most: int = MOST_POINTS) -> tuple[FloatArray, FloatArray]:
    """A curve of fewer points that looks the same: of each stretch of samples its ends, extremes and a gap are kept.

    Args:
        times_s: (n,) in order.
        values: (n,) NaN in gaps.
        most: how many points to keep.

    Returns:
        (up to `most`,) times and values.
    """
    if len(values) <= most:
        return times_s, values
    kept: set[int] = set()
    for bucket in np.array_split(np.arange(len(values)), max(1, most // OF_A_BUCKET)):
        part = values[bucket]
        gaps = np.isnan(part)
        kept |= {int(bucket[0]), int(bucket[-1])}
        if gaps.any():
            kept.add(int(bucket[int(gaps.argmax())]))
        if not gaps.all():
            kept |= {int(bucket[int(np.nanargmin(part))]), int(bucket[int(np.nanargmax(part))])}
    places = sorted(kept)
    return times_s[places], values[places]


def path(times_s: FloatArray, values: FloatArray, span: Span, scale: Scale) -> str:
    """A curve as the data of an SVG path; empty where there is nothing to draw.

    Args:
        times_s: (n,) in order.
        values: (n,) NaN in gaps, across which no line is drawn.
        span: from left to right.
        scale: from bottom to top.
    """
    said: list[str] = []
    pen_down = False
    for time_s, value in zip(times_s.tolist(), values.tolist(), strict=True):
        if math.isnan(value):
            pen_down = False
            continue
        point = f"{_short(span.x(time_s))} {_short(scale.y(value))}"
        # A line to itself: a round cap makes a dot of a sample that stands alone.
        said.append(f"L{point}" if pen_down else f"M{point}h0")
        pen_down = True
    return "".join(said)


def blocks(times: Sequence[tuple[float, float]], span: Span) -> list[tuple[float, float]]:
    """Times as blocks along a row: where each begins and how wide it is, of `WIDE`. What no eye parts becomes one.

    Args:
        times: start and end of each, in order.
        span: the row's.
    """
    least = WIDE / MOST_POINTS
    found: list[tuple[float, float]] = []
    for start_s, end_s in times:
        if end_s <= span.start_s or start_s >= span.end_s:
            continue
        left, right = span.x(start_s), span.x(end_s)
        if found and left - sum(found[-1]) < least:
            found[-1] = (found[-1][0], max(right - found[-1][0], found[-1][1]))
        else:
            found.append((left, max(right - left, least)))
    return found


def _short(place: float) -> str:
    """A coordinate, as fine as can be seen."""
    return f"{place:.1f}".removesuffix(".0")
