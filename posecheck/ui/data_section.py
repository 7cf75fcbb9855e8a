"""A person's data on the Settings page: what is kept, taking it along, bringing it here, deleting it."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import streamlit as st

from posecheck.record import Profile
from posecheck.store import History
from posecheck.transfer import write_json, write_tables
from posecheck.ui import clock, data_deleting, data_import, login, storage
from posecheck.ui.choices import settings_of
from posecheck.ui.review_words import lasted, told
from posecheck.ui.words import plain
from posecheck.wording import count

MOST_HOLDS = 5_000  # with replays these are some 150 MB, which go through memory on their way to a browser
BY_COMMAND = "python -m posecheck data export FILE"


def kept_words(history: History) -> str:
    """What is kept of a profile: ``"412 holds on 98 days, 9 h 20 min"``."""
    extent = history.extent()
    if not extent.holds:
        return "no holds so far"
    return f"{count(extent.holds, 'hold')} on {count(extent.days, 'day')}, {lasted(extent.held_s)}"


def _whose(history: History) -> list[Profile]:
    """The profiles that go into a file."""
    profiles = history.profiles()
    mine = [profile for profile in profiles if profile.id == history.profile_id]
    if len(profiles) == 1 or not login.may_manage_profiles():
        return mine
    everybody = st.toggle("All profiles, not this one alone", key="data-everybody")
    return profiles if everybody else mine


def _json(history: History, profiles: Sequence[Profile], *, replays: bool) -> BytesIO:
    file = BytesIO()
    write_json(history, profiles, settings_of, file, clock.now(clock.zone()), replays=replays)
    file.seek(0)
    return file


def _tables(history: History, profiles: Sequence[Profile]) -> BytesIO:
    file = BytesIO()
    write_tables(history, profiles, file)
    file.seek(0)
    return file


def _take_along(history: History) -> None:
    st.markdown("**Take it along**")
    profiles = _whose(history)
    holds = sum(history.of(profile.id).extent().holds for profile in profiles)
    replays = holds <= MOST_HOLDS
    today = clock.today().isoformat()
    with st.container(horizontal=True):
        st.download_button(
            "Everything, as JSON",
            lambda: _json(history, profiles, replays=replays),
            f"posecheck-{today}.jsonl",
            "application/jsonl",
            on_click="ignore",
        )
        st.download_button(
            "Tables, as CSV",
            lambda: _tables(history, profiles),
            f"posecheck-{today}.zip",
            "application/zip",
            on_click="ignore",
        )
    st.caption(
        "The JSON file has everything that can be brought in again: holds, notes, replays, what was said, your own "
        "range and settings. The tables open in a spreadsheet."
    )
    if not replays:
        st.caption(f"So many holds go out from here without their replays; `{BY_COMMAND}` writes them too.")


def section() -> None:
    """Draws the part of the Settings page."""
    st.subheader("Your data", anchor=False)
    with told():
        storage.writer().flush(2.0)
        history = storage.history()
        st.markdown(f"{plain(kept_words(history).capitalize())}.")
        data_deleting.said()
        with st.container(border=True):
            _take_along(history)
        with st.container(border=True):
            data_import.bring_in(history)
        with st.container(border=True):
            data_deleting.offer(history)
        if login.may_manage_profiles():
            st.caption(f"The history lies in {plain(history.place)}")
