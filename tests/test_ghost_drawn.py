"""The ghost is drawn see-through on the body, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from posecheck.drawing import brush
from posecheck.drawing.ghost import OPACITY, draw_ghost
from posecheck.drawing.palette import BAND
from posecheck.landmarks import ByteArray, LandmarkFrame, Side, joint
from posecheck.view import body_view
from tests.bodies import KNEE_TO_CHEST, SIZE_PX, seen
from tests.lifts import world_lift
from tests.test_ghost import stretch_of


def grey() -> ByteArray:
    return np.full((SIZE_PX[1], SIZE_PX[0], 3), 100, dtype=np.uint8)


def drawn(opacity: float, frame: LandmarkFrame | None = None, side: Side | None = Side.RIGHT) -> ByteArray:
    image, frame = grey(), frame or seen(KNEE_TO_CHEST)
    lifted = world_lift(frame)
    draw_ghost(image, stretch_of(KNEE_TO_CHEST), lifted, frame, body_view(lifted, frame), side, opacity)
    return image


def moved(by_px: tuple[float, float]) -> LandmarkFrame:
    frame = seen(KNEE_TO_CHEST)
    return replace(frame, image_px=frame.image_px + by_px)


def test_the_body_shows_through_and_the_rest_is_left_alone() -> None:
    frame, image = seen(KNEE_TO_CHEST), drawn(1.0)
    ends = frame.image_px[[joint(part, Side.LEFT) for part in ("hip", "knee")]]
    x, y = (ends[0] * 0.4 + ends[1] * 0.6).round().astype(int)
    assert image[y, x] == pytest.approx([100 + OPACITY * (c - 100) for c in BAND], abs=2)
    changed = np.argwhere((image != 100).any(axis=2))
    low, high = frame.image_px.min(0) - 25, frame.image_px.max(0) + 25
    assert (changed[:, ::-1] >= low).all()
    assert (changed[:, ::-1] <= high).all()


def test_it_is_fainter_when_it_fades() -> None:
    half, full = (np.abs(drawn(opacity).astype(int) - 100).sum() for opacity in (0.5, 1.0))
    assert half == pytest.approx(full / 2, rel=0.05)


@pytest.mark.parametrize(("opacity", "side"), [(0.0, Side.RIGHT), (1.0, None)])
def test_nothing_is_drawn_when_it_is_away_or_there_is_none(opacity: float, side: Side | None) -> None:
    assert (drawn(opacity, side=side) == 100).all()


@pytest.mark.parametrize("by_px", [(-330.0, 0.0), (330.0, 0.0), (0.0, 120.0), (0.0, -380.0)])
def test_it_may_reach_out_of_the_picture(by_px: tuple[float, float]) -> None:
    image = drawn(1.0, moved(by_px))
    assert 0 < (image != 100).any(axis=2).sum() < (drawn(1.0) != 100).any(axis=2).sum()


@pytest.mark.parametrize("at", [(-50.0, 20.0), (700.0, 20.0), (20.0, -50.0), (20.0, 600.0)])
def test_shapes_wholly_outside_leave_the_picture_alone(at: tuple[float, float]) -> None:
    image = grey()
    brush.ghost(image, [[(at, 10.0)]], BAND, BAND, 1.0)
    assert (image == 100).all()


def test_what_comes_later_lies_over_what_came_before() -> None:
    image = grey()
    brush.ghost(image, [[((100.0, 100.0), 30.0)], [((100.0, 100.0), 8.0)]], BAND, (0, 0, 0), 1.0)
    assert tuple(image[100, 100]) == BAND
    assert image[100, 108].sum() < 200, "the edge of the smaller one"
    assert tuple(image[100, 120]) == BAND
