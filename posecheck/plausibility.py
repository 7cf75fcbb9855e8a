"""Whether what a pose source found is a body at all, and whether two findings are the same body.

A pose network fits a body to whatever it is shown: a cup, a hand, a pair of legs. Two things give such bodies away.
They are slight: in the network's own metres their segments add up to less than a person's. And few of them are found
again in the mirrored picture. The figures below come from 337 bodies in photographs and rendered pictures, 114 false
ones (in pictures without anybody, of legs alone, of people painted over; turned, mirrored, cropped) and 4,000 more
rendered bodies of ten people.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from posecheck.landmarks import Landmark, LandmarkFrame, Side, joint

# Half of all people's segments add up to 2.9 m or more. To less than this: those of 0.5 % of the rendered bodies, of
# none in a photograph, and of a quarter of the false ones.
MIN_STATURE_M = 2.15
# Below this a body needs a second opinion; 9 % of the true and two thirds of the other false ones do.
SURE_STATURE_M = 2.75
# From here on (the share of the trunk along the line of sight) lengths are guesses, and slightness means nothing.
FORESHORTENED = 0.6
MIN_VISIBILITY = 0.5
# A smaller body, as a share of the picture's smaller side, is nobody's practice: 5 m away one still fills a third.
MIN_EXTENT = 0.15
# The mirrored picture puts 95 % of the true bodies nearer than 0.07 to where they were, all photographed ones nearer
# than 0.12, and does not show three quarters of the false ones within 0.3. Nobody moves further from frame to frame.
SAME = 0.3

_HEAD = (Landmark.NOSE, Landmark.LEFT_EAR, Landmark.RIGHT_EAR)
_SHOULDERS, _HIPS, _KNEES, _ANKLES = (
    tuple(joint(part, side) for side in Side) for part in ("shoulder", "hip", "knee", "ankle")
)
_CORE = (Landmark.NOSE, *_SHOULDERS, *_HIPS, *_KNEES, *_ANKLES)
_ARMS, _LEGS = (
    [tuple(joint(part, side) for part in parts) for side in Side]
    for parts in (("shoulder", "elbow", "wrist"), ("hip", "knee", "ankle"))
)

Points = Sequence[Sequence[float]]


def is_body(frame: LandmarkFrame) -> bool:
    """Whether there is a head, a trunk and a leg, together the size of a person.

    Legs may go on outside the picture; head and trunk may not.
    """
    points, visibility = frame.image_px.tolist(), frame.visibility.tolist()
    width, height = frame.size_px
    inside = {mark for mark in (*_HEAD, *_CORE) if 0.0 <= points[mark][0] <= width and 0.0 <= points[mark][1] <= height}
    seen = {mark for mark in inside if visibility[mark] >= MIN_VISIBILITY}
    if not all(any(mark in seen for mark in part) for part in (_HEAD, _SHOULDERS, _HIPS)):
        return False
    if not any(mark in seen or mark not in inside for mark in (*_KNEES, *_ANKLES)):
        return False
    if extent_px(frame) < MIN_EXTENT * min(frame.size_px):
        return False
    return stature_m(frame) >= MIN_STATURE_M or _foreshortening(frame) >= FORESHORTENED


def is_doubtful(frame: LandmarkFrame) -> bool:
    """Whether a body needs a second opinion: to be found again in the mirrored picture."""
    return stature_m(frame) < SURE_STATURE_M


def stature_m(frame: LandmarkFrame) -> float:
    """How much of a person there is: the longer leg, both arms, shoulders, hips, trunk and neck, added up in metres."""
    points = frame.world_m.tolist()

    def chain(marks: Sequence[Landmark]) -> float:
        return sum(math.dist(points[a], points[b]) for a, b in pairwise(marks))

    spine = sum(math.dist(a, b) for a, b in pairwise(_axis(points)))
    return max(map(chain, _LEGS)) + sum(map(chain, (*_ARMS, _SHOULDERS, _HIPS))) + spine


def extent_px(frame: LandmarkFrame) -> float:
    """The longer side of the box around head, trunk and legs, in pixels."""
    points = frame.image_px.tolist()
    xs, ys = zip(*(points[mark] for mark in _CORE), strict=True)
    return float(max(max(xs) - min(xs), max(ys) - min(ys)))


def apart(a: LandmarkFrame, b: LandmarkFrame) -> float:
    """How far two bodies are from each other in the picture: 0 = the same, from `SAME` on = two people, or a leap.

    It is the largest distance of nose, mid-shoulder and mid-hip, as a share of the larger body's extent. Which side is
    left does not matter.
    """
    distance = max(map(math.dist, _axis(a.image_px.tolist()), _axis(b.image_px.tolist())))
    return distance / max(extent_px(a), extent_px(b), 1.0)


def _axis(points: Points) -> list[Sequence[float]]:
    """Nose, mid-shoulder and mid-hip."""
    middles = ([(a + b) / 2 for a, b in zip(*(points[m] for m in pair), strict=True)] for pair in (_SHOULDERS, _HIPS))
    return [points[Landmark.NOSE], *middles]


def _foreshortening(frame: LandmarkFrame) -> float:
    """How much of the trunk lies along the line of sight, 0 to 1."""
    _, shoulder, hip = _axis(frame.world_m.tolist())
    return abs(shoulder[2] - hip[2]) / (math.dist(shoulder, hip) or 1.0)
