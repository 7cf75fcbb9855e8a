"""The format of an exported history: JSON Lines, one thing a line. Pydantic in, plain dataclasses out.

Lines rather than one document: a hold is written and read by itself, so that ten years with replays need no more memory
than their longest hold, and no library beyond JSON; and of a damaged file the damaged line can be named.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from posecheck.record import Baseline, HoldRecord, MeasureSummary, Pause, Profile, SessionNote, SessionSummary
from posecheck.transfer.fields import Id, Moment, Name, Options, Origin, Parts, ProfileId, Score, Seconds, Side, Text
from posecheck.voice import Entry

FORMAT, VERSION = "posecheck-history", 2  # since 2 a hold tells its origin


class _Line(BaseModel):
    """A line: what it does not know it refuses."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class HeaderLine(_Line):
    """The first line: what file this is."""

    format: Literal["posecheck-history"] = "posecheck-history"
    version: Literal[1, 2] = 2
    written_at: Moment
    written_by: Text


class ProfileLine(_Line):
    """A person; the lines down to the next one are theirs."""

    kind: Literal["profile"] = "profile"
    id: ProfileId
    name: Name
    settings: Options = {}

    def built(self) -> Profile:
        """The profile, without its settings."""
        return Profile(self.id, self.name)


class _Pause(_Line):
    start_s: Seconds
    end_s: Seconds
    reason: Text


class _Measure(_Line):
    mean: float
    best: float


class HoldLine(_Line):
    """A hold with its pauses, measures and replay; the fields are those of `posecheck.record.HoldRecord`."""

    kind: Literal["hold"] = "hold"
    id: Id
    session_id: Id
    stretch_id: Id
    side: Side
    started_at: Moment
    start_s: Seconds
    end_s: Seconds
    held_s: Seconds
    target_s: Seconds
    in_place_s: Seconds = 0.0
    out_of_place_s: Seconds = 0.0
    cannot_tell_s: Seconds = 0.0
    unseen_s: Seconds = 0.0
    timed_s: Seconds = 0.0
    repetitions: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    routine_id: Id = ""
    origin: Origin = "camera"
    pauses: Annotated[list[_Pause], Field(max_length=100_000)] = []
    measures: Annotated[dict[Id, _Measure], Field(max_length=1000)] = {}
    finished: bool = False
    trace: Parts = []

    @classmethod
    def of(cls, record: HoldRecord, trace: Sequence[bytes]) -> HoldLine:
        """The line of a hold.

        Args:
            record: the hold.
            trace: its replay as the history keeps it, in parts.
        """
        plain = {name: getattr(record, name) for name in HoldRecord.__slots__ if name not in ("pauses", "measures")}
        return cls.model_construct(
            **plain,
            pauses=[_Pause.model_construct(start_s=p.start_s, end_s=p.end_s, reason=p.reason) for p in record.pauses],
            measures={n: _Measure.model_construct(mean=m.mean, best=m.best) for n, m in record.measures.items()},
            trace=[base64.b64encode(part).decode("ascii") for part in trace],
        )

    def built(self) -> HoldRecord:
        """The hold."""
        plain = {name: getattr(self, name) for name in HoldRecord.__slots__ if name not in ("pauses", "measures")}
        pauses = tuple(Pause(p.start_s, p.end_s, p.reason) for p in self.pauses)
        measures = {name: MeasureSummary(m.mean, m.best) for name, m in self.measures.items()}
        return HoldRecord(**plain, pauses=pauses, measures=measures)

    def parts(self) -> list[bytes]:
        """The parts of its replay.

        Raises:
            ValueError: one of them is not base64.
        """
        try:
            return [base64.b64decode(part, validate=True) for part in self.trace]
        except binascii.Error as problem:
            raise ValueError(str(problem)) from problem


class _Said(_Line):
    time_s: Seconds
    words: Text
    outcome: Text


class SessionLine(_Line):
    """What belongs to a session as a whole: its note, and what was said. It follows its holds."""

    kind: Literal["session"] = "session"
    id: Id
    note: Text = ""
    effort: Score | None = None
    comfort_before: Score | None = None
    comfort_after: Score | None = None
    log: Annotated[list[_Said], Field(max_length=100_000)] = []

    @classmethod
    def of(cls, session: SessionSummary, log: Sequence[Entry]) -> SessionLine:
        """The line of a session."""
        note = session.note
        return cls.model_construct(
            id=session.id, note=note.text, effort=note.effort, comfort_before=note.comfort_before,
            comfort_after=note.comfort_after,
            log=[_Said.model_construct(time_s=e.time_s, words=e.words, outcome=e.outcome) for e in log],
        )  # fmt: skip

    def noted(self) -> SessionNote:
        """What somebody said of it."""
        return SessionNote(self.note, self.effort, self.comfort_before, self.comfort_after)

    def entries(self) -> list[Entry]:
        """What PoseCheck said, and what it held back."""
        return [Entry(e.time_s, e.words, e.outcome) for e in self.log]


class BaselineLine(_Line):
    """A personal range."""

    kind: Literal["baseline"] = "baseline"
    check_id: Id
    side: Side
    taken_at: Moment
    tries: Annotated[list[float], Field(min_length=1, max_length=100)]

    @classmethod
    def of(cls, baseline: Baseline) -> BaselineLine:
        """The line of a personal range."""
        return cls.model_construct(
            check_id=baseline.check_id, side=baseline.side, taken_at=baseline.taken_at, tries=list(baseline.tries)
        )

    def built(self) -> Baseline:
        """The personal range."""
        return Baseline(self.check_id, self.side, self.taken_at, tuple(self.tries))


class EndLine(_Line):
    """The last line, by which a file that was cut off is known: how many lines stand above it."""

    kind: Literal["end"] = "end"
    lines: Annotated[int, Field(ge=1)]


Line = ProfileLine | HoldLine | SessionLine | BaselineLine | EndLine

_LINES: TypeAdapter[Line] = TypeAdapter(Annotated[Line, Field(discriminator="kind")])


def to_text(line: HeaderLine | Line) -> bytes:
    """A line as it is written, with its end."""
    return line.model_dump_json().encode("utf-8") + b"\n"


def header(text: bytes) -> Mapping[str, Any]:
    """The first line, as far as it is one of a PoseCheck history of any version.

    Raises:
        ValueError: it is not.
    """
    found = TypeAdapter(dict[str, Any]).validate_json(text)
    if found.get("format") != FORMAT or type(found.get("version")) is not int:
        raise ValueError("not a PoseCheck history")
    return found


def from_text(text: bytes) -> Line:
    """Any other line.

    Raises:
        ValueError: it is none of this version. What is too deep or too large, has the wrong type, or is no number is
            among that.
    """
    return _LINES.validate_json(text)
