"""The spread of a person's own readings, and what is beyond it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.repeatability import freedom, smallest_change, typical_error

READINGS = st.lists(st.lists(st.floats(-180, 180), max_size=5), max_size=6)


def test_three_tries_give_their_standard_deviation() -> None:
    assert typical_error([[100.0, 104.0, 108.0]]) == pytest.approx(4.0)


def test_groups_are_pooled_each_about_its_own_mean() -> None:
    # Squares 2 + 18 with one degree of freedom each.
    assert typical_error([[9.0, 11.0], [47.0, 53.0]]) == pytest.approx(10.0**0.5)


def test_groups_of_one_or_none_say_nothing() -> None:
    assert typical_error([[5.0], [], [90.0]]) is None
    assert typical_error([[9.0, 11.0], [700.0]]) == pytest.approx(2.0**0.5)
    assert freedom([[5.0], [], [1.0, 2.0, 3.0]]) == 2


def test_the_smallest_change_is_weirs_minimum_difference() -> None:
    assert smallest_change(1.0) == pytest.approx(2.772, abs=0.001)
    assert smallest_change(3.0) == pytest.approx(8.316, abs=0.002)


@given(READINGS, st.floats(-90, 90))
def test_a_shift_of_everything_changes_nothing(groups: list[list[float]], shift: float) -> None:
    moved = typical_error([[reading + shift for reading in group] for group in groups])
    own = typical_error(groups)
    assert (moved is None) == (own is None)
    if own is not None and moved is not None:
        assert moved == pytest.approx(own, abs=1e-6)
