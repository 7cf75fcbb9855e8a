"""One stretch on the Practise page: from the start to its summary."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from posecheck.catalog import BUILT_IN
from posecheck.repetitions import Moved
from posecheck.stretch import LimbPose
from posecheck.turn_practice import Wishes
from posecheck.ui import live, running, storage
from tests.bodies import KNEE_TO_CHEST, Script, figure, seen
from tests.lifts import world_lift
from tests.ui.pages import FakeCamera, practise_page, pressed, review_page, run, words

pytestmark = pytest.mark.usefixtures("own_storage")


def test_before_the_start_the_page_reminds_and_explains(fake: FakeCamera) -> None:
    app = run(practise_page, stretch="bridge")
    assert app.title[0].value == "Bridge"
    assert "not medical advice" in words(app)
    assert "Camera to your side" in words(app)
    assert "Leave it out with an ulcer" in words(app)
    assert app.number_input[0].value == 30
    assert len(app.selectbox[0].options) == 25


def test_while_practising_the_page_shows_checks_and_seconds(fake: FakeCamera) -> None:
    app = run(practise_page, stretch="bridge")
    fake.play(6)
    app.run()
    assert not app.exception
    assert [(m.label, m.value) for m in app.metric] == [("Held so far", "5 s")]
    text = words(app)
    assert "**Holding**" in text
    assert "| ✓ | Hip line (left) | 2° | −5 to 15° |" in text
    assert "| ✓ | Knees over toes | 1.0 | 0.8 to 1.5 |" in text
    assert "not medical advice" not in text


def test_after_stopping_the_hold_is_summed_up_and_in_the_history(fake: FakeCamera) -> None:
    app = run(practise_page, stretch="bridge")
    fake.play(6)
    app.run()
    fake.playing = False
    app.run()
    assert "| both | 6 s |" in words(app)
    storage.writer().flush()
    (record,) = storage.history().holds()
    assert (record.stretch_id, record.finished) == ("bridge", True)
    review = run(review_page)
    assert "You practised on **1 day**, **6 s** together." in words(review)
    assert "| Bridge |  | 6 s | 1 |" in words(review)


def test_another_stretch_ends_the_one_before(fake: FakeCamera) -> None:
    app = run(practise_page, stretch="bridge")
    fake.play(5)
    app.run()
    assert len(app.selectbox) == 0  # nothing to decide while the camera runs
    fake.playing = False
    app.run()
    fake.source = Script(seen(KNEE_TO_CHEST))
    app.selectbox[0].set_value("single_knee_to_chest").run()
    fake.play(5)
    app.run()
    assert not app.exception
    assert [m.label for m in app.metric] == ["Held so far, left", "Held so far, right"]
    storage.writer().flush()
    by_stretch = {r.stretch_id: r for r in storage.history().holds()}
    assert by_stretch["bridge"].finished
    assert by_stretch["single_knee_to_chest"].side == "right"


def test_nobody_in_view_says_so(fake: FakeCamera) -> None:
    fake.source = Script(None)
    app = run(practise_page, stretch="bridge")
    fake.play(8)
    app.run()
    assert "I can't see you – whole body in view, side-on?" in words(app)


def test_any_target_of_a_stretch_file_can_be_practised(fake: FakeCamera, tmp_path: Path) -> None:
    (tmp_path / "stretches").mkdir()
    bridge = (BUILT_IN / "bridge.toml").read_text(encoding="utf-8")
    for target in ("0.4", "3", "7200"):
        text = bridge.replace("target_s = 30", f"target_s = {target}")
        (tmp_path / "stretches" / "bridge.toml").write_text(text, encoding="utf-8")
        assert run(practise_page, stretch="bridge").number_input[0].value == max(1, round(float(target)))


def test_changing_the_side_keeps_what_was_held(fake: FakeCamera) -> None:
    fake.source = Script(seen(KNEE_TO_CHEST))
    app = run(practise_page, stretch="bridge")
    app.selectbox[0].set_value("single_knee_to_chest").run()
    fake.play(5)
    app.run()
    fake.playing = False
    app.run()
    app.number_input[0].set_value(60).run()
    fake.play(0.2)
    app.run()
    assert [(m.label, m.value) for m in app.metric] == [("Held so far, left", "0 s"), ("Held so far, right", "4 s")]


def test_the_neutral_pose_is_taken_used_and_forgotten(fake: FakeCamera, monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[object] = []
    of_camera = live.LivePractice.__init__

    def noted(self: live.LivePractice, *given: object, **named: object) -> None:
        wishes = given[3]
        assert isinstance(wishes, Wishes)
        used.append(wishes.straight)
        of_camera(self, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(live.LivePractice, "__init__", noted)
    app = pressed(run(practise_page, stretch="bridge"), "Take it")
    assert app.title[0].value == "Neutral pose"
    fake.source = Script(seen(figure(-90, LimbPose(hip_flexion=4, knee_flexion=6))))
    fake.play(7)
    app.run()
    fake.playing = False
    app.run()
    app = pressed(app, "Back to practice")
    assert app.title[0].value == "Bridge"
    assert "Taken on" in words(app)
    assert used[0] is None
    assert used[1] is None
    straight = used[-1]
    assert isinstance(straight, dict)
    assert straight["knee_flexion.right"] == pytest.approx(6, abs=1)
    assert "first practice" in words(run(review_page))  # it is no practice
    app = pressed(app, "Forget it")
    assert used[-1] is None
    assert "Taken on" not in words(app)


def test_what_cannot_be_told_can_be_counted_by_time(fake: FakeCamera, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "load_lifter", lambda: lambda f, s: replace(world_lift(f), strangeness=9.0))
    app = run(practise_page, stretch="bridge")
    fake.play(5)
    app.run()
    assert [m.value for m in app.metric] == ["0 s"]
    pressed(app, "Count by time instead")
    fake.play(5)
    app.run()
    fake.playing = False
    app.run()
    storage.writer().flush()
    (record,) = storage.history().holds()
    assert record.timed_s == pytest.approx(record.held_s)
    assert record.held_s >= 4.0


def test_a_pace_can_be_chosen(fake: FakeCamera) -> None:
    app = run(practise_page, stretch="belly_breathing")
    (slider,) = app.slider
    assert (slider.min, slider.max, slider.value) == (5.0, 10.0, 6.0)
    fake.play(45)  # how it is done is told first
    app.run()
    assert "Timed, not seen" in words(app)


def test_a_timed_stretch_begins_anew_too_and_a_position_need_not(fake: FakeCamera) -> None:
    app = run(practise_page, stretch="belly_breathing")
    fake.play(45)  # how it is done is told first
    app.run()
    fake.playing = False
    app.run()
    pressed(app, "Begin anew")
    assert len(app.subheader) == 0
    app = run(practise_page, stretch="bridge")
    fake.play(6)
    app.run()
    fake.playing = False
    app.run()
    assert len(app.subheader) == 1
    assert "Begin anew" not in [b.label for b in app.button]


@pytest.mark.parametrize(
    ("moved", "told"),
    [
        (Moved(), "0 times so far"),
        (Moved(1, 40.6, 34.5001), "1 time · 41° · 35°/s"),
        (Moved(8, 41.2, 35.4), "8 times · 41° · 35°/s"),
    ],
)
def test_repetitions_are_told_with_their_range_and_speed(moved: Moved, told: str) -> None:
    assert running._moved_words(moved) == told
