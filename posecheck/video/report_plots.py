"""A plot for each check of a stretch: what was read over time, against the target and the thresholds of its faults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from posecheck.landmarks import Side
from posecheck.measures import MEASURES, reading_key
from posecheck.record import HoldRecord
from posecheck.stretch import Check, Stretch
from posecheck.video.report_course import Curve, CurveKey, Curves
from posecheck.video.report_geometry import (
    HEIGHT_PX,
    Scale,
    Span,
    path,
    scale_for,
    thinned,
    ticks,
)
from posecheck.video.report_timeline import Block, clock, labelled
from posecheck.video.report_words import reason
from posecheck.wording import amount, count, degrees, number, target, title

LEAST_TOLERANCES = 4.0  # a plot spans at least so many times what its measure may be off by

MOST_SINGLY = 3  # holds told of one by one


@dataclass(frozen=True, slots=True)
class Line:
    """One curve: whose it is (a class of the style sheet), its trusted and its untrusted parts."""

    side: str
    trusted: str
    untrusted: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """Where a fault begins: px from the top, and in words."""

    y: str
    words: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A check's plot, ready for the page.

    Attributes:
        title: the check.
        means: what its values mean.
        target: what it aims at, in words.
        reminder: whether being out of it never stops the clock.
        band: top and height of the target's band, px.
        thresholds: of its faults.
        lines: its curves.
        holds: when holds were, with their numbers.
        values: ticks from bottom to top: px from the top, and the value.
        moments: ticks from left to right: percent, and the time.
        typical: what it was in each hold.
    """

    title: str
    means: str
    target: str
    reminder: bool
    band: tuple[str, str]
    thresholds: Sequence[Threshold]
    lines: Sequence[Line]
    holds: Sequence[tuple[Block, str]]
    values: Sequence[tuple[str, str]]
    moments: Sequence[tuple[str, str]]
    typical: Sequence[str]


def plots(stretch: Stretch, curves: Curves, holds: Sequence[HoldRecord], span: Span) -> list[Plot]:
    """The plots of all checks that could be told at some moment.

    Args:
        stretch: what was judged.
        curves: what was read.
        holds: of the whole video.
        span: the part of the video to show.
    """
    found = []
    for check in stretch.checks:
        own = _of(check, stretch, curves)
        if any(_told(curve, span) for curve in own.values()):
            found.append(
                _plot(check, own, [(n, h) for n, h in enumerate(holds, 1) if h.stretch_id == stretch.id], span)
            )
    return found


def untold_checks(stretch: Stretch, curves: Curves, span: Span) -> list[str]:
    """The checks that could not be told at any moment, with what mostly kept them from it.

    Args:
        stretch: what was judged.
        curves: what was read.
        span: the part of the video.
    """
    found = []
    for check in stretch.checks:
        doubts = [curves.doubts[k] for k in curves.doubts if (k.stretch_id, k.check_id) == (stretch.id, check.id)]
        if doubts and not any(_told(curve, span) for curve in _of(check, stretch, curves).values()):
            why = sum(doubts[1:], doubts[0]).most_common(1)[0][0]
            found.append(f"{title(check.id)} ({reason(why)})")
    return found


def _of(check: Check, stretch: Stretch, curves: Curves) -> dict[Side | None, Curve]:
    keys = [CurveKey(stretch.id, check.id, side) for side in (None, *Side)]
    return {key.side: curves.by_key[key] for key in keys if key in curves.by_key}


def _told(curve: Curve, span: Span) -> bool:
    return bool((~np.isnan(curve.between(span.start_s, span.end_s, trusted=True)[1])).any())


def _plot(
    check: Check, curves: Mapping[Side | None, Curve], holds: Sequence[tuple[int, HoldRecord]], span: Span
) -> Plot:
    measure = MEASURES[check.measure]
    faults = [(fault, word) for fault, word in ((check.low, "below"), (check.high, "above")) if fault is not None]
    bounds = [bound for bound in check.target if bound is not None] + [fault.threshold for fault, _ in faults]
    values = np.concatenate([c.between(span.start_s, span.end_s, trusted=True)[1] for c in curves.values()])
    least = LEAST_TOLERANCES * measure.tolerance
    scale = scale_for(values, bounds, least)
    unit = degrees(check.measure)
    return Plot(
        title=title(check.id),
        means=f"{title(check.measure)}: 0{unit} = {measure.zero}; more = {measure.positive}",
        target=target(check),
        reminder=not check.blocking,
        band=_band(check, scale),
        thresholds=[
            Threshold(_px(scale.y(fault.threshold)), f"{word} {number(fault.threshold)}{unit}: “{fault.cue}”")
            for fault, word in faults
        ],
        lines=[_line(side, curve, span, scale) for side, curve in curves.items()],
        holds=labelled([(hold.start_s, hold.end_s, str(n)) for n, hold in holds], span),
        values=[(_px(scale.y(tick)), f"{number(round(tick, 6))}{unit}") for tick in ticks(scale.low, scale.high)],
        moments=clock(span),
        typical=_typical(check, curves, [(n, h) for n, h in holds if span.start_s <= h.start_s <= span.end_s]),
    )


def _band(check: Check, scale: Scale) -> tuple[str, str]:
    """The target from top to bottom; an open one reaches to the edge."""
    low, high = check.target
    top = max(0.0, scale.y(high)) if high is not None else 0.0
    bottom = min(HEIGHT_PX, scale.y(low)) if low is not None else HEIGHT_PX
    return _px(top), _px(bottom - top)


def _line(side: Side | None, curve: Curve, span: Span, scale: Scale) -> Line:
    def drawn(trusted: bool) -> str:
        times_s, values = curve.between(span.start_s, span.end_s, trusted=trusted)
        return path(*thinned(times_s, values), span, scale)

    return Line(side.value if side else "body", drawn(True), drawn(False))


def _typical(check: Check, curves: Mapping[Side | None, Curve], holds: Sequence[tuple[int, HoldRecord]]) -> list[str]:
    """What a check was in the holds on average: ``"in hold 1: left 5°, right 10°"``; of many, from least to most."""
    means: dict[int, dict[Side | None, float]] = {}
    for (n, hold), side in product(holds, curves):
        if (kept := hold.measures.get(reading_key(check.measure, side))) is not None:
            means.setdefault(n, {})[side] = kept.mean
    several = list(means.items()) if len(means) <= MOST_SINGLY else []
    groups = [(f"hold {n}", [own]) for n, own in several] or [(count(len(means), "hold"), list(means.values()))]
    return [f"in {which}: {', '.join(_between(check, curves, group))}" for which, group in groups if group]


def _between(
    check: Check, curves: Mapping[Side | None, Curve], holds: Sequence[Mapping[Side | None, float]]
) -> list[str]:
    """Side by side, the least and the greatest mean of some holds; one value where they round to the same."""
    said = []
    for side, curve in curves.items():
        means = [own[side] for own in holds if side in own]
        ends = [amount(check.measure, end(means), curve.error) for end in (min, max) if means]
        if ends:
            said.append(f"{side.value + ' ' if side else ''}{' to '.join(dict.fromkeys(ends))}")
    return said


def _px(place: float) -> str:
    return f"{place:.1f}"
