"""Frames and their times from a video file, of any container PyAV opens."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

from posecheck.errors import MediaError
from posecheck.landmarks import ByteArray
from posecheck.video.container import opened, packets, picture_track, recorded_at
from posecheck.video.picture import Pictures, brightness

# Containers round their durations and may hold a frame or two that cannot be shown.
COMPLETE_SHARE = 0.95
# Between two frames; more is a broken time stamp.
LONGEST_GAP_S = 86_400.0


class VideoFrame:
    """One frame. Its picture is made when it is first asked for: a frame that is passed over never costs that.

    Attributes:
        time_s: its own timestamp from the first frame on; never counted from a frame rate.
    """

    __slots__ = ("_decoded", "_image_rgb", "_pictures", "time_s")

    def __init__(self, time_s: float, decoded: av.VideoFrame, pictures: Pictures | None = None) -> None:
        """A frame as the decoder gave it.

        Args:
            time_s: its time.
            decoded: its data.
            pictures: of its video; None for a frame by itself.
        """
        self.time_s = time_s
        self._decoded = decoded
        self._pictures = pictures or Pictures(decoded)
        self._image_rgb: ByteArray | None = None

    @property
    def image_rgb(self) -> ByteArray:
        """(height, width, 3) picture, RGB, upright as the file's rotation says. Shared: nobody draws on it."""
        if self._image_rgb is None:
            self._image_rgb = self._pictures.rgb(self._decoded)
        return self._image_rgb

    def luma(self, step: int) -> ByteArray:
        """How bright every so many pixels are, without making the picture: 0.02 ms at 640 × 480 and a step of 8.

        Args:
            step: from one pixel to the next taken, in both directions.

        Returns:
            (height / step, width / step); not upright where the file is turned, and of another shape where frames
            change their size.
        """
        bright = brightness(self._decoded, step)
        if bright is None:
            part = np.ascontiguousarray(self.image_rgb[::step, ::step])
            bright = cv2.cvtColor(part, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)
        return bright


class Video:
    """A video file, read once from start to end.

    Attributes:
        path: the file.
        size_px: width and height of its pictures, upright, no side longer than `posecheck.video.picture.MOST_PX`.
        duration_s: how long the container says it lasts; 0.0 where it does not say. It may be wrong.
        recorded_at: when it was filmed, with time zone; None where the file does not say, or cannot be right.
        time_base: the tick its time stamps count, s.
        start_s: the first frame's time stamp, which `VideoFrame.time_s` counts from, s.
        lost: frames left out so far of whose moments nothing is known: damaged, or without a time that can be.
        repeated: frames left out so far that came too late: others had been shown, as where two files were joined.
    """

    def __init__(self, path: Path, *, threaded: bool = True) -> None:
        """Opens the file, and reads it to its first frame.

        Args:
            path: the file.
            threaded: whether decoding may take threads of its own; not where every core has a video to itself.

        Raises:
            MediaError: there is no such file, or it is no video that can be read.
        """
        self.path = path
        self._container = opened(path)
        try:
            self._stream = picture_track(self._container, path, threaded=threaded)
            self.lost = self.repeated = 0
            self._reached_s = 0.0  # the latest time stamp of any track
            self._decoded = self._timed()
            self._first = self._first_frame()
        except BaseException:
            self.close()
            raise
        self.start_s, first = self._first
        self._pictures = Pictures(first, float(self._stream.sample_aspect_ratio or 1))
        self.size_px = self._pictures.size_px
        self.time_base: Fraction = first.time_base
        self.duration_s = self._pictures_s() or max(0.0, (self._container.duration or 0) / av.time_base)
        self.recorded_at = recorded_at(self._container.metadata)

    def close(self) -> None:
        """Closes the file."""
        self._container.close()

    def frames(self) -> Generator[VideoFrame, None, None]:
        """The frames in the order they are shown.

        Frames that are damaged are left out, and such whose time stamp does not come after the last one's, or comes a
        day after it.

        Raises:
            MediaError: the file breaks off in the middle, or too many frames have to be left out.
        """
        taken, last_s = 1, self.start_s
        yield VideoFrame(0.0, self._first[1], self._pictures)
        for time_s, decoded in self._decoded:
            if time_s <= last_s:
                self.repeated += 1
                continue
            if time_s > last_s + LONGEST_GAP_S:
                self.lost += 1
                continue
            taken, last_s = taken + 1, time_s
            yield VideoFrame(time_s - self.start_s, decoded, self._pictures)
        left_out = self.lost + self.repeated
        if left_out > max(1.0, (1.0 - COMPLETE_SHARE) * (taken + left_out)):
            raise MediaError(
                f"{self.path} is damaged: {left_out} of its {taken + left_out} pictures cannot be used; "
                "copy it from the camera again."
            )
        # A file cut off in the middle often just ends, without an error. What the picture track promises is kept by
        # pictures; what only the whole file promises may be by sound. Some count from the first picture, some from 0.
        reached_s = last_s if self._pictures_s() else self._reached_s
        if max(reached_s, reached_s - self.start_s) < COMPLETE_SHARE * self.duration_s - 1.0:
            raise _broken_off(self.path)

    def _timed(self) -> Iterator[tuple[float, av.VideoFrame]]:
        """Each frame that can be decoded, with its time stamp in seconds."""
        begun, untimed = False, 0
        try:
            for packet in packets(self._container):
                if packet.pts is not None:
                    self._reached_s = max(self._reached_s, float(packet.pts * packet.time_base))
                if packet.stream is not self._stream:
                    continue
                try:
                    decoded = packet.decode()
                except av.FFmpegError:
                    self.lost += begun  # what comes before the first whole picture is not missed
                    continue
                for frame in decoded:
                    if frame.pts is None:
                        untimed += 1
                        self.lost += begun
                        continue
                    begun = True
                    yield float(frame.pts * frame.time_base), frame
        except (av.FFmpegError, OSError, ValueError) as error:
            raise _broken_off(self.path) from error
        if untimed and not begun:
            raise MediaError(f"{self.path} does not say when its pictures are shown: save it as MP4 or MKV first.")

    def _first_frame(self) -> tuple[float, av.VideoFrame]:
        first = next(self._decoded, None)
        if first is None:
            raise MediaError(f"{self.path} has no frame that can be read: the file is empty, damaged or cut off.")
        return first

    def _pictures_s(self) -> float:
        """How long the picture track says it lasts; 0.0 where it does not say."""
        stream = self._stream
        return max(0.0, float(stream.duration * stream.time_base)) if stream.duration and stream.time_base else 0.0


def _broken_off(path: Path) -> MediaError:
    return MediaError(f"{path} cannot be read to its end: the file is damaged or cut off.")
