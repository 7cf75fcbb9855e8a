"""The pacer: in and out in turn, without a jump, whatever the pace is changed to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.kinds import Pace
from posecheck.pacing import Breath, Pacer

PACE = Pace(6.0, 5.0, 10.0, 0.4, "W1")


def test_four_seconds_in_and_six_out() -> None:
    pacer = Pacer.begun(PACE, 100.0)
    assert pacer.at(100.0) == Breath(0, True, 0.0)
    assert pacer.at(102.0).share == pytest.approx(0.5)
    assert pacer.at(103.9).inward
    assert not pacer.at(104.1).inward
    assert pacer.at(107.0).share == pytest.approx(0.5)
    assert pacer.at(110.1).number == 1
    assert pacer.at(90.0) == Breath(0, True, 0.0)


@given(st.floats(0, 600), st.floats(0, 20))
def test_changing_the_pace_keeps_the_breath(time_s: float, breaths_min: float) -> None:
    pacer = Pacer.begun(PACE, 0.0)
    changed = pacer.changed(time_s, breaths_min)
    before, after = pacer.at(time_s), changed.at(time_s)
    assert (after.number, after.inward) == (before.number, before.inward)
    assert after.share == pytest.approx(before.share)
    assert 5.0 <= changed.breaths_min <= 10.0


@given(st.lists(st.tuples(st.floats(0.0, 20.0), st.floats(3, 12)), max_size=5))
def test_the_circle_never_jumps(changes: list[tuple[float, float]]) -> None:
    pacer, time_s, last = Pacer.begun(PACE, 0.0), 0.0, 0.0
    for lasts_s, breaths_min in [*changes, (10.0, 6.0)]:
        for _ in range(round(lasts_s / 0.05)):
            fullness = pacer.at(time_s).fullness
            assert 0.0 <= fullness <= 1.0
            # At the fastest, breathing in takes 2.4 s: the steepest of a raised cosine is π/2 of its mean.
            assert abs(fullness - last) <= 0.05 * 1.58 / 2.4 + 1e-9
            last, time_s = fullness, time_s + 0.05
        pacer = pacer.changed(time_s, breaths_min)


@given(st.floats(0, 1000), st.floats(5, 10))
def test_so_many_breaths_a_minute(begun_s: float, breaths_min: float) -> None:
    pacer = Pacer.begun(PACE, begun_s).changed(begun_s, breaths_min)
    assert pacer.at(begun_s + 600.5 / breaths_min * 6.0).number == pytest.approx(60, abs=0.5)


def test_full_between_in_and_out_empty_between_out_and_in() -> None:
    pacer = Pacer.begun(PACE, 0.0)
    assert pacer.at(0.0).fullness == 0.0
    assert pacer.at(4.0).fullness == pytest.approx(1.0)
    assert pacer.at(9.999).fullness == pytest.approx(0.0, abs=1e-5)
