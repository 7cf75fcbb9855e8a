"""Days with practice, without streaks."""

from __future__ import annotations

from datetime import date, timedelta

from posecheck.consistency import Span, by_month, held_by_day, weeks_with_practice, within
from posecheck.record import DayTotal

SATURDAY = date(2026, 11, 21)


def test_the_last_weeks_begin_on_a_monday_and_hold_this_one() -> None:
    span = Span.weeks(8, SATURDAY)
    assert (span.first, span.last) == (date(2026, 9, 28), SATURDAY)
    assert Span.weeks(1, SATURDAY).days() == [date(2026, 11, 16) + timedelta(days=n) for n in range(6)]


def test_a_leap_year_has_its_day() -> None:
    assert len(Span.year(2028).days()) == 366


def test_stretches_of_a_day_are_summed_and_other_days_left_out() -> None:
    totals = [
        DayTotal(SATURDAY, "bridge", "both", 2, 60.0, 0.0),
        DayTotal(SATURDAY, "frog", "both", 1, 30.0, 30.0),
        DayTotal(date(2025, 1, 1), "frog", "both", 1, 9.0, 0.0),
    ]
    held_s = held_by_day(totals)
    assert held_s == {SATURDAY: 90.0, date(2025, 1, 1): 9.0}
    assert within(held_s, Span.year(2026)) == {SATURDAY: 90.0}


def test_weeks_are_counted_once_and_only_those_of_the_span() -> None:
    days = [SATURDAY, SATURDAY - timedelta(days=1), SATURDAY - timedelta(weeks=3), SATURDAY - timedelta(weeks=8)]
    assert weeks_with_practice(days, Span.weeks(8, SATURDAY)) == 2
    assert weeks_with_practice([], Span.weeks(8, SATURDAY)) == 0


def test_months_are_in_order_whatever_the_days_were() -> None:
    held_s = {SATURDAY: 60.0, date(2026, 2, 3): 10.0, date(2026, 11, 2): 30.0}
    assert by_month(held_s) == [(date(2026, 2, 1), 1, 10.0), (date(2026, 11, 1), 2, 90.0)]
