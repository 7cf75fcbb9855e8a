"""A pace to breathe by: in, out, no holding. It leads; nothing here knows how anybody really breathes."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from posecheck.kinds import Pace


@dataclass(frozen=True, slots=True)
class Breath:
    """A moment of a breath.

    Attributes:
        number: how many whole breaths came before.
        inward: whether to breathe in; else out.
        share: how much of breathing in, or out, has passed, 0 to 1.
    """

    number: int
    inward: bool
    share: float

    @property
    def fullness(self) -> float:
        """How full to draw a circle: 0 empty, 1 full, without a jerk at either end."""
        full = (1.0 - math.cos(math.pi * self.share)) / 2
        return full if self.inward else 1.0 - full


@dataclass(frozen=True, slots=True)
class Pacer:
    """A pace that can be changed in mid-breath without a jump.

    Attributes:
        pace: how slow and how fast it can be, and how much of a breath is breathing in.
        breaths_min: breaths a minute now.
        since_s: since when it is that, frame time.
        breaths: breaths taken until then.
    """

    pace: Pace
    breaths_min: float
    since_s: float = 0.0
    breaths: float = 0.0

    @classmethod
    def begun(cls, pace: Pace, time_s: float) -> Pacer:
        """A pacer that begins to breathe in.

        Args:
            pace: the pace to begin with.
            time_s: the time, frame time.
        """
        return cls(pace, pace.breaths_min, time_s)

    def _breaths(self, time_s: float) -> float:
        return self.breaths + max(0.0, time_s - self.since_s) * self.breaths_min / 60.0

    def changed(self, time_s: float, breaths_min: float) -> Pacer:
        """The same breath, going on at another pace.

        Args:
            time_s: from when on, frame time.
            breaths_min: breaths a minute; kept between the slowest and the fastest.
        """
        kept = max(self.pace.slowest, min(self.pace.fastest, breaths_min))
        return replace(self, breaths_min=kept, since_s=time_s, breaths=self._breaths(time_s))

    def at(self, time_s: float) -> Breath:
        """The moment of the breath at a time.

        Args:
            time_s: frame time.
        """
        number = math.floor(self._breaths(time_s))
        passed, in_share = self._breaths(time_s) - number, self.pace.in_share
        if passed < in_share:
            return Breath(number, True, passed / in_share)
        return Breath(number, False, (passed - in_share) / (1.0 - in_share))
