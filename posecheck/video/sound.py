"""The sound of a recorded video, taken over into the annotated one."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import av

from posecheck.errors import MediaError
from posecheck.video.container import opened, packets

# Decoders of what MP4 takes and every browser plays: copied as it is. Anything else becomes AAC.
COPIED = ("aac", "mp3", "mp3float")
BIT_RATE = 128_000


class Sound:
    """A video's sound, read on from where it was. Used by one thread.

    Attributes:
        damaged: whether parts had to be left out.
    """

    def __init__(
        self, container: av.container.InputContainer, track: av.AudioStream, start_s: float, *, anew: bool
    ) -> None:
        """Nothing read yet.

        Args:
            container: closed in the end.
            track: the sound in it.
            start_s: the time stamp of the first picture: what sounds before it is left out.
            anew: whether it is coded anew, and not copied even where that might do.
        """
        self._container, self._track, self._start_s = container, track, start_s
        context = track.codec_context
        self._copied = not anew and context.name in COPIED and (context.name != "aac" or bool(context.extradata))
        self._out: av.AudioStream
        self._waiting: av.Packet | None = None
        self._packets = self._all()
        self._last_dts: int | None = None
        self.damaged = False

    def add_track(self, output: av.container.OutputContainer) -> None:
        """Adds a track for it to a file, before anything is written there."""
        if self._copied:
            self._out = output.add_stream_from_template(self._track)
        else:
            rate = self._track.codec_context.sample_rate
            self._out = output.add_stream("aac", rate=rate if rate in (44_100, 48_000) else 48_000, bit_rate=BIT_RATE)

    def until(self, time_s: float) -> Iterator[av.Packet]:
        """What sounds from where it was read to, up to a picture's time; packets of the track added."""
        while True:
            packet = self._waiting or next(self._packets, None)
            self._waiting = packet
            if packet is None or packet.pts * packet.time_base > time_s:
                return
            self._waiting = None
            yield packet

    def close(self) -> None:
        """Closes the file."""
        self._packets.close()
        self._container.close()

    def _all(self) -> Generator[av.Packet, None, None]:
        """All of it, as packets for the other file, timed from the first picture on."""
        try:
            for packet in packets(self._container, self._track):
                yield from self._rising(self._as_it_is(packet) if self._copied else self._anew(packet))
            if not self._copied:
                yield from self._rising(self._out.encode(None))
        except (av.FFmpegError, OSError, ValueError):
            self.damaged = True

    def _as_it_is(self, packet: av.Packet) -> list[av.Packet]:
        if packet.pts is None or packet.dts is None:
            return []  # the last one, which is empty; or one without a time to sound
        late = round(self._start_s / packet.time_base)
        packet.pts, packet.dts, packet.stream = packet.pts - late, packet.dts - late, self._out
        return [packet]

    def _anew(self, packet: av.Packet) -> list[av.Packet]:
        try:
            frames = packet.decode()
        except av.InvalidDataError:
            self.damaged = True
            return []
        coded = []
        for frame in frames:
            if frame.pts is None:
                continue
            frame.pts -= round(self._start_s / frame.time_base)
            if frame.pts >= 0:
                coded += self._out.encode(frame)
        return coded

    def _rising(self, coded: list[av.Packet]) -> Iterator[av.Packet]:
        """Those from the first picture on whose times rise, as a file has to have them."""
        for packet in coded:
            if packet.pts is None or (packet.pts < 0 and self._copied):
                continue
            if self._last_dts is None or packet.dts > self._last_dts:
                self._last_dts = packet.dts
                yield packet


def sound_of(path: Path, start_s: float, *, anew: bool = False) -> Sound | None:
    """The sound of a video; None where it has none.

    Args:
        path: the video.
        start_s: the time stamp of its first picture.
        anew: whether it is coded anew, and not copied even where that might do.

    Raises:
        MediaError: it has sound, of a kind that cannot be read here.
    """
    container = opened(path)
    track = container.streams.best("audio")
    if track is None:
        container.close()
        return None
    if track.codec_context is None:
        container.close()
        raise MediaError("The sound is of a kind that cannot be read here.")
    return Sound(container, track, start_s, anew=anew)
