"""The Practise page: choose a stretch, start the camera, and see whether the position is right."""

from __future__ import annotations

import html

import streamlit as st

from posecheck.catalog import Catalog, load_catalog
from posecheck.checks import CheckResult, State
from posecheck.errors import PoseCheckError
from posecheck.hold import Phase
from posecheck.landmarks import PoseSource, Side
from posecheck.measures import MEASURES, Measured
from posecheck.pose.mediapipe_source import MediaPipeSource
from posecheck.pose.provide import provide
from posecheck.session import side_word
from posecheck.stretch import Stretch
from posecheck.ui import camera as cameras
from posecheck.ui import storage
from posecheck.ui.live import LivePractice, LiveState
from posecheck.ui.overlay import clock_words
from posecheck.ui.picture import picture_svg

WELLNESS = (
    "General wellbeing and movement practice – not medical advice, diagnosis or treatment. Check with a professional "
    "first. The camera can be wrong; your body decides. Stop if it hurts."
)
MARKS = {State.OK: "✓", State.LOW: "↑", State.HIGH: "↓", State.UNKNOWN: "·"}
SIDES: dict[str, Side | None] = {"Recognise": None, "Left": Side.LEFT, "Right": Side.RIGHT}


def _source() -> PoseSource:
    return MediaPipeSource(provide(), video=True)


def _model_ready() -> bool:
    """Provides the pose model, showing how far it is; says what to do where it cannot be had."""
    if st.session_state.get("model_ready"):
        return True
    bar = st.empty()

    def progress(done: int, total: int | None) -> None:
        share = done / total if total else 0.0
        bar.progress(min(1.0, share), text="Getting the pose model (9 MB, only once)…")

    try:
        provide(progress=progress)
    except PoseCheckError as error:
        bar.error(str(error))
        return False
    bar.empty()
    st.session_state["model_ready"] = True
    return True


def _choice(catalog: Catalog) -> tuple[Stretch, Side | None, float]:
    stretches = catalog.stretches
    chosen = st.selectbox("Stretch", list(stretches), format_func=lambda i: stretches[i].name, key="stretch")
    stretch = stretches[chosen or next(iter(stretches))]
    left, right = st.columns(2)
    with left:
        target_s = st.number_input(
            "Seconds to hold", 5, 3600, int(stretch.dose.target_s), 5, key=f"target-{stretch.id}"
        )
    side = None
    if stretch.sided:
        with right:
            word = st.segmented_control("Side", list(SIDES), default="Recognise", key=f"side-{stretch.id}")
            side = SIDES[word or "Recognise"]
    return stretch, side, float(target_s)


def _live(stretch: Stretch, side: Side | None, target_s: float) -> LivePractice:
    """The practice of this tab; another choice ends the one before, with its holds saved."""
    choice = (stretch, side, target_s)
    if st.session_state.get("choice") != choice:
        before: LivePractice | None = st.session_state.get("live")
        if before is not None:
            before.end()
        st.session_state["choice"] = choice
        st.session_state["live"] = LivePractice(stretch, side, target_s, _source, storage.writer().save)
    live: LivePractice = st.session_state["live"]
    return live


def _about(stretch: Stretch) -> None:
    st.image(picture_svg(stretch.figure, html.escape(stretch.name)), width="stretch")
    st.markdown("\n".join(f"{number}. {step}" for number, step in enumerate(stretch.steps, start=1)))
    side = f" The side is {stretch.side_means}." if stretch.sided else ""
    st.markdown(f"**Camera.** {stretch.camera.hint}{side}")
    st.markdown(f"**Take care.** {stretch.caution}")


def _target_words(result: CheckResult) -> str:
    unit = "°" if MEASURES[result.check.measure].unit == "deg" else ""
    low, high = result.check.target
    if low is not None and high is not None:
        return f"{low:g} to {high:g}{unit}"
    return f"at least {low:g}{unit}" if low is not None else f"at most {high:g}{unit}"


def _value_words(result: CheckResult) -> str:
    if not isinstance(result.reading, Measured) or result.state is State.UNKNOWN:
        return str(result.unknown)
    if MEASURES[result.check.measure].unit == "deg":
        return f"{result.reading.value:.0f}°"
    return f"{result.reading.value:.1f}"


def _check_row(result: CheckResult) -> str:
    name = result.check.id.replace("_", " ").capitalize() + (f" ({result.side.value})" if result.side else "")
    return f"| {MARKS[result.state]} | {name} | {_value_words(result)} | {_target_words(result)} |"


def _held(stretch: Stretch, state: LiveState) -> None:
    sides: list[Side | None] = [Side.LEFT, Side.RIGHT] if stretch.sided else [None]
    columns = st.columns(len(sides))
    for column, side in zip(columns, sides, strict=True):
        held_s = sum(r.held_s for r in state.records if r.side == side_word(side))
        label = f"Held so far, {side.value}" if side else "Held so far"
        column.metric(label, f"{clock_words(held_s)} s" if held_s < 100 else clock_words(held_s))


PHASES = {
    Phase.LOOKING: "Looking for the position",
    Phase.SETTLING: "Settling",
    Phase.HOLDING: "Holding",
    Phase.PAUSED: "Paused",
    Phase.RELEASED: "Released",
}


def _now(stretch: Stretch, live: LivePractice) -> None:
    state = live.state
    _held(stretch, state)
    if state.problem:
        st.error(state.problem)
    problem = storage.writer().error
    if problem is not None:
        st.warning(str(problem))
    snapshot = state.snapshot
    if snapshot is None:
        st.caption("Waiting for the first picture…")
        return
    reason = f": {snapshot.pause_reason}" if snapshot.pause_reason else ""
    st.markdown(f"**{PHASES[snapshot.phase]}**{reason}")
    if snapshot.verdict.results:
        rows = [_check_row(r) for r in snapshot.verdict.results]
        st.markdown("\n".join(["|  | Check | Now | Target |", "|---|---|---|---|", *rows]))
    elif snapshot.cue is not None:
        st.markdown(snapshot.cue.text)


def _summary(live: LivePractice) -> None:
    records = live.state.records
    if not records:
        return
    st.subheader("This practice")
    rows = [f"| {r.side} | {r.held_s:.0f} s | {'✓' if r.reached else ''} |" for r in records]
    st.markdown("\n".join(["| Side | Held | Target reached |", "|---|---|---|", *rows]))
    st.caption("Saved. You find it again under Review.")


def page() -> None:
    """Draws the page."""
    catalog = load_catalog()
    video, beside = st.columns([5, 3], gap="large")
    with beside:
        stretch, side, target_s = _choice(catalog)
    with video:
        st.title(stretch.name, anchor=False)
        if not _model_ready():
            return
        live = _live(stretch, side, target_s)
        try:
            playing = cameras.camera(live.frame, live.end)
        except PoseCheckError as error:
            st.error(str(error))
            return
        if not playing:
            st.caption(WELLNESS)
            _summary(live)
    with beside:
        if playing:
            st.fragment(_now, run_every=1.0)(stretch, live)
        _about(stretch)
        for problem in catalog.problems:
            st.warning(f"This stretch file is left out until it is put right – {problem}")
