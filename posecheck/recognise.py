"""Which of the library's stretches is being held, segment by segment; unknown rather than guessed.

A few times a second every stretch, and what else people do, is compared with the body (`posecheck.likeness`). What is
clearly nearer than all others speaks for itself, the more so in place; then the likeliest course of the whole video is
found (Viterbi, IEEE Transactions on Information Theory 1967;13:260), in which changes are rare.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from posecheck.checks import Asked, Placement, judge
from posecheck.elsewhere import ELSEWHERE
from posecheck.eyes import Seen
from posecheck.kinds import Kind
from posecheck.landmarks import Side
from posecheck.lift import Lift
from posecheck.likeness import Likeness, like_figure, like_stretch
from posecheck.measures import Reading, read_measures
from posecheck.stretch import Stretch
from posecheck.trust import doubts
from posecheck.view import View, body_view

EVERY_S = 0.24  # a sample; a little less than a quarter of a second, so that frames at 4, 8, … a second all fit
# A stretch must be so much nearer than all else (in slacks, see `posecheck.likeness`): less where it is in place.
CLEAR, CLEAR_IN_PLACE = 6.0, 2.0
FAR = 6.0  # a body further off than this is not in that stretch, faults and all
# What one sample says at most, for or against, and what a change of mind costs.
MOST, CHANGE = 2.0, 4.0
LOST_S = 0.5  # what a second without a body says against a stretch that was held before
LEAST_S = 2.0  # shorter is unknown
SAME_S = 3.0  # the same again so soon after is the same hold: the clock allows that much unseen
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
    """

    start_s: float
    end_s: float
    stretch_id: str | None
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """What one frame says.

    Attributes:
        time_s: its time.
        evidence: for (+) or against (−) each; what is not in it is spoken against by `otherwise`.
        otherwise: the same for all others.
        in_place: what is kept well enough for its clock.
    """

    time_s: float
    evidence: Mapping[Held, float] = field(default_factory=dict)
    otherwise: float = -MOST
    in_place: frozenset[Held] = frozenset()


def recognised(seen: Sequence[Seen], stretches: Sequence[Stretch], lift: Lift) -> tuple[Recognised, ...]:
    """What is held when, in a video looked at without knowing.

    Args:
        seen: who is in its frames, in order.
        stretches: what it may be; those that are timed or sat at a desk cannot be recognised.
        lift: finds joint centres.

    Returns:
        Segments, each from the end of the one before; from the first frame to the last.
    """
    if not seen:
        return ()
    recogniser = Recogniser(stretches, lift)
    samples = [recogniser.sample(frame) for frame in _thinned(seen)]
    spans = [_grown(span, samples) for span in _spans(samples, likeliest(samples, recogniser.known))]
    return _tiled(spans, samples, seen[-1].time_s)


class Recogniser:
    """Compares bodies with stretches.

    Attributes:
        known: what can be recognised.
    """

    def __init__(self, stretches: Sequence[Stretch], lift: Lift) -> None:
        """Takes what may be held.

        Args:
            stretches: as for `recognised`.
            lift: finds joint centres.
        """
        self._lift = lift
        self._stretches = [s for s in stretches if not s.kind.timed and s.kind is not Kind.DESK]
        self._like = {stretch.id: like_stretch(stretch) for stretch in self._stretches}
        self._elsewhere = [like_figure(figure) for figure in ELSEWHERE]
        # Who holds one of these may long be unseen and still be there.
        self._hidden = {(s.id, side): 0.0 for s in self._stretches if s.kind.hides for side in _sides(s)}
        self.known = tuple((s.id, side) for s in self._stretches for side in _sides(s))

    def sample(self, seen: Seen) -> Sample:
        """What one frame says."""
        if seen.body is None:
            return self._lost(seen.time_s)
        lifted = self._lift(seen.body, "")  # what is practised is just what nobody knows
        readings = read_measures(lifted, doubts(seen.body, lifted))
        return self.compare(seen.time_s, readings, body_view(lifted, seen.body).view)

    def compare(self, time_s: float, readings: Mapping[str, Reading], view: View) -> Sample:
        """What a body says.

        Args:
            time_s: the frame's time.
            readings: every measure of it, by name with side.
            view: the camera's place.
        """
        others = [off for like in self._elsewhere for off in _farness(like, tuple(Side), readings).values()]
        if not others:
            return self._lost(time_s)
        far = {s.id: _farness(self._like[s.id], _sides(s), readings) for s in self._stretches}
        evidence, in_place = {}, set()
        for stretch in self._stretches:
            own = far[stretch.id]
            if not own or min(own.values()) > FAR or view not in stretch.camera.views:
                continue
            rival = min([*others, *(off for name, them in far.items() if name != stretch.id for off in them.values())])
            for side, clear in _clear_of(rival, own).items():
                if judge(stretch, readings, view, side, Asked.STAY).placement is Placement.IN_PLACE:
                    in_place.add((stretch.id, side))
                if clear > -MOST:
                    sure = judge(stretch, readings, view, side).placement is Placement.IN_PLACE
                    evidence[stretch.id, side] = _limited(clear - (CLEAR_IN_PLACE if sure else CLEAR))
        return Sample(time_s, evidence, in_place=frozenset(in_place))

    def _lost(self, time_s: float) -> Sample:
        return Sample(time_s, self._hidden, otherwise=-LOST_S * EVERY_S)


