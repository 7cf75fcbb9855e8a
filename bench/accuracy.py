"""How right PoseCheck is on pictures whose truth is known, beside one bare MediaPipe call on the same pictures.

``python bench/accuracy.py [FOLDER] [--views side,table] [--stretches a,b]``. FOLDER holds truth.json and images (see
bench/truth.py). Said are values PoseCheck trusts; bare MediaPipe says a value wherever it finds a body. Judged are
verdicts other than "cannot tell"; falsely in place counts among the pictures that are out of place, the fault named
among those that were judged so. The last line is for the views "side" and "table" together.
"""

from __future__ import annotations

import argparse
import math
import sys
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.truth import ANGLES, Compared, Row, compare, load_truths
from posecheck.catalog import load_catalog
from posecheck.errors import PoseCheckError
from posecheck.landmarks import ByteArray, LandmarkFrame
from posecheck.measures import MEASURES
from posecheck.pose.landmarker import Landmarker
from posecheck.pose.provide import provide
from posecheck.pose.source import pose_source

BESIDE = Path(__file__).parents[2] / "shared" / "truth" / "dev"
WRONG_DEG = 15.0
TOGETHER = "side + table"
WIDTH = 142  # the tables' own: a pipe's 80 columns would squeeze them
EXPECTED_EDGES = {"deg": (0.0, 5.0, 8.0, 12.0, 20.0, math.inf), "ratio": (0.0, 0.1, 0.2, 0.4, math.inf)}
DISTANCE_EDGES = (-math.inf, -10.0, 0.0, 10.0, 20.0, 40.0, math.inf)


def pct(part: int, whole: int) -> float:
    """A share in per cent; NaN of nothing."""
    return 100.0 * part / whole if whole else math.nan


def mean(values: Sequence[float]) -> float:
    """The mean; NaN of nothing."""
    return math.fsum(values) / len(values) if values else math.nan


def spread(errors: Iterable[float]) -> tuple[float, float, float]:
    """Mean and 90th percentile of the absolute errors, and the share of them beyond `WRONG_DEG`, in per cent."""
    ordered = sorted(abs(e) for e in errors)
    p90 = ordered[int(0.9 * len(ordered))] if ordered else math.nan
    return mean(ordered), p90, pct(sum(e > WRONG_DEG for e in ordered), len(ordered))


def angle_scores(rows: Sequence[Row]) -> dict[str, float]:
    """Hip and knee angles: said by PoseCheck, and read off MediaPipe's landmarks in space and in the picture."""
    values = [v for row in rows for v in row.values if v.measure in ANGLES]
    said = [v.error(v.said) for v in values if v.trusted and v.said is not None]
    scores = {"said_pct": pct(len(said), len(values))}
    for prefix, errors in (
        ("", said),
        ("all_", [v.error(v.said) for v in values if v.said is not None]),  # as raw MediaPipe would: trusted or not
        ("world_", [v.error(v.world) for v in values if v.world is not None]),
        ("image_", [v.error(v.image) for v in values if v.image is not None]),
    ):
        scores |= dict(zip((f"{prefix}mae_deg", f"{prefix}p90_deg", f"{prefix}wrong_pct"), spread(errors), strict=True))
    return scores


def verdict_scores(rows: Sequence[Row]) -> dict[str, float]:
    """How many pictures were judged, and how rightly."""
    judged = [r for r in rows if r.placement in ("in_place", "out_of_place")]
    out = [r for r in rows if r.expected == "out_of_place"]
    found = [r for r in out if r.placement == "out_of_place"]
    return {
        "judged_pct": pct(len(judged), len(rows)),
        "right_pct": pct(sum(r.placement == r.expected for r in judged), len(judged)),
        "false_pct": pct(sum(r.placement == "in_place" for r in out), len(out)),
        "named_pct": pct(sum(r.fault == r.true_fault for r in found), len(found)),
    }


