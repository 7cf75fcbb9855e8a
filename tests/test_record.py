"""What a hold says of itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

import pytest

from posecheck.record import HoldRecord, MeasureSummary

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=timezone.utc)
HELD = HoldRecord("h", "s", "bridge", "both", NOON, 0.0, 30.0, 30.0, 30.0)


@pytest.mark.parametrize(
    ("side", "read", "mean"),
    [
        ("left", {"hip_flexion.left": 10.0, "hip_flexion.right": 20.0}, 10.0),
        ("right", {"hip_flexion.left": 10.0, "hip_flexion.right": 20.0}, 20.0),
        ("both", {"hip_flexion.left": 10.0, "hip_flexion.right": 20.0}, 15.0),
        ("both", {"hip_flexion.right": 20.0}, 20.0),
        ("left", {"hip_flexion.right": 20.0}, None),
        ("left", {"hip_flexion": 5.0}, 5.0),
        ("both", {"hip_flexion": 5.0, "knee_flexion.left": 80.0}, 5.0),
        ("both", {}, None),
    ],
)
def test_a_measure_is_that_of_the_side_that_was_held(side: str, read: dict[str, float], mean: float | None) -> None:
    measures = {name: MeasureSummary(value, value + 1.0) for name, value in read.items()}
    assert replace(HELD, side=side, measures=measures).mean_of("hip_flexion") == mean


def test_finished_goes_further_than_longer_and_longer_than_shorter() -> None:
    short, long = replace(HELD, end_s=20.0), replace(HELD, end_s=40.0)
    ended = replace(short, finished=True)
    assert long.goes_further_than(short) and not short.goes_further_than(long)
    assert ended.goes_further_than(long) and not long.goes_further_than(ended)
    assert not short.goes_further_than(short)
