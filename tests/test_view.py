"""The camera's place, all the way round bodies whose place is known."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.catalog import Catalog
from posecheck.landmarks import Landmark, LandmarkFrame, Side
from posecheck.lift import LiftedBody
from posecheck.pipeline import Pipeline
from posecheck.stretch import Figure, LimbPose
from posecheck.view import (
    ABOVE_FROM_DEG,
    END_WITHIN_DEG,
    FOCAL_PER_WIDTH,
    SIDE_WITHIN_DEG,
    STAYS_DEG,
    TORSO_M,
    BodyView,
    View,
    body_view,
    level_ahead,
)
from tests.bodies import (
    BRIDGE,
    FACE_DOWN,
    GREY,
    HEIGHT_M,
    LYING,
    ON_LEFT_SIDE,
    ON_RIGHT_SIDE,
    PX_PER_M,
    SIZE_PX,
    STANDING,
    Script,
    figure,
    mirrored,
    seen,
)
from tests.lifts import mirror_image, world_lift

TRUNK_M = 0.288 * HEIGHT_M
BODIES = {
    "standing": STANDING,
    "stooping": figure(70, LimbPose()),
    "on the back": LYING,
    "in a bridge": BRIDGE,
    "on the belly": FACE_DOWN,
    "on the left side": ON_LEFT_SIDE,
    "on the right side": ON_RIGHT_SIDE,
    "half rolled over": figure(-90, LimbPose(hip_flexion=40, knee_flexion=80), roll=40),
}
VIEWS = {
    0: View.BACK, 15: View.BACK, 24: View.BACK, 26: View.OBLIQUE, 45: View.OBLIQUE, 49: View.OBLIQUE, 51: View.SIDE,
    75: View.SIDE, 90: View.SIDE, 105: View.SIDE, 129: View.SIDE, 131: View.OBLIQUE, 150: View.OBLIQUE, 165: View.FRONT,
    180: View.FRONT,
}  # fmt: skip
OFF_THE_ENDS = [*range(15, 180, 15), *range(195, 360, 15)]


def looked_at(place: Figure, azimuth_deg: float) -> BodyView:
    frame = seen(place, azimuth_deg)
    return body_view(world_lift(frame), frame)


def turn_between(a_deg: float, b_deg: float) -> float:
    return abs((a_deg - b_deg + 180.0) % 360.0 - 180.0)


@pytest.mark.parametrize("name", BODIES)
def test_the_azimuth_is_found_all_the_way_round(name: str) -> None:
    for azimuth in range(0, 360, 15):
        view = looked_at(BODIES[name], azimuth)
        assert turn_between(view.azimuth_deg, azimuth) < 1e-6, azimuth
        assert 0.0 <= view.azimuth_deg < 360.0
        assert view.elevation_deg == 0.0


@pytest.mark.parametrize("name", BODIES)
def test_the_view_goes_by_the_azimuth_on_either_side(name: str) -> None:
    for azimuth, view in VIEWS.items():
        assert looked_at(BODIES[name], azimuth).view is view, azimuth
        assert looked_at(BODIES[name], -azimuth).view is view, -azimuth


@pytest.mark.parametrize("name", ["standing", "on the back", "in a bridge", "on the belly"])
def test_the_near_side_is_the_one_the_camera_stands_on(name: str) -> None:
    for azimuth in OFF_THE_ENDS:
        frame = seen(BODIES[name], azimuth)
        near = body_view(world_lift(frame), frame).near
        assert near is (Side.RIGHT if azimuth < 180 else Side.LEFT), azimuth
        nearer = frame.depth_px[Landmark.LEFT_HIP] < frame.depth_px[Landmark.RIGHT_HIP]
        assert near is (Side.LEFT if nearer else Side.RIGHT), azimuth


@pytest.mark.parametrize("name", ["on the back", "in a bridge", "on the left side", "on the right side"])
def test_a_body_on_its_back_or_side_faces_where_its_feet_are(name: str) -> None:
    for azimuth in OFF_THE_ENDS:
        frame = seen(BODIES[name], azimuth)
        feet_right_of_hips = frame.image_px[[27, 28], 0].mean() > frame.image_px[[23, 24], 0].mean()
        assert body_view(world_lift(frame), frame).facing == (1.0 if feet_right_of_hips else -1.0), azimuth


def test_a_standing_body_faces_where_its_toes_point_and_one_on_the_belly_where_its_head_is() -> None:
    assert looked_at(STANDING, 60).facing == 1.0
    assert looked_at(STANDING, 240).facing == -1.0
    for azimuth in (80, 280):
        frame = seen(FACE_DOWN, azimuth)
        head_right = frame.image_px[Landmark.NOSE, 0] > frame.image_px[Landmark.LEFT_HIP, 0]
        assert body_view(world_lift(frame), frame).facing == (1.0 if head_right else -1.0)


@given(st.sampled_from(list(BODIES.values())), st.floats(1, 359).filter(lambda a: abs(a - 180) > 1))
def test_a_mirror_turns_the_view_round(place: Figure, azimuth: float) -> None:
    frame = seen(place, azimuth)
    here, there = (body_view(world_lift(f), f) for f in (frame, mirrored(frame)))
    assert turn_between(there.azimuth_deg, -here.azimuth_deg) < 1e-6
    assert (there.near, there.facing) == (here.near.other, -here.facing)
    assert there.distance_m == pytest.approx(here.distance_m)
    assert mirror_image(world_lift(frame)).ahead == pytest.approx(world_lift(mirrored(frame)).ahead)


def test_from_high_up_it_is_above_whatever_the_azimuth() -> None:
    for azimuth in range(0, 360, 45):
        frame = seen(LYING, azimuth)
        for pitch_deg in (ABOVE_FROM_DEG - 1, ABOVE_FROM_DEG, 90.0):
            view = body_view(replace(world_lift(frame), camera_pitch_deg=pitch_deg), frame)
            assert view.elevation_deg == pitch_deg
            assert (view.view is View.ABOVE) == (pitch_deg >= ABOVE_FROM_DEG)
            assert turn_between(view.azimuth_deg, azimuth) < 1e-6


# Just inside a view, just outside, and where it is left: (azimuth, elevation).
SIDE_EDGE, END_EDGE = 90.0 + SIDE_WITHIN_DEG, 180.0 - END_WITHIN_DEG
EDGES: dict[View, list[tuple[float, float]]] = {
    View.SIDE: [(SIDE_EDGE - 1, 0), (SIDE_EDGE + STAYS_DEG - 1, 0), (SIDE_EDGE + STAYS_DEG + 1, 0)],
    View.FRONT: [(END_EDGE + 1, 0), (END_EDGE - STAYS_DEG + 1, 0), (END_EDGE - STAYS_DEG - 1, 0)],
    View.BACK: [(END_WITHIN_DEG + off, 0) for off in (-1, STAYS_DEG - 1, STAYS_DEG + 1)],
    View.ABOVE: [(140, ABOVE_FROM_DEG), (140, ABOVE_FROM_DEG - STAYS_DEG), (140, ABOVE_FROM_DEG - STAYS_DEG - 1)],
}


@pytest.mark.parametrize("view", EDGES)
def test_a_view_stays_a_little_beyond_its_edge(view: View) -> None:
    def at(azimuth: float, pitch_deg: float, before: View | None) -> View:
        frame = seen(STANDING, azimuth)
        return body_view(replace(world_lift(frame), camera_pitch_deg=pitch_deg), frame, before).view

    inside, beyond, left = EDGES[view]
    for before in (None, *View):
        assert at(*inside, before) is view
        assert at(*beyond, before) is (view if before is view else View.OBLIQUE), before
        assert at(*left, before) is View.OBLIQUE


def test_near_an_edge_a_view_does_not_flicker() -> None:
    frames = [seen(LYING, SIDE_EDGE + (2 if number % 2 else -2)) for number in range(20)]
    view, views, alone = None, set(), set()
    for frame in frames:
        view = body_view(world_lift(frame), frame, view).view
        views.add(view)
        alone.add(body_view(world_lift(frame), frame).view)
    assert views == {View.SIDE}
    assert alone == {View.SIDE, View.OBLIQUE}


def test_a_practice_near_an_edge_does_not_flicker_and_a_loss_forgets_the_view(catalog: Catalog) -> None:
    source = Script(None)
    pipeline = Pipeline(catalog.get("bridge"), source, world_lift)
    views = []
    for number, off in enumerate([-2, 2, 2, 2, 2, 2, None, 2]):
        source.bodies = [None if off is None else seen(BRIDGE, SIDE_EDGE + off)]
        shown = pipeline.process(GREY, float(number))
        views.append(shown.view and shown.view.view)
    assert views == [View.SIDE] * 6 + [None, View.OBLIQUE]


def from_above(body: LiftedBody, pitch_deg: float) -> LandmarkFrame:
    """The picture of a far camera that looks down."""
    down = math.radians(pitch_deg)
    frame = seen(STANDING)
    image = np.zeros((33, 2))
    for name in ("shoulder", "hip"):
        for side in Side:
            x, y, z = body.point(name, side)
            mark = Landmark[f"{side.name}_{name.upper()}"]
            image[mark] = np.array([x, -(z * math.cos(down) + y * math.sin(down))]) * TRUNK_M * PX_PER_M
    return replace(frame, image_px=image + (320.0, 300.0))


# A pinhole camera whose focal length is this share of the picture's width shows the synthetic bodies' scale from here.
DISTANCE_M = FOCAL_PER_WIDTH * SIZE_PX[0] / PX_PER_M * TORSO_M / TRUNK_M


@pytest.mark.parametrize("pitch_deg", [10.0, 35.0, 70.0])
@pytest.mark.parametrize("name", BODIES)
def test_the_distance_allows_for_how_the_trunk_is_turned(name: str, pitch_deg: float) -> None:
    for azimuth in range(0, 360, 30):
        body = replace(world_lift(seen(BODIES[name], azimuth)), camera_pitch_deg=pitch_deg)
        view = body_view(body, from_above(body, pitch_deg))
        assert view.distance_m == pytest.approx(DISTANCE_M, rel=1e-3), azimuth


def test_half_as_large_is_twice_as_far() -> None:
    frame = seen(STANDING)
    small = replace(frame, image_px=frame.image_px / 2)
    assert body_view(world_lift(small), small).distance_m == pytest.approx(2 * looked_at(STANDING, 90).distance_m)


def test_a_trunk_seen_exactly_end_on_still_gives_a_number() -> None:
    assert math.isfinite(looked_at(LYING, 180).distance_m)


def test_ahead_is_level_and_to_the_left_s_right_hand() -> None:
    kneeling = world_lift(seen(figure(-20, LimbPose(hip_flexion=60, knee_flexion=90)), 90))
    assert kneeling.ahead == pytest.approx((1, 0, 0))
    assert level_ahead(kneeling, (2.0, 5.0, -3.0)) == pytest.approx(2.0)
    assert level_ahead(kneeling, kneeling.trunk) == pytest.approx(-math.sin(math.radians(20)))


@pytest.mark.parametrize("roll_deg", [50, 60, -50, -60])
def test_who_has_tipped_far_over_lies_on_the_side(roll_deg: float) -> None:
    """Nearer to upright the hip axis tells where ahead is; from there on the feet do."""
    body = world_lift(seen(figure(-60, LimbPose(), roll=roll_deg)))
    roll = math.radians(roll_deg)
    level = math.hypot(math.cos(roll), 0.5 * math.sin(roll))
    across = (math.cos(roll) / level, 0.5 * math.sin(roll) / level, 0.0)
    assert body.ahead == pytest.approx(across if abs(roll_deg) == 50 else (1, 0, 0))
