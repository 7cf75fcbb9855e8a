"""Histories of every released schema, with what was in them, brought to the present one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select

from posecheck.record import FIRST_PROFILE, HoldRecord, Profile, SessionNote
from posecheck.store import History
from posecheck.store.schema import metadata

from .examples import a_hold, a_log
from .older import BASELINE, NOTE, REVISIONS, TRACE, make_older

RECORDS = [
    a_hold(1),
    a_hold(2, side="both", pauses=(), measures={}),
    a_hold(3, session_id="session-2", stretch_id="pigeon", finished=False),
]
NIGHT_OWLS = [
    a_hold(1, id="winter", started_at=datetime(2026, 1, 10, 23, 30, tzinfo=timezone.utc)),
    a_hold(2, id="summer", started_at=datetime(2026, 7, 1, 22, 30, tzinfo=timezone.utc)),
    a_hold(3, id="evening", started_at=datetime(2026, 7, 2, 21, 59, 59, tzinfo=timezone.utc)),
]


@pytest.fixture
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This machine stands in Berlin."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Europe/Berlin")
        time.tzset()
        yield
    time.tzset()


def kept_by(revision: str, record: HoldRecord) -> HoldRecord:
    """What a revision could keep of a hold."""
    record = replace(record, origin="camera")
    return record if revision >= "0002" else replace(record, timed_s=0.0, repetitions=0, routine_id="")


@pytest.mark.parametrize("revision", REVISIONS)
def test_all_that_was_kept_is_still_there(
    url: str, revision: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_older(url, revision, RECORDS, a_log(3), tmp_path, monkeypatch)
    with History.open(url) as history:
        assert history.profiles() == [Profile(FIRST_PROFILE, "Me")]
        assert history.holds() == [kept_by(revision, record) for record in reversed(RECORDS)]
        for session_id in ("session-1", "session-2"):
            assert history.log(session_id) == (a_log(3) if revision >= "0003" else [])
        newest, first = history.sessions()
        assert (newest.id, newest.stretch_ids, newest.ended_at) == ("session-2", ("pigeon",), None)
        assert (first.id, first.holds, first.origin) == ("session-1", 2, "camera")
        assert first.ended_at == RECORDS[1].started_at + timedelta(seconds=36.5 - 1.25)
        assert [depth.mean for depth in history.depths("bridge", "hip_flexion")] == [12.5]
        assert sum(day.holds for day in history.days()) == 3
        besides = first.note, history.baselines(), history.trace("hold-1")
        assert besides == ((NOTE, [BASELINE], [TRACE]) if revision >= "0004" else (SessionNote(), [], []))


@pytest.mark.parametrize("revision", REVISIONS)
def test_all_works_as_in_a_history_made_today(
    url: str, revision: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_older(url, revision, RECORDS, a_log(3), tmp_path, monkeypatch)
    with History.open(url) as history:
        assert history.save_trace("hold-1", 0, b"trace")
        assert history.set_note("session-1", SessionNote("calm", 3, 4, 5))
        history.save(replace(RECORDS[2], held_s=31.0, finished=True))
        other = history.of(history.add_profile("Kim").id)
        assert other.holds() == [] and other.sessions() == [] and other.days() == []
        other.save(a_hold(9, session_id="session-9"))
    with History.open(url) as history:
        assert history.trace("hold-1") == [b"trace"]
        assert [session.held_s for session in history.sessions()] == [31.0, 61.0]
        history.delete_session("session-1")
        assert [hold.id for hold in history.holds()] == ["hold-3"]
        history.delete_all()
        with history._engine.connect() as connection:
            rows = {name: len(connection.execute(select(table)).all()) for name, table in metadata.tables.items()}
    others = {"profiles": 2, "sessions": 1, "holds": 1, "pauses": 2, "measures": 2}
    assert rows == {"voice_log": 0, "traces": 0, "baselines": 0, **others}


@pytest.mark.parametrize("revision", [revision for revision in REVISIONS if revision < "0004"])
def test_the_days_are_those_of_the_machine_in_its_season(
    url: str, revision: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_berlin: None
) -> None:
    make_older(url, revision, NIGHT_OWLS, [], tmp_path, monkeypatch)
    with History.open(url) as history:
        assert [total.day for total in history.days()] == [date(2026, 1, 11), date(2026, 7, 2)]
        assert [total.holds for total in history.days()] == [1, 2]
        times = [hold.started_at.isoformat() for hold in history.holds()]
    assert times == ["2026-07-02T23:59:59+02:00", "2026-07-02T00:30:00+02:00", "2026-01-11T00:30:00+01:00"]


def test_the_days_that_are_told_stay(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_berlin: None
) -> None:
    make_older(url, "0004", NIGHT_OWLS, [], tmp_path, monkeypatch)
    with History.open(url) as history:
        assert [total.day for total in history.days()] == [owl.day for owl in NIGHT_OWLS]
        times = [hold.started_at.isoformat() for hold in history.holds()]
    assert times == [owl.started_at.isoformat() for owl in reversed(NIGHT_OWLS)]


@pytest.mark.parametrize("revision", REVISIONS)
def test_an_empty_one_is_brought_up_too(
    url: str, revision: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_older(url, revision, [], [], tmp_path, monkeypatch)
    with History.open(url) as history:
        assert history.holds() == []
        history.save(a_hold())
        assert history.holds() == [a_hold()]
