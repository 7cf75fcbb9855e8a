from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from posecheck.errors import StoreError
from posecheck.store import History
from posecheck.store.schema import voice_log
from posecheck.voice import Entry

from .conftest import assert_one_sentence
from .examples import a_hold, a_log, logs


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(log=logs, data=st.data())
def test_a_log_saved_in_parts_comes_back(shared_history: History, log: list[Entry], data: st.DataObject) -> None:
    """Parts may overlap and come in any order, as long as each entry comes once."""
    shared_history.delete_all()
    shared_history.save(a_hold())
    cuts = data.draw(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=3))
    for first, last in data.draw(st.permutations([*cuts, (0, 3), (3, 6)])):
        assert shared_history.save_log("session-1", first, log[first:last])
    assert shared_history.log("session-1") == log


def test_what_comes_again_replaces_what_was_there(history: History) -> None:
    history.save(a_hold())
    history.save_log("session-1", 0, a_log(4))
    history.save_log("session-1", 1, a_log(2, first=11))
    assert history.log("session-1") == [a_log(1)[0], *a_log(2, first=11), a_log(4)[3]]


def test_without_its_session_nothing_is_kept(history: History) -> None:
    history.save(a_hold())
    assert not history.save_log("another", 0, a_log(2))
    assert _rows(history) == 0
    history.save(a_hold(2, session_id="another"))
    assert history.log("another") == []


def test_each_session_has_its_own_log(history: History) -> None:
    for number, session in enumerate(["session-1", "session-2"]):
        history.save(a_hold(number, session_id=session))
        history.save_log(session, 0, a_log(2, first=number))
    assert history.log("session-1") == a_log(2)
    assert history.log("session-2") == a_log(2, first=1)
    assert history.log("never heard of") == []


def test_the_log_goes_with_the_last_hold(history: History) -> None:
    for number, session in ((1, "session-1"), (2, "session-1"), (3, "session-2")):
        history.save(a_hold(number, session_id=session))
        history.save_log(session, 0, a_log(3))
    history.delete("hold-1")
    assert history.log("session-1") == a_log(3)
    history.delete("hold-2")
    assert history.log("session-1") == []
    assert history.log("session-2") == a_log(3)
    assert _rows(history) == 3


def test_a_hold_that_is_saved_again_leaves_the_log(history: History) -> None:
    history.save(a_hold(finished=False))
    history.save_log("session-1", 0, a_log(2))
    history.save(a_hold())
    assert history.log("session-1") == a_log(2)


def test_a_part_that_cannot_be_kept_changes_nothing(history: History) -> None:
    history.save(a_hold())
    history.save_log("session-1", 0, a_log(2))
    with pytest.raises(StoreError, match="could not take this") as caught:
        history.save_log("session-1", 0, [*a_log(1, first=7), Entry(2.0, "half a pair \ud800", "said")])
    assert_one_sentence(caught.value)
    assert history.log("session-1") == a_log(2)


def test_a_log_is_still_there_when_opened_again(url: str) -> None:
    with History.open(url) as history:
        history.save(a_hold())
        history.save_log("session-1", 0, a_log(2))
    with History.open(url) as history:
        assert history.log("session-1") == a_log(2)


def _rows(history: History) -> int:
    with history._engine.connect() as connection:
        return len(connection.execute(select(voice_log)).all())
