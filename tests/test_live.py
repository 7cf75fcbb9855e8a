"""The live practice: the camera's thread, the page's thread, and what is saved."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest

from posecheck.catalog import Catalog
from posecheck.desk import SEAT, Seat
from posecheck.drawing.overlay import clock_words
from posecheck.errors import ModelError, StoreError
from posecheck.hold import Phase
from posecheck.landmarks import LandmarkFrame, PoseSource, Side
from posecheck.measures import Measured
from posecheck.programme import Programme, ProgrammeStage
from posecheck.record import HoldRecord
from posecheck.routine import Turn
from posecheck.stretch import LimbPose
from posecheck.trace import Trace, decode, joined
from posecheck.tremor import REST, STOPPED
from posecheck.turn_practice import UNTOLD_S, Wishes
from posecheck.ui.live import LivePractice, LiveState
from posecheck.ui.standing import Standing
from posecheck.voice import Entry
from tests.bodies import BRIDGE, GREY, KNEE_TO_CHEST, LYING, STANDING, Script, figure, seen
from tests.lifts import world_lift
from tests.stage import PICTURE, Stage, alone


@pytest.fixture(autouse=True)
def perfect_lift(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bodies are synthetic: their world points are the truth."""
    monkeypatch.setattr("posecheck.ui.live.load_lifter", lambda: world_lift)


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

    live = LivePractice(alone(catalog), broken, lambda record: None)
    assert live.frame(GREY, 0.0)() is GREY
    assert live.state.problem == "Fetch the model."
    live.end()


def test_a_model_that_cannot_be_loaded_is_not_tried_at_every_frame(catalog: Catalog) -> None:
    tries = []

    def broken() -> PoseSource:
        tries.append(1)
        raise ModelError("Fetch the model.")

    live = LivePractice(alone(catalog), broken, lambda record: None)
    for number in range(5):
        live.frame(GREY, number / 10)()
    assert len(tries) == 1
    live.end()
    assert live.state.problem == ""
    live.frame(GREY, 1.0)
    assert len(tries) == 2


def test_what_was_said_is_kept_with_its_session(catalog: Catalog) -> None:
    kept: list[tuple[str, int, Sequence[Entry]]] = []
    live = LivePractice(
        alone(catalog), lambda: Script(seen(BRIDGE)), lambda record: None, Wishes(target_s=30.0),
        save_log=lambda *part: kept.append(part),
    )  # fmt: skip
    for run in range(2):
        for number in range(40):
            live.frame(PICTURE, number / 10)()
        live.end()
        entries = [entry for session, _, part in kept if session == kept[-1][0] for entry in part]
        assert sum(entry.outcome == "said" for entry in entries) >= 1 + (run == 0)
        assert "Good. Holding." in [entry.words for entry in entries]
    sessions = [session for session, _, _ in kept]
    assert len(set(sessions)) == 2
    for session in set(sessions):
        expected = 0
        for _, first, part in (entry for entry in kept if entry[0] == session):
            assert first == expected
            expected += len(part)


def test_a_page_that_comes_late_hears_what_is_new_and_one_that_comes_later_nothing_old(catalog: Catalog) -> None:
    stage = Stage(catalog, seen(BRIDGE))
    stage.play(3)
    assert [u.words for u in stage.live.state.utterances][-1] == "Good. Holding."
    stage.play(6, start_s=3.0)
    assert stage.live.state.utterances == ()


def test_two_frames_of_one_time_are_one(catalog: Catalog) -> None:
    stage = Stage(catalog, seen(BRIDGE))
    stage.play(2)
    assert (stage.live.frame(PICTURE, 1.9)() != PICTURE).any()
    stage.play(2, start_s=2.0)
    (record,) = stage.live.state.records
    assert record.held_s > 3.0
    assert stage.made == 1


def test_a_retired_practice_lets_frames_pass(catalog: Catalog) -> None:
    stage = Stage(catalog, seen(BRIDGE))
    stage.play(3)
    stage.live.retire()
    assert stage.saved[-1].finished
    assert stage.live.frame(PICTURE, 9.0)() is PICTURE
    assert stage.made == 1


