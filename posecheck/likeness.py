"""How far a body is from a position, as a whole: from a stretch, or from what else people do.

A verdict looks only at what its stretch's checks ask for, and many positions pass the checks of more than one. Here
every position says something of the same measures: its checks' targets where it has checks, its picture's reference
angles elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from posecheck.figure import RESTING, TRUNK, joints
from posecheck.geometry import Vec3, middle, minus, wrapped_deg
from posecheck.landmarks import Landmark, Reason, Side
from posecheck.lift import POINTS, LiftedBody
from posecheck.measures import MEASURES, Measured, Reading, read_measures, reading_key
from posecheck.stretch import Check, Fault, Figure, Limb, Stretch

# What the picture of a position says of a body: leg by leg, and as a whole.
OF_LEG = ("hip_flexion", "knee_flexion", "hip_abduction", "thigh_elevation", "leg_inclination")
OF_BODY = ("trunk_inclination", "pelvis_lift")
OF_BOTH_LEGS = ("knee_spread", "ankle_spread")  # where one is ahead, the distance is of little use
# A stream's own: they say nothing of a position.
OF_STREAM = ("movement", "drift")
# Beyond a check's target, a value is off by one when it is off by the room up to the fault's threshold, or by this
# where there is no such room; from the picture's angles by more, and that counts half: they are an example, no target.
CHECK_SLACK = {"deg": 10.0, "ratio": 0.25}
LEAST_SLACK = {"deg": 5.0, "ratio": 0.125}
FIGURE_SLACK = {"deg": 14.0, "ratio": 0.8}
PELVIS_SLACK = 0.2  # torso lengths, where the others' ratios are hip widths
FIGURE_WEIGHT = 0.5
ERROR_SHARE = 0.5  # how much of the error to expect of a reading adds to the slack
MOST = 3.0  # further off says no more
FIGURE_PARTS = {"heel": "ankle", "foot_index": "toe"}  # what a figure calls them
LEAST_READ = 0.6  # the share of a position's measures that must be read to say anything


@dataclass(frozen=True, slots=True)
class Span:
    """The values of one measure in a position.

    Attributes:
        measure: its name.
        limb: whose.
        low, high: from and to; None where there is no such bound.
        slack_low, slack_high: so far beyond, a value is off by one; in the measure's unit.
        weight: how much being off counts.
    """

    measure: str
    limb: Limb
    low: float | None
    high: float | None
    slack_low: float
    slack_high: float
    weight: float = 1.0

    def key(self, side: Side) -> str:
        """The reading it is of, where that side is the active one."""
        if self.limb is Limb.BODY:
            return self.measure
        return reading_key(self.measure, side if self.limb is Limb.ACTIVE else side.other)

    def off(self, reading: Measured) -> float:
        """How far off a reading is, 0 to `MOST`, weighted."""
        value, expected = reading.value, ERROR_SHARE * reading.error
        if MEASURES[self.measure].unit == "deg":
            value = self._middle + wrapped_deg(value - self._middle)
        below = (self.low - value) / (self.slack_low + expected) if self.low is not None else 0.0
        above = (value - self.high) / (self.slack_high + expected) if self.high is not None else 0.0
        return self.weight * min(MOST, max(0.0, below, above))

    @property
    def _middle(self) -> float:
        ends = [end for end in (self.low, self.high) if end is not None]
        return sum(ends) / len(ends)


@dataclass(frozen=True, slots=True)
class Likeness:
    """A position, as the values its measures have.

    Attributes:
        spans: measure by measure, for the right side being the active one.
    """

    spans: tuple[Span, ...]

    def farness(self, readings: Mapping[str, Reading], side: Side) -> float | None:
        """How far a body is from the position: 0 within all spans, and one more for each slack beyond.

        Args:
            readings: every measure of it, by name with side.
            side: the active side; either one in a stretch without sides.

        Returns:
            None where too little of it can be read.
        """
        off = [span.off(reading) for span in self.spans if (reading := _read(readings[span.key(side)])) is not None]
        return sum(off) if len(off) >= LEAST_READ * len(self.spans) else None


def like_figure(figure: Figure) -> Likeness:
    """A position known by its reference angles only."""
    return Likeness(tuple(_figure_spans(figure).values()))


def like_stretch(stretch: Stretch) -> Likeness:
    """A stretch: its checks, and what its picture says beyond them."""
    spans = _figure_spans(stretch.figure)
    rule = stretch.repetition
    if rule is not None:
        low, high = sorted((rule.start, rule.turn))
        slack = CHECK_SLACK[MEASURES[rule.measure].unit]
        spans[rule.measure, Limb.ACTIVE] = Span(rule.measure, Limb.ACTIVE, low, high, slack, slack)
    for check in stretch.checks:
        if check.blocking and check.measure not in OF_STREAM:
            for limb in (Limb.ACTIVE, Limb.OTHER) if check.limb is Limb.BOTH else (check.limb,):
                spans[check.measure, limb] = _check_span(check, limb)
    return Likeness(tuple(spans.values()))


def _read(reading: Reading) -> Measured | None:
    """A reading that says something: one that is only unsure does, as far as its expected error goes."""
    if not isinstance(reading, Measured):
        return None
    return reading if reading.doubt is None or reading.doubt.reason is Reason.UNSURE else None


def _check_span(check: Check, limb: Limb) -> Span:
    unit = MEASURES[check.measure].unit

    def bound(target: float | None, fault: Fault | None) -> tuple[float | None, float]:
        if fault is None:
            return target, CHECK_SLACK[unit]
        if target is None:
            return fault.threshold, CHECK_SLACK[unit]
        return target, max(LEAST_SLACK[unit], abs(fault.threshold - target))

    (low, slack_low), (high, slack_high) = bound(check.target[0], check.low), bound(check.target[1], check.high)
    return Span(check.measure, limb, low, high, slack_low, slack_high)


def _figure_spans(figure: Figure) -> dict[tuple[str, Limb], Span]:
    readings = read_measures(_body(figure), {})
    spans = {}
    for name in (*OF_LEG, *OF_BODY, *(OF_BOTH_LEGS if figure.active == figure.other else ())):
        if name == "pelvis_lift" and figure.bed:
            continue  # how high a bed is says nothing of the body on it
        slack = PELVIS_SLACK if name == "pelvis_lift" else FIGURE_SLACK[MEASURES[name].unit]
        for limb in (Limb.ACTIVE, Limb.OTHER) if name in OF_LEG else (Limb.BODY,):
            side = {Limb.ACTIVE: Side.RIGHT, Limb.OTHER: Side.LEFT}.get(limb)
            reading = readings[reading_key(name, side)]
            assert isinstance(reading, Measured), "a whole body shows every measure of a body"
            spans[name, limb] = Span(name, limb, reading.value, reading.value, slack, slack, FIGURE_WEIGHT)
    return spans


def _body(figure: Figure) -> LiftedBody:
    """The figure as a lifted body that faces the right of the picture; its right side is the active one."""
    place = joints(figure)
    hips = middle(place["left hip"], place["right hip"])

    def point(mark: Landmark) -> Vec3:
        side, _, part = mark.name.lower().partition("_")
        name = "head" if part in ("", "ear") else f"{side} {FIGURE_PARTS.get(part, part)}"
        x, y, z = minus(place[name], hips)
        return (x / TRUNK, y / TRUNK, z / TRUNK)

    return LiftedBody(
        points=tuple(point(mark) for mark in POINTS),
        pelvis_lift=(hips[2] - RESTING["hip"]) / TRUNK,
        camera_pitch_deg=0.0,
        expected_error={},
        strangeness=0.0,
    )
