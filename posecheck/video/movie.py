"""An MP4 file being written: pictures with times of their own, and the sound of another file."""

from __future__ import annotations

from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path

import av

from posecheck.landmarks import ByteArray
from posecheck.video.encoder import Encoder
from posecheck.video.picture import coded
from posecheck.video.sound import Sound

# With less, players' clocks stumble; more needs more digits than they have.
FEWEST_TICKS = 1_000
USUAL_RATE = 30


class Movie:
    """Begun when made; `close` completes it. Used by one thread at a time.

    Attributes:
        sound_damaged: whether parts of the sound had to be left out.
    """

    def __init__(
        self, path: Path, size_px: tuple[int, int], time_base: Fraction, encoder: Encoder, sound: Sound | None
    ) -> None:
        """Opens the file and begins it.

        Args:
            path: of the file.
            size_px: width and height of the pictures given to it; odd ones get a row or column more.
            time_base: what the times of the pictures are multiples of, s.
            encoder: of the pictures.
            sound: of another file, closed with this one; None for silence.

        Raises:
            FFmpegError: it cannot be written like this.
        """
        width, height = size_px
        self._tick_s = _tick_s(time_base, encoder.finest)
        self._last_tick, self._step_ticks = -1, round(Fraction(1, USUAL_RATE) / self._tick_s)
        self._sound = sound
        self.sound_damaged = False
        # The table of contents goes to the front in the end: a browser then plays before it has all.
        with ExitStack() as files:
            if sound is not None:
                files.callback(sound.close)
            self._container = av.open(str(path.absolute()), "w", format="mp4", options={"movflags": "+faststart"})
            files.callback(self._container.close)
            self._pictures = self._container.add_stream(encoder.codec, rate=USUAL_RATE)
            even_px = (width + width % 2, height + height % 2)
            encoder.set_up(self._pictures.codec_context, even_px, self._tick_s)
            self._pictures.time_base = self._tick_s
            if sound is not None:
                sound.add_track(self._container)
            self._container.start_encoding()
            self._files = files.pop_all()

    def add(self, image_rgb: ByteArray, time_s: float) -> None:
        """Adds a picture, and the sound up to it.

        Args:
            image_rgb: (height, width, 3), RGB.
            time_s: its time; the first one's is 0.

        Raises:
            FFmpegError: it cannot be written.
        """
        frame = coded(image_rgb)
        tick = max(self._last_tick + 1, round(time_s / self._tick_s))
        if self._last_tick >= 0:
            self._step_ticks = tick - self._last_tick
        frame.pts, frame.time_base, self._last_tick = tick, self._tick_s, tick
        self._container.mux(self._pictures.encode(frame))
        self._add_sound(time_s)

    def close(self) -> None:
        """Completes the file.

        Raises:
            FFmpegError: it cannot be written.
        """
        last_tick, self._last_tick = self._last_tick, -1  # closed once more, it has nothing more to write
        with self._files:
            if last_tick >= 0:
                self._container.mux(self._pictures.encode(None))
                self._add_sound(float((last_tick + self._step_ticks) * self._tick_s))

    def _add_sound(self, until_s: float) -> None:
        if self._sound is None:
            return
        try:
            for packet in self._sound.until(until_s):
                self._container.mux(packet)
            self.sound_damaged = self._sound.damaged
        except (av.FFmpegError, ValueError):
            # Pictures go on without; where it is the disk that is full, the next of them tells.
            self._sound, self.sound_damaged = None, True


def _tick_s(time_base: Fraction, finest: int) -> Fraction:
    """The tick of the time stamps: one of which the times given are whole numbers, if there can be."""
    ticks = time_base.denominator
    if ticks < FEWEST_TICKS:
        ticks *= FEWEST_TICKS
    return Fraction(1, ticks if ticks <= finest else min(finest, 90_000))
