"""The stretches and routines there are: the built-in ones, and a person's own."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import platformdirs

from posecheck.errors import StretchError
from posecheck.routine import Routine
from posecheck.routine_file import parse_routine
from posecheck.stretch import Stretch
from posecheck.stretch_file import parse_stretch

BUILT_IN = Path(__file__).with_name("stretches")
BUILT_IN_ROUTINES = Path(__file__).with_name("routines")

Item = TypeVar("Item", Stretch, Routine)
_parsed_stretch = lru_cache(maxsize=256)(parse_stretch)  # pages ask for the catalog at every click


@dataclass(frozen=True, slots=True)
class Catalog:
    """What there is to practise.

    Attributes:
        stretches: by id, in the order of the file names, built-in ones first.
        problems: what is wrong with files that could not be used, a line each.
        routines: by id, in the same order.
        stretch_files: from which file each stretch came, by id.
        routine_files: from which file each routine came, by id.
    """

    stretches: dict[str, Stretch]
    problems: tuple[str, ...] = ()
    routines: dict[str, Routine] = field(default_factory=dict)
    stretch_files: Mapping[str, Path] = field(default_factory=dict)
    routine_files: Mapping[str, Path] = field(default_factory=dict)

    def get(self, stretch_id: str) -> Stretch:
        """The stretch of that id.

        Raises:
            StretchError: there is none.
        """
        if stretch_id not in self.stretches:
            known = ", ".join(self.stretches)
            raise StretchError(f"There is no stretch {stretch_id!r}: choose one of {known}.")
        return self.stretches[stretch_id]

    def routine(self, routine_id: str) -> Routine:
        """The routine of that id.

        Raises:
            StretchError: there is none.
        """
        if routine_id not in self.routines:
            known = ", ".join(self.routines)
            raise StretchError(f"There is no routine {routine_id!r}: choose one of {known}.")
        return self.routines[routine_id]

    def file_of(self, item: Stretch | Routine) -> Path:
        """The file a stretch or a routine came from."""
        return (self.stretch_files if isinstance(item, Stretch) else self.routine_files)[item.id]

    def is_own(self, item: Stretch | Routine) -> bool:
        """Whether a stretch or a routine is a person's own, not a built-in one."""
        return self.file_of(item).parent not in (BUILT_IN, BUILT_IN_ROUTINES)


def own_folder() -> Path:
    """Where a person's own stretch files lie: `POSECHECK_STRETCHES`, or their data folder."""
    given = os.environ.get("POSECHECK_STRETCHES")
    return Path(given) if given else Path(platformdirs.user_data_dir("posecheck", appauthor=False)) / "stretches"


def own_routines_folder(own: Path | None = None) -> Path:
    """Where a person's own routine files lie: in the folder ``routines`` beside that of their stretches."""
    return (own or own_folder()).absolute().with_name("routines")


def load_pose(pose_id: str) -> Stretch:
    """A pose that sets a person's own zero (`NEUTRAL_POSE`, `TALL_SEAT`): judged and held as a stretch is."""
    file = Path(__file__).parent / f"{pose_id}.toml"
    return parse_stretch(file.read_text(encoding="utf-8"), file.name)


def load_catalog(own: Path | None = None) -> Catalog:
    """Reads the built-in stretches and routines and a person's own; a broken file never hides the others.

    Args:
        own: the folder of own stretch files; None for the usual one. Own routines lie beside it.

    Returns:
        The catalog. An own file with the id of a built-in stretch or routine replaces it.
    """
    own = own or own_folder()
    problems: list[str] = []
    stretches = _read((BUILT_IN, own), _parsed_stretch, problems)
    known = {i: stretch for i, (stretch, _) in stretches.items()}
    routines = _read(
        (BUILT_IN_ROUTINES, own_routines_folder(own)),
        lambda text, name: parse_routine(text, f"routines/{name}", known),
        problems,
    )
    return Catalog(
        stretches=known,
        problems=tuple(problems),
        routines={i: routine for i, (routine, _) in routines.items()},
        stretch_files={i: path for i, (_, path) in stretches.items()},
        routine_files={i: path for i, (_, path) in routines.items()},
    )


def _read(
    folders: tuple[Path, ...], parse: Callable[[str, str], Item], problems: list[str]
) -> dict[str, tuple[Item, Path]]:
    """What the files of some folders hold, by id; problems are added to those given."""
    found: dict[str, tuple[Item, Path]] = {}
    for path in (path for folder in folders for path in sorted(folder.glob("*.toml"))):
        try:
            item = parse(path.read_text(encoding="utf-8"), path.name)
        except StretchError as error:
            problems += str(error).splitlines()
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"{path.name}: file: cannot be read ({error}); save it as UTF-8 text, readable for you")
        else:
            if item.id in found and found[item.id][1].parent == path.parent:
                other = found[item.id][1].name
                problems.append(f"{path.name}: id: {item.id!r} is the id of {other} too; give one of them another id")
            else:
                found[item.id] = item, path
    return found
