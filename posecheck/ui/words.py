"""A stretch in words: where, how long, what is watched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from posecheck.kinds import Kind
from posecheck.routine import Routine, duration_words, planned_s, turns
from posecheck.stretch import Stretch
from posecheck.wording import length as length
from posecheck.wording import target as target
from posecheck.wording import title as title

POSITIONS = {
    "supine": "On your back",
    "prone": "On your belly",
    "side-lying": "On your side",
    "kneeling": "Kneeling",
    "seated": "Sitting",
    "standing": "Standing",
}
KINDS = {
    Kind.HOLD: "The seconds you are in place.",
    Kind.ENTRY: "The camera sees you take the position; from there on the clock alone counts.",
    Kind.REPETITIONS: "Repetitions, a side.",
    Kind.BREATHING: "The clock alone, while you breathe with a pace. How you breathe is not judged.",
    Kind.PRESSURE: "The clock alone. Where and how hard you press is yours to feel.",
    Kind.TREMOR: "The clock alone, through its stages. Nothing is scored.",
    Kind.DESK: "The seconds you sit tall, against your own tall seat.",
}


_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>|$~#&"})
# Where something unseen keeps addresses from becoming links, and words between colons from becoming icons. Escaping
# does not: links are looked for after it is undone.
_JOINTS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?=@)|(?<=:)(?=[\w/+-]+:)", re.IGNORECASE)
_UNSEEN = "\u2060"  # word joiner


def plain(text: str) -> str:
    """Text from a file as Markdown that shows it as it is: no links, no pictures fetched from elsewhere."""
    on_one_line = re.sub(r"\s*[\r\n]\s*", " ", text).strip()
    return _JOINTS.sub(_UNSEEN, on_one_line).translate(_MARKS)


def position(name: str) -> str:
    """How one lies, sits or stands."""
    return POSITIONS.get(name, title(name))


def dose(stretch: Stretch) -> str:
    """How long and how often, in a few words."""
    once = f"{stretch.repetition.count} times" if stretch.repetition else length(stretch.dose.target_s)
    times, comma, more = stretch.dose.repeats.partition(",")
    return f"{once}{comma}{more}" if times == "1" else f"{once} × {stretch.dose.repeats}"


def steps(stretch: Stretch) -> str:
    """How it is done, as a numbered list."""
    return "\n".join(f"{number}. {plain(step)}" for number, step in enumerate(stretch.steps, start=1))


def taking(routine: Routine, stretches: Mapping[str, Stretch]) -> str:
    """How long a routine takes, getting ready and rests included."""
    said = duration_words(planned_s(turns(routine, stretches)))
    return said[0].upper() + said[1:]


def faults(stretch: Stretch) -> list[tuple[str, str, bool]]:
    """What can be out of place, the most important first: its id, its cue, and whether it is but a reminder."""
    found = [(not c.blocking, f.priority, f.id, f.cue) for c in stretch.checks for f in (c.low, c.high) if f]
    found.sort(key=lambda fault: fault[:2])
    return list(dict.fromkeys((fault_id, cue, reminder) for reminder, _, fault_id, cue in found))


def numbers(stretch: Stretch) -> Iterator[tuple[str, str, str]]:
    """Every number of a stretch: what it is of, what it is, and where it comes from."""
    yield "How long", dose(stretch), stretch.dose.source
    if stretch.dose.most_s is not None:
        yield "At most a session", length(stretch.dose.most_s), stretch.dose.source
    if (repetition := stretch.repetition) is not None:
        span = f"{repetition.start:g} to {repetition.turn:g}°, at most {repetition.fastest_deg_s:g}° a second"
        yield "Movement", span, repetition.source
    if (pace := stretch.pace) is not None:
        yield "Pace", f"{pace.breaths_min:g} breaths a minute ({pace.slowest:g} to {pace.fastest:g})", pace.source
    if (spots := stretch.spots) is not None:
        yield "Spots", f"{spots.spot_s:g} s each, at most {spots.side_cap_s:g} s a side", spots.source
    for check in stretch.checks:
        yield title(check.id), target(check), check.source
