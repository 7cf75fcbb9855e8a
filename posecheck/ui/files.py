"""Stretches and routines as files: giving one out, taking one in, removing one's own."""

from __future__ import annotations

import streamlit as st

from posecheck.catalog import Catalog
from posecheck.errors import StretchError
from posecheck.routine import Routine
from posecheck.sharing import export_file, import_file, own_path, read_shared, remove_own
from posecheck.stretch import Stretch
from posecheck.ui import login
from posecheck.ui.words import plain

Item = Stretch | Routine
SAID = "library-said"  # what was done to a file, told once


def told() -> None:
    """Says what was just done to a file, if anything was."""
    if said := st.session_state.pop(SAID, None):
        st.success(said)


def _kind(item: Item) -> str:
    return "routine" if isinstance(item, Routine) else "stretch"


def _problems(error: StretchError) -> None:
    st.error("\n".join(f"- {plain(line)}" for line in str(error).splitlines()))


def pass_on(item: Item, catalog: Catalog) -> None:
    """Draws what can be done with one stretch or routine: download it and, where it is one's own, remove it.

    Args:
        item: which one.
        catalog: where it comes from.
    """
    try:
        name, data = export_file(item, catalog)
    except StretchError as error:
        _problems(error)
        return
    with st.container(horizontal=True):
        st.download_button("Download as a file", data, name, "application/toml", type="tertiary", on_click="ignore")
        if catalog.is_own(item) and login.may_manage_profiles():
            with st.popover("Remove", type="tertiary"):
                st.markdown(f"Remove “{plain(item.name)}” from your own? What you held stays in the review.")
                if st.button("Remove it", key="library-remove"):
                    _remove(item, catalog)


def _remove(item: Item, catalog: Catalog) -> None:
    try:
        remove_own(item, catalog)
    except StretchError as error:
        _problems(error)
        return
    st.session_state[SAID] = f"“{plain(item.name)}” is removed."
    st.query_params.clear()
    st.rerun()


def take_in(catalog: Catalog) -> None:
    """Draws the place for a file that somebody gave.

    Args:
        catalog: what there is already.
    """
    st.subheader("Bring in a file", anchor=False)
    round_ = st.session_state.setdefault("library-file", 0)
    file = st.file_uploader("A stretch or a routine, as somebody gave it to you", "toml", key=f"library-file-{round_}")
    if file is None:
        return
    data = file.getvalue()
    try:
        item = read_shared(data, file.name, catalog)
    except StretchError as error:
        st.markdown("This file is not taken in. What is to put right:")
        _problems(error)
        return
    known = item.id in (catalog.routines if isinstance(item, Routine) else catalog.stretches)
    broken = not known and own_path(item, catalog).exists()
    st.markdown(f"“{plain(item.name)}”, a {_kind(item)}, without mistakes.")
    if known:
        st.markdown(f"There is a {_kind(item)} with the id `{item.id}` already; this one would take its place.")
    if broken:
        own = plain(own_path(item, catalog).name)
        st.markdown(f"Your own file {own} is there, though it has mistakes; this one would take its place.")
    if st.button("Replace it" if known or broken else "Take it in", type="primary"):
        _keep(item, data, file.name, catalog, replace=known or broken)


def _keep(item: Item, data: bytes, name: str, catalog: Catalog, *, replace: bool) -> None:
    try:
        import_file(data, name, catalog, replace=replace)
    except StretchError as error:
        _problems(error)
        return
    st.session_state["library-file"] += 1  # an uploader of that key keeps its file
    st.session_state[SAID] = f"“{plain(item.name)}” is one of your own now."
    st.rerun()
