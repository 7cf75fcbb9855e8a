from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from posecheck.errors import StoreError
from posecheck.record import HoldRecord
from posecheck.store import History, location, unsaved
from tests.postgres import NoPostgresError, postgres_server
from tools.system import POSTGRES_VARIABLE

BACKENDS = ["sqlite", "postgresql"]


class Gate:
    """Stands before `History.save`: notes what arrives and what was saved, and lets it on when open.

    Attributes:
        arrived: the records.
        threads: from which they came.
        done: ids of the holds saved since, and what `note` was told meanwhile.
        reached: set once one arrived.
        open: to be set.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.arrived: list[HoldRecord] = []
        self.threads: set[int] = set()
        self.done: list[str] = []
        self.reached, self.open = threading.Event(), threading.Event()
        self._monkeypatch, self._save = monkeypatch, History.save
        monkeypatch.setattr(History, "save", lambda history, record, again=False: self._pass(history, record, again))

    def _pass(self, history: History, record: HoldRecord, again: bool) -> None:
        self.arrived.append(record)
        self.threads.add(threading.get_ident())
        self.reached.set()
        self.open.wait()
        self._save(history, record, again=again)
        self.done.append(record.id)

    def note(self, name: str) -> None:
        """Notes the calls of another method of `History`, too: its first two values."""
        method = getattr(History, name)

        def noted(history: History, *given: Any) -> Any:
            self.done.append(f"{given[0]} from {given[1]}")
            return method(history, *given)

        self._monkeypatch.setattr(History, name, noted)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    gate = Gate(monkeypatch)
    yield gate
    gate.open.set()


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keeps every test away from the data of the person who runs it."""
    folder = tmp_path / "data of the person"
    monkeypatch.setattr(location, "user_data_path", lambda *_names, **_options: folder)
    monkeypatch.delenv(location.DATABASE_VARIABLE, raising=False)
    monkeypatch.setattr(unsaved, "temporary_folder", lambda: tmp_path / "temporary")
    return folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[str | NoPostgresError]:
    """The address of a PostgreSQL to test on, or why there is none."""
    if named := os.environ.get(POSTGRES_VARIABLE):
        yield named
        return
    with ExitStack() as stack:
        try:
            server: str | NoPostgresError = stack.enter_context(postgres_server())
        except NoPostgresError as reason:
            server = reason
        yield server


@pytest.fixture(params=BACKENDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, on each backend there is."""
    with empty_database(request, tmp_path) as address:
        yield address


@pytest.fixture
def history(url: str) -> Iterator[History]:
    with History.open(url) as opened:
        yield opened


@pytest.fixture(scope="module", params=BACKENDS)
def shared_history(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    """One history for all examples of a property."""
    folder = tmp_path_factory.mktemp("shared")
    with empty_database(request, folder) as address, History.open(address) as opened:
        yield opened


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a SQLite history may be made."""
    return tmp_path / "history.sqlite3"


@contextmanager
def empty_database(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{folder / 'history.sqlite3'}"
        return
    address: str | NoPostgresError = request.getfixturevalue("postgres")
    if isinstance(address, NoPostgresError):
        pytest.skip(f"{address}; {POSTGRES_VARIABLE} can name one to test on")
    with _postgres_schema(address) as inside:
        yield inside


@contextmanager
def _postgres_schema(address: str) -> Iterator[str]:
    """A schema of its own, so that nothing else in that database is touched."""
    url = location.database_url(address)
    name = f"posecheck_test_{uuid4().hex}"
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {name}"))
        yield url.update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(hide_password=False)
        with engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
    finally:
        engine.dispose()


def assert_one_sentence(problem: StoreError) -> None:
    """One sentence, which says what to do after a colon."""
    said = str(problem)
    assert said.endswith(".") and ". " not in said and "\n" not in said, said
    assert ": " in said, said


def address_of(file: Path) -> str:
    return str(make_url("sqlite://").set(database=str(file)))
