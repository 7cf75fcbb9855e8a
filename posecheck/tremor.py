"""Tremor practice: stages, how long, how often, and when it ends at once. A timer leads; nothing is scored.

Short first, capped, days apart, and every way out is taught before the start. Nothing here measures a tremor, calls for
a bigger one or says what one means. Stages after tre.guide; doses, rests and the stop rule's numbers are reasoned.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from posecheck.kinds import Stage
from posecheck.landmarks import Side
from posecheck.measures import Measured, Reading, reading_key

FIRST_SESSIONS = 3
FIRST_S = 180.0
LONGEST_S = 600.0
APART = timedelta(hours=48)
REST_S = 180.0
COUNTS_FROM_S = 30.0  # started and stopped again before the first stage was over: not a session
SHORTEST_SHARE = 0.5  # of a stage's time; where even that does not fit, the later raises are left out
PREPARATION = 3  # stages before the first raise: soles together, hips up, knees wide

# These are asked before the first session; the stretch's concerns say what a yes does.
ASKED_FIRST = (
    "pregnancy",
    "abdominal_surgery",
    "mental_health",
    "seizures",
    "tremor",
    "heart",
    "osteoporosis",
    "minor",
)

TAUGHT_FIRST = (
    "To stop: bring your knees together and set your feet flat.",
    "To stop at once: stretch both legs long. I end the practice then.",
    "Or roll to one side and sit up. Any moment is a good one.",
)
CHECK_IN_S = 120.0
CHECK_IN = "Still comfortable? Stretch your legs long whenever you like."
STOPPED = "Legs long: the practice is over. Rest here."
TIME_UP = "That's plenty; stretch your legs long."
SMALLER = "Smaller lift, then wait."
REST = "Rest for three minutes or more before you get up."


@dataclass(frozen=True, slots=True)
class Past:
    """A session that was.

    Attributes:
        started_at: when, with time zone.
        seconds: how long its stages went on.
    """

    started_at: datetime
    seconds: float


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a session may be now.

    Attributes:
        open: whether one may begin.
        from_when: from when on one may; None where that is now.
        longest_s: the longest it may last.
        words: the same for a person, a sentence or two.
    """

    open: bool
    from_when: datetime | None
    longest_s: float
    words: str


def allowance(past: Iterable[Past], now: datetime) -> Allowance:
    """What a session may be: short at first, never long, two days apart.

    Args:
        past: sessions that were, in any order.
        now: the wall clock, with time zone.

    Returns:
        Whether one may begin, and how long it may last.
    """
    counted = [session for session in past if session.seconds >= COUNTS_FROM_S]
    learning = len(counted) < FIRST_SESSIONS
    longest_s = FIRST_S if learning else LONGEST_S
    if counted:
        from_when = max(session.started_at + timedelta(seconds=session.seconds) for session in counted) + APART
        if now < from_when:
            words = f"Two days between sessions. The next may begin on {from_when.day} {from_when:%B, %H:%M}."
            return Allowance(False, from_when, longest_s, words)
    if learning:
        words = f"Your first {FIRST_SESSIONS} sessions last {FIRST_S / 60:.0f} minutes each."
    else:
        words = f"Up to {LONGEST_S / 60:.0f} minutes; {FIRST_S / 60:.0f} are enough."
    return Allowance(True, None, longest_s, words)


def planned(stages: Sequence[Stage], session_s: float) -> tuple[Stage, ...]:
    """The stages of one session.

    Args:
        stages: all there are, each with its longest time; the last one leads out.
        session_s: how long the session may last.

    Returns:
        Stages that last that long together, or less. The shorter the session, the fewer of those before the last.
    """
    kept = list(stages)
    while len(kept) > 1 and SHORTEST_SHARE * sum(stage.seconds for stage in kept) > session_s:
        del kept[-2]
    share = min(1.0, session_s / sum(stage.seconds for stage in kept))
    return tuple(replace(stage, seconds=stage.seconds * share) for stage in kept)


@dataclass(frozen=True, slots=True)
class StageNow:
    """Where a session stands.

    Attributes:
        number: of the stage, from 0.
        stage: the stage.
        left_s: seconds left of it.
        session_left_s: seconds left of all stages.
        raising: whether this stage lifts the knees a little; only then a step can be too big.
    """

    number: int
    stage: Stage
    left_s: float
    session_left_s: float
    raising: bool


