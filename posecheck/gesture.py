"""One hand raised: how somebody on the floor, three metres away, asks for something.

An arm is raised when it is near straight, rises steeply, ends above the head, and holds no leg. How steeply it rises
is told three times: by the lifted body, by the landmarks in space and by the picture; the middle one counts. On
rendered people with a raised arm each is off by some 10°, but seldom two of them at once.

A hand above the feet is not asked for: with the legs up a wall nobody reaches so far. A hand at a foot or a knee, or
an arm that points at a foot (a strap), is at work. Of two hands in the air neither asks for anything. A hidden arm is
often drawn onto the one in front of it, so the other one counts only if it is seen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from posecheck.geometry import Vec3, angle_deg, elevation_deg, length, minus
from posecheck.landmarks import Landmark, LandmarkFrame, Side, joint
from posecheck.lift import LiftedBody

RAISED_S = 1.5  # so long it has to be up
DROPOUT_S = 0.3  # so long it may be missed meanwhile
# People who raise a hand are up to 25° off the vertical, and the arm of a lying body reads 10 to 15° too low.
# In happy baby, the steepest of the stretches, arms read up to 75°; but they hold the feet.
RISES_FROM_DEG = 50.0
STAYS_DEG = 20.0  # once up, it may sink and bend so far
BENT_DEG = 75.0  # the elbow of a straight arm reads up to 50°, of one bent by 30° up to 70°
# Torso lengths from the wrist. Hands at the feet in happy baby read up to 0.65 from them (0.8 seen from above), hands
# at a drawn-up knee up to 0.5; an upright arm may be 0.6 from a knee on the chest.
FOOT_WITHIN = 0.7
KNEE_WITHIN = 0.55
STAYS_OFF = 0.2  # once up, it may come so much nearer
POINTS_WITHIN_DEG = 15.0
SEEN = 0.1  # visibility: on a stream it climbs slowly, to 0.2 within half a second of a hidden arm's coming up
OTHER_RISES_FROM_DEG = 35.0
OTHER_SEEN = 0.5  # drawn onto the one in front it is 0.1 to 0.45

_HEAD = (Landmark.NOSE, Landmark.LEFT_EAR, Landmark.RIGHT_EAR)
_FOOT = ("ankle", "foot_index")


class Hand(str, Enum):
    """Where the hand is that asks."""

    UP = "up"
    DOWN = "down"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class Raising:
    """What is known of the hand after one frame.

    Attributes:
        hand: where it is in this frame.
        up_s: for how long it has been up, dropouts included; 0 where it is not.
    """

    hand: Hand
    up_s: float = 0.0

    @property
    def asks(self) -> bool:
        """Whether it has been up for long enough to mean it."""
        return self.up_s >= RAISED_S


def raised_hand(frame: LandmarkFrame, lifted: LiftedBody, *, was_up: Side | None = None) -> Side | None:
    """Whose hand is raised clear above the body in one frame, if exactly one is.

    Args:
        frame: smoothed landmarks; raw ones of a single picture will do.
        lifted: the joint centres they give.
        was_up: whose hand has been up until now; that arm may be less steep, less straight and nearer the legs, while
            the other one, which may hold a knee, may not.

    Returns:
        The side; None where no hand is raised, or both are.
    """
    up = [side for side in Side if _is_raised(frame, lifted, side, side is was_up)]
    if not up:
        return None
    side = max(up, key=lambda side: _seen(frame, side))
    return None if _is_up_too(frame, lifted, side.other) else side


def _is_raised(frame: LandmarkFrame, lifted: LiftedBody, side: Side, was_up: bool) -> bool:
    spare_deg = STAYS_DEG if was_up else 0.0
    bend_deg = angle_deg(lifted.segment("shoulder", "elbow", side), lifted.segment("elbow", "wrist", side))
    return (
        _rise_deg(frame, lifted, side) >= RISES_FROM_DEG - spare_deg
        and bend_deg <= BENT_DEG + spare_deg
        and _seen(frame, side) >= SEEN
        and _is_above_head(frame, side)
        and not _is_at_work(lifted, side, STAYS_OFF if was_up else 0.0)
    )


def _is_up_too(frame: LandmarkFrame, lifted: LiftedBody, side: Side) -> bool:
    """Whether the other hand is in the air as well, beyond doubt."""
    return (
        _rise_deg(frame, lifted, side) >= OTHER_RISES_FROM_DEG
        and _seen(frame, side) >= OTHER_SEEN
        and not _is_at_work(lifted, side)
    )


def _rise_deg(frame: LandmarkFrame, lifted: LiftedBody, side: Side) -> float:
    """How steeply the arm rises from shoulder to wrist, −90 to 90 degrees: the middle one of three opinions."""
    shoulder, wrist = joint("shoulder", side), joint("wrist", side)
    x, y, z = (frame.world_m[wrist] - frame.world_m[shoulder]).tolist()
    pitch = math.radians(lifted.camera_pitch_deg)
    # From the camera's frame (y down, z away) to the level one (y away, z up).
    level: Vec3 = (x, z * math.cos(pitch) - y * math.sin(pitch), -y * math.cos(pitch) - z * math.sin(pitch))
    right_px, down_px = (frame.image_px[wrist] - frame.image_px[shoulder]).tolist()
    in_picture = math.degrees(math.atan2(-down_px, abs(right_px)))
    return sorted((elevation_deg(lifted.segment("shoulder", "wrist", side)), elevation_deg(level), in_picture))[1]


def _seen(frame: LandmarkFrame, side: Side) -> float:
    """How well the forearm is seen, 0 to 1; 0 with the wrist outside the picture."""
    elbow, wrist = joint("elbow", side), joint("wrist", side)
    (x, y), (width, height) = frame.image_px[wrist], frame.size_px
    inside = 0.0 <= x <= width and 0.0 <= y <= height
    return float(min(frame.visibility[elbow], frame.visibility[wrist])) if inside else 0.0


def _is_above_head(frame: LandmarkFrame, side: Side) -> bool:
    """In the picture, whose "up" is the world's wherever a body practises."""
    return bool(frame.image_px[joint("wrist", side), 1] < frame.image_px[list(_HEAD), 1].min())


