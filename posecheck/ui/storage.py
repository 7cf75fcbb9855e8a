"""The history as this tab uses it: bound to one profile, with a reader for the app and a writer for each profile."""

from __future__ import annotations

import os
import re

import streamlit as st

from posecheck.errors import LoginError
from posecheck.record import FIRST_PROFILE, Profile
from posecheck.store import DATABASE_VARIABLE, History, HoldWriter
from posecheck.ui import login

PROFILE = "profile"  # in the tab: the login it belongs to ("" where nobody logs in), and the profile's id
COOKIE = "posecheck-profile"  # in the browser: who practised there last
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")  # an id becomes a part of a file's name


@st.cache_resource(show_spinner=False, on_release=HoldWriter.close)
def _writer_of(address: str, profile_id: str) -> HoldWriter:
    return HoldWriter(address, profile_id)


@st.cache_resource(show_spinner=False, on_release=History.close)
def _opened(address: str) -> History:
    return History.open(address)


def _address() -> str:
    return os.environ.get(DATABASE_VARIABLE, "")


def profile_id() -> str:
    """Whose history and settings this tab reads and writes.

    Raises:
        LoginError: people have to log in here, and nobody is, or not through `enter`.
    """
    person = login.person()
    whose, chosen = st.session_state.get(PROFILE, (None, ""))
    if person is not None:
        if whose != person.login:
            raise LoginError("This page was left by whoever logged in here: load it again.")
        return str(chosen)
    if chosen:
        return str(chosen)
    remembered = str(st.context.cookies.get(COOKIE, ""))
    return remembered if _ID.fullmatch(remembered) else FIRST_PROFILE


def writer() -> HoldWriter:
    """The writer of this tab's profile, shared by all its tabs.

    Raises:
        StoreError: the address of the history is none.
    """
    return _writer_of(_address(), profile_id())


def history() -> History:
    """The history of this tab's profile.

    Raises:
        StoreError: the history cannot be opened.
    """
    return _opened(_address()).of(profile_id())


def everybody() -> History:
    """The history before anybody is chosen, to find or make a profile in; a page shows nothing of it.

    Raises:
        StoreError: the history cannot be opened.
    """
    return _opened(_address())


def profiles() -> list[Profile]:
    """Whom this tab may switch between: everybody; where people log in, nobody.

    Raises:
        StoreError: the history cannot be opened.
    """
    return everybody().profiles() if login.may_manage_profiles() else []


def close(profile_id: str | None = None) -> None:
    """Closes the writer of a profile, or everything; what is asked for again is opened again."""
    if profile_id is not None:
        _writer_of.clear(_address(), profile_id)
        return
    _writer_of.clear()
    _opened.clear()
