"""What was taken along comes back the same, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posecheck.record import FIRST_PROFILE, Baseline, HoldRecord, SessionNote
from posecheck.store import History
from posecheck.store.settings import Settings
from posecheck.transfer import TakenIn, read_contents, take_in
from posecheck.voice import Entry
from tests.store.examples import MORNING, a_hold, a_log, hold_records, logs
from tests.transfer.files import PROFILE, SESSION, SettingsOf, a_part, exported, written

SettingsIn = Callable[[str], SettingsOf]
MANY = None
scores = st.none() | st.integers(0, 10)
notes = st.builds(SessionNote, st.text("aé≥ =\n<b>", max_size=20), scores, scores, scores)


def all_of(history: History) -> dict[str, Any]:
    """Everything a profile's queries give."""
    sessions = history.sessions(limit=MANY)
    records = history.holds()
    return {
        "days": history.days(),
        "sessions": sessions,
        "holds": records,
        "logs": {session.id: history.log(session.id) for session in sessions},
        "replays": {record.id: history.trace(record.id) for record in records},
        "baselines": history.baselines(),
        "depths": history.depths("bridge", "hip_flexion"),
    }


def fill(history: History) -> None:
    for number in (1, 2, 3):
        history.save(a_hold(number, session_id=f"session-{number // 3}"))
    history.save_trace("hold-1", 0, a_part())
    history.save_trace("hold-1", 1, a_part(10.0))
    history.save_log("session-0", 0, a_log(5))
    history.set_note("session-1", SessionNote("Quiet,\n“slow” <b>", 3, 0, 10))
    history.save_baseline(Baseline("range_hang", "left", MORNING, (10.0, 12.5, 11.0)))


@settings(max_examples=15)  # each empties two databases for good, which takes its time
@given(records=st.lists(hold_records, max_size=4, unique_by=lambda record: record.id), log=logs, note=notes)
def test_any_history_comes_back_the_same(
    pair: tuple[History, History],
    tmp_path_factory: pytest.TempPathFactory,
    records: list[HoldRecord],
    log: list[Entry],
    note: SessionNote,
) -> None:
    def settings_of(profile_id: str) -> Settings:
        return Settings(folder / f"{profile_id}.json")

    folder = tmp_path_factory.getbasetemp()
    one, other = pair
    one.delete_all()
    other.delete_all()
    for record in records:
        one.save(record)
    for record in records[:1]:
        one.save_log(record.session_id, 0, log)
        one.set_note(record.session_id, note)
    file = exported(one, settings_of)
    taken = take_in(other, file, settings_of, into=None)
    assert all_of(other) == all_of(one)
    assert taken == TakenIn(new=len({record.id for record in records}))


def test_everything_comes_back(pair: tuple[History, History], settings_in: SettingsIn) -> None:
    one, other = pair
    one.delete_all()
    other.delete_all()
    fill(one)
    settings_in("one")(FIRST_PROFILE).update(voice={"volume": 0.5}, screening=["knee_pain"])
    file = exported(one, settings_in("one"))
    take_in(other, file, settings_in("other"), into=None)
    known = all_of(other)
    assert known == all_of(one)
    assert known["replays"]["hold-1"] == [a_part(), a_part(10.0)]
    assert settings_in("other")(FIRST_PROFILE).load() == settings_in("one")(FIRST_PROFILE).load() != {}
    assert {record.started_at.utcoffset() for record in known["holds"]} == {timedelta(hours=-7)}

    assert take_in(other, file, settings_in("other"), into=None) == TakenIn(known=3)
    assert all_of(other) == known


def test_the_replays_may_stay_at_home(history: History, settings_of: SettingsOf) -> None:
    fill(history)
    file = exported(history, settings_of, replays=False)
    before = history.holds()
    history.delete_all()
    take_in(history, file, settings_of, into=None)
    assert history.holds() == before
    assert history.trace("hold-1") == []


def test_missing_replays_are_added_to_holds_that_are_here(history: History, settings_of: SettingsOf) -> None:
    fill(history)
    file = exported(history, settings_of)
    history.delete("hold-1")
    history.save(a_hold(1, session_id="session-0"))
    assert take_in(history, file, settings_of, into=None) == TakenIn(known=3)
    assert history.trace("hold-1") == [a_part(), a_part(10.0)]


