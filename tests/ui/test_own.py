"""Making a stretch of one's own, without a browser."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from posecheck.catalog import load_catalog
from posecheck.errors import ModelError
from posecheck.landmarks import Side
from posecheck.ui import camera, model, recording
from posecheck.ui.recording import LiveRecording
from tests.bodies import BRIDGE, GREY, KNEE_TO_CHEST, STANDING, Script, seen
from tests.lifts import world_lift
from tests.ui.pages import FakeCamera, pressed, run, words

pytestmark = pytest.mark.usefixtures("own_storage")


@pytest.fixture
def fake(fake: FakeCamera) -> FakeCamera:
    """The shared one; somebody holds a knee."""
    fake.source = Script(seen(KNEE_TO_CHEST))
    return fake


def own_page() -> None:
    from posecheck.ui import own

    own.section()


def recorded(fake: FakeCamera) -> AppTest:
    """The page after ten seconds of getting ready and three of holding."""
    app = run(own_page)
    fake.play(14)
    app.run()
    assert not app.exception, app.exception
    return app


def folder() -> Path:
    return Path(os.environ["POSECHECK_STRETCHES"])


def test_before_the_start_it_says_how(fake: FakeCamera) -> None:
    text = words(run(own_page))
    assert "you have 10 seconds" in text
    assert "No click is needed" in text


def test_while_counting_down_and_holding_it_says_what_to_do(fake: FakeCamera) -> None:
    app = run(own_page)
    fake.play(5)
    app.run()
    assert "**Get into your position.**" in words(app)
    fake.play(6)
    app.run()
    assert "**Hold still.**" in words(app)
    fake.source.bodies = [None]
    fake.play(2)
    app.run()
    assert "I can't see anyone yet. Hold still." in words(app)


def test_a_recording_becomes_a_form_and_the_form_a_file(fake: FakeCamera) -> None:
    app = recorded(fake)
    ticked = [c.label for c in app.checkbox if c.value]
    assert ticked[0] == "Trunk inclination (degrees)"
    assert "Hip flexion of this side (degrees)" in ticked
    app.text_input("own-name").set_value("Evening knee hug")
    app.number_input("own-seconds").set_value(45)
    app.number_input("own-right-hip_flexion_active-low").set_value(100.0)
    app.text_input("own-right-hip_flexion_active-below").set_value("Hug it closer.")
    app.checkbox("own-right-pelvis_tilt").set_value(False)
    app = pressed(app.run(), "Save")
    assert "Evening knee hug” is saved" in str(app.success[0].value)
    stretch = load_catalog().stretches["evening_knee_hug"]
    assert (stretch.sided, stretch.side_means, stretch.dose.target_s) == (True, "the bent leg", 45.0)
    thigh = stretch.check("hip_flexion_active")
    assert thigh.target == (100.0, 128.0)
    assert thigh.low is not None
    assert (thigh.low.cue, thigh.low.threshold) == ("Hug it closer.", 95.0)
    assert "pelvis_tilt" not in {c.id for c in stretch.checks}
    assert stretch.figure.active.hip_flexion == pytest.approx(118, abs=1)


def test_both_sides_at_once_is_a_choice(fake: FakeCamera) -> None:
    fake.source = Script(seen(BRIDGE))
    app = recorded(fake)
    assert "Hip flexion, both sides (degrees)" in [c.label for c in app.checkbox]
    app.text_input("own-name").set_value("My bridge")
    pressed(app.run(), "Save")
    assert not load_catalog().stretches["my_bridge"].sided


def test_a_name_that_is_missing_or_taken_is_told_and_nothing_is_lost(fake: FakeCamera) -> None:
    app = pressed(recorded(fake), "Save")
    assert "Give it a name first." in words(app)
    app.text_input("own-name").set_value("bridge")
    app.text_area("own-steps").set_value("Lie down.\nHug one knee.")
    app = pressed(app.run(), "Save")
    assert "already. Choose another name." in words(app)
    assert not folder().exists()
    app.text_input("own-name").set_value("Another")
    pressed(app.run(), "Save")
    assert load_catalog().stretches["another"].steps == ("Lie down.", "Hug one knee.")


def test_something_must_be_looked_at(fake: FakeCamera) -> None:
    app = recorded(fake)
    app.text_input("own-name").set_value("Nothing")
    for box in app.checkbox:
        box.set_value(False)
    app = pressed(app.run(), "Save")
    assert "Choose at least one thing to look at." in words(app)


def test_mistakes_are_told_all_at_once(fake: FakeCamera) -> None:
    app = recorded(fake)
    app.text_input("own-name").set_value("Mistaken")
    app.number_input("own-right-trunk_inclination-low").set_value(-20.0)
    app.text_input("own-right-trunk_inclination-above").set_value("Push harder")
    app = pressed(app.run(), "Save")
    text = words(app)
    assert "checks[1].target" in text
    assert "'push'" in text
    assert not folder().exists()


def test_a_folder_that_cannot_be_written_is_told_and_nothing_is_lost(fake: FakeCamera) -> None:
    folder().write_text("in the way", encoding="utf-8")
    app = recorded(fake)
    app.text_input("own-name").set_value("Kept")
    app = pressed(app.run(), "Save")
    assert "POSECHECK_STRETCHES" in words(app)
    assert "Nothing is lost" in words(app)
    folder().unlink()
    pressed(app, "Save")
    assert "kept" in load_catalog().stretches


def test_it_can_be_recorded_again_and_another_made(fake: FakeCamera) -> None:
    app = pressed(recorded(fake), "Record again")
    assert "you have 10 seconds" in words(app)
    fake.play(14)
    app.run()
    app.text_input("own-name").set_value("First")
    app = pressed(pressed(app.run(), "Save"), "Make another")
    assert "you have 10 seconds" in words(app)


def test_it_can_be_practised_at_once(fake: FakeCamera, monkeypatch: pytest.MonkeyPatch) -> None:
    app = recorded(fake)
    app.text_input("own-name").set_value("At once")
    app = pressed(app.run(), "Save")
    gone: list[object] = []
    monkeypatch.setattr(streamlit, "switch_page", gone.append)
    app.session_state["pages"] = {"practise": "practise"}
    app = pressed(app, "Practise it now")
    assert gone == ["practise"]
    assert app.session_state["kept"]["stretch"] == "at_once"
    assert app.session_state["kept"]["mode"] == "One stretch"


def test_a_model_that_breaks_is_told(fake: FakeCamera, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Script:
        raise ModelError("Fetch the model again.")

    monkeypatch.setattr(model, "pose_source", broken)
    app = run(own_page)
    fake.play(1)
    app.run()
    assert "Fetch the model again." in words(app)


def test_ice_servers_that_cannot_be_read_are_told(fake: FakeCamera, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(camera.ICE_VARIABLE, "stun:stun.example.org")
    monkeypatch.setattr(camera, "camera", lambda on_frame, on_end: bool(camera.ice_servers()))
    assert "must be a JSON list" in words(run(own_page))


def test_without_a_model_nothing_is_recorded(fake: FakeCamera, monkeypatch: pytest.MonkeyPatch) -> None:
    def offline(progress: object) -> Path:
        raise ModelError("Connect to the internet once.")

    monkeypatch.setattr(model, "provide", offline)
    assert "Connect to the internet once." in words(run(own_page))


# The recording by itself


@pytest.fixture
def lifted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "load_lifter", lambda: world_lift)


def play(live: LiveRecording, start_s: float, seconds: float) -> None:
    for number in range(round(seconds * 10)):
        live.frame(GREY, start_s + number / 10)


def test_the_countdown_reads_from_the_mat(lifted: None) -> None:
    live = LiveRecording(lambda: Script(seen(BRIDGE)))
    grey = np.full((480, 640, 3), 128, dtype=np.uint8)
    live.frame(grey, 0.0)
    ten, three = (live.frame(grey, time_s)()[:200, 440:] for time_s in (0.5, 7.5))
    rows = np.flatnonzero((three.min(axis=-1) > 240).max(axis=1))
    assert rows[-1] - rows[0] > 480 / 8
    assert (ten != three).any()
    assert (grey == 128).all()


def test_a_camera_started_again_counts_down_again(lifted: None) -> None:
    sources = [Script(seen(BRIDGE)), Script(seen(BRIDGE)), Script(seen(BRIDGE))]
    left = list(sources)
    live = LiveRecording(lambda: left.pop(0))
    play(live, 50.0, 11)
    assert live.state.step.value == "steadying"
    play(live, 0.0, 1)
    assert live.state.step.value == "countdown"
    assert sources[0].closed
    live.end()
    live.end()
    assert sources[1].closed
    play(live, 0.0, 13.5)
    assert live.state.recording is not None
    live.end()
    assert live.state.recording is not None  # what was recorded stays
    assert live.frame(GREY, 99.0)() is GREY


def test_whoever_lies_on_the_mat_is_recorded_not_who_pressed_start(lifted: None) -> None:
    class Two(Script):
        def detect(self, image_rgb, time_s, followed=None):  # type: ignore[no-untyped-def]
            self.bodies = [seen(STANDING)] if time_s < 8 else [seen(KNEE_TO_CHEST)]
            return super().detect(image_rgb, time_s, followed)

    live = LiveRecording(lambda: Two(None))
    play(live, 0.0, 16)
    found = live.state.recording
    assert found is not None
    assert found.held[f"hip_flexion.{Side.RIGHT.value}"].median == pytest.approx(118, abs=2)


def test_a_frame_that_cannot_be_worked_on_is_told(lifted: None) -> None:
    class Broken(Script):
        def detect(self, image_rgb, time_s, followed=None):  # type: ignore[no-untyped-def]
            raise ValueError("no")

    live = LiveRecording(lambda: Broken(None))
    assert live.frame(GREY, 0.0)() is GREY
    assert "Press Stop, then Start" in live.state.problem
    live.frame(GREY, 0.1)
    live.end()
    assert live.state.problem == ""