def test_a_record_that_cannot_be_kept_still_closes_the_model(catalog: Catalog) -> None:
    source = Script(seen(BRIDGE))

    def full(record: HoldRecord) -> None:
        raise StoreError("The disk is full.")

    live = LivePractice(alone(catalog), lambda: source, full)
    for number in range(30):
        live.frame(PICTURE, number / 10)()
    assert live.state.problem == "The disk is full."
    with pytest.raises(StoreError):
        live.end()
    assert source.closed
    assert live.state.records[0].held_s > 2.0


def test_holds_of_before_are_shown_on(catalog: Catalog) -> None:
    stage = Stage(catalog, seen(BRIDGE))
    stage.play(3)
    stage.live.retire()
    before = stage.live.state.records
    again = LivePractice(alone(catalog), lambda: Script(None), lambda record: None, before=before)
    again.frame(GREY, 0.0)
    assert len(again.state.records) == 1


def test_an_unforeseen_fault_keeps_what_was_held(catalog: Catalog, caplog: pytest.LogCaptureFixture) -> None:
    stage = Stage(catalog, seen(BRIDGE))
    stage.play(4)
    stage.source.bodies = ["no body"]  # type: ignore[list-item]
    assert (stage.live.frame(PICTURE, 4.5)() == PICTURE).all()
    assert "your holds are kept" in stage.live.state.problem
    assert stage.live.state.records[0].held_s > 3.0
    assert "could not be worked on" in caplog.text
    stage.live.end()
    assert stage.saved[-1].finished


