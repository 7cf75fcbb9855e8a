"""Taking a range on the Practise page: its tries in the place of what was chosen, and what came of them."""

from __future__ import annotations

import streamlit as st

from posecheck.errors import PoseCheckError
from posecheck.landmarks import Side
from posecheck.personal_range import RANGE_CHECKS, TRIES, planned, range_check, tries
from posecheck.programme import ProgrammeStage
from posecheck.record import Baseline
from posecheck.routine import Routine
from posecheck.session import side_word
from posecheck.ui import running, storage
from posecheck.ui.choices import keep, kept
from posecheck.ui.choose import Choice
from posecheck.ui.live import LivePractice
from posecheck.ui.personal_range import ABOUT, TAKING, range_pose, take, taken, told

SIDES = {"Both": tuple(Side), "Left": (Side.LEFT,), "Right": (Side.RIGHT,)}


def is_range(choice: Choice) -> bool:
    """Whether a choice is a range being taken: its tries are no practice."""
    return bool(choice.turns) and choice.turns[0].stretch.id in RANGE_CHECKS


def being_taken() -> Choice | None:
    """In place of what was chosen, while a range is taken."""
    check_id = st.session_state.get(TAKING)
    if check_id is None:
        return None
    check, pose = range_check(check_id), range_pose(check_id)
    st.markdown(ABOUT)
    word = "Both"
    if pose.sided:
        word = st.segmented_control("Sides", list(SIDES), default=kept("range-sides", word), key="range-sides") or word
        keep("range-sides", word)
    st.button("Back to practice", on_click=take, args=(None,))
    routine = Routine(check.id, check.name, "", (), ())  # it runs by itself, as routines do
    return Choice(f"Your own range: {check.name}", planned(pose, SIDES[word]), routine, pose.dose.target_s)


def now(choice: Choice, live: LivePractice) -> None:
    """Where it stands; called again every second."""
    standing = live.state.standing
    if standing is not None and standing.stage is ProgrammeStage.DONE:
        outcome(choice, live)
    else:
        running.now(choice, live)


def outcome(choice: Choice, live: LivePractice) -> None:
    """What the tries have read, and keeps it where they are enough."""
    running.troubles(live.state)
    check, records = range_check(choice.turns[0].stretch.id), live.state.records
    if not records and live.state.standing is None:
        return
    read = tries(check, records)
    st.subheader("Your own range", anchor=False)
    for side in dict.fromkeys(side_word(turn.side) for turn in choice.turns):
        values = read.get(side, ())
        name = "" if side == "both" else f"{side.capitalize()}: "
        if len(values) < TRIES:
            st.markdown(
                f"{name}{len(values)} of {TRIES} tries could be read; the others were skipped, broke off, or could not "
                "be told. Nothing is kept of them."
            )
            continue
        first = next(r for r in records if r.side == side)
        if _kept_once(live, Baseline(check.id, side, first.started_at, values)):
            st.markdown("\n".join(f"- {line}" for line in told(check, side, taken())))
            st.caption("Kept. You find it again under Settings.")


def _kept_once(live: LivePractice, baseline: Baseline) -> bool:
    """Saves it; the page is drawn again and again, and tries that were repeated replace those before."""
    done: dict[tuple[str, str], Baseline] = st.session_state.setdefault("ranges-kept", {})
    if done.get((live.id, baseline.side)) == baseline:
        return True
    try:
        storage.history().save_baseline(baseline)
    except PoseCheckError as problem:
        st.warning(str(problem))
        return False
    done[live.id, baseline.side] = baseline
    return True
