"""One clip being gone through: turns, stopping, limits, tabs that leave."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timezone
from io import BytesIO
from pathlib import Path

import pytest

from posecheck.errors import MediaError
from posecheck.ui import video_files, video_job
from posecheck.ui.video_job import LONGEST_MIN, TOO_LONG, UNEXPECTED, JobState, Stage, VideoJob, made
from posecheck.video.analysis import Analysis, Plan, Wanted
from posecheck.video.run import Progress
from tests.ui.fake_run import PATIENCE_S, FakeRun, analysis
from tests.video.clips import write_clip

pytestmark = pytest.mark.usefixtures("temporary")
PLAN = Plan(None)


@pytest.fixture
def begin(film: bytes, monkeypatch: pytest.MonkeyPatch) -> Callable[[FakeRun], VideoJob]:
    """Begins a job that is gone through by a fake."""

    def begun(run: FakeRun) -> VideoJob:
        monkeypatch.setattr(video_job, "analyse_file", run)
        return VideoJob(video_files.take_in("film.mp4", BytesIO(film)), PLAN)

    return begun


def ended(job: VideoJob) -> JobState:
    job.join(PATIENCE_S)
    assert job.state.over
    return job.state


def soon(true: Callable[[], bool]) -> None:
    until_s = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < until_s, "it never came"
        time.sleep(0.01)


def test_what_came_of_it_and_when_it_was_filmed(begin: Callable[[FakeRun], VideoJob]) -> None:
    run = FakeRun()
    job = begin(run)
    state = ended(job)
    assert (state.stage, state.share, state.analysis) == (Stage.DONE, 1.0, run.result)
    assert state.recorded_at == datetime(2026, 5, 3, 12, 0, tzinfo=timezone.utc)
    assert all(made(file) for file in (job.files.video, job.files.table, job.files.report))
    assert not state.cut


def test_it_tells_how_far_it_is_and_how_long_it_takes(
    begin: Callable[[FakeRun], VideoJob], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = FakeRun(steps=[Progress(1.0, 21.0, 30), Progress(6.0, 21.0, 180)])
    run.may_end.clear()
    now_s = iter([100.0, 100.0, 110.0])
    monkeypatch.setattr(video_job, "monotonic", lambda: next(now_s, 110.0))
    job = begin(run)
    run.began.wait(PATIENCE_S)
    state = job.state
    assert (state.stage, state.share, state.done_s) == (Stage.WORKING, 6 / 21, 6.0)
    assert state.left_s == pytest.approx(30.0)
    run.may_end.set()


def test_where_the_file_does_not_say_how_long_it_is_nothing_is_guessed(begin: Callable[[FakeRun], VideoJob]) -> None:
    run = FakeRun(steps=[Progress(5.0, 0.0, 150)])
    run.may_end.clear()
    job = begin(run)
    run.began.wait(PATIENCE_S)
    assert (job.state.share, job.state.done_s, job.state.left_s) == (0.0, 5.0, None)
    run.may_end.set()


def test_what_is_stopped_gives_what_there_is(begin: Callable[[FakeRun], VideoJob]) -> None:
    run = FakeRun()
    run.may_end.clear()
    job = begin(run)
    run.began.wait(PATIENCE_S)
    job.stop()
    state = ended(job)
    assert job.stopping and state.stage is Stage.DONE and state.analysis is not None
    assert not state.analysis.complete and not state.cut


def test_one_after_the_other(begin: Callable[[FakeRun], VideoJob]) -> None:
    run = FakeRun()
    run.may_end.clear()
    first = begin(run)
    run.began.wait(PATIENCE_S)
    second = begin(run)
    assert second.state.stage is Stage.WAITING
    run.may_end.set()
    assert ended(first).stage is ended(second).stage is Stage.DONE
    assert run.most_at_once == 1


def test_one_that_waits_can_be_stopped(begin: Callable[[FakeRun], VideoJob]) -> None:
    run = FakeRun()
    run.may_end.clear()
    begin(run)
    run.began.wait(PATIENCE_S)
    second = begin(run)
    second.stop()
    state = ended(second)
    assert (state.stage, state.problem, state.analysis) == (Stage.ENDED, "", None)
    run.may_end.set()


def test_a_damaged_file_is_told_by_its_own_name() -> None:
    job = VideoJob(video_files.take_in("film.mp4", BytesIO(b"a text")), PLAN)
    state = ended(job)
    assert state.stage is Stage.ENDED
    assert state.problem.startswith("film.mp4 is not a video that can be read")


def test_after_one_that_ended_badly_it_is_the_next_ones_turn(begin: Callable[[FakeRun], VideoJob]) -> None:
    assert ended(begin(FakeRun(MediaError("It breaks off.")))).problem == "It breaks off."
    assert ended(begin(FakeRun(RuntimeError("a bug")))).problem == UNEXPECTED
    assert ended(begin(FakeRun())).stage is Stage.DONE


def test_what_nobody_expected_is_in_the_log(
    begin: Callable[[FakeRun], VideoJob], caplog: pytest.LogCaptureFixture
) -> None:
    ended(begin(FakeRun(RuntimeError("a bug"))))
    assert "RuntimeError: a bug" in caplog.text


def test_a_clip_that_says_it_is_too_long_is_not_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = FakeRun()
    monkeypatch.setattr(video_job, "analyse_file", run)
    path = write_clip(tmp_path / "long.mp4", times_ms=[0, 40, (LONGEST_MIN * 60 + 5) * 1000])
    with path.open("rb") as stream:
        job = VideoJob(video_files.take_in("long.mp4", stream), PLAN)
    assert ended(job).problem == TOO_LONG
    assert run.plans == []


def test_a_clip_that_is_longer_than_it_says_is_left_there(begin: Callable[[FakeRun], VideoJob]) -> None:
    end_s = LONGEST_MIN * 60.0
    state = ended(begin(FakeRun(steps=[Progress(end_s, 10.0, 1), Progress(end_s + 0.1, 10.0, 2)])))
    assert state.stage is Stage.DONE and state.cut
    assert state.share == 1.0


def test_a_second_reading_does_not_make_a_clip_longer(begin: Callable[[FakeRun], VideoJob]) -> None:
    whole_s = LONGEST_MIN * 60.0 - 10.0
    steps = [Progress(whole_s, 2 * whole_s, 900), Progress(whole_s + 30.0, 2 * whole_s, 900)]
    assert not ended(begin(FakeRun(steps=steps))).cut


def test_the_same_clip_can_be_gone_through_again(begin: Callable[[FakeRun], VideoJob]) -> None:
    run = FakeRun()
    first = begin(run)
    ended(first)
    second = first.again(Plan(None, adaptive=True))
    assert ended(second).stage is Stage.DONE
    assert second.clip is first.clip and second.id != first.id
    assert run.plans == [PLAN, Plan(None, adaptive=True)]


def test_its_result_is_kept_until_there_is_a_new_one(begin: Callable[[FakeRun], VideoJob]) -> None:
    run = FakeRun()
    first = begin(run)
    ended(first)
    run.may_end.clear()
    run.began.clear()
    second = first.again(Plan(None, adaptive=True))
    run.began.wait(PATIENCE_S)
    assert made(first.files.video)
    run.may_end.set()
    assert ended(second).stage is Stage.DONE
    assert second.before is None and made(second.files.video) and not made(first.files.video)


def test_a_second_look_that_breaks_off_leaves_the_first(begin: Callable[[FakeRun], VideoJob]) -> None:
    run = FakeRun()
    first = begin(run)
    ended(first)
    run.result = MediaError("It breaks off.")
    second = first.again(Plan(None, adaptive=True))
    assert ended(second).problem == "It breaks off."
    assert second.before is first and first.state.analysis is not None
    assert all(made(file) for file in (first.files.video, first.files.table, first.files.report))
    assert not second._folder.exists()


class SecondReading:
    """Stands in for what follows a stop while a clip is recognised: it is read again to its end, without asking."""

    def __init__(self) -> None:
        self.began, self.through = threading.Event(), False

    def __call__(
        self, path: Path, plan: Plan, wanted: Wanted, *,
        progress: Callable[[Progress], None], stopped: Callable[[], bool],
    ) -> Analysis:  # fmt: skip
        self.began.set()
        soon(stopped)
        progress(Progress(10.0, 20.0, 250))
        self.through = True
        return analysis(complete=False)


def _left(job: VideoJob) -> None:
    job.left()
    soon(lambda: job.closed)


@pytest.mark.parametrize("leave", [VideoJob.close, _left, lambda job: video_job._end_all()])
def test_where_nobody_is_left_nothing_more_is_made(
    film: bytes, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, leave: Callable[[VideoJob], None]
) -> None:
    run = SecondReading()
    monkeypatch.setattr(video_job, "analyse_file", run)
    monkeypatch.setattr(video_job, "GONE_S", 0.01)
    job = VideoJob(video_files.take_in("film.mp4", BytesIO(film)), PLAN)
    run.began.wait(PATIENCE_S)
    leave(job)
    state = ended(job)
    assert (state.stage, state.problem, run.through) == (Stage.ENDED, "", False)
    assert not caplog.records
    soon(lambda: not job.clip.path.parent.exists())


def test_what_is_stopped_by_the_person_is_made(film: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    run = SecondReading()
    monkeypatch.setattr(video_job, "analyse_file", run)
    job = VideoJob(video_files.take_in("film.mp4", BytesIO(film)), PLAN)
    run.began.wait(PATIENCE_S)
    job.stop()
    assert ended(job).stage is Stage.DONE and run.through


def test_closing_ends_it_and_deletes_everything(begin: Callable[[FakeRun], VideoJob]) -> None:
    run = FakeRun()
    run.may_end.clear()
    job = begin(run)
    run.began.wait(PATIENCE_S)
    job.close()
    job.close()
    ended(job)
    soon(lambda: not job.clip.path.parent.exists())
    assert job.closed


def test_a_clip_may_be_called_as_what_is_made_of_it(film: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(video_job, "analyse_file", FakeRun())
    job = VideoJob(video_files.take_in("annotated.mp4", BytesIO(film)), PLAN)
    assert ended(job).stage is Stage.DONE
    assert job.clip.path.read_bytes() == film


def test_when_the_tab_does_not_come_back_everything_goes(
    begin: Callable[[FakeRun], VideoJob], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(video_job, "GONE_S", 0.01)
    job = begin(FakeRun())
    ended(job)
    job.left()
    soon(lambda: job.closed and not job.clip.path.parent.exists())


def test_a_tab_that_comes_back_finds_everything(begin: Callable[[FakeRun], VideoJob]) -> None:
    job = begin(FakeRun())
    ended(job)
    job.left()
    timer = job._going
    assert timer is not None
    job.here()
    timer.join(PATIENCE_S)  # cancelled: it ends at once, without closing
    assert not job.closed and job.clip.path.is_file()


def test_the_end_of_the_app_leaves_nothing(begin: Callable[[FakeRun], VideoJob]) -> None:
    run = FakeRun()
    run.may_end.clear()
    job = begin(run)
    run.began.wait(PATIENCE_S)
    video_job._end_all()
    assert job.state.over and not job.clip.path.exists()
