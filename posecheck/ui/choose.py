"""What to practise: a routine that runs by itself, or one stretch."""

from __future__ import annotations

import math
from dataclasses import dataclass

import streamlit as st

from posecheck.catalog import Catalog
from posecheck.errors import StoreError
from posecheck.kinds import Kind
from posecheck.landmarks import Side
from posecheck.programme import Programme
from posecheck.routine import Routine, Turn, duration_words, planned_s, turns
from posecheck.stretch import Stretch
from posecheck.tremor import REST_S
from posecheck.ui.choices import keep, kept, settings

ROUTINE, STRETCH = "A routine", "One stretch"
FIRST_ROUTINE = "ten_minute_release"
LAST_ROUTINE = "last_routine"  # the settings' name for it
LONGEST_S = 7200  # as stretch files allow
SIDES: dict[str, Side | None] = {"Recognise": None, "Left": Side.LEFT, "Right": Side.RIGHT}


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen.

    Attributes:
        name: what it is called.
        turns: what is held, in order; one without end where one stretch is practised.
        routine: the routine; None where it is one stretch.
        target_s: seconds aimed at in one hold of an endless turn.
        breaths_min: breaths a minute where they are paced; None where nothing is.
    """

    name: str
    turns: tuple[Turn, ...]
    routine: Routine | None = None
    target_s: float | None = None
    breaths_min: float | None = None

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The stretches in it, each once."""
        return tuple({turn.stretch.id: turn.stretch for turn in self.turns}.values())

    def programme(self) -> Programme:
        """It, before its first frame. One position needs no time to get ready: the clock waits for it."""
        waits = self.routine is not None or self.turns[0].stretch.kind.timed
        return Programme(self.turns) if waits else Programme(self.turns, ready_s=0.0)


def remember(choice: Choice) -> None:
    """Keeps the routine that was begun, to be offered again; where that cannot be written it is no loss."""
    if choice.routine is not None and settings().load().get(LAST_ROUTINE) != choice.routine.id:
        try:
            settings().update(**{LAST_ROUTINE: choice.routine.id})
        except StoreError:
            return


def _follow_link(catalog: Catalog) -> None:
    """``?stretch=bridge`` or ``?routine=desk_break`` in the address chooses it, once."""
    link = (st.query_params.get("routine"), st.query_params.get("stretch"))
    if link == kept("link", (None, None)):
        return
    keep("link", link)
    routine, stretch = link
    if routine in catalog.routines:
        keep("routine", routine)
        keep("mode", ROUTINE)
    elif stretch in catalog.stretches:
        keep("stretch", stretch)
        keep("mode", STRETCH)


def choose(catalog: Catalog) -> Choice:
    """Asks what to practise; what was chosen last is one click away."""
    _follow_link(catalog)
    modes = [ROUTINE, STRETCH] if catalog.routines else [STRETCH]
    before = kept("mode", modes[0])
    mode = st.segmented_control(
        "Practise", modes, default=before if before in modes else modes[0], key="mode", label_visibility="collapsed"
    )
    keep("mode", mode or before)
    return _routine(catalog) if (mode or before) == ROUTINE else _stretch(catalog)


def _routine(catalog: Catalog) -> Choice:
    routines, ids = catalog.routines, list(catalog.routines)
    last = settings().load().get(LAST_ROUTINE)
    before = kept("routine", last if last in ids else FIRST_ROUTINE)
    chosen = st.selectbox(
        "Routine",
        ids,
        ids.index(before) if before in ids else 0,
        format_func=lambda i: routines[i].name,
        key="routine",
    )
    routine = routines[chosen or ids[0]]
    keep("routine", routine.id)
    return Choice(routine.name, turns(routine, catalog.stretches), routine)


def _stretch(catalog: Catalog) -> Choice:
    stretches, ids = catalog.stretches, list(catalog.stretches)
    before = kept("stretch", "bridge")
    chosen = st.selectbox(
        "Stretch",
        ids,
        ids.index(before) if before in ids else 0,
        format_func=lambda i: stretches[i].name,
        key="stretch",
    )
    stretch = stretches[chosen or ids[0]]
    keep("stretch", stretch.id)
    left, right = st.columns(2)
    with left:
        target_s = _seconds(stretch)
    side, breaths_min = None, None
    with right:
        if stretch.sided:
            side = _side(stretch)
        if stretch.pace is not None:
            pace = stretch.pace
            breaths_min = st.slider("Breaths a minute", pace.slowest, pace.fastest, pace.breaths_min, 0.5, key="pace")
    turn = Turn(stretch, side, math.inf)
    if stretch.kind.timed:
        turn = Turn(stretch, side, target_s, REST_S if stretch.kind is Kind.TREMOR else 0.0)
    return Choice(stretch.name, (turn,), None, target_s, breaths_min)


def _seconds(stretch: Stretch) -> float:
    usual = min(LONGEST_S, max(1, round(stretch.dose.target_s)))
    name = f"target-{stretch.id}"
    target_s = st.number_input("Seconds to hold", 1, LONGEST_S, kept(name, usual), 5, key=name)
    keep(name, target_s)
    return float(target_s)


def _side(stretch: Stretch) -> Side | None:
    """Where a timer leads, nothing is recognised: the side is said."""
    name, words = f"side-{stretch.id}", [w for w, s in SIDES.items() if s is not None or not stretch.kind.timed]
    word = st.segmented_control("Side", words, default=kept(name, words[0]), key=name) or words[0]
    keep(name, word)
    return SIDES[word]


def plan_words(routine: Routine, planned: tuple[Turn, ...]) -> str:
    """A routine's turns as a list, and how long it takes."""
    rows = []
    for number, step in enumerate(routine.steps):
        own = [turn for turn in planned if turn.step == number]
        sides = ", each side" if any(turn.side for turn in own) and len({turn.side for turn in own}) > 1 else ""
        times = f"{step.repeats} × " if step.repeats > 1 else ""
        rows.append(f"{number + 1}. {own[0].stretch.name} – {times}{duration_words(own[0].target_s)}{sides}")
    return "\n".join([f"{duration_words(planned_s(planned)).capitalize()} altogether.", "", *rows])
