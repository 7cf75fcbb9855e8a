"""``posecheck analyse`` on a rendered clip with the real model, and on what is no video."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pandas as pd
import pytest

from posecheck.cli import main
from posecheck.errors import MediaError
from posecheck.video.reader import Video
from tests.conftest import FIXTURES

CLIP = FIXTURES / "clips" / "bridge.mp4"
STRICT_S, LOOSE_S = 19.07, 20.27  # of it in place: inside every target, and within 10° of it

pytestmark = pytest.mark.usefixtures("pose_model_path")


def analyse(capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, Any]:
    assert main(["analyse", *map(str, words), "--json", "-"]) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def write_clip(path: Path, times_ms: list[int], images: list[np.ndarray], codec: str = "mpeg4") -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=30)
        stream.height, stream.width = images[0].shape[:2]
        stream.time_base = Fraction(1, 1000)
        stream.codec_context.time_base = Fraction(1, 1000)
        for time_ms, image in zip(times_ms, images, strict=True):
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts, frame.time_base = time_ms, Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


@pytest.fixture(scope="module")
def clip_images() -> list[np.ndarray]:
    video = Video(CLIP)
    images = [f.image_rgb for f in video.frames() if 3.0 <= f.time_s < 9.0]
    video.close()
    return images


def test_the_clip_s_hold_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    answer = analyse(capsys, CLIP, "--stretch", "bridge")
    assert list(answer) == [
        "schema", "video", "duration_s", "frames", "person_frames", "in_place_s", "out_of_place_s", "cannot_tell_s",
        "unseen_s", "holds",
    ]  # fmt: skip
    assert (answer["schema"], answer["video"], answer["frames"]) == ("posecheck.analyse/1", "bridge.mp4", 840)
    (hold,) = answer["holds"]
    assert list(hold) == ["stretch", "side", "start_s", "end_s", "held_s", "target_s", "reached", "pauses"]
    assert STRICT_S - 0.5 <= hold["held_s"] <= LOOSE_S + 0.5
    assert (hold["stretch"], hold["side"], hold["reached"]) == ("bridge", "both", False)
    (pause,) = hold["pauses"]
    assert pause["reason"] == "Press feet, rise a little."
    assert 17.0 < pause["start_s"] < pause["end_s"] < 18.6
    times = sum(answer[k] for k in ("in_place_s", "out_of_place_s", "cannot_tell_s", "unseen_s"))
    assert times == pytest.approx(answer["duration_s"], abs=0.01)


def test_time_comes_from_the_frames_not_their_number(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, clip_images: list[np.ndarray]
) -> None:
    steps = [33, 33, 100, 67, 200, 33]
    times, images, at = [], [], 0
    for number in range(60):
        times.append(at)
        images.append(clip_images[min(len(clip_images) - 1, round(at * 0.03))])
        at += steps[number % len(steps)]
    path = tmp_path / "variable.mkv"
    write_clip(path, times, images)
    answer = analyse(capsys, path, "--stretch", "bridge")
    assert answer["frames"] == 60
    assert answer["duration_s"] == pytest.approx(times[-1] / 1000, abs=0.002)
    (hold,) = answer["holds"]
    assert hold["held_s"] == pytest.approx(times[-1] / 1000 - 1.35, abs=0.5)


@pytest.mark.parametrize("fps", [5, 120])
def test_any_frame_rate(
    fps: int, capsys: pytest.CaptureFixture[str], tmp_path: Path, clip_images: list[np.ndarray]
) -> None:
    seconds = 3
    images = [clip_images[90 + min(89, n * 30 // fps)] for n in range(seconds * fps)]
    path = tmp_path / "clip.avi" if fps == 120 else tmp_path / "clip.mp4"
    write_clip(path, [n * 1000 // fps for n in range(len(images))], images)
    answer = analyse(capsys, path, "--stretch", "bridge")
    (hold,) = answer["holds"]
    assert hold["held_s"] == pytest.approx(seconds, abs=0.35)


def test_a_turned_phone_s_video_is_set_upright(tmp_path: Path, clip_images: list[np.ndarray]) -> None:
    upright = clip_images[120]
    path = tmp_path / "turned.mp4"
    write_clip(path, [0, 33], [np.ascontiguousarray(np.rot90(upright, -1))] * 2)
    turned = path.read_bytes()
    # The track header's matrix says how to turn the picture: identity becomes a quarter turn.
    one, none = (0x10000).to_bytes(4, "big"), bytes(4)
    minus = (0xFFFF0000).to_bytes(4, "big")
    w = (0x40000000).to_bytes(4, "big")
    identity = one + none + none + none + one + none + none + none + w
    header = turned.index(b"tkhd")
    at = turned.index(identity, header)
    quarter = none + minus + none + one + none + none + none + none + w
    path.write_bytes(turned[:at] + quarter + turned[at + len(identity) :])
    video = Video(path)
    frame = next(iter(video.frames()))
    video.close()
    assert frame.image_rgb.shape == upright.shape
    assert np.abs(frame.image_rgb.astype(int) - upright).mean() < 12


@pytest.fixture
def broken(tmp_path: Path, clip_images: list[np.ndarray]) -> Iterator[dict[str, Path]]:
    names = ("text.mp4", "empty.mp4", "headless.mp4", "cut.mkv", "sound.wav")
    text, empty, headless, cut, still = (tmp_path / name for name in names)
    text.write_text("hello", encoding="utf-8")
    empty.touch()
    headless.write_bytes(CLIP.read_bytes()[: CLIP.stat().st_size // 2])  # an MP4's table of contents comes last
    whole = tmp_path / "whole.mkv"
    write_clip(whole, [n * 33 for n in range(180)], clip_images)
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])  # this one just ends
    with av.open(str(still), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 800), dtype=np.int16), format="s16", layout="mono")
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    yield {
        "text": text,
        "empty": empty,
        "headless": headless,
        "cut": cut,
        "sound": still,
        "missing": tmp_path / "none.mp4",
    }


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("text", "is not a video that can be read"),
        ("empty", "is not a video that can be read"),
        ("headless", "is not a video that can be read"),
        ("cut", "damaged or cut off"),
        ("sound", "has no picture track"),
        ("missing", "There is no file"),
    ],
)
def test_what_is_no_video_gets_one_sentence(
    capsys: pytest.CaptureFixture[str], broken: dict[str, Path], name: str, told: str
) -> None:
    assert main(["analyse", str(broken[name]), "--stretch", "bridge"]) == 2
    said = capsys.readouterr()
    assert told in said.err
    assert said.err.strip().count("\n") == 0


def test_a_video_without_frames(tmp_path: Path) -> None:
    path = tmp_path / "none.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=30)
        stream.width, stream.height = 64, 48
        container.start_encoding()
    with pytest.raises(MediaError, match=r"no frame|not a video"):
        list(Video(path).frames())


def test_as_a_program_it_says_nothing_but_its_answer(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "posecheck", "check", str(FIXTURES / "pictures" / "bridge_both_good1_side.jpg")]
    done = subprocess.run(
        [*command, "--stretch", "bridge", "--json", "-"],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2], env={**os.environ},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["results"][0]["verdict"] == "in_place"


def test_the_table_names_the_hold(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, clip_images: list[np.ndarray]
) -> None:
    path = tmp_path / "short.mp4"
    write_clip(path, [n * 33 for n in range(60)], clip_images[60:120])
    assert main(["analyse", str(path), "--stretch", "bridge"]) == 0
    assert "Bridge" in capsys.readouterr().out
    assert main(["analyse", str(path), "--stretch", "legs_up_the_wall"]) == 0
    assert "no hold found" in capsys.readouterr().out


def short_clip(folder: Path, clip_images: list[np.ndarray]) -> Path:
    path = folder / "short.mp4"
    write_clip(path, [n * 33 for n in range(60)], clip_images[60:120])
    return path


def test_what_is_asked_for_is_made(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, clip_images: list[np.ndarray]
) -> None:
    path, made = short_clip(tmp_path, clip_images), tmp_path / "made"
    made.mkdir()
    names = ("seen.mp4", "frames.parquet", "report.html")
    files = [str(made / name) for name in names]
    answer = analyse(
        capsys, path, "--stretch", "bridge", "--video", files[0], "--table", files[1], "--report", files[2]
    )
    assert {file.name for file in made.iterdir()} == set(names)
    assert answer["frames"] == 60 and len(answer["holds"]) == 1
    with closing(Video(made / "seen.mp4")) as video:
        assert len(list(video.frames())) == 60
    assert len(pd.read_parquet(made / "frames.parquet")) == 60
    assert "Bridge" in (made / "report.html").read_text(encoding="utf-8")


def test_adaptive_looks_at_fewer_frames_and_counts_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    answer = analyse(capsys, CLIP, "--stretch", "bridge", "--adaptive")
    assert answer["frames"] == answer["person_frames"] == 840
    assert answer["looked_frames"] < 420
    (hold,) = answer["holds"]
    assert STRICT_S - 0.5 <= hold["held_s"] <= LOOSE_S + 0.5
    assert len(hold["pauses"]) == 1


def test_what_cannot_be_asked_for(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, clip_images: list[np.ndarray]
) -> None:
    path, twice = short_clip(tmp_path, clip_images), tmp_path / "twice.mp4"
    before = path.read_bytes()
    for words, told in (
        (["--stretch", "auto", "--side", "left"], "leave --side out"),
        (["--stretch", "bridge", "--table", str(tmp_path / "table.xlsx")], ".parquet"),
        (["--stretch", "bridge", "--report", str(tmp_path / "no folder" / "report.html")], "There is no folder"),
        (["--stretch", "bridge", "--report", str(tmp_path / "report.txt")], "has to end in .html"),
        *(
            (["--stretch", "bridge", option, str(path)], "is the video itself")
            for option in ("--video", "--table", "--report", "--json")
        ),
        (["--stretch", "bridge", "--video", str(twice), "--json", str(twice)], "is asked for twice"),
    ):
        assert main(["analyse", str(path), *words]) == 2
        said = capsys.readouterr()
        assert told in said.err and said.err.strip().count("\n") == 0
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal to send")
def test_ctrl_c_completes_what_was_made(tmp_path: Path) -> None:
    answer, video, table, report = (tmp_path / name for name in ("a.json", "v.mp4", "t.csv", "r.html"))
    command = [
        sys.executable, "-m", "posecheck", "analyse", str(CLIP), "--stretch", "bridge", "--json", str(answer),
        "--video", str(video), "--table", str(table), "--report", str(report),
    ]  # fmt: skip
    child = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
    while child.poll() is None and not list(tmp_path.glob(".v.mp4.*.part")):
        time.sleep(0.05)  # it begins
    time.sleep(2.0)
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=120)
    assert child.returncode == 130
    assert "everything is told up to there" in said
    told = json.loads(answer.read_text(encoding="utf-8"))
    assert told["complete"] is False
    assert 0 < told["frames"] < 840
    with closing(Video(video)) as annotated:
        assert len(list(annotated.frames())) == told["frames"]
    assert len(pd.read_csv(table)) == told["frames"]
    assert "</html>" in report.read_text(encoding="utf-8")
    assert {file.name for file in tmp_path.iterdir()} == {"a.json", "v.mp4", "t.csv", "r.html"}
