"""Why the clock stopped: a hold as a stick figure beside its timeline, played or scrubbed. All of it in the browser."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import streamlit as st

from posecheck import timeline
from posecheck.checks import Placement
from posecheck.landmarks import FloatArray, Landmark, Side, joint
from posecheck.measures import MEASURES
from posecheck.record import VIDEO, HoldRecord
from posecheck.store import History
from posecheck.timeline import Stop
from posecheck.trace import Trace, decode, joined
from posecheck.trust import MIN_VISIBILITY
from posecheck.wording import length, title

MOST_SAMPLES = 3000
POINTS_PER_HEIGHT = 1000  # how finely points are sent
NOBODY = -(2**15)
# Of the picture so much is shown as the body ever took, in shares of its height:
MARGIN, SMALLEST = 0.08, 0.5
NARROWEST, WIDEST = 0.75, 2.0  # width over height of what is shown
NO_TRACE = "No replay was kept of this hold, only its pauses."
NO_TRACE_OF_VIDEO = "This hold was read from a video; no replay was kept of it, only its pauses."
NO_PICTURES = "No pictures were ever stored: the figure is drawn from 33 points."
# What a time is called, by its kind: a placement, or what is known without a trace.
KINDS = {
    Placement.IN_PLACE.value: "In place",
    Placement.OUT_OF_PLACE.value: "Out of place",
    Placement.CANNOT_TELL.value: "Can't tell",
    Placement.UNSEEN.value: "Not seen",
    Placement.TIMED.value: "Timed, not seen",
    "lost": "Not kept",
    "counted": "Counted",
    "stopped": "Clock stopped",
}
# MediaPipe's connections (Pose Landmarker): of each side, across, and of the face.
LIMBS = (
    ("shoulder", "elbow"), ("elbow", "wrist"), ("wrist", "pinky"), ("wrist", "index"), ("wrist", "thumb"),
    ("pinky", "index"), ("shoulder", "hip"), ("hip", "knee"), ("knee", "ankle"), ("ankle", "heel"),
    ("heel", "foot_index"), ("ankle", "foot_index"),
)  # fmt: skip
FACE = (("eye_inner", "eye"), ("eye", "eye_outer"), ("eye_outer", "ear"))
BONES = (
    *((joint(a, side), joint(b, side)) for side in Side for a, b in LIMBS),
    *((Landmark[f"{side.name}_{a.upper()}"], Landmark[f"{side.name}_{b.upper()}"]) for side in Side for a, b in FACE),
    *((Landmark.NOSE, joint("eye_inner", side)) for side in Side),
    (Landmark.MOUTH_LEFT, Landmark.MOUTH_RIGHT),
    (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER),
    (Landmark.LEFT_HIP, Landmark.RIGHT_HIP),
)
HTML = """
<section aria-label="Replay">
  <div class="scene">
    <div class="stage">
      <svg role="img" aria-label="Your body as a stick figure, at the moment shown"></svg>
      <p class="nobody"></p>
    </div>
    <div class="facts">
      <p class="time"></p>
      <p class="state"><i></i><span></span></p>
      <dl></dl>
    </div>
  </div>
  <div class="timeline">
    <div class="marks" aria-hidden="true"></div>
    <div class="bar" aria-hidden="true"></div>
    <input type="range" min="0" step="0.001" value="0" aria-label="Moment of the hold">
  </div>
  <div class="controls">
    <button type="button" class="play">Play</button>
    <div role="group" aria-label="Speed">
      <button type="button" value="0.5">½×</button><button type="button" value="1">1×</button
      ><button type="button" value="2">2×</button>
    </div>
    <ul class="key" aria-label="What the timeline shows"></ul>
  </div>
  <h4></h4>
  <ol class="stops"></ol>
