"""The pages without a browser: every state is drawn, and says what to do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from posecheck.catalog import BUILT_IN, load_catalog
from posecheck.desk import TALL_SEAT
from posecheck.errors import ModelError
from posecheck.landmarks import ByteArray, LandmarkFrame
from posecheck.programme import Done
from posecheck.record import HoldRecord, MeasureSummary, Pause
from posecheck.repetitions import Moved
from posecheck.routine import Turn
from posecheck.store import History
from posecheck.stretch import Figure, LimbPose
from posecheck.ui import camera, choices, live, model, practise, running, storage, tremor_past
from tests.bodies import BRIDGE, GREY, KNEE_TO_CHEST, Script, figure, seen
from tests.lifts import world_lift

OnFrame = Callable[[ByteArray, float], ByteArray]


@pytest.fixture(autouse=True)
def own_storage() -> Iterator[None]:
    """Every test has a writer and a reader of its own, closed at its end."""
    storage.writer.clear()
    storage.history.clear()
    yield
    storage.writer().close()
    storage.history().close()
    storage.writer.clear()
    storage.history.clear()


class FakeCamera:
    """Stands in for the browser's camera: plays a body for some seconds at each run of the page."""

    def __init__(self, body: LandmarkFrame | None) -> None:
        self.source = Script(body)
        self.playing = False
        self.seconds = 0.0
        self.time_s = 0.0

    def __call__(self, on_frame: OnFrame, on_end: Callable[[], None]) -> bool:
        for _ in range(round(self.seconds * 10)):
            self.time_s += 0.1
            on_frame(GREY, self.time_s)
        self.seconds = 0.0
        if not self.playing:
            on_end()
        return self.playing

    def play(self, seconds: float) -> None:
        self.playing, self.seconds = True, seconds


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeCamera:
    stand_in = FakeCamera(seen(BRIDGE))
    monkeypatch.setattr(camera, "camera", stand_in)
    monkeypatch.setattr(practise, "pose_source", lambda: stand_in.source)
    monkeypatch.setattr(live, "load_lifter", lambda: world_lift)
    monkeypatch.setattr(model, "provide", lambda progress=None: Path("model.task"))
    return stand_in


def practise_page() -> None:
    from posecheck.ui import practise

    practise.page()


def review_page() -> None:
    from posecheck.ui import review

    review.page()


def run(page: Callable[[], None], **link: str) -> AppTest:
    app = AppTest.from_function(page, default_timeout=60)
    for name, value in link.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception, app.exception
    return app


def words(app: AppTest) -> str:
    return "\n".join(str(e.value) for kind in (app.markdown, app.caption, app.error, app.warning) for e in kind)


def test_before_the_start_the_page_reminds_and_explains(fake: FakeCamera) -> None:
    app = run(practise_page, stretch="bridge")
    assert app.title[0].value == "Bridge"
    assert "not medical advice" in words(app)
    assert "Camera to your side" in words(app)
    assert "Leave it out with an ulcer" in words(app)
    assert app.number_input[0].value == 30
    assert len(app.selectbox[0].options) == 25


def test_a_sided_stretch_offers_its_sides(fake: FakeCamera) -> None:
    app = run(practise_page, stretch="bridge")
    app.selectbox[0].set_value("single_knee_to_chest").run()
    assert not app.exception
    assert app.title[0].value == "Single knee to chest"
    assert "The side is the bent leg" in words(app)


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
    assert "You held **6 s** today." in words(review)
    assert review.dataframe[0].value["Stretch"].tolist() == ["Bridge"]


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
    assert "I can't see anyone yet – come into view." in words(app)


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


def pressed(app: AppTest, label: str) -> AppTest:
    next(b for b in app.button if b.label == label).click().run()
    assert not app.exception, app.exception
    return app


