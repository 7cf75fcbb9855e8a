"""The figure stands on the floor and has the angles it was given."""

from __future__ import annotations

import pytest

from posecheck.catalog import Catalog
from posecheck.figure import RESTING, flat_joints, joints
from posecheck.landmarks import Side
from posecheck.ui.picture import picture_svg


def test_every_stretch_s_figure_rests_on_the_floor(catalog: Catalog) -> None:
    for stretch in catalog.stretches.values():
        heights = {name: z - RESTING[name.split()[-1]] for name, (_, _, z) in joints(stretch.figure).items()}
        assert min(heights.values()) == pytest.approx(0.0), stretch.id


def test_the_butterfly_s_soles_meet(catalog: Catalog) -> None:
    flat = flat_joints(catalog.get("seated_butterfly").figure)
    hips = flat["left hip"][0] - flat["right hip"][0]
    assert hips > 0
    assert abs(flat["left ankle"][0] - flat["right ankle"][0]) < hips
    assert flat["left knee"][0] - flat["right knee"][0] > 2.2 * hips


def test_the_reference_figure_is_in_place(catalog: Catalog) -> None:
    """The picture must not show what the checks would turn away."""
    from posecheck.checks import Placement, judge
    from posecheck.measures import read_measures
    from posecheck.trust import doubts
    from posecheck.view import View, body_view
    from tests.bodies import seen

    for stretch in catalog.stretches.values():
        frame = seen(stretch.figure, 90 if stretch.figure.view is View.SIDE else 180)
        view = body_view(frame)
        verdict = judge(
            stretch, read_measures(frame, doubts(frame), view), view.view, Side.RIGHT if stretch.sided else None
        )
        assert verdict.placement is Placement.IN_PLACE, (stretch.id, verdict.fault, verdict.unknown)


def test_pictures_are_drawings_with_a_name(catalog: Catalog) -> None:
    for stretch in catalog.stretches.values():
        svg = picture_svg(stretch.figure, stretch.name)
        assert svg.startswith("<svg")
        assert stretch.name in svg
        assert "nan" not in svg
