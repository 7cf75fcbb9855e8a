"""Routines: as cards, and one of them with all its steps."""

from __future__ import annotations

import html
from collections.abc import Iterable
from functools import partial

import streamlit as st

from posecheck.catalog import Catalog
from posecheck.fits import cautions, left_out
from posecheck.needs import NEEDS
from posecheck.routine import Routine, Sides, Step, dose_warnings
from posecheck.stretch import Stretch
from posecheck.ui import cards, choose, files, words
from posecheck.ui.picture import HEIGHT, WIDTH, picture_svg
from posecheck.ui.words import plain

SIDES = {Sides.BOTH: "", Sides.EACH: "each", Sides.LEFT: "left", Sides.RIGHT: "right"}


def _stretches(routine: Routine, catalog: Catalog) -> list[Stretch]:
    """A routine's stretches, each once, in order."""
    return [catalog.stretches[i] for i in dict.fromkeys(step.stretch_id for step in routine.steps)]


def _mosaic(routine: Routine, stretches: Iterable[Stretch]) -> str:
    """Four pictures in one, as SVG."""
    parts = [
        f'<g transform="translate({number % 2 * WIDTH / 2} {number // 2 * HEIGHT / 2}) scale(0.5)">'
        f"{picture_svg(stretch.figure, stretch.name)}</g>"
        for number, stretch in enumerate(list(stretches)[:4])
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-label="{html.escape(routine.name)}">{"".join(parts)}</svg>'
    )


def _open(routine_id: str) -> None:
    st.query_params["routine"] = routine_id


def section(catalog: Catalog, answers: frozenset[str]) -> None:
    """Draws the cards.

    Args:
        catalog: what there is.
        answers: ids of the screening questions this person said yes to.
    """
    with cards.grid():
        for routine in catalog.routines.values():
            stretches = _stretches(routine, catalog)
            lines = [f"{words.taking(routine, catalog.stretches)} · {len(stretches)} stretches", plain(routine.about)]
            if any(cautions(s, answers) for s in stretches):
                lines.append(cards.CAUTION)
            picture = _mosaic(routine, stretches)
            cards.card(f"routine-{routine.id}", picture, routine.name, lines, partial(_open, routine.id))


def _step(step: Step, stretch: Stretch) -> str:
    times = f" × {step.repeats}" if step.repeats > 1 else ""
    hold = f"{words.length(stretch.dose.target_s if step.target_s is None else step.target_s)}{times}"
    rest = f", rest {words.length(step.rest_s)}" if step.rest_s else ""
    return f"| {plain(stretch.name)} | {SIDES[step.sides]} | {hold}{rest} |"


def _cautions(stretches: Iterable[Stretch], answers: frozenset[str]) -> None:
    for stretch in stretches:
        out = " It is left out of your library; skip it here too." if left_out(stretch, answers) else ""
        for caution in cautions(stretch, answers):
            st.warning(f"**{plain(stretch.name)}.** {plain(caution)}{out}")


def draw(routine: Routine, catalog: Catalog, answers: frozenset[str]) -> None:
    """Draws one routine's page.

    Args:
        routine: which one.
        catalog: where it comes from.
        answers: ids of the screening questions this person said yes to.
    """
    st.button("All routines", type="tertiary", icon=":material/arrow_back:", on_click=st.query_params.clear)
    seen, said = st.columns([2, 3], gap="large")
    stretches = _stretches(routine, catalog)
    with seen:
        st.title(plain(routine.name), anchor=False)
        st.image(_mosaic(routine, stretches), width="stretch", alt=f"{routine.name}, drawn")
        if st.button("Practise this routine", type="primary", width="stretch"):
            choose.practise(routine)
        needs = ", ".join(NEEDS.get(need, need) for need in routine.needs)
        st.markdown(f"**Takes.** {words.taking(routine, catalog.stretches)}  \n**Serves.** {plain(needs)}")
    with said:
        st.markdown(plain(routine.about))
        _cautions(stretches, answers)
        rows = [_step(step, catalog.stretches[step.stretch_id]) for step in routine.steps]
        st.markdown("\n".join(["| Stretch | Side | Time |", "|---|---|---|", *rows]))
        st.caption("Getting ready and changing sides are announced, and counted in.")
        for warning in dose_warnings(routine, catalog.stretches):
            st.info(plain(warning))
        files.pass_on(routine, catalog)
