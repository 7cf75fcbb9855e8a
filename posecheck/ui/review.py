"""The Review page: what was held today and in the last weeks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from posecheck.catalog import Catalog, load_catalog
from posecheck.errors import PoseCheckError
from posecheck.record import HoldRecord
from posecheck.ui import poses, storage, tremor_past
from posecheck.ui.dose import doses, local_day, week_start, weekly_minutes
from posecheck.ui.words import plain

WEEKS = 8
LISTED = 100
SIDE_COLOURS = {"left": "#0072b2", "right": "#e69f00", "both": "#009e73"}


def _minutes(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60:02d} s"


def _today(records: list[HoldRecord], names: dict[str, str]) -> None:
    today = datetime.now().astimezone().date()
    of_today = doses(r for r in records if local_day(r, None) == today)
    if not of_today:
        st.markdown("Nothing held yet today.")
        return
    total = sum(d.held_s for d in of_today)
    st.markdown(f"You held **{_minutes(total)}** today.")
    columns = st.columns(min(4, len(of_today)))
    for number, dose in enumerate(of_today):
        side = "" if dose.side == "both" else f", {dose.side}"
        holds = "1 hold" if dose.holds == 1 else f"{dose.holds} holds"
        label = f"{plain(names.get(dose.stretch_id, dose.stretch_id))}{side}"
        columns[number % 4].metric(label, _minutes(dose.held_s), holds, delta_color="off", delta_arrow="off")


def _mondays() -> list[date]:
    this_week = week_start(datetime.now().astimezone().date())
    return [this_week - timedelta(weeks=back) for back in reversed(range(WEEKS))]


def _first_day() -> datetime:
    return datetime.combine(_mondays()[0], time.min).astimezone()


def _week_names() -> list[str]:
    return [monday.strftime("%d %b") for monday in _mondays()]


def _chart(rows: pd.DataFrame) -> Any:
    sides = [side for side in SIDE_COLOURS if side in set(rows["side"])]
    scale = alt.Scale(domain=sides, range=[SIDE_COLOURS[side] for side in sides])
    sided = sides != ["both"]
    return (
        alt.Chart(rows)
        .mark_bar()
        .encode(
            x=alt.X("week:O", scale=alt.Scale(domain=_week_names()), title="Week from", axis=alt.Axis(labelAngle=0)),
            xOffset=alt.XOffset("side:N", sort=["left", "both", "right"]),
            y=alt.Y("minutes:Q", title="Minutes held", axis=alt.Axis(tickCount=4)),
            color=alt.Color("side:N", scale=scale, legend=alt.Legend(title=None, orient="top") if sided else None),
            tooltip=["stretch:N", "side:N", alt.Tooltip("minutes:Q", format=".1f")],
        )
        .properties(height=205 if sided else 170, width="container")
    )


def _weeks(records: list[HoldRecord], names: dict[str, str]) -> None:
    rows = pd.DataFrame(weekly_minutes(records, names, None))
    rows["week"] = pd.to_datetime(rows["week"]).dt.strftime("%d %b")
    for stretch, own in rows.groupby("stretch"):
        st.markdown(f"**{plain(str(stretch))}**")
        st.altair_chart(_chart(own), width="stretch")


def _pauses(record: HoldRecord) -> str:
    reasons = dict.fromkeys(p.reason for p in record.pauses)
    return "" if not record.pauses else f"{len(record.pauses)}: {'; '.join(reasons)}"


def _held(record: HoldRecord) -> str:
    """What was held, and honestly how that is known."""
    words = f"{record.repetitions} times" if record.repetitions else _minutes(record.held_s)
    if record.timed_s < 0.5:
        return words
    return f"{words}, timed, not seen" if record.timed_s >= record.held_s - 0.5 else f"{words}, partly timed"


def _row(record: HoldRecord, names: dict[str, str], unscored: Collection[str]) -> dict[str, object]:
    scored = record.stretch_id not in unscored
    return {
        "Begun": record.started_at.astimezone().strftime("%d %b %Y, %H:%M"),
        "Stretch": names.get(record.stretch_id, record.stretch_id),
        "Side": record.side,
        "Held": _held(record),
        "Target": _minutes(record.target_s) if scored else "",
        "Reached": "✓" if record.reached and scored else "",
        "Pauses": _pauses(record),
        "Out of place": _minutes(record.out_of_place_s),
        "Not seen": _minutes(record.cannot_tell_s + record.unseen_s),
    }


def _practised(records: list[HoldRecord]) -> list[HoldRecord]:
    """Without the poses that only set a zero: they are no practice."""
    return [r for r in records if r.stretch_id not in poses.POSES]


def page() -> None:
    """Draws the page."""
    st.title("Review", anchor=False)
    try:
        storage.writer().flush(2.0)
        records = _practised(storage.history().holds(since=_first_day()))
        newest = _practised(storage.history().holds(limit=LISTED))
    except PoseCheckError as error:
        st.error(str(error))
        return
    if not newest:
        st.markdown("Your holds will be listed here after your first practice.")
        if st.button("Practise now", type="primary"):
            st.switch_page(st.session_state["pages"]["practise"])
        return
    _history(records, newest, load_catalog())


def _history(records: list[HoldRecord], newest: list[HoldRecord], catalog: Catalog) -> None:
    names, unscored = {s.id: s.name for s in catalog.stretches.values()}, tremor_past.practices(catalog)
    st.subheader("Today", anchor=False)
    _today(records, names)
    st.subheader(f"The last {WEEKS} weeks", anchor=False)
    if charted := [r for r in records if r.stretch_id not in unscored]:
        _weeks(charted, names)
    else:
        st.markdown("Nothing to chart in these weeks.")
    st.subheader("Holds", anchor=False)
    st.dataframe(pd.DataFrame([_row(r, names, unscored) for r in newest]), hide_index=True, width="stretch")
    if len(newest) == LISTED:
        st.caption(f"The newest {LISTED}.")
