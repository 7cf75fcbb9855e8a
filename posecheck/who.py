"""Who is practising: one of the people in view, chosen once and kept."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from posecheck.geometry import length, middle, minus, unit
from posecheck.landmarks import LandmarkFrame, Side, joint
from posecheck.lift import LiftedBody
from posecheck.plausibility import SAME, apart, extent_px, is_body
from posecheck.stretch import Figure

# Postures further apart are different ones. Rendered people in a stretch, well done or not: 94 % are nearer to its
# figure. Lying and sitting, or a helper bending down and either, are 0.7 or more apart; kneeling and standing 0.45.
FITS = 0.4
# What being followed so far is worth, as a distance of postures: beyond doubt for whoever has been in position.
FOLLOWED = 0.5
TRUSTED = 1.5
# What size is worth: the largest against a speck.
SIZE = 0.3
# While the one followed is out of position, somebody else may be in it: how often to look at everybody.
LOOK_EVERY_S = 2.0
# Whoever leaves the position is near where they were this long before. MediaPipe's tracker can slide from a body to one
# in front of it, within half a second and in steps too small to tell from a movement.
STEADY_S = 1.0
# So long the one followed may look like nobody before everybody is looked at, and so long the word that they are in
# position is good for: about as long as a skeleton takes to slide.
LINGER_S = 0.5
# For so long after the practitioner was last in position, nobody else is taken for them unless in position.
WAIT_S = 10.0


@dataclass(frozen=True, slots=True)
class Posture:
    """How a body is held, roughly: enough to tell who lies, kneels, sits, stands or bends down.

    Attributes:
        trunk_rise: 1 = the trunk upright, 0 = level or head down; NaN = however it is.
        hip_height: of the hips above the ankles, in leg lengths: 1 = standing, about 0.5 = kneeling, 0 = on the floor.
    """

    trunk_rise: float
    hip_height: float

    def distance(self, other: Posture) -> float:
        """From 0 = alike to 1.4."""
        rise = self.trunk_rise - other.trunk_rise
        return math.hypot(0.0 if math.isnan(rise) else rise, self.hip_height - other.hip_height)


# Where nobody knows what is practised: anybody who is down on the floor, lying, sitting or kneeling, or in a lunge.
ANY_POSTURE = Posture(math.nan, 0.35)


def expected_posture(figure: Figure) -> Posture:
    """The posture of a stretch, from its reference angles."""
    heights = []
    for limb in (figure.active, figure.other):
        thigh, knee = math.radians(limb.hip_flexion - figure.trunk_inclination), math.radians(limb.knee_flexion)
        # Turning the thigh outwards carries the foot of a bent knee to the side, where it is not below the knee.
        heel = math.sin(thigh) * math.cos(math.radians(limb.hip_rotation))
        heights.append((math.cos(thigh) + math.cos(knee) * math.cos(thigh) + math.sin(knee) * heel) / 2)
    height = sum(heights) / 2 * math.cos(math.radians(figure.roll))
    return Posture(_share(math.cos(math.radians(figure.trunk_inclination))), _share(height))


def posture(frame: LandmarkFrame) -> Posture:
    """The posture of a body, from its world landmarks, taking the camera to be level."""
    points = frame.world_m.tolist()
    shoulders, hips, knees, ankles = ([points[mark] for mark in marks] for marks in _PAIRS)
    trunk = minus(middle(*shoulders), middle(*hips))
    legs = sum(map(math.dist, hips, knees)) + sum(map(math.dist, knees, ankles))
    drop = sum(ankle[1] - hip[1] for ankle, hip in zip(ankles, hips, strict=True))
    return Posture(_share(-trunk[1] / (length(trunk) or 1.0)), _share(drop / (legs or 1.0)))


def lifted_posture(lifted: LiftedBody) -> Posture:
    """The posture of a body from its joint centres, whose frame is level, so any camera will do."""
    drop = legs = 0.0
    for side in Side:
        thigh, shank = (lifted.segment(*bone, side) for bone in (("knee", "hip"), ("ankle", "knee")))
        drop += thigh[2] + shank[2]
        legs += length(thigh) + length(shank)
    return Posture(_share(unit(lifted.trunk)[2]), _share(drop / (legs or 1.0)))


_PAIRS = [[joint(part, side) for side in Side] for part in ("shoulder", "hip", "knee", "ankle")]


def _share(value: float) -> float:
    return min(1.0, max(0.0, value))


class Practitioner:
    """Chooses one body of each frame. Time is the frames' own."""

    def __init__(self, expected: Posture) -> None:
        """Nobody has been seen yet.

        Args:
            expected: the posture of the stretch.
        """
        self._expected = expected
        self._last: LandmarkFrame | None = None  # chosen last
        self._lost = True
        self._looked_s = -math.inf  # when everybody was looked at
        self._in_position_until_s = -math.inf
        self._steady: list[LandmarkFrame] = []  # in position, `STEADY_S` or more apart: the last two
        self._trusted = False

    @property
    def followed(self) -> LandmarkFrame | None:
        """Whom the pose source should follow into the next frame; None where it should look at everybody."""
        if self._lost or self._last is None:
            return None
        look = not self._in_position() and self._last.time_s - self._looked_s >= LOOK_EVERY_S
        return None if look else self._last

    def choose(self, bodies: Sequence[LandmarkFrame]) -> LandmarkFrame | None:
        """The practitioner among the bodies of one frame.

        Args:
            bodies: everybody found; or, where the source goes by `followed`, that one alone.

        Returns:
            None where there is nobody, or nobody who can be the practitioner.
        """
        looked = self.followed is None
        people = [body for body in bodies if is_body(body) and self._may_be(body)]
        if not people:
            if looked and self._last is not None:
                self._looked_s = self._last.time_s  # a look in vain: go on with the one followed, if there is one
            elif not any(self._lingers(body) for body in bodies):
                self._lost = True
            return None
        chosen = people[0] if len(people) == 1 else self._fittest(people)
        if not looked and self._has_slid(chosen):
            self._lost, self._trusted, self._in_position_until_s = True, False, -math.inf
            return None
        if looked:
            self._looked_s = chosen.time_s
        self._last, self._lost = chosen, False
        if self._fits(chosen):
            self._stays(chosen, until_s=chosen.time_s)
        return chosen

    def confirm(self) -> None:
        """Tells that whoever was chosen last is in position.

        Their rough posture may say otherwise: it takes the camera to be level, and below one that looks down nobody
        may ever fit.
        """
        if self._last is not None:
            self._stays(self._last, until_s=self._last.time_s + LINGER_S)

    def _stays(self, body: LandmarkFrame, until_s: float) -> None:
        self._in_position_until_s = until_s
        if not self._steady or body.time_s - self._steady[-1].time_s >= STEADY_S:
            self._steady = [*self._steady[-1:], body]
            self._trusted = self._trusted or len(self._steady) == 2

    def _has_slid(self, body: LandmarkFrame) -> bool:
        """Whether the body followed has just become another one."""
        return self._in_position() and not self._fits(body) and apart(body, self._steady[0]) >= SAME

    def _in_position(self) -> bool:
        return self._last is not None and self._last.time_s <= self._in_position_until_s

    def _fits(self, body: LandmarkFrame) -> bool:
        return posture(body).distance(self._expected) <= FITS

    def _is_followed(self, body: LandmarkFrame) -> bool:
        return self._last is not None and apart(body, self._last) < SAME

    def _lingers(self, body: LandmarkFrame) -> bool:
        """Whether the one followed just looks like nobody for a moment."""
        return self._last is not None and self._is_followed(body) and body.time_s - self._last.time_s <= LINGER_S

    def _may_be(self, body: LandmarkFrame) -> bool:
        """While somebody is followed or waited for, others must be in position to be taken for them."""
        waiting = self._trusted and body.time_s - self._steady[-1].time_s <= WAIT_S
        return (self._lost and not waiting) or self._fits(body) or self._is_followed(body)

    def _fittest(self, people: Sequence[LandmarkFrame]) -> LandmarkFrame:
        largest = max(extent_px(body) for body in people)
        return min(people, key=lambda body: self._cost(body) - SIZE * extent_px(body) / largest)

    def _cost(self, body: LandmarkFrame) -> float:
        cost = posture(body).distance(self._expected)
        if self._is_followed(body):
            cost -= TRUSTED if self._trusted else FOLLOWED
        return cost
