"""What was seen in a hold, part by part: kept with its hold, in order, and never in the camera's way."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from posecheck.errors import StoreError
from posecheck.store import History, HoldWriter, waiting_traces
from posecheck.store.location import database_url
from posecheck.store.schema import traces
from posecheck.store.unsaved import unsaved_files
from posecheck.store.waiting_traces import WaitingTraces

from .conftest import Gate, address_of, assert_one_sentence
from .examples import a_hold

_parts = st.dictionaries(st.integers(0, 30), st.binary(max_size=50), max_size=8)


def rows(history: History) -> int:
    with history._engine.connect() as connection:
        return len(connection.execute(select(traces)).all())


def kept(url: str, hold_id: str = "hold-1") -> list[bytes]:
    with History.open(url) as history:
        return history.trace(hold_id)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(parts=_parts, data=st.data())
def test_parts_come_back_in_the_order_of_their_numbers(
    shared_history: History, parts: dict[int, bytes], data: st.DataObject
) -> None:
    shared_history.delete_all()
    shared_history.save(a_hold())
    for number in data.draw(st.permutations(sorted(parts))):
        assert shared_history.save_trace("hold-1", number, parts[number])
    assert shared_history.trace("hold-1") == [parts[number] for number in sorted(parts)]


def test_every_byte_and_a_long_part_come_back(history: History) -> None:
    history.save(a_hold())
    parts = [bytes(range(256)), b"", b"\x00" * 3, bytes(range(256)) * 4000]
    for number, part in enumerate(parts):
        assert history.save_trace("hold-1", number, part)
    assert history.trace("hold-1") == parts
    assert {type(part) for part in history.trace("hold-1")} == {bytes}


def test_a_part_that_comes_again_takes_the_place_of_the_first(history: History) -> None:
    history.save(a_hold())
    for number, part in ((0, b"zero"), (1, b"one"), (0, b"again")):
        assert history.save_trace("hold-1", number, part)
    assert history.trace("hold-1") == [b"again", b"one"]


def test_without_its_hold_nothing_is_kept(history: History) -> None:
    assert not history.save_trace("hold-1", 0, b"too early")
    history.save(a_hold())
    assert history.trace("hold-1") == [] and rows(history) == 0


def test_each_hold_has_its_own(history: History) -> None:
    for number in (1, 2):
        history.save(a_hold(number))
        history.save_trace(f"hold-{number}", 0, f"trace {number}".encode())
    assert [history.trace(f"hold-{number}") for number in (1, 2, 3)] == [[b"trace 1"], [b"trace 2"], []]


def test_a_hold_that_is_saved_again_leaves_its_trace(history: History) -> None:
    history.save(a_hold(finished=False))
    history.save_trace("hold-1", 0, b"trace")
    history.save(a_hold())
    assert history.trace("hold-1") == [b"trace"]


def test_a_trace_goes_with_its_hold(history: History) -> None:
    for number, session in ((1, "session-1"), (2, "session-1"), (3, "session-2")):
        history.save(a_hold(number, session_id=session))
        history.save_trace(f"hold-{number}", 0, b"trace")
    history.delete("hold-1")
    assert history.trace("hold-1") == [] and rows(history) == 2
    history.delete_session("session-1")
    assert history.trace("hold-2") == [] and rows(history) == 1
    history.delete_all()
    assert rows(history) == 0


def test_a_trace_is_still_there_when_opened_again(url: str) -> None:
    with History.open(url) as history:
        history.save(a_hold())
        history.save_trace("hold-1", 0, b"trace")
    assert kept(url) == [b"trace"]


def test_what_waits_is_told_once_and_the_newest() -> None:
    waiting = WaitingTraces()
    assert waiting.parts() == []
    for hold_id, number, data in (("a", 0, b"0"), ("b", 0, b"1"), ("a", 1, b"2"), ("a", 0, b"3")):
        waiting.add(hold_id, number, data)
    assert sorted(waiting.parts()) == [("a", 0, b"3"), ("a", 1, b"2"), ("b", 0, b"1")]


def test_what_came_meanwhile_stays() -> None:
    waiting = WaitingTraces()
    old, new = bytes([1, 2, 3]), bytes(bytearray([1, 2, 3]))  # equal, and yet another part
    waiting.add("a", 0, old)
    waiting.add("a", 0, new)
    waiting.remove("a", 0, old)
    assert waiting.parts() == [("a", 0, new)]
    waiting.remove("a", 0, new)
    waiting.remove("never heard of", 0, new)
    assert waiting.parts() == []


def test_what_has_waited_longest_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting_traces, "MOST_PARTS", 3)
    waiting = WaitingTraces()
    for number in range(5):
        waiting.add("a", number, b"%d" % number)
    assert waiting.parts() == [("a", 2, b"2"), ("a", 3, b"3"), ("a", 4, b"4")]


def test_the_writer_keeps_a_trace_in_parts(url: str) -> None:
    with HoldWriter(url) as writer:
        writer.save(a_hold())
        for number in range(12):
            writer.save_trace("hold-1", number, b"%d" % number)
            if number % 5 == 0:
                writer.flush()
    assert kept(url) == [b"%d" % number for number in range(12)]
    assert writer.error is None


def test_the_writer_keeps_its_own_profiles_traces(url: str) -> None:
    with History.open(url) as history:
        kim = history.add_profile("Kim")
        history.save(a_hold())
    with HoldWriter(url, kim.id) as writer:
        writer.save(a_hold(2, session_id="session-2"))
        writer.save_trace("hold-2", 0, b"Kim")
        writer.save_trace("hold-1", 0, b"Kim was here")
    with History.open(url, kim.id) as history:
        assert history.trace("hold-2") == [b"Kim"]
    assert kept(url) == []
    assert writer.error is None


def test_a_trace_waits_for_its_hold(url: str) -> None:
    with HoldWriter(url) as writer:
        writer.save_trace("hold-1", 0, b"zero")
        assert writer.flush() and writer.error is None
        assert kept(url) == []
        writer.save_trace("hold-1", 1, b"one")
        writer.save(a_hold())
        assert writer.flush() and writer.error is None
        assert kept(url) == [b"zero", b"one"]
        assert writer._waiting_traces.parts() == []


def test_a_trace_is_saved_without_being_asked_for(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved = threading.Event()
    with HoldWriter(address_of(file)) as writer:
        writer.save(a_hold())
        assert writer.flush()
        monkeypatch.setattr(History, "save_trace", lambda *_given: saved.set())
        writer.save_trace("hold-1", 0, b"trace")
        assert saved.wait(60.0)


def test_the_trace_of_a_hold_that_never_comes_leaves_nothing(file: Path) -> None:
    with HoldWriter(address_of(file)) as writer:
        writer.save(a_hold())
        writer.save_trace("never held", 0, b"trace")
        assert writer.flush() and writer.error is None
    assert writer.error is None
    assert unsaved_files(database_url(address_of(file))) == []
    with History.open(address_of(file)) as history:
        assert rows(history) == 0


def test_traces_of_holds_that_never_come_do_not_pile_up(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting_traces, "MOST_PARTS", 5)
    with HoldWriter(address_of(file)) as writer:
        for number in range(9):
            writer.save_trace("never held", number, b"trace")
        writer.save_trace("hold-1", 0, b"trace")
        assert len(writer._waiting_traces.parts()) == 5
        writer.save(a_hold())
    assert kept(address_of(file)) == [b"trace"]


def test_holds_go_first_and_the_caller_does_not_wait(file: Path, gate: Gate) -> None:
    gate.note("save_trace")
    with HoldWriter(address_of(file)) as writer:
        writer.save(a_hold(1))
        gate.reached.wait()  # the thread is busy
        writer.save_trace("hold-1", 0, b"0")
        writer.save_trace("hold-1", 1, b"1")
        writer.save(a_hold(2))
        assert gate.done == []
        gate.open.set()
    assert gate.done == ["hold-1", "hold-2", "hold-1 from 0", "hold-1 from 1"]
    assert kept(address_of(file)) == [b"0", b"1"]


def test_a_trace_that_cannot_be_saved_now_is_tried_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with HoldWriter(address_of(file)) as writer:
        writer.save(a_hold())
        with monkeypatch.context() as patch:
            patch.setattr(History, "save_trace", lambda *_given: 1 / 0)
            writer.save_trace("hold-1", 0, b"trace")
            assert writer.flush()  # no hold waits
            error = writer.error
            assert error is not None
            assert_one_sentence(error)
        assert writer.flush() and writer.error is None
        assert kept(address_of(file)) == [b"trace"]


def test_a_trace_of_a_hold_that_was_deleted_meanwhile_does_not_bring_it_back(url: str) -> None:
    with HoldWriter(url) as writer, History.open(url) as history:
        writer.save(a_hold())
        assert writer.flush()
        history.delete("hold-1")
        writer.save_trace("hold-1", 0, b"trace")
        assert writer.flush() and writer.error is None
        assert history.holds() == [] and rows(history) == 0


def test_traces_that_fail_do_not_hold_up_the_writing_down_of_a_hold(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each try may wait for whoever holds the file: a newer second of practice must not wait for all of them."""
    tried_meanwhile = 0
    newer = a_hold(2, held_s=12345.5)

    def locked(*_given: object) -> None:
        raise StoreError("Another program is holding the history: close that program, then try again.")

    with HoldWriter(address_of(file)) as writer:

        def locked_trace(*_given: object) -> bool:
            nonlocal tried_meanwhile
            if newer.id not in writer._waiting:
                writer.save(newer)
            elif not any(b"12345.5" in each.read_bytes() for each in unsaved_files(writer._url)):
                tried_meanwhile += 1
            raise StoreError("Another program is holding the history: close that program, then try again.")

        assert writer.flush()
        with monkeypatch.context() as patch:
            patch.setattr(History, "save", locked)
            patch.setattr(History, "save_trace", locked_trace)
            writer.save(a_hold(1))
            for number in range(30):
                writer.save_trace("hold-1", number, b"trace")
            assert not writer.flush()
            assert not writer.flush()
        assert tried_meanwhile <= 1


def test_a_closed_writer_takes_no_trace(file: Path) -> None:
    with HoldWriter(address_of(file)) as writer:
        pass
    with pytest.raises(StoreError) as caught:
        writer.save_trace("hold-1", 0, b"trace")
    assert_one_sentence(caught.value)
