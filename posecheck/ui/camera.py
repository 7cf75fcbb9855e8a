"""The camera in the browser. The only file that knows streamlit-webrtc."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

import av
from streamlit_webrtc import WebRtcMode, webrtc_streamer

from posecheck.errors import InputError
from posecheck.landmarks import ByteArray

ICE_VARIABLE = "POSECHECK_ICE_SERVERS"

WORDS = {
    "start": "Start",
    "stop": "Stop",
    "select_device": "Choose a camera",
    "media_api_not_available": (
        "This browser gives no camera to an insecure page. Open PoseCheck on this machine as http://localhost:8501, "
        "or over HTTPS (see README)."
    ),
    "device_ask_permission": "Please allow the camera: your browser is asking at the top of the page.",
    "device_not_available": "I can't find a camera. Plug one in or close the program that uses it, then press Start.",
    "device_access_denied": (
        "The camera is not allowed. Click the camera sign in the address bar, allow it, then press Start again."
    ),
}


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
        drawn = on_frame(frame.to_ndarray(format="rgb24"), float(frame.time or 0.0))
        return av.VideoFrame.from_ndarray(drawn, format="rgb24")

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
    return bool(context.state.playing)