</section>
"""
_beside = Path(__file__)
_replay = st.components.v2.component(
    "replay",
    html=HTML,
    css=_beside.with_suffix(".css").read_text(encoding="utf-8"),
    js=_beside.with_suffix(".js").read_text(encoding="utf-8"),
)


def replay(history: History, record: HoldRecord) -> None:
    """Draws the replay of one hold; without a trace, its pauses alone.

    Args:
        history: where its trace is kept.
        record: the hold.

    Raises:
        StoreError: the history cannot be read.
    """
    trace = kept_trace(history, record)
    if trace is None:
        st.markdown(NO_TRACE_OF_VIDEO if record.origin == VIDEO else NO_TRACE)
    _replay(data=shown(record, trace), key=f"replay-{record.id}")
    if trace is not None:
        st.caption(NO_PICTURES)


def kept_trace(history: History, record: HoldRecord) -> Trace | None:
    """The trace of a hold as far as it can be read; None where nothing can.

    Args:
        history: where it is kept.
        record: the hold.
    """
    try:
        trace = joined(list(_readable(history.trace(record.id))))
    except ValueError:  # nothing to join, or not of one piece
        return None
    return trace if len(trace.time_s) else None


def _readable(parts: list[bytes]) -> Iterator[Trace]:
    """The parts that can be read; where one is missing the timeline says that nothing was kept."""
    for data in parts:
        try:
            yield decode(data)
        except ValueError:
            continue


def shown(record: HoldRecord, trace: Trace | None) -> dict[str, Any]:
    """All that the browser needs, small: times in seconds from the hold's start.

    Args:
        record: the hold.
        trace: its trace; None without one.
    """
    length_s, stops = timeline.length_s(record, trace), timeline.stops(record, trace)
    data = {
        "id": record.id,
        "length": _rounded_s(length_s),
        "kinds": KINDS,
        "segments": _segments(record, trace, stops, length_s),
        "stops": [(_rounded_s(stop.start_s), _rounded_s(stop.end_s), _stop_words(stop)) for stop in stops],
    }
    return data if trace is None else data | _figure(record, trace)


def _segments(
    record: HoldRecord, trace: Trace | None, stops: tuple[Stop, ...], length_s: float
) -> list[tuple[float, float, str, str]]:
    """Start, end, kind and reason of each time that differs from the one before."""
    if trace is not None:
        told = [
            (_rounded_s(s.start_s), _rounded_s(s.end_s), "lost" if s.placement is None else s.placement.value, s.reason)
            for s in timeline.segments(record, trace)
        ]
        return told or [(0.0, _rounded_s(length_s), "lost", "")]
    found, counted_s = [], 0.0
    for stop in stops:
        found.append((_rounded_s(counted_s), _rounded_s(stop.start_s), "counted", ""))
        found.append((_rounded_s(stop.start_s), _rounded_s(stop.end_s), "stopped", stop.reason))
        counted_s = stop.end_s
    return [*found, (_rounded_s(counted_s), _rounded_s(length_s), "counted", "")]


def _figure(record: HoldRecord, trace: Trace) -> dict[str, Any]:
    """The samples, thinned out: points as whole numbers, which of them were clear, and the measures."""
    places = timeline.thinned(trace, MOST_SAMPLES)
    cues = timeline.runs(trace.cues)
    times_s = trace.time_s - record.start_s
    points = np.nan_to_num(np.rint(trace.points[places] * POINTS_PER_HEIGHT), nan=NOBODY)
    return {
        "picture": [round(side * POINTS_PER_HEIGHT) for side in (trace.aspect, 1.0)],
        "window": [round(edge * POINTS_PER_HEIGHT) for edge in _window(trace)],
        "bones": [(int(a), int(b)) for a, b in BONES],
        "times": [_rounded_s(time_s) for time_s in times_s[places].tolist()],
        "points": _packed(points.clip(NOBODY, -NOBODY - 1), "<i2"),
        "clear": _packed(trace.visibility[places] >= MIN_VISIBILITY, "u1"),
        "cues": [(_rounded_s(times_s[i]), trace.cues[i]) for i in cues],
        "measures": [_measure(key, values[places]) for key, values in trace.measures.items()],
    }


def _window(trace: Trace) -> tuple[float, float, float, float]:
    """Left, top, width and height of the part of the picture where the body was; a little beyond its edge at most."""
    points = trace.points[~np.isnan(trace.points[:, 0, 0])].reshape(-1, 2)
    if not len(points):
        return 0.0, 0.0, trace.aspect, 1.0
    size = np.array([trace.aspect, 1.0])
    low, high = (np.clip(edge, -MARGIN, size + MARGIN) for edge in (points.min(axis=0), points.max(axis=0)))
    width, height = np.maximum(high - low + 2 * MARGIN, SMALLEST)
    width, height = max(width, NARROWEST * height), max(height, width / WIDEST)
    left, top = (low + high - (width, height)) / 2
    return left, top, width, height


def _measure(key: str, values: FloatArray) -> dict[str, Any]:
    """A measure in words, and its values; null where it was not trusted."""
    name, _, side = key.partition(".")
    known = MEASURES.get(name)
    degrees = known is not None and known.unit == "deg"
    rounded = np.round(values, 0 if degrees else 1).tolist()
    return {
        "name": f"{title(name)}, {side}" if side else title(name),
        "unit": "°" if degrees else "",
        "values": [None if value != value else value for value in rounded],
    }


def _stop_words(stop: Stop) -> str:
    """A stop as one reads it: ``"0:42 – left knee hidden, 3 s"``."""
    minutes, seconds = divmod(int(stop.start_s), 60)
    lasted_s = stop.end_s - stop.start_s
    lasted = "the hold ended" if stop.final else length(lasted_s) if lasted_s >= 1.0 else f"{lasted_s:.1f} s"
    return f"{minutes}:{seconds:02} – {stop.reason.rstrip('.') or 'not in place'}, {lasted}"


def _packed(values: npt.NDArray[Any], form: str) -> str:
    return base64.b64encode(np.ascontiguousarray(values).astype(form).tobytes()).decode("ascii")


def _rounded_s(seconds: float) -> float:
    """To the millisecond: fine enough, and short when written."""
    return round(float(seconds), 3)
