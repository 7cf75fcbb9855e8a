"""Where people log in: nobody sees anything before, and afterwards their own only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
import streamlit
from streamlit.errors import StreamlitAuthError
from streamlit.testing.v1 import AppTest

from posecheck.errors import LoginError
from posecheck.ui import login, storage
from posecheck.ui.storage import PROFILE
from tests.ui.pages import FakeCamera, hold, words

pytestmark = pytest.mark.usefixtures("own_storage")
AUTH = {"redirect_uri": "http://localhost:8501/oauth2callback", "cookie_secret": "x" * 32, "client_id": "posecheck"}
ANA = {"is_logged_in": True, "iss": "https://one.example.org", "sub": "1", "name": "Ana"}
BEN = {"is_logged_in": True, "iss": "https://one.example.org", "sub": "2", "name": "Ben"}
APP = str(Path(__file__).parents[2] / "app.py")


class Door:
    """Stands in for the host's secrets and the browser's cookie."""

    def __init__(self) -> None:
        self.auth: Mapping[str, Any] | None = AUTH
        self.claims: Mapping[str, Any] = {"is_logged_in": False}


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Door:
    stand_in = Door()
    monkeypatch.setattr(login, "_auth", lambda: stand_in.auth)
    monkeypatch.setattr(login, "_claims", lambda: stand_in.claims)
    return stand_in


@pytest.fixture
def app(fake: FakeCamera) -> AppTest:
    return AppTest.from_file(APP, default_timeout=60)


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, app.exception
    return app


def page() -> None:
    from posecheck.ui import profiles

    if profiles.enter():
        profiles.chooser()
        profiles.section()


def profile_of(app: AppTest) -> str:
    return str(app.session_state[PROFILE][1])


def test_nobody_sees_anything_before_logging_in(app: AppTest, door: Door) -> None:
    run(app)
    assert words(app) == "Please log in. What you practise is kept for you alone."
    assert [b.label for b in app.button] == ["Log in"]
    assert not app.selectbox and PROFILE not in app.session_state


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"is_logged_in": False, "iss": "i", "sub": "s"},
        {"is_logged_in": "yes", "iss": "i", "sub": "s"},
        {"is_logged_in": True, "iss": "i"},
        {"is_logged_in": True, "sub": "s"},
        {"is_logged_in": True, "iss": "i", "sub": ""},
        {"is_logged_in": True, "iss": "", "sub": "s"},
        {"is_logged_in": True, "iss": ["i"], "sub": "s"},
    ],
)
def test_who_does_not_say_who_they_are_is_not_logged_in(app: AppTest, door: Door, claims: dict[str, Any]) -> None:
    door.claims = claims
    assert [b.label for b in run(app).button] == ["Log in"]
    with pytest.raises(LoginError):
        storage.history()
    with pytest.raises(LoginError):
        storage.writer()


def test_each_one_gets_a_profile_of_their_own_and_the_same_again(door: Door) -> None:
    found = []
    for claims in (ANA, BEN, ANA, {**ANA, "iss": "https://two.example.org"}):
        door.claims = claims
        found.append(profile_of(run(AppTest.from_function(page, default_timeout=60))))
    assert found[0] == found[2]
    assert len(set(found)) == 3
    assert "me" not in found  # what was practised here before anybody logged in is nobody's


def test_nobody_chooses_a_profile_where_people_log_in(door: Door) -> None:
    door.claims = ANA
    app = run(AppTest.from_function(page, default_timeout=60))
    door.claims = BEN
    app = run(AppTest.from_function(page, default_timeout=60))
    assert not app.selectbox and not app.text_input
    assert [b.label for b in app.button] == ["Log out"]
    assert "Ben" in words(app) and "Ana" not in words(app)
    assert not login.may_manage_profiles() and storage.profiles() == []


def test_what_the_tab_was_told_to_be_does_not_count(door: Door) -> None:
    door.claims = ANA
    of_ana = profile_of(run(AppTest.from_function(page, default_timeout=60)))
    door.claims = BEN
    app = AppTest.from_function(page, default_timeout=60)
    for told in (("", of_ana), (login.Person("x y", "").login, of_ana)):
        app.session_state[PROFILE] = told
        app.session_state["kept"] = {"stretch": "what Ana chose"}
        assert profile_of(run(app)) != of_ana
        assert "kept" not in app.session_state


def test_a_page_that_was_not_entered_gets_nothing(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    door.claims = BEN
    for told in ((None, "me"), ("", "me"), ("somebody else", "me")):
        monkeypatch.setattr(streamlit, "session_state", {PROFILE: told})
        with pytest.raises(LoginError):
            storage.history()


def test_logging_out_ends_the_practice_and_forgets(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    left = []
    monkeypatch.setattr(streamlit, "logout", lambda: left.append(True))
    door.claims = ANA
    app = run(AppTest.from_function(page, default_timeout=60))
    live = Retiring()
    app.session_state["live"] = live
    door.claims = {"is_logged_in": False}  # as Streamlit leaves it
    app.button[0].click()
    run(app)
    assert left == [True] and live.retired
    assert "live" not in app.session_state and PROFILE not in app.session_state


class Retiring:
    retired = False

    def retire(self) -> None:
        self.retired = True


def entered() -> None:
    from importlib import import_module

    import streamlit as st

    from posecheck.ui import profiles

    if profiles.enter():
        profiles.chooser()
        import_module(f"posecheck.ui.{st.session_state['shown']}").page()


@pytest.mark.parametrize("shown", ["practise", "review", "library", "settings_page"])
def test_every_page_shows_ones_own_only(fake: FakeCamera, door: Door, shown: str) -> None:
    door.claims = ANA
    of_ana = storage.everybody().of(profile_of(run(AppTest.from_function(page, default_timeout=60))))
    of_ana.save(hold(1, datetime.now(timezone.utc), "left", 4321))  # 1 h 12 min: nobody else has that
    storage.everybody().save(replace(hold(2, datetime.now(timezone.utc), "left", 4321), session_id="before"))

    def told(claims: Mapping[str, Any]) -> str:
        door.claims = claims
        app = AppTest.from_function(entered, default_timeout=60)
        app.session_state["shown"] = shown
        if shown != "library":  # there the address names what is shown
            app.query_params["session"], app.query_params["hold"] = "h", "h-1"
        run(app)
        return "\n".join(
            [words(app), *(f"{m.label} {m.value}" for m in app.metric), *(str(d.value) for d in app.dataframe)]
        )

    assert "1 h 12 min" not in told(BEN) and "Ana" not in told(BEN)
    if shown == "review":
        assert "1 h 12 min" in told(ANA)


def test_providers_are_offered_by_name(app: AppTest, door: Door) -> None:
    door.auth = {"redirect_uri": "r", "cookie_secret": "c", "school": {"client_id": "x"}, "club": {"client_id": "y"}}
    assert [b.label for b in run(app).button] == ["Log in with School", "Log in with Club"]


def test_a_login_that_is_not_set_up_lets_nobody_in(app: AppTest, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(provider: str | None) -> None:
        raise StreamlitAuthError("no client_secret")

    door.auth = {}
    monkeypatch.setattr(streamlit, "login", broken)
    run(app).button[0].click()
    run(app)
    assert "docs/hosting.md" in words(app) and "client_secret" not in words(app)
    assert not app.selectbox


def test_secrets_that_cannot_be_read_let_nobody_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "secrets.toml"
    monkeypatch.setattr(streamlit, "get_option", lambda name: [str(file)])

    class Secrets(dict[str, Any]):
        def get(self, *_: object) -> Any:
            from streamlit.errors import StreamlitSecretNotFoundError

            raise StreamlitSecretNotFoundError("nothing there, or nothing that can be read")

    monkeypatch.setattr(streamlit, "secrets", Secrets())
    assert not login.required()
    file.write_text("[auth", encoding="utf-8")
    assert login.required()
    monkeypatch.setattr(streamlit, "secrets", {"auth": AUTH})
    assert login.required()
    monkeypatch.setattr(streamlit, "secrets", {"other": 1})
    assert not login.required()


def test_the_hosts_files_are_everybodys_and_nobody_changes_them(
    fake: FakeCamera, door: Door, short: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sections() -> list[str]:
        app = AppTest.from_function(entered, default_timeout=60)
        app.session_state["shown"] = "library"
        return [str(option.content) for option in run(app).button_group[0].proto.options]

    def offers() -> list[str]:
        app = AppTest.from_function(entered, default_timeout=60)
        app.session_state["shown"] = "library"
        app.query_params["routine"] = short
        return [b.label for b in run(app).button]

    door.claims = ANA
    assert "Your own" not in sections() and "Remove it" not in offers()
    door.auth = None
    assert "Your own" in sections() and "Remove it" in offers()
