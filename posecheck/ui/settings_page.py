"""The Settings page: so far, how somebody wants to be spoken to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict

import streamlit as st

from posecheck.ui import data_section, login, personal_range, profiles
from posecheck.ui.choices import keep_for_good, settings, trouble
from posecheck.ui.speech import Voice, VoiceSettings, browser_voices, speak
from posecheck.voice import Rank, Sound, Utterance, Verbosity

VOICE = "voice"  # the settings' name for it
SLOWEST, FASTEST = 0.7, 1.5
TRIAL = "Ease your knee a little towards your chest. That's it."
VERBOSITY_WORDS = {
    Verbosity.ALL: "Everything",
    Verbosity.ESSENTIALS: "Essentials",
    Verbosity.SOUNDS: "Sounds only",
    Verbosity.OFF: "Off",
}
VERBOSITY_MEANS = {
    Verbosity.ALL: "What comes next, what to change, and when it is right.",
    Verbosity.ESSENTIALS: "What comes next and what to change.",
    Verbosity.SOUNDS: "Tones tell when the clock runs, half time and the end. A raised hand pauses and goes on.",
    Verbosity.OFF: "Nothing is heard; a raised hand pauses and goes on. Screen readers read out what would be said.",
}


def _between(value: object, low: float, high: float, default: float) -> float:
    """A number from the file, if it is one."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return default
    return float(value) if low <= value <= high else default


def speech_settings() -> VoiceSettings:
    """How somebody wants to be spoken to; what the file does not tell, or tells oddly, is as usual."""
    usual, given = VoiceSettings(), settings().load().get(VOICE)
    given = given if isinstance(given, dict) else {}
    levels = {level.value: level for level in Verbosity}
    verbosity, voice = given.get("verbosity"), given.get("voice")
    return VoiceSettings(
        levels.get(verbosity, usual.verbosity) if isinstance(verbosity, str) else usual.verbosity,
        _between(given.get("volume"), 0.0, 1.0, usual.volume),
        _between(given.get("speed"), SLOWEST, FASTEST, usual.speed),
        voice if isinstance(voice, str) else usual.voice,
    )


def _keep() -> None:
    """Writes what the widgets hold now."""
    state = st.session_state
    chosen = VoiceSettings(
        state["voice-verbosity"], state["voice-volume"] / 100.0, state["voice-speed"], state["voice-voice"]
    )
    keep_for_good(VOICE, **{VOICE: {**asdict(chosen), "verbosity": chosen.verbosity.value}})


def _voice_name(uri: str, voices: Sequence[Voice]) -> str:
    if not uri:
        return "The browser's own"
    voice = next((v for v in voices if v.uri == uri), None)
    if voice is None:
        return "The one chosen before (not in this browser)"
    return f"{voice.name} ({voice.lang})" + ("" if voice.local else " – needs the internet")


def _choose_voice(chosen: str, verbosity: Verbosity) -> None:
    voices = [voice for voice in browser_voices() if voice.lang.lower().startswith("en")]
    uris = list(dict.fromkeys(["", *(voice.uri for voice in voices), chosen]))
    st.selectbox(
        "Voice",
        uris,
        uris.index(chosen),
        format_func=lambda uri: _voice_name(uri, voices),
        key="voice-voice",
        on_change=_keep,
    )
    speaks = verbosity in (Verbosity.ALL, Verbosity.ESSENTIALS)
    if speaks and not chosen and not any(voice.local for voice in voices):
        others = " A voice that needs the internet gets to know the words; choose one if you like." if voices else ""
        st.caption(f"This browser has no English voice on this device: sounds and large letters tell instead.{others}")


def _try_it(chosen: VoiceSettings) -> None:
    state = st.session_state
    if st.button("Try it", icon=":material/volume_up:"):
        state["voice-trials"] = state.get("voice-trials", 0) + 1
    number = state.get("voice-trials", 0)
    trial = (Utterance(number, 0.0, TRIAL, Sound.BEGIN, Rank.MENU),) if number else ()
    speak(trial, "trial", chosen, awake=False)


def _voice() -> None:
    st.subheader("Voice", anchor=False)
    chosen = speech_settings()
    st.segmented_control(
        "How much is said",
        list(Verbosity),
        default=chosen.verbosity,
        format_func=VERBOSITY_WORDS.__getitem__,
        key="voice-verbosity",
        on_change=_keep,
        required=True,
    )
    st.caption(VERBOSITY_MEANS[chosen.verbosity])
    st.slider("Volume", 0, 100, round(chosen.volume * 100), 5, "%d %%", key="voice-volume", on_change=_keep)
    st.slider("Speed", SLOWEST, FASTEST, chosen.speed, 0.05, "%.2f ×", key="voice-speed", on_change=_keep)
    _choose_voice(chosen.voice, chosen.verbosity)
    _try_it(chosen)


def page() -> None:
    """Draws the page."""
    st.title("Settings", anchor=False)
    for problem in (settings().notice, trouble(VOICE)):
        if problem:
            st.warning(problem)
    with st.container(width=640):
        _voice()
        personal_range.section()
        profiles.section()
        data_section.section()
    if login.required():
        st.caption("Kept on the server of this page, for you alone.")
    else:
        st.caption(f"Kept only on this machine, in {settings().file}")
