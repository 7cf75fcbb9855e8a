"""Two sessions side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from statistics import fmean

import streamlit as st

from posecheck.catalog import Catalog
from posecheck.record import HoldRecord, SessionSummary
from posecheck.ui import storage
from posecheck.ui.review_sessions import is_practice, practised, titled
from posecheck.ui.review_stretch import depth_check
from posecheck.ui.review_words import lasted, moment, named, names, sided, told
from posecheck.ui.words import plain
from posecheck.wording import amount, count

NEWEST = 50


def partner(sessions: list[SessionSummary]) -> int:
    """Which session the newest is best compared with: the last one before it that practised the same, else the last."""
    first = sessions[0]
    same = (
        i
        for i, s in enumerate(sessions[1:], 1)
        if (s.routine_id, s.stretch_ids) == (first.routine_id, first.stretch_ids)
    )
    return next(same, 1)


def depths(records: Iterable[HoldRecord], catalog: Catalog) -> dict[tuple[str, str], str]:
    """The typical value of each stretch and side in a session: the mean of its holds, in words."""
    read: dict[tuple[str, str, str], list[float]] = {}
    for record in records:
        check = depth_check(catalog.stretches.get(record.stretch_id))
        if check is None:
            continue
        mean = record.mean_of(check.measure)
        if mean is not None:
            read.setdefault((record.stretch_id, record.side, check.measure), []).append(mean)
    return {(stretch, side): amount(measure, fmean(values)) for (stretch, side, measure), values in read.items()}


def _facts(session: SessionSummary, records: list[HoldRecord], known: Mapping[str, str]) -> dict[str, str]:
    pauses = [pause for record in records for pause in record.pauses]
    timed_s = sum(record.timed_s for record in records)
    note = session.note
    return {
        "Practised": plain(practised(session, known)),
        "Held": lasted(session.held_s),
        "Timed, not seen": lasted(timed_s) if timed_s >= 1.0 else "–",
        "Holds": str(session.holds),
        "Clock stopped": f"{count(len(pauses), 'time')}, {lasted(sum(p.end_s - p.start_s for p in pauses))}"
        if pauses
        else "never",
        **{
            name: "–" if value is None else f"{value} of 10"
            for name, value in (
                ("Effort", note.effort),
                ("Comfort before", note.comfort_before),
                ("Comfort after", note.comfort_after),
            )
        },
    }


def table(sessions: tuple[SessionSummary, SessionSummary], catalog: Catalog) -> str:
    """Both sessions as a Markdown table."""
    known = names(catalog)
    records = [storage.history().holds(session_id=session.id) for session in sessions]
    one, other = (_facts(s, r, known) for s, r in zip(sessions, records, strict=True))
    deep_one, deep_other = (depths(r, catalog) for r in records)
    rows = [f"| | {moment(sessions[0].started_at)} | {moment(sessions[1].started_at)} |", "|---|---|---|"]
    rows += [f"| {name} | {one[name]} | {other[name]} |" for name in one]
    for stretch_id, side in dict.fromkeys((*deep_one, *deep_other)):
        check = depth_check(catalog.stretches.get(stretch_id))
        measure = check.measure.replace("_", " ") if check else ""
        name = f"{sided(plain(named(known, stretch_id)), side)}: {measure}"
        key = (stretch_id, side)
        rows.append(f"| {name} | {deep_one.get(key, '–')} | {deep_other.get(key, '–')} |")
    return "\n".join(rows)


@st.fragment
def section(catalog: Catalog) -> None:
    """Draws the choice of two and their table, folded until it is wanted.

    Args:
        catalog: what there is to practise.
    """
    with told():
        folded = st.expander("Choose two", on_change="rerun", key="review-compare")
        if folded.open:
            with folded:
                _compare(catalog)


def _compare(catalog: Catalog) -> None:
    sessions = [s for s in storage.history().sessions(limit=NEWEST) if is_practice(s)]
    if len(sessions) < 2:
        st.markdown("With your second session you can compare two here.")
        return
    known, by_id = names(catalog), {s.id: s for s in sessions}

    def label(session_id: str) -> str:
        return titled(by_id[session_id], known)

    left, right = st.columns(2)
    ids, like = list(by_id), partner(sessions)
    one = left.selectbox("One session", ids, format_func=label, key="compare-one") or ids[0]
    other = right.selectbox("and another", ids, like, format_func=label, key="compare-other") or ids[like]
    st.markdown(table((by_id[one], by_id[other]), catalog))
    st.caption("Two sessions differ by chance, too; changes are judged above, over weeks.")
