from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from posecheck.cli import model as module
from posecheck.errors import ModelError
from posecheck.pose import provide
from posecheck.pose.download import Progress


def run(*words: str) -> int:
    parser = argparse.ArgumentParser(prog="posecheck")
    module.register(parser.add_subparsers(required=True))
    args = parser.parse_args(["model", *words])
    code = args.run(args)
    assert isinstance(code, int)
    return code


@pytest.fixture(autouse=True)
def no_own_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POSECHECK_MODEL", raising=False)


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names asked for; each comes with some progress."""
    names: list[str] = []

    def fetch(name: str, progress: Progress) -> Path:
        names.append(name)
        progress(0, None)
        progress(500, 1000)
        progress(1000, 1000)
        return Path("somewhere") / f"{name}.task"

    monkeypatch.setattr(provide, "fetch", fetch)
    return names


def test_fetch_takes_full_unless_told(fetched: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("fetch") == 0
    assert run("fetch", "lite") == 0
    assert fetched == ["full", "lite"]
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        f"The full pose model is ready: {Path('somewhere') / 'full.task'}",
        f"The lite pose model is ready: {Path('somewhere') / 'lite.task'}",
    ]
    assert "lite pose model" in err


def test_fetch_says_that_another_file_is_set(
    fetched: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POSECHECK_MODEL", "mine.task")
    assert run("fetch") == 0
    assert "POSECHECK_MODEL is set, so PoseCheck uses mine.task instead." in capsys.readouterr().out


def test_fetch_lets_errors_through(monkeypatch: pytest.MonkeyPatch) -> None:
    def fetch(name: str, progress: Progress) -> Path:
        raise ModelError("The pose model could not be downloaded.")

    monkeypatch.setattr(provide, "fetch", fetch)
    with pytest.raises(ModelError):
        run("fetch")


def test_fetch_refuses_an_unknown_name(fetched: list[str]) -> None:
    with pytest.raises(ModelError, match="'huge': choose one of lite, full, heavy"):
        run("fetch", "huge")
    assert fetched == []


def test_list_names_every_model(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "240")
    monkeypatch.setattr(provide, "find", lambda model, folders: tmp_path if model.name == "lite" else None)
    assert run("list") == 0
    header, lite, full, heavy = (line.split() for line in capsys.readouterr().out.splitlines())
    assert header == ["Name", "Bytes", "Present", "Source"]
    assert lite[:3] == ["lite", "5,777,746", "yes"]
    assert full[:4] == ["full", "(default)", "9,398,198", "no"]
    assert heavy[:3] == ["heavy", "30,664,242", "no"]
    assert full[-1] == "mediapipe==0.10.21"
