"""The neutral pose: straight joints become zero, bent ones stay what they are."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.catalog import Catalog, load_pose
from posecheck.checks import Placement
from posecheck.hold import Phase
from posecheck.landmarks import Reason, Unknown
from posecheck.measures import Measured
from posecheck.neutral import FADES_DEG, NEUTRAL_POSE, straight_of, zeroed
from posecheck.pipeline import Known, look_at_body
from posecheck.record import HoldRecord, MeasureSummary
from posecheck.stretch import LimbPose
from tests.bodies import figure, seen
from tests.lifts import world_lift
from tests.test_pipeline import Run

HIP = "hip_flexion.left"
LONG = figure(-90, LimbPose(hip_flexion=4, knee_flexion=6))


def value(read: Measured, straight: float) -> float:
    reading = zeroed({HIP: read}, {HIP: straight})[HIP]
    assert isinstance(reading, Measured)
    return reading.value


def test_a_straight_joint_becomes_zero_and_a_bent_one_stays() -> None:
    assert value(Measured(8.0), 8.0) == 0.0
    assert value(Measured(8.0 + FADES_DEG / 2), 8.0) == pytest.approx(4.0 + FADES_DEG / 2)
    for bent in (8.0 + FADES_DEG, 8.0 - FADES_DEG, 110.0):
        assert value(Measured(bent), 8.0) == bent


@given(st.floats(-15, 15), st.floats(-180, 180), st.floats(-180, 180))
def test_more_bent_stays_more_bent(straight: float, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert value(Measured(low), straight) <= value(Measured(high), straight) + 1e-9


def test_what_cannot_be_read_stays_unknown_and_doubts_stay() -> None:
    unknown = Unknown(Reason.HIDDEN, "left hip")
    assert zeroed({HIP: unknown}, {HIP: 5.0}) == {HIP: unknown}
    doubted = zeroed({HIP: Measured(5.0, 4.0, unknown)}, {HIP: 5.0})[HIP]
    assert doubted == Measured(0.0, 4.0, unknown)
    assert zeroed({}, {HIP: 5.0}) == {}


def test_the_pose_is_taken_as_a_stretch_is_and_zeroes_the_next_one(catalog: Catalog) -> None:
    run = Run(load_pose(NEUTRAL_POSE))
    assert run.go((7, seen(LONG))).phase is Phase.HOLDING
    (record,) = run.session.records
    assert record.stretch_id == NEUTRAL_POSE
    assert record.reached
    straight = straight_of(record)
    assert set(straight) == {f"{j}_flexion.{s}" for j in ("hip", "knee") for s in ("left", "right")}
    stretch = catalog.get("single_knee_to_chest")
    before = look_at_body(stretch, seen(LONG), world_lift, None).readings
    after = look_at_body(stretch, seen(LONG), world_lift, None, Known(straight=straight)).readings
    for key, offset in straight.items():
        raw, now = before[key], after[key]
        assert isinstance(raw, Measured)
        assert isinstance(now, Measured)
        assert offset == pytest.approx(raw.value, abs=0.5)
        assert now.value == pytest.approx(0.0, abs=0.5)


@pytest.mark.parametrize("legs", [LimbPose(hip_flexion=20, knee_flexion=4), LimbPose(hip_flexion=4, knee_flexion=20)])
def test_bent_joints_are_not_taken_for_straight_ones(legs: LimbPose) -> None:
    verdict = look_at_body(load_pose(NEUTRAL_POSE), seen(figure(-90, legs)), world_lift, None).verdict
    assert verdict.placement is Placement.OUT_OF_PLACE


def test_only_what_was_seen_is_zeroed() -> None:
    record = HoldRecord("a", "s", NEUTRAL_POSE, "both", datetime(2026, 1, 1, tzinfo=timezone.utc), 0, 5, 5, 5,
                        measures={HIP: MeasureSummary(3.0, 2.0), "pelvis_tilt": MeasureSummary(9.0, 9.0)})  # fmt: skip
    assert straight_of(record) == {HIP: 3.0}
