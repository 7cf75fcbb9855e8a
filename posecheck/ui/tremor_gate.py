"""Tremor practice on the Practise page: who may begin it, how it is stopped, and how long it may be today."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from posecheck.catalog import Catalog
from posecheck.fits import cautions, left_out
from posecheck.kinds import Kind
from posecheck.routine import Turn
from posecheck.stretch import Stretch
from posecheck.tremor import TAUGHT_FIRST
from posecheck.ui import screening, tremor_past
from posecheck.ui.choices import keep
from posecheck.ui.choose import Choice
from posecheck.ui.library import ABOUT_YOU
from posecheck.ui.words import plain


def limited(choice: Choice, catalog: Catalog) -> Choice:
    """A choice whose tremor practice is no longer than it may be today."""

    def shorter(turn: Turn) -> Turn:
        if turn.stretch.kind is not Kind.TREMOR:
            return turn
        return replace(turn, target_s=min(turn.target_s, tremor_past.allowed(catalog).longest_s))

    return replace(choice, turns=tuple(shorter(turn) for turn in choice.turns))


def may_begin(stretch: Stretch, catalog: Catalog, *, begun: bool) -> bool:
    """Asks first, teaches how to stop, and keeps sessions short and apart; what is begun may go on.

    Args:
        stretch: a tremor practice.
        catalog: what there is to practise.
        begun: whether it has begun already.

    Raises:
        StoreError: the history cannot be read.
    """
    answers = screening.answers()
    if not screening.answered():
        st.markdown("**Before the first session** please answer the questions under Library, About you.")
        if st.button("Go to the questions"):
            keep("library-section", ABOUT_YOU)
            st.switch_page(st.session_state["pages"]["library"])
        return False
    if left_out(stretch, answers):
        st.markdown("**Not for you just now.** " + plain(" ".join(cautions(stretch, answers))))
        return False
    if begun:
        return True
    allowed = tremor_past.allowed(catalog)
    st.markdown(allowed.words)
    if allowed.open:
        st.markdown("\n".join(f"- {sentence}" for sentence in TAUGHT_FIRST))
    return allowed.open
