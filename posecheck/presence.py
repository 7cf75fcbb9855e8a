"""Whether whoever practises is there: got up, gone, or back in position."""

from __future__ import annotations

from enum import Enum

from posecheck.landmarks import LandmarkFrame
from posecheck.lift import LiftedBody
from posecheck.who import FITS, Posture, lifted_posture, posture

UP_S = 1.5
GONE_S = 5.0
PATIENT_S = 60.0
BACK_S = 1.0
DROPOUT_S = 0.3  # so long what is building up may be interrupted
# Two witnesses must agree on standing, for neither is to be trusted alone. The landmarks in space take the camera to be
# level: standing people give 0.86 to 0.98 (0.7 and more below a camera that looks down by 35°), kneeling up to 0.59,
# bodies on the back seen from the foot end up to 0.71. The lift never saw anybody stand, so it makes them shorter: 0.56
# to 0.92; kneeling gives up to 0.51, on the back 0.1.
STANDS_FROM = 0.72
STANDS_FROM_LIFTED = 0.54
UPRIGHT_FROM = 0.75
# A stretch whose own posture comes so near to standing cannot be left by standing up: the lunge on the toes.
STANDING_HIPS = 0.6


class Whereabouts(str, Enum):
    """Where the practitioner is."""

    THERE = "there"
    UP = "up"
    GONE = "gone"


def stands(frame: LandmarkFrame, lifted: LiftedBody) -> bool:
    """Whether a body stands, beyond doubt; sitting on a chair, squatting and kneeling are no standing.

    Args:
        frame: smoothed landmarks, or raw ones of a single picture.
        lifted: the joint centres they give.
    """
    level_camera, level = posture(frame), lifted_posture(lifted)
    return (
        level_camera.hip_height >= STANDS_FROM
        and level.hip_height >= STANDS_FROM_LIFTED
        and min(level_camera.trunk_rise, level.trunk_rise) >= UPRIGHT_FROM
    )


class Presence:
    """Follows one practitioner over frame time. While nobody was ever seen there is nothing to pause: `THERE`."""

    def __init__(self, expected: Posture, *, patient: bool) -> None:
        """Nobody was seen.

        Args:
            expected: the posture of the stretch.
            patient: whether the position hides the body, or a timer leads: then somebody unseen is long not gone.
        """
        self._expected = expected
        self._gone_s = PATIENT_S if patient else GONE_S
        self._can_rise = expected.hip_height < STANDING_HIPS
        self._whereabouts = Whereabouts.THERE
        self._seen_s: float | None = None  # when anybody was seen last
        self._turn = Whereabouts.THERE  # what is building up
        self._since_s = self._last_s = 0.0

    def update(self, time_s: float, frame: LandmarkFrame | None, lifted: LiftedBody | None) -> Whereabouts:
        """Takes one frame.

        Args:
            time_s: its time, later than the last one's.
            frame: smoothed landmarks; None where nobody is seen.
            lifted: the joint centres; None where nobody is seen.

        Returns:
            Where the practitioner is; what it was before for as long as nothing else lasts.
        """
        if frame is not None and lifted is not None:
            self._seen_s = time_s
            self._build_up(time_s, self._sign(frame, lifted))
        elif self._seen_s is not None and time_s - self._seen_s >= self._gone_s:
            self._whereabouts = Whereabouts.GONE
        return self._whereabouts

    def _sign(self, frame: LandmarkFrame, lifted: LiftedBody) -> Whereabouts | None:
        """What one frame speaks for, if for anything."""
        if self._can_rise and stands(frame, lifted):
            return Whereabouts.UP
        # Below a camera that looks down, landmarks in space fit no posture; the lift has its own mistakes.
        nearest = min(body.distance(self._expected) for body in (posture(frame), lifted_posture(lifted)))
        return Whereabouts.THERE if nearest <= FITS else None

    def _build_up(self, time_s: float, sign: Whereabouts | None) -> None:
        if sign is None:
            return
        if sign is not self._turn or time_s - self._last_s > DROPOUT_S:
            self._turn, self._since_s = sign, time_s
        self._last_s = time_s
        if time_s - self._since_s >= (UP_S if sign is Whereabouts.UP else BACK_S):
            self._whereabouts = sign
