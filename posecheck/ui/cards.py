"""The stretches as cards, with what narrows them down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from posecheck.catalog import Catalog
from posecheck.fits import EVERY_NEED, TIMES, Wishes, cautions, left_out
from posecheck.needs import NEEDS
from posecheck.stretch import Stretch
from posecheck.ui import words
from posecheck.ui.choices import keep, kept
from posecheck.ui.picture import picture_svg

MAT_ONLY = "a mat only"
CAUTION = ":orange[:material/info:] A caution for you"
# As many columns as there is room for; and the whole card opens what its button names.
STYLE = """<style>
.st-key-library-cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1rem; }
.st-key-library-wishes { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: 1rem; }
.st-key-library-cards > div, .st-key-library-cards [class*="st-key-card-"] { height: 100%; }
[class*="st-key-card-"] { position: relative; }
[class*="st-key-card-"] :is(.stElementContainer, .stButton, .stTooltipIcon) { position: static; }
[class*="st-key-card-"] .stButton button { position: static; padding: 0; min-height: 0; }
[class*="st-key-card-"] .stButton button::after { content: ""; position: absolute; inset: 0; border-radius: 0.5rem; }
[class*="st-key-card-"] .stButton button:focus-visible::after { outline: 2px solid currentColor; }
[class*="st-key-card-"] .stButton button p { font-weight: 600; text-align: left; }
[class*="st-key-card-"] .stElementToolbar { display: none; }
</style>"""


def card(key: str, picture: str, name: str, lines: Iterable[str], on_open: Callable[[], None]) -> None:
    """Draws one card.

    Args:
        key: its own in the page.
        picture: SVG.
        name: what opens it.
        lines: a few words each.
        on_open: what a press does.
    """
    with st.container(border=True, key=f"card-{key}", gap="xsmall"):
        st.image(picture, width="stretch", alt=f"{words.plain(name)}, drawn")
        st.button(words.plain(name), key=f"open-{key}", type="tertiary", on_click=on_open)
        for line in lines:
            st.caption(line)


def grid() -> DeltaGenerator:
    """Where cards stand side by side, as many as there is room for."""
    st.html(STYLE)
    return st.container(key="library-cards")


def _choose(label: str, options: Sequence[str], say: Callable[[str], str] = words.title) -> str | None:
    """One choice, or anything; remembered while another page is shown."""
    key = f"library-{label.lower()}"
    before = kept(key)
    index = options.index(before) if before in options else None
    chosen = st.selectbox(label, options, index, format_func=say, placeholder="Any", key=key)
    keep(key, chosen)
    return chosen


def _values(given: Iterable[str]) -> list[str]:
    return sorted(set(given))


def wishes(stretches: Iterable[Stretch]) -> Wishes:
    """Asks what is looked for. Only what some stretch has can be chosen.

    Args:
        stretches: all there are.
    """
    stretches = list(stretches)
    things = _values(thing for s in stretches for thing in s.equipment)
    with st.container(key="library-wishes"):
        category = _choose("Category", _values(s.category for s in stretches))
        need = _choose("Need", list(NEEDS), lambda n: f"{NEEDS[n]} ({n})")
        position = _choose("Position", _values(s.position for s in stretches), words.position)
        time = _choose("Time", list(TIMES))
        beside = _at_hand([MAT_ONLY, *things])
    return Wishes(category, need, position, time, beside)


def _at_hand(options: list[str]) -> frozenset[str] | None:
    before = [thing for thing in kept("library-beside", []) if thing in options]
    chosen = st.multiselect(
        "At hand", options, before, format_func=words.title, placeholder="Anything", key="library-beside"
    )
    keep("library-beside", chosen)
    return frozenset(chosen) - {MAT_ONLY} if chosen else None


def _open(stretch_id: str) -> None:
    st.query_params["stretch"] = stretch_id


def _stretch_card(stretch: Stretch, answers: frozenset[str]) -> None:
    lines = [words.plain(f"{words.position(stretch.position)} · {words.dose(stretch)}")]
    if left_out(stretch, answers):
        lines.append(":orange[:material/info:] Left out because of your answers")
    elif cautions(stretch, answers):
        lines.append(CAUTION)
    picture = picture_svg(stretch.figure, stretch.name)
    card(stretch.id, picture, stretch.name, lines, partial(_open, stretch.id))


def section(catalog: Catalog, answers: frozenset[str]) -> None:
    """Draws the choice and the cards.

    Args:
        catalog: what there is.
        answers: ids of the screening questions this person said yes to.
    """
    wished = wishes(catalog.stretches.values())
    found = [s for s in catalog.stretches.values() if wished.met_by(s)]
    out = [s for s in found if left_out(s, answers)]
    shown = _offer(found, out)
    if wished.need == EVERY_NEED:
        st.info(
            "No stretch here answers a question about your health. Each says when to ask first; About you says when "
            "to get help."
        )
    if not shown:
        st.markdown("Nothing here is all of that. Set one of the choices back to any.")
    with grid():
        for stretch in shown:
            _stretch_card(stretch, answers)


def _offer(found: list[Stretch], out: list[Stretch]) -> list[Stretch]:
    """Says how many there are, and leaves out what the answers say, unless asked to show it."""
    left = f" · {len(out)} left out because of your answers" if out else ""
    count = len(found) - len(out)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.caption(f"{count} stretch{'' if count == 1 else 'es'}{left}", width="content")
        if not out:
            return found
        all_of_them = st.toggle("Show them", kept("library-left-out", False), key="library-left-out")
        keep("library-left-out", all_of_them)
    return found if all_of_them else [s for s in found if s not in out]
