"""A picture as encoders take it looks the same."""

from __future__ import annotations

import numpy as np
import pytest

from posecheck.landmarks import ByteArray
from posecheck.video.picture import Pictures, coded

COLOURS = ((200, 30, 30), (30, 200, 30), (30, 30, 200), (250, 250, 250), (5, 5, 5))


@pytest.mark.parametrize("rgb", COLOURS)
def test_its_colours_come_back(rgb: tuple[int, int, int]) -> None:
    image: ByteArray = np.full((480, 640, 3), rgb, np.uint8)
    frame = coded(image)
    assert (frame.format.name, frame.width, frame.height) == ("yuv420p", 640, 480)
    back = Pictures(frame).rgb(frame)
    assert np.abs(back.astype(int) - image).max() <= 4


def test_it_is_the_right_way_round() -> None:
    image: ByteArray = np.zeros((48, 64, 3), np.uint8)
    image[:16, 40:] = (255, 255, 255)
    back = Pictures(frame := coded(image)).rgb(frame)
    assert np.abs(back.astype(int) - image).mean() < 4


@pytest.mark.parametrize("size_px", [(63, 48), (64, 47), (63, 47)])
def test_an_odd_side_gets_its_last_row_or_column_twice(size_px: tuple[int, int]) -> None:
    width, height = size_px
    image: ByteArray = np.full((height, width, 3), 128, np.uint8)
    image[-1], image[:, -1] = 250, 250
    frame = coded(image)
    assert (frame.width, frame.height) == (64, 48)
    back = Pictures(frame).rgb(frame)
    assert back[-2:].min() > 180 or height == 48
    assert back[:, -2:].min() > 180 or width == 64
