"""``posecheck check``: single pictures against a stretch."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from posecheck.checks import CheckResult, Verdict
from posecheck.cli.common import add_stretch_options, chosen_stretch, err, out, write_json
from posecheck.cues import camera_cue
from posecheck.errors import InputError, MediaError
from posecheck.landmarks import ByteArray, PoseSource, Side, Unknown
from posecheck.measures import MEASURES, Measured, Reading
from posecheck.pipeline import look_at_body, look_at_nobody
from posecheck.pose.lifter import load_lifter
from posecheck.pose.source import pose_source
from posecheck.scene import is_dark
from posecheck.session import side_word
from posecheck.stretch import Stretch
from posecheck.video.answer import rounded
from posecheck.who import Practitioner, expected_posture

SCHEMA = "posecheck.check/1"
SUFFIXES = (".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff")


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    parser = commands.add_parser("check", help="check pictures", description="Checks pictures against a stretch.")
    parser.add_argument("images", nargs="+", type=Path, metavar="IMAGE", help="pictures, or folders of pictures")
    add_stretch_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Runs the command.

    Returns:
        0; 2 where a picture could not be read (the others are answered all the same).

    Raises:
        PoseCheckError: nothing could be done.
    """
    stretch, side = chosen_stretch(args)
    paths = _pictures(args.images)
    problems: list[str] = []
    if len(paths) == 1:
        read_picture(paths[0])  # one bad picture should say so before a model is loaded
    results = []
    with pose_source(video=False) as source:
        for path in track(paths, "Checking", console=err, disable=len(paths) < 5, transient=True):
            try:
                results.append(_result(stretch, path.name, check_picture(stretch, source, read_picture(path), side)))
            except MediaError as error:
                problems.append(str(error))
    for problem in problems:
        err.print(problem, markup=False)
    if args.json:
        write_json({"schema": SCHEMA, "results": results}, args.json)
    else:
        out.print(_table(stretch, results))
    return 2 if problems else 0


def _pictures(given: list[Path]) -> list[Path]:
    paths: list[Path] = []
    for path in given:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.suffix.lower() in SUFFIXES)
            if not inside:
                raise InputError(f"The folder {path} holds no pictures: choose another one.")
            paths += inside
        else:
            paths.append(path)
    return paths


def read_picture(path: Path) -> ByteArray:
    """Reads a picture, turned upright as its EXIF says.

    Returns:
        (height, width, 3), RGB.

    Raises:
        MediaError: there is no such file, or it is no picture.
    """
    if not path.is_file():
        raise MediaError(f"There is no file {path}: check the name.")
    try:
        data = np.fromfile(path, dtype=np.uint8)
        picture = cv2.imdecode(data, cv2.IMREAD_COLOR_RGB) if data.size else None
    except (OSError, cv2.error) as error:
        raise MediaError(f"{path} cannot be read: it may be damaged or of another kind.") from error
    if picture is None:
        raise MediaError(f"{path} is not a picture that can be read: it may be damaged or of another kind.")
    return np.asarray(picture, dtype=np.uint8)


def check_picture(
    stretch: Stretch, source: PoseSource, picture: ByteArray, side: Side | None
) -> tuple[Verdict, Mapping[str, Reading], str | None]:
    """Judges one picture.

    Returns:
        The verdict, the measures, and what to say (None where all is well).
    """
    body = Practitioner(expected_posture(stretch.figure)).choose(source.detect(picture, 0.0))
    readings: Mapping[str, Reading] = {}
    if body is None:
        verdict = look_at_nobody(is_dark(picture), side)
    else:
        looked = look_at_body(stretch, body, load_lifter(), side)
        readings, verdict = looked.readings, looked.verdict
    cue = verdict.fault.cue if verdict.fault else camera_cue(verdict.unknown, stretch) if verdict.unknown else None
    return verdict, readings, cue


def _reading(reading: Reading) -> dict[str, Any]:
    if isinstance(reading, Unknown):
        return {"value": None, "trusted": False, "reason": str(reading)}
    reason = None if reading.doubt is None else str(reading.doubt)
    return {
        "value": rounded(reading.value, 2),
        "trusted": reading.trusted,
        "reason": reason,
        "expected_error": rounded(reading.error, 2),
    }


def _check(result: CheckResult) -> dict[str, Any]:
    return {
        "id": result.check.id,
        "measure": result.check.measure,
        "side": result.side.value if result.side else None,
        "value": rounded(result.reading.value, 2) if isinstance(result.reading, Measured) else None,
        "state": result.state.value,
        "reason": str(result.unknown) if result.unknown else None,
        "blocking": result.check.blocking,
    }


def _result(stretch: Stretch, name: str, answer: tuple[Verdict, Mapping[str, Reading], str | None]) -> dict[str, Any]:
    verdict, readings, cue = answer
    return {
        "image": name,
        "person": bool(readings),
        # Nobody was seen, and no side was asked for: then there is none to name.
        "side": None if stretch.sided and verdict.side is None else side_word(verdict.side),
        # A picture without a body has no place to be in or out of: the contract knows three verdicts.
        "verdict": verdict.placement.value if readings else "cannot_tell",
        "fault": verdict.fault.id if verdict.fault else None,
        "cue": cue,
        "checks": [_check(r) for r in verdict.results],
        "measures": {key: _reading(reading) for key, reading in readings.items()},
    }


def _table(stretch: Stretch, results: list[dict[str, Any]]) -> Table:
    table = Table(title=stretch.name)
    for column in ("picture", "side", "verdict", "say", *(c.id for c in stretch.checks)):
        table.add_column(column, no_wrap=column in ("side", "verdict"), overflow="fold")
    for result in results:
        cells = []
        for check in stretch.checks:
            own = [c for c in result["checks"] if c["id"] == check.id]
            digits = 0 if MEASURES[check.measure].unit == "deg" else 1
            cells.append(" ".join("–" if c["state"] == "unknown" else f"{c['value']:.{digits}f}" for c in own))
        verdict = str(result["verdict"]).replace("_", " ")
        table.add_row(escape(result["image"]), result["side"], verdict, result["cue"] or "", *cells)
    return table
