"""Stretches and routines as files that people pass on: taking one in, giving one out, removing one's own."""

from __future__ import annotations

from pathlib import Path

from posecheck.catalog import BUILT_IN, Catalog, own_folder, own_routines_folder
from posecheck.draft import Draft
from posecheck.errors import StretchError
from posecheck.problems import read_toml
from posecheck.routine import Routine
from posecheck.routine_file import is_routine, parse_routine
from posecheck.stretch import Stretch
from posecheck.stretch_file import parse_stretch

LARGEST_BYTES = 100_000  # the longest built-in file has 5,000


def read_shared(data: bytes, name: str, catalog: Catalog) -> Stretch | Routine:
    """Reads a file that somebody gave, without keeping it.

    Args:
        data: what is in it.
        name: its name, for messages.
        catalog: the stretches that a routine may name.

    Raises:
        StretchError: with every problem of the file, a line each, each with its place and remedy.
    """
    if len(data) > LARGEST_BYTES:
        raise StretchError(f"{name}: file: is larger than {LARGEST_BYTES // 1000} kB; give a stretch or routine file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StretchError(f"{name}: file: is not UTF-8 text; save it as UTF-8, or give another file") from error
    if is_routine(read_toml(text, name)):
        return parse_routine(text, name, catalog.stretches)
    return parse_stretch(text, name)


def import_file(data: bytes, name: str, catalog: Catalog, *, replace: bool = False) -> Stretch | Routine:
    """Takes a stretch or a routine into a person's own folder.

    Args:
        data: what is in the file.
        name: its name, for messages.
        catalog: what there is already.
        replace: whether one of the same id may be replaced. A built-in one is only covered: removing one's own
            brings it back.

    Returns:
        What was taken in. Load the catalog anew to see it there.

    Raises:
        StretchError: the file has mistakes (all are told), the id is taken, or the folder cannot be written.
    """
    item = read_shared(data, name, catalog)
    path = own_path(item, catalog)
    there = catalog.routines if isinstance(item, Routine) else catalog.stretches
    if not replace and (path.exists() or item.id in there):
        raise StretchError(f"{name}: id: {item.id!r} is taken already; replace that one, or give this one another id")
    draft = Draft(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.file.write_bytes(data.removeprefix(b"\xef\xbb\xbf"))
        draft.complete()
    except OSError as error:
        draft.discard()
        raise StretchError(f"{path} cannot be written ({error.strerror}): make room, or free that folder.") from error
    return item


def own_path(item: Stretch | Routine, catalog: Catalog) -> Path:
    """Where a person's own stretch or routine lies, or would."""
    files = catalog.routine_files if isinstance(item, Routine) else catalog.stretch_files
    if item.id in files and catalog.is_own(item):
        return files[item.id]
    folder = own_routines_folder() if isinstance(item, Routine) else own_folder()
    return folder / f"{item.id}.toml"


def export_file(item: Stretch | Routine, catalog: Catalog) -> tuple[str, bytes]:
    """A stretch or a routine as a file to pass on.

    Returns:
        The file's name, and what is in it, comments included.

    Raises:
        StretchError: it cannot be read any more.
    """
    path = catalog.file_of(item)
    try:
        return f"{item.id}.toml", path.read_bytes()
    except OSError as error:
        raise StretchError(f"{path} cannot be read ({error.strerror}): open this page anew.") from error


def remove_own(item: Stretch | Routine, catalog: Catalog) -> None:
    """Removes one of a person's own. A built-in one that it covered is there again.

    Raises:
        StretchError: it is a built-in one, an own routine needs it, or the file cannot be removed.
    """
    path = catalog.file_of(item)
    if not catalog.is_own(item):
        raise StretchError(f"{item.name} is built in and stays: only your own can be removed.")
    covers = (BUILT_IN / f"{item.id}.toml").exists()
    users = [] if covers or isinstance(item, Routine) else _routines_with(item.id, catalog)
    if users:
        raise StretchError(f"{item.name} is part of {', '.join(users)}: remove that first.")
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise StretchError(f"{path} cannot be removed ({error.strerror}): free that folder.") from error


def _routines_with(stretch_id: str, catalog: Catalog) -> list[str]:
    return [r.name for r in catalog.routines.values() if any(s.stretch_id == stretch_id for s in r.steps)]
