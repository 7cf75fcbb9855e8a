"""Days, depths, sessions and notes: what the Review page reads."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from statistics import fmean

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posecheck.errors import StoreError
from posecheck.record import DayTotal, Depth, HoldRecord, MeasureSummary, SessionNote, SessionSummary
from posecheck.store import History

from .conftest import assert_one_sentence
from .examples import MORNING, a_hold

TOKYO, HONOLULU = timezone(timedelta(hours=9)), timezone(timedelta(hours=-10))
LEFT, RIGHT, BARE = MeasureSummary(10.0, 8.0), MeasureSummary(20.0, 14.0), MeasureSummary(5.0, 4.0)

# A week round a year's end, anywhere on Earth; quarters of seconds, whose sums are the same in any order.
_zones = st.sampled_from([*range(-12 * 60, 15 * 60, 60), 330, 345]).map(lambda m: timezone(timedelta(minutes=m)))
_times = st.datetimes(datetime(2025, 12, 29), datetime(2026, 1, 4), timezones=_zones)  # noqa: DTZ001 - the bounds are naive
_quarters = st.integers(0, 4000).map(lambda quarters: quarters / 4)
_holds = st.builds(
    a_hold,
    session_id=st.sampled_from(["a", "b", "c"]),
    stretch_id=st.sampled_from(["bridge", "pigeon", "frog"]),
    side=st.sampled_from(["left", "right", "both"]),
    started_at=_times,
    start_s=_quarters,
    end_s=_quarters,
    held_s=_quarters,
    timed_s=_quarters,
    routine_id=st.sampled_from(["", "evening"]),
    measures=st.dictionaries(
        st.sampled_from(["hip", "hip.left", "hip.right", "hip_flexion.left", "knee.right"]),
        st.builds(MeasureSummary, _quarters, _quarters),
    ),
    finished=st.booleans(),
)
_histories = st.lists(_holds, max_size=12, unique_by=lambda hold: hold.started_at).map(
    lambda holds: [replace(hold, id=f"hold-{number:02}") for number, hold in enumerate(holds)]
)
_examples = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def fill(history: History, records: list[HoldRecord]) -> None:
    history.delete_all()
    for record in records:
        history.save(record)


def days_of(records: list[HoldRecord]) -> list[DayTotal]:
    groups: dict[tuple[date, str, str], list[HoldRecord]] = defaultdict(list)
    for record in records:
        groups[record.started_at.date(), record.stretch_id, record.side].append(record)
    return [
        DayTotal(*key, len(some), sum(r.held_s for r in some), sum(r.timed_s for r in some))
        for key, some in sorted(groups.items())
    ]


def summary_of(records: list[HoldRecord]) -> SessionSummary:
    in_order = sorted(records, key=lambda record: record.started_at)
    ends = [r.started_at + timedelta(seconds=r.end_s - r.start_s) for r in in_order if r.finished]
    return SessionSummary(
        id=in_order[0].session_id,
        started_at=in_order[0].started_at,
        ended_at=max(ends, default=None),
        stretch_ids=tuple(dict.fromkeys(record.stretch_id for record in in_order)),
        routine_id=next((record.routine_id for record in in_order if record.routine_id), ""),
        origin=in_order[0].origin,
        holds=len(in_order),
        held_s=sum(record.held_s for record in in_order),
        note=SessionNote(),
    )


@_examples
@given(records=_histories, since=st.none() | st.dates(date(2025, 12, 28), date(2026, 1, 5)))
def test_days_are_the_plain_sums(shared_history: History, records: list[HoldRecord], since: date | None) -> None:
    fill(shared_history, records)
    for stretch_id in (None, "bridge"):
        told = shared_history.days(since, stretch_id)
        expected = [
            total
            for total in days_of(records)
            if (since is None or total.day >= since) and stretch_id in (None, total.stretch_id)
        ]
        assert told == expected


@_examples
@given(records=_histories)
def test_the_extent_is_the_plain_sum(shared_history: History, records: list[HoldRecord]) -> None:
    fill(shared_history, records)
    told = shared_history.extent()
    assert (told.holds, told.days) == (len(records), len({record.day for record in records}))
    assert told.held_s == pytest.approx(sum(record.held_s for record in records))


@_examples
@given(records=_histories)
def test_sessions_are_the_plain_sums(shared_history: History, records: list[HoldRecord]) -> None:
    fill(shared_history, records)
    groups: dict[str, list[HoldRecord]] = defaultdict(list)
    for record in records:
        groups[record.session_id].append(record)
    expected = sorted(map(summary_of, groups.values()), key=lambda session: session.started_at, reverse=True)
    assert shared_history.sessions() == expected
    assert [shared_history.session(session.id) for session in expected] == expected
    told = [session.started_at.isoformat() for session in shared_history.sessions()]
    assert told == [session.started_at.isoformat() for session in expected]  # equal instants may differ in their zone
    assert shared_history.sessions(stretch_id="frog") == [s for s in expected if "frog" in s.stretch_ids]


@_examples
@given(records=_histories, since=st.none() | st.dates(date(2025, 12, 28), date(2026, 1, 5)))
def test_depths_are_those_of_the_own_side(
    shared_history: History, records: list[HoldRecord], since: date | None
) -> None:
    fill(shared_history, [replace(r, measures={n: m for n, m in r.measures.items() if n != "hip"}) for r in records])
    expected = []
    for record in sorted(records, key=lambda record: record.started_at):
        sides = ["left", "right"] if record.side == "both" else [record.side]
        read = [record.measures[f"hip.{side}"] for side in sides if f"hip.{side}" in record.measures]
        if read and record.stretch_id == "frog" and (since is None or record.day >= since):
            mean, best = fmean(m.mean for m in read), fmean(m.best for m in read)
            expected.append(Depth(record.id, record.session_id, record.started_at, record.side, mean, best))
    told = shared_history.depths("frog", "hip", since)
    assert told == expected
    assert [depth.started_at.isoformat() for depth in told] == [depth.started_at.isoformat() for depth in expected]


def test_a_day_is_the_one_where_the_person_was(history: History) -> None:
    moments = {
        "late": "2026-02-28T23:59:59.999999-10:00",
        "midnight": "2026-03-01T00:00:00-10:00",
        "far east": "2026-03-01T00:30:00+14:00",  # on Earth nearly a day before midnight above
        "last": "2026-03-01T23:59:59+05:45",
    }
    for name, moment in moments.items():
        history.save(a_hold(id=name, started_at=datetime.fromisoformat(moment), held_s=10.0, timed_s=1.0))
    assert history.days() == [
        DayTotal(date(2026, 2, 28), "bridge", "left", 1, 10.0, 1.0),
        DayTotal(date(2026, 3, 1), "bridge", "left", 3, 30.0, 3.0),
    ]
    assert history.days(since=date(2026, 3, 1)) == history.days()[1:]
    assert history.days(since=date(2026, 3, 2)) == []


def test_somebody_who_flies_has_one_day_in_two_zones(history: History) -> None:
    history.save(a_hold(1, started_at=datetime(2026, 3, 1, 8, tzinfo=TOKYO)))
    history.save(a_hold(2, started_at=datetime(2026, 3, 1, 20, tzinfo=HONOLULU)))
    assert [(total.day, total.holds) for total in history.days()] == [(date(2026, 3, 1), 2)]
    assert [hold.day for hold in history.holds()] == [date(2026, 3, 1)] * 2


def test_stretches_and_sides_are_told_apart(history: History) -> None:
    for number, (stretch_id, side) in enumerate([("b", "left"), ("a", "right"), ("a", "left"), ("a", "both")]):
        history.save(a_hold(number, stretch_id=stretch_id, side=side))
    told = [(total.stretch_id, total.side) for total in history.days()]
    assert told == [("a", "both"), ("a", "left"), ("a", "right"), ("b", "left")]
    assert [(total.stretch_id, total.side) for total in history.days(stretch_id="b")] == [("b", "left")]


def test_a_hold_that_is_saved_again_counts_once(history: History) -> None:
    for second in range(3):
        history.save(a_hold(held_s=float(second), finished=False))
    moved = a_hold(started_at=MORNING + timedelta(days=2), held_s=3.0)
    history.save(moved)
    assert history.days() == [DayTotal(moved.day, "bridge", "left", 1, 3.0, 0.25)]


def test_a_deleted_hold_counts_no_more(history: History) -> None:
    history.save(a_hold(1))
    history.save(a_hold(2, held_s=5.0))
    history.delete("hold-1")
    assert [(total.holds, total.held_s) for total in history.days()] == [(1, 5.0)]
    assert [depth.hold_id for depth in history.depths("bridge", "hip_flexion")] == ["hold-2"]


@pytest.mark.parametrize(
    ("side", "measures", "expected"),
    [
        ("left", {"hip.left": LEFT, "hip.right": RIGHT}, (10.0, 8.0)),
        ("right", {"hip.left": LEFT, "hip.right": RIGHT}, (20.0, 14.0)),
        ("both", {"hip.left": LEFT, "hip.right": RIGHT}, (15.0, 11.0)),
        ("both", {"hip.right": RIGHT}, (20.0, 14.0)),
        ("left", {"hip": BARE}, (5.0, 4.0)),
        ("right", {"hip": BARE}, (5.0, 4.0)),
        ("both", {"hip": BARE}, (5.0, 4.0)),
        ("left", {"hip.right": RIGHT}, None),
        ("right", {"hip.left": LEFT}, None),
        ("left", {}, None),
        ("both", {"hip_flexion.left": LEFT, "hi": RIGHT, "hip.": RIGHT, "HIP.left": LEFT}, None),
    ],
)
def test_which_measure_is_a_holds_own(
    history: History, side: str, measures: dict[str, MeasureSummary], expected: tuple[float, float] | None
) -> None:
    history.save(a_hold(side=side, measures=measures))
    depths = history.depths("bridge", "hip")
    assert [(depth.mean, depth.best) for depth in depths] == ([expected] if expected else [])


def test_depths_tell_when_and_where(history: History) -> None:
    for number, side in ((2, "right"), (1, "left"), (3, "both")):
        measures = {"hip.left": LEFT, "hip.right": RIGHT, "level": BARE}
        history.save(a_hold(number, side=side, measures=measures, session_id=f"session-{number}"))
    history.save(a_hold(4, stretch_id="pigeon", measures={"hip.left": LEFT}))
    assert history.depths("bridge", "hip") == [
        Depth("hold-1", "session-1", a_hold(1).started_at, "left", 10.0, 8.0),
        Depth("hold-2", "session-2", a_hold(2).started_at, "right", 20.0, 14.0),
        Depth("hold-3", "session-3", a_hold(3).started_at, "both", 15.0, 11.0),
    ]
    assert [depth.mean for depth in history.depths("bridge", "level")] == [5.0] * 3
    assert [depth.started_at.utcoffset() for depth in history.depths("bridge", "level")] == [MORNING.utcoffset()] * 3
    assert history.depths("bridge", "hip", MORNING.date() + timedelta(days=1)) == []
    assert history.depths("bridge", "never measured") == history.depths("unknown", "hip") == []


def test_pages_of_sessions_show_each_once(history: History) -> None:
    for number in range(23):
        history.save(a_hold(number, session_id=f"session-{number:02}"))
        history.save(a_hold(number, id=f"again-{number}", session_id=f"session-{number:02}", stretch_id="frog"))
    seen: list[str] = []
    before = None
    for expected in (5, 5, 5, 5, 3, 0):
        page = history.sessions(limit=5, before=before)
        assert len(page) == expected
        seen += [session.id for session in page]
        before = page[-1].started_at if page else None
    assert seen == [f"session-{number:02}" for number in reversed(range(23))]
    assert len(history.sessions(limit=None)) == 23 and history.sessions(limit=0) == []


def test_pages_of_one_stretch_are_full(history: History) -> None:
    for number in range(12):
        history.save(a_hold(number, session_id=f"session-{number:02}", stretch_id="frog" if number % 3 else "bridge"))
    first = history.sessions(limit=2, stretch_id="bridge")
    assert [session.id for session in first] == ["session-09", "session-06"]
    rest = history.sessions(limit=9, before=first[-1].started_at, stretch_id="bridge")
    assert [session.id for session in rest] == ["session-03", "session-00"]


def test_a_session_a_hold_has_left_takes_no_place(history: History) -> None:
    history.save(a_hold(1, session_id="before"))
    history.save(a_hold(2, session_id="left behind"))
    history.save(a_hold(2, session_id="after"))
    assert [session.id for session in history.sessions(limit=2)] == ["after", "before"]
    assert history.session("left behind") is None


def test_without_its_first_hold_a_session_begins_with_its_second(history: History) -> None:
    for number, stretch_id in ((1, "bridge"), (2, "pigeon"), (3, "frog")):
        history.save(a_hold(number, stretch_id=stretch_id))
    history.delete("hold-1")
    history.delete("hold-3")
    assert history.session("session-1") == summary_of([a_hold(2, stretch_id="pigeon")])


def test_the_holds_of_one_session(history: History) -> None:
    for number in (1, 2, 3):
        history.save(a_hold(number, session_id="session-2" if number == 2 else "session-1"))
    assert [hold.id for hold in history.holds(session_id="session-1")] == ["hold-3", "hold-1"]
    assert [hold.id for hold in history.holds(session_id="session-1", limit=1)] == ["hold-3"]
    assert history.holds(session_id="unknown") == []


@pytest.mark.parametrize(
    "note",
    [
        SessionNote(),
        SessionNote("calm\nand 'quoted' 😀", 0, 10, 5),
        SessionNote("", None, 0, None),
        SessionNote("x" * 9999),
    ],
)
def test_a_note_comes_back_and_can_be_changed(history: History, note: SessionNote) -> None:
    history.save(a_hold())
    assert history.set_note("session-1", SessionNote("before", 1, 1, 1))
    assert history.set_note("session-1", note)
    assert [session.note for session in history.sessions()] == [note]
    history.save(a_hold(2))  # the session goes on
    session = history.session("session-1")
    assert session is not None and session.note == note and session.holds == 2


def test_there_is_no_note_without_a_session(history: History) -> None:
    assert not history.set_note("session-1", SessionNote("too early"))
    history.save(a_hold())
    assert history.set_note("session-1", SessionNote("now"))
    history.delete_session("session-1")
    assert not history.set_note("session-1", SessionNote("too late"))
    assert history.session("session-1") is None
    history.save(a_hold())
    assert [session.note for session in history.sessions()] == [SessionNote()]


def test_a_note_that_cannot_be_kept_changes_nothing(history: History) -> None:
    history.save(a_hold())
    history.set_note("session-1", SessionNote("calm", 3))
    with pytest.raises(StoreError, match="could not take this") as caught:
        history.set_note("session-1", SessionNote("half a pair \ud800", 5))
    assert_one_sentence(caught.value)
    assert [session.note for session in history.sessions()] == [SessionNote("calm", 3)]


def test_an_empty_history_tells_nothing(history: History) -> None:
    assert history.days() == [] and history.depths("bridge", "hip") == [] and history.sessions() == []
    assert history.session("session-1") is None
