"""A hold and its trace, as a practice would have left them: a bridge with all that can stop a clock."""

from __future__ import annotations

from datetime import datetime, timezone

import numpy as np

from posecheck.checks import Placement
from posecheck.landmarks import LANDMARK_COUNT, FloatArray, Landmark
from posecheck.record import HoldRecord, Pause
from posecheck.trace import Trace
from tests.bodies import BRIDGE, LYING, SIZE_PX, seen

START_S = 3.0
HELD = (Placement.IN_PLACE, "", "Good. Holding.")
HIPS = "Press feet – rise."
# From when, in seconds from the hold's start: what the clock was told, why, and what was shown.
COURSE = (
    (0.0, *HELD),
    (8.0, Placement.OUT_OF_PLACE, HIPS, HIPS),
    (9.2, *HELD),
    (42.0, Placement.CANNOT_TELL, "left knee hidden", "I can't see your left knee"),
    (45.0, *HELD),
    (60.0, Placement.UNSEEN, "nobody in view", "I can't see you"),
    (62.0, Placement.TIMED, "left knee hidden", "I can't see this one well – counting the time."),
    (80.0, *HELD),
    (88.0, Placement.OUT_OF_PLACE, HIPS, HIPS),
)
END_S = 88.0
LAST_S = 89.5
HIDDEN = (Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE, Landmark.LEFT_HEEL, Landmark.LEFT_FOOT_INDEX)
PAUSES = ((8.0, 9.2, HIPS), (42.0, 45.0, "left knee hidden"), (60.0, 62.0, "nobody in view"))


def bridge_record(hold_id: str = "bridge-1", session_id: str = "s") -> HoldRecord:
    """The hold's record."""
    return HoldRecord(
        id=hold_id, session_id=session_id, stretch_id="bridge", side="both", started_at=datetime.now(timezone.utc),
        start_s=START_S, end_s=START_S + END_S, held_s=END_S - 6.2, target_s=60.0,
        in_place_s=62.3, timed_s=18.0, out_of_place_s=1.2, cannot_tell_s=3.0, unseen_s=2.0,
        pauses=tuple(Pause(START_S + a, START_S + b, why) for a, b, why in PAUSES), finished=True,
    )  # fmt: skip


def bridge_trace(start_s: float = 0.0, end_s: float = LAST_S, every_s: float = 0.1) -> Trace:
    """The hold's trace, or a part of it; seconds from the hold's start."""
    times_s = np.round(np.arange(start_s, end_s + every_s / 2, every_s), 3)
    told = [[step for step in COURSE if step[0] <= time_s][-1] for time_s in times_s]
    points = np.stack([_points(time_s, placement) for time_s, (_, placement, _, _) in zip(times_s, told, strict=True)])
    there = ~np.isnan(points[:, :1, 0])
    visibility = np.where(there, np.ones((1, LANDMARK_COUNT)), 0.0)
    hidden = np.array([reason == "left knee hidden" for _, _, reason, _ in told])
    for mark in HIDDEN:
        visibility[hidden, mark] = 0.1
    knee = np.where(hidden | ~there[:, 0], np.nan, 108.0 + 3 * np.sin(times_s))
    return Trace(
        START_S + times_s, tuple(t[1] for t in told), tuple(t[2] for t in told), tuple(t[3] for t in told),
        {
            "knee_flexion.left": knee,
            "knee_flexion.right": np.where(there[:, 0], 110.0 + 2 * np.cos(times_s), np.nan),
            "pelvis_lift": np.where(there[:, 0], 0.45, np.nan),
        },
        points, visibility, SIZE_PX[0] / SIZE_PX[1],
    )  # fmt: skip


def _points(time_s: float, placement: Placement) -> FloatArray:
    if placement is Placement.UNSEEN:
        return np.full((LANDMARK_COUNT, 2), np.nan)
    figure = LYING if placement is Placement.OUT_OF_PLACE else BRIDGE
    return seen(figure, 80.0 + 4 * np.sin(time_s)).image_px / SIZE_PX[1]
