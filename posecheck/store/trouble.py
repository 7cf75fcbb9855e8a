"""What the database complains about, in one sentence that says what to do."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from alembic.util import CommandError
from sqlalchemy import URL
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from posecheck.errors import StoreError
from posecheck.store.location import DATABASE_VARIABLE, database_file, describe

_LEAST_ROOM_BYTES = 64 * 1024
_ELSEWHERE = f"or choose another place with {DATABASE_VARIABLE}"

# SQLite's own words; Python 3.10 does not pass on its error codes.
_SQLITE_SAYS = {
    "file is not a database": "The history in {place} is damaged: move that file aside, and a fresh one is started.",
    "malformed": "The history in {place} is damaged: move that file aside, and a fresh one is started.",
    "is full": "There is no room left for the history in {place}: free some space, then try again.",
    "is locked": "Another program is holding the history in {place}: close that program, then try again.",
    "readonly": "The history in {place} may only be read: allow writing there, " + _ELSEWHERE + ".",
    "unable to open": "The history in {place} cannot be opened: check that folder, " + _ELSEWHERE + ".",
    "disk i/o error": "The disk failed at the history in {place}: check the disk, " + _ELSEWHERE + ".",
}


@contextmanager
def told_plainly(url: URL) -> Iterator[None]:
    """Turns what goes wrong inside into StoreError; the original stays attached as its cause."""
    try:
        yield
    except (SQLAlchemyError, CommandError, sqlite3.Error, OSError, ValueError, OverflowError) as problem:
        raise StoreError(_sentence(problem, url)) from problem
    except ImportError as problem:
        driver = "psycopg[binary]" if problem.name in (None, "psycopg") else problem.name
        raise StoreError(
            f"The history at {describe(url)} needs a database driver: run 'pip install {driver}', then try again."
        ) from problem


def _is_full(url: URL) -> bool:
    """Without room even for its smallest helper file SQLite speaks of the disk's failing."""
    file = database_file(url)
    try:
        return file is not None and shutil.disk_usage(file.parent).free < _LEAST_ROOM_BYTES
    except OSError:
        return False


def _sentence(problem: Exception, url: URL) -> str:
    place = describe(url)
    if isinstance(problem, OSError):
        return f"The folder for the history in {place} cannot be used: check that folder, {_ELSEWHERE}."
    if url.get_backend_name() == "sqlite":
        said = str(getattr(problem, "orig", problem)).lower()
        if "disk i/o error" in said and _is_full(url):
            said = "is full"
        for words, sentence in _SQLITE_SAYS.items():
            if words in said:
                return sentence.format(place=place)
    elif isinstance(problem, (OperationalError, InterfaceError)):
        return f"The history at {place} cannot be reached: check that its server runs, {_ELSEWHERE}."
    kind = type(getattr(problem, "orig", problem)).__name__
    return f"The history in {place} could not take this ({kind}): start PoseCheck again, and report it if it stays."
