"""The course of a video: from what each of some frames says to segments in which one thing is held, or none is known.

The likeliest course of the whole video is found (Viterbi, IEEE Transactions on Information Theory 1967;13:260): one in
which changes are rare.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from posecheck.landmarks import Side

EVERY_S = 0.24  # a sample; a little less than a quarter of a second, so that frames at 4, 8, … a second all fit
# What a sample says at most in that time, for or against, and what a change of mind costs.
MOST, CHANGE = 2.0, 4.0
LONGEST_S = 0.5  # a sample stands for the time up to the next one, but for no longer than this
LEAST_S = 2.0  # shorter is unknown
SAME_S = 3.0  # the same again so soon after is the same hold: the clock allows that much unseen
LEAST_WAY = 0.5  # what is moved at least, of the way of a stretch that is a movement
STRAY = 0.05  # of the samples, at both ends of that way, may be misread
SPARE_S = 1.0  # a segment begins and ends so much outside of what was recognised, so that no second of it is lost

Held = tuple[str, Side | None]
"""A stretch and its side; no side in a stretch without sides."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A part of a video in which one stretch is held, or in which none is known.

    Attributes:
        start_s: when it begins, frame time.
        end_s: when it ends.
        stretch_id: what is held; None where that is unknown.
        side: whose; None in a stretch without sides, and where it is unknown.
        perhaps: where it is unknown, the stretches that part of it may be: at least two at once, and nothing else.
    """

    start_s: float
    end_s: float
    stretch_id: str | None
    side: Side | None = None
    perhaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """What one frame says.

    Attributes:
        time_s: its time.
        evidence: for (+) or against (−) each, in `EVERY_S`; what is not in it is spoken against by `otherwise`.
        otherwise: the same for all others.
        in_place: what is kept well enough for its clock.
        alike: the stretches among these that are clearly nearer than all but each other; none where it is only one.
        ways: of stretches that are a movement, how far along it the body is, 0 to 1 and beyond; None where that cannot
            be read.
    """

    time_s: float
    evidence: Mapping[Held, float] = field(default_factory=dict)
    otherwise: float = -MOST
    in_place: frozenset[Held] = frozenset()
    alike: frozenset[str] = frozenset()
    ways: Mapping[Held, float | None] = field(default_factory=dict)


def likeliest(samples: Sequence[Sample], known: Sequence[Held]) -> list[Held | None]:
    """The likeliest course: what is held at each sample, None where that is unknown.

    Args:
        samples: what each says; the unknown is spoken neither for nor against.
        known: what may be held.
    """
    states: list[Held | None] = [None, *known]
    total = dict.fromkeys(states, 0.0)
    came_from: list[dict[Held | None, Held | None]] = []
    for sample, weight in zip(samples, _weights(samples), strict=True):
        best = max(total, key=total.__getitem__)
        steps = {s: s if total[s] >= total[best] - CHANGE else best for s in states}
        total = {
            s: total[before] - (CHANGE if before != s else 0.0)
            + (weight * sample.evidence.get(s, sample.otherwise) if s is not None else 0.0)
            for s, before in steps.items()
        }  # fmt: skip
        came_from.append(steps)
    course = [max(total, key=total.__getitem__)]
    for steps in reversed(came_from[1:]):
        course.append(steps[course[-1]])
    return course[::-1]


@dataclass(frozen=True, slots=True)
class _Span:
    """Samples, from the first to the last, in which one thing is held."""

    held: Held
    first: int
    last: int


def segmented(samples: Sequence[Sample], course: Sequence[Held | None], end_s: float) -> tuple[Recognised, ...]:
    """The segments of a course.

    Args:
        samples: what each says.
        course: what is held at each, as by `likeliest`.
        end_s: when the last frame is, which may be after the last sample.

    Returns:
        As `recognised`.
    """
    spans = [_grown(span, samples, course) for span in _spans(samples, course)]
    return _tiled([span for span in _joined(spans, samples) if _moves(span, samples)], samples, end_s)


def _spans(samples: Sequence[Sample], course: Sequence[Held | None]) -> list[_Span]:
    """What is held, each from the first to the last sample that says so."""
    spans = []
    for held, run in groupby(range(len(samples)), key=course.__getitem__):
        if held is not None:
            says = [(i, samples[i].evidence.get(held, -MOST)) for i in run]
            spans.append(_Span(held, next(i for i, e in says if e > 0.0), [i for i, e in says if e >= 0.0][-1]))
    return spans


def _grown(span: _Span, samples: Sequence[Sample], course: Sequence[Held | None]) -> _Span:
    """As far as its stretch is in place before and after, though it may be another too; never where another is held."""

    def goes_on(number: int) -> bool:
        return span.held in samples[number].in_place and course[number] in (None, span.held)

    first, last = span.first, span.last
    while first > 0 and goes_on(first - 1):
        first -= 1
    while last + 1 < len(samples) and goes_on(last + 1):
        last += 1
    return _Span(span.held, first, last)


def _joined(spans: Sequence[_Span], samples: Sequence[Sample]) -> list[_Span]:
    """The same again soon after is the same."""
    joined: list[_Span] = []
    for span in spans:
        before = joined[-1] if joined else None
        if before and before.held == span.held and samples[span.first].time_s - samples[before.last].time_s <= SAME_S:
            joined[-1] = _Span(span.held, before.first, span.last)
        else:
            joined.append(span)
    return joined


def _moves(span: _Span, samples: Sequence[Sample]) -> bool:
    """Whether a stretch that is a movement is one here. Whoever only lies like that does something else."""
    said = [sample.ways[span.held] for sample in samples[span.first : span.last + 1] if span.held in sample.ways]
    ways = sorted(way for way in said if way is not None)
    if not ways:
        return not said
    spare = int(STRAY * len(ways))
    return ways[-1 - spare] - ways[spare] >= LEAST_WAY


def _tiled(spans: Sequence[_Span], samples: Sequence[Sample], end_s: float) -> tuple[Recognised, ...]:
    """Segments without a gap; each has some seconds to spare at its ends, as far as there is room.

    Two that grew over each other share what lies between their own samples.
    """
    start_s = samples[0].time_s
    over_s = [sample.time_s + weight * EVERY_S for sample, weight in zip(samples, _weights(samples), strict=True)]
    held = [s for s in spans if over_s[s.last] - samples[s.first].time_s >= LEAST_S]
    ends = [(samples[s.first].time_s, samples[s.last].time_s) for s in held]
    bounds = [start_s, *(t for pair in ends for t in pair), end_s]
    segments: list[Recognised] = []
    at_s = start_s
    for number, span in enumerate(held):
        before_s, first_s, last_s, after_s = bounds[2 * number : 2 * number + 4]
        begins_s = max(first_s - SPARE_S, (before_s + first_s) / 2 if number else start_s)
        stops_s = min(last_s + SPARE_S, (last_s + after_s) / 2 if number + 1 < len(held) else end_s)
        if begins_s > at_s:
            segments.append(_unknown(at_s, begins_s, samples))
        segments.append(Recognised(begins_s, stops_s, *span.held))
        at_s = stops_s
    if at_s < end_s or not segments:
        segments.append(_unknown(at_s, end_s, samples))
    return tuple(segments)


def _unknown(start_s: float, end_s: float, samples: Sequence[Sample]) -> Recognised:
    """An unknown part, with what it may be for long enough."""
    alike_s: dict[frozenset[str], float] = defaultdict(float)
    for sample, weight in zip(samples, _weights(samples), strict=True):
        if start_s <= sample.time_s < end_s:
            alike_s[sample.alike] += weight * EVERY_S
    names = {name for alike, length_s in alike_s.items() if length_s >= LEAST_S for name in alike}
    return Recognised(start_s, end_s, None, perhaps=tuple(sorted(names)))


def _weights(samples: Sequence[Sample]) -> list[float]:
    """How much each counts, by the time up to the next, so that frames at any rate say the same."""
    steps_s = [after.time_s - sample.time_s for sample, after in pairwise(samples)]
    return [min(step_s, LONGEST_S) / EVERY_S for step_s in [*steps_s, EVERY_S]]
