"""The Practise page: choose a routine or a stretch, start the camera, and see whether the position is right."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from posecheck.catalog import Catalog, load_catalog
from posecheck.desk import TALL_SEAT
from posecheck.errors import PoseCheckError
from posecheck.fits import cautions, left_out
from posecheck.kinds import Kind
from posecheck.neutral import NEUTRAL_POSE
from posecheck.programme import ProgrammeStage
from posecheck.record import HoldRecord
from posecheck.routine import Routine, Turn, dose_warnings
from posecheck.stretch import Stretch
from posecheck.tremor import TAUGHT_FIRST
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
    tremor_past,
)
from posecheck.ui import camera as cameras
from posecheck.ui.choices import keep
from posecheck.ui.choose import Choice, choose, plan_words, remember
from posecheck.ui.library import ABOUT_YOU
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


def _not_traced(hold_id: str, number: int, data: bytes) -> None:
    """What is not kept has no trace either."""


def _live(choice: Choice) -> LivePractice:
    """The practice of this tab; another choice ends the one before, with its holds saved."""
    live: LivePractice | None = st.session_state.get("live")
    if live is None or st.session_state.get("choice") != choice:
        records: tuple[HoldRecord, ...] = ()
        if live is not None:
            live.retire()
            same = choice.routine is None and live.stretch.id == choice.turns[0].stretch.id
            records = live.state.records if same else ()
        taking = choice.turns[0].stretch.id in poses.POSES
        wishes = Wishes(
            choice.target_s,
            choice.routine.id
            if choice.routine and not range_taking.is_range(choice)
            else "",  # untold it stays, not timed
            None if taking else poses.own_straight(),
            None if taking else poses.own_seat(),
            choice.breaths_min,
        )
        writer = storage.writer()
        live = LivePractice(
            choice.programme(), pose_source, _not_kept if range_taking.is_range(choice) else writer.save, wishes,
            before=records, save_log=writer.save_log,
            save_trace=_not_traced if range_taking.is_range(choice) else writer.save_trace,
            now=partial(clock.now, clock.zone()),
        )  # fmt: skip
        st.session_state["choice"], st.session_state["live"] = choice, live
    spoken = speech_settings()
    live.speak_as(spoken.verbosity, spoken.speed)  # they may have changed since it began
    return live


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
    return _limited(asked, catalog)


def _limited(choice: Choice, catalog: Catalog) -> Choice:
    """A choice whose tremor practice is no longer than it may be today."""

    def limited(turn: Turn) -> Turn:
        if turn.stretch.kind is not Kind.TREMOR:
            return turn
        return replace(turn, target_s=min(turn.target_s, tremor_past.allowed(catalog).longest_s))

    return replace(choice, turns=tuple(limited(turn) for turn in choice.turns))


def _tremor_may_begin(stretch: Stretch, catalog: Catalog, *, begun: bool) -> bool:
    """Asks first, teaches how to stop, and keeps sessions short and apart; what is begun may go on."""
    answers = screening.answers()
    if not screening.answered():
        st.markdown("**Before the first session** please answer the questions under Library, About you.")
        if st.button("Go to the questions"):
            keep("library-section", ABOUT_YOU)
            st.switch_page(st.session_state["pages"]["library"])
        return False
    if left_out(stretch, answers):
        st.markdown("**Not for you just now.** " + plain(" ".join(cautions(stretch, answers))))
        return False
    if begun:
        return True
    allowed = tremor_past.allowed(catalog)
    st.markdown(allowed.words)
    if allowed.open:
        st.markdown("\n".join(f"- {sentence}" for sentence in TAUGHT_FIRST))
    return allowed.open


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
        if stretch.kind is Kind.TREMOR and not _tremor_may_begin(stretch, catalog, begun=begun):
            return False
    live = _live(choice)
    standing = live.state.standing
    over = standing is not None and standing.stage is ProgrammeStage.DONE and not st.session_state.get("playing")
    playing = not over and cameras.camera(live.frame, live.end)  # what is over begins anew, not again with Start
    if playing:
        st.session_state["begun"] = live
        if not range_taking.is_range(choice):
            remember(choice)
        if any(stretch.kind is Kind.DESK for stretch in choice.stretches):
            reminder.begin_again()
    else:
        st.caption(WELLNESS)
        (range_taking.outcome if range_taking.is_range(choice) else running.summary)(choice, live)
        _offer_anew(choice, live)
    return playing


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
        if playing:
            st.fragment(aloud.aloud, run_every=aloud.EVERY_S)(st.session_state["live"])
            now = range_taking.now if range_taking.is_range(choice) else running.now
            st.fragment(now, run_every=1.0)(choice, st.session_state["live"])
        else:
            aloud.quiet()
        if not playing and not st.session_state.get(poses.TAKING) and not range_taking.is_range(choice):
            personal_range.reminder()
            desk = any(stretch.kind is Kind.DESK for stretch in choice.stretches)
            poses.offer(TALL_SEAT if desk else NEUTRAL_POSE)
            if desk:
                reminder.offer()
        alone = choice.routine is None or (range_taking.is_range(choice) and not playing)
        if alone and choice.turns:
            _about(choice.turns[0])
        elif choice.routine is not None and not playing:
            _about_routine(choice, choice.routine)
        for problem in catalog.problems:
            st.warning(f"This stretch file is left out until it is put right – {plain(problem)}")
