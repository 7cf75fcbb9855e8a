"""The tables over all videos of a batch: one row a video, one row a hold, and a log of what failed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from posecheck.batch.done import put_text
from posecheck.batch.job import Outcome, Status
from posecheck.batch.place import Place
from posecheck.spreadsheet import harmless

SUMMARY = "summary.csv"
HOLDS = "holds.csv"
FAILURES = "failures.log"
SUMS = ("duration_s", "frames", "person_frames", "in_place_s", "out_of_place_s", "cannot_tell_s", "unseen_s")
SUMMARY_COLUMNS = (
    "video", "results", "stretch", "side", *SUMS, "holds", "held_s", "longest_s", "reached", "status", "message",
)  # fmt: skip
HOLDS_COLUMNS = (
    "video", "number", "stretch", "side", "start_s", "end_s", "held_s", "target_s", "reached", "pauses", "paused_s",
)  # fmt: skip
Row = Sequence[str | int | float | bool | None]


def write_tables(out: Place, outcomes: Sequence[Outcome]) -> None:
    """Writes ``summary.csv``, ``holds.csv`` and ``failures.log``, ordered by video. They hold no time of day.

    Args:
        out: where to.
        outcomes: what came of each video.

    Raises:
        InputError: they cannot be written.
    """
    outcomes = sorted(outcomes, key=lambda outcome: outcome.video)
    put_text(out / SUMMARY, _csv(SUMMARY_COLUMNS, map(summary_row, outcomes)))
    put_text(out / HOLDS, _csv(HOLDS_COLUMNS, (row for outcome in outcomes for row in _hold_rows(outcome))))
    put_text(out / FAILURES, "".join(_failure(outcome) for outcome in outcomes if outcome.status is Status.FAILED))


def summary_row(outcome: Outcome) -> Row:
    """A video's row, in the order of `SUMMARY_COLUMNS`; what is not known of it is None."""
    told = outcome.answer
    holds = told.get("holds", [])
    held = [hold["held_s"] for hold in holds]
    known = (len(holds), round(sum(held), 3), max(held, default=0.0), sum(hold["reached"] for hold in holds))
    return (
        outcome.video,
        outcome.name,
        _stretches(outcome, holds),
        _sides(outcome, holds),
        *(told.get(key) for key in SUMS),
        *(known if told else (None,) * len(known)),
        outcome.status.value,
        outcome.message or " ".join(told.get("notes", [])),
    )


def _stretches(outcome: Outcome, holds: Sequence[Mapping[str, Any]]) -> str:
    """What was asked for; where it was to be recognised, what was held, each once, in order."""
    asked = str(outcome.asked["stretch"])
    return " ".join(dict.fromkeys(str(hold["stretch"]) for hold in holds)) if asked == "auto" else asked


def _sides(outcome: Outcome, holds: Sequence[Mapping[str, Any]]) -> str:
    return " ".join(sorted({str(hold["side"]) for hold in holds})) or str(outcome.asked["side"])


def _hold_rows(outcome: Outcome) -> Iterator[Row]:
    for number, hold in enumerate(outcome.answer.get("holds", []), start=1):
        pauses = hold["pauses"]
        paused_s = round(sum(pause["end_s"] - pause["start_s"] for pause in pauses), 3)
        told = (hold[key] for key in HOLDS_COLUMNS[2:9])
        yield (outcome.video, number, *told, len(pauses), paused_s)


def _failure(outcome: Outcome) -> str:
    return f"{outcome.video}\n    {outcome.message}\n" + "".join(
        f"    {line}\n" for line in outcome.traceback.splitlines()
    )


def _csv(columns: Sequence[str], rows: Iterable[Row]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_written(value) for value in row])
    return text.getvalue()


def _written(value: str | int | float | bool | None) -> str | int | float | None:
    if isinstance(value, bool):
        return str(value).lower()
    return harmless(value) if isinstance(value, str) else value
