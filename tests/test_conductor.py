"""A practice from Start to its end without a click: what is said and done, by frame time."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timezone

import numpy as np
import pytest

from posecheck.catalog import Catalog
from posecheck.concern import NEXT_ONE, ONLY_TIME
from posecheck.conductor import BACK, LOST, UP, Conductor
from posecheck.cues import CueKind
from posecheck.gesture import RAISED_S
from posecheck.kinds import Kind
from posecheck.landmarks import ByteArray, LandmarkFrame, Side
from posecheck.menu import OPENING, OPENING_S
from posecheck.moment import Moment
from posecheck.presence import GONE_S
from posecheck.programme import Programme, ProgrammeStage
from posecheck.readiness import ANYBODY
from posecheck.record import HoldRecord
from posecheck.routine import Turn
from posecheck.setup_check import GO_ON_S, GOOD, UNFOUND_S
from posecheck.stretch import LimbPose
from posecheck.trace import Trace, decode, joined
from posecheck.tremor import STOPPED
from posecheck.turn_practice import Wishes
from posecheck.voice import BETWEEN_S, PRAISE, Arbiter, Rank, Utterance, Verbosity
from tests.bodies import BRIDGE, KNEE_TO_CHEST, LYING, STANDING, Script, figure, seen
from tests.lifts import world_lift
from tests.test_gesture import reaching

PICTURE: ByteArray = np.full((480, 640, 3), 128, dtype=np.uint8)
OTHER_KNEE = figure(-90, KNEE_TO_CHEST.other, KNEE_TO_CHEST.active)
LOW_BRIDGE = figure(-100, LimbPose(hip_flexion=40, knee_flexion=110))
SITTING = figure(0, LimbPose(hip_flexion=90))
HAND_UP = reaching(seen(LYING), Side.LEFT)
TO_FIRST_ITEM_S = RAISED_S + OPENING_S + 0.5  # smoothing takes a moment, too


class Mat:
    """Somebody on a mat, and all that is said to them."""

    def __init__(self, *turns: Turn, ready_s: float = 4.0, verbosity: Verbosity = Verbosity.ALL) -> None:
        self.programme = Programme(turns, ready_s=ready_s, change_s=ready_s)
        self.arbiter = Arbiter(verbosity)
        self.source = Script(None)
        self.conductor = Conductor(
            self.programme, world_lift, Wishes(routine_id="r"), self.arbiter, lambda: datetime.now(timezone.utc)
        )
        self.conductor.open(self.source, "session")
        self.time_s = 0.0
        self.said: list[Utterance] = []
        self.saved: dict[str, HoldRecord] = {}
        self.traced: dict[tuple[str, int], bytes] = {}

    def go(self, seconds: float, body: LandmarkFrame | None) -> Moment:
        self.source.bodies = [body]
        for _ in range(round(seconds * 10)):
            self.time_s += 0.1
            moment = self.conductor.frame(PICTURE, self.time_s)
            self.said += [moment.utterance] if moment.utterance else []
            self.saved |= {record.id: record for record in moment.changed}
            self.traced |= {(part.hold_id, part.number): part.data for part in moment.traces}
            assert {hold_id for hold_id, _ in self.traced} <= self.saved.keys()  # never before its hold
        return moment

    def trace(self, record: HoldRecord) -> Trace:
        parts = sorted(self.traced.items())
        return joined([decode(data) for (hold_id, _), data in parts if hold_id == record.id])

    def stage(self) -> ProgrammeStage:
        return self.programme.stage

    def paused(self) -> bool:
        return self.programme.paused

    def side(self) -> Side | None:
        return self.programme.turn.side

    @property
    def words(self) -> list[str]:
        return [utterance.words for utterance in self.said]

    def when(self, words: str) -> float:
        return next(u.time_s for u in self.said if u.words == words)


@pytest.fixture
def bridge(catalog: Catalog) -> Turn:
    return Turn(catalog.get("bridge"), None, 24.0)


@pytest.fixture
def knees(catalog: Catalog) -> tuple[Turn, Turn]:
    stretch = catalog.get("single_knee_to_chest")
    return Turn(stretch, Side.LEFT, 20.0), Turn(stretch, Side.RIGHT, 20.0)


def test_a_routine_is_told_from_beginning_to_end(bridge: Turn) -> None:
    mat = Mat(bridge, verbosity=Verbosity.ESSENTIALS)
    mat.go(4, seen(LYING))
    mat.go(26, seen(BRIDGE))
    told = [
        "First: Bridge.", GOOD.text, "Good. Holding.", "Halfway.", "Five more seconds.", "Release slowly.",
        "All done. Take a moment before you get up.", "You held 24 seconds in all.",
    ]  # fmt: skip
    mat.go(5, seen(LYING))
    assert mat.words == told
    holding_s = mat.when("Good. Holding.")
    assert mat.when("Halfway.") - holding_s == pytest.approx(11.0, abs=0.5)  # the second of settling is credited
    assert mat.when("Five more seconds.") - holding_s == pytest.approx(18.0, abs=0.5)
    assert mat.when("Release slowly.") - holding_s == pytest.approx(23.0, abs=0.5)
    assert mat.stage() is ProgrammeStage.DONE


def test_how_it_is_done_is_told_once(bridge: Turn, knees: tuple[Turn, Turn]) -> None:
    mat = Mat(*knees)
    mat.go(7, seen(LYING))
    assert mat.when(GOOD.text) < mat.said[-1].time_s
    first = knees[0].stretch.steps[0]
    assert any(words.startswith(first) for words in mat.words)
    mat.conductor.skip()
    mat.go(4, seen(LYING))
    assert sum(words.startswith(first) for words in mat.words) == 1
    brief = Mat(bridge, verbosity=Verbosity.ESSENTIALS)
    brief.go(7, seen(LYING))
    assert brief.words[:2] == ["First: Bridge.", GOOD.text]
    assert not any(words.startswith(bridge.stretch.steps[0]) for words in brief.words)


def test_nothing_begins_before_the_camera_is_set_up(bridge: Turn) -> None:
    mat = Mat(bridge, verbosity=Verbosity.ESSENTIALS)
    mat.go(10, None)
    assert mat.stage() is ProgrammeStage.READY
    assert mat.said[-1].words.startswith("I can't see you")
    moment = mat.go(1, seen(LYING))
    assert moment.snapshot is not None
    assert mat.stage() is ProgrammeStage.READY
    mat.go(3, seen(LYING))
    assert mat.stage() is ProgrammeStage.HOLD
    assert GOOD.text in mat.words


def test_one_instruction_at_a_time_until_it_goes_on_anyway(bridge: Turn) -> None:
    mat = Mat(bridge, verbosity=Verbosity.ESSENTIALS)
    mat.go(GO_ON_S + 2, seen(LYING, 180))
    assert ONLY_TIME.text in mat.words
    assert mat.stage() is ProgrammeStage.READY  # there is time to hear it out, and nothing counts meanwhile
    mat.go(8, seen(LYING, 180))
    assert mat.stage() is ProgrammeStage.HOLD
    assert mat.saved[max(mat.saved)].timed_s > 2.0
    timed_s = mat.saved[max(mat.saved)].timed_s
    mat.go(3, seen(SITTING, 180))  # not in about the position any more
    assert sum(record.timed_s for record in mat.saved.values()) < timed_s + 2.0


def test_whoever_is_in_position_need_not_wait(bridge: Turn) -> None:
    mat = Mat(bridge)
    mat.go(2.5, seen(BRIDGE))
    assert mat.stage() is ProgrammeStage.HOLD
    assert mat.programme.held_s > 1.0


def test_a_correction_is_said_and_praised_when_put_right(bridge: Turn) -> None:
    mat = Mat(bridge)
    mat.go(5, seen(BRIDGE))
    mat.go(3, seen(LOW_BRIDGE))
    mat.go(4, seen(BRIDGE))
    assert [u.words for u in mat.said if u.rank in (Rank.CORRECTION, Rank.PRAISE)] == [
        "Press feet, rise a little.", PRAISE,
    ]  # fmt: skip
    mat.go(20, seen(LOW_BRIDGE))
    corrections = [u.time_s for u in mat.said if u.rank is Rank.CORRECTION]
    assert all(b - a >= BETWEEN_S for a, b in zip(corrections, corrections[1:], strict=False))
    assert {"said", "not yet steady", "said just now"} <= {entry.outcome for entry in mat.arbiter.log}


def test_a_raised_hand_pauses_and_lets_go_on(bridge: Turn) -> None:
    mat = Mat(bridge, verbosity=Verbosity.ESSENTIALS)
    mat.go(4, seen(LYING))
    mat.go(TO_FIRST_ITEM_S, HAND_UP)
    assert OPENING in mat.words
    moment = mat.go(0.1, HAND_UP)
    assert moment.snapshot is not None
    assert moment.snapshot.cue is not None
    assert (moment.snapshot.cue.text, moment.snapshot.cue.kind) == ("Pause?", CueKind.LEAD)
    mat.go(0.5, HAND_UP)
    moment = mat.go(1, seen(LYING))
    assert mat.paused()
    assert moment.between is not None
    held_s = mat.go(5, seen(BRIDGE)).between
    assert held_s is not None
    mat.go(TO_FIRST_ITEM_S, HAND_UP)
    assert mat.words[-1] == "Go on?"
    mat.go(1, seen(LYING))
    assert not mat.paused()


@pytest.mark.parametrize(("seconds", "number"), [(7.5, 2), (10.0, 1)])
def test_a_raised_hand_goes_on_to_the_next_or_repeats(knees: tuple[Turn, Turn], seconds: float, number: int) -> None:
    mat = Mat(*knees, verbosity=Verbosity.ESSENTIALS)
    mat.go(4, seen(LYING))
    mat.go(seconds, HAND_UP)
    mat.go(1, seen(LYING))
    assert mat.programme.number == number
    assert mat.stage() is ProgrammeStage.READY


def test_getting_up_pauses_and_lying_down_goes_on(bridge: Turn) -> None:
    mat = Mat(bridge, verbosity=Verbosity.ESSENTIALS)
    mat.go(8, seen(BRIDGE))
    for share in np.linspace(0.0, 1.0, 16):  # nobody is up from one frame to the next
        rising = figure(
            -118 + 118 * share, LimbPose(hip_flexion=60 * share * (1 - share), knee_flexion=110 * (1 - share))
        )
        mat.go(0.1, seen(rising))
    mat.go(3, seen(STANDING))
    assert mat.paused()
    assert UP.words in mat.words
    held_s = mat.programme.held_s
    mat.go(20, seen(STANDING))
    assert mat.programme.held_s == held_s
    mat.go(3, seen(BRIDGE))
    assert not mat.paused()
    assert BACK.words in mat.words
    mat.go(4, seen(BRIDGE))
    assert mat.programme.held_s > held_s + 2.0


def test_leaving_the_picture_pauses(bridge: Turn) -> None:
    mat = Mat(bridge)
    mat.go(8, seen(BRIDGE))
    mat.go(GONE_S + 1, None)
    assert mat.paused()
    mat.conductor.resume()
    mat.go(2, None)
    assert not mat.paused()


def test_who_paused_by_hand_is_not_woken_by_lying_down(bridge: Turn) -> None:
    mat = Mat(bridge)
    mat.go(8, seen(BRIDGE))
    mat.conductor.pause()
    mat.go(4, seen(STANDING))
    mat.go(4, seen(BRIDGE))
    assert mat.paused()


def test_before_a_hold_getting_up_is_no_leaving(bridge: Turn) -> None:
    mat = Mat(bridge)
    mat.go(5, seen(STANDING))
    assert not mat.paused()
    assert UP.words not in mat.words


def test_the_other_side_first_is_taken_as_it_comes(knees: tuple[Turn, Turn]) -> None:
    mat = Mat(*knees)
    mat.go(5, seen(LYING))
    assert mat.side() is Side.LEFT
    mat.go(5, seen(KNEE_TO_CHEST))  # the right knee
    assert mat.side() is Side.RIGHT
    assert mat.programme.held_s > 1.0
    upcoming = mat.programme.upcoming
    assert upcoming is not None
    assert upcoming.side is Side.LEFT


def test_changing_sides_in_mid_turn_goes_on_to_the_other(knees: tuple[Turn, Turn]) -> None:
    mat = Mat(*knees)
    mat.go(8, seen(OTHER_KNEE))
    held_s = mat.programme.held_s
    assert held_s > 3.0
    mat.go(3, seen(LYING))
    mat.go(6, seen(KNEE_TO_CHEST))
    assert mat.side() is Side.RIGHT
    assert mat.programme.outcomes()[0].held_s >= held_s
    assert mat.programme.held_s > 1.0


def test_what_a_timer_leads_is_said_when_it_changes(catalog: Catalog) -> None:
    tremor = next(s for s in catalog.stretches.values() if s.kind is Kind.TREMOR)
    mat = Mat(Turn(tremor, None, 240.0), verbosity=Verbosity.ESSENTIALS)
    mat.go(20, seen(LYING))
    assert tremor.stages[0].words in mat.words
    assert mat.words.count(tremor.stages[0].words) == 1


def test_one_stretch_tells_each_hold(catalog: Catalog) -> None:
    stretch = catalog.get("bridge")
    mat = Mat(Turn(stretch, None, math.inf), ready_s=0.0, verbosity=Verbosity.ESSENTIALS)
    mat.go(3, seen(LYING))
    mat.go(stretch.dose.target_s + 2, seen(BRIDGE))
    mat.go(6, seen(LYING))
    mat.go(3, seen(BRIDGE))
    told = [u.words for u in mat.said if u.rank is Rank.NEWS]
    assert told[0] == "Bridge."
    assert told.count("Good. Holding.") == 2
    assert "Well held. Release slowly, when you're ready." in told


def test_a_camera_started_again_goes_on(bridge: Turn) -> None:
    mat = Mat(bridge)
    mat.go(8, seen(BRIDGE))
    assert any(record.finished for record in mat.conductor.end())
    with pytest.raises(AssertionError):
        mat.conductor.frame(PICTURE, 0.0)
    mat.conductor.open(mat.source, "another")
    held_s, mat.time_s = mat.programme.held_s, 0.0
    mat.go(4, seen(BRIDGE))
    assert mat.programme.held_s > held_s + 1.0
    assert {record.session_id for record in mat.conductor.records} == {"session", "another"}


def test_lingering_in_a_position_that_is_done_does_not_begin_it_again(knees: tuple[Turn, Turn]) -> None:
    rounds = [replace(turn, target_s=4.0, round=number) for number in (1, 2) for turn in knees]
    mat = Mat(*rounds)
    mat.go(6, seen(LYING))
    mat.go(5 + 6, seen(OTHER_KNEE))  # the left one, long after its target
    assert mat.side() is Side.RIGHT
    assert [turn.side for turn in mat.programme.turns] == [Side.LEFT, Side.RIGHT] * 2


def test_what_the_camera_cannot_tell_of_one_side_it_cannot_of_the_other(knees: tuple[Turn, Turn]) -> None:
    mat = Mat(*(replace(turn, target_s=5.0) for turn in knees))
    mat.go(GO_ON_S + 20, seen(OTHER_KNEE, 180))
    assert mat.side() is Side.RIGHT
    mat.go(6, seen(KNEE_TO_CHEST, 180))
    assert [record.side for record in mat.saved.values() if record.timed_s > 2.0] == ["left", "right"]


def test_nobody_is_timed_where_nobody_is(catalog: Catalog) -> None:
    mat = Mat(Turn(catalog.get("belly_breathing"), None, 60.0), verbosity=Verbosity.ESSENTIALS)
    mat.go(100, None)
    assert mat.stage() is ProgrammeStage.READY
    assert mat.words.count(ANYBODY.text) == 3  # ever more seldom
    mat.go(6, seen(LYING))
    assert mat.stage() is ProgrammeStage.HOLD


def test_what_a_timer_ends_early_is_said_and_the_next_camera_checked(catalog: Catalog, bridge: Turn) -> None:
    tremor = Turn(catalog.get("tremor_practice"), None, 180.0)
    mat = Mat(tremor, bridge, verbosity=Verbosity.ESSENTIALS)
    mat.go(15, seen(LYING))
    while STOPPED not in mat.words:
        mat.go(0.1, seen(figure(-90, LimbPose(hip_flexion=4, knee_flexion=6))))
    mat.go(15, seen(LYING, 180))
    assert mat.words.index(STOPPED) < mat.words.index("Next: Bridge.")
    assert mat.stage() is ProgrammeStage.READY


def test_once_it_is_done_nothing_more_is_asked(bridge: Turn) -> None:
    mat = Mat(bridge, verbosity=Verbosity.ESSENTIALS)
    mat.go(5, None)
    mat.conductor.skip()
    mat.go(60, None)
    assert mat.words[-1] == "You held 0 seconds in all."


def test_who_is_lost_hears_so_again_and_again(bridge: Turn) -> None:
    mat = Mat(bridge, verbosity=Verbosity.ESSENTIALS)
    mat.go(8, seen(BRIDGE))
    mat.go(70, None)
    assert mat.words.count(LOST.words) >= 3
    assert mat.paused()


def test_a_position_that_hides_the_body_is_left_in_peace_and_given_up_in_the_end(
    catalog: Catalog, bridge: Turn
) -> None:
    child = catalog.get("childs_pose")
    mat = Mat(Turn(child, None, 300.0), bridge, verbosity=Verbosity.ESSENTIALS)
    mat.go(12, seen(child.figure))
    mat.go(50, None)
    assert not mat.paused()
    assert mat.programme.held_s > 50.0
    mat.go(90, None)
    assert mat.programme.turn is bridge
    unfound = Mat(Turn(child, None, 300.0), bridge, verbosity=Verbosity.ESSENTIALS)
    unfound.go(UNFOUND_S + 3, None)
    assert NEXT_ONE.text in unfound.words
    assert unfound.programme.turn is bridge


def test_a_camera_that_was_stopped_is_set_up_again_and_a_pause_is_over(bridge: Turn) -> None:
    mat = Mat(bridge, verbosity=Verbosity.ESSENTIALS)
    mat.go(8, seen(BRIDGE))
    mat.conductor.pause()
    mat.conductor.end()
    mat.conductor.open(mat.source, "another")
    mat.time_s = 0.0
    mat.go(3, seen(BRIDGE))
    assert not mat.paused()
    assert mat.words[-1] == "Bridge."


def test_what_a_hand_pauses_is_saved_as_it_ended(bridge: Turn) -> None:
    mat = Mat(bridge, verbosity=Verbosity.SOUNDS)
    mat.go(6, seen(BRIDGE))
    mat.go(3, reaching(seen(BRIDGE), Side.LEFT))
    assert mat.paused()
    (record,) = mat.conductor.records
    assert record.finished
    assert mat.saved[record.id] == record


@pytest.mark.parametrize("verbosity", [Verbosity.SOUNDS, Verbosity.OFF])
def test_where_no_menu_is_heard_a_raised_hand_just_pauses_and_goes_on(bridge: Turn, verbosity: Verbosity) -> None:
    mat = Mat(bridge, verbosity=verbosity)
    mat.go(6, seen(LYING))
    mat.go(3, HAND_UP)
    assert mat.paused()
    mat.go(5, HAND_UP)
    assert mat.paused()  # once for each time it is raised
    mat.go(1, seen(LYING))
    mat.go(3, HAND_UP)
    assert not mat.paused()
    assert OPENING not in mat.words


def test_a_trace_shows_the_cue_that_was_read(bridge: Turn) -> None:
    mat = Mat(bridge, verbosity=Verbosity.ESSENTIALS)
    mat.go(4, seen(LYING))
    assert mat.go(30, seen(BRIDGE)).snapshot is None  # it is over
    (record,) = mat.saved.values()
    trace = mat.trace(record)
    assert {"Good. Holding.", "Halfway.", "Five more seconds."} <= set(trace.cues)
    halfway_s = trace.time_s[trace.cues.index("Halfway.")]
    assert halfway_s == pytest.approx(mat.when("Halfway.") + 0.1, abs=0.11)  # read from the next frame on
    assert trace.time_s[0] == pytest.approx(record.start_s, abs=0.001)
    assert trace.time_s[-1] == pytest.approx(record.end_s, abs=0.001)


def test_what_a_raised_hand_pauses_is_traced_to_its_end(bridge: Turn) -> None:
    mat = Mat(bridge, verbosity=Verbosity.ESSENTIALS)
    mat.go(4, seen(LYING))
    mat.go(4, seen(BRIDGE))
    mat.go(TO_FIRST_ITEM_S + 0.6, reaching(seen(BRIDGE), Side.LEFT))
    mat.go(1, seen(BRIDGE))
    assert mat.paused()
    (record,) = mat.saved.values()
    assert record.finished
    assert "Pause?" in mat.trace(record).cues
    assert mat.trace(record).time_s[-1] >= record.end_s - 0.001
    assert mat.conductor.take_traces() == []


def test_who_gets_up_leaves_a_trace_of_it(bridge: Turn) -> None:
    mat = Mat(bridge, verbosity=Verbosity.ESSENTIALS)
    mat.go(8, seen(BRIDGE))
    mat.go(10, None)
    assert mat.paused()
    (record,) = mat.saved.values()
    trace = mat.trace(record)
    assert trace.reasons[-1] == "nobody in view"
    assert np.isnan(trace.points[-1]).all()
    assert record.end_s + 3.0 <= trace.time_s[-1] < record.end_s + 3.3
