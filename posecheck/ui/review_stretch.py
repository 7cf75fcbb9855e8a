"""One stretch over time: how deep it went and how long it was held, with a title that states the answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial

import streamlit as st

from posecheck.catalog import Catalog
from posecheck.consistency import Span
from posecheck.depth_trend import Trend, Verdict, depth_points, own_spread, trend
from posecheck.measures import MEASURES
from posecheck.personal_range import RANGE_CHECKS, smallest_change_deg
from posecheck.record import DayTotal, Depth
from posecheck.stretch import Check, Limb, Stretch
from posecheck.ui import storage
from posecheck.ui.clock import today
from posecheck.ui.personal_range import counts_earlier
from posecheck.ui.review_charts import Scope, depth_chart, held_chart, reach
from posecheck.ui.review_words import FURTHER, SIDE_COLOURS, lasted, led_by_side, month, named, names, told
from posecheck.ui.words import plain
from posecheck.wording import amount, count

PERIODS: Mapping[str, timedelta | None] = {
    "3 months": timedelta(weeks=13),
    "1 year": timedelta(weeks=52),
    "All": None,
}
SPREAD_OVER = timedelta(weeks=52)
READING = (
    "Dots are the typical value of a {unit} (the median of its holds), triangles its best. Grey is your own spread "
    "about the first four weeks shown: only what leaves it is called a change."
)


def depth_check(stretch: Stretch | None) -> Check | None:
    """The check whose measure tells how deep a stretch goes: the one shown on the video.

    Returns:
        None where it is of the other leg (what is kept goes by the side that is held), or where nothing is judged.
    """
    if stretch is None or stretch.kind.timed or not stretch.checks:
        return None
    main = stretch.check(stretch.main_check)
    return None if main.limb is Limb.OTHER else main


def smallest(measure: str, depths: Collection[Depth]) -> float | None:
    """Differences up to this are within the person's own spread: of their weeks, or of the tries of their own range.

    The larger counts, and never less than half of what the measure may be off by where it is trusted: a person may
    repeat better than the camera sees.

    Returns:
        In the measure's unit; None where neither is known.
    """
    checks = {check.id for check in RANGE_CHECKS.values() if check.measure == measure}
    taken = [b for b in storage.history().baselines() if b.check_id in checks]
    known = [own_spread(depths), smallest_change_deg(taken) if taken else None]
    bands = [band for band in known if band is not None]
    return max(MEASURES[measure].tolerance / 2, *bands) if bands else None


def answer(came: Trend, measure: str, side: str, now: date) -> str:
    """What the depth of one side comes to, as Markdown."""
    part, more, less = FURTHER.get(measure, (MEASURES[measure].joints[-1], "more", "less"))
    who = led_by_side(side, part)
    if came.before is None or came.now is None or came.before_day is None or came.now_day is None:
        return f"**{who}: too few holds to compare.** It takes three in each of two months that lie apart."
    since = month(came.before_day, now)
    until = "" if (now - came.now_day).days < 60 else f" in {month(came.now_day, now)}"
    values = f"{amount(measure, came.before)} then, {amount(measure, came.now)} now."
    if came.within is None:
        return f"**{who}: {values}** Your own spread is not known yet, so nothing is called a change."
    band = f"Differences under {amount(measure, came.within)} are within your own spread."
    if came.verdict is Verdict.SAME:
        return f"**{who}{until}: about the same as in {since}.** {values} {band}"
    apart = amount(measure, abs(came.now - came.before))
    return (
        f"**{who}{until}: {apart} {more if came.verdict is Verdict.MORE else less} than in {since}.** {values} {band}"
    )


def _depths(sides: Sequence[str], depths: Sequence[Depth], within: float | None, check: Check, scope: Scope) -> None:
    """Draws the depth of each side, beside each other."""
    own = {side: [d for d in depths if d.side == side] for side in sides}
    points = {side: depth_points(of_side, scope.begins, check.distance) for side, of_side in own.items()}
    trends = {side: trend(of_side, within) for side, of_side in own.items()}
    shown = reach((point for of_side in points.values() for point in of_side), trends.values(), check.measure)
    for column, side in zip(st.columns(len(sides), gap="medium"), sides, strict=True):
        with column:
            if not own[side]:
                st.markdown(f"**{side.capitalize()}: no trusted angle in this time.**".replace("Both: no", "No"))
                continue
            said = answer(trends[side], check.measure, side, scope.span.last)
            st.markdown(said)
            chart = depth_chart(points[side], trends[side], check.measure, side, scope, shown)
            st.altair_chart(chart, width="stretch", alt=said.replace("*", ""))


def _held(side: str, totals: Sequence[DayTotal], scope: Scope) -> None:
    held_s, timed_s = sum(t.held_s for t in totals), sum(t.timed_s for t in totals)
    timed = f", {lasted(timed_s)} of it timed, not seen" if timed_s >= 1.0 else ""
    said = f"{led_by_side(side, 'held')} {lasted(held_s)} on {count(len({t.day for t in totals}), 'day')}{timed}."
    st.markdown(said)
    st.altair_chart(held_chart(totals, side, scope), width="stretch", alt=said)


def choices(totals: Iterable[DayTotal], unscored: Collection[str]) -> list[str]:
    """Ids of what may be chosen, the most recently practised first.

    Args:
        totals: all, oldest first.
        unscored: ids of practices that carry no score.
    """
    newest = {total.stretch_id: total.day for total in totals}
    return sorted((i for i in newest if i not in unscored), key=lambda i: newest[i], reverse=True)


@st.fragment
def section(practised: Sequence[str], catalog: Catalog) -> None:
    """Draws it; another stretch or time changes nothing else on the page, and reads only that stretch.

    Args:
        practised: as `choices` gives them.
        catalog: what there is to practise.
    """
    with told():
        if not practised:
            st.markdown("Nothing to chart yet.")
            return
        known = names(catalog)
        which, time = st.columns([3, 2], vertical_alignment="bottom")
        said = partial(named, known)
        chosen = which.selectbox("Stretch", practised, format_func=said, key="review-stretch") or practised[0]
        period = time.segmented_control("Time", list(PERIODS), default="1 year", key="review-period", required=True)
        _draw(chosen, catalog.stretches.get(chosen), PERIODS[period or "1 year"])


def _draw(stretch_id: str, stretch: Stretch | None, length: timedelta | None) -> None:
    now, check, history = today(), depth_check(stretch), storage.history()
    since = now - length if length else None
    totals = history.days(since=since, stretch_id=stretch_id)
    if not totals:
        st.markdown("Not practised in this time.")
        return
    scope = Scope(Span(since or totals[0].day, now))
    sides = [side for side in SIDE_COLOURS if any(t.side == side for t in totals)]
    if check:
        # The own spread is that of a year at least: in a few weeks too few holds repeat each other.
        known = history.depths(stretch_id, check.measure, since=min(since, now - SPREAD_OVER) if since else None)
        depths = [d for d in known if since is None or d.day >= since]
        _depths(sides, depths, smallest(check.measure, known), check, scope)
    for column, side in zip(st.columns(len(sides), gap="medium"), sides, strict=True):
        with column:
            _held(side, [t for t in totals if t.side == side], scope)
    if check and stretch and counts_earlier(stretch):
        st.caption(
            "While you aim at your own range, holds count from a nearer angle on: typical angles may read less than "
            "before, and that alone is no change."
        )
    if check:
        measure = MEASURES[check.measure]
        zero = f" 0{'°' if measure.unit == 'deg' else ''}: {measure.zero}; more: {measure.positive}."
        st.caption(plain(READING.format(unit="week" if scope.weekly else "month") + zero))
