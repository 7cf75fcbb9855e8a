from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from posecheck.store import History
from posecheck.store.settings import Settings
from tests.store.conftest import BACKENDS, data_folder, empty_database, history, postgres, url
from tests.transfer.files import SettingsOf

__all__ = ["data_folder", "history", "postgres", "url"]  # fixtures of the store's tests


@pytest.fixture(scope="module", params=BACKENDS)
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[History, History]]:
    """Two histories on one backend, for all examples of a property."""
    first, second = (tmp_path_factory.mktemp(name) for name in ("from", "to"))
    with (
        empty_database(request, first) as here,
        empty_database(request, second) as there,
        History.open(here) as one,
        History.open(there) as other,
    ):
        yield one, other


@pytest.fixture
def settings_in(tmp_path: Path) -> Callable[[str], SettingsOf]:
    """Settings of the profiles of some machine."""
    return lambda machine: lambda profile_id: Settings(tmp_path / f"{machine}-{profile_id}.json")


@pytest.fixture
def settings_of(settings_in: Callable[[str], SettingsOf]) -> SettingsOf:
    return settings_in("here")
