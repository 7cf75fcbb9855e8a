"""The target ghost: the reference figure on the user's own body, as it would be seen in this picture.

The figure takes the user's proportions, is laid where the user touches the floor, turned as the user is, and seen
through the camera that shows the user's trunk where it is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from posecheck.figure import AVERAGE, BED_HEIGHT, RESTING, TRUNK, Build, joints, laid
from posecheck.flesh import Solid, solids
from posecheck.geometry import TINY, Vec2, Vec3, length, minus, plus, unit
from posecheck.landmarks import LandmarkFrame, Side, joint
from posecheck.lift import LiftedBody
from posecheck.stretch import Figure, Stretch
from posecheck.view import TORSO_M, BodyView

BUILD_WITHIN = 0.2  # of the average: what differs more was misread
AT_REST = 0.03  # body heights
LYING_FROM = 0.8  # how level a trunk is that shows which way the body lies (sine off vertical)
MAIN = ("shoulder", "hip", "knee", "ankle")  # one of these shows where the floor is
CARRIERS = (("hip", "shoulder"), ("knee",), ("ankle",))  # where a body is laid by, first what is found at rest


@dataclass(frozen=True, slots=True)
class Ghost:
    """The figure in the picture.

    Attributes:
        parts: the body's parts, the farthest first: each the hull of discs, centre and radius in px.
        joints_px: where its joints are, named as `posecheck.figure.joints` names them.
    """

    parts: tuple[tuple[tuple[Vec2, float], ...], ...]
    joints_px: Mapping[str, Vec2]


def build_of(body: LiftedBody) -> Build:
    """A person's proportions, the mean of both sides, within what is usual."""
    height = length(body.trunk) / TRUNK

    def bone(start: str, end: str, usual: float) -> float:
        return _about(usual, sum(length(body.segment(start, end, side)) for side in Side) / 2 / height)

    return Build(
        thigh=bone("hip", "knee", AVERAGE.thigh),
        shank=bone("knee", "ankle", AVERAGE.shank),
        foot=bone("ankle", "foot_index", AVERAGE.foot),
        upper_arm=bone("shoulder", "elbow", AVERAGE.upper_arm),
        forearm=bone("elbow", "wrist", AVERAGE.forearm),
        half_hips=_about(AVERAGE.half_hips, length(body.across("hip")) / 2 / height),
        half_shoulders=_about(AVERAGE.half_shoulders, length(body.across("shoulder")) / 2 / height),
    )


def _about(usual: float, found: float) -> float:
    return min(max(found, usual * (1 - BUILD_WITHIN)), usual * (1 + BUILD_WITHIN))


def ghost_of(
    stretch: Stretch, body: LiftedBody, frame: LandmarkFrame, view: BodyView, side: Side | None
) -> Ghost | None:
    """Where the reference figure would be in the picture.

    Args:
        stretch: what is practised.
        body: the user's joint centres.
        frame: the landmarks they come from.
        view: from where the camera sees them.
        side: the side practised; None in a stretch without sides, or where it is not known.

    Returns:
        The ghost; None where the stretch is not judged in this view, or has sides and the one practised is not known.
    """
    if view.view not in stretch.camera.views or (stretch.sided and side is None):
        return None
    height = length(body.trunk) / TRUNK
    camera = _Camera.fitted(body, frame, view)
    if camera is None:
        return None
    place = _laid(stretch.figure, body, height, mirrored=side is Side.LEFT)
    far_first = sorted(solids(place, height), key=camera.nearness)
    return Ghost(
        parts=tuple(tuple(camera.disc(point, radius) for point, radius in solid.balls) for solid in far_first),
        joints_px={name: camera.disc(point, 0.0)[0] for name, point in place.items()},
    )


def _laid(figure: Figure, body: LiftedBody, height: float, mirrored: bool) -> dict[str, Vec3]:
    """The figure's joints in the user's frame: as large, turned the same way, on the same floor, at the same place."""
    points, carrying = laid(figure, build_of(body)), _carrying(figure)
    if mirrored:
        points = {_other(name): (x, -y, z) for name, (x, y, z) in points.items()}
        carrying = tuple(_other(name) for name in carrying)
    ax, ay, _ = _ahead(figure, body)
    turned = {name: (height * (ax * x - ay * y), height * (ay * x + ax * y), height * z)
              for name, (x, y, z) in points.items()}  # fmt: skip
    own = {f"{side.value} {part}": body.point(part, side) for part in MAIN for side in Side}
    off = [minus(own[name], turned[name]) for name in carrying]
    on_it = carrying if figure.bed or figure.chair else tuple(own)
    up = _lowest(own, on_it, height) - _lowest(turned, on_it, height)
    by = (sum(x for x, _, _ in off) / len(off), sum(y for _, y, _ in off) / len(off), up)
    return {name: plus(point, by) for name, point in turned.items()}


