"""Each stretch's picture: inside its frame, near over far, with its name, its props, and the other side's mirror."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from posecheck.catalog import Catalog
from posecheck.landmarks import Side
from posecheck.stretch import Figure, LimbPose
from posecheck.ui.picture import COLOURS, HAIR, HEIGHT, LEGS, MAT, SHIRT, SKIN, WALL, WIDTH, WOOD, picture_svg
from posecheck.view import View
from tests.bodies import KNEE_TO_CHEST, STANDING

Shape = tuple[str, list[tuple[float, float]]]


def shapes(svg: str) -> list[Shape]:
    """Each shape's colour and corners, in the order they are drawn."""
    found = []
    for shape in ET.fromstring(svg):
        corners = [(float(x), float(y)) for x, y in (p.split(",") for p in shape.attrib["points"].split())]
        found.append((shape.attrib["fill"], corners))
    return found


def middle_of(found: list[Shape], colour: str) -> float:
    """Where a colour is, from left to right."""
    xs = [x for fill, corners in found if fill == colour for x, _ in corners]
    return (min(xs) + max(xs)) / 2


@pytest.mark.parametrize("view", View)
def test_every_stretch_is_drawn_inside_its_frame_from_everywhere(catalog: Catalog, view: View) -> None:
    for stretch in catalog.stretches.values():
        for x, y in (corner for _, corners in shapes(picture_svg(stretch.figure, "x", view)) for corner in corners):
            assert 0 <= x <= WIDTH, stretch.id
            assert 0 <= y <= HEIGHT, stretch.id


def test_it_is_drawn_from_its_own_view_unless_another_is_asked_for() -> None:
    own = picture_svg(STANDING, "x")
    assert own == picture_svg(STANDING, "x", View.SIDE)
    assert own != picture_svg(STANDING, "x", View.FRONT)


def test_its_name_is_escaped() -> None:
    root = ET.fromstring(picture_svg(STANDING, 'Child\'s "pose" <& more>'))
    assert root.attrib["aria-label"] == 'Child\'s "pose" <& more>'
    assert root.attrib["role"] == "img"


def test_what_is_nearer_is_drawn_over_what_is_farther() -> None:
    colours = [fill for fill, _ in shapes(picture_svg(KNEE_TO_CHEST, "x"))]
    order = [colours.index(LEGS[Side.LEFT]["thigh"]), colours.index(SHIRT), colours.index(LEGS[Side.RIGHT]["thigh"])]
    assert order == sorted(order)


@pytest.mark.parametrize(("view", "shown"), [(View.FRONT, SKIN), (View.SIDE, SKIN), (View.BACK, HAIR)])
def test_the_face_is_seen_from_the_front_and_the_side_only(view: View, shown: str) -> None:
    found = shapes(picture_svg(STANDING, "x", view))
    hair = next(corners for fill, corners in found if fill == HAIR)
    over = [fill for fill, corners in found if min(y for _, y in corners) < max(y for _, y in hair) - 10]
    assert over[-1] == shown


def test_mirrored_it_is_the_same_the_other_way_round() -> None:
    one, other = (shapes(picture_svg(KNEE_TO_CHEST, "x", mirrored=mirrored)) for mirrored in (False, True))
    assert [fill for fill, _ in one] == [fill for fill, _ in other], "the active side stays the near one"
    for colour in (HAIR, LEGS[Side.RIGHT]["shank"]):
        assert middle_of(one, colour) == pytest.approx(WIDTH - middle_of(other, colour), abs=0.2)
    assert middle_of(one, HAIR) < WIDTH / 2 < middle_of(other, HAIR)


def test_furniture_stands_in_place_of_the_mat() -> None:
    sitting = replace(STANDING, active=LimbPose(hip_flexion=90, knee_flexion=90), chair=True)
    hanging = Figure(
        View.SIDE, -90, 0, LimbPose(hip_flexion=-10, knee_flexion=80), LimbPose(110, knee_flexion=110), bed=True
    )
    for figure in (sitting, hanging):
        colours = {fill for fill, _ in shapes(picture_svg(figure, "x"))}
        assert WOOD in colours
        assert MAT not in colours


def test_the_wall_is_beyond_the_heels_and_the_cushion_under_the_hips() -> None:
    legs_up = Figure(View.SIDE, -90, 0, LimbPose(hip_flexion=88), LimbPose(hip_flexion=88), wall=True)
    plain = shapes(picture_svg(replace(legs_up, wall=False), "x"))
    walled = shapes(picture_svg(legs_up, "x"))
    assert len(walled) == len(plain) + 1
    wall = walled[1][1]
    legs = max(x for fill, corners in walled if fill == LEGS[Side.RIGHT]["thigh"] for x, _ in corners)
    assert min(x for x, _ in wall) > legs
    seated = Figure(View.FRONT, 0, 0, LimbPose(hip_flexion=90), LimbPose(hip_flexion=90), cushion=True)
    assert middle_of(shapes(picture_svg(seated, "x")), WOOD) == pytest.approx(WIDTH / 2, abs=2)


def test_mats_reach_under_hands_and_feet_and_walls_stay_clear_of_them(catalog: Catalog) -> None:
    for stretch in catalog.stretches.values():
        found = shapes(picture_svg(stretch.figure, "x", View.ABOVE))
        body = [corner for fill, corners in found if fill not in (MAT, WALL, WOOD) for corner in corners]
        for fill, corners in found:
            (xs, ys), (body_xs, body_ys) = zip(*corners, strict=True), zip(*body, strict=True)
            if fill == WALL:
                assert min(xs) > max(body_xs) - 0.2, stretch.id
            if fill == MAT:
                assert min(xs) < min(body_xs) < max(body_xs) < max(xs), stretch.id
                assert min(ys) < min(body_ys) < max(body_ys) < max(ys), stretch.id


@pytest.mark.parametrize(("view", "trunk"), [(View.FRONT, 0.0), (View.FRONT, 32.0), (View.ABOVE, -90.0)])
def test_the_neck_is_behind_the_face_and_darker(view: View, trunk: float) -> None:
    colours = [fill for fill, _ in shapes(picture_svg(replace(STANDING, trunk_inclination=trunk), "x", view))]
    neck = colours.index(COLOURS["neck"])
    assert colours.index(HAIR) < colours.index(SKIN, neck), "the face is over both"
    assert luminance(COLOURS["neck"]) < luminance(SKIN)


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("page", ["#FBFAF7", "#12191B"])
def test_a_body_stands_out_from_light_and_dark_pages(page: str) -> None:
    for colour in {SKIN, *COLOURS.values(), *(c for leg in LEGS.values() for c in leg.values())}:
        dark, light = sorted((luminance(colour), luminance(page)))
        assert (light + 0.05) / (dark + 0.05) >= 3.0, colour


def test_no_number_is_missing(catalog: Catalog) -> None:
    for stretch in catalog.stretches.values():
        assert not re.search("nan|inf", picture_svg(stretch.figure, "x"))