def test_the_neutral_pose_is_taken_used_and_forgotten(fake: FakeCamera, monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[object] = []
    of_camera = live.LivePractice.__init__

    def noted(self: live.LivePractice, *given: object, **named: object) -> None:
        used.append(named["straight"])
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


def test_ice_servers_that_cannot_be_read_are_told(fake: FakeCamera, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(camera.ICE_VARIABLE, "stun:stun.example.org")
    monkeypatch.setattr(camera, "camera", lambda on_frame, on_end: bool(camera.ice_servers()))
    assert "must be a JSON list" in words(run(practise_page, stretch="bridge"))


def test_ice_servers_are_none_unless_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(camera.ICE_VARIABLE, raising=False)
    assert camera.ice_servers() == []
    monkeypatch.setenv(camera.ICE_VARIABLE, '[{"urls": "stun:stun.example.org:3478"}]')
    assert camera.ice_servers() == [{"urls": "stun:stun.example.org:3478"}]


def test_an_empty_history_leads_to_the_first_practice() -> None:
    app = run(review_page)
    assert "Your holds will be listed here" in words(app)
    assert [b.label for b in app.button] == ["Practise now"]


def hold(number: int, began: datetime, side: str, held_s: float) -> HoldRecord:
    return HoldRecord(
        id=f"h-{number}", session_id="h", stretch_id="half_kneeling", side=side, started_at=began, start_s=1.0,
        end_s=1.0 + held_s, held_s=held_s, target_s=30.0, in_place_s=held_s, out_of_place_s=2.0,
        pauses=(Pause(5.0, 7.0, "Float chest over hips."),), measures={"hip_flexion.left": MeasureSummary(-5.0, -8.0)},
        finished=True,
    )  # fmt: skip


def test_the_review_shows_today_the_weeks_and_the_list() -> None:
    now = datetime.now(timezone.utc)
    with History.open() as history:
        for number, (days, side, held_s) in enumerate(
            [(0, "left", 31), (0, "right", 75), (9, "left", 20), (200, "left", 9)]
        ):
            history.save(hold(number, now - timedelta(days=days), side, held_s))
        history.save(replace(hold(9, now, "both", 12.0), stretch_id="a_lost_one", session_id="x"))
    app = run(review_page)
    assert [s.value for s in app.subheader] == ["Today", "The last 8 weeks", "Holds"]
    shown = {(m.label.replace("\\", ""), m.value) for m in app.metric}
    assert ("Half-kneeling hip flexor, right", "1 min 15 s") in shown
    assert ("a_lost_one", "12 s") in shown
    table = app.dataframe[0].value
    assert len(table) == 5
    assert set(table["Pauses"]) == {"1: Float chest over hips."}
    assert "**Half-kneeling hip flexor**" in words(app)


@pytest.mark.parametrize(
    ("changes", "words"),
    [({}, "31 s"), ({"timed_s": 31.0}, "31 s, timed, not seen"), ({"timed_s": 10.0}, "31 s, partly timed"),
     ({"repetitions": 8}, "8 times")],
)  # fmt: skip
def test_the_list_says_how_it_is_known(changes: dict[str, Any], words: str) -> None:
    with History.open() as history:
        history.save(replace(hold(0, datetime.now(timezone.utc), "left", 31), **changes))
    assert run(review_page).dataframe[0].value["Held"].tolist() == [words]


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


SHORT = """
id = "short"
name = "Short one"
about = "To try things out."
needs = ["A1"]

[[steps]]
stretch = "bridge"
target_s = 10
rest_s = 2

[[steps]]
stretch = "single_knee_to_chest"
sides = "each"
target_s = 10

[[steps]]
stretch = "belly_breathing"
target_s = 30
"""


@pytest.fixture
def short(tmp_path: Path) -> str:
    (tmp_path / "routines").mkdir()
    (tmp_path / "routines" / "short.toml").write_text(SHORT, encoding="utf-8")
    return "short"


def test_a_routine_is_told_before_it_begins(fake: FakeCamera, short: str) -> None:
    app = run(practise_page, routine=short)
    assert app.title[0].value == "Short one"
    text = words(app)
    assert "1. Bridge – 10 seconds" in text
    assert "2. Single knee to chest – 10 seconds, each side" in text
    assert "To try things out." in text


def test_a_routine_runs_to_its_end_with_a_pause_and_a_skip(fake: FakeCamera, short: str) -> None:
    app = run(practise_page, routine=short)
    fake.play(6)
    app.run()
    assert len(app.selectbox) == 0
    pressed(app, "Pause")
    fake.play(60)
    app.run()
    pressed(app, "Go on")
    fake.play(5.5)
    app.run()
    fake.play(3)  # the rest
    app.run()
    fake.source.bodies = [seen(mirrored_knee_to_chest())]
    fake.play(11)
    app.run()
    pressed(app, "Skip")  # the right side
    fake.play(9 + 31)
    app.run()
    assert "All done" in words(app)
    fake.playing = False
    app.run()
    text = words(app)
    assert [s.value for s in app.subheader] == ["What you held"]
    rows = [line for line in text.splitlines() if line.startswith("|")][2:]
    assert rows[0].startswith("| Bridge |  | 10 s | 1")
    assert rows[0].endswith("| ✓ |")
    assert rows[1].startswith("| Single knee to chest | left | 10 s | 1")
    assert rows[2] == "| Single knee to chest | right | 10 s | skipped |  |"
    assert rows[3] == "| Belly breathing |  | 30 s | 30 s | ✓ |"
    assert "30 s of it are timed, not seen." in text
    storage.writer().flush()
    records = storage.history().holds()
    assert {r.routine_id for r in records} == {"short"}
    assert len({r.session_id for r in records}) == 1
    pressed(app, "Practise it again")
    assert len(app.subheader) == 0
    assert choices.settings().load()["last_routine"] == "short"


def mirrored_knee_to_chest() -> Figure:
    """The left knee drawn in."""
    return replace(KNEE_TO_CHEST, active=KNEE_TO_CHEST.other, other=KNEE_TO_CHEST.active)


def test_tremor_practice_asks_and_teaches_first(fake: FakeCamera) -> None:
    app = run(practise_page, stretch="tremor_practice")
    assert "Before the first session" in words(app)
    choices.settings().update(screening=["seizures"])
    app.run()
    assert "Not for you just now." in words(app)
    choices.settings().update(screening=[])
    app.run()
    text = words(app)
    assert "To stop at once: stretch both legs long" in text
    assert "3 minutes each" in text
    fake.play(40)
    app.run()
    assert "Timed, not seen" in words(app)
    fake.playing = False
    app.run()
    assert "Target reached" not in words(app)
    assert "| both | 3" in words(app)
    storage.writer().flush()
    (record,) = storage.history().holds()
    assert record.timed_s == pytest.approx(record.held_s)
    pressed_anew = run(practise_page, stretch="tremor_practice")
    assert "Two days between sessions" in words(pressed_anew)


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
    fake.play(20)
    app.run()
    assert "Timed, not seen" in words(app)


def test_screening_puts_its_caution_on_the_page(fake: FakeCamera) -> None:
    choices.settings().update(screening=["hip_replacement"])
    app = run(practise_page, stretch="single_knee_to_chest")
    assert any("90" in w.value for w in app.warning)


# What the answers leave out


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
    fake.play(20)
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
    app = AppTest.from_function(practise_page, default_timeout=60)
    app.session_state["kept"] = {"mode": "One stretch", "stretch": "pressure_release", "asked-for": "pressure_release"}
    app.run()
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


def progress(app: AppTest) -> str:
    return "\n".join(str(bar.proto.text) for bar in app.get("progress"))


# Routines that are stopped, and links


def test_a_routine_stopped_midway_can_go_on_or_begin_anew(fake: FakeCamera, short: str) -> None:
    app = run(practise_page, routine=short)
    assert "Begin anew" not in [b.label for b in app.button]
    fake.play(0.5)
    app.run()
    fake.playing = False
    app.run()
    assert "Begin anew" not in [b.label for b in app.button]  # got nowhere yet
    fake.play(16)
    app.run()
    fake.playing = False
    app.run()
    assert [s.value for s in app.subheader] == ["What you held"]
    fake.play(0.5)
    app.run()
    assert "2 of 4" in progress(app)  # Start goes on
    fake.playing = False
    app.run()
    pressed(app, "Begin anew")
    assert len(app.subheader) == 0
    assert "Begin anew" not in [b.label for b in app.button]
    fake.play(1)
    app.run()
    assert "1 of 4" in progress(app)


def test_a_timed_stretch_begins_anew_too_and_a_position_need_not(fake: FakeCamera) -> None:
    app = run(practise_page, stretch="belly_breathing")
    fake.play(20)
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


def test_what_is_announced_stands_below_the_progress(fake: FakeCamera, short: str) -> None:
    app = run(practise_page, routine=short)
    fake.play(6)
    app.run()
    announced = app.session_state["live"].state.standing.words
    assert announced
    assert announced in [c.value.replace("\\", "") for c in app.caption]


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
    (tmp_path / "routines").mkdir()
    routine = (
        SHORT.replace('"To try things out."', f'"{sly}"').replace('"bridge"', '"pigeon"').replace("Short one", sly)
    )
    (tmp_path / "routines" / "short.toml").write_text(routine, encoding="utf-8")
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


# Tremor practice


def tremor_hold(number: int, session: str, began: datetime, held_s: float, **changes: Any) -> HoldRecord:
    record = hold(number, began, "both", held_s)
    return replace(record, session_id=session, stretch_id="tremor_practice", target_s=20.0, **changes)


NOON = datetime(2026, 3, 4, 12, tzinfo=timezone.utc)


def test_the_holds_of_a_session_count_as_one() -> None:
    later = NOON + timedelta(seconds=200)
    (past,) = tremor_past.sessions([tremor_hold(1, "a", NOON, 25), tremor_hold(2, "a", later, 20)], timezone.utc)
    assert past.seconds == 45
    assert past.started_at + timedelta(seconds=past.seconds) == later + timedelta(seconds=20)


def test_short_sessions_of_one_day_count_together_and_of_two_days_do_not() -> None:
    morning, evening, next_day = NOON, NOON + timedelta(hours=8), NOON + timedelta(hours=24)
    short = [tremor_hold(1, "a", morning, 20), tremor_hold(2, "b", evening, 20), tremor_hold(3, "c", next_day, 20)]
    assert sorted(p.seconds for p in tremor_past.sessions(short, timezone.utc)) == [20, 40]
    whole = [tremor_hold(1, "a", morning, 30), tremor_hold(2, "b", evening, 20)]
    assert sorted(p.seconds for p in tremor_past.sessions(whole, timezone.utc)) == [20, 30]


def test_many_holds_are_not_many_sessions() -> None:
    long_ago = datetime.now(timezone.utc) - timedelta(days=300)
    with History.open() as history:
        for number in range(5):
            history.save(tremor_hold(number, "one", long_ago + timedelta(seconds=60 * number), 40))
    assert tremor_past.allowed(load_catalog()).longest_s == 180.0


def test_many_holds_hide_no_session() -> None:
    now = datetime.now(timezone.utc)
    with History.open() as history:
        history.save(tremor_hold(0, "yesterday", now - timedelta(hours=24), 60))
        for number in range(1, 121):
            history.save(tremor_hold(number, f"s{number}", now - timedelta(minutes=number), 0.1))
    assert not tremor_past.allowed(load_catalog()).open


def test_three_sessions_long_ago_are_still_three() -> None:
    now = datetime.now(timezone.utc)
    with History.open() as history:
        for number in (1, 2, 3):
            history.save(tremor_hold(number, f"s{number}", now - timedelta(days=300 * number), 60))
    assert tremor_past.allowed(load_catalog()).longest_s == 600.0


def test_an_own_tremor_practice_counts_as_well(tmp_path: Path) -> None:
    (tmp_path / "stretches").mkdir()
    text = (
        (BUILT_IN / "tremor_practice.toml").read_text(encoding="utf-8").replace('"tremor_practice"', '"my_tremor"', 1)
    )
    (tmp_path / "stretches" / "my_tremor.toml").write_text(text, encoding="utf-8")
    with History.open() as history:
        began = datetime.now(timezone.utc) - timedelta(days=1)
        history.save(replace(tremor_hold(1, "own", began, 60), stretch_id="my_tremor"))
    assert not tremor_past.allowed(load_catalog()).open


def test_tremor_practice_has_no_scores() -> None:
    now = datetime.now(timezone.utc)
    with History.open() as history:
        history.save(tremor_hold(1, "a", now, 90, timed_s=90.0))
    app = run(review_page)
    table = app.dataframe[0].value
    assert table["Held"].tolist() == ["1 min 30 s, timed, not seen"]
    assert table["Reached"].tolist() == table["Target"].tolist() == [""]
    assert "Nothing to chart in these weeks." in words(app)
    tremor, bridge = load_catalog().get("tremor_practice"), load_catalog().get("bridge")
    assert "✓" not in running._outcome_row(Done(Turn(tremor, None, 180.0), 180.0, False))
    assert "✓" in running._outcome_row(Done(Turn(bridge, None, 30.0), 30.0, False))


def test_the_tall_seat_is_no_practice() -> None:
    with History.open() as history:
        history.save(replace(hold(1, datetime.now(timezone.utc), "both", 5), stretch_id=TALL_SEAT))
    assert "first practice" in words(run(review_page))


def test_tremor_practice_is_not_repeated_and_its_summary_stays(fake: FakeCamera) -> None:
    choices.settings().update(screening=[])
    now = datetime.now(timezone.utc)
    with History.open() as history:
        for number in (1, 2):  # with the third, longer ones may follow
            history.save(tremor_hold(number, f"s{number}", now - timedelta(days=4 * number), 60))
    app = run(practise_page, stretch="tremor_practice")
    app.number_input[0].set_value(300).run()
    fake.play(60)
    app.run()
    fake.playing = False
    app.run()
    storage.writer().flush()
    for _ in range(2):
        app.run()
        assert [s.value for s in app.subheader] == ["This practice"]
    pressed(app, "Begin anew")
    assert "Two days between sessions" in words(app)


def test_in_a_routine_tremor_practice_is_not_repeated(fake: FakeCamera, tmp_path: Path) -> None:
    choices.settings().update(screening=[])
    (tmp_path / "routines").mkdir()
    steps = '[[steps]]\nstretch = "tremor_practice"\nrest_s = 180\n[[steps]]\nstretch = "belly_breathing"\n'
    text = f'id = "calm"\nname = "Calm"\nabout = "Calm."\nneeds = ["A3"]\n{steps}'
    (tmp_path / "routines" / "calm.toml").write_text(text, encoding="utf-8")
    app = run(practise_page, routine="calm")
    fake.play(12)
    app.run()
    assert "Skip" in [b.label for b in app.button]
    assert "Repeat" not in [b.label for b in app.button]
    for _ in range(2):  # the practice, its rest
        pressed(app, "Skip")
    assert "Repeat" in [b.label for b in app.button]


def test_how_to_stop_is_taught_until_it_begins(fake: FakeCamera) -> None:
    choices.settings().update(screening=[])
    app = run(practise_page, stretch="tremor_practice")
    app.run()
    assert "To stop at once: stretch both legs long" in words(app)


def test_forgotten_answers_close_tremor_practice_again(fake: FakeCamera) -> None:
    choices.settings().update(screening=[])
    assert "To stop at once" in words(run(practise_page, stretch="tremor_practice"))
    choices.settings().update(screening=None)
    assert "Before the first session" in words(run(practise_page, stretch="tremor_practice"))


@pytest.mark.parametrize(("answers", "told"), [(["seizures"], "Not for you"), (None, "Before the first session")])
def test_tremor_practice_that_was_stopped_heeds_new_answers(fake: FakeCamera, answers: Any, told: str) -> None:
    choices.settings().update(screening=[])
    app = run(practise_page, stretch="tremor_practice")
    fake.play(12)
    app.run()
    fake.playing = False
    app.run()
    choices.settings().update(screening=answers)
    time_s = fake.time_s
    fake.play(5)
    app.run()
    assert told in words(app)
    assert fake.time_s == time_s  # no camera


def test_the_questions_are_one_click_away(fake: FakeCamera, monkeypatch: pytest.MonkeyPatch) -> None:
    went: list[object] = []
    monkeypatch.setattr(st, "switch_page", went.append)
    app = AppTest.from_function(practise_page, default_timeout=60)
    app.query_params["stretch"] = "tremor_practice"
    app.session_state["pages"] = {"library": "the library"}
    app.run()
    pressed(app, "Go to the questions")
    assert went == ["the library"]
    assert app.session_state["kept"]["library-section"] == "About you"
