"""What is kept of how a hold looked: there and back again, and never more than that from damaged bytes."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.checks import Placement
from posecheck.landmarks import LANDMARK_COUNT
from posecheck.trace import (
    MAX_BYTES,
    MAX_NUMBER,
    PLACEMENTS,
    POINT_QUANTUM,
    VERSION,
    VISIBILITY_QUANTUM,
    Trace,
    decode,
    encode,
    joined,
)

WORDS = st.text(max_size=20)
ROUNDING = 0.5 + 1e-6  # of a quantum
WRITTEN_BY_VERSION_1 = (
    "AXic7dAhTMNAGAXgt+5BFkKmUAuiOYFqmm6BhExNEEAgyBQJgaVZb6yha8uuI0uWoVAoFAqJQqFQKNQkgqBQBIFCTaFoDw2ZmWJ/3l1y9999"
    "udxAqMTtJo2OEtVyxXEcS7gqls0kXdprluhKV0Vh2twXwhK7XamU2ZIyscyur6TpmoGfJIG002YgW4l5HEpptn3Pk6E4sESzJ/XdrSjybHM7"
    "Cjw/PMoOZ82TnhsmrqgORNuPG61A9v0otDNGVB27bIlYBqe+agT+z45THg4XMNqAMQ/DQDZyWXJGpYM65sbEAwFiRCwSL0SJeCOWi3gvokJ8"
    "ETVintghlog9wiQ8wiJiYp04IzaJC6JOXBGHxA0REHdEX+PnGr8knolrjd8Sn8S9xh+JAvGk8VeNf2h8rHFovKjxksZXNL6q8ZrG04cV8vlp"
    "B79XLv3WCZKf5vxHONk8q1n9k/oGX7dcaQ=="
)


def sampled(n: int, seed: int = 0, keys: tuple[str, ...] = ("knee_flexion.left", "pelvis_lift")) -> Trace:
    """Random walks."""
    draw = np.random.default_rng(seed)
    found = draw.random(n) < 0.8
    steps = draw.normal(0.5, 0.004, (n, LANDMARK_COUNT, 2)).cumsum(axis=0)
    return Trace(
        100.0 + np.abs(draw.normal(0.1, 0.03, n)).cumsum(),
        tuple(PLACEMENTS[i] for i in draw.integers(0, len(PLACEMENTS), n)),
        tuple(("", "left knee hidden")[i] for i in draw.integers(0, 2, n)),
        tuple(("", "Good. Holding.", "Press feet – rise.")[i] for i in draw.integers(0, 3, n)),
        {key: np.where(draw.random(n) < 0.8, draw.normal(0, 40, n), np.nan) for key in keys},
        np.where(found[:, None, None], steps, np.nan),
        np.where(found[:, None], draw.random((n, LANDMARK_COUNT)), 0.0),
        16 / 9,
    )


def assert_near(back: Trace, trace: Trace) -> None:
    """The same to the quanta."""
    assert np.allclose(back.time_s, trace.time_s, atol=0.001 * ROUNDING, rtol=0)
    assert (back.placements, back.reasons, back.cues) == (trace.placements, trace.reasons, trace.cues)
    assert list(back.measures) == list(trace.measures)
    for key, values in trace.measures.items():
        quantum = 0.1 if key.startswith("knee_flexion") else 0.01
        assert np.allclose(back.measures[key], values, atol=quantum * ROUNDING, rtol=0, equal_nan=True)
    assert np.allclose(back.points, trace.points, atol=POINT_QUANTUM * ROUNDING, rtol=0, equal_nan=True)
    assert np.allclose(back.visibility, trace.visibility, atol=VISIBILITY_QUANTUM * ROUNDING, rtol=0)
    assert back.aspect == trace.aspect


@given(n=st.integers(0, 40), seed=st.integers(0, 10**6))
def test_there_and_back_again(n: int, seed: int) -> None:
    trace = sampled(n, seed)
    assert_near(decode(encode(trace)), trace)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=8))
def test_any_words_come_back(words: list[tuple[str, str]]) -> None:
    n = len(words)
    reasons, cues = (tuple(column) for column in zip(*words, strict=True))
    plain = sampled(n, keys=())
    trace = Trace(plain.time_s, plain.placements, reasons, cues, {}, plain.points, plain.visibility, 1.0)
    back = decode(encode(trace))
    assert (back.reasons, back.cues) == (reasons, cues)


def test_what_was_never_known_comes_back_unknown() -> None:
    n = 5
    nobody, unread = np.full((n, LANDMARK_COUNT, 2), np.nan), np.full(n, np.nan)
    trace = Trace(
        np.arange(n) / 10, (Placement.UNSEEN,) * n, ("nobody in view",) * n, ("",) * n, {"hip_flexion.left": unread},
        nobody, np.zeros((n, LANDMARK_COUNT)), 4 / 3,
    )  # fmt: skip
    assert_near(decode(encode(trace)), trace)


def test_a_point_that_is_not_known_leaves_out_its_sample() -> None:
    points = np.full((2, LANDMARK_COUNT, 2), 0.4)
    points[1, 7, 0] = np.nan
    trace = Trace(
        np.zeros(2), PLACEMENTS[:2], ("", ""), ("", ""), {}, points, np.ones((2, LANDMARK_COUNT)), 1.0
    )  # fmt: skip
    back = decode(encode(trace))
    assert np.isnan(back.points[1]).all()
    assert (back.visibility[0] == 1.0).all()
    assert (back.visibility[1] == 0.0).all()


def test_what_is_beyond_all_measure_is_cut_off() -> None:
    points = np.full((3, LANDMARK_COUNT, 2), -np.inf)
    points[1] = 1e300
    trace = Trace(
        np.zeros(3), PLACEMENTS[:3], ("",) * 3, ("",) * 3, {}, points, np.ones((3, LANDMARK_COUNT)), 1.0
    )  # fmt: skip
    most = MAX_NUMBER * POINT_QUANTUM
    assert decode(encode(trace)).points[:, 0, 0].tolist() == [-most, most, -most]


def test_a_measure_that_is_no_longer_known_keeps_its_hundredths() -> None:
    trace = sampled(4, keys=("of_long_ago.left",))
    back = decode(encode(trace)).measures["of_long_ago.left"]
    assert np.allclose(back, trace.measures["of_long_ago.left"], atol=0.01 * ROUNDING, equal_nan=True)


def test_what_the_first_version_wrote_is_read_for_ever() -> None:
    back = decode(base64.b64decode(WRITTEN_BY_VERSION_1))
    assert back.time_s.tolist() == [12.0, 12.1, 12.134]
    assert back.placements == (Placement.IN_PLACE, Placement.OUT_OF_PLACE, Placement.TIMED)
    assert back.reasons == ("", "Press feet, rise a little.", "left knee hidden")
    assert back.cues == ("Good. Holding.", "Good. Holding.", "")
    assert back.measures["hip_flexion.left"].tolist() == pytest.approx([2.5, -3.0, np.nan], nan_ok=True)
    assert back.measures["pelvis_lift"].tolist() == pytest.approx([0.41, np.nan, 0.38], nan_ok=True)
    assert back.points[0, 4].tolist() == pytest.approx([0.54, 0.74])
    assert np.isnan(back.points[2]).all()
    assert back.visibility[:, 0].tolist() == [1.0, 0.5, 0.0]
    assert back.aspect == 1.5


WHOLE = encode(sampled(30, 3))


@given(at=st.integers(0, len(WHOLE) - 1), value=st.integers(0, 255))
def test_a_changed_byte_is_noticed_or_does_no_harm(at: int, value: int) -> None:
    changed = WHOLE[:at] + bytes([value]) + WHOLE[at + 1 :]
    try:
        back = decode(changed)
    except ValueError:
        return
    assert_near(back, decode(WHOLE))


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(data: bytes) -> None:
    for start in (b"", bytes([VERSION])):
        with pytest.raises(ValueError, match="trace"):
            decode(start + data)


@pytest.mark.parametrize("length", [0, 1, 2, len(WHOLE) // 2, len(WHOLE) - 1])
def test_what_was_cut_off_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="trace"):
        decode(WHOLE[:length])


def test_more_than_was_written_is_refused() -> None:
    with pytest.raises(ValueError, match="trace"):
        decode(WHOLE + b"x")


def test_a_later_version_is_refused() -> None:
    with pytest.raises(ValueError, match="later version"):
        decode(bytes([VERSION + 1]) + WHOLE[1:])


def written(header: object, columns: list[list[int]] | None = None, body: bytes = b"") -> bytes:
    """Bytes that claim to be a trace; columns give their changes, zigzagged, in their lowest bytes."""
    if columns is not None:
        low = b"".join(bytes(column) for column in columns)
        body = low + bytes(3 * len(low))
    line = header if isinstance(header, bytes) else json.dumps(header).encode()
    return bytes([VERSION]) + zlib.compress(line + b"\n" + body)


HEADER: dict[str, Any] = {"start_ms": 0, "aspect": 1.5, "reasons": [""], "cues": [""], "quanta": {}}
COLUMNS = [[0]] * (5 + 3 * LANDMARK_COUNT)


def with_column(at: int, value: int) -> list[list[int]]:
    return [*COLUMNS[:at], [value], *COLUMNS[at + 1 :]]


def test_what_is_made_by_hand_is_read() -> None:
    assert decode(written(HEADER, COLUMNS)).placements == (PLACEMENTS[0],)


@pytest.mark.parametrize(
    "data",
    [
        written(b"no json", COLUMNS),
        written(b"\xff\xfe", COLUMNS),
        written(b"[" * 100_000, COLUMNS),
        written([1, 2], COLUMNS),
        written("words", COLUMNS),
        written({}, COLUMNS),
        written(HEADER | {"start_ms": None}, COLUMNS),
        written(HEADER | {"start_ms": float("inf")}, COLUMNS),
        written(HEADER | {"start_ms": 10**30}, COLUMNS),
        written(HEADER | {"aspect": float("nan")}, COLUMNS),
        written(HEADER | {"aspect": "wide"}, COLUMNS),
        written(HEADER | {"quanta": [1]}, COLUMNS),
        written(HEADER | {"quanta": {"knee_flexion.left": float("inf")}}, [*COLUMNS, [0], [0]]),
        written(HEADER | {"quanta": {"knee_flexion.left": 0.1}}, COLUMNS),
        written(HEADER | {"reasons": 7}, COLUMNS),
        written(HEADER | {"reasons": []}, COLUMNS),
        written(HEADER, COLUMNS[1:]),
        written(HEADER, body=b"12345"),
        written(HEADER, with_column(1, 2 * len(PLACEMENTS))),
        written(HEADER, with_column(1, 1)),  # −1
        written(HEADER, with_column(2, 1)),
        written(HEADER, with_column(3, 2)),
        written(HEADER, [[0, 1], *[[0, 0]] * (len(COLUMNS) - 1)]),  # time goes back
    ],
)
def test_what_makes_no_sense_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(data)


def test_a_little_that_claims_to_be_much_is_not_unpacked() -> None:
    bomb = bytes([VERSION]) + zlib.compress(bytes(4 * MAX_BYTES))
    assert len(bomb) < MAX_BYTES / 100
    with pytest.raises(ValueError, match="too long"):
        decode(bomb)


def test_parts_are_joined_in_order() -> None:
    first, second = sampled(4, 1, ("knee_flexion.left",)), sampled(3, 2, ("pelvis_lift",))
    later = Trace(
        second.time_s + 100.0, second.placements, second.reasons, second.cues, second.measures, second.points,
        second.visibility, 4 / 3,
    )  # fmt: skip
    whole = joined([first, later])
    assert whole.time_s.tolist() == [*first.time_s, *later.time_s]
    assert whole.placements == first.placements + later.placements
    assert whole.reasons == first.reasons + later.reasons
    assert whole.cues == first.cues + later.cues
    assert np.array_equal(whole.measures["knee_flexion.left"][:4], first.measures["knee_flexion.left"], equal_nan=True)
    assert np.isnan(whole.measures["knee_flexion.left"][4:]).all()
    assert np.isnan(whole.measures["pelvis_lift"][:4]).all()
    assert np.array_equal(whole.points, np.concatenate([first.points, later.points]), equal_nan=True)
    assert whole.visibility.shape == (7, LANDMARK_COUNT)
    assert whole.aspect == 4 / 3
    with pytest.raises(ValueError, match="goes back"):
        joined([later, first])
    with pytest.raises(ValueError, match="nothing"):
        joined([])


def test_parts_that_differ_in_length_are_no_trace() -> None:
    points, visibility = np.zeros((2, LANDMARK_COUNT, 2)), np.zeros((2, LANDMARK_COUNT))
    with pytest.raises(ValueError, match="length"):
        Trace(np.zeros(2), PLACEMENTS[:2], ("",), ("", ""), {}, points, visibility, 1.0)
    with pytest.raises(ValueError, match="length"):
        Trace(np.zeros(2), PLACEMENTS[:2], ("", ""), ("", ""), {}, points[:1], visibility, 1.0)
    with pytest.raises(ValueError, match="length"):
        Trace(np.zeros(2), PLACEMENTS[:2], ("", ""), ("", ""), {"x": np.zeros(1)}, points, visibility, 1.0)
