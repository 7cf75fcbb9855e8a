"""From seconds of a held position to what every measure read in it. Time is the frames' own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

import numpy as np

from posecheck.landmarks import Reason, Side, Unknown
from posecheck.measures import MEASURES, Measure, Reading, reading_key
from posecheck.view import View

COUNTDOWN_S = 10.0  # from the keyboard to the mat
STEADY_S = 3.0
RECENT_S = 0.5  # where the body is now, and where it was to begin with: single frames mislead
GAP_S = 0.5  # unseen for longer starts again; as long as a hold is credited across
TRUSTED_SHARE = 0.8  # of the frames in which a measure must be trusted to be of use
# The tolerance of the project's stretch notes.
SIDE_TOLERANCE_DEG, TOLERANCE_DEG = 10.0, 15.0
# Together these say where trunk and legs are; hands and head may move.
STILL = ("trunk_inclination", "pelvis_tilt", "thigh_elevation", "hip_abduction", "knee_flexion")


class Step(Enum):
    """How far a recording has come."""

    COUNTDOWN = "countdown"
    STEADYING = "steadying"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Held:
    """What one measure read while a position was held.

    Attributes:
        median: of its trusted values, in its unit.
        spread: how far from the median nine of ten of them stay.
    """

    median: float
    spread: float


@dataclass(frozen=True, slots=True)
class Recording:
    """A held position.

    Attributes:
        view: from where it was seen.
        held: by name with side; only what was trusted in most frames.
    """

    view: View
    held: Mapping[str, Held]


@dataclass(frozen=True, slots=True)
class _Frame:
    time_s: float
    values: Mapping[str, float]  # trusted ones
    view: View


def tolerance(measure: Measure, view: View) -> float:
    """How far a held position may be from the one aimed at.

    Args:
        measure: what is read.
        view: from where; a true side view shows angles best.

    Returns:
        Degrees; of a ratio, the error up to which it is trusted.
    """
    if measure.unit != "deg":
        return measure.tolerance
    return SIDE_TOLERANCE_DEG if view is View.SIDE else TOLERANCE_DEG


def sides_of(measure: Measure) -> tuple[Side | None, ...]:
    """Both sides of a paired measure, else just none."""
    return tuple(Side) if measure.paired else (None,)


def _words(name: str, side: Side | None) -> str:
    part = {"trunk_inclination": "trunk", "pelvis_tilt": "hips", "knee_flexion": "knee"}.get(name, "thigh")
    return f"{side.value} {part}" if side else part


class Recorder:
    """Waits for a position that is kept still, and keeps what it reads.

    Attributes:
        step: how far it has come.
        reason: why it began again, in words; empty where it did not.
        recording: what was held, once done.
    """

    def __init__(self, countdown_s: float = COUNTDOWN_S, steady_s: float = STEADY_S) -> None:
        """A recorder that has seen nothing.

        Args:
            countdown_s: time to get into position, from the first frame.
            steady_s: how long the position must be kept.
        """
        self.step = Step.COUNTDOWN
        self.reason = ""
        self.recording: Recording | None = None
        self._countdown_s, self._wanted_s = countdown_s, steady_s
        self._first_s: float | None = None
        self._time_s = 0.0
        self._frames: list[_Frame] = []

    @property
    def left_s(self) -> float:
        """What is left of the countdown."""
        passed_s = 0.0 if self._first_s is None else self._time_s - self._first_s
        return max(0.0, self._countdown_s - passed_s)

    @property
    def steady_s(self) -> float:
        """How long the position has been kept."""
        return self._frames[-1].time_s - self._frames[0].time_s if self._frames else 0.0

    def update(self, time_s: float, readings: Mapping[str, Reading], view: View | None) -> None:
        """Takes one frame.

        Args:
            time_s: its time, later than the last one's.
            readings: every measure, by name with side; empty without a body.
            view: from where the body is seen; None without one.
        """
        self._first_s = time_s if self._first_s is None else self._first_s
        self._time_s = time_s
        if self.left_s > 0.0 or self.step is Step.DONE:
            return
        self.step = Step.STEADYING
        if self._frames and time_s - self._frames[-1].time_s > GAP_S:
            self._begin_again("I lost sight of you")
        values = {key: r.value for key, r in readings.items() if not isinstance(r, Unknown) and r.trusted}
        if view is None or "trunk_inclination" not in values:
            if not self._frames:
                self.reason = _unseen(readings)
            return
        self._frames.append(_Frame(time_s, values, view))
        moved = self._moved()
        if moved:
            self._begin_again(f"Your {moved} moved")
        elif self.steady_s >= self._wanted_s:
            self.step, self.reason, self.recording = Step.DONE, "", _recording(self._frames)

    def _begin_again(self, reason: str) -> None:
        self._frames, self.reason = [], reason

    def _moved(self) -> str:
        """What is not where it was when the position was taken; empty where all is still."""
        first_s, last_s = self._frames[0].time_s, self._frames[-1].time_s
        first = [f for f in self._frames if f.time_s - first_s <= RECENT_S]
        recent = [f for f in self._frames if last_s - f.time_s <= RECENT_S]
        for name in STILL:
            for side in sides_of(MEASURES[name]):
                key = reading_key(name, side)
                before, now = (_median([f.values[key] for f in part if key in f.values]) for part in (first, recent))
                if before is None or now is None:
                    continue
                if abs(now - before) > tolerance(MEASURES[name], recent[-1].view):
                    return _words(name, side)
        return ""


def _unseen(readings: Mapping[str, Reading]) -> str:
    trunk = readings.get("trunk_inclination", Unknown(Reason.NO_PERSON))
    unknown = trunk if isinstance(trunk, Unknown) else trunk.doubt
    if unknown is None or unknown.reason is Reason.NO_PERSON:
        return "I can't see anyone yet"
    return f"I can't see you well: {unknown}"


def _median(values: list[float]) -> float | None:
    return float(np.median(values)) if values else None


def _recording(frames: list[_Frame]) -> Recording:
    views = [f.view for f in frames]
    held = {}
    for key in sorted({key for f in frames for key in f.values}):
        values = np.array([f.values[key] for f in frames if key in f.values])
        if len(values) >= TRUSTED_SHARE * len(frames):
            median = float(np.median(values))
            held[key] = Held(median, float(np.percentile(np.abs(values - median), 90)))
    return Recording(max(views, key=views.count), held)
