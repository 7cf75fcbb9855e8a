"""What the page shows beside the video while something is practised, and after it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import streamlit as st

from posecheck.checks import CheckResult, Placement, State
from posecheck.drawing.overlay import clock_words
from posecheck.hold import Phase
from posecheck.kinds import Kind
from posecheck.landmarks import Side
from posecheck.measures import MEASURES, Measured
from posecheck.programme import Done, ProgrammeStage
from posecheck.record import HoldRecord
from posecheck.repetitions import Moved
from posecheck.routine import Turn
from posecheck.session import held_s
from posecheck.stretch import Stretch
from posecheck.ui import session_note, storage, words
from posecheck.ui.choose import Choice
from posecheck.ui.live import LivePractice, LiveState
from posecheck.ui.picture import picture_svg
from posecheck.ui.sound import breath_sound
from posecheck.ui.standing import Standing

MARKS = {State.OK: "✓", State.LOW: "↑", State.HIGH: "↓", State.UNKNOWN: "·"}
PHASES = {
    Phase.LOOKING: "Looking for the position",
    Phase.SETTLING: "Settling",
    Phase.HOLDING: "Holding",
    Phase.PAUSED: "Paused",
    Phase.RELEASED: "Released",
}


def _value_words(result: CheckResult) -> str:
    if not isinstance(result.reading, Measured) or result.state is State.UNKNOWN:
        return str(result.unknown)
    if MEASURES[result.check.measure].unit == "deg":
        return f"{round(result.reading.value)}°".replace("-", "−")  # never "-0"
    return f"{result.reading.value:.1f}".replace("-", "−")


def _check_row(result: CheckResult) -> str:
    name = words.title(result.check.id) + (f" ({result.side.value})" if result.side else "")
    return f"| {MARKS[result.state]} | {name} | {_value_words(result)} | {words.target(result.check)} |"


def _held(stretch: Stretch, state: LiveState) -> None:
    own = [r for r in state.records if r.stretch_id == stretch.id]
    sides: list[Side | None] = [Side.LEFT, Side.RIGHT] if stretch.sided else [None]
    columns = st.columns(len(sides))
    for column, side in zip(columns, sides, strict=True):
        side_s = held_s(own, side)
        label = f"Held so far, {side.value}" if side else "Held so far"
        column.metric(label, f"{clock_words(side_s)} s" if side_s < 100 else clock_words(side_s))


def troubles(state: LiveState) -> None:
    """Says what went wrong, if anything did."""
    problem = storage.writer().error
    if state.problem:
        st.error(state.problem)
    if problem is not None:
        st.warning(str(problem))


def _left_words(standing: Standing) -> str:
    return (
        f"{clock_words(math.ceil(standing.left_s))} left" if standing.left_s >= 100 else f"{standing.left_s:.0f} s left"
    )


def _progress(live: LivePractice, standing: Standing, count: int) -> None:
    """Where a routine stands, and the ways out of its order."""
    turn = standing.turn
    name = words.plain(turn.name)
    st.progress(standing.progress, text=f"{standing.number} of {count}: {name} · {_left_words(standing)}")
    if standing.words:
        st.caption(words.plain(standing.words))
    pause, skip, repeat = st.columns(3)
    if standing.paused:
        pause.button("Go on", on_click=live.resume, type="primary", width="stretch")
    else:
        pause.button("Pause", on_click=live.pause, width="stretch")
    skip.button("Skip", on_click=live.skip, width="stretch")
    if turn.stretch.kind is not Kind.TREMOR:  # once, then not for two days
        repeat.button("Repeat", on_click=live.repeat, width="stretch")
    if standing.upcoming is not None:
        st.caption(f"Then: {words.plain(standing.upcoming.name)}")


def _moved_words(moved: Moved) -> str:
    """How often; and how far and how fast it was the last time."""
    if not moved.count:
        return "0 times so far"
    times = "1 time" if moved.count == 1 else f"{moved.count} times"
    return f"{times} · {moved.range_deg:.0f}° · {moved.top_deg_s:.0f}°/s"


def how(turn: Turn) -> None:
    """How a stretch is done: its picture, for the side, and its steps."""
    stretch = turn.stretch
    if stretch.aim:
        st.markdown(f"**{words.plain(stretch.aim)}**")
    picture = picture_svg(stretch.figure, stretch.name, mirrored=turn.side is Side.LEFT)
    st.image(picture, width="stretch", alt=f"{stretch.name}, drawn")
    st.markdown(words.steps(stretch))


def now(choice: Choice, live: LivePractice) -> None:
    """Draws where the practice stands; called again every second."""
    standing = live.state.standing
    if choice.routine is not None and standing is not None:
        _progress(live, standing, len(choice.turns))
    if standing is not None and standing.stage is ProgrammeStage.DONE:  # who lies there reads it without a click
        summary(choice, live)
        return
    _counted(choice, live)
    if choice.routine is not None and standing is not None:
        how(standing.turn)


def _counted(choice: Choice, live: LivePractice) -> None:
    """What the clock says, and what the camera sees."""
    state = live.state
    standing = state.standing
    stretch = standing.turn.stretch if standing is not None else choice.turns[0].stretch
    _held(stretch, state)
    troubles(state)
    snapshot = state.snapshot
    if snapshot is None:
        between = standing is not None and standing.stage is not ProgrammeStage.HOLD
        said = standing.words if standing is not None and between else ""
        if not said:
            paused = standing is not None and standing.paused
            st.caption("Paused." if paused else "Waiting for the next picture…")
        elif choice.routine is None:  # a routine's progress has told it
            st.caption(words.plain(said))
        return
    if stretch.kind.timed:
        st.caption("Timed, not seen: nothing about how you do this is judged.")
        if snapshot.guidance is not None and snapshot.guidance.breath is not None and stretch.pace is not None:
            breath_sound(snapshot.guidance.breath, stretch.pace, choice.breaths_min or stretch.pace.breaths_min)
        return
    reason = f": {words.plain(str(snapshot.pause_reason))}" if snapshot.pause_reason else ""
    st.markdown(f"**{PHASES[snapshot.phase]}**{reason}")
    if choice.routine is None and snapshot.verdict.placement is Placement.CANNOT_TELL:
        st.button("Count by time instead", on_click=live.count_by_time)
    if snapshot.moved is not None:
        st.markdown(f"**{_moved_words(snapshot.moved)}**")
    if snapshot.verdict.results:
        rows = [_check_row(r) for r in snapshot.verdict.results]
        with st.expander("What the camera sees", expanded=choice.routine is None):
            st.markdown("\n".join(["| State | Check | Now | Target |", "|---|---|---|---|", *rows]))
    elif snapshot.cue is not None:
        st.markdown(words.plain(snapshot.cue.text))


def _amount(done: Done, part: float) -> str:
    """Some part of what was aimed at: seconds, or repetitions."""
    repetition = done.turn.stretch.repetition
    return f"{round(part * repetition.count)} times" if repetition else f"{part * done.turn.target_s:.0f} s"


def _outcome_row(done: Done) -> str:
    name, side = words.plain(done.turn.stretch.name), done.turn.side.value if done.turn.side else ""
    part = done.held_s / done.turn.target_s
    held = _amount(done, part) if done.held_s else "skipped" if done.skipped else "–"
    reached = part >= 1.0 and done.turn.stretch.kind is not Kind.TREMOR
    return f"| {name} | {side} | {_amount(done, 1.0)} | {held} | {'✓' if reached else ''} |"


def _records_table(records: Sequence[HoldRecord], scored: bool) -> str:
    """One stretch's holds; tremor practice is not scored."""
    if not scored:
        return "\n".join(["| Side | Held |", "|---|---|", *(f"| {r.side} | {r.held_s:.0f} s |" for r in records)])
    rows = [f"| {r.side} | {r.held_s:.0f} s | {'✓' if r.reached else ''} |" for r in records]
    return "\n".join(["| Side | Held | Target reached |", "|---|---|---|", *rows])


def summary(choice: Choice, live: LivePractice) -> None:
    """What was held, against what was planned."""
    state = live.state
    saved = storage.writer().flush(2.0)
    troubles(state)
    standing = state.standing
    if not state.records and (standing is None or standing.number == 1):
        return
    if choice.routine is not None and standing is not None:
        st.subheader("What you held", anchor=False)
        rows = [_outcome_row(done) for done in standing.outcomes]
        st.markdown("\n".join(["| Stretch | Side | Planned | Held | Reached |", "|---|---|---|---|---|", *rows]))
        timed = sum(r.timed_s for r in state.records)
        if timed >= 1.0:
            st.caption(f"{timed:.0f} s of it are timed, not seen.")
    else:
        st.subheader("This practice", anchor=False)
        st.markdown(_records_table(state.records, choice.turns[0].stretch.kind is not Kind.TREMOR))
    if saved:
        st.caption("Saved. You find it again under Review.")
        if state.records:
            session_note.offer(state.records[0].session_id)
