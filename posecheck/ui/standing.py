"""Where a programme stands, as the page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from posecheck.programme import Done, Programme, ProgrammeStage
from posecheck.routine import Turn


@dataclass(frozen=True, slots=True)
class Standing:
    """One moment of a programme; does not change.

    Attributes:
        number: of the turn, from 1.
        turn: under way, or the last one.
        upcoming: the one after it; None where there is none.
        stage: getting ready, holding, resting, done.
        paused: whether time stands still.
        left_s: seconds left altogether; infinite where nothing ends by itself.
        progress: how much of it is over, 0 to 1.
        words: what was announced last.
        outcomes: what came of every turn.
    """

    number: int
    turn: Turn
    upcoming: Turn | None
    stage: ProgrammeStage
    paused: bool
    left_s: float
    progress: float
    words: str
    outcomes: tuple[Done, ...]

    @classmethod
    def of(cls, programme: Programme, words: str) -> Standing:
        """Where it stands now.

        Args:
            programme: what is practised.
            words: what was announced last.
        """
        return cls(
            number=programme.number,
            turn=programme.turn,
            upcoming=programme.upcoming,
            stage=programme.stage,
            paused=programme.paused,
            left_s=programme.left_s,
            progress=programme.progress,
            words=words,
            outcomes=programme.outcomes(),
        )
