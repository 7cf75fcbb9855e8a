"""Strokes and text on a picture: outlined, anti-aliased, readable on any background. Colours are RGB."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from posecheck.drawing.palette import INK, Colour
from posecheck.geometry import Vec2
from posecheck.landmarks import ByteArray

Disc = tuple[Vec2, float]

BOLD = 700
SHIFT = 4  # bits of a pixel's fraction
_TURNS = np.arange(0.0, 2 * np.pi, np.pi / 12)
RING = np.stack([np.cos(_TURNS), np.sin(_TURNS)], axis=1)


class _Fonts(threading.local):
    """A font for each thread: OpenCV does not say that two may write with one at the same time."""

    def __init__(self) -> None:
        self.sans = cv2.FontFace("sans")


_FONTS = _Fonts()


def _whole(p: Vec2) -> tuple[int, int]:
    return (round(p[0]), round(p[1]))


def _pieces(a: Vec2, b: Vec2, dash: float, gap: float) -> list[tuple[Vec2, Vec2]]:
    size = math.hypot(b[0] - a[0], b[1] - a[1])
    count = max(1, round(size / (dash + gap)))
    step = ((b[0] - a[0]) / count, (b[1] - a[1]) / count)
    part = dash / (dash + gap)
    return [
        (
            (a[0] + step[0] * i, a[1] + step[1] * i),
            (a[0] + step[0] * (i + part), a[1] + step[1] * (i + part)),
        )
        for i in range(count)
    ]


def stroke(image: ByteArray, a: Vec2, b: Vec2, colour: Colour, width: int, dash: float = 0.0, gap: float = 0.0) -> None:
    """A line with a dark outline.

    Args:
        image: drawn on.
        a: from here, px.
        b: to here, px.
        colour: of the line.
        width: px.
        dash: length of a dash in widths; 0 for a solid line.
        gap: length of a gap in widths.
    """
    pieces = _pieces(a, b, dash * width, gap * width) if dash else [(a, b)]
    for start, end in pieces:
        cv2.line(image, _whole(start), _whole(end), INK, width + max(2, width // 2), cv2.LINE_AA)
    for start, end in pieces:
        cv2.line(image, _whole(start), _whole(end), colour, width, cv2.LINE_AA)


def dot(image: ByteArray, at: Vec2, colour: Colour, radius: int) -> None:
    """A disc with a dark outline."""
    cv2.circle(image, _whole(at), radius + max(1, radius // 3), INK, -1, cv2.LINE_AA)
    cv2.circle(image, _whole(at), radius, colour, -1, cv2.LINE_AA)


def arc(
    image: ByteArray, at: Vec2, radius: float, start_deg: float, end_deg: float, colour: Colour, width: int
) -> None:
    """Part of a circle; angles grow as the clock goes, 0 points right."""
    size = (round(radius), round(radius))
    cv2.ellipse(image, _whole(at), size, 0, start_deg, end_deg, colour, width, cv2.LINE_AA)


def plate(image: ByteArray, left: int, top: int, right: int, bottom: int, opacity: float = 0.62) -> None:
    """Darkens a rectangle, so that text on it reads. Parts outside the picture are left out."""
    part = image[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]
    if part.size:
        dark = np.empty_like(part)
        cv2.rectangle(dark, (0, 0), (part.shape[1], part.shape[0]), INK, -1)  # numpy takes twenty times as long to fill
        np.copyto(part, cv2.addWeighted(part, 1 - opacity, dark, opacity, 0.0))


def round_plate(image: ByteArray, at: Vec2, radius: float, opacity: float = 0.55) -> None:
    """Darkens a disc, so that what is drawn on it reads."""
    disc(image, at, radius, INK, opacity)


def disc(image: ByteArray, at: Vec2, radius: float, colour: Colour, opacity: float) -> None:
    """A filled disc that the picture shows through."""
    left, top = max(0, math.floor(at[0] - radius - 2)), max(0, math.floor(at[1] - radius - 2))
    part = image[top : math.ceil(at[1] + radius + 2), left : math.ceil(at[0] + radius + 2)]
    dark = part.copy()
    cv2.circle(dark, _whole((at[0] - left, at[1] - top)), round(radius), colour, -1, cv2.LINE_AA)
    np.copyto(part, cv2.addWeighted(part, 1 - opacity, dark, opacity, 0.0))


def ghost(image: ByteArray, parts: Sequence[Sequence[Disc]], colour: Colour, edge: Colour, opacity: float) -> None:
    """Rounded shapes one over the other, all of it see-through.

    Args:
        image: drawn on.
        parts: the lowest first; each is the hull of discs, centre and radius in px.
        colour: of the shapes.
        edge: of the line around each.
        opacity: 0 to 1.
    """
    hulls = [cv2.convexHull(rims) for rims in _rims(parts)]
    left, top, width, height = cv2.boundingRect(np.concatenate(hulls))
    corner, scale = (max(0, (left >> SHIFT) - 2), max(0, (top >> SHIFT) - 2)), 1 << SHIFT
    part = image[corner[1] : max(0, (top + height) // scale + 3), corner[0] : max(0, (left + width) // scale + 3)]
    if not part.size:
        return
    over = part.copy()
    for hull in hulls:
        hull -= np.array(corner, dtype=np.int32) * scale
        cv2.fillConvexPoly(over, hull, colour, cv2.LINE_AA, SHIFT)
        cv2.polylines(over, [hull], True, edge, 1, cv2.LINE_AA, SHIFT)
    np.copyto(part, cv2.addWeighted(part, 1 - opacity, over, opacity, 0.0))


def _rims(parts: Sequence[Sequence[Disc]]) -> list[npt.NDArray[np.int32]]:
    """Points around each part's discs, in fractions of a pixel."""
    discs = np.array([(x, y, radius) for part in parts for (x, y), radius in part])[:, None]
    rims = np.rint((discs[..., :2] + discs[..., 2:] * RING) * (1 << SHIFT)).astype(np.int32)
    ends = np.cumsum([len(part) for part in parts])[:-1]
    return [each.reshape(-1, 2) for each in np.split(rims, ends)]


