"""Where the camera's frames go: without a browser."""

from __future__ import annotations

import threading
from fractions import Fraction

import av
import numpy as np
import pytest

from posecheck.landmarks import ByteArray
from posecheck.ui.camera import Frames
from posecheck.ui.relay import Drawing
from posecheck.video.picture import coded
from tests.bodies import GREY
from tests.ui.fake_run import PATIENCE_S


def sent(image: ByteArray, number: int | None) -> av.VideoFrame:
    frame = coded(image)
    frame.pts, frame.time_base = number, Fraction(1, 30)
    return frame


class Practice:
    """Answers every frame with a white picture."""

    def __init__(self) -> None:
        self.times_s: list[float] = []
        self.shapes: list[tuple[int, ...]] = []
        self.ended = 0

    def frame(self, image: ByteArray, time_s: float) -> Drawing:
        self.times_s.append(time_s)
        self.shapes.append(image.shape)
        return lambda: np.full_like(image, 255)

    def end(self) -> None:
        self.ended += 1


@pytest.fixture
def practice() -> Practice:
    return Practice()


def test_a_frame_goes_through_and_comes_back_drawn(practice: Practice) -> None:
    frames = Frames(practice.frame, practice.end)
    first = sent(GREY, 30)
    assert frames.recv(first) is first  # nothing is drawn yet
    frames.on_ended()
    assert practice.times_s == [1.0]
    assert practice.shapes == [GREY.shape]
    drawn = frames.recv(sent(GREY, 31))
    assert drawn.format.name == "yuv420p"
    assert drawn.to_ndarray(format="rgb24").mean() == pytest.approx(255, abs=2)


def test_what_was_begun_is_ended_after_the_last_frame(practice: Practice) -> None:
    order: list[str] = []

    def frame(image: ByteArray, time_s: float) -> Drawing:
        order.append("frame")
        return lambda: image

    frames = Frames(frame, lambda: order.append("end"))
    frames.recv(sent(GREY, 1))
    frames.on_ended()
    frames.on_ended()  # a closed page tells it, and a stopped camera
    assert order == ["frame", "end", "end"]


def test_a_page_that_runs_again_takes_over(practice: Practice) -> None:
    other, frames = Practice(), Frames(practice.frame, practice.end)
    frames.serve(other.frame, other.end)
    frames.recv(sent(GREY, 1))
    frames.on_ended()
    assert (len(practice.times_s), practice.ended) == (0, 0)
    assert (len(other.times_s), other.ended) == (1, 1)


def test_a_frame_without_a_time_passes(practice: Practice) -> None:
    frames, untimed = Frames(practice.frame, practice.end), sent(GREY, None)
    assert frames.recv(untimed) is untimed
    frames.on_ended()
    assert practice.times_s == []


def looked_at(image: ByteArray) -> ByteArray:
    seen: list[ByteArray] = []

    def frame(image_rgb: ByteArray, time_s: float) -> Drawing:
        seen.append(image_rgb)
        return lambda: image_rgb

    frames = Frames(frame, lambda: None)
    frames.recv(sent(image, 1))
    frames.on_ended()
    return seen[0]


@pytest.mark.parametrize("colour", [(200, 30, 60), (20, 180, 90), (240, 240, 240)])
@pytest.mark.parametrize("size", [(480, 640), (720, 1280), (90, 160)])
def test_colours_and_size_come_as_they_were(size: tuple[int, int], colour: tuple[int, int, int]) -> None:
    image: ByteArray = np.full((*size, 3), colour, np.uint8)
    seen = looked_at(image)
    assert seen.shape == image.shape
    assert seen.dtype == np.uint8
    assert np.abs(seen.astype(int) - image).max() <= 3


def test_a_camera_that_changes_its_size_goes_on() -> None:
    seen: dict[int, tuple[int, ...]] = {}
    looked = {1: threading.Event(), 2: threading.Event()}

    def frame(image_rgb: ByteArray, time_s: float) -> Drawing:
        seen[round(time_s * 30)] = image_rgb.shape
        looked[round(time_s * 30)].set()
        return lambda: image_rgb

    frames = Frames(frame, lambda: None)
    for number, image in ((1, GREY), (2, GREY[:24, :32])):
        frames.recv(sent(image, number))
        assert looked[number].wait(PATIENCE_S)
    frames.on_ended()
    assert seen == {1: GREY.shape, 2: (24, 32, 3)}
    assert frames.recv(sent(GREY, 3)).width == 32  # the picture drawn last


def test_a_camera_that_never_sends_leaves_nothing_behind(practice: Practice) -> None:
    before = set(threading.enumerate())
    Frames(practice.frame, practice.end)
    assert set(threading.enumerate()) <= before
