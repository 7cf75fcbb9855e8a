"""One video from file to results, with laid-out bodies in place of a model's."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timezone
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from posecheck.catalog import Catalog
from posecheck.course import Recognised
from posecheck.errors import MediaError, PoseCheckError
from posecheck.eyes import Seen
from posecheck.landmarks import ByteArray, LandmarkFrame, Side
from posecheck.video import run
from posecheck.video.analysis import Analysis, Plan, Wanted
from posecheck.video.judged import Judged
from posecheck.video.reader import Video
from posecheck.video.run import Progress, analyse_file
from tests.bodies import BRIDGE, KNEE_TO_CHEST, LYING, seen
from tests.lifts import world_lift

FPS = 10
LEAVES_S = 8.0
BEGAN_AT = datetime(2026, 5, 1, 8, 0, tzinfo=timezone.utc)


class Bodies:
    """Gives a body by time; counts how often it was asked."""

    def __init__(self, *parts: tuple[float, LandmarkFrame | None]) -> None:
        self.parts = parts
        self.times_s: list[float] = []

    def detect(self, image_rgb: ByteArray, time_s: float, followed: LandmarkFrame | None = None) -> list[LandmarkFrame]:
        self.times_s.append(time_s)
        body = next(body for until_s, body in self.parts if time_s < until_s)
        return [] if body is None else [replace(body, time_s=time_s)]

    def close(self) -> None:
        raise AssertionError("it is the caller's")


class Taken:
    """A taker that keeps what it was given."""

    def __init__(self, breaks_at: int = -1) -> None:
        self.judged: list[Judged] = []
        self.analysis: Analysis | None = None
        self.abandoned = False
        self._breaks_at = breaks_at

    def take(self, judged: Judged) -> None:
        if judged.number == self._breaks_at:
            raise PoseCheckError("The disk is full: make room.")
        assert judged.frame.image_rgb.shape == (48, 64, 3)
        self.judged.append(judged)

    def finish(self, analysis: Analysis) -> list[str]:
        self.analysis = analysis
        return [f"{len(self.judged)} frames."]

    def abandon(self) -> None:
        self.abandoned = True


def write_clip(path: Path, seconds: float, moves_from_s: float = 1e9, moves_until_s: float = 1e9) -> Path:
    """A grey picture in which a bright bar moves for a while."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=FPS)
        stream.height, stream.width = 48, 64
        for number in range(round(seconds * FPS)):
            picture = np.full((48, 64, 3), 128, dtype=np.uint8)
            step = round((min(number / FPS, moves_until_s) - moves_from_s) * FPS)
            picture[8 + (4 * max(0, step)) % 32 :][:8] = 250
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.fixture(autouse=True)
def known_lift(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "load_lifter", lambda: world_lift)


@pytest.fixture
def takers(monkeypatch: pytest.MonkeyPatch) -> list[Taken]:
    made = [Taken(), Taken()]
    monkeypatch.setattr(run, "takers_for", lambda wanted, video: made)
    return made


def bridge_then_down() -> Bodies:
    return Bodies((LEAVES_S, seen(BRIDGE)), (1e9, seen(LYING)))


def test_every_frame_is_looked_at_once_and_given_on_in_order(
    tmp_path: Path, catalog: Catalog, takers: list[Taken]
) -> None:
    source, told = bridge_then_down(), list[Progress]()
    clip = write_clip(tmp_path / "clip.mp4", 12.0)
    analysis = analyse_file(
        clip, Plan(catalog.get("bridge")), source=source, progress=told.append, started_at=BEGAN_AT, session_id="s"
    )
    assert source.times_s == pytest.approx(np.arange(120) / FPS)
    assert (analysis.frames, analysis.looked_frames, analysis.person_frames) == (120, 120, 120)
    assert analysis.duration_s == pytest.approx(11.9)
    (hold,) = analysis.holds
    assert (hold.id, hold.stretch_id, hold.finished) == ("s-0", "bridge", True)
    assert hold.held_s == pytest.approx(LEAVES_S, abs=0.35)
    assert hold.started_at == BEGAN_AT
    assert analysis.seconds.in_place + analysis.seconds.out_of_place == pytest.approx(11.9)
    assert {part.hold_id for part in analysis.traces} == {"s-0"}
    for taker in takers:
        assert [judged.number for judged in taker.judged] == list(range(120))
        assert all(judged.looked and judged.snapshot is not None for judged in taker.judged)
    assert takers[1].analysis is not None and takers[1].analysis.notes == (
        "120 frames.",
    )  # the last knows of the first
    assert analysis.notes == ("120 frames.", "120 frames.")
    assert [done.frames for done in told] == list(range(1, 121))
    assert told[-1].whole_s == pytest.approx(12.0)


