"""The stretch's picture as SVG, drawn from its own reference angles."""

from __future__ import annotations

from collections.abc import Mapping

from posecheck.figure import flat_joints
from posecheck.geometry import Vec2
from posecheck.stretch import Figure
from posecheck.view import View

WIDTH, HEIGHT = 320, 200
FLOOR = 176
NEAR, FAR, SKIN = "#12806f", "#7fb8ae", "#e0b08a"
BONES = {
    "thigh": ("hip", "knee", 17),
    "shank": ("knee", "ankle", 14),
    "foot": ("ankle", "toe", 10),
    "upper arm": ("shoulder", "elbow", 11),
    "forearm": ("elbow", "wrist", 9),
}


def _line(a: Vec2, b: Vec2, width: float, colour: str) -> str:
    return (
        f'<line x1="{a[0]:.1f}" y1="{a[1]:.1f}" x2="{b[0]:.1f}" y2="{b[1]:.1f}" '
        f'stroke="{colour}" stroke-width="{width:.1f}" stroke-linecap="round"/>'
    )


def _middle(a: Vec2, b: Vec2) -> Vec2:
    return ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)


def _limbs(points: Mapping[str, Vec2], side: str, scale: float, colour: str, shin: str = "") -> str:
    colours = {"shank": shin or colour, "foot": shin or colour, "upper arm": SKIN, "forearm": SKIN}
    return "".join(
        _line(points[f"{side} {a}"], points[f"{side} {b}"], width * scale, colours.get(name, colour))
        for name, (a, b, width) in BONES.items()
    )


def _trunk(points: Mapping[str, Vec2], scale: float) -> str:
    shoulder = _middle(points["left shoulder"], points["right shoulder"])
    hip = _middle(points["left hip"], points["right hip"])
    head = points["head"]
    return (
        _line(shoulder, hip, 24 * scale, NEAR)
        + _line(shoulder, head, 9 * scale, SKIN)
        + f'<circle cx="{head[0]:.1f}" cy="{head[1]:.1f}" r="{12.5 * scale:.1f}" fill="{SKIN}"/>'
    )


def _broad(points: Mapping[str, Vec2], scale: float) -> str:
    """Shoulders and hips have a breadth from the front."""
    return _line(points["left shoulder"], points["right shoulder"], 20 * scale, NEAR) + _line(
        points["left hip"], points["right hip"], 20 * scale, NEAR
    )


def picture_svg(figure: Figure, title: str) -> str:
    """Draws a figure.

    Args:
        figure: the reference angles.
        title: what a screen reader says.

    Returns:
        An SVG document.
    """
    flat = flat_joints(figure)
    left, right = min(x for x, _ in flat.values()), max(x for x, _ in flat.values())
    top = max(y for _, y in flat.values())
    pixels = min((WIDTH - 70) / (right - left), (FLOOR - 34) / (top + 0.02))
    scale = pixels / 200
    cushion = 0.06 * pixels if figure.cushion else 0.0
    middle = (left + right) / 2
    points = {name: (WIDTH / 2 + (x - middle) * pixels, FLOOR - y * pixels - cushion) for name, (x, y) in flat.items()}
    parts = [f'<rect x="10" y="{FLOOR}" width="{WIDTH - 20}" height="7" rx="3.5" fill="#b9c4cc"/>']
    if figure.wall:
        x = max(p[0] for name, p in points.items() if "ankle" in name or "hip" in name) + 10 * scale
        parts.append(f'<rect x="{x:.1f}" y="12" width="7" height="{FLOOR - 12}" fill="#b9c4cc"/>')
    if figure.cushion:
        hip = _middle(points["left hip"], points["right hip"])
        w = 0.34 * pixels
        parts.append(
            f'<rect x="{hip[0] - w / 2:.1f}" y="{FLOOR - cushion:.1f}" width="{w:.1f}" height="{cushion:.1f}" '
            f'rx="{cushion / 2:.1f}" fill="#caa27a"/>'
        )
    if figure.view is View.SIDE:
        parts += [_limbs(points, "left", scale, FAR), _trunk(points, scale), _limbs(points, "right", scale, NEAR)]
    else:
        parts += [_trunk(points, scale), _broad(points, scale)]
        parts += [_limbs(points, side, scale, NEAR, shin=FAR) for side in ("left", "right")]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-label="{title}">{"".join(parts)}</svg>'
    )
