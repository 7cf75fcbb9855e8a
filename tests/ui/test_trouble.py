"""What does not work is told on the page, with its remedy, and hides nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest

from posecheck.catalog import BUILT_IN, load_catalog
from posecheck.errors import ModelError
from posecheck.store import History
from posecheck.ui import camera, choices, model, practise
from tests.bodies import Script
from tests.routines import add_routine
from tests.ui.conftest import SHORT
from tests.ui.pages import FakeCamera, hold, practise_page, pressed, progress, review_page, run, words

pytestmark = pytest.mark.usefixtures("own_storage")


def test_without_a_model_the_page_says_what_to_do(fake: FakeCamera, monkeypatch: pytest.MonkeyPatch) -> None:
    def offline(progress: Callable[[int, int | None], None]) -> Path:
        progress(10, 100)
        raise ModelError("Connect to the internet once.")

    monkeypatch.setattr(model, "provide", offline)
    app = run(practise_page, stretch="bridge")
    assert "Connect to the internet once." in words(app)
    assert "Camera to your side" in words(app)
    monkeypatch.setattr(model, "provide", lambda progress: Path("model.task"))
    pressed(app, "Try again")
    assert not app.error


def test_a_model_that_breaks_later_is_told_while_playing(fake: FakeCamera, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Script:
        raise ModelError("Fetch the model again.")

    monkeypatch.setattr(practise, "pose_source", broken)
    app = run(practise_page, stretch="bridge")
    fake.play(1)
    app.run()
    assert "Fetch the model again." in words(app)
    assert "Waiting for the next picture" in words(app)


def test_a_broken_own_stretch_is_told_and_hides_nothing(fake: FakeCamera, tmp_path: Path) -> None:
    (tmp_path / "stretches").mkdir()
    (tmp_path / "stretches" / "mine.toml").write_text('id = "mine"', encoding="utf-8")
    app = run(practise_page, stretch="bridge")
    assert "This stretch file is left out until it is put right – mine.toml: checks: there are none" in words(app)
    assert len(app.selectbox[0].options) == 25


def test_a_history_that_cannot_be_used_is_told(fake: FakeCamera, monkeypatch: pytest.MonkeyPatch) -> None:
    good = os.environ["POSECHECK_DATABASE_URL"]
    monkeypatch.setenv("POSECHECK_DATABASE_URL", "mysql://nowhere/x")
    app = run(practise_page, stretch="bridge")
    assert len(app.error) == 1
    assert "Camera to your side" in words(app)
    monkeypatch.setenv("POSECHECK_DATABASE_URL", good)


def test_a_history_that_cannot_be_read_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "bad.sqlite3").write_bytes(b"this is no database at all" * 100)
    address = f"sqlite:///{tmp_path / 'bad.sqlite3'}"
    monkeypatch.setenv("POSECHECK_DATABASE_URL", address)
    try:
        app = run(review_page)
        assert len(app.error) == 1
        assert (tmp_path / "bad.sqlite3").read_bytes().startswith(b"this is no database")
    finally:
        monkeypatch.setenv("POSECHECK_DATABASE_URL", f"sqlite:///{tmp_path / 'good.sqlite3'}")


def test_ice_servers_that_cannot_be_read_are_told(fake: FakeCamera, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(camera.ICE_VARIABLE, "stun:stun.example.org")
    monkeypatch.setattr(camera, "camera", lambda on_frame, on_end: bool(camera.ice_servers()))
    assert "must be a JSON list" in words(run(practise_page, stretch="bridge"))


def test_ice_servers_are_none_unless_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(camera.ICE_VARIABLE, raising=False)
    assert camera.ice_servers() == []
    monkeypatch.setenv(camera.ICE_VARIABLE, '[{"urls": "stun:stun.example.org:3478"}]')
    assert camera.ice_servers() == [{"urls": "stun:stun.example.org:3478"}]


@pytest.mark.parametrize("link", [{"routine": "teatime"}, {"stretch": "plank"}])
def test_a_link_to_nothing_is_told_in_a_sentence(fake: FakeCamera, link: dict[str, str]) -> None:
    app = run(practise_page, **link)
    assert [w.value for w in app.warning] == ["What this address names is not here; choose something else."]
    assert [w.value for w in run(practise_page, stretch="pigeon").warning] == []


def test_text_from_files_stays_text(fake: FakeCamera, tmp_path: Path) -> None:
    (tmp_path / "stretches").mkdir()
    sly = "![x](http://example.org/a.png) www.example.org"
    text = (BUILT_IN / "pigeon.toml").read_text(encoding="utf-8")
    stretch = load_catalog().get("pigeon")
    words_of = {concern.about: concern.words for concern in stretch.concerns}
    choices.settings().update(screening=["hip_pain"])  # a caution
    for old in (stretch.name, stretch.steps[0], stretch.caution, stretch.camera.hint, words_of["hip_pain"]):
        assert f'"{old}"' in text
        text = text.replace(f'"{old}"', f'"{sly}"')
    (tmp_path / "stretches" / "pigeon.toml").write_text(text, encoding="utf-8")
    sly_one = SHORT.replace("To try things out.", sly).replace("Short one", sly).replace('"bridge"', '"pigeon"')
    add_routine(tmp_path, sly_one)
    with History.open() as history:
        history.save(replace(hold(0, datetime.now(timezone.utc), "left", 31), stretch_id="pigeon"))
    playing = run(practise_page, routine="short")
    shown = [run(practise_page, stretch="pigeon"), run(practise_page, routine="short"), run(review_page), playing]
    fake.play(3)
    playing.run()
    assert "1 of 5" in progress(playing)
    for app in shown:
        more = [*(t.value for t in app.title), *(m.label for m in app.metric), progress(app)]
        all_of_it = "\n".join([words(app), *more])
        assert "x" in all_of_it
        assert "![" not in all_of_it and "http://" not in all_of_it and "www." not in all_of_it, all_of_it
