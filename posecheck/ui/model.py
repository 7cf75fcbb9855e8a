"""The pose model as the pages use it: provided once, then opened by each practice."""

from __future__ import annotations

import streamlit as st

from posecheck.errors import PoseCheckError
from posecheck.landmarks import PoseSource
from posecheck.pose.mediapipe_source import MediaPipeSource
from posecheck.pose.provide import provide


def pose_source() -> PoseSource:
    """A pose source of one practice's own, which closes it."""
    return MediaPipeSource(provide(), video=True)


def model_ready() -> bool:
    """Provides the pose model, showing how far it is; says what to do where it cannot be had."""
    bar = st.empty()  # at every run: what stands below it would be made anew where its place changed, the camera too
    if st.session_state.get("model_ready"):
        return True

    def progress(done: int, total: int | None) -> None:
        share = done / total if total else 0.0
        bar.progress(min(1.0, share), text="Getting the pose model (9 MB, only once)…")

    try:
        provide(progress=progress)
    except PoseCheckError as error:
        bar.error(str(error))
        st.button("Try again", type="primary")
        return False
    bar.empty()
    st.session_state["model_ready"] = True
    return True