def stage_at(plan: Sequence[Stage], since_s: float) -> StageNow | None:
    """Where a session stands.

    Args:
        plan: its stages.
        since_s: seconds since it began, pauses left out.

    Returns:
        The stage; None once all are over: then comes the rest of `REST_S`.
    """
    session_left_s = sum(stage.seconds for stage in plan) - since_s
    end_s = 0.0
    for number, stage in enumerate(plan):
        end_s += stage.seconds
        if since_s < end_s:
            raising = PREPARATION <= number < len(plan) - 1
            return StageNow(number, stage, end_s - since_s, session_left_s, raising)
    return None


def check_ins(since_s: float) -> int:
    """How often a person should have been asked how it is, so many seconds after the start."""
    return int(max(0.0, since_s) // CHECK_IN_S)


LONG_KNEE_DEG = 20.0  # K ≥ 160
LOW_THIGH_DEG = 15.0
LONG_S = 1.5
GAP_S = 0.5
SETTLED_S = 20.0  # by then the legs are no longer long from before the start


class StopRule:
    """Sees both legs stretched long, which ends the session at once.

    Doubtful readings count as well: ending too early does no harm. Legs that are long from the start on end nothing
    until they were bent, or `SETTLED_S` have passed.
    """

    def __init__(self) -> None:
        """Has seen nothing."""
        self._first_s: float | None = None
        self._bent = False
        self._long_s: float | None = None  # since when both legs are long
        self._told_s = 0.0

    def update(self, time_s: float, readings: Mapping[str, Reading]) -> bool:
        """Takes one frame.

        Args:
            time_s: its time, not earlier than the last one's.
            readings: every measure by name with side; empty where nobody was seen.

        Returns:
            Whether the session ends now.
        """
        self._first_s = time_s if self._first_s is None else self._first_s
        if time_s - self._told_s > GAP_S:
            self._long_s = None
        long = _legs_long(readings)
        if long is not None:
            self._told_s = time_s
            self._bent = self._bent or not long
            self._long_s = None if not long else time_s if self._long_s is None else self._long_s
        begun = self._bent or time_s - self._first_s >= SETTLED_S
        return begun and long is True and self._long_s is not None and time_s - self._long_s >= LONG_S


def _values(readings: Mapping[str, Reading], measure: str) -> list[float] | None:
    both = [readings.get(reading_key(measure, side)) for side in Side]
    values = [reading.value for reading in both if isinstance(reading, Measured)]
    return values if len(values) == len(both) else None


def _legs_long(readings: Mapping[str, Reading]) -> bool | None:
    knees, thighs = _values(readings, "knee_flexion"), _values(readings, "thigh_elevation")
    if knees is None or thighs is None:
        return None
    return max(knees) <= LONG_KNEE_DEG and max(thighs) <= LOW_THIGH_DEG


STEP_DEG = 10.0
MEAN_S = 1.0  # trembling knees rise and sink; their mean over a second does not
REMEMBERED_S = 6.0


class StepWatch:
    """Sees the knees lifted by too big a step. To be asked in the stages that raise them."""

    def __init__(self) -> None:
        """Has seen nothing."""
        self._seen: list[tuple[float, float]] = []

    def update(self, time_s: float, readings: Mapping[str, Reading]) -> bool:
        """Takes one frame.

        Args:
            time_s: its time, later than the last one's.
            readings: every measure by name with side; empty where nobody was seen.

        Returns:
            Whether the thighs rose by more than `STEP_DEG` within the last moments.
        """
        thighs = _values(readings, "thigh_elevation")
        self._seen = [(t, v) for t, v in self._seen if time_s - t <= REMEMBERED_S]
        if thighs is None:
            return False
        self._seen.append((time_s, sum(thighs) / len(thighs)))
        now = [v for t, v in self._seen if time_s - t <= MEAN_S]
        before = [v for t, v in self._seen if t - self._seen[0][0] <= MEAN_S]
        if time_s - self._seen[0][0] <= 2 * MEAN_S:
            return False
        return sum(now) / len(now) - sum(before) / len(before) > STEP_DEG
