"""Which joints may be believed, and why not."""

from __future__ import annotations

from collections.abc import Mapping

from posecheck.landmarks import Landmark, LandmarkFrame, Reason, Unknown

# A joint MediaPipe itself doubts is a guess. A limit of 0.6 refuses every second far leg of lying people and leaves the
# mean error of the others where it was (rendered people: knee 8–12°), so this only takes out the plain guesses.
MIN_VISIBILITY = 0.5
# Points further than this outside the picture (as a share of its smaller side) are inventions.
EDGE_MARGIN = 0.02

# The joints that checks are made of, with the words a person reads.
NAMES = {
    mark: mark.name.lower().replace("_index", "").replace("_", " ")
    for mark in Landmark
    if mark.name.endswith(("SHOULDER", "ELBOW", "WRIST", "HIP", "KNEE", "ANKLE", "HEEL", "FOOT_INDEX"))
}


def doubts(frame: LandmarkFrame) -> Mapping[Landmark, Unknown]:
    """The joints that should not be believed.

    Args:
        frame: one body.

    Returns:
        Why, by joint. A joint that is not in it may be believed as far as can be told from one frame.
    """
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
