"""What the commands share: options, and where answers go."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from rich.console import Console

from posecheck.catalog import load_catalog
from posecheck.errors import InputError, StretchError
from posecheck.landmarks import Side
from posecheck.stretch import Stretch
from posecheck.video.analysis import Plan

SIDES = ("left", "right", "both", "auto")

out = Console()
err = Console(stderr=True, soft_wrap=True, highlight=False)


AUTO = "auto"


def add_stretch_options(parser: argparse.ArgumentParser, *, auto: bool = False) -> None:
    """Adds ``--stretch``, ``--side`` and ``--json``.

    Args:
        parser: takes them.
        auto: whether the stretch may be recognised.
    """
    what = "what is practised, for example bridge" + (f"; {AUTO}: recognise it, part by part" if auto else "")
    parser.add_argument("--stretch", required=True, metavar=f"ID|{AUTO}" if auto else "ID", help=what)
    parser.add_argument("--side", default="auto", metavar="left|right|both|auto", help="default: auto")
    parser.add_argument("--json", metavar="FILE|-", help="write the answer as JSON to a file, or to standard output")


def chosen_stretch(args: argparse.Namespace) -> tuple[Stretch, Side | None]:
    """The stretch and side asked for.

    Returns:
        The stretch, and the side, or None to recognise it (and in a stretch without sides).

    Raises:
        InputError: there is no such stretch or side, or the stretch is not done on that side.
    """
    catalog = load_catalog()
    broken = [problem for problem in catalog.problems if problem.startswith(f"{args.stretch}.toml:")]
    if broken:
        raise StretchError(f"This stretch file has to be put right first – {'; '.join(broken)}.")
    stretch = catalog.get(args.stretch)
    if args.side not in SIDES:
        raise InputError(f"There is no side {args.side!r}: choose left, right, both or auto.")
    if stretch.sided and args.side == "both":
        raise InputError(f"{stretch.name} is done one side at a time: choose left, right or auto.")
    if not stretch.sided and args.side in ("left", "right"):
        raise InputError(f"{stretch.name} has no sides: choose both or auto.")
    return stretch, Side(args.side) if args.side in ("left", "right") else None


def chosen_plan(args: argparse.Namespace) -> Plan:
    """How to go through a video, of ``--stretch``, ``--side`` and ``--adaptive``.

    Raises:
        InputError: as `chosen_stretch`; or a side was chosen of a stretch that is to be recognised.
    """
    if args.stretch != AUTO:
        return Plan(*chosen_stretch(args), adaptive=args.adaptive)
    if args.side != AUTO:
        raise InputError("Where the stretch is recognised its side is too: leave --side out, or name the stretch.")
    return Plan(None, adaptive=args.adaptive)


def write_json(answer: dict[str, Any], target: str) -> None:
    """Writes an answer as JSON.

    Args:
        answer: what to write.
        target: a file's path, or ``"-"`` for standard output.

    Raises:
        InputError: the file cannot be written.
    """
    if target == "-":
        # Whatever the terminal's or the pipe's encoding is, ASCII is right in it.
        sys.stdout.write(json.dumps(answer, indent=1, allow_nan=False) + "\n")
        return
    text = json.dumps(answer, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    try:
        Path(target).write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{target} cannot be written ({error.strerror}): choose another place for --json.") from error
