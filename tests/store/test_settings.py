from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest

from posecheck.errors import StoreError
from posecheck.store import DATABASE_VARIABLE
from posecheck.store.settings import Settings, settings_file

from .conftest import assert_one_sentence


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "settings.json"


def test_they_lie_in_the_data_folder(data_folder: Path) -> None:
    assert settings_file() == data_folder / "settings.json"


def test_they_lie_beside_a_history_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(DATABASE_VARIABLE, f"sqlite:///{tmp_path / 'mine.sqlite3'}")
    assert Settings().file == tmp_path / "settings.json"


@pytest.mark.parametrize("address", ["postgresql://example.org/x", "sqlite://", "mysql://nowhere/x"])
def test_without_a_history_file_they_lie_in_the_data_folder(
    address: str, monkeypatch: pytest.MonkeyPatch, data_folder: Path
) -> None:
    monkeypatch.setenv(DATABASE_VARIABLE, address)
    assert settings_file() == data_folder / "settings.json"


def test_at_first_there_are_none_and_nothing_is_made(file: Path) -> None:
    settings = Settings(file)
    assert settings.load() == {}
    assert settings.notice == ""
    assert not file.parent.exists()


def test_what_is_changed_is_there_in_the_next_run(file: Path) -> None:
    Settings(file).update(screening=["pregnancy"], pace=6.5)
    Settings(file).update(pace=5.0)
    assert Settings(file).load() == {"screening": ["pregnancy"], "pace": 5.0}


def test_none_removes_a_name_and_no_other(file: Path) -> None:
    settings = Settings(file)
    settings.update(screening=["minor"], pace=6)
    settings.update(screening=None)
    assert settings.load() == Settings(file).load() == {"pace": 6}
    assert json.loads(file.read_text(encoding="utf-8")) == {"pace": 6}


def test_what_cannot_be_removed_is_gone_for_this_run(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(file)
    settings.update(screening=["minor"])
    with monkeypatch.context() as read_only:
        read_only.setattr(Path, "replace", _refuse)
        with pytest.raises(StoreError):
            settings.update(screening=None)
    assert settings.load() == {}
    settings.update(pace=6)
    assert Settings(file).load() == {"pace": 6}


def test_names_it_does_not_know_stay(file: Path) -> None:
    file.parent.mkdir()
    file.write_text('{"from_a_later_version": {"a": [1, null]}, "pace": 6}', encoding="utf-8")
    Settings(file).update(pace=7)
    assert json.loads(file.read_text(encoding="utf-8")) == {"from_a_later_version": {"a": [1, None]}, "pace": 7}


def test_another_window_may_change_other_values_meanwhile(file: Path) -> None:
    one, other = Settings(file), Settings(file)
    one.update(pace=6)
    other.update(screening=["minor"])
    one.update(last_routine="wind_down")
    assert other.load() == {"pace": 6, "screening": ["minor"], "last_routine": "wind_down"}


@pytest.mark.parametrize("broken", [b'{"pace": 6', b"[1, 2]", b"\xff\xfe\x00", b"", b"[" * 100_000])
def test_a_broken_file_is_set_aside_and_told_once(file: Path, broken: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(broken)
    settings = Settings(file)
    assert settings.load() == {}
    assert_one_sentence(StoreError(settings.notice))
    aside = file.with_name("settings.broken-1.json")
    assert str(aside) in settings.notice
    assert aside.read_bytes() == broken
    settings.update(pace=6)
    assert settings.load() == {"pace": 6}
    assert aside.read_bytes() == broken


def test_a_second_broken_file_does_not_replace_the_first(file: Path) -> None:
    file.parent.mkdir()
    for text in ("first", "second"):
        file.write_text(text, encoding="utf-8")
        Settings(file).load()
    assert file.with_name("settings.broken-1.json").read_text(encoding="utf-8") == "first"
    assert file.with_name("settings.broken-2.json").read_text(encoding="utf-8") == "second"


def test_what_cannot_be_written_is_told_and_kept_for_this_run(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(file)
    settings.update(pace=6)
    with monkeypatch.context() as read_only:
        read_only.setattr(Path, "replace", _refuse)
        with pytest.raises(StoreError) as caught:
            settings.update(screening=["heart"])
    assert_one_sentence(caught.value)
    assert str(file) in str(caught.value)
    assert settings.load() == {"pace": 6, "screening": ["heart"]}
    assert Settings(file).load() == {"pace": 6}
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]  # no litter
    settings.update(pace=7)
    assert Settings(file).load() == {"pace": 7, "screening": ["heart"]}


def _refuse(*_given: object, **_named: object) -> None:
    raise PermissionError(13, "Permission denied")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("", encoding="utf-8")
    settings = Settings(tmp_path / "a file" / "settings.json")
    with pytest.raises(StoreError) as caught:
        settings.update(pace=6)
    assert_one_sentence(caught.value)
    assert settings.load() == {"pace": 6}


def test_a_file_that_cannot_be_read_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.mkdir()
    settings = Settings(file)
    assert settings.load() == {}
    assert_one_sentence(StoreError(settings.notice))
    with pytest.raises(StoreError):
        settings.update(pace=6)
    assert settings.load() == {"pace": 6}
    assert file.is_dir()


def test_a_broken_file_that_cannot_be_moved_is_not_overwritten(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.parent.mkdir()
    file.write_text("broken", encoding="utf-8")
    monkeypatch.setattr(Path, "rename", _refuse)
    settings = Settings(file)
    assert settings.load() == {}
    with pytest.raises(StoreError):
        settings.update(pace=6)
    assert file.read_text(encoding="utf-8") == "broken"


def test_a_crash_while_writing_leaves_the_old_values(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Settings(file).update(pace=6)

    def crash(_handle: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as crashing:
        crashing.setattr(os, "fsync", crash)
        with pytest.raises(KeyboardInterrupt):
            Settings(file).update(pace=7)
    assert Settings(file).load() == {"pace": 6}


def test_tabs_that_change_values_at_once_lose_none(file: Path) -> None:
    settings = Settings(file)
    threads = [threading.Thread(target=settings.update, kwargs={f"name_{n}": n}) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Settings(file).load() == {f"name_{n}": n for n in range(20)}
