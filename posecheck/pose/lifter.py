"""The trained networks, as they lie in the package."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import numpy as np

from posecheck.lift import Lifter


@lru_cache(maxsize=1)
def load_lifter() -> Lifter:
    """The networks that find joint centres; read once."""
    with (files("posecheck") / "lift_weights.npz").open("rb") as file, np.load(file) as weights:
        return Lifter({name: weights[name] for name in weights.files})
