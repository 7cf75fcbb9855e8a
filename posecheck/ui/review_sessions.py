"""The sessions, newest first; each opens to its holds, its note, and the replay of a hold."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

import streamlit as st

from posecheck.catalog import Catalog
from posecheck.record import HoldRecord, SessionSummary
from posecheck.ui import poses, session_note, storage
from posecheck.ui.replay import replay
from posecheck.ui.review_words import from_where, lasted, moment, named, names, one_side, sided, told
from posecheck.ui.words import plain
from posecheck.wording import count

PAGE = 10
_BEFORE = "review-before"  # where each page turned to begins: the start of the last session of the one before


def practised(session: SessionSummary, known: Mapping[str, str]) -> str:
    """What was practised: the routine, or the stretches."""
    if session.routine_id:
        return named(known, session.routine_id)
    first = ", ".join(named(known, i) for i in session.stretch_ids[:2])
    more = len(session.stretch_ids) - 2
    return f"{first} and {more} more" if more > 0 else first


def is_practice(session: SessionSummary) -> bool:
    """Whether it is more than a pose that only sets a zero."""
    return any(i not in poses.POSES for i in session.stretch_ids)


def held_words(record: HoldRecord) -> str:
    """What was held, and honestly how that is known."""
    words = [f"{record.repetitions} times" if record.repetitions else lasted(record.held_s)]
    if record.timed_s >= 0.5:
        words.append("timed, not seen" if record.timed_s >= record.held_s - 0.5 else "partly timed")
    return ", ".join((*words, *from_where(record)))


def pause_words(record: HoldRecord) -> str:
    """How often the clock stopped, and why."""
    if not record.pauses:
        return ""
    reasons = "; ".join(dict.fromkeys(pause.reason.rstrip(".") for pause in record.pauses))
    return f"{len(record.pauses)}: {reasons}"


def titled(session: SessionSummary, known: Mapping[str, str]) -> str:
    """When it was, what was practised, and for how long: ``"Sat 3 May 2026, 12:40 · Bridge · 30 s"``."""
    parts = (moment(session.started_at), practised(session, known), lasted(session.held_s), *from_where(session))
    return " · ".join(parts)


def _holds_table(records: Sequence[HoldRecord], known: Mapping[str, str], unscored: Collection[str]) -> str:
    rows = ["| Stretch | Side | Held | Aimed at | Reached | Clock stopped |", "|---|---|---|---|---|---|"]
    for record in records:
        scored = record.stretch_id not in unscored
        cells = (
            plain(named(known, record.stretch_id)),
            one_side(record.side),
            held_words(record),
            lasted(record.target_s) if scored else "",
            "✓" if record.reached and scored else "",
            plain(pause_words(record)),
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def _delete(label: str, said: str, key: str, act: Callable[[], None]) -> None:
    """A button that asks once more, and then really deletes."""
    with st.popover(label):
        st.markdown(said)
        if st.button(label, key=key, type="primary"):
            act()
            st.rerun()


def _hold_label(record: HoldRecord, number: int, known: Mapping[str, str]) -> str:
    return f"{number}. {sided(named(known, record.stretch_id), record.side)}, {held_words(record)}"


def _one_hold(records: Sequence[HoldRecord], session_id: str, known: Mapping[str, str]) -> None:
    """One hold of the session: its replay, and how to be rid of it."""
    numbers = range(len(records))
    chosen = st.selectbox(
        "Look at a hold",
        numbers,
        index=0 if len(records) == 1 else None,
        format_func=lambda i: _hold_label(records[i], i + 1, known),
        key=f"hold-of-{session_id}",
        placeholder="Choose one to see why the clock stopped",
    )
    if chosen is None or chosen >= len(records):
        return
    record, history = records[chosen], storage.history()
    replay(history, record)
    said = "This hold is deleted for good, with its replay."
    _delete("Delete this hold", said, f"delete-{record.id}", lambda: history.delete(record.id))


def _open(session: SessionSummary, known: Mapping[str, str], unscored: Collection[str]) -> None:
    history = storage.history()
    records = history.holds(session_id=session.id)[::-1]
    st.markdown(_holds_table(records, known, unscored))
    if records:
        _one_hold(records, session.id, known)
    session_note.form(session.id, session.note)
    said = f"{count(session.holds, 'hold')}, the note and the replays are deleted for good."
    _delete("Delete this session", said, f"delete-{session.id}", lambda: history.delete_session(session.id))


def _older(before: datetime) -> None:
    st.session_state.setdefault(_BEFORE, []).append(before)


def _newer() -> None:
    st.session_state[_BEFORE].pop()


@st.fragment
def section(catalog: Catalog, unscored: Collection[str]) -> None:
    """Draws the list; turning its pages changes nothing else.

    Args:
        catalog: what there is to practise.
        unscored: ids of practices that carry no score.
    """
    with told():
        turned: list[datetime] = st.session_state.get(_BEFORE, [])
        listed = storage.history().sessions(limit=PAGE + 1, before=turned[-1] if turned else None)
        known = names(catalog)
        if not listed:
            st.markdown("No older ones.")
        for session in listed[:PAGE]:
            if not is_practice(session):
                continue
            opened = st.expander(plain(titled(session, known)), on_change="rerun", key=f"session-{session.id}")
            if opened.open:
                with opened:
                    _open(session, known, unscored)
            if noted := session_note.note_words(session.note):
                st.caption(plain(noted))
        newer, older = st.columns(2)
        if turned:
            newer.button("Newer", on_click=_newer, width="stretch")
        if len(listed) > PAGE:
            older.button("Older", on_click=_older, args=(listed[PAGE - 1].started_at,), width="stretch")
