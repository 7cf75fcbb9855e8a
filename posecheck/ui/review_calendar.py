"""The calendar: which days had practice, in the last months or any year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import altair as alt
import pandas as pd
import streamlit as st

from posecheck.consistency import Span, by_month, within
from posecheck.ui.clock import today
from posecheck.ui.review_words import lasted
from posecheck.week_dose import week_start
from posecheck.wording import count

RECENT = "Last 12 months"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# One hue, the stronger the more; empty days stay quiet. Half see-through, so that it reads on light and dark.
SHADES = {
    "none": "rgba(128, 128, 128, 0.14)",
    "up to 5 min": "rgba(0, 158, 115, 0.40)",
    "5–15 min": "rgba(0, 158, 115, 0.62)",
    "15–30 min": "rgba(0, 158, 115, 0.82)",
    "over 30 min": "rgb(0, 158, 115)",
}
_UP_TO_MIN = (0.0, 5.0, 15.0, 30.0)
# Weeks are ISO dates of their Mondays; the first Monday of a month carries the month's name.
_MONTH = (
    "toNumber(substring(datum.value, 8, 10)) <= 7 ? monthAbbrevFormat(toNumber(substring(datum.value, 5, 7)) - 1) : ''"
)


def _shade(held_s: float) -> str:
    return list(SHADES)[sum(held_s / 60 > bound for bound in _UP_TO_MIN)]


def _chart(held_s: Mapping[date, float], span: Span) -> alt.Chart:
    rows = pd.DataFrame(
        [
            {
                "week": week_start(day).isoformat(),
                "weekday": DAYS[day.weekday()],
                "day": f"{day:%a} {day.day} {day:%b %Y}",
                "held": lasted(held_s[day]) if day in held_s else "no practice",
                "practice": _shade(held_s.get(day, 0.0)),
            }
            for day in span.days()
        ]
    )
    chart: alt.Chart = (
        alt.Chart(rows)
        .mark_rect(cornerRadius=2, stroke=None)
        .encode(
            x=alt.X("week:O", title=None, axis=alt.Axis(labelExpr=_MONTH, labelAngle=0, ticks=False, domain=False,
                                                        labelOverlap=False, labelAlign="left"),
                    scale=alt.Scale(paddingInner=0.12)),
            y=alt.Y("weekday:O", title=None, sort=list(DAYS), scale=alt.Scale(paddingInner=0.12),
                    axis=alt.Axis(ticks=False, domain=False)),
            color=alt.Color("practice:N", scale=alt.Scale(domain=list(SHADES), range=list(SHADES.values())),
                            legend=alt.Legend(title=None, orient="bottom", symbolType="square")),
            tooltip=["day:N", "held:N"],
        )
        .properties(height=alt.Step(17))
    )  # fmt: skip
    return chart


@st.fragment
def section(held_s: Mapping[date, float]) -> None:
    """Draws it; another year changes nothing else on the page, and reads nothing.

    Args:
        held_s: credited seconds by day, of all years; not empty.
    """
    now = today()
    years = [str(year) for year in range(now.year, min(held_s).year - 1, -1)]
    chosen = RECENT
    if len(years) > 1:
        chosen = st.selectbox("Show", [RECENT, *years], key="review-year", width=200) or RECENT
    span = Span.weeks(53, now) if chosen == RECENT else Span.year(int(chosen))
    span = Span(span.first, min(span.last, now))
    days = within(held_s, span)
    when = "the last 12 months" if chosen == RECENT else chosen
    said = f"In {when} you practised on {count(len(days), 'day')}, {lasted(sum(days.values()))} together."
    st.markdown(f"**{said}**")
    st.altair_chart(_chart(days, span), width="stretch", alt=said)
    if days:
        with st.expander("By month"):
            rows = [f"| {month:%B %Y} | {number} | {lasted(held)} |" for month, number, held in by_month(days)]
            st.markdown("\n".join(["| Month | Days | Held |", "|---|---|---|", *rows]))
