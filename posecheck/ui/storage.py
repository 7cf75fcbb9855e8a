"""The history as the pages use it: one reader and one writer for the whole app."""

from __future__ import annotations

import streamlit as st

from posecheck.store import History, HoldWriter


@st.cache_resource(show_spinner=False)
def writer() -> HoldWriter:
    """The writer, shared by all tabs."""
    return HoldWriter()


@st.cache_resource(show_spinner=False)
def history() -> History:
    """The reader, shared by all tabs.

    Raises:
        StoreError: the history cannot be opened.
    """
    return History.open()
