"""What was chosen: for this visit, and for good."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from posecheck.errors import StoreError
from posecheck.store.settings import Settings, settings_file
from posecheck.ui import storage


@st.cache_resource(show_spinner=False)
def _settings_in(file: Path) -> Settings:
    return Settings(file)


def settings() -> Settings:
    """The settings of this tab's profile, shared by all its tabs."""
    return settings_of(storage.profile_id())


def settings_of(profile_id: str) -> Settings:
    """The settings of any profile."""
    return _settings_in(settings_file(profile_id))


def keep_for_good(about: str, **values: Any) -> None:
    """Writes settings; what goes wrong with it is told by `trouble`, until the next time.

    Args:
        about: the part of a page that shows it.
        values: the settings by name; None forgets one.
    """
    tell_trouble(about, "")
    try:
        settings().update(**values)
    except StoreError as problem:
        tell_trouble(about, str(problem))


def tell_trouble(about: str, problem: str) -> None:
    """Remembers what went wrong, to be told when the page is drawn anew; empty where nothing did."""
    st.session_state[f"{about}-problem"] = problem


def trouble(about: str) -> str:
    """What went wrong when this was last kept; empty where nothing did."""
    return str(st.session_state.get(f"{about}-problem", ""))


def kept(name: str, default: Any = None) -> Any:
    """What was chosen before in this tab. Streamlit forgets what a widget held once another page was shown."""
    return st.session_state.setdefault("kept", {}).get(name, default)


def keep(name: str, value: Any) -> None:
    """Remembers a choice while this tab is open."""
    st.session_state.setdefault("kept", {})[name] = value
