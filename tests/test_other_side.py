"""Changing sides without a word: what is taken for it, and what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.catalog import Catalog, load_catalog
from posecheck.hold import Phase
from posecheck.landmarks import LandmarkFrame, Side
from posecheck.other_side import TAKEN_S, OtherSide
from posecheck.pipeline import Pipeline, Snapshot
from posecheck.stretch import LimbPose
from tests.bodies import BRIDGE, GREY, KNEE_TO_CHEST, LYING, Script, figure, seen
from tests.lifts import world_lift

STRETCH = load_catalog().get("single_knee_to_chest")
STEP_S = 0.25
RIGHT_KNEE = seen(KNEE_TO_CHEST)
LEFT_KNEE = seen(figure(-90, KNEE_TO_CHEST.other, KNEE_TO_CHEST.active))


class Turn:
    """A turn of the left side, as the pipeline sees it."""

    def __init__(self, side: Side | None = Side.LEFT) -> None:
        self.source = Script(None)
        self.pipeline = Pipeline(STRETCH, self.source, world_lift, side)
        self.watch = OtherSide(STRETCH, side)
        self.time_s = 0.0

    def told(self, body: LandmarkFrame | None, seconds: float) -> list[bool]:
        """What is told at each frame while somebody lies so."""
        self.source.bodies, told = [body], []
        for _ in range(round(seconds / STEP_S)):
            told.append(self.watch.update(self.pipeline.process(GREY, self.time_s)))
            self.time_s += STEP_S
        return told


def snapshot(body: LandmarkFrame | None, phase: Phase = Phase.LOOKING) -> Snapshot:
    """One frame, judged for the left side."""
    return replace(Pipeline(STRETCH, Script(body), world_lift, Side.LEFT).process(GREY, 0.0), phase=phase)


TAKEN, NEITHER = snapshot(RIGHT_KNEE), snapshot(seen(LYING))


def told(
    shown: Snapshot, seconds: float = 2 * TAKEN_S, side: Side | None = Side.LEFT, first: Snapshot = NEITHER
) -> bool:
    """Whether it is told of a frame that stays for so long, after another one."""
    watch = OtherSide(STRETCH, side)
    watch.update(replace(first, time_s=-STEP_S))
    steps = range(round(seconds / STEP_S) + 1)
    return [watch.update(replace(shown, time_s=number * STEP_S)) for number in steps][-1]


def test_the_other_knee_is_taken_once_it_was_kept() -> None:
    turn = Turn()
    assert not any(turn.told(seen(LYING), 3.0))
    taken = turn.told(RIGHT_KNEE, 2 * TAKEN_S)
    first_s = taken.index(True) * STEP_S
    assert TAKEN_S <= first_s <= TAKEN_S + 2 * STEP_S  # smoothing takes a frame or two
    assert all(taken[taken.index(True) :])


def test_the_side_of_the_turn_is_no_change() -> None:
    assert not any(Turn().told(LEFT_KNEE, 6.0))
    assert not any(Turn(Side.RIGHT).told(RIGHT_KNEE, 6.0))
    turn = Turn(Side.RIGHT)
    turn.told(seen(LYING), 1.0)
    assert any(turn.told(LEFT_KNEE, 6.0))


def test_the_position_just_held_is_no_change() -> None:
    """At the beginning of the second side somebody still is in the first one."""
    turn = Turn(Side.RIGHT)
    assert not any(turn.told(LEFT_KNEE, 20.0))
    assert not any(turn.told(None, 2.0) + turn.told(LEFT_KNEE, 6.0))  # unseen, nobody knows whether it was left
    assert not any(turn.told(seen(LYING), 2.0))
    assert any(turn.told(LEFT_KNEE, 6.0))


def test_time_without_frames_is_no_time_kept() -> None:
    """The practice was paused, for one; nobody knows how somebody lay meanwhile."""
    turn = Turn()
    turn.told(seen(LYING), 1.0)
    turn.time_s += 60.0  # so that nothing is smoothed over
    assert not any(turn.told(RIGHT_KNEE, TAKEN_S - STEP_S))
    turn.time_s += 60.0
    assert not any(turn.told(RIGHT_KNEE, TAKEN_S))
    assert turn.told(RIGHT_KNEE, STEP_S) == [True]


def test_after_a_hold_the_other_knee_counts_only_once_it_is_over() -> None:
    turn = Turn()
    turn.told(LEFT_KNEE, 5.0)
    taken, clock = turn.told(RIGHT_KNEE, 6.0), turn.pipeline.clock
    assert taken.index(True) * STEP_S > TAKEN_S + STRETCH.rules.grace_out_s
    assert clock.phase is Phase.RELEASED
    assert clock.kept_s == pytest.approx(5.0, abs=2 * STEP_S)


def test_it_must_be_kept_for_its_whole_time() -> None:
    assert told(TAKEN, TAKEN_S)
    assert not told(TAKEN, TAKEN_S - STEP_S)


@pytest.mark.parametrize(("first", "taken"), [
    (NEITHER, True),
    (snapshot(LEFT_KNEE), True),
    (TAKEN, False),
    (snapshot(None), False),
    (replace(NEITHER, phase=Phase.HOLDING), False),  # of a hold nothing is asked
])  # fmt: skip
def test_the_other_position_must_have_been_free(first: Snapshot, taken: bool) -> None:
    assert told(TAKEN, first=first) is taken


@pytest.mark.parametrize("phase", Phase)
def test_who_holds_or_has_paused_has_not_changed_sides(phase: Phase) -> None:
    assert told(replace(TAKEN, phase=phase)) is (phase in (Phase.LOOKING, Phase.RELEASED))


def test_nothing_is_told_without_sides_or_without_a_body() -> None:
    assert not told(TAKEN, side=None)
    assert not told(snapshot(None))


def test_nothing_is_told_from_where_the_position_cannot_be_judged() -> None:
    assert not told(snapshot(seen(KNEE_TO_CHEST, 180)))


def test_nearly_taken_is_not_taken() -> None:
    """Good enough to go on holding, it would not be good enough to begin."""

    def drawn_in(hip_deg: float) -> Snapshot:
        return snapshot(seen(figure(-90, LimbPose(hip_flexion=hip_deg, knee_flexion=122), KNEE_TO_CHEST.other)))

    (threshold,) = (c.low.threshold for c in STRETCH.checks if c.id == "knee_drawn_in" and c.low)
    assert not told(drawn_in(threshold + 2.0))
    assert told(drawn_in(threshold + 8.0))


def test_a_stretch_without_sides_has_no_other(catalog: Catalog) -> None:
    bridge = catalog.get("bridge")
    shown = Pipeline(bridge, Script(seen(BRIDGE)), world_lift).process(GREY, 0.0)
    watch = OtherSide(bridge, None)
    assert not any(watch.update(replace(shown, time_s=s, phase=Phase.LOOKING)) for s in (0.0, 2.0, 4.0))


@given(st.lists(st.tuples(st.booleans(), st.sampled_from([0.05, 0.1, 0.5])), max_size=80))
def test_any_frame_out_of_it_begins_the_time_anew(frames: list[tuple[bool, float]]) -> None:
    watch, time_s, kept_s, was_free = OtherSide(STRETCH, Side.LEFT), 0.0, -1.0, False
    for taken, step_s in frames:
        time_s += step_s
        was_free = was_free or not taken
        kept_s = -1.0 if not taken or not was_free else 0.0 if kept_s < 0.0 else kept_s + step_s
        told = watch.update(replace(TAKEN if taken else NEITHER, time_s=time_s))
        assert told == (kept_s >= TAKEN_S) or abs(kept_s - TAKEN_S) < 1e-9
