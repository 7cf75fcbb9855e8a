"""The charts of one side of one stretch over time: depth with the person's own spread, and minutes held."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import altair as alt
import pandas as pd

from posecheck.consistency import Span
from posecheck.depth_trend import DepthPoint, Trend, month_start
from posecheck.measures import MEASURES
from posecheck.record import DayTotal
from posecheck.ui.review_words import SIDE_COLOURS, day
from posecheck.week_dose import week_start

WEEKLY_UP_TO = timedelta(weeks=60)  # beyond it weeks would be too thin to see: months
DAYS_SHOWN = timedelta(weeks=20)
SPREAD = "#808080"
CROWDED = 60  # more points than that are drawn smaller
HOW = alt.Scale(domain=["seen", "timed, not seen"], range=[0.9, 0.4])


@dataclass(frozen=True, slots=True)
class Scope:
    """The time charts are drawn over.

    Attributes:
        span: its first and last day.
    """

    span: Span

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.span.last - self.span.first

    @property
    def weekly(self) -> bool:
        """Whether weeks are put together; else months."""
        return self.length <= WEEKLY_UP_TO

    @property
    def begins(self) -> Callable[[date], date]:
        """The first day of a day's week or month."""
        return week_start if self.weekly else month_start

    def axis(self) -> alt.X:
        """Its axis, the same for all charts, with room for the last week's bar."""
        whole = alt.Scale(domain=[_at(self.begins(self.span.first)), _at(self.span.last + timedelta(days=7))])
        form = "%d %b" if self.length <= DAYS_SHOWN else "%b %Y"
        return alt.X("at:T", title=None, scale=whole, axis=alt.Axis(format=form, tickCount=4, labelAngle=0))


def _at(when: date) -> str:
    """A day for a chart: with an hour, or the browser takes it for one in Greenwich."""
    return f"{when.isoformat()}T00:00:00"


def reach(points: Iterable[DepthPoint], trends: Iterable[Trend], measure: str) -> tuple[float, float]:
    """The lowest and the highest value to show; the same for both sides, so that they compare at a glance.

    All points, the own spread, and never so little that what the measure may be off by looks like a change.
    """
    values = [value for point in points for value in (point.typical, point.best)]
    for came in trends:
        if came.before is not None and came.within is not None:
            values += [came.before - came.within, came.before + came.within]
    low, high = min(values, default=0.0), max(values, default=0.0)
    missing = max(0.0, 2.0 * MEASURES[measure].tolerance - (high - low))
    return low - missing / 2, high + missing / 2


def depth_chart(
    points: Sequence[DepthPoint], came: Trend, measure: str, side: str, scope: Scope, shown: tuple[float, float]
) -> alt.LayerChart:
    """Typical and best value by week or month; grey is the person's own spread about the first weeks.

    Args:
        points: of one side, at least one.
        came: what the first and the last weeks come to.
        measure: its name.
        side: for the colour.
        scope: the time.
        shown: as `reach` gives it.
    """
    middle = timedelta(days=3 if scope.weekly else 14)
    rows = pd.DataFrame(
        [
            {
                "at": _at(p.begins + middle),
                "from": day(p.begins),
                "typical": p.typical,
                "best": p.best,
                "holds": p.holds,
            }
            for p in points
        ]
    )
    unit = ", °" if MEASURES[measure].unit == "deg" else ""
    scale = alt.Scale(domain=list(shown), nice=True, zero=False)
    title = measure.replace("_", " ").capitalize() + unit
    x, y = scope.axis(), alt.Y("typical:Q", title=title, scale=scale, axis=alt.Axis(tickCount=5))
    numbers = [alt.Tooltip(f"{name}:Q", format=".1f") for name in ("typical", "best")]
    size = 36 if len(points) <= CROWDED else 12
    tips, colour, chart = ["from:N", *numbers, "holds:Q"], SIDE_COLOURS[side], alt.Chart(rows)
    layers = [
        chart.mark_line(color=colour, strokeWidth=2).encode(x=x, y=y),
        chart.mark_circle(color=colour, size=size, opacity=1.0).encode(x=x, y=y, tooltip=tips),
        chart.mark_point(color=colour, shape="triangle-up", size=size, opacity=0.8).encode(
            x=x, y=alt.Y("best:Q", scale=scale), tooltip=tips
        ),
    ]
    if came.before is not None and came.within is not None:
        band = pd.DataFrame([{"low": came.before - came.within, "high": came.before + came.within}])
        spread = alt.Chart(band).mark_rect(color=SPREAD, opacity=0.18, clip=True)
        layers.insert(0, spread.encode(y=alt.Y("low:Q", scale=scale), y2="high:Q"))
    layered: alt.LayerChart = alt.layer(*layers).properties(height=200)
    return layered


def held_chart(totals: Sequence[DayTotal], side: str, scope: Scope) -> alt.Chart:
    """Minutes by week or month; what was timed and not seen is paler.

    Args:
        totals: of one side, at least one.
        side: for the colour.
        scope: the time.
    """
    sums: dict[date, tuple[float, float]] = {}
    for total in totals:
        first = scope.begins(total.day)
        seen_s, timed_s = sums.get(first, (0.0, 0.0))
        sums[first] = seen_s + total.held_s - total.timed_s, timed_s + total.timed_s
    wide = timedelta(days=6 if scope.weekly else 27)  # nearly as wide as its week or month
    rows = [
        {
            "at": _at(first),
            "to": _at(first + wide),
            "from": day(first),
            "how": how,
            "low": low / 60,
            "minutes": high / 60,
        }
        for first, (seen_s, timed_s) in sorted(sums.items())
        for how, low, high in (("seen", 0.0, seen_s), ("timed, not seen", seen_s, seen_s + timed_s))
        if high > low
    ]
    y = alt.Y("minutes:Q", title=f"min / {'week' if scope.weekly else 'month'}", axis=alt.Axis(tickCount=3))
    tips = ["from:N", "how:N", alt.Tooltip("minutes:Q", format=".1f")]
    bars = alt.Chart(pd.DataFrame(rows)).mark_rect(color=SIDE_COLOURS[side])
    opacity = alt.Opacity("how:N", scale=HOW, legend=None)
    bars = bars.encode(x=scope.axis(), x2="to:T", y=y, y2="low:Q", opacity=opacity, tooltip=tips)
    chart: alt.Chart = bars.properties(height=120)
    return chart
