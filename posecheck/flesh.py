"""What is around the joints: a body's parts as rounded solids, for pictures of it.

Each solid is the hull of a few balls. Seen from far away a ball is a disc, so a solid's outline is the hull of discs.
Sizes are shares of body height, chosen to look like a person.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from posecheck.geometry import Vec2, Vec3, cross, middle, minus, moved, unit
from posecheck.landmarks import Side

# Half the thickness of a part at its ends.
TAPERS = {
    ("hip", "knee"): ("thigh", 0.05, 0.034),
    ("knee", "ankle"): ("shank", 0.035, 0.021),
    ("shoulder", "elbow"): ("upper arm", 0.027, 0.022),
    ("elbow", "wrist"): ("forearm", 0.022, 0.014),
}
SLEEVE = 0.42  # how far down the upper arm
_RING = [(math.cos(math.radians(a)), math.sin(math.radians(a))) for a in range(0, 360, 15)]


@dataclass(frozen=True, slots=True)
class Solid:
    """One part of a body.

    Attributes:
        part: "face", "hair", "neck", "chest", "pelvis", "thigh", "shank", "foot", "upper arm", "sleeve", "forearm",
            "hand".
        side: whose; None in the middle of the body.
        balls: the centre and radius of each ball it is the hull of.
    """

    part: str
    side: Side | None
    balls: tuple[tuple[Vec3, float], ...]


def _between(a: Vec3, b: Vec3, share: float) -> Vec3:
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share)


def _limbs(points: Mapping[str, Vec3], side: Side, size: float) -> Iterator[Solid]:
    at = {name.split()[1]: point for name, point in points.items() if name.startswith(side.value)}
    for (start, end), (part, thick, thin) in TAPERS.items():
        yield Solid(part, side, ((at[start], thick * size), (at[end], thin * size)))
    sleeve = _between(at["shoulder"], at["elbow"], SLEEVE)
    yield Solid("sleeve", side, ((at["shoulder"], 0.034 * size), (sleeve, 0.029 * size)))
    fingers = moved(at["wrist"], unit(minus(at["wrist"], at["elbow"])), 0.02 * size)
    yield Solid("hand", side, ((at["wrist"], 0.018 * size), (fingers, 0.013 * size)))
    heel = moved(_between(at["ankle"], at["toe"], -0.2), unit(minus(at["ankle"], at["knee"])), 0.006 * size)
    ball = _between(at["ankle"], at["toe"], 0.72)
    foot = ((at["ankle"], 0.022 * size), (heel, 0.022 * size), (ball, 0.019 * size), (at["toe"], 0.012 * size))
    yield Solid("foot", side, foot)


def _trunk(points: Mapping[str, Vec3], size: float) -> Iterator[Solid]:
    shoulders, hips = ([points[f"{side.value} {name}"] for side in Side] for name in ("shoulder", "hip"))
    neck, pelvis = middle(*shoulders), middle(*hips)
    waist = _between(neck, pelvis, 0.62)
    sides = [moved(waist, minus(_between(s, h, 0.5), _between(neck, pelvis, 0.5)), 0.55)
             for s, h in zip(shoulders, hips, strict=True)]  # fmt: skip
    chest = [(_between(neck, s, 0.78), 0.038 * size) for s in shoulders] + [(w, 0.05 * size) for w in sides]
    yield Solid("chest", None, tuple(chest))
    flanks = [(w, 0.05 * size) for w in sides] + [(_between(pelvis, h, 0.72), 0.056 * size) for h in hips]
    yield Solid("pelvis", None, tuple(flanks))


def _head(points: Mapping[str, Vec3], size: float) -> Iterator[Solid]:
    left, right, head = points["left shoulder"], points["right shoulder"], points["head"]
    neck = middle(left, right)
    upward = unit(minus(head, neck))
    ahead = unit(cross(minus(left, right), upward))
    shape = {"hair": ((0.012, -0.006, 0.052),),
             "face": ((0.012, 0.018, 0.036), (-0.012, 0.052, 0.007), (-0.04, 0.022, 0.022))}  # fmt: skip
    for part, balls in shape.items():
        placed = ((moved(moved(head, upward, up * size), ahead, on * size), radius * size) for up, on, radius in balls)
        yield Solid(part, None, tuple(placed))
    yield Solid(
        "neck",
        None,
        ((moved(neck, upward, 0.016 * size), 0.029 * size), (moved(head, upward, -0.03 * size), 0.026 * size)),
    )


def solids(points: Mapping[str, Vec3], size: float = 1.0) -> tuple[Solid, ...]:
    """The parts of a body.

    Args:
        points: where its joints are, named as `posecheck.figure.joints` names them, in any right-handed frame.
        size: the body's height, in the points' unit.

    Returns:
        The solids, in no order.
    """
    limbs = (solid for side in Side for solid in _limbs(points, side, size))
    return (*_trunk(points, size), *_head(points, size), *limbs)


def outline(discs: Sequence[tuple[Vec2, float]]) -> list[Vec2]:
    """The hull of discs, as a polygon (Andrew's monotone chain).

    Args:
        discs: centres and radii.

    Returns:
        Its corners, in order.
    """
    dots = sorted({(x + r * c, y + r * s) for (x, y), r in discs for c, s in _RING})
    return [*_half_hull(dots), *_half_hull(dots[::-1])]


def _half_hull(dots: Sequence[Vec2]) -> list[Vec2]:
    hull: list[Vec2] = []
    for x, y in dots:
        while len(hull) > 1:
            (ax, ay), (bx, by) = hull[-2:]
            if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0.0:
                break
            hull.pop()
        hull.append((x, y))
    return hull[:-1]
