"""Who is in front of the camera: one body out of everybody found, followed, its limbs named, its landmarks smoothed.

No judgement: somebody who rests or has paused is looked at too, or no raised hand and no coming back would be seen.
"""

from __future__ import annotations

from dataclasses import dataclass

from posecheck.landmarks import ByteArray, LandmarkFrame, PoseSource
from posecheck.looks import Looks
from posecheck.movement import Movement
from posecheck.plausibility import SAME, apart
from posecheck.scene import is_dark
from posecheck.sides import SideKeeper
from posecheck.smoothing import Smoother
from posecheck.who import Posture, Practitioner


@dataclass(frozen=True, slots=True)
class Seen:
    """Who is in one frame.

    Attributes:
        time_s: the frame's time.
        people: how many bodies the source gave; once one is followed it gives that one alone.
        raw: the practitioner's landmarks as found; None without a practitioner.
        body: the same with the limbs' names kept, smoothed.
        movement: how fast hips and knees move, torso lengths a second; None where that cannot be told yet.
        drift: how far hips and knees are from where they just were, torso lengths; None where that cannot be told yet.
        anew: whether what was seen before says nothing of this body.
        dark: whether nobody is there and the dark is to blame.
    """

    time_s: float
    people: int
    raw: LandmarkFrame | None = None
    body: LandmarkFrame | None = None
    movement: float | None = None
    drift: float | None = None
    anew: bool = True
    dark: bool = False


class Eyes:
    """Takes frames in order."""

    def __init__(self, source: PoseSource, expected: Posture) -> None:
        """Nobody has been seen.

        Args:
            source: finds bodies; stays the caller's, who closes it.
            expected: the posture somebody is expected in.
        """
        self._source = source
        self._practitioner = Practitioner(expected)
        self._raw: LandmarkFrame | None = None
        self._sides = SideKeeper()
        self._looks = Looks()
        self._smoother = Smoother()
        self._movement = Movement()

    def look(self, image_rgb: ByteArray, time_s: float, *, locked: bool) -> Seen:
        """Takes one frame.

        Args:
            image_rgb: (height, width, 3) picture, RGB, not mirrored.
            time_s: its time, later than the last one's.
            locked: whether the limbs keep their names, come what may: a hold is under way.

        Returns:
            Who is in it.
        """
        bodies = self._source.detect(image_rgb, time_s, self._practitioner.followed)
        before, raw = self._raw, self._practitioner.choose(bodies)
        self._raw = raw
        if raw is None:
            self._forget()
            return Seen(time_s, len(bodies), dark=is_dark(image_rgb))
        leapt = before is not None and apart(before, raw) >= SAME  # or another person
        if leapt:
            self._sides.reset()
            self._forget()
        body = self._smoother.smooth(self._looks.together(self._sides.keep(raw, locked=locked)))
        speed = self._movement.update(body)
        anew = before is None or leapt
        return Seen(time_s, len(bodies), raw, body, speed, self._movement.drift(), anew)

    def confirm(self) -> None:
        """Tells that whoever was seen last is in position: they are not looked away from."""
        self._practitioner.confirm()

    def _forget(self) -> None:
        """What was seen before a loss says nothing of where the body is now; its limbs' names outlive a short one."""
        self._looks.reset()
        self._smoother.reset()
        self._movement.reset()
