"""The Settings page without a browser, and what a settings file may hold."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from posecheck.store.settings import Settings
from posecheck.ui import settings_page
from posecheck.ui.settings_page import speech_settings
from posecheck.ui.speech import Voice, VoiceSettings
from posecheck.voice import Utterance, Verbosity

pytestmark = pytest.mark.usefixtures("own_storage")

USUAL = VoiceSettings()
DAN = Voice("dan", "Dan", "en-GB", True)
OFFICE = Voice("office", "Office", "en-US", False)
ANNA = Voice("anna", "Anna", "de-DE", True)


def page() -> None:
    from posecheck.ui import settings_page

    settings_page.page()


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, app.exception
    return app


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_function(page, default_timeout=60)


def write(tmp_path: Path, **values: object) -> None:
    (tmp_path / "settings.json").write_text(json.dumps(values), encoding="utf-8")


def said(app: AppTest) -> str:
    return "\n".join(str(e.value) for kind in (app.caption, app.warning) for e in kind)


def browser_with(monkeypatch: pytest.MonkeyPatch, *voices: Voice) -> None:
    monkeypatch.setattr(settings_page, "browser_voices", lambda: voices)


def test_nothing_chosen_is_as_usual() -> None:
    assert speech_settings() == USUAL


def test_what_was_chosen_is_read(tmp_path: Path) -> None:
    write(tmp_path, voice={"verbosity": "sounds only", "volume": 0.25, "speed": 1.5, "voice": "dan"})
    assert speech_settings() == VoiceSettings(Verbosity.SOUNDS, 0.25, 1.5, "dan")


@pytest.mark.parametrize(
    "odd",
    [
        {"verbosity": "loud"},
        {"verbosity": ["all"]},
        {"volume": "0.5"},
        {"volume": True},
        {"volume": 1.1},
        {"volume": -0.1},
        {"volume": float("nan")},
        {"speed": 0},
        {"speed": 9},
        {"speed": None},
        {"speed": float("inf")},
        {"voice": 7},
    ],
)
def test_an_odd_value_is_as_usual_and_the_others_stay(tmp_path: Path, odd: dict[str, object]) -> None:
    write(tmp_path, voice={"verbosity": "off", "volume": 0.1, "speed": 0.7, "voice": "dan", **odd})
    (name,) = odd
    read = speech_settings()
    assert getattr(read, name) == getattr(USUAL, name)
    others = {"verbosity": Verbosity.OFF, "volume": 0.1, "speed": 0.7, "voice": "dan"}
    assert all(getattr(read, other) == value for other, value in others.items() if other != name)


@pytest.mark.parametrize("odd", [[], "loud", 3, None])
def test_something_else_than_settings_is_as_usual(tmp_path: Path, odd: object) -> None:
    write(tmp_path, voice=odd)
    assert speech_settings() == USUAL


def test_the_page_keeps_what_is_chosen(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    browser_with(monkeypatch, DAN, OFFICE, ANNA)
    run(app)
    app.button_group[0].set_value(Verbosity.ESSENTIALS)
    run(app)
    app.slider[0].set_value(40)
    run(app)
    app.slider[1].set_value(1.25)
    run(app)
    app.selectbox[0].set_value("office")
    run(app)
    assert speech_settings() == VoiceSettings(Verbosity.ESSENTIALS, 0.4, 1.25, "office")
    again = run(AppTest.from_function(page, default_timeout=60))
    assert again.button_group[0].value == Verbosity.ESSENTIALS
    assert [slider.value for slider in again.slider] == [40, 1.25]
    assert again.selectbox[0].value == "office"


def test_english_voices_are_offered_and_what_needs_the_internet_says_so(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser_with(monkeypatch, DAN, OFFICE, ANNA)
    assert run(app).selectbox[0].options == [
        "The browser's own",
        "Dan (en-GB)",
        "Office (en-US) – needs the internet",
    ]
    assert "no English voice" not in said(app)


@pytest.mark.parametrize(("voices", "offers"), [((ANNA,), False), ((OFFICE,), True)])
def test_a_browser_without_a_voice_of_its_own_says_what_tells_instead(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, voices: tuple[Voice, ...], offers: bool
) -> None:
    browser_with(monkeypatch, *voices)
    run(app)
    assert "no English voice on this device" in said(app)
    assert ("choose one if you like" in said(app)) == offers
    app.button_group[0].set_value(Verbosity.SOUNDS)
    assert "no English voice" not in said(run(app))


def test_a_voice_of_another_browser_stays_chosen(tmp_path: Path, app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    browser_with(monkeypatch, DAN)
    write(tmp_path, voice={"voice": "moira"})
    run(app)
    assert app.selectbox[0].value == "moira"
    app.slider[0].set_value(10)
    run(app)
    assert speech_settings().voice == "moira"


def test_what_cannot_be_written_is_said_and_holds_all_the_same(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Settings, values: object) -> None:
        raise PermissionError

    run(app)
    monkeypatch.setattr(Settings, "_write", refuse)
    app.slider[0].set_value(15)
    run(app)
    assert "Your settings cannot be written" in said(app)
    assert speech_settings().volume == 0.15
    monkeypatch.undo()
    app.slider[0].set_value(20)
    assert "cannot be written" not in said(run(app))


def test_try_it_says_something_each_time_as_it_is_set(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[tuple[Sequence[Utterance], VoiceSettings]] = []

    def speak(utterances: Sequence[Utterance], session: str, chosen: VoiceSettings, *, awake: bool) -> None:
        given.append((utterances, chosen))

    monkeypatch.setattr(settings_page, "speak", speak)
    run(app)
    assert not given[-1][0]
    app.slider[1].set_value(1.2)
    run(app)
    numbers = []
    for _ in range(2):
        app.button[0].click()
        run(app)
        (utterance,), chosen = given[-1]
        assert utterance.words
        assert chosen.speed == 1.2
        numbers.append(utterance.number)
    assert numbers == [1, 2]
