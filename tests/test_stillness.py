"""Adaptive sampling: nothing that moves is passed over, and nothing is passed over for long."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.landmarks import ByteArray
from posecheck.stillness import (
    CELL,
    FRAME_S,
    LOOK_EVERY_S,
    LOOKS,
    SETTLED_S,
    SPARED_S,
    Sparing,
    Stillness,
    cells_of,
    sample_step,
)

FPS = 30
HIGH, WIDE = 120, 160


def room(noise: float = 0.0, seed: int = 0) -> ByteArray:
    """A room with a limb's edge in it."""
    random = np.random.default_rng(seed)
    picture = np.full((HIGH, WIDE), 90.0)
    picture[60:80, 40:120] = 190.0
    return np.clip(picture + random.normal(0.0, noise, picture.shape), 0, 255).astype(np.uint8)


def limb_at(row: float) -> ByteArray:
    """The same, the limb at another height; between two rows their mean."""
    picture = np.full((HIGH, WIDE), 90.0)
    whole, part = int(row), row % 1.0
    picture[whole + 1 : whole + 20, 40:120] = 190.0
    picture[whole, 40:120] = 90.0 + 100.0 * (1.0 - part)
    picture[whole + 20, 40:120] = 90.0 + 100.0 * part
    return picture.astype(np.uint8)


def looked_at(pictures: list[ByteArray], longest_s: float = LOOK_EVERY_S) -> list[int]:
    stillness = Stillness(longest_s)
    last = len(pictures) - 1
    return [
        n
        for n, picture in enumerate(pictures)
        if stillness.is_due(picture, n / FPS, (n + 1) / FPS if n < last else np.inf)
    ]


@pytest.mark.parametrize("noise", [0.0, 4.0])
def test_while_nobody_moves_frames_are_passed_over_but_never_for_long(noise: float) -> None:
    looked = looked_at([room(noise, seed) for seed in range(150)])
    assert looked[: round(SETTLED_S * FPS)] == list(range(round(SETTLED_S * FPS)))  # trackers come to rest
    assert len(looked) < 15 + 135 / 4
    assert max(np.diff(looked)) <= LOOK_EVERY_S * FPS
    assert looked[-1] == 149  # or what is held at the end would end a little early


def test_the_first_frame_of_a_movement_is_looked_at_and_all_that_follow() -> None:
    pictures = [room()] * 60 + [limb_at(60 + 3 * n) for n in range(1, 11)] + [limb_at(90)] * 40
    looked = looked_at(pictures)
    assert set(range(60, 70 + round(SETTLED_S * FPS) - 1)) <= set(looked)
    assert len([n for n in looked if n > 90]) < 5


def test_a_slow_movement_adds_up_until_it_is_seen() -> None:
    """A tenth of a sample a frame is below the limit from frame to frame, not over a second."""
    looked = looked_at([limb_at(60 + 0.1 * n) for n in range(150)], longest_s=10.0)
    assert len([n for n in looked if n > 40]) > 5


def test_a_lamp_is_no_movement() -> None:
    pictures = [np.minimum(room() + 40 * (n > 60), 255).astype(np.uint8) for n in range(120)]
    assert len([n for n in looked_at(pictures) if n > 55]) < 20


def test_another_size_is_looked_at() -> None:
    looked = looked_at([room()] * 60 + [room()[:60]] + [room()] * 3)
    assert {60, 61} <= set(looked)


def test_whoever_cannot_do_without_frames_gets_them() -> None:
    assert looked_at([room()] * 60, longest_s=0.01) == list(range(60))


@given(st.lists(st.floats(0.01, 0.5), min_size=2, max_size=60))
def test_between_two_looks_lies_no_more_than_allowed_or_one_frame(steps_s: list[float]) -> None:
    times_s, stillness = np.cumsum(steps_s).tolist(), Stillness()
    looked_s = [now for now, coming in zip(times_s, [*times_s[1:], np.inf], strict=True)
                if stillness.is_due(room(), now, coming)]  # fmt: skip
    for before, after in zip(looked_s, looked_s[1:], strict=False):
        assert after - before <= max(LOOK_EVERY_S + 1e-5, after - max(t for t in times_s if t < after))


