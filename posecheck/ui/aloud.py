"""What is heard, and what is shown full screen. Drawn again several times a second: words must not come late."""

from __future__ import annotations

import math

from posecheck.drawing.overlay import clock_words, pause_words, ring_of
from posecheck.moment import Moment
from posecheck.programme import ProgrammeStage
from posecheck.ui.full_screen import FullScreenView, full_screen
from posecheck.ui.live import LivePractice
from posecheck.ui.settings_page import speech_settings
from posecheck.ui.speech import speak

EVERY_S = 0.25  # a quarter of a second late is not felt; more often, and the camera gets less of the machine


def quiet() -> None:
    """Before the camera runs: so that the click on Start lets the page be heard."""
    speak((), "", speech_settings(), awake=False)


def aloud(live: LivePractice) -> None:
    """Says the newest words, keeps the screen on, and offers the full screen."""
    state = live.state
    over = state.standing is not None and state.standing.stage is ProgrammeStage.DONE
    speak(state.utterances, live.id, speech_settings(), awake=not over)
    live.bare = full_screen(view_of(state.moment) if state.moment is not None else None)


def view_of(moment: Moment) -> FullScreenView:
    """What one moment looks like, full screen."""
    title, snapshot, between = moment.turn.name, moment.snapshot, moment.between
    if snapshot is not None:
        digits, share = ring_of(snapshot, moment.turn.stretch)
        cue = snapshot.cue
        return FullScreenView(
            title, digits, share, cue.text if cue else "", cue.kind if cue else None, pause_words(snapshot)
        )
    assert between is not None, "a moment shows one or the other"
    return FullScreenView(
        title, clock_words(math.ceil(between.seconds)), between.share, between.cue.text, between.cue.kind
    )
