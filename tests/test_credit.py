"""Who vouches for a moment: the camera or the clock alone."""

from __future__ import annotations

import pytest

from posecheck.catalog import load_catalog
from posecheck.checks import Placement
from posecheck.credit import GONE_S, Credit
from posecheck.hold import Hold, HoldClock
from posecheck.kinds import Kind

SETTLING = Hold(None, 0.0, 0.0)
COUNTED = Hold(None, 0.0, 3.0, held_s=3.0, number=0)
TARGET_S = 60.0
SEEN_KINDS = [kind for kind in Kind if not kind.timed]


@pytest.mark.parametrize("placement", Placement)
def test_a_held_position_is_what_the_camera_says(placement: Placement) -> None:
    assert Credit(Kind.HOLD, TARGET_S).of(placement, 1.0, COUNTED, 3.0, in_posture=True) is placement


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind.timed])
@pytest.mark.parametrize("placement", Placement)
def test_what_a_timer_leads_is_timed_whatever_is_seen(kind: Kind, placement: Placement) -> None:
    assert Credit(kind, TARGET_S).of(placement, 1.0, None, 0.0, in_posture=True) is Placement.TIMED


@pytest.mark.parametrize("kind", SEEN_KINDS)
def test_the_clock_alone_counts_what_cannot_be_told_of_a_body_in_about_the_position(kind: Kind) -> None:
    credit = Credit(kind, TARGET_S)
    assert credit.of(Placement.CANNOT_TELL, 1.0, None, 0.0, in_posture=True) is Placement.CANNOT_TELL
    credit.by_time = True
    assert credit.of(Placement.CANNOT_TELL, 2.0, None, 0.0, in_posture=True) is Placement.TIMED
    assert credit.of(Placement.CANNOT_TELL, 3.0, None, 0.0, in_posture=False) is Placement.CANNOT_TELL
    straight = Credit(kind, TARGET_S, by_time=True)
    assert straight.of(Placement.CANNOT_TELL, 1.0, None, 0.0, in_posture=True) is Placement.TIMED


@pytest.mark.parametrize("kind", SEEN_KINDS)
@pytest.mark.parametrize("told", [Placement.IN_PLACE, Placement.OUT_OF_PLACE, Placement.UNSEEN])
def test_what_can_be_told_is_never_timed_by_the_clock_alone(kind: Kind, told: Placement) -> None:
    assert Credit(kind, TARGET_S, by_time=True).of(told, 1.0, None, 0.0, in_posture=True) is told


class Alone:
    """A bridge that only the clock can count, four frames a second."""

    def __init__(self) -> None:
        rules = load_catalog().get("bridge").rules
        self.credit, self.clock = Credit(Kind.HOLD, 10.0, by_time=True), HoldClock(rules, 10.0)
        self.time_s = 0.0

    def go(self, placement: Placement, seconds: float, *, in_posture: bool = True) -> float:
        """What is credited altogether once it has been so for so long."""
        for _ in range(round(seconds * 4)):
            hold, held_s = self.clock.hold, self.clock.hold.held_s if self.clock.hold else 0.0
            credited = self.credit.of(placement, self.time_s, hold, held_s, in_posture=in_posture)
            self.clock.update(self.time_s, credited)
            self.time_s += 0.25
        return self.clock.kept_s


def test_the_clock_alone_counts_to_the_target_until_the_position_is_seen_anew() -> None:
    alone = Alone()
    assert alone.go(Placement.CANNOT_TELL, 60.0) == pytest.approx(10.0, abs=0.5)
    kept_s = alone.go(Placement.UNSEEN, 60.0)  # somebody leaves, and is back somehow
    assert alone.go(Placement.OUT_OF_PLACE, 5.0) == kept_s
    assert alone.go(Placement.CANNOT_TELL, 60.0) == kept_s
    alone.go(Placement.IN_PLACE, 2.0)
    assert alone.go(Placement.CANNOT_TELL, 60.0) == pytest.approx(20.0, abs=1.0)


