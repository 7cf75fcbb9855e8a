"""Repetitions: each there and back counts once, trembling and gaps count nothing."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.kinds import Repetition
from posecheck.repetitions import FAST_TOLD_S, Moved, RepetitionCounter

MARCH = Repetition("hip_flexion", 90.0, 40.0, 0.7, 60.0, "Slow it down.", 8, "reasoned")


def swing(period_s: float, share: float = 1.0, rule: Repetition = MARCH) -> Callable[[float], float]:
    """There and back again and again, from the start on, at an even speed."""

    def value(time_s: float) -> float:
        phase = time_s / period_s % 1.0
        return rule.start + (rule.turn - rule.start) * share * (1.0 - abs(1.0 - 2.0 * phase))

    return value


def go(
    counter: RepetitionCounter, seconds: float, value: Callable[[float], float | None], fps: float = 30.0,
    start_s: float = 0.0,
) -> Moved:  # fmt: skip
    moved = Moved()
    for i in range(round(seconds * fps) + 1):
        moved = counter.update(start_s + i / fps, value(i / fps))
    return moved


@given(st.integers(1, 6), st.floats(2.5, 8.0), st.sampled_from([8.0, 15.0, 30.0]))
def test_each_there_and_back_counts_once(count: int, period_s: float, fps: float) -> None:
    counter = RepetitionCounter(MARCH)
    go(counter, count * period_s, swing(period_s), fps)
    moved = go(counter, 0.5, lambda t: MARCH.start, fps, count * period_s + 1 / fps)
    assert moved.count == count
    assert moved.range_deg == pytest.approx(50.0, abs=10.0)
    assert moved.top_deg_s == pytest.approx(100.0 / period_s, rel=0.15)


@given(st.floats(1.0, 8.0), st.floats(0.0, 0.65))
def test_who_does_not_reach_far_enough_has_not_made_one(period_s: float, share: float) -> None:
    assert go(RepetitionCounter(MARCH), 20.0, swing(period_s, share)).count == 0


@given(st.integers(0, 1000), st.floats(0.0, 4.0))
def test_trembling_neither_counts_nor_looks_fast(seed: int, jitter_deg: float) -> None:
    draw = random.Random(seed)
    moved = go(RepetitionCounter(MARCH), 12.1, lambda t: swing(4.0)(t) + draw.uniform(-jitter_deg, jitter_deg))
    assert moved.count == 3
    assert not moved.too_fast


@given(st.lists(st.tuples(st.floats(0.01, 0.4), st.one_of(st.none(), st.floats(0, 120))), max_size=80))
def test_the_count_never_falls_and_all_stays_in_bounds(frames: list[tuple[float, float | None]]) -> None:
    counter, time_s, count = RepetitionCounter(MARCH), 0.0, 0
    for step_s, value in frames:
        time_s += step_s
        moved = counter.update(time_s, value)
        assert count <= moved.count <= count + 1
        assert moved.count <= time_s / 0.5
        assert 0.0 <= moved.way <= 1.0
        assert moved.range_deg >= 0.0
        assert math.isfinite(moved.top_deg_s)
        count = moved.count


@given(st.floats(0.0, 4.0), st.floats(0.7, 6.0))
def test_a_gap_adds_no_repetition(begin_s: float, length_s: float) -> None:
    """What was missed from away from the start to nearly back is none; what was not touched by the gap is one."""

    def holey(time_s: float) -> float | None:
        return None if begin_s <= time_s < begin_s + length_s else swing(4.0)(time_s)

    def touched(begin: float, end: float) -> int:
        return sum(begin_s < 4.0 * i + end and begin_s + length_s > 4.0 * i + begin for i in range(3))

    moved = go(RepetitionCounter(MARCH), 12.1, holey)
    assert 3 - touched(-0.1, 4.1) <= moved.count <= 3 - touched(1.0, 3.2)


def test_there_seen_before_a_gap_and_back_after_it_is_none() -> None:
    counter = RepetitionCounter(MARCH)
    go(counter, 2.0, swing(4.0))
    assert counter.update(2.7, MARCH.start).count == 0
    assert go(counter, 1.0, lambda t: MARCH.start, start_s=2.8).count == 0
    assert go(counter, 4.2, swing(4.0), start_s=3.9).count == 1


def test_unseen_frames_are_a_gap_too_and_short_ones_are_bridged() -> None:
    def without(begin_s: float, end_s: float) -> int:
        value = swing(4.0)
        return go(RepetitionCounter(MARCH), 4.2, lambda t: None if begin_s < t < end_s else value(t)).count

    assert without(1.8, 2.2) == 1
    assert without(1.6, 2.4) == 0


def test_a_misread_frame_is_no_repetition() -> None:
    glitch = go(RepetitionCounter(MARCH), 3.0, lambda t: MARCH.turn if 1.0 < t < 1.05 else MARCH.start)
    assert glitch.count == 0


def test_too_fast_is_said_long_enough_to_be_read_and_then_no_more() -> None:
    counter = RepetitionCounter(MARCH)
    assert go(counter, 1.4, swing(1.4)).too_fast
    assert go(counter, FAST_TOLD_S - 0.5, lambda t: MARCH.start, start_s=1.45).too_fast
    assert not go(counter, 1.5, lambda t: MARCH.start, start_s=1.45 + FAST_TOLD_S).too_fast


def test_where_it_is_on_the_way() -> None:
    counter = RepetitionCounter(MARCH)
    assert go(counter, 1.0, lambda t: 65.0).way == pytest.approx(0.5)
    assert go(counter, 1.0, lambda t: 20.0, start_s=1.1).way == 1.0
    assert go(counter, 1.0, lambda t: 110.0, start_s=2.2).way == 0.0
    assert counter.update(3.3, None).way == 0.0


def test_a_movement_that_grows_is_counted_alike() -> None:
    rule = Repetition("knee_flexion", 0.0, 90.0, 0.5, 60.0, "Slow it down.", 8, "reasoned")
    assert go(RepetitionCounter(rule), 8.1, swing(4.0, rule=rule)).count == 2


def test_even_a_small_reach_needs_the_way_back() -> None:
    rule = Repetition("knee_flexion", 0.0, 90.0, 0.2, 60.0, "Slow it down.", 8, "reasoned")
    assert go(RepetitionCounter(rule), 9.0, lambda t: 90.0 * (0.2 + 0.05 * math.sin(5 * t))).count == 0
