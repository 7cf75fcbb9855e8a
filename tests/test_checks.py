"""From measures to verdicts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posecheck.catalog import Catalog
from posecheck.checks import Placement, State, Verdict, check_reading, judge, judge_either, unseen
from posecheck.landmarks import LandmarkFrame, Reason, Side, Unknown
from posecheck.measures import Measured, read_measures
from posecheck.stretch import Check, Fault, Limb, LimbPose, Stretch
from posecheck.trust import doubts
from posecheck.view import View, body_view
from tests.bodies import BRIDGE, KNEE_TO_CHEST, LYING, figure, seen

LOW = Fault("too_low", 10.0, 5.0, "Rise a little.", 1)
HIGH = Fault("too_high", 40.0, 50.0, "Sink a little.", 2)
CHECK = Check("c", "hip_flexion", Limb.BOTH, (20.0, 30.0), LOW, HIGH, True, True, 5.0, "reasoned")


def verdict(stretch: Stretch, frame: LandmarkFrame, side: Side | None = None, entering: bool = False) -> Verdict:
    view = body_view(frame)
    return judge(stretch, read_measures(frame, doubts(frame), view), view.view, side, entering=entering)


@pytest.mark.parametrize(
    ("value", "entering", "state"),
    [
        (25, False, State.OK),
        (11, False, State.OK),
        (9, False, State.LOW),
        (39, False, State.OK),
        (41, False, State.HIGH),
        (14, True, State.LOW),
        (16, True, State.OK),
        (36, True, State.HIGH),
        (34, True, State.OK),
    ],
)
def test_a_position_is_entered_nearer_the_target_than_it_is_left(value: float, entering: bool, state: State) -> None:
    assert check_reading(CHECK, Measured(value), Side.LEFT, View.SIDE, entering).state is state


def test_entering_never_asks_for_more_than_half_way_to_the_target() -> None:
    close = replace(CHECK, target=(9.0, 38.0))
    assert check_reading(close, Measured(39.0), None, View.SIDE, True).state is State.OK
    assert check_reading(close, Measured(39.1), None, View.SIDE, True).state is State.HIGH
    # A threshold inside the target asks for nothing beyond itself.
    inside = replace(CHECK, target=(20.0, 45.0))
    assert check_reading(inside, Measured(40.0), None, View.SIDE, True).state is State.OK


def test_without_a_bound_entering_takes_the_hysteresis() -> None:
    open_ended = replace(CHECK, target=(None, 30.0))
    assert check_reading(open_ended, Measured(14.0), None, View.SIDE, True).state is State.LOW
    assert check_reading(open_ended, Measured(16.0), None, View.SIDE, True).state is State.OK


def test_outside_side_view_the_wider_threshold_serves() -> None:
    assert check_reading(CHECK, Measured(45.0), None, View.FRONT, False).state is State.OK
    assert check_reading(CHECK, Measured(45.0), None, View.SIDE, False).state is State.HIGH


@pytest.mark.parametrize("reading", [Unknown(Reason.WRONG_VIEW), Measured(25.0, Unknown(Reason.HIDDEN, "left knee"))])
def test_what_is_not_trusted_is_unknown(reading: Measured | Unknown) -> None:
    result = check_reading(CHECK, reading, Side.LEFT, View.SIDE, False)
    assert result.state is State.UNKNOWN
    assert result.unknown is not None
    assert check_reading(CHECK, Measured(25.0), Side.LEFT, View.SIDE, False).unknown is None


def test_a_good_bridge(catalog: Catalog) -> None:
    found = verdict(catalog.get("bridge"), seen(BRIDGE))
    assert (found.placement, found.fault, found.unknown, found.reason) == (Placement.IN_PLACE, None, None, "")


def test_the_fault_that_matters_most_is_named(catalog: Catalog) -> None:
    low = figure(-100, LimbPose(hip_flexion=50, knee_flexion=150))
    found = verdict(catalog.get("bridge"), seen(low))
    assert found.placement is Placement.OUT_OF_PLACE
    assert found.fault is not None
    assert found.fault.id == "hips_low"
    assert found.reason == "Press feet, rise a little."


def test_a_required_check_that_cannot_be_told_makes_the_verdict_untold(catalog: Catalog) -> None:
    frame = seen(LYING)
    frame.visibility[[25, 26]] = 0.1
    found = verdict(catalog.get("constructive_rest"), frame)
    assert found.placement is Placement.CANNOT_TELL
    assert found.reason == "left knee hidden"


def test_of_two_legs_one_is_enough(catalog: Catalog) -> None:
    frame = seen(LYING)
    frame.visibility[25] = 0.1
    assert verdict(catalog.get("constructive_rest"), frame).placement is Placement.IN_PLACE


def test_a_fault_that_is_seen_counts_even_where_others_are_hidden(catalog: Catalog) -> None:
    frame = seen(figure(-20, LimbPose(hip_flexion=58, knee_flexion=110)))
    frame.visibility[[25, 26]] = 0.1
    found = verdict(catalog.get("constructive_rest"), frame)
    assert found.fault is not None
    assert found.fault.id == "trunk_raised"


def test_the_side_is_recognised(catalog: Catalog) -> None:
    stretch = catalog.get("single_knee_to_chest")
    for frame, side in ((seen(KNEE_TO_CHEST), Side.RIGHT), (seen(KNEE_TO_CHEST, 270), Side.RIGHT)):
        view = body_view(frame)
        found = judge_either(stretch, read_measures(frame, doubts(frame), view), view.view)
        assert (found.side, found.placement) == (side, Placement.IN_PLACE)
    assert verdict(stretch, seen(KNEE_TO_CHEST), Side.LEFT).placement is Placement.OUT_OF_PLACE


def test_a_stretch_without_sides_has_none(catalog: Catalog) -> None:
    frame = seen(BRIDGE)
    view = body_view(frame)
    assert judge_either(catalog.get("bridge"), read_measures(frame, doubts(frame), view), view.view).side is None


def test_a_reminder_does_not_make_a_position_out_of_place(catalog: Catalog) -> None:
    bridge = catalog.get("bridge")
    reminders = replace(bridge, checks=tuple(replace(c, blocking=False) for c in bridge.checks))
    low = figure(-100, LimbPose(hip_flexion=50, knee_flexion=150))
    assert verdict(reminders, seen(low)).placement is Placement.IN_PLACE


def test_nobody_is_unseen() -> None:
    found = unseen(Unknown(Reason.NO_PERSON))
    assert (found.placement, found.reason) == (Placement.UNSEEN, "nobody in view")


@pytest.mark.parametrize(
    ("target", "value", "distance"),
    [((10, 20), 18, 3), ((10, None), 7, 3), ((10, None), 12, 0), ((None, 10), 13, 3), ((None, None), 5, 0)],
)
def test_distance_from_the_target(target: tuple[float | None, float | None], value: float, distance: float) -> None:
    assert replace(CHECK, target=target).distance(value) == distance


def test_a_stretch_knows_its_checks(catalog: Catalog) -> None:
    assert catalog.get("bridge").check("hip_line").measure == "hip_flexion"
