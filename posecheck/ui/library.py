"""The Library page: stretches, routines, one's own, and what to know about the person."""

from __future__ import annotations

import streamlit as st

from posecheck.catalog import Catalog, load_catalog
from posecheck.ui import cards, files, login, own, routine_page, screening, stretch_page
from posecheck.ui.choices import keep, kept
from posecheck.ui.words import plain

STRETCHES, ROUTINES, OWN, ABOUT_YOU = SECTIONS = ("Stretches", "Routines", "Your own", "About you")


def _one(catalog: Catalog, answers: frozenset[str]) -> bool:
    """Draws the stretch or the routine that the address names. Returns whether there is one."""
    stretch = catalog.stretches.get(st.query_params.get("stretch", ""))
    routine = catalog.routines.get(st.query_params.get("routine", ""))
    if stretch is not None:
        stretch_page.draw(stretch, catalog, answers)
    elif routine is not None:
        routine_page.draw(routine, catalog, answers)
    elif st.query_params:
        st.warning("What this address names is not here. Choose one of these.")
    return stretch is not None or routine is not None


def _section() -> str:
    # Where people log in, the folder of own files is the host's and everybody's: a recorded stretch would tell them all
    # how one person's body bends.
    sections = SECTIONS if login.may_manage_profiles() else tuple(name for name in SECTIONS if name != OWN)
    before = kept("library-section", STRETCHES)
    chosen = st.segmented_control(
        "Show", sections, default=before, key="library-section", label_visibility="collapsed", required=True
    )
    keep("library-section", chosen)
    return chosen or STRETCHES


def _all(catalog: Catalog, answers: frozenset[str]) -> None:
    st.title("Library", anchor=False)
    section = _section()
    files.told()
    if section == STRETCHES:
        cards.section(catalog, answers)
    elif section == ROUTINES:
        routine_page.section(catalog, answers)
    elif section == OWN:
        own.section()
        files.take_in(catalog)
    else:
        screening.section(catalog)
    for problem in catalog.problems:
        st.warning(f"This file is left out until it is put right – {plain(problem)}")


def page() -> None:
    """Draws the page."""
    catalog, answers = load_catalog(), screening.answers()
    screening.troubles()
    if not _one(catalog, answers):
        _all(catalog, answers)
