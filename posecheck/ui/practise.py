"""The Practise page: choose a stretch, start the camera, and see whether the position is right."""

from __future__ import annotations

import html
from typing import Any

import streamlit as st

from posecheck.catalog import Catalog, load_catalog, load_neutral_pose
from posecheck.checks import CheckResult, State
from posecheck.errors import PoseCheckError
from posecheck.hold import Phase
from posecheck.landmarks import PoseSource, Side
from posecheck.measures import MEASURES, Measured
from posecheck.neutral import NEUTRAL_POSE, straight_of
from posecheck.pose.mediapipe_source import MediaPipeSource
from posecheck.pose.provide import provide
from posecheck.record import HoldRecord
from posecheck.session import held_s
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
LONGEST_S = 7200  # as stretch files allow
Choice = tuple[Stretch, Side | None, float]
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
        st.button("Try again", type="primary")
        return False
    bar.empty()
    st.session_state["model_ready"] = True
    return True


def _kept(name: str, default: Any) -> Any:
    """What was chosen before. Streamlit forgets what a widget held once another page was shown."""
    return st.session_state.setdefault("kept", {}).get(name, default)


def _keep(name: str, value: Any) -> None:
    st.session_state.setdefault("kept", {})[name] = value


def _choice(catalog: Catalog) -> Choice:
    stretches, ids = catalog.stretches, list(catalog.stretches)
    before = _kept("stretch", ids[0])
    chosen = st.selectbox(
        "Stretch",
        ids,
        ids.index(before) if before in ids else 0,
        format_func=lambda i: stretches[i].name,
        key="stretch",
    )
    stretch = stretches[chosen or ids[0]]
    _keep("stretch", stretch.id)
    left, right = st.columns(2)
    with left:
        usual = min(LONGEST_S, max(1, round(stretch.dose.target_s)))
        name = f"target-{stretch.id}"
        target_s = st.number_input("Seconds to hold", 1, LONGEST_S, _kept(name, usual), 5, key=name)
        _keep(name, target_s)
    side = None
    if stretch.sided:
        with right:
            name = f"side-{stretch.id}"
            word = st.segmented_control("Side", list(SIDES), default=_kept(name, "Recognise"), key=name) or "Recognise"
            _keep(name, word)
            side = SIDES[word]
    return stretch, side, float(target_s)


def _neutral_hold() -> HoldRecord | None:
    """The newest neutral pose held to its end; none, too, where the history cannot be read (the writer says so)."""
    try:
        holds = storage.history().holds(limit=20, stretch_id=NEUTRAL_POSE)
    except PoseCheckError:
        return None
    return next((h for h in holds if h.reached), None)


def _take_neutral(taking: bool) -> None:
    st.session_state["taking_neutral"] = taking


def _forget_neutral() -> None:
    for hold in storage.history().holds(stretch_id=NEUTRAL_POSE):
        storage.history().delete(hold.id)
    st.session_state["choice"] = None  # the next practice goes without it


def _neutral_choice() -> Choice:
    """In place of the choice, while the neutral pose is taken."""
    neutral = load_neutral_pose()
    st.markdown(
        "Five seconds with both legs long: what your own straight hips and knees look like to the camera then "
        "counts as zero."
    )
    st.button("Back to practice", on_click=_take_neutral, args=(False,))
    return neutral, None, neutral.dose.target_s


def _offer_neutral() -> None:
    taken = _neutral_hold()
    with st.expander("Neutral pose: your own zero"):
        when = f"Taken on {taken.started_at.astimezone():%d %b %Y}. " if taken else ""
        st.markdown(f"{when}Optional: five seconds on your back with both legs long.")
        st.button("Take it again" if taken else "Take it", on_click=_take_neutral, args=(True,))
        if taken:
            st.button("Forget it", on_click=_forget_neutral)


def _live(choice: Choice) -> LivePractice:
    """The practice of this tab; another choice ends the one before, with its holds saved."""
    live: LivePractice | None = st.session_state.get("live")
    if live is None or st.session_state.get("choice") != choice:
        records: tuple[HoldRecord, ...] = ()
        if live is not None:
            live.retire()
            records = live.state.records if live.stretch.id == choice[0].id else ()
        straight = straight_of(neutral) if (neutral := _neutral_hold()) and choice[0].id != NEUTRAL_POSE else None
        live = LivePractice(*choice, _source, storage.writer().save, records, straight)
        st.session_state["choice"], st.session_state["live"] = choice, live
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
        return f"{round(result.reading.value)}°"  # never "-0"
    return f"{result.reading.value:.1f}"


def _check_row(result: CheckResult) -> str:
    name = result.check.id.replace("_", " ").capitalize() + (f" ({result.side.value})" if result.side else "")
    return f"| {MARKS[result.state]} | {name} | {_value_words(result)} | {_target_words(result)} |"


def _held(stretch: Stretch, state: LiveState) -> None:
    sides: list[Side | None] = [Side.LEFT, Side.RIGHT] if stretch.sided else [None]
    columns = st.columns(len(sides))
    for column, side in zip(columns, sides, strict=True):
        side_s = held_s(state.records, side)
        label = f"Held so far, {side.value}" if side else "Held so far"
        column.metric(label, f"{clock_words(side_s)} s" if side_s < 100 else clock_words(side_s))


PHASES = {
    Phase.LOOKING: "Looking for the position",
    Phase.SETTLING: "Settling",
    Phase.HOLDING: "Holding",
    Phase.PAUSED: "Paused",
    Phase.RELEASED: "Released",
}


def _troubles(state: LiveState) -> bool:
    """Says what went wrong, if anything did."""
    problem = storage.writer().error
    if state.problem:
        st.error(state.problem)
    if problem is not None:
        st.warning(str(problem))
    return bool(state.problem) or problem is not None


def _now(stretch: Stretch, live: LivePractice) -> None:
    state = live.state
    _held(stretch, state)
    _troubles(state)
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
    saved = storage.writer().flush(2.0)
    _troubles(live.state)
    if not records:
        return
    st.subheader("This practice", anchor=False)
    rows = [f"| {r.side} | {r.held_s:.0f} s | {'✓' if r.reached else ''} |" for r in records]
    st.markdown("\n".join(["| Side | Held | Target reached |", "|---|---|---|", *rows]))
    if saved:
        st.caption("Saved. You find it again under Review.")


def _practice(choice: Choice) -> bool:
    """Camera and summary. Returns whether the camera is running."""
    if not _model_ready():
        return False
    live = _live(choice)
    playing = cameras.camera(live.frame, live.end)
    if not playing:
        st.caption(WELLNESS)
        _summary(live)
    return playing


def page() -> None:
    """Draws the page."""
    catalog = load_catalog()
    video, beside = st.columns([5, 3], gap="large")
    with beside:
        if st.session_state.get("taking_neutral"):
            choice = _neutral_choice()
        else:
            choice = _choice(catalog)
            _offer_neutral()
    with video:
        st.title(choice[0].name, anchor=False)
        try:
            playing = _practice(choice)
        except PoseCheckError as error:
            st.error(str(error))
            playing = False
    with beside:
        if playing:
            st.fragment(_now, run_every=1.0)(choice[0], st.session_state["live"])
        _about(choice[0])
        for problem in catalog.problems:
            st.warning(f"This stretch file is left out until it is put right – {problem}")
