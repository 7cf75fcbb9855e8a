"""What a hold looked like, moment by moment, small enough to keep: for a replay, and for why the clock stopped.

Written down, a trace is a version byte and a zlib stream: one line of JSON (what the columns mean), then the columns as
whole numbers, each as its change from sample to sample. Neighbouring samples differ little, and little packs well.
"""

from __future__ import annotations

import json
import math
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from posecheck.checks import Placement
from posecheck.landmarks import LANDMARK_COUNT, FloatArray
from posecheck.measures import MEASURES

VERSION = 1
# As they are numbered in what was written: append only.
PLACEMENTS = (
    Placement.IN_PLACE, Placement.OUT_OF_PLACE, Placement.CANNOT_TELL, Placement.UNSEEN, Placement.TIMED,
)  # fmt: skip
QUANTA = {"deg": 0.1, "ratio": 0.01}
POINT_QUANTUM = 1 / 500  # of the height, so at most 1/1000 off: half a pixel in a picture 500 pixels high
VISIBILITY_QUANTUM = 1 / 4
MAX_BYTES = 8_000_000  # unpacked: two hours at ten samples a second; what claims to be more is damaged
MAX_NUMBER = 2**29  # quanta; what lies beyond is cut off, and so is infinity

IntColumns = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """Some samples of one hold, n of them, in order.

    Attributes:
        time_s: (n,) frame time as in the hold's record, never going back. What is said of a sample holds until the
            next one; of two at the same time the later counts.
        placements: what the hold clock was told.
        reasons: why it was not in place, as a person reads it; empty where it was.
        cues: what was shown; empty where nothing was.
        measures: by name with side, (n,) in the measure's unit; NaN where it was not trusted.
        points: (n, 33, 2) landmarks as drawn, in shares of the picture's height, x right, y down; NaN where nobody was
            found.
        visibility: (n, 33) 0 to 1; 0 where nobody was found.
        aspect: the picture's width over its height.

    Raises:
        ValueError: lengths do not agree, or time goes back.
    """

    time_s: FloatArray
    placements: tuple[Placement, ...]
    reasons: tuple[str, ...]
    cues: tuple[str, ...]
    measures: Mapping[str, FloatArray]
    points: FloatArray
    visibility: FloatArray
    aspect: float

    def __post_init__(self) -> None:
        n = len(self.time_s)
        lengths = {len(self.placements), len(self.reasons), len(self.cues), *map(len, self.measures.values())}
        shapes = (self.points.shape, self.visibility.shape)
        if lengths != {n} or shapes != ((n, LANDMARK_COUNT, 2), (n, LANDMARK_COUNT)):
            raise ValueError("the parts of a trace differ in length")
        if (np.diff(self.time_s) < 0.0).any():
            raise ValueError("time goes back in a trace")


def encode(trace: Trace) -> bytes:
    """A trace as it is kept.

    Args:
        trace: any.

    Returns:
        Some 2 kB for ten seconds at ten samples a second. Times are kept to 1 ms, angles to 0.1°, ratios to 0.01,
        points to 1/500 of the height, visibility in five levels.
    """
    times_ms = _quantised(trace.time_s, 0.001)
    start_ms = int(times_ms[0]) if len(times_ms) else 0
    reasons, cues = (list(dict.fromkeys(words)) for words in (trace.reasons, trace.cues))
    quanta = {key: _quantum(key) for key in trace.measures}
    header = {"start_ms": start_ms, "aspect": trace.aspect, "reasons": reasons, "cues": cues, "quanta": quanta}
    points = trace.points.reshape(-1, 2 * LANDMARK_COUNT)
    found = np.count_nonzero(np.isnan(points), axis=1, keepdims=True) == 0
    values = np.array(list(trace.measures.values())).reshape(len(quanta), len(times_ms)).T
    known = ~np.isnan(values)
    words = [
        (PLACEMENTS.index(placement), reasons.index(reason), cues.index(cue))
        for placement, reason, cue in zip(trace.placements, trace.reasons, trace.cues, strict=True)
    ]
    columns = [
        (times_ms - start_ms)[:, None],
        np.array(words, dtype=np.int64).reshape(-1, 3),
        found,
        known,
        _quantised(_filled(values, known), np.array(list(quanta.values()))),
        _quantised(_filled(points, found), POINT_QUANTUM),
        _quantised(trace.visibility, VISIBILITY_QUANTUM),
    ]
    line = json.dumps(header, separators=(",", ":")).encode()
    return struct.pack("B", VERSION) + zlib.compress(line + b"\n" + _packed(np.hstack(columns)))


