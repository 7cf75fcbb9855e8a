"""The live practice: the camera's thread, the page's thread, and what is saved."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from posecheck.catalog import Catalog
from posecheck.errors import ModelError, StoreError
from posecheck.hold import Phase
from posecheck.landmarks import ByteArray, LandmarkFrame, PoseSource
from posecheck.record import HoldRecord
from posecheck.ui.live import LivePractice
from posecheck.ui.overlay import clock_words
from tests.bodies import BRIDGE, GREY, LYING, Script, seen
from tests.lifts import world_lift

PICTURE: ByteArray = np.full((480, 640, 3), 90, dtype=np.uint8)


@pytest.fixture(autouse=True)
def perfect_lift(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bodies are synthetic: their world points are the truth."""
    monkeypatch.setattr("posecheck.ui.live.load_lifter", lambda: world_lift)


class Stage:
    def __init__(self, catalog: Catalog, body: LandmarkFrame | None) -> None:
        self.source = Script(body)
        self.saved: list[HoldRecord] = []
        self.live = LivePractice(catalog.get("bridge"), None, 30.0, self._make, self.saved.append)
        self.made = 0

    def _make(self) -> PoseSource:
        self.made += 1
        return self.source

    def play(self, seconds: float, start_s: float = 0.0) -> ByteArray:
        for number in range(round(seconds * 10)):
            drawn = self.live.frame(PICTURE, start_s + number / 10)
        return drawn


def test_frames_come_back_drawn_and_holds_are_saved(catalog: Catalog) -> None:
    stage = Stage(catalog, seen(BRIDGE))
    drawn = stage.play(4)
    assert drawn.shape == PICTURE.shape
    assert (drawn != PICTURE).any()
    assert (PICTURE == 90).all()
    state = stage.live.state
    assert state.snapshot is not None
    assert state.snapshot.phase is Phase.HOLDING
    assert stage.saved[-1].held_s > 3.0
    stage.live.end()
    assert stage.saved[-1].finished
    assert stage.source.closed
    assert stage.live.state.records == (stage.saved[-1],)
    stage.live.end()


def test_starting_again_begins_another_session(catalog: Catalog) -> None:
    stage = Stage(catalog, seen(BRIDGE))
    stage.play(3)
    stage.live.end()
    stage.play(3)
    stage.live.end()
    first, second = stage.live.state.records
    assert first.session_id != second.session_id
    assert stage.made == 2


def test_a_camera_started_anew_without_an_end_loses_nothing(catalog: Catalog) -> None:
    stage = Stage(catalog, seen(BRIDGE))
    stage.play(3, start_s=50.0)
    stage.play(3, start_s=0.0)
    assert [r.finished for r in stage.live.state.records] == [True, False]


def test_without_a_model_the_picture_goes_on_and_the_page_says_what_to_do(catalog: Catalog) -> None:
    def broken() -> PoseSource:
        raise ModelError("Fetch the model.")

    live = LivePractice(catalog.get("bridge"), None, 30.0, broken, lambda record: None)
    assert live.frame(GREY, 0.0) is GREY
    assert live.state.problem == "Fetch the model."
    live.end()


def test_a_model_that_cannot_be_loaded_is_not_tried_at_every_frame(catalog: Catalog) -> None:
    tries = []

    def broken() -> PoseSource:
        tries.append(1)
        raise ModelError("Fetch the model.")

    live = LivePractice(catalog.get("bridge"), None, 30.0, broken, lambda record: None)
    for number in range(5):
        live.frame(GREY, number / 10)
    assert len(tries) == 1
    live.end()
    assert live.state.problem == ""
    live.frame(GREY, 1.0)
    assert len(tries) == 2


def test_two_frames_of_one_time_are_one(catalog: Catalog) -> None:
    stage = Stage(catalog, seen(BRIDGE))
    stage.play(2)
    assert (stage.live.frame(PICTURE, 1.9) != PICTURE).any()
    stage.play(2, start_s=2.0)
    (record,) = stage.live.state.records
    assert record.held_s > 3.0
    assert stage.made == 1


def test_a_retired_practice_lets_frames_pass(catalog: Catalog) -> None:
    stage = Stage(catalog, seen(BRIDGE))
    stage.play(3)
    stage.live.retire()
    assert stage.saved[-1].finished
    assert stage.live.frame(PICTURE, 9.0) is PICTURE
    assert stage.made == 1


def test_a_record_that_cannot_be_kept_still_closes_the_model(catalog: Catalog) -> None:
    source = Script(seen(BRIDGE))

    def full(record: HoldRecord) -> None:
        raise StoreError("The disk is full.")

    live = LivePractice(catalog.get("bridge"), None, 30.0, lambda: source, full)
    for number in range(30):
        live.frame(PICTURE, number / 10)
    assert live.state.problem == "The disk is full."
    with pytest.raises(StoreError):
        live.end()
    assert source.closed
    assert live.state.records[0].held_s > 2.0


def test_holds_of_before_are_shown_on(catalog: Catalog) -> None:
    stage = Stage(catalog, seen(BRIDGE))
    stage.play(3)
    stage.live.retire()
    again = LivePractice(
        catalog.get("bridge"), None, 60.0, lambda: Script(None), lambda record: None, stage.live.state.records
    )
    again.frame(GREY, 0.0)
    assert len(again.state.records) == 1


def test_an_unforeseen_fault_keeps_what_was_held(catalog: Catalog, caplog: pytest.LogCaptureFixture) -> None:
    stage = Stage(catalog, seen(BRIDGE))
    stage.play(4)
    stage.source.bodies = ["no body"]  # type: ignore[list-item]
    assert (stage.live.frame(PICTURE, 4.5) == PICTURE).all()
    assert "your holds are kept" in stage.live.state.problem
    assert stage.live.state.records[0].held_s > 3.0
    assert "could not be worked on" in caplog.text
    stage.live.end()
    assert stage.saved[-1].finished


def test_ending_from_another_thread_waits_for_the_frame(catalog: Catalog) -> None:
    stage = Stage(catalog, seen(BRIDGE))
    stage.play(3)
    enders = [threading.Thread(target=stage.live.end) for _ in range(4)]
    for thread in enders:
        thread.start()
    for thread in enders:
        thread.join()
    assert len([r for r in stage.saved if r.finished]) == 1


@pytest.mark.parametrize("body", [None, seen(LYING), seen(BRIDGE, 180)])
def test_every_kind_of_frame_can_be_drawn(catalog: Catalog, body: LandmarkFrame | None) -> None:
    stage = Stage(catalog, body)
    assert (stage.play(3) != PICTURE).any()
    stage.live.end()


@pytest.mark.parametrize(("seconds", "words"), [(0, "0"), (27.99, "27"), (99.5, "99"), (100, "1:40"), (605, "10:05")])
def test_seconds_as_shown(seconds: float, words: str) -> None:
    assert clock_words(seconds) == words
