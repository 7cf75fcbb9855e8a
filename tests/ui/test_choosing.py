"""What can be chosen on the Practise page, and what the answers leave out."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from posecheck.catalog import BUILT_IN, load_catalog
from posecheck.ui import choices
from tests.ui.pages import FakeCamera, practise_page, progress, run, words

pytestmark = pytest.mark.usefixtures("own_storage")


def test_a_sided_stretch_offers_its_sides(fake: FakeCamera) -> None:
    app = run(practise_page, stretch="bridge")
    app.selectbox[0].set_value("single_knee_to_chest").run()
    assert not app.exception
    assert app.title[0].value == "Single knee to chest"
    assert "The side is the bent leg" in words(app)


def test_screening_puts_its_caution_on_the_page(fake: FakeCamera) -> None:
    choices.settings().update(screening=["hip_replacement"])
    app = run(practise_page, stretch="single_knee_to_chest")
    assert any("90" in w.value for w in app.warning)


def options(app: AppTest) -> list[str]:
    return list(app.selectbox[0].options)


def test_what_the_answers_leave_out_is_not_offered(fake: FakeCamera) -> None:
    app = run(practise_page, stretch="pigeon")
    assert len(options(app)) == 25
    assert "because of your answers" not in words(app)
    choices.settings().update(screening=["hernia"])
    app.run()
    assert "Bridge" not in options(app)
    assert "Pressure: fingers, ball or roller" not in options(app)
    assert f"{25 - len(options(app))} left out because of your answers." in words(app)


def test_a_link_shows_what_is_left_out_with_its_caution(fake: FakeCamera) -> None:
    choices.settings().update(screening=["hernia"])
    app = run(practise_page, stretch="pressure_release")
    assert app.title[0].value == "Pressure: fingers, ball or roller"
    assert "Leave it out with a hernia" in words(app)
    fake.play(45)  # how it is done is told first
    app.run()
    assert "Timed, not seen" in words(app)


def test_the_default_is_not_a_stretch_that_is_left_out(fake: FakeCamera) -> None:
    choices.settings().update(screening=["hernia"])
    app = run(practise_page)
    app.button_group[0].set_value("One stretch").run()
    assert app.title[0].value in options(app)
    assert app.title[0].value != "Bridge"


def test_what_the_library_names_is_shown_although_left_out(fake: FakeCamera) -> None:
    choices.settings().update(screening=["hernia"])
    kept = {"mode": "One stretch", "stretch": "pressure_release", "asked-for": "pressure_release"}
    app = run(practise_page, {"kept": kept})
    assert app.title[0].value == "Pressure: fingers, ball or roller"
    app.run()
    assert app.title[0].value == "Pressure: fingers, ball or roller"


def left_out_of(tmp_path: Path, *stretch_ids: str) -> None:
    """Own copies of built-in stretches that glaucoma leaves out."""
    (tmp_path / "stretches").mkdir()
    concern = '\n[[concerns]]\nabout = "glaucoma"\neffect = "leave_out"\nwords = "Not with your eyes."\n'
    for stretch_id in stretch_ids:
        text = (BUILT_IN / f"{stretch_id}.toml").read_text(encoding="utf-8")
        (tmp_path / "stretches" / f"{stretch_id}.toml").write_text(text + concern, encoding="utf-8")
    assert load_catalog().problems == ()


def test_a_routine_goes_without_what_is_left_out(fake: FakeCamera, short: str, tmp_path: Path) -> None:
    left_out_of(tmp_path, "single_knee_to_chest")
    choices.settings().update(screening=["glaucoma"])
    app = run(practise_page, routine=short)
    text = words(app)
    assert "Left out because of your answers: Single knee to chest." in text
    assert "1. Bridge – 10 seconds" in text
    assert "2. Belly breathing – 30 seconds" in text
    assert "3. " not in text
    fake.play(3)
    app.run()
    assert "1 of 2: Bridge" in progress(app)


def test_of_a_routine_nothing_may_be_left(fake: FakeCamera, short: str, tmp_path: Path) -> None:
    left_out_of(tmp_path, "bridge", "single_knee_to_chest", "belly_breathing")
    choices.settings().update(screening=["glaucoma"])
    app = run(practise_page, routine=short)
    fake.play(3)
    app.run()
    assert "Nothing of this is left" in words(app)
    assert fake.time_s == 0.0  # no camera
    assert "Left out because of your answers: Bridge, Single knee to chest, Belly breathing." in words(app)
