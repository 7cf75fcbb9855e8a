"""The target ghost on the video."""

from __future__ import annotations

from posecheck.drawing import brush
from posecheck.drawing.palette import BAND, Colour
from posecheck.ghost import ghost_of
from posecheck.landmarks import ByteArray, LandmarkFrame, Side
from posecheck.lift import LiftedBody
from posecheck.stretch import Stretch
from posecheck.view import BodyView

EDGE: Colour = (24, 110, 98)
OPACITY = 0.5  # at most: body and skeleton must show through


def draw_ghost(
    image: ByteArray,
    stretch: Stretch,
    lifted: LiftedBody,
    frame: LandmarkFrame,
    view: BodyView,
    side: Side | None,
    opacity: float,
) -> None:
    """Draws the reference figure on the user's own body; what is drawn afterwards lies over it.

    Args:
        image: (height, width, 3), RGB; drawn on.
        stretch: what is practised.
        lifted: the user's joint centres.
        frame: the landmarks they come from, found in this picture.
        view: from where the camera sees them.
        side: the side practised; None in a stretch without sides, or where it is not known.
        opacity: how much of the ghost is seen, 0 to 1; at 0 nothing is done.
    """
    ghost = ghost_of(stretch, lifted, frame, view, side) if opacity > 0.0 else None
    if ghost is not None:
        brush.ghost(image, ghost.parts, BAND, EDGE, OPACITY * opacity)
