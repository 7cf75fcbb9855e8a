"""Which of the library's stretches is being held, segment by segment; unknown rather than guessed.

A few times a second every stretch, and what else people do, is compared with the body (`posecheck.likeness`). What is
clearly nearer than all others speaks for itself, the more so in place; `posecheck.course` makes segments of that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from posecheck.checks import Asked, Placement, judge
from posecheck.course import EVERY_S, MOST, Held, Recognised, Sample, likeliest, segmented
from posecheck.elsewhere import ELSEWHERE
from posecheck.eyes import Seen
from posecheck.kinds import Kind
from posecheck.landmarks import Side
from posecheck.lift import Lift
from posecheck.likeness import Likeness, like_figure, like_stretch
from posecheck.measures import Measured, Reading, read_measures, reading_key
from posecheck.stretch import Stretch
from posecheck.trust import doubts
from posecheck.view import View, body_view

# A stretch must be so much nearer than all else (in slacks, see `posecheck.likeness`): less where it is in place.
CLEAR, CLEAR_IN_PLACE = 6.0, 2.0
FAR = 6.0  # a body further off than this is not in that stretch, faults and all
LOST_S = 0.5  # what a second without a body says against a stretch that was held before


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
    return segmented(samples, likeliest(samples, recogniser.known), seen[-1].time_s)


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
        evidence, in_place = {}, set[Held]()
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
        alike = _alike(others, far, in_place)
        return Sample(time_s, evidence, in_place=frozenset(in_place), alike=alike, ways=self._ways(readings))

    def _ways(self, readings: Mapping[str, Reading]) -> dict[Held, float | None]:
        ways: dict[Held, float | None] = {}
        for stretch in self._stretches:
            if (rule := stretch.repetition) is not None:
                for side in _sides(stretch):
                    read = readings[reading_key(rule.measure, side or Side.RIGHT)]
                    ways[stretch.id, side] = rule.way(read.value) if isinstance(read, Measured) else None
        return ways

    def _lost(self, time_s: float) -> Sample:
        return Sample(time_s, self._hidden, otherwise=-LOST_S * EVERY_S)


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


def _alike(
    others: Sequence[float], far: Mapping[str, Mapping[Side | None, float]], in_place: Set[Held]
) -> frozenset[str]:
    """The stretches in place that are clearly nearer than all that is not; none where it is only one."""
    rest = min([*others, *(off for name, own in far.items() for s, off in own.items() if (name, s) not in in_place)])
    alike = frozenset(name for name, side in in_place if rest - far[name][side] >= CLEAR_IN_PLACE)
    return alike if len(alike) > 1 else frozenset()


def _limited(evidence: float) -> float:
    return max(-MOST, min(MOST, evidence))
