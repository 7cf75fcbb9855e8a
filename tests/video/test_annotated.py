"""The annotated video: same times, same sound, a skeleton where somebody is; and what is told where it fails."""

from __future__ import annotations

import resource
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timezone
from pathlib import Path

import av
import numpy as np
import pytest

from posecheck.catalog import Catalog
from posecheck.drawing.overlay import draw
from posecheck.errors import InputError
from posecheck.eyes import Seen
from posecheck.hold import Seconds
from posecheck.landmarks import ByteArray
from posecheck.pipeline import Pipeline, Snapshot
from posecheck.pose.lifter import load_lifter
from posecheck.practice import Practice
from posecheck.session import Session
from posecheck.stretch import Stretch
from posecheck.video import annotated
from posecheck.video.analysis import Analysis
from posecheck.video.annotated import AnnotatedVideo
from posecheck.video.encoder import ENCODERS, Encoder, chosen_encoder
from posecheck.video.judged import Judged
from posecheck.video.reader import Video
from tests.bodies import BRIDGE, Script, seen
from tests.video.clips import square, write_clip
from tests.video.test_reader import off, read

DONE = Analysis("clip", 0.0, 0, 0, 0, Seconds(), ())
BODY = seen(BRIDGE)
UNEVEN_MS = [0, 33, 34, 100, 567, 600, 1400]


def judged(video: Video) -> Iterator[Judged]:
    """Its frames, with nobody in them."""
    for number, frame in enumerate(video.frames()):
        yield Judged(number, frame, True, Seen(frame.time_s, 0), None, None)


def annotate(clip: Path, path: Path) -> list[str]:
    """Writes a video's frames as they are; what there is to tell of it."""
    with closing(Video(clip)) as video:
        taker = AnnotatedVideo(path, video)
        for each in judged(video):
            taker.take(each)
        return taker.finish(DONE)


def one_frame(tmp_path: Path, **known: object) -> ByteArray:
    """A grey picture of 640 × 480 as it is annotated, with what is known of it."""
    grey = np.full((480, 640, 3), 128, np.uint8)
    clip = write_clip(tmp_path / "clip.mkv", [0], [grey])
    with closing(Video(clip)) as video:
        taker = AnnotatedVideo(tmp_path / "annotated.mp4", video)
        taker.take(Judged(0, next(video.frames()), **known))  # type: ignore[arg-type]
        taker.finish(DONE)
    return read(tmp_path / "annotated.mp4")[1][0].image_rgb


