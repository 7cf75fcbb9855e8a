"""One frame of a video as a row of a table. docs/video_table.md describes every column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from posecheck.landmarks import Side
from posecheck.measures import MEASURES, Measured, Reading, reading_key
from posecheck.pipeline import Snapshot
from posecheck.video.judged import Judged

TIME_DIGITS, DIGITS = 6, 4  # of seconds in the file, and of what is measured: further ones mean nothing

Cell = str | int | float | bool | None
Row = Sequence[Cell]

# Whether a measure's own expected error is known, by reading: of what only a stream can tell it is not.
_READINGS = {
    reading_key(measure.name, side): measure.of_side is not None or measure.of_body is not None
    for measure in MEASURES.values()
    for side in (tuple(Side) if measure.paired else (None,))
}


def _columns() -> Iterator[tuple[str, type]]:
    # In this order, what is not known of a frame stands at its row's end.
    yield from {"frame": int, "time_s": float, "looked": bool, "person": bool, "people": int}.items()
    yield from dict.fromkeys(("stretch", "side", "placement", "credited", "phase"), str).items()
    yield "held_s", float
    yield from dict.fromkeys(("fault", "cue", "reason"), str).items()
    yield "repetitions", int
    yield "view", str
    for key, has_error in _READINGS.items():
        yield from {key: float, f"{key}.trusted": bool, f"{key}.reason": str}.items()
        if has_error:
            yield f"{key}.expected_error", float


COLUMNS: Mapping[str, type] = dict(_columns())
"""Every column with what its cells are; the same for every video, so that tables go one below the other."""


def frame_row(judged: Judged) -> Row:
    """What is known of one frame, and nothing of the frame before.

    Args:
        judged: the frame.

    Returns:
        A cell a column. Of a frame that was passed over nothing is told but when it was.
    """
    cells: list[Cell] = [judged.number, round(judged.frame.time_s, TIME_DIGITS), judged.looked]
    if judged.looked:
        cells += (judged.seen.body is not None, judged.seen.people)
        if judged.stretch is not None and judged.snapshot is not None:
            cells.append(judged.stretch.id)
            cells += _known(judged.snapshot)
    return cells + [None] * (len(COLUMNS) - len(cells))


def _known(snapshot: Snapshot) -> list[Cell]:
    verdict = snapshot.verdict
    cells: list[Cell] = [
        verdict.side.value if verdict.side else None,
        verdict.placement.value,
        snapshot.credited.value,
        snapshot.phase.value,
        round(snapshot.held_s, DIGITS),
        verdict.fault.id if verdict.fault else None,
        snapshot.cue.text if snapshot.cue else None,
        str(verdict.unknown) if verdict.unknown else None,
        snapshot.moved.count if snapshot.moved else None,
    ]
    if snapshot.view is not None:
        cells.append(snapshot.view.view.value)
        for key, has_error in _READINGS.items():
            cells += _reading(snapshot.readings[key], has_error)
    return cells


def _reading(reading: Reading, has_error: bool) -> tuple[Cell, ...]:
    if not isinstance(reading, Measured):
        cells: tuple[Cell, ...] = (None, False, str(reading), None)
    else:
        doubt = reading.doubt
        why = str(doubt) if doubt else None
        cells = (round(reading.value, DIGITS), doubt is None, why, round(reading.error, DIGITS))
    return cells if has_error else cells[:-1]
