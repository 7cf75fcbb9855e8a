"""One stretch: its picture, how it is done, what is watched, and where each number comes from."""

from __future__ import annotations

import streamlit as st

from posecheck.catalog import Catalog
from posecheck.fits import cautions, left_out
from posecheck.needs import NEEDS
from posecheck.routine import duration_words
from posecheck.stretch import Stretch
from posecheck.ui import choose, files, sources, words
from posecheck.ui.picture import picture_svg
from posecheck.ui.words import plain


def _second_picture(stretch: Stretch) -> None:
    if stretch.figure_too is not None:
        title = f"{stretch.name}, the {stretch.figure_too.word} view"
        st.image(picture_svg(stretch.figure, title, stretch.figure_too), width="stretch", alt=f"{title}, drawn")


def _facts(stretch: Stretch) -> None:
    side = f"left and right; the side is {stretch.side_means}" if stretch.sided else "both sides at once"
    needs = ", ".join(NEEDS.get(need, need) for need in stretch.needs)
    facts = {
        words.position(stretch.position): side,
        "Dose": words.dose(stretch),
        "Beside a mat": ", ".join(stretch.equipment) or "nothing",
        "Serves": needs,
    }
    st.markdown("  \n".join(f"**{plain(name)}.** {plain(fact)}" for name, fact in facts.items()))


def _steps(stretch: Stretch) -> None:
    st.subheader("How", anchor=False)
    st.markdown(words.steps(stretch))
    for stage in stretch.stages:
        st.markdown(f"**{plain(stage.name)}**, up to {duration_words(stage.seconds)}. {plain(stage.words)}")
    if stretch.reminders:
        st.markdown("\n".join(f"- {plain(reminder)}" for reminder in stretch.reminders))
    st.markdown(f"**Take care.** {plain(stretch.caution)}")


def _camera(stretch: Stretch) -> None:
    st.subheader("The camera", anchor=False)
    st.markdown(f"**Set it up.** {plain(stretch.camera.hint)}")
    st.markdown(f"**It counts.** {words.KINDS[stretch.kind]}")
    if stretch.unjudged:
        st.markdown(f"**It cannot judge.** {plain(stretch.unjudged)}")
    rows = [
        f"| {words.title(fault)}{' (a reminder)' if reminder else ''} | “{plain(cue)}” |"
        for fault, cue, reminder in words.faults(stretch)
    ]
    if rows:
        st.markdown("\n".join(["| When it sees | it says |", "|---|---|", *rows]))


def _sources(stretch: Stretch) -> None:
    numbers = list(words.numbers(stretch))
    rows = [f"| {plain(what)} | {plain(value)} | {plain(source)} |" for what, value, source in numbers]
    with st.expander("Where the numbers come from"):
        st.markdown("\n".join(["| What | Value | Source |", "|---|---|---|", *rows]))
        for key, where in sources.named_in(source for _, _, source in numbers).items():
            st.caption(f"{key}: {where}")


def draw(stretch: Stretch, catalog: Catalog, answers: frozenset[str]) -> None:
    """Draws the page.

    Args:
        stretch: which one.
        catalog: where it comes from.
        answers: ids of the screening questions this person said yes to.
    """
    st.button("All stretches", type="tertiary", icon=":material/arrow_back:", on_click=st.query_params.clear)
    seen, said = st.columns([2, 3], gap="large")
    with seen:
        st.title(plain(stretch.name), anchor=False)
        if stretch.also:
            st.caption(plain(stretch.also))
        st.image(picture_svg(stretch.figure, stretch.name), width="stretch", alt=f"{stretch.name}, drawn")
        if st.button("Practise this", type="primary", width="stretch"):
            choose.practise(stretch)
        _second_picture(stretch)
        _facts(stretch)
    with said:
        for caution in cautions(stretch, answers):
            st.warning(plain(caution))
        if left_out(stretch, answers):
            st.caption("The library leaves this one out because of your answers under About you.")
        _steps(stretch)
        _camera(stretch)
        _sources(stretch)
        files.pass_on(stretch, catalog)
