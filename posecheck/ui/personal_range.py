"""A person's own range on the pages: what it is, whether it is aimed at, taking it again, forgetting it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

import streamlit as st

from posecheck.aim import SHARE_WORDS, scaled, unscaled_words
from posecheck.catalog import load_pose
from posecheck.errors import PoseCheckError
from posecheck.fits import cautions, left_out
from posecheck.landmarks import Side
from posecheck.personal_range import (
    CHECK_AGAIN,
    RANGE_CHECKS,
    WIDE_DEG,
    RangeCheck,
    apart_deg,
    change_words,
    due,
    kept_still,
    newest,
    smallest_change_deg,
)
from posecheck.record import Baseline
from posecheck.routine import Turn
from posecheck.stretch import Stretch
from posecheck.ui import screening, storage
from posecheck.ui.choices import keep_for_good, settings, tell_trouble, trouble
from posecheck.ui.choose import Choice
from posecheck.ui.clock import today
from posecheck.ui.words import plain

TAKING = "taking_range"
_PART = "own-range"  # under which what went wrong is told
AIMS, PUT_OFF = "own_range_aims", "own_range_put_off"  # the settings' names: whether it is aimed at; quiet until then
ABOUT = (
    "Optional: how far three movements go for you, three tries each, as far as is comfortable. They are compared with "
    "nobody but yourself."
)


@lru_cache(maxsize=len(RANGE_CHECKS))
def range_pose(check_id: str) -> Stretch:
    """The position of a range check."""
    return kept_still(load_pose(check_id))


def taken() -> list[Baseline]:
    """All baselines, oldest first; none, too, where the history cannot be read."""
    try:
        return storage.history().baselines()
    except PoseCheckError:  # the writer says so
        return []


def _aims() -> bool:
    return settings().load().get(AIMS) is True


def switch() -> None:
    """Asks whether targets shall be scaled to the own range."""
    st.toggle(
        f"Aim at {SHARE_WORDS} of my own range",
        _aims(),
        key="range-aims",
        on_change=lambda: keep_for_good(_PART, **{AIMS: st.session_state["range-aims"]}),
    )
    st.caption("A target that lies beyond that comes nearer to you; none ever moves further away.")
    if problem := trouble(_PART):
        st.warning(problem)


def toward(choice: Choice) -> Choice:
    """A choice that aims at the own range, where that is wanted and known."""
    own = newest(taken()) if _aims() else {}
    if not own:
        return choice
    return replace(choice, turns=tuple(replace(t, stretch=scaled(t.stretch, t.side, own)) for t in choice.turns))


def counts_earlier(stretch: Stretch) -> bool:
    """Whether what is practised of it now counts from another angle on than it usually does."""
    own = newest(taken()) if _aims() else {}
    return any(scaled(stretch, side, own) is not stretch for side in (None, *Side))


def usual_words(turn: Turn) -> str:
    """Why a turn keeps its stretch's own target although the own range is to be aimed at; empty where it does not."""
    return unscaled_words(turn.stretch, turn.side, newest(taken())) if _aims() else ""


def _is_quiet(today: date) -> bool:
    given = settings().load().get(PUT_OFF)
    try:
        return isinstance(given, str) and today < date.fromisoformat(given)
    except ValueError:
        return False


def _put_off() -> None:
    keep_for_good(_PART, **{PUT_OFF: (today() + CHECK_AGAIN).isoformat()})


def reminder() -> None:
    """Says quietly, once it is some weeks old, that the range may be taken again."""
    own = newest(taken())
    if not due(own.values(), today()) or _is_quiet(today()):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("Your own range is some weeks old. Take it again when it suits you, under Settings.")
        st.button("Not now", key="range-put-off", on_click=_put_off)


def take(check_id: str | None) -> None:
    """Has a range taken on the Practise page; None goes back to what was chosen."""
    st.session_state[TAKING] = check_id
    st.session_state["choice"] = None  # what is taken again begins anew


def _degrees(value: float) -> str:
    return f"{round(value)}°".replace("-", "−")


def told(check: RangeCheck, side: str, baselines: Iterable[Baseline]) -> list[str]:
    """One side's newest baseline, what was new in it, and how sure it is.

    Args:
        check: the range check.
        side: ``"left"``, ``"right"`` or ``"both"``.
        baselines: as `taken` gives them.
    """
    of_check = [b for b in baselines if b.check_id == check.id]
    of_side = [b for b in of_check if b.side == side]
    if not of_side:
        return []
    last, band_deg = of_side[-1], smallest_change_deg(of_check)
    name = "" if side == "both" else f"{side.capitalize()}: "
    each = ", ".join(_degrees(value) for value in last.tries)
    when = f"{last.taken_at:%d %b %Y}"
    lines = [f"**{name}{_degrees(last.value)}** on {when} (tries: {each})."]
    if len(of_side) > 1:
        lines.append(change_words(of_side[-2], last, band_deg))
    else:
        lines.append(f"Another time up to {band_deg:.0f}° more or less would be within your own band.")
    if apart_deg(last.tries) > WIDE_DEG:
        lines.append(
            f"The tries are {apart_deg(last.tries):.0f}° apart, so the band is wide and only a larger change will be "
            "told. Taken again on a quiet day it may be narrower."
        )
    return lines


def _forget(check_id: str) -> None:
    tell_trouble(_PART, "")
    try:
        storage.history().delete_baselines(check_id)
    except PoseCheckError as problem:
        tell_trouble(_PART, str(problem))
    st.session_state["choice"] = None  # the next practice goes without it


def _check(check: RangeCheck, baselines: Sequence[Baseline]) -> None:
    pose, given = range_pose(check.id), screening.answers()
    st.markdown(f"**{check.name}**")
    sides = sorted({b.side for b in baselines if b.check_id == check.id})
    for side in sides:
        st.markdown("\n".join(f"- {line}" for line in told(check, side, baselines)))
    if "bed" in pose.equipment:
        st.caption("It needs a firm, stable bed.")
    for caution in cautions(pose, given):
        st.caption(plain(caution))
    with st.container(horizontal=True):
        if not left_out(pose, given) and st.button("Take it again" if sides else "Take it", key=f"take-{check.id}"):
            take(check.id)
            st.switch_page(st.session_state["pages"]["practise"])
        if sides:
            st.button("Forget it", key=f"forget-{check.id}", on_click=_forget, args=(check.id,))


def section() -> None:
    """Draws the part of the Settings page."""
    st.subheader("Your own range", anchor=False)
    st.markdown(ABOUT)
    switch()
    baselines = taken()
    for check in RANGE_CHECKS.values():
        with st.container(border=True):
            _check(check, baselines)
    reminder()
