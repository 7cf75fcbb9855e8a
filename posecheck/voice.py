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
SETUP_AGAIN_S = 120.0  # at most; each time it takes twice as long
HIDDEN_AGAIN_S = 60.0  # what the camera misses in a hold: who lies there can hardly change it
WORSE = 1.0  # by a whole hysteresis
WORD_S, PAUSE_S = 0.42, 0.4  # speaking takes that long a word, and between two utterances
PRAISE = "That's it."


class Rank(int, Enum):
    """What goes before what."""

    ASIDE = 0  # good to know; whatever happens cuts it short
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
    ESSENTIALS = "essentials"  # no praise, no steps, and no word of what the camera misses in a hold
    SOUNDS = "sounds only"
    OFF = "off"  # nothing is heard; who uses a screen reader reads it


@dataclass(frozen=True, slots=True)
class News:
    """Something that has just happened.

    Attributes:
        words: what to say of it.
        sound: what is heard with it.
        rank: what it goes before.
        essential: whether those want to hear it, too, who want to hear little.
        good_for_s: after so long it is of another moment.
    """

    words: str
    sound: Sound
    rank: Rank = Rank.NEWS
    essential: bool = True
    good_for_s: float = 5.0


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something said aloud.

    Attributes:
        number: counts what was said, from 1.
        time_s: when it begins, frame time.
        words: what is said, or what could be read where only the sound is wanted.
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
        self.adapt(verbosity, speed)
        self._count = 0
        self._free_s = -math.inf  # nobody speaks from then on
        self._speaking = Rank.PRAISE
        self._news: list[tuple[float, News]] = []
        self._cue: Cue | None = None
        self._since_s = 0.0  # since when that cue is true
        self._led = ""  # what a timer led last; corrections may come in between
        self._said: dict[str, tuple[float, float, int]] = {}  # corrections: when last, how far out it was, how often
        self._corrected_s = -math.inf
        self._open = False  # a correction was said and has not been put right

    def adapt(self, verbosity: Verbosity, speed: float) -> None:
        """Goes by other settings from now on; as for a new one."""
        self._verbosity = verbosity
        self._outcome = {Verbosity.SOUNDS: "sound only", Verbosity.OFF: "not aloud"}.get(verbosity, "said")
        self._word_s = WORD_S / speed if self.is_spoken else 0.0

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
            if cue is not None and cue.kind is CueKind.LEAD and cue.text != self._led:
                self._led = cue.text
                news = (*news, News(cue.text, Sound.NEXT))
            self._led = self._led if cue is not None else ""
        brief = self._verbosity in (Verbosity.ESSENTIALS, Verbosity.SOUNDS)
        wanted = [item for item in news if item.essential or not brief]
        self._hold_back(time_s, [item.words for item in news if item not in wanted], "not essential")
        self._overtake(time_s, wanted)
        self._news += [(time_s, item) for item in wanted]
        return self._next_news(time_s) or self._next_cue(time_s, excess)

    def _overtake(self, time_s: float, news: Sequence[News]) -> None:
        """Asides that still wait when something happens are of the moment before."""
        if any(item.rank >= Rank.NEWS for item in news):
            self._drop([entry for entry in self._news if entry[1].rank is Rank.ASIDE], time_s, "overtaken")

    def _drop(self, waiting: Sequence[tuple[float, News]], time_s: float, reason: str) -> None:
        self._hold_back(time_s, [item.words for _, item in waiting], reason)
        self._news = [entry for entry in self._news if entry not in waiting]

    @property
    def is_spoken(self) -> bool:
        """Whether words are heard, not sounds alone or nothing."""
        return self._verbosity in (Verbosity.ALL, Verbosity.ESSENTIALS)

    def speaks(self, time_s: float) -> bool:
        """Whether something is being said, or waits to be."""
        return bool(self._news) or time_s < self._free_s

    def _next_news(self, time_s: float) -> Utterance | None:
        """The most important of what waits, the oldest first.

        It cuts short what is below it, never its like: but in a menu only the newest item is of use.
        """
        self._drop([entry for entry in self._news if time_s - entry[0] > entry[1].good_for_s], time_s, "too late")
        if not self._news:
            return None
        waiting = max(self._news, key=lambda entry: entry[1].rank)
        item = waiting[1]
        if time_s < self._free_s and self._speaking >= item.rank and item.rank is not Rank.MENU:
            return None
        self._news.remove(waiting)
        return self._say(time_s, item.words, item.sound, item.rank)

    def _next_cue(self, time_s: float, excess: float) -> Utterance | None:
        cue = self._cue
        if cue is None or cue.kind is CueKind.LEAD:
            return None
        reason = self._against(time_s, cue, excess)
        if reason:
            self._hold_back(time_s, [cue.text], reason)
            return None
        if cue.kind is CueKind.WELL:
            self._open = False
            return self._say(time_s, PRAISE, Sound.WELL, Rank.PRAISE)
        times = self._said[cue.text][2] if cue.text in self._said else 0
        self._said[cue.text] = (time_s, excess, times + 1)
        self._corrected_s, self._open = time_s, cue.kind is CueKind.CORRECT
        return self._say(time_s, cue.text, Sound.CORRECT, Rank.CORRECTION)

    def _against(self, time_s: float, cue: Cue, excess: float) -> str:
        """Why a cue is not said now; empty where nothing speaks against it."""
        if cue.kind is CueKind.WELL and not self._open:
            return "nothing was put right"
        if cue.kind in (CueKind.CAMERA, CueKind.WELL) and self._verbosity is Verbosity.ESSENTIALS:
            return "not essential"
        if time_s - self._since_s < DWELL_S:
            return "not yet steady"
        if time_s < self._free_s:
            return "somebody speaks"
        if cue.kind is CueKind.WELL:
            return ""
        if time_s - self._corrected_s < BETWEEN_S:
            return "corrected just now"
        before_s, before, times = self._said.get(cue.text, (-math.inf, 0.0, 0))
        again_s = HIDDEN_AGAIN_S if cue.kind is CueKind.CAMERA else AGAIN_S
        if cue.kind is CueKind.SETUP:  # whoever cannot change it need not hear it all the time
            again_s = min(SETUP_AGAIN_S, AGAIN_S * 2 ** max(0, times - 1))
        return "said just now" if time_s - before_s < again_s and excess < before + WORSE else ""

    def _say(self, time_s: float, words: str, sound: Sound, rank: Rank) -> Utterance:
        self._count += 1
        self._free_s = time_s + PAUSE_S + self._word_s * len(words.split())
        self._speaking = rank
        self.log.append(Entry(time_s, words, self._outcome))
        return Utterance(self._count, time_s, words, sound, rank)

    def _hold_back(self, time_s: float, held_back: Sequence[str], reason: str) -> None:
        for words in held_back:
            last = self.log[-1] if self.log else None
            if last is None or (last.words, last.outcome) != (words, reason):
                self.log.append(Entry(time_s, words, reason))
