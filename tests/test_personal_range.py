"""A person's own range: taken by three still tries, aimed at by a share, and compared with nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.aim import scaled, scaling, share_deg, unscaled_words
from posecheck.announcement import how
from posecheck.catalog import Catalog, load_pose
from posecheck.checks import Asked, Placement, judge
from posecheck.figure import joints
from posecheck.landmarks import LandmarkFrame, Reason, Side, Unknown
from posecheck.measures import MEASURES, Measured, Reading, reading_key
from posecheck.personal_range import (
    CHECK_AGAIN,
    LEAST_CHANGE_DEG,
    RANGE_CHECKS,
    REST_S,
    TRIES,
    Change,
    Own,
    RangeCheck,
    apart_deg,
    change,
    change_words,
    due,
    kept_still,
    newest,
    planned,
    range_check,
    smallest_change_deg,
    tries,
)
from posecheck.programme import ProgrammeStage
from posecheck.record import Baseline, HoldRecord, MeasureSummary
from posecheck.routine import Turn
from posecheck.stretch import LimbPose, Stretch
from posecheck.view import View
from posecheck.voice import Verbosity
from tests.angles import readings
from tests.bodies import LYING, figure, seen
from tests.test_conductor import Mat

KNEE, HANG, BRIDGE = "range_knee_to_chest", "range_hang", "range_bridge"
TAKEN = datetime(2026, 5, 1, 8, 30, tzinfo=timezone.utc)
LONG = LimbPose(hip_flexion=2, knee_flexion=4)


def base(check_id: str, side: str, *values: float, days: int = 0) -> Baseline:
    return Baseline(check_id, side, TAKEN + timedelta(days=days), values)


def drawn(hip_deg: float) -> LandmarkFrame:
    return seen(figure(-90, LimbPose(hip_flexion=hip_deg, knee_flexion=122), LONG))


def record(side: str, **given: object) -> HoldRecord:
    held = HoldRecord("a", "s", KNEE, side, TAKEN, 0.0, 3.0, 3.0, 3.0)
    return replace(held, **given)  # type: ignore[arg-type]


# Taking it.


def test_every_check_reads_what_its_stretch_reads(catalog: Catalog) -> None:
    for check in RANGE_CHECKS.values():
        pose, stretch = load_pose(check.id), catalog.get(check.stretch_id)
        assert pose.id == check.id
        assert pose.check(pose.main_check).measure == check.measure
        assert scaling(stretch) == check
        assert stretch.sided is pose.sided
        assert MEASURES[check.measure].unit == "deg"
        assert "Never push" in pose.caution
    assert "bed" in load_pose(HANG).equipment


@pytest.mark.parametrize("check_id", list(RANGE_CHECKS))
def test_its_own_figure_is_in_place_once_it_is_still(check_id: str) -> None:
    pose = kept_still(load_pose(check_id))
    lifted = {key: Measured(value) for key, value in readings(joints(pose.figure)).items()}
    side = Side.RIGHT if pose.sided else None
    for drift, placement in ((0.0, Placement.IN_PLACE), (0.1, Placement.OUT_OF_PLACE)):
        assert judge(pose, lifted | {"drift": Measured(drift)}, View.SIDE, side, Asked.ENTER).placement is placement
    unknown = lifted | {"drift": Unknown(Reason.NO_STREAM)}
    assert judge(pose, unknown, View.SIDE, side, Asked.ENTER).placement is Placement.CANNOT_TELL


def test_three_tries_a_side_with_a_rest_after_each() -> None:
    turns = planned(kept_still(load_pose(KNEE)), (Side.RIGHT,))
    assert [(t.side, t.round, t.rest_s) for t in turns] == [(Side.RIGHT, n, REST_S) for n in range(1, TRIES + 1)]
    assert [t.side for t in planned(load_pose(KNEE), tuple(Side))] == [Side.LEFT] * 3 + [Side.RIGHT] * 3
    assert [t.side for t in planned(load_pose(BRIDGE), tuple(Side))] == [None] * 3


def test_a_try_is_taken_by_ear_once_the_leg_is_still() -> None:
    mat = Mat(*planned(kept_still(load_pose(KNEE)), (Side.RIGHT,)))
    mat.go(10, seen(LYING))
    for degree in range(50, 105):  # on its way nothing counts, though it is far enough
        mat.go(0.1, drawn(degree))
    assert not mat.saved
    assert mat.stage() is ProgrammeStage.HOLD
    for reached in (104, 100, 108):
        mat.go(7, drawn(reached))
        mat.go(12, seen(LYING))
    assert mat.stage() is ProgrammeStage.DONE
    assert mat.words.count("Release slowly.") == TRIES
    (values,) = tries(range_check(KNEE), mat.saved.values()).values()
    assert values == pytest.approx((104, 100, 108), abs=1.5)


def test_a_try_that_breaks_off_begins_again() -> None:
    mat = Mat(*planned(kept_still(load_pose(KNEE)), (Side.RIGHT,)), verbosity=Verbosity.OFF)
    mat.go(8, seen(LYING))
    for _ in range(6):  # two seconds here, two there, and never three
        mat.go(1.8, drawn(90))
        mat.go(1.8, drawn(110))
    assert not mat.saved


def test_what_was_not_seen_is_no_try() -> None:
    read = {"hip_flexion.left": MeasureSummary(100.0, 101.0)}
    check = range_check(KNEE)
    assert tries(check, [record("left", measures=read)] * 2) == {"left": (100.0, 100.0)}
    for nothing in (
        record("left"),
        record("right", measures=read),
        record("left", measures=read, timed_s=1.0),
        record("left", measures=read, held_s=2.0),
        record("left", measures=read, stretch_id="single_knee_to_chest"),
    ):
        assert tries(check, [nothing]) == {}


def test_a_bridge_is_read_by_the_hips_that_are_seen() -> None:
    left, right = ({f"hip_flexion.{side}": MeasureSummary(value, 0.0)} for side, value in (("left", 4), ("right", 10)))
    records = [record("both", stretch_id=BRIDGE, measures=read) for read in ({**left, **right}, right)]
    assert tries(range_check(BRIDGE), records) == {"both": (7.0, 10.0)}
    assert apart_deg((7.0, 10.0, 4.0)) == 6.0


# Judging change.


def test_the_newest_of_each_side_counts() -> None:
    old, new, other = base(KNEE, "left", 90), base(KNEE, "left", 100, days=1), base(KNEE, "right", 95)
    assert newest([old, other, new]) == {(KNEE, "left"): new, (KNEE, "right"): other}


def test_less_than_the_own_band_is_no_change() -> None:
    assert smallest_change_deg([]) == LEAST_CHANGE_DEG
    assert smallest_change_deg([base(KNEE, "left", 100, 100, 100)]) == LEAST_CHANGE_DEG
    wide = smallest_change_deg([base(KNEE, "left", 90, 100, 110)])
    assert wide == pytest.approx(1.96 * 2**0.5 * 10)
    before = base(KNEE, "left", 100, 100, 100)
    assert change(before, base(KNEE, "left", 110), 10.0) is Change.SAME
    assert change(before, base(KNEE, "left", 111), 10.0) is Change.FURTHER
    assert change(before, base(KNEE, "left", 89), 10.0) is Change.LESS_FAR
    assert change(before, base(KNEE, "left", 111), wide) is Change.SAME


def test_where_less_is_further_it_is_told_so() -> None:
    before = base(HANG, "left", 5)
    assert change(before, base(HANG, "left", -8), 10.0) is Change.FURTHER
    assert change(before, base(HANG, "left", 18), 10.0) is Change.LESS_FAR
    assert (
        change_words(before, base(HANG, "left", -8), 10.0)
        == "13° further than on 01 May 2026, beyond your own band of 10°."
    )
    assert change_words(before, base(HANG, "left", 0), 10.0).startswith("About the same as on 01 May 2026")


def test_after_six_weeks_it_may_be_taken_again() -> None:
    taken = [base(KNEE, "left", 100)]
    then = TAKEN.date() + CHECK_AGAIN
    assert due(taken, then)
    assert not due(taken, then - timedelta(days=1))
    assert not due([], then)


# Aiming at it.


def own(*taken: Baseline) -> Own:
    return newest(taken)


def test_the_target_comes_nearer_and_its_fault_with_it(catalog: Catalog) -> None:
    stretch = catalog.get("single_knee_to_chest")
    nearer = scaled(stretch, Side.LEFT, own(base(KNEE, "left", 98, 100, 103)))
    check, usual = nearer.check("knee_drawn_in"), stretch.check("knee_drawn_in")
    assert check.target == (80.0, 130.0)
    assert check.low is not None
    assert check.low.threshold == 70.0
    assert nearer.aim == "Aiming at 80 % of your own range: 80°."
    assert how(Turn(nearer, Side.LEFT, 30.0)).words.endswith(" Aiming at 80 % of your own range: 80°.")
    # What is the best in a hold means the same with it and without.
    assert check.distance(110.0) == usual.distance(110.0)
    assert [c for c in nearer.checks if c.id != check.id] == [c for c in stretch.checks if c.id != check.id]


def test_who_does_not_reach_the_usual_target_is_in_place(catalog: Catalog) -> None:
    stretch = catalog.get("single_knee_to_chest")
    readings: dict[str, Reading] = {
        reading_key(c.measure, side): Measured(0.0) for c in stretch.checks for side in (None, *Side)
    }
    readings |= {"trunk_inclination": Measured(-90.0), "hip_flexion.left": Measured(84.0)}
    nearer = scaled(stretch, Side.LEFT, own(base(KNEE, "left", 100)))
    placements = [judge(s, readings, View.SIDE, Side.LEFT, Asked.ENTER).placement for s in (stretch, nearer)]
    assert placements == [Placement.OUT_OF_PLACE, Placement.IN_PLACE]


def test_either_side_is_scaled_by_the_one_that_goes_less_far(catalog: Catalog) -> None:
    stretch, both = catalog.get("single_knee_to_chest"), own(base(KNEE, "left", 100), base(KNEE, "right", 90))
    either = scaled(stretch, None, both)
    assert either.check("knee_drawn_in").target == (72.0, 130.0)
    assert "of the side that goes less far: 72°" in either.aim
    thomas = scaled(catalog.get("thomas_stretch"), None, own(base(HANG, "left", 2), base(HANG, "right", 10)))
    assert thomas.check("thigh_sinks").target == (-30.0, 14.0)
    high = thomas.check("thigh_sinks").high
    assert high is not None
    assert high.threshold == 24.0
    left_only = own(base(KNEE, "left", 100))
    assert scaled(stretch, None, left_only) is stretch
    assert "one side only" in unscaled_words(stretch, None, left_only)
    assert unscaled_words(stretch, None, both) == ""


def test_nobody_is_led_further_than_the_stretch_goes(catalog: Catalog) -> None:
    stretch = catalog.get("single_knee_to_chest")
    far = own(base(KNEE, "left", 140))
    assert scaled(stretch, Side.LEFT, far) is stretch
    assert unscaled_words(stretch, Side.LEFT, far).startswith("112° is 80 % of your own range")
    assert "was not taken" in unscaled_words(stretch, Side.LEFT, {})
    squat = catalog.get("garland")
    assert scaled(squat, None, far) is squat
    assert unscaled_words(squat, None, far) == ""


def test_another_stretch_of_that_name_is_left_alone(catalog: Catalog) -> None:
    stretch = catalog.get("bridge")
    other = replace(stretch, checks=tuple(replace(c, id=f"my_{c.id}") for c in stretch.checks))
    assert scaled(other, None, own(base(BRIDGE, "both", 30))) is other
    nearer = scaled(stretch, None, own(base(BRIDGE, "both", 30)))
    assert nearer.check("hip_line").target == (-5.0, 33.0)
    assert nearer.aim == "Aiming at 80 % of your own range: 33°."
    open_ended = replace(
        stretch, checks=tuple(replace(c, target=(-5.0, None), high=None) for c in stretch.checks if c.id == "hip_line")
    )
    assert scaled(open_ended, None, own(base(BRIDGE, "both", 30))) is open_ended
    silent = replace(stretch, checks=tuple(replace(c, high=None) for c in stretch.checks if c.id == "hip_line"))
    assert scaled(silent, None, own(base(BRIDGE, "both", 30))).checks[0].high is None


@given(st.sampled_from(list(RANGE_CHECKS.values())), st.floats(0.0, 1.0))
def test_the_aim_lies_on_the_way_to_the_own_end(check: RangeCheck, far: float) -> None:
    """Between where the movement begins and the own end, whatever the sign."""
    pose = load_pose(check.id).check(load_pose(check.id).main_check)
    fault = pose.low or pose.high
    least = pose.low.threshold if check.more_is_further and pose.low else pose.high.threshold if pose.high else 0.0
    assert fault is not None
    end = least + far * ((150.0 if check.more_is_further else -30.0) - least)
    low, high = sorted((check.start_deg, end))
    assert low - 0.5 <= share_deg(check, base(check.id, "left", end)) <= high + 0.5


def test_scaled_faults_stay_outside_their_targets(catalog: Catalog) -> None:
    for check in RANGE_CHECKS.values():
        stretch: Stretch = catalog.get(check.stretch_id)
        for value in range(-30, 140, 5):
            taken = [base(check.id, side, value) for side in ("left", "right", "both")]
            now = scaled(stretch, Side.LEFT if stretch.sided else None, own(*taken)).check(check.scaled)
            usual = stretch.check(check.scaled)
            low, high = now.target
            assert low is None or now.low is None or now.low.threshold < low
            assert high is None or now.high is None or now.high.threshold > high
            assert low is None or high is None or low < high
            # Never harder than without.
            assert not (now.low and usual.low) or now.low.threshold <= usual.low.threshold
            assert not (now.high and usual.high) or now.high.threshold >= usual.high.threshold
