"""What is held is told segment by segment, and unknown where it is anything else, or could be two."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from posecheck.catalog import Catalog
from posecheck.elsewhere import ELSEWHERE
from posecheck.eyes import Seen
from posecheck.landmarks import LandmarkFrame, Reason, Side, Unknown
from posecheck.lift import LiftedBody
from posecheck.likeness import MOST, Span, like_figure, like_stretch
from posecheck.measures import Measured, read_measures
from posecheck.recognise import Held, Recognised, Sample, likeliest, recognised
from posecheck.stretch import Figure, Limb
from posecheck.who import ANY_POSTURE, FITS, posture
from tests.bodies import seen
from tests.lifts import mirror_image, world_lift

FPS = 8
STANDING, ALL_FOURS = ELSEWHERE[0], ELSEWHERE[4]
BRIDGE: Held = ("bridge", None)
LEFT: Held = ("low_lunge", Side.LEFT)
RIGHT: Held = ("low_lunge", Side.RIGHT)


def film(*parts: tuple[Figure | None, float], azimuth_deg: float = 90.0) -> list[Seen]:
    """Who is seen in a video: figures, or nobody, for some seconds each."""
    frames: list[Seen] = []
    for figure, length_s in parts:
        for _ in range(round(length_s * FPS)):
            time_s = len(frames) / FPS
            body = None if figure is None else seen(figure, azimuth_deg, time_s)
            frames.append(Seen(time_s, people=body is not None, body=body))
    return frames


@pytest.fixture
def told(catalog: Catalog) -> Callable[[list[Seen]], tuple[Recognised, ...]]:
    """What is recognised by a perfect lift."""
    return lambda frames: recognised(frames, list(catalog.stretches.values()), world_lift)


@pytest.mark.parametrize(
    "stretch_id",
    ["bridge", "childs_pose", "constructive_rest", "happy_baby", "legs_up_the_wall", "reclined_butterfly",
     "low_lunge", "pigeon", "single_knee_to_chest", "supine_figure_four", "thomas_stretch", "high_lunge"],
)  # fmt: skip
def test_a_stretch_held_as_in_its_picture_is_recognised(
    catalog: Catalog, told: Callable[[list[Seen]], tuple[Recognised, ...]], stretch_id: str
) -> None:
    stretch = catalog.get(stretch_id)
    segments = told(film((STANDING, 5), (stretch.figure, 8), (STANDING, 5)))
    assert [s.stretch_id for s in segments] == [None, stretch_id, None]
    assert segments[1].side is (Side.RIGHT if stretch.sided else None)
    assert segments[1].start_s == pytest.approx(4.0, abs=0.5)
    assert segments[1].end_s == pytest.approx(14.0, abs=0.5)


def test_segments_follow_each_other_from_the_first_frame_to_the_last(
    catalog: Catalog, told: Callable[[list[Seen]], tuple[Recognised, ...]]
) -> None:
    frames = film((catalog.get("bridge").figure, 6), (STANDING, 1), (catalog.get("pigeon").figure, 6))
    segments = told(frames)
    assert [s.stretch_id for s in segments if s.stretch_id] == ["bridge", "pigeon"]
    assert segments[0].start_s == frames[0].time_s
    assert segments[-1].end_s == frames[-1].time_s
    assert all(a.end_s == b.start_s for a, b in zip(segments, segments[1:], strict=False))


def test_a_fault_and_a_moment_unseen_belong_to_the_hold(
    catalog: Catalog, told: Callable[[list[Seen]], tuple[Recognised, ...]]
) -> None:
    bridge = catalog.get("bridge").figure
    sunk = replace(bridge.active, hip_flexion=24.0)
    low = replace(bridge, active=sunk, other=sunk)
    segments = told(film((STANDING, 4), (bridge, 5), (low, 1), (bridge, 4), (None, 2), (bridge, 4), (STANDING, 4)))
    assert [s.stretch_id for s in segments] == [None, "bridge", None]


def test_the_other_side_is_another_segment(
    catalog: Catalog, told: Callable[[list[Seen]], tuple[Recognised, ...]]
) -> None:
    lunge = catalog.get("low_lunge").figure
    other = replace(lunge, active=lunge.other, other=lunge.active)
    segments = told(film((lunge, 6), (STANDING, 4), (other, 6)))
    assert [s.side for s in segments if s.stretch_id == "low_lunge"] == [Side.RIGHT, Side.LEFT]


@pytest.mark.parametrize("number", range(len(ELSEWHERE)))
def test_what_else_people_do_is_unknown(told: Callable[[list[Seen]], tuple[Recognised, ...]], number: int) -> None:
    assert told(film((ELSEWHERE[number], 8))) == (Recognised(0.0, 63 / FPS, None),)


def test_too_short_a_hold_is_unknown(catalog: Catalog, told: Callable[[list[Seen]], tuple[Recognised, ...]]) -> None:
    segments = told(film((STANDING, 4), (catalog.get("bridge").figure, 1.5), (STANDING, 4)))
    assert [s.stretch_id for s in segments] == [None]


def test_two_that_look_alike_are_unknown(catalog: Catalog) -> None:
    bridge = catalog.get("bridge")
    frames = film((bridge.figure, 8))
    assert [s.stretch_id for s in recognised(frames, [bridge], world_lift)] == ["bridge"]
    assert [s.stretch_id for s in recognised(frames, [bridge, replace(bridge, id="my_bridge")], world_lift)] == [None]


def test_from_where_it_cannot_be_judged_it_is_unknown(
    catalog: Catalog, told: Callable[[list[Seen]], tuple[Recognised, ...]]
) -> None:
    segments = told(film((catalog.get("single_knee_to_chest").figure, 8), azimuth_deg=180.0))
    assert [s.stretch_id for s in segments] == [None]


def test_nobody_and_a_body_like_none_are_unknown(catalog: Catalog) -> None:
    def strange(frame: LandmarkFrame, stretch_id: str) -> LiftedBody:
        return replace(world_lift(frame, stretch_id), strangeness=2.0)

    bridge = catalog.get("bridge")
    assert recognised([], [bridge], world_lift) == ()
    assert recognised(film((None, 4)), [bridge], world_lift) == (Recognised(0.0, 31 / FPS, None),)
    assert recognised(film((bridge.figure, 8)), [bridge], strange) == (Recognised(0.0, 63 / FPS, None),)


def test_whoever_folds_up_may_be_lost_from_view(
    catalog: Catalog, told: Callable[[list[Seen]], tuple[Recognised, ...]]
) -> None:
    """The clock of such a stretch goes on by itself, so its segment must too; others end where they were last seen."""
    child, bridge = (catalog.get(name).figure for name in ("childs_pose", "bridge"))
    assert told(film((child, 6), (None, 30)))[0].end_s == pytest.approx(36.0, abs=0.5)
    assert told(film((bridge, 6), (None, 30)))[0].end_s == pytest.approx(7.0, abs=0.5)


def test_the_mirror_image_has_the_other_side(catalog: Catalog) -> None:
    stretches = list(catalog.stretches.values())
    frames = film((catalog.get("pigeon").figure, 8))
    (mirrored,) = recognised(frames, stretches, lambda frame, name: mirror_image(world_lift(frame, name)))
    assert (mirrored.stretch_id, mirrored.side) == ("pigeon", Side.LEFT)


def samples(*said: Mapping[Held, float]) -> list[Sample]:
    return [Sample(i / 4, evidence) for i, evidence in enumerate(said)]


def test_a_change_of_mind_takes_more_than_a_moment() -> None:
    for_bridge: dict[Held, float] = {BRIDGE: 2.0}
    for_none: dict[Held, float] = {BRIDGE: -2.0}
    moment = samples(*[for_bridge] * 8, for_none, *[for_bridge] * 8)
    assert likeliest(moment, [BRIDGE]) == [BRIDGE] * 17
    long = samples(*[for_bridge] * 8, *[for_none] * 9, *[for_bridge] * 8)
    assert likeliest(long, [BRIDGE]) == [BRIDGE] * 8 + [None] * 9 + [BRIDGE] * 8


def test_the_side_is_the_one_that_more_speaks_for() -> None:
    left: dict[Held, float] = {LEFT: 1.0, RIGHT: 0.5}
    right: dict[Held, float] = {LEFT: 0.5, RIGHT: 1.0}
    assert likeliest(samples(*[left] * 5, *[right] * 3, *[left] * 5), [LEFT, RIGHT]) == [LEFT] * 13


def test_a_value_is_as_far_off_as_its_span_and_its_error_say() -> None:
    span = Span("knee_flexion", Limb.ACTIVE, 90.0, 130.0, slack_low=10.0, slack_high=5.0)
    assert span.off(Measured(100.0)) == 0.0
    assert span.off(Measured(75.0)) == pytest.approx(1.5)
    assert span.off(Measured(140.0)) == pytest.approx(2.0)
    assert span.off(Measured(140.0, error=10.0)) == pytest.approx(1.0)
    assert span.off(Measured(0.0)) == MOST
    assert replace(span, low=None).off(Measured(0.0)) == 0.0
    assert replace(span, high=None).off(Measured(170.0)) == 0.0
    turned = Span("trunk_inclination", Limb.BODY, -190.0, -160.0, 10.0, 10.0)  # past straight down
    assert turned.off(Measured(175.0)) == 0.0


def test_with_too_little_to_read_nothing_is_said(catalog: Catalog) -> None:
    bridge = catalog.get("bridge")
    like = like_stretch(bridge)
    readings = read_measures(world_lift(seen(bridge.figure)), {})
    assert like.farness(readings, Side.RIGHT) == pytest.approx(0.0, abs=0.5)
    hidden = Unknown(Reason.HIDDEN, "knees")
    unread = {k: replace(r, doubt=hidden) if isinstance(r, Measured) else r for k, r in readings.items()}
    assert like.farness(unread, Side.RIGHT) is None
    assert like.farness({key: Unknown(Reason.NO_STREAM) for key in readings}, Side.RIGHT) is None


def test_unsure_readings_still_say_something(catalog: Catalog) -> None:
    like = like_figure(STANDING)
    readings = read_measures(world_lift(seen(catalog.get("bridge").figure)), {})
    unsure = {
        k: replace(r, doubt=Unknown(Reason.UNSURE)) if isinstance(r, Measured) else r for k, r in readings.items()
    }
    assert like.farness(unsure, Side.LEFT) == like.farness(readings, Side.LEFT)


def test_a_repeated_movement_may_be_anywhere_on_its_way(catalog: Catalog) -> None:
    march = catalog.get("psoas_march")
    rule = march.repetition
    assert rule is not None
    moving = next(s for s in like_stretch(march).spans if (s.measure, s.limb) == (rule.measure, Limb.ACTIVE))
    assert (moving.low, moving.high) == tuple(sorted((rule.start, rule.turn)))


def test_anybody_down_on_the_floor_may_be_practising(catalog: Catalog) -> None:
    for stretch in catalog.stretches.values():
        assert posture(seen(stretch.figure)).distance(ANY_POSTURE) <= FITS, stretch.id
    assert posture(seen(STANDING)).distance(ANY_POSTURE) > FITS
    assert math.isfinite(posture(seen(ALL_FOURS)).distance(ANY_POSTURE))
