"""Left stays left while a pose source takes one limb for the other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from posecheck.landmarks import Landmark, LandmarkFrame
from posecheck.sides import ARMS, LEGS, MAX_GAP_S, RELEARN_S, SideKeeper
from posecheck.stretch import LimbPose
from tests.bodies import KNEE_TO_CHEST, STANDING, figure, renamed, seen

DRAW = np.random.default_rng(5)
# Arms and legs lie well apart, and every number is another one.
APART = replace(
    seen(figure(-90, LimbPose(100, 10, 0, 100, shoulder_flexion=150), LimbPose(2, 10, 0, 4))),
    visibility=DRAW.uniform(size=33),
    disagreement_px=DRAW.uniform(size=33),
)


def at(frame: LandmarkFrame, time_s: float) -> LandmarkFrame:
    return replace(frame, time_s=time_s)


def swapped(frame: LandmarkFrame, limbs: tuple[str, ...] = LEGS) -> LandmarkFrame:
    order = renamed(limbs)
    return replace(
        frame,
        image_px=frame.image_px[order],
        depth_px=frame.depth_px[order],
        world_m=frame.world_m[order],
        visibility=frame.visibility[order],
        disagreement_px=None if frame.disagreement_px is None else frame.disagreement_px[order],
    )


def same(a: LandmarkFrame, b: LandmarkFrame) -> bool:
    arrays = ("image_px", "depth_px", "world_m", "visibility", "disagreement_px")
    return all(np.array_equal(getattr(a, name), getattr(b, name)) for name in arrays)


def times(start_s: float, end_s: float) -> list[float]:
    return [n / 10 for n in range(round(start_s * 10), round(end_s * 10) + 1)]


@pytest.mark.parametrize("locked", [False, True])
@pytest.mark.parametrize("limbs", [LEGS, ARMS, (*LEGS, *ARMS)])
def test_swapped_limbs_are_named_back(limbs: tuple[str, ...], locked: bool) -> None:
    keeper = SideKeeper()
    assert keeper.keep(at(APART, 0.0), locked=locked) is not None
    for time_s in times(0.1, 0.9):
        wrong = swapped(at(APART, time_s), limbs)
        assert not same(wrong, APART)
        kept = keeper.keep(wrong, locked=locked)
        assert same(kept, APART)
        assert kept.time_s == time_s
    assert same(keeper.keep(at(APART, 1.0), locked=locked), APART)


def test_one_look_has_no_disagreement_to_name_back() -> None:
    keeper, alone = SideKeeper(), replace(APART, disagreement_px=None)
    keeper.keep(alone, locked=False)
    kept = keeper.keep(swapped(at(alone, 0.1)), locked=False)
    assert np.array_equal(kept.image_px, APART.image_px)
    assert kept.disagreement_px is None


def test_the_first_frame_is_believed() -> None:
    wrong = swapped(APART)
    assert SideKeeper().keep(wrong, locked=True) is wrong


def test_what_is_said_for_long_is_believed() -> None:
    keeper = SideKeeper()
    keeper.keep(at(APART, 0.0), locked=False)
    for time_s in times(0.1, 3.0):
        named = swapped(at(APART, time_s))
        believed = time_s - 0.1 >= RELEARN_S
        assert same(keeper.keep(named, locked=False), named if believed else APART), time_s
    # From then on it is the old naming that would be a swap.
    assert same(keeper.keep(at(APART, 3.1), locked=False), swapped(APART))


def test_during_a_hold_nothing_new_is_believed() -> None:
    keeper = SideKeeper()
    keeper.keep(at(APART, 0.0), locked=True)
    for time_s in times(0.1, 3.0):
        assert same(keeper.keep(swapped(at(APART, time_s)), locked=True), APART)
    assert same(keeper.keep(swapped(at(APART, 3.1)), locked=False), swapped(APART)), "once it is over it is"


def test_said_now_and_then_is_not_said_for_long() -> None:
    keeper = SideKeeper()
    for number, time_s in enumerate(times(0.0, 4.0)):
        named = APART if number % 8 == 0 else swapped(APART)
        kept = keeper.keep(at(named, time_s), locked=False)
        assert same(kept, APART), time_s


def test_arms_are_relearned_apart_from_legs() -> None:
    keeper = SideKeeper()
    keeper.keep(at(APART, 0.0), locked=False)
    for time_s in times(0.1, 2.0):
        legs = swapped(at(APART, time_s), LEGS)
        kept = keeper.keep(swapped(legs, ARMS) if time_s > 1.0 else legs, locked=False)
    assert same(kept, swapped(APART, LEGS)), "the arms were swapped for less than a second"


def test_a_gap_forgets() -> None:
    keeper = SideKeeper()
    keeper.keep(at(APART, 0.0), locked=True)
    keeper.keep(at(APART, MAX_GAP_S), locked=True)
    assert same(keeper.keep(swapped(at(APART, 2 * MAX_GAP_S)), locked=True), APART), "no gap yet"
    wrong = swapped(at(APART, 3 * MAX_GAP_S + 0.01))
    assert keeper.keep(wrong, locked=True) is wrong


def test_a_gap_forgets_since_when_a_name_was_undone() -> None:
    keeper = SideKeeper()
    keeper.keep(at(APART, 0.0), locked=False)
    keeper.keep(swapped(at(APART, 0.1)), locked=False)
    keeper.keep(at(APART, 5.0), locked=False)
    assert same(keeper.keep(swapped(at(APART, 5.1)), locked=False), APART)


def test_a_reset_forgets() -> None:
    keeper = SideKeeper()
    keeper.keep(at(APART, 0.0), locked=True)
    keeper.reset()
    wrong = swapped(at(APART, 0.1))
    assert keeper.keep(wrong, locked=True) is wrong


@pytest.mark.parametrize("locked", [False, True])
def test_legs_that_pass_each_other_keep_the_names_they_are_given(locked: bool) -> None:
    """From the side, legs that lie behind one another cannot be told apart by their place."""
    keeper = SideKeeper()
    together = seen(STANDING)
    left, right = ([Landmark[f"{side}_{name.upper()}"] for name in LEGS] for side in ("LEFT", "RIGHT"))
    for number in range(20):
        image = together.image_px.copy()
        ahead_px = 9.5 - number  # half of what parts them; the trunk is 88 px long
        image[left, 0] += ahead_px
        image[right, 0] -= ahead_px
        frame = replace(together, image_px=image, time_s=number / 30)
        assert keeper.keep(frame, locked=locked) is frame


@pytest.mark.parametrize("locked", [False, True])
def test_a_leg_that_moves_and_a_camera_that_is_pushed_are_no_swap(locked: bool) -> None:
    keeper = SideKeeper()
    frames = [seen(figure(-90, LimbPose(h, 10, 0, h), LimbPose(2, 10, 0, 4))) for h in range(2, 120, 6)]
    frames += [replace(frames[-1], image_px=frames[-1].image_px + shift) for shift in (60.0, -80.0, 150.0)]
    frames += [seen(KNEE_TO_CHEST, azimuth) for azimuth in range(90, 150, 6)]
    for number, frame in enumerate(frames):
        frame = at(frame, number / 10)
        assert keeper.keep(frame, locked=locked) is frame
