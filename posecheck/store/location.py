"""Where the history is kept."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from posecheck.errors import StoreError

DATABASE_VARIABLE = "POSECHECK_DATABASE_URL"
DATABASE_NAME = "history.sqlite3"

# SQLAlchemy 2.0 and 2.1 choose different PostgreSQL drivers when none is named; psycopg serves both.
_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


def data_folder() -> Path:
    """The folder for what PoseCheck keeps about this person. It may not exist yet."""
    return user_data_path("posecheck", appauthor=False)


def database_url(given: str | None = None) -> URL:
    """The address of the history.

    Args:
        given: an SQLAlchemy URL; without it ``POSECHECK_DATABASE_URL``, else a file in the data folder.

    Raises:
        StoreError: the address is not one of a SQLite or PostgreSQL database.
    """
    text = given or os.environ.get(DATABASE_VARIABLE)
    if not text:
        return URL.create("sqlite", database=str(data_folder() / DATABASE_NAME))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as problem:  # the text is not repeated: it may hold a password
        raise StoreError(
            f"The address of the history is not a database URL: set {DATABASE_VARIABLE} to something like"
            " sqlite:///history.sqlite3."
        ) from problem
    if url.get_backend_name() not in _DRIVERS:
        raise StoreError(
            f"A history in {url.get_backend_name()} is not possible: set {DATABASE_VARIABLE} to a sqlite or"
            " postgresql address."
        )
    return url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))


def database_file(url: URL) -> Path | None:
    """The file behind an address, or None when it is a server or memory."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:", "file::memory:"):
        return None
    return Path(str(url.database).removeprefix("file:"))


def describe(url: URL) -> str:
    """The place in words a person can use: the file's path, or the address without its password."""
    file = database_file(url)
    return str(file) if file else url.render_as_string(hide_password=True)
