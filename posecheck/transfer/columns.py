"""What the tables of an exported history hold, column by column."""

from __future__ import annotations

from dataclasses import dataclass

TEXT, NUMBER, WHOLE, TRUTH, TIME, DAY = "text", "number", "whole number", "true or false", "time", "day"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        name: as in the file's first line, with the unit at its end where it has one.
        kind: what its cells are.
        means: in words.
    """

    name: str
    kind: str
    means: str


_PROFILE = Column("profile", TEXT, "the profile's name")
_SIDE = Column("side", TEXT, "left, right or both")
_OF_HOLD = (_PROFILE, Column("hold_id", TEXT, "the hold it belongs to"))

COLUMNS: dict[str, tuple[Column, ...]] = {
    "holds.csv": (
        _PROFILE,
        Column("hold_id", TEXT, "unique"),
        Column("session_id", TEXT, "the session it belongs to"),
        Column("day", DAY, "the day it began, where the person was"),
        Column("started_at", TIME, "when it began"),
        Column("stretch_id", TEXT, "what was practised"),
        _SIDE,
        Column("routine_id", TEXT, "the routine it was part of; empty where it was none"),
        Column("held_s", NUMBER, "seconds credited"),
        Column("target_s", NUMBER, "seconds aimed at"),
        Column("in_place_s", NUMBER, "seconds seen in place, pauses included"),
        Column("out_of_place_s", NUMBER, "seconds seen out of place, inside pauses"),
        Column("cannot_tell_s", NUMBER, "seconds in which the position could not be told"),
        Column("unseen_s", NUMBER, "seconds without a person or without frames"),
        Column("timed_s", NUMBER, "seconds credited by the clock alone, not seen"),
        Column("repetitions", WHOLE, "how often the movement was made, where that is what counts"),
        Column("pauses", WHOLE, "how many pauses"),
        Column("start_s", NUMBER, "when it began, in frame time"),
        Column("end_s", NUMBER, "when its last credited second ended, in frame time"),
        Column("finished", TRUTH, "whether it has ended; False where the program was ended in its midst"),
        Column("origin", TEXT, "camera, or video where it was read from a recording afterwards"),
    ),
    "pauses.csv": (
        *_OF_HOLD,
        Column("start_s", NUMBER, "when it began, in frame time"),
        Column("end_s", NUMBER, "when it ended, in frame time"),
        Column("reason", TEXT, "why the clock stopped"),
    ),
    "measures.csv": (
        *_OF_HOLD,
        Column("measure", TEXT, "what was measured, with the body's side where it has one"),
        Column("unit", TEXT, "deg (degrees) or ratio; empty where the measure is no longer known"),
        Column("mean", NUMBER, "mean over credited time"),
        Column("best", NUMBER, "the value nearest the middle of the target"),
    ),
    "sessions.csv": (
        _PROFILE,
        Column("session_id", TEXT, "unique"),
        Column("started_at", TIME, "when its first hold began"),
        Column("ended_at", TIME, "when its last finished hold ended; empty while there is none"),
        Column("stretch_ids", TEXT, "what was practised, with spaces between"),
        Column("routine_id", TEXT, "the routine it was; empty where it was none"),
        Column("holds", WHOLE, "how many"),
        Column("held_s", NUMBER, "seconds credited together"),
        Column("effort", WHOLE, "0 to 10; empty where it was not said"),
        Column("comfort_before", WHOLE, "0 to 10; empty where it was not said"),
        Column("comfort_after", WHOLE, "0 to 10; empty where it was not said"),
        Column("note", TEXT, "in the person's own words"),
    ),
    "baselines.csv": (
        _PROFILE,
        Column("check_id", TEXT, "the range check"),
        _SIDE,
        Column("taken_at", TIME, "when it was taken"),
        Column("try_number", WHOLE, "1, 2, 3"),
        Column("value_deg", NUMBER, "what this try read"),
    ),
}
