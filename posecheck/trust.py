"""Which joints may be believed, and why not.

How far off a measure is likely to be is learned (`posecheck.lift`); here is what speaks against a joint whatever the
network says of it.
"""

from __future__ import annotations

from collections.abc import Mapping

from posecheck.geometry import angle_deg, length
from posecheck.landmarks import Landmark, LandmarkFrame, Reason, Side, Unknown, joint
from posecheck.lift import LiftedBody

# Points further than this outside the picture (as a share of its smaller side) are inventions.
EDGE_MARGIN = 0.02
# A joint MediaPipe calls this unlikely to be seen is a plain guess. Above it, visibility says little: angles at a
# visibility of 0.95 were wrong as often as others (rendered people), so the learned error decides.
MIN_VISIBILITY = 0.3
STRANGEST = 1.0  # beyond the strangest of a thousand training pictures, the learned error means nothing
# A left and a right bone of one body differ by a few percent; a lift that says otherwise has mixed something up.
MAX_BONE_RATIO = 1.35
# Beyond what joints do, with ten degrees to spare: knees bend to about 150° (heel to buttock), 160° when pressed.
MAX_KNEE_FLEXION_DEG = 170.0

# The joints that checks are made of, with the words a person reads.
NAMES = {
    mark: mark.name.lower().replace("_index", "").replace("_", " ")
    for mark in Landmark
    if mark.name.endswith(("EAR", "SHOULDER", "ELBOW", "WRIST", "HIP", "KNEE", "ANKLE", "HEEL", "FOOT_INDEX"))
}


def doubts(frame: LandmarkFrame, body: LiftedBody) -> Mapping[Landmark, Unknown]:
    """The joints that should not be believed.

    Args:
        frame: the landmarks of one body.
        body: the joint centres lifted from them.

    Returns:
        Why, by joint. A joint that is not in it may be believed as far as its measures' expected errors go.
    """
    if body.strangeness > STRANGEST:
        return {mark: Unknown(Reason.UNLIKELY) for mark in NAMES}
    return _implausible(body) | _unseen(frame)


def _unseen(frame: LandmarkFrame) -> dict[Landmark, Unknown]:
    width, height = frame.size_px
    margin = EDGE_MARGIN * min(width, height)
    points, visibility = frame.image_px.tolist(), frame.visibility.tolist()
    found = {}
    for mark, name in NAMES.items():
        x, y = points[mark]
        if not (-margin <= x <= width + margin and -margin <= y <= height + margin):
            found[mark] = Unknown(Reason.OUT_OF_FRAME, name)
        elif visibility[mark] < MIN_VISIBILITY:
            found[mark] = Unknown(Reason.HIDDEN, name)
    return found


def _implausible(body: LiftedBody) -> dict[Landmark, Unknown]:
    found: dict[Landmark, Unknown] = {}
    for upper, lower in (("hip", "knee"), ("knee", "ankle")):
        left, right = (length(body.segment(upper, lower, side)) for side in Side)
        if max(left, right) > MAX_BONE_RATIO * min(left, right):
            found |= {joint(lower, side): Unknown(Reason.UNSURE, f"{side.value} {lower}") for side in Side}
    for side in Side:
        knee = angle_deg(body.segment("knee", "hip", side), body.segment("knee", "ankle", side))
        if 180.0 - knee > MAX_KNEE_FLEXION_DEG:
            found[joint("knee", side)] = Unknown(Reason.UNSURE, f"{side.value} knee")
    return found
