"""Who speaks when: one speaker at a time, with priorities. A pure state machine over frame time.

What somebody chooses by hand goes before what happens in a programme (a side, the last five seconds, "release slowly"),
that goes before corrections, corrections go before praise. A correction is said only after it was true for a while, at
most one every six seconds, and the same one not again within fifteen unless things got worse. What was held back, and
why, is kept: a replay can show it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from posecheck.cues import Cue, CueKind

DWELL_S = 1.2  # a correction must be true so long: single frames mislead, and nobody can act on a flicker
BETWEEN_S = 6.0  # from one correction to the next
AGAIN_S = 15.0  # the same one, unless things got worse
WORSE = 1.0  # by a whole hysteresis
STALE_S = 3.0  # an announcement that could not be made for so long is of another moment
WORD_S, PAUSE_S = 0.42, 0.4  # speaking takes that long a word, and between two utterances
PRAISE = "That's it."


class Rank(int, Enum):
    """What goes before what."""

    PRAISE = 1
    CORRECTION = 2
    NEWS = 3  # of the programme
    MENU = 4  # said to somebody who waits for it with a hand in the air


class Sound(str, Enum):
    """What is heard before the words, or in their place."""

    NEXT = "next"  # a position, a side, a rest
    BEGIN = "begin"  # the clock runs
    HALFWAY = "halfway"
    NEARLY = "nearly"
    END = "end"
    CORRECT = "correct"
    WELL = "well"
    MENU = "menu"


class Verbosity(str, Enum):
    """How much is said."""

    ALL = "all"
    ESSENTIALS = "essentials"  # no praise, and no word of what the camera misses in a hold
    SOUNDS = "sounds only"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class News:
    """Something that has just happened.

    Attributes:
        words: what to say of it.
        sound: what is heard with it.
        rank: `Rank.NEWS` or `Rank.MENU`.
    """

    words: str
    sound: Sound
    rank: Rank = Rank.NEWS


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something said aloud.

    Attributes:
        number: counts what was said, from 1.
        time_s: when it begins, frame time.
        words: what is said; empty where only the sound is heard.
        sound: what is heard before it.
        rank: what it goes before; it cuts short what is below it.
    """

    number: int
    time_s: float
    words: str
    sound: Sound
    rank: Rank


@dataclass(frozen=True, slots=True)
class Entry:
    """What was true, and what came of it.

    Attributes:
        time_s: frame time.
        words: what could have been said.
        outcome: ``"said"``, or why it was held back.
    """

    time_s: float
    words: str
    outcome: str


class Arbiter:
    """Decides at each frame what is said, if anything.

    Attributes:
        log: what was true, what was said, what was held back and why; one entry a change.
    """

    def __init__(self, verbosity: Verbosity = Verbosity.ALL, speed: float = 1.0) -> None:
        """Nothing has been said.

        Args:
            verbosity: how much is said.
            speed: how fast, against a voice's usual speed.
        """
        self.log: list[Entry] = []
        self._verbosity, self._word_s = verbosity, WORD_S / speed
        self._count = 0
        self._free_s = -math.inf  # nobody speaks from then on
        self._speaking = Rank.PRAISE
        self._news: list[tuple[float, News]] = []
        self._cue: Cue | None = None
        self._since_s = 0.0  # since when that cue is true
        self._said: dict[str, tuple[float, float]] = {}  # corrections: when last, and how far out it was
        self._corrected_s = -math.inf
        self._open = False  # a correction was said and has not been put right

    def update(
        self, time_s: float, cue: Cue | None, excess: float = 0.0, news: Sequence[News] = ()
    ) -> Utterance | None:
        """Takes one frame.

        Args:
            time_s: its time, later than the last one's.
            cue: what is true of it.
            excess: how far out of place it is, as a share of the hysteresis.
            news: what has just happened, in order.

        Returns:
            What begins to be said at this frame, or None.
        """
        if cue != self._cue:
            self._cue, self._since_s = cue, time_s
        self._news += [(time_s, item) for item in news]
        if self._verbosity is Verbosity.OFF:
            self._hold_back(time_s, [item.words for _, item in self._news], self._verbosity.value)
            self._news.clear()
            return None
        return self._next_news(time_s) or self._next_cue(time_s, excess)

    def _next_news(self, time_s: float) -> Utterance | None:
        """The most important of what waits, the oldest first. It cuts short what is below it, never its like."""
        late = [item.words for since_s, item in self._news if time_s - since_s > STALE_S]
        self._hold_back(time_s, late, "too late")
        self._news = [(since_s, item) for since_s, item in self._news if time_s - since_s <= STALE_S]
        if not self._news:
            return None
        waiting = max(self._news, key=lambda entry: entry[1].rank)
        item = waiting[1]
        if time_s < self._free_s and self._speaking >= item.rank:
            return None
        self._news.remove(waiting)
        return self._say(time_s, item.words, item.sound, item.rank)

    def _next_cue(self, time_s: float, excess: float) -> Utterance | None:
        cue = self._cue
        if cue is None:
            return None
        reason = self._against(time_s, cue, excess)
        if reason:
            self._hold_back(time_s, [cue.text], reason)
            return None
        if cue.kind is CueKind.WELL:
            self._open = False
            return self._say(time_s, PRAISE, Sound.WELL, Rank.PRAISE)
        self._said[cue.text] = (time_s, excess)
        self._corrected_s, self._open = time_s, cue.kind is CueKind.CORRECT
        return self._say(time_s, cue.text, Sound.CORRECT, Rank.CORRECTION)

    def _against(self, time_s: float, cue: Cue, excess: float) -> str:
        """Why a cue is not said now; empty where nothing speaks against it."""
        if cue.kind is CueKind.WELL and not self._open:
            return "nothing was put right"
        if cue.kind in (CueKind.CAMERA, CueKind.WELL) and self._verbosity is Verbosity.ESSENTIALS:
            return "essentials only"
        if time_s - self._since_s < DWELL_S:
            return "not yet steady"
        if time_s < self._free_s:
            return "somebody speaks"
        if cue.kind is CueKind.WELL:
            return ""
        if time_s - self._corrected_s < BETWEEN_S:
            return "corrected just now"
        before_s, before = self._said.get(cue.text, (-math.inf, 0.0))
        return "said just now" if time_s - before_s < AGAIN_S and excess < before + WORSE else ""

    def _say(self, time_s: float, words: str, sound: Sound, rank: Rank) -> Utterance:
        spoken = "" if self._verbosity is Verbosity.SOUNDS else words
        self._count += 1
        self._free_s = time_s + PAUSE_S + self._word_s * len(spoken.split())
        self._speaking = rank
        self.log.append(Entry(time_s, words, "said" if spoken else "sound only"))
        return Utterance(self._count, time_s, spoken, sound, rank)

    def _hold_back(self, time_s: float, held_back: Sequence[str], reason: str) -> None:
        for words in held_back:
            last = self.log[-1] if self.log else None
            if last is None or (last.words, last.outcome) != (words, reason):
                self.log.append(Entry(time_s, words, reason))