def test_the_record_that_went_further_stays(history: History, settings_of: SettingsOf) -> None:
    early, late = a_hold(1, finished=False, end_s=20.0, held_s=15.0), a_hold(1)
    history.save(early)
    short = exported(history, settings_of)
    history.save(late)
    long = exported(history, settings_of)
    assert take_in(history, short, settings_of, into=None) == TakenIn(known=1)
    assert history.hold("hold-1") == late
    history.delete_all()
    history.save(early)
    assert take_in(history, long, settings_of, into=None) == TakenIn(further=1)
    assert history.hold("hold-1") == late


def test_notes_and_settings_that_are_here_stay(history: History, settings_of: SettingsOf) -> None:
    history.save(a_hold(1))
    history.set_note("session-1", SessionNote("from the file"))
    settings_of(FIRST_PROFILE).update(a="from the file", b="from the file")
    file = exported(history, settings_of)
    history.set_note("session-1", SessionNote("from here"))
    settings_of(FIRST_PROFILE).update(a="from here", b=None)
    take_in(history, file, settings_of, into=None)
    session = history.session("session-1")
    assert session is not None and session.note.text == "from here"
    assert settings_of(FIRST_PROFILE).load() == {"a": "from here", "b": "from the file"}


def test_ids_of_another_profile_are_replaced_once_and_for_all(history: History, settings_of: SettingsOf) -> None:
    fill(history)
    file = exported(history, settings_of)
    mine = all_of(history)
    anna = history.of(history.add_profile("Anna").id)
    assert take_in(history, file, settings_of, into=anna.profile_id) == TakenIn(new=3)
    theirs = all_of(anna)
    assert all_of(history) == mine
    assert {record.id for record in theirs["holds"]}.isdisjoint(record.id for record in mine["holds"])
    assert [replace(r, id="", session_id="") for r in anna.holds()] == [
        replace(r, id="", session_id="") for r in history.holds()
    ]
    assert sum(map(len, theirs["replays"].values())) == 2
    assert [s.note for s in theirs["sessions"]] == [s.note for s in mine["sessions"]]

    assert take_in(history, file, settings_of, into=anna.profile_id) == TakenIn(known=3)
    history.delete_all()  # the ids are free now, and must not come in beside those that replaced them
    assert take_in(history, file, settings_of, into=anna.profile_id) == TakenIn(known=3)
    assert all_of(anna) == theirs


def test_profiles_that_are_not_here_are_added(pair: tuple[History, History], settings_in: SettingsIn) -> None:
    one, other = pair
    one.delete_everything()
    other.delete_everything()
    fill(one)
    anna = one.add_profile("Anna <b>")
    one.of(anna.id).save(a_hold(9, session_id="annas"))
    settings_in("one")(anna.id).update(voice={})
    file = exported(one, settings_in("one"))
    assert [p.profile for p in read_contents(file).profiles] == one.profiles()
    for _ in range(2):
        take_in(other, file, settings_in("other"), into=None)
        assert {profile.id for profile in other.profiles()} == {FIRST_PROFILE, anna.id}
        assert all_of(other.of(anna.id)) == all_of(one.of(anna.id))
        assert all_of(other) == all_of(one)
    assert settings_in("other")(anna.id).load() == {"voice": {}}


def test_a_replay_that_cannot_be_understood_does_not_keep_its_hold_out(
    history: History, settings_of: SettingsOf
) -> None:
    history.save(a_hold(1))
    history.save(a_hold(2))
    history.save_trace("hold-1", 0, b"nothing to see")
    file = exported(history, settings_of)
    text = file.getvalue().replace(b'"trace":[]', b'"trace":["=not base64="]')
    history.delete_all()
    taken = take_in(history, BytesIO(text), settings_of, into=None)
    assert taken == TakenIn(new=2, replays_lost=2)
    assert history.trace("hold-1") == history.trace("hold-2") == []


def test_a_session_without_its_holds_is_no_session(history: History, settings_of: SettingsOf) -> None:
    assert take_in(history, written(PROFILE, SESSION), settings_of, into=None) == TakenIn()
    assert history.sessions() == []
