"""Says once what was saved later than it was held, and leaves it to the person whether it stays."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from posecheck.errors import PoseCheckError
from posecheck.record import HoldRecord
from posecheck.ui import storage
from posecheck.ui.review_words import lasted
from posecheck.wording import count


@st.cache_resource(show_spinner=False)
def _answered() -> set[str]:
    """Ids of the holds that were answered for, in whichever tab."""
    return set()


def _days(records: Sequence[HoldRecord]) -> str:
    days = sorted({record.day for record in records})
    first, last = (f"{day.day} {day:%B}" for day in (days[0], days[-1]))
    return first if first == last else f"{first} to {last}"


def recovered_words(records: Sequence[HoldRecord]) -> str:
    """What was saved later: ``"3 holds (2 min 10 s) of 20 November could not be saved then; …"``."""
    held = lasted(sum(record.held_s for record in records))
    they = "it is" if len(records) == 1 else "they are"
    holds = f"{count(len(records), 'hold')} ({held}) of {_days(records)}"
    return f"{holds} could not be saved then; {they} in your history now."


def _keep(records: Sequence[HoldRecord]) -> None:
    _answered().update(record.id for record in records)


def _remove(records: Sequence[HoldRecord]) -> None:
    try:
        for record in records:
            storage.history().delete(record.id)
            _answered().add(record.id)
    except PoseCheckError as problem:
        st.session_state["recovered-problem"] = str(problem)


def notice() -> None:
    """Draws it, where something was recovered and nobody has answered yet."""
    if problem := st.session_state.pop("recovered-problem", None):
        st.error(problem)
    records = [record for record in storage.writer().recovered if record.id not in _answered()]
    if not records:
        return
    with st.container(border=True):
        st.markdown(recovered_words(records))
        with st.container(horizontal=True):
            st.button("Keep", key="recovered-keep", on_click=_keep, args=(records,), type="primary")
            many = "it" if len(records) == 1 else "them"
            st.button(f"Remove {many}", key="recovered-remove", on_click=_remove, args=(records,))
