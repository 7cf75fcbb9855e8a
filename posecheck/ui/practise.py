"""The Practise page: choose a routine or a stretch, start the camera, and see whether the position is right."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from posecheck.catalog import Catalog, load_catalog
from posecheck.desk import TALL_SEAT
from posecheck.errors import PoseCheckError
from posecheck.fits import cautions
from posecheck.kinds import Kind
from posecheck.neutral import NEUTRAL_POSE
from posecheck.programme import ProgrammeStage
from posecheck.record import HoldRecord
from posecheck.routine import Routine, Turn, dose_warnings
from posecheck.turn_practice import Wishes
from posecheck.ui import (
    aloud,
    clock,
    personal_range,
    poses,
    range_taking,
    recovered,
    reminder,
    running,
    screening,
    storage,
    tremor_gate,
)
from posecheck.ui import camera as cameras
from posecheck.ui.choose import Choice, choose, plan_words, remember
from posecheck.ui.live import LivePractice
from posecheck.ui.model import model_ready, pose_source
from posecheck.ui.settings_page import speech_settings
from posecheck.ui.words import plain

WELLNESS = (
    "General wellbeing and movement practice – not medical advice, diagnosis or treatment. Check with a professional "
    "first. The camera can be wrong; your body decides. Stop if it hurts."
)


def _not_kept(record: HoldRecord) -> None:
    """The tries of a range are no practice; what comes of them is kept at their end."""


def _live(choice: Choice) -> LivePractice:
    """The practice of this tab; another choice ends the one before, with its holds saved."""
    live: LivePractice | None = st.session_state.get("live")
    if live is None or st.session_state.get("choice") != choice:
        records: tuple[HoldRecord, ...] = ()
        if live is not None:
            live.retire()
            same = choice.routine is None and live.stretch.id == choice.turns[0].stretch.id
            records = live.state.records if same else ()
        live = _new_live(choice, records)
        st.session_state["choice"], st.session_state["live"] = choice, live
    spoken = speech_settings()
    live.speak_as(spoken.verbosity, spoken.speed)  # they may have changed since it began
    return live


def _new_live(choice: Choice, records: tuple[HoldRecord, ...]) -> LivePractice:
    """A practice that begins, after these holds of the same."""
    zero = choice.turns[0].stretch.id in poses.POSES  # it is what sets a zero, and knows none
    wishes = Wishes(
        choice.target_s,
        straight=None if zero else poses.own_straight(),
        seat=None if zero else poses.own_seat(),
        breaths_min=choice.breaths_min,
    )
    make = partial(LivePractice, choice.programme(), pose_source, before=records, now=partial(clock.now, clock.zone()))
    if range_taking.is_range(choice):
        return make(_not_kept, wishes)  # without a routine's id: what cannot be told of a try stays untold, not timed
    writer = storage.writer()
    wishes = replace(wishes, routine_id=choice.routine.id if choice.routine else "")
    return make(writer.save, wishes, save_log=writer.save_log, save_trace=writer.save_trace)


def _about(turn: Turn) -> None:
    stretch = turn.stretch
    for caution in cautions(stretch, screening.answers()):
        st.warning(plain(caution))
    if usual := personal_range.usual_words(turn):
        st.caption(usual)
    running.how(turn)
    side = f" The side is {plain(stretch.side_means)}." if stretch.sided else ""
    st.markdown(f"**Camera.** {plain(stretch.camera.hint)}{side}")
    if stretch.unjudged:
        st.markdown(f"**Not seen.** {plain(stretch.unjudged)}")
    st.markdown(f"**Take care.** {plain(stretch.caution)}")


def _about_routine(choice: Choice, routine: Routine) -> None:
    answers = screening.answers()
    for stretch in choice.stretches:
        for caution in cautions(stretch, answers):
            st.warning(plain(f"{stretch.name}: {caution}"))
    st.markdown(plain(routine.about))
    st.markdown(plan_words(choice, routine))
    stretches = {s.id: s for s in choice.stretches}
    practised = replace(routine, steps=tuple(step for step in routine.steps if step.stretch_id in stretches))
    for warning in dose_warnings(practised, stretches):
        st.caption(plain(warning))


def _is_begun(choice: Choice) -> bool:
    """Whether the camera ran for this very choice: it can go on, and its summary stays."""
    live: LivePractice | None = st.session_state.get("live")
    return live is not None and st.session_state.get("begun") is live and st.session_state.get("choice") == choice


def _settled(asked: Choice, catalog: Catalog) -> Choice:
    """What was begun, as it was then, until something else is asked for; else what may be practised today."""
    begun: Choice | None = st.session_state.get("choice")
    if begun is not None and st.session_state.get("asked") == asked and _is_begun(begun):
        return begun
    st.session_state["asked"] = asked
    return tremor_gate.limited(asked, catalog)


def _begin_anew() -> None:
    live: LivePractice | None = st.session_state.pop("live", None)
    if live is not None:
        live.retire()
    st.session_state["choice"] = None


def _offer_anew(choice: Choice, live: LivePractice) -> None:
    """Where a practice has an end: what was stopped goes on with Start, unless it shall begin anew."""
    standing = live.state.standing
    if standing is None or not (choice.routine is not None or standing.turn.stretch.kind.timed):
        return
    if standing.stage is ProgrammeStage.DONE:
        st.button("Practise it again", on_click=_begin_anew, type="primary")
    elif standing.number > 1 or live.state.records:
        st.button("Begin anew", on_click=_begin_anew)


def _practice(choice: Choice, catalog: Catalog) -> bool:
    """Camera and summary. Returns whether the camera is running."""
    if not choice.turns:
        st.markdown("**Nothing of this is left** because of your answers in the Library, under About you.")
        return False
    if not model_ready():
        return False
    begun = _is_begun(choice)
    for stretch in choice.stretches:
        if stretch.kind is Kind.TREMOR and not tremor_gate.may_begin(stretch, catalog, begun=begun):
            return False
    live, taking = _live(choice), range_taking.is_range(choice)
    standing = live.state.standing
    over = standing is not None and standing.stage is ProgrammeStage.DONE and not st.session_state.get("playing")
    playing = not over and cameras.camera(live.frame, live.end)  # what is over begins anew, not again with Start
    if playing:
        st.session_state["begun"] = live
        if not taking:
            remember(choice)
        if _has_desk(choice):
            reminder.begin_again()
    else:
        st.caption(WELLNESS)
        (range_taking.outcome if taking else running.summary)(choice, live)
        _offer_anew(choice, live)
    return playing


def _has_desk(choice: Choice) -> bool:
    return any(stretch.kind is Kind.DESK for stretch in choice.stretches)


def _beside(choice: Choice, *, playing: bool) -> None:
    """What stands beside the video: where it is while the camera runs, else what it is and what else there is."""
    taking = range_taking.is_range(choice)
    if playing:
        live: LivePractice = st.session_state["live"]
        st.fragment(aloud.aloud, run_every=aloud.EVERY_S)(live)
        st.fragment(range_taking.now if taking else running.now, run_every=1.0)(choice, live)
    else:
        aloud.quiet()
        if not taking and not st.session_state.get(poses.TAKING):
            personal_range.reminder()
            poses.offer(TALL_SEAT if _has_desk(choice) else NEUTRAL_POSE)
            if _has_desk(choice):
                reminder.offer()
    if choice.turns and (choice.routine is None or (taking and not playing)):
        _about(choice.turns[0])
    elif choice.routine is not None and not playing:
        _about_routine(choice, choice.routine)


def page() -> None:
    """Draws the page."""
    catalog = load_catalog()
    video, beside = st.columns([5, 3], gap="large")
    was_playing = bool(st.session_state.get("playing"))
    with beside:
        # While the camera runs there is nothing to decide; Stop brings the choice back.
        if was_playing:
            choice: Choice = st.session_state["choice"]
        else:
            choice = poses.being_taken() or range_taking.being_taken() or personal_range.toward(choose(catalog))
    with video:
        st.title(plain(choice.name), anchor=False)
        try:
            if not was_playing:
                recovered.notice()
            choice = choice if was_playing else _settled(choice, catalog)
            playing = _practice(choice, catalog)
        except PoseCheckError as error:
            st.error(str(error))
            playing = False
    if playing != was_playing:
        st.session_state["playing"] = playing
        st.rerun()
    with beside:
        _beside(choice, playing=playing)
        for problem in catalog.problems:
            st.warning(f"This stretch file is left out until it is put right – {plain(problem)}")
