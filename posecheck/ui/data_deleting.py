"""Deleting on the Settings page: a history, a profile, everything. It says first how much that is, and what stays."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from posecheck.errors import PoseCheckError
from posecheck.record import FIRST_PROFILE, Profile
from posecheck.store import History
from posecheck.ui import login, profiles, storage
from posecheck.ui.choices import settings_of
from posecheck.ui.words import plain
from posecheck.wording import count

SAID = "data-said"  # what came of it, told on the page that follows
SURE = "everything"  # what is typed to delete it
OWN_STAY = "Stretches and routines of your own stay; they can be removed in the Library."


def said() -> None:
    """Tells once what was done."""
    if done := st.session_state.pop(SAID, None):
        st.success(plain(done))


def holds_words(history: History) -> str:
    """How many holds a profile has: ``"412 holds on 98 days"``."""
    extent = history.extent()
    return f"{count(extent.holds, 'hold')} on {count(extent.days, 'day')}"


def offer(history: History) -> None:
    """Draws what can be deleted.

    Args:
        history: of the profile that looks at the page.
    """
    st.markdown("**Delete it**")
    others = [profile for profile in storage.profiles() if profile.id != history.profile_id]
    mine = next(profile for profile in history.profiles() if profile.id == history.profile_id)
    with st.container(horizontal=True):
        with st.popover("Delete my history"):
            _history(history)
        if not login.may_manage_profiles():
            with st.popover("Delete my profile"):
                _own_profile(history, mine)
            return
        if mine.id != FIRST_PROFILE:
            with st.popover(f"Delete the profile {plain(mine.name)}"):
                _profile(history, mine)
        with st.popover("Delete everything"):
            _everything(history, [mine, *others])


def _history(history: History) -> None:
    st.markdown(
        f"{holds_words(history)}, with notes, replays, what was said and your own range, are deleted for good. "
        f"Your settings stay. {OWN_STAY}"
    )
    if st.button("Delete this history", type="primary"):
        _act(history.delete_all, "The history is deleted.")


def _profile(history: History, profile: Profile) -> None:
    st.markdown(
        f"{holds_words(history)} of {plain(profile.name)}, with notes, replays, what was said, the own range and the "
        f"settings, are deleted for good. The other profiles stay. {OWN_STAY}"
    )

    def act() -> None:
        storage.close(profile.id)
        history.delete_profile(profile.id)
        settings_of(profile.id).forget()
        profiles.change(FIRST_PROFILE)

    if st.button("Delete this profile", type="primary"):
        _act(act, f"The profile {profile.name} is deleted.")


def _own_profile(history: History, profile: Profile) -> None:
    st.markdown(
        f"{holds_words(history)}, with notes, replays, what was said, your own range, your settings and answers, and "
        "that you were ever here, are deleted for good; then you are logged out."
    )

    def act() -> None:
        storage.close(profile.id)
        settings_of(profile.id).forget()
        history.delete_profile(profile.id)
        st.logout()

    if st.button("Delete my profile and log out", type="primary"):
        _act(act, "Your profile is deleted.")


def _everything(history: History, everybody: list[Profile]) -> None:
    lines = [f"- {plain(profile.name)}: {holds_words(history.of(profile.id))}" for profile in everybody]
    st.markdown("\n".join(lines))
    st.markdown(
        "All of this, with notes, replays, what was said, own ranges and settings, and what was written beside the "
        f"history (recovery files, backups), is deleted for good. {OWN_STAY}"
    )
    typed = st.text_input(f"To go on, type “{SURE}”", key="data-sure")

    def act() -> None:
        for profile in everybody:
            storage.close(profile.id)
        history.delete_everything()
        for profile in everybody:
            settings_of(profile.id).forget()
        profiles.change(FIRST_PROFILE)

    if st.button("Delete all of it", type="primary", disabled=typed.strip().lower() != SURE):
        _act(act, "Everything is deleted.")


def _act(delete: Callable[[], None], done: str) -> None:
    """Ends the practice of this tab first: what it holds must not be saved again."""
    live = st.session_state.pop("live", None)
    if live is not None:
        live.retire()
    st.session_state.pop("choice", None)
    try:
        storage.writer().flush()
        delete()
    except PoseCheckError as problem:
        st.error(str(problem))
        return
    st.session_state[SAID] = done
    st.rerun()
