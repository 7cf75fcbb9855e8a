"""From measures to verdicts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.catalog import Catalog
from posecheck.checks import (
    CLOSE_IN,
    CLOSE_OUT,
    Asked,
    Placement,
    State,
    Verdict,
    check_reading,
    judge,
    judge_either,
    unseen,
)
from posecheck.landmarks import LandmarkFrame, Reason, Side, Unknown
from posecheck.measures import Measured, Reading, read_measures
from posecheck.stretch import Check, Fault, Limb, LimbPose, Stretch
from posecheck.trust import doubts
from posecheck.view import View, body_view
from tests.bodies import BRIDGE, KNEE_TO_CHEST, LYING, figure, seen
from tests.lifts import world_lift

LOW = Fault("too_low", 10.0, "Rise a little.", 1)
HIGH = Fault("too_high", 40.0, "Sink a little.", 2)
VIEWS = frozenset({View.SIDE, View.OBLIQUE})
CHECK = Check("c", "hip_flexion", Limb.BOTH, VIEWS, (20.0, 30.0), LOW, HIGH, True, True, 5.0, "reasoned")


def state(check: Check, value: float, asked: Asked, error: float = 0.0) -> State:
    return check_reading(check, Measured(value, error), Side.LEFT, View.SIDE, asked).state


def looked_at(frame: LandmarkFrame, error: float = 0.0) -> tuple[dict[str, Reading], View]:
    body = world_lift(frame)
    body = replace(body, expected_error=dict.fromkeys(read_measures(body, {}), error))
    return read_measures(body, doubts(frame, body)), body_view(body, frame).view


def verdict(
    stretch: Stretch, frame: LandmarkFrame, side: Side | None = None, asked: Asked = Asked.STAY, error: float = 0.0
) -> Verdict:
    return judge(stretch, *looked_at(frame, error), side, asked)


@pytest.mark.parametrize(
    ("value", "asked", "wanted"),
    [
        (25, Asked.STAY, State.OK),
        (11, Asked.STAY, State.OK),
        (9, Asked.STAY, State.LOW),
        (39, Asked.STAY, State.OK),
        (41, Asked.STAY, State.HIGH),
        (14, Asked.ENTER, State.LOW),
        (16, Asked.ENTER, State.OK),
        (36, Asked.ENTER, State.HIGH),
        (34, Asked.ENTER, State.OK),
        (11, Asked.ONCE, State.OK),
        (9, Asked.ONCE, State.LOW),
        (41, Asked.ONCE, State.HIGH),
    ],
)
def test_a_position_is_entered_nearer_the_target_than_it_is_left(value: float, asked: Asked, wanted: State) -> None:
    assert state(CHECK, value, asked) is wanted


def test_how_far_beyond_is_told_in_shares_of_the_hysteresis() -> None:
    for value, asked, excess in ((45.0, Asked.STAY, 1.0), (0.0, Asked.STAY, 2.0), (40.0, Asked.ENTER, 1.0)):
        result = check_reading(CHECK, Measured(value), None, View.SIDE, asked)
        assert result.excess == pytest.approx(excess)
        assert result.fault is (LOW if value < 10 else HIGH)
    assert check_reading(CHECK, Measured(25.0), None, View.SIDE, Asked.STAY).excess == 0.0


WIDE = replace(CHECK, target=(50.0, 60.0), high=None)  # 40 from threshold to target


@pytest.mark.parametrize(("error", "margin"), [(0.0, 5.0), (9.0, 5.0), (16.0, 8.0), (30.0, 15.0), (90.0, 20.0)])
def test_entering_asks_for_more_the_larger_the_expected_error_but_never_for_more_than_half_way(
    error: float, margin: float
) -> None:
    for check, sign in ((WIDE, 1.0), (replace(CHECK, target=(-10.0, 0.0), low=None), -1.0)):
        threshold = 10.0 if sign > 0 else 40.0
        entered = threshold + sign * margin
        assert state(check, entered + sign * 0.1, Asked.ENTER, error) is State.OK
        assert state(check, entered - sign * 0.1, Asked.ENTER, error) is not State.OK
        assert state(check, threshold + sign * 0.1, Asked.STAY, error) is State.OK


@given(st.floats(0, 200), st.floats(-30, 80))
def test_whatever_the_error_the_target_can_be_entered_and_what_is_entered_is_kept(error: float, value: float) -> None:
    if 20.0 <= value <= 30.0:
        assert state(CHECK, value, Asked.ENTER, error) is State.OK
    if state(CHECK, value, Asked.ENTER, error) is State.OK:
        assert state(CHECK, value, Asked.STAY, error) is State.OK


def test_entering_never_asks_for_more_than_half_way_to_the_target() -> None:
    close = replace(CHECK, target=(9.0, 38.0))
    assert state(close, 39.0, Asked.ENTER) is State.OK
    assert state(close, 39.1, Asked.ENTER) is State.HIGH
    # A threshold inside the target asks for nothing beyond itself.
    inside = replace(CHECK, target=(20.0, 45.0))
    assert state(inside, 40.0, Asked.ENTER, error=50.0) is State.OK


@pytest.mark.parametrize(("bound", "inside", "outside"), [(40.0, 0.0, 2.5), (36.0, 2.0, 1.5), (30.0, 5.0, 0.0)])
def test_where_target_and_threshold_nearly_meet_staying_may_go_a_little_beyond(
    bound: float, inside: float, outside: float
) -> None:
    check = replace(CHECK, target=(20.0, bound))
    assert state(check, 40.0 - inside - 0.1, Asked.ENTER) is State.OK
    assert state(check, 40.0 - inside + 0.1, Asked.ENTER) is State.HIGH
    assert state(check, 40.0 + outside - 0.1, Asked.STAY) is State.OK
    assert state(check, 40.0 + outside + 0.1, Asked.STAY) is State.HIGH


@pytest.mark.parametrize("error", [0.0, 40.0])
def test_without_a_bound_entering_takes_the_hysteresis(error: float) -> None:
    open_ended = replace(CHECK, target=(None, 30.0))
    assert state(open_ended, 14.0, Asked.ENTER, error) is State.LOW
    assert state(open_ended, 16.0, Asked.ENTER, error) is State.OK


@pytest.mark.parametrize("threshold", [10.0, 40.0])
def test_a_single_picture_near_a_threshold_is_too_close_to_call(threshold: float) -> None:
    error = 6.0
    for off in (-0.9, 0.9):
        outside = (off > 0.0) == (threshold == 40.0)
        close = CLOSE_OUT if outside else CLOSE_IN
        value = threshold + off * close * error
        result = check_reading(CHECK, Measured(value, error), None, View.SIDE, Asked.ONCE)
        assert (result.state, result.unknown) == (State.UNKNOWN, Unknown(Reason.CLOSE_CALL))
        assert state(CHECK, value, Asked.STAY, error) is not State.UNKNOWN
        assert state(CHECK, value, Asked.ENTER, error) is not State.UNKNOWN
        assert state(CHECK, threshold + off / 0.9 * 1.1 * close * error, Asked.ONCE, error) is not State.UNKNOWN


def test_where_no_fault_is_nothing_is_close() -> None:
    only_low = replace(CHECK, high=None)
    assert state(only_low, 40.0, Asked.ONCE, error=8.0) is State.OK
    assert state(only_low, 400.0, Asked.STAY) is State.OK


@pytest.mark.parametrize("view", View)
@pytest.mark.parametrize("asked", Asked)
def test_a_view_that_does_not_show_it_tells_nothing(view: View, asked: Asked) -> None:
    result = check_reading(CHECK, Measured(25.0), None, view, asked)
    if view in VIEWS:
        assert (result.state, result.unknown) == (State.OK, None)
    else:
        assert (result.state, result.unknown) == (State.UNKNOWN, Unknown(Reason.WRONG_VIEW, view.word))


@pytest.mark.parametrize(
    "reading", [Unknown(Reason.NO_FRAMES), Measured(25.0, 3.0, Unknown(Reason.HIDDEN, "left knee"))]
)
def test_what_is_not_trusted_is_unknown(reading: Reading) -> None:
    result = check_reading(CHECK, reading, Side.LEFT, View.SIDE, Asked.STAY)
    assert result.state is State.UNKNOWN
    assert result.unknown == (reading if isinstance(reading, Unknown) else reading.doubt)
    assert result.reading is reading


@pytest.mark.parametrize("asked", Asked)
@pytest.mark.parametrize("azimuth", [60, 90, 130, 270])
def test_a_good_bridge(catalog: Catalog, asked: Asked, azimuth: float) -> None:
    found = verdict(catalog.get("bridge"), seen(BRIDGE, azimuth), asked=asked)
    assert (found.placement, found.fault, found.unknown, found.reason) == (Placement.IN_PLACE, None, None, "")


def test_a_bridge_from_the_foot_end_cannot_be_told(catalog: Catalog) -> None:
    found = verdict(catalog.get("bridge"), seen(BRIDGE, 180))
    assert (found.placement, found.reason) == (Placement.CANNOT_TELL, "front view hides it")


def test_the_fault_that_matters_most_is_named(catalog: Catalog) -> None:
    low = figure(-100, LimbPose(hip_flexion=50, knee_flexion=150))
    found = verdict(catalog.get("bridge"), seen(low))
    assert found.placement is Placement.OUT_OF_PLACE
    assert found.fault is not None
    assert found.fault.id == "hips_low"
    assert found.reason == "Press feet, rise a little."


def test_of_faults_that_matter_alike_the_larger_is_named(catalog: Catalog) -> None:
    faults = [Fault(name, 0.0, f"Less {name}.", 1) for name in ("knee", "trunk")]
    checks = tuple(
        replace(CHECK, id=m, measure=m, limb=limb, target=(None, 0.0), low=None, high=fault)
        for m, limb, fault in zip(("knee_flexion", "trunk_inclination"), (Limb.ACTIVE, Limb.BODY), faults, strict=True)
    )
    stretch = replace(catalog.get("single_knee_to_chest"), checks=checks)
    for knee, trunk, name in ((20.0, 10.0, "knee"), (10.0, 20.0, "trunk")):
        readings: dict[str, Reading] = {"knee_flexion.left": Measured(knee), "trunk_inclination": Measured(trunk)}
        fault = judge(stretch, readings, View.SIDE, Side.LEFT, Asked.STAY).fault
        assert fault is not None
        assert fault.id == name


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


def test_what_is_not_required_may_stay_untold(catalog: Catalog) -> None:
    bridge = catalog.get("bridge")
    readings, view = looked_at(seen(BRIDGE))
    hidden = readings | {"knee_spread": Measured(1.0, 0.0, Unknown(Reason.HIDDEN, "left knee"))}
    assert not bridge.check("knees_over_toes").required
    assert judge(bridge, hidden, view, None).placement is Placement.IN_PLACE


def test_a_fault_that_is_seen_counts_even_where_others_are_hidden(catalog: Catalog) -> None:
    frame = seen(figure(-20, LimbPose(hip_flexion=58, knee_flexion=110)))
    frame.visibility[[25, 26]] = 0.1
    found = verdict(catalog.get("constructive_rest"), frame)
    assert found.fault is not None
    assert found.fault.id == "trunk_raised"


def test_a_close_call_in_a_single_picture_cannot_be_told(catalog: Catalog) -> None:
    bridge = catalog.get("bridge")
    readings, view = looked_at(seen(BRIDGE), error=3.0)
    for flexion, placement in (
        (15.0, Placement.IN_PLACE),
        (24.5, Placement.CANNOT_TELL),
        (35.0, Placement.OUT_OF_PLACE),
    ):
        one_leg = readings | {"hip_flexion.left": Measured(flexion, 3.0)}
        assert judge(bridge, one_leg, view, None, Asked.ONCE).placement is placement
        assert judge(bridge, one_leg, view, None, Asked.STAY).placement is not Placement.CANNOT_TELL
    reminder = replace(bridge, checks=tuple(replace(c, blocking=c.id != "hip_line") for c in bridge.checks))
    close = readings | {"hip_flexion.left": Measured(24.5, 3.0)}
    assert judge(reminder, close, view, None, Asked.ONCE).placement is Placement.IN_PLACE


def test_a_bad_position_is_told_however_large_the_error(catalog: Catalog) -> None:
    """Entering may ask for more, a single picture for clearness; nobody out of place is let in by either."""
    for asked in Asked:
        assert verdict(catalog.get("bridge"), seen(LYING), asked=asked, error=7.9).placement is Placement.OUT_OF_PLACE


@pytest.mark.parametrize("azimuth", [75, 90, 270])
def test_the_side_is_recognised(catalog: Catalog, azimuth: float) -> None:
    stretch = catalog.get("single_knee_to_chest")
    found = judge_either(stretch, *looked_at(seen(KNEE_TO_CHEST, azimuth)))
    assert (found.side, found.placement) == (Side.RIGHT, Placement.IN_PLACE)
    assert verdict(stretch, seen(KNEE_TO_CHEST), Side.LEFT).placement is Placement.OUT_OF_PLACE


def test_a_stretch_without_sides_has_none(catalog: Catalog) -> None:
    assert judge_either(catalog.get("bridge"), *looked_at(seen(BRIDGE))).side is None


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


@pytest.mark.parametrize("reason", [Reason.UNLIKELY, Reason.OUT_OF_FRAME])
def test_what_spoils_the_view_too_is_said_before_it(reason: Reason) -> None:
    reading = Measured(25.0, 1.0, Unknown(reason, "left knee"))
    result = check_reading(CHECK, reading, None, View.BACK, Asked.ONCE)
    assert result.unknown == Unknown(reason, "left knee")
