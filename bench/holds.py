"""Credited against true seconds on clips whose holds are known to the frame.

``python bench/holds.py [FOLDER]``. FOLDER holds NAME.mp4 with NAME.json (``stretch``, ``side`` L, R or both, and
``shown_frames`` with the ``strict`` and ``tol10`` intervals in place); without one, the fixture's clip is measured.
Credit between strict and tol10 is right; the error is the distance to that band.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.webcam import CLIP
from posecheck.catalog import load_catalog
from posecheck.landmarks import Side
from posecheck.video.analysis import Plan
from posecheck.video.run import analyse_file

SIDES = {"L": Side.LEFT, "R": Side.RIGHT, "both": None}
FIXTURE = {
    "stretch": "bridge",
    "side": "both",
    "shown_frames": {"strict": {"total_s": 19.0667}, "tol10": {"total_s": 20.2667}},
}


@dataclass(frozen=True, slots=True)
class Score:
    """One clip: true seconds (from, to), credited seconds, holds found."""

    name: str
    low_s: float
    high_s: float
    credited_s: float
    holds: int

    @property
    def error_s(self) -> float:
        """The distance to the true band."""
        return max(self.low_s - self.credited_s, self.credited_s - self.high_s, 0.0)


def score(clip: Path, truth: dict[str, Any]) -> Score:
    """Analyses one clip."""
    black = truth.get("black_s")
    allowance_s = black[1] - black[0] if black else 0.0
    shown = truth["shown_frames"]
    plan = Plan(load_catalog().get(truth["stretch"]), SIDES[truth["side"]])
    holds = analyse_file(clip, plan).holds
    low_s, high_s = shown["strict"]["total_s"] - allowance_s, shown["tol10"]["total_s"]
    return Score(clip.name, low_s, high_s, sum(h.held_s for h in holds), len(holds))


def main() -> None:
    """Runs and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    args = parser.parse_args()
    if args.folder is None:
        scores = [score(CLIP, FIXTURE)]
    else:
        files = sorted(args.folder.glob("*.json"))
        scores = [score(f.with_suffix(".mp4"), json.loads(f.read_text(encoding="utf-8"))) for f in files]
    if not scores:
        sys.exit(f"{args.folder} holds no clips with a truth file.")
    table = Table("clip", "true s", "credited s", "error s", "holds", title="Credited seconds")
    for s in scores:
        table.add_row(s.name, f"{s.low_s:.2f}–{s.high_s:.2f}", f"{s.credited_s:.2f}", f"{s.error_s:.2f}", str(s.holds))
    Console().print(table)
    print(f"worst_error_s={max(s.error_s for s in scores):.3f}")


if __name__ == "__main__":
    main()
