"""Personal ranges: each taken again and again, on one side or on both."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posecheck.errors import StoreError
from posecheck.record import Baseline
from posecheck.store import History

from .conftest import assert_one_sentence
from .examples import MORNING, a_hold

_zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_baselines = st.builds(
    Baseline,
    check_id=st.sampled_from(["knee_to_chest", "thomas", "bridge_range"]),
    side=st.sampled_from(["left", "right", "both"]),
    taken_at=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=_zones),  # noqa: DTZ001 - bounds
    tries=st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=5).map(tuple),
)


def taken(number: int, side: str = "left", check_id: str = "thomas") -> Baseline:
    return Baseline(check_id, side, MORNING + timedelta(days=number), (10.0 + number, 12.5 + number, 11.25 + number))


def key(baseline: Baseline) -> tuple[datetime, str, str]:
    return baseline.taken_at, baseline.check_id, baseline.side


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(taken=st.lists(_baselines, max_size=8, unique_by=key))
def test_all_come_back_oldest_first(shared_history: History, taken: list[Baseline]) -> None:
    shared_history.delete_all()
    for baseline in taken:
        shared_history.save_baseline(baseline)
    expected = sorted(taken, key=key)
    assert shared_history.baselines() == expected
    assert [b.taken_at.isoformat() for b in shared_history.baselines()] == [b.taken_at.isoformat() for b in expected]
    for check_id in ("thomas", "never taken"):
        assert shared_history.baselines(check_id) == [b for b in expected if b.check_id == check_id]


def test_the_value_is_the_middle_of_the_tries_in_their_order(history: History) -> None:
    history.save_baseline(Baseline("thomas", "left", MORNING, (3.0, 1.0, 2.0)))
    (kept,) = history.baselines()
    assert kept.tries == (3.0, 1.0, 2.0) and kept.value == 2.0


def test_the_one_of_the_same_instant_is_replaced(history: History) -> None:
    history.save_baseline(taken(1))
    history.save_baseline(taken(1, "right"))
    again = Baseline("thomas", "left", taken(1).taken_at.astimezone(timezone(timedelta(hours=9))), (1.0,))
    history.save_baseline(again)
    assert history.baselines() == [again, taken(1, "right")]
    assert history.baselines()[0].taken_at.utcoffset() == timedelta(hours=9)


def test_a_moment_later_is_another(history: History) -> None:
    later = Baseline("thomas", "left", taken(1).taken_at + timedelta(microseconds=1), (1.0, 2.0, 3.0))
    for baseline in (later, taken(1)):
        history.save_baseline(baseline)
    assert history.baselines() == [taken(1), later]


@pytest.mark.parametrize(
    ("check_id", "side", "left"),
    [
        ("thomas", "left", [taken(1, "right"), taken(1, "left", "bridge_range")]),
        ("thomas", "right", [taken(1), taken(1, "left", "bridge_range"), taken(2)]),
        ("thomas", None, [taken(1, "left", "bridge_range")]),
        ("thomas", "both", [taken(1), taken(1, "right"), taken(1, "left", "bridge_range"), taken(2)]),
        ("never taken", None, [taken(1), taken(1, "right"), taken(1, "left", "bridge_range"), taken(2)]),
    ],
)
def test_forgetting_one_check_or_one_side(
    history: History, check_id: str, side: str | None, left: list[Baseline]
) -> None:
    for baseline in (taken(2), taken(1), taken(1, "right"), taken(1, "left", "bridge_range")):
        history.save_baseline(baseline)
    history.delete_baselines(check_id, side)
    history.delete_baselines(check_id, side)
    assert history.baselines() == sorted(left, key=key)


def test_holds_and_ranges_are_forgotten_apart(history: History) -> None:
    history.save(a_hold())
    history.save_baseline(taken(1))
    history.delete_session("session-1")
    assert history.baselines() == [taken(1)]
    history.save(a_hold())
    history.delete_baselines("thomas")
    assert history.holds() == [a_hold()]


def test_deleting_all_takes_the_ranges_too(history: History) -> None:
    history.save_baseline(taken(1))
    history.delete_all()
    assert history.baselines() == []


def test_a_time_without_zone_is_refused(history: History) -> None:
    with pytest.raises(StoreError) as caught:
        history.save_baseline(Baseline("thomas", "left", MORNING.replace(tzinfo=None), (1.0, 2.0, 3.0)))
    assert_one_sentence(caught.value)
    assert history.baselines() == []


def test_it_is_still_there_when_opened_again(url: str) -> None:
    with History.open(url) as history:
        history.save_baseline(taken(1))
    with History.open(url) as history:
        assert history.baselines() == [taken(1)]
