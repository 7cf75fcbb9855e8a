"""Several people on one machine: each with a history and settings of their own."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from posecheck.record import FIRST_PROFILE
from posecheck.store import History
from posecheck.ui import choices, storage
from posecheck.ui.storage import PROFILE
from tests.ui.pages import FakeCamera, hold, practise_page, pressed, run, words

pytestmark = pytest.mark.usefixtures("own_storage")
APP = str(Path(__file__).parents[2] / "app.py")


def page() -> None:
    import streamlit as st

    from posecheck.ui import choices, profiles, storage

    if profiles.enter():
        profiles.chooser()
        profiles.section()
        st.caption(f"profile {storage.profile_id()}, {len(storage.history().holds())} holds")
        st.caption(f"settings {choices.settings().load()}")


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_function(page, default_timeout=60)


def again(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, app.exception
    return app


def add(app: AppTest, name: str) -> AppTest:
    app.text_input[-1].set_value(name)
    return pressed(app, "Add")


def said(app: AppTest) -> str:
    return "\n".join(str(e.value) for kind in (app.success, app.warning, app.error) for e in kind)


def test_one_person_is_asked_nothing(app: AppTest, fake: FakeCamera) -> None:
    again(app)
    assert not app.selectbox
    assert "practises now" not in words(app)
    assert f"profile {FIRST_PROFILE}, 0 holds" in words(app)
    whole = again(AppTest.from_file(APP, default_timeout=60))
    assert [s.label for s in whole.selectbox] == ["Routine"]


def test_somebody_is_added_and_renamed(app: AppTest) -> None:
    again(app)
    assert "“Ben” is added" in said(add(app, "  Ben  "))
    assert app.selectbox[0].options[1:] == ["Ben"]
    app.text_input[1].set_value("Benedikt")
    [b for b in app.button if b.label == "Rename"][1].click()
    assert "“Benedikt” it is." in said(again(app))
    assert app.selectbox[0].options[1:] == ["Benedikt"]
    assert said(again(app)) == ""


@pytest.mark.parametrize(
    ("name", "why"), [("", "Give a name first"), ("   ", "Give a name"), ("bEN", "a “bEN” already")]
)
def test_a_name_is_somebodys_own(app: AppTest, name: str, why: str) -> None:
    add(again(app), "Ben")
    assert why in said(add(app, name))
    with History.open() as history:
        assert len(history.profiles()) == 2


def test_a_name_stays_text(app: AppTest) -> None:
    add(again(app), "![x](http://example.org) **b**")
    assert "![" not in words(again(app)) and "**b**" not in words(app)


def test_switching_shows_nothing_of_the_one_before(app: AppTest) -> None:
    add(again(app), "Ben")
    storage.everybody().save(hold(1, datetime.now(timezone.utc), "left", 31))
    choices.settings_of(FIRST_PROFILE).update(voice={"volume": 0.3})
    app.session_state["kept"] = {"stretch": "pigeon"}
    assert "1 holds" in words(again(app))
    assert "0.3" in words(app)
    pressed(app, "Switch")
    assert words(app) == "One moment."  # the browser loads the page anew
    again(app)
    assert f"profile {FIRST_PROFILE}" not in words(app)
    assert "0 holds" in words(app) and "0.3" not in words(app)
    assert "kept" not in app.session_state
    app.selectbox[0].set_value(FIRST_PROFILE)
    again(app)
    assert "1 holds" in words(again(app)) and "0.3" in words(app)


def test_a_practice_under_way_ends_and_its_hold_is_saved_to_who_began_it(fake: FakeCamera) -> None:
    ben = storage.everybody().add_profile("Ben")
    app = run(practise_page, stretch="bridge")
    fake.play(8)
    app.run()
    live = app.session_state["live"]
    other = AppTest.from_function(page, default_timeout=60)
    other.session_state["live"], other.session_state["playing"] = live, True
    again(other)
    assert not other.selectbox  # while the camera runs nobody is chosen
    pressed(other, "Switch")
    again(other)
    assert "live" not in other.session_state and "playing" not in other.session_state
    fake.play(8)  # frames that still come count for nobody
    app.run()
    storage.writer().flush()
    mine, theirs = storage.everybody().holds(), storage.everybody().of(ben.id).holds()
    assert [record.finished for record in mine] == [True]
    assert mine[0].held_s == pytest.approx(7.0, abs=1.5)
    assert theirs == []


def test_a_profile_that_was_deleted_elsewhere_is_left(app: AppTest) -> None:
    ben = storage.everybody().add_profile("Ben")
    app.session_state[PROFILE] = ("", ben.id)
    app.session_state["kept"] = {"stretch": "pigeon"}
    assert f"profile {ben.id}" in words(again(app))
    storage.everybody().delete_profile(ben.id)
    again(app)
    assert f"profile {FIRST_PROFILE}" in words(app)
    assert "kept" not in app.session_state


@pytest.mark.parametrize(
    ("cookie", "whose"),
    [("", FIRST_PROFILE), ("ben", "ben"), ("../settings", FIRST_PROFILE), ("a/b", FIRST_PROFILE), ("x" * 65, "me")],
)
def test_who_practised_last_in_this_browser_is_remembered(
    monkeypatch: pytest.MonkeyPatch, cookie: str, whose: str
) -> None:
    class Context:
        cookies = {storage.COOKIE: cookie}

    monkeypatch.setattr(streamlit, "context", Context())
    assert storage.profile_id() == whose


def test_a_history_that_cannot_be_opened_leaves_what_needs_none(
    monkeypatch: pytest.MonkeyPatch, fake: FakeCamera
) -> None:
    def section() -> None:
        from posecheck.ui import profiles

        if profiles.enter():
            profiles.section()

    monkeypatch.setenv("POSECHECK_DATABASE_URL", "mysql://nowhere/x")
    assert len(again(AppTest.from_file(APP, default_timeout=60)).error) == 1
    assert "A history in mysql is not possible" in said(again(AppTest.from_function(section, default_timeout=60)))
