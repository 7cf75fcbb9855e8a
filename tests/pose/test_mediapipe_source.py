"""The real model on rendered people, alone and side by side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from posecheck.cli.check import read_picture
from posecheck.errors import ModelError
from posecheck.landmarks import ByteArray, Landmark, LandmarkFrame
from posecheck.pose.landmarker import Landmarker
from posecheck.pose.mediapipe_source import MediaPipeSource
from posecheck.video.reader import Video
from posecheck.who import LOOK_EVERY_S, Posture, Practitioner
from tests.conftest import FIXTURES

LIES, KNEELS = Posture(0.0, 0.0), Posture(1.0, 0.5)
STEP = 5  # of 30 frames a second


@pytest.fixture(scope="module")
def lying() -> ByteArray:
    return read_picture(FIXTURES / "pictures" / "constructive_rest_both_good2_side.jpg")


@pytest.fixture(scope="module")
def kneeling() -> ByteArray:
    """Without the empty room around: a body must not become too small in a wide picture."""
    return read_picture(FIXTURES / "pictures" / "half_kneeling_L_good1_side.jpg")[:, 250:750]


def beside(left: ByteArray, right: ByteArray) -> ByteArray:
    """Two pictures as one."""
    height = min(left.shape[0], right.shape[0])
    return np.hstack([left[:height], right[:height]])


def is_left(body: LandmarkFrame, left: ByteArray) -> bool:
    return bool(body.image_px[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP], 0].mean() < left.shape[1])


def test_everybody_in_a_picture_is_found(
    picture_source: MediaPipeSource, lying: ByteArray, kneeling: ByteArray
) -> None:
    bodies = picture_source.detect(beside(lying, kneeling), 0.0)
    assert sorted(is_left(body, lying) for body in bodies) == [False, True]
    for wanted in (LIES, KNEELS):
        chosen = Practitioner(wanted).choose(bodies)
        assert chosen is not None
        assert is_left(chosen, lying) is (wanted is LIES)


def test_an_empty_picture_and_legs_alone_hold_nobody(picture_source: MediaPipeSource, lying: ByteArray) -> None:
    (body,) = picture_source.detect(lying, 0.0)
    hip, shoulder = body.image_px[Landmark.LEFT_HIP, 0], body.image_px[Landmark.LEFT_SHOULDER, 0]
    cut = round((hip * 3 + shoulder) / 4)
    legs = lying[:, :cut] if hip < shoulder else lying[:, cut:]
    assert picture_source.detect(legs, 0.0) == []
    assert picture_source.detect(np.full_like(lying, 128), 0.0) == []


def follow(
    source: MediaPipeSource, wanted: Posture, until_s: float, picture: Callable[[ByteArray, float], ByteArray]
) -> list[tuple[float, LandmarkFrame | None]]:
    """Who is followed through the clip of a bridge, with its frames changed."""
    who = Practitioner(wanted)
    chosen = []
    video = Video(FIXTURES / "clips" / "bridge.mp4")
    for number, frame in enumerate(video.frames()):
        if frame.time_s > until_s:
            break
        if number % STEP == 0:
            bodies = source.detect(picture(frame.image_rgb, frame.time_s), frame.time_s, who.followed)
            chosen.append((frame.time_s, who.choose(bodies)))
    video.close()
    return chosen


def test_who_lies_is_followed_while_somebody_comes_and_goes(video_source: MediaPipeSource, kneeling: ByteArray) -> None:
    def picture(image: ByteArray, time_s: float) -> ByteArray:
        return beside(image, kneeling if 2.0 < time_s < 6.0 else np.full_like(kneeling, 128))

    chosen = follow(video_source, LIES, 8.0, picture)
    assert all(body is not None and body.image_px[:, 0].max() < 640 for _, body in chosen)


def test_whoever_was_there_first_is_left_for_who_lies(video_source: MediaPipeSource, kneeling: ByteArray) -> None:
    def picture(image: ByteArray, time_s: float) -> ByteArray:
        return beside(image if time_s > 1.0 else np.full_like(image, 128), kneeling)

    chosen = follow(video_source, LIES, 6.0, picture)
    before = [body for time_s, body in chosen if time_s <= 1.0]
    after = [body for time_s, body in chosen if time_s > 1.0 + LOOK_EVERY_S]
    assert all(body is not None and body.image_px[:, 0].min() > 600 for body in before)
    assert all(body is not None and body.image_px[:, 0].max() < 640 for body in after)


@pytest.mark.parametrize("left_first", [True, False])
def test_one_body_is_followed_alone_and_then_the_other(
    video_source: MediaPipeSource, lying: ByteArray, kneeling: ByteArray, left_first: bool
) -> None:
    both = beside(lying, kneeling)
    time_s = 0.0
    for left in (left_first, not left_first):
        (followed,) = (b for b in video_source.detect(both, time_s) if is_left(b, lying) is left)
        for _ in range(6):
            time_s += 1 / 30
            (followed,) = video_source.detect(both, time_s, followed)
            assert is_left(followed, lying) is left
        time_s += 1 / 30


@pytest.mark.parametrize("failing", [0, 1, 2])
def test_a_model_that_fails_to_close_leaves_no_other_open(monkeypatch: pytest.MonkeyPatch, failing: int) -> None:
    closed = opened_and_closed(monkeypatch)
    source = MediaPipeSource(Path("any.task"), video=True)
    opened = list(closed)
    monkeypatch.setattr(opened[failing], "close", lambda: (closed.update({opened[failing]: True}), 1 / 0))
    with pytest.raises(ZeroDivisionError):
        source.close()
    assert list(closed.values()) == [True] * 3
    source.close()  # nothing is closed twice


def test_a_model_that_fails_to_open_leaves_no_other_open(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = opened_and_closed(monkeypatch, most=2)
    with pytest.raises(ModelError):
        MediaPipeSource(Path("any.task"), video=True)
    assert list(closed.values()) == [True] * 2


def opened_and_closed(monkeypatch: pytest.MonkeyPatch, most: int = 3) -> dict[Landmarker, bool]:
    """Models that are none, and whether each was closed, as they are opened."""
    closed: dict[Landmarker, bool] = {}

    def opened(self: Landmarker, model: Path, *, video: bool) -> None:
        if len(closed) == most:
            raise ModelError("one too many")
        closed[self] = False

    monkeypatch.setattr(Landmarker, "__init__", opened)
    monkeypatch.setattr(Landmarker, "close", lambda self: closed.update({self: True}))
    return closed


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "no.task"
    path.write_bytes(b"no model")
    with pytest.raises(ModelError, match="not a pose model"):
        MediaPipeSource(path, video=False)
