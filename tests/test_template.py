"""From a held position to a stretch of one's own: recorder, proposals, figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.checks import Asked, Placement, judge
from posecheck.figure import RESTING, joints
from posecheck.landmarks import Reason, Side, Unknown
from posecheck.measures import MEASURES, Measured, Reading, read_measures
from posecheck.recorder import Held, Recorder, Recording, Step
from posecheck.reference import position_of, reference_figure, uneven_side
from posecheck.stretch import Check, Figure, Limb, LimbPose, Stretch
from posecheck.stretch_file import CUE_WORDS, UNKIND, parse_stretch
from posecheck.stretch_writer import write_stretch
from posecheck.template import IDEAS, main_check, own_stretch, proposals, ranged
from posecheck.view import View
from tests.bodies import BRIDGE, FACE_DOWN, KNEE_TO_CHEST, LYING, ON_LEFT_SIDE, STANDING, figure, seen
from tests.lifts import world_lift

FIGURE_FOUR = figure(
    -90,
    LimbPose(hip_flexion=104, hip_abduction=24, hip_rotation=75, knee_flexion=110),
    LimbPose(hip_flexion=92, knee_flexion=86),
)
BUTTERFLY = figure(-90, LimbPose(hip_flexion=35, hip_abduction=55, hip_rotation=60, knee_flexion=110))
KNEELING = figure(0, LimbPose(hip_flexion=90, knee_flexion=90), LimbPose(hip_flexion=-5, knee_flexion=85))
SEATED = figure(5, LimbPose(hip_flexion=90))


def read(place: Figure) -> Mapping[str, Reading]:
    return read_measures(world_lift(seen(place)), {})


def fed(recorder: Recorder, readings: Mapping[str, Reading], start_s: float, seconds: float) -> Recorder:
    for number in range(round(seconds * 10)):
        recorder.update(start_s + number / 10, readings, View.SIDE if readings else None)
    return recorder


def recorded(place: Figure, view: View = View.SIDE) -> Recording:
    recorder, readings = Recorder(countdown_s=0.0), read(place)
    for number in range(8):
        recorder.update(number * 0.45, readings, view)
    assert recorder.recording is not None
    return recorder.recording


def made(recording: Recording, side: Side | None, checks: tuple[Check, ...] | None = None) -> Stretch:
    if checks is None:
        checks = tuple(p.check for p in proposals(recording, side) if p.telling)
    return own_stretch(
        "mine",
        "Mine",
        recording,
        side,
        "the bent leg" if side else "",
        checks,
        30.0,
        ("Lie down.",),
        "Stop if it hurts.",
    )


# The recorder


def test_three_steady_seconds_after_the_countdown_are_kept() -> None:
    recorder = Recorder()
    assert (recorder.step, recorder.left_s, recorder.steady_s) == (Step.COUNTDOWN, 10.0, 0.0)
    fed(recorder, read(STANDING), 100.0, 4.1)
    assert recorder.left_s == pytest.approx(6.0)
    fed(recorder, read(BRIDGE), 104.1, 8.8)
    assert recorder.step.value == "steadying"
    assert recorder.steady_s == pytest.approx(2.8)
    fed(recorder, read(BRIDGE), 112.9, 0.3)
    assert recorder.step.value == "done"
    assert recorder.recording is not None
    assert recorder.recording.view is View.SIDE
    assert recorder.recording.held["trunk_inclination"].median == pytest.approx(-118, abs=1)
    assert recorder.recording.held["knee_flexion.left"].spread == pytest.approx(0, abs=1e-6)


def test_what_comes_after_it_is_done_changes_nothing() -> None:
    recorder = fed(Recorder(0.0), read(BRIDGE), 0.0, 3.2)
    before = recorder.recording
    assert before is not None
    assert fed(recorder, read(STANDING), 4.0, 5.0).recording is before


def test_moving_starts_again_and_says_what_moved() -> None:
    recorder = fed(Recorder(0.0), read(LYING), 0.0, 2.5)
    moved = replace(LYING, active=replace(LYING.active, hip_flexion=90.0))
    fed(recorder, read(moved), 2.5, 0.6)
    assert recorder.reason == "Your right thigh moved"
    assert recorder.steady_s < 0.5
    fed(recorder, read(moved), 3.1, 3.5)
    assert recorder.recording is not None
    assert recorder.recording.held["hip_flexion.right"].median == pytest.approx(90, abs=1)
    assert recorder.reason == ""


@pytest.mark.parametrize(("deg_s", "still"), [(3.0, True), (5.0, False)])
def test_a_slide_of_more_than_the_tolerance_is_movement(deg_s: float, still: bool) -> None:
    recorder = Recorder(0.0)
    for number in range(60):
        sliding = replace(LYING, active=replace(LYING.active, knee_flexion=110.0 - deg_s * number / 10))
        recorder.update(number / 10, read(sliding), View.SIDE)
    assert (recorder.recording is not None) is still
    assert recorder.reason == ("" if still else "Your right knee moved")


def test_a_body_lost_starts_again() -> None:
    recorder = fed(Recorder(0.0), read(BRIDGE), 0.0, 2.0)
    fed(recorder, {}, 2.0, 0.4)
    fed(recorder, read(BRIDGE), 2.4, 0.2)
    assert recorder.steady_s == pytest.approx(2.5)  # a short loss is bridged
    fed(recorder, {}, 2.6, 1.0)
    assert recorder.steady_s == 0.0
    assert recorder.reason == "I can't see anyone yet"
    fed(recorder, read(BRIDGE), 3.6, 2.0)
    assert recorder.recording is None


def test_frames_that_stop_coming_start_it_again() -> None:
    recorder = fed(Recorder(0.0), read(BRIDGE), 0.0, 2.0)
    fed(recorder, read(BRIDGE), 9.0, 2.0)
    assert recorder.reason == "I lost sight of you"
    assert recorder.steady_s == pytest.approx(1.9)


def test_an_unclear_trunk_is_told() -> None:
    unclear = {**read(BRIDGE), "trunk_inclination": Measured(-110.0, 20.0, Unknown(Reason.UNSURE, "hips"))}
    assert fed(Recorder(0.0), unclear, 0.0, 5.0).reason == "I can't see you well: hips unclear"
    hidden = {**read(BRIDGE), "trunk_inclination": Unknown(Reason.HIDDEN, "left hip")}
    assert fed(Recorder(0.0), hidden, 0.0, 5.0).reason == "I can't see you well: left hip hidden"


def test_a_knee_that_comes_and_goes_does_not_count_as_moving_nor_as_held() -> None:
    recorder = Recorder(0.0)
    gone = {**read(BRIDGE), "knee_flexion.left": Unknown(Reason.HIDDEN, "left knee")}
    for number in range(40):
        recorder.update(number / 10, gone if number % 8 < 2 else read(BRIDGE), View.OBLIQUE)
    assert recorder.recording is not None
    assert "knee_flexion.left" not in recorder.recording.held  # seen in three of four frames only
    assert "knee_flexion.right" in recorder.recording.held
    assert recorder.recording.view is View.OBLIQUE


def test_a_knee_hidden_throughout_is_left_out() -> None:
    hidden = {**read(BRIDGE), "knee_flexion.left": Unknown(Reason.HIDDEN, "left knee")}
    recorder = fed(Recorder(0.0), hidden, 0.0, 3.5)
    assert recorder.recording is not None
    assert "knee_flexion.left" not in recorder.recording.held


# Proposals


def test_the_trunk_comes_first_and_nothing_is_said_twice() -> None:
    found = proposals(recorded(BRIDGE), None)
    assert found[0].check.measure == "trunk_inclination"
    telling = [p.check.id for p in found if p.telling]
    assert telling == ["trunk_inclination", "pelvis_tilt", "hip_flexion", "knee_flexion", "pelvis_lift"]
    offered = {p.check.id for p in found}
    assert not offered & {"thigh_elevation", "shank_inclination", "hip_roll", "hip_flexion_in_space"}


def test_a_twist_is_never_proposed() -> None:
    twisted = Recording(View.ABOVE, {"trunk_inclination": Held(-90.0, 1.0), "trunk_twist": Held(60.0, 1.0)})
    assert [p.check.measure for p in proposals(twisted, None)] == ["trunk_inclination"]


@pytest.mark.parametrize(
    ("trunk", "tilt", "below", "above"),
    [
        (-90.0, 5.0, "Let your back rest on the floor.", "Let your back rest on the floor."),
        (-90.0, None, "Let your back rest on the floor.", "Let your back rest on the floor."),
        (-90.0, 80.0, "Let your side rest on the floor.", "Let your side rest on the floor."),
        (-118.0, 5.0, "Let your hips come down a little.", "Let your hips rise a little."),
        (10.0, 5.0, "Bring your trunk a little forward.", "Let your trunk ease back a little."),
    ],
)
def test_a_trunk_that_lies_is_not_told_to_lean(trunk: float, tilt: float | None, below: str, above: str) -> None:
    held = {"trunk_inclination": Held(trunk, 1.0)} | ({} if tilt is None else {"pelvis_tilt": Held(tilt, 1.0)})
    check = proposals(Recording(View.SIDE, held), None)[0].check
    assert check.low is not None
    assert check.high is not None
    assert (check.low.cue, check.high.cue) == (below, above)


def test_ranges_are_median_and_tolerance_thresholds_a_hysteresis_further() -> None:
    checks = {p.check.id: p.check for p in proposals(recorded(BRIDGE), None)}
    knee = checks["knee_flexion"]
    assert knee.target == (100.0, 120.0)
    assert knee.low is not None
    assert knee.high is not None
    assert (knee.low.threshold, knee.high.threshold) == (95.0, 125.0)
    assert knee.limb is Limb.BOTH
    assert knee.views == {View.SIDE}
    oblique = {p.check.id: p.check for p in proposals(recorded(BRIDGE, View.OBLIQUE), None)}["knee_flexion"]
    assert oblique.target == (95.0, 125.0)
    assert oblique.low is not None
    assert oblique.low.threshold == 87.5
    assert oblique.views == {View.OBLIQUE}


def test_what_cannot_be_negative_has_no_lower_bound_there() -> None:
    tilt = {p.check.id: p.check for p in proposals(recorded(LYING), None)}["pelvis_tilt"]
    assert tilt.target == (None, 10.0)
    assert tilt.low is None
    straight = {p.check.id: p.check for p in proposals(recorded(FACE_DOWN), None)}["hip_flexion"]
    assert straight.target == (-10.0, 10.0)
    assert straight.low is not None


def test_the_range_is_at_least_as_wide_as_what_was_seen_but_restless_measures_are_left_out() -> None:
    quiet = recorded(BRIDGE)
    for spread, width in ((14.0, 28.0), (19.0, 38.0)):
        held = {**quiet.held, "trunk_inclination": Held(-118.0, spread)}
        low, high = proposals(replace(quiet, held=held), None)[0].check.target
        assert low is not None
        assert high is not None
        assert high - low == width
    held = {**quiet.held, "pelvis_tilt": Held(5.0, 21.0)}
    assert "pelvis_tilt" not in {p.check.id for p in proposals(replace(quiet, held=held), None)}


def test_a_sided_position_is_held_to_both_legs_apart() -> None:
    recording = recorded(KNEE_TO_CHEST)
    assert uneven_side(recording) is Side.RIGHT
    checks = {p.check.id: p.check for p in proposals(recording, Side.RIGHT) if p.telling}
    assert checks["hip_flexion_active"].target == (108.0, 128.0)
    assert checks["hip_flexion_other"].target == (-8.0, 12.0)
    assert (checks["hip_flexion_active"].required, checks["hip_flexion_other"].required) == (True, False)
    low = checks["hip_flexion_other"].low
    assert low is not None
    assert low.cue == "Draw the other knee a little closer."
    assert made(recording, Side.RIGHT).main_check == "knee_flexion_active"


def test_which_side_is_named_follows_the_bent_leg() -> None:
    left = replace(KNEE_TO_CHEST, active=KNEE_TO_CHEST.other, other=KNEE_TO_CHEST.active)
    assert uneven_side(recorded(left)) is Side.LEFT
    assert uneven_side(recorded(BRIDGE)) is None
    assert uneven_side(Recording(View.SIDE, {"trunk_inclination": Held(-90.0, 0.0)})) is None


def test_an_ankle_on_the_other_knee_is_worth_looking_at() -> None:
    checks = {p.check.id for p in proposals(recorded(FIGURE_FOUR), Side.RIGHT) if p.telling}
    assert "ankle_to_knee_active" in checks
    assert "hip_abduction_active" in checks
    assert "ankle_to_knee" not in {p.check.id for p in proposals(recorded(BRIDGE), None) if p.telling}


def test_a_thigh_far_out_is_read_in_space() -> None:
    ids = {p.check.id for p in proposals(recorded(BUTTERFLY), None)}
    assert "hip_flexion_in_space" in ids
    assert "hip_flexion" not in ids


def test_measures_that_are_not_there_are_not_proposed() -> None:
    bare = Recording(View.SIDE, {"trunk_inclination": Held(-90.0, 1.0)})
    assert [p.check.id for p in proposals(bare, None)] == ["trunk_inclination"]


def test_cues_are_kind_short_and_for_a_measure_there_is() -> None:
    for name, idea in IDEAS.items():
        assert name in MEASURES
        for words in (idea.below, idea.above):
            cue = words.format(whose="the other")
            assert len(cue.split()) <= CUE_WORDS
            assert not any(word in cue.lower() for word in UNKIND)
            if not MEASURES[name].paired:
                assert "{whose}" not in words


def test_another_range_moves_the_thresholds_along() -> None:
    check = proposals(recorded(BRIDGE), None)[0].check
    changed = ranged(check, None, -100.0, "Never said.", "Let your hips rise.")
    assert changed.target == (None, -100.0)
    assert changed.low is None
    assert changed.high is not None
    assert (changed.high.threshold, changed.high.cue) == (-95.0, "Let your hips rise.")
    silent = ranged(check, -120.0, None, "", "")
    assert (silent.low, silent.high) == (None, None)


def test_the_main_check_is_the_joint_furthest_from_straight() -> None:
    assert made(recorded(BRIDGE), None).main_check == "knee_flexion"
    trunk = proposals(recorded(BRIDGE), None)[0].check
    assert main_check((trunk,)) == "trunk_inclination"
    assert main_check((trunk, ranged(trunk, None, None, "", ""))) == "trunk_inclination"
    assert made(recorded(BRIDGE), None, ()).main_check == ""


# The figure


def test_the_figure_is_drawn_as_held() -> None:
    drawn = reference_figure(recorded(KNEE_TO_CHEST), Side.RIGHT)
    assert drawn.trunk_inclination == pytest.approx(-90, abs=1)
    assert drawn.active.hip_flexion == pytest.approx(118, abs=1)
    assert drawn.active.knee_flexion == pytest.approx(122, abs=1)
    assert drawn.other.hip_flexion == pytest.approx(2, abs=1)
    assert drawn.view is View.SIDE
    turned_round = reference_figure(recorded(KNEE_TO_CHEST), Side.LEFT)
    assert turned_round.active.hip_flexion == pytest.approx(2, abs=1)


@pytest.mark.parametrize("place", [FIGURE_FOUR, BUTTERFLY])
def test_thighs_are_turned_as_far_as_the_ankles_say(place: Figure) -> None:
    drawn = reference_figure(recorded(place), Side.RIGHT)
    assert drawn.active.hip_rotation == pytest.approx(place.active.hip_rotation, abs=10)


def test_a_figure_seen_from_where_it_shows() -> None:
    assert reference_figure(recorded(BUTTERFLY), None).view is View.OBLIQUE
    assert reference_figure(recorded(BRIDGE, View.BACK), None).view is View.OBLIQUE
    assert reference_figure(recorded(BRIDGE, View.FRONT), None).view is View.FRONT


def test_a_leg_that_was_not_seen_is_drawn_like_the_other() -> None:
    whole = recorded(BRIDGE)
    held = {key: value for key, value in whole.held.items() if not key.endswith("left")}
    drawn = reference_figure(replace(whole, held=held), None)
    assert drawn.active.knee_flexion == pytest.approx(110, abs=1)
    legless = Recording(View.SIDE, {"trunk_inclination": Held(0.0, 0.0)})
    assert reference_figure(legless, None).active == LimbPose()


def test_the_head_does_not_carry_the_body() -> None:
    points = joints(reference_figure(recorded(BRIDGE), None))
    assert points["left shoulder"][2] < points["head"][2] - RESTING["head"] + RESTING["shoulder"]
    face_down = reference_figure(recorded(FACE_DOWN), None)
    assert face_down.neck_flexion == pytest.approx(0, abs=5)  # there it rests on the floor, and bending would not help


def test_an_arm_is_drawn_where_it_was() -> None:
    drawn = reference_figure(recorded(BRIDGE), None)
    assert drawn.active.shoulder_flexion == pytest.approx(-28, abs=3)


@pytest.mark.parametrize(
    ("place", "position"),
    [
        (BRIDGE, "supine"),
        (LYING, "supine"),
        (FACE_DOWN, "prone"),
        (STANDING, "standing"),
        (KNEELING, "kneeling"),
        (SEATED, "seated"),
        (ON_LEFT_SIDE, "side-lying"),
    ],
)
def test_the_position_is_told_from_the_figure(place: Figure, position: str) -> None:
    assert position_of(reference_figure(recorded(place), None)) == position


# The whole


@pytest.mark.parametrize(
    "place", [BRIDGE, LYING, KNEE_TO_CHEST, FIGURE_FOUR, BUTTERFLY, KNEELING, SEATED, ON_LEFT_SIDE]
)
def test_what_was_recorded_is_in_place_and_standing_is_not(place: Figure) -> None:
    recording = recorded(place)
    side = uneven_side(recording)
    stretch = made(recording, side)
    assert judge(stretch, read(place), View.SIDE, side, Asked.ENTER).placement is Placement.IN_PLACE
    assert judge(stretch, read(STANDING), View.SIDE, side, Asked.STAY).placement is Placement.OUT_OF_PLACE


angles = st.floats(-20, 130)


@given(
    trunk=st.floats(-130, 100), hips=st.tuples(angles, angles), knees=st.tuples(st.floats(0, 150), st.floats(0, 150)),
    out=st.floats(-20, 60), view=st.sampled_from(View), side=st.sampled_from([None, *Side]), every=st.booleans(),
)  # fmt: skip
def test_every_proposal_is_a_valid_file(
    trunk: float,
    hips: tuple[float, float],
    knees: tuple[float, float],
    out: float,
    view: View,
    side: Side | None,
    every: bool,
) -> None:
    active, other = (
        LimbPose(hip_flexion=h, knee_flexion=k, hip_abduction=out) for h, k in zip(hips, knees, strict=True)
    )
    recording = recorded(figure(trunk, active, other), view)
    stretch = made(recording, side, tuple(p.check for p in proposals(recording, side) if p.telling or every))
    assert parse_stretch(write_stretch(stretch), "mine.toml") == stretch
