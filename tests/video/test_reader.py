"""Pictures and times of videos: upright, in true colours, of one size, cheap where nothing is asked of them."""

from __future__ import annotations

import gc
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from posecheck.landmarks import ByteArray
from posecheck.video import reader
from posecheck.video.reader import Video, VideoFrame
from tests.conftest import FIXTURES
from tests.video.clips import square, write_clip


def read(path: Path) -> tuple[Video, list[VideoFrame]]:
    video = Video(path)
    try:
        return video, list(video.frames())
    finally:
        video.close()


def off(image: ByteArray, other: ByteArray) -> float:
    """How far two pictures are apart, grey levels a pixel."""
    return float(np.abs(image.astype(int) - other).mean())


def test_what_a_video_says_of_itself(tmp_path: Path) -> None:
    clip = write_clip(
        tmp_path / "clip.mp4", range(0, 400, 40), metadata={"creation_time": "2024-05-01T12:34:56.789000Z"}
    )
    video, frames = read(clip)
    assert (video.size_px, len(frames), video.lost, video.repeated) == ((64, 48), 10, 0, 0)
    assert video.duration_s == pytest.approx(0.4)
    assert video.recorded_at == datetime(2024, 5, 1, 12, 34, 56, tzinfo=timezone.utc)
    assert [frame.time_s for frame in frames] == pytest.approx([n * 0.04 for n in range(10)])
    assert all(off(frame.image_rgb, square(n)) < 6 for n, frame in enumerate(frames))


@pytest.mark.parametrize(
    "told", ["1904-01-01T00:00:00.000000Z", "1970-01-01T00:00:00Z", "2999-01-01T00:00:00Z", "soon"]
)
def test_a_date_that_cannot_be_is_none(told: str, tmp_path: Path) -> None:
    video, _ = read(write_clip(tmp_path / "clip.mkv", metadata={"creation_time": told}))
    assert video.recorded_at is None


def test_an_apple_date_keeps_its_own_clock(tmp_path: Path) -> None:
    told = {"com.apple.quicktime.creationdate": "2024-05-01T23:30:00+0200", "creation_time": "2024-05-01T21:30:00Z"}
    clip = write_clip(
        tmp_path / "clip.mov", metadata=told, format="mov", file_options={"movflags": "use_metadata_tags"}
    )
    recorded_at = read(clip)[0].recorded_at
    assert recorded_at is not None
    assert (recorded_at.hour, recorded_at.utcoffset()) == (23, timedelta(hours=2))


def test_a_video_that_begins_late_begins_at_zero(tmp_path: Path) -> None:
    video, frames = read(write_clip(tmp_path / "clip.mkv", [5000, 5040, 5080]))
    assert video.start_s == pytest.approx(5.0)
    assert [frame.time_s for frame in frames] == pytest.approx([0.0, 0.04, 0.08])


def test_a_picture_much_too_late_is_left_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(reader, "LONGEST_GAP_S", 10.0)
    times_ms = [*range(0, 1600, 40), 20_000]
    video, frames = read(write_clip(tmp_path / "clip.mkv", times_ms, file_options={"live": "1"}))
    assert (len(frames), video.lost, video.repeated) == (40, 1, 0)


