"""The Video page: hand in a recording, watch it being gone through, see what is in it, keep the holds."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from posecheck.catalog import Catalog, load_catalog
from posecheck.errors import InputError
from posecheck.ui import video_files, video_result
from posecheck.ui.model import model_ready
from posecheck.ui.video_choice import asked
from posecheck.ui.video_files import MOST_MB
from posecheck.ui.video_job import JOB, LONGEST_MIN, Stage, VideoJob
from posecheck.ui.words import plain
from posecheck.video.analysis import Plan
from posecheck.wording import timecode

SUFFIXES = ["mp4", "mov", "m4v", "mkv", "webm", "avi", "mpg", "mpeg", "mts", "ts", "wmv", "3gp"]
ABOUT = "Hand in a recording: it is looked through as a practice is, and you see which holds are in it."
PRIVATE = (
    "The clip stays on the computer that runs PoseCheck, in a folder of its own, and is deleted when you choose "
    "another one or close this page. Only the holds you save are kept."
)
HOW_TO_FILM = """
**A clip in which much can be told**

- The whole body in the picture, head included; a light room.
- From the side, the camera 30–50 cm above the floor, 2–3 m away, and not moved.
- Not mirrored: in a mirrored clip left and right change places.
"""
_UPLOADS = "video-uploads"  # how many were taken in: the uploader of another key has forgotten its file
_PROBLEM = "video-problem"
_TOLD = "video-told"  # the job whose end was told on another page


class _Presence:
    """That a tab is there: Streamlit lets go of it when the tab closes, or loses its connection."""

    def __init__(self) -> None:
        self.job: VideoJob | None = None

    def left(self) -> None:
        if self.job is not None:
            self.job.left()


@st.cache_resource(scope="session", show_spinner=False, on_release=_Presence.left)
def _presence() -> _Presence:
    return _Presence()


@st.cache_resource(show_spinner=False)
def _tidied() -> bool:
    """Once in the app's life: what an app that was killed left behind goes."""
    video_files.remove_leftovers()
    return True


def _job() -> VideoJob | None:
    """The job of this tab, which is told that the tab is there."""
    job: VideoJob | None = st.session_state.get(JOB)
    if job is None:
        return None
    if job.closed:
        del st.session_state[JOB]
        st.session_state[_PROBLEM] = "This page was away for a while, and the clip was deleted: choose it again."
        return None
    _attend(job)
    return job


def _attend(job: VideoJob) -> None:
    _presence().job = job
    job.here()


def _let_go(file: Any) -> None:
    """Streamlit keeps what was handed in in memory while the tab is open; it lies on the disk now."""
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(session_id=context.session_id, file_id=file.file_id)


def _handed_in(plan: Plan) -> None:
    """The place for a clip; what is dropped there begins at once."""
    key = f"video-file-{st.session_state.setdefault(_UPLOADS, 0)}"
    limits = f"Drop a clip here, or choose one: up to {MOST_MB} MB and {LONGEST_MIN} minutes"
    file = st.file_uploader(limits, SUFFIXES, key=key, max_upload_size=MOST_MB)
    st.caption(PRIVATE)
    if file is None:
        return
    st.session_state.pop(_PROBLEM, None)
    try:
        with st.spinner("Taking it in"):
            st.session_state[JOB] = VideoJob(video_files.take_in(file.name, file), plan)
    except InputError as error:
        st.session_state[_PROBLEM] = str(error)
    _let_go(file)
    st.session_state[_UPLOADS] += 1
    st.rerun()


def _offer(catalog: Catalog) -> None:
    st.markdown(ABOUT)
    if problem := st.session_state.get(_PROBLEM):
        st.error(plain(problem))
    if not model_ready():
        return
    left, right = st.columns([5, 3], gap="large")
    with left:
        _handed_in(asked(catalog))
    with right:
        st.markdown(HOW_TO_FILM)


