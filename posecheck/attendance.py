"""Waiting for whoever has left: a practice stands still until they are back."""

from __future__ import annotations

from enum import Enum

from posecheck.presence import GONE_S, Whereabouts


class Leave(str, Enum):
    """What to do now."""

    WAIT = "wait"
    GO_ON = "go on"


class Attendance:
    """Over all turns of a practice: who does not come back for the next one is waited for, too."""

    def __init__(self) -> None:
        """Nobody has left."""
        self._waits = False
        self._seen_s = 0.0  # when somebody was seen last
        self._insists = False

    def insist(self) -> None:
        """Somebody wants to go on, seen or not; that holds until they are seen again."""
        self._waits, self._insists = False, True

    def go_on(self) -> None:
        """The practice goes on by another's word."""
        self._waits = False

    def update(self, time_s: float, where: Whereabouts, *, seen: bool, patient: bool, holding: bool) -> Leave | None:
        """Takes one frame.

        Args:
            time_s: its time.
            where: the practitioner, as far as this turn could tell.
            seen: whether somebody is seen.
            patient: whether the position hides the body, or a timer leads.
            holding: whether a turn runs that somebody must be there for.

        Returns:
            What to do; None for nothing new.
        """
        if seen:
            self._seen_s, self._insists = time_s, False
        missed = not patient and time_s - self._seen_s >= GONE_S
        away = not self._insists and (missed or where is not Whereabouts.THERE)
        if away and holding:
            self._waits = True
            return Leave.WAIT
        if self._waits and seen and not away:
            self._waits = False
            return Leave.GO_ON
        return None
