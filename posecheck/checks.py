"""From measures to a verdict: in place, out of place, or cannot tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from posecheck.landmarks import Reason, Side, Unknown
from posecheck.measures import Measured, Reading, reading_key
from posecheck.stretch import Check, Fault, Limb, Stretch
from posecheck.view import View

# A single picture within these shares of the expected error of a threshold could be on either side of it. Calling a
# fault in place does more harm than calling a good position faulty, so it takes more.
CLOSE_IN, CLOSE_OUT = 0.6, 0.3


# Where these are the trouble, the view is a guess too, and turning would not help.
NOT_THE_VIEW = (Reason.UNLIKELY, Reason.OUT_OF_FRAME)


class Asked(Enum):
    """What a frame is judged for."""

    ENTER = "enter"  # whether the position is taken
    STAY = "stay"  # whether it is still kept
    ONCE = "once"  # a single picture, with nothing before it to lean on


class Placement(str, Enum):
    """What can be said of a frame."""

    IN_PLACE = "in_place"
    OUT_OF_PLACE = "out_of_place"
    CANNOT_TELL = "cannot_tell"
    UNSEEN = "unseen"
    TIMED = "timed"  # taken for kept by the clock alone, not seen


class State(str, Enum):
    """What can be said of one check."""

    OK = "ok"
    LOW = "low"
    HIGH = "high"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check on one frame.

    Attributes:
        check: what was looked at.
        side: whose side, or None for the whole body.
        reading: what was read.
        state: what came of it.
        fault: the fault found, if any.
        excess: how far beyond the threshold, as a share of the hysteresis; 0 where nothing is out.
    """

    check: Check
    side: Side | None
    reading: Reading
    state: State
    fault: Fault | None = None
    excess: float = 0.0

    @property
    def unknown(self) -> Unknown | None:
        """Why nothing could be told, if so."""
        if self.state is not State.UNKNOWN:
            return None
        return self.reading if isinstance(self.reading, Unknown) else self.reading.doubt


@dataclass(frozen=True, slots=True)
class Verdict:
    """What can be said of one frame.

    Attributes:
        placement: the answer.
        side: the side it was judged for; None in a stretch without sides.
        results: check by check.
        fault: the fault that matters most, when out of place.
        unknown: why nothing can be told, when that is the answer.
    """

    placement: Placement
    side: Side | None = None
    results: tuple[CheckResult, ...] = ()
    fault: Fault | None = None
    unknown: Unknown | None = None

    @property
    def reason(self) -> str:
        """What a person reads under a paused clock; empty in place."""
        return self.fault.cue if self.fault else str(self.unknown) if self.unknown else ""


def unseen(unknown: Unknown, side: Side | None = None) -> Verdict:
    """The verdict on a frame without a body."""
    return Verdict(Placement.UNSEEN, side, unknown=unknown)


def _sides(limb: Limb, side: Side | None) -> tuple[Side | None, ...]:
    if limb is Limb.BODY:
        return (None,)
    if limb is Limb.BOTH:
        return (Side.LEFT, Side.RIGHT)
    assert side is not None, "a stretch without sides has no active limb"
    return (side if limb is Limb.ACTIVE else side.other,)


def _margin(fault: Fault, bound: float | None, check: Check, error: float, asked: Asked, sign: float) -> float:
    """How much nearer the target than the threshold a value must be; negative where it may lie beyond it."""
    if asked is Asked.ONCE:
        return 0.0
    # Never closer than half-way to the target: readings err by several degrees, and entering must stay possible.
    room = max(0.0, sign * (fault.threshold - bound)) / 2 if bound is not None else check.hysteresis
    inside = min(max(check.hysteresis, error / 2), room)
    # Where target and threshold are too near each other for that, half of what is missing lies outside: without any,
    # a steady reading at the threshold flickers.
    return inside if asked is Asked.ENTER else -max(0.0, check.hysteresis - inside) / 2


