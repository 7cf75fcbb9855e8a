"""Frames and their times from a video file, of any container PyAV opens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np

from posecheck.errors import MediaError
from posecheck.landmarks import ByteArray

# Containers round their durations and may hold a frame or two that cannot be shown.
COMPLETE_SHARE = 0.95


class VideoFrame:
    """One frame. Its picture is made when it is first asked for: a frame that is passed over never costs that.

    Attributes:
        time_s: its own timestamp from the first frame on; never counted from a frame rate.
    """

    __slots__ = ("_decoded", "_image_rgb", "time_s")

    def __init__(self, time_s: float, decoded: av.VideoFrame) -> None:
        """A frame as the decoder gave it."""
        self.time_s = time_s
        self._decoded = decoded
        self._image_rgb: ByteArray | None = None

    @property
    def image_rgb(self) -> ByteArray:
        """(height, width, 3) picture, RGB, upright as the file's rotation says. Shared: nobody draws on it."""
        if self._image_rgb is None:
            self._image_rgb = _upright(self._decoded)
        return self._image_rgb


class Video:
    """A video file, read once from start to end.

    Attributes:
        path: the file.
        frame_count: frames the container claims, or 0 where it does not say; for progress only.
    """

    def __init__(self, path: Path) -> None:
        """Opens the file.

        Raises:
            MediaError: there is no such file, or it is no video.
        """
        self.path = path
        if not path.is_file():
            raise MediaError(f"There is no file {path}: check the name.")
        try:
            self._container = av.open(str(path))
        except (av.FFmpegError, OSError, ValueError) as error:
            raise MediaError(
                f"{path} is not a video that can be read: it may be damaged or of another kind."
            ) from error
        if not self._container.streams.video:
            self._container.close()
            raise MediaError(f"{path} has no picture track: choose a video with pictures.")
        stream = self._container.streams.video[0]
        stream.thread_type = "AUTO"
        self.frame_count = stream.frames

    def close(self) -> None:
        """Closes the file."""
        self._container.close()

    def frames(self) -> Iterator[VideoFrame]:
        """The frames in the order they are shown.

        Frames whose timestamp does not come after the last one's are left out: they have no time to be shown.

        Raises:
            MediaError: no frame can be decoded, or the file breaks off in the middle.
        """
        first_s = last_s = None
        try:
            for frame in self._container.decode(video=0):
                if frame.pts is None:
                    continue
                time_s = float(frame.pts * frame.time_base)
                first_s = time_s if first_s is None else first_s
                if last_s is not None and time_s <= last_s:
                    continue
                last_s = time_s
                yield VideoFrame(time_s - first_s, frame)
        except (av.FFmpegError, OSError, ValueError) as error:
            raise MediaError(f"{self.path} cannot be read to its end: the file is damaged or cut off.") from error
        if first_s is None or last_s is None:
            raise MediaError(f"{self.path} has no frame that can be read: the file is empty or cut off.")
        if last_s - first_s < COMPLETE_SHARE * self._promised_s() - 1.0:
            raise MediaError(f"{self.path} cannot be read to its end: the file is damaged or cut off.")

    def _promised_s(self) -> float:
        """How long the pictures should last; 0 where the container does not say.

        A file cut off in the middle often just ends, without an error from the decoder.
        """
        stream = self._container.streams.video[0]
        if stream.duration and stream.time_base:
            return float(stream.duration * stream.time_base)
        # Without a duration of its own, the whole file's: but sound may last longer than the pictures.
        alone = len(self._container.streams) == 1
        return self._container.duration / av.time_base if alone and self._container.duration else 0.0


def _upright(frame: av.VideoFrame) -> ByteArray:
    image: ByteArray = frame.to_ndarray(format="rgb24")
    quarter_turns = round(frame.rotation / 90) % 4
    return np.ascontiguousarray(np.rot90(image, quarter_turns)) if quarter_turns else image
