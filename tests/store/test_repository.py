from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Connection, event, select

from posecheck.errors import StoreError
from posecheck.record import HoldRecord
from posecheck.store import History
from posecheck.store.schema import holds, measures, pauses, sessions, voice_log

from .examples import MORNING, a_hold, a_log, hold_records


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(record=hold_records)
def test_what_is_saved_comes_back(shared_history: History, record: HoldRecord) -> None:
    shared_history.delete_all()
    shared_history.save(record)
    assert shared_history.holds() == [record]
    assert shared_history.hold(record.id) == record


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(first=hold_records, second=hold_records)
def test_the_second_save_replaces_the_first(shared_history: History, first: HoldRecord, second: HoldRecord) -> None:
    shared_history.delete_all()
    second = replace(second, id=first.id)
    for record in (first, second, second):
        shared_history.save(record)
    assert shared_history.holds() == [second]


def test_times_come_back_as_they_were_where_the_person_was(history: History) -> None:
    history.save(a_hold(started_at=datetime(2026, 7, 1, 1, 30, tzinfo=timezone(timedelta(hours=2)))))
    kept = history.holds()[0].started_at
    assert kept.isoformat() == "2026-07-01T01:30:00+02:00"
    assert history.holds()[0].day == date(2026, 7, 1)


def test_a_time_without_zone_is_refused(history: History) -> None:
    with pytest.raises(StoreError):
        history.save(a_hold(started_at=MORNING.replace(tzinfo=None)))
    assert history.holds() == []


def test_newest_first_since_and_limit(history: History) -> None:
    for number in (2, 3, 1):
        history.save(a_hold(number))
    assert [hold.id for hold in history.holds()] == ["hold-3", "hold-2", "hold-1"]
    assert [hold.id for hold in history.holds(limit=2)] == ["hold-3", "hold-2"]
    since = (MORNING + timedelta(minutes=2)).astimezone(timezone.utc)
    assert [hold.id for hold in history.holds(since=since)] == ["hold-3", "hold-2"]
    assert history.holds(since=since, limit=1) == [a_hold(3)]
    assert history.holds(limit=0) == []


def test_holds_of_one_stretch_alone(history: History) -> None:
    record = a_hold()
    history.save(record)
    history.save(replace(record, id="other", stretch_id="another"))
    assert [h.id for h in history.holds(stretch_id="another")] == ["other"]
    assert len(history.holds()) == 2


def test_an_unknown_hold_is_none(history: History) -> None:
    assert history.hold("never heard of") is None


def test_the_number_of_queries_does_not_grow(history: History) -> None:
    counts = []
    for number in (1, 20):
        for each in range(number):
            history.save(a_hold(each))
        asked: list[str] = []

        def note(
            _connection: Connection, _cursor: object, statement: str, *_more: object, into: list[str] = asked
        ) -> None:
            into.append(statement)

        event.listen(history._engine, "before_cursor_execute", note)
        assert len(history.holds()) == number
        event.remove(history._engine, "before_cursor_execute", note)
        counts.append(sum("SELECT" in statement for statement in asked))
    assert counts == [3, 3]


def test_a_session_spans_its_holds(history: History) -> None:
    history.save(a_hold(2, stretch_id="later", finished=False))
    assert _sessions(history) == [("session-1", "later", a_hold(2).started_at, None)]
    history.save(a_hold(3))
    history.save(a_hold(1, stretch_id="earlier"))
    ended = a_hold(3).started_at + timedelta(seconds=36.5 - 1.25)
    assert _sessions(history) == [("session-1", "earlier", a_hold(1).started_at, ended)]


def test_delete_takes_all_of_a_hold_and_nothing_else(history: History) -> None:
    history.save(a_hold(1))
    history.save(a_hold(2))
    history.save(a_hold(3, session_id="session-2"))
    history.delete("hold-1")
    history.delete("hold-1")
    assert history.holds() == [a_hold(3, session_id="session-2"), a_hold(2)]
    assert _count(history) == {"sessions": 2, "holds": 2, "pauses": 4, "measures": 4, "voice_log": 0}
    history.delete("hold-2")
    assert _count(history) == {"sessions": 1, "holds": 1, "pauses": 2, "measures": 2, "voice_log": 0}


def test_delete_all_leaves_nothing(history: History) -> None:
    history.save(a_hold(1))
    history.save(a_hold(2, session_id="session-2"))
    history.save_log("session-2", 0, a_log(2))
    history.delete_all()
    assert _count(history) == {"sessions": 0, "holds": 0, "pauses": 0, "measures": 0, "voice_log": 0}


def test_a_session_says_where_its_first_hold_was_seen(history: History) -> None:
    history.save(a_hold(2, origin="camera"))
    assert [session.origin for session in history.sessions()] == ["camera"]
    history.save(a_hold(1))
    assert [session.origin for session in history.sessions()] == ["video"]
    assert [hold.origin for hold in history.holds()] == ["camera", "video"]


def test_it_is_still_there_when_opened_again(url: str) -> None:
    with History.open(url) as history:
        history.save(a_hold())
    with History.open(url) as history:
        assert history.holds() == [a_hold()]


def test_two_open_histories_see_each_other(url: str) -> None:
    with History.open(url) as one, History.open(url) as other:
        one.save(a_hold(1))
        other.save(a_hold(2))
        assert one.holds() == other.holds() == [a_hold(2), a_hold(1)]


def _sessions(history: History) -> list[tuple[object, ...]]:
    with history._engine.connect() as connection:
        columns = (sessions.c.id, sessions.c.stretch_id, sessions.c.started_at, sessions.c.ended_at)
        return [tuple(row) for row in connection.execute(select(*columns))]


def _count(history: History) -> dict[str, int]:
    with history._engine.connect() as connection:
        return {
            table.name: len(connection.execute(select(table)).all())
            for table in (sessions, holds, pauses, measures, voice_log)
        }