def test_stopped_it_completes_what_was_made(tmp_path: Path, catalog: Catalog, takers: list[Taken]) -> None:
    clip = write_clip(tmp_path / "clip.mp4", 12.0)
    asked = iter(range(1000))
    analysis = analyse_file(
        clip, Plan(catalog.get("bridge")), source=bridge_then_down(), stopped=lambda: next(asked) == 49
    )
    assert not analysis.complete
    assert (analysis.frames, len(takers[0].judged)) == (50, 50)
    (hold,) = analysis.holds
    assert hold.held_s == pytest.approx(4.9, abs=0.05) and hold.finished
    assert takers[0].analysis is not None and not takers[0].abandoned


@pytest.mark.parametrize("stretch_id", ["bridge", None])
def test_what_cannot_be_written_leaves_nothing(
    stretch_id: str | None, tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    takers = [Taken(), Taken(breaks_at=30)]
    monkeypatch.setattr(run, "takers_for", lambda wanted, video: takers)
    clip = write_clip(tmp_path / "clip.mp4", 6.0)
    plan = Plan(catalog.get(stretch_id) if stretch_id else None)
    with pytest.raises(PoseCheckError, match="make room"):
        analyse_file(clip, plan, source=bridge_then_down())
    assert all(taker.abandoned and taker.analysis is None for taker in takers)


def test_a_video_that_breaks_off_leaves_nothing(tmp_path: Path, catalog: Catalog, takers: list[Taken]) -> None:
    whole = write_clip(tmp_path / "clip.avi", 12.0, moves_from_s=0.0).read_bytes()
    broken = tmp_path / "broken.avi"
    broken.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(MediaError):
        analyse_file(broken, Plan(catalog.get("bridge")), source=bridge_then_down())
    assert all(taker.abandoned for taker in takers)


def test_adaptive_passes_over_what_is_still_and_the_hold_stays(
    tmp_path: Path, catalog: Catalog, takers: list[Taken]
) -> None:
    clip = write_clip(tmp_path / "clip.mp4", 12.0, moves_from_s=LEAVES_S, moves_until_s=9.0)
    source = bridge_then_down()
    analysis = analyse_file(clip, Plan(catalog.get("bridge"), adaptive=True), source=source)
    assert analysis.looked_frames == len(source.times_s) < 90
    assert {round(at * FPS) for at in source.times_s} >= set(range(81, 94))  # each frame of the movement, and after it
    assert analysis.frames == analysis.person_frames == 120
    (hold,) = analysis.holds
    assert hold.held_s == pytest.approx(LEAVES_S, abs=0.35)
    assert _whole_s(analysis) == pytest.approx(analysis.duration_s)  # the last frame is looked at
    judged = takers[0].judged
    assert [j.number for j in judged] == list(range(120))
    for before, after in zip(judged, judged[1:], strict=False):
        if not after.looked:
            assert after.snapshot is before.snapshot and after.seen is before.seen


def test_stopped_while_recognising_it_judges_and_writes_what_was_looked_at(
    tmp_path: Path, takers: list[Taken], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "recognised", _told([Recognised(0.0, 11.9, "bridge")]))
    clip, asked = write_clip(tmp_path / "clip.mp4", 12.0), iter(range(1000))
    analysis = analyse_file(clip, Plan(None), source=bridge_then_down(), stopped=lambda: next(asked) >= 49)
    assert not analysis.complete
    assert len(takers[0].judged) == analysis.frames == 50
    assert analysis.duration_s == pytest.approx(4.9)
    (hold,) = analysis.holds
    assert hold.held_s == pytest.approx(4.9, abs=0.05)
    assert _whole_s(analysis) == pytest.approx(4.9)


def test_stopped_while_writing_the_holds_are_told_to_the_end(
    tmp_path: Path, takers: list[Taken], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "recognised", _told([Recognised(0.0, 11.9, "bridge")]))
    clip, asked = write_clip(tmp_path / "clip.mp4", 12.0), iter(range(1000))
    analysis = analyse_file(clip, Plan(None), source=bridge_then_down(), stopped=lambda: next(asked) >= 149)
    assert not analysis.complete
    assert len(takers[0].judged) == 30
    assert analysis.frames == 120
    (hold,) = analysis.holds
    assert hold.held_s == pytest.approx(LEAVES_S, abs=0.35)
    assert _whole_s(analysis) == pytest.approx(analysis.duration_s)
    assert "the files made of the pictures end at 0:03" in analysis.notes[0]


@pytest.mark.parametrize("stretch_id", ["bridge", None])
def test_nothing_reads_on_when_it_fails(
    stretch_id: str | None, tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "takers_for", lambda wanted, video: [Taken(breaks_at=5)])
    monkeypatch.setattr(run, "recognised", _told([Recognised(0.0, 11.9, "bridge")]))
    closed, close = list[list[str]](), Video.close

    def look_round(video: Video) -> None:
        closed.append([thread.name for thread in threading.enumerate() if thread.name == "ahead"])
        close(video)

    monkeypatch.setattr(Video, "close", look_round)
    clip = write_clip(tmp_path / "clip.mp4", 12.0)
    with pytest.raises(PoseCheckError, match="make room"):
        analyse_file(clip, Plan(catalog.get(stretch_id) if stretch_id else None), source=bridge_then_down())
    assert closed and not any(closed)


def _whole_s(analysis: Analysis) -> float:
    seconds = analysis.seconds
    return seconds.in_place + seconds.out_of_place + seconds.cannot_tell + seconds.unseen


def _told(parts: Sequence[Recognised]) -> object:
    def recognised(looked: Sequence[Seen], *_: object) -> tuple[Recognised, ...]:
        assert looked
        return tuple(parts)

    return recognised


@pytest.mark.parametrize("with_files", [False, True])
def test_each_part_is_judged_as_what_it_shows(
    with_files: bool, tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = Taken()
    monkeypatch.setattr(run, "takers_for", lambda wanted, video: [taken] if with_files else [])
    parts = [
        Recognised(0.0, 5.0, "bridge"),
        Recognised(5.0, 7.0, None),
        Recognised(7.0, 11.9, "single_knee_to_chest", Side.RIGHT),
    ]
    monkeypatch.setattr(run, "recognised", _told(parts))
    source = Bodies((5.0, seen(BRIDGE)), (6.0, seen(LYING)), (7.0, None), (1e9, seen(KNEE_TO_CHEST)))
    clip = write_clip(tmp_path / "clip.mp4", 12.0)
    analysis = analyse_file(clip, Plan(None), source=source, session_id="s")
    assert len(source.times_s) == 120  # the model looks once, though the video is read twice
    assert analysis.segments == tuple(parts)
    assert [(h.id, h.stretch_id, h.side) for h in analysis.holds] == [
        ("s-0", "bridge", "both"),
        ("s-1", "single_knee_to_chest", "right"),
    ]
    assert analysis.holds[0].held_s == pytest.approx(4.9, abs=0.1)
    assert analysis.holds[1].start_s == pytest.approx(7.0, abs=0.35)
    assert _whole_s(analysis) == pytest.approx(analysis.duration_s, abs=0.01)
    assert analysis.seconds.unseen == pytest.approx(1.0, abs=0.11)
    assert {part.hold_id for part in analysis.traces} == {"s-0", "s-1"}
    if with_files:
        assert [j.number for j in taken.judged] == list(range(120))
        assert [j.stretch.id if j.stretch else None for j in taken.judged[::10]] == (
            ["bridge"] * 5 + [None] * 2 + ["single_knee_to_chest"] * 5
        )
        assert all((j.snapshot is None) == (j.stretch is None) for j in taken.judged)


def test_without_files_nothing_is_written(tmp_path: Path, catalog: Catalog) -> None:
    clip = write_clip(tmp_path / "clip.mp4", 2.0)
    analyse_file(clip, Plan(catalog.get("bridge")), Wanted(), source=bridge_then_down())
    assert list(tmp_path.iterdir()) == [clip]


def test_the_file_says_when_it_was_filmed(tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    clip = write_clip(tmp_path / "clip.mp4", 4.0)
    opened = Video.__init__

    def filmed(video: Video, path: Path, *, threaded: bool) -> None:
        opened(video, path, threaded=threaded)
        video.recorded_at = BEGAN_AT

    monkeypatch.setattr(Video, "__init__", filmed)
    (hold,) = analyse_file(clip, Plan(catalog.get("bridge")), source=bridge_then_down()).holds
    assert hold.started_at == BEGAN_AT


@pytest.mark.parametrize(
    ("lost", "repeated", "told"),
    [
        (0, 3, []),
        (1, 0, ["1 damaged picture was "]),
        (3, 1, ["3 damaged pictures were "]),
        (0, 4, ["4 pictures that came out of order were "]),
    ],
)
def test_damaged_pictures_are_told_of(
    lost: int, repeated: int, told: list[str], tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Video.__init__

    def damaged(video: Video, path: Path, *, threaded: bool) -> None:
        opened(video, path, threaded=threaded)
        video.lost, video.repeated = lost, repeated

    monkeypatch.setattr(Video, "__init__", damaged)
    clip = write_clip(tmp_path / "clip.mp4", 12.0)
    analysis = analyse_file(clip, Plan(catalog.get("bridge")), source=bridge_then_down())
    assert [note.partition("left out")[0] for note in analysis.notes] == told
