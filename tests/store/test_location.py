from __future__ import annotations

from pathlib import Path

import pytest

from posecheck.errors import StoreError
from posecheck.store import DATABASE_VARIABLE, History
from posecheck.store.location import database_file, database_url, describe

from .conftest import assert_one_sentence


def test_by_default_a_file_in_the_data_folder(data_folder: Path) -> None:
    assert not data_folder.exists()
    with History.open() as history:
        assert history.place == str(data_folder / "history.sqlite3")
    assert (data_folder / "history.sqlite3").is_file()


def test_the_environment_overrides_and_the_argument_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATABASE_VARIABLE, "sqlite:///from/environment.db")
    assert describe(database_url()) == str(Path("from/environment.db"))
    assert describe(database_url("sqlite:///given.db")) == "given.db"


def test_an_empty_variable_counts_as_none(monkeypatch: pytest.MonkeyPatch, data_folder: Path) -> None:
    monkeypatch.setenv(DATABASE_VARIABLE, "")
    assert database_file(database_url()) == data_folder / "history.sqlite3"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_speaks_through_one_driver(scheme: str) -> None:
    url = database_url(f"{scheme}://ann:secret@example.org/stretching")
    assert url.drivername == "postgresql+psycopg"
    assert url.password == "secret"
    assert "secret" not in describe(url)
    assert database_file(url) is None


def test_a_driver_that_is_named_stays() -> None:
    assert database_url("postgresql+pg8000://example.org/stretching").drivername == "postgresql+pg8000"


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:"])
def test_memory_has_no_file(address: str) -> None:
    assert database_file(database_url(address)) is None


def test_a_file_may_be_named_as_uri() -> None:
    assert database_file(database_url("sqlite:///file:/far/away.db?mode=ro&uri=true")) == Path("/far/away.db")


@pytest.mark.parametrize(
    "address",
    [
        "history.sqlite3",
        "mysql://ann:secret@example.org/db",
        "postgresql://ann:secret@example.org:port/db",
        "://secret",
    ],
)
def test_other_addresses_are_refused_without_telling_secrets(address: str) -> None:
    with pytest.raises(StoreError) as caught:
        History.open(address)
    assert_one_sentence(caught.value)
    assert "secret" not in str(caught.value)
