"""What is drawn on the video: skeleton, one angle with its target band, the hold ring, one line of cue. Nothing else.

Sizes follow the video's height, so that everything reads from three metres: digits 1/7, cue text 1/16, lines 1/160.
Of a picture taller than 4:3 its width decides, or a cue would not fit in.
"""

from __future__ import annotations

import math

import numpy as np

from posecheck.checks import CheckResult, State
from posecheck.cues import Cue, CueKind
from posecheck.drawing import brush
from posecheck.drawing.ghost import draw_ghost
from posecheck.drawing.palette import BAND, IN_PLACE, INK, OUT, PAPER, PLAIN, UNKNOWN, Colour
from posecheck.geometry import Vec2
from posecheck.hold import Phase
from posecheck.landmarks import ByteArray, LandmarkFrame, Side, joint
from posecheck.measures import MEASURES, Measured
from posecheck.pipeline import Snapshot
from posecheck.stretch import Stretch
from posecheck.view import View, off_side_deg

SEGMENTS = (("shoulder", "elbow"), ("elbow", "wrist"), ("shoulder", "hip"), ("hip", "knee"), ("knee", "ankle"),
            ("ankle", "foot_index"))  # fmt: skip
RANK = {State.OK: 1, State.UNKNOWN: 2, State.LOW: 3, State.HIGH: 3}
# Colour, dash and gap (in line widths): what a line says without its colour.
STYLES: dict[int, tuple[Colour, float, float]] = {
    1: (IN_PLACE, 0.0, 0.0),
    2: (UNKNOWN, 0.4, 1.6),
    3: (OUT, 2.6, 1.8),
}
CUE_COLOURS = {
    CueKind.CORRECT: OUT, CueKind.CAMERA: PAPER, CueKind.SETUP: PAPER, CueKind.LEAD: BAND, CueKind.WELL: BAND,
}  # fmt: skip


def draw(
    image_rgb: ByteArray, snapshot: Snapshot, stretch: Stretch, ghost: float = 0.0, *, bare: bool = False
) -> ByteArray:
    """Draws a snapshot on the very frame it was made from.

    Args:
        image_rgb: (height, width, 3), RGB; left as it is.
        snapshot: made from this picture, or from one before it since which nobody moved.
        stretch: what is practised.
        ghost: how much of the target ghost is seen, 0 to 1.
        bare: whether ring and cue are left out, because they are shown beside the picture.

    Returns:
        A new picture of the same shape.
    """
    image: ByteArray = np.ascontiguousarray(image_rgb).copy()
    if snapshot.body is not None and not stretch.kind.timed:
        if snapshot.lifted is not None and snapshot.view is not None:
            draw_ghost(image, stretch, snapshot.lifted, snapshot.body, snapshot.view, snapshot.verdict.side, ghost)
        _skeleton(image, snapshot.body, snapshot.verdict.results)
        _angle(image, snapshot, stretch)
    if snapshot.guidance is not None and snapshot.guidance.breath is not None:
        _breath(image, snapshot.guidance.breath.fullness)
    if bare:
        return image
    _held_ring(image, snapshot, stretch)
    if snapshot.cue is not None:
        _cue(image, snapshot.cue)
    return image


def draw_unknown(image_rgb: ByteArray, body: LandmarkFrame) -> ByteArray:
    """Draws a body of which nothing is judged, because what it practises is not known: grey, and called so, small.

    Args:
        image_rgb: (height, width, 3), RGB; left as it is.
        body: found in this picture.

    Returns:
        A new picture of the same shape.
    """
    image: ByteArray = np.ascontiguousarray(image_rgb).copy()
    _skeleton(image, body, (), UNKNOWN)
    size = max(8, round(_size_px(image) / 22))
    wide = brush.text_width(image, "unknown", size)
    brush.plate(image, 0, 0, round(wide + size * 1.2), round(size * 1.7))
    brush.text(image, "unknown", size * 0.6, size * 1.2, size, UNKNOWN)
    return image


def _size_px(image: ByteArray) -> float:
    """What sizes are shares of: the picture's height, but no more than three quarters of its width."""
    height, width = image.shape[:2]
    return float(min(height, width * 3 / 4))


def _line_width(image: ByteArray) -> int:
    return max(2, round(_size_px(image) / 110))


def _ranks(results: tuple[CheckResult, ...]) -> dict[tuple[str, str, Side], int]:
    """The worst state of the checks that look at each segment."""
    ranks: dict[tuple[str, str, Side], int] = {}
    for result in results:
        joints = MEASURES[result.check.measure].joints
        if result.state is State.UNKNOWN and not result.check.required:
            continue
        for side in (result.side,) if result.side else tuple(Side):
            for a, b in SEGMENTS:
                if a in joints and b in joints:
                    key = (a, b, side)
                    ranks[key] = max(ranks.get(key, 0), RANK[result.state])
    return ranks


