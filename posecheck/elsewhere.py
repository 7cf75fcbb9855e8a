"""What else people do on and beside a mat: a body that is more like one of these is in no stretch.

Reference angles as in a stretch's picture, by common sense; the measures' zeros and signs.
"""

from __future__ import annotations

from posecheck.stretch import Figure, LimbPose
from posecheck.view import View


def _figure(trunk_inclination: float, active: LimbPose, other: LimbPose | None = None, roll: float = 0.0) -> Figure:
    return Figure(View.SIDE, trunk_inclination, 0.0, active, other or active, roll)


ELSEWHERE = (
    _figure(0, LimbPose()),  # standing
    _figure(60, LimbPose(hip_flexion=80, knee_flexion=30)),  # bending down
    _figure(0, LimbPose(knee_flexion=90)),  # kneeling upright
    _figure(5, LimbPose(hip_flexion=75, knee_flexion=145)),  # sitting on the heels
    _figure(85, LimbPose(hip_flexion=85, knee_flexion=90)),  # on hands and knees
    _figure(0, LimbPose(hip_flexion=90, knee_flexion=5)),  # sitting with long legs
    _figure(5, LimbPose(hip_flexion=75, hip_abduction=40, hip_rotation=60, knee_flexion=110)),  # with crossed legs
    _figure(0, LimbPose(hip_flexion=90, knee_flexion=90)),  # on a chair
    _figure(-90, LimbPose()),  # lying on the back
    _figure(-90, LimbPose(hip_flexion=55, knee_flexion=110), LimbPose()),  # with one foot up
    _figure(-90, LimbPose(hip_flexion=60, knee_flexion=5), LimbPose()),  # with one leg raised,
    _figure(-90, LimbPose(hip_flexion=90, knee_flexion=5), LimbPose()),  # or upright
    _figure(-90, LimbPose(hip_flexion=85, hip_abduction=38, knee_flexion=5)),  # with both, apart, up a wall
    _figure(88, LimbPose()),  # lying on the belly
    _figure(-90, LimbPose(hip_flexion=10, knee_flexion=10), roll=90),  # on the side,
    _figure(-90, LimbPose(hip_flexion=60, knee_flexion=80), roll=90),  # or curled up there
)
