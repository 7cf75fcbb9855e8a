"""Spots: never longer than asked on one, nor on a side, and none cut short."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.kinds import Spots
from posecheck.spots import MOVE_S, Doing, SpotNow, spot_at, spot_count

FINGERS = Spots(20.0, 180.0, "Ease off; move a little.", "B1")
SPOTS = st.builds(Spots, st.floats(5, 120), st.floats(5, 600), st.just("Move."), st.just("reasoned"))


def test_one_spot_after_the_other() -> None:
    assert spot_at(FINGERS, 0.0) == SpotNow(1, Doing.PRESSING, 20.0, 170.0)
    assert spot_at(FINGERS, 19.0) == SpotNow(1, Doing.PRESSING, 1.0, 151.0)
    assert spot_at(FINGERS, 20.0) == SpotNow(1, Doing.MOVING, MOVE_S, 150.0)
    assert spot_at(FINGERS, 25.0) == SpotNow(2, Doing.PRESSING, 20.0, 145.0)
    assert spot_at(FINGERS, 169.0) == SpotNow(7, Doing.PRESSING, 1.0, 1.0)
    assert spot_at(FINGERS, 170.0) == SpotNow(7, Doing.OVER, 0.0, 0.0)
    assert spot_at(FINGERS, -1.0).number == 1


def test_a_side_shorter_than_a_spot_is_one_short_spot() -> None:
    short = Spots(60.0, 30.0, "Move.", "reasoned")
    assert spot_count(short) == 1
    assert spot_at(short, 0.0).left_s == 30.0
    assert spot_at(short, 30.0).doing is Doing.OVER


@given(SPOTS, st.floats(0, 700))
def test_neither_a_spot_nor_a_side_lasts_too_long(spots: Spots, since_s: float) -> None:
    now = spot_at(spots, since_s)
    assert (now.doing is Doing.OVER) == (now.side_left_s == 0.0) or now.side_left_s > 0.0
    assert now.left_s <= max(spots.spot_s, MOVE_S)
    assert since_s + now.side_left_s <= spots.side_cap_s + 1e-6 or now.doing is Doing.OVER
    assert 1 <= now.number <= spot_count(spots)
    if since_s >= spots.side_cap_s:
        assert now.doing is Doing.OVER


@given(SPOTS)
def test_every_spot_gets_its_whole_time(spots: Spots) -> None:
    count = spot_count(spots)
    last = spot_at(spots, (count - 1) * (spots.spot_s + MOVE_S) + 1e-6)
    assert (last.number, last.doing) == (count, Doing.PRESSING)
    assert last.left_s == pytest.approx(min(spots.spot_s, spots.side_cap_s), abs=1e-5)
