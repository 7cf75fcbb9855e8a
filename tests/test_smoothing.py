"""The One Euro filter: still at rest, quick in motion, and it starts afresh after a gap."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from posecheck.landmarks import LandmarkFrame
from posecheck.smoothing import OneEuro, Smoother
from tests.bodies import LYING, seen

BODY = seen(LYING)


def shifted(by_px: float, time_s: float) -> LandmarkFrame:
    return replace(BODY, image_px=BODY.image_px + by_px, time_s=time_s)


def test_the_first_frame_is_taken_as_it_is() -> None:
    smooth = Smoother().smooth(BODY)
    assert np.allclose(smooth.image_px, BODY.image_px)
    assert np.allclose(smooth.world_m, BODY.world_m)
    assert np.allclose(smooth.depth_px, BODY.depth_px)


def test_jitter_at_rest_is_halved() -> None:
    smoother, noise = Smoother(), np.random.default_rng(1)
    raw, out = [], []
    for number in range(120):
        offset = float(noise.normal(0, 1.0))
        raw.append(offset)
        out.append(smoother.smooth(shifted(offset, number / 30)).image_px[0, 0] - BODY.image_px[0, 0])
    assert np.std(out[30:]) < 0.6 * np.std(raw[30:])


def test_a_limb_that_moves_is_followed() -> None:
    smoother, speed_px_s = Smoother(), 150.0
    for number in range(60):
        time_s = number / 30
        out = smoother.smooth(shifted(speed_px_s * time_s, time_s))
    lag_px = BODY.image_px[0, 0] + speed_px_s * time_s - out.image_px[0, 0]
    assert lag_px / speed_px_s < 0.06


def test_the_result_does_not_depend_on_the_frame_rate_much() -> None:
    ends = []
    for fps in (15, 30, 120):
        smoother = Smoother()
        for number in range(fps * 2 + 1):
            time_s = number / fps
            out = smoother.smooth(shifted(0.0 if time_s < 1.0 else 50.0, time_s))
        ends.append(out.image_px[0, 0] - BODY.image_px[0, 0])
    assert ends == pytest.approx([50, 50, 50], abs=1.0)


def test_after_a_gap_or_a_reset_the_past_is_forgotten() -> None:
    smoother = Smoother(OneEuro(min_cutoff_hz=0.1, beta=0.0))
    smoother.smooth(shifted(0, 0.0))
    assert smoother.smooth(shifted(100, 0.1)).image_px[0, 0] < BODY.image_px[0, 0] + 50
    assert smoother.smooth(shifted(100, 2.0)).image_px[0, 0] == pytest.approx(BODY.image_px[0, 0] + 100)
    smoother.smooth(shifted(0, 2.1))
    smoother.reset()
    assert smoother.smooth(shifted(100, 2.2)).image_px[0, 0] == pytest.approx(BODY.image_px[0, 0] + 100)


def test_what_is_no_place_is_left_as_it_is() -> None:
    smoother = Smoother()
    smoother.smooth(shifted(0, 0.0))
    later = replace(
        shifted(40, 0.1), visibility=np.linspace(0, 1, 33), disagreement_px=np.arange(33.0), from_mirror=True
    )
    smooth = smoother.smooth(later)
    assert not np.allclose(smooth.image_px, later.image_px)
    assert smooth.visibility is later.visibility
    assert smooth.disagreement_px is later.disagreement_px
    assert (smooth.from_mirror, smooth.time_s, smooth.size_px) == (True, 0.1, later.size_px)


def test_depth_and_world_are_smoothed_with_the_picture() -> None:
    smoother = Smoother(OneEuro(min_cutoff_hz=1.0, beta=0.0))
    smoother.smooth(BODY)
    jumped = replace(
        BODY, time_s=0.1, image_px=BODY.image_px + 48, depth_px=BODY.depth_px + 48, world_m=BODY.world_m + 0.2
    )
    smooth = smoother.smooth(jumped)
    shares = [
        (smooth.image_px - BODY.image_px) / 48,
        (smooth.depth_px - BODY.depth_px)[:, None] / 48,
        (smooth.world_m - BODY.world_m) / 0.2,
    ]
    taken = 1.0 / (1.0 + 1.0 / (2.0 * np.pi * 0.1))  # the paper's alpha for 1 Hz and a tenth of a second
    assert all(np.allclose(share, taken) for share in shares)
