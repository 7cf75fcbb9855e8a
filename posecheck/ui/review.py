"""The Review page: answers first, charts below."""

from __future__ import annotations

import streamlit as st

from posecheck.catalog import Catalog, load_catalog
from posecheck.consistency import Span, held_by_day, weeks_with_practice
from posecheck.record import DayTotal
from posecheck.ui import (
    poses,
    recovered,
    review_calendar,
    review_compare,
    review_sessions,
    review_stretch,
    review_week,
    storage,
    tremor_past,
)
from posecheck.ui.clock import today
from posecheck.ui.review_words import names, told
from posecheck.week_dose import week_start

WEEKS = 8


def _empty() -> None:
    st.markdown("Your holds will be listed here after your first practice.")
    if st.button("Practise now", type="primary"):
        st.switch_page(st.session_state["pages"]["practise"])


def _week(totals: list[DayTotal], catalog: Catalog, unscored: frozenset[str]) -> None:
    now = today()
    span = Span.weeks(WEEKS, now)
    recent = [t for t in totals if span.first <= t.day <= now]  # a wrong clock may have dated some ahead
    this_week = [t for t in recent if t.day >= week_start(now)]
    weeks = weeks_with_practice((t.day for t in recent), span)
    said = review_week.sentence(this_week, names(catalog))
    st.markdown(f"{said} {weeks} of the last {WEEKS} weeks with practice.")
    review_week.section(this_week, catalog, unscored)


def page() -> None:
    """Draws the page. Ten years of days are read once; a filter then reads only what it is about."""
    st.title("Review", anchor=False)
    with told():
        storage.writer().flush(2.0)
        recovered.notice()
        totals = [t for t in storage.history().days() if t.stretch_id not in poses.POSES]
        if not totals:
            _empty()
            return
        catalog = load_catalog()
        unscored = tremor_past.practices(catalog)
        st.subheader("This week", anchor=False)
        _week(totals, catalog, unscored)
        st.subheader("Calendar", anchor=False)
        review_calendar.section(held_by_day(totals))
        st.subheader("One stretch over time", anchor=False)
        review_stretch.section(review_stretch.choices(totals, unscored), catalog)
        st.subheader("Sessions", anchor=False)
        review_sessions.section(catalog, unscored)
        st.subheader("Compare two sessions", anchor=False)
        review_compare.section(catalog)
