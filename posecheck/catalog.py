"""The stretches there are: the built-in ones, and a person's own."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from posecheck.errors import StretchError
from posecheck.stretch import Stretch
from posecheck.stretch_file import parse_stretch

BUILT_IN = Path(__file__).with_name("stretches")
NEUTRAL = Path(__file__).with_name("neutral_pose.toml")


@dataclass(frozen=True, slots=True)
class Catalog:
    """The stretches there are.

    Attributes:
        stretches: by id, in the order of the file names, built-in ones first.
        problems: what is wrong with files that could not be used, a line each.
    """

    stretches: dict[str, Stretch]
    problems: tuple[str, ...] = ()

    def get(self, stretch_id: str) -> Stretch:
        """The stretch of that id.

        Raises:
            StretchError: there is none.
        """
        if stretch_id not in self.stretches:
            known = ", ".join(self.stretches)
            raise StretchError(f"There is no stretch {stretch_id!r}: choose one of {known}.")
        return self.stretches[stretch_id]


def own_folder() -> Path:
    """Where a person's own stretch files lie: `POSECHECK_STRETCHES`, or their data folder."""
    given = os.environ.get("POSECHECK_STRETCHES")
    return Path(given) if given else Path(platformdirs.user_data_dir("posecheck", appauthor=False)) / "stretches"


def load_neutral_pose() -> Stretch:
    """The neutral pose, judged and held as a stretch is, though it is none."""
    return parse_stretch(NEUTRAL.read_text(encoding="utf-8"), NEUTRAL.name)


def load_catalog(own: Path | None = None) -> Catalog:
    """Reads the built-in stretches and a person's own; a broken file never hides the others.

    Args:
        own: the folder of own files; None for the usual one.

    Returns:
        The catalog. An own file with the id of a built-in stretch replaces it.
    """
    stretches: dict[str, Stretch] = {}
    problems: list[str] = []
    for folder in (BUILT_IN, own or own_folder()):
        for path in sorted(folder.glob("*.toml")):
            try:
                stretch = parse_stretch(path.read_text(encoding="utf-8"), path.name)
                stretches[stretch.id] = stretch
            except StretchError as error:
                problems += str(error).splitlines()
            except (OSError, UnicodeDecodeError) as error:
                problems.append(f"{path.name}: cannot be read ({error})")
    return Catalog(stretches, tuple(problems))