def check_reading(check: Check, reading: Reading, side: Side | None, view: View, asked: Asked) -> CheckResult:
    """Holds one reading against one check.

    Args:
        check: what is looked at.
        reading: what was read.
        side: whose side it is.
        view: from where; only some views show what the check asks.
        asked: what the answer is for. To be entered, a position must be nearer the target than is needed to stay: by
            the hysteresis, by half the reading's expected error, or by half the room between threshold and target,
            whichever is the least of the last and the greater of the others. Where that room is small, staying may
            go a little beyond the threshold.

    Returns:
        The check's result.
    """
    if isinstance(reading, Measured) and reading.doubt is not None and reading.doubt.reason in NOT_THE_VIEW:
        return CheckResult(check, side, reading, State.UNKNOWN)
    if view not in check.views:
        return CheckResult(check, side, Unknown(Reason.WRONG_VIEW, view.word), State.UNKNOWN)
    if not isinstance(reading, Measured) or not reading.trusted:
        return CheckResult(check, side, reading, State.UNKNOWN)
    low, high = check.target
    for fault, bound, state, sign in ((check.low, low, State.LOW, -1.0), (check.high, high, State.HIGH, 1.0)):
        if fault is None:
            continue
        beyond = sign * (reading.value - fault.threshold)
        close = CLOSE_OUT if beyond > 0.0 else CLOSE_IN
        if asked is Asked.ONCE and abs(beyond) < close * reading.error:
            return CheckResult(check, side, Unknown(Reason.CLOSE_CALL), State.UNKNOWN)
        beyond += _margin(fault, bound, check, reading.error, asked, sign)
        if beyond > 0.0:
            return CheckResult(check, side, reading, state, fault, beyond / check.hysteresis)
    return CheckResult(check, side, reading, State.OK)


def _missing(results: list[CheckResult], checks: tuple[Check, ...]) -> Unknown | None:
    """Why a required check could not be told; of a check on both sides one is enough."""
    for check in checks:
        own = [r for r in results if r.check is check]
        if check.required and all(r.state is State.UNKNOWN for r in own):
            return own[0].unknown
    close = (r.unknown for r in results if r.check.blocking and r.unknown and r.unknown.reason is Reason.CLOSE_CALL)
    return next(close, None)


def judge(
    stretch: Stretch, readings: Mapping[str, Reading], view: View, side: Side | None, asked: Asked = Asked.ONCE
) -> Verdict:
    """Judges one frame for one side.

    A fault that is seen counts even where other checks cannot be told; "in place" needs every required check.

    Args:
        stretch: what is practised.
        readings: every measure, by name with side.
        view: the camera's place.
        side: the active side; None in a stretch without sides.
        asked: what the answer is for.

    Returns:
        The verdict.
    """
    results = [
        check_reading(check, readings[reading_key(check.measure, s)], s, view, asked)
        for check in stretch.checks
        for s in _sides(check.limb, side)
    ]
    out = [r for r in results if r.fault is not None and r.check.blocking]
    if out:
        worst = min(out, key=lambda r: (r.fault.priority if r.fault else 0, -r.excess))
        return Verdict(Placement.OUT_OF_PLACE, side, tuple(results), fault=worst.fault)
    missing = _missing(results, stretch.checks)
    if missing is not None:
        return Verdict(Placement.CANNOT_TELL, side, tuple(results), unknown=missing)
    return Verdict(Placement.IN_PLACE, side, tuple(results))


def _nearness(verdict: Verdict) -> tuple[bool, float, int]:
    out = sum(r.excess for r in verdict.results if r.check.blocking)
    unknown = sum(r.state is State.UNKNOWN for r in verdict.results)
    return (verdict.placement is not Placement.IN_PLACE, out, unknown)


def judge_either(stretch: Stretch, readings: Mapping[str, Reading], view: View, asked: Asked = Asked.ONCE) -> Verdict:
    """Judges one frame for the side that fits better. In a stretch without sides there is just one way.

    Args:
        stretch: what is practised.
        readings: every measure, by name with side.
        view: the camera's place.
        asked: what the answer is for.

    Returns:
        The verdict on the side that is in place, or nearest to it.
    """
    if not stretch.sided:
        return judge(stretch, readings, view, None, asked)
    return min((judge(stretch, readings, view, side, asked) for side in Side), key=_nearness)
