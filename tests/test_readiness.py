"""Whether a turn may begin: set up, somebody there, and told how."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from posecheck.announcement import how
from posecheck.catalog import load_catalog
from posecheck.concern import NEXT_ONE, ONLY_TIME, WATCHING, Person
from posecheck.cues import Cue, CueKind
from posecheck.hold import Phase
from posecheck.landmarks import ByteArray
from posecheck.pipeline import Pipeline, Snapshot
from posecheck.readiness import ANYBODY, Readiness
from posecheck.routine import Turn
from posecheck.setup_check import GET_DOWN_S, GO_ON_S, GOOD, GOOD_S, STAY, UNFOUND_S
from posecheck.voice import News, Rank, Sound
from tests.bodies import BRIDGE, GREY, LYING, STANDING, Script, seen
from tests.lifts import world_lift
from tests.test_concern import centred, person

CATALOG = load_catalog()
PICTURE: ByteArray = np.full((480, 640, 3), 128, dtype=np.uint8)
TURN = Turn(CATALOG.get("bridge"), None, 60.0)
FOLDED = Turn(CATALOG.get("childs_pose"), None, 60.0)
BREATHING = Turn(CATALOG.get("belly_breathing"), None, 60.0)
ON_MAT, AWAY, TURNED = person(centred(LYING)), person(centred(STANDING)), person(centred(LYING, 180))
JUDGED = Pipeline(TURN.stretch, Script(seen(BRIDGE)), world_lift).process(GREY, 0.0)


class Mat:
    """Somebody before a turn, ten frames a second, and all that is said of it."""

    def __init__(self, turn: Turn = TURN, *, checked: bool = False) -> None:
        self.readiness = Readiness(turn, checked=checked)
        self.frames = 0
        self.said: list[tuple[float, News]] = []
        self.by_time: list[float] = []  # when that was told
        self.given_up: list[float] = []

    def go(self, seconds: float, who: Person | None, snapshot: Snapshot | None = None) -> Mat:
        for _ in range(round(seconds * 10)):
            self.frames += 1
            time_s = self.frames / 10
            self.readiness.update(time_s, PICTURE, int(who is not None), who, snapshot)
            self.said += [(time_s, news) for news in self.readiness.news]
            self.by_time += [time_s] if self.readiness.by_time else []
            self.given_up += [time_s] if self.readiness.gives_up else []
        return self

    def waits(self) -> bool:
        return self.readiness.waits

    def shown(self) -> tuple[Cue | None, Cue | None]:
        """What is shown, and what of it may be said."""
        return self.readiness.cue, self.readiness.to_say

    @property
    def news(self) -> list[News]:
        return [news for _, news in self.said]


def test_who_is_seen_well_for_long_enough_is_told_so_and_how_it_is_done() -> None:
    mat = Mat()
    assert mat.waits()
    mat.go(GOOD_S - 0.2, ON_MAT)
    assert mat.waits() and mat.news == []
    assert mat.shown() == (STAY, None)  # nothing is to be changed
    mat.go(5, ON_MAT)
    assert mat.news == [News(GOOD.text, Sound.WELL, Rank.ASIDE), how(TURN)]
    assert mat.readiness.kind is CueKind.WELL
    assert not mat.waits() and mat.shown() == (None, None)
    assert mat.by_time == mat.given_up == []


def test_before_the_second_side_nothing_is_checked_or_told() -> None:
    mat = Mat(checked=True).go(5, None)
    assert not mat.waits()
    assert mat.readiness.cue is None
    assert mat.news == []


def test_what_is_to_be_changed_is_shown_and_said_until_it_goes_on_by_time() -> None:
    mat = Mat().go(2, TURNED)
    cue = mat.readiness.cue
    assert cue is not None and cue.kind is CueKind.SETUP
    assert mat.readiness.to_say == cue
    mat.go(GO_ON_S, TURNED)
    assert mat.news == [News(ONLY_TIME.text, Sound.NEXT), how(TURN)]
    assert mat.readiness.kind is CueKind.SETUP
    assert mat.by_time == pytest.approx([GO_ON_S], abs=0.2)  # once
    assert not mat.waits()


def test_who_does_not_get_down_is_not_counted_by_time() -> None:
    mat = Mat().go(GET_DOWN_S + 2, AWAY)
    assert mat.news == [News(WATCHING.text, Sound.NEXT), how(TURN)]
    assert mat.by_time == mat.given_up == []


def test_where_bodies_hide_a_turn_is_left_out_when_nobody_is_found() -> None:
    mat = Mat(FOLDED).go(UNFOUND_S + 2, None)
    assert mat.news == [News(NEXT_ONE.text, Sound.NEXT)]  # how it is done is no matter any more
    assert mat.given_up == pytest.approx([UNFOUND_S], abs=0.2)
    assert mat.readiness.kind is CueKind.SETUP
    assert mat.by_time == []


def test_elsewhere_nobody_is_waited_for_without_end() -> None:
    mat = Mat().go(5 * UNFOUND_S, None)
    assert mat.waits()
    assert (mat.given_up, mat.news) == ([], [])
    assert mat.readiness.to_say is not None


@pytest.mark.parametrize(("phase", "over"), [(phase, phase is Phase.HOLDING) for phase in Phase])
def test_who_is_credited_is_seen_well_enough_and_knows_how(phase: Phase, over: bool) -> None:
    mat = Mat().go(0.3, TURNED, replace(JUDGED, phase=phase))
    assert mat.waits() is not over
    assert mat.news == []
    assert mat.go(3, ON_MAT).news == ([] if over else [News(GOOD.text, Sound.WELL, Rank.ASIDE), how(TURN)])


@pytest.mark.parametrize("checked", [False, True])
def test_a_timer_waits_for_anybody(checked: bool) -> None:
    mat = Mat(BREATHING, checked=checked).go(100, None)
    assert mat.waits()
    assert mat.shown() == (ANYBODY, ANYBODY)
    assert (mat.news, mat.given_up, mat.by_time) == ([], [], [])
    mat.go(0.1, AWAY)  # a timer needs no position, and no view
    assert not mat.waits() and mat.shown() == (None, None)
    assert mat.go(3, AWAY).news == ([] if checked else [how(BREATHING)])


@pytest.mark.parametrize("turn", [TURN, BREATHING])
def test_what_is_dropped_is_over(turn: Turn) -> None:
    mat = Mat(turn)
    mat.readiness.drop()
    assert not mat.waits()
    assert mat.go(5, ON_MAT).news == []


def test_what_is_asked_for_is_short() -> None:
    assert ANYBODY.kind is CueKind.SETUP
    assert len(ANYBODY.text.replace(" – ", " ").split()) <= 10


def test_what_has_no_end_is_checked_like_any_other() -> None:
    assert Mat(replace(TURN, target_s=math.inf)).go(3, ON_MAT).news[0].words == GOOD.text
