"""From where the camera sees the body.

The world landmarks' shoulder axis tells it well: on rendered lying and kneeling people its depth component is 0.95 to
1.0 in side views, with the right sign (0 of 49 development pictures wrong), while the hip axis is off by up to 30°.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from posecheck.geometry import length
from posecheck.landmarks import Landmark, LandmarkFrame, Side

SIDE_FROM = 0.8  # |depth| of the unit shoulder axis: the camera is within 37° of square to the side
FRONT_TO = 0.4  # within 24° of straight in front, or behind


class View(str, Enum):
    """Which way the camera looks at the body."""

    SIDE = "side"
    OBLIQUE = "oblique"
    FRONT = "front"


@dataclass(frozen=True, slots=True)
class BodyView:
    """The view of one frame.

    Attributes:
        view: which way the camera looks.
        near: the side of the body nearer the camera.
    """

    view: View
    near: Side

    @property
    def facing(self) -> float:
        """Where an upright body in side view faces: +1 the right of the picture, −1 the left.

        Forward is left × up: with the right side near the camera, the body's left points into the picture, and forward
        to its right.
        """
        return 1.0 if self.near is Side.RIGHT else -1.0


def body_view(frame: LandmarkFrame) -> BodyView:
    """Estimates the view from the world landmarks' shoulder axis.

    Args:
        frame: one body.

    Returns:
        The view, and which side is nearer.
    """
    left, right = frame.world_m[Landmark.LEFT_SHOULDER], frame.world_m[Landmark.RIGHT_SHOULDER]
    x, y, z = (float(v) for v in left - right)
    depth = z / (length((x, y, z)) or 1.0)
    view = View.SIDE if abs(depth) >= SIDE_FROM else View.FRONT if abs(depth) <= FRONT_TO else View.OBLIQUE
    return BodyView(view, Side.RIGHT if depth >= 0 else Side.LEFT)
