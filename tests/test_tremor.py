"""Tremor practice: never longer than allowed, never sooner than after the rest, over at once when the legs are long."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.catalog import Catalog
from posecheck.kinds import Stage
from posecheck.landmarks import Reason, Unknown
from posecheck.measures import Measured, Reading
from posecheck.screening import QUESTIONS
from posecheck.stretch_file import CUE_WORDS
from posecheck.tremor import (
    APART,
    ASKED_FIRST,
    CHECK_IN,
    COUNTS_FROM_S,
    FIRST_S,
    LONGEST_S,
    SMALLER,
    STOPPED,
    TIME_UP,
    Past,
    StepWatch,
    StopRule,
    allowance,
    check_ins,
    planned,
    stage_at,
)

NOW = datetime(2026, 3, 14, 18, 30, tzinfo=timezone.utc)
STAGES = tuple(Stage(name, "Words.", s) for name, s in zip("abcdefg", (60, 60, 60, 120, 120, 120, 60), strict=True))


def days_ago(*days: float, seconds: float = 180.0) -> list[Past]:
    return [Past(NOW - timedelta(days=d), seconds) for d in days]


def test_the_first_three_sessions_are_short() -> None:
    for past in ([], days_ago(5), days_ago(9, 5)):
        assert allowance(past, NOW).open
        assert allowance(past, NOW).longest_s == FIRST_S
    assert allowance(days_ago(20, 15, 5), NOW).longest_s == LONGEST_S
    assert "3 minutes" in allowance([], NOW).words
    assert "10 minutes; 3 are enough" in allowance(days_ago(20, 15, 5), NOW).words


def test_two_days_lie_between_sessions() -> None:
    found = allowance(days_ago(1, 5), NOW)
    assert not found.open
    assert found.from_when == NOW + timedelta(days=1, seconds=180)
    assert "15 March, 18:33" in found.words
    assert allowance(days_ago(2.01), NOW).open


@given(st.lists(st.tuples(st.floats(0, 30), st.floats(0, 600)), max_size=8))
def test_it_is_open_only_long_after_the_last_one_that_counts(past: list[tuple[float, float]]) -> None:
    sessions = [Past(NOW - timedelta(days=days), seconds) for days, seconds in past]
    found = allowance(sessions, NOW)
    counted = [s for s in sessions if s.seconds >= COUNTS_FROM_S]
    assert found.open == all(s.started_at + timedelta(seconds=s.seconds) + APART <= NOW for s in counted)
    assert found.longest_s <= LONGEST_S
    assert (found.from_when is None) == found.open


def test_one_stopped_at_once_does_not_count() -> None:
    assert allowance(days_ago(0.1, seconds=COUNTS_FROM_S - 1), NOW).open
    assert allowance(days_ago(9, 7, seconds=200) + days_ago(5, seconds=5), NOW).longest_s == FIRST_S


@given(st.lists(st.floats(10, 200), min_size=1, max_size=8), st.floats(20, 900))
def test_a_session_never_lasts_longer_than_it_may(seconds: list[float], session_s: float) -> None:
    stages = [Stage(str(i), "Words.", s) for i, s in enumerate(seconds)]
    plan = planned(stages, session_s)
    assert sum(stage.seconds for stage in plan) <= session_s + 1e-6
    assert plan[-1].name == stages[-1].name, "it always leads out"
    for stage in plan:
        assert stage.seconds <= stages[int(stage.name)].seconds
    assert [stage.name for stage in plan[:-1]] == [stage.name for stage in stages[: len(plan) - 1]]


def test_a_short_session_has_fewer_raises() -> None:
    assert [(s.name, s.seconds) for s in planned(STAGES, 180)] == [
        ("a", 30), ("b", 30), ("c", 30), ("d", 60), ("g", 30)]  # fmt: skip
    assert planned(STAGES, 600) == STAGES
    assert planned(STAGES, 900) == STAGES


def test_where_a_session_stands() -> None:
    first = stage_at(STAGES, 10.0)
    assert first is not None
    assert (first.number, first.left_s, first.session_left_s, first.raising) == (0, 50.0, 590.0, False)
    for since_s, number, raising in ((60, 1, False), (179, 2, False), (180, 3, True), (539, 5, True), (540, 6, False)):
        found = stage_at(STAGES, since_s)
        assert found is not None
        assert (found.number, found.raising) == (number, raising)
    assert stage_at(STAGES, 600.0) is None


def test_a_question_every_two_minutes() -> None:
    assert [check_ins(s) for s in (-1, 0, 119, 120, 241, 600)] == [0, 0, 0, 1, 2, 5]


def test_sentences_are_short_and_questions_exist(catalog: Catalog) -> None:
    for cue in (CHECK_IN, STOPPED, TIME_UP, SMALLER):
        assert len(cue.split()) <= CUE_WORDS
    concerns = {c.about for c in catalog.get("tremor_practice").concerns}
    assert set(ASKED_FIRST) <= concerns
    assert set(ASKED_FIRST) <= set(QUESTIONS)


def legs(knees: float, thighs: float, other_knee: float | None = None) -> dict[str, Reading]:
    return {
        "knee_flexion.left": Measured(knees),
        "knee_flexion.right": Measured(knees if other_knee is None else other_knee),
        "thigh_elevation.left": Measured(thighs),
        "thigh_elevation.right": Measured(thighs),
    }


BENT, LONG, NOBODY = legs(110, 40), legs(8, 3), dict[str, Reading]()


def ends_after(rule: StopRule, *spans: tuple[float, dict[str, Reading]], fps: float = 30.0) -> float | None:
    """When the session ends, in seconds; None where it does not."""
    number = 0
    for seconds, readings in spans:
        for _ in range(round(seconds * fps)):
            if rule.update(number / fps, readings):
                return number / fps
            number += 1
    return None


def test_both_legs_long_end_it_at_once() -> None:
    assert ends_after(StopRule(), (5, BENT), (3, LONG)) == pytest.approx(6.5, abs=0.04)


def test_doubtful_readings_count_as_well() -> None:
    doubtful: dict[str, Reading] = {k: Measured(5.0, 20.0, Unknown(Reason.UNSURE, "left knee")) for k in LONG}
    assert ends_after(StopRule(), (5, BENT), (3, doubtful)) is not None


@pytest.mark.parametrize("other", [legs(8, 3, other_knee=60), legs(8, 30), legs(25, 3), NOBODY])
def test_nothing_else_ends_it(other: dict[str, Reading]) -> None:
    assert ends_after(StopRule(), (5, BENT), (30, other)) is None
    assert ends_after(StopRule(), (5, BENT), (1.4, LONG), (0.7, other), (1.4, LONG)) is None


def test_a_frame_unseen_does_not_hold_it_up() -> None:
    assert ends_after(StopRule(), (5, BENT), (0.8, LONG), (0.3, NOBODY), (0.8, LONG)) is not None


def test_legs_long_from_the_start_end_nothing_before_they_were_bent() -> None:
    assert ends_after(StopRule(), (15, LONG), (5, BENT), (1.4, LONG)) is None
    assert ends_after(StopRule(), (15, NOBODY), (10, LONG)) == pytest.approx(20.0, abs=0.04)


def lifted(watch: StepWatch, *spans: tuple[float, float, float]) -> bool:
    """Whether a step was seen too big; spans of seconds, thigh elevation at their start and at their end."""
    found, number = False, 0
    for seconds, begin, end in spans:
        frames = round(seconds * 10)
        for i in range(frames):
            thigh = begin + (end - begin) * i / frames
            found = watch.update(number / 10, legs(110, thigh)) or found
            number += 1
    return found


def test_a_small_step_is_well_and_a_big_one_is_seen() -> None:
    assert not lifted(StepWatch(), (8, 30, 30), (2, 30, 36), (8, 36, 36), (2, 36, 42), (8, 42, 42))
    assert lifted(StepWatch(), (8, 30, 30), (2, 30, 45), (8, 45, 45))
    assert not lifted(StepWatch(), (8, 45, 45), (2, 45, 20), (8, 20, 20))


def test_trembling_is_no_step_and_nothing_is_said_unseen() -> None:
    watch, found = StepWatch(), False
    for number in range(300):
        found = watch.update(number / 30, legs(110, 40 + 12 * (-1) ** number)) or found
    assert not found
    assert not watch.update(10.1, NOBODY)