def _point(body: LandmarkFrame, name: str, side: Side) -> Vec2:
    x, y = body.image_px[joint(name, side)]
    return (float(x), float(y))


def _skeleton(image: ByteArray, body: LandmarkFrame, results: tuple[CheckResult, ...], plain: Colour = PLAIN) -> None:
    width, ranks = _line_width(image), _ranks(results)
    for name in ("shoulder", "hip"):
        brush.stroke(image, _point(body, name, Side.LEFT), _point(body, name, Side.RIGHT), plain, max(2, width - 1))
    # The worst is drawn last, over the others.
    for a, b, side in sorted(((a, b, s) for s in Side for a, b in SEGMENTS), key=lambda k: ranks.get(k, 0)):
        rank = ranks.get((a, b, side), 0)
        colour, dash, gap = STYLES[rank] if rank else (plain, 0.0, 0.0)
        brush.stroke(image, _point(body, a, side), _point(body, b, side), colour, width + (rank == 3), dash, gap)
    for side in Side:
        for name in ("shoulder", "hip", "knee", "ankle"):
            brush.dot(image, _point(body, name, side), plain, max(2, width - 1))


def _main_result(snapshot: Snapshot, stretch: Stretch) -> CheckResult | None:
    """The main check's result, on the nearer side where both have one."""
    own = [r for r in snapshot.verdict.results if r.check.id == stretch.main_check and r.state is not State.UNKNOWN]
    near = snapshot.view.near if snapshot.view else None
    return min(own, key=lambda r: r.side is not near, default=None)


FLAT_WITHIN_DEG = 25.0
ARCS = {"hip_flexion": ("shoulder", "hip", "knee"), "knee_flexion": ("hip", "knee", "ankle")}


def _angle(image: ByteArray, snapshot: Snapshot, stretch: Stretch) -> None:
    """The main angle as an arc over the band of its target. Square from the side only: else it does not lie flat."""
    result, view, body = _main_result(snapshot, stretch), snapshot.view, snapshot.body
    if result is None or result.side is None or body is None or view is None or view.view is not View.SIDE:
        return
    if result.check.measure not in ARCS or not isinstance(result.reading, Measured):
        return
    if off_side_deg(view.azimuth_deg) > FLAT_WITHIN_DEG:
        return
    start, at, _ = (_point(body, name, result.side) for name in ARCS[result.check.measure])
    from_deg = math.degrees(math.atan2(start[1] - at[1], start[0] - at[0]))
    # The hip opens over the belly, the knee over its hollow.
    sign = view.facing if result.check.measure == "hip_flexion" else -view.facing
    radius, width = _size_px(image) / 9, _line_width(image)

    def on_arc(flexion_deg: float) -> float:
        return from_deg + sign * (180.0 - flexion_deg)

    low, high = result.check.target
    ends = (on_arc(180.0 if high is None else high), on_arc(0.0 if low is None else low))
    brush.arc(image, at, radius, *ends, INK, width * 3)
    brush.arc(image, at, radius, *ends, BAND, width * 2)
    value = result.reading.value
    brush.arc(image, at, radius, from_deg, on_arc(value), STYLES[RANK[result.state]][0], width)
    if result.state in (State.LOW, State.HIGH):
        aim = low if result.state is State.LOW else high
        brush.arrow_along(image, at, radius, on_arc(value), on_arc(value if aim is None else aim), OUT, width)


def clock_words(seconds: float) -> str:
    """Seconds as shown: whole, and as minutes from 100 on."""
    whole = int(seconds + 1e-6)
    return str(whole) if whole < 100 else f"{whole // 60}:{whole % 60:02d}"


def draw_between(image_rgb: ByteArray, cue: Cue, seconds: float, share: float) -> ByteArray:
    """Draws what comes next, and when: between two holds, and while a routine rests.

    Args:
        image_rgb: (height, width, 3), RGB; left as it is.
        cue: one line.
        seconds: in the ring, as they run out.
        share: of the waiting that is over, 0 to 1.

    Returns:
        A new picture of the same shape.
    """
    image: ByteArray = np.ascontiguousarray(image_rgb).copy()
    _ring(image, clock_words(math.ceil(seconds)), share, PLAIN)
    _cue(image, cue)
    return image


