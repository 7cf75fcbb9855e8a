"""Histories as older revisions of the schema left them, with rows in every table there was."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Connection, MetaData

from posecheck.record import FIRST_PROFILE, Baseline, HoldRecord, SessionNote
from posecheck.store import History, migrate
from posecheck.store.schema import offset_s
from posecheck.voice import Entry

REVISIONS = ["0001", "0002", "0003", "0004"]
# What is kept besides holds and logs, from `0004` on: of every session, of every hold, and of the profile.
NOTE, TRACE = SessionNote("calm", 3, None, 5), b"trace"
BASELINE = Baseline("range_hang", "left", datetime(2026, 3, 1, 7, 30, tzinfo=timezone.utc), (10.0, 12.5))


def make_older(
    url: str,
    revision: str,
    records: Sequence[HoldRecord],
    log: Sequence[Entry],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Makes a history of an older revision, and saves what that revision could keep.

    Args:
        url: of an empty database.
        revision: its number.
        records: the holds.
        log: of each session, from `0003` on.
        folder: for the revisions up to this one.
        monkeypatch: lets the migration see these alone, for the moment.
    """
    scripts = folder / f"up to {revision}"
    shutil.copytree(migrate.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    for file in (scripts / "versions").glob("r*.py"):
        if file.name[1:5] > revision:
            file.unlink()
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "SCRIPTS", scripts)
        with History.open(url) as history, history._engine.begin() as connection:
            _fill(connection, records, log)


def _fill(connection: Connection, records: Sequence[HoldRecord], log: Sequence[Entry]) -> None:
    then = MetaData()
    then.reflect(connection)
    tables = then.tables
    for session_id in dict.fromkeys(record.session_id for record in records):
        its_own = [record for record in records if record.session_id == session_id]
        first = min(its_own, key=lambda record: record.started_at)
        ends = [_utc(r.started_at) + timedelta(seconds=r.end_s - r.start_s) for r in its_own if r.finished]
        values = {"id": session_id, "stretch_id": first.stretch_id, "started_at": _utc(first.started_at)}
        if "profile_id" in tables["sessions"].c:
            scores = {name: getattr(NOTE, name) for name in ("effort", "comfort_before", "comfort_after")}
            values |= {"profile_id": FIRST_PROFILE, "note": NOTE.text, **scores}
        connection.execute(tables["sessions"].insert().values(**values, ended_at=max(ends, default=None)))
        if "voice_log" in tables:
            for place, entry in enumerate(log):
                said = {"time_s": entry.time_s, "words": entry.words, "outcome": entry.outcome}
                connection.execute(tables["voice_log"].insert().values(session_id=session_id, position=place, **said))
    for record in records:
        told = {
            **{name: getattr(record, name) for name in HoldRecord.__slots__},
            "started_at": _utc(record.started_at),
            "profile_id": FIRST_PROFILE,
            "utc_offset_s": offset_s(record.started_at),
            "day": record.day.isoformat(),
        }
        values = {column.name: told[column.name] for column in tables["holds"].c}
        connection.execute(tables["holds"].insert().values(values))
        for place, pause in enumerate(record.pauses):
            times = {"start_s": pause.start_s, "end_s": pause.end_s, "reason": pause.reason}
            connection.execute(tables["pauses"].insert().values(hold_id=record.id, position=place, **times))
        for name, measure in record.measures.items():
            read = {"name": name, "mean": measure.mean, "best": measure.best}
            connection.execute(tables["measures"].insert().values(hold_id=record.id, **read))
        if "traces" in tables:
            connection.execute(tables["traces"].insert().values(hold_id=record.id, number=0, data=TRACE))
    if "baselines" in tables:
        which = {"profile_id": FIRST_PROFILE, "check_id": BASELINE.check_id, "side": BASELINE.side}
        when = {"taken_at": BASELINE.taken_at, "utc_offset_s": 0}
        connection.execute(tables["baselines"].insert().values(**which, **when, tries=json.dumps(BASELINE.tries)))


def _utc(instant: datetime) -> datetime:
    return instant.astimezone(timezone.utc)
