"""Poses that set a person's own zero: the neutral pose, and the tall seat at the desk."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from posecheck.catalog import load_pose
from posecheck.desk import TALL_SEAT, Seat, seat_of
from posecheck.errors import PoseCheckError
from posecheck.neutral import NEUTRAL_POSE, Straight, straight_of
from posecheck.record import HoldRecord
from posecheck.routine import Turn
from posecheck.ui import storage
from posecheck.ui.choose import Choice

TAKING = "taking_pose"


@dataclass(frozen=True, slots=True)
class _Pose:
    heading: str
    offer: str
    while_taking: str


POSES = {
    NEUTRAL_POSE: _Pose(
        "Neutral pose: your own zero",
        "Optional: five seconds on your back with both legs long.",
        "Five seconds with both legs long: what your own straight hips and knees look like to the camera then counts "
        "as zero.",
    ),
    TALL_SEAT: _Pose(
        "Tall seat: your own zero",
        "Five seconds of sitting tall, as you like to sit at your best. The reset is told against it.",
        "Sit tall for five seconds: what that looks like to the camera is what the reset is told against.",
    ),
}


def newest(pose_id: str) -> HoldRecord | None:
    """The newest hold of a pose that reached its end; none, too, where the history cannot be read."""
    try:
        holds = storage.history().holds(limit=20, stretch_id=pose_id)
    except PoseCheckError:  # the writer says so
        return None
    return next((h for h in holds if h.reached), None)


def own_straight() -> Straight | None:
    """What this person's straight joints read; None where the neutral pose was not taken."""
    taken = newest(NEUTRAL_POSE)
    return straight_of(taken) if taken else None


def own_seat() -> Seat | None:
    """What this person's tall seat reads; None where it was not taken."""
    taken = newest(TALL_SEAT)
    return seat_of(taken) if taken else None


def _take(pose_id: str | None) -> None:
    st.session_state[TAKING] = pose_id


def _forget(pose_id: str) -> None:
    for hold in storage.history().holds(stretch_id=pose_id):
        storage.history().delete(hold.id)
    st.session_state["choice"] = None  # the next practice goes without it


def being_taken() -> Choice | None:
    """In place of what was chosen, while a pose is taken."""
    pose_id = st.session_state.get(TAKING)
    if pose_id is None:
        return None
    st.markdown(POSES[pose_id].while_taking)
    st.button("Back to practice", on_click=_take, args=(None,))
    pose = load_pose(pose_id)
    return Choice(pose.name, (Turn(pose, None, float("inf")),), None, pose.dose.target_s)


def offer(pose_id: str) -> None:
    """Offers to take a pose, to take it again, or to forget it."""
    pose, taken = POSES[pose_id], newest(pose_id)
    with st.expander(pose.heading):
        when = f"Taken on {taken.started_at:%d %b %Y}. " if taken else ""
        st.markdown(when + pose.offer)
        st.button("Take it again" if taken else "Take it", on_click=_take, args=(pose_id,))
        if taken:
            st.button("Forget it", on_click=_forget, args=(pose_id,))
