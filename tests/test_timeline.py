"""A trace laid out in time: nothing is said of what was not kept, and every stop has its moment and reason."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from posecheck.checks import Placement
from posecheck.timeline import Segment, Stop, length_s, runs, segments, stops, thinned
from posecheck.trace import Trace, decode, encode, joined
from tests.traced import COURSE, END_S, HIPS, LAST_S, PAUSES, bridge_record, bridge_trace

RECORD = bridge_record()


def told(found: tuple[Segment, ...]) -> list[tuple[float, float, Placement | None, str]]:
    return [(round(s.start_s, 3), round(s.end_s, 3), s.placement, s.reason) for s in found]


def test_a_timeline_follows_the_course_without_gaps() -> None:
    starts_s = [step[0] for step in COURSE]
    wanted = [(step[0], end_s, step[1], step[2]) for step, end_s in zip(COURSE, [*starts_s[1:], LAST_S], strict=True)]
    assert told(segments(RECORD, decode(encode(bridge_trace())))) == wanted
    assert length_s(RECORD, bridge_trace()) == pytest.approx(LAST_S)


def test_of_what_was_not_kept_nothing_is_said() -> None:
    early, late = bridge_trace(10.0, 19.9), bridge_trace(30.0, 39.9)
    assert told(segments(RECORD, joined([early, late]))) == [
        (0.0, 10.0, None, ""), (10.0, 19.9, Placement.IN_PLACE, ""), (19.9, 30.0, None, ""),
        (30.0, 39.9, Placement.IN_PLACE, ""), (39.9, END_S, None, ""),
    ]  # fmt: skip


def test_a_long_time_unseen_is_no_lost_part() -> None:
    trace = joined([bridge_trace(60.0, 60.0), bridge_trace(80.0, 88.0)])
    assert told(segments(RECORD, trace))[1] == (60.0, 80.0, Placement.UNSEEN, "nobody in view")


def test_a_trace_of_one_moment_says_nothing() -> None:
    assert segments(replace(RECORD, end_s=RECORD.start_s), bridge_trace(0.0, 0.0)) == ()


def test_the_clock_stops_where_the_record_says_and_where_the_hold_ends() -> None:
    found = stops(RECORD, bridge_trace())
    assert [(round(s.start_s, 3), round(s.end_s, 3), s.reason) for s in found[:-1]] == list(PAUSES)
    assert found[-1] == Stop(END_S, float(bridge_trace().time_s[-1]) - RECORD.start_s, HIPS, final=True)
    assert stops(RECORD, None) == found[:-1]
    assert stops(RECORD, bridge_trace(0.0, 87.0)) == found[:-1]
    assert not stops(replace(RECORD, finished=False), bridge_trace())[-1].final


def test_runs_begin_where_something_else_is_said() -> None:
    assert runs("aabbba") == [0, 2, 5]
    assert runs("") == []


def test_a_short_trace_is_not_thinned_and_a_long_one_keeps_its_changes() -> None:
    trace = bridge_trace()
    assert thinned(trace, 10_000).tolist() == list(range(len(trace.time_s)))
    places = thinned(trace, 100)
    assert len(places) <= 100
    assert {0, len(trace.time_s) - 1, *(round(10 * step[0]) for step in COURSE)} <= set(places.tolist())
    assert np.diff(places).max() < 15


def test_a_trace_that_flickers_all_the_time_is_thinned_too() -> None:
    calm = bridge_trace()
    n = len(calm.time_s)
    flicker = tuple((Placement.IN_PLACE, Placement.OUT_OF_PLACE)[i % 2] for i in range(n))
    trace = Trace(
        calm.time_s, flicker, calm.reasons, calm.cues, calm.measures, calm.points, calm.visibility, calm.aspect
    )  # fmt: skip
    assert 50 <= len(thinned(trace, 100)) <= 100
