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
        """Somebody wants to go on, whatever is seen; that holds until they are seen to be there."""
        self._waits, self._insists = False, True

    @property
    def waits(self) -> bool:
        """Whether somebody has left and is waited for."""
        return self._waits

    def update(
        self, time_s: float, where: Whereabouts, *, seen: bool, patient: bool, hidden: bool, holding: bool
    ) -> Leave | None:
        """Takes one frame.

        Args:
            time_s: its time.
            where: the practitioner, as far as this turn could tell.
            seen: whether somebody is seen.
            patient: whether a timer leads, or the position hides the body: whoever is not seen may be there.
            hidden: whether the position hides the body, however long: then the programme's own patience decides.
            holding: whether a turn runs that somebody must be there for.

        Returns:
            What to do; None for nothing new.
        """
        if seen:
            self._seen_s = time_s
            self._insists = self._insists and where is not Whereabouts.THERE
        missed = not patient and time_s - self._seen_s >= GONE_S
        away = not self._insists and (missed or where is Whereabouts.UP or (where is Whereabouts.GONE and not hidden))
        if away and holding:
            self._waits = True
            return Leave.WAIT
        if self._waits and seen and not away:
            self._waits = False
            return Leave.GO_ON
        return None
