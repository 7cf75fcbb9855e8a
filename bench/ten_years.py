"""Writes a history of ten years: 100,000 holds with traces. ``python bench/ten_years.py FILE [--holds 100000]``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
from rich.progress import track

sys.path.insert(0, str(Path(__file__).parents[1]))

from posecheck.catalog import load_catalog
from posecheck.checks import Placement
from posecheck.landmarks import LANDMARK_COUNT, Side
from posecheck.measures import MEASURES, reading_key
from posecheck.record import FIRST_PROFILE, HoldRecord, MeasureSummary, Pause
from posecheck.store import History, hold_rows
from posecheck.store import engine as engines
from posecheck.store.schema import traces
from posecheck.stretch import Stretch
from posecheck.trace import Trace, encode

YEARS = 10
HOLDS_A_SESSION = 8
PART_S, RATE_HZ = 10.0, 10.0  # as the tracer cuts them
EASTWARD = timezone(timedelta(hours=1))


def trace_parts(stretch: Stretch, side: str, held_s: float, rng: np.random.Generator) -> list[bytes]:
    """A trace of a body that keeps fairly still, in the parts in which it would be saved."""
    keys = [reading_key(stretch.check(stretch.main_check).measure, Side(side) if side != "both" else Side.LEFT)]
    parts, begin_s = [], 0.0
    while begin_s < held_s:
        n = max(2, round(min(PART_S, held_s - begin_s) * RATE_HZ))
        place = rng.uniform(0.1, 0.9, (1, LANDMARK_COUNT, 2))
        sway = np.cumsum(rng.normal(0.0, 0.0006, (n, LANDMARK_COUNT, 2)), axis=0)
        parts.append(
            encode(
                Trace(
                    begin_s + np.arange(n) / RATE_HZ,
                    (Placement.IN_PLACE,) * n,
                    ("",) * n,
                    ("",) * n,
                    {key: 110.0 + np.cumsum(rng.normal(0.0, 0.2, n)) for key in keys},
                    place + sway,
                    np.full((n, LANDMARK_COUNT), 0.9),
                    4 / 3,
                )
            )
        )
        begin_s += PART_S
    return parts


def holds(count: int, until: datetime, rng: np.random.Generator) -> Iterator[HoldRecord]:
    """Holds of every stretch with sides or without, oldest first, the last ones in the week of `until`."""
    stretches = [s for s in load_catalog().stretches.values() if s.kind.value == "hold"]
    sessions = -(-count // HOLDS_A_SESSION)
    step = timedelta(days=365.25 * YEARS) / sessions
    for number in range(count):
        session, place = divmod(number, HOLDS_A_SESSION)
        stretch = stretches[(session + place // 4) % len(stretches)]
        side = ("left", "right")[place % 2] if stretch.sided else "both"
        began = until - step * (sessions - session) + timedelta(minutes=place)
        held_s = float(rng.uniform(15.0, 60.0))
        check = stretch.check(stretch.main_check)
        sides = [Side(side)] if side != "both" else list(Side)
        keys = [reading_key(check.measure, s if MEASURES[check.measure].paired else None) for s in sides]
        value = 90.0 + 10.0 * number / count + float(rng.normal(0.0, 4.0))
        yield HoldRecord(
            id=f"{session}-{place}",
            session_id=str(session),
            stretch_id=stretch.id,
            side=side,
            started_at=began,
            start_s=60.0 * place,
            end_s=60.0 * place + held_s,
            held_s=held_s,
            target_s=stretch.dose.target_s,
            in_place_s=held_s,
            pauses=(Pause(60.0 * place + 5.0, 60.0 * place + 6.0, "Left knee hidden"),) if place % 3 == 0 else (),
            measures={key: MeasureSummary(value, value + 3.0) for key in keys},
            finished=True,
        )


def write(file: Path, count: int) -> None:
    """Writes it; a file that is there already is taken for complete."""
    if file.exists():
        return
    rng = np.random.default_rng(6)
    until = datetime.now(timezone.utc).astimezone(EASTWARD)
    part = file.with_suffix(".part")
    stretches = load_catalog().stretches
    made: dict[tuple[str, str, int], list[bytes]] = {}
    part.unlink(missing_ok=True)
    with History.open(f"sqlite:///{part}") as history, engines.writing(history._engine).begin() as connection:
        # One transaction, and not History's own way to save: 100,000 transactions take half an hour.
        for record in track(holds(count, until, rng), "Writing ten years", total=count):
            hold_rows.write(connection, FIRST_PROFILE, record)
            kept = made.setdefault((record.stretch_id, record.side, round(record.held_s / 5)), [])
            if not kept:  # packing them anew would take most of the time, and the page reads one at most
                kept += trace_parts(stretches[record.stretch_id], record.side, record.held_s, rng)
            parts = [{"hold_id": record.id, "number": n, "data": data} for n, data in enumerate(kept)]
            connection.execute(traces.insert(), parts)
    part.rename(file)


def main() -> None:
    """Writes the file asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--holds", type=int, default=100_000)
    args = parser.parse_args()
    write(args.file, args.holds)


if __name__ == "__main__":
    main()