def groups(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """The rows by stretch, by view, side and table together, and all."""
    named = {name: [r for r in rows if r.stretch == name] for name in sorted({r.stretch for r in rows})}
    named |= {f"view: {view}": [r for r in rows if r.view == view] for view in sorted({r.view for r in rows})}
    return named | {TOGETHER: [r for r in rows if r.view in ("side", "table")], "all": list(rows)}


def number(value: float, digits: int = 1) -> str:
    """A number for a table; a dash for NaN."""
    return "–" if math.isnan(value) else f"{value:.{digits}f}"


def sheet(title: str, first: str, *columns: str) -> Table:
    """An empty table: names to the left, numbers to the right."""
    table = Table(first, title=title)
    for column in columns:
        table.add_column(column, justify="right")
    return table


def angle_table(named: Mapping[str, Sequence[Row]]) -> Table:
    """Hip and knee angles, PoseCheck beside bare MediaPipe."""
    heads = [f"{who}\n{what}" for who in ("ours", "ours, all", "world", "image") for what in ("MAE", "p90", ">15 %")]
    table = sheet(
        "Hip and knee angles, degrees: ours where trusted and everywhere, raw MediaPipe in space and in the picture",
        "pictures",
        "ours\nsaid %",
        *heads,
    )
    for name, rows in named.items():
        table.add_row(name, *map(number, angle_scores(rows).values()))
    return table


def verdict_table(named: Mapping[str, Sequence[Row]]) -> Table:
    """Verdicts and faults."""
    heads = ("n", "judged %", "right of judged %", "falsely in place %", "fault named %")
    table = sheet("Verdicts", "pictures", *heads)
    for name, rows in named.items():
        table.add_row(name, str(len(rows)), *map(number, verdict_scores(rows).values()))
    return table


def binned(values: Iterable[tuple[float, Compared]], edges: Sequence[float]) -> list[tuple[str, list[Compared]]]:
    """Values in the bins that have any, each from its lower edge on, with the bin's name."""
    bins: dict[int, list[Compared]] = defaultdict(list)
    for place, value in values:
        bins[bisect(edges, place, hi=len(edges) - 1) - 1].append(value)
    names = [f"{low:g} to {high:g}" for low, high in pairwise(edges)]
    return [(names[i], bins[i]) for i in sorted(bins)]


def reliability_table(rows: Sequence[Row]) -> Table | None:
    """Expected against actual errors; None where no reading expects one."""
    heads = [f"{who}\n{what}" for who in ("trusted", "doubted") for what in ("n", "expected", "actual", ">15° %")]
    table = sheet("Expected and actual mean absolute error, degrees or ratio", "measure", "expected", *heads)
    values: dict[str, list[tuple[float, Compared]]] = defaultdict(list)
    for value in (v for row in rows for v in row.values):
        if value.expected_error is not None:
            values[value.measure].append((value.expected_error, value))
    for measure, pairs in values.items():
        unit = MEASURES[measure].unit
        for name, members in binned(pairs, EXPECTED_EDGES[unit]):
            table.add_row(measure, name, *_reliability(members, True, unit), *_reliability(members, False, unit))
        table.add_section()
    return table if values else None


def _reliability(values: Sequence[Compared], trusted: bool, unit: str) -> list[str]:
    chosen = [v for v in values if v.trusted is trusted]
    expected = mean([v.expected_error for v in chosen if v.expected_error is not None])
    actual, _, wrong = spread(v.error(v.said) for v in chosen if v.said is not None)
    digits = 1 if unit == "deg" else 2
    return [str(len(chosen)), number(expected, digits), number(actual, digits), number(wrong) if unit == "deg" else ""]


def beyond(value: Compared) -> tuple[float, float]:
    """How far the truth is outside the target's nearest bound (negative inside), and which way the target lies.

    Returns:
        Distance in the measure's unit; +1 where the target is above, −1 where it is below. NaN and 0 without a target.
    """
    low, high = value.target or (None, None)
    below = [(low - value.true, 1.0)] if low is not None else []
    above = [(value.true - high, -1.0)] if high is not None else []
    return max([*below, *above], default=(math.nan, 0.0))


def pull_table(rows: Sequence[Row]) -> Table:
    """Signed errors of checked hip and knee angles, ours and raw world: a prior that draws to the target shows here."""
    heads = [f"{who}\n{what}" for who in ("trusted", "doubted") for what in ("n", "MAE", "towards", "world")]
    table = sheet("Hip and knee errors towards the target (+), degrees", "truth outside target by", *heads)
    values = [v for row in rows for v in row.values if v.measure in ANGLES and v.target and v.said is not None]
    for name, members in binned(((beyond(v)[0], v) for v in values), DISTANCE_EDGES):
        table.add_row(name, *_pull(members, True), *_pull(members, False))
    return table


def _pull(values: Sequence[Compared], trusted: bool) -> list[str]:
    chosen = [v for v in values if v.trusted is trusted]
    errors = [v.error(v.said) for v in chosen if v.said is not None]
    towards = [beyond(v)[1] * e for v, e in zip(chosen, errors, strict=True)]
    raw = [beyond(v)[1] * v.error(v.world) for v in chosen if v.world is not None]
    return [str(len(chosen)), number(spread(errors)[0]), number(mean(towards)), number(mean(raw))]


def last_line(rows: Sequence[Row]) -> str:
    """The figures in short."""
    scores = angle_scores(rows) | verdict_scores(rows)
    names = ("mae_deg", "p90_deg", "wrong_pct", "said_pct", "right_pct", "false_pct", "judged_pct")
    return " ".join(f"{name}={scores[name]:.2f}" for name in names)


def measure(folder: Path, views: Sequence[str], stretches: Sequence[str]) -> list[Row]:
    """Judges the pictures of a folder; no views or stretches named means all.

    Raises:
        PoseCheckError: truth, pictures or model cannot be had.
    """
    catalog = load_catalog()
    truths = [
        t
        for t in load_truths(folder)
        if (not views or t["view"] in views) and (not stretches or t["stretch"] in stretches)
    ]
    unknown = sorted({t["stretch"] for t in truths} - catalog.stretches.keys())
    if unknown:
        print(f"Left out, not in the catalogue: {', '.join(unknown)}.", file=sys.stderr)
    known = [t for t in truths if t["stretch"] not in unknown]
    with pose_source(video=False) as source, closing(Landmarker(provide(), video=False)) as landmarker:

        def bare(picture: ByteArray) -> LandmarkFrame | None:
            return next((found.body for found in landmarker.find(picture, 0.0)), None)

        rows = compare(folder, known, catalog, source, bare)
        return list(track(rows, "Checking", len(known), console=Console(stderr=True), transient=True))


def main() -> None:
    """Runs and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=BESIDE, help="default: beside the project")
    parser.add_argument("--views", default="", help="only these, comma-separated")
    parser.add_argument("--stretches", default="", help="only these, comma-separated")
    args = parser.parse_args()
    try:
        views, stretches = ([n for n in names.split(",") if n] for names in (args.views, args.stretches))
        rows = measure(args.folder, views, stretches)
    except PoseCheckError as error:
        sys.exit(str(error))
    if not rows:
        sys.exit(f"{args.folder} holds no pictures of these views and stretches: choose others.")
    named = groups(rows)
    for table in (angle_table(named), verdict_table(named), reliability_table(rows), pull_table(rows)):
        if table is not None:
            Console(width=WIDTH).print(table)
    print(last_line(named[TOGETHER]))


if __name__ == "__main__":
    main()
