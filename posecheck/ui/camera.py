"""The camera in the browser. The only file that knows streamlit-webrtc."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

import av
import numpy as np
import streamlit as st
from av.video.reformatter import VideoReformatter
from streamlit_webrtc import VideoProcessorBase, WebRtcMode, webrtc_streamer

from posecheck.errors import InputError
from posecheck.landmarks import ByteArray
from posecheck.ui.relay import Drawing, Relay
from posecheck.video.picture import coded

OnFrame = Callable[[ByteArray, float], Drawing]
OnEnd = Callable[[], None]

ICE_VARIABLE = "POSECHECK_ICE_SERVERS"

INSECURE = (
    "This browser gives no camera to an insecure page. Open PoseCheck on this machine as http://localhost:8501, "
    "or over HTTPS (see README)."
)
REFUSED = "The camera is not allowed. Click the camera sign in the address bar, allow it, then press Start again."
MISSING = "I can't find a camera. Plug one in, then press Start again."
BUSY = "The camera does not start. Close other programs that use it, then press Start again."

WORDS = {
    "start": "Start",
    "stop": "Stop",
    "select_device": "Choose a camera",
    "media_api_not_available": INSECURE,
    "device_ask_permission": "Please allow the camera: your browser is asking at the top of the page.",
    "device_not_available": MISSING,
    "device_access_denied": REFUSED,
}

# streamlit-webrtc shows the browser's own words for what went wrong ("NotAllowedError: …") inside its frame, and has no
# setting for them. This little component reads which it was, and says what to do instead.
HELP = {
    "NotAllowedError": REFUSED,
    "SecurityError": REFUSED,
    "NotFoundError": MISSING,
    "OverconstrainedError": MISSING,
    "NotReadableError": BUSY,
    "AbortError": BUSY,
    "TypeError": INSECURE,
}
HELP_JS = """
export default function ({ data, parentElement }) {
  const place = parentElement.querySelector('p');
  const look = () => {
    let said = '';
    for (const frame of document.querySelectorAll('iframe')) {
      for (const alert of frame.contentDocument?.querySelectorAll('[role="alert"]') ?? [])
        for (const [name, help] of Object.entries(data))
          if (alert.textContent.includes(name + ':')) {
            said = help;
            alert.style.display = 'none';
          }
    }
    if (place.textContent !== said) place.textContent = said;
    place.hidden = said === '';
  };
  const timer = setInterval(look, 500);
  return () => clearInterval(timer);
}
"""
HELP_CSS = """
p { margin: 0; padding: 0.9rem 1rem; border-left: 0.35rem solid #d55e00; border-radius: 0.4rem;
    background: var(--st-secondary-background-color); color: var(--st-text-color); font: 1.05rem var(--st-font); }
"""
_help = st.components.v2.component("camera_help", html='<p role="alert" hidden></p>', css=HELP_CSS, js=HELP_JS)


def ice_servers() -> list[dict[str, Any]]:
    """The servers that help two machines find each other. None by default: browser and app are on one machine.

    Returns:
        As `POSECHECK_ICE_SERVERS` says, a JSON list like ``[{"urls": "stun:stun.example.org:3478"}]``.

    Raises:
        InputError: the variable is no such list.
    """
    try:
        servers = json.loads(os.environ.get(ICE_VARIABLE) or "[]")
    except json.JSONDecodeError:
        servers = None
    if not isinstance(servers, list) or not all(isinstance(s, dict) and "urls" in s for s in servers):
        raise InputError(f'{ICE_VARIABLE} must be a JSON list like [{{"urls": "stun:stun.example.org:3478"}}].')
    return servers


class Frames(VideoProcessorBase):  # type: ignore[misc]  # untyped
    """Where the frames of a started camera go, and the pictures come from. Made anew at each start."""

    def __init__(self, on_frame: OnFrame, on_end: OnEnd) -> None:
        """Waits for frames.

        Args:
            on_frame: as for `camera`.
            on_end: as for `camera`.
        """
        self._on_frame, self._on_end = on_frame, on_end
        self._converter = VideoReformatter()  # one for all: made anew for each frame, it takes twice the time
        self._relay = Relay(self._look)

    def serve(self, on_frame: OnFrame, on_end: OnEnd) -> None:
        """From now on frames go here."""
        self._on_frame, self._on_end = on_frame, on_end

    def recv(self, frame: av.VideoFrame) -> av.VideoFrame:
        """Takes the camera's newest frame, gives the picture to show meanwhile: it may not wait, on the event loop."""
        if frame.time is None:  # without a time nothing can be counted
            return frame
        shown = self._relay.newest or frame
        self._relay.give(frame)
        return shown

    def on_ended(self) -> None:
        """The camera stopped, or the page was closed."""
        self._relay.stop()
        self._on_end()

    def _look(self, frame: av.VideoFrame) -> Callable[[], av.VideoFrame]:
        converted = self._converter.reformat(frame, format="rgb24", threads=1).to_ndarray()
        drawing = self._on_frame(converted.astype(np.uint8, copy=False), float(frame.time or 0.0))
        return lambda: coded(drawing())  # a picture may be sent several times: converted once, not each time


def camera(on_frame: OnFrame, on_end: OnEnd) -> bool:
    """Shows the camera with its Start button; frames go through `on_frame` on a thread of their own.

    Args:
        on_frame: takes a picture (height, width, 3, RGB) and its time in seconds, gives what draws the picture to show.
            That is called on another thread, while the next frame is taken.
        on_end: called when the camera stops, also when the page is closed.

    Returns:
        Whether the camera is running.

    Raises:
        InputError: the ICE servers in the environment cannot be read.
    """
    context = webrtc_streamer(
        key="camera",
        mode=WebRtcMode.SENDRECV,
        rtc_configuration={"iceServers": ice_servers()},
        media_stream_constraints={
            "video": {"width": {"ideal": 640}, "height": {"ideal": 480}, "frameRate": {"ideal": 30}},
            "audio": False,
        },
        video_processor_factory=lambda: Frames(on_frame, on_end),
        async_processing=False,  # its thread would draw one frame before it looks at the next
        video_html_attrs={"autoPlay": True, "controls": False, "muted": True, "style": {"width": "100%"}},
        translations=WORDS,
        media_toggle_controls=False,
    )
    if context.video_processor is not None:
        context.video_processor.serve(on_frame, on_end)
    playing = bool(context.state.playing)
    if not playing:
        _help(data=HELP, key="camera_help")
    return playing
