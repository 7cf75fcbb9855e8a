"""Each fault of a history gives one sentence, keeps the file, and loses nothing of the session under way."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from posecheck.record import Baseline, SessionNote
from posecheck.store import History, HoldWriter
from posecheck.store.unsaved import unsaved_files

from .conftest import address_of
from .examples import MORNING, a_hold, a_log
from .faults import FAULTS, overwrite_page_of, told
from .older import make_older

NO_COPY = (
    "The history in {file} has to be copied before this PoseCheck can change it, and the copy failed: free some space"
    " and allow writing in its folder, then try again."
)
WRITING: dict[str, Callable[[History], object]] = {
    "save": lambda history: history.save(a_hold()),
    "save_log": lambda history: history.save_log("session-1", 0, a_log(2)),
    "save_trace": lambda history: history.save_trace("hold-1", 0, b"trace"),
    "set_note": lambda history: history.set_note("session-1", SessionNote("tired", 3)),
    "save_baseline": lambda history: history.save_baseline(Baseline("hang", "left", MORNING, (1.0, 2.0))),
    "add_profile": lambda history: history.add_profile("Kim"),
    "rename_profile": lambda history: history.rename_profile("me", "Kim"),
    "profile_of_login": lambda history: history.profile_of_login("issuer|subject", "Kim"),
}
DELETING: dict[str, Callable[[History], object]] = {
    "delete": lambda history: history.delete("hold-1"),
    "delete_session": lambda history: history.delete_session("session-1"),
    "delete_baselines": lambda history: history.delete_baselines("hang"),
    "delete_profile": lambda history: history.delete_profile("me"),
    "delete_all": History.delete_all,
    "delete_everything": History.delete_everything,
}
READING: dict[str, Callable[[History], object]] = {
    "holds": History.holds,
    "hold": lambda history: history.hold("hold-1"),
    "log": lambda history: history.log("session-1"),
    "trace": lambda history: history.trace("hold-1"),
    "days": History.days,
    "depths": lambda history: history.depths("bridge", "hip_flexion"),
    "sessions": History.sessions,
    "session": lambda history: history.session("session-1"),
    "baselines": History.baselines,
    "profiles": History.profiles,
}
OPERATIONS = WRITING | DELETING | READING


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """In a folder of its own: what befalls that one befalls no other."""
    (tmp_path / "disk").mkdir()
    return tmp_path / "disk" / "history.sqlite3"


@pytest.fixture
def kept(file: Path) -> str:
    """The address of a history with something in every table."""
    with History.open(address_of(file)) as history:
        for write in WRITING.values():
            write(history)
    return address_of(file)


@pytest.mark.parametrize("name", FAULTS)
def test_what_cannot_be_saved_is_told_and_offered_at_the_next_start(name: str, kept: str, file: Path) -> None:
    fault = FAULTS[name]
    new = [a_hold(number, session_id="under way", finished=number < 3) for number in (2, 3)]
    with fault.befalls(file), HoldWriter(kept) as writer:
        for record in new:
            writer.save(record)
        writer.save_log("under way", 0, a_log(3))
        writer.save_trace("hold-2", 0, b"trace")
        assert not writer.flush()
        assert str(writer.error) == fault.sentence.format(file=file)
        assert writer.recovered == ()
    with HoldWriter(kept) as writer:
        assert writer.flush() and writer.error is None
        assert sorted(hold.id for hold in writer.recovered) == ["hold-2", "hold-3"]
    with History.open(kept) as history:
        old = [] if name == "damaged" else [a_hold()]
        assert history.holds() == [*reversed(new), *old]
        assert unsaved_files(history.url) == []
    with HoldWriter(kept) as writer:
        assert writer.flush() and writer.recovered == ()  # offered once


@pytest.mark.parametrize("name", ["locked", "read-only file"])
def test_what_may_only_be_read_can_be_read(name: str, kept: str, file: Path) -> None:
    with FAULTS[name].befalls(file), History.open(kept, patience_s=0.01) as history:
        said = {what: told(act, history) for what, act in OPERATIONS.items()}
        # Somebody who logged in before is known.
        assert said == dict.fromkeys(OPERATIONS, FAULTS[name].sentence.format(file=file)) | dict.fromkeys(
            [*READING, "profile_of_login"], ""
        )
    with History.open(kept) as history:
        assert history.holds() == [a_hold()]
        assert history.log("session-1") == a_log(2)
        assert len(history.profiles()) == 3


def test_a_disk_that_fills_up_takes_what_fits_and_tells_of_the_rest(kept: str, file: Path) -> None:
    fault = FAULTS["disk that fills up"]
    with fault.befalls(file), History.open(kept) as history:
        assert told(lambda h: h.save(a_hold(2)), history) == fault.sentence.format(file=file)
        assert {told(act, history) for act in WRITING.values()} <= {"", fault.sentence.format(file=file)}
        assert {told(act, history) for act in READING.values()} == {""}
        assert history.holds() == [a_hold()]
    with History.open(kept) as history:
        assert history.holds() == [a_hold()]
        history.save(a_hold(2))


@pytest.mark.parametrize("name", ["full disk", "read-only folder", "from the future"])
def test_what_cannot_be_opened_is_refused(name: str, kept: str, file: Path) -> None:
    with FAULTS[name].befalls(file):
        content = file.read_bytes()
        assert told(History.open, kept) == FAULTS[name].sentence.format(file=file)
        assert file.read_bytes() == content
    with History.open(kept) as history:
        assert history.holds() == [a_hold()]


@pytest.mark.parametrize(
    "table", ["holds", "sessions", "pauses", "measures", "traces", "voice_log", "profiles", "baselines"]
)
def test_a_damaged_page_gives_one_sentence_at_whatever_needs_it(table: str, kept: str, file: Path) -> None:
    overwrite_page_of(table, file)
    damaged = FAULTS["damaged"].sentence.format(file=file)
    said = {}
    for what, act in OPERATIONS.items():
        copy = file.with_name("copy.sqlite3")
        shutil.copy(file, copy)
        with History.open(address_of(copy)) as history:
            said[what] = told(act, history).replace(str(copy), str(file))
        assert copy.exists()
    assert set(said.values()) == {"", damaged}
    assert said["delete_everything"] == damaged
    reader = {"pauses": "holds", "measures": "holds", "traces": "trace", "voice_log": "log"}.get(table, table)
    assert said[reader] == damaged


def test_a_damaged_first_page(kept: str, file: Path) -> None:
    with file.open("r+b") as stream:
        stream.write(b"\x5a" * 4096)
    content = file.read_bytes()
    assert told(History.open, kept) == FAULTS["damaged"].sentence.format(file=file)
    assert file.read_bytes() == content


@pytest.mark.parametrize("name", ["disk that fills up", "read-only folder"])
def test_an_older_history_stays_as_it_is_until_it_can_be_copied(
    name: str, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_older(address_of(file), "0001", [a_hold(1)], [], tmp_path, monkeypatch)
    content = file.read_bytes()
    sentence = FAULTS["read-only folder"].sentence if name == "read-only folder" else NO_COPY
    with FAULTS[name].befalls(file):
        with HoldWriter(address_of(file)) as writer:
            writer.save(a_hold(2))
            assert not writer.flush()
            assert str(writer.error) == sentence.format(file=file)
        assert file.read_bytes() == content
        assert [each.name for each in file.parent.iterdir() if ".revision-" in each.name] == []
    with HoldWriter(address_of(file)) as writer:
        assert writer.flush() and [hold.id for hold in writer.recovered] == ["hold-2"]
    with History.open(address_of(file)) as history:
        assert [hold.id for hold in history.holds()] == ["hold-2", "hold-1"]
        assert [each.name for each in file.parent.iterdir() if ".revision-" in each.name] == [
            "history.sqlite3.revision-0001.backup"
        ]