def test_a_picture_that_cannot_be_drawn_is_shown_as_it_came(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stage = Stage(catalog, seen(BRIDGE))
    stage.play(4)
    drawing = stage.live.frame(PICTURE, 4.5)
    with monkeypatch.context() as broken:
        broken.setattr("posecheck.ui.live.draw", lambda *given, **named: 1 / 0)
        assert drawing() is PICTURE
    assert "your holds are kept" in stage.live.state.problem
    assert "could not be worked on" in caplog.text
    stage.play(2, start_s=4.6)  # it goes on
    stage.live.end()
    assert stage.saved[-1].held_s > 5.0


def test_a_picture_that_fails_after_the_end_does_not_spoil_the_next_start(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage(catalog, seen(BRIDGE))
    stage.play(2)
    drawing = stage.live.frame(PICTURE, 2.0)
    stage.live.end()
    with monkeypatch.context() as broken:
        broken.setattr("posecheck.ui.live.draw", lambda *given, **named: 1 / 0)
        assert drawing() is PICTURE
    assert stage.live.state.problem == ""
    assert (stage.play(2) != PICTURE).any()


def test_a_picture_is_drawn_while_the_next_is_taken(catalog: Catalog) -> None:
    stage = Stage(catalog, seen(BRIDGE))
    stage.play(3)
    drawing = stage.live.frame(PICTURE, 3.0)
    expected = drawing()
    stage.source.bodies = [seen(LYING)]
    stage.play(2, start_s=3.1)
    assert (drawing() == expected).all()


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


class Walk:
    """A routine: bridge for 4 s, then a rest of 3 s, then the knee to the chest on the right for 4 s."""

    def __init__(self, catalog: Catalog) -> None:
        self.turns = (
            Turn(catalog.get("bridge"), None, 4.0, rest_s=3.0, step=0),
            Turn(catalog.get("single_knee_to_chest"), Side.RIGHT, 4.0, step=1),
        )
        self.source = Script(seen(BRIDGE))
        self.saved: dict[str, HoldRecord] = {}
        programme = Programme(self.turns, ready_s=5.0)
        self.live = LivePractice(programme, lambda: self.source, self._save, Wishes(routine_id="two"))
        self.time_s = 0.0

    def _save(self, record: HoldRecord) -> None:
        self.saved[record.id] = record

    def go(self, seconds: float, body: LandmarkFrame | None) -> Standing:
        self.source.bodies = [body]
        for _ in range(round(seconds * 10)):
            self.time_s += 0.1
            drawn = self.live.frame(PICTURE, self.time_s)()
            assert (drawn != PICTURE).any()
        standing = self.live.state.standing
        assert standing is not None
        return standing


def test_a_routine_runs_by_itself_and_sums_up(catalog: Catalog) -> None:
    walk = Walk(catalog)
    standing = walk.go(1, seen(LYING))
    assert (standing.number, standing.stage, standing.words) == (1, ProgrammeStage.READY, "First: Bridge.")
    standing = walk.go(5, seen(BRIDGE))
    assert standing.stage is ProgrammeStage.REST
    assert walk.live.state.snapshot is None
    standing = walk.go(3.2, seen(LYING))
    assert (standing.number, standing.stage) == (2, ProgrammeStage.READY)
    assert standing.words == "Next: Single knee to chest, right side."
    standing = walk.go(5.5, seen(KNEE_TO_CHEST))
    assert standing.stage is ProgrammeStage.DONE
    assert standing.progress == 1.0
    assert [round(o.held_s) for o in standing.outcomes] == [4, 4]
    first, second = walk.saved.values()
    assert first.session_id == second.session_id
    assert (first.id, second.id) == (f"{first.session_id}-0", f"{first.session_id}-1")
    assert {r.routine_id for r in (first, second)} == {"two"}
    assert all(r.finished for r in walk.saved.values())
    assert (second.stretch_id, second.side) == ("single_knee_to_chest", "right")
    assert walk.live.state.records == (first, second)


def test_a_pause_stops_the_clock_and_skipping_goes_on(catalog: Catalog) -> None:
    walk = Walk(catalog)
    walk.go(3, seen(BRIDGE))
    walk.live.pause()
    held_s = sum(r.held_s for r in walk.saved.values())
    assert held_s > 1.5
    standing = walk.go(20, seen(BRIDGE))
    assert standing.paused
    assert sum(r.held_s for r in walk.saved.values()) == held_s
    walk.live.resume()
    assert not walk.go(0.1, seen(BRIDGE)).paused
    walk.live.skip()
    assert walk.go(0.1, seen(LYING)).stage is ProgrammeStage.REST
    walk.live.skip()
    standing = walk.go(0.1, seen(LYING))
    assert standing.turn.stretch.id == "single_knee_to_chest"
    walk.live.skip()
    standing = walk.go(0.1, seen(LYING))
    assert standing.stage is ProgrammeStage.DONE
    assert [o.skipped for o in standing.outcomes] == [False, True]


def test_a_pause_within_a_turn_keeps_what_was_held_of_it(catalog: Catalog) -> None:
    walk = Walk(catalog)
    walk.go(3, seen(BRIDGE))
    walk.live.pause()
    walk.go(1, seen(LYING))
    walk.live.resume()
    standing = walk.go(2.6, seen(BRIDGE))
    assert standing.stage is ProgrammeStage.REST
    assert standing.outcomes[0].held_s == pytest.approx(4.5, abs=0.6)


def test_repeating_begins_the_turn_anew(catalog: Catalog) -> None:
    walk = Walk(catalog)
    walk.go(3, seen(BRIDGE))
    walk.live.repeat()
    standing = walk.go(0.1, seen(LYING))
    assert (standing.number, standing.stage) == (1, ProgrammeStage.READY)
    assert walk.go(5, seen(BRIDGE)).number == 1


def test_the_camera_started_again_goes_on_where_the_routine_was(catalog: Catalog) -> None:
    walk = Walk(catalog)
    walk.go(7, seen(BRIDGE))
    walk.live.end()
    assert walk.source.closed
    walk.time_s = 0.0
    assert walk.go(6, seen(KNEE_TO_CHEST)).number == 2


def test_what_cannot_be_told_in_a_routine_is_timed_and_says_so(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("posecheck.ui.live.load_lifter", lambda: lambda f, s: replace(world_lift(f), strangeness=9.0))
    walk = Walk(catalog)
    standing = walk.go(UNTOLD_S + 5, seen(BRIDGE))
    assert standing.stage is ProgrammeStage.REST
    (record,) = walk.saved.values()
    assert record.timed_s == pytest.approx(record.held_s)
    assert record.in_place_s == 0.0


def test_one_stretch_is_timed_only_when_asked(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("posecheck.ui.live.load_lifter", lambda: lambda f, s: replace(world_lift(f), strangeness=9.0))
    stage = Stage(catalog, seen(BRIDGE))
    stage.live.count_by_time()  # before the first frame there is nothing to count
    stage.play(2 * UNTOLD_S)
    assert stage.saved == []
    stage.live.count_by_time()
    stage.play(4, start_s=2 * UNTOLD_S)
    (record,) = stage.live.state.records
    assert record.timed_s == pytest.approx(record.held_s)


class Drive:
    """Any programme, driven frame by frame."""

    def __init__(self, *turns: Turn, routine_id: str = "r", seat: Seat | None = None) -> None:
        self.source = Script(None)
        self.saved: dict[str, HoldRecord] = {}
        programme = Programme(turns, ready_s=2.0, change_s=2.0)
        self.live = LivePractice(programme, lambda: self.source, self._save, Wishes(routine_id=routine_id, seat=seat))
        self.time_s = 0.0

    def _save(self, record: HoldRecord) -> None:
        self.saved[record.id] = record

    def go(self, seconds: float, body: LandmarkFrame | None) -> LiveState:
        self.source.bodies = [body]
        for _ in range(round(seconds * 10)):
            self.time_s += 0.1
            self.live.frame(PICTURE, self.time_s)()
        return self.live.state

    def begin(self, body: LandmarkFrame) -> None:
        """Until how it is done was told."""
        for _ in range(60):
            self.go(1, body)
            if self.stage() == "hold":
                return
        raise AssertionError("it never began")

    def stage(self) -> str:
        return self.standing.stage.value

    @property
    def standing(self) -> Standing:
        assert self.live.state.standing is not None
        return self.live.state.standing


SOLES = seen(figure(-90, LimbPose(hip_flexion=40, hip_abduction=40, hip_rotation=50, knee_flexion=110)))
LONG = seen(figure(-90, LimbPose(hip_flexion=4, knee_flexion=6)))


def test_long_legs_end_tremor_practice_at_once_and_its_rest_follows(catalog: Catalog) -> None:
    drive = Drive(Turn(catalog.get("tremor_practice"), None, 180.0, rest_s=180.0))
    drive.begin(SOLES)
    drive.go(29, SOLES)
    drive.go(3, LONG)
    assert drive.stage() == "rest"
    assert drive.standing.words.startswith(STOPPED)
    assert drive.standing.words.endswith(REST)
    (record,) = drive.saved.values()
    assert 25.0 < record.held_s < 35.0
    assert record.measures == {}  # nothing of it is measured
    drive.live.repeat()
    drive.go(5, SOLES)
    assert drive.stage() == "rest"  # once is enough


def test_a_pause_does_not_begin_the_stages_anew(catalog: Catalog) -> None:
    stretch = catalog.get("tremor_practice")
    drive = Drive(Turn(stretch, None, 600.0, rest_s=180.0))
    drive.begin(SOLES)
    drive.go(stretch.stages[0].seconds + 6, SOLES)
    shown = drive.live.state.snapshot
    assert shown is not None
    assert shown.guidance is not None
    assert shown.guidance.cue.text == stretch.stages[1].words
    drive.live.pause()
    drive.go(20, SOLES)
    drive.live.resume()
    again = drive.go(5, SOLES).snapshot
    assert again is not None
    assert again.guidance is not None
    assert again.guidance.cue.text == stretch.stages[1].words
    drive.live.end()
    drive.time_s = 0.0  # the camera is started again
    drive.go(1, SOLES)
    once_more = drive.go(5, SOLES).snapshot
    assert once_more is not None
    assert once_more.guidance is not None
    assert once_more.guidance.cue.text == stretch.stages[1].words
    assert once_more.held_s > stretch.stages[0].seconds


def test_what_a_timer_leads_to_its_end_has_reached_its_target(catalog: Catalog) -> None:
    stretch = catalog.get("pressure_release")
    drive = Drive(Turn(stretch, Side.LEFT, stretch.dose.target_s))
    drive.begin(LYING_BODY)
    drive.go(stretch.dose.target_s + 5, LYING_BODY)
    (outcome,) = drive.standing.outcomes
    assert outcome.held_s >= stretch.dose.target_s


def test_repetitions_go_on_through_a_pause(catalog: Catalog) -> None:
    stretch = catalog.get("psoas_march")
    drive = Drive(Turn(stretch, Side.RIGHT, 60.0))

    def march(times: int) -> None:
        for _ in range(times):
            for hip_deg in (*range(90, 50, -2), *range(50, 92, 2)):
                drive.go(0.1, seen(figure(-90, LimbPose(hip_flexion=hip_deg, knee_flexion=90), STILL)))

    square = seen(figure(-90, LimbPose(hip_flexion=90, knee_flexion=90), STILL))
    drive.go(3, square)
    march(2)
    drive.live.pause()
    drive.go(3, square)
    drive.live.resume()
    drive.go(3, square)
    march(2)
    drive.go(1, square)
    drive.live.end()
    assert sum(r.repetitions for r in drive.saved.values()) == 4
    assert drive.standing.outcomes[0].held_s == pytest.approx(60.0 * 4 / 8)


STILL = LimbPose(hip_flexion=90, knee_flexion=90)
LYING_BODY = seen(LYING)


def test_the_desk_is_judged_against_the_seat_given(catalog: Catalog) -> None:
    turn = Turn(catalog.get("desk_reset"), None, 60.0)
    sitting = seen(replace(turn.stretch.figure, chair=False))
    without = Drive(turn).go(6, sitting).snapshot
    assert without is not None
    assert without.phase is Phase.LOOKING
    nowhere = dict.fromkeys(SEAT, 0.0)
    told = Drive(turn, seat=nowhere).go(3, sitting).snapshot
    assert told is not None
    own = {name: r.value for name in SEAT if isinstance(r := told.readings[name], Measured)}
    against_it = Drive(turn, seat=own).go(6, sitting).snapshot
    assert against_it is not None
    assert against_it.phase is Phase.HOLDING


@pytest.fixture
def untold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("posecheck.ui.live.load_lifter", lambda: lambda f, s: replace(world_lift(f), strangeness=9.0))


def test_what_is_timed_stays_timed_through_a_pause_and_a_restart(catalog: Catalog, untold: None) -> None:
    drive = Drive(Turn(catalog.get("bridge"), None, 40.0))
    drive.go(UNTOLD_S + 10, seen(BRIDGE))
    before_s = sum(r.timed_s for r in drive.saved.values())
    assert before_s > 5.0
    drive.live.pause()
    drive.go(5, seen(BRIDGE))
    drive.live.resume()
    drive.go(5, seen(BRIDGE))
    assert sum(r.timed_s for r in drive.saved.values()) > before_s + 3.0
    drive.live.end()
    drive.time_s = 0.0
    drive.go(5, seen(BRIDGE))
    assert sum(r.timed_s for r in drive.saved.values()) > before_s + 7.0


def test_an_empty_room_is_not_timed(catalog: Catalog, untold: None) -> None:
    drive = Drive(Turn(catalog.get("bridge"), None, 60.0))
    drive.go(UNTOLD_S + 5, seen(BRIDGE))
    drive.go(30, None)
    assert sum(r.timed_s for r in drive.saved.values()) < 8.0


def test_stopping_in_mid_turn_sums_up_what_was_held(catalog: Catalog) -> None:
    drive = Drive(Turn(catalog.get("bridge"), None, 60.0), Turn(catalog.get("bridge"), None, 30.0, step=1))
    drive.go(12, seen(BRIDGE))
    drive.live.end()
    held = [outcome.held_s for outcome in drive.standing.outcomes]
    assert held[0] == pytest.approx(sum(r.held_s for r in drive.saved.values()))
    assert held[0] > 9.0


def test_the_ring_goes_on_after_a_pause(catalog: Catalog) -> None:
    drive = Drive(Turn(catalog.get("bridge"), None, 60.0))
    drive.go(12, seen(BRIDGE))
    drive.live.pause()
    drive.go(3, seen(BRIDGE))
    drive.live.resume()
    snapshot = drive.go(3, seen(BRIDGE)).snapshot
    assert snapshot is not None
    assert snapshot.held_s > 12.0


def test_what_happens_is_told_together_and_for_a_while(catalog: Catalog) -> None:
    drive = Drive(Turn(catalog.get("bridge"), None, 20.0, rest_s=5.0), Turn(catalog.get("bridge"), None, 20.0, step=1))
    drive.go(10.5, seen(BRIDGE))
    shown = drive.go(1, seen(BRIDGE)).snapshot
    assert shown is not None
    assert shown.cue is not None
    assert shown.cue.text == "Halfway."
    drive.go(10, seen(BRIDGE))
    assert drive.standing.words == "Release slowly. Rest for 5 seconds."


def test_getting_ready_brings_no_corrections(catalog: Catalog) -> None:
    drive = Drive(Turn(catalog.get("bridge"), None, 20.0))
    assert drive.go(1, seen(STANDING)).snapshot is None
    assert drive.go(4, seen(STANDING)).snapshot is not None


def test_a_camera_started_again_passes_no_credited_time(catalog: Catalog) -> None:
    stage = Stage(catalog, seen(BRIDGE))
    stage.play(4, start_s=50.0)
    stage.play(4, start_s=0.0)
    assert sum(r.held_s for r in stage.live.state.records) < 8.0
    first, second = stage.live.state.records
    assert second.start_s > first.end_s + 0.5


class Kept:
    """What a practice hands out to be kept, and in which order."""

    def __init__(self, catalog: Catalog, *turns: Turn) -> None:
        self.source = Script(seen(BRIDGE))
        programme = Programme(turns, ready_s=0.0, change_s=2.0) if turns else alone(catalog)
        self.holds: dict[str, HoldRecord] = {}
        self.parts: dict[tuple[str, int], bytes] = {}
        self.live = LivePractice(programme, lambda: self.source, self._save, save_trace=self._save_trace)
        self.time_s = 0.0

    def _save(self, record: HoldRecord) -> None:
        self.holds[record.id] = record

    def _save_trace(self, hold_id: str, number: int, data: bytes) -> None:
        assert hold_id in self.holds  # first the hold
        self.parts[hold_id, number] = data

    def go(self, seconds: float, body: LandmarkFrame | None) -> None:
        self.source.bodies = [body]
        for _ in range(round(seconds * 10)):
            self.time_s += 0.1
            self.live.frame(PICTURE, self.time_s)()

    def traces(self) -> list[tuple[HoldRecord, Trace]]:
        parts = sorted(self.parts.items())
        return [
            (record, joined([decode(data) for (hold_id, _), data in parts if hold_id == record.id]))
            for record in self.holds.values()
        ]


def assert_whole(kept: Kept, count: int) -> None:
    """Every hold has its trace, from its start to when it was last seen in place or later."""
    traces = kept.traces()
    assert len(traces) == count
    for record, trace in traces:
        assert record.finished
        assert trace.time_s[0] == pytest.approx(record.start_s, abs=0.001)
        assert trace.time_s[-1] >= record.end_s - 0.001


@pytest.mark.parametrize("ending", ["end", "retire", "pause", "skip", "repeat"])
def test_however_a_hold_ends_its_trace_is_kept(catalog: Catalog, ending: str) -> None:
    kept = Kept(catalog)
    kept.go(13.2, seen(BRIDGE))
    getattr(kept.live, ending)()
    assert_whole(kept, 1)
    (record, trace), *_ = kept.traces()
    assert trace.time_s[-1] == pytest.approx(record.end_s, abs=0.001)
    assert {number for _, number in kept.parts} == {0, 1}


def test_a_camera_started_again_leaves_each_hold_its_own_trace(catalog: Catalog) -> None:
    kept = Kept(catalog)
    kept.go(4, seen(BRIDGE))
    kept.time_s = 0.0  # without an end
    kept.go(4, seen(BRIDGE))
    kept.live.end()
    kept.time_s = 0.0  # and with one
    kept.go(4, seen(BRIDGE))
    kept.live.end()
    assert_whole(kept, 3)
    (_, first), (_, second), (_, third) = kept.traces()
    assert first.time_s[-1] < second.time_s[0] < second.time_s[-1] < third.time_s[0]
    assert len({record.session_id for record, _ in kept.traces()}) == 2


def test_holds_of_a_routine_are_traced_under_their_own_ids(catalog: Catalog) -> None:
    turns = (
        Turn(catalog.get("bridge"), None, 6.0, rest_s=2.0),
        Turn(catalog.get("single_knee_to_chest"), Side.RIGHT, 6.0, step=1),
    )
    kept = Kept(catalog, *turns)
    kept.go(4, seen(BRIDGE))
    kept.live.pause()
    kept.go(2, seen(BRIDGE))
    kept.live.resume()
    kept.go(4, seen(BRIDGE))
    kept.go(14, seen(KNEE_TO_CHEST))
    kept.live.end()
    assert_whole(kept, 3)
    (_, first), _, (record, last) = kept.traces()
    assert "hip_flexion.right" in first.measures
    assert record.stretch_id == "single_knee_to_chest"


def test_lying_about_is_not_traced(catalog: Catalog) -> None:
    kept = Kept(catalog)
    kept.go(10, seen(LYING))
    kept.go(0.6, seen(BRIDGE))
    kept.live.end()
    assert kept.parts == {}