def test_a_huge_picture_among_small_ones_is_left_out(tmp_path: Path) -> None:
    huge: ByteArray = np.zeros((8192, 8192), np.uint8)
    with av.open(str(tmp_path / "clip.mkv"), "w") as container:
        stream = container.add_stream("mjpeg", rate=25, width=64, height=48, pix_fmt="yuvj420p")
        container.start_encoding()
        for number in range(40):
            coded = cv2.imencode(".jpg", huge if number == 30 else square(number))[1].tobytes()
            packet = av.Packet(coded)
            packet.stream, packet.pts, packet.dts, packet.time_base = stream, number, number, Fraction(1, 25)
            container.mux(packet)
    video, frames = read(tmp_path / "clip.mkv")
    assert (video.size_px, len(frames), video.lost) == ((64, 48), 39, 1)


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("turned_deg", [0, 90, 180, 270])
def test_pictures_stand_as_players_show_them(turned_deg: int, mirrored: bool, tmp_path: Path) -> None:
    turned = np.rot90(square(0), turned_deg // 90)
    shown = turned[:, ::-1] if mirrored else turned
    video, frames = read(write_clip(tmp_path / "clip.mp4", turned_deg=turned_deg, mirrored=mirrored))
    assert video.size_px == (shown.shape[1], shown.shape[0])
    assert off(frames[0].image_rgb, shown) < 6


def test_long_pixels_are_made_square(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mkv", size_px=(144, 108), sample_aspect_ratio=Fraction(4, 3))
    video, frames = read(clip)
    assert video.size_px == (192, 108)
    assert off(frames[0].image_rgb, square(0, (192, 108))) < 12


def test_large_pictures_are_made_smaller(tmp_path: Path) -> None:
    video, frames = read(
        write_clip(tmp_path / "clip.mkv", [0], size_px=(2160, 3840), codec="mjpeg", pix_fmt="yuvj420p")
    )
    assert video.size_px == (1080, 1920)
    assert off(frames[0].image_rgb, square(0, (1080, 1920))) < 6


def test_a_picture_of_another_shape_is_fitted_into_the_first_one_s(tmp_path: Path) -> None:
    path = tmp_path / "clip.ts"
    parts = [
        write_clip(tmp_path / "one.ts", range(0, 1600, 40), codec="libx264", size_px=(128, 96)),
        write_clip(tmp_path / "two.ts", range(1600, 3200, 40), codec="libx264", size_px=(64, 96)),
    ]
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    video, frames = read(path)
    assert video.size_px == (128, 96)
    assert {frame.image_rgb.shape for frame in frames} == {(96, 128, 3)}
    last = frames[-1].image_rgb
    assert last[:, :30].max() < 20 and last[:, 98:].max() < 20  # bars
    assert off(last[:, 32:96], square(39, (64, 96))) < 12


@pytest.mark.parametrize("fps_range", ["tv", "pc"])
@pytest.mark.parametrize(
    ("told", "height"), [("bt709", 96), ("smpte170m", 96), ("smpte170m", 720), ("", 96), ("", 720)]
)
def test_colours_are_the_true_ones(told: str, height: int, fps_range: str, tmp_path: Path) -> None:
    """Untold, small pictures are BT.601 and large ones BT.709."""
    matrix = {"bt709": 1, "smpte170m": 5, "": 1 if height == 720 else 5}[told]
    want = np.full((height, 128, 3), (220, 40, 60), np.uint8)
    frame = av.VideoFrame.from_ndarray(want, "rgb24").reformat(
        format="yuv444p", dst_colorspace=matrix, dst_color_range=2 if fps_range == "pc" else 1
    )
    frame.colorspace, frame.color_range = {"bt709": 1, "smpte170m": 6, "": 2}[told], 2 if fps_range == "pc" else 1
    frame.pts = 0
    path = tmp_path / "clip.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"crf": "1"})
        stream.width, stream.height, stream.pix_fmt = 128, height, "yuv444p"
        stream.codec_context.colorspace = frame.colorspace
        stream.codec_context.color_range = frame.color_range
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert np.abs(read(path)[1][0].image_rgb.astype(int) - want).max() <= 5


@pytest.mark.parametrize(
    ("pix_fmt", "codec"),
    [("yuv420p", "libx264"), ("yuv444p", "libx264"), ("gray", "ffv1"), ("yuv420p10le", "ffv1"), ("bgra", "ffv1")],
)
def test_brightness_is_the_picture_s(pix_fmt: str, codec: str, tmp_path: Path) -> None:
    _, frames = read(write_clip(tmp_path / "clip.mkv", size_px=(130, 98), pix_fmt=pix_fmt, codec=codec))
    luma = frames[0].luma(4)
    assert luma.shape == (25, 33) and luma.dtype == np.uint8
    grey = frames[0].image_rgb[::4, ::4].astype(float) @ (0.299, 0.587, 0.114)
    assert np.corrcoef(luma.ravel(), grey.ravel())[0, 1] > 0.99


def test_brightness_does_not_cost_the_picture(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _, frames = read(write_clip(tmp_path / "clip.mkv"))
    monkeypatch.setattr(type(frames[0]), "image_rgb", property(lambda _: pytest.fail("the picture was made")))
    assert frames[0].luma(2).shape == (24, 32)


def test_a_picture_that_cannot_be_decoded_is_left_out(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mkv", range(0, 4000, 40), codec="libx264", options={"g": "10", "bf": "0"})
    with av.open(str(path)) as container:
        at, size = [(packet.pos, packet.size) for packet in container.demux(video=0)][46]
    data = bytearray(path.read_bytes())
    data[at + size // 2 : at + size - 4] = bytes(size - 4 - size // 2)
    path.write_bytes(data)
    video, frames = read(path)
    assert video.lost >= 1
    assert 1.84 not in [round(frame.time_s, 3) for frame in frames]
    assert len(frames) >= 95


def test_frames_do_not_wait_for_the_garbage_collector(tmp_path: Path) -> None:
    """Sixteen frames of a large video fill a gigabyte."""
    clip = write_clip(tmp_path / "clip.mp4", range(0, 2400, 40), turned_deg=90)
    gc.collect()
    before = frames_alive()
    gc.disable()
    try:
        video = Video(clip)
        assert sum(frame.image_rgb.size > 0 and frame.luma(4).size > 0 for frame in video.frames()) == 60
        assert frames_alive() - before < 4
    finally:
        gc.enable()
    video.close()


def frames_alive() -> int:
    return sum(isinstance(thing, av.VideoFrame) for thing in gc.get_objects())


def test_the_fixture_clip_reads_as_it_did() -> None:
    """Pixel for pixel what FFmpeg's own conversion gives: all the project's figures rest on these pictures."""
    video, frames = read(FIXTURES / "clips" / "bridge.mp4")
    with av.open(str(video.path)) as container:
        plain = [
            frame.to_ndarray(format="rgb24") for _, frame in zip(range(30), container.decode(video=0), strict=False)
        ]
    assert len(frames) == 840
    assert all(np.array_equal(frame.image_rgb, image) for frame, image in zip(frames, plain, strict=False))
