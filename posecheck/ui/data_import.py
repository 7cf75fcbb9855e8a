"""Bringing in a history that was taken along: the file is looked through first, then merged."""

from __future__ import annotations

from typing import Any

import streamlit as st

from posecheck.errors import PoseCheckError
from posecheck.store import History
from posecheck.transfer import Contents, ProfileContents, TakenIn, read_contents, take_in
from posecheck.ui import login
from posecheck.ui.choices import settings_of
from posecheck.ui.data_deleting import SAID
from posecheck.ui.review_words import day, lasted
from posecheck.ui.words import plain
from posecheck.wording import count

FILE = "data-file"  # how often one was brought in: the uploader of another key has forgotten its file
_LOOKED = "data-looked"  # the id of the file that was looked through last, and what it holds
NEW = ""  # in place of a profile's id: a new one


def contents_words(contents: ProfileContents) -> str:
    """What there is of one profile: ``"Anna: 12 holds (8 min) from 3 May 2026 to 9 May 2026"``."""
    name = contents.profile.name
    if contents.first_day is None or contents.last_day is None:
        return f"{name}: no holds"
    first, last = day(contents.first_day), day(contents.last_day)
    when = f"of {first}" if first == last else f"from {first} to {last}"
    return f"{name}: {count(contents.holds, 'hold')} ({lasted(contents.held_s)}) {when}"


def taken_words(taken: TakenIn) -> str:
    """What came of bringing a file in."""
    parts = [
        f"{count(taken.new, 'hold')} came in" if taken.new else "No new holds",
        *([f"{taken.further} went further in the file"] if taken.further else []),
        *([f"{taken.known} were here already"] if taken.known else []),
    ]
    lost = count(taken.replays_lost, "replay")
    left = f" {lost} could not be understood, and the holds came without." if taken.replays_lost else ""
    return f"{'; '.join(parts)}.{left}"


def bring_in(history: History) -> None:
    """Draws the place for a file.

    Args:
        history: of the profile that looks at the page.
    """
    st.markdown("**Bring it in**")
    file = st.file_uploader(
        "A file that PoseCheck wrote as JSON", ["jsonl"], key=f"{FILE}-{st.session_state.setdefault(FILE, 0)}"
    )
    if file is None:
        return
    try:
        contents = _contents(file)
    except PoseCheckError as error:
        st.error(str(error))
        return
    st.markdown("\n".join(f"- {plain(contents_words(profile))}" for profile in contents.profiles))
    into = _place(history, contents)
    if st.button("Bring it in", type="primary"):
        _bring(history, file, contents, into)


def _contents(file: Any) -> Contents:
    """What a file holds; looked through once, however often the page is drawn.

    Raises:
        InputError: it is not right.
    """
    known: tuple[str, Contents] | None = st.session_state.get(_LOOKED)
    if known is not None and known[0] == file.file_id:
        return known[1]
    contents = read_contents(file)
    st.session_state[_LOOKED] = file.file_id, contents
    return contents


def _place(history: History, contents: Contents) -> str | None:
    """Which profile takes it; None where each profile of the file has its own."""
    if not login.may_manage_profiles():
        return history.profile_id
    if len(contents.profiles) > 1:
        st.caption("Each goes into the profile it came from; profiles that are not here are added.")
        return None
    names = {profile.id: profile.name for profile in history.profiles()}
    new = contents.profiles[0].profile.name
    ids = [history.profile_id, *(i for i in names if i != history.profile_id), NEW]
    return st.selectbox(
        "Into", ids, format_func=lambda i: names.get(i, f"A new profile, {new}"), key=f"data-into-{len(ids)}"
    )


def _bring(history: History, file: Any, contents: Contents, into: str | None) -> None:
    try:
        with st.spinner("Bringing it in"):
            if into == NEW:
                into = history.add_profile(contents.profiles[0].profile.name).id
            taken = take_in(history, file, settings_of, into=into)
    except PoseCheckError as error:
        st.error(str(error))
        return
    st.session_state[FILE] += 1
    st.session_state[SAID] = taken_words(taken)
    st.rerun()
