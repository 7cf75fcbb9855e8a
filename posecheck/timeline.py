"""A hold's trace laid out in time: what could be said when, and when and why the clock stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np

from posecheck.checks import Placement
from posecheck.hold import KEPT
from posecheck.landmarks import IntArray
from posecheck.record import HoldRecord
from posecheck.trace import Trace

# A trace says where frames were missing, and no stretch allows more than this between two frames (`stretch_form`). So
# between samples further apart a part of the trace was lost.
LONGEST_SAMPLE_S = 5.0
SLACK_S = 0.05  # a trace's times are rounded, its record's are not
Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class Segment:
    """A time in which the same could be said.

    Attributes:
        start_s: when it began, from the hold's start.
        end_s: when it ended.
        placement: what was said; None where nothing was kept of it.
        reason: why it was not in place; empty where it was.
    """

    start_s: float
    end_s: float
    placement: Placement | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """A time in which the clock stood.

    Attributes:
        start_s: when it stopped, from the hold's start.
        end_s: when it went on, or until when the trace goes.
        reason: why it stopped, as a person reads it.
        final: whether it ended the hold.
    """

    start_s: float
    end_s: float
    reason: str
    final: bool = False


def length_s(record: HoldRecord, trace: Trace | None) -> float:
    """How long there is something to show, from the hold's start: to the moment it was given up, where that was kept.

    Args:
        record: the hold.
        trace: its trace; None without one.
    """
    samples_s = [] if trace is None else trace.time_s.tolist()
    return float(max([record.end_s, *samples_s[-1:]]) - record.start_s)


def segments(record: HoldRecord, trace: Trace) -> tuple[Segment, ...]:
    """What could be said, from the hold's start to the end of what there is to show.

    Args:
        record: the hold.
        trace: its trace.
    """
    times_s = (trace.time_s - record.start_s).tolist()
    ends_s = [*times_s[1:], length_s(record, trace)]
    found: list[Segment] = []
    told_s = 0.0
    for place, (start_s, end_s) in enumerate(zip(times_s, ends_s, strict=True)):
        if start_s > told_s + SLACK_S:
            found.append(Segment(told_s, start_s, None))
        last = place == len(times_s) - 1
        lost = end_s - start_s > LONGEST_SAMPLE_S and trace.placements[place] is not Placement.UNSEEN
        if not (last or lost):
            found.append(Segment(start_s, end_s, trace.placements[place], trace.reasons[place]))
            told_s = end_s
    if (end_s := length_s(record, trace)) > told_s + SLACK_S:
        found.append(Segment(told_s, end_s, None))
    return _merged(found)


def stops(record: HoldRecord, trace: Trace | None) -> tuple[Stop, ...]:
    """When and why the clock stopped: the record's pauses, and what ended the hold, where the trace shows it.

    Args:
        record: the hold.
        trace: its trace; None without one.
    """
    start_s = record.start_s
    found = [Stop(pause.start_s - start_s, pause.end_s - start_s, pause.reason) for pause in record.pauses]
    if trace is not None:
        for time_s, placement, reason in zip(trace.time_s.tolist(), trace.placements, trace.reasons, strict=True):
            if time_s > record.end_s - SLACK_S and placement not in KEPT:
                found.append(Stop(record.end_s - start_s, length_s(record, trace), reason, record.finished))
                break
    return tuple(found)


def runs(said: Sequence[Said]) -> list[int]:
    """Where something else begins to be said: the places of the first, and of each that differs from the one before."""
    return [0, *(i for i, (before, now) in enumerate(pairwise(said), start=1) if before != now)] if said else []


def thinned(trace: Trace, most: int) -> IntArray:
    """Samples that show the whole of a trace: all where it is short.

    Args:
        trace: any.
        most: how many to keep.

    Returns:
        (up to `most`,) their places, in order: where something else is said or somebody comes or goes, and between
        them evenly. Where even that is too many, evenly of those.
    """
    n = len(trace.time_s)
    if n <= most:
        return np.arange(n)
    there = (~np.isnan(trace.points[:, 0, 0])).tolist()
    changes = np.array(runs(list(zip(trace.placements, trace.reasons, there, strict=True))))
    if len(changes) > most // 2:
        changes = changes[np.linspace(0, len(changes) - 1, most // 2).astype(np.int_)]
    evenly = np.linspace(0, n - 1, most - len(changes)).astype(np.int_)
    return np.unique(np.concatenate([changes, evenly]))


def _merged(found: Sequence[Segment]) -> tuple[Segment, ...]:
    """Neighbours that say the same as one; what has no length left out."""
    lasting = [segment for segment in found if segment.end_s > segment.start_s]
    first = runs([(segment.placement, segment.reason) for segment in lasting])
    return tuple(
        Segment(lasting[i].start_s, lasting[j - 1].end_s, lasting[i].placement, lasting[i].reason)
        for i, j in pairwise([*first, len(lasting)])
    )
