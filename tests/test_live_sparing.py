"""The live practice where looking takes longer than the camera's next frame: what is passed over, and what never is."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from posecheck.catalog import Catalog
from posecheck.landmarks import ByteArray, LandmarkFrame
from posecheck.programme import Programme
from posecheck.routine import Turn
from posecheck.stretch import Stretch
from posecheck.turn_practice import Wishes
from posecheck.ui import live
from posecheck.ui.live import LivePractice
from tests.bodies import BRIDGE, seen
from tests.lifts import world_lift
from tests.stage import PICTURE, Stage


@pytest.fixture(autouse=True)
def perfect_lift(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bodies are synthetic: their world points are the truth."""
    monkeypatch.setattr(live, "load_lifter", lambda: world_lift)


class SlowLooks(Stage):
    """Every look takes a tenth of a second, on a camera of thirty frames a second."""

    def __init__(self, catalog: Catalog, monkeypatch: pytest.MonkeyPatch, stretch: Stretch | None = None) -> None:
        super().__init__(catalog, seen(BRIDGE))
        if stretch is not None:
            turn = Turn(stretch, None, 60.0)
            self.live = LivePractice(Programme([turn], ready_s=0.0), self._make, self.saved.append, Wishes())
        ticks = itertools.count(0.0, 0.1)
        monkeypatch.setattr(live, "perf_counter", lambda: next(ticks))
        self.looked_s: list[float] = []
        detect = self.source.detect

        def counted(image_rgb: ByteArray, time_s: float, followed: LandmarkFrame | None = None) -> list[LandmarkFrame]:
            self.looked_s.append(time_s)
            return detect(image_rgb, time_s, followed)

        monkeypatch.setattr(self.source, "detect", counted)

    def play(self, seconds: float, start_s: float = 0.0) -> ByteArray:
        for number in range(round(seconds * 30)):
            drawn = self.live.frame(PICTURE, start_s + number / 30)()
        return drawn

    def looks(self, start_s: float, end_s: float) -> int:
        return len([time_s for time_s in self.looked_s if start_s <= time_s < end_s])


def test_where_looking_is_slow_frames_in_which_nobody_moves_are_drawn_all_the_same(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = SlowLooks(catalog, monkeypatch)
    drawn = stage.play(10.0)
    assert (drawn != PICTURE).any()
    assert 55 <= stage.looks(2.0, 10.0) <= 62  # of 240
    stage.live.end()
    (hold,) = stage.live.state.records
    assert hold.held_s == pytest.approx(9.9, abs=0.2)


def test_what_is_done_on_the_page_is_followed_by_a_look(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = SlowLooks(catalog, monkeypatch)
    stage.play(5.0)
    for do in (stage.live.pause, stage.live.resume):
        looks, next_s = len(stage.looked_s), 5.0 + len(stage.looked_s) / 1000.0
        do()
        stage.live.frame(PICTURE, next_s)
        assert len(stage.looked_s) == looks + 1
        assert not stage.live.state.problem


def test_a_camera_started_again_is_looked_at_as_any(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = SlowLooks(catalog, monkeypatch)
    stage.play(100.0)
    stage.live.end()
    stage.looked_s.clear()
    stage.play(10.0)  # its times begin anew
    assert 70 <= len(stage.looked_s) <= 100  # of 300


def test_a_clock_that_bridges_little_is_given_more_looks(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    bridge = catalog.get("bridge")
    hasty = replace(bridge, rules=replace(bridge.rules, max_gap_s=0.1))
    stage = SlowLooks(catalog, monkeypatch, hasty)
    stage.play(10.0)
    stage.live.end()
    (hold,) = stage.live.state.records
    assert hold.held_s == pytest.approx(9.9, abs=0.2)


def test_a_breathing_pace_goes_on_smoothly(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = SlowLooks(catalog, monkeypatch, catalog.get("belly_breathing"))
    stage.source.bodies = [seen(catalog.get("belly_breathing").figure)]
    stage.play(40.0)  # its words come first
    assert stage.live.state.moment is not None and stage.live.state.moment.paces
    stage.play(2.0, 40.0)
    assert stage.looks(40.0, 42.0) == 60