@given(st.integers(1, 50), st.integers(1, 50))
def test_any_picture_has_cells(height: int, width: int) -> None:
    cells = cells_of(np.full((height, width), 7, dtype=np.uint8))
    assert cells.size >= 1 and (cells == 7.0).all()
    if min(height, width) >= CELL:
        assert cells.shape == (height // CELL, width // CELL)


def test_a_picture_of_any_size_has_about_as_many_cells() -> None:
    assert [sample_step(height) for height in (60, 120, 480, 1080, 2160)] == [1, 1, 4, 9, 18]


def coloured(luma: ByteArray) -> ByteArray:
    """A camera's picture of which these are the samples."""
    large = luma.repeat(4, axis=0).repeat(4, axis=1)
    return np.ascontiguousarray(np.repeat(large[..., None], 3, axis=2))


def spared(
    pictures: list[ByteArray], took_s: float, sparing: Sparing | None = None, from_s: float = 0.0, fps: int = FPS
) -> list[int]:
    """The frames of a camera that were looked at, each look taking so long."""
    sparing, looked = sparing or Sparing(), []
    for number, picture in enumerate(pictures):
        if sparing.is_due(picture, from_s + number / fps):
            looked.append(number)
            sparing.looked(took_s)
    return looked


def test_a_machine_that_keeps_up_looks_at_every_frame() -> None:
    assert spared([coloured(room())] * 90, 0.9 * FRAME_S) == list(range(90))


def test_one_that_does_not_passes_over_frames_in_which_nobody_moves() -> None:
    looked = spared([coloured(room())] * 90, 2.0 * FRAME_S)
    assert looked[: round(SETTLED_S * FPS)] == list(range(round(SETTLED_S * FPS)))
    assert len(looked) <= 15 + 75 / 4 + 1
    assert max(np.diff(looked)) == int(SPARED_S * FPS)


def test_whoever_can_do_without_for_less_is_given_more() -> None:
    looked = spared([coloured(room())] * 90, 2.0 * FRAME_S, Sparing(2.5 / FPS))
    assert max(np.diff(looked)) == 2


@pytest.mark.parametrize(("fps", "took_s"), [(15, 0.06), (10, 0.09)])
def test_a_slow_camera_is_looked_at_whole(fps: int, took_s: float) -> None:
    assert spared([coloured(room())] * 60, took_s, fps=fps) == list(range(60))


def test_a_picture_of_another_size_is_looked_at() -> None:
    large = [coloured(room())] * 61
    small = [np.ascontiguousarray(picture[::2, ::2]) for picture in large[:3]]
    sparing = Sparing()
    before = spared(large, 2.0 * FRAME_S, sparing)
    assert before[-1] != 60  # the next is not due
    assert spared(small, 2.0 * FRAME_S, sparing, 61 / FPS)[0] == 0


def test_what_moves_is_looked_at_however_long_that_takes() -> None:
    moving = [coloured(limb_at(60 + 3 * (n % 8))) for n in range(60)]
    assert spared(moving, 3.0 * FRAME_S) == list(range(60))


def test_one_slow_look_is_no_slow_machine() -> None:
    sparing = Sparing()
    sparing.looked(2.0)  # the first one loads the model
    assert spared([coloured(room())] * 60, 0.5 * FRAME_S, sparing) == list(range(60))
    sparing.looked(2.0)
    assert len(spared([coloured(room())] * LOOKS, 0.5 * FRAME_S, sparing, 2.0)) == LOOKS


def test_a_slow_machine_that_recovers_looks_at_every_frame_again() -> None:
    sparing, picture = Sparing(), coloured(room())
    spared([picture] * 60, 2.0 * FRAME_S, sparing)
    spared([picture] * 60, 0.5 * FRAME_S, sparing, 2.0)
    assert len(spared([picture] * 60, 0.5 * FRAME_S, sparing, 4.0)) == 60
