"""What the commands share: options, the pose source, and where answers go."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console

from posecheck.catalog import load_catalog
from posecheck.errors import InputError, StretchError
from posecheck.landmarks import PoseSource, Side
from posecheck.pose.provide import provide
from posecheck.stretch import Stretch

SIDES = ("left", "right", "both", "auto")

out = Console()
err = Console(stderr=True, soft_wrap=True, highlight=False)


def add_stretch_options(parser: argparse.ArgumentParser) -> None:
    """Adds ``--stretch``, ``--side`` and ``--json``."""
    parser.add_argument("--stretch", required=True, metavar="ID", help="what is practised, for example bridge")
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


@contextmanager
def pose_source(*, video: bool) -> Iterator[PoseSource]:
    """A pose source for this command.

    Raises:
        ModelError: the model cannot be provided or loaded.
    """
    from posecheck.pose.mediapipe_source import MediaPipeSource  # over a second: not for the commands without it

    with MediaPipeSource(provide(), video=video) as source:
        yield source


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


def rounded(value: float, digits: int = 3) -> float:
    """A number without digits that mean nothing."""
    return round(value, digits) + 0.0  # + 0.0 turns −0.0 into 0.0
