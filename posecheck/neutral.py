"""The neutral pose: what this person's straight hips and knees read, so that straight can be zero.

The lift has been taught rendered people; on a person built or dressed otherwise a straight joint may read some degrees
off. Five seconds with both legs long measure it. What it is worth on rendered people is in ``docs/accuracy.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from posecheck.landmarks import Side
from posecheck.measures import Measured, Reading, reading_key
from posecheck.record import HoldRecord

# The id its holds carry in the history. More than its file's threshold off straight is not the camera's doing, so it
# cannot be taken for zero: a hip that does not open must not be hidden.
NEUTRAL_POSE = "neutral_pose"
# What a straight joint reads says less the further it is bent: on rendered people the correction stopped helping when
# it reached further.
FADES_DEG = 45.0

Straight = Mapping[str, float]
_KEYS = [reading_key(measure, side) for measure in ("hip_flexion", "knee_flexion") for side in Side]


def straight_of(record: HoldRecord) -> Straight:
    """What straight joints read in a hold of the neutral pose.

    Args:
        record: a hold of the neutral pose.

    Returns:
        Degrees by name with side; joints that were not seen are missing.
    """
    return {key: record.measures[key].mean for key in _KEYS if key in record.measures}


def zeroed(readings: Mapping[str, Reading], straight: Straight) -> Mapping[str, Reading]:
    """Readings in which the person's own straight joints are zero.

    Args:
        readings: every measure, by name with side.
        straight: what straight joints read, degrees.

    Returns:
        The readings: shifted whole where they read what straight ones do, by less the further they are from it, not
        at all from `FADES_DEG` on. Their order stays.
    """
    changed = dict(readings)
    for key, offset in straight.items():
        reading = readings.get(key)
        if isinstance(reading, Measured):
            share = max(0.0, 1.0 - abs(reading.value - offset) / FADES_DEG)
            changed[key] = replace(reading, value=reading.value - share * offset)
    return changed
