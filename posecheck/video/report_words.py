"""The report's sentences: what came of a video, in plain words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from posecheck.course import Recognised
from posecheck.record import HoldRecord, Pause
from posecheck.session import side_word
from posecheck.video.analysis import Analysis
from posecheck.wording import count, length, timecode, title

NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
TIMES = {1: "once", 2: "twice"}
MINUTE_S = 60.0
MOST_NAMED = 3  # places in one sentence
CLOSE_S = 0.05  # times are rounded as they are written down
NOT_RECOGNISED = "not recognised"
SURE = (
    "Angles are estimates from one camera, about 5° off, and more where clothes or limbs hide a joint "
    "(docs/accuracy.md tells how that was measured). What was too unsure is left out or grey, and was never counted "
    "as held."
)
WELLNESS = (
    "General wellbeing and movement practice – not medical advice, diagnosis or treatment. Check with a professional "
    "first. The camera can be wrong; your body decides. Stop if it hurts."
)


def held(seconds: float) -> str:
    """Credited seconds, rounded down: what reads as the target has reached it. ``"29.9 s"``, ``"1 min 5 s"``."""
    if seconds < MINUTE_S:
        return f"{_tenths(seconds)} s"
    return length(math.floor(seconds + 1e-6))


def in_all(seconds: float) -> str:
    """Seconds of a whole video, to the second."""
    if seconds < CLOSE_S:
        return "0 s"
    return length(seconds) if seconds >= 0.5 else "under 1 s"


def answer(analysis: Analysis, names: Mapping[str, str]) -> list[str]:
    """What came of it, a few sentences; the first says it.

    Args:
        analysis: what came of the video.
        names: what the stretches are called, by id.
    """
    return [*_holds(analysis, names), *_alike(analysis, names)]


def _holds(analysis: Analysis, names: Mapping[str, str]) -> list[str]:
    holds = analysis.holds
    if not holds:
        return [_nothing(analysis)]
    said = [_one(holds[0]) if len(holds) == 1 else _several(holds)]
    stretches = list(dict.fromkeys(hold.stretch_id for hold in holds))
    if len(stretches) > 1:
        said.append(_shares({names[i]: [h for h in holds if h.stretch_id == i] for i in stretches}))
    sides = {side: [h for h in holds if h.side == side] for side in ("left", "right")}
    if all(sides.values()):
        said.append(_shares(sides))
    if repetitions := sum(hold.repetitions for hold in holds):
        said.append(f"{count(repetitions, 'repetition')}.")
    if (timed_s := sum(hold.timed_s for hold in holds)) >= 1.0:
        said.append(f"{in_all(timed_s)} of it were counted by the clock alone: there the position was not seen.")
    return said


def stopped(analysis: Analysis) -> str:
    """That a video was not gone through to its end; empty where it was."""
    if analysis.complete:
        return ""
    upto = timecode(analysis.duration_s)
    return f"Read up to {upto} only: it was stopped there, and what comes after was not looked at."


def pause(of: Pause) -> str:
    """A pause, in a table: ``"0.8 s at 0:21 – left knee hidden"``."""
    return f"{_tenths(of.end_s - of.start_s)} s at {timecode(of.start_s)} – {reason(of.reason)}"


def reason(text: str) -> str:
    """Why the clock stood, inside a sentence."""
    return text.rstrip(".").replace("foot_index", "toes") or "not in place"


def sentence(text: str) -> str:
    """Words that begin a sentence."""
    return text[:1].upper() + text[1:]


def hold_at(holds: Sequence[HoldRecord], start_s: float) -> int:
    """The number of the hold that began at a time, from 1; 0 where none did."""
    return next((n for n, hold in enumerate(holds, start=1) if abs(hold.start_s - start_s) < CLOSE_S), 0)


def paused(hold: HoldRecord, time_s: float) -> Pause | None:
    """The pause of a hold that a moment lies in; None where the hold did not go on after it."""
    return next((p for p in hold.pauses if p.start_s - CLOSE_S <= time_s <= p.end_s + CLOSE_S), None)


def part(segment: Recognised, names: Mapping[str, str]) -> str:
    """What a part of a video was taken for."""
    if segment.stretch_id is None:
        perhaps = either(segment.perhaps, names)
        return f"Not recognised: {perhaps}?" if perhaps else "Not recognised"
    name = names.get(segment.stretch_id) or title(segment.stretch_id)
    return name if segment.side is None else f"{name}, {side_word(segment.side)}"


def either(stretch_ids: Sequence[str], names: Mapping[str, str]) -> str:
    """What an unknown part may be: ``"Half kneeling or Low lunge"``; empty where that is nothing."""
    return " or ".join(names.get(i) or title(i) for i in stretch_ids)


def _alike(analysis: Analysis, names: Mapping[str, str]) -> list[str]:
    """The parts that may be one stretch or another."""
    when: dict[str, list[str]] = {}
    for segment in analysis.segments:
        if segment.perhaps:
            span = f"{timecode(segment.start_s)}–{timecode(segment.end_s)}"
            when.setdefault(either(segment.perhaps, names), []).append(span)
    return [
        f"Something at {_some(spans)} may be {perhaps}. Nothing was counted there: name the stretch to have it judged."
        for perhaps, spans in when.items()
    ]


def _some(spans: Sequence[str]) -> str:
    more = len(spans) - MOST_NAMED
    return ", ".join(spans[:MOST_NAMED]) + (f" and {count(more, 'other place')}" if more > 0 else "")


def _nothing(analysis: Analysis) -> str:
    if analysis.person_frames == 0:
        return "Nobody was seen, so nothing was counted."
    if analysis.segments and all(segment.stretch_id is None for segment in analysis.segments):
        return "None of the library's stretches was recognised, so nothing was counted."
    if analysis.seconds.in_place + analysis.seconds.timed > 0.0:
        return "No hold: the position was taken, but not long enough to count."
    if analysis.seconds.out_of_place < analysis.seconds.cannot_tell + analysis.seconds.unseen:
        return "No hold: for most of the video the position could not be told."
    return "No hold: the position was not seen in place."


def _one(hold: HoldRecord) -> str:
    side = f" on the {hold.side}" if hold.side != side_word(None) else ""
    if hold.reached:
        return f"One hold of {held(hold.held_s)}{side}; the target of {length(hold.target_s)} was reached."
    return f"One hold of {held(hold.held_s)}{side}, of the {length(hold.target_s)} aimed at."


def _several(holds: Sequence[HoldRecord]) -> str:
    reached = sum(hold.reached for hold in holds)
    times = TIMES.get(reached, f"{NUMBERS[reached].lower() if reached < len(NUMBERS) else reached} times")
    targets = {hold.target_s for hold in holds}
    target = f"target {length(targets.pop())}" if len(targets) == 1 else "the target"
    came = f"{target} {'reached ' + times if reached else 'not reached yet'}"
    number = NUMBERS[len(holds)] if len(holds) < len(NUMBERS) else str(len(holds))
    whole = in_all(sum(hold.held_s for hold in holds))
    return f"{number} holds, {whole} in all; the longest {held(max(hold.held_s for hold in holds))}, {came}."


def _shares(holds: Mapping[str, Sequence[HoldRecord]]) -> str:
    """What each stretch or side came to: ``"Left 30.1 s, right 28.4 s."``."""
    said = ", ".join(f"{name} {held(sum(hold.held_s for hold in own))}" for name, own in holds.items())
    return f"{sentence(said)}."


def _tenths(seconds: float) -> str:
    return f"{math.floor(seconds * 10.0 + 1e-6) / 10.0:.1f}"
