"""Aiming at a share of the own range: the target of a stretch comes nearer to who does not go as far.

The share is of the way from where the movement begins to the own end, so that it means the same whatever the sign:
of a hip that bends to 100° it is 80°; of a thigh that hangs 5° above level, counted from 30°, it is 10°.
"""

from __future__ import annotations

from dataclasses import replace

from posecheck.landmarks import Side
from posecheck.personal_range import RANGE_CHECKS, Own, RangeCheck
from posecheck.record import Baseline
from posecheck.stretch import Check, Fault, Stretch

SHARE = 0.8
SHARE_WORDS = f"{100 * SHARE:.0f} %"


def scaling(stretch: Stretch) -> RangeCheck | None:
    """The range check that can scale a stretch; None where none does, or where the stretch is another of that name."""
    for check in RANGE_CHECKS.values():
        measures = [c.measure for c in stretch.checks if c.id == check.scaled]
        if check.stretch_id == stretch.id and measures == [check.measure]:
            return check
    return None


def _basis(check: RangeCheck, sided: bool, side: Side | None, own: Own) -> Baseline | None:
    """What a turn is scaled by: its side's baseline; where either side may be taken, the one that goes less far."""
    sides = [side.value] if side else [s.value for s in Side] if sided else ["both"]
    known = [own[check.id, s] for s in sides if (check.id, s) in own]
    if len(known) < len(sides):
        return None
    return (min if check.more_is_further else max)(known, key=lambda b: b.value)


def share_deg(check: RangeCheck, baseline: Baseline) -> float:
    """Where `SHARE` of the way from the check's start to a baseline ends, whole degrees."""
    return float(round(check.start_deg + SHARE * (baseline.value - check.start_deg)))


def scaled(stretch: Stretch, side: Side | None, own: Own) -> Stretch:
    """A stretch that aims at a share of the own range.

    The target only ever comes nearer: beyond the stretch's own bound nothing is asked for, so that nobody is led
    further than its sources go. The fault keeps its distance from the bound, all else stays.

    Args:
        stretch: what is practised.
        side: which side; None where it is recognised, or has none.
        own: the newest baselines.

    Returns:
        The stretch with that target and, in `aim`, how to say it; itself where there is nothing to change.
    """
    check = scaling(stretch)
    basis = _basis(check, stretch.sided, side, own) if check else None
    if check is None or basis is None:
        return stretch
    moved = _moved(stretch.check(check.scaled), check, share_deg(check, basis))
    if moved is None:
        return stretch
    whose = ", of the side that goes less far" if stretch.sided and side is None else ""
    aim = f"Aiming at {SHARE_WORDS} of your own range{whose}: {share_deg(check, basis):.0f}°."
    return replace(stretch, checks=tuple(moved if c.id == moved.id else c for c in stretch.checks), aim=aim)


def unscaled_words(stretch: Stretch, side: Side | None, own: Own) -> str:
    """Why a stretch keeps its own target although the own range is to be aimed at; empty where it does not."""
    check = scaling(stretch)
    if check is None or scaled(stretch, side, own).aim:
        return ""
    basis = _basis(check, stretch.sided, side, own)
    if basis is not None:
        degrees = f"{share_deg(check, basis):.0f}°".replace("-", "−")
        return f"{degrees} is {SHARE_WORDS} of your own range; this stretch's own target is enough."
    if any((check.id, s.value) in own for s in Side):
        return "Your own range is known for one side only; choose that side to aim at it."
    return "Your own range was not taken for this stretch; its own target stays."


def _moved(check: Check, by: RangeCheck, aim_deg: float) -> Check | None:
    """A check whose nearer bound is where one aims; None where its own is nearer."""
    low, high = check.target
    bound = low if by.more_is_further else high
    if bound is None or aim_deg == bound or (aim_deg > bound) is by.more_is_further:
        return None
    shift_deg = aim_deg - bound
    if by.more_is_further:
        return replace(check, target=(aim_deg, high), low=_shifted(check.low, shift_deg), usual=check.target)
    return replace(check, target=(low, aim_deg), high=_shifted(check.high, shift_deg), usual=check.target)


def _shifted(fault: Fault | None, by_deg: float) -> Fault | None:
    return replace(fault, threshold=fault.threshold + by_deg) if fault else None
