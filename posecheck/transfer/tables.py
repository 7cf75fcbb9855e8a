"""A history as tables, for spreadsheets and pandas: CSV files in one zip (`posecheck.transfer.columns`)."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Protocol

from posecheck.measures import MEASURES
from posecheck.record import HoldRecord, Profile, SessionSummary
from posecheck.spreadsheet import harmless
from posecheck.store import History
from posecheck.transfer.columns import COLUMNS
from posecheck.transfer.export import each_session

Cell = str | int | float | bool | datetime | None
Row = Sequence[Cell]


class _Writer(Protocol):
    """What `csv.writer` gives."""

    def writerow(self, row: Iterable[Any], /) -> object: ...


def write_tables(history: History, profiles: Sequence[Profile], file: IO[bytes]) -> None:
    """Writes the holds of some profiles as a zip of CSV files, without replays and settings.

    Args:
        history: where they lie.
        profiles: of whom.
        file: where it goes; one that can be written anywhere in it.

    Raises:
        StoreError: the history cannot be read.
        OSError: the file cannot be written.
    """
    with TemporaryDirectory(prefix="posecheck-") as folder, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        paths = {name: Path(folder) / name for name in COLUMNS}
        streams = {name: path.open("w", encoding="utf-8-sig", newline="") for name, path in paths.items()}
        try:
            _fill({name: csv.writer(stream) for name, stream in streams.items()}, history, profiles)
        finally:
            for stream in streams.values():
                stream.close()
        for name, path in paths.items():
            packed.write(path, name)


def _fill(writers: dict[str, _Writer], history: History, profiles: Sequence[Profile]) -> None:
    for name, columns in COLUMNS.items():
        writers[name].writerow([column.name for column in columns])
    for profile in profiles:
        for name, row in _rows(history.of(profile.id)):
            writers[name].writerow([cell(value) for value in (profile.name, *row)])


def _rows(history: History) -> Iterator[tuple[str, Row]]:
    for baseline in history.baselines():
        for number, value in enumerate(baseline.tries, start=1):
            yield "baselines.csv", (baseline.check_id, baseline.side, baseline.taken_at, number, value)
    for session, records in each_session(history):
        yield "sessions.csv", _session_row(session)
        for record in records:
            yield "holds.csv", _hold_row(record)
            for pause in record.pauses:
                yield "pauses.csv", (record.id, pause.start_s, pause.end_s, pause.reason)
            for name, measure in record.measures.items():
                yield "measures.csv", (record.id, name, _unit(name), measure.mean, measure.best)


def _session_row(session: SessionSummary) -> Row:
    note = session.note
    return (
        session.id, session.started_at, session.ended_at, " ".join(session.stretch_ids), session.routine_id,
        session.holds, session.held_s, note.effort, note.comfort_before, note.comfort_after, note.text,
    )  # fmt: skip


def _hold_row(record: HoldRecord) -> Row:
    return (
        record.id, record.session_id, record.day.isoformat(), record.started_at, record.stretch_id, record.side,
        record.routine_id, record.held_s, record.target_s, record.in_place_s, record.out_of_place_s,
        record.cannot_tell_s, record.unseen_s, record.timed_s, record.repetitions, len(record.pauses),
        record.start_s, record.end_s, record.finished, record.origin,
    )  # fmt: skip


def _unit(measure: str) -> str:
    known = MEASURES.get(measure.split(".")[0])
    return known.unit if known else ""


def cell(value: Cell) -> str | int | float | bool | None:
    """A value as it is written: times in ISO 8601 with their offset; text that no spreadsheet takes for a formula."""
    if isinstance(value, datetime):
        return value.isoformat()
    return harmless(value) if isinstance(value, str) else value
