"""The pace of a breath in sound: a rising tone to breathe in, a falling one to breathe out."""

from __future__ import annotations

import streamlit as st

from posecheck.kinds import Pace
from posecheck.pacing import Breath
from posecheck.ui.choices import keep, kept
from posecheck.ui.settings_page import speech_settings
from posecheck.voice import Verbosity

# The page is told once a second where the breath is; in between the browser keeps time by itself.
JS = """
export default function ({ data, parentElement }) {
  const own = (parentElement.breathSound ??= {});
  clearTimeout(own.timer);
  if (!data.on) return;
  own.context ??= new AudioContext();
  own.context.resume();
  const tone = (inward) => {
    const now = own.context.currentTime, pitch = own.context.createOscillator(), volume = own.context.createGain();
    pitch.frequency.setValueAtTime(inward ? 196 : 294, now);
    pitch.frequency.linearRampToValueAtTime(inward ? 294 : 196, now + 1.2);
    volume.gain.setValueAtTime(0, now);
    volume.gain.linearRampToValueAtTime(0.15 * data.volume, now + 0.3);
    volume.gain.linearRampToValueAtTime(0, now + 1.5);
    pitch.connect(volume).connect(own.context.destination);
    pitch.start(now);
    pitch.stop(now + 1.6);
  };
  // Page and browser never agree to the moment: whoever says first that the breath turns is heard, the other is not.
  const turned = (inward) => {
    if (own.inward !== inward && !(performance.now() - own.heard_ms < 1500)) {
      tone(inward);
      own.heard_ms = performance.now();
    }
    own.inward = inward;
  };
  const later = (inward, seconds) => {
    own.timer = setTimeout(() => { turned(inward); later(!inward, inward ? data.in_s : data.out_s); }, 1000 * seconds);
  };
  turned(data.inward);
  later(!data.inward, data.left_s);
  return () => clearTimeout(own.timer);
}
"""
_sound = st.components.v2.component("breath_sound", html="<span hidden></span>", js=JS)


def breath_sound(breath: Breath, pace: Pace, breaths_min: float) -> None:
    """Lets a breath be heard, unless it was switched off.

    Args:
        breath: the moment of the breath.
        pace: how much of it is breathing in.
        breaths_min: breaths a minute.
    """
    spoken = speech_settings()
    on = st.toggle("Breathing sound", kept("breath-sound", True), key="breath-sound")
    keep("breath-sound", on)
    in_s, out_s = 60.0 / breaths_min * pace.in_share, 60.0 / breaths_min * (1.0 - pace.in_share)
    left_s = (1.0 - breath.share) * (in_s if breath.inward else out_s)
    data = {
        "on": on and spoken.verbosity is not Verbosity.OFF,
        "volume": spoken.volume,
        "inward": breath.inward,
        "left_s": left_s,
        "in_s": in_s,
        "out_s": out_s,
    }
    _sound(data=data, key="breath_sound_component")
