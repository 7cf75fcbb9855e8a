"""Your data on the Settings page: taking it along, bringing it in, deleting it; and what was recovered."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from posecheck.record import FIRST_PROFILE
from posecheck.store.unsaved import RecoveryFile
from posecheck.transfer import Contents, TakenIn, read_contents
from posecheck.ui import choices, data_import, data_section, login, recovered, storage
from posecheck.ui.data_import import taken_words
from posecheck.ui.recovered import recovered_words
from tests.transfer.files import HOLD, PROFILE, SESSION, exported, written
from tests.ui.pages import hold, pressed, words

pytestmark = pytest.mark.usefixtures("own_storage")
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=timezone(timedelta(hours=1)))


def page() -> None:
    from posecheck.ui import data_section

    data_section.section()


def notice() -> None:
    from posecheck.ui import recovered

    recovered.notice()


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_function(page, default_timeout=60)


def shown(app: AppTest) -> str:
    app.run()
    assert not app.exception, app.exception
    return words(app)


def fill(count: int = 3) -> None:
    for number in range(count):
        storage.history().save(hold(number, NOON + timedelta(minutes=number), "left", 30.0))


def add_one_hold(profile_id: str) -> None:
    another = replace(hold(9, NOON, "left", 30.0), id="another", session_id="another")
    storage.everybody().of(profile_id).save(another)


def give(app: AppTest, file: BytesIO) -> AppTest:
    app.file_uploader[0].upload("posecheck.jsonl", file.getvalue(), "application/jsonl").run()
    assert not app.exception, app.exception
    return app


def test_an_empty_history_says_so(app: AppTest) -> None:
    assert "No holds so far." in shown(app)


def test_it_says_how_much_there_is(app: AppTest, tmp_path: Path) -> None:
    fill()
    said = shown(app)
    assert "3 holds on 1 day, 1 min 30 s." in said
    assert "history.sqlite3" in said


def test_both_kinds_of_file_can_be_had(app: AppTest) -> None:
    fill()
    shown(app)
    assert [button.label for button in app.download_button] == ["Everything, as JSON", "Tables, as CSV"]
    history = storage.history()
    lines = data_section._json(history, history.profiles(), replays=True).read().splitlines()
    assert [json.loads(line).get("kind") for line in lines] == [None, "profile", *["hold"] * 3, "session", "end"]
    assert data_section._tables(history, history.profiles()).read(2) == b"PK"


def test_a_long_history_goes_out_without_replays_and_says_so(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    fill()
    assert "without their replays" not in shown(app)
    monkeypatch.setattr(data_section, "MOST_HOLDS", 2)
    assert "without their replays; `python -m posecheck data export FILE`" in shown(app)


def test_a_file_is_told_before_it_comes_in(app: AppTest) -> None:
    shown(app)
    give(app, written({**PROFILE, "name": "Anna [x](y)"}, HOLD, SESSION))
    assert r"- Anna \[x\](y): 1 hold (30 s) of 1 Mar 2026" in words(app)
    assert storage.history().holds() == []
    pressed(app, "Bring it in")
    assert [success.value for success in app.success] == ["1 hold came in."]
    assert [record.id for record in storage.history().holds()] == ["h"]


def test_a_file_is_looked_through_once_however_often_the_page_is_drawn(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Contents] = []

    def look(file: BytesIO) -> Contents:
        looked.append(read_contents(file))
        return looked[-1]

    monkeypatch.setattr(data_import, "read_contents", look)
    shown(app)
    give(app, written(PROFILE, HOLD, SESSION))
    assert "Me: 1 hold" in shown(app)
    assert len(looked) == 1
    give(app, written({**PROFILE, "name": "Anna"}, HOLD, SESSION))
    assert "Anna: 1 hold" in shown(app)
    assert len(looked) == 2
    pressed(app, "Bring it in")
    assert [record.id for record in storage.history().holds()] == ["h"]


def test_a_second_time_changes_nothing(app: AppTest) -> None:
    fill()
    file = exported(storage.history(), choices.settings_of)
    shown(app)
    give(app, file)
    pressed(app, "Bring it in")
    assert [success.value for success in app.success] == ["No new holds; 3 were here already."]


def test_a_file_of_one_can_become_a_new_profile(app: AppTest) -> None:
    shown(app)
    give(app, written({**PROFILE, "name": "Anna"}, HOLD, SESSION))
    app.selectbox[0].select("").run()
    pressed(app, "Bring it in")
    anna = next(profile for profile in storage.profiles() if profile.name == "Anna")
    assert len(storage.everybody().of(anna.id).holds()) == 1
    assert storage.history().holds() == []


def test_a_foreign_file_is_refused(app: AppTest) -> None:
    shown(app)
    give(app, BytesIO(b"profile,hold_id\n"))
    assert "This is not a history that PoseCheck exported" in words(app)
    assert "Bring it in" not in [button.label for button in app.button]


def test_whoever_logged_in_brings_in_and_deletes_only_their_own(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "may_manage_profiles", lambda: False)
    other = storage.everybody().add_profile("Somebody else")
    add_one_hold(other.id)
    fill()
    said = shown(app)
    assert "Somebody else" not in said and "history.sqlite3" not in said
    assert not app.toggle
    assert {button.label for button in app.button} == {"Delete this history", "Delete my profile and log out"}
    give(app, written({**PROFILE, "id": other.id, "name": "Somebody else"}, HOLD, SESSION))
    assert not app.selectbox
    pressed(app, "Bring it in")
    assert "h" in [record.id for record in storage.history().holds()]
    assert [record.id for record in storage.everybody().of(other.id).holds()] == ["another"]
    pressed(app, "Delete this history")
    assert storage.history().holds() == []
    assert len(storage.everybody().of(other.id).holds()) == 1


def test_the_history_goes_and_the_settings_stay(app: AppTest) -> None:
    fill()
    choices.settings().update(voice={})
    assert "3 holds on 1 day, with notes" in shown(app)
    pressed(app, "Delete this history")
    assert [success.value for success in app.success] == ["The history is deleted."]
    assert storage.history().holds() == []
    assert choices.settings().load() == {"voice": {}}


def test_a_profile_goes_with_its_settings(app: AppTest) -> None:
    fill()
    ben = storage.everybody().add_profile("Ben")
    add_one_hold(ben.id)
    choices.settings_of(ben.id).update(voice={})
    app.session_state[storage.PROFILE] = ("", ben.id)
    shown(app)
    pressed(app, "Delete this profile")
    assert [profile.id for profile in storage.profiles()] == [FIRST_PROFILE]
    assert not choices.settings_of(ben.id).file.exists()
    assert len(storage.everybody().holds()) == 3


def test_everything_goes_only_once_it_was_typed(app: AppTest, tmp_path: Path) -> None:
    fill()
    ben = storage.everybody().add_profile("Ben")
    add_one_hold(ben.id)
    for profile_id in (FIRST_PROFILE, ben.id):
        choices.settings_of(profile_id).update(voice={})
    said = shown(app)
    assert "- Ben: 1 hold on 1 day" in said and "- Me: 3 holds on 1 day" in said
    assert next(button for button in app.button if button.label == "Delete all of it").disabled
    app.text_input(key="data-sure").input("Everything ").run()
    pressed(app, "Delete all of it")
    assert [profile.id for profile in storage.profiles()] == [FIRST_PROFILE]
    assert storage.everybody().holds() == []
    assert not list(tmp_path.glob("settings*"))


def test_what_came_in_is_told() -> None:
    taken = TakenIn(new=2, further=1, known=5, replays_lost=1)
    assert taken_words(taken) == (
        "2 holds came in; 1 went further in the file; 5 were here already. 1 replay could not be understood, and the "
        "holds came without."
    )


def write_down(count: int = 2) -> None:
    """What an earlier program could not save."""
    records = [hold(number, NOON + timedelta(minutes=number), "left", 65.0) for number in range(count)]
    RecoveryFile(storage.everybody().url, FIRST_PROFILE).keep(records)
    recovered._answered.clear()
    storage.writer().flush()


def test_what_was_recovered_is_told_once_and_may_stay() -> None:
    write_down()
    app = AppTest.from_function(notice, default_timeout=60)
    told = "2 holds (2 min 10 s) of 20 November could not be saved then; they are in your history now."
    assert told in shown(app)
    pressed(app, "Keep")
    assert words(app) == ""
    assert shown(AppTest.from_function(notice, default_timeout=60)) == ""
    assert len(storage.history().holds()) == 2


def test_what_was_recovered_may_go() -> None:
    write_down(1)
    app = AppTest.from_function(notice, default_timeout=60)
    assert "1 hold (1 min 5 s) of 20 November could not be saved then; it is in your history now." in shown(app)
    pressed(app, "Remove it")
    assert words(app) == ""
    assert storage.history().holds() == []


def test_where_nothing_was_recovered_nothing_is_said() -> None:
    assert shown(AppTest.from_function(notice, default_timeout=60)) == ""


def test_several_days_are_told_from_first_to_last() -> None:
    first = hold(1, NOON, "left", 30.0)
    later = replace(first, started_at=NOON + timedelta(days=2))
    assert recovered_words([later, first]).startswith("2 holds (1 min) of 20 November to 22 November could")
