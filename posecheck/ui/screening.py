"""About you: a few questions that put cautions where they belong. The answers stay on this machine."""

from __future__ import annotations

import streamlit as st

from posecheck.catalog import Catalog
from posecheck.fits import cautions, left_out
from posecheck.screening import QUESTIONS
from posecheck.ui.choices import keep_for_good, settings, trouble

SCREENING = "screening"  # the settings' name for the answers

# After F1 (the first four) and the notes' own reasoning.
GET_HELP = (
    "numbness between your legs that is new",
    "a change in bladder, bowel or sexual function",
    "weakness in a leg, or pain that runs into both legs",
    "chest pain, or fainting",
    "a lump in the belly that throbs with your pulse",
    "back pain together with fever, after a fall or a blow, or after cancer",
    "weight loss nobody can explain",
    "a calf that is hot and swollen",
)
# After F2, and reasoned from "numb" on.
STOP = "pain, dizziness, feeling faint or breathless, numbness, tingling, panic, or feeling unreal"
ASK_FIRST = (
    "you are pregnant, or have a hip replacement, osteoporosis, glaucoma, a hernia or very flexible joints, or if you "
    "are simply not sure"
)


def answers() -> frozenset[str]:
    """Ids of the questions this person said yes to."""
    given = settings().load().get(SCREENING)
    given = given if isinstance(given, list) else []
    return frozenset(question for question in QUESTIONS if question in given)


def answered() -> bool:
    """Whether the questions were answered, be it that none applies."""
    return isinstance(settings().load().get(SCREENING), list)


def _keep(given: list[str] | None) -> None:
    """Writes the answers; None forgets that there were any."""
    keep_for_good(SCREENING, **{SCREENING: given})


def _keep_boxes() -> None:
    _keep([question for question in QUESTIONS if st.session_state.get(f"screening-{question}")])


def _clear() -> None:
    for question in QUESTIONS:
        st.session_state[f"screening-{question}"] = False
    _keep(None)


def troubles() -> None:
    """Says what went wrong with the settings, if anything did."""
    for problem in (settings().notice, trouble(SCREENING)):
        if problem:
            st.warning(problem)


def _effect(catalog: Catalog, given: frozenset[str]) -> str:
    stretches = catalog.stretches.values()
    out = [s for s in stretches if left_out(s, given)]
    careful = [s for s in stretches if cautions(s, given) and s not in out]
    if not given:
        return "It puts a caution on each stretch it concerns, or leaves that one out."
    return f"Now {len(careful)} of {len(stretches)} carry a caution for you; {len(out)} are left out of the library."


def _safety() -> None:
    st.markdown("**Do not practise, and get medical help at once**, if you have")
    st.markdown("\n".join(f"- {sign}" for sign in GET_HELP))
    st.markdown(f"**Stop at once** at {STOP}. Rest, and ask for help if it stays.")
    st.markdown(f"**Ask a professional first** if {ASK_FIRST}.")
    st.caption("Sources: norfolkandwaveneycommunityhealth.nhs.uk, crulse.com, callanetics.com; the rest is reasoned.")


def section(catalog: Catalog) -> None:
    """Draws the questions and what to do when something is not right."""
    given = answers()
    asked, safety = st.columns([3, 2], gap="large")
    with asked:
        st.markdown(f"Tick what is true for you. {_effect(catalog, given)}")
        with st.container(gap="xsmall"):
            for question, words in QUESTIONS.items():
                st.checkbox(words, question in given, key=f"screening-{question}", on_change=_keep_boxes)
        if answered():
            if not given:
                st.caption("You have read these: none applies.")
            st.button("Forget my answers", on_click=_clear)
        else:
            st.button("I have read these; none applies", on_click=_keep, args=([],))
        st.caption(f"Kept only on this machine, in {settings().file}")
    with safety:
        _safety()
