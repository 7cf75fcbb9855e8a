"""The practices of a programme: what is credited in a turn, and what is kept of those before."""

from __future__ import annotations

import math
from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.catalog import Catalog, load_catalog
from posecheck.landmarks import LandmarkFrame, Side, Unknown
from posecheck.measures import Measured
from posecheck.pipeline import TIMED, Snapshot
from posecheck.record import HoldRecord
from posecheck.routine import Turn
from posecheck.stretch import LimbPose
from posecheck.turn_practice import UNTOLD_S, TurnPractice, Wishes
from tests.bodies import BRIDGE, GREY, LYING, Script, figure, seen
from tests.lifts import world_lift

BEGAN = datetime(2026, 5, 1, 8, 30, tzinfo=timezone.utc)
STEP_S = 0.1
BRIDGE_TURN = Turn(load_catalog().get("bridge"), None, 30.0)
OPEN_TURN = Turn(BRIDGE_TURN.stretch, None, math.inf)
IN_BRIDGE, ON_BACK, FROM_FOOT_END = seen(BRIDGE), seen(LYING), seen(BRIDGE, 180)
STILL = LimbPose(hip_flexion=90, knee_flexion=90)


class Mat:
    """Frames of the turns of one session, ten a second."""

    def __init__(
        self, turn: Turn = BRIDGE_TURN, wishes: Wishes | None = None, before: tuple[HoldRecord, ...] = ()
    ) -> None:
        self.turn, self.source = turn, Script(None)
        self.practices = TurnPractice(world_lift, wishes or Wishes(), lambda: BEGAN, before)
        self.practices.session_id = "session"
        self.time_s = 0.0
        self.saved: dict[str, HoldRecord] = {}

    def go(self, body: LandmarkFrame | None, seconds: float) -> Snapshot:
        self.source.bodies = [body]
        for _ in range(round(seconds / STEP_S)):
            self.time_s += STEP_S
            shown, changed = self.practices.practice(self.turn, self.source).process(GREY, self.time_s)
            self.keep(changed)
        return shown

    def keep(self, changed: list[HoldRecord]) -> list[HoldRecord]:
        self.saved |= {record.id: record for record in changed}
        return changed

    def march(self, times: int) -> None:
        """Lowers and lifts the right foot, once the position is taken."""
        self.go(legs(90), 3.0)
        for _ in range(times):
            for hip_deg in (*range(90, 50, -2), *range(50, 92, 2)):
                self.go(legs(hip_deg), STEP_S)
        self.go(legs(90), 1.0)

    @property
    def held_s(self) -> float:
        return self.practices.held_s(self.turn)


def legs(hip_deg: float) -> LandmarkFrame:
    return seen(figure(-90, LimbPose(hip_flexion=hip_deg, knee_flexion=90), STILL))


def test_before_the_first_frame_there_is_nothing() -> None:
    mat = Mat()
    assert (mat.practices.records, mat.held_s) == ((), 0.0)
    assert mat.practices.pause() == mat.practices.finish() == []


def test_one_practice_lasts_until_it_is_finished() -> None:
    mat = Mat()
    practice = mat.practices.practice(mat.turn, mat.source)
    mat.go(IN_BRIDGE, 4.0)
    assert mat.practices.practice(mat.turn, mat.source) is practice
    (record,) = mat.keep(mat.practices.finish())
    assert (record.finished, record.started_at, record.session_id) == (True, BEGAN, "session")
    assert mat.practices.practice(mat.turn, mat.source) is not practice


def test_what_is_held_adds_up_over_holds_and_practices_of_a_turn() -> None:
    mat = Mat()
    mat.go(IN_BRIDGE, 5.0)
    mat.go(ON_BACK, 5.0)
    mat.go(IN_BRIDGE, 5.0)
    before_s = mat.held_s
    assert before_s == pytest.approx(9.8, abs=0.4)
    mat.practices.finish()  # the camera is started again
    assert mat.held_s == pytest.approx(before_s)
    shown = mat.go(IN_BRIDGE, 5.0)
    assert mat.held_s == pytest.approx(before_s + 4.9)
    assert shown.held_s == pytest.approx(mat.held_s)  # the ring goes on from there
    assert shown.target_s == 30.0
    mat.practices.finish()
    assert sum(record.held_s for record in mat.practices.records) == pytest.approx(mat.held_s)
    assert [record.id for record in mat.practices.records] == ["session-0", "session-1", "session-2"]


def test_another_turn_begins_at_nothing() -> None:
    mat = Mat()
    mat.go(IN_BRIDGE, 5.0)
    mat.practices.finish()
    mat.practices.begin_turn()
    assert mat.held_s == 0.0
    assert mat.go(IN_BRIDGE, 3.0).held_s == mat.held_s == pytest.approx(2.9)
    assert len(mat.practices.records) == 2


