"""The stretch's picture as SVG, drawn from its own reference angles."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence

from posecheck.figure import BED_EDGE, BED_HEIGHT, RESTING, drawn, laid
from posecheck.flesh import Solid, outline, solids
from posecheck.geometry import Vec2, Vec3, middle
from posecheck.landmarks import Side
from posecheck.stretch import Figure
from posecheck.view import View

WIDTH, HEIGHT, MARGIN = 320, 200, 12
MAT_MARGIN, MAT_WIDTH, FLOOR_WIDTH = 0.05, 0.46, 0.03  # body heights; the mat's width at least
WALL_ROUNDING = 0.008
CUSHION = (0.14, 0.065, 0.055)  # half its width and depth, its height
SEAT, SEAT_DEPTH, BACKREST = 0.035, 0.13, 0.26  # a chair's thickness, half its depth, its height above the seat
# At least 3:1 on light and on dark pages (WCAG 2.2, 1.4.11).
SHIRT, PELVIS, SKIN, HAIR = "#117565", "#127969", "#bf8459", "#8a5c42"
LEGS = {Side.RIGHT: {"thigh": "#137f6e", "shank": "#15897a"}, Side.LEFT: {"thigh": "#569a8d", "shank": "#5c9d91"}}
COLOURS = {"chest": SHIRT, "sleeve": "#127c6b", "pelvis": PELVIS, "hair": HAIR, "neck": "#a36c45"}
# From the side the face is drawn over the hair; from everywhere the neck is behind the face.
NEARER = {"face": 0.01, "neck": -0.03}
EDGE = "#0a4038"
EDGED = {"thigh", "shank"}
# See-through, so that they are quiet on light and on dark pages.
MAT, WALL, WOOD = "#7f99a88c", "#7f99a8", "#c39a70"


class _Paper:
    """From body heights to the picture's pixels, with everything in the frame."""

    def __init__(self, view: View, mirrored: bool, balls: Iterable[tuple[Vec3, float]]) -> None:
        self._view = view
        self._sign = -1.0 if mirrored else 1.0
        flat = [(*self._flat(point), radius) for point, radius in balls]
        left, right = min(x - r for x, _, r in flat), max(x + r for x, _, r in flat)
        bottom, top = min(y - r for _, y, r in flat), max(y + r for _, y, r in flat)
        self.pixels = min((WIDTH - 2 * MARGIN) / (right - left), (HEIGHT - 2 * MARGIN) / (top - bottom))
        self._x = WIDTH / 2 - (left + right) / 2 * self.pixels
        self._y = HEIGHT - MARGIN + bottom * self.pixels

    def _flat(self, point: Vec3) -> Vec2:
        x, y, _ = drawn(point, self._view)
        return (self._sign * x, y)

    def at(self, point: Vec3) -> Vec2:
        x, y = self._flat(point)
        return (self._x + x * self.pixels, self._y - y * self.pixels)

    def nearness(self, solid: Solid) -> float:
        near = [drawn(point, self._view)[2] for point, _ in solid.balls]
        return sum(near) / len(near) + NEARER.get(solid.part, 0.0)

    def hull(self, balls: Iterable[tuple[Vec3, float]], colour: str, edge: str = "") -> str:
        """What is around some balls, in a colour; with a thin edge of another where it has one."""
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in outline([(self.at(p), r * self.pixels) for p, r in balls]))
        stroke = f' stroke="{edge}" stroke-width="0.7" stroke-opacity="0.35" stroke-linejoin="round"' if edge else ""
        return f'<polygon points="{path}" fill="{colour}"{stroke}/>'


Balls = list[tuple[Vec3, float]]


def _box(xs: Vec2, ys: Vec2, zs: Vec2, rounding: float = 0.008) -> Balls:
    """The balls a box is the hull of."""
    return [((x, y, z), rounding) for x in xs for y in ys for z in zs]


def _reach(body: Sequence[Solid], axis: int) -> Vec2:
    """From where to where the body reaches, fingertips and toes and all."""
    reached = [(point[axis] - r, point[axis] + r) for solid in body for point, r in solid.balls]
    return (min(low for low, _ in reached), max(high for _, high in reached))


