"""The hold clock: what is credited, what is not, and that it never credits more than has passed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from posecheck.checks import Placement
from posecheck.hold import Change, Event, HoldClock, Phase
from posecheck.landmarks import Side
from posecheck.stretch import HoldRules

IN, OUT, UNTOLD, UNSEEN = Placement.IN_PLACE, Placement.OUT_OF_PLACE, Placement.CANNOT_TELL, Placement.UNSEEN
RULES = HoldRules()


def run(clock: HoldClock, *spans: tuple[float, Placement], fps: float = 30.0, start_s: float = 0.0) -> list[Event]:
    """Feeds spans of (seconds, placement) as evenly spaced frames."""
    events, time_s, number = [], start_s, 0
    for seconds, placement in spans:
        for _ in range(round(seconds * fps)):
            time_s = start_s + number / fps
            events += clock.update(time_s, placement, placement.value)
            number += 1
    return events


def changes(events: list[Event]) -> list[Change]:
    return [e.change for e in events]


def held(clock: HoldClock) -> float:
    assert clock.hold is not None
    return clock.hold.held_s


def test_a_steady_hold_is_credited_from_its_start() -> None:
    clock = HoldClock(RULES, 5.0)
    events = run(clock, (2, OUT), (6, IN), (2, OUT))
    assert changes(events) == [Change.STARTED, Change.REACHED, Change.PAUSED, Change.RELEASED]
    assert held(clock) == pytest.approx(6.0)
    assert clock.hold is not None
    assert clock.hold.start_s == pytest.approx(2.0)
    assert clock.hold.end_s == pytest.approx(8.0)
    assert clock.hold.finished
    assert clock.phase is Phase.RELEASED


def test_what_does_not_settle_does_not_count() -> None:
    clock = HoldClock(RULES, 5.0)
    assert run(clock, (0.9, IN), (0.2, OUT), (0.9, IN), (0.2, UNTOLD)) == []
    assert clock.hold is None
    assert clock.phase is Phase.LOOKING
    assert clock.total.in_place == pytest.approx(1.8, abs=0.05)


@pytest.mark.parametrize(("seconds", "placement"), [(1.4, OUT), (2.9, UNSEEN), (2.9, UNTOLD)])
def test_a_short_loss_pauses_and_goes_on(seconds: float, placement: Placement) -> None:
    clock = HoldClock(RULES, 60.0)
    events = run(clock, (5, IN), (seconds, placement), (5, IN), (4, OUT))
    assert changes(events) == [Change.STARTED, Change.PAUSED, Change.RESUMED, Change.PAUSED, Change.RELEASED]
    assert held(clock) == pytest.approx(10.0, abs=0.05)
    assert clock.hold is not None
    (pause,) = clock.hold.pauses
    assert pause.end_s - pause.start_s == pytest.approx(seconds, abs=0.05)
    assert pause.reason == placement.value
    # What was lost at the end is not the hold's.
    total = clock.hold.seconds
    assert total.out_of_place + total.unseen + total.cannot_tell == pytest.approx(seconds, abs=0.05)


@pytest.mark.parametrize(("seconds", "placement"), [(1.6, OUT), (3.1, UNSEEN), (3.1, UNTOLD)])
def test_a_long_loss_ends_the_hold(seconds: float, placement: Placement) -> None:
    clock = HoldClock(RULES, 60.0)
    events = run(clock, (5, IN), (seconds, placement), (5, IN))
    assert changes(events) == [Change.STARTED, Change.PAUSED, Change.RELEASED, Change.STARTED]
    assert held(clock) == pytest.approx(5.0, abs=0.05)
    assert clock.hold is not None
    assert clock.hold.number == 1


def test_a_pause_says_why_while_it_lasts() -> None:
    clock = HoldClock(RULES, 60.0)
    run(clock, (3, IN), (0.5, UNSEEN))
    assert (clock.phase, clock.pause_reason) == (Phase.PAUSED, "unseen")
    run(clock, (1, IN), start_s=3.5)
    assert (clock.phase, clock.pause_reason) == (Phase.HOLDING, "")


def test_a_gap_between_frames_is_not_credited() -> None:
    clock = HoldClock(RULES, 60.0)
    run(clock, (3, IN))
    before = held(clock)
    events = clock.update(2.9 + 1.7, IN)
    assert changes(events) == [Change.PAUSED, Change.RESUMED]
    assert held(clock) == pytest.approx(before)
    assert clock.hold is not None
    assert clock.hold.pauses[0].reason == "no picture"
    assert clock.total.unseen == pytest.approx(4.6 - 2.9667, abs=0.01)


def test_a_long_gap_ends_the_hold_where_it_was_last_seen() -> None:
    clock = HoldClock(RULES, 60.0)
    run(clock, (3, IN))
    events = clock.update(20.0, IN, side=Side.LEFT)
    assert changes(events) == [Change.PAUSED, Change.RELEASED]
    assert events[0].hold.end_s == pytest.approx(2.9, abs=0.1)
    assert clock.phase is Phase.SETTLING
    assert clock.hold is not None
    assert clock.hold.side is Side.LEFT


def test_a_gap_ends_settling() -> None:
    clock = HoldClock(RULES, 60.0)
    run(clock, (0.5, IN))
    clock.update(2.0, OUT)
    assert clock.phase is Phase.LOOKING
    assert clock.hold is None


def test_a_gap_while_nothing_is_held_is_unseen() -> None:
    clock = HoldClock(RULES, 60.0)
    clock.update(0.0, OUT)
    clock.update(9.0, OUT)
    assert clock.total.unseen == 9.0
    assert clock.phase is Phase.LOOKING


def test_finishing_ends_a_hold_at_the_last_frame() -> None:
    clock = HoldClock(RULES, 60.0)
    run(clock, (3, IN))
    assert changes(clock.finish()) == [Change.RELEASED]
    assert clock.finish() == []
    assert clock.hold is not None
    assert clock.hold.finished


def test_a_target_shorter_than_settling_is_reached_on_starting() -> None:
    clock = HoldClock(RULES, 0.5)
    assert changes(run(clock, (1.5, IN))) == [Change.STARTED, Change.REACHED]


def test_the_side_is_that_of_the_frame_it_began_with() -> None:
    clock = HoldClock(RULES, 5.0)
    clock.update(0.0, IN, side=Side.RIGHT)
    clock.update(0.1, IN, side=Side.LEFT)
    assert clock.hold is not None
    assert clock.hold.side is Side.RIGHT
    assert clock.locked
    assert clock.inside


def test_timed_seconds_are_credited_and_counted_apart() -> None:
    clock = HoldClock(RULES, 5.0)
    run(clock, (2, IN), (3, Placement.TIMED), (1, IN))
    assert clock.hold is not None
    assert clock.hold.held_s == pytest.approx(6, abs=0.05)
    assert clock.hold.seconds.timed == pytest.approx(3, abs=0.05)
    assert clock.hold.seconds.in_place == pytest.approx(3, abs=0.05)
    assert clock.total.timed == clock.hold.seconds.timed


def test_time_does_not_go_back() -> None:
    clock = HoldClock(RULES, 5.0)
    clock.update(1.0, IN)
    with pytest.raises(ValueError, match="went back"):
        clock.update(0.9, IN)


# Multiples of 1/64 s are exact, so both clocks cross every threshold at the very same time.
steps_64ths = st.lists(st.tuples(st.integers(1, 32), st.sampled_from(list(Placement))), min_size=1, max_size=80)


def standing(clock: HoldClock) -> object:
    hold, total = clock.hold, clock.total
    counted = hold and (hold.start_s, hold.end_s, hold.held_s, hold.number, hold.finished, hold.pauses, hold.seconds)
    return clock.phase, total, counted


@given(steps_64ths, st.sampled_from([2, 4, 8]))
def test_cutting_time_into_more_frames_changes_nothing(steps: list[tuple[int, Placement]], parts: int) -> None:
    whole, cut = HoldClock(RULES, 4.0), HoldClock(RULES, 4.0)
    time_s = 0.0
    for step, placement in steps:
        happened = changes(whole.update(time_s, placement)), changes(cut.update(time_s, placement))
        assert standing(cut) == standing(whole)
        assert set(happened[1]) <= set(happened[0])  # the finer clock may have seen the rest earlier
        for part in range(1, parts):
            cut.update(time_s + step / 64 * part / parts, placement)
        time_s += step / 64


class Clock(RuleBasedStateMachine):
    """Whatever frames come: nothing is credited that has not passed, and all time is accounted for."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = HoldClock(RULES, 3.0)
        self.time_s = 0.0
        self.first = True
        self.log: list[Event] = []

    @rule(step_s=st.floats(0.0, 6.0), placement=st.sampled_from(list(Placement)))
    def frame(self, step_s: float, placement: Placement) -> None:
        self.time_s += 0.0 if self.first else step_s
        self.first = False
        self.log += self.clock.update(self.time_s, placement, "why")

    @rule(count=st.integers(1, 60))
    def steady(self, count: int) -> None:
        for _ in range(count):
            self.frame(1 / 30, IN)

    @precondition(lambda self: not self.first)
    @rule()
    def finish(self) -> None:
        self.log += self.clock.finish()

    @invariant()
    def all_time_is_accounted_for(self) -> None:
        total = self.clock.total
        seen = total.in_place + total.out_of_place + total.cannot_tell + total.unseen + total.timed
        assert seen == pytest.approx(self.time_s, abs=1e-6)

    @invariant()
    def never_more_than_has_passed(self) -> None:
        holds = list(dict.fromkeys(e.hold for e in self.log))
        assert sum(h.held_s for h in holds) <= self.clock.total.in_place + self.clock.total.timed + 1e-6
        for hold in holds:
            paused = sum(p.end_s - p.start_s for p in hold.pauses)
            assert hold.held_s <= hold.end_s - hold.start_s - paused + 1e-6
            assert hold.held_s >= RULES.settle_s - 1e-6
            assert hold.seconds.in_place + hold.seconds.timed == pytest.approx(hold.held_s)
            ends = [hold.start_s, *(t for p in hold.pauses for t in (p.start_s, p.end_s)), hold.end_s]
            assert ends == sorted(ends)

    @invariant()
    def holds_come_one_after_the_other(self) -> None:
        started = [e.hold for e in self.log if e.change is Change.STARTED]
        assert [h.number for h in started] == list(range(len(started)))
        for before, after in zip(started, started[1:], strict=False):
            assert before.finished
            assert before.end_s <= after.start_s

    @invariant()
    def every_pause_is_followed_by_an_end_or_a_return(self) -> None:
        for hold in dict.fromkeys(e.hold for e in self.log):
            own = [e.change for e in self.log if e.hold is hold and e.change is not Change.REACHED]
            assert own[0] is Change.STARTED
            for before, after in zip(own, own[1:], strict=False):
                assert before is not Change.RELEASED
                paused = before is Change.PAUSED
                assert after in ({Change.RESUMED, Change.RELEASED} if paused else {Change.PAUSED, Change.RELEASED})


TestClock = Clock.TestCase