def left_words(left_s: float | None) -> str:
    """How long it still takes, no finer than can be known."""
    if left_s is None:
        return ""
    if left_s < 60:
        return f"about {max(5, 5 * round(left_s / 5))} s left"
    return f"about {round(left_s / 60)} min left"


def progress_words(job: VideoJob) -> str:
    """Where it stands."""
    state = job.state
    if job.stopping:
        return "Stopping"
    if state.stage is Stage.WAITING:
        return "Another clip is being looked through on this machine; yours begins right after it."
    if not state.done_s:
        return "Getting ready"
    how = f"Looked through up to {timecode(state.done_s)}" if job.plan.stretch else "Recognising what is practised"
    return " · ".join(words for words in (how, left_words(state.left_s)) if words)


def _follow(job: VideoJob) -> None:
    """How far it is; called twice a second."""
    _attend(job)
    if job.state.over:
        st.rerun()
    st.progress(job.state.share, text=progress_words(job))


def _under_way(job: VideoJob) -> None:
    st.markdown(f"**{plain(job.clip.name)}**" + (f" · {plain(job.plan.stretch.name)}" if job.plan.stretch else ""))
    st.fragment(_follow, run_every=0.5)(job)
    st.button("Stop", on_click=job.stop)
    st.caption("It goes on while you look at other pages. Practising with the camera works meanwhile, only slower.")
    st.caption(PRIVATE)


def _drop(job: VideoJob) -> None:
    job.close()
    st.session_state.pop(JOB, None)
    st.session_state.pop(_PROBLEM, None)


def _back(job: VideoJob) -> VideoJob | None:
    """After a job without a result: to what came of its clip before; without that to the place for a clip."""
    problem, before = job.state.problem, job.before
    if before is None:
        _drop(job)
    else:
        problem = f"{problem or 'Stopped before it began.'} Below is what came of this clip before."
        st.session_state[JOB] = before
        st.session_state[_TOLD] = before.id
        _attend(before)
    st.session_state[_PROBLEM] = problem
    return before


def _again(job: VideoJob, catalog: Catalog) -> None:
    """The same clip in another way."""
    st.subheader("Look through it again", anchor=False)
    plan = asked(catalog)
    if st.button("Look again", disabled=plan == job.plan):
        st.session_state.pop(_PROBLEM, None)
        st.session_state[JOB] = job.again(plan)
        st.rerun()
    st.caption(PRIVATE)


def page() -> None:
    """Draws the page."""
    st.title("Video", anchor=False)
    catalog, job = load_catalog(), _job()
    if job is not None and job.state.stage is Stage.ENDED:
        job = _back(job)
    if job is None:
        _offer(catalog)
    elif job.state.analysis is None:
        _under_way(job)
    else:
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"**{plain(job.clip.name)}**", width="content")
            st.button("Choose another clip", on_click=_drop, args=(job,))
        if problem := st.session_state.get(_PROBLEM):
            st.warning(plain(problem))
        video_result.draw(job, job.state.analysis, catalog)
        _again(job, catalog)


def over_words(job: VideoJob) -> str:
    """What became of a clip that is over; empty where somebody stopped it before it began, who needs no words."""
    if job.state.stage is Stage.DONE:
        return "is looked through"
    return "could not be looked through" if job.state.problem else ""


def _look(job: VideoJob) -> None:
    _attend(job)
    if job.state.over and st.session_state.get(_TOLD) != job.id:
        st.session_state[_TOLD] = job.id
        if said := over_words(job):
            st.toast(f"{plain(job.clip.name)} {said}: see Video.", icon=":material/movie:", duration="long")


def watch(shown: bool) -> None:
    """To be called by every page: a clip goes on on other pages, which say when it is done.

    Args:
        shown: whether the page is the Video page, which says it itself.
    """
    _tidied()
    job = _job()
    if job is None:
        return
    if not shown:
        st.fragment(_look, run_every=2.0 if not job.state.over else None)(job)
    elif job.state.over:
        st.session_state[_TOLD] = job.id
