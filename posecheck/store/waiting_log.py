"""What of the sessions' logs waits to be saved. Not for several threads at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from posecheck.voice import Entry

# Hours of practice. One writer serves many sessions: the logs of those in which nothing is held must not pile up.
MOST_ENTRIES = 10_000


@dataclass(frozen=True, slots=True)
class Part:
    """Entries that follow each other in the log of one session.

    Attributes:
        session_id: whose log it is.
        first_position: of the first entry in that log, from 0.
        entries: in order.
    """

    session_id: str
    first_position: int
    entries: tuple[Entry, ...]


class WaitingLog:
    """Parts of logs, put together: they may overlap and come again."""

    def __init__(self) -> None:
        """Nothing waits."""
        self._entries: dict[tuple[str, int], Entry] = {}  # by session and position

    def add(self, session_id: str, first_position: int, entries: Sequence[Entry]) -> None:
        """Adds a part. Beyond `MOST_ENTRIES` what has waited longest is dropped."""
        self._entries.update({(session_id, position): e for position, e in enumerate(entries, first_position)})
        while len(self._entries) > MOST_ENTRIES:
            del self._entries[next(iter(self._entries))]

    def parts(self) -> list[Part]:
        """All that waits, in as few parts as there can be."""
        numbered = enumerate(sorted(self._entries))
        # As long as entries follow each other, position and number grow alike.
        runs = groupby(numbered, lambda item: (item[1][0], item[1][1] - item[0]))
        places = [[place for _, place in run] for _, run in runs]
        return [Part(*run[0], entries=tuple(self._entries[place] for place in run)) for run in places]

    def remove(self, part: Part) -> None:
        """Takes away what is saved now, but for entries that were replaced meanwhile."""
        for position, entry in enumerate(part.entries, part.first_position):
            if self._entries.get((part.session_id, position)) is entry:
                del self._entries[part.session_id, position]