def _other(name: str) -> str:
    side, _, part = name.partition(" ")
    return f"{Side(side).other.value} {part}" if part else name


def _lowest(points: Mapping[str, Vec3], names: tuple[str, ...], height: float) -> float:
    """How high what lies lowest is above where it can lie."""
    return min(points[name][2] - RESTING[name.split()[1]] * height for name in names)


def _ahead(figure: Figure, body: LiftedBody) -> Vec3:
    """Where the figure's "ahead" is. Two trunks that lie show it better than the hips, which hide each other."""
    x, y, z = body.trunk
    lean = math.sin(math.radians(figure.trunk_inclination))
    if abs(lean) > LYING_FROM and math.hypot(x, y) > LYING_FROM * length((x, y, z)):
        towards = math.copysign(1.0, lean)
        return unit((x * towards, y * towards, 0.0))
    return body.ahead


@lru_cache(maxsize=8)
def _carrying(figure: Figure) -> tuple[str, ...]:
    """The joints that bear the figure: of the trunk, else the knees, else the feet."""
    points, floor = joints(figure), BED_HEIGHT if figure.bed else 0.0
    for parts in () if figure.chair else CARRIERS:
        names = [f"{side.value} {part}" for part in parts for side in Side]
        found = tuple(name for name in names if points[name][2] - floor - RESTING[name.split()[1]] < AT_REST)
        if found:
            return found
    return ("left hip", "right hip")


@dataclass(frozen=True, slots=True)
class _Camera:
    """A level body's frame seen with perspective: torso lengths in, pixels out.

    Attributes:
        pitch: how far it looks down, radians.
        distance: torso lengths.
        scale: px per torso length at that distance.
        centre_px: the middle of the picture.
        shift_px: where the body's origin lies from there, at that distance: right, up.
    """

    pitch: float
    distance: float
    scale: float
    centre_px: Vec2
    shift_px: Vec2

    @classmethod
    def fitted(cls, body: LiftedBody, frame: LandmarkFrame, view: BodyView) -> _Camera | None:
        """The camera that shows the trunk where it is seen (least squares); None where it is seen as a point."""
        bare = cls(math.radians(body.camera_pitch_deg), view.distance_m / TORSO_M, 1.0,
                   (frame.size_px[0] / 2, frame.size_px[1] / 2), (0.0, 0.0))  # fmt: skip
        flat, seen = [], []
        for part in ("shoulder", "hip"):
            for side in Side:
                right, up, depth = bare._turned(body.point(part, side))
                u, v = frame.image_px[joint(part, side)].tolist()
                far = 1.0 + depth / bare.distance
                flat.append((right, up))
                seen.append(((u - bare.centre_px[0]) * far, (bare.centre_px[1] - v) * far))
        scale, shift = _scale_and_shift(flat, seen)
        return replace(bare, scale=scale, shift_px=shift) if scale > TINY else None

    def _turned(self, point: Vec3) -> Vec3:
        """To the right, up and away, as the camera sees it."""
        x, y, z = point
        c, s = math.cos(self.pitch), math.sin(self.pitch)
        return (x, c * z + s * y, c * y - s * z)

    def disc(self, point: Vec3, radius: float) -> tuple[Vec2, float]:
        """A ball in the picture."""
        right, up, depth = self._turned(point)
        near = 1.0 / max(0.2, 1.0 + depth / self.distance)
        x = self.centre_px[0] + near * (self.scale * right + self.shift_px[0])
        y = self.centre_px[1] - near * (self.scale * up + self.shift_px[1])
        return ((x, y), radius * self.scale * near)

    def nearness(self, solid: Solid) -> float:
        """How near the camera, torso lengths."""
        return -sum(self._turned(point)[2] for point, _ in solid.balls) / len(solid.balls)


def _scale_and_shift(flat: list[Vec2], seen: list[Vec2]) -> tuple[float, Vec2]:
    """What carries points to where they are seen, with the least squares; scale 0 where that says nothing."""
    count = len(flat)
    (fx, fy), (sx, sy) = ((sum(x for x, _ in p) / count, sum(y for _, y in p) / count) for p in (flat, seen))
    shared = sum((x - fx) * (u - sx) + (y - fy) * (v - sy) for (x, y), (u, v) in zip(flat, seen, strict=True))
    spread = sum((x - fx) ** 2 + (y - fy) ** 2 for x, y in flat)
    scale = shared / max(spread, TINY)
    return scale, (sx - scale * fx, sy - scale * fy)
