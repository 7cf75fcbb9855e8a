"""The practice as large as the screen: picture, ring and cue, readable from five metres."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

from posecheck.cues import CueKind
from posecheck.drawing.palette import IN_PLACE, INK, OUT, PAPER, UNKNOWN, css


@dataclass(frozen=True, slots=True)
class FullScreenView:
    """What is shown at one moment.

    Attributes:
        title: what is practised, and on which side.
        digits: what stands in the ring: seconds, minutes and seconds, or how often.
        share: of the target that is reached, 0 to 1.
        cue: one line; empty where there is none.
        kind: what the cue is about; None where there is none.
        paused: why the clock stands, in a few words; empty while it runs.
    """

    title: str
    digits: str
    share: float
    cue: str = ""
    kind: CueKind | None = None
    paused: str = ""


WAITING = FullScreenView("", "", 0.0, "Waiting for the camera")
HTML = """
<button type="button" class="open" aria-haspopup="dialog">Full screen</button>
<dialog aria-label="Practice, full screen">
  <header>
    <h2></h2>
    <button type="button" class="theme">Dark or light</button>
    <button type="button" class="close">Close</button>
  </header>
  <video autoplay muted playsinline aria-label="Your camera's picture"></video>
  <div class="clock">
    <svg viewBox="-100 -100 200 200" aria-hidden="true">
      <circle class="track" r="88"></circle>
      <circle class="reached" r="88" pathLength="1" transform="rotate(-90)"></circle>
      <polyline class="tick" points="-18,50 -6,62 18,38"></polyline>
    </svg>
    <span class="digits"></span>
    <span class="paused"></span>
  </div>
  <p class="cue"><span></span></p>
</dialog>
"""
COLOURS = f"""
dialog {{ --in-place: {css(IN_PLACE)}; --out: {css(OUT)}; --unknown: {css(UNKNOWN)}; }}
dialog {{ --ink: {css(INK)}; --paper: {css(PAPER)}; }}
dialog.dark {{ --ink: {css(PAPER)}; --paper: {css(INK)}; }}
"""
_beside = Path(__file__)
_full_screen = st.components.v2.component(
    "full_screen",
    html=HTML,
    css=COLOURS + _beside.with_suffix(".css").read_text(encoding="utf-8"),
    js=_beside.with_suffix(".js").read_text(encoding="utf-8"),
)


def full_screen(view: FullScreenView | None) -> bool:
    """Draws a button that opens the practice full screen; what is open stays open while the page runs again.

    Args:
        view: what is shown now; None before the first picture.

    Returns:
        Whether it is open: ring and cue are then shown beside the picture, and need not be drawn on it.
    """
    data = asdict(view or WAITING)
    result = _full_screen(data=data, key="full_screen_component", default={"open": False}, on_open_change=lambda: None)
    return bool(result.open)
