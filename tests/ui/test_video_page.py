"""The Video page in each of its states, with a stand-in for going through the clip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.testing.v1 import AppTest

from posecheck.catalog import Catalog
from posecheck.course import Recognised
from posecheck.errors import MediaError, ModelError, StoreError
from posecheck.hold import Seconds
from posecheck.landmarks import Side
from posecheck.record import VIDEO
from posecheck.store import History
from posecheck.ui import clock, model, storage, video_files, video_job, video_page
from posecheck.ui.video_choice import is_seen
from posecheck.ui.video_job import JOB, VideoJob
from posecheck.ui.video_page import left_words
from posecheck.ui.video_result import advice, holds_table
from posecheck.video.analysis import Analysis
from posecheck.video.run import Progress
from tests.ui.fake_run import PATIENCE_S, TWO, FakeRun, analysis, found
from tests.ui.pages import pressed, progress, words

pytestmark = pytest.mark.usefixtures("own_storage", "model_at_hand", "temporary")


def page() -> None:
    from posecheck.ui import video_page

    video_page.page()


def pages() -> None:
    """As the app draws them: the Video page, or another."""
    import streamlit as st

    from posecheck.ui import video_page

    shown = st.session_state.get("test-shown", False)
    if shown:
        video_page.page()
    video_page.watch(shown=shown)


@pytest.fixture
def model_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "provide", lambda progress=None: Path("model.task"))


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Callable[[FakeRun], FakeRun]:
    def through(run: FakeRun) -> FakeRun:
        monkeypatch.setattr(video_job, "analyse_file", run)
        return run

    return through


def opened() -> AppTest:
    app = AppTest.from_function(page, default_timeout=60)
    app.run()
    assert not app.exception, app.exception
    return app


def hand_in(app: AppTest, content: bytes, name: str = "film.mp4") -> VideoJob | None:
    app.file_uploader[0].upload(name, content, "video/mp4").run()
    assert not app.exception, app.exception
    return app.session_state[JOB] if JOB in app.session_state else None  # noqa: SIM401, there is no `get`


def result(app: AppTest, content: bytes) -> AppTest:
    """The page once the clip has been gone through."""
    job = hand_in(app, content)
    if job is not None:
        job.join(PATIENCE_S)
    app.run()
    assert not app.exception, app.exception
    return app


def said(app: AppTest) -> str:
    told = (words(app), *(str(e.value) for kind in (app.subheader, app.success, app.info) for e in kind))
    return "\n".join(told).replace("\N{NO-BREAK SPACE}", " ")


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def test_what_can_be_handed_in_is_said_before() -> None:
    app = opened()
    (uploader,) = app.file_uploader
    assert uploader.label == "Drop a clip here, or choose one: up to 500 MB and 30 minutes"
    assert ".mp4" in uploader.allowed_type and ".mov" in uploader.allowed_type
    assert "is deleted when you choose another one or close this page" in words(app)
    assert app.toggle[0].value


def test_only_what_a_camera_can_tell_is_offered(catalog: Catalog) -> None:
    seen = {stretch.id for stretch in catalog.stretches.values() if is_seen(stretch)}
    assert {"bridge", "childs_pose", "psoas_march"} <= seen
    assert not seen & {"belly_breathing", "pressure_release", "tremor_practice", "desk_reset"}
    assert opened().selectbox[0].options[:2] == ["Recognise it", "Bridge"]


def test_without_a_model_nothing_is_taken_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def offline(progress: object = None) -> Path:
        raise ModelError("Connect to the internet once.")

    monkeypatch.setattr(model, "provide", offline)
    app = opened()
    assert "Connect to the internet once." in words(app)
    assert not app.file_uploader


def test_what_is_chosen_is_what_is_looked_for(runs: Callable[[FakeRun], FakeRun], film: bytes) -> None:
    run = runs(FakeRun())
    app = opened()
    assert not [group for group in app.button_group if group.label == "Side"]
    app.selectbox[0].select("half_kneeling").run()
    app.button_group(key="video-side").set_value("Left").run()
    app.toggle[0].set_value(False).run()
    result(app, film)
    (plan,) = run.plans
    assert plan.stretch is not None and plan.stretch.id == "half_kneeling"
    assert (plan.side, plan.adaptive) == (Side.LEFT, False)


def test_how_far_it_is(runs: Callable[[FakeRun], FakeRun], film: bytes) -> None:
    run = runs(FakeRun(steps=[Progress(7.0, 28.0, 200)]))
    run.may_end.clear()
    app = opened()
    app.selectbox[0].select("bridge").run()
    hand_in(app, film)
    assert run.began.wait(PATIENCE_S)
    app.run()
    assert "**film.mp4** · Bridge" in words(app)
    assert progress(app) == "Looked through up to 0:07"
    assert not app.file_uploader, "one at a time"
    assert "It goes on while you look at other pages." in words(app)
    pressed(app, "Stop")
    run.may_end.set()


def test_another_tab_waits_and_is_told(runs: Callable[[FakeRun], FakeRun], film: bytes) -> None:
    run = runs(FakeRun())
    run.may_end.clear()
    hand_in(opened(), film)
    assert run.began.wait(PATIENCE_S)
    other = opened()
    job = hand_in(other, film)
    other.run()
    assert progress(other).startswith("Another clip is being looked through on this machine")
    pressed(other, "Stop")
    assert job is not None
    job.join(PATIENCE_S)
    other.run()
    assert other.file_uploader and not other.error, "whoever stops it needs no words"
    run.may_end.set()


def test_what_came_of_it(runs: Callable[[FakeRun], FakeRun], film: bytes) -> None:
    runs(FakeRun(analysis(notes=("The annotated video is VP9.",))))
    app = result(opened(), film)
    shown = said(app)
    assert "Two holds, 18 s in all; the longest 12.0 s, target 10 s reached once." in shown
    assert "The annotated video is VP9." in shown
    assert "| 1 | Bridge | 0:02–0:14 | 12.0 s | 10 s ✓ | 0.8 s at 0:03 – Press feet, rise a little |" in shown
    assert "| 2 | Half-kneeling hip flexor, left | 0:20–0:26 | 6.0 s | 10 s |" in shown
    assert [tick.label for tick in app.checkbox] == ["1. Bridge, 12 s", "2. Half-kneeling hip flexor, left, 6 s"]
    assert len(app.get("video")) == 1
    assert [button.label for button in app.download_button] == ["Annotated video", "Report", "Every frame, as a table"]


def test_ticked_holds_are_saved_for_the_day_they_were_filmed(runs: Callable[[FakeRun], FakeRun], film: bytes) -> None:
    runs(FakeRun())
    app = result(opened(), film)
    assert app.date_input[0].value == date(2026, 5, 3)
    app.checkbox[1].uncheck().run()
    pressed(app, "Save")
    assert "Saved: 1 hold on 3 May 2026." in said(app)
    (record,) = storage.history().holds()
    assert (record.stretch_id, record.origin, record.day.isoformat()) == ("bridge", VIDEO, "2026-05-03")


def test_the_day_can_be_put_right_and_is_then_known(runs: Callable[[FakeRun], FakeRun], film: bytes) -> None:
    runs(FakeRun())
    app = result(opened(), film)
    app.date_input[0].set_value(date(2026, 4, 30)).run()
    pressed(app, "Save")
    assert {record.day.isoformat() for record in storage.history().holds()} == {"2026-04-30"}
    again = result(opened(), film)
    assert not again.date_input
    assert "Holds of this clip are in your history already, on 30 Apr 2026;" in said(again)
    pressed(again, "Save")
    assert len(storage.history().holds()) == 2, "twice saved is once kept"


def test_a_clip_was_not_filmed_in_time_to_come(
    runs: Callable[[FakeRun], FakeRun], film: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime(2026, 5, 3, 15, 0, tzinfo=timezone.utc)
    monkeypatch.setattr(clock, "now", now.astimezone)
    runs(FakeRun())
    app = result(opened(), film)
    app.time_input[0].set_value(time(23, 30)).run()
    app.date_input[0].set_value(now.astimezone().date()).run()
    assert "That is still to come: the holds are saved as of" in words(app)
    pressed(app, "Save")
    records = storage.history().holds()
    assert max(record.started_at + timedelta(seconds=record.held_s) for record in records) <= now


def test_a_camera_whose_clock_is_ahead_is_not_believed(
    runs: Callable[[FakeRun], FakeRun], film: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", datetime(2026, 5, 1, 15, 0, tzinfo=timezone.utc).astimezone)
    runs(FakeRun())
    assert result(opened(), film).date_input[0].value == date(2026, 5, 1)


def test_a_saved_date_can_be_put_right_by_deleting(runs: Callable[[FakeRun], FakeRun], film: bytes) -> None:
    runs(FakeRun())
    app = result(opened(), film)
    pressed(app, "Save")
    assert "delete the session under Review and save again" in said(app)
    (session,) = storage.history().sessions()
    storage.history().delete_session(session.id)
    app.run()
    assert app.date_input and "Saved:" not in said(app)


def test_without_a_tick_there_is_nothing_to_save(runs: Callable[[FakeRun], FakeRun], film: bytes) -> None:
    runs(FakeRun(analysis(TWO[:1])))
    app = result(opened(), film)
    app.checkbox[0].uncheck().run()
    assert next(button for button in app.button if button.label == "Save").disabled


def test_a_history_that_cannot_be_written_loses_nothing(
    runs: Callable[[FakeRun], FakeRun], film: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs(FakeRun())
    app = result(opened(), film)

    def full(history: History, record: object, *, again: bool = False) -> None:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(History, "save", full)
        pressed(app, "Save")
    assert "The disk is full." in said(app)
    pressed(app, "Save")
    assert len(storage.history().holds()) == 2


def test_no_hold_is_told_with_what_to_try(runs: Callable[[FakeRun], FakeRun], film: bytes) -> None:
    runs(FakeRun(analysis((), seconds=Seconds(out_of_place=25.0, unseen=5.0))))
    app = result(opened(), film)
    assert "No hold: " in said(app)
    assert "If it was another stretch, choose that one below." in said(app)
    assert "Save" not in labels(app) and not app.checkbox


@pytest.mark.parametrize(
    ("came", "said"),
    [
        (analysis(), ""),
        (analysis((), person_frames=0), "The whole body should be in the picture"),
        (analysis((), segments=(Recognised(0.0, 30.0, None),)), "Choose below what is practised in it"),
        (analysis((), seconds=Seconds(out_of_place=20.0, unseen=10.0)), "The report says what was out of place"),
        (analysis((), seconds=Seconds(out_of_place=1.0, cannot_tell=29.0)), "Film from the side"),
    ],
)
def test_advice_goes_with_what_stood_in_the_way(came: Analysis, said: str) -> None:
    assert advice(came).startswith(said) if said else advice(came) == ""


def test_what_was_stopped_and_what_was_too_long_are_told(
    runs: Callable[[FakeRun], FakeRun], film: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs(FakeRun(analysis(complete=False, duration_s=83.0)))
    app = opened()
    job = hand_in(app, film)
    assert job is not None
    job.join(PATIENCE_S)
    monkeypatch.setattr(job, "_state", replace(job.state, cut=False))
    app.run()
    assert "Read up to 1:23 only" in said(app)
    monkeypatch.setattr(job, "_state", replace(job.state, cut=True))
    app.run()
    assert "This clip is longer than 30 minutes: it was looked through up to there." in said(app)


def test_a_damaged_file_is_told_and_another_can_be_tried(runs: Callable[[FakeRun], FakeRun], film: bytes) -> None:
    app = result(opened(), b"a text")
    assert "film.mp4 is not a video that can be read" in words(app)
    runs(FakeRun())
    result(app, film)
    assert not app.error and "Two holds" in said(app)


def test_one_too_large_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(video_files, "MOST_MB", 0)
    app = opened()
    assert hand_in(app, b"a text") is None
    assert "This clip is larger than 0 MB" in words(app)


def test_an_unexpected_fault_is_one_sentence(runs: Callable[[FakeRun], FakeRun], film: bytes) -> None:
    runs(FakeRun(MediaError("It breaks off.")))
    assert "It breaks off." in words(result(opened(), film))


def test_the_same_clip_can_be_looked_through_again(runs: Callable[[FakeRun], FakeRun], film: bytes) -> None:
    run = runs(FakeRun())
    app = result(opened(), film)
    assert next(button for button in app.button if button.label == "Look again").disabled
    app.selectbox[0].select("pigeon").run()
    pressed(app, "Look again")
    app.session_state[JOB].join(PATIENCE_S)
    app.run()
    assert [plan.stretch.id if plan.stretch else "" for plan in run.plans] == ["", "pigeon"]
    assert "Two holds" in said(app)


def test_what_a_second_look_says_takes_the_place_of_what_was_saved(
    runs: Callable[[FakeRun], FakeRun], film: bytes
) -> None:
    run = runs(FakeRun())
    app = pressed(result(opened(), film), "Save")
    run.result = analysis([found(0, 3.0, 22.0, "pigeon")])
    app.selectbox[0].select("pigeon").run()
    pressed(app, "Look again")
    app.session_state[JOB].join(PATIENCE_S)
    pressed(app.run(), "Save")
    assert [record.stretch_id for record in storage.history().holds()] == ["pigeon"]


def test_a_second_look_that_ends_badly_leaves_the_first(runs: Callable[[FakeRun], FakeRun], film: bytes) -> None:
    run = runs(FakeRun())
    app = result(opened(), film)
    first, run.result = app.session_state[JOB], MediaError("It breaks off.")
    app.selectbox[0].select("pigeon").run()
    pressed(app, "Look again")
    second = app.session_state[JOB]
    second.join(PATIENCE_S)
    app.run()
    assert "It breaks off. Below is what came of this clip before." in words(app)
    assert "Two holds" in said(app) and app.session_state[JOB] is first and not first.closed
    run.result = analysis()
    pressed(app, "Look again")
    app.session_state[JOB].join(PATIENCE_S)
    app.run()
    assert "Two holds" in said(app) and not app.warning


def test_a_second_look_stopped_before_its_turn_leaves_the_first(
    runs: Callable[[FakeRun], FakeRun], film: bytes
) -> None:
    run = runs(FakeRun())
    app = result(opened(), film)
    app.selectbox[0].select("pigeon").run()
    run.may_end.clear()
    hand_in(opened(), film)
    pressed(app, "Look again")
    pressed(app, "Stop")
    app.session_state[JOB].join(PATIENCE_S)
    app.run()
    assert "Stopped before it began. Below is what came of this clip before." in words(app)
    assert "Two holds" in said(app)
    run.may_end.set()
    pressed(app, "Choose another clip")
    assert not app.error and not app.warning


def test_another_clip_and_this_one_goes(runs: Callable[[FakeRun], FakeRun], film: bytes) -> None:
    runs(FakeRun())
    app = result(opened(), film)
    job: VideoJob = app.session_state[JOB]
    pressed(app, "Choose another clip")
    assert app.file_uploader and JOB not in app.session_state
    assert job.closed


def test_after_the_tab_was_away_for_long_it_is_said(runs: Callable[[FakeRun], FakeRun], film: bytes) -> None:
    runs(FakeRun())
    app = result(opened(), film)
    app.session_state[JOB].close()
    app.run()
    assert "This page was away for a while, and the clip was deleted: choose it again." in words(app)


def test_a_tab_that_leaves_is_noticed(runs: Callable[[FakeRun], FakeRun], film: bytes) -> None:
    runs(FakeRun())
    app = result(opened(), film)
    job: VideoJob = app.session_state[JOB]
    presence = video_page._Presence()
    presence.left()
    presence.job = job
    presence.left()
    assert job._going is not None
    app.run()
    assert job._going is None, "it came back"


def test_other_pages_say_once_when_it_is_done(runs: Callable[[FakeRun], FakeRun], film: bytes) -> None:
    run = runs(FakeRun())
    run.may_end.clear()
    app = AppTest.from_function(pages, default_timeout=60)
    app.session_state["test-shown"] = True
    job = hand_in(app.run(), film)
    assert job is not None
    app.session_state["test-shown"] = False
    app.run()
    assert not app.toast
    run.may_end.set()
    job.join(PATIENCE_S)
    app.run()
    assert [toast.value for toast in app.toast] == ["film.mp4 is looked through: see Video."]
    app.run()
    assert not app.toast


def test_other_pages_say_what_became_of_it(runs: Callable[[FakeRun], FakeRun], film: bytes) -> None:
    run = runs(FakeRun(MediaError("It breaks off.")))
    run.may_end.clear()
    app = AppTest.from_function(pages, default_timeout=60)
    app.session_state["test-shown"] = True
    job = hand_in(app.run(), film)
    assert job is not None
    app.session_state["test-shown"] = False
    run.may_end.set()
    job.join(PATIENCE_S)
    app.run()
    assert [toast.value for toast in app.toast] == ["film.mp4 could not be looked through: see Video."]


def test_whoever_stopped_it_before_it_began_is_told_nothing(runs: Callable[[FakeRun], FakeRun], film: bytes) -> None:
    run = runs(FakeRun())
    run.may_end.clear()
    hand_in(opened(), film)
    assert run.began.wait(PATIENCE_S)
    app = AppTest.from_function(pages, default_timeout=60)
    app.session_state["test-shown"] = True
    job = hand_in(app.run(), film)
    assert job is not None
    job.stop()
    job.join(PATIENCE_S)
    app.session_state["test-shown"] = False
    app.run()
    assert not app.toast
    run.may_end.set()


def test_what_the_page_itself_has_shown_no_other_says(runs: Callable[[FakeRun], FakeRun], film: bytes) -> None:
    runs(FakeRun())
    app = AppTest.from_function(pages, default_timeout=60)
    app.session_state["test-shown"] = True
    result(app.run(), film)
    app.session_state["test-shown"] = False
    app.run()
    assert not app.exception and not app.toast


def test_pages_without_a_clip_say_nothing() -> None:
    app = AppTest.from_function(pages, default_timeout=60).run()
    assert not app.exception and not app.toast


@pytest.mark.parametrize(
    ("left_s", "said"),
    [
        (None, ""),
        (1.0, "about 5 s left"),
        (42.0, "about 40 s left"),
        (59.9, "about 60 s left"),
        (130.0, "about 2 min left"),
    ],
)
def test_time_left_is_no_finer_than_known(left_s: float | None, said: str) -> None:
    assert left_words(left_s) == said


def test_repetitions_are_counted_not_timed() -> None:
    row = holds_table([replace(TWO[0], repetitions=8, pauses=())], {}).splitlines()[-1]
    assert "| 8\N{NO-BREAK SPACE}times |" in row


def test_names_from_files_are_shown_as_they_are(runs: Callable[[FakeRun], FakeRun], film: bytes) -> None:
    runs(FakeRun())
    app = opened()
    job = hand_in(app, film, "[a](http://b) $x$.mp4")
    assert job is not None
    job.join(PATIENCE_S)
    app.run()
    assert r"**\_a\_(http\_\_b) \_x\_.mp4**" in words(app) or "http://" not in words(app)


def test_a_result_without_its_files_is_still_told(runs: Callable[[FakeRun], FakeRun], film: bytes) -> None:
    runs(FakeRun())
    app = opened()
    job = hand_in(app, film)
    assert job is not None
    job.join(PATIENCE_S)
    for file in (job.files.video, job.files.report, job.files.table):
        assert file is not None
        file.unlink()
    app.run()
    assert "Two holds" in said(app) and not app.download_button and not app.get("video")


def test_a_clip_that_was_taken_in_no_longer_fills_the_memory(
    runs: Callable[[FakeRun], FakeRun], film: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs(FakeRun())
    let_go: list[str] = []

    def remove(self: MemoryUploadedFileManager, session_id: str, file_id: str) -> None:
        let_go.append(file_id)

    monkeypatch.setattr(MemoryUploadedFileManager, "remove_file", remove)
    hand_in(opened(), film)
    assert len(let_go) == 1
