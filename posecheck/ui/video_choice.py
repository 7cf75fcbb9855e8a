"""What a recording is looked through for: a stretch, or whatever is recognised."""

from __future__ import annotations

import streamlit as st

from posecheck.catalog import Catalog
from posecheck.kinds import Kind
from posecheck.stretch import Stretch
from posecheck.ui.choices import keep, kept
from posecheck.ui.choose import SIDES
from posecheck.video.analysis import Plan

RECOGNISE = ""  # in place of a stretch's id


def is_seen(stretch: Stretch) -> bool:
    """Whether a camera can tell anything of it, from a recording alone."""
    return bool(stretch.checks) and not stretch.kind.timed and stretch.kind is not Kind.DESK


def asked(catalog: Catalog) -> Plan:
    """Asks what is practised in the clip, and how to look. What was chosen last is proposed."""
    stretches = {i: stretch for i, stretch in catalog.stretches.items() if is_seen(stretch)}
    ids, before = [RECOGNISE, *stretches], kept("video-stretch", RECOGNISE)
    chosen = st.selectbox(
        "What is practised in it",
        ids,
        ids.index(before) if before in ids else 0,
        format_func=lambda i: stretches[i].name if i else "Recognise it",
        key="video-stretch",
    )
    keep("video-stretch", chosen)
    stretch = stretches.get(chosen or RECOGNISE)
    side = None
    if stretch is not None and stretch.sided:
        word = st.segmented_control("Side", list(SIDES), default=kept("video-side", "Recognise"), key="video-side")
        keep("video-side", word or "Recognise")
        side = SIDES[word or "Recognise"]
    adaptive = st.toggle(
        "Faster: look less often while nobody moves",
        kept("video-faster", True),
        key="video-faster",
        help="Holds come out the same, to a third of a second.",
    )
    keep("video-faster", adaptive)
    return Plan(stretch, side, adaptive)
