"""The replay: what is sent to the browser, and what is said where there is little to send."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from posecheck.landmarks import LANDMARK_COUNT
from posecheck.record import CAMERA, VIDEO
from posecheck.store import History
from posecheck.trace import Trace, encode
from posecheck.ui.replay import BONES, MOST_SAMPLES, NO_PICTURES, NO_TRACE, NO_TRACE_OF_VIDEO, NOBODY, kept_trace, shown
from tests.traced import END_S, HIPS, LAST_S, bridge_record, bridge_trace
from tests.ui.pages import words

RECORD = bridge_record()
PARTS = [encode(bridge_trace(10.0 * i, min(10.0 * i + 9.9, LAST_S))) for i in range(9)]


class Kept:
    """A history that has one trace."""

    def __init__(self, *parts: bytes) -> None:
        self.parts = list(parts)

    def trace(self, hold_id: str) -> list[bytes]:
        assert hold_id == RECORD.id
        return self.parts


def kept(*parts: bytes) -> Trace | None:
    return kept_trace(cast(History, Kept(*parts)), RECORD)


def points(data: dict[str, Any]) -> np.ndarray[Any, np.dtype[np.int16]]:
    sent = np.frombuffer(base64.b64decode(data["points"]), "<i2")
    return sent.reshape(len(data["times"]), LANDMARK_COUNT, 2)


def test_the_whole_of_a_hold_is_sent() -> None:
    trace = kept(*PARTS)
    assert trace is not None
    data = shown(RECORD, trace)
    assert [stop[2] for stop in data["stops"]] == [
        "0:08 – Press feet – rise, 1 s", "0:42 – left knee hidden, 3 s", "1:00 – nobody in view, 2 s",
        "1:28 – Press feet – rise, the hold ended",
    ]  # fmt: skip
    assert [segment[2] for segment in data["segments"]] == [
        "in_place", "out_of_place", "in_place", "cannot_tell", "in_place", "unseen", "timed", "in_place",
        "out_of_place",
    ]  # fmt: skip
    assert data["segments"][1] == (8.0, 9.2, "out_of_place", HIPS)
    assert (data["length"], data["times"][0], data["times"][-1]) == (LAST_S, 0.0, LAST_S)
    sent = points(data)
    assert np.abs(sent[430] / 1000 - bridge_trace().points[430]).max() < 0.002
    assert (sent[610] == NOBODY).all()
    clear = np.frombuffer(base64.b64decode(data["clear"]), "u1").reshape(-1, LANDMARK_COUNT)
    assert clear[430].sum() == LANDMARK_COUNT - 4
    left, right, lift = data["measures"]
    assert (left["name"], left["unit"], left["values"][430]) == ("Knee flexion, left", "°", None)
    assert right["values"][430] == round(float(bridge_trace().measures["knee_flexion.right"][430]))
    assert (lift["name"], lift["unit"]) == ("Pelvis lift", "")
    assert data["cues"][1] == (8.0, HIPS)
    json.dumps(data, allow_nan=False)


def test_of_the_picture_the_part_with_the_body_is_shown() -> None:
    data = shown(RECORD, bridge_trace())
    left, top, width, height = data["window"]
    found = points(data)
    found = found[found[:, 0, 0] != NOBODY].reshape(-1, 2)
    assert left < found[:, 0].min() and found[:, 0].max() < left + width
    assert top < found[:, 1].min() and found[:, 1].max() < top + height
    assert 0.75 <= width / height <= 2.0 and width < data["picture"][0]


def test_somebody_far_outside_the_picture_does_not_shrink_it() -> None:
    trace = bridge_trace(0.0, 5.0)
    trace.points[:, 0] = 40.0
    window = shown(RECORD, trace)["window"]
    assert window[0] + window[2] < 1.6 * 1000 and window[3] <= 1600


def test_twenty_minutes_stay_small() -> None:
    trace = bridge_trace(0.0, 60.0, every_s=0.005)
    long = Trace(
        trace.time_s * 20, trace.placements, trace.reasons, trace.cues, trace.measures, trace.points, trace.visibility,
        trace.aspect,
    )  # fmt: skip
    assert len(long.time_s) > 12_000
    data = shown(replace(RECORD, start_s=60.0, end_s=1260.0, pauses=()), long)
    assert len(data["times"]) <= MOST_SAMPLES
    assert len(json.dumps(data)) < 1_000_000
    assert [segment[2] for segment in data["segments"]][:3] == ["in_place", "out_of_place", "in_place"]


def test_a_damaged_part_is_said_to_be_not_kept() -> None:
    trace = kept(*PARTS[:2], b"\x01damaged", *PARTS[3:])
    assert (19.9, 30.0, "lost", "") in shown(RECORD, trace)["segments"]
    assert kept(b"\x01damaged") is None
    assert kept() is None
    assert kept(PARTS[1], PARTS[0]) is None


def test_without_a_trace_the_pauses_are_shown() -> None:
    data = shown(RECORD, None)
    assert "times" not in data
    assert data["segments"][:3] == [
        (0.0, 8.0, "counted", ""), (8.0, 9.2, "stopped", HIPS), (9.2, 42.0, "counted", ""),
    ]  # fmt: skip
    assert data["segments"][-1] == (62.0, END_S, "counted", "")


def test_a_moment_alone_is_no_timeline() -> None:
    moment = replace(RECORD, end_s=RECORD.start_s, pauses=())
    assert shown(moment, bridge_trace(0.0, 0.0))["segments"] == [(0.0, 0.0, "lost", "")]


def test_where_nobody_was_seen_the_picture_is_empty() -> None:
    data = shown(replace(RECORD, start_s=63.0, end_s=64.0, pauses=()), bridge_trace(60.0, 61.9))
    assert (points(data) == NOBODY).all()
    assert data["window"] == [0, 0, *data["picture"]]
    assert data["stops"] == [(1.0, 1.9, "0:01 – nobody in view, the hold ended")]


def test_every_connection_is_drawn_once() -> None:
    assert len({frozenset(bone) for bone in BONES}) == len(BONES) == 35


def script(with_trace: bool, origin: str) -> None:
    from dataclasses import replace

    from posecheck.trace import encode
    from posecheck.ui.replay import replay
    from tests.traced import bridge_record, bridge_trace

    class Kept:
        def trace(self, _: str) -> list[bytes]:
            return [encode(bridge_trace())] if with_trace else []

    replay(Kept(), replace(bridge_record(), origin=origin))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("with_trace", "origin", "said"),
    [(True, CAMERA, NO_PICTURES), (True, VIDEO, NO_PICTURES), (False, CAMERA, NO_TRACE),
     (False, VIDEO, NO_TRACE_OF_VIDEO)],
)  # fmt: skip
def test_it_is_said_what_there_is(with_trace: bool, origin: str, said: str) -> None:
    app = AppTest.from_function(script, default_timeout=60, args=(with_trace, origin)).run()
    assert not app.exception, app.exception
    assert words(app) == said
