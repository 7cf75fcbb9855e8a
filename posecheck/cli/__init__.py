"""The command line: ``python -m posecheck check | analyse | batch | stretches | data | model``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from rich.console import Console

from posecheck import __version__
from posecheck.cli import analyse, batch, check, data, model, stretches
from posecheck.errors import PoseCheckError

BAD_INPUT = 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="posecheck",
        description="Checks hip-opening and supine stretches in pictures and videos. To practise, start the app.",
    )
    parser.add_argument("--version", action="version", version=f"PoseCheck {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    check.register(commands)
    analyse.register(commands)
    batch.register(commands)
    stretches.register(commands)
    data.register(commands)
    model.register(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command.

    Args:
        arguments: the words after the program's name; None for the process's own.

    Returns:
        The exit code: 0, or 2 where what was given could not be used.
    """
    args = _parser().parse_args(arguments)
    try:
        code: int = args.run(args)
    except PoseCheckError as error:
        Console(stderr=True, soft_wrap=True, highlight=False).print(str(error), markup=False)
        return BAD_INPUT
    except BrokenPipeError:
        # Whoever read our output has had enough; keep the interpreter from complaining at exit.
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return 130
    return code
