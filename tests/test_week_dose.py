"""A week's dose, its guide, and left against right."""

from __future__ import annotations

from datetime import date

import pytest

from posecheck.catalog import Catalog
from posecheck.record import DayTotal
from posecheck.week_dose import Balance, balances, guide_s, side_doses, week_start

MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)


def total(day: date, side: str, held_s: float, stretch_id: str = "half_kneeling", timed_s: float = 0.0) -> DayTotal:
    return DayTotal(day, stretch_id, side, 1, held_s, timed_s)


def test_weeks_begin_on_monday() -> None:
    assert {week_start(date(2026, 11, day)) for day in range(16, 23)} == {MONDAY}


def test_days_and_seconds_are_summed_by_stretch_and_side() -> None:
    doses = side_doses(
        [
            total(MONDAY, "left", 30.0),
            total(TUESDAY, "left", 20.0, timed_s=5.0),
            total(TUESDAY, "left", 10.0),
            total(TUESDAY, "right", 40.0),
            total(MONDAY, "both", 60.0, "bridge"),
        ]
    )
    assert [(d.stretch_id, d.side, d.days, d.held_s, d.timed_s) for d in doses] == [
        ("bridge", "both", 1, 60.0, 0.0),
        ("half_kneeling", "left", 2, 60.0, 5.0),
        ("half_kneeling", "right", 1, 40.0, 0.0),
    ]


def test_only_stretches_with_sides_have_a_balance_and_a_missing_side_is_nothing() -> None:
    doses = side_doses([total(MONDAY, "right", 45.0), total(MONDAY, "both", 60.0, "bridge")])
    assert balances(doses) == {"half_kneeling": Balance(0.0, 45.0)}


@pytest.mark.parametrize(
    ("left_s", "right_s", "behind"),
    [(60, 60, None), (60, 90, None), (60, 91, "left"), (600, 540, None), (600, 539, "right"), (0, 0, None)],
)
def test_a_side_is_behind_by_more_than_a_hold_and_a_tenth(left_s: float, right_s: float, behind: str | None) -> None:
    balance = Balance(left_s, right_s)
    assert balance.behind == behind
    assert balance.apart_s == abs(left_s - right_s)


@pytest.mark.parametrize(
    ("stretch_id", "seconds"),
    [("half_kneeling", 120.0), ("bridge", 120.0), ("thomas_stretch", 240.0), ("garland", 180.0),
     ("belly_breathing", None), ("tremor_practice", None), ("desk_reset", None), ("pressure_release", None)],
)  # fmt: skip
def test_the_guide_is_the_fewest_repeats_on_two_days(catalog: Catalog, stretch_id: str, seconds: float | None) -> None:
    assert guide_s(catalog.stretches[stretch_id]) == seconds


def test_repeats_without_a_number_are_one(catalog: Catalog) -> None:
    from dataclasses import replace

    stretch = catalog.stretches["bridge"]
    assert guide_s(replace(stretch, dose=replace(stretch.dose, repeats="as you like"))) == 60.0


@pytest.mark.parametrize(("left_s", "right_s", "only"), [(60.0, 0.0, "left"), (0.0, 1.0, "right"), (1.0, 60.0, None)])
def test_a_side_alone_is_no_side_behind(left_s: float, right_s: float, only: str | None) -> None:
    assert Balance(left_s, right_s).one_sided == only
