"""What a person notes of a practice: a few words, the effort, and the comfort before and after."""

from __future__ import annotations

import streamlit as st

from posecheck.errors import PoseCheckError
from posecheck.record import SessionNote
from posecheck.ui import storage

SCALES = ("Effort", "Comfort before", "Comfort after")
NOT_THERE = "This session is not in the history: it may wait to be saved, or have been deleted. Try again in a moment."
LONGEST = 2000  # characters: a note, not a book
_TOLD = "note-told"  # of which session the note was just kept, and what went wrong


def note_words(note: SessionNote) -> str:
    """The numbers, then the text; empty where there is nothing."""
    values = zip(SCALES, (note.effort, note.comfort_before, note.comfort_after), strict=True)
    numbers = ", ".join(f"{name} {value} of 10" for name, value in values if value is not None)
    return " – ".join(part for part in (numbers.capitalize(), note.text) if part)


def _keep(session_id: str) -> None:
    """Saves what the form holds; what went wrong is told beneath it."""
    given = [st.session_state.get(f"{name}-{session_id}") for name in ("note", *SCALES)]
    text, effort, before, after = given
    try:
        kept = storage.history().set_note(session_id, SessionNote(str(text or "").strip(), effort, before, after))
    except PoseCheckError as error:
        st.session_state[_TOLD] = session_id, str(error)
    else:
        st.session_state[_TOLD] = session_id, "" if kept else NOT_THERE


def form(session_id: str, note: SessionNote) -> None:
    """Draws the form; what is saved is there at once.

    Args:
        session_id: the session it belongs to.
        note: what is kept of it so far.
    """
    with st.form(f"form-{session_id}", border=False):
        st.text_area(
            "Note", note.text, max_chars=LONGEST, height=80, placeholder="How was it?", key=f"note-{session_id}"
        )
        given = (note.effort, note.comfort_before, note.comfort_after)
        for column, name, value in zip(st.columns(3), SCALES, given, strict=True):
            column.number_input(f"{name}, 0–10", 0, 10, value, step=1, placeholder="–", key=f"{name}-{session_id}")
        st.form_submit_button("Keep this note", on_click=_keep, args=(session_id,))
    about, problem = st.session_state.get(_TOLD, ("", ""))
    if about == session_id:
        del st.session_state[_TOLD]
        if problem:
            st.error(problem)
        else:
            st.caption("Kept.")


def offer(session_id: str) -> None:
    """Draws the form folded away, for whoever wants it at the end of a practice."""
    folded = st.expander("Add a note: effort, comfort", key=f"offer-{session_id}", on_change="rerun")
    if not folded.open:
        return
    with folded:
        try:
            session = storage.history().session(session_id)
        except PoseCheckError as error:
            st.error(str(error))
            return
        if session is not None:
            form(session_id, session.note)
