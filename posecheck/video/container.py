"""A video file's container: opened, its picture track found, what it says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path

import av
import cv2
from av.stream import Disposition

from posecheck.errors import MediaError

# Larger than 8K (DCI, 8192 × 4320): refused from the header, before a frame of it takes 100 MB, many times over.
MOST_PIXELS = 8192 * 4320
# Cameras without a set clock count from 1904 (MP4) or 1970.
FIRST_YEAR = 1990
# Containers of recordings; with sound alone, so that a sound file is told as one. Playlists, which name other files and
# addresses to open, pictures and text, which FFmpeg also plays, are left out.
CONTAINERS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,h264,hevc,m4v,flv,asf,ogg,gif,mxf,nut,ivf,dv,rm,obu,"
    "yuv4mpegpipe,wav,mp3,aac,flac"
)


def opened(path: Path) -> av.container.InputContainer:
    """Opens a file.

    Raises:
        MediaError: there is no such file, or it is no video.
    """
    if path.is_dir() or (path.exists() and not path.is_file()):
        raise MediaError(f"{path} is no file: choose a video file.")
    if not path.exists():
        raise MediaError(f"There is no file {path}: check the name.")
    options = {"format_whitelist": CONTAINERS, "protocol_whitelist": "file"}
    try:
        # An absolute path is never taken for an address.
        return av.open(str(path.absolute()), options=options, metadata_errors="replace")
    except PermissionError as error:
        raise MediaError(f"{path} may not be read: change its permissions, or copy it to a folder of yours.") from error
    except (av.FFmpegError, OSError, ValueError) as error:
        if cv2.haveImageReader(str(path)):
            raise MediaError(f"{path} is a still picture: python -m posecheck check looks at pictures.") from error
        raise MediaError(f"{path} is not a video that can be read: it may be damaged or of another kind.") from error


def picture_track(container: av.container.InputContainer, path: Path, *, threaded: bool) -> av.VideoStream:
    """The main picture track, ready to be decoded; a cover is none.

    Args:
        container: open.
        path: of the file.
        threaded: whether decoding may take threads of its own.

    Raises:
        MediaError: there is none, or none that can be decoded here.
    """
    moving = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    if not moving:
        raise MediaError(f"{path} has no picture track: choose a video with pictures.")
    best = container.streams.best("video")
    stream = best if best in moving else moving[0]
    if stream.codec_context is None:
        raise MediaError(f"{path} is coded in a way that cannot be read here: save it as H.264 (MP4) first.")
    context = stream.codec_context
    if context.width * context.height > MOST_PIXELS:
        raise MediaError(
            f"{path} has pictures of {context.width} × {context.height} pixels, more than can be read: make them "
            "smaller first, 1920 pixels are plenty."
        )
    context.options = {"max_pixels": str(MOST_PIXELS)}  # a picture may be larger than the header tells
    if threaded:
        context.thread_type = "AUTO"
    else:
        context.thread_count = 1
    return stream


def packets(container: av.container.InputContainer, *tracks: av.stream.Stream) -> Iterator[av.Packet]:
    """All packets of some tracks, in the file's order; of every track where none is named.

    Raises:
        FFmpegError: the file breaks off.
    """
    # Where a track turns up late (in MPEG-TS), PyAV 18.1 raises this in the end, when all of the others is read.
    with suppress(IndexError):
        yield from container.demux(*tracks)


def recorded_at(metadata: dict[str, str]) -> datetime | None:
    """When a file says it was filmed: on the place's own clock where it knows that (Apple), else in UTC."""
    for key in ("com.apple.quicktime.creationdate", "creation_time"):
        try:
            told = datetime.strptime(re.sub(r"\.\d+", "", metadata.get(key, "")), "%Y-%m-%dT%H:%M:%S%z")
        except ValueError:
            continue
        if told.year >= FIRST_YEAR and told <= datetime.now(timezone.utc) + timedelta(days=1):
            return told
    return None