def test_the_clock_alone_waits_for_a_body_in_about_the_position() -> None:
    alone = Alone()
    kept_s = alone.go(Placement.CANNOT_TELL, 4.0)
    assert kept_s > 3.0
    assert alone.go(Placement.CANNOT_TELL, 3.0, in_posture=False) == pytest.approx(kept_s, abs=0.3)


def test_a_position_that_counted_and_is_lost_is_timed_in_any_posture() -> None:
    """Folded bodies are lifted into no posture that could be told."""
    credit = Credit(Kind.ENTRY, TARGET_S)
    credit.of(Placement.IN_PLACE, 3.0, COUNTED, 3.0, in_posture=True)
    assert credit.of(Placement.CANNOT_TELL, 4.0, COUNTED, 4.0, in_posture=False) is Placement.TIMED


@pytest.mark.parametrize("lost", [Placement.CANNOT_TELL, Placement.UNSEEN])
def test_a_position_that_counted_and_is_lost_is_timed(lost: Placement) -> None:
    credit = Credit(Kind.ENTRY, TARGET_S)
    assert credit.of(Placement.IN_PLACE, 3.0, COUNTED, 3.0, in_posture=True) is Placement.IN_PLACE
    assert credit.of(lost, 4.0, COUNTED, 4.0, in_posture=True) is Placement.TIMED


@pytest.mark.parametrize("hold", [None, SETTLING])
def test_a_position_that_did_not_count_yet_is_not_timed(hold: Hold | None) -> None:
    credit = Credit(Kind.ENTRY, TARGET_S)
    credit.of(Placement.IN_PLACE, 0.5, hold, 0.5, in_posture=True)
    assert credit.of(Placement.CANNOT_TELL, 1.0, hold, 0.5, in_posture=True) is Placement.CANNOT_TELL


def test_a_position_seen_to_be_left_is_timed_no_longer() -> None:
    credit = Credit(Kind.ENTRY, TARGET_S)
    credit.of(Placement.IN_PLACE, 3.0, COUNTED, 3.0, in_posture=True)
    assert credit.of(Placement.OUT_OF_PLACE, 4.0, COUNTED, 4.0, in_posture=True) is Placement.OUT_OF_PLACE
    assert credit.of(Placement.CANNOT_TELL, 5.0, SETTLING, 4.0, in_posture=True) is Placement.CANNOT_TELL


def test_a_position_stays_taken_when_another_hold_begins_under_it() -> None:
    credit = Credit(Kind.ENTRY, TARGET_S)
    credit.of(Placement.IN_PLACE, 3.0, COUNTED, 3.0, in_posture=True)
    assert credit.of(Placement.CANNOT_TELL, 4.0, SETTLING, 0.0, in_posture=True) is Placement.TIMED


def test_what_is_lost_is_timed_up_to_the_target() -> None:
    credit = Credit(Kind.ENTRY, TARGET_S)
    credit.of(Placement.IN_PLACE, 3.0, COUNTED, 3.0, in_posture=True)
    assert credit.of(Placement.UNSEEN, 4.0, COUNTED, TARGET_S - 0.1, in_posture=True) is Placement.TIMED
    assert credit.of(Placement.UNSEEN, 4.1, COUNTED, TARGET_S, in_posture=True) is Placement.UNSEEN


def test_nobody_in_view_for_a_minute_is_nobody_there() -> None:
    credit = Credit(Kind.ENTRY, 10 * TARGET_S)
    credit.of(Placement.CANNOT_TELL, 3.0, COUNTED, 3.0, in_posture=True)
    assert credit.of(Placement.UNSEEN, 3.0 + GONE_S, COUNTED, 3.0, in_posture=True) is Placement.TIMED
    assert credit.of(Placement.UNSEEN, 3.1 + GONE_S, COUNTED, 3.0, in_posture=True) is Placement.UNSEEN
    assert (
        credit.of(Placement.CANNOT_TELL, 4.0 + GONE_S, COUNTED, 3.0, in_posture=True) is Placement.TIMED
    )  # back again


def test_somebody_never_seen_is_not_there() -> None:
    assert Credit(Kind.ENTRY, TARGET_S).of(Placement.UNSEEN, 1.0, COUNTED, 3.0, in_posture=True) is Placement.UNSEEN
