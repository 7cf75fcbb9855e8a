"""The programme on frame time: its stages, what it says, and what never gets lost."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from posecheck.announcement import HOW_S, NEXT_GOOD_FOR_S, Happening, ProgrammeEvent, announcement, how, summed
from posecheck.catalog import load_catalog
from posecheck.kinds import Kind
from posecheck.landmarks import Side
from posecheck.programme import Done, Programme, ProgrammeStage
from posecheck.routine import Turn
from posecheck.voice import News, Rank, Sound

CATALOG = load_catalog(Path("no such folder"))
BRIDGE, LUNGE = CATALOG.get("bridge"), CATALOG.get("half_kneeling")
BREATHING = replace(BRIDGE, id="breathing", name="Breathing", kind=Kind.BREATHING)
TREMOR = replace(BRIDGE, id="tremor", name="Tremor practice", kind=Kind.TREMOR)
LEFT, RIGHT = Side.LEFT, Side.RIGHT
READY, HOLD, REST, DONE = ProgrammeStage.READY, ProgrammeStage.HOLD, ProgrammeStage.REST, ProgrammeStage.DONE
STEP_S = 0.25

WHOLE = Turn(BRIDGE, None, 20.0)
LUNGES = (Turn(LUNGE, LEFT, 30.0, 0.0, 1), Turn(LUNGE, RIGHT, 30.0, 10.0, 1))


class Player:
    """Feeds a programme with frames, as a person would practise."""

    def __init__(self, *turns: Turn, **settings: float) -> None:
        self.programme = Programme(turns, **settings)
        self.time_s = self.held_s = 0.0
        self.events: list[ProgrammeEvent] = []

    def take(self, events: list[ProgrammeEvent]) -> list[str]:
        if self.events and any(e.happening is Happening.READY for e in events):
            self.held_s = 0.0  # a new turn
        self.events += events
        return [e.happening.value for e in events]

    def wait(self, seconds: float, *, holding: bool = False, step_s: float = STEP_S, waits: bool = False) -> list[str]:
        told: list[str] = []
        for _ in range(round(seconds / step_s)):
            self.time_s += step_s
            self.held_s += step_s if holding else 0.0
            told += self.take(self.programme.update(self.time_s, self.held_s, waits=waits))
        return told

    def hold(self, seconds: float) -> list[str]:
        return self.wait(seconds, holding=True)


def test_a_routine_runs_from_start_to_end() -> None:
    player = Player(WHOLE, *LUNGES)
    programme = player.programme
    assert programme.planned_s == (8 + 20) + (8 + 30) + (6 + 30 + 10)
    assert (programme.stage, programme.turn, programme.upcoming) == (READY, WHOLE, LUNGES[0])
    assert player.take(programme.update(0.0, 0.0)) == ["ready"]
    assert player.wait(8) == ["waiting"]
    assert (programme.stage, programme.stage_left_s, programme.left_s) == (HOLD, 20, 104)
    assert player.hold(19.75) == ["started", "halfway", "nearly"]
    assert player.hold(0.25) == ["ended", "ready"]
    assert (programme.stage, programme.turn, programme.left_s) == (READY, LUNGES[0], 84)
    assert player.wait(8) == ["waiting"]
    assert player.hold(30) == ["started", "halfway", "nearly", "ended", "ready"]
    assert (programme.turn, programme.stage_left_s, programme.upcoming) == (LUNGES[1], 6, None)
    assert player.wait(6) == ["waiting"]
    assert player.hold(30) == ["started", "halfway", "nearly", "ended", "rest"]
    assert (programme.stage, programme.turn, programme.left_s) == (REST, LUNGES[1], 10)
    assert player.wait(9.75) == []
    assert programme.progress < 1.0
    assert player.wait(0.25) == ["done"]
    assert (programme.stage, programme.left_s, programme.progress) == (DONE, 0.0, 1.0)
    assert player.wait(5, holding=True) == []
    assert programme.done == (Done(WHOLE, 20, False), Done(LUNGES[0], 30, False), Done(LUNGES[1], 30, False))
    assert programme.outcomes() == programme.done


def test_whoever_is_in_position_already_need_not_wait() -> None:
    player = Player(WHOLE, *LUNGES)
    assert player.wait(2) == ["ready"]
    assert player.hold(0.5) == ["started"]
    assert (player.programme.stage, player.programme.held_s) == (HOLD, 0.5)


def test_the_same_position_again_is_begun_anew() -> None:
    player = Player(WHOLE, replace(WHOLE, round=2))
    player.hold(20)
    assert player.hold(5.75) == []
    assert (player.programme.stage, player.programme.stage_left_s) == (READY, 0.25)
    assert player.hold(0.25) == ["started"]
    assert player.programme.held_s == 6.0


def test_getting_ready_waits_for_the_camera() -> None:
    player = Player(WHOLE)
    assert player.wait(100, waits=True) == ["ready"]
    programme = player.programme
    assert (programme.stage, programme.stage_left_s, programme.stage_share) == (READY, 0.0, 1.0)
    assert programme.left_s == 20
    assert player.wait(0.25) == ["waiting"]
    assert programme.stage is HOLD
    assert player.wait(59.75, waits=True) == []  # the wait is no part of the patience
    assert player.wait(0.25, waits=True) == ["moved_on", "done"]  # and from here on nothing waits


def test_whoever_is_credited_need_not_wait_for_the_camera() -> None:
    player = Player(WHOLE)
    player.wait(20, waits=True)
    assert player.wait(0.25, waits=True, holding=True) == ["started"]
    assert player.programme.stage is HOLD


def test_the_camera_is_not_waited_for_beyond_the_time_to_get_ready() -> None:
    player = Player(WHOLE)
    assert player.wait(4, waits=True) == ["ready"]
    assert player.wait(4) == []  # the time went on
    assert player.wait(0.25) == ["waiting"]


def test_a_timer_waits_for_the_camera_whatever_is_credited() -> None:
    player = Player(Turn(BREATHING, None, 60.0))
    assert player.wait(20, waits=True, holding=True) == ["ready"]
    assert player.programme.stage is READY


def test_a_timer_begins_with_its_hold() -> None:
    player = Player(Turn(BREATHING, None, 60.0))
    assert player.wait(0.25) == ["ready"]
    assert player.hold(7.75) == []
    player.held_s = 0.0
    assert player.wait(0.25) == ["started"]  # what was credited before the hold stays credited
    player = Player(Turn(BREATHING, None, 60.0))
    assert player.wait(8.25) == ["ready"]  # nothing to wait for
    assert player.programme.stage is HOLD


def test_patience_ends_a_turn_with_what_was_held() -> None:
    player = Player(*LUNGES)
    player.wait(8.25)
    assert player.wait(59.75) == []
    assert player.wait(0.25) == ["moved_on", "ready"]
    player.hold(12)
    assert player.wait(59.75) == []
    player.hold(0.5)  # credit renews patience
    assert player.wait(60) == ["moved_on", "rest"]
    assert player.programme.done == (Done(LUNGES[0], 0, False), Done(LUNGES[1], 12.5, False))
    assert [(d.held_s, d.skipped) for d in player.programme.outcomes()] == [(0, False), (12.5, False)]


def test_an_open_turn_lasts_until_it_is_stopped() -> None:
    player = Player(Turn(BRIDGE, None, math.inf))
    programme = player.programme
    assert (programme.planned_s, programme.left_s, programme.progress) == (math.inf, math.inf, 0.0)
    assert player.hold(1000) == ["ready", "started"]
    assert player.wait(1000) == []
    assert programme.progress == 0.0
    assert [d.held_s for d in programme.outcomes()] == [1000]


def test_long_gaps_between_frames_pass_little_time() -> None:
    player = Player(WHOLE)
    player.wait(0.25)
    player.wait(30, step_s=10)
    assert player.programme.stage_left_s == pytest.approx(8 - 3 * 0.5)


def test_time_does_not_go_back() -> None:
    programme = Programme([WHOLE])
    programme.update(2.0, 0.0)
    with pytest.raises(ValueError, match="frame time went back from 2.0 s to 1.0 s"):
        programme.update(1.0, 0.0)


def test_a_programme_needs_a_turn() -> None:
    with pytest.raises(ValueError, match="at least one turn"):
        Programme([])


def test_a_pause_stops_everything_and_loses_nothing() -> None:
    player = Player(WHOLE, *LUNGES)
    player.hold(10)
    left_s = player.programme.left_s
    player.programme.pause()
    assert player.programme.paused
    assert player.wait(300) == []
    assert player.programme.left_s == left_s
    player.programme.resume()
    assert player.hold(9) == ["nearly"]
    player.programme.pause()
    assert player.take(player.programme.skip()) == ["ready"]
    assert player.programme.paused  # until it is resumed


def test_skipping_goes_on_and_tells_what_was_held() -> None:
    player = Player(WHOLE, *LUNGES)
    player.wait(1)
    assert player.take(player.programme.skip()) == ["ready"]
    player.hold(7)
    assert player.take(player.programme.skip()) == ["ready"]
    player.hold(9)
    assert player.take(player.programme.skip()) == ["rest"]  # it was begun, and keeps its rest
    assert player.take(player.programme.skip()) == ["done"]
    assert player.programme.skip() == []
    assert player.programme.done == (Done(WHOLE, 0, True), Done(LUNGES[0], 7, True), Done(LUNGES[1], 9, True))


def test_repeating_begins_the_turn_again_and_keeps_what_was_held() -> None:
    player = Player(WHOLE, *LUNGES)
    player.hold(20)
    player.hold(12)
    assert player.take(player.programme.repeat()) == ["ready"]
    assert (player.programme.turn, player.programme.held_s) == (LUNGES[0], 0.0)
    player.hold(30)
    player.hold(30)
    assert player.programme.stage is REST
    assert player.take(player.programme.repeat()) == ["ready"]
    assert player.programme.turn is LUNGES[1]
    assert [d.held_s for d in player.programme.done] == [20, 12, 30, 30]
    assert [d.held_s for d in player.programme.outcomes()] == [20, 42, 30]


def test_the_other_side_first_is_taken_as_it_comes() -> None:
    player = Player(*LUNGES, WHOLE)
    player.wait(2)
    assert player.take(player.programme.change_side()) == ["ready"]
    programme = player.programme
    assert (programme.number, programme.stage, programme.stage_left_s) == (1, READY, 8)
    assert [turn.side for turn in programme.turns] == [RIGHT, LEFT, None]
    assert player.events[-1] == ProgrammeEvent(Happening.READY, programme.turn, None)
    player.hold(30)
    assert player.wait(6) == ["waiting"]
    player.hold(30)
    assert programme.stage is REST  # after the second side, whichever it is
    assert [(d.turn.side, d.held_s, d.skipped) for d in programme.outcomes()] == [
        (RIGHT, 30, False), (LEFT, 30, False), (None, 0, False)
    ]  # fmt: skip


def test_in_the_hold_before_anything_is_credited_sides_change_as_well() -> None:
    player = Player(*LUNGES)
    player.wait(20)
    assert player.programme.stage is HOLD
    assert player.take(player.programme.change_side()) == ["ready"]
    assert (player.programme.stage, player.programme.turn.side) == (READY, RIGHT)


def test_changing_sides_twice_is_as_before() -> None:
    player = Player(WHOLE, *LUNGES)
    player.wait(1)
    player.programme.skip()
    player.programme.change_side()
    player.programme.change_side()
    assert player.programme.turns == (WHOLE, *LUNGES)


def test_where_something_was_held_the_other_side_comes_next() -> None:
    player = Player(*LUNGES)
    player.hold(12)
    assert player.take(player.programme.change_side()) == ["ready"]
    assert player.programme.turn is LUNGES[1]
    assert player.programme.turns == LUNGES
    assert player.programme.done == (Done(LUNGES[0], 12, True),)
    assert player.programme.outcomes()[0] == Done(LUNGES[0], 12, False)


def test_a_side_that_is_given_longer_stays_the_longer_one() -> None:
    uneven = (replace(LUNGES[0], target_s=60.0), LUNGES[1])
    player = Player(*uneven)
    player.wait(1)
    player.programme.change_side()
    assert {turn.side: turn.target_s for turn in player.programme.turns} == {LEFT: 60.0, RIGHT: 30.0}


def test_what_was_held_on_a_side_stays_with_it() -> None:
    player = Player(*LUNGES)
    player.hold(12)
    player.take(player.programme.repeat())
    player.take(player.programme.change_side())
    assert {d.turn.side: d.held_s for d in player.programme.outcomes()} == {LEFT: 12, RIGHT: 0}
    player.hold(30)
    player.hold(30)
    assert {d.turn.side: d.held_s for d in player.programme.outcomes()} == {LEFT: 42, RIGHT: 30}


@pytest.mark.parametrize("turns", [
    (LUNGES[0],),  # nothing comes next
    (LUNGES[0], WHOLE),  # another stretch
    (LUNGES[0], replace(LUNGES[0], round=2)),  # the same side
    (LUNGES[0], replace(LUNGES[0], side=None)),  # no side
    (WHOLE, replace(WHOLE, round=2)),  # no sides at all
])  # fmt: skip
@pytest.mark.parametrize("held_s", [0, 5])
def test_where_the_other_side_does_not_come_next_nothing_changes(turns: tuple[Turn, ...], held_s: int) -> None:
    player = Player(*turns)
    player.wait(1)
    player.hold(held_s)
    before = (player.programme.stage, player.programme.turns, player.programme.held_s)
    assert player.programme.change_side() == []
    assert (player.programme.stage, player.programme.turns, player.programme.held_s) == before


@pytest.mark.parametrize("later", [replace(LUNGES[1], round=2), replace(LUNGES[1], step=2)])
def test_sides_change_places_within_a_round_only(later: Turn) -> None:
    """A round of another one would have the same side twice; but who has held this one goes on."""
    player = Player(LUNGES[0], later)
    player.wait(1)
    assert player.programme.change_side() == []
    assert player.programme.turns == (LUNGES[0], later)
    player.hold(12)
    assert player.take(player.programme.change_side()) == ["ready"]
    assert player.programme.turn is later


def test_getting_ready_may_begin_anew() -> None:
    player = Player(WHOLE, ready_s=8.0)
    player.wait(7)
    player.programme.get_ready_anew()
    assert player.programme.stage_left_s == 8.0
    assert player.programme.stage_share == 0.0
    assert player.wait(7.5) == []
    player.wait(1)
    assert player.programme.stage is HOLD


def test_only_getting_ready_may_begin_anew() -> None:
    player = Player(replace(WHOLE, rest_s=10.0), *LUNGES, patience_s=20.0)
    player.wait(25)
    assert player.programme.stage is HOLD
    player.programme.get_ready_anew()
    assert "moved_on" in player.wait(6)  # patience is not lengthened by it
    assert player.programme.stage is REST
    player.wait(2)
    left_s = player.programme.stage_left_s
    player.programme.get_ready_anew()
    assert player.programme.stage_left_s == left_s < 10.0


def test_between_turns_sides_do_not_change() -> None:
    resting = (replace(LUNGES[0], rest_s=10.0), LUNGES[1])
    player = Player(*resting)
    player.hold(30)
    assert player.programme.stage is REST
    assert player.programme.change_side() == []
    assert player.programme.turns == resting
    player.wait(10)
    player.hold(30)
    player.wait(10)
    assert player.programme.stage is DONE
    assert player.programme.change_side() == []


def test_tremor_practice_is_done_once() -> None:
    tremor = Turn(TREMOR, None, 60.0, 240.0)
    player = Player(tremor)
    player.wait(9)
    assert player.take(player.programme.repeat()) == ["ready"]  # not begun yet
    player.wait(9)
    player.hold(20)
    assert player.take(player.programme.repeat()) == []
    player.hold(40)
    assert player.programme.stage is REST
    assert player.take(player.programme.repeat()) == []
    assert [d.held_s for d in player.programme.done] == [60]


def test_what_is_noted_without_time_counts_in_the_turn_under_way() -> None:
    player = Player(WHOLE, *LUNGES)
    player.hold(5)
    player.programme.note(7.5)
    assert [d.held_s for d in player.programme.outcomes()] == [7.5, 0, 0]
    player.hold(20)
    player.programme.skip()
    player.programme.skip()
    player.programme.skip()
    player.programme.note(99.0)  # nothing is under way
    assert player.programme.stage is DONE
    assert sum(d.held_s for d in player.programme.outcomes()) < 99.0


def test_how_much_of_a_stage_is_over() -> None:
    player = Player(WHOLE)
    player.wait(0.25)
    assert player.programme.stage_share == pytest.approx(0.0, abs=0.05)
    player.wait(4)
    assert player.programme.stage_share == pytest.approx(0.5, abs=0.05)
    player.hold(10)
    assert player.programme.stage_share == pytest.approx(10 / WHOLE.target_s, abs=0.05)
    player.hold(WHOLE.target_s)
    assert player.programme.stage_share == (0.0 if player.programme.stage is REST else 1.0)
    assert Player(Turn(BRIDGE, None, math.inf)).programme.stage_share == 0.0
    straight = Programme([Turn(BRIDGE, None, math.inf)], ready_s=0.0)
    assert straight.stage_share == 1.0
    straight.update(0.0, 0.0)
    assert straight.stage_share == 0.0


def _practised(turn: Turn) -> tuple[str, Side | None]:
    return turn.stretch.id, turn.side


class Practice(RuleBasedStateMachine):
    """Whatever is pressed, and however frames come, the programme stays consistent."""

    TURNS = (
        Turn(BRIDGE, None, 6.0, 4.0),
        Turn(LUNGE, LEFT, 5.0, 0.0, 1),
        Turn(LUNGE, RIGHT, 5.0, 3.0, 1),
        Turn(LUNGE, RIGHT, 7.0, 0.0, 2),
        Turn(LUNGE, LEFT, 5.0, 2.0, 2),
        Turn(BREATHING, None, 30.0, 0.0, 3),
    )

    def __init__(self) -> None:
        super().__init__()
        self.programme = Programme(self.TURNS, ready_s=3.0, change_s=2.0, patience_s=10.0)
        self.time_s = self.held_s = self.credited_s = 0.0
        self.credited_of_s: dict[tuple[str, Side | None], float] = defaultdict(float)
        self.started = False

    def take(self, events: Sequence[ProgrammeEvent]) -> None:
        for event in events:
            assert announcement(event)
            if event.happening is Happening.READY and self.started:
                self.held_s = 0.0

    @rule(
        step_s=st.sampled_from([0.05, 0.1, 0.5, 0.75, 30.0]),
        frames=st.integers(1, 12),
        credit=st.booleans(),
        waits=st.booleans(),
    )
    def frames_come(self, step_s: float, frames: int, credit: bool, waits: bool) -> None:
        for _ in range(frames):
            programme, before = self.programme, (self.programme.stage, self.programme.turn, self.programme.left_s)
            counts = programme.stage is HOLD or (programme.stage is READY and not programme.turn.stretch.kind.timed)
            earned_s = step_s if credit and counts and not programme.paused and step_s <= 0.5 else 0.0
            self.time_s += step_s
            self.held_s += earned_s
            self.credited_s += earned_s
            self.credited_of_s[_practised(programme.turn)] += earned_s
            self.take(programme.update(self.time_s, self.held_s, waits=waits))
            if programme.paused:
                assert (programme.stage, programme.turn, programme.left_s) == before
            assert programme.left_s <= before[2] + 1e-9
            self.started = True

    @rule()
    def pause(self) -> None:
        self.programme.pause()

    @rule()
    def resume(self) -> None:
        self.programme.resume()

    @rule()
    def get_ready_anew(self) -> None:
        self.programme.get_ready_anew()

    @rule(button=st.sampled_from(["skip", "repeat", "change_side"]))
    def press(self, button: str) -> None:
        self.take(getattr(self.programme, button)())

    @invariant()
    def nothing_credited_is_lost(self) -> None:
        programme = self.programme
        assert sum(d.held_s for d in programme.done) + programme.held_s == pytest.approx(self.credited_s)
        assert sum(d.held_s for d in programme.outcomes()) == pytest.approx(self.credited_s)

    @invariant()
    def what_was_held_is_told_of_the_side_it_was_held_on(self) -> None:
        told_s: dict[tuple[str, Side | None], float] = defaultdict(float)
        for done in self.programme.outcomes():
            told_s[_practised(done.turn)] += done.held_s
        for practised, held_s in told_s.items():
            assert held_s == pytest.approx(self.credited_of_s[practised])

    @invariant()
    def every_turn_is_still_there_once(self) -> None:
        def kept(turns: Sequence[Turn]) -> Counter[tuple[str, Side | None, float]]:
            return Counter((*_practised(turn), turn.target_s) for turn in turns)

        assert kept(self.programme.turns) == kept(self.TURNS)
        assert [turn.rest_s for turn in self.programme.turns] == [turn.rest_s for turn in self.TURNS]

    @invariant()
    def what_is_left_fits_what_is_planned(self) -> None:
        programme = self.programme
        assert 0.0 <= programme.stage_left_s <= programme.left_s <= programme.planned_s + 1e-9
        assert 0.0 <= programme.progress <= 1.0
        assert (programme.progress == 1.0) == (programme.stage is DONE) or programme.left_s < 1e-9
        assert (programme.stage is DONE) == (programme.left_s == 0.0) or programme.left_s < 1e-9


TestPractice = Practice.TestCase


@pytest.mark.parametrize(
    ("happening", "turn", "before", "words"),
    [
        (Happening.READY, WHOLE, None, "First: Bridge."),
        (Happening.READY, LUNGES[0], WHOLE, f"Next: {LUNGE.name}, left side."),
        (Happening.READY, LUNGES[1], LUNGES[0], f"Other side: {LUNGE.name}, right side."),
        (Happening.READY, LUNGES[1], LUNGES[1], f"Once more: {LUNGE.name}, right side."),
        (Happening.READY, WHOLE, WHOLE, "Once more: Bridge."),
        (Happening.WAITING, WHOLE, None, "Take your time; the clock waits for you."),
        (Happening.STARTED, WHOLE, None, "Good. Holding."),
        (Happening.STARTED, Turn(BREATHING, None, 60.0), None, "Begin, softly."),
        (Happening.HALFWAY, WHOLE, None, "Halfway."),
        (Happening.NEARLY, WHOLE, None, "Five more seconds."),
        (Happening.ENDED, WHOLE, None, "Release slowly."),
        (Happening.ENDED, Turn(TREMOR, None, 60.0), None, "That's plenty; stretch your legs long."),
        (Happening.MOVED_ON, WHOLE, None, "Let's leave this one, and go on."),
        (Happening.REST, Turn(TREMOR, None, 60.0, 240.0), None, "Rest for three minutes or more before you get up."),
        (Happening.REST, Turn(BRIDGE, None, 60.0, 12.0), None, "Rest for 12 seconds."),
        (Happening.DONE, WHOLE, None, "All done. Take a moment before you get up."),
    ],
)
def test_what_is_said_is_short_and_kind(happening: Happening, turn: Turn, before: Turn | None, words: str) -> None:
    assert announcement(ProgrammeEvent(happening, turn, before)).words == words
    assert len(words.split()) <= 10 and "!" not in words


@pytest.mark.parametrize(("happening", "sound"), [
    (Happening.READY, Sound.NEXT),
    (Happening.WAITING, Sound.NEXT),
    (Happening.STARTED, Sound.BEGIN),
    (Happening.HALFWAY, Sound.HALFWAY),
    (Happening.NEARLY, Sound.NEARLY),
    (Happening.ENDED, Sound.END),
    (Happening.MOVED_ON, Sound.NEXT),
    (Happening.REST, Sound.NEXT),
    (Happening.DONE, Sound.END),
])  # fmt: skip
def test_every_happening_has_its_sound(happening: Happening, sound: Sound) -> None:
    for turn in (WHOLE, Turn(TREMOR, None, 60.0), Turn(BREATHING, None, 60.0)):
        news = announcement(ProgrammeEvent(happening, turn, None))
        assert news.sound is sound
        waiting = happening is Happening.WAITING  # only this can be done without
        assert (news.rank, news.essential) == ((Rank.ASIDE, False) if waiting else (Rank.NEWS, True))


def test_what_has_no_end_is_not_the_first_of_anything() -> None:
    for turn, name in ((WHOLE, "Bridge"), (LUNGES[0], f"{LUNGE.name}, left side")):
        endless = replace(turn, target_s=math.inf)
        assert announcement(ProgrammeEvent(Happening.READY, endless, None)).words == f"{name}."
        assert announcement(ProgrammeEvent(Happening.READY, turn, None)).words == f"First: {name}."


def test_what_comes_next_is_news_for_longer_than_what_else_happens() -> None:
    good_for_s = {h: announcement(ProgrammeEvent(h, WHOLE, None)).good_for_s for h in Happening}
    assert good_for_s.pop(Happening.READY) == NEXT_GOOD_FOR_S > max(HOW_S, *good_for_s.values())


@pytest.mark.parametrize(("held_s", "words"), [
    (45.0, "You held 45 seconds in all."),
    (180.0, "You held 3 minutes in all."),
])  # fmt: skip
def test_what_was_held_is_told_in_all(held_s: float, words: str) -> None:
    assert summed(held_s) == News(words, Sound.WELL, good_for_s=NEXT_GOOD_FOR_S)


def test_how_a_stretch_is_done_is_its_first_steps_and_can_wait() -> None:
    news = how(Turn(replace(BRIDGE, steps=("Lie down.", "Lift.", "Lower.")), None, 30.0))
    assert news == News("Lie down. Lift.", Sound.NEXT, Rank.ASIDE, essential=False, good_for_s=HOW_S)
    assert how(Turn(replace(BRIDGE, steps=("Lie down.",)), None, 30.0)).words == "Lie down."
    assert all(how(Turn(stretch, None, 30.0)).words for stretch in CATALOG.stretches.values())
