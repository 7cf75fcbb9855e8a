"""The Review page's words: how long, when, of what; and what a greater angle means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime

import streamlit as st

from posecheck.catalog import Catalog
from posecheck.errors import PoseCheckError
from posecheck.record import VIDEO, HoldRecord, SessionSummary
from posecheck.wording import length, title

# After Okabe and Ito, safe for colour-blind eyes; the blue a little lighter than theirs, to read on dark, too.
SIDE_COLOURS = {"left": "#1f83c4", "right": "#e69f00", "both": "#009e73"}
# What a greater and a smaller value look like, and the part of the body; any other measure is just more or less.
FURTHER = {
    "hip_flexion": ("hip", "more bent", "more open"),
    "hip_flexion_in_space": ("hip", "more bent", "more open"),
    "knee_flexion": ("knee", "more bent", "straighter"),
    "thigh_elevation": ("thigh", "higher", "lower"),
    "trunk_inclination": ("trunk", "further forward", "further back"),
    "knee_spread": ("knees", "wider", "closer"),
    "ankle_spread": ("ankles", "wider", "closer"),
}


@contextmanager
def told() -> Iterator[None]:
    """What the history cannot do is said where it is missing; the rest of the page stays."""
    try:
        yield
    except PoseCheckError as error:
        st.error(str(error))


def lasted(seconds: float) -> str:
    """A length of time, no finer than it matters: ``"45 s"``, ``"4 min 30 s"``, ``"24 min"``, ``"3 h 20 min"``."""
    if round(seconds) <= 0:
        return "0 s"
    if seconds < 600:
        return length(seconds)
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def day(when: date) -> str:
    """A day: ``"3 May 2026"``."""
    return f"{when.day} {when:%b %Y}"


def moment(when: datetime) -> str:
    """A moment where the person was then: ``"Sat 3 May 2026, 12:40"``."""
    return f"{when:%a} {day(when)}, {when:%H:%M}"


def month(when: date, now: date) -> str:
    """A month, with its year where that is not plain."""
    return f"{when:%B}" if (now - when).days < 300 else f"{when:%B %Y}"


def names(catalog: Catalog) -> Mapping[str, str]:
    """What stretches and routines are called, by id."""
    stretches = {i: stretch.name for i, stretch in catalog.stretches.items()}
    return stretches | {i: routine.name for i, routine in catalog.routines.items()}


def named(known: Mapping[str, str], practised: str) -> str:
    """What one is called; an id that is no longer known, as people read it."""
    return known.get(practised) or title(practised)


def one_side(side: str) -> str:
    """The side, where it is one of two."""
    return "" if side == "both" else side


def sided(name: str, side: str) -> str:
    """What is done, with its side where it has one: ``"Bridge"``, ``"Figure four, left"``."""
    return ", ".join(part for part in (name, one_side(side)) if part)


def led_by_side(side: str, words: str) -> str:
    """Words with the side in front where there is one, and a capital: ``"Left hip"``, ``"Hip"``."""
    return f"{one_side(side)} {words}".strip().capitalize()


def from_where(of: HoldRecord | SessionSummary) -> tuple[str, ...]:
    """Where a hold or a session was seen, where that needs a word."""
    return ("from video",) if of.origin == VIDEO else ()
