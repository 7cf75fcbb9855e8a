"""One stretch, as often as one likes: what is told of each hold."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.announcement import NEWS, Happening
from posecheck.catalog import load_catalog
from posecheck.checks import Placement, Verdict
from posecheck.hold import Change, Event, HoldClock
from posecheck.hold_news import REACHED, HoldNews
from posecheck.landmarks import Side
from posecheck.pipeline import Pipeline, Snapshot
from posecheck.programme import NEARLY_S
from posecheck.voice import News, Rank, Sound
from tests.bodies import GREY, Script
from tests.lifts import world_lift

BRIDGE = load_catalog().get("bridge")
NOBODY = Pipeline(BRIDGE, Script(None), world_lift).process(GREY, 0.0)
SETTLE_S = BRIDGE.rules.settle_s
BEGUN = News("Good. Holding.", Sound.BEGIN)
HALFWAY, NEARLY = NEWS[Happening.HALFWAY], NEWS[Happening.NEARLY]
IN, OUT = Placement.IN_PLACE, Placement.OUT_OF_PLACE


class Mat:
    """A real hold clock, and what is told of its holds."""

    def __init__(self, target_s: float = 40.0, side: Side | None = None, step_s: float = 0.25) -> None:
        self.clock, self.news = HoldClock(BRIDGE.rules, target_s), HoldNews()
        self.target_s, self.side, self.step_s = target_s, side, step_s
        self.time_s = 0.0
        self.told: list[tuple[float, News]] = []  # with what was held then
        self.started = 0

    def go(self, placement: Placement, seconds: float) -> list[News]:
        before = len(self.told)
        for _ in range(round(seconds / self.step_s)):
            self.time_s += self.step_s
            events = self.clock.update(self.time_s, placement, side=self.side)
            self.started += sum(event.change is Change.STARTED for event in events)
            shown = self.snapshot(placement, events=tuple(events))
            self.told += [(shown.held_s, news) for news in self.news.update(shown)]
        return [news for _, news in self.told[before:]]

    def snapshot(self, placement: Placement, **known: object) -> Snapshot:
        held_s = self.clock.hold.held_s if self.clock.hold is not None else 0.0
        verdict = Verdict(placement, self.side)
        shown = replace(NOBODY, time_s=self.time_s, verdict=verdict, held_s=held_s, target_s=self.target_s)
        return replace(shown, **known)  # type: ignore[arg-type]


def test_a_hold_is_told_from_begin_to_end() -> None:
    mat = Mat(40.0)
    assert mat.go(OUT, 3.0) == []
    mat.go(IN, 60.0)
    assert mat.told == [(SETTLE_S, BEGUN), (20.0, HALFWAY), (40.0 - NEARLY_S, NEARLY), (40.0, REACHED)]
    assert [news.sound for _, news in mat.told] == [Sound.BEGIN, Sound.HALFWAY, Sound.NEARLY, Sound.END]
    assert all(news.rank is Rank.NEWS and news.essential for _, news in mat.told)


def test_the_next_hold_is_told_from_its_own_beginning() -> None:
    mat = Mat(40.0)
    mat.go(IN, 26.0)
    assert mat.go(OUT, 5.0) == []
    assert mat.go(IN, 50.0) == [BEGUN, HALFWAY, NEARLY, REACHED]


def test_what_was_held_before_belongs_to_another_hold() -> None:
    """A position that settles for long is credited at once, beyond its half; the last hold was longer."""
    news, mat = HoldNews(), Mat(40.0)
    mat.go(IN, 2.0)
    assert mat.clock.hold is not None
    news.update(mat.snapshot(IN, held_s=30.0))
    begun = mat.snapshot(IN, held_s=21.0, events=(Event(Change.STARTED, mat.clock.hold),))
    assert news.update(begun) == [BEGUN, HALFWAY]


def test_a_pause_is_no_beginning() -> None:
    mat = Mat(40.0)
    mat.go(IN, 21.0)
    mat.go(OUT, 1.0)
    assert mat.go(IN, 5.0) == []
    assert mat.started == 1


@pytest.mark.parametrize(("target_s", "told"), [
    (4 * NEARLY_S - 0.5, [BEGUN, REACHED]),
    (4 * NEARLY_S, [BEGUN, HALFWAY, NEARLY, REACHED]),
])  # fmt: skip
def test_short_holds_need_little_telling(target_s: float, told: list[News]) -> None:
    assert Mat(target_s).go(IN, 30.0) == told


@pytest.mark.parametrize(("side", "words"), [
    (None, "Good. Holding."),
    (Side.LEFT, "Left side. Holding."),
    (Side.RIGHT, "Right side. Holding."),
])  # fmt: skip
def test_the_side_is_told_where_there_are_sides(side: Side | None, words: str) -> None:
    assert Mat(side=side).go(IN, 2.0) == [News(words, Sound.BEGIN)]


def test_reaching_is_no_command_and_no_end() -> None:
    mat = Mat(10.0)
    assert mat.go(IN, 12.0)[-1] == REACHED
    assert mat.go(IN, 30.0) == []
    assert "when you're ready" in REACHED.words


@given(st.lists(st.tuples(st.sampled_from([IN, OUT, Placement.UNSEEN]), st.floats(0.5, 60)), max_size=8))
def test_whatever_is_held_each_hold_is_told_once_and_in_order(spans: list[tuple[Placement, float]]) -> None:
    mat = Mat(30.0, step_s=0.5)
    for placement, seconds in spans:
        mat.go(placement, seconds)
    told = [news for _, news in mat.told]
    assert told.count(BEGUN) == mat.started
    order, reached = [BEGUN, HALFWAY, NEARLY, REACHED], -1
    for news in told:
        if news == BEGUN:
            reached = -1
        assert order.index(news) == reached + 1  # none is left out, none comes twice
        reached += 1
