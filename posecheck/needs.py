"""The needs PoseCheck serves, by the ids that stretches and routines name them with."""

from __future__ import annotations

from collections.abc import Mapping

NEEDS: Mapping[str, str] = {
    "A1": "Hip opening by yoga",
    "A2": "Pressure with a ball",
    "A3": "Tremor practice",
    "A4": "Desk slump",
    "B1": "Pressing a spot",
    "B2": "Foam roller",
    "B3": "Runner's stretch",
    "B4": "Breathing and meditation",
    "B5": "Stretching and self-care",
    "B6": "Asking a professional",
}
