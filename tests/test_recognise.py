"""What is held is told segment by segment, and unknown where it is anything else, or could be two."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import accumulate, cycle, groupby, pairwise, takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.catalog import Catalog
from posecheck.course import EVERY_S, LEAST_S, Held, Recognised, Sample, likeliest, segmented
from posecheck.elsewhere import ELSEWHERE
from posecheck.eyes import Seen
from posecheck.landmarks import LandmarkFrame, Reason, Side, Unknown
from posecheck.lift import LiftedBody
from posecheck.likeness import MOST, Span, like_figure, like_stretch
from posecheck.measures import Measured, read_measures
from posecheck.recognise import recognised
from posecheck.stretch import Figure, Limb, LimbPose
from posecheck.who import ANY_POSTURE, FITS, posture
from tests.bodies import seen
from tests.lifts import mirror_image, world_lift

FPS = 8
STANDING, ALL_FOURS = ELSEWHERE[0], ELSEWHERE[4]
BRIDGE: Held = ("bridge", None)
LEFT: Held = ("low_lunge", Side.LEFT)
RIGHT: Held = ("low_lunge", Side.RIGHT)


def film(*parts: tuple[Figure | None, float], azimuth_deg: float = 90.0, fps: int = FPS) -> list[Seen]:
    """Who is seen in a video: figures, or nobody, for some seconds each."""
    frames: list[Seen] = []
    for figure, length_s in parts:
        for _ in range(round(length_s * fps)):
            time_s = len(frames) / fps
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


def test_an_unknown_part_names_what_it_may_be(
    catalog: Catalog, told: Callable[[list[Seen]], tuple[Recognised, ...]]
) -> None:
    lunge, kneeling = (catalog.get(name).figure for name in ("low_lunge", "half_kneeling"))
    like_both = (between(lunge, kneeling, 0.5), 6.0)
    (part,) = told(film((STANDING, 4), like_both, (STANDING, 4)))
    assert (part.stretch_id, part.perhaps) == (None, ("half_kneeling", "low_lunge"))
    (short,) = told(film((STANDING, 4), (like_both[0], 1.5), (STANDING, 4)))
    assert short.perhaps == ()
    known = told(film((lunge, 6), (STANDING, 6), like_both))
    assert [(s.stretch_id, len(s.perhaps)) for s in known] == [("low_lunge", 0), (None, 2)]


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


def marching(catalog: Catalog, way: float, seconds: float = 12.0, every_s: float = 4.0) -> list[tuple[Figure, float]]:
    """A march that goes so much of its way and back, every so often."""
    figure = catalog.get("psoas_march").figure
    deg = [90.0 - 38.0 * way * abs((n / FPS / every_s) % 1.0 * 2.0 - 1.0) for n in range(round(seconds * FPS))]
    return [(replace(figure, active=replace(figure.active, hip_flexion=hip)), 1 / FPS) for hip in deg]


def test_a_movement_is_recognised_only_where_somebody_moves(
    catalog: Catalog, told: Callable[[list[Seen]], tuple[Recognised, ...]]
) -> None:
    def recognised_in(*parts: tuple[Figure, float]) -> list[str | None]:
        return [s.stretch_id for s in told(film((STANDING, 4), *parts, (STANDING, 4)))]

    assert recognised_in(*marching(catalog, 1.0)) == [None, "psoas_march", None]
    assert recognised_in(*marching(catalog, 0.8)) == [None, "psoas_march", None]
    assert recognised_in((catalog.get("psoas_march").figure, 12)) == [None]
    assert recognised_in(*marching(catalog, 0.3)) == [None]


def test_a_movement_that_cannot_be_read_is_unknown() -> None:
    march: Held = ("psoas_march", Side.LEFT)
    unread = [Sample(n * EVERY_S, {march: MOST}, ways={march: None}) for n in range(40)]
    assert segmented(unread, [march] * 40, 40 * EVERY_S) == (Recognised(0.0, 40 * EVERY_S, None),)


def test_anybody_down_on_the_floor_may_be_practising(catalog: Catalog) -> None:
    for stretch in catalog.stretches.values():
        assert posture(seen(stretch.figure)).distance(ANY_POSTURE) <= FITS, stretch.id
    assert posture(seen(STANDING)).distance(ANY_POSTURE) > FITS
    assert math.isfinite(posture(seen(ALL_FOURS)).distance(ANY_POSTURE))


def test_the_same_again_within_seconds_is_the_same_hold(
    catalog: Catalog, told: Callable[[list[Seen]], tuple[Recognised, ...]]
) -> None:
    bridge = catalog.get("bridge").figure
    soon = told(film((bridge, 6), (STANDING, 2.5), (bridge, 6)))
    assert [s.stretch_id for s in soon] == ["bridge"]
    later = told(film((bridge, 6), (STANDING, 6), (bridge, 6)))
    assert [s.stretch_id for s in later] == ["bridge", None, "bridge"]


def test_a_hold_goes_on_while_it_is_in_place_though_it_may_be_another_too(
    catalog: Catalog, told: Callable[[list[Seen]], tuple[Recognised, ...]]
) -> None:
    lunge, kneeling = (catalog.get(name).figure for name in ("low_lunge", "half_kneeling"))
    like_both = between(lunge, kneeling, 0.5)
    for parts in (
        [(lunge, 6), (like_both, 4)],
        [(like_both, 4), (lunge, 6)],
        [(lunge, 3), (like_both, 4), (lunge, 3)],
    ):
        assert [s.stretch_id for s in told(film((STANDING, 4), *parts, (STANDING, 4)))] == [None, "low_lunge", None]
        (segment,) = (s for s in told(film((STANDING, 4), *parts, (STANDING, 4))) if s.stretch_id)
        assert [segment.start_s, segment.end_s] == pytest.approx([3.0, 15.0], abs=0.5)


def test_a_fault_without_a_target_bounds_its_span_by_itself(catalog: Catalog) -> None:
    bridge = catalog.get("bridge")
    check = replace(bridge.check("hip_line"), target=(None, 15.0))
    (span, _) = like_stretch(replace(bridge, checks=(check,))).spans[:2]
    assert check.low is not None
    assert (span.measure, span.low, span.high) == ("hip_flexion", check.low.threshold, 15.0)


def between(one: Figure, other: Figure, share: float) -> Figure:
    """A body on its way from one position to another, as far as the hips' flexion goes."""

    def limb(own: LimbPose, there: LimbPose) -> LimbPose:
        return replace(own, hip_flexion=own.hip_flexion + share * (there.hip_flexion - own.hip_flexion))

    return replace(one, active=limb(one.active, other.active), other=limb(one.other, other.other))


