"""Which of the encoders a machine has writes the annotated video."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

import av

from posecheck.errors import InputError
from posecheck.video.picture import BT_601, LIMITED

BITS_A_PIXEL = 0.1  # for encoders that want a bit rate: no worse than the others at their quality settings
FASTEST = 30  # frames a second the bit rate allows for


@dataclass(frozen=True, slots=True)
class Encoder:
    """One way to write pictures.

    Attributes:
        codec: FFmpeg's name of the encoder.
        format: what it writes, as people call it.
        playing: who plays that; empty for what plays everywhere.
        options: for quality and speed; without any it gets a bit rate.
        finest: ticks a second its time stamps can have.
    """

    codec: str
    format: str
    playing: str = ""
    options: dict[str, str] = field(default_factory=dict)
    finest: int = 1_000_000

    def set_up(self, context: av.VideoCodecContext, size_px: tuple[int, int], tick_s: Fraction) -> None:
        """Prepares a codec context of this encoder; its pictures are ``yuv420p`` (or ``nv12``).

        Args:
            context: not open yet.
            size_px: width and height of the pictures, even.
            tick_s: what time stamps count.
        """
        context.width, context.height = size_px
        context.time_base = tick_s
        formats = [f.name for f in context.codec.video_formats or ()]
        context.pix_fmt = "nv12" if "yuv420p" not in formats and "nv12" in formats else "yuv420p"
        context.colorspace, context.color_range = BT_601, LIMITED
        if self.options:
            context.options = dict(self.options)
        else:
            context.bit_rate = round(BITS_A_PIXEL * FASTEST * size_px[0] * size_px[1])


H264 = "H.264"
# Software first: it is there on every machine with FFmpeg's usual libraries, and its quality is known.
ENCODERS = (
    Encoder("libx264", H264, options={"crf": "23", "preset": "veryfast", "g": "60"}),
    *(
        Encoder(maker, H264)
        for maker in (
            "libopenh264", "h264_videotoolbox", "h264_mf", "h264_nvenc", "h264_qsv", "h264_amf", "h264_v4l2m2m",
        )
    ),
    Encoder(
        "libvpx-vp9", "VP9", "which browsers play and some players do not",
        {"crf": "33", "deadline": "realtime", "cpu-used": "8", "row-mt": "1", "g": "60"},
    ),
    Encoder("mpeg4", "MPEG-4", "which players such as VLC play and browsers do not", finest=60_000),
)  # fmt: skip


def chosen_encoder(size_px: tuple[int, int], encoders: tuple[Encoder, ...] = ENCODERS) -> tuple[Encoder, list[str]]:
    """The first encoder that works here.

    Args:
        size_px: width and height of the pictures, even.
        encoders: the best first.

    Returns:
        It, and what a person should know of it, a sentence each.

    Raises:
        InputError: none works.
    """
    for encoder in encoders:
        if _works(encoder, size_px):
            told = (
                f"{H264} cannot be written on this machine: the annotated video is {encoder.format}, {encoder.playing}."
            )
            return encoder, [told] if encoder.playing else []
    raise InputError("No video can be written on this machine: leave the annotated video out, or install av anew.")


def _works(encoder: Encoder, size_px: tuple[int, int]) -> bool:
    """Whether it writes a picture. One may be there without the chip it needs, and tell only then."""
    try:
        context = av.CodecContext.create(encoder.codec, "w")
        encoder.set_up(context, size_px, Fraction(1, FASTEST))
        picture = av.VideoFrame(*size_px, context.pix_fmt)
        picture.pts = 0
        return bool([*context.encode(picture), *context.encode(None)])
    except (av.FFmpegError, OSError, ValueError, LookupError):
        return False
