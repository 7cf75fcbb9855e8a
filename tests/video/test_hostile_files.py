"""Files that are odd: each line of docs/video_files.md, and files damaged at random."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from av.stream import Disposition

from posecheck.catalog import Catalog
from posecheck.errors import MediaError
from posecheck.landmarks import ByteArray
from posecheck.pose.mediapipe_source import MediaPipeSource
from posecheck.video.analysis import Plan, Wanted
from posecheck.video.reader import Video
from posecheck.video.run import analyse_file
from tests.bodies import Script
from tests.conftest import FIXTURES
from tests.video.clips import square, write_clip, write_sound

DOCS = Path(__file__).parents[2] / "docs" / "video_files.md"
Maker = Callable[[Path], Path]
Size = tuple[int, int]
LONG_MS = range(0, 8000, 40)
CASES: dict[str, tuple[Maker, Size | None]] = {}
QUIET = {"x265-params": "log-level=none"}


def documented() -> dict[str, str]:
    """What the docs say comes of each file."""
    rows = re.findall(r"^\| (?!the file|---)(.+?) \| (.+) \|$", DOCS.read_text(encoding="utf-8"), re.M)
    return dict(rows)


def case(name: str, size_px: Size | None = (64, 48)) -> Callable[[Maker], Maker]:
    """A file of the docs' table, and the size of its pictures where it is read."""

    def add(maker: Maker) -> Maker:
        CASES[name] = (maker, size_px)
        return maker

    return add


def changed(path: Path, change: Callable[[bytearray], bytes | bytearray | None]) -> Path:
    data = bytearray(path.read_bytes())
    after = change(data)
    path.write_bytes(data if after is None else after)
    return path


