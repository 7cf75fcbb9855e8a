"""What could not be saved is written down beside the history, and saved when it works again."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import URL

from posecheck.errors import StoreError
from posecheck.record import HoldRecord, MeasureSummary, Pause
from posecheck.store.location import DATABASE_VARIABLE, data_folder, database_file, describe
from posecheck.store.trouble import told_plainly

if TYPE_CHECKING:
    from posecheck.store.repository import History

_ENDING = ".jsonl"


def write_unsaved(url: URL, records: Iterable[HoldRecord]) -> Path:
    """Writes records to a new file, one JSON object a line, beside the history or else in the data folder.

    Args:
        url: the history they are meant for.
        records: what could not be saved.

    Returns:
        The file.

    Raises:
        StoreError: neither folder takes it.
    """
    text = "".join(_to_line(record) for record in records)
    for folder, start in _places(url):
        file = folder / f"{start}{uuid4().hex}{_ENDING}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _write_whole(file, text.encode("ascii"))
        except OSError:
            continue
        return file
    raise StoreError(
        f"The last holds could be saved neither in {describe(url)} nor beside it: free some space,"
        f" or choose another place with {DATABASE_VARIABLE}."
    )


def recover(history: History) -> int:
    """Saves what `write_unsaved` wrote down for this history, then removes the files.

    Lines that cannot be understood go to a file of the same name ending in ``.damaged``. A hold that the history knows
    further is left as it is.

    Returns:
        How many records were saved.

    Raises:
        StoreError: something could not be saved yet; its file stays.
    """
    saved = 0
    with told_plainly(history.url):
        for file in unsaved_files(history.url):
            with suppress(FileNotFoundError):  # another process was quicker
                saved += _recover_file(history, file)
    return saved


def unsaved_files(url: URL, endings: tuple[str, ...] = (_ENDING,)) -> list[Path]:
    """The files written for this history and not recovered yet."""
    return [
        file
        for folder, start in _places(url)
        if folder.is_dir()
        for file in sorted(folder.iterdir())
        if file.name.startswith(start) and file.suffix in endings
    ]


def forget_unsaved(url: URL) -> None:
    """Deletes what was written down for this history, damaged lines too."""
    for file in unsaved_files(url, (_ENDING, ".damaged")):
        file.unlink(missing_ok=True)


def _places(url: URL) -> Iterator[tuple[Path, str]]:
    """Folders, and how the names of this history's files begin there."""
    if file := database_file(url):
        yield file.parent, f"{file.name}.unsaved-"
    # Several histories may share this folder; the address itself is no name, and may hold a password.
    yield data_folder(), f"{hashlib.sha256(describe(url).encode()).hexdigest()[:8]}.unsaved-"


def _recover_file(history: History, file: Path) -> int:
    records, damaged = _read_file(file)
    saved, trouble = 0, None
    for record in records:
        try:
            known = history.hold(record.id)
            if known is None or (known.finished, known.end_s) < (record.finished, record.end_s):
                history.save(record)
                saved += 1
        except StoreError as problem:
            trouble = problem
    if trouble:
        raise trouble
    if damaged:
        _write_whole(file.with_suffix(".damaged"), b"\n".join(damaged) + b"\n")
    file.unlink()
    return saved


def _read_file(file: Path) -> tuple[list[HoldRecord], list[bytes]]:
    records, damaged = [], []
    for line in file.read_bytes().splitlines():
        try:
            records.append(_from_line(line))
        except (ValueError, TypeError, KeyError, AttributeError):
            damaged.append(line)
    return records, damaged


def _write_whole(file: Path, content: bytes) -> None:
    """All of it or nothing, on the disk before it bears its name."""
    part = file.with_name(file.name + ".part")
    try:
        with part.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(file)
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise


def _to_line(record: HoldRecord) -> str:
    plain = {name: getattr(record, name) for name in HoldRecord.__slots__}
    plain["started_at"] = record.started_at.isoformat()
    plain["pauses"] = [asdict(pause) for pause in record.pauses]
    plain["measures"] = {name: asdict(measure) for name, measure in record.measures.items()}
    return json.dumps(plain) + "\n"


def _from_line(line: bytes) -> HoldRecord:
    plain = json.loads(line)
    plain["started_at"] = datetime.fromisoformat(plain["started_at"])
    plain["pauses"] = tuple(Pause(**pause) for pause in plain["pauses"])
    plain["measures"] = {name: MeasureSummary(**measure) for name, measure in plain["measures"].items()}
    return HoldRecord(**plain)
