"""Where things lie in the report's plots."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.video.report_geometry import WIDE, Scale, Span, blocks, path, scale_for, thinned, ticks, time_ticks

NAN = math.nan


def test_a_span_runs_from_left_to_right() -> None:
    span = Span(10.0, 30.0)
    assert [span.x(t) for t in (5.0, 10.0, 15.0, 30.0, 40.0)] == [0.0, 0.0, 250.0, WIDE, WIDE]
    assert Span(3.0, 3.0).x(3.0) == 0.0  # a video of one frame


def test_a_scale_runs_from_the_top_down() -> None:
    scale = Scale(-10.0, 90.0, height_px=100.0)
    assert [scale.y(v) for v in (90.0, 40.0, -10.0, -20.0)] == [0.0, 50.0, 100.0, 110.0]


def test_a_scale_shows_values_and_thresholds_but_no_single_outlier() -> None:
    values = np.concatenate([np.linspace(0.0, 50.0, 1000), [NAN, 900.0]])
    scale = scale_for(values, [-20.0, 25.0], least=10.0)
    assert scale.low < -20.0
    assert 49.0 < scale.high < 60.0


def test_a_scale_never_makes_much_of_little() -> None:
    scale = scale_for(np.array([4.0, 4.2]), [5.0], least=36.0)
    assert scale.high - scale.low == pytest.approx(36.0 * 1.12)
    assert (scale.high + scale.low) / 2 == pytest.approx(4.5, abs=0.01)


def test_a_scale_of_nothing_is_a_scale() -> None:
    scale = scale_for(np.array([NAN]), [], least=2.0)
    assert scale.low < 0.0 < scale.high


@pytest.mark.parametrize(
    ("ends", "found"),
    [((-13.0, 74.0), [0, 20, 40, 60]), ((0.7, 2.4), [1, 1.5, 2]), ((0.0, 100.0), [0, 50, 100])],
)
def test_ticks_are_round_and_few(ends: tuple[float, float], found: list[float]) -> None:
    assert ticks(*ends) == pytest.approx(found)


@given(st.floats(-1000, 1000), st.floats(0.01, 2000), st.integers(2, 9))
def test_there_is_always_a_tick_and_room_for_all(low: float, height: float, most: int) -> None:
    found = ticks(low, low + height, most)
    assert 1 <= len(found) <= most
    assert all(low - 1e-6 <= value <= low + height + 1e-6 for value in found)


@pytest.mark.parametrize(
    ("span", "found"),
    [
        (Span(0.0, 28.0), [0, 5, 10, 15, 20, 25]),
        (Span(12.2, 47.0), [20, 30, 40]),
        (Span(0.0, 0.0), [0]),
        (Span(0.0, 600.0), [0, 120, 240, 360, 480, 600]),
        (Span(0.0, 86400.0), [0, 14400, 28800, 43200, 57600, 72000, 86400]),
    ],
)
def test_times_on_an_axis_are_round_and_few(span: Span, found: list[int]) -> None:
    assert time_ticks(span) == found


def test_a_short_curve_stays_as_it_is() -> None:
    times_s, values = np.arange(10.0), np.arange(10.0)
    assert thinned(times_s, values, 10)[1].tolist() == values.tolist()


def test_a_long_curve_keeps_ends_peaks_and_gaps() -> None:
    times_s = np.arange(20_000) / 10.0
    values = np.sin(times_s)
    values[7_777] = 40.0
    values[12_345] = -40.0
    values[5_000:5_002] = NAN
    values[9_000:11_000] = NAN
    thin_s, thin = thinned(times_s, values, 2_000)
    assert len(thin) <= 2_000
    assert (thin_s[0], thin_s[-1]) == (times_s[0], times_s[-1])
    assert (np.nanmax(thin), np.nanmin(thin)) == (40.0, -40.0)
    assert np.isnan(thin[(thin_s >= 499.0) & (thin_s <= 501.0)]).any()
    assert not (~np.isnan(thin[(thin_s >= 900.0) & (thin_s < 1100.0)])).any()


def test_a_path_is_lifted_over_gaps_and_shows_single_samples() -> None:
    times_s = np.array([0.0, 1.0, 2.0, 3.0, 4.0])
    values = np.array([0.0, 5.0, NAN, 10.0, NAN])
    drawn = path(times_s, values, Span(0.0, 4.0), Scale(0.0, 10.0, height_px=100.0))
    assert drawn == "M0 100h0L250 50M750 0h0"
    assert path(times_s, np.full(5, NAN), Span(0.0, 4.0), Scale(0.0, 10.0)) == ""


@given(st.lists(st.tuples(st.floats(0, 100), st.one_of(st.just(NAN), st.floats(-1e3, 1e3))), max_size=50))
def test_a_path_has_as_many_points_as_values(samples: list[tuple[float, float]]) -> None:
    times_s, values = np.array([[t, v] for t, v in sorted(samples, key=lambda s: s[0])]).reshape(-1, 2).T
    drawn = path(times_s, values, Span(0.0, 100.0), Scale(-1e3, 1e3))
    assert len(re.findall("[ML]", drawn)) == int((~np.isnan(values)).sum())
    assert "nan" not in drawn


def test_blocks_lie_where_their_times_are() -> None:
    assert blocks([(0.0, 5.0), (7.0, 10.0)], Span(0.0, 10.0)) == [(0.0, 500.0), (700.0, 300.0)]
    ((left, width),) = blocks([(0.0, 1.0), (3.0, 5.0), (5.0, 8.0), (8.5, 9.5)], Span(5.0, 8.5))
    assert left == 0.0
    assert width == pytest.approx(857.14, abs=0.01)


def test_blocks_no_eye_parts_are_one_and_none_is_too_thin_to_see() -> None:
    many = [(t / 10.0, t / 10.0 + 0.05) for t in range(36_000)]
    found = blocks(many, Span(0.0, 3600.0))
    assert len(found) == 1
    assert found[0][0] == 0.0
    assert sum(found[0]) == pytest.approx(WIDE, abs=0.6)
    assert blocks([(1.0, 1.01)], Span(0.0, 3600.0))[0][1] >= 0.5
    assert blocks([(1.0, 5.0), (2.0, 3.0)], Span(0.0, 10.0)) == [(100.0, 400.0)]
