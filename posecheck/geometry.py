"""Angles between points. Plain numbers in, plain numbers out; no landmark is known here.

Picture coordinates have x to the right and y down, in square pixels. Space is right-handed; where "up" matters it is
level, with z up. Vectors are tuples of floats: for a handful of points that is several times faster than arrays.
"""

from __future__ import annotations

import math
from operator import mul

Vec2 = tuple[float, float]
Vec3 = tuple[float, float, float]
Vec = Vec2 | Vec3

TINY = 1e-9
UPWARD: Vec3 = (0.0, 0.0, 1.0)


def minus(a: Vec3, b: Vec3) -> Vec3:
    """The vector from b to a, in space."""
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def plus(a: Vec3, b: Vec3) -> Vec3:
    """The sum of two vectors in space."""
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])


def moved(a: Vec3, way: Vec3, by: float) -> Vec3:
    """The point that lies so many times a way from a."""
    return (a[0] + way[0] * by, a[1] + way[1] * by, a[2] + way[2] * by)


def minus2(a: Vec2, b: Vec2) -> Vec2:
    """The vector from b to a, in the picture."""
    return (a[0] - b[0], a[1] - b[1])


def middle(a: Vec3, b: Vec3) -> Vec3:
    """The point half-way between two points in space."""
    return ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2)


def dot(a: Vec, b: Vec) -> float:
    """The inner product."""
    return float(sum(map(mul, a, b)))


def cross(a: Vec3, b: Vec3) -> Vec3:
    """The outer product, right-handed."""
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def length(a: Vec) -> float:
    """Euclidean length."""
    return math.hypot(*a)


def unit(a: Vec3) -> Vec3:
    """The same direction with length 1; unchanged where there is none."""
    size = length(a) or 1.0
    return (a[0] / size, a[1] / size, a[2] / size)


def angle_deg(a: Vec, b: Vec) -> float:
    """The unsigned angle between two vectors, 0 to 180 degrees; 0 where one has no length."""
    size = length(a) * length(b)
    return math.degrees(math.acos(max(-1.0, min(1.0, dot(a, b) / size)))) if size > TINY else 0.0


def turn_deg(a: Vec2, b: Vec2) -> float:
    """The turn from a to b in the picture, −180 to 180 degrees; positive as the clock goes."""
    return math.degrees(math.atan2(a[0] * b[1] - a[1] * b[0], a[0] * b[0] + a[1] * b[1]))


def turn_about_deg(a: Vec3, b: Vec3, axis: Vec3) -> float:
    """The turn from a to b about an axis, both first laid into the plane normal to it.

    Args:
        a: where the turn starts.
        b: where it ends.
        axis: need not have unit length. The turn is right-handed about it.

    Returns:
        −180 to 180 degrees; 0 where the axis has no length.
    """
    size = length(axis)
    if size < TINY:
        return 0.0
    sine = dot(cross(a, b), axis) / size
    cosine = dot(a, b) - dot(a, axis) * dot(b, axis) / (size * size)
    return math.degrees(math.atan2(sine, cosine))


def elevation_deg(a: Vec3) -> float:
    """How far a vector points above the level, −90 to 90 degrees."""
    return math.degrees(math.atan2(a[2], math.hypot(a[0], a[1])))


def wrapped_deg(angle: float) -> float:
    """The same direction as a number in (−180, 180]."""
    return 180.0 - (180.0 - angle) % 360.0
