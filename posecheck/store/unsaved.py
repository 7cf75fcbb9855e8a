"""What cannot be saved is written down beside the history at once: one file a writer, one line a hold."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import URL

from posecheck.errors import StoreError
from posecheck.record import FIRST_PROFILE, HoldRecord, MeasureSummary, Pause
from posecheck.store.location import DATABASE_VARIABLE, data_folder, database_file, describe

_ENDING, _PART = ".jsonl", ".part"


class RecoveryFile:
    """One writer's own file of what waits: one JSON object a line, with whose it is."""

    def __init__(self, url: URL, profile_id: str) -> None:
        """Nothing is written yet.

        Args:
            url: the history the records are meant for.
            profile_id: whose they are.
        """
        self._url, self._profile_id = url, profile_id
        self._name = uuid4().hex
        self.written: Path | None = None  # the file, where there is one
        self._records: list[HoldRecord] = []

    def keep(self, records: Iterable[HoldRecord]) -> None:
        """Writes what waits now in place of what waited before; nothing at all removes the file.

        The file lies beside the history, else in the data folder, else in the system's folder for what is temporary.

        Raises:
            StoreError: none of them takes it.
        """
        waiting = list(records)
        if waiting == self._records:
            return
        if not waiting:
            self._drop()
        else:
            text = "".join(to_line(record, self._profile_id) for record in waiting)
            before, self.written = self.written, self._write(text.encode("ascii"))
            if before not in (None, self.written):
                before.unlink(missing_ok=True)
        self._records = waiting

    def _drop(self) -> None:
        if self.written is not None:
            with suppress(OSError):  # it is saved: at worst it is saved again
                self.written.unlink(missing_ok=True)
        self.written = None

    def _write(self, content: bytes) -> Path:
        for folder, start in _places(self._url):
            file = folder / f"{start}{self._name}{_ENDING}"
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                write_whole(file, content)
            except OSError:
                continue
            return file
        raise StoreError(
            f"The last holds could be saved neither in {describe(self._url)} nor beside it: free some space,"
            f" or choose another place with {DATABASE_VARIABLE}."
        )


def unsaved_files(url: URL, endings: tuple[str, ...] = (_ENDING,)) -> list[Path]:
    """The files written for this history and not recovered yet."""
    return [
        file
        for folder, start in _places(url)
        if folder.is_dir()
        for file in sorted(folder.iterdir())
        if file.name.startswith(start) and file.suffix in endings
    ]


def forget_unsaved(url: URL, goes: Callable[[HoldRecord, str], bool], *, doubtful: bool) -> None:
    """Deletes what was written down for this history.

    Args:
        url: the history.
        goes: told a record and whose it is, says whether it is deleted.
        doubtful: whether what is damaged or half written, which may be anybody's, is deleted, too.
    """
    for file in unsaved_files(url):
        with suppress(FileNotFoundError):  # whoever wrote it has saved it meanwhile
            _forget_in(file, goes)
    for file in unsaved_files(url, (".damaged", _PART)) if doubtful else ():
        file.unlink(missing_ok=True)


def _forget_in(file: Path, goes: Callable[[HoldRecord, str], bool]) -> None:
    records, damaged = read_file(file)
    stay = [to_line(record, whose).encode("ascii") for record, whose in records if not goes(record, whose)]
    if len(stay) == len(records):
        return
    if stay or damaged:
        write_whole(file, b"".join(stay) + b"".join(line + b"\n" for line in damaged))
    else:
        file.unlink()


def _places(url: URL) -> Iterator[tuple[Path, str]]:
    """Folders, and how the names of this history's files begin there."""
    if file := database_file(url):
        yield file.parent, f"{file.name}.unsaved-"
    # Several histories may share this folder; the address itself is no name, and may hold a password.
    start = f"{hashlib.sha256(describe(url).encode()).hexdigest()[:8]}.unsaved-"
    yield data_folder(), start
    if _is_own(folder := temporary_folder()):
        yield folder, start


def temporary_folder() -> Path:
    """This person's own folder among what is temporary on this machine, which many people may share."""
    return Path(tempfile.gettempdir()) / f"posecheck-{os.getuid() if hasattr(os, 'getuid') else 'holds'}"


def _is_own(folder: Path) -> bool:
    """Whether nobody else on this machine has made it."""
    return not folder.exists() or not hasattr(os, "getuid") or folder.lstat().st_uid == os.getuid()


def own_name(found: Path) -> Path:
    """A name nobody else writes under, for a file to be taken away from its writer."""
    return found.with_name(found.name.split(".unsaved-")[0] + f".unsaved-{uuid4().hex}{_ENDING}")


def read_file(file: Path) -> tuple[list[tuple[HoldRecord, str]], list[bytes]]:
    """The records of a file with the ids of the profiles they belong to, and the lines that cannot be understood."""
    records, damaged = [], []
    for line in file.read_bytes().splitlines():
        try:
            records.append(from_line(line))
        except (ValueError, TypeError, KeyError, AttributeError):
            damaged.append(line)
    return records, damaged


def write_whole(file: Path, content: bytes) -> None:
    """Writes all of it or nothing, on the disk before it bears its name."""
    part = file.with_name(file.name + _PART)
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


def to_line(record: HoldRecord, profile_id: str) -> str:
    """A record and the id of its profile, as a line of JSON."""
    plain = {name: getattr(record, name) for name in HoldRecord.__slots__}
    plain["profile_id"] = profile_id
    plain["started_at"] = record.started_at.isoformat()
    plain["pauses"] = [asdict(pause) for pause in record.pauses]
    plain["measures"] = {name: asdict(measure) for name, measure in record.measures.items()}
    return json.dumps(plain) + "\n"


def from_line(line: bytes) -> tuple[HoldRecord, str]:
    """The record of a line, and the id of its profile.

    Raises:
        ValueError, TypeError, KeyError, AttributeError: it is no such line.
    """
    plain = json.loads(line)
    profile_id = str(plain.pop("profile_id", FIRST_PROFILE))  # older lines do not say it
    plain["started_at"] = datetime.fromisoformat(plain["started_at"])
    plain["pauses"] = tuple(Pause(**pause) for pause in plain["pauses"])
    plain["measures"] = {name: MeasureSummary(**measure) for name, measure in plain["measures"].items()}
    return HoldRecord(**plain), profile_id
