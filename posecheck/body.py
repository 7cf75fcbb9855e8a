"""One frame prepared for measuring: points and segments by name, in the picture and in space."""

from __future__ import annotations

from posecheck.geometry import Vec2, Vec3, middle, middle2, minus, minus2
from posecheck.landmarks import LandmarkFrame, Side, joint
from posecheck.view import BodyView


class Body:
    """The points of one body in one frame, and the view.

    Attributes:
        view: the camera's place.
        ahead: +1 where "ahead" is the right of the picture, −1 where it is the left. Ahead is where the body would
            face standing up; lying on the back it is the feet's end, lying on the belly the head's.
    """

    def __init__(self, frame: LandmarkFrame, view: BodyView) -> None:
        """Takes the points of one frame."""
        self._image = frame.image_px.tolist()
        self._world = frame.world_m.tolist()
        self.view = view
        self.ahead = view.facing

    def point2(self, name: str, side: Side) -> Vec2:
        """A joint in the picture, px."""
        x, y = self._image[joint(name, side)]
        return (x, y)

    def point3(self, name: str, side: Side) -> Vec3:
        """A joint in space, m."""
        x, y, z = self._world[joint(name, side)]
        return (x, y, z)

    def middle2(self, name: str) -> Vec2:
        """Half-way between a joint's left and right, in the picture."""
        return middle2(self.point2(name, Side.LEFT), self.point2(name, Side.RIGHT))

    def segment2(self, start: str, end: str, side: Side) -> Vec2:
        """From one joint to another, in the picture."""
        return minus2(self.point2(end, side), self.point2(start, side))

    def segment3(self, start: str, end: str, side: Side) -> Vec3:
        """From one joint to another, in space."""
        return minus(self.point3(end, side), self.point3(start, side))

    def leftward3(self) -> Vec3:
        """The hip axis in space, towards the body's left."""
        return minus(self.point3("hip", Side.LEFT), self.point3("hip", Side.RIGHT))

    def trunk3(self) -> Vec3:
        """From mid-hip to mid-shoulder, in space."""
        return minus(
            middle(self.point3("shoulder", Side.LEFT), self.point3("shoulder", Side.RIGHT)),
            middle(self.point3("hip", Side.LEFT), self.point3("hip", Side.RIGHT)),
        )
