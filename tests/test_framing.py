"""Which parts of a body lie at the picture's edge."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posecheck.framing import MARGIN, PARTS, cut_off
from posecheck.landmarks import Landmark, LandmarkFrame, Side, joint
from tests.bodies import LYING, SIZE_PX, seen

MARGIN_PX = MARGIN * min(SIZE_PX)


def in_the_middle() -> LandmarkFrame:
    body = seen(LYING)
    middle = (body.image_px.min(0) + body.image_px.max(0)) / 2
    return replace(body, image_px=body.image_px - middle + (SIZE_PX[0] / 2, SIZE_PX[1] / 2))


def with_knee_at(right_px: float, down_px: float) -> LandmarkFrame:
    body = in_the_middle()
    body.image_px[joint("knee", Side.LEFT)] = (right_px, down_px)
    return body


def test_a_body_well_inside_is_whole() -> None:
    assert cut_off(in_the_middle()) == {}


@pytest.mark.parametrize(
    ("right_px", "down_px", "edges"),
    [
        (MARGIN_PX - 1, 200, {"left"}),
        (SIZE_PX[0] - MARGIN_PX + 1, 200, {"right"}),
        (300, MARGIN_PX - 1, {"top"}),
        (300, SIZE_PX[1] - MARGIN_PX + 1, {"bottom"}),
        (-50, SIZE_PX[1] + 50, {"left", "bottom"}),
    ],
)
def test_a_part_in_the_margin_or_beyond_is_cut_off(right_px: float, down_px: float, edges: set[str]) -> None:
    assert cut_off(with_knee_at(right_px, down_px)) == {"knees": edges}


def test_just_outside_the_margin_is_inside_the_picture() -> None:
    assert cut_off(with_knee_at(MARGIN_PX, MARGIN_PX)) == {}


def test_parts_are_told_in_the_order_asked_for_and_no_others() -> None:
    body = in_the_middle()
    body.image_px[[Landmark.NOSE, joint("knee", Side.LEFT), joint("hip", Side.RIGHT)]] = (-10, 200)
    assert list(cut_off(body)) == [part for part in PARTS if part in ("head", "knees", "hips")]
    assert list(cut_off(body, ("hips", "head"))) == ["hips", "head"]
