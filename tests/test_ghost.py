"""The ghost lies on a body that is in place, and shows one that is not where to go."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from posecheck.figure import AVERAGE, TRUNK, Build, joints
from posecheck.flesh import solids
from posecheck.geometry import Vec2
from posecheck.ghost import Ghost, build_of, ghost_of
from posecheck.landmarks import LandmarkFrame, Side, joint
from posecheck.lift import LiftedBody
from posecheck.stretch import CameraPlace, Dose, Figure, HoldRules, LimbPose, Stretch
from posecheck.view import BodyView, View, body_view
from tests.bodies import HEIGHT_M, KNEE_TO_CHEST, PX_PER_M, STANDING, mirrored, seen
from tests.lifts import world_lift

FAR_M = 1e6  # then there is no perspective, as `tests.bodies.seen` has none
HALF_KNEELING = Figure(
    View.SIDE,
    0.0,
    0.0,
    LimbPose(hip_flexion=-8, knee_flexion=81, ankle_dorsiflexion=-78),
    LimbPose(hip_flexion=88, knee_flexion=88),
)
SITTING = Figure(View.SIDE, 0.0, 0.0, LimbPose(hip_flexion=90, knee_flexion=90), LimbPose(hip_flexion=90), chair=True)
THOMAS = replace(KNEE_TO_CHEST, active=LimbPose(hip_flexion=-10, knee_flexion=75), other=KNEE_TO_CHEST.active, bed=True)
ON_ITS_SIDE = Figure(View.SIDE, -90, 0.0, LimbPose(hip_flexion=-8, knee_flexion=130), LimbPose(), roll=90)
SPHINX = Figure(View.SIDE, 60, 0.0, LimbPose(hip_flexion=-30, ankle_dorsiflexion=-80), LimbPose(hip_flexion=-30))
TIPTOE = Figure(View.SIDE, 0, 0.0, LimbPose(ankle_dorsiflexion=-60), LimbPose(ankle_dorsiflexion=-60))
FIGURES = {
    "on tiptoe": TIPTOE,
    "knee to chest": KNEE_TO_CHEST,
    "half kneeling": HALF_KNEELING,
    "sitting": SITTING,
    "thomas": THOMAS,
    "on its side": ON_ITS_SIDE,
    "sphinx": SPHINX,
    "standing": STANDING,
}


def stretch_of(figure: Figure, sided: bool = True) -> Stretch:
    return Stretch(
        id="x",
        name="X",
        also="",
        category="",
        needs=(),
        sided=sided,
        side_means="",
        steps=(),
        caution="",
        camera=CameraPlace((View.SIDE, View.OBLIQUE), ""),
        dose=Dose(30, "1", "test"),
        rules=HoldRules(),
        main_check="",
        checks=(),
        figure=figure,
    )


def looked_at(frame: LandmarkFrame) -> tuple[LiftedBody, BodyView]:
    lifted = world_lift(frame)
    return lifted, replace(body_view(lifted, frame), distance_m=FAR_M)


def ghost(figure: Figure, frame: LandmarkFrame, side: Side | None = Side.RIGHT) -> Ghost:
    found = ghost_of(stretch_of(figure), looked_at(frame)[0], frame, looked_at(frame)[1], side)
    assert found is not None
    return found


def off_px(ghost: Ghost, frame: LandmarkFrame) -> float:
    """How far the ghost's joints lie from the body's, at most."""
    away = []
    for name, place in ghost.joints_px.items():
        if " " in name:
            side, part = name.split()
            own = frame.image_px[joint("foot_index" if part == "toe" else part, Side(side))]
            away.append(math.dist(place, own.tolist()))
    return max(away)


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("azimuth_deg", [90.0, 115.0, 245.0, 270.0])
def test_on_a_body_in_place_it_lies_where_the_body_is(name: str, azimuth_deg: float) -> None:
    frame = seen(FIGURES[name], azimuth_deg)
    assert off_px(ghost(FIGURES[name], frame), frame) < 3.0


@pytest.mark.parametrize("name", ["knee to chest", "half kneeling", "on its side"])
def test_practised_on_the_left_it_is_the_mirror_image(name: str) -> None:
    frame = seen(FIGURES[name])
    other = mirrored(frame)
    assert off_px(ghost(FIGURES[name], other, Side.LEFT), other) < 3.0
    assert off_px(ghost(FIGURES[name], other, Side.RIGHT), other) > 30.0, "the other leg does the work"


def test_looked_down_at_it_lies_where_the_body_is() -> None:
    pitch = math.radians(35.0)
    frame = seen(KNEE_TO_CHEST, 100.0)
    lifted = replace(world_lift(frame), camera_pitch_deg=35.0)
    shown = np.stack(
        [frame.world_m[:, 0], math.cos(pitch) * frame.world_m[:, 1] - math.sin(pitch) * frame.world_m[:, 2]], axis=1
    )
    frame = replace(frame, image_px=shown * PX_PER_M + (300, 200))
    view = replace(body_view(lifted, frame), distance_m=FAR_M)
    found = ghost_of(stretch_of(KNEE_TO_CHEST), lifted, frame, view, Side.RIGHT)
    assert found is not None
    assert off_px(found, frame) < 3.0


def test_with_perspective_what_is_near_is_larger_and_the_trunk_stays() -> None:
    frame = seen(STANDING, 115.0)
    lifted = world_lift(frame)
    found = ghost_of(stretch_of(STANDING), lifted, frame, replace(body_view(lifted, frame), distance_m=2.0), Side.RIGHT)
    assert found is not None
    near, far = (_reach(found, side) for side in ("right", "left"))
    assert near > far * 1.03
    assert off_px(found, frame) < 40.0


def _reach(ghost: Ghost, side: str) -> float:
    return math.dist(ghost.joints_px[f"{side} hip"], ghost.joints_px[f"{side} ankle"])


def test_out_of_place_it_shows_the_leg_where_it_should_be() -> None:
    lifted_leg = replace(KNEE_TO_CHEST, other=LimbPose(hip_flexion=40))
    frame = seen(lifted_leg)
    places = ghost(KNEE_TO_CHEST, frame).joints_px
    for part in ("hip", "shoulder"):
        assert math.dist(places[f"left {part}"], frame.image_px[joint(part, Side.LEFT)].tolist()) < 3.0, part
    own = float(frame.image_px[joint("ankle", Side.LEFT)][1])
    assert places["left ankle"][1] > own + 40.0, "lower in the picture"


def test_it_stands_on_the_floor_of_one_who_lifts_the_hips() -> None:
    lying = Figure(View.SIDE, -90, 0.0, LimbPose(hip_flexion=55, knee_flexion=110), LimbPose())
    bridge = Figure(View.SIDE, -115, 0.0, LimbPose(hip_flexion=2, knee_flexion=110), LimbPose(55, knee_flexion=110))
    frame = seen(bridge)
    hips = ghost(lying, frame).joints_px["right hip"]
    assert hips[1] > float(frame.image_px[joint("hip", Side.RIGHT)][1]) + 20.0


def test_it_has_the_proportions_of_the_body_within_what_is_usual() -> None:
    frame = seen(STANDING)
    world = frame.world_m.copy()
    for side, down in ((Side.LEFT, 0.02), (Side.RIGHT, 0.02)):
        for part in ("ankle", "heel", "foot_index"):
            world[joint(part, side)] += (0.0, down, 0.0)
    longer = build_of(world_lift(replace(frame, world_m=world)))
    assert longer.shank == pytest.approx(AVERAGE.shank + 0.02 / HEIGHT_M, abs=0.001)
    assert longer.thigh == pytest.approx(AVERAGE.thigh)
    squeezed = world_lift(replace(frame, world_m=world * (0.1, 1.0, 0.1)))
    assert build_of(squeezed).half_hips == pytest.approx(AVERAGE.half_hips * 0.8)


def test_joints_take_a_build() -> None:
    place = joints(STANDING, Build(thigh=0.3, half_hips=0.1))
    assert place["left hip"][1] == 0.1
    assert place["left hip"][2] - place["left knee"][2] == pytest.approx(0.3)
    assert place["left shoulder"][2] - place["left hip"][2] == pytest.approx(TRUNK)


def test_its_parts_go_from_far_to_near() -> None:
    found = ghost(KNEE_TO_CHEST, seen(KNEE_TO_CHEST))
    near, far = (_thigh(found, side) for side in ("right", "left"))
    assert far < near
    assert len(found.parts) == len(solids(joints(KNEE_TO_CHEST)))


def _thigh(ghost: Ghost, side: str) -> int:
    ends: list[Vec2] = [ghost.joints_px[f"{side} {part}"] for part in ("hip", "knee")]
    return next(i for i, part in enumerate(ghost.parts) if [centre for centre, _ in part] == ends)


def test_there_is_none_where_nothing_is_judged() -> None:
    frame = seen(KNEE_TO_CHEST)
    lifted, view = looked_at(frame)
    stretch = stretch_of(KNEE_TO_CHEST)
    assert ghost_of(stretch, lifted, frame, replace(view, view=View.FRONT), Side.RIGHT) is None
    assert ghost_of(stretch, lifted, frame, view, None) is None, "which side is practised is not known"
    assert ghost_of(stretch_of(KNEE_TO_CHEST, sided=False), lifted, frame, view, None) is not None


@pytest.mark.parametrize("shrink", [0.0, -1.0])
def test_there_is_none_where_the_trunk_is_a_point_or_upside_down(shrink: float) -> None:
    frame = seen(KNEE_TO_CHEST)
    lifted, view = looked_at(frame)
    strange = replace(frame, image_px=frame.image_px * shrink)
    assert ghost_of(stretch_of(KNEE_TO_CHEST), lifted, strange, view, Side.RIGHT) is None


def test_there_is_none_of_a_trunk_seen_end_on() -> None:
    frame = seen(KNEE_TO_CHEST)
    lifted, view = looked_at(frame)
    line = replace(lifted, points=tuple((0.0, y, 0.0) for _, y, _ in lifted.points))
    assert ghost_of(stretch_of(KNEE_TO_CHEST), line, frame, view, Side.RIGHT) is None
