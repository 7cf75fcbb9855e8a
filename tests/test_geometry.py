"""Angles do not change where the world is moved, scaled or turned."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from posecheck.geometry import (
    Vec2,
    Vec3,
    angle_deg,
    cross,
    dot,
    elevation_deg,
    length,
    middle,
    minus,
    minus2,
    plus,
    turn_about_deg,
    turn_deg,
    unit,
    wrapped_deg,
)

number = st.floats(-100, 100)
angle = st.floats(-180, 180)
vec2 = st.tuples(number, number).filter(lambda v: math.hypot(*v) > 1e-2)
vec3 = st.tuples(number, number, number).filter(lambda v: math.hypot(*v) > 1e-2)


def turned(v: Vec2, by_deg: float) -> Vec2:
    c, s = math.cos(math.radians(by_deg)), math.sin(math.radians(by_deg))
    return (c * v[0] - s * v[1], s * v[0] + c * v[1])


def same_direction(a_deg: float, b_deg: float) -> bool:
    return abs(wrapped_deg(a_deg - b_deg)) < 1e-3 or abs(abs(wrapped_deg(a_deg - b_deg)) - 360) < 1e-3


@given(vec2, vec2, angle, st.floats(0.01, 100))
def test_angles_keep_under_turning_and_scaling(a: Vec2, b: Vec2, by_deg: float, scale: float) -> None:
    ta, tb = turned(a, by_deg), turned((b[0] * scale, b[1] * scale), by_deg)
    assert angle_deg(ta, tb) == pytest.approx(angle_deg(a, b), abs=1e-3)
    assert same_direction(turn_deg(ta, tb), turn_deg(a, b))


@given(vec2, vec2)
def test_a_mirror_reverses_turns_and_keeps_angles(a: Vec2, b: Vec2) -> None:
    ma, mb = (-a[0], a[1]), (-b[0], b[1])
    assert same_direction(turn_deg(ma, mb), -turn_deg(a, b))
    assert angle_deg(ma, mb) == pytest.approx(angle_deg(a, b))


@given(vec2, angle)
def test_a_turn_is_the_angle_turned_by(a: Vec2, by_deg: float) -> None:
    assert same_direction(turn_deg(a, turned(a, by_deg)), by_deg)


@given(vec3, vec3, vec3)
def test_turning_about_an_axis_ignores_what_lies_along_it(a: Vec3, b: Vec3, axis: Vec3) -> None:
    assume(length(cross(a, axis)) > 1e-1 * length(a) * length(axis))
    assume(length(cross(b, axis)) > 1e-1 * length(b) * length(axis))
    along = (a[0] + axis[0], a[1] + axis[1], a[2] + axis[2])
    assert same_direction(turn_about_deg(along, b, axis), turn_about_deg(a, b, axis))
    assert same_direction(turn_about_deg(a, b, axis), -turn_about_deg(b, a, axis))


def test_turning_is_right_handed_in_space_and_as_the_clock_goes_in_the_picture() -> None:
    assert turn_about_deg((1, 0, 0), (0, 1, 0), (0, 0, 2)) == pytest.approx(90)
    assert turn_about_deg((1, 0, 0), (0, 1, 0), (0, 0, -2)) == pytest.approx(-90)
    assert turn_about_deg((1, 0, 0), (0, 1, 0), (0, 0, 0)) == 0.0
    assert turn_deg((1, 0), (0, 1)) == pytest.approx(90)


@given(vec3, vec3)
def test_the_outer_product_is_square_to_both(a: Vec3, b: Vec3) -> None:
    n = cross(a, b)
    assert abs(dot(n, a)) < 1e-6 * (1 + length(n) * length(a))
    assert abs(dot(n, b)) < 1e-6 * (1 + length(n) * length(b))


@pytest.mark.parametrize(
    ("vector", "up_deg"),
    [((1, 0, 0), 0), ((1, 0, 1), 45), ((0, -2, 2), 45), ((0, 0, -3), -90), ((3, 4, 5), 45), ((-3, 4, -5), -45)],
)
def test_elevation_is_measured_against_the_level(vector: Vec3, up_deg: float) -> None:
    assert elevation_deg(vector) == pytest.approx(up_deg)


@given(vec3, angle)
def test_elevation_keeps_under_turning_about_the_vertical(a: Vec3, by_deg: float) -> None:
    x, y = turned((a[0], a[1]), by_deg)
    assert elevation_deg((x, y, a[2])) == pytest.approx(elevation_deg(a), abs=1e-6)


@given(vec3)
def test_a_unit_vector_has_length_one_and_the_same_direction(a: Vec3) -> None:
    assert length(unit(a)) == pytest.approx(1.0)
    assert angle_deg(unit(a), a) == pytest.approx(0.0, abs=1e-4)
    assert unit((0.0, 0.0, 0.0)) == (0.0, 0.0, 0.0)


@given(vec3, vec3)
def test_adding_undoes_taking_away(a: Vec3, b: Vec3) -> None:
    assert plus(minus(a, b), b) == pytest.approx(a)
    assert minus2((a[0], a[1]), (b[0], b[1])) == minus(a, b)[:2]


def test_no_length_has_no_angle() -> None:
    assert angle_deg((0, 0), (1, 0)) == 0.0


@given(vec3, vec3)
def test_the_middle_is_as_far_from_both(a: Vec3, b: Vec3) -> None:
    assert length(minus(a, middle(a, b))) == pytest.approx(length(minus(b, middle(a, b))), abs=1e-9)


@given(st.floats(-1e4, 1e4))
def test_wrapping_keeps_the_direction(angle_of: float) -> None:
    wrapped = wrapped_deg(angle_of)
    assert -180 < wrapped <= 180
    assert math.cos(math.radians(wrapped)) == pytest.approx(math.cos(math.radians(angle_of)), abs=1e-6)
