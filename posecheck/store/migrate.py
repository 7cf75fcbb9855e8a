"""Brings a history to the present schema, or refuses it untouched."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, func, inspect, select

from posecheck.errors import StoreError
from posecheck.store.backup import back_up
from posecheck.store.engine import migrating, reading
from posecheck.store.location import DATABASE_VARIABLE, describe

SCRIPTS = Path(__file__).with_name("migrations")
# Not Alembic's usual name: a PostgreSQL database may be shared with another program that uses Alembic too.
VERSION_TABLE = "posecheck_version"
_POSTGRES_LOCK = 0x706F7365


def migrate(engine: Engine) -> None:
    """Creates the tables, or changes older ones, in one transaction. Several processes may do it at once.

    A SQLite file is copied first (`posecheck.store.backup`); a PostgreSQL database is its keeper's to copy.

    Raises:
        StoreError: the history comes from a newer PoseCheck, the file belongs to another program, or it could not be
            copied. It is as it was then.
    """
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    with reading(engine).connect() as connection:
        if _is_current(connection, scripts):
            return
    with migrating(engine).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_POSTGRES_LOCK)))
        revision = _context(connection).get_current_revision()  # now that nobody else can change it
        if revision is not None and revision != scripts.get_current_head():
            back_up(engine.url, revision)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _is_current(connection: Connection, scripts: ScriptDirectory) -> bool:
    revision = _context(connection).get_current_revision()
    if revision is None:
        _refuse_foreign_file(connection)
        return False
    try:
        scripts.get_revision(revision)
    except CommandError as problem:
        raise StoreError(
            f"The history in {describe(connection.engine.url)} was written by a newer PoseCheck: update PoseCheck,"
            f" or choose another place with {DATABASE_VARIABLE}."
        ) from problem
    return revision == scripts.get_current_head()


def _context(connection: Connection) -> MigrationContext:
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})


def _refuse_foreign_file(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and inspect(connection).get_table_names():
        raise StoreError(
            f"The file {describe(connection.engine.url)} belongs to another program: choose another place for the"
            f" history with {DATABASE_VARIABLE}."
        )
