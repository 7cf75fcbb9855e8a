"""Which stretch is held, told from pictures whose stretch is known: rightly, wrongly, or not at all.

``python bench/recognise.py [FOLDER] [--views side,table]``. FOLDER holds truth.json and images (see bench/truth.py).
Each picture counts as a hold in which nothing moves. Right means the stretch and, where the truth names one, the side;
"right of named" leaves out what was unknown.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.truth import SIDES, load_truths
from posecheck.catalog import load_catalog
from posecheck.cli.check import read_picture
from posecheck.course import Held, Sample
from posecheck.errors import PoseCheckError
from posecheck.eyes import Seen
from posecheck.landmarks import PoseSource
from posecheck.pose.lifter import load_lifter
from posecheck.pose.source import pose_source
from posecheck.recognise import Recogniser
from posecheck.who import ANY_POSTURE, Practitioner

BESIDE = Path(__file__).parents[2] / "shared" / "truth" / "dev"
RIGHT, WRONG, UNKNOWN = "right", "wrong", "unknown"


@dataclass(frozen=True, slots=True)
class Row:
    """One picture: what it shows, and what was recognised in it (None = unknown)."""

    stretch: str
    view: str
    expected: str
    named: Held | None
    answer: str


def named(sample: Sample) -> Held | None:
    """What a hold in which every frame says this is recognised as; no movement, for nothing moves in it."""
    best = max(sample.evidence, key=sample.evidence.__getitem__, default=None)
    if best in sample.ways:
        return None
    return best if best is not None and sample.evidence[best] > 0.0 else None


def row(truth: Mapping[str, Any], held: Held | None) -> Row:
    """One picture's row."""
    side = SIDES[truth["side"]]
    right = held is not None and held[0] == truth["stretch"] and side in (None, held[1])
    answer = UNKNOWN if held is None else RIGHT if right else WRONG
    return Row(truth["stretch"], truth["view"], truth["expected"], held, answer)


def looked_at(folder: Path, truths: Sequence[dict[str, Any]], source: PoseSource) -> Iterator[Row]:
    """Looks at the pictures one by one.

    Raises:
        MediaError: a picture is missing or broken.
    """
    recogniser = Recogniser(list(load_catalog().stretches.values()), load_lifter())
    for truth in truths:
        picture = read_picture(folder / "images" / truth["image"])
        body = Practitioner(ANY_POSTURE).choose(source.detect(picture, 0.0))
        yield row(truth, named(recogniser.sample(Seen(0.0, people=body is not None, body=body))))


def share(rows: Sequence[Row], answer: str, among: Sequence[str] = (RIGHT, WRONG, UNKNOWN)) -> float:
    """How many of the rows with one of these answers have this one, in per cent; NaN of none."""
    some = [r for r in rows if r.answer in among]
    return 100.0 * sum(r.answer == answer for r in some) / len(some) if some else float("nan")


def table(rows: Sequence[Row]) -> Table:
    """By stretch, by view, by what is expected, and all."""
    groups = {name: [r for r in rows if r.stretch == name] for name in sorted({r.stretch for r in rows})}
    groups |= {f"view: {view}": [r for r in rows if r.view == view] for view in sorted({r.view for r in rows})}
    groups |= {e.replace("_", " "): [r for r in rows if r.expected == e] for e in sorted({r.expected for r in rows})}
    sheet = Table("pictures", title="Recognised")
    for head in ("n", "right %", "wrong %", "unknown %", "right of named %"):
        sheet.add_column(head, justify="right")
    sheet.add_column("taken for")
    for name, own in (groups | {"all": list(rows)}).items():
        shares = [share(own, answer) for answer in (RIGHT, WRONG, UNKNOWN)] + [share(own, RIGHT, (RIGHT, WRONG))]
        taken = Counter(r.named[0] for r in own if r.named is not None and r.answer == WRONG)
        words = ", ".join(f"{count} {other}" for other, count in taken.most_common(3))
        sheet.add_row(name, str(len(own)), *(f"{value:.1f}" for value in shares), words)
    return sheet


def main() -> None:
    """Runs and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=BESIDE, help="default: beside the project")
    parser.add_argument("--views", default="", help="only these, comma-separated")
    args = parser.parse_args()
    try:
        truths = [t for t in load_truths(args.folder) if not args.views or t["view"] in args.views.split(",")]
        with pose_source(video=False) as source:
            found = looked_at(args.folder, truths, source)
            rows = list(track(found, "Looking", len(truths), console=Console(stderr=True), transient=True))
    except PoseCheckError as error:
        sys.exit(str(error))
    if not rows:
        sys.exit(f"{args.folder} holds no pictures of these views: choose others.")
    Console(width=110).print(table(rows))
    print(" ".join(f"{answer}_pct={share(rows, answer):.2f}" for answer in (RIGHT, WRONG, UNKNOWN)))


if __name__ == "__main__":
    main()
