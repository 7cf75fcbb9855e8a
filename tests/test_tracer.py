"""What is collected of a hold while it lasts, through a whole practice with bodies laid out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

import numpy as np
import pytest

from posecheck.catalog import load_catalog
from posecheck.checks import Placement
from posecheck.landmarks import ByteArray, LandmarkFrame
from posecheck.lift import Lift
from posecheck.pipeline import Pipeline
from posecheck.practice import Practice
from posecheck.record import HoldRecord
from posecheck.session import Session
from posecheck.stretch import Stretch
from posecheck.trace import POINT_QUANTUM, Trace, decode, joined
from posecheck.tracer import GIVE_EVERY_S, PART_S, TracePart
from tests.bodies import BRIDGE, DARK, GREY, LYING, Script, figure, seen
from tests.lifts import world_lift

BEGAN = datetime(2026, 5, 1, 8, 30, tzinfo=timezone.utc)
BRIDGE_STRETCH = load_catalog().get("bridge")
IN_BRIDGE, ON_BACK = seen(BRIDGE), seen(LYING)
NO_PICTURE = "no picture"


class Mat:
    """A practice of one stretch, by default at 30 frames a second, and what is kept of it."""

    def __init__(self, stretch: Stretch = BRIDGE_STRETCH, lift: Lift = world_lift, fps: int = 30) -> None:
        self.source = Script(None)
        pipeline = Pipeline(stretch, self.source, lift, target_s=60.0)
        self.practice = Practice(pipeline, Session("s", stretch, 60.0, BEGAN, numbered_from=3))
        self.fps, self.time_s = fps, 5.0
        self.given: list[TracePart] = []
        self.kept: dict[tuple[str, int], bytes] = {}

    def go(self, seconds: float, body: LandmarkFrame | None, shown: str = "", picture: ByteArray = GREY) -> None:
        self.source.bodies = [body]
        for _ in range(round(seconds * self.fps)):
            self.time_s += 1 / self.fps
            self.practice.judge(self.practice.pipeline.see(picture, self.time_s), shown)
            self._keep()

    def finish(self) -> None:
        self.practice.finish()
        self._keep()

    def _keep(self) -> None:
        parts = self.practice.take_traces()
        self.given += parts
        self.kept |= {(part.hold_id, part.number): part.data for part in parts}

    def parts(self, record: HoldRecord) -> list[Trace]:
        return [decode(data) for (hold_id, _), data in sorted(self.kept.items()) if hold_id == record.id]

    def trace(self, number: int = 0) -> tuple[HoldRecord, Trace]:
        record = self.practice.records[number]
        return record, joined(self.parts(record))


def spans(trace: Trace) -> list[tuple[Placement, str, float]]:
    """What was said and for how long, where it took any time."""
    found: list[tuple[Placement, str, float]] = []
    told = zip(trace.placements, trace.reasons, np.diff(trace.time_s).tolist(), strict=False)
    for placement, reason, seconds in told:
        if seconds == 0.0:
            continue
        if found and found[-1][:2] == (placement, reason):
            seconds += found.pop()[2]
        found.append((placement, reason, seconds))
    return found


def test_a_hold_is_traced_from_the_first_moment_of_settling_to_its_release() -> None:
    mat = Mat()
    mat.go(2, ON_BACK)
    mat.go(6, IN_BRIDGE)
    mat.go(4, ON_BACK)
    record, trace = mat.trace()
    assert record.finished
    assert trace.time_s[0] == pytest.approx(record.start_s, abs=0.001)
    (kept, nothing, held_s), (lost, reason, lost_s) = spans(trace)
    assert (kept, nothing, lost) == (Placement.IN_PLACE, "", Placement.OUT_OF_PLACE)
    assert held_s == pytest.approx(record.held_s, abs=0.002)
    assert reason == "Press feet, rise a little."
    grace_s = mat.practice.pipeline.stretch.rules.grace_out_s
    assert grace_s < lost_s <= grace_s + 2 / mat.fps
    assert {hold_id for hold_id, _ in mat.kept} == {"s-3"} == {record.id}


@pytest.mark.parametrize("fps", [4, 10, 24, 30, 60])
def test_no_more_than_ten_samples_a_second_are_kept_and_hardly_fewer(fps: int) -> None:
    mat = Mat(fps=fps)
    mat.go(20, IN_BRIDGE)
    mat.finish()
    _, trace = mat.trace()
    expected = 20 * min(fps, 10)
    assert expected - 3 <= len(trace.time_s) <= expected + 2
    assert np.diff(trace.time_s)[:-1].max() <= max(0.1, 1 / fps) + 1.5 / fps


def test_a_position_that_was_never_held_leaves_nothing() -> None:
    mat = Mat()
    for _ in range(5):
        mat.go(0.7, IN_BRIDGE)
        mat.go(1.0, ON_BACK)
    mat.go(0.5, IN_BRIDGE)
    mat.finish()
    assert mat.given == []
    mat.time_s += 60.0  # paused by hand while settling
    mat.go(2, IN_BRIDGE)
    mat.finish()
    record, trace = mat.trace()
    assert trace.time_s[0] == pytest.approx(record.start_s, abs=0.001)
    assert {hold_id for hold_id, _ in mat.kept} == {record.id}


def test_a_start_right_after_a_false_one_is_not_missed() -> None:
    mat = Mat(fps=60)
    mat.go(2 / 60, IN_BRIDGE)
    mat.go(1 / 60, None)
    mat.go(3, IN_BRIDGE)
    mat.finish()
    record, trace = mat.trace()
    assert trace.time_s[0] == pytest.approx(record.start_s, abs=0.001)


def test_a_pause_is_there_from_its_first_to_its_last_frame() -> None:
    mat = Mat()
    mat.go(4.05, IN_BRIDGE)
    mat.go(1.03, ON_BACK)
    mat.go(4, IN_BRIDGE)
    mat.finish()
    record, trace = mat.trace()
    (pause,) = record.pauses
    changes = [i for i in range(1, len(trace.time_s)) if trace.placements[i] is not trace.placements[i - 1]]
    assert trace.time_s[changes].tolist() == pytest.approx([pause.start_s, pause.end_s], abs=0.001)
    assert trace.reasons[changes[0]] == pause.reason
    assert trace.reasons[changes[1]] == ""


def test_another_reason_is_kept_at_once() -> None:
    mat = Mat()
    mat.go(3, IN_BRIDGE)
    mat.go(0.2, None)
    mat.go(0.2, seen(BRIDGE, 180))
    mat.go(1, IN_BRIDGE)
    mat.finish()
    _, trace = mat.trace()
    told = [(placement, reason) for placement, reason, _ in spans(trace)]
    assert told[:2] == [(Placement.IN_PLACE, ""), (Placement.UNSEEN, "nobody in view")]
    assert told[2][0] is Placement.CANNOT_TELL
    assert "view hides it" in told[2][1]
    nobody = np.isnan(trace.points).all(axis=(1, 2))
    assert nobody.tolist() == [placement is Placement.UNSEEN for placement in trace.placements]
    assert (trace.visibility[nobody] == 0.0).all()
    hip = trace.measures["hip_flexion.left"]
    assert np.isnan(hip).tolist() == [placement is not Placement.IN_PLACE for placement in trace.placements]


def test_of_one_placement_another_reason_is_kept_at_its_own_frame() -> None:
    mat = Mat()
    mat.go(3, IN_BRIDGE)
    for picture in (GREY, DARK) * 4:
        mat.go(7 / 30, None, picture=picture)
    mat.finish()
    _, trace = mat.trace()
    unseen = [(reason, seconds) for placement, reason, seconds in spans(trace) if placement is Placement.UNSEEN]
    assert [reason for reason, _ in unseen] == ["nobody in view", "too dark"] * 4
    assert [seconds for _, seconds in unseen[:-1]] == pytest.approx([7 / 30] * 7, abs=0.002)


def test_however_long_it_settles_nothing_is_given_before_it_counts() -> None:
    patient = replace(BRIDGE_STRETCH, rules=replace(BRIDGE_STRETCH.rules, settle_s=12.0))
    mat = Mat(patient, fps=10)
    mat.go(11.5, IN_BRIDGE)
    mat.go(1, ON_BACK)
    assert mat.given == []
    mat.go(15, IN_BRIDGE)
    mat.finish()
    record, trace = mat.trace()
    assert trace.time_s[0] == pytest.approx(record.start_s, abs=0.001)
    assert {hold_id for hold_id, _ in mat.kept} == {record.id}


def test_parts_of_another_hold_are_numbered_anew() -> None:
    mat = Mat(fps=10)
    for _ in range(2):
        mat.go(12, IN_BRIDGE)
        mat.go(2, ON_BACK)
    assert sorted(mat.kept) == [("s-3", 0), ("s-3", 1), ("s-4", 0), ("s-4", 1)]


def test_parts_are_short_each_stands_alone_and_the_one_under_way_comes_again() -> None:
    mat = Mat()
    mat.go(25, IN_BRIDGE)
    seen_s = mat.time_s
    record, trace = mat.trace()
    assert seen_s - trace.time_s[-1] < GIVE_EVERY_S  # what a kill at this moment costs
    mat.finish()
    record, trace = mat.trace()
    parts = mat.parts(record)
    assert [number for _, number in sorted(mat.kept)] == [0, 1, 2]
    for part in parts[:-1]:
        assert PART_S <= part.time_s[-1] - part.time_s[0] < PART_S + 0.2
    assert [part.number for part in mat.given[:4]] == [0, 0, 0, 0]
    assert len(mat.given) <= 25 / GIVE_EVERY_S + 3
    lengths = [len(decode(part.data).time_s) for part in mat.given if part.number == 0]
    assert lengths == sorted(lengths)
    assert trace.time_s[-1] == pytest.approx(seen_s, abs=0.001)
    assert np.diff(trace.time_s).min() > 0.0


def test_points_and_measures_are_those_drawn_and_read() -> None:
    mat = Mat(fps=10)
    mat.go(4, IN_BRIDGE, shown="Good. Holding.")
    shown = mat.practice.last
    mat.finish()
    _, trace = mat.trace()
    assert shown is not None
    assert shown.body is not None
    width_px, height_px = shown.body.size_px
    assert trace.aspect == width_px / height_px
    assert np.allclose(trace.points[-1], shown.body.image_px / height_px, atol=POINT_QUANTUM)
    assert (trace.visibility[-1] == 1.0).all()
    assert set(trace.cues) == {"Good. Holding."}
    read = {key: values[-1] for key, values in trace.measures.items()}
    assert "hip_flexion.right" in read
    for key, value in read.items():
        assert value == pytest.approx(getattr(shown.readings[key], "value", None), abs=0.051)


def test_what_is_not_trusted_is_no_measure() -> None:
    far_off: Lift = lambda frame, stretch_id: replace(  # noqa: E731
        world_lift(frame, stretch_id), expected_error={"hip_flexion.left": 99.0}
    )
    mat = Mat(lift=far_off)
    mat.go(4, IN_BRIDGE)
    mat.finish()
    _, trace = mat.trace()
    assert "hip_flexion.left" not in trace.measures
    assert "hip_flexion.right" in trace.measures


def test_time_without_pictures_is_nobodys() -> None:
    mat = Mat(fps=10)
    mat.go(3, IN_BRIDGE)
    mat.time_s += 2.0
    mat.go(3, IN_BRIDGE)
    mat.finish()
    record, trace = mat.trace()
    assert [(placement, reason) for placement, reason, _ in spans(trace)] == [
        (Placement.IN_PLACE, ""), (Placement.UNSEEN, NO_PICTURE), (Placement.IN_PLACE, ""),
    ]  # fmt: skip
    (pause,) = record.pauses
    assert spans(trace)[1][2] == pytest.approx(pause.end_s - pause.start_s, abs=0.002)
    assert pause.reason == NO_PICTURE
    gap = trace.reasons.index(NO_PICTURE)
    assert trace.time_s[gap] == pytest.approx(pause.start_s, abs=0.001)
    assert np.isnan(trace.points[gap]).all()


def test_too_long_without_pictures_ends_it_and_another_begins_with_the_same_frame() -> None:
    mat = Mat(fps=10)
    mat.go(3, IN_BRIDGE)
    mat.time_s += 10.0
    mat.go(3, IN_BRIDGE)
    mat.finish()
    first, trace = mat.trace(0)
    assert spans(trace)[-1][:2] == (Placement.UNSEEN, NO_PICTURE)
    assert spans(trace)[-1][2] == pytest.approx(10.1, abs=0.002)
    second, later = mat.trace(1)
    assert later.time_s[0] == pytest.approx(second.start_s, abs=0.001) == trace.time_s[-1]
    assert {Placement.IN_PLACE} == set(later.placements)
    assert (first.id, second.id) == ("s-3", "s-4")


def test_a_release_by_hand_keeps_the_last_frame() -> None:
    mat = Mat()
    mat.go(3.98, IN_BRIDGE)
    last_s = mat.time_s
    mat.finish()
    record, trace = mat.trace()
    assert trace.time_s[-1] == pytest.approx(last_s, abs=0.001)
    count = len(mat.given)
    mat.finish()
    mat.go(0.5, ON_BACK)
    assert len(mat.given) == count
    mat.time_s += 30.0
    mat.go(3, IN_BRIDGE)
    mat.finish()
    _, later = mat.trace(1)
    assert later.time_s[0] > last_s + 30.0
    assert set(later.placements) == {Placement.IN_PLACE}


def test_what_a_timer_leads_is_timed_and_not_measured() -> None:
    mat = Mat(load_catalog().get("tremor_practice"))
    mat.go(3, seen(figure(-90, LYING.active)))
    mat.go(3, None)
    mat.finish()
    _, trace = mat.trace()
    assert set(trace.placements) == {Placement.TIMED}
    assert trace.measures == {}
    assert not np.isnan(trace.points[0]).any()
    assert np.isnan(trace.points[-1]).all()
    assert trace.aspect == pytest.approx(4 / 3)


def test_where_nobody_was_ever_seen_there_is_a_trace_without_points() -> None:
    mat = Mat(load_catalog().get("belly_breathing"))
    mat.go(3, None)
    mat.finish()
    _, trace = mat.trace()
    assert np.isnan(trace.points).all()
    assert trace.aspect == 1.0