def ring_of(snapshot: Snapshot, stretch: Stretch) -> tuple[str, float]:
    """What stands in the ring, and how much of it is filled: seconds held, times done, or the time left of a part."""
    counting = snapshot.phase in (Phase.HOLDING, Phase.PAUSED, Phase.RELEASED)
    held_s = snapshot.held_s if counting else 0.0
    share = min(1.0, held_s / snapshot.target_s)
    words = clock_words(held_s)
    if snapshot.moved is not None and stretch.repetition is not None:
        words, share = str(snapshot.moved.count), min(1.0, snapshot.moved.count / stretch.repetition.count)
    if snapshot.guidance is not None and snapshot.guidance.left_s is not None:
        words = clock_words(math.ceil(snapshot.guidance.left_s))
    return words, share


def pause_words(snapshot: Snapshot) -> str:
    """Why the clock stands, in a few words; empty while it runs."""
    if snapshot.phase is not Phase.PAUSED:
        return ""
    return "out of place" if snapshot.verdict.fault else snapshot.pause_reason


def _held_ring(image: ByteArray, snapshot: Snapshot, stretch: Stretch) -> None:
    words, share = ring_of(snapshot, stretch)
    centre, reach = _ring(image, words, share, IN_PLACE)
    if share >= 1.0:
        _tick(image, (centre[0], centre[1] + reach * 0.55), _size_px(image) / 30)
    if why := pause_words(snapshot):
        _pause_reason(image, why, centre, reach)


def _breath(image: ByteArray, fullness: float) -> None:
    """A disc that grows and shrinks with the breath, in the middle."""
    (height, width), size = image.shape[:2], _size_px(image)
    at, line = (width * 0.4, height * 0.45), _line_width(image)  # clear of the ring
    brush.round_plate(image, at, size * 0.31, 0.35)
    radius = size * (0.08 + 0.21 * fullness)
    brush.disc(image, at, radius, IN_PLACE, 0.75)
    brush.arc(image, at, size * 0.3, 0, 360, PLAIN, max(2, line - 1))


def _ring(image: ByteArray, words: str, share: float, colour: Colour) -> tuple[Vec2, float]:
    """The ring with a number in it. Returns its centre, and how far it reaches."""
    height, width = _size_px(image), image.shape[1]
    radius, margin, line = height / 5.6, height / 20, max(4, round(height) // 36)
    centre = (width - radius - margin, radius + margin)
    brush.round_plate(image, centre, radius + line)
    brush.arc(image, centre, radius, 0, 360, UNKNOWN, line)
    if share > 0:
        brush.arc(image, centre, radius, -90, -90 + 360 * share, colour, line)
    size = round(height / 4.9 if len(words) < 3 else height / 6.6)  # digits of 1/7 of the height (m:ss: 1/9)
    brush.text(image, words, centre[0] - brush.text_width(image, words, size) / 2, centre[1] + size * 0.35, size, PAPER)
    return centre, radius + line


def _tick(image: ByteArray, at: Vec2, size: float) -> None:
    x, y = at
    width = _line_width(image)
    brush.stroke(image, (x - size, y), (x - size * 0.25, y + size * 0.7), IN_PLACE, width)
    brush.stroke(image, (x - size * 0.25, y + size * 0.7), (x + size, y - size * 0.7), IN_PLACE, width)


def _pause_reason(image: ByteArray, words: str, centre: Vec2, reach: float) -> None:
    """Why the clock stands, in a few words, under the ring; what to do about it is the cue below."""
    size = round(_size_px(image) / 14)
    wide = brush.text_width(image, words, size)
    left = min(centre[0] - wide / 2, image.shape[1] - wide - size * 0.5)
    base = centre[1] + reach + size * 1.05
    brush.plate(
        image, round(left - size / 3), round(base - size), round(left + wide + size / 3), round(base + size / 3)
    )
    brush.text(image, words, left, base, size, PAPER)


def _cue(image: ByteArray, cue: Cue) -> None:
    """One line at the bottom; two where one would be too small to read."""
    height, width = image.shape[:2]
    size = round(_size_px(image) / 11)  # capitals of 1/16 of the height
    lines = _wrapped(image, cue.text, size, width - size)
    step = round(size * 1.15)
    top = height - step * len(lines) - round(size * 0.35)
    brush.plate(image, 0, top, width, height)
    for number, line in enumerate(lines):
        left = (width - brush.text_width(image, line, size)) / 2
        brush.text(image, line, left, top + step * number + size, size, CUE_COLOURS[cue.kind])


def _wrapped(image: ByteArray, words: str, size: int, room: float) -> list[str]:
    if brush.text_width(image, words, size) <= room:
        return [words]
    parts = words.split()
    cut = min(range(1, len(parts)), key=lambda i: abs(len(" ".join(parts[:i])) - len(words) / 2), default=1)
    return [" ".join(parts[:cut]), " ".join(parts[cut:])]
