"""Light: dark rooms, outlines before windows, and what is neither."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from posecheck.landmarks import ByteArray
from posecheck.scene import DARK_BELOW, SILHOUETTE_BELOW, Light, is_backlit, is_dark, light
from tests.bodies import LYING, SIZE_PX, seen

BODY = seen(LYING)


def room(around: float, body: float) -> ByteArray:
    """A plain room, and in it a body of one brightness."""
    width, height = SIZE_PX
    picture: ByteArray = np.full((height, width, 3), around, dtype=np.uint8)
    (left, top), (right, bottom) = BODY.image_px.min(0).astype(int), BODY.image_px.max(0).astype(int)
    picture[top : bottom + 1, left : right + 1] = body
    return picture


@pytest.mark.parametrize(("brightness", "dark"), [(0, True), (DARK_BELOW - 1, True), (DARK_BELOW, False), (200, False)])
def test_dark_is_the_mean_of_the_picture(brightness: float, dark: bool) -> None:
    assert is_dark(room(brightness, brightness)) is dark


@pytest.mark.parametrize(
    ("around", "body", "backlit"),
    [
        (220, 20, True),
        (220, SILHOUETTE_BELOW - 1, True),
        (220, SILHOUETTE_BELOW, False),
        (60, 40, False),  # a dim room
        (69, 5, False),  # black in a dim room
        (70, 5, True),
        (120, 69, False),  # not twice as bright
        (140, 69, True),
    ],
)
def test_backlit_is_a_dark_body_in_a_bright_room(around: float, body: float, backlit: bool) -> None:
    assert is_backlit(room(around, body), BODY) is backlit


def test_a_body_that_is_partly_light_is_no_outline() -> None:
    picture = room(220, 20)
    middle = int(BODY.image_px[:, 0].mean())
    assert is_backlit(picture, BODY)
    picture[:, :middle] = 180  # a bright shirt above dark trousers
    assert not is_backlit(picture, BODY)


def test_a_body_that_fills_the_picture_or_lies_outside_is_not_backlit() -> None:
    picture = room(220, 20)
    outside = replace(BODY, image_px=BODY.image_px + 5000.0)
    everywhere = replace(BODY, image_px=(BODY.image_px - BODY.image_px.min(0)) * 10.0 - 200.0)
    assert not is_backlit(picture, outside)
    assert not is_backlit(picture, everywhere)


def test_dark_comes_before_backlit_and_nobody_can_be_backlit() -> None:
    assert light(room(0, 0), BODY) is Light.DARK
    assert light(room(220, 20), BODY) is Light.BACKLIT
    assert light(room(220, 20), None) is Light.FINE
    assert light(room(220, 150), BODY) is Light.FINE
