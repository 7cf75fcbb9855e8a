"""The Practise page: choose a routine or a stretch, start the camera, and see whether the position is right."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

import streamlit as st

from posecheck.catalog import load_catalog
from posecheck.desk import TALL_SEAT, seat_of
from posecheck.errors import PoseCheckError
from posecheck.fits import cautions, left_out
from posecheck.kinds import Kind
from posecheck.landmarks import Side
from posecheck.neutral import NEUTRAL_POSE, straight_of
from posecheck.programme import ProgrammeStage
from posecheck.record import HoldRecord
from posecheck.routine import Turn, dose_warnings
from posecheck.stretch import Stretch
from posecheck.tremor import ASKED_FIRST, TAUGHT_FIRST, Allowance, Past, allowance
from posecheck.ui import camera as cameras
from posecheck.ui import poses, reminder, running, screening, storage
from posecheck.ui.choose import Choice, choose, plan_words, remember
from posecheck.ui.live import LivePractice
from posecheck.ui.model import model_ready, pose_source
from posecheck.ui.picture import picture_svg

WELLNESS = (
    "General wellbeing and movement practice – not medical advice, diagnosis or treatment. Check with a professional "
    "first. The camera can be wrong; your body decides. Stop if it hurts."
)


def _live(choice: Choice) -> LivePractice:
    """The practice of this tab; another choice ends the one before, with its holds saved."""
    live: LivePractice | None = st.session_state.get("live")
    if live is None or st.session_state.get("choice") != choice:
        records: tuple[HoldRecord, ...] = ()
        if live is not None:
            live.retire()
            same = choice.routine is None and live.stretch.id == choice.turns[0].stretch.id
            records = live.state.records if same else ()
        neutral, seat = poses.newest(NEUTRAL_POSE), poses.newest(TALL_SEAT)
        taking = choice.turns[0].stretch.id in poses.POSES
        live = LivePractice(
            choice.programme(),
            pose_source,
            storage.writer().save,
            target_s=choice.target_s,
            routine_id=choice.routine.id if choice.routine else "",
            before=records,
            straight=straight_of(neutral) if neutral and not taking else None,
            seat=seat_of(seat) if seat and not taking else None,
            breaths_min=choice.breaths_min,
        )
        st.session_state["choice"], st.session_state["live"] = choice, live
    return live


def _about(turn: Turn) -> None:
    stretch = turn.stretch
    st.image(picture_svg(stretch.figure, stretch.name, mirrored=turn.side is Side.LEFT), width="stretch")
    for caution in cautions(stretch, screening.answers()):
        st.warning(caution)
    st.markdown("\n".join(f"{number}. {step}" for number, step in enumerate(stretch.steps, start=1)))
    side = f" The side is {stretch.side_means}." if stretch.sided else ""
    st.markdown(f"**Camera.** {stretch.camera.hint}{side}")
    if stretch.unjudged:
        st.markdown(f"**Not seen.** {stretch.unjudged}")
    st.markdown(f"**Take care.** {stretch.caution}")


def _about_routine(choice: Choice) -> None:
    assert choice.routine is not None
    st.markdown(choice.routine.about)
    st.markdown(plan_words(choice.routine, choice.turns))
    answers = screening.answers()
    for stretch in choice.stretches:
        for caution in cautions(stretch, answers):
            st.warning(f"{stretch.name}: {caution}")
    for warning in dose_warnings(choice.routine, {s.id: s for s in choice.stretches}):
        st.caption(warning)


def _allowed(tremor: Stretch) -> Allowance:
    past = [Past(r.started_at, r.held_s) for r in storage.history().holds(limit=50, stretch_id=tremor.id)]
    return allowance(past, datetime.now(timezone.utc).astimezone())


def _limited(choice: Choice) -> Choice:
    """A choice whose tremor practice is no longer than it may be today."""

    def limited(turn: Turn) -> Turn:
        if turn.stretch.kind is not Kind.TREMOR:
            return turn
        return replace(turn, target_s=min(turn.target_s, _allowed(turn.stretch).longest_s))

    return replace(choice, turns=tuple(limited(turn) for turn in choice.turns))


def _tremor_may_begin(stretch: Stretch) -> bool:
    """Asks first, teaches how to stop, and keeps sessions short and apart."""
    answers = screening.answers()
    if not screening.answered():
        st.markdown("**Before the first session** please answer the questions under Library, About you.")
        if "library" in st.session_state.get("pages", {}):
            st.page_link(st.session_state["pages"]["library"], label="Go to the questions")
        return False
    if left_out(stretch, answers & set(ASKED_FIRST)):
        st.markdown("**Not for you just now.** " + " ".join(cautions(stretch, answers)))
        return False
    allowed = _allowed(stretch)
    st.markdown(allowed.words)
    if allowed.open:
        st.markdown("\n".join(f"- {sentence}" for sentence in TAUGHT_FIRST))
    return allowed.open


def _begin_anew() -> None:
    st.session_state["choice"] = None


def _practice(choice: Choice) -> bool:
    """Camera and summary. Returns whether the camera is running."""
    if not model_ready():
        return False
    for stretch in choice.stretches:
        begun = st.session_state.get("choice") == choice
        if stretch.kind is Kind.TREMOR and not begun and not _tremor_may_begin(stretch):
            return False
    live = _live(choice)
    playing = cameras.camera(live.frame, live.end)
    if playing:
        remember(choice)
        if any(stretch.kind is Kind.DESK for stretch in choice.stretches):
            reminder.begin_again()
    else:
        st.caption(WELLNESS)
        running.summary(choice, live)
        standing = live.state.standing
        if standing is not None and standing.stage is ProgrammeStage.DONE:
            st.button("Practise it again", on_click=_begin_anew, type="primary")
    return playing


def page() -> None:
    """Draws the page."""
    catalog = load_catalog()
    video, beside = st.columns([5, 3], gap="large")
    was_playing = bool(st.session_state.get("playing"))
    with beside:
        # While the camera runs there is nothing to decide; Stop brings the choice back.
        choice: Choice = st.session_state["choice"] if was_playing else poses.being_taken() or choose(catalog)
    with video:
        st.title(choice.name, anchor=False)
        try:
            choice = choice if was_playing else _limited(choice)
            playing = _practice(choice)
        except PoseCheckError as error:
            st.error(str(error))
            playing = False
    if playing != was_playing:
        st.session_state["playing"] = playing
        st.rerun()
    with beside:
        if playing:
            st.fragment(running.now, run_every=1.0)(choice, st.session_state["live"])
        elif not st.session_state.get(poses.TAKING):
            desk = any(stretch.kind is Kind.DESK for stretch in choice.stretches)
            poses.offer(TALL_SEAT if desk else NEUTRAL_POSE)
            if desk:
                reminder.offer()
        if choice.routine is not None:
            _about_routine(choice)
        else:
            _about(choice.turns[0])
        for problem in catalog.problems:
            st.warning(f"This stretch file is left out until it is put right – {problem}")
