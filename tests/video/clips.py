"""Small videos, made for a test: a bright square that moves over a dark picture, and whatever else is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from posecheck.landmarks import ByteArray

TICK = Fraction(1, 1000)


def square(number: int, size_px: tuple[int, int] = (64, 48)) -> ByteArray:
    """(height, width, 3) a picture that tells its number, its left from its right and its top from its bottom."""
    width, height = size_px
    image: ByteArray = np.full((height, width, 3), (20, 30, 40), np.uint8)
    image[: height // 2, : width // 2] = (200, 60, 40)  # red at the top left
    at = (number * 7) % max(1, width // 2)
    image[height // 2 :, width // 2 + at // 2 : width // 2 + at // 2 + max(1, width // 6)] = 230
    return image


def write_clip(
    path: Path,
    times_ms: Sequence[int] = range(0, 240, 40),
    images: Sequence[ByteArray] | None = None,
    *,
    codec: str = "mpeg4",
    size_px: tuple[int, int] = (64, 48),
    pix_fmt: str = "yuv420p",
    turned_deg: int = 0,
    mirrored: bool = False,
    sound: str = "",
    sound_from_s: float = 0.0,
    sound_until_s: float | None = None,
    sound_rate_hz: int = 8000,
    **options: Any,
) -> Path:
    """Writes a video.

    Args:
        path: its name; the ending says the container.
        times_ms: when each picture is shown.
        images: the pictures, all of one size; None for squares.
        codec: FFmpeg's name of the encoder.
        size_px: width and height of the squares.
        pix_fmt: how a pixel is kept.
        turned_deg: by how much a player has to turn it, against the clock.
        mirrored: whether a player has to mirror it then.
        sound: FFmpeg's name of an encoder for a tone below it; none where empty.
        sound_from_s: when the tone begins.
        sound_until_s: when it ends; None for with the pictures.
        sound_rate_hz: samples a second.
        **options: attributes of the codec's context, `metadata`, `format` and `file_options` of the
            file, `options` of the encoder.

    Returns:
        The path.
    """
    images = images or [square(number, size_px) for number in range(len(times_ms))]
    metadata, file_options = options.pop("metadata", {}), options.pop("file_options", {})
    with av.open(str(path), "w", format=options.pop("format", None), options=file_options) as container:
        container.metadata.update(metadata)
        stream = container.add_stream(codec, rate=25, options=options.pop("options", {}))
        stream.height, stream.width = images[0].shape[:2]
        stream.pix_fmt = pix_fmt
        stream.time_base = stream.codec_context.time_base = TICK
        for name, value in options.items():
            setattr(stream.codec_context, name, value)
        if turned_deg or mirrored:
            stream.set_display_rotation(turned_deg, hflip=mirrored)
        tone = container.add_stream(sound, rate=sound_rate_hz, layout="mono") if sound else None
        container.start_encoding()
        if tone is not None:
            until_s = times_ms[-1] / 1000 if sound_until_s is None else sound_until_s
            _write_tone(container, tone, sound_from_s, until_s, sound_rate_hz)
        for time_ms, image in zip(times_ms, images, strict=True):
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts, frame.time_base = time_ms, TICK
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def write_sound(path: Path, seconds: float = 0.5, codec: str = "pcm_s16le") -> Path:
    """Writes a tone without pictures."""
    with av.open(str(path), "w") as container:
        tone = container.add_stream(codec, rate=8000, layout="mono")
        container.start_encoding()
        _write_tone(container, tone, 0.0, seconds, 8000)
    return path


def _write_tone(container: Any, stream: Any, from_s: float, to_s: float, rate_hz: int) -> None:
    times_s = np.arange(round((to_s - from_s) * rate_hz)) / rate_hz
    wave = (8000 * np.sin(2 * np.pi * 440 * times_s)).astype(np.int16)[None]
    frame = av.AudioFrame.from_ndarray(wave, format="s16", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = rate_hz, round(from_s * rate_hz), Fraction(1, rate_hz)
    container.mux(stream.encode(frame))
    container.mux(stream.encode(None))