def test_a_hold_is_under_way_from_when_it_counts_until_it_is_left() -> None:
    mat = Mat()
    under_way = [mat.practices.holding]  # before the first frame
    for body, seconds in ((ON_BACK, 1.0), (IN_BRIDGE, 0.5), (IN_BRIDGE, 3.0), (ON_BACK, 1.0)):
        mat.go(body, seconds)
        under_way.append(mat.practices.holding)
    assert under_way == [False, False, False, True, False]
    mat.go(IN_BRIDGE, 3.0)
    mat.practices.finish()
    assert not mat.practices.holding


def test_a_pause_ends_the_hold_and_the_practice_goes_on() -> None:
    mat = Mat()
    mat.go(IN_BRIDGE, 4.0)
    practice = mat.practices.practice(mat.turn, mat.source)
    (record,) = mat.practices.pause()
    assert record.finished
    assert mat.practices.practice(mat.turn, mat.source) is practice
    mat.time_s += 60.0
    mat.go(IN_BRIDGE, 4.0)
    assert mat.held_s == pytest.approx(7.8)
    assert len(mat.practices.records) == 2


def test_each_hold_has_its_own_target_where_a_turn_has_no_end() -> None:
    mat = Mat(OPEN_TURN, Wishes(target_s=20.0))
    mat.go(IN_BRIDGE, 5.0)
    mat.go(ON_BACK, 5.0)
    shown = mat.go(IN_BRIDGE, 3.0)
    assert shown.target_s == 20.0
    assert shown.held_s == pytest.approx(2.9, abs=0.2)
    assert Mat(OPEN_TURN).go(IN_BRIDGE, 1.0).target_s == OPEN_TURN.stretch.dose.target_s
    assert Mat(BRIDGE_TURN, Wishes(target_s=20.0)).go(IN_BRIDGE, 1.0).target_s == 30.0


def test_what_was_wished_reaches_the_practice(catalog: Catalog) -> None:
    key = "hip_flexion.right"
    wished = Mat(wishes=Wishes(routine_id="evening", straight={key: 5.0}))
    zeroed, plain = wished.go(IN_BRIDGE, 3.0).readings[key], Mat().go(IN_BRIDGE, 3.0).readings[key]
    assert isinstance(zeroed, Measured)
    assert isinstance(plain, Measured)
    assert zeroed.value < plain.value - 3.0
    assert [record.routine_id for record in wished.practices.records] == ["evening"]
    desk = catalog.get("desk_reset")
    sitting = seen(desk.figure, 60)
    mats = [Mat(Turn(desk, None, 60.0), Wishes(seat=seat)) for seat in (None, {"trunk_inclination": 3.0})]
    seatless, seated = (mat.go(sitting, 2.0).readings["trunk_inclination"] for mat in mats)
    assert isinstance(seatless, Unknown)
    assert isinstance(seated, Measured)


def test_the_pace_wished_is_breathed(catalog: Catalog) -> None:
    stretch = catalog.get("belly_breathing")
    assert stretch.pace is not None
    slowest = stretch.pace.slowest

    def breaths(breaths_min: float | None) -> int:
        shown = Mat(Turn(stretch, None, 90.0), Wishes(breaths_min=breaths_min)).go(ON_BACK, 58.0)
        assert shown.guidance is not None
        assert shown.guidance.breath is not None
        return shown.guidance.breath.number

    assert breaths(slowest) == math.floor(58.0 / 60.0 * slowest)
    assert breaths(None) == math.floor(58.0 / 60.0 * stretch.pace.breaths_min) > breaths(slowest)


def test_holds_of_before_are_kept_and_count_in_no_turn() -> None:
    first = Mat()
    first.go(IN_BRIDGE, 5.0)
    first.practices.finish()
    mat = Mat(before=first.practices.records)
    assert mat.practices.records == first.practices.records
    assert mat.held_s == 0.0
    assert mat.go(IN_BRIDGE, 3.0).held_s == pytest.approx(2.9)
    assert len(mat.practices.records) == 2


def test_holds_are_numbered_within_their_session() -> None:
    mat = Mat()
    mat.go(IN_BRIDGE, 3.0)
    mat.practices.finish()
    mat.practices.session_id = "another"
    mat.go(IN_BRIDGE, 3.0)
    mat.practices.finish()
    mat.go(IN_BRIDGE, 3.0)
    assert [record.id for record in mat.practices.records] == ["session-0", "another-0", "another-1"]