def halved(path: Path) -> Path:
    return changed(path, lambda data: data[: len(data) // 2])


def damaged(path: Path, share: float) -> Path:
    """One byte in so many of the part of a file where its pictures are, from the second picture on."""

    def damage(data: bytearray) -> None:
        rng = np.random.default_rng(0)
        for at in rng.integers(len(data) // 2, len(data) - 100, round(len(data) * share)):
            data[at] ^= 0xFF

    return changed(path, damage)


@case("cut off, its table of contents at the end", None)
def _(folder: Path) -> Path:
    return halved(write_clip(folder / "clip.mp4", LONG_MS))


@case("cut off, its table of contents at the front", None)
def _(folder: Path) -> Path:
    return halved(write_clip(folder / "clip.mp4", LONG_MS, file_options={"movflags": "+faststart"}))


@case("cut off, without a table of contents", None)
def _(folder: Path) -> Path:
    return halved(write_clip(folder / "clip.mkv", LONG_MS))


@case("cut off, without a table of contents, with sound", None)
def _(folder: Path) -> Path:
    return halved(write_clip(folder / "clip.mkv", LONG_MS, sound="aac"))


@case("sound that lasts longer than the pictures")
def _(folder: Path) -> Path:
    return write_clip(folder / "clip.mkv", sound="aac", sound_until_s=9.0)


@case("of length zero", None)
def _(folder: Path) -> Path:
    (folder / "clip.mp4").touch()
    return folder / "clip.mp4"


@case("a video called .txt")
def _(folder: Path) -> Path:
    return write_clip(folder / "clip.txt", format="mp4")


@case("a text called .mp4", None)
def _(folder: Path) -> Path:
    (folder / "clip.mp4").write_text("Dear diary,\n" * 500, encoding="utf-8")
    return folder / "clip.mp4"


@case("a playlist called .mp4", None)
def _(folder: Path) -> Path:
    write_clip(folder / "other.ts", codec="libx264")
    (folder / "clip.mp4").write_text("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nother.ts\n#EXT-X-ENDLIST\n")
    return folder / "clip.mp4"


@case("a still picture called .mp4", None)
def _(folder: Path) -> Path:
    (folder / "clip.mp4").write_bytes(cv2.imencode(".png", square(0))[1].tobytes())
    return folder / "clip.mp4"


def large(path: Path, size_px: Size, claimed_px: Size | None = None) -> Path:
    """One black picture, coded by OpenCV, which takes a tenth of FFmpeg's time for it."""
    coded = cv2.imencode(".jpg", np.zeros((size_px[1], size_px[0]), np.uint8))[1].tobytes()
    with av.open(str(path), "w") as container:
        width, height = claimed_px or size_px
        stream = container.add_stream("mjpeg", rate=25, width=width, height=height, pix_fmt="yuvj420p")
        container.start_encoding()
        packet = av.Packet(coded)
        packet.stream, packet.pts, packet.dts, packet.time_base = stream, 0, 0, Fraction(1, 25)
        container.mux(packet)
    return path


@case("8K (7680 × 4320)", (1920, 1080))
def _(folder: Path) -> Path:
    return large(folder / "clip.mkv", (7680, 4320))


@case("8192 × 8192", None)
def _(folder: Path) -> Path:
    return large(folder / "clip.mkv", (8192, 8192))


@case("a header that claims 60000 × 60000", None)
def _(folder: Path) -> Path:
    def claim(data: bytearray) -> None:
        at = data.index(b"strf") + 12  # width and height in an AVI's BITMAPINFOHEADER
        data[at : at + 8] = (60000).to_bytes(4, "little") * 2

    return changed(write_clip(folder / "clip.avi", codec="rawvideo", pix_fmt="bgr24"), claim)


@case("8192 × 8192 in a container that claims 64 × 48", None)
def _(folder: Path) -> Path:
    return large(folder / "clip.avi", (8192, 8192), (64, 48))


@case("sound alone", None)
def _(folder: Path) -> Path:
    return write_sound(folder / "clip.mp4", codec="aac")


def with_cover(part: Path, path: Path) -> Path:
    """The same with a cover, which is a picture track too."""
    cover = av.VideoFrame.from_ndarray(np.full((200, 300, 3), 90, np.uint8), "rgb24")
    with av.open(str(part)) as source, av.open(str(path), "w") as container:
        picture = container.add_stream("mjpeg", rate=25, width=300, height=200, pix_fmt="yuvj420p")
        picture.disposition = Disposition.attached_pic
        out = container.add_stream_from_template(source.streams[0], opaque=True)
        container.mux(picture.encode(cover))
        container.mux(picture.encode(None))
        for packet in source.demux():
            if packet.dts is not None:
                packet.stream = out
                container.mux(packet)
    return path


@case("sound with a cover", None)
def _(folder: Path) -> Path:
    return with_cover(write_sound(folder / "part.m4a", codec="aac"), folder / "clip.mp4")


@case("attachments alone", None)
def _(folder: Path) -> Path:
    with av.open(str(folder / "clip.mkv"), "w") as container:
        container.add_attachment("notes.txt", "text/plain", b"hello")
        container.add_attachment("cover.jpg", "image/jpeg", cv2.imencode(".jpg", square(0))[1].tobytes())
        container.start_encoding()
    return folder / "clip.mkv"


@case("a cover beside the video")
def _(folder: Path) -> Path:
    return with_cover(write_clip(folder / "part.mp4"), folder / "clip.mp4")


@case("variable frame rate")
def _(folder: Path) -> Path:
    return write_clip(folder / "clip.mkv", [0, 33, 34, 200, 900, 901])


@case("1000 frames a second")
def _(folder: Path) -> Path:
    return write_clip(folder / "clip.mkv", range(200))


for degrees in (90, 180, 270):

    @case(f"turned by {degrees}°", (48, 64) if degrees % 180 else (64, 48))
    def _(folder: Path, degrees: int = degrees) -> Path:
        return write_clip(folder / "clip.mp4", turned_deg=degrees)


@case("upside down by mirroring")
def _(folder: Path) -> Path:
    return write_clip(folder / "clip.mp4", turned_deg=180, mirrored=True)


@case("one frame")
def _(folder: Path) -> Path:
    return write_clip(folder / "clip.mp4", [0])


@case("HEVC")
def _(folder: Path) -> Path:
    return write_clip(folder / "clip.mp4", codec="libx265", options=QUIET)


@case("HEVC, 10 bits")
def _(folder: Path) -> Path:
    return write_clip(folder / "clip.mp4", codec="libx265", pix_fmt="yuv420p10le", options=QUIET)


@case("VP9")
def _(folder: Path) -> Path:
    return write_clip(folder / "clip.webm", codec="libvpx-vp9")


@case("odd sizes (321 × 239)", (321, 239))
def _(folder: Path) -> Path:
    return write_clip(folder / "clip.mkv", size_px=(321, 239))


@case("long pixels", (96, 48))
def _(folder: Path) -> Path:
    return write_clip(folder / "clip.mkv", sample_aspect_ratio=Fraction(3, 2))


@case("no duration in its header")
def _(folder: Path) -> Path:
    return write_clip(folder / "clip.mkv", format="matroska", file_options={"live": "1"})


@case("a name that is not ASCII")
def _(folder: Path) -> Path:
    return write_clip(folder / "Übung – 瑜伽 🧘 100%d.mp4")


@case("times that go back", None)
def _(folder: Path) -> Path:
    return changed(write_clip(folder / "clip.ts", range(0, 800, 40), codec="libx264"), lambda data: data * 3)


@case("no times", None)
def _(folder: Path) -> Path:
    return write_clip(folder / "clip.h264", codec="libx264")


@case("a few damaged pictures")
def _(folder: Path) -> Path:
    def damage(data: bytearray) -> None:
        for at in range(len(data) // 2, len(data) // 2 + 200):
            data[at] ^= 0x5A

    return changed(write_clip(folder / "clip.mkv", LONG_MS), damage)


@case("many damaged pictures", None)
def _(folder: Path) -> Path:
    return damaged(write_clip(folder / "clip.mp4", LONG_MS, file_options={"movflags": "+faststart"}), 0.05)


@case("damaged sound")
def _(folder: Path) -> Path:
    clip = write_clip(folder / "clip.mkv", range(0, 2000, 40), sound="ac3", sound_rate_hz=48_000)
    with av.open(str(clip)) as container:
        packets = [(p.pos, p.size) for p in container.demux(audio=0) if p.size]

    def damage(data: bytearray) -> None:
        for at, size in packets[len(packets) // 2 :]:
            data[at + 8 : at + size] = bytes((7 * n) % 251 for n in range(size - 8))

    return changed(clip, damage)


@case("grey")
def _(folder: Path) -> Path:
    return write_clip(folder / "clip.mkv", codec="ffv1", pix_fmt="gray")


@case("with transparency")
def _(folder: Path) -> Path:
    return write_clip(folder / "clip.mkv", codec="ffv1", pix_fmt="yuva420p")


@case("pictures that change their size")
def _(folder: Path) -> Path:
    parts = [
        write_clip(folder / f"{at}.ts", range(at, at + 2000, 40), codec="libx264", size_px=size)
        for at, size in ((0, (64, 48)), (2000, (96, 128)))
    ]
    (folder / "clip.ts").write_bytes(b"".join(part.read_bytes() for part in parts))
    return folder / "clip.ts"


@case("a title that is not UTF-8")
def _(folder: Path) -> Path:
    path = write_clip(folder / "clip.mkv", metadata={"title": "Pelvis und Fuesse"})
    return changed(path, lambda data: data.replace(b"Fuesse", b"F\xfc\xdfe!!"))


@case("a folder", None)
def _(folder: Path) -> Path:
    return folder


@case("a pipe", None)
def _(folder: Path) -> Path:
    os.mkfifo(folder / "clip.mp4")
    return folder / "clip.mp4"


@case("a device", None)
def _(_: Path) -> Path:
    return Path("/dev/zero")


@case("no file", None)
def _(folder: Path) -> Path:
    return folder / "clip.mp4"


def test_the_docs_and_the_cases_are_the_same() -> None:
    assert list(documented()) == list(CASES)


@pytest.mark.parametrize("name", CASES)
def test_an_odd_file_gives_what_the_docs_say(name: str, tmp_path: Path, catalog: Catalog) -> None:
    maker, size_px = CASES[name]
    said = documented().get(name, "")
    path = maker(tmp_path)
    annotated = tmp_path / "annotated.mp4"
    plan, wanted = Plan(catalog.get("bridge")), Wanted(video=annotated)
    if said.startswith("refused"):
        told = re.findall(r'"(?:…)?(.+?)(?:…)?"', said)[0].strip()
        with pytest.raises(MediaError, match=re.escape(told)) as refused:
            analyse_file(path, plan, wanted, source=Script(None))
        assert str(refused.value).count("\n") == 0 and str(refused.value).endswith(".")
        assert not annotated.exists()
        return
    assert said.startswith("read")
    with closing(Video(path)) as video:
        assert video.size_px == size_px
        assert {frame.image_rgb.shape for frame in video.frames()} == {(video.size_px[1], video.size_px[0], 3)}
    analysis = analyse_file(path, plan, wanted, source=Script(None))
    with closing(Video(annotated)) as video:
        assert sum(1 for _ in video.frames()) == analysis.frames
    assert bool(analysis.notes) is (name == "damaged sound")


OPENING = """
import resource, sys
from pathlib import Path
from posecheck.errors import MediaError
from posecheck.video.reader import Video
before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    Video(Path(sys.argv[1]))
except MediaError:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb)
"""


@pytest.mark.parametrize("name", [name for name in CASES if "000 × " in name or "8192" in name])
def test_a_huge_picture_is_refused_before_it_takes_memory(name: str, tmp_path: Path) -> None:
    path = CASES[name][0](tmp_path)
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", OPENING, str(path)], cwd=root, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 40_000, "kB"


@pytest.mark.parametrize("ending", ["mp4", "mkv", "avi", "ts", "webm", "mov", "flv"])
def test_a_file_damaged_at_random_is_read_or_refused(ending: str, tmp_path: Path) -> None:
    codec = {"webm": "libvpx-vp9", "ts": "libx264", "flv": "flv"}.get(ending, "mpeg4")
    whole = write_clip(tmp_path / f"whole.{ending}", range(0, 800, 40), codec=codec).read_bytes()
    rng = np.random.default_rng(7)
    path = tmp_path / f"clip.{ending}"
    refused = 0
    for _ in range(40):
        data = bytearray(whole)
        for at in rng.integers(0, len(data), rng.integers(1, 30)):
            data[at] = rng.integers(256)
        path.write_bytes(data[: rng.integers(1, len(data) + 1)] if rng.random() < 0.3 else data)
        try:
            with closing(Video(path)) as video:
                times_s = [frame.time_s for frame in video.frames() if frame.image_rgb.size]
        except MediaError as error:
            refused += str(error).endswith(".")
            continue
        assert times_s == sorted(set(times_s))
    assert 0 < refused <= 40


def filmed(seconds: float, fps: int = 15) -> tuple[list[int], list[ByteArray]]:
    """A bridge being held."""
    with closing(Video(FIXTURES / "clips" / "bridge.mp4")) as video:
        images = [f.image_rgb for f in video.frames() if 6.0 <= f.time_s < 6.0 + seconds][:: 30 // fps]
    return [round(n * 1000 / fps) for n in range(len(images))], images


def written_turned(path: Path) -> Path:
    times_ms, images = filmed(2.0)
    return write_clip(path, times_ms, [np.ascontiguousarray(np.rot90(i, -1)) for i in images], turned_deg=90)


def written_odd(path: Path) -> Path:
    times_ms, images = filmed(2.0)
    small = [cv2.resize(i, (321, 239)).astype(np.uint8) for i in images]
    return write_clip(path, times_ms, small, codec="libx264", pix_fmt="yuv444p")


def written_long(path: Path) -> Path:
    times_ms, images = filmed(2.0)
    narrow = [cv2.resize(i, (320, 480)).astype(np.uint8) for i in images]
    return write_clip(path, times_ms, narrow, sample_aspect_ratio=Fraction(2, 1))


def written_uneven(path: Path) -> Path:
    times_ms, images = filmed(2.0)
    kept = [n for n in range(len(times_ms)) if n % 5 not in (1, 2)]
    return write_clip(path, [times_ms[n] for n in kept], [images[n] for n in kept])


def written_hevc(path: Path) -> Path:
    times_ms, images = filmed(2.0)
    return write_clip(path, times_ms, images, codec="libx265", options=QUIET)


@pytest.mark.parametrize("written", [written_turned, written_odd, written_long, written_uneven, written_hevc])
def test_a_hold_in_an_odd_file_is_counted(
    written: Maker, tmp_path: Path, catalog: Catalog, video_source: MediaPipeSource
) -> None:
    clip = written(tmp_path / ("clip.mp4" if written is written_turned else "clip.mkv"))
    analysis = analyse_file(clip, Plan(catalog.get("bridge")), source=video_source)
    assert analysis.person_frames == analysis.frames
    (hold,) = analysis.holds
    assert hold.held_s == pytest.approx(analysis.duration_s, abs=0.35)
