"""Values as people read them, on any page and in any file: ids, lengths of time, angles, targets."""

from __future__ import annotations

from posecheck.measures import MEASURES
from posecheck.stretch import Check

COARSE_FROM_DEG = 4.0  # an angle that is off by more than this is told in fives
FIVES_DEG = 5


def title(name: str) -> str:
    """An id as people read it: ``"hips_low"`` becomes ``"Hips low"``."""
    return name.replace("_", " ").replace("-", " ").capitalize()


def count(number: int, one: str, many: str = "") -> str:
    """A number of things: ``"1 day"``, ``"3 days"``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def length(seconds: float) -> str:
    """A length of time, to the second: ``"45 s"``, ``"3 min"``, ``"1 min 30 s"``."""
    minutes, rest = divmod(max(1, round(seconds)), 60)
    return " ".join(part for part in (f"{minutes} min" if minutes else "", f"{rest} s" if rest else "") if part)


def timecode(seconds: float) -> str:
    """A moment of a video, to the second: ``"0:07"``, ``"12:30"``, ``"1:02:05"``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def number(value: float) -> str:
    """A number from a stretch file, with a true minus: ``"−95"``."""
    return f"{value:g}".replace("-", "−")


def target(check: Check) -> str:
    """What a check aims at, with its unit."""
    unit = degrees(check.measure)
    low, high = (None if bound is None else number(bound) for bound in check.target)
    if low is not None and high is not None:
        return f"{low} to {high}{unit}"
    return f"at least {low}{unit}" if low is not None else f"at most {high}{unit}"


def degrees(measure: str) -> str:
    """The sign after a measure's values: ``"°"``, or nothing after a ratio."""
    return "°" if MEASURES[measure].unit == "deg" else ""


def amount(measure: str, value: float, error: float = 0.0) -> str:
    """A value of a measure, rounded to what is known.

    Args:
        measure: its name.
        value: in the measure's unit.
        error: the error to expect of it, same unit.
    """
    if MEASURES[measure].unit != "deg":
        return f"{value:.1f}".replace("-", "−")
    step = FIVES_DEG if error > COARSE_FROM_DEG else 1
    return f"{step * round(value / step)}°".replace("-", "−")