def test_two_that_are_in_place_at_once_each_keep_what_was_recognised(
    catalog: Catalog, told: Callable[[list[Seen]], tuple[Recognised, ...]]
) -> None:
    lunge, kneeling, ninety = (catalog.get(name).figure for name in ("low_lunge", "half_kneeling", "ninety_ninety"))
    other = replace(ninety, active=ninety.other, other=ninety.active)
    for first, then, azimuth_deg in ((kneeling, lunge, 90.0), (lunge, kneeling, 90.0), (ninety, other, 180.0)):
        one, two = told(film((first, 5), (then, 15), azimuth_deg=azimuth_deg))
        assert (one.stretch_id, one.side) != (two.stretch_id, two.side)
        assert one.end_s == two.start_s == pytest.approx(5.0, abs=0.25)


def test_at_any_frame_rate_the_same_is_recognised(
    catalog: Catalog, told: Callable[[list[Seen]], tuple[Recognised, ...]]
) -> None:
    """A hold that is only a little more like one stretch than like another, long enough to be told at 30 a second."""
    like_both = between(catalog.get("low_lunge").figure, catalog.get("half_kneeling").figure, 0.1)
    frames = film((STANDING, 3), (like_both, 4.5), (STANDING, 3), fps=30)
    uneven = takewhile(lambda number: number < len(frames), accumulate(cycle((6, 6, 5, 1, 1, 6, 9)), initial=0))
    for some in (frames, frames[::6], [frames[number] for number in uneven]):
        segments = told(some)
        assert [s.stretch_id for s in segments] == [None, "low_lunge", None]
        assert [segments[1].start_s, segments[1].end_s] == pytest.approx([2.0, 8.5], abs=0.45)


