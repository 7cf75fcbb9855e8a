"""The ghost comes and goes in its own time, which is the frames' time."""

from __future__ import annotations

import pytest

from posecheck.checks import Placement
from posecheck.fader import AFTER_S, FADE_IN_S, FADE_OUT_S, GhostFader


def faded(*frames: tuple[float, Placement]) -> float:
    """How much is seen after frames."""
    fader, opacity = GhostFader(), 0.0
    for time_s, placement in frames:
        opacity = fader.update(placement, time_s)
    return opacity


def run(placement: Placement, start_s: float, end_s: float) -> list[tuple[float, Placement]]:
    """Ten frames a second, the end included."""
    count = round((end_s - start_s) * 10)
    return [(start_s + i / 10, placement) for i in range(count + 1)]


OUT, IN, UNTOLD = Placement.OUT_OF_PLACE, Placement.IN_PLACE, Placement.CANNOT_TELL


def test_it_comes_two_seconds_after_the_position_is_lost() -> None:
    assert faded(*run(OUT, 0, AFTER_S)) == pytest.approx(0.0, abs=1e-6)
    assert faded(*run(OUT, 0, AFTER_S + FADE_IN_S / 2)) == pytest.approx(0.5)
    assert faded(*run(OUT, 0, AFTER_S + FADE_IN_S)) == pytest.approx(1.0)
    assert faded(*run(OUT, 0, 30)) == 1.0


@pytest.mark.parametrize("placement", [IN, Placement.TIMED])
def test_it_goes_when_in_place_and_must_be_earned_again(placement: Placement) -> None:
    shown = run(OUT, 0, 5)
    assert faded(*shown, *run(placement, 5, 5 + FADE_OUT_S / 2)) == pytest.approx(0.5)
    gone = [*shown, *run(placement, 5, 5 + FADE_OUT_S)]
    assert faded(*gone) == pytest.approx(0.0)
    assert faded(*gone, *run(OUT, 5.5, 5.4 + AFTER_S)) == 0.0
    assert faded(*gone, *run(OUT, 5.5, 5.5 + AFTER_S + FADE_IN_S)) > 0.9


@pytest.mark.parametrize("placement", [UNTOLD, Placement.UNSEEN])
def test_what_cannot_be_told_changes_nothing(placement: Placement) -> None:
    assert faded(*run(OUT, 0, 5), *run(placement, 5, 9)) == 1.0
    assert faded(*run(OUT, 0, 1), *run(placement, 1, 9)) == 0.0
    assert faded(*run(OUT, 0, 1), *run(placement, 1, 9), *run(OUT, 9.0, 10.0 + FADE_IN_S)) > 0.85


def test_a_gap_between_frames_is_not_time_out_of_place() -> None:
    assert faded((0.0, OUT), (10.0, OUT)) == 0.0
    assert faded((0.0, OUT), (-3.0, OUT)) == 0.0