def likeliest(samples: Sequence[Sample], known: Sequence[Held]) -> list[Held | None]:
    """The likeliest course: what is held at each sample, None where that is unknown.

    Args:
        samples: what each says; the unknown is spoken neither for nor against.
        known: what may be held.
    """
    states: list[Held | None] = [None, *known]
    total = dict.fromkeys(states, 0.0)
    came_from: list[dict[Held | None, Held | None]] = []
    for sample in samples:
        best = max(total, key=total.__getitem__)
        steps = {s: s if total[s] >= total[best] - CHANGE else best for s in states}
        total = {
            s: total[before] - (CHANGE if before != s else 0.0)
            + (sample.evidence.get(s, sample.otherwise) if s is not None else 0.0)
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


def _spans(samples: Sequence[Sample], course: Sequence[Held | None]) -> list[_Span]:
    """What is held, each from the first to the last sample that says so; the same again soon after is the same."""
    spans: list[_Span] = []
    for held, run in groupby(range(len(samples)), key=course.__getitem__):
        if held is None:
            continue
        says = [(i, samples[i].evidence.get(held, -MOST)) for i in run]
        span = _Span(held, next(i for i, e in says if e > 0.0), [i for i, e in says if e >= 0.0][-1])
        before = spans[-1] if spans else None
        if before and before.held == held and samples[span.first].time_s - samples[before.last].time_s <= SAME_S:
            spans[-1] = _Span(held, before.first, span.last)
        else:
            spans.append(span)
    return spans


def _grown(span: _Span, samples: Sequence[Sample]) -> _Span:
    """As far as its stretch is in place before and after, though it may be another too."""
    first, last = span.first, span.last
    while first > 0 and span.held in samples[first - 1].in_place:
        first -= 1
    while last + 1 < len(samples) and span.held in samples[last + 1].in_place:
        last += 1
    return _Span(span.held, first, last)


def _tiled(spans: Sequence[_Span], samples: Sequence[Sample], end_s: float) -> tuple[Recognised, ...]:
    """Segments without a gap; each has some seconds to spare at its ends, as far as there is room."""
    start_s = samples[0].time_s
    held = [s for s in spans if samples[s.last].time_s - samples[s.first].time_s >= LEAST_S]
    ends = [(samples[s.first].time_s, samples[s.last].time_s) for s in held]
    bounds = [start_s, *(t for pair in ends for t in pair), end_s]
    segments: list[Recognised] = []
    at_s = start_s
    for number, span in enumerate(held):
        before_s, first_s, last_s, after_s = bounds[2 * number : 2 * number + 4]
        begins_s = max(first_s - SPARE_S, (before_s + first_s) / 2 if number else start_s)
        stops_s = min(last_s + SPARE_S, (last_s + after_s) / 2 if number + 1 < len(held) else end_s)
        if begins_s > at_s:
            segments.append(Recognised(at_s, begins_s, None))
        segments.append(Recognised(begins_s, stops_s, *span.held))
        at_s = stops_s
    if at_s < end_s or not segments:
        segments.append(Recognised(at_s, end_s, None))
    return tuple(segments)


def _thinned(seen: Sequence[Seen]) -> list[Seen]:
    """Some frames a second, at their own times."""
    thinned = [seen[0]]
    for frame in seen[1:]:
        if frame.time_s - thinned[-1].time_s >= EVERY_S:
            thinned.append(frame)
    return thinned


def _sides(stretch: Stretch) -> tuple[Side | None, ...]:
    return tuple(Side) if stretch.sided else (None,)


def _farness(like: Likeness, sides: Sequence[Side | None], readings: Mapping[str, Reading]) -> dict[Side | None, float]:
    """How far a body is from a position, side by side; without those of which too little can be read."""
    far = {side: like.farness(readings, side or Side.RIGHT) for side in sides}
    return {side: off for side, off in far.items() if off is not None}


def _clear_of(rival: float, own: Mapping[Side | None, float]) -> dict[Side | None, float]:
    """How much nearer each side of a stretch is than all else, its own other side included where that is nearer."""
    nearest = min(own.values())
    return {side: rival - off - (off - nearest) for side, off in own.items()}


def _limited(evidence: float) -> float:
    return max(-MOST, min(MOST, evidence))
