"""Who vouches for a moment: the camera or the clock alone."""

from __future__ import annotations

import pytest

from posecheck.checks import Placement
from posecheck.credit import GONE_S, Credit
from posecheck.hold import Hold
from posecheck.kinds import Kind

SETTLING = Hold(None, 0.0, 0.0)
COUNTED = Hold(None, 0.0, 3.0, held_s=3.0, number=0)
TARGET_S = 60.0


@pytest.mark.parametrize("placement", Placement)
def test_a_held_position_is_what_the_camera_says(placement: Placement) -> None:
    assert Credit(Kind.HOLD, TARGET_S).of(placement, 1.0, COUNTED, 3.0) is placement


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind.timed])
@pytest.mark.parametrize("placement", Placement)
def test_what_a_timer_leads_is_timed_whatever_is_seen(kind: Kind, placement: Placement) -> None:
    assert Credit(kind, TARGET_S).of(placement, 1.0, None, 0.0) is Placement.TIMED


@pytest.mark.parametrize("kind", [Kind.HOLD, Kind.ENTRY, Kind.REPETITIONS, Kind.DESK])
def test_the_clock_alone_counts_as_long_as_somebody_is_there(kind: Kind) -> None:
    credit = Credit(kind, TARGET_S)
    assert credit.of(Placement.CANNOT_TELL, 1.0, None, 0.0) is Placement.CANNOT_TELL
    credit.by_time = True
    assert credit.of(Placement.OUT_OF_PLACE, 2.0, None, 0.0) is Placement.TIMED
    assert credit.of(Placement.UNSEEN, 3.0, None, 0.0) is Placement.UNSEEN
    assert Credit(kind, TARGET_S, by_time=True).of(Placement.CANNOT_TELL, 1.0, None, 0.0) is Placement.TIMED


@pytest.mark.parametrize("lost", [Placement.CANNOT_TELL, Placement.UNSEEN])
def test_a_position_that_counted_and_is_lost_is_timed(lost: Placement) -> None:
    credit = Credit(Kind.ENTRY, TARGET_S)
    assert credit.of(Placement.IN_PLACE, 3.0, COUNTED, 3.0) is Placement.IN_PLACE
    assert credit.of(lost, 4.0, COUNTED, 4.0) is Placement.TIMED


@pytest.mark.parametrize("hold", [None, SETTLING])
def test_a_position_that_did_not_count_yet_is_not_timed(hold: Hold | None) -> None:
    credit = Credit(Kind.ENTRY, TARGET_S)
    credit.of(Placement.IN_PLACE, 0.5, hold, 0.5)
    assert credit.of(Placement.CANNOT_TELL, 1.0, hold, 0.5) is Placement.CANNOT_TELL


def test_a_position_seen_to_be_left_is_timed_no_longer() -> None:
    credit = Credit(Kind.ENTRY, TARGET_S)
    credit.of(Placement.IN_PLACE, 3.0, COUNTED, 3.0)
    assert credit.of(Placement.OUT_OF_PLACE, 4.0, COUNTED, 4.0) is Placement.OUT_OF_PLACE
    assert credit.of(Placement.CANNOT_TELL, 5.0, SETTLING, 4.0) is Placement.CANNOT_TELL


def test_a_position_stays_taken_when_another_hold_begins_under_it() -> None:
    credit = Credit(Kind.ENTRY, TARGET_S)
    credit.of(Placement.IN_PLACE, 3.0, COUNTED, 3.0)
    assert credit.of(Placement.CANNOT_TELL, 4.0, SETTLING, 0.0) is Placement.TIMED


def test_what_is_lost_is_timed_up_to_the_target() -> None:
    credit = Credit(Kind.ENTRY, TARGET_S)
    credit.of(Placement.IN_PLACE, 3.0, COUNTED, 3.0)
    assert credit.of(Placement.UNSEEN, 4.0, COUNTED, TARGET_S - 0.1) is Placement.TIMED
    assert credit.of(Placement.UNSEEN, 4.1, COUNTED, TARGET_S) is Placement.UNSEEN


def test_nobody_in_view_for_a_minute_is_nobody_there() -> None:
    credit = Credit(Kind.ENTRY, 10 * TARGET_S)
    credit.of(Placement.CANNOT_TELL, 3.0, COUNTED, 3.0)
    assert credit.of(Placement.UNSEEN, 3.0 + GONE_S, COUNTED, 3.0) is Placement.TIMED
    assert credit.of(Placement.UNSEEN, 3.1 + GONE_S, COUNTED, 3.0) is Placement.UNSEEN
    assert credit.of(Placement.CANNOT_TELL, 4.0 + GONE_S, COUNTED, 3.0) is Placement.TIMED  # back again


def test_somebody_never_seen_is_not_there() -> None:
    assert Credit(Kind.ENTRY, TARGET_S).of(Placement.UNSEEN, 1.0, COUNTED, 3.0) is Placement.UNSEEN
