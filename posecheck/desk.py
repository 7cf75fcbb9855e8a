"""The desk: a person's own tall seat as zero, so that slumping is a change and not a comparison with others.

Where ears, shoulders and trunk are when somebody sits tall differs between people, chairs and cameras by more than
slumping changes. Five seconds of the own tall seat measure it; later readings are told as differences from that. The
ear–shoulder line is a weak stand-in for the angle clinics measure at the neck (Lau, Manual Therapy 2009;14:363).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from posecheck.landmarks import Reason, Unknown
from posecheck.measures import Measured, Reading
from posecheck.record import HoldRecord

TALL_SEAT = "tall_seat"  # the id its holds carry in the history
SEAT = ("trunk_inclination", "head_ahead", "ear_shoulder_gap")
NOT_TAKEN = Unknown(Reason.NOT_TAKEN, "own tall seat")
SOONEST_MIN, LATEST_MIN = 30.0, 60.0  # between two reminders

Seat = Mapping[str, float]


def seat_of(record: HoldRecord) -> Seat:
    """What a person's own tall seat reads.

    Args:
        record: a hold of the tall seat.

    Returns:
        By measure, in its unit; what was not seen is missing.
    """
    return {name: record.measures[name].mean for name in SEAT if name in record.measures}


def against(readings: Mapping[str, Reading], seat: Seat) -> Mapping[str, Reading]:
    """Readings told as differences from the own tall seat.

    Args:
        readings: every measure, by name with side.
        seat: what the tall seat reads; empty where it was not taken.

    Returns:
        The readings: trunk, head and ears minus the seat's, and unknown without it. Their order stays.
    """
    changed = dict(readings)
    for name in SEAT:
        reading = readings.get(name)
        if isinstance(reading, Measured):
            changed[name] = replace(reading, value=reading.value - seat[name]) if name in seat else NOT_TAKEN
    return changed


def reminder_due(since_s: float, every_min: float) -> bool:
    """Whether it is time to be reminded of a reset.

    Args:
        since_s: seconds since the last reset or reminder.
        every_min: minutes asked for; kept between `SOONEST_MIN` and `LATEST_MIN`.
    """
    return since_s >= 60.0 * max(SOONEST_MIN, min(LATEST_MIN, every_min))
