"""Copies of a SQLite history as it was before its schema was changed."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import URL

from posecheck.errors import StoreError
from posecheck.store.location import database_file

_ENDING = ".backup"


def back_up(url: URL, revision: str) -> Path | None:
    """Copies a history beside itself; the newest copy of each revision stays. Others may read and write it meanwhile.

    Args:
        url: the history; a PostgreSQL database is copied with its own tools (``pg_dump``), not here.
        revision: of its schema as it is.

    Returns:
        The copy; None where there is no file to copy.

    Raises:
        StoreError: there is no room for the copy, or its folder may not be written.
    """
    file = database_file(url)
    if file is None or not file.exists():
        return None
    copy = file.with_name(f"{file.name}.revision-{revision}{_ENDING}")
    part = copy.with_name(copy.name + ".part")
    try:
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(file)) as old, closing(sqlite3.connect(part)) as new:
            old.backup(new)
        with part.open("rb") as stream:
            os.fsync(stream.fileno())
        part.replace(copy)
    except (OSError, sqlite3.Error) as problem:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise StoreError(
            f"The history in {file} has to be copied before this PoseCheck can change it, and the copy failed: free"
            " some space and allow writing in its folder, then try again."
        ) from problem
    return copy


def forget_backups(url: URL) -> None:
    """Deletes the copies: what is deleted from the history must not live on in them."""
    file = database_file(url)
    if file is not None and file.parent.is_dir():
        for copy in file.parent.iterdir():
            if copy.name.startswith(f"{file.name}.revision-"):
                copy.unlink(missing_ok=True)