SOME: tuple[Held, ...] = (BRIDGE, LEFT, RIGHT)


@st.composite
def courses(draw: st.DrawFn) -> list[Sample]:
    """Samples in which for some seconds each this or that is likely, and more may be in place."""
    said: list[Sample] = []
    time_s = 0.0
    for _ in range(draw(st.integers(1, 6))):
        likely = draw(st.dictionaries(st.sampled_from(SOME), st.floats(-2.0, 2.0)))
        in_place = draw(st.frozensets(st.sampled_from(SOME)))
        for _ in range(draw(st.integers(1, 30))):
            said.append(Sample(time_s, likely, in_place=in_place))
            time_s += draw(st.sampled_from((0.25, 0.4, 3.0)) if len(said) % 10 == 0 else st.just(0.3))
    return said


@given(said=courses(), rest_s=st.sampled_from((0.0, 0.2)))
def test_segments_tile_and_keep_what_was_recognised(said: list[Sample], rest_s: float) -> None:
    course = likeliest(said, SOME)
    end_s = said[-1].time_s + rest_s
    segments = segmented(said, course, end_s)
    assert (segments[0].start_s, segments[-1].end_s) == (0.0, end_s)
    assert all(one.end_s == two.start_s for one, two in pairwise(segments))
    assert len(segments) == 1 or all(s.start_s < s.end_s for s in segments)
    for run, held in runs(said, course):
        if run[-1] - run[0] >= LEAST_S:
            for time_s in run:
                (own,) = (s for s in segments if s.start_s <= time_s < s.end_s or time_s == s.end_s == end_s)
                assert (own.stretch_id, own.side) == held


def runs(said: list[Sample], course: list[Held | None]) -> Iterator[tuple[list[float], Held]]:
    """The times at which something is held and spoken for, each run of the same together."""
    for held, run in groupby(range(len(said)), key=course.__getitem__):
        if held is not None:
            yield [said[i].time_s for i in run if said[i].evidence.get(held, -1.0) > 0.0], held


def test_a_sample_counts_by_the_time_it_stands_for() -> None:
    """Four seconds of the same, whatever the step between samples; a gap in the video says little."""
    for step_s in (EVERY_S, 0.4, 0.48):
        said = [Sample(i * step_s, {BRIDGE: -2.0 + 2.6 * (4.0 <= i * step_s < 8.0)}) for i in range(round(12 / step_s))]
        held_s = [s.time_s for s, held in zip(said, likeliest(said, [BRIDGE]), strict=True) if held]
        assert [held_s[0], held_s[-1]] == pytest.approx([4.0, 8.0], abs=0.5), step_s
    gap = [Sample(t, {BRIDGE: e}) for t, e in ((0.0, -2.0), (0.3, 2.0), (30.0, -2.0), (30.3, -2.0))]
    assert likeliest(gap, [BRIDGE]) == [None] * 4


def test_a_hold_is_as_long_as_what_its_samples_stand_for() -> None:
    """Else one of two seconds would be too short for rare looks."""
    for count, known in ((4, []), (5, ["bridge"])):
        course: list[Held | None] = [None] * 5 + [BRIDGE] * count + [None] * 5
        said = [Sample(0.48 * i, {BRIDGE: 2.0} if held else {}) for i, held in enumerate(course)]
        assert [s.stretch_id for s in segmented(said, course, 8.0) if s.stretch_id] == known
