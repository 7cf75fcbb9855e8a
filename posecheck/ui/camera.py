"""The camera in the browser. The only file that knows streamlit-webrtc."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

import av
import streamlit as st
from streamlit_webrtc import WebRtcMode, webrtc_streamer

from posecheck.errors import InputError
from posecheck.landmarks import ByteArray
from posecheck.video.picture import coded

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


def camera(on_frame: Callable[[ByteArray, float], ByteArray], on_end: Callable[[], None]) -> bool:
    """Shows the camera with its Start button; frames go through `on_frame` on a thread of their own.

    Args:
        on_frame: takes a picture (height, width, 3, RGB) and its time in seconds, gives the picture to show.
        on_end: called when the camera stops, also when the page is closed.

    Returns:
        Whether the camera is running.

    Raises:
        InputError: the ICE servers in the environment cannot be read.
    """

    def on_video(frame: av.VideoFrame) -> av.VideoFrame:
        if frame.time is None:  # without a time nothing can be counted
            return frame
        drawn = on_frame(frame.to_ndarray(format="rgb24"), float(frame.time))
        return coded(drawn)  # a picture is sent again where the next one takes longer: converted once, not each time

    context = webrtc_streamer(
        key="camera",
        mode=WebRtcMode.SENDRECV,
        rtc_configuration={"iceServers": ice_servers()},
        media_stream_constraints={
            "video": {"width": {"ideal": 640}, "height": {"ideal": 480}, "frameRate": {"ideal": 30}},
            "audio": False,
        },
        video_frame_callback=on_video,
        on_video_ended=on_end,
        video_html_attrs={"autoPlay": True, "controls": False, "muted": True, "style": {"width": "100%"}},
        translations=WORDS,
        media_toggle_controls=False,
    )
    playing = bool(context.state.playing)
    if not playing:
        _help(data=HELP, key="camera_help")
    return playing
