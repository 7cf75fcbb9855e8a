"""From frames to snapshots and records, with bodies laid out by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest

from posecheck.catalog import Catalog
from posecheck.checks import Asked, Placement
from posecheck.cues import CueKind
from posecheck.hold import Phase
from posecheck.landmarks import LandmarkFrame, Reason, Side
from posecheck.lift import Lift, LiftedBody
from posecheck.looks import unmirrored
from posecheck.measures import Measured
from posecheck.pipeline import TIMED, Known, Pipeline, Snapshot, look_at_body
from posecheck.practice import Practice
from posecheck.record import HoldRecord
from posecheck.session import Session, held_s, side_word
from posecheck.sides import LEGS
from posecheck.stretch import LimbPose, Stretch
from posecheck.view import View
from posecheck.who import WAIT_S
from tests.bodies import BRIDGE, DARK, GREY, KNEE_TO_CHEST, LYING, STANDING, Script, figure, mirrored, renamed, seen
from tests.lifts import ERRORS, world_lift

BEGAN = datetime(2026, 5, 1, 8, 30, tzinfo=timezone.utc)
Spans = list[tuple[float, LandmarkFrame | None]]


class Run:
    """A practice of spans of (seconds, body) at 20 frames a second."""

    def __init__(
        self, stretch: Stretch, side: Side | None = None, target_s: float | None = None, lift: Lift = world_lift
    ) -> None:
        self.source = Script(None)
        self.pipeline = Pipeline(stretch, self.source, lift, side, target_s)
        self.session = Session("s", stretch, self.pipeline.target_s, BEGAN)
        self.saved: list[HoldRecord] = []
        self.time_s = 100.0
        self.last: Snapshot | None = None

    def go(self, *spans: tuple[float, LandmarkFrame | None]) -> Snapshot:
        for seconds, body in spans:
            for _ in range(round(seconds * 20)):
                self.source.bodies = [body]
                self.last = self.pipeline.process(GREY, self.time_s)
                events = list(self.last.events)
                moved = self.last.moved.count if self.last.moved else 0
                self.saved += self.session.update(self.time_s, self.pipeline.clock, self.last.verdict, events, moved)
                self.time_s += 0.05
        assert self.last is not None
        return self.last


def test_a_hold_is_counted_saved_and_summed_up(catalog: Catalog) -> None:
    run = Run(catalog.get("bridge"), target_s=4.0)
    shown = run.go((2, seen(LYING)), (5, seen(BRIDGE)))
    assert (shown.phase, shown.verdict.placement) == (Phase.HOLDING, Placement.IN_PLACE)
    assert shown.cue is not None
    assert shown.cue.kind is CueKind.WELL
    assert shown.body is not None
    assert shown.raw is not None
    run.go((3, seen(LYING)))
    (record,) = run.session.records
    assert record == run.saved[-1]
    assert record.finished
    assert record.reached
    assert record.held_s == pytest.approx(5.0, abs=0.3)
    assert record.side == "both"
    assert record.started_at == BEGAN + timedelta(seconds=record.start_s - 100.0)
    hip = record.measures["hip_flexion.right"]
    assert hip.mean == pytest.approx(2, abs=4)
    assert abs(hip.best - 5) <= abs(hip.mean - 5) + 1e-9
    assert held_s(run.session.records, None) == record.held_s
    assert side_word(None) == "both"


def test_records_are_saved_as_they_go(catalog: Catalog) -> None:
    run = Run(catalog.get("bridge"))
    run.go((8, seen(BRIDGE)))
    held = [r.held_s for r in run.saved]
    assert held == sorted(held)
    assert len({r.id for r in run.saved}) == 1
    assert not run.saved[-1].finished
    assert all(b - a < 0.6 for a, b in zip(held, held[1:], strict=False)), held
    assert held[-1] > 7.0


def test_a_person_gone_pauses_then_ends_the_hold(catalog: Catalog) -> None:
    run = Run(catalog.get("bridge"))
    shown = run.go((4, seen(BRIDGE)), (1, None))
    assert (shown.phase, shown.pause_reason) == (Phase.PAUSED, "nobody in view")
    assert run.saved[-1].pauses[-1].reason == "nobody in view"
    shown = run.go((2, seen(BRIDGE)))
    assert shown.phase is Phase.HOLDING
    shown = run.go((4, None))
    assert shown.phase is Phase.RELEASED
    assert shown.cue is not None
    assert shown.cue.text.startswith("I can't see anyone")
    (record,) = run.session.records
    assert record.unseen_s == pytest.approx(1.0, abs=0.1)
    assert len(record.pauses) == 1


def test_the_dark_is_told_from_an_empty_room(catalog: Catalog) -> None:
    pipeline = Pipeline(catalog.get("bridge"), Script(None), world_lift)
    assert str(pipeline.process(DARK, 0.0).verdict.unknown) == "too dark"
    assert str(pipeline.process(GREY, 0.1).verdict.unknown) == "nobody in view"


def test_both_sides_one_after_the_other(catalog: Catalog) -> None:
    run = Run(catalog.get("single_knee_to_chest"))
    other = KNEE_TO_CHEST.__class__(
        KNEE_TO_CHEST.view, -90.0, 0.0, active=KNEE_TO_CHEST.other, other=KNEE_TO_CHEST.active
    )
    run.go((4, seen(KNEE_TO_CHEST)), (3, seen(LYING)), (3, seen(other)), (3, seen(LYING)))
    assert [(r.side, r.finished) for r in run.session.records] == [("right", True), ("left", True)]
    assert held_s(run.session.records, Side.RIGHT) > held_s(run.session.records, Side.LEFT) > 2.0


def test_a_hold_keeps_its_side(catalog: Catalog) -> None:
    run = Run(catalog.get("single_knee_to_chest"))
    shown = run.go((3, seen(KNEE_TO_CHEST)), (0.5, None))
    assert shown.verdict.side is Side.RIGHT
    shown = run.go((0.5, seen(LYING)))
    assert shown.verdict.side is Side.RIGHT


def test_a_chosen_side_is_the_only_one_counted(catalog: Catalog) -> None:
    run = Run(catalog.get("single_knee_to_chest"), side=Side.LEFT)
    assert run.go((4, seen(KNEE_TO_CHEST))).verdict.side is Side.LEFT
    assert run.session.records == []


def test_standing_about_is_no_hold(catalog: Catalog) -> None:
    for stretch in (s for s in catalog.stretches.values() if not s.kind.timed):
        run = Run(stretch)
        run.go((2, seen(STANDING)), (2, seen(STANDING, 180)))
        assert run.session.records == [], stretch.id


def test_an_unseen_frame_does_not_ask_for_more_than_staying(catalog: Catalog) -> None:
    """Between entering and leaving a position may be kept; a lost frame must not change that."""
    kept = figure(-118, LimbPose(hip_flexion=22, knee_flexion=138))
    run = Run(catalog.get("bridge"))
    run.go((3, seen(BRIDGE)), (2, seen(kept)), (0.1, None), (3, seen(kept)))
    (record,) = run.session.records
    assert record.held_s == pytest.approx(8.0, abs=0.6)
    run.go((0.3, seen(LYING)), (0.5, seen(kept)))
    assert run.pipeline.clock.phase is Phase.PAUSED  # seen to be left: now it must be entered again


@pytest.mark.parametrize("stretch", ["bridge", "legs_up_the_wall", "constructive_rest", "single_knee_to_chest"])
def test_face_down_is_no_supine_stretch(catalog: Catalog, stretch: str) -> None:
    for knee in (0, 60, 110):
        run = Run(catalog.get(stretch))
        run.go((2, seen(figure(90, LimbPose(hip_flexion=0, knee_flexion=knee)))))
        run.go((2, seen(figure(90, LimbPose(hip_flexion=60, knee_flexion=knee)), 270)))
        assert run.session.records == []


def test_what_is_summed_up_is_what_was_held(catalog: Catalog) -> None:
    run = Run(catalog.get("bridge"))
    run.go((4, seen(BRIDGE)), (3, seen(LYING)))
    assert run.session.records[0].measures["hip_flexion.right"].mean == pytest.approx(2, abs=0.6)


def test_a_hold_broken_off_by_a_gap_is_finished_in_its_record(catalog: Catalog) -> None:
    run = Run(catalog.get("bridge"))
    run.go((4, seen(BRIDGE)))
    run.time_s += 30.0
    run.go((3, seen(BRIDGE)))
    first, second = run.session.records
    assert first.finished
    assert first.held_s == pytest.approx(4.0, abs=0.2)
    assert not second.finished
    assert second.held_s == pytest.approx(3.0, abs=0.6)  # saved every half second
    assert second.measures["hip_flexion.left"].mean == pytest.approx(2, abs=1)


def test_a_hold_outlives_legs_that_change_names(catalog: Catalog) -> None:
    right = seen(KNEE_TO_CHEST)
    order = renamed(LEGS)
    wrong = replace(right, image_px=right.image_px[order], world_m=right.world_m[order])
    run = Run(catalog.get("single_knee_to_chest"))
    for body in (right, wrong, right, wrong, right):
        shown = run.go((1, body))
    assert (shown.phase, shown.verdict.side) == (Phase.HOLDING, Side.RIGHT)
    (record,) = run.session.records
    assert record.held_s == pytest.approx(5.0, abs=0.6)
    assert record.pauses == ()


def test_looks_into_a_mirror_count_for_the_same_hold(catalog: Catalog) -> None:
    """Each look errs its own way; what is judged is their mean."""
    run = Run(catalog.get("single_knee_to_chest"))
    truth = seen(KNEE_TO_CHEST)
    looks = [replace(truth, image_px=truth.image_px + (2.0, 0.0)), unmirrored(mirrored(truth))]
    for number in range(80):
        shown = run.go((0.05, looks[number % 2]))
    assert (shown.phase, shown.verdict.side) == (Phase.HOLDING, Side.RIGHT)
    assert shown.body is not None
    assert shown.body.disagreement_px == pytest.approx(np.full(33, 2.0))
    assert shown.body.image_px[0, 0] == pytest.approx(truth.image_px[0, 0] + 1.0, abs=0.1)
    assert shown.raw is not None
    assert shown.raw.disagreement_px is None
    assert [r.side for r in run.session.records] == ["right"]


def test_a_mirrored_video_is_practised_as_the_other_side(catalog: Catalog) -> None:
    """It is not known to be mirrored and cannot be: only left and right change places, nothing is counted wrongly."""
    run, other = (Run(catalog.get("single_knee_to_chest")) for _ in range(2))
    run.go((4, seen(KNEE_TO_CHEST)))
    other.go((4, mirrored(seen(KNEE_TO_CHEST))))
    (here,), (there,) = run.session.records, other.session.records
    assert (here.side, there.side) == ("right", "left")
    assert here.held_s == there.held_s


class Doubtful:
    """A lift that is not sure of what it says."""

    def __init__(self, error: float = 0.0, strangeness: float = 0.0, of: Iterable[str] = ERRORS) -> None:
        self.errors = dict.fromkeys(of, error)
        self.strangeness = strangeness
        self.told: set[str] = set()

    def __call__(self, frame: LandmarkFrame, stretch_id: str) -> LiftedBody:
        self.told.add(stretch_id)
        return replace(world_lift(frame), expected_error=self.errors, strangeness=self.strangeness)


def test_the_lift_is_told_what_is_practised(catalog: Catalog) -> None:
    lift = Doubtful()
    Pipeline(catalog.get("pigeon"), Script(seen(LYING)), lift).process(GREY, 0.0)
    look_at_body(catalog.get("bridge"), seen(LYING), lift, None)
    assert lift.told == {"pigeon", "bridge"}


@pytest.mark.parametrize(
    ("lift", "reason"),
    [(Doubtful(strangeness=2.0), Reason.UNLIKELY), (Doubtful(error=60.0), Reason.UNSURE)],
)
def test_a_body_that_makes_no_sense_is_not_judged(catalog: Catalog, lift: Doubtful, reason: Reason) -> None:
    for body in (seen(BRIDGE), seen(LYING)):
        looked = look_at_body(catalog.get("bridge"), body, lift, None)
        view, readings, verdict = looked.view, looked.readings, looked.verdict
        assert view.view is View.SIDE
        assert readings
        assert verdict.placement is Placement.CANNOT_TELL
        assert verdict.unknown is not None
        assert verdict.unknown.reason is reason


def test_only_a_single_picture_can_be_too_close_to_call(catalog: Catalog) -> None:
    bridge, lift = catalog.get("bridge"), Doubtful(error=4.0)
    barely = seen(figure(-118, LimbPose(hip_flexion=24, knee_flexion=140)))
    once = look_at_body(bridge, barely, lift, None).verdict
    assert str(once.unknown) == "too close to call"
    for asked, placement in ((Asked.STAY, Placement.IN_PLACE), (Asked.ENTER, Placement.OUT_OF_PLACE)):
        verdict = look_at_body(bridge, barely, lift, None, Known(asked)).verdict
        assert verdict.placement is placement


def test_what_could_not_be_told_is_not_summed_up(catalog: Catalog) -> None:
    run = Run(catalog.get("bridge"), lift=Doubtful(error=60.0, of=["knee_spread"]))
    run.go((3, seen(BRIDGE)))
    (record,) = run.session.records
    assert "hip_flexion.left" in record.measures
    assert "knee_spread" not in record.measures


def test_a_look_at_whoever_went_is_not_brought_together_with_the_next(catalog: Catalog) -> None:
    run = Run(catalog.get("bridge"))
    shown = run.go((0.5, seen(BRIDGE)), (0.05, None), (0.05, unmirrored(mirrored(seen(LYING)))))
    assert shown.body is not None
    assert shown.body.disagreement_px is None


def test_a_position_the_camera_loses_is_timed_up_to_its_target(catalog: Catalog) -> None:
    stretch = catalog.get("childs_pose")
    folded = seen(replace(stretch.figure, view=View.SIDE))
    run = Run(stretch, target_s=8.0)
    run.go((3, folded), (20, None))
    (record,) = run.session.records
    assert record.timed_s == pytest.approx(5.0, abs=0.3)
    assert record.in_place_s == pytest.approx(3.0, abs=0.3)
    assert record.held_s == pytest.approx(8.0, abs=0.3)


def test_what_is_never_seen_is_not_timed(catalog: Catalog) -> None:
    run = Run(catalog.get("childs_pose"), target_s=8.0)
    run.go((10, None))
    assert run.session.records == []


def test_leaving_a_position_that_is_timed_is_seen(catalog: Catalog) -> None:
    stretch = catalog.get("childs_pose")
    run = Run(stretch, target_s=60.0)
    run.go((3, seen(replace(stretch.figure, view=View.SIDE))), (3, None), (14, seen(STANDING)))
    (record,) = run.session.records
    assert record.finished
    # Whoever stands there may be somebody else for as long as the practitioner is waited for.
    assert 5.8 <= record.held_s <= 6.0 + WAIT_S + 0.5


def test_a_timer_leads_whatever_is_seen(catalog: Catalog) -> None:
    run = Run(catalog.get("belly_breathing"))
    shown = run.go((5, seen(STANDING)), (5, None))
    assert shown.guidance is not None
    assert shown.cue == shown.guidance.cue
    (record,) = run.session.records
    assert record.timed_s == pytest.approx(10.0, abs=0.2)
    assert record.in_place_s == 0.0


def test_from_now_on_the_clock_counts_what_cannot_be_told(catalog: Catalog) -> None:
    run = Run(catalog.get("bridge"))
    foot_end, standing = seen(BRIDGE, 180), seen(STANDING, 180)
    run.go((3, foot_end))
    assert run.session.records == []
    run.pipeline.count_by_time()
    shown = run.go((5, foot_end))
    assert shown.cue == TIMED
    assert shown.phase is Phase.HOLDING
    (record,) = run.session.records
    assert record.timed_s == pytest.approx(5.0, abs=0.2)
    run.go((20, standing))
    run.go((5, seen(LYING)))  # seen well, and out of place
    assert run.session.records[0].held_s == pytest.approx(5.0, abs=0.3)
    assert len(run.session.records) == 1


def march(hip_deg: float) -> LandmarkFrame:
    still = LimbPose(hip_flexion=90, knee_flexion=90)
    return seen(figure(-90, LimbPose(hip_flexion=hip_deg, knee_flexion=90), still))


def test_repetitions_are_counted_and_kept(catalog: Catalog) -> None:
    run = Run(catalog.get("psoas_march"), Side.RIGHT)
    shown = run.go((2, march(90)))
    for _ in range(3):
        for hip_deg in (*range(90, 50, -2), *range(50, 92, 2)):
            shown = run.go((0.1, march(hip_deg)))
        shown = run.go((0.5, march(90)))
    assert shown.moved is not None
    assert shown.moved.count == 3
    assert not shown.moved.too_fast
    run.go((3, seen(LYING)))
    assert sum(r.repetitions for r in run.session.records) == 3


def test_too_fast_is_said(catalog: Catalog) -> None:
    stretch = catalog.get("psoas_march")
    assert stretch.repetition is not None
    run = Run(stretch, Side.RIGHT)
    run.go((3, march(90)))
    cues = []
    for _ in range(6):
        for hip_deg in (*range(90, 50, -10), *range(50, 92, 10)):
            shown = run.go((0.05, march(hip_deg)))
            cues.append(shown.cue.text if shown.cue else "")
    assert stretch.repetition.fast_cue in cues


def test_without_a_side_no_repetition_is_counted(catalog: Catalog) -> None:
    shown = Run(catalog.get("psoas_march"), Side.RIGHT).go((1, None))
    assert shown.moved is not None
    assert shown.moved.count == 0


def test_movement_is_read_on_streams_only(catalog: Catalog) -> None:
    run = Run(catalog.get("bridge"))
    early = run.go((1, seen(BRIDGE)))
    assert not isinstance(early.readings["movement"], Measured)
    late = run.go((2, seen(BRIDGE)))
    for still in (late.readings["movement"], late.readings["drift"]):
        assert isinstance(still, Measured)
        assert still.value == pytest.approx(0.0, abs=0.01)


def test_the_desk_is_told_against_the_own_tall_seat(catalog: Catalog) -> None:
    stretch = catalog.get("desk_reset")
    sitting = seen(replace(stretch.figure, chair=False))
    unknown = Run(stretch).go((1, sitting))
    assert not isinstance(unknown.readings["head_ahead"], Measured) or unknown.readings["head_ahead"].doubt is not None
    pipeline = Pipeline(stretch, Script(sitting), world_lift, seat={"trunk_inclination": 6.0})
    shown = pipeline.process(GREY, 0.0)
    trunk = shown.readings["trunk_inclination"]
    assert isinstance(trunk, Measured)
    assert trunk.value == pytest.approx(-6.0, abs=1.0)


def test_what_the_camera_sees_may_be_said_where_a_timer_leads(catalog: Catalog) -> None:
    apart = figure(-90, LimbPose(hip_flexion=40, hip_abduction=35, knee_flexion=90))
    stretch = catalog.get("tremor_practice")
    run = Run(stretch)
    cues = {shown.cue.text for _ in range(6) if (shown := run.go((1, seen(apart)))).cue}
    assert "Let your soles meet." in cues


def test_a_practice_without_frames_has_nothing_to_finish(catalog: Catalog) -> None:
    stretch = catalog.get("bridge")
    practice = Practice(Pipeline(stretch, Script(None), world_lift), Session("s", stretch, 30.0, BEGAN))
    assert practice.finish() == []
    assert practice.repetitions == 0


def test_a_snapshot_says_how_many_are_in_the_picture(catalog: Catalog) -> None:
    class Two(Script):
        def detect(self, *_: object) -> list[LandmarkFrame]:
            return [seen(BRIDGE), seen(STANDING)]

    bridge = catalog.get("bridge")
    assert Pipeline(bridge, Two(None), world_lift).process(GREY, 0.0).people == 2
    assert Pipeline(bridge, Script(seen(BRIDGE)), world_lift).process(GREY, 0.0).people == 1
    assert Pipeline(bridge, Script(None), world_lift).process(GREY, 0.0).people == 0
