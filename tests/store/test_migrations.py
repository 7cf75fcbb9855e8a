from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import fields
from datetime import timezone
from pathlib import Path
from textwrap import dedent

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import MetaData, inspect

from posecheck.errors import StoreError
from posecheck.record import HoldRecord
from posecheck.store import History, migrate
from posecheck.store.schema import holds, metadata

from .conftest import address_of, assert_one_sentence
from .examples import MORNING, a_hold, a_log

# On SQLite the altered column means a rebuild of the holds: the old table is dropped while other rows refer to it.
NEXT_REVISION = """
    import sqlalchemy as sa
    from alembic import op

    revision = "0006"
    down_revision = "0005"

    def upgrade():
        with op.batch_alter_table("holds") as batch:
            batch.add_column(sa.Column("note", sa.Text()))
            batch.alter_column("side", nullable=True)
"""
BROKEN_REVISION = NEXT_REVISION + "        op.execute('this is no SQL')\n"


def test_the_revisions_make_the_schema(history: History) -> None:
    with history._engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True, "version_table": migrate.VERSION_TABLE}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
        for name, table in metadata.tables.items():
            keys = {key["name"]: key["options"] for key in inspect(connection).get_foreign_keys(name)}
            assert keys == {key.name: {"ondelete": "CASCADE"} for key in table.foreign_key_constraints}
            assert inspect(connection).get_pk_constraint(name)["constrained_columns"] == [
                column.name for column in table.primary_key
            ]


def test_every_plain_field_of_a_record_has_a_column() -> None:
    plain = {field.name for field in fields(HoldRecord)} - {"pauses", "measures"}
    assert {column.name for column in holds.c} == plain | {"profile_id", "utc_offset_s", "day"}


def test_an_older_history_is_brought_up_to_date(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with History.open(url) as history:
        history.save(a_hold())
        history.save_log("session-1", 0, a_log(2))
    _add_revision(NEXT_REVISION, tmp_path, monkeypatch)
    with History.open(url) as history:
        assert "note" in {column["name"] for column in inspect(history._engine).get_columns("holds")}
        with history._engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM pauses").scalar() == 2
        assert history.log("session-1") == a_log(2)
        history.save(a_hold(2))


def test_a_history_of_the_first_schema_is_brought_up_to_date(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = tmp_path / "first"
    shutil.copytree(migrate.SCRIPTS, first, ignore=shutil.ignore_patterns("__pycache__", "r000[!1]*"))
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "SCRIPTS", first)
        with History.open(url) as history, history._engine.begin() as connection:
            then = MetaData()
            then.reflect(connection)
            first_holds, utc = then.tables["holds"], MORNING.astimezone(timezone.utc)
            values = {c.name: getattr(a_hold(), c.name) for c in first_holds.c}
            session = {"id": "session-1", "stretch_id": "bridge", "started_at": utc}
            connection.execute(then.tables["sessions"].insert().values(session))
            connection.execute(
                first_holds.insert().values({**values, "started_at": a_hold().started_at.astimezone(timezone.utc)})
            )
    with History.open(url) as history:
        (record,) = history.holds()
        assert (record.timed_s, record.repetitions, record.routine_id, record.origin) == (0.0, 0, "", "camera")
        assert (record.held_s, record.started_at) == (a_hold().held_s, a_hold().started_at)
        assert record.day == a_hold().started_at.astimezone().date()  # where the person was then is not known
        assert history.log("session-1") == []
        assert history.save_log("session-1", 0, a_log(2))


def test_a_migration_that_breaks_changes_nothing(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with History.open(url) as history:
        history.save(a_hold())
    with monkeypatch.context() as patch:
        _add_revision(BROKEN_REVISION, tmp_path, patch)
        with pytest.raises(StoreError):
            History.open(url)
    with History.open(url) as history:
        assert "note" not in {column["name"] for column in inspect(history._engine).get_columns("holds")}
        assert history.holds() == [a_hold()]


def test_a_history_from_the_future_is_refused_untouched(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        _add_revision(NEXT_REVISION, tmp_path, patch)
        with History.open(address_of(file)) as history:
            history.save(a_hold())
    before = file.read_bytes()
    with pytest.raises(StoreError, match="newer PoseCheck: update") as caught:
        History.open(address_of(file))
    assert_one_sentence(caught.value)
    assert file.read_bytes() == before


def test_the_file_of_another_program_is_refused_untouched(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    before = file.read_bytes()
    with pytest.raises(StoreError, match="another program") as caught:
        History.open(address_of(file))
    assert_one_sentence(caught.value)
    assert file.read_bytes() == before


def test_an_empty_file_becomes_a_history(file: Path) -> None:
    file.touch()
    with History.open(address_of(file)) as history:
        history.save(a_hold())
        assert history.holds() == [a_hold()]


def _add_revision(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scripts = folder / "100% migrations"
    shutil.copytree(migrate.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "r0006_next.py").write_text(dedent(text), encoding="utf-8")
    monkeypatch.setattr(migrate, "SCRIPTS", scripts)