def sound_of(path: Path) -> tuple[str, float, float, float]:
    """A file's sound: its codec, when it begins, when it ends, s; and how loud it is."""
    with av.open(str(path)) as container:
        track = container.streams.audio[0]
        frames = [frame for frame in container.decode(track) if frame.pts is not None]
        loud = np.mean([np.abs(frame.to_ndarray().astype(float)).mean() for frame in frames])
        last = frames[-1]
        return track.codec_context.name, frames[0].time, last.time + last.samples / last.sample_rate, float(loud)


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """As on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture(scope="module")
def bridge(catalog: Catalog) -> tuple[Stretch, Snapshot]:
    stretch = catalog.get("bridge")
    pipeline = Pipeline(stretch, Script(BODY), load_lifter())
    session = Session("video", stretch, pipeline.target_s, datetime(2024, 5, 1, tzinfo=timezone.utc))
    snapshot, _ = Practice(pipeline, session).process(np.full((480, 640, 3), 128, np.uint8), 0.0)
    return stretch, snapshot


@pytest.mark.parametrize("name", ["clip.mkv", "clip.mp4", "clip.mov"])
def test_pictures_keep_their_times(name: str, tmp_path: Path) -> None:
    clip = write_clip(tmp_path / name, UNEVEN_MS)
    assert annotate(clip, tmp_path / "annotated.mp4") == []
    _, frames = read(tmp_path / "annotated.mp4")
    assert [frame.time_s for frame in frames] == [frame.time_s for frame in read(clip)[1]]
    assert all(off(frame.image_rgb, square(n)) < 8 for n, frame in enumerate(frames))


def test_a_browser_can_play_it_at_once(tmp_path: Path) -> None:
    annotate(write_clip(tmp_path / "clip.mp4"), tmp_path / "annotated.mp4")
    written = (tmp_path / "annotated.mp4").read_bytes()
    assert written.index(b"moov") < written.index(b"mdat")
    with av.open(str(tmp_path / "annotated.mp4")) as container:
        context = container.streams.video[0].codec_context
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")


def test_one_picture_lasts_long_enough_to_be_seen(tmp_path: Path) -> None:
    annotate(write_clip(tmp_path / "clip.mp4", [0]), tmp_path / "annotated.mp4")
    video, frames = read(tmp_path / "annotated.mp4")
    assert len(frames) == 1
    assert video.duration_s >= 0.03


@pytest.mark.parametrize("size_px", [(321, 239), (64, 47), (63, 48), (16, 8), (1, 1)])
def test_odd_sizes_get_a_row_or_column_more(size_px: tuple[int, int], tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mkv", codec="ffv1", pix_fmt="bgr0", size_px=size_px)
    annotate(clip, tmp_path / "annotated.mp4")
    video, frames = read(tmp_path / "annotated.mp4")
    assert video.size_px == (size_px[0] + size_px[0] % 2, size_px[1] + size_px[1] % 2)
    assert off(frames[0].image_rgb[: size_px[1], : size_px[0]], square(0, size_px)) < 12


@pytest.mark.parametrize("height", [480, 720])
def test_colours_stay(height: int, tmp_path: Path) -> None:
    """Also of large pictures, which players take for BT.709 unless they are told."""
    red = np.full((height, 640, 3), (220, 40, 60), np.uint8)
    clip = write_clip(tmp_path / "clip.mkv", [0, 40], [red, red], codec="ffv1", pix_fmt="bgr0")
    annotate(clip, tmp_path / "annotated.mp4")
    assert np.abs(read(tmp_path / "annotated.mp4")[1][0].image_rgb.astype(int) - red).max() <= 6


def test_a_turned_video_is_written_upright(tmp_path: Path) -> None:
    annotate(write_clip(tmp_path / "clip.mp4", turned_deg=90), tmp_path / "annotated.mp4")
    video, frames = read(tmp_path / "annotated.mp4")
    assert video.size_px == (48, 64)
    assert off(frames[0].image_rgb, np.rot90(square(0))) < 8
    with av.open(str(tmp_path / "annotated.mp4")) as container:
        assert next(container.decode(video=0)).rotation == 0


def test_what_is_judged_is_drawn_as_it_is_live(tmp_path: Path, bridge: tuple[Stretch, Snapshot]) -> None:
    stretch, snapshot = bridge
    image = one_frame(tmp_path, looked=True, seen=Seen(0.0, 1, BODY, BODY), stretch=stretch, snapshot=snapshot)
    assert off(image, draw(np.full((480, 640, 3), 128, np.uint8), snapshot, stretch)) < 3
    again = one_frame(tmp_path, looked=False, seen=Seen(0.0, 1, BODY, BODY), stretch=stretch, snapshot=snapshot)
    assert np.array_equal(again, image), "where nobody moved the last overlay stays"


def test_a_body_of_which_nothing_is_known_is_grey(tmp_path: Path) -> None:
    image = one_frame(tmp_path, looked=True, seen=Seen(0.0, 1, BODY, BODY), stretch=None, snapshot=None).astype(int)
    hip_x, hip_y = BODY.image_px[24].round().astype(int)
    assert image[hip_y, hip_x].min() > 150, "the skeleton"
    assert image[5:25, 5:60].min() < 90, "a word on a dark plate"
    assert np.abs(image - image.mean(axis=2, keepdims=True)).max() < 20, "no colour"


def test_nobody_is_left_as_filmed(tmp_path: Path) -> None:
    image = one_frame(tmp_path, looked=True, seen=Seen(0.0, 0), stretch=None, snapshot=None)
    assert off(image, np.full((480, 640, 3), 128, np.uint8)) < 2


@pytest.mark.parametrize(
    ("sound", "kept_as"),
    [("aac", "aac"), ("libmp3lame", "mp3float"), ("libopus", "aac"), ("ac3", "aac"), ("flac", "aac")],
)
def test_sound_is_kept_in_step(sound: str, kept_as: str, tmp_path: Path) -> None:
    rate_hz = 8_000 if sound in ("aac", "flac") else 48_000
    clip = write_clip(tmp_path / "clip.mkv", range(0, 2000, 40), sound=sound, sound_from_s=0.8, sound_rate_hz=rate_hz)
    assert annotate(clip, tmp_path / "annotated.mp4") == []
    before, after = sound_of(clip), sound_of(tmp_path / "annotated.mp4")
    assert after[0] == kept_as
    assert after[1] == pytest.approx(before[1], abs=0.13)
    assert after[2] == pytest.approx(before[2], abs=0.2)
    assert after[3] > 0.0


def test_sound_mp4_does_not_take_as_it_is_is_coded_anew(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mkv", range(0, 2000, 40), sound="libmp3lame", sound_rate_hz=8_000)
    assert annotate(clip, tmp_path / "annotated.mp4") == []
    assert sound_of(tmp_path / "annotated.mp4")[0] == "aac"


@pytest.mark.parametrize("sound", ["aac", "flac"])
def test_times_of_sound_count_from_the_first_picture(sound: str, tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mkv", range(1000, 3000, 40), sound=sound, sound_from_s=1.6)
    annotate(clip, tmp_path / "annotated.mp4")
    assert sound_of(tmp_path / "annotated.mp4")[1] == pytest.approx(0.6, abs=0.2)


@pytest.mark.parametrize("sound", ["aac", "flac"])
def test_sound_from_before_the_first_picture_is_left_out(sound: str, tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mkv", range(1000, 3000, 40), sound=sound)
    annotate(clip, tmp_path / "annotated.mp4")
    _, begins_s, ends_s, _ = sound_of(tmp_path / "annotated.mp4")
    assert begins_s < 0.2
    assert ends_s == pytest.approx(sound_of(clip)[2] - 1.0, abs=0.2)


def test_stopped_in_the_middle_it_ends_there(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mkv", range(0, 4000, 40), sound="aac")
    with closing(Video(clip)) as video:
        taker = AnnotatedVideo(tmp_path / "annotated.mp4", video)
        for each, _ in zip(judged(video), range(30), strict=False):
            taker.take(each)
        assert taker.finish(DONE) == []
    _, frames = read(tmp_path / "annotated.mp4")
    assert len(frames) == 30
    assert sound_of(tmp_path / "annotated.mp4")[2] == pytest.approx(1.2, abs=0.2)


def test_stopped_before_the_first_frame_there_is_none(tmp_path: Path) -> None:
    with closing(Video(write_clip(tmp_path / "clip.mkv"))) as video:
        (told,) = AnnotatedVideo(tmp_path / "annotated.mp4", video).finish(DONE)
    assert "no annotated video" in told
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mkv"]


def test_abandoned_it_leaves_nothing(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mkv", sound="aac")
    (tmp_path / "annotated.mp4").write_text("an older one")
    with closing(Video(clip)) as video:
        taker = AnnotatedVideo(tmp_path / "annotated.mp4", video)
        for each in judged(video):
            taker.take(each)
        taker.abandon()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["annotated.mp4", "clip.mkv"]
    assert (tmp_path / "annotated.mp4").read_text() == "an older one"


def damaged_sound(tmp_path: Path) -> Path:
    """A video whose sound is noise from the middle on."""
    clip = write_clip(tmp_path / "clip.mkv", range(0, 2000, 40), sound="ac3", sound_rate_hz=48_000)
    with av.open(str(clip)) as container:
        packets = [(p.pos, p.size) for p in container.demux(audio=0) if p.pos is not None and p.size]
    written = bytearray(clip.read_bytes())
    for at, size in packets[len(packets) // 2 :]:
        written[at + 8 : at + size] = bytes((7 * n) % 251 for n in range(size - 8))
    clip.write_bytes(written)
    return clip


def test_where_the_sound_is_damaged_the_pictures_come_all_the_same(tmp_path: Path) -> None:
    (told,) = annotate(damaged_sound(tmp_path), tmp_path / "annotated.mp4")
    assert told == "The sound is damaged: where it could not be read, the annotated video is silent."
    assert len(read(tmp_path / "annotated.mp4")[1]) == 50


def test_sound_that_cannot_be_written_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_: object) -> None:
        raise av.ArgumentError(22, "no such sound here")

    monkeypatch.setattr("posecheck.video.sound.Sound.add_track", refuse)
    (told,) = annotate(write_clip(tmp_path / "clip.mkv", sound="aac"), tmp_path / "annotated.mp4")
    assert told == "The sound could not be taken over: the annotated video is silent."
    assert len(read(tmp_path / "annotated.mp4")[1]) == 6


NOT_HERE = Encoder("h264_of_another_machine", "H.264")
WITHOUT_ITS_CHIP = Encoder("h264_v4l2m2m", "H.264")
VP9, MPEG4 = (next(e for e in ENCODERS if e.format == f) for f in ("VP9", "MPEG-4"))


@pytest.mark.parametrize(("there", "codec", "told"), [(VP9, "vp9", "VP9"), (MPEG4, "mpeg4", "MPEG-4")])
def test_without_h264_the_next_best_is_taken_and_told(
    there: Encoder, codec: str, told: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(
        annotated, "chosen_encoder", lambda size_px: chosen_encoder(size_px, (NOT_HERE, WITHOUT_ITS_CHIP, there))
    )
    clip = write_clip(tmp_path / "clip.mkv", UNEVEN_MS, sound="aac")
    (note,) = annotate(clip, tmp_path / "annotated.mp4")
    assert note.startswith(f"H.264 cannot be written on this machine: the annotated video is {told}, which ")
    _, frames = read(tmp_path / "annotated.mp4")
    assert [frame.time_s for frame in frames] == pytest.approx([ms / 1000 for ms in UNEVEN_MS], abs=0.001)
    with av.open(str(tmp_path / "annotated.mp4")) as container:
        assert container.streams.video[0].codec_context.codec.canonical_name == codec


def test_without_any_encoder_it_is_said_what_to_do() -> None:
    with pytest.raises(InputError, match="leave the annotated video out"):
        chosen_encoder((64, 48), (NOT_HERE,))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("annotated.avi", r"has to end in \.mp4"),
        ("folder.mp4", "name a file, in a folder that is there"),
        ("missing/annotated.mp4", "name a file, in a folder that is there"),
        ("clip.mp4", "is the video itself"),
    ],
)
def test_a_name_it_cannot_have_is_told_at_once(name: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "folder.mp4").mkdir()
    clip = write_clip(tmp_path / "clip.mp4")
    before = clip.read_bytes()
    with closing(Video(clip)) as video, pytest.raises(InputError, match=told):
        AnnotatedVideo(tmp_path / name, video)
    assert clip.read_bytes() == before


def test_a_place_that_cannot_be_written_is_told_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with closing(Video(write_clip(tmp_path / "clip.mkv"))) as video:
        monkeypatch.setattr(av, "open", refuse)  # root, who may run this, writes everywhere
        with pytest.raises(
            InputError, match=r"cannot be written \(Permission denied\): free some space there, or choose"
        ):
            AnnotatedVideo(tmp_path / "annotated.mp4", video)
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mkv"]


def takes_until_told(taker: AnnotatedVideo, frames: Iterable[Judged]) -> None:
    for each in frames:
        taker.take(each)
    taker.finish(DONE)


def test_a_full_disk_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (60, 240, 320, 3), np.uint8)
    clip = write_clip(tmp_path / "clip.mkv", range(0, 2400, 40), list(noise), codec="ffv1", pix_fmt="bgr0")
    with closing(Video(clip)) as video, files_no_larger_than(200_000):
        taker = AnnotatedVideo(tmp_path / "annotated.mp4", video)
        with pytest.raises(InputError, match=r"annotated.mp4 cannot be written \(.+\): free some space there"):
            takes_until_told(taker, judged(video))
        taker.abandon()
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mkv"]
