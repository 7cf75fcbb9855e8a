"""What to practise: a routine that runs by itself, or one stretch."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from posecheck.catalog import Catalog
from posecheck.errors import StoreError
from posecheck.fits import left_out
from posecheck.kinds import Kind
from posecheck.landmarks import Side
from posecheck.programme import Programme
from posecheck.routine import Routine, Turn, duration_words, planned_s, turns
from posecheck.stretch import Stretch
from posecheck.tremor import REST_S
from posecheck.ui import screening
from posecheck.ui.choices import keep, kept, settings
from posecheck.ui.words import plain

ROUTINE, STRETCH = "A routine", "One stretch"
FIRST_ROUTINE = "ten_minute_release"
LAST_ROUTINE = "last_routine"  # the settings' name for it
ASKED_FOR = "asked-for"  # a stretch that a link or the library named: shown although the answers leave it out
LONGEST_S = 7200  # as stretch files allow
SIDES: dict[str, Side | None] = {"Recognise": None, "Left": Side.LEFT, "Right": Side.RIGHT}


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen.

    Attributes:
        name: what it is called.
        turns: what is held, in order; one without end where one stretch is practised; none where the answers to the
            screening leave nothing.
        routine: the routine; None where it is one stretch.
        target_s: seconds aimed at in one hold of an endless turn.
        breaths_min: breaths a minute where they are paced; None where nothing is.
        without: names of the stretches that the answers leave out of the routine.
    """

    name: str
    turns: tuple[Turn, ...]
    routine: Routine | None = None
    target_s: float | None = None
    breaths_min: float | None = None
    without: tuple[str, ...] = ()

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
    if any(link) and link[0] not in catalog.routines and link[1] not in catalog.stretches:
        st.warning("What this address names is not here; choose something else.")
    if link == kept("link", (None, None)):
        return
    keep("link", link)
    routine, stretch = link
    if routine in catalog.routines:
        _ask_for_routine(link[0])
    elif stretch in catalog.stretches:
        _ask_for_stretch(link[1])


def _ask_for_routine(routine_id: str | None) -> None:
    keep("routine", routine_id)
    keep("mode", ROUTINE)


def _ask_for_stretch(stretch_id: str | None) -> None:
    keep("stretch", stretch_id)
    keep(ASKED_FOR, stretch_id)
    keep("mode", STRETCH)


def practise(chosen: Routine | Stretch) -> None:
    """Goes to the Practise page with something chosen on another page."""
    if isinstance(chosen, Routine):
        _ask_for_routine(chosen.id)
    else:
        _ask_for_stretch(chosen.id)
    st.switch_page(st.session_state["pages"]["practise"])


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


def _pick(what: str, ids: list[str], usual: str, name_of: Callable[[str], str]) -> str:
    """One of a list, kept for the visit."""
    before = kept(what, usual)
    index = ids.index(before) if before in ids else 0
    chosen = st.selectbox(what.capitalize(), ids, index, format_func=name_of, key=what) or ids[0]
    keep(what, chosen)
    return chosen


def _routine(catalog: Catalog) -> Choice:
    routines, ids = catalog.routines, list(catalog.routines)
    last = settings().load().get(LAST_ROUTINE)
    routine = routines[_pick("routine", ids, last if last in ids else FIRST_ROUTINE, lambda i: routines[i].name)]
    given = screening.answers()
    planned = turns(routine, catalog.stretches)
    fitting = tuple(turn for turn in planned if not left_out(turn.stretch, given))
    without = dict.fromkeys(turn.stretch.name for turn in planned if left_out(turn.stretch, given))
    return Choice(routine.name, fitting, routine, without=tuple(without))


def _offered(catalog: Catalog) -> list[str]:
    """Ids of the stretches that the answers leave, and of the one that was asked for all the same."""
    given, asked_for = screening.answers(), kept(ASKED_FOR)
    return [i for i, s in catalog.stretches.items() if i == asked_for or not left_out(s, given)]


def _stretch(catalog: Catalog) -> Choice:
    stretches, ids = catalog.stretches, _offered(catalog)
    if not ids:
        return Choice(STRETCH, ())
    stretch = stretches[_pick("stretch", ids, "bridge", lambda i: stretches[i].name)]
    if fewer := len(stretches) - len(ids):
        st.caption(f"{fewer} left out because of your answers.")
    left, right = st.columns([2, 3])
    with left:
        target_s = _seconds(stretch)
    side, breaths_min = None, None
    with right:
        if stretch.sided:
            side = _side(stretch)
        if stretch.pace is not None:
            pace = stretch.pace
            name = f"pace-{stretch.id}"
            usual = kept(name, pace.breaths_min)
            breaths_min = st.slider("Breaths a minute", pace.slowest, pace.fastest, usual, 0.5, key=name)
            keep(name, breaths_min)
    turn = Turn(stretch, side, math.inf)
    if stretch.kind.timed:
        turn = Turn(stretch, side, target_s, REST_S if stretch.kind is Kind.TREMOR else 0.0)
    return Choice(stretch.name, (turn,), None, target_s, breaths_min)


def _seconds(stretch: Stretch) -> float:
    usual = min(LONGEST_S, max(1, round(stretch.dose.target_s)))
    name = f"target-{stretch.id}"
    label = "Seconds" if stretch.kind.timed else "Seconds to hold"
    target_s = st.number_input(label, 1, LONGEST_S, kept(name, usual), 5, key=name)
    keep(name, target_s)
    return float(target_s)


def _side(stretch: Stretch) -> Side | None:
    """Where a timer leads, nothing is recognised: the side is said."""
    name, words = f"side-{stretch.id}", [w for w, s in SIDES.items() if s is not None or not stretch.kind.timed]
    word = st.segmented_control("Side", words, default=kept(name, words[0]), key=name) or words[0]
    keep(name, word)
    return SIDES[word]


def plan_words(choice: Choice, routine: Routine) -> str:
    """A routine's turns as a list, how long it takes, and what the answers leave out of it."""
    planned = choice.turns
    rows: list[str] = []
    for number, step in enumerate(routine.steps):
        own = [turn for turn in planned if turn.step == number]
        if not own:
            continue
        sides = ", each side" if any(turn.side for turn in own) and len({turn.side for turn in own}) > 1 else ""
        times = f"{step.repeats} × " if step.repeats > 1 else ""
        name = plain(own[0].stretch.name)
        repetition = own[0].stretch.repetition
        once = f"{repetition.count} times" if repetition else duration_words(own[0].target_s)
        rows.append(f"{len(rows) + 1}. {name} – {times}{once}{sides}")
    without = [f"Left out because of your answers: {plain(', '.join(choice.without))}.", ""] if choice.without else []
    takes = [f"{duration_words(planned_s(planned)).capitalize()} altogether.", ""] if planned else []
    return "\n".join([*without, *takes, *rows])
