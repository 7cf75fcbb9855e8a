"""What came of a clip: the answer, the annotated video, the holds, the report, and files to take along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import streamlit as st

from posecheck.catalog import Catalog
from posecheck.record import HoldRecord
from posecheck.ui import video_saving
from posecheck.ui.review_words import lasted, named, names
from posecheck.ui.video_job import LONGEST_MIN, VideoJob, made
from posecheck.ui.words import plain
from posecheck.video.analysis import Analysis
from posecheck.video.report_words import answer, held, pause, stopped
from posecheck.wording import timecode

REPORT_HEIGHT_PX = 900  # its rules forbid scripts, so it cannot say how high it is
# A clip held upright on a phone would be higher than any screen.
_FITTING = '<style>[data-testid="stVideo"] { max-height: 60vh; object-fit: contain; background: #12191b; }</style>'


def advice(analysis: Analysis) -> str:
    """What to try where no hold was found; empty where one was."""
    seconds = analysis.seconds
    if analysis.holds:
        return ""
    if analysis.person_frames == 0:
        return "The whole body should be in the picture, in good light."
    if any(segment.perhaps for segment in analysis.segments):  # the answer says what to do
        return ""
    if analysis.segments and all(segment.stretch_id is None for segment in analysis.segments):
        return "Choose below what is practised in it, and look through it again."
    if seconds.out_of_place >= seconds.cannot_tell + seconds.unseen:
        return "The report says what was out of place, and how far. If it was another stretch, choose that one below."
    return "Film from the side, the whole body in the picture, head included; then more can be told."


def notes(job: VideoJob, analysis: Analysis) -> Iterator[str]:
    """What a person should know of the result, a sentence each."""
    if job.state.cut:
        yield f"This clip is longer than {LONGEST_MIN} minutes: it was looked through up to there."
    elif not analysis.complete:
        yield stopped(analysis)
    yield from analysis.notes


def holds_table(records: Sequence[HoldRecord], known: Mapping[str, str]) -> str:
    """The holds, in the clip's time."""
    heads = ("", "Stretch", "From–to", "Held", "Aimed at", "Clock stopped")
    rows = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for number, record in enumerate(records, start=1):
        side = "" if record.side == "both" else f", {record.side}"
        amount = f"{record.repetitions} times" if record.repetitions else held(record.held_s)
        cells = (
            f"{number}",
            plain(named(known, record.stretch_id)) + side,
            f"{timecode(record.start_s)}–{timecode(record.end_s)}",
            _together(amount),
            _together(f"{lasted(record.target_s)}{' ✓' if record.reached else ''}"),
            plain("; ".join(pause(of) for of in record.pauses)),
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def _together(words: str) -> str:
    """On one line, also in a narrow cell."""
    return words.replace(" ", "\N{NO-BREAK SPACE}")


def draw(job: VideoJob, analysis: Analysis, catalog: Catalog) -> None:
    """Draws the result.

    Args:
        job: done.
        analysis: what came of it.
        catalog: what there is to practise.
    """
    known = names(catalog)
    first, *more = answer(analysis, known)
    st.subheader(plain(first), anchor=False)
    if said := " ".join((*more, advice(analysis))).strip():
        st.markdown(plain(said))
    for note in notes(job, analysis):
        st.info(plain(note))
    left, right = st.columns([5, 3], gap="large")
    with left:
        if video := made(job.files.video):
            st.html(_FITTING)
            st.video(str(video), alt=f"{job.clip.name} with the skeleton, the clock and what to change drawn on it")
    with right:
        if analysis.holds:
            video_saving.section(job, analysis, catalog)
        _downloads(job)
    if analysis.holds:
        st.subheader("Holds", anchor=False)
        st.markdown(holds_table(analysis.holds, known))
    _report(job)


def _downloads(job: VideoJob) -> None:
    st.subheader("Take it along", anchor=False)
    stem = Path(job.clip.name).stem
    files = (
        ("Annotated video", job.files.video, f"{stem}-annotated.mp4", "video/mp4"),
        ("Report", job.files.report, f"{stem}-report.html", "text/html"),
        ("Every frame, as a table", job.files.table, f"{stem}-frames.csv", "text/csv"),
    )
    for label, file, name, kind in files:
        if found := made(file):
            st.download_button(label, found.read_bytes, name, kind, on_click="ignore", width="stretch")


def _report(job: VideoJob) -> None:
    report = made(job.files.report)
    if report is None:
        return
    shown = st.expander("Report: timeline, angles, pictures", on_change="rerun", key=f"video-report-{job.id}")
    if shown.open:
        with shown:
            st.iframe(report, height=REPORT_HEIGHT_PX, alt=f"Report on {job.clip.name}")
