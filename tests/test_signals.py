"""What somebody on the mat wants, without a click: hand, whereabouts and sides together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest

from posecheck.catalog import load_catalog
from posecheck.concern import Person
from posecheck.gesture import RAISED_S
from posecheck.hold import Phase
from posecheck.kinds import Kind
from posecheck.landmarks import LandmarkFrame, Side
from posecheck.menu import DOWN_S, ITEM_S, LATE_S, NOTHING, OPENING, OPENING_S, Command
from posecheck.other_side import TAKEN_S
from posecheck.pipeline import Pipeline, Snapshot
from posecheck.presence import BACK_S, GONE_S, PATIENT_S, UP_S, Whereabouts
from posecheck.routine import Turn
from posecheck.signals import Heard, Signal, Signals
from posecheck.stretch import Figure, Stretch
from posecheck.view import body_view
from tests.bodies import GREY, KNEE_TO_CHEST, LYING, STANDING, Script, seen
from tests.lifts import world_lift
from tests.test_gesture import reaching

CATALOG = load_catalog()
BRIDGE = Turn(CATALOG.get("bridge"), None, 60.0)
LEFT_KNEE = Turn(CATALOG.get("single_knee_to_chest"), Side.LEFT, 30.0)
TREMOR = Turn(CATALOG.get("tremor_practice"), None, 180.0)
STEP_S = 0.1
HAND_UP = reaching(seen(LYING), Side.LEFT)
STANDING_HAND_UP = reaching(seen(STANDING), Side.LEFT)


def person(body: LandmarkFrame) -> Person:
    lifted = world_lift(body)
    return Person(body, lifted, body_view(lifted, body))


def judged(place: Figure) -> Snapshot:
    """A body in the turn of the left knee."""
    return Pipeline(LEFT_KNEE.stretch, Script(seen(place)), world_lift, Side.LEFT).process(GREY, 0.0)


def other_knee() -> Snapshot:
    """The right knee in the turn of the left one."""
    return judged(KNEE_TO_CHEST)


class Floor:
    """Somebody in front of the camera, ten frames a second, and all that was heard of them."""

    def __init__(self, turn: Turn = BRIDGE, *, paused: bool = False) -> None:
        self.signals, self.paused = Signals(turn), paused
        self.time_s = 0.0
        self.heard: list[tuple[float, Heard]] = []
        self.moved: list[tuple[float, Whereabouts]] = []
        self.shown: list[str] = []

    def go(self, body: LandmarkFrame | None, seconds: float, snapshot: Snapshot | None = None) -> Floor:
        """They stay so for so long."""
        who = person(body) if body is not None else None
        for _ in range(round(seconds / STEP_S)):
            self.time_s += STEP_S
            now = replace(snapshot, time_s=self.time_s) if snapshot is not None else None
            before = self.signals.whereabouts
            heard = self.signals.update(self.time_s, who, now, paused=self.paused)
            self.heard += [(self.time_s, heard)] if heard != Heard() else []
            after = self.signals.whereabouts
            self.moved += [(self.time_s, after)] if after is not before else []
            self.shown.append(self.signals.menu_words)
        return self

    def lift_hand_until(self, item: int) -> Floor:
        """A hand is up until well into the item of that number, from 0."""
        return self.go(HAND_UP, RAISED_S + OPENING_S + item * ITEM_S + LATE_S + 0.8)

    def begin(self, turn: Turn) -> Floor:
        """The next turn."""
        self.signals = Signals(turn, self.signals)
        return self

    @property
    def wanted(self) -> list[Signal]:
        return [heard.signal for _, heard in self.heard if heard.signal is not None]

    @property
    def words(self) -> list[str]:
        return [heard.words for _, heard in self.heard if heard.words]


@pytest.mark.parametrize(("paused", "item", "signal"), [
    (False, 0, Signal.PAUSE),
    (True, 0, Signal.GO_ON),
    (False, 1, Signal.NEXT),
    (True, 1, Signal.NEXT),
    (False, 2, Signal.REPEAT),
])  # fmt: skip
def test_a_hand_that_comes_down_chooses(paused: bool, item: int, signal: Signal) -> None:
    floor = Floor(paused=paused).go(seen(LYING), 1.0).lift_hand_until(item).go(seen(LYING), 2.0)
    assert floor.wanted == [signal]
    assert floor.words[-1] == f"{signal.value.capitalize()}?"
    first = "Go on?" if paused else "Pause?"
    assert floor.words == [OPENING, first, "Next?", "Repeat?"][: item + 2]


def test_what_the_menu_says_is_shown_until_it_closes() -> None:
    floor = Floor().go(seen(LYING), 1.0)
    assert set(floor.shown) == {""}
    floor.go(HAND_UP, RAISED_S + 0.1)
    assert floor.shown[-1] == OPENING
    floor.go(HAND_UP, OPENING_S + 1.0)
    assert floor.shown[-1] == "Pause?"
    floor.go(seen(LYING), DOWN_S + 0.2)
    assert floor.shown[-1] == ""
    assert floor.wanted == [Signal.PAUSE]


def test_who_chooses_nothing_hears_so_and_nothing_happens() -> None:
    floor = Floor().lift_hand_until(6)
    assert floor.words == [OPENING, "Pause?", "Next?", "Repeat?", NOTHING]
    assert floor.shown[-1] == ""
    assert floor.wanted == []


def test_tremor_practice_cannot_be_asked_for_again() -> None:
    assert TREMOR.stretch.kind is Kind.TREMOR
    assert Floor(TREMOR).lift_hand_until(6).words == [OPENING, "Pause?", "Next?", NOTHING]


@pytest.mark.parametrize("turn", [BRIDGE, LEFT_KNEE, TREMOR])
def test_where_nothing_comes_next_only_a_pause_is_offered(turn: Turn) -> None:
    endless = replace(turn, target_s=math.inf)
    assert Floor(endless).lift_hand_until(6).words == [OPENING, "Pause?", NOTHING]
    assert Floor(endless, paused=True).lift_hand_until(6).words == [OPENING, "Go on?", NOTHING]


def test_an_open_menu_stays_open_when_a_turn_begins() -> None:
    floor = Floor().go(seen(LYING), 1.0).lift_hand_until(0).begin(LEFT_KNEE)
    assert floor.signals.menu_words == "Pause?"
    floor.go(HAND_UP, ITEM_S).go(seen(LYING), 2.0)
    assert floor.words == [OPENING, "Pause?", "Next?"]
    assert floor.wanted == [Signal.NEXT]


def test_a_hand_that_was_answered_must_come_down_before_it_asks_again() -> None:
    floor = Floor().lift_hand_until(6)
    before = list(floor.words)
    floor.begin(LEFT_KNEE).go(HAND_UP, RAISED_S + OPENING_S + 1.0)
    assert floor.words == before
    floor.go(seen(LYING), 2.0).lift_hand_until(0)
    assert floor.words == [*before, OPENING, "Pause?"]


def test_a_hand_going_up_when_a_turn_begins_is_not_begun_anew() -> None:
    floor = Floor().go(HAND_UP, RAISED_S - 0.3).begin(LEFT_KNEE).go(HAND_UP, 0.6)
    assert floor.words == [OPENING]


def test_every_command_is_a_signal() -> None:
    assert {Signal(command.value).name for command in Command} == {command.name for command in Command}


def test_getting_up_and_coming_back_is_told_once_each() -> None:
    floor = Floor().go(seen(LYING), 3.0).go(seen(STANDING), UP_S + 8.0).go(seen(LYING), BACK_S + 3.0)
    (left_s, left), (back_s, back) = floor.moved
    assert (left, back) == (Whereabouts.UP, Whereabouts.THERE)
    assert floor.heard == []
    assert left_s == pytest.approx(3.0 + UP_S, abs=0.25)
    assert back_s == pytest.approx(3.0 + UP_S + 8.0 + BACK_S, abs=0.25)


def test_walking_off_after_getting_up_is_one_leaving() -> None:
    floor = Floor().go(seen(LYING), 3.0).go(seen(STANDING), 4.0).go(None, GONE_S + 4.0).go(seen(STANDING), 4.0)
    assert [where for _, where in floor.moved] == [Whereabouts.UP, Whereabouts.GONE, Whereabouts.UP]


def test_nobody_yet_has_not_left() -> None:
    assert Floor().go(None, 2 * GONE_S).moved == []


@pytest.mark.parametrize(("stretch_id", "patient"), [
    ("bridge", False), ("psoas_march", False), ("desk_reset", False), ("childs_pose", True), ("supine_twist", True),
    ("belly_breathing", True), ("pressure_release", True), ("tremor_practice", True),
])  # fmt: skip
def test_who_is_hidden_has_not_left_for_long(stretch_id: str, patient: bool) -> None:
    stretch = CATALOG.get(stretch_id)
    floor = Floor(Turn(stretch, Side.LEFT if stretch.sided else None, 60.0)).go(seen(stretch.figure), 3.0)
    floor.go(None, GONE_S + 1.0)
    assert [where for _, where in floor.moved] == ([] if patient else [Whereabouts.GONE])
    assert floor.go(None, PATIENT_S).moved[-1][1] is Whereabouts.GONE
    assert len(floor.moved) == 1


def test_the_other_side_is_told_of_what_is_judged_only() -> None:
    floor = Floor(LEFT_KNEE).go(seen(LYING), 0.5, judged(LYING)).go(seen(KNEE_TO_CHEST), TAKEN_S + 1.0)
    assert floor.wanted == []
    floor.go(seen(KNEE_TO_CHEST), TAKEN_S, other_knee())
    assert floor.wanted == []
    floor.go(seen(KNEE_TO_CHEST), 0.2, other_knee())
    assert floor.wanted[0] is Signal.OTHER_SIDE
    held, mat = replace(other_knee(), phase=Phase.HOLDING), Floor(LEFT_KNEE).go(seen(LYING), 0.5, judged(LYING))
    assert mat.go(seen(KNEE_TO_CHEST), TAKEN_S + 1.0, held).wanted == []


def test_the_side_just_held_is_no_change_of_the_next_turn() -> None:
    floor = Floor(replace(LEFT_KNEE, side=Side.RIGHT)).go(seen(LYING), 1.0)
    floor.begin(LEFT_KNEE)
    assert floor.go(seen(KNEE_TO_CHEST), TAKEN_S + 2.0, other_knee()).wanted == []


def test_a_command_and_leaving_with_it_are_both_told() -> None:
    floor = Floor().go(seen(LYING), 2.0).lift_hand_until(0)
    chosen_after_s = UP_S - DOWN_S  # so that both fall into one frame
    floor.go(STANDING_HAND_UP, chosen_after_s).go(seen(STANDING), 2.0)
    assert floor.wanted == [Signal.PAUSE]
    assert [where for _, where in floor.moved] == [Whereabouts.UP]


def test_the_menu_speaks_while_somebody_leaves() -> None:
    """Getting up with a hand in the air: both are told."""
    floor = Floor().go(seen(LYING), 2.0).go(STANDING_HAND_UP, 4.0)
    assert floor.words[:1] == [OPENING]
    assert floor.signals.whereabouts is Whereabouts.UP


def turns_of(stretches: Sequence[Stretch]) -> list[Turn]:
    return [Turn(s, side, math.inf) for s in stretches for side in (tuple(Side) if s.sided else (None,))]


@pytest.mark.parametrize(
    "turn", turns_of(list(CATALOG.stretches.values())), ids=lambda turn: turn.name.replace(" ", "_")
)
def test_practising_a_stretch_asks_for_nothing(turn: Turn) -> None:
    """Its own position is no gesture, no getting up, no leaving; figures are of the right side."""
    body, floor = seen(turn.stretch.figure), Floor(turn)
    pipeline = Pipeline(turn.stretch, Script(body), world_lift, turn.side)
    floor.go(body, 6.0)
    assert (floor.heard, floor.moved) == ([], [])
    told = set()
    for number in range(60):
        shown = pipeline.process(GREY, number * STEP_S)
        told.add(floor.signals.update(floor.time_s + (number + 1) * STEP_S, person(body), shown, paused=False).signal)
    assert told <= ({None, Signal.OTHER_SIDE} if turn.side is Side.LEFT else {None})
