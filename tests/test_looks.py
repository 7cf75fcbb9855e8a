"""Two looks at one picture, and what a mirror can and cannot hide."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from posecheck.landmarks import LandmarkFrame
from posecheck.looks import FRESH_S, NEWEST, Looks, agreed, unmirrored
from posecheck.measures import Measured, read_measures
from tests.bodies import BRIDGE, KNEE_TO_CHEST, mirrored, seen
from tests.lifts import other_side, world_lift

DRAW = np.random.default_rng(6)
FRAME = replace(seen(KNEE_TO_CHEST, 70), visibility=DRAW.uniform(size=33))


def same(a: LandmarkFrame, b: LandmarkFrame) -> bool:
    return all(np.allclose(getattr(a, n), getattr(b, n)) for n in ("image_px", "depth_px", "world_m", "visibility"))


def read(frame: LandmarkFrame) -> dict[str, float]:
    return {k: r.value for k, r in read_measures(world_lift(frame), {}).items() if isinstance(r, Measured)}


def shifted(by_px: float, time_s: float, from_mirror: bool = False) -> LandmarkFrame:
    return replace(FRAME, image_px=FRAME.image_px + (by_px, 0.0), time_s=time_s, from_mirror=from_mirror)


def test_what_was_seen_in_a_mirror_lies_in_the_picture_itself() -> None:
    turned_back = unmirrored(mirrored(FRAME))
    assert same(turned_back, FRAME)
    assert turned_back.from_mirror
    assert (turned_back.time_s, turned_back.size_px) == (FRAME.time_s, FRAME.size_px)


def test_mirrored_twice_is_as_it_was() -> None:
    assert same(unmirrored(unmirrored(FRAME)), FRAME)


def test_a_video_known_to_be_mirrored_keeps_the_body_s_own_sides() -> None:
    assert read(unmirrored(mirrored(FRAME))) == pytest.approx(read(FRAME))


def test_a_video_mirrored_unknown_to_us_is_another_person() -> None:
    """Nothing in the points tells a mirrored picture of a left leg from a picture of a right leg.

    So the angles stay true and change sides; which side it really was, only who mirrored the picture can say.
    """
    here, there = read(FRAME), read(mirrored(FRAME))
    assert here["hip_flexion.right"] == pytest.approx(118)
    assert there["hip_flexion.left"] == pytest.approx(118)
    for key, value in here.items():
        assert there[other_side(key)] == pytest.approx(value, abs=1e-4), key


def test_two_looks_make_their_mean_and_say_how_far_apart_they_were() -> None:
    now = replace(FRAME, time_s=2.0)
    image = FRAME.image_px.copy()
    image[25] += (3.0, 4.0)
    other = replace(
        FRAME, time_s=1.9, image_px=image, depth_px=FRAME.depth_px + 6.0, world_m=FRAME.world_m * 3.0,
        visibility=np.zeros(33), from_mirror=True,
    )  # fmt: skip
    both = agreed(now, other)
    assert (both.time_s, both.from_mirror) == (2.0, False)
    assert np.allclose(both.image_px[25], FRAME.image_px[25] + (1.5, 2.0))
    assert np.allclose(both.depth_px, FRAME.depth_px + 3.0)
    assert np.allclose(both.world_m, FRAME.world_m * 2.0)
    assert np.allclose(both.visibility, FRAME.visibility / 2)
    assert both.disagreement_px is not None
    assert both.disagreement_px[25] == pytest.approx(5.0)
    assert np.count_nonzero(both.disagreement_px) == 1
    back = agreed(other, now)
    assert same(back, both)
    assert (back.time_s, back.from_mirror) == (1.9, True)


def test_looks_that_take_turns_are_brought_together() -> None:
    looks = Looks()
    assert looks.together(shifted(0, 0.0)).disagreement_px is None
    both = looks.together(shifted(10, 0.1, from_mirror=True))
    assert np.allclose(both.image_px, FRAME.image_px + (5, 0))
    assert both.disagreement_px == pytest.approx(np.full(33, 10.0))
    # The newest of either kind, each once looked: never a mean of means.
    assert np.allclose(looks.together(shifted(20, 0.2)).image_px, FRAME.image_px + (15, 0))


def test_two_looks_of_one_kind_are_not_two_looks() -> None:
    looks = Looks()
    looks.together(shifted(0, 0.0))
    later = shifted(10, 0.05)
    assert looks.together(later) is later


def test_a_look_of_another_moment_is_not_used() -> None:
    looks = Looks()
    looks.together(shifted(0, 1.0))
    fresh = looks.together(shifted(0, 1.0 + FRESH_S, from_mirror=True))
    assert fresh.disagreement_px is not None
    stale = shifted(0, 1.01 + FRESH_S, from_mirror=True)
    assert looks.together(stale) is stale


def test_what_is_agreed_already_is_left_alone() -> None:
    looks = Looks()
    looks.together(shifted(0, 0.0, from_mirror=True))
    both = replace(shifted(8, 0.1), disagreement_px=np.ones(33))
    assert looks.together(both) is both


def test_a_reset_forgets() -> None:
    looks = Looks()
    looks.together(shifted(0, 0.0))
    looks.reset()
    other = replace(seen(BRIDGE), time_s=0.1, from_mirror=True)
    assert looks.together(other) is other


def test_looks_that_take_left_for_right_are_not_averaged() -> None:
    looks = Looks()
    body = seen(BRIDGE)
    looks.together(body)
    turned = replace(mirrored(body), image_px=body.image_px, time_s=0.1, from_mirror=True)
    turned = replace(turned, world_m=-body.world_m)
    assert looks.together(turned) is turned


def test_one_frame_s_disagreement_does_not_flicker() -> None:
    looks = Looks()
    body = seen(BRIDGE)
    looks.together(body)
    calm = looks.together(replace(body, time_s=0.03, from_mirror=True))
    moved = replace(body, time_s=0.06, image_px=body.image_px + (10.0, 0.0))
    once = looks.together(moved)
    assert calm.disagreement_px is not None and once.disagreement_px is not None
    assert calm.disagreement_px.max() == 0.0
    assert once.disagreement_px == pytest.approx(NEWEST * 10.0)
