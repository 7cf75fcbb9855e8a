"""Words and sounds in the browser, and a screen that stays on. What is said, and when: see `posecheck.voice`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

from posecheck.voice import Utterance, Verbosity


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """How somebody wants to be spoken to.

    Attributes:
        verbosity: how much is said.
        volume: of sounds and words, 0 to 1.
        speed: against a voice's usual speed.
        voice: the browser's name for a voice (its URI); empty for an English one of this device.
    """

    verbosity: Verbosity = Verbosity.ALL
    volume: float = 0.8
    speed: float = 1.0
    voice: str = ""


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that the browser has.

    Attributes:
        uri: the browser's name for it.
        name: what people call it.
        lang: the language it speaks, like ``en-GB``.
        local: whether it speaks without the internet.
    """

    uri: str
    name: str
    lang: str
    local: bool


HINT = "Sound is off until you click here"
HTML = f'<button type="button" hidden>{HINT}</button><p role="status"></p>'
CSS = """
button { width: 100%; min-height: 2.75rem; padding: 0.5rem 1rem; border: 2px solid var(--st-primary-color);
    border-radius: 0.5rem; background: var(--st-secondary-background-color); color: var(--st-text-color);
    font: 600 1.05rem var(--st-font); cursor: pointer; }
button:focus-visible { outline: 3px solid var(--st-text-color); outline-offset: 2px; }
p { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); }
"""
_speech = st.components.v2.component(
    "speech", html=HTML, css=CSS, js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
)

# Voices may be there at once, or come later.
VOICES_JS = """
export default function ({ setStateValue }) {
  const synthesis = window.speechSynthesis;
  let told = '';
  const tell = () => {
    const voices = (synthesis?.getVoices() ?? [])
      .map(({ voiceURI, name, lang, localService }) => ({ uri: voiceURI, name, lang, local: localService }));
    if (JSON.stringify(voices) !== told) setStateValue('voices', voices);
    told = JSON.stringify(voices);
  };
  tell();
  synthesis?.addEventListener?.('voiceschanged', tell);
  return () => synthesis?.removeEventListener?.('voiceschanged', tell);
}
"""
_voices = st.components.v2.component("voices", html="<span hidden></span>", js=VOICES_JS)


def speak(utterances: Sequence[Utterance], session: str, settings: VoiceSettings, *, awake: bool = True) -> None:
    """Lets the browser say something, once, however often the page asks for it.

    Draw it before the Start button is there, too, with nothing: the click on Start lets the page be heard. A higher
    rank cuts short what is being said, another one waits for its end, at most three seconds. Without a voice of this
    device, or one that was chosen, only sounds are heard, and screen readers get the words.

    Args:
        utterances: the newest things to say, in order; what was said before is not said again.
        session: names the practice; in another one the numbers begin anew.
        settings: how somebody wants to be spoken to. Where nothing is to be heard, screen readers get the words.
        awake: whether the screen is kept on.
    """
    data = {
        "session": session,
        "utterances": [asdict(utterance) for utterance in utterances],
        "verbosity": settings.verbosity.value,
        "volume": settings.volume,
        "speed": settings.speed,
        "voice": settings.voice,
        "awake": awake,
    }
    _speech(data=data, key="speech_component")


def browser_voices() -> tuple[Voice, ...]:
    """The voices that the browser has; none before it has told them."""
    told = _voices(key="voices_component", default={"voices": []}, on_voices_change=lambda: None).voices
    return tuple(Voice(**voice) for voice in told or ())