def decode(data: bytes) -> Trace:
    """What `encode` gave, back.

    Args:
        data: as it was kept.

    Returns:
        The trace, to the quanta it was kept in.

    Raises:
        ValueError: it is damaged, or of a version this program does not know.
    """
    if not data or data[0] != VERSION:
        raise ValueError("not a trace, or one of a later version")
    try:
        line, _, body = _unzipped(data[1:]).partition(b"\n")
        return _read(json.loads(line), body)
    except (zlib.error, KeyError, IndexError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError("a damaged trace") from error


def joined(parts: Sequence[Trace]) -> Trace:
    """The parts of one hold as one trace.

    Args:
        parts: one or more, in order.

    Returns:
        All their samples; a measure that one part does not know is NaN there.

    Raises:
        ValueError: there are none, or they are out of order.
    """
    if not parts:
        raise ValueError("nothing to join")
    keys = dict.fromkeys(key for part in parts for key in part.measures)

    def measured(part: Trace, key: str) -> FloatArray:
        values = part.measures.get(key)
        return np.full(len(part.time_s), np.nan) if values is None else values

    return Trace(
        np.concatenate([part.time_s for part in parts]),
        tuple(placement for part in parts for placement in part.placements),
        tuple(reason for part in parts for reason in part.reasons),
        tuple(cue for part in parts for cue in part.cues),
        {key: np.concatenate([measured(part, key) for part in parts]) for key in keys},
        np.concatenate([part.points for part in parts]),
        np.concatenate([part.visibility for part in parts]),
        parts[-1].aspect,
    )


def _quantum(key: str) -> float:
    measure = MEASURES.get(key.partition(".")[0])
    return QUANTA[measure.unit] if measure is not None else min(QUANTA.values())


def _quantised(values: FloatArray, quanta: FloatArray | float) -> IntColumns:
    return np.nan_to_num(np.rint(values / quanta)).clip(-MAX_NUMBER, MAX_NUMBER).astype(np.int64)


def _filled(values: FloatArray, known: npt.NDArray[np.bool_]) -> FloatArray:
    """What is not known gives way to the last sample that is, so that it costs no change."""
    latest = np.maximum.accumulate(np.where(known, np.arange(len(values))[:, None], 0))
    return np.take_along_axis(values, np.broadcast_to(latest, values.shape), axis=0)


def _packed(columns: IntColumns) -> bytes:
    """Changes, small ones near zero whatever their sign, their low bytes first: (n, columns) to bytes."""
    change = np.diff(columns, axis=0, prepend=0)
    unsigned = ((change << 1) ^ (change >> 63)).astype("<u4")
    packed: bytes = np.ascontiguousarray(unsigned.T).view(np.uint8).reshape(-1, 4).T.tobytes()
    return packed


def _unpacked(body: bytes, columns: int) -> IntColumns:
    raw = np.frombuffer(body, dtype=np.uint8).reshape(4, columns, -1)
    unsigned = np.ascontiguousarray(raw.transpose(2, 1, 0)).view("<u4")[:, :, 0].astype(np.int64)
    return np.cumsum((unsigned >> 1) ^ -(unsigned & 1), axis=0)


def _unzipped(data: bytes) -> bytes:
    stream = zlib.decompressobj()
    payload: bytes = stream.decompress(data, MAX_BYTES)
    if not stream.eof or stream.unused_data:
        raise ValueError("a trace that was cut off, or is too long")
    return payload


def _read(header: Any, body: bytes) -> Trace:
    start_ms, aspect = int(header["start_ms"]), float(header["aspect"])
    quanta = {str(key): float(quantum) for key, quantum in header["quanta"].items()}
    reasons, cues = ([str(words) for words in header[key]] for key in ("reasons", "cues"))
    if abs(start_ms) > MAX_NUMBER or not all(map(math.isfinite, (aspect, *quanta.values()))):
        raise ValueError("a damaged trace")
    m, p = len(quanta), LANDMARK_COUNT
    numbers = _unpacked(body, 5 + 2 * m + 3 * p)
    time_ms, placement, reason, cue, found, *known = numbers[:, : 5 + m].T
    if min((column.min() for column in (placement, reason, cue) if len(column)), default=0) < 0:
        raise ValueError("a damaged trace")
    values = numbers[:, 5 + m : 5 + 2 * m].T
    points = numbers[:, 5 + 2 * m : 5 + 2 * m + 2 * p] * POINT_QUANTUM
    there = found.astype(np.bool_)[:, None]
    return Trace(
        (time_ms + start_ms) / 1000,
        tuple(PLACEMENTS[i] for i in placement),
        tuple(reasons[i] for i in reason),
        tuple(cues[i] for i in cue),
        {
            key: np.where(is_known, number * quantum, np.nan)
            for (key, quantum), is_known, number in zip(quanta.items(), known, values, strict=True)
        },
        np.where(there, points, np.nan).reshape(-1, p, 2),
        np.where(there, numbers[:, -p:] * VISIBILITY_QUANTUM, 0.0),
        aspect,
    )
