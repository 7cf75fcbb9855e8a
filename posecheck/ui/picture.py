"""The stretch's picture as SVG, drawn from its own reference angles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from posecheck.figure import drawn, joints
from posecheck.geometry import Vec2, Vec3, middle
from posecheck.stretch import Figure

WIDTH, HEIGHT, MARGIN = 320, 200, 26
MAT_MARGIN, MAT_WIDTH, FLOOR_WIDTH = 0.08, 0.46, 0.035  # body heights; the mat's width at least
INSIDE = 0.75  # how far out the trunk's corners lie, as a share of the joints'
CUSHION_WIDTH, CUSHION_HEIGHT = 0.28, 0.06
TRUNK, SKIN = "#0e6c5e", "#e0b08a"
LEGS = {"right": {"thigh": "#12806f", "shank": "#1a9682"}, "left": {"thigh": "#76b3a8", "shank": "#90c5bb"}}
FLOOR, MAT, CUSHION = "#b9c4cc", "#d5dce1", "#caa27a"
BONES = {
    ("hip", "knee"): ("thigh", 17),
    ("knee", "ankle"): ("shank", 14),
    ("ankle", "toe"): ("shank", 10),
    ("shoulder", "elbow"): ("arm", 11),
    ("elbow", "wrist"): ("arm", 9),
}


class _Paper:
    """From body heights to the picture's pixels, with everything in the frame."""

    def __init__(self, figure: Figure, points: list[Vec3]) -> None:
        self._view = figure.view
        flat = [drawn(point, figure.view) for point in points]
        left, right = min(x for x, _, _ in flat), max(x for x, _, _ in flat)
        bottom, top = min(y for _, y, _ in flat), max(y for _, y, _ in flat)
        self.pixels = min((WIDTH - 2 * MARGIN) / (right - left), (HEIGHT - 2 * MARGIN) / (top - bottom))
        self.thick = self.pixels / 200
        self._x = WIDTH / 2 - (left + right) / 2 * self.pixels
        self._y = HEIGHT - MARGIN + bottom * self.pixels

    def at(self, point: Vec3) -> Vec2:
        x, y, _ = drawn(point, self._view)
        return (self._x + x * self.pixels, self._y - y * self.pixels)

    def nearness(self, *points: Vec3) -> float:
        return sum(drawn(point, self._view)[2] for point in points) / len(points)

    def line(self, a: Vec3, b: Vec3, width: float, colour: str) -> str:
        (x1, y1), (x2, y2) = self.at(a), self.at(b)
        return (
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke="{colour}" stroke-width="{width * self.thick:.1f}" stroke-linecap="round"/>'
        )

    def area(self, corners: list[Vec3], width: float, edge: str, fill: str) -> str:
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(self.at, corners))
        return (
            f'<polygon points="{path}" fill="{fill}" stroke="{edge}" stroke-width="{width * self.thick:.1f}" '
            f'stroke-linejoin="round"/>'
        )


def _mat(points: Mapping[str, Vec3]) -> list[Vec3]:
    """The corners of what the body lies, kneels or sits on; arms may reach beyond."""
    on_it = [point for name, point in points.items() if not name.endswith(("elbow", "wrist"))]
    xs, ys = [x for x, _, _ in on_it], [y for _, y, _ in on_it]
    back, front, centre = min(xs) - MAT_MARGIN, max(xs) + MAT_MARGIN, (min(ys) + max(ys)) / 2
    half = max(MAT_WIDTH, max(ys) - min(ys) + 2 * MAT_MARGIN) / 2
    corners = ((back, -half), (front, -half), (front, half), (back, half))
    return [(x, centre + y, -FLOOR_WIDTH / 2) for x, y in corners]


def _wall(points: Mapping[str, Vec3], paper: _Paper) -> str:
    """Where the heels and the seat meet it, from the side."""
    x = max(p[0] for name, p in points.items() if name.endswith(("ankle", "hip"))) + 0.07
    return paper.line((x, 0.0, 0.0), (x, 0.0, max(z for _, _, z in points.values()) + 0.1), 7, FLOOR)


def _cushion(points: Mapping[str, Vec3], paper: _Paper) -> str:
    x, y, _ = middle(points["left hip"], points["right hip"])
    half, z = CUSHION_WIDTH / 2, CUSHION_HEIGHT / 2
    return paper.line((x, y - half, z), (x, y + half, z), CUSHION_HEIGHT * 200, CUSHION)


def _trunk(points: Mapping[str, Vec3]) -> list[Vec3]:
    """The corners of the trunk; the thick line around them reaches out to the joints' flesh."""
    corners = []
    for name in ("left shoulder", "right shoulder", "right hip", "left hip"):
        x, y, z = points[name]
        mx, my, mz = middle(points[f"left {name.split()[1]}"], points[f"right {name.split()[1]}"])
        corners.append((mx + INSIDE * (x - mx), my + INSIDE * (y - my), mz + INSIDE * (z - mz)))
    return corners


def _parts(points: Mapping[str, Vec3], paper: _Paper) -> Iterator[tuple[float, str]]:
    """Everything of the body, each with how near the viewer it is."""
    for side, colours in LEGS.items():
        for (start, end), (part, width) in BONES.items():
            a, b = points[f"{side} {start}"], points[f"{side} {end}"]
            yield paper.nearness(a, b), paper.line(a, b, width, colours.get(part, SKIN))
    corners = _trunk(points)
    yield paper.nearness(*corners), paper.area(corners, 22, TRUNK, TRUNK)
    head = points["head"]
    throat = middle(head, middle(points["left shoulder"], points["right shoulder"]))
    x, y = paper.at(head)
    circle = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{12.5 * paper.thick:.1f}" fill="{SKIN}"/>'
    yield paper.nearness(head, throat), paper.line(throat, head, 9, SKIN) + circle


def picture_svg(figure: Figure, title: str) -> str:
    """Draws a figure.

    Args:
        figure: the reference angles.
        title: what a screen reader says.

    Returns:
        An SVG document.
    """
    points = joints(figure)
    if figure.cushion:
        points = {name: (x, y, z + CUSHION_HEIGHT) for name, (x, y, z) in points.items()}
    mat = _mat(points)
    paper = _Paper(figure, [*points.values(), *mat])
    parts = [paper.area(mat, FLOOR_WIDTH * 200, FLOOR, MAT)]
    if figure.wall:
        parts.append(_wall(points, paper))
    if figure.cushion:
        parts.append(_cushion(points, paper))
    parts += [part for _, part in sorted(_parts(points, paper))]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-label="{title}">{"".join(parts)}</svg>'
    )