def test_of_a_movement_repetitions_count(catalog: Catalog) -> None:
    stretch = catalog.get("psoas_march")
    assert stretch.repetition is not None
    mat = Mat(Turn(stretch, Side.RIGHT, 60.0))
    one_s = 60.0 / stretch.repetition.count
    assert mat.held_s == 0.0
    mat.march(2)
    assert mat.held_s == pytest.approx(2 * one_s)
    mat.practices.finish()
    assert mat.held_s == pytest.approx(2 * one_s)
    mat.march(1)
    assert mat.held_s == pytest.approx(3 * one_s)
    mat.practices.finish()
    mat.practices.begin_turn()
    assert mat.held_s == 0.0
    endless = Mat(Turn(stretch, Side.RIGHT, math.inf))
    endless.march(1)
    assert endless.practices.practice(endless.turn, endless.source).repetitions == 1
    assert endless.held_s == 0.0


def test_a_movement_that_is_timed_counts_seconds(catalog: Catalog) -> None:
    mat = Mat(Turn(catalog.get("psoas_march"), Side.RIGHT, 60.0))
    mat.go(FROM_FOOT_END, 1.0)
    mat.practices.count_by_time()
    mat.go(FROM_FOOT_END, 5.0)
    assert mat.held_s == pytest.approx(4.9)
    mat.practices.finish()
    assert mat.held_s == pytest.approx(4.9)


def test_counting_by_time_lasts_for_the_turn() -> None:
    mat = Mat()
    mat.go(FROM_FOOT_END, 3.0)
    assert mat.held_s == 0.0
    mat.practices.count_by_time()
    assert mat.go(FROM_FOOT_END, 4.0).now == TIMED
    mat.practices.finish()
    assert mat.go(FROM_FOOT_END, 4.0).now == TIMED  # the camera was started again
    assert sum(record.timed_s for record in mat.practices.records) > 6.0
    mat.practices.finish()
    mat.practices.begin_turn()
    mat.go(FROM_FOOT_END, 4.0)
    assert mat.held_s == 0.0


def test_counting_by_time_can_be_asked_for_while_the_camera_is_off() -> None:
    mat = Mat()
    mat.practices.count_by_time()
    assert mat.go(FROM_FOOT_END, 2.0).now == TIMED
    mat.practices.finish()
    mat.practices.count_by_time()
    assert mat.go(FROM_FOOT_END, 2.0).now == TIMED


def untold(*spans: tuple[LandmarkFrame | None, float]) -> bool:
    """Whether it is counted by time after these, asked at every frame."""
    mat = Mat()
    for body, seconds in spans:
        for _ in range(round(seconds / STEP_S)):
            shown = mat.go(body, STEP_S)
            mat.practices.count_by_time_if_untold()
    return shown.now == TIMED


def test_what_cannot_be_told_for_long_is_timed() -> None:
    assert not untold((FROM_FOOT_END, UNTOLD_S - 0.5))
    assert untold((FROM_FOOT_END, UNTOLD_S + 0.5))


@pytest.mark.parametrize("spans", [
    ((None, 3 * UNTOLD_S),),  # nobody is there
    ((ON_BACK, 3 * UNTOLD_S),),  # out of place is told
    ((IN_BRIDGE, 3.0), (FROM_FOOT_END, 3 * UNTOLD_S)),  # it could be seen before
    ((ON_BACK, UNTOLD_S / 3), (FROM_FOOT_END, UNTOLD_S + 3.0)),  # too often told
])  # fmt: skip
def test_what_can_be_told_is_not_timed(spans: tuple[tuple[LandmarkFrame | None, float], ...]) -> None:
    assert not untold(*spans)


def test_without_a_practice_nothing_is_untold() -> None:
    mat = Mat()
    mat.practices.count_by_time_if_untold()
    mat.go(FROM_FOOT_END, UNTOLD_S + 1.0)
    mat.practices.finish()
    mat.practices.count_by_time_if_untold()
    assert mat.go(FROM_FOOT_END, 1.0).now != TIMED


actions = st.lists(
    st.one_of(
        st.tuples(st.sampled_from([IN_BRIDGE, ON_BACK, None]), st.floats(0.3, 3.0)),
        st.sampled_from(["pause", "finish", "next", "time"]),
    ),
    max_size=8,
)


@given(actions)
def test_whatever_happens_no_record_is_lost_and_each_counts_in_one_turn(
    actions: list[str | tuple[LandmarkFrame | None, float]],
) -> None:
    mat, turns_s = Mat(), 0.0
    for action in actions:
        if isinstance(action, tuple):
            mat.go(*action)
        elif action == "pause":
            mat.keep(mat.practices.pause())
        elif action == "time":
            mat.practices.count_by_time()
        else:
            mat.keep(mat.practices.finish())
        if action == "next":
            turns_s += mat.held_s
            mat.practices.begin_turn()
    mat.keep(mat.practices.finish())
    records = mat.practices.records
    assert {record.id: record for record in records} == mat.saved
    assert len(mat.saved) == len(records)
    assert all(record.finished for record in records)
    assert turns_s + mat.held_s == pytest.approx(sum(record.held_s for record in records))
