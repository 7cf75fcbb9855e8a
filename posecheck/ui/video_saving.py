"""Keeps the holds of a clip in the history, as read from a video; a hold that was kept before is brought up to date."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta, tzinfo

import streamlit as st

from posecheck.catalog import Catalog
from posecheck.record import VIDEO, HoldRecord
from posecheck.store import History
from posecheck.tracer import TracePart
from posecheck.ui import clock, storage
from posecheck.ui.review_words import day, named, names, told
from posecheck.ui.video_job import VideoJob
from posecheck.ui.words import plain
from posecheck.video.analysis import Analysis
from posecheck.wording import count

_SAVED = "video-saved"  # which job's holds were saved last, and what was said of it


def session_of(digest: str, profile_id: str) -> str:
    """The session a clip's holds belong to: whoever hands it in again finds it again, and only they.

    Args:
        digest: SHA-256 of the clip.
        profile_id: whose history it is.
    """
    return _digest(profile_id, digest)


def placed(
    records: Iterable[HoldRecord], session_id: str, filmed_at: datetime, known: Iterable[HoldRecord]
) -> dict[str, HoldRecord]:
    """The holds as the history keeps them.

    A hold that shares time of the clip with a known one of the same stretch is the same hold, although it was gone
    through in another way this time.

    Args:
        records: the holds of a clip, in the clip's time.
        session_id: their session in the history.
        filmed_at: when the clip's first frame was filmed, with time zone.
        known: the holds that session has already.

    Returns:
        Records to save, by the id each had before.
    """
    left, kept = list(known), {}
    for record in records:
        same = next((old for old in left if _is_same(old, record)), None)
        if same is not None:
            left.remove(same)
        kept[record.id] = replace(
            record,
            id=same.id if same else _digest(session_id, record.stretch_id, f"{record.start_s:.1f}"),
            session_id=session_id,
            started_at=filmed_at + timedelta(seconds=record.start_s),
            origin=VIDEO,
        )
    return kept


def _is_same(one: HoldRecord, other: HoldRecord) -> bool:
    return one.stretch_id == other.stretch_id and one.start_s < other.end_s and other.start_s < one.end_s


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def filmed_before(known: Sequence[HoldRecord]) -> datetime | None:
    """When a clip was filmed, as its holds that are kept already say."""
    return known[0].started_at - timedelta(seconds=known[0].start_s) if known else None


def save(history: History, records: dict[str, HoldRecord], traces: Iterable[TracePart]) -> None:
    """Saves holds, and what they looked like.

    Args:
        history: of whoever is in the clip.
        records: by the id the traces know them by.
        traces: of these and perhaps of other holds.

    Raises:
        StoreError: it cannot be saved; what was saved before that stays, and saving again completes it.
    """
    for record in records.values():
        history.save(record)
    for part in traces:
        if part.hold_id in records:
            history.save_trace(records[part.hold_id].id, part.number, part.data)


def hold_words(record: HoldRecord, number: int, known: Mapping[str, str]) -> str:
    """One hold in a few words: ``"1. Bridge, 12 s"``."""
    side = "" if record.side == "both" else f", {record.side}"
    amount = f"{record.repetitions} times" if record.repetitions else f"{record.held_s:.0f} s"
    return f"{number}. {named(known, record.stretch_id)}{side}, {amount}"


@st.fragment
def section(job: VideoJob, analysis: Analysis, catalog: Catalog) -> None:
    """Offers to save the holds; a tick changes nothing else on the page.

    Args:
        job: the job, done.
        analysis: what came of it.
        catalog: what there is to practise.
    """
    st.subheader("Save to my history", anchor=False)
    with told():
        history = storage.history()
        session_id = session_of(job.clip.digest, history.profile_id)
        known = history.holds(session_id=session_id)
        before = filmed_before(known)
        chosen = _ticked(job, analysis, names(catalog))
        filmed_at = before or _asked_when(job, clock.zone())
        if st.button("Save", type="primary", disabled=not chosen):
            save(history, placed(chosen, session_id, filmed_at, known), analysis.traces)
            st.session_state[_SAVED] = (job.id, saved_words(len(chosen), filmed_at))
            st.rerun()
        whose, said = st.session_state.get(_SAVED, ("", ""))
        if whose == job.id:
            st.success(said)
        elif before is not None:
            st.caption(f"Holds of this clip are in your history already, on {day(before)}; saving again updates them.")


def _ticked(job: VideoJob, analysis: Analysis, known: Mapping[str, str]) -> list[HoldRecord]:
    return [
        record
        for number, record in enumerate(analysis.holds, start=1)
        if st.checkbox(plain(hold_words(record, number, known)), value=True, key=f"video-keep-{job.id}-{record.id}")
    ]


def _asked_when(job: VideoJob, zone: tzinfo | None) -> datetime:
    """When the clip began: as its file says, else now; and as the person puts it right."""
    now = clock.now(zone)
    usual = job.state.recorded_at.astimezone(zone) if job.state.recorded_at else now
    left, right = st.columns(2)
    on = left.date_input("Filmed on", usual.date(), max_value=max(now, usual).date(), key=f"video-day-{job.id}")
    at = right.time_input("Began at", usual.time().replace(second=0, microsecond=0), key=f"video-time-{job.id}")
    return datetime.combine(on or usual.date(), at or time()).replace(tzinfo=zone).astimezone(zone)


def saved_words(holds: int, filmed_at: datetime) -> str:
    """What was saved, and where it is found."""
    saved = f"Saved: {count(holds, 'hold')} on {day(filmed_at)}."
    return f"{saved} Review lists what came from a video as such, and can delete it again."
