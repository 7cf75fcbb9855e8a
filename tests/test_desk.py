"""The desk: only differences from the own tall seat are told."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.catalog import Catalog
from posecheck.checks import Asked, Placement, judge
from posecheck.desk import NOT_TAKEN, SEAT, against, reminder_due, seat_of
from posecheck.landmarks import Reason, Unknown
from posecheck.measures import Measured, Reading
from posecheck.record import HoldRecord, MeasureSummary
from posecheck.view import View

TALL = {"trunk_inclination": 4.0, "head_ahead": 12.0, "ear_shoulder_gap": 0.45}


def reads(**values: float) -> dict[str, Reading]:
    names = {"trunk": "trunk_inclination", "head": "head_ahead", "gap": "ear_shoulder_gap"}
    return {
        **{name: Measured(TALL[name] + values.get(short, 0.0), 4.0 if short != "gap" else 0.05)
           for short, name in names.items()},
        "movement": Unknown(Reason.NO_STREAM),
    }  # fmt: skip


def test_what_the_seat_reads_is_taken_from_its_record() -> None:
    measures = {name: MeasureSummary(value, 0.0) for name, value in TALL.items()} | {"knee": MeasureSummary(1.0, 1.0)}
    record = HoldRecord("a", "s", "tall_seat", "both", datetime(2026, 1, 1, tzinfo=timezone.utc), 0, 5, 5, 5,
                        measures=measures)  # fmt: skip
    assert seat_of(record) == TALL


@given(st.floats(-60, 60), st.floats(-60, 60), st.floats(0, 1))
def test_the_own_seat_reads_zero(trunk: float, head: float, gap: float) -> None:
    seat = dict(zip(SEAT, (trunk, head, gap), strict=True))
    readings: dict[str, Reading] = {"first": Measured(7.0), **{name: Measured(v, 3.0) for name, v in seat.items()}}
    changed = against(readings, seat)
    assert list(changed) == list(readings)
    assert changed["first"] == Measured(7.0)
    assert all(changed[name] == Measured(0.0, 3.0) for name in SEAT)


def test_without_a_seat_nothing_is_told_and_doubts_stay() -> None:
    unknown = Unknown(Reason.HIDDEN, "left hip")
    readings: dict[str, Reading] = {"trunk_inclination": Measured(5.0), "head_ahead": unknown}
    assert against(readings, {}) == {"trunk_inclination": NOT_TAKEN, "head_ahead": unknown}
    doubted = against({"head_ahead": Measured(5.0, 9.0, unknown)}, TALL)["head_ahead"]
    assert doubted == Measured(5.0 - 12.0, 9.0, unknown)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({}, None),
        ({"trunk": 4.0, "head": 4.0, "gap": -0.02}, None),
        ({"trunk": 17.0, "head": 17.0}, "slumped"),
        ({"head": 20.0}, "head_forward"),
        ({"gap": -0.16}, "shoulders_up"),
    ],
)
def test_slumping_is_told_against_the_own_seat(catalog: Catalog, change: dict[str, float], fault: str | None) -> None:
    stretch = catalog.get("desk_reset")
    verdict = judge(stretch, against(reads(**change), TALL), View.SIDE, None, Asked.ENTER)
    assert (verdict.fault.id if verdict.fault else None) == fault
    assert verdict.placement is (Placement.OUT_OF_PLACE if fault else Placement.IN_PLACE)


def test_without_a_seat_the_desk_cannot_be_told(catalog: Catalog) -> None:
    verdict = judge(catalog.get("desk_reset"), against(reads(), {}), View.SIDE, None)
    assert verdict.placement is Placement.CANNOT_TELL
    assert verdict.unknown == NOT_TAKEN


@pytest.mark.parametrize(("every_min", "due_s"), [(45, 2700), (5, 1800), (30, 1800), (60, 3600), (300, 3600)])
def test_reminders_come_every_half_to_whole_hour(every_min: float, due_s: float) -> None:
    assert not reminder_due(due_s - 1, every_min)
    assert reminder_due(due_s, every_min)
