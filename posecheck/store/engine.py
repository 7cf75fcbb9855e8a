"""The connection to the database: how SQLite is set up, and how transactions begin."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection

BUSY_TIMEOUT_S = 5.0

# With a write-ahead log, NORMAL hands every commit to the operating system but does not wait for the disk. A killed
# process loses nothing it committed. A power cut may take the last moments, never the file's health; a running hold
# is saved again and again, so that costs seconds of one hold, and FULL would cost a disk flush for each save.
# What is deleted is overwritten in the file.
SQLITE_SETUP = ("PRAGMA synchronous=NORMAL", "PRAGMA secure_delete=ON")

_READ = {"sqlite_begin": ("PRAGMA foreign_keys=ON", "BEGIN")}
# IMMEDIATE takes the write lock at once and waits for it. A transaction that reads first and writes later would
# instead fail without waiting whenever another process wrote in between.
_WRITE = {"sqlite_begin": ("PRAGMA foreign_keys=ON", "BEGIN IMMEDIATE")}
# While tables are rebuilt, dropping the old one must not cascade into the rows that refer to it.
_MIGRATE = {"sqlite_begin": ("PRAGMA foreign_keys=OFF", "BEGIN IMMEDIATE")}


def connect(url: URL, patience_s: float | None = None, *, pooled: bool = True) -> Engine:
    """An engine for the history; nothing is opened yet.

    Args:
        url: its address.
        patience_s: how long to wait for others who hold a SQLite file; without it `BUSY_TIMEOUT_S`.
        pooled: whether a connection to a server is kept between uses; a server has but so many.

    Raises:
        ImportError: the database's driver is not installed.
    """
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True) if pooled else create_engine(url, poolclass=NullPool)
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_S if patience_s is None else patience_s})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def reading(engine: Engine) -> Engine:
    """The same engine, with transactions that see the history at one moment."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**_READ)
    return engine.execution_options(isolation_level="REPEATABLE READ")


def writing(engine: Engine) -> Engine:
    """The same engine, with transactions that take the write lock at once."""
    return engine.execution_options(**_WRITE)


def migrating(engine: Engine) -> Engine:
    """The same engine, with transactions in which tables can be rebuilt."""
    return engine.execution_options(**_MIGRATE)


def use_write_ahead_log(engine: Engine) -> None:
    """Lets others read a SQLite file while one writes. The file remembers it.

    SQLite does not wait for others here. When it cannot switch now (two processes open a new history at once, the file
    may only be read), all still works, one at a time, and the next one to open the history switches it.
    """
    if engine.dialect.name == "sqlite":
        with suppress(sqlite3.OperationalError), closing(engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA journal_mode=WAL").close()


def wipe(engine: Engine, *, whole: bool) -> None:
    """Lets go of what was deleted: a SQLite file's log of changes still holds it, and the file its room.

    Where others use the file at this moment, the log is emptied by whoever closes it last. A PostgreSQL server gives
    the room back by itself.

    Args:
        engine: of the history.
        whole: whether much was deleted: then the file shrinks, too.
    """
    if engine.dialect.name != "sqlite":
        return
    with closing(engine.raw_connection()) as connection:
        for statement in (*(["VACUUM"] if whole else []), "PRAGMA wal_checkpoint(TRUNCATE)"):
            with suppress(sqlite3.OperationalError):  # no room to shrink is no reason to keep the log
                connection.cursor().execute(statement).close()


def _set_up_sqlite(connection: DBAPIConnection, _entry: Any) -> None:
    # The driver must not begin transactions by itself: it would leave table changes outside of them.
    connection.isolation_level = None
    try:
        for statement in SQLITE_SETUP:
            cursor = connection.cursor()
            cursor.execute(statement)
            cursor.close()
    except BaseException:
        connection.close()
        raise


def _begin_sqlite(connection: Connection) -> None:
    for statement in connection.get_execution_options().get("sqlite_begin", _READ["sqlite_begin"]):
        connection.exec_driver_sql(statement)
