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

EDGE_S = 0.5  # so far the edge of a hold may move when a clip is gone through in another way
PUT_RIGHT = "Where the date is not right, delete the session under Review and save again."
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
        alike = [old for old in left if old.stretch_id == record.stretch_id and _shared_s(old, record) > 0]
        same = max(alike, key=lambda old: _shared_s(old, record), default=None)
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


def _shared_s(one: HoldRecord, other: HoldRecord) -> float:
    return min(one.end_s, other.end_s) - max(one.start_s, other.start_s)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def filmed_before(known: Sequence[HoldRecord]) -> datetime | None:
    """When a clip was filmed, as its holds that are kept already say."""
    return known[0].started_at - timedelta(seconds=known[0].start_s) if known else None


def replaced(records: Iterable[HoldRecord], known: Iterable[HoldRecord]) -> list[HoldRecord]:
    """Known holds whose seconds are counted in others now: two that became one, or were another stretch.

    Args:
        records: what is to be saved, `placed`.
        known: the holds their session has already.
    """
    saved = {record.id: record for record in records}
    return [
        old
        for old in known
        if old.id not in saved and any(_shared_s(old, record) > EDGE_S for record in saved.values())
    ]


def save(
    history: History, records: dict[str, HoldRecord], traces: Iterable[TracePart], known: Iterable[HoldRecord] = ()
) -> None:
    """Saves holds, and what they looked like; no second of the clip counts twice.

    Args:
        history: of whoever is in the clip.
        records: by the id the traces know them by.
        traces: of these and perhaps of other holds.
        known: the holds their session has already.

    Raises:
        StoreError: it cannot be saved; what was saved before that stays, and saving again completes it.
    """
    for record in records.values():
        history.save(record)
    for part in traces:
        if part.hold_id in records:
            history.save_trace(records[part.hold_id].id, part.number, part.data)
    for old in replaced(records.values(), known):  # at the end: a session goes with its last hold
        history.delete(old.id)


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
        filmed_at = before or _asked_when(job, analysis.duration_s, clock.zone())
        if st.button("Save", type="primary", disabled=not chosen):
            save(history, placed(chosen, session_id, filmed_at, known), analysis.traces, known)
            st.session_state[_SAVED] = (job.id, saved_words(len(chosen), filmed_at))
            st.rerun()
        whose, said = st.session_state.get(_SAVED, ("", ""))
        if before is not None and whose == job.id:
            st.success(said)
        elif before is not None:
            already = f"Holds of this clip are in your history already, on {day(before)}; saving again updates them."
            st.caption(f"{already} {PUT_RIGHT}")


def _ticked(job: VideoJob, analysis: Analysis, known: Mapping[str, str]) -> list[HoldRecord]:
    return [
        record
        for number, record in enumerate(analysis.holds, start=1)
        if st.checkbox(plain(hold_words(record, number, known)), value=True, key=f"video-keep-{job.id}-{record.id}")
    ]


def _asked_when(job: VideoJob, duration_s: float, zone: tzinfo | None) -> datetime:
    """When the clip began: as its file says, else just now; and as the person puts it right. It has ended by now."""
    latest = clock.now(zone) - timedelta(seconds=duration_s)
    usual = min(job.state.recorded_at.astimezone(zone), latest) if job.state.recorded_at else latest
    left, right = st.columns(2)
    on = left.date_input("Filmed on", usual.date(), max_value=latest.date(), key=f"video-day-{job.id}")
    at = right.time_input("Began at", usual.time().replace(second=0, microsecond=0), key=f"video-time-{job.id}")
    chosen = datetime.combine(on or usual.date(), at or time()).replace(tzinfo=zone).astimezone(zone)
    if chosen > latest:
        st.caption(f"That is still to come: the holds are saved as of {latest:%H:%M}.")
    return min(chosen, latest)


def saved_words(holds: int, filmed_at: datetime) -> str:
    """What was saved, and where it is found."""
    saved = f"Saved: {count(holds, 'hold')} on {day(filmed_at)}."
    return f"{saved} Review lists what came from a video as such. {PUT_RIGHT}"
