"""Holds to save."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from posecheck.record import HoldRecord, MeasureSummary, Pause
from posecheck.voice import Entry

MORNING = datetime(2026, 3, 1, 7, 30, tzinfo=timezone(timedelta(hours=-7)))


def a_hold(number: int = 1, **changes: Any) -> HoldRecord:
    """A hold that began `number` minutes into the morning, with every field filled."""
    values: dict[str, Any] = {
        "id": f"hold-{number}",
        "session_id": "session-1",
        "stretch_id": "bridge",
        "side": "left",
        "started_at": MORNING + timedelta(minutes=number),
        "start_s": 1.25,
        "end_s": 36.5,
        "held_s": 30.5,
        "target_s": 30.0,
        "in_place_s": 33.0,
        "out_of_place_s": 1.0,
        "cannot_tell_s": 0.75,
        "unseen_s": 0.5,
        "timed_s": 0.25,
        "repetitions": 3,
        "routine_id": "evening",
        "origin": "video",
        "pauses": (Pause(4.0, 6.5, "left knee hidden"), Pause(9.0, 10.0, "let the hips rise")),
        "measures": {"hip_flexion.left": MeasureSummary(12.5, 9.75), "knee_flexion.left": MeasureSummary(88.0, 90.0)},
        "finished": True,
    }
    return HoldRecord(**{**values, **changes})


def a_log(count: int, first: int = 0) -> list[Entry]:
    """Entries of one log, each another, from position `first`."""
    outcomes = ("said", "not yet steady", "somebody speaks")
    return [Entry(n * 0.5, f"Let the left knee fall {n}", outcomes[n % 3]) for n in range(first, first + count)]


# PostgreSQL keeps every character but NUL; half a surrogate pair is no character.
_texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
_numbers = st.floats(allow_nan=False, allow_infinity=False)
_seconds = st.floats(0, 1e6)
_zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_times = st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=_zones)  # noqa: DTZ001 - the bounds are naive

hold_records = st.builds(
    HoldRecord,
    id=_texts,
    session_id=_texts,
    stretch_id=_texts,
    side=st.sampled_from(["left", "right", "both"]),
    started_at=_times,
    start_s=_seconds,
    end_s=_seconds,
    held_s=_seconds,
    target_s=_seconds,
    in_place_s=_seconds,
    out_of_place_s=_seconds,
    cannot_tell_s=_seconds,
    unseen_s=_seconds,
    timed_s=_seconds,
    repetitions=st.integers(0, 10_000),
    routine_id=_texts,
    origin=st.sampled_from(["camera", "video"]),
    pauses=st.lists(st.builds(Pause, _seconds, _seconds, _texts), max_size=4).map(tuple),
    measures=st.dictionaries(_texts, st.builds(MeasureSummary, _numbers, _numbers), max_size=4),
    finished=st.booleans(),
)

logs = st.lists(st.builds(Entry, _seconds, _texts, _texts), max_size=6)
