"""What the report keeps of a video while it is gone through."""

from __future__ import annotations

import numpy as np
import pytest

from posecheck.catalog import Catalog
from posecheck.checks import CheckResult, Placement, State
from posecheck.landmarks import Reason, Side, Unknown
from posecheck.measures import Measured, Reading
from posecheck.stretch import Check
from posecheck.video.report_course import Course, CurveKey, Curves, Stay

GAP_S = 0.5
LEFT, RIGHT = CurveKey("bridge", "hip_line", Side.LEFT), CurveKey("bridge", "hip_line", Side.RIGHT)


def test_what_is_said_holds_until_the_next_frame() -> None:
    course = Course()
    for time_s, placement, reason in (
        (0.0, Placement.OUT_OF_PLACE, "rise"),
        (0.2, Placement.IN_PLACE, ""),
        (0.4, Placement.IN_PLACE, ""),
        (0.6, Placement.CANNOT_TELL, "left knee hidden"),
        (0.8, Placement.CANNOT_TELL, "feet hidden"),
        (0.9, Placement.IN_PLACE, ""),
    ):
        course.take(time_s, placement, reason, GAP_S)
    assert course.stays == [
        Stay(0.0, 0.2, Placement.OUT_OF_PLACE),
        Stay(0.2, 0.6, Placement.IN_PLACE),
        Stay(0.6, 0.9, Placement.CANNOT_TELL),
    ]
    assert course.untold_s == pytest.approx({"left knee hidden": 0.2, "feet hidden": 0.1})


def test_a_gap_between_frames_is_time_unseen() -> None:
    course = Course()
    course.take(0.0, Placement.IN_PLACE, "", GAP_S)
    course.take(2.0, Placement.IN_PLACE, "", GAP_S)
    assert course.stays == [Stay(0.0, 2.0, Placement.UNSEEN)]
    assert course.untold_s == {"no picture": 2.0}


def test_a_single_frame_lasts_no_time() -> None:
    course = Course()
    course.take(0.0, None, "not recognised")
    course.take(0.0, None, "not recognised")
    assert course.stays == []


def result(check: Check, side: Side, reading: Reading, state: State = State.OK) -> CheckResult:
    return CheckResult(check, side, reading, state)


def take(curves: Curves, check: Check, time_s: float, *sides: tuple[Side, float, bool]) -> None:
    readings = {
        f"hip_flexion.{side.value}": Measured(value, 6.0, None if trusted else Unknown(Reason.UNSURE, "left knee"))
        for side, value, trusted in sides
    }
    results = [
        result(check, side, readings[f"hip_flexion.{side.value}"], State.OK if trusted else State.UNKNOWN)
        for side, _, trusted in sides
    ]
    curves.take(time_s, "bridge", results, readings, GAP_S)


def test_ten_samples_a_second_are_kept(catalog: Catalog) -> None:
    check, curves = catalog.get("bridge").check("hip_line"), Curves()
    for number in range(61):
        take(curves, check, number / 30, (Side.LEFT, 5.0, True))
    assert len(curves.by_key[LEFT].times_s) == 21
    assert curves.by_key[LEFT].error == 6.0


def test_trusted_and_untrusted_values_are_told_apart(catalog: Catalog) -> None:
    check, curves = catalog.get("bridge").check("hip_line"), Curves()
    for number, trusted in enumerate((True, False, True)):
        take(curves, check, number * 0.1, (Side.LEFT, 10.0 * number, trusted))
    curve = curves.by_key[LEFT]
    np.testing.assert_equal(curve.between(0.0, 1.0, trusted=True)[1], [0.0, np.nan, 20.0])
    np.testing.assert_equal(curve.between(0.05, 0.15, trusted=False)[1], [10.0])
    assert curves.doubts[LEFT] == {"left knee unclear": 1}


def test_curves_stop_where_nothing_is_read(catalog: Catalog) -> None:
    check, curves = catalog.get("bridge").check("hip_line"), Curves()
    take(curves, check, 0.0, (Side.LEFT, 1.0, True), (Side.RIGHT, 2.0, True))
    take(curves, check, 0.1, (Side.LEFT, 1.0, True))
    take(curves, check, 0.2, (Side.LEFT, 1.0, True))
    take(curves, check, 3.0, (Side.LEFT, 1.0, True))  # after a gap
    np.testing.assert_equal(list(curves.by_key[LEFT].values), [1.0, 1.0, 1.0, np.nan, 1.0])
    np.testing.assert_equal(list(curves.by_key[RIGHT].values), [2.0, np.nan])


def test_what_could_not_even_be_read_leaves_only_its_reason(catalog: Catalog) -> None:
    check, curves = catalog.get("bridge").check("hip_line"), Curves()
    unknown = Unknown(Reason.WRONG_VIEW, "front")
    curves.take(0.0, "bridge", [result(check, Side.LEFT, unknown, State.UNKNOWN)], {}, GAP_S)
    assert curves.by_key == {}
    assert curves.doubts == {LEFT: {"front view hides it": 1}}


def test_a_check_never_trusted_has_no_error(catalog: Catalog) -> None:
    check, curves = catalog.get("bridge").check("hip_line"), Curves()
    take(curves, check, 0.0, (Side.LEFT, 1.0, False))
    assert curves.by_key[LEFT].error == 0.0