def arrow_along(
    image: ByteArray, at: Vec2, radius: float, from_deg: float, to_deg: float, colour: Colour, width: int
) -> None:
    """An arrow along a circle: the way an angle should change."""
    way = math.copysign(1.0, to_deg - from_deg)
    tip_deg = to_deg if abs(to_deg - from_deg) > 14.0 else from_deg + way * 14.0
    arc(image, at, radius, from_deg, tip_deg, INK, width * 2)
    arc(image, at, radius, from_deg, tip_deg, colour, width)
    tip = _on_circle(at, radius, tip_deg)
    for reach in (0.78, 1.22):
        stroke(image, _on_circle(at, radius * reach, tip_deg - way * 14.0), tip, colour, width)


def _on_circle(at: Vec2, radius: float, angle_deg: float) -> Vec2:
    angle = math.radians(angle_deg)
    return (at[0] + radius * math.cos(angle), at[1] + radius * math.sin(angle))


def text_width(image: ByteArray, words: str, size: int) -> int:
    """How wide a text will be, px."""
    (_, _, width, _) = cv2.getTextSize((image.shape[1], image.shape[0]), words, (0, 0), _FONTS.sans, size, BOLD)
    return int(width)


def text(image: ByteArray, words: str, left: float, baseline: float, size: int, colour: Colour) -> None:
    """Writes a line.

    Args:
        image: drawn on.
        words: what to write.
        left: where it starts, px.
        baseline: what its letters stand on, px.
        size: font size, px; capitals and digits are 0.7 of it high.
        colour: of the letters.
    """
    cv2.putText(image, words, (round(left), round(baseline)), colour, _FONTS.sans, size, BOLD)
