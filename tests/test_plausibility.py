"""What is a body, and what is the same one, with bodies laid out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from posecheck.landmarks import Landmark, LandmarkFrame
from posecheck.plausibility import SAME, apart, extent_px, is_body, is_doubtful, stature_m
from tests.bodies import BRIDGE, KNEE_TO_CHEST, LYING, STANDING, mirrored, seen

HEAD = ("NOSE", "EYE", "EAR", "MOUTH")
LEGS = ("KNEE", "ANKLE", "HEEL", "FOOT_INDEX")


def marks(*names: str) -> list[Landmark]:
    return [mark for mark in Landmark if any(name in mark.name for name in names)]


def hidden(frame: LandmarkFrame, *names: str) -> LandmarkFrame:
    visibility = frame.visibility.copy()
    visibility[marks(*names)] = 0.1
    return replace(frame, visibility=visibility)


def moved(frame: LandmarkFrame, right_px: float, down_px: float, *names: str) -> LandmarkFrame:
    """The frame with some points (all, without names) somewhere else in the picture."""
    image = frame.image_px.copy()
    image[marks(*names) if names else list(Landmark)] += (right_px, down_px)
    return replace(frame, image_px=image)


def slighter(frame: LandmarkFrame, scale: float) -> LandmarkFrame:
    return replace(frame, world_m=frame.world_m * scale)


@pytest.mark.parametrize("azimuth_deg", [90, 135, 180, 270])
@pytest.mark.parametrize("place", [BRIDGE, LYING, KNEE_TO_CHEST, STANDING])
def test_people_are_bodies_beyond_doubt(place: object, azimuth_deg: float) -> None:
    body = seen(place, azimuth_deg)  # type: ignore[arg-type]
    assert is_body(body)
    assert not is_doubtful(body)


def test_stature_is_the_sum_of_the_segments() -> None:
    body = seen(STANDING)
    # Of 1.7 m: trunk 0.288, a leg 0.491, two arms 0.772, hips 0.191, shoulders 0.258, neck 0.12.
    assert stature_m(body) == pytest.approx(1.7 * (0.288 + 0.491 + 0.772 + 0.191 + 0.258 + 0.12), rel=0.01)
    assert stature_m(slighter(body, 0.5)) == pytest.approx(stature_m(body) / 2)


def test_a_slight_body_is_doubtful_and_a_slighter_one_is_none() -> None:
    body = seen(LYING)
    assert is_doubtful(slighter(body, 0.7))
    assert is_body(slighter(body, 0.7))
    assert not is_body(slighter(body, 0.55))


def test_slightness_means_nothing_where_the_trunk_points_at_the_camera() -> None:
    assert is_body(slighter(seen(LYING, 180), 0.55))


@pytest.mark.parametrize("part", [HEAD, ("SHOULDER",), ("HIP",), LEGS])
def test_what_lacks_head_trunk_or_legs_is_no_body(part: tuple[str, ...]) -> None:
    assert not is_body(hidden(seen(LYING), *part))


def test_one_hidden_leg_is_no_matter() -> None:
    assert is_body(hidden(seen(LYING), *(f"LEFT_{part}" for part in LEGS)))


def test_legs_may_go_on_outside_the_picture_but_head_and_trunk_may_not() -> None:
    body = seen(STANDING)
    assert is_body(hidden(moved(body, 0, 700, *LEGS), *LEGS))
    assert not is_body(moved(body, 0, -700, *HEAD))
    assert not is_body(moved(body, 0, 700, "HIP", *LEGS))


def test_a_speck_is_no_body() -> None:
    body = seen(LYING)
    assert not is_body(replace(body, image_px=body.image_px * 0.2))


def test_apart_is_a_share_of_the_larger_body() -> None:
    body = seen(LYING)
    assert apart(body, body) == 0
    assert apart(body, moved(body, 0.2 * extent_px(body), 0)) == pytest.approx(0.2)
    small = replace(body, image_px=body.image_px / 2)
    assert apart(body, small) == apart(small, body)


def test_other_names_for_left_and_right_make_no_other_body() -> None:
    body = seen(KNEE_TO_CHEST)
    renamed = mirrored(body)
    back = replace(renamed, image_px=renamed.image_px * (-1, 1) + (body.size_px[0], 0))
    assert apart(body, back) == pytest.approx(0, abs=1e-9)


def test_lying_and_standing_at_one_place_are_two_bodies() -> None:
    assert apart(seen(LYING), seen(STANDING)) > SAME


def test_a_body_in_one_point_is_no_reason_to_stumble() -> None:
    body = seen(LYING)
    point = replace(body, image_px=np.full((33, 2), 100.0), world_m=np.zeros((33, 3)))
    assert not is_body(point)
    assert apart(point, point) == 0