def _is_at_work(lifted: LiftedBody, side: Side, nearer: float = 0.0) -> bool:
    """Whether the hand holds a leg, or a strap round a foot."""
    wrist, shoulder = lifted.point("wrist", side), lifted.point("shoulder", side)
    for leg in Side:
        to_foot = min(length(minus(wrist, lifted.point(part, leg))) for part in _FOOT)
        to_knee = length(minus(wrist, lifted.point("knee", leg)))
        if to_foot < FOOT_WITHIN - nearer or to_knee < KNEE_WITHIN - nearer:
            return True
    arm = minus(wrist, shoulder)
    return min(angle_deg(arm, minus(lifted.point("ankle", leg), shoulder)) for leg in Side) < POINTS_WITHIN_DEG


class RaisedHand:
    """Follows the raised hand of one body over frame time, on the pipeline's smoothed landmarks."""

    def __init__(self) -> None:
        """No hand is up."""
        self._side: Side | None = None  # raised last
        self._since_s = 0.0
        self._last_s = -math.inf  # when it was seen up last

    def update(self, time_s: float, frame: LandmarkFrame | None, lifted: LiftedBody | None) -> Raising:
        """Takes one frame.

        Args:
            time_s: its time, later than the last one's.
            frame: smoothed landmarks; None where nobody is seen.
            lifted: the joint centres; None where nobody is seen.

        Returns:
            Where the hand is, and for how long it has been up.
        """
        going_on = time_s - self._last_s <= DROPOUT_S
        if frame is None or lifted is None:
            return self._missed(time_s, Hand.UNSEEN)
        side = raised_hand(frame, lifted, was_up=self._side if going_on else None)
        if side is None:
            gone = self._side is not None and _seen(frame, self._side) < SEEN
            return self._missed(time_s, Hand.UNSEEN if gone else Hand.DOWN)
        if not going_on:
            self._since_s = time_s
        self._side, self._last_s = side, time_s
        return Raising(Hand.UP, time_s - self._since_s)

    def _missed(self, time_s: float, hand: Hand) -> Raising:
        going_on = time_s - self._last_s <= DROPOUT_S
        return Raising(hand, time_s - self._since_s if going_on else 0.0)
