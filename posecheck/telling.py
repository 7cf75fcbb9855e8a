"""What happens in a practice, on its way to the ear and to the screen."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from posecheck.cues import Cue, CueKind
from posecheck.voice import Arbiter, Entry, News, Utterance

SAID_S = 3.0  # how long an announcement stands in the cue's place


class Telling:
    """Keeps the words of the moment.

    Attributes:
        words: what was announced last.
    """

    def __init__(self, arbiter: Arbiter) -> None:
        """Nothing has happened.

        Args:
            arbiter: decides what is said.
        """
        self.words = ""
        self._arbiter = arbiter
        self._kind = CueKind.WELL
        self._said_s = -math.inf
        self._news: list[News] = []  # to be said
        self._log_from = 0

    @property
    def log(self) -> Sequence[Entry]:
        """What was true, what was said, and what was held back and why, in this session."""
        return self._arbiter.log[self._log_from :]

    def begin_session(self) -> None:
        """Another log begins."""
        self._log_from = len(self._arbiter.log)

    def tell(self, time_s: float, news: Iterable[News], kind: CueKind = CueKind.WELL) -> None:
        """Has news said, and shown for a while.

        Args:
            time_s: frame time.
            news: in order; nothing changes without any.
            kind: how it is shown.
        """
        told = list(news)
        if told:
            self._news += told
            self.words, self._said_s, self._kind = " ".join(item.words for item in told), time_s, kind

    def whisper(self, news: Iterable[News]) -> None:
        """Has news said, and not shown."""
        self._news += news

    def recent(self, time_s: float) -> Cue | None:
        """What was announced, while it is new."""
        return self.last if time_s - self._said_s < SAID_S else None

    @property
    def last(self) -> Cue:
        """What was announced last."""
        return Cue(self.words, self._kind)

    @property
    def is_spoken(self) -> bool:
        """Whether words are heard."""
        return self._arbiter.is_spoken

    def speaks(self, time_s: float) -> bool:
        """Whether something is being said, or waits to be."""
        return bool(self._news) or self._arbiter.speaks(time_s)

    def say(self, time_s: float, cue: Cue | None, excess: float) -> Utterance | None:
        """What begins to be said at this frame, if anything; as for `Arbiter.update`."""
        news, self._news = self._news, []
        return self._arbiter.update(time_s, cue, excess, news)
