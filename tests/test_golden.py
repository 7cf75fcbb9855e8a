"""Recorded landmarks of a rendered clip through the whole pure path: the same events, to the frame."""

from __future__ import annotations

from datetime import datetime, timezone

import numpy as np
import pytest

from posecheck.catalog import Catalog
from posecheck.hold import Change
from posecheck.landmarks import LandmarkFrame
from posecheck.pipeline import Pipeline
from posecheck.session import Session
from tests.bodies import GREY, Script
from tests.conftest import FIXTURES

MARGIN_S = 0.11  # one frame of the recording


@pytest.fixture(scope="module")
def recording() -> list[LandmarkFrame]:
    with np.load(FIXTURES / "landmarks" / "bridge.npz") as data:
        arrays = {name: data[name].astype(np.float64) for name in data.files}
    return [
        LandmarkFrame(float(t), arrays["image_px"][n], arrays["depth_px"][n], arrays["world_m"][n],
                      arrays["visibility"][n], (640, 480))
        for n, t in enumerate(arrays["time_s"])
    ]  # fmt: skip


def test_the_recorded_bridge(catalog: Catalog, recording: list[LandmarkFrame]) -> None:
    pipeline = Pipeline(catalog.get("bridge"), Script(*recording), target_s=12.0)
    session = Session("golden", pipeline.stretch, 12.0, datetime(2026, 1, 1, tzinfo=timezone.utc))
    events: list[tuple[Change, float]] = []
    cues: list[tuple[str, float]] = []
    for frame in recording:
        snapshot = pipeline.process(GREY, frame.time_s)
        session.update(frame.time_s, pipeline.clock, snapshot.verdict, list(snapshot.events))
        events += [(e.change, frame.time_s) for e in snapshot.events]
        if snapshot.cue is not None and (not cues or cues[-1][0] != snapshot.cue.text):
            cues.append((snapshot.cue.text, frame.time_s))
    golden = [
        (Change.STARTED, 5.3),
        (Change.REACHED, 16.3),
        (Change.PAUSED, 17.5),
        (Change.RESUMED, 18.4),
        (Change.PAUSED, 25.6),
        (Change.RELEASED, 27.2),
    ]
    assert [change for change, _ in events] == [change for change, _ in golden]
    for (_, found_s), (_, golden_s) in zip(events, golden, strict=True):
        assert found_s == pytest.approx(golden_s, abs=MARGIN_S)
    assert [text for text, _ in cues] == [
        "Press feet, rise a little.",
        "That's it – stay there.",
        "Good. Holding.",
        "Well held – release when you're ready.",
        "Press feet, rise a little.",
    ]
    (record,) = session.records
    assert record.held_s == pytest.approx(20.4, abs=2 * MARGIN_S)
    assert [p.reason for p in record.pauses] == ["Press feet, rise a little."]
    assert record.measures["hip_flexion.right"].mean == pytest.approx(-1.5, abs=2.0)
