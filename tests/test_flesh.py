"""The flesh is where the joints are, and its outline goes round it."""

from __future__ import annotations

import math

import pytest

from posecheck.figure import joints
from posecheck.flesh import Solid, outline, solids
from posecheck.geometry import Vec2, Vec3
from posecheck.landmarks import Side
from posecheck.stretch import LimbPose
from tests.bodies import KNEE_TO_CHEST, STANDING, figure


def part(found: tuple[Solid, ...], name: str, side: Side | None = None) -> Solid:
    return next(solid for solid in found if solid.part == name and solid.side is side)


def area(corners: list[Vec2]) -> float:
    return sum(a[0] * b[1] - a[1] * b[0] for a, b in zip(corners, corners[1:] + corners[:1], strict=True)) / 2


def test_each_limb_goes_from_joint_to_joint() -> None:
    place = joints(KNEE_TO_CHEST)
    found = solids(place)
    for side in Side:
        for name, ends in {"thigh": ("hip", "knee"), "shank": ("knee", "ankle"), "forearm": ("elbow", "wrist")}.items():
            centres = [centre for centre, _ in part(found, name, side).balls]
            assert centres == [place[f"{side.value} {end}"] for end in ends]


def test_it_is_as_large_as_the_body() -> None:
    place = joints(STANDING)
    twice: dict[str, Vec3] = {name: (2 * x, 2 * y, 2 * z) for name, (x, y, z) in place.items()}
    for one, two in zip(solids(place), solids(twice, size=2.0), strict=True):
        for (centre, radius), (other, other_radius) in zip(one.balls, two.balls, strict=True):
            assert other == pytest.approx([2 * x for x in centre], abs=1e-9)
            assert other_radius == pytest.approx(2 * radius)


@pytest.mark.parametrize(
    ("trunk", "face"), [(0.0, (1.0, 0.0, 0.0)), (-90.0, (0.0, 0.0, 1.0)), (90.0, (0.0, 0.0, -1.0))]
)
def test_the_face_looks_ahead_of_the_body(trunk: float, face: Vec3) -> None:
    found = solids(joints(figure(trunk, LimbPose())))
    nose, crown = part(found, "face").balls[1][0], part(found, "hair").balls[0][0]
    assert sum((n - c) * f for n, c, f in zip(nose, crown, face, strict=True)) > 0.04


def test_heels_are_behind_the_ankles() -> None:
    foot = part(solids(joints(STANDING)), "foot", Side.LEFT)
    (ankle, _), (heel, _), *_, (toe, _) = foot.balls
    assert heel[0] < ankle[0] < toe[0]


def test_the_outline_of_one_disc_is_a_circle() -> None:
    corners = outline([((3.0, 4.0), 2.0)])
    assert {round(math.dist(corner, (3.0, 4.0)), 6) for corner in corners} == {2.0}
    assert area(corners) == pytest.approx(math.pi * 4.0, rel=0.02)


def test_the_outline_of_two_discs_is_a_capsule_and_a_disc_inside_adds_nothing() -> None:
    capsule = outline([((0.0, 0.0), 1.0), ((10.0, 0.0), 1.0)])
    assert area(capsule) == pytest.approx(20.0 + math.pi, rel=0.01)
    assert outline([((0.0, 0.0), 1.0), ((10.0, 0.0), 1.0), ((5.0, 0.1), 0.5)]) == capsule
