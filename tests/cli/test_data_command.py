"""``posecheck data``: taking along, bringing in, deleting."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from posecheck.cli import main
from posecheck.record import FIRST_PROFILE
from posecheck.store import History
from posecheck.store.settings import Settings, settings_file
from tests.store.examples import a_hold
from tests.transfer.files import HOLD, PROFILE, written


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main(["data", *map(str, words)])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "along" / "mine.jsonl"


@pytest.fixture(autouse=True)
def filled(file: Path) -> None:
    file.parent.mkdir()
    with History.open() as history:
        history.save(a_hold(1))
        ben = history.add_profile("Ben")
        history.of(ben.id).save(a_hold(2, session_id="bens"))
        Settings(settings_file(ben.id)).update(voice={})


def holds() -> dict[str, list[str]]:
    """Ids of the holds of each profile, by its name."""
    with History.open() as history:
        return {p.name: [record.id for record in history.of(p.id).holds()] for p in history.profiles()}


def test_all_goes_out_and_comes_back(capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path) -> None:
    before = holds()
    assert run(capsys, "export", file) == (0, f"{file}: 2 holds of 2 profiles.\n", "")
    assert run(capsys, "delete", "--everything", "--yes")[0] == 0
    assert holds() == {"Me": []}
    assert list(tmp_path.glob("settings*")) == []
    assert run(capsys, "import", file)[:2] == (0, "New holds: 2. Further than here: 0. Here already: 0.\n")
    assert holds() == before
    assert len(list(tmp_path.glob("settings-*.json"))) == 1
    assert run(capsys, "import", file)[1] == "New holds: 0. Further than here: 0. Here already: 2.\n"


def test_one_profile_goes_into_another(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    run(capsys, "export", file, "--profile", "Ben")
    assert run(capsys, "import", file, "--into", "Anna")[0] == 0
    assert run(capsys, "import", file, "--into", "Anna")[1] == "New holds: 0. Further than here: 0. Here already: 1.\n"
    found = holds()
    assert {name: len(ids) for name, ids in found.items()} == {"Me": 1, "Anna": 1, "Ben": 1}
    assert found["Anna"] != found["Ben"]


def test_tables(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    assert run(capsys, "export", file, "--csv")[0] == 0
    with zipfile.ZipFile(file) as packed:
        assert "holds.csv" in packed.namelist()


def test_what_cannot_be_read_adds_nobody(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    file.write_bytes(written(PROFILE, {**HOLD, "held_s": -1.0}).getvalue())
    code, out, err = run(capsys, "import", file, "--into", "Anna")
    assert (code, out) == (2, "")
    assert err == "This file is damaged in line 3, and nothing of it was taken in: export or copy it again.\n"
    assert "Anna" not in holds()


def test_a_missing_file_and_a_missing_folder(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    assert run(capsys, "import", file) == (
        2,
        "",
        f"{file} cannot be read (No such file or directory): check the name.\n",
    )
    code, _, err = run(capsys, "export", file / "no" / "such" / "folder.jsonl")
    assert code == 2
    assert "cannot be written" in err and err.endswith("choose another place.\n")


def test_a_failing_export_leaves_the_file_that_was_there(
    capsys: pytest.CaptureFixture[str], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object, **_options: object) -> int:
        raise OSError(28, "No space left on device")

    file.write_text("before", encoding="utf-8")
    monkeypatch.setattr("posecheck.cli.data.write_json", full)
    assert run(capsys, "export", file)[0] == 2
    assert file.read_text(encoding="utf-8") == "before"
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_nothing_is_deleted_without_yes(capsys: pytest.CaptureFixture[str]) -> None:
    before = holds()
    for what in (["--everything"], ["--history", "Ben"], ["--profile", "Ben"]):
        code, out, err = run(capsys, "delete", *what)
        assert (code, "Ben: 1 holds" in out) == (2, True)
        assert err == "Nothing is deleted yet: give --yes to delete this for good.\n"
    assert holds() == before


def test_a_history_goes_and_its_profile_stays(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(capsys, "delete", "--history", "Ben", "--yes")[0] == 0
    assert holds() == {"Me": ["hold-1"], "Ben": []}
    assert len(list(tmp_path.glob("settings-*.json"))) == 1


def test_a_profile_goes_with_its_settings(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(capsys, "delete", "--profile", "Ben", "--yes")[0] == 0
    assert holds() == {"Me": ["hold-1"]}
    assert list(tmp_path.glob("settings-*.json")) == []


def test_an_unknown_profile_and_a_name_that_two_bear(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    _, _, err = run(capsys, "export", file, "--profile", "Nobody")
    assert err.startswith(f"There is no profile 'Nobody': there are Me ({FIRST_PROFILE}), Ben (")
    with History.open() as history:
        second = history.add_profile("Ben")
    _, _, err = run(capsys, "delete", "--profile", "Ben", "--yes")
    assert err.startswith("Several profiles are called 'Ben': give one of their ids (")
    assert run(capsys, "delete", "--profile", second.id, "--yes")[0] == 0
    assert len(holds()["Ben"]) == 1