def _mat(body: Sequence[Solid], beyond: float) -> Balls:
    """What the body lies, kneels or sits on, and so far beyond its front."""
    (back, front), (right, left) = _reach(body, 0), _reach(body, 1)
    centre, half = (right + left) / 2, max(MAT_WIDTH, left - right + 2 * MAT_MARGIN) / 2
    depth = FLOOR_WIDTH / 2
    return _box((back - MAT_MARGIN, front + beyond), (centre - half, centre + half), (-depth, -depth), depth)


def _wall(body: Sequence[Solid]) -> Balls:
    """Where the heels and the seat meet it."""
    x, half = _reach(body, 0)[1] + WALL_ROUNDING, MAT_WIDTH / 2
    return _box((x, x + 0.02), (-half, half), (-FLOOR_WIDTH, _reach(body, 2)[1] + 0.08), WALL_ROUNDING)


def _bed(body: Sequence[Solid]) -> list[Balls]:
    start, half = _reach(body, 0)[0] - MAT_MARGIN, MAT_WIDTH / 2
    legs = [_box((x, x + 0.025), (y, y), (0.0, BED_HEIGHT - 0.1)) for y in (half, -half) for x in (start, -0.03)]
    return [*legs, _box((start, BED_EDGE), (-half, half), (BED_HEIGHT - 0.1, BED_HEIGHT - 0.015), 0.015)]


def _chair(points: Mapping[str, Vec3]) -> list[Balls]:
    x, _, z = middle(points["left hip"], points["right hip"])
    top, back, front, half = z - RESTING["hip"] - 0.008, x - SEAT_DEPTH, x + SEAT_DEPTH, SEAT_DEPTH
    legs = [_box((at, at), (y, y), (0.0, top - SEAT)) for y in (half, -half) for at in (back, front)]
    rest = _box((back - 0.02, back - 0.02), (-half, half), (top, top + BACKREST))
    return [*legs, rest, _box((back - 0.02, front), (-half, half), (top - SEAT, top))]


def _cushion(points: Mapping[str, Vec3]) -> Balls:
    x, y, _ = middle(points["left hip"], points["right hip"])
    half, deep, high = CUSHION
    return [((x + dx, y + dy, high / 2), high / 2) for dx in (-deep, deep) for dy in (-half, half)]


def _props(figure: Figure, points: Mapping[str, Vec3], body: Sequence[Solid]) -> list[tuple[Balls, str]]:
    """What the body rests on or at, in the order it is drawn."""
    furniture = [*(_bed(body) if figure.bed else ()), *(_chair(points) if figure.chair else ())]
    if furniture:
        return [(part, WOOD) for part in furniture]
    things = [(_mat(body, 0.0 if figure.wall else MAT_MARGIN), MAT)]
    if figure.wall:
        things.append((_wall(body), WALL))
    if figure.cushion:
        things.append((_cushion(points), WOOD))
    return things


def _colour(solid: Solid) -> str:
    if solid.side is not None and solid.part in LEGS[solid.side]:
        return LEGS[solid.side][solid.part]
    return COLOURS.get(solid.part, SKIN)


def picture_svg(figure: Figure, title: str, view: View | None = None, mirrored: bool = False) -> str:
    """Draws a figure.

    Args:
        figure: the reference angles.
        title: what a screen reader says; plain text.
        view: from where; None for the figure's own view.
        mirrored: whether the left side is the active one.

    Returns:
        An SVG document.
    """
    points = laid(figure)
    body = solids(points)
    props = _props(figure, points, body)
    balls = [ball for solid in body for ball in solid.balls] + [ball for part, _ in props for ball in part]
    paper = _Paper(view or figure.view, mirrored, balls)
    parts = [paper.hull(part, colour) for part, colour in props]
    for solid in sorted(body, key=lambda solid: paper.nearness(solid)):
        parts.append(paper.hull(solid.balls, _colour(solid), EDGE if solid.part in EDGED else ""))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-label="{html.escape(title)}">{"".join(parts)}</svg>'
    )
