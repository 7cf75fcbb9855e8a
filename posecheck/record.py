"""What is kept of a hold. Plain data: the session writes it, the history stores it, the Review page reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import fmean, median

FIRST_PROFILE = "me"  # the profile every history begins with
CAMERA, VIDEO = "camera", "video"  # where a hold was seen


@dataclass(frozen=True, slots=True)
class Pause:
    """A time inside a hold that was not credited.

    Attributes:
        start_s: when it began, in frame time.
        end_s: when it ended, in frame time.
        reason: what a person reads: a fault's cue, or why nothing could be told.
    """

    start_s: float
    end_s: float
    reason: str


@dataclass(frozen=True, slots=True)
class MeasureSummary:
    """One measure over the credited time of a hold.

    Attributes:
        mean: time-weighted mean, in the measure's unit.
        best: the value nearest the middle of the target, in the measure's unit.
    """

    mean: float
    best: float


@dataclass(frozen=True, slots=True)
class HoldRecord:
    """One hold as far as it has come. Saved again and again under the same id while it lasts.

    Attributes:
        id: unique, chosen when the hold starts.
        session_id: unique, one for each press of Start.
        stretch_id: the stretch's id, for example ``"bridge"``.
        side: ``"left"``, ``"right"`` or ``"both"``.
        started_at: when the hold began, with time zone.
        start_s: when it began, in frame time.
        end_s: when its last credited second ended, in frame time.
        held_s: credited seconds.
        target_s: seconds aimed at.
        in_place_s: seconds seen in place, pauses included.
        out_of_place_s: seconds seen out of place, inside pauses.
        cannot_tell_s: seconds in which a person was seen but the position could not be told.
        unseen_s: seconds without a person or without frames.
        timed_s: seconds credited by the clock alone, not seen.
        repetitions: how often the movement was made, where that is what counts.
        routine_id: the routine it was part of; empty where it was practised by itself.
        origin: where it was seen: ``"camera"`` while it was held, ``"video"`` in a recording afterwards.
        pauses: times not credited, in order.
        measures: by name with side, for example ``"hip_flexion.left"``.
        finished: whether the hold has ended; False while it lasts or when the program was killed.
    """

    id: str
    session_id: str
    stretch_id: str
    side: str
    started_at: datetime
    start_s: float
    end_s: float
    held_s: float
    target_s: float
    in_place_s: float = 0.0
    out_of_place_s: float = 0.0
    cannot_tell_s: float = 0.0
    unseen_s: float = 0.0
    timed_s: float = 0.0
    repetitions: int = 0
    routine_id: str = ""
    origin: str = CAMERA
    pauses: tuple[Pause, ...] = ()
    measures: Mapping[str, MeasureSummary] = field(default_factory=dict)
    finished: bool = False

    @property
    def day(self) -> date:
        """The day it began, where the person was."""
        return self.started_at.date()

    @property
    def reached(self) -> bool:
        """Whether the target was reached."""
        return self.held_s >= self.target_s

    def goes_further_than(self, other: HoldRecord) -> bool:
        """Whether this is the later of two records of one hold: finished, or longer."""
        return (self.finished, self.end_s) > (other.finished, other.end_s)

    def mean_of(self, measure: str) -> float | None:
        """The mean of one measure: of the side that was held; where both were, of both as far as they were read.

        Args:
            measure: its name without a side.

        Returns:
            In the measure's unit; None where it was not read.
        """
        sides = ("left", "right") if self.side == "both" else (self.side,)
        keys = (measure, *(f"{measure}.{side}" for side in sides))
        means = [self.measures[key].mean for key in keys if key in self.measures]
        return fmean(means) if means else None


@dataclass(frozen=True, slots=True)
class SessionNote:
    """What somebody says of a session afterwards.

    Attributes:
        text: in their own words.
        effort: 0 to 10; None where it was not said.
        comfort_before: 0 to 10, before the practice.
        comfort_after: 0 to 10, after it.
    """

    text: str = ""
    effort: int | None = None
    comfort_before: int | None = None
    comfort_after: int | None = None


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """One session: from Start to Stop.

    Attributes:
        id: unique.
        started_at: when its first hold began, with time zone.
        ended_at: when its last finished hold ended; None while there is none.
        stretch_ids: what was practised, each once, in the order of their first holds.
        routine_id: the routine it was; empty where it was none.
        origin: where its first hold was seen: ``"camera"`` or ``"video"``.
        holds: how many.
        held_s: credited seconds together.
        note: what was said of it.
    """

    id: str
    started_at: datetime
    ended_at: datetime | None
    stretch_ids: tuple[str, ...]
    routine_id: str
    origin: str
    holds: int
    held_s: float
    note: SessionNote


@dataclass(frozen=True, slots=True)
class DayTotal:
    """One side of one stretch on one day.

    Attributes:
        day: where the person was.
        stretch_id: the stretch.
        side: ``"left"``, ``"right"`` or ``"both"``.
        holds: how many.
        held_s: credited seconds together.
        timed_s: of these, credited by the clock alone, not seen.
    """

    day: date
    stretch_id: str
    side: str
    holds: int
    held_s: float
    timed_s: float


@dataclass(frozen=True, slots=True)
class Extent:
    """How much there is of one profile.

    Attributes:
        holds: how many.
        days: on how many days, where the person was.
        held_s: credited seconds together.
    """

    holds: int
    days: int
    held_s: float


@dataclass(frozen=True, slots=True)
class Depth:
    """One measure in one hold.

    Attributes:
        hold_id: the hold.
        session_id: its session.
        started_at: when it began, with time zone.
        side: its side.
        mean: time-weighted mean over credited time, in the measure's unit.
        best: the value nearest the middle of the target.
    """

    hold_id: str
    session_id: str
    started_at: datetime
    side: str
    mean: float
    best: float

    @property
    def day(self) -> date:
        """The day the hold began, where the person was."""
        return self.started_at.date()


@dataclass(frozen=True, slots=True)
class Profile:
    """One person's part of a history.

    Attributes:
        id: unique, never shown.
        name: as they call themselves.
    """

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """A personal range: what one side reached in a range check.

    Attributes:
        check_id: the range check.
        side: ``"left"``, ``"right"`` or ``"both"``.
        taken_at: when, with time zone.
        tries: what each try read, in the measure's unit.
    """

    check_id: str
    side: str
    taken_at: datetime
    tries: tuple[float, ...]

    @property
    def value(self) -> float:
        """The middle of the tries."""
        return median(self.tries)
