"""What may befall a history, and what its sentence asks for: each fault lasts as long as its context."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from posecheck.errors import StoreError
from posecheck.store.migrate import VERSION_TABLE

from .conftest import assert_one_sentence


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Another program holds it. Then it lets go."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def full_disk(file: Path) -> Iterator[None]:
    """Not a byte is free on its disk. Then all moves to a larger one."""
    with _disk_of(file.parent) as fill:
        fill()
        yield


@contextmanager
def disk_that_fills_up(file: Path) -> Iterator[None]:
    """The same, but a program that reads it was there before."""
    with _disk_of(file.parent) as fill, closing(sqlite3.connect(file)) as other:
        other.execute("SELECT count(*) FROM holds").fetchall()  # this makes the files beside it
        fill()
        yield


@contextmanager
def read_only_folder(file: Path) -> Iterator[None]:
    """Nothing in its folder may be written. Then it may."""
    with _read_only(file.parent):
        yield


@contextmanager
def read_only_file(file: Path) -> Iterator[None]:
    """It may not be written, but its folder. Then it may."""
    with _read_only(file):
        yield


@contextmanager
def damaged(file: Path) -> Iterator[None]:
    """A page in its middle is overwritten. Then it is moved aside, and is still as it was found."""
    overwrite_page_of("holds", file)
    content = file.read_bytes()
    yield
    assert file.read_bytes() == content
    file.rename(file.with_name("moved aside"))


@contextmanager
def from_the_future(file: Path) -> Iterator[None]:
    """A newer PoseCheck wrote it. Then there is a newer PoseCheck, and it is still as it was found."""
    revision = _set_revision(file, "9999")
    content = file.read_bytes()
    yield
    assert file.read_bytes() == content
    _set_revision(file, revision)


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a SQLite history.

    Attributes:
        befalls: given a whole history's file, makes it so; afterwards what the sentence asks for is done.
        sentence: what a person reads.
    """

    befalls: Callable[[Path], AbstractContextManager[None]]
    sentence: str


_ELSEWHERE = "or choose another place with POSECHECK_DATABASE_URL."
FAULTS = {
    "locked": Fault(locked, "Another program is holding the history in {file}: close that program, then try again."),
    "full disk": Fault(full_disk, "There is no room left for the history in {file}: free some space, then try again."),
    "disk that fills up": Fault(
        disk_that_fills_up, "There is no room left for the history in {file}: free some space, then try again."
    ),
    "read-only folder": Fault(
        read_only_folder, "The history in {file} cannot be opened: check that folder, " + _ELSEWHERE
    ),
    "read-only file": Fault(
        read_only_file, "The history in {file} may only be read: allow writing there, " + _ELSEWHERE
    ),
    "damaged": Fault(damaged, "The history in {file} is damaged: move that file aside, and a fresh one is started."),
    "from the future": Fault(
        from_the_future, "The history in {file} was written by a newer PoseCheck: update PoseCheck, " + _ELSEWHERE
    ),
}


def told(action: Callable[[Any], object], given: object) -> str:
    """The sentence a person reads; empty where it can be done."""
    try:
        action(given)
    except StoreError as problem:
        assert_one_sentence(problem)
        return str(problem)
    return ""


def overwrite_page_of(table: str, file: Path) -> None:
    """The first page of a table; all others, and all other tables, stay whole."""
    with closing(sqlite3.connect(file)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    with file.open("r+b") as stream:
        stream.seek((page - 1) * size)
        stream.write(b"\x5a" * size)


def _set_revision(file: Path, revision: str) -> str:
    """Returns what it was."""
    with closing(sqlite3.connect(file)) as connection, connection:
        (before,) = connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()
        connection.execute(f"UPDATE {VERSION_TABLE} SET version_num = ?", (revision,))
    return str(before)


@contextmanager
def _disk_of(folder: Path) -> Iterator[Callable[[], None]]:
    """Gives a folder a small disk of its own, and what fills it."""
    with tempfile.TemporaryDirectory() as elsewhere:
        shutil.copytree(folder, elsewhere, dirs_exist_ok=True)
        with _mounted("-t", "tmpfs", "-o", "size=1m", "tmpfs", folder):
            shutil.copytree(elsewhere, folder, dirs_exist_ok=True)
            yield lambda: _fill(folder / "ballast")
            shutil.copytree(folder, elsewhere, dirs_exist_ok=True)
        shutil.copytree(elsewhere, folder, dirs_exist_ok=True)
    (folder / "ballast").unlink()


def _fill(ballast: Path) -> None:
    with suppress(OSError), ballast.open("wb", buffering=0) as stream:
        while stream.write(bytes(4096)):
            pass


@contextmanager
def _read_only(path: Path) -> Iterator[None]:
    if os.geteuid() == 0:  # to root, the modes of files are nothing
        with _mounted("--bind", path, path):
            _mount("-o", "remount,bind,ro", path)
            yield
        return
    mode = path.stat().st_mode
    path.chmod(mode & ~0o222)
    try:
        yield
    finally:
        path.chmod(mode)


@contextmanager
def _mounted(*what: str | Path) -> Iterator[None]:
    """Mounts at the last one of these paths."""
    _mount(*what)
    try:
        yield
    finally:
        subprocess.run(["umount", what[-1]], check=True)


def _mount(*what: str | Path) -> None:
    try:
        subprocess.run(["mount", *what], check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as problem:
        reason = getattr(problem, "stderr", "") or str(problem)
        pytest.skip(f"only who may mount can have such a disk ({reason.strip()})")
