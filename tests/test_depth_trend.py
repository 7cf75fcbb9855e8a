"""Depth over weeks: only what leaves the person's own spread is a change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone

import pytest

from posecheck.depth_trend import DepthPoint, Trend, Verdict, depth_points, month_start, own_spread, trend
from posecheck.record import Depth
from posecheck.week_dose import week_start

MONDAY = datetime(2026, 5, 4, 12, tzinfo=timezone.utc)


def depths(values: Sequence[float], every_days: float = 7.0, side: str = "left", from_day: int = 0) -> list[Depth]:
    return [
        Depth(f"h{n}", f"s{n}", MONDAY + timedelta(days=from_day + n * every_days), side, value, value - 2.0)
        for n, value in enumerate(values)
    ]


def test_weeks_have_the_median_and_the_value_nearest_the_target() -> None:
    points = depth_points(depths([10.0, 30.0, 14.0, 7.0], every_days=3), week_start, lambda value: abs(value - 19.0))
    assert points == [DepthPoint(date(2026, 5, 4), 14.0, 12.0, 3), DepthPoint(date(2026, 5, 11), 7.0, 5.0, 1)]


def test_months_begin_on_their_first() -> None:
    found = depth_points(depths([1.0, 2.0], every_days=30), month_start, abs)
    assert [p.begins for p in found] == [date(2026, 5, 1), date(2026, 6, 1)]


def test_the_own_spread_is_that_of_days_of_four_weeks_and_one_side() -> None:
    # Nine months with two days 4 apart on one side: a typical error of √8, whatever the months' own course.
    paired = [d for n in range(9) for d in depths([n * 10.0, n * 10.0 + 4.0], 1, from_day=28 * n)]
    assert own_spread(paired) == pytest.approx(1.96 * 2.0**0.5 * 8.0**0.5)


def test_the_holds_of_one_day_count_as_one() -> None:
    # Three holds a day that hardly differ, days that do: only the days tell how far readings lie apart.
    days = [5.0, 15.0, 5.0, 15.0] * 6
    thrice = [d for n, value in enumerate(days) for d in depths([value] * 3, 0.01, from_day=7 * n)]
    assert own_spread(thrice) == pytest.approx(own_spread(depths(days)))
    assert own_spread(depths([7.0] * 30, 0.01)) is None


def test_sides_are_not_spread_and_few_repeats_say_nothing() -> None:
    assert own_spread([*depths([0.0] * 9), *depths([50.0] * 9, side="right")]) == 0.0
    assert own_spread(depths([1.0] * 20, 28)) is None
    assert own_spread(depths([1.0, 2.0, 3.0], 1)) is None


def test_beyond_the_spread_it_is_a_change_and_within_it_is_none() -> None:
    year = [20.0] * 4 + [15.0] * 20 + [8.0] * 4
    before, now = date(2026, 5, 18), date(2026, 11, 2)
    assert trend(depths(year), 6.0) == Trend(Verdict.LESS, 20.0, 8.0, before, now, 6.0)
    assert trend(depths(year[::-1]), 6.0).verdict is Verdict.MORE
    assert trend(depths(year), 12.0).verdict is Verdict.SAME
    assert trend(depths(year), None).verdict is Verdict.NO_SPREAD


@pytest.mark.parametrize(
    "few", [[], depths([1.0, 90.0]), depths([5.0] * 7), depths([5.0] * 5, 28), depths([5.0] * 30, 1)]
)
def test_too_little_says_so(few: list[Depth]) -> None:
    assert trend(few, 6.0) == Trend(Verdict.TOO_FEW, within=6.0)


def test_many_early_holds_do_not_stand_in_for_few_late_ones() -> None:
    assert trend([*depths([5.0] * 20, 1), *depths([50.0], from_day=200)], 6.0).verdict is Verdict.TOO_FEW
