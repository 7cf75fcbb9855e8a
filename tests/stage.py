"""One stretch practised live on a body that stays as it is: no camera, no model."""

from __future__ import annotations

import math

import numpy as np

from posecheck.catalog import Catalog
from posecheck.landmarks import ByteArray, LandmarkFrame, PoseSource
from posecheck.programme import Programme
from posecheck.record import HoldRecord
from posecheck.routine import Turn
from posecheck.turn_practice import Wishes
from posecheck.ui.live import LivePractice
from tests.bodies import Script

PICTURE: ByteArray = np.full((480, 640, 3), 90, dtype=np.uint8)


def alone(catalog: Catalog, stretch_id: str = "bridge") -> Programme:
    return Programme([Turn(catalog.get(stretch_id), None, math.inf)], ready_s=0.0)


class Stage:
    def __init__(self, catalog: Catalog, body: LandmarkFrame | None) -> None:
        self.source = Script(body)
        self.saved: list[HoldRecord] = []
        self.live = LivePractice(alone(catalog), self._make, self.saved.append, Wishes(target_s=30.0))
        self.made = 0

    def _make(self) -> PoseSource:
        self.made += 1
        return self.source

    def play(self, seconds: float, start_s: float = 0.0) -> ByteArray:
        for number in range(round(seconds * 10)):
            drawn = self.live.frame(PICTURE, start_s + number / 10)()
        return drawn
