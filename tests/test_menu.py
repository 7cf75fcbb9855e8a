from __future__ import annotations

import pytest

from posecheck.gesture import RAISED_S, Hand, Raising
from posecheck.menu import DOWN_S, ITEM_S, LATE_S, LOST_S, NOTHING, OPENING, OPENING_S, SURE_S, Command, HandMenu

OFFERED = (Command.PAUSE, Command.NEXT, Command.REPEAT)
STEP_S = 0.05
END_S = OPENING_S + ITEM_S * len(OFFERED) + LATE_S


class Floor:
    """Somebody on the floor with a hand, and what the menu has said to them."""

    def __init__(self, offered: tuple[Command, ...] = OFFERED) -> None:
        self.menu, self.offered = HandMenu(), offered
        self.frames = 0
        self.up_s = 0.0
        self.said: list[tuple[float, str]] = []
        self.chosen: list[Command] = []
        self.is_open = False
        self.opened_s = 0.0

    def keep(self, hand: Hand, seconds: float) -> Floor:
        """The hand stays so for so long."""
        for _ in range(round(seconds / STEP_S)):
            self.frames += 1
            time_s = self.frames * STEP_S
            self.up_s = self.up_s + STEP_S if hand is Hand.UP else 0.0
            answer = self.menu.update(time_s, Raising(hand, self.up_s), self.offered)
            if answer.is_open and not self.is_open:
                self.opened_s = time_s
            self.is_open = answer.is_open
            if answer.say is not None:
                self.said.append((time_s - self.opened_s, answer.say))
            if answer.command is not None:
                self.chosen.append(answer.command)
        return self

    def opened(self) -> Floor:
        """The menu has just opened."""
        self.keep(Hand.DOWN, 1.0).keep(Hand.UP, RAISED_S)
        assert self.is_open
        return self

    @property
    def words(self) -> list[str]:
        return [word for _, word in self.said]


def test_nothing_happens_while_no_hand_asks() -> None:
    floor = Floor().keep(Hand.DOWN, 2.0).keep(Hand.UP, RAISED_S - STEP_S).keep(Hand.DOWN, 2.0).keep(Hand.UNSEEN, 5.0)
    assert floor.words == [] and floor.chosen == [] and not floor.is_open


def test_it_says_its_items_one_after_the_other_and_closes() -> None:
    floor = Floor().opened().keep(Hand.UP, END_S + 5.0)
    assert floor.words == [OPENING, "Pause?", "Next?", "Repeat?", NOTHING]
    times_s = [s for s, _ in floor.said]
    expected_s = [0.0, OPENING_S, OPENING_S + ITEM_S, OPENING_S + 2 * ITEM_S, END_S]
    assert times_s == pytest.approx(expected_s, abs=STEP_S * 1.01)
    assert floor.chosen == [] and not floor.is_open


def test_it_offers_what_it_is_given() -> None:
    floor = Floor((Command.GO_ON, Command.NEXT)).opened().keep(Hand.UP, 20.0)
    assert floor.words == [OPENING, "Go on?", "Next?", NOTHING]
    assert Floor(()).keep(Hand.UP, 5.0).words == []


@pytest.mark.parametrize(
    ("after_s", "command"),
    [
        (OPENING_S + 0.1, Command.PAUSE),
        (OPENING_S + 1.5, Command.PAUSE),
        (OPENING_S + ITEM_S + LATE_S - 0.2, Command.PAUSE),
        (OPENING_S + ITEM_S + LATE_S + 0.2, Command.NEXT),
        (OPENING_S + 2 * ITEM_S + LATE_S - 0.2, Command.NEXT),
        (OPENING_S + 2 * ITEM_S + 1.5, Command.REPEAT),
        (END_S - 0.1, Command.REPEAT),
    ],
)
def test_lowering_the_hand_chooses_what_was_being_said(after_s: float, command: Command) -> None:
    floor = Floor().opened().keep(Hand.UP, after_s).keep(Hand.DOWN, DOWN_S + 2 * STEP_S)
    assert floor.chosen == [command]
    assert NOTHING not in floor.words and not floor.is_open
    assert floor.keep(Hand.DOWN, 5.0).chosen == [command]


def test_lowering_the_hand_before_the_first_item_chooses_nothing() -> None:
    floor = Floor().opened().keep(Hand.UP, OPENING_S - 0.5).keep(Hand.DOWN, 1.0)
    assert floor.chosen == [] and floor.words == [OPENING, NOTHING]


def test_a_hand_seen_down_for_a_moment_is_not_lowered() -> None:
    floor = Floor().opened().keep(Hand.UP, OPENING_S + 1.0).keep(Hand.DOWN, DOWN_S - STEP_S).keep(Hand.UP, 1.0)
    assert floor.chosen == [] and floor.is_open


def test_a_hand_missed_for_a_moment_on_its_way_down_still_chooses() -> None:
    floor = Floor().opened().keep(Hand.UP, OPENING_S + 1.0).keep(Hand.UNSEEN, SURE_S - 2 * STEP_S)
    assert floor.keep(Hand.DOWN, DOWN_S + 2 * STEP_S).chosen == [Command.PAUSE]


def test_nobody_knows_what_a_hand_meant_that_came_down_unseen() -> None:
    floor = Floor().opened().keep(Hand.UP, OPENING_S + 1.0).keep(Hand.UNSEEN, SURE_S + 0.2).keep(Hand.DOWN, 1.0)
    assert floor.chosen == [] and floor.words[-1] == NOTHING and not floor.is_open


def test_a_hand_lost_from_sight_closes_it() -> None:
    floor = Floor().opened().keep(Hand.UP, OPENING_S + 1.0).keep(Hand.UNSEEN, LOST_S - 2 * STEP_S)
    assert floor.is_open
    floor.keep(Hand.UNSEEN, 3 * STEP_S)
    assert floor.chosen == [] and floor.words[-1] == NOTHING and not floor.is_open


def test_the_hand_must_come_down_before_it_opens_again() -> None:
    floor = Floor().opened().keep(Hand.UP, END_S + 5.0)
    floor.keep(Hand.UNSEEN, 3.0).keep(Hand.UP, 5.0)
    assert floor.words.count(OPENING) == 1
    floor.keep(Hand.DOWN, DOWN_S + 2 * STEP_S).keep(Hand.UP, RAISED_S + STEP_S)
    assert floor.words.count(OPENING) == 2


def test_after_a_choice_it_opens_again() -> None:
    floor = Floor().opened().keep(Hand.UP, OPENING_S + 1.0).keep(Hand.DOWN, 1.0)
    floor.offered = (Command.GO_ON,)
    floor.keep(Hand.UP, RAISED_S + OPENING_S + 1.0).keep(Hand.DOWN, 1.0)
    assert floor.chosen == [Command.PAUSE, Command.GO_ON]
