"""A reminder to reset at the desk, while the page is open anywhere in the browser. Off unless asked for."""

from __future__ import annotations

from datetime import datetime, timezone

import streamlit as st

from posecheck.desk import LATEST_MIN, SOONEST_MIN, reminder_due
from posecheck.errors import StoreError
from posecheck.ui.choices import settings

EVERY_MIN = "desk_reminder_min"  # the settings' name for it; missing or 0 where none is wanted
LOOK_EVERY_S = 30.0


def _now_s() -> float:
    return datetime.now(timezone.utc).timestamp()


def _every_min() -> float:
    given = settings().load().get(EVERY_MIN)
    return float(given) if isinstance(given, (int, float)) else 0.0


def begin_again() -> None:
    """The next reminder counts from now."""
    st.session_state["reminded_s"] = _now_s()


def _keep() -> None:
    wanted = st.session_state["desk-reminder"]
    try:
        settings().update(**{EVERY_MIN: st.session_state["desk-reminder-min"] if wanted else 0})
    except StoreError as problem:
        st.session_state["reminder-problem"] = str(problem)
    begin_again()


def offer() -> None:
    """Asks whether to be reminded, and how often."""
    every_min = _every_min()
    st.session_state.setdefault("desk-reminder-min", int(every_min or SOONEST_MIN))
    st.toggle("Remind me while this page is open", every_min > 0, key="desk-reminder", on_change=_keep)
    if every_min > 0:
        st.slider(
            "Every … minutes", int(SOONEST_MIN), int(LATEST_MIN), step=5, key="desk-reminder-min", on_change=_keep
        )
    if problem := st.session_state.pop("reminder-problem", ""):
        st.warning(problem)


def _look() -> None:
    every_min = _every_min()
    if every_min > 0 and reminder_due(_now_s() - st.session_state["reminded_s"], every_min):
        begin_again()
        st.toast(
            "Time for a desk reset, when it suits you.",
            icon=":material/airline_seat_recline_normal:",
            duration="infinite",
        )


def watch() -> None:
    """To be called by every page: says when it is time."""
    if "reminded_s" not in st.session_state:
        begin_again()
    if _every_min() > 0:
        st.fragment(_look, run_every=LOOK_EVERY_S)()
