"""A stretch as the text of its file: what `posecheck.stretch_file` reads, it writes."""

from __future__ import annotations

import errno
import itertools
import re
import unicodedata
from collections.abc import Collection
from dataclasses import fields
from enum import Enum
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import InlineTable, Item

from posecheck.errors import InputError
from posecheck.stretch import Check, Fault, Figure, HoldRules, Stretch
from posecheck.view import View

LINE = 100  # longer lists are written a line an entry
LONGEST_ID = 60


def _plain(value: Any) -> Any:
    """A number as short as it can be, an enum's own word."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _item(value: Any) -> Item:
    if isinstance(value, (tuple, list)):
        array = tomlkit.array()
        array.extend(_plain(v) for v in value)
        array.multiline(len(array.as_string()) > LINE)
        return array
    item: Item = tomlkit.item(_plain(value))
    return item


def _changed(part: Any, *leave: str) -> dict[str, Any]:
    """The fields of a dataclass that are not what they would be anyway, in their order."""
    return {
        f.name: value
        for f in fields(part)
        if f.name not in leave and (value := getattr(part, f.name)) is not None and value != f.default
    }


def _inline(values: dict[str, Any]) -> InlineTable:
    table = tomlkit.inline_table()
    for name, value in values.items():
        table.append(name, _item(value))
    return table


def _table(values: dict[str, Any]) -> tomlkit.items.Table:
    table = tomlkit.table()
    for name, value in values.items():
        table.append(name, value if isinstance(value, Item) else _item(value))
    return table


def _fault(fault: Fault) -> InlineTable:
    return _inline({"fault": fault.id, "threshold": fault.threshold, "cue": fault.cue, "priority": fault.priority})


def _check(check: Check, usual: tuple[View, ...]) -> tomlkit.items.Table:
    bounds = dict(zip(("min", "max"), check.target, strict=True))
    values: dict[str, Any] = {"id": check.id, "measure": check.measure, "limb": check.limb}
    if check.views != frozenset(usual):
        values["views"] = tuple(view for view in View if view in check.views)
    values["target"] = _inline({name: bound for name, bound in bounds.items() if bound is not None})
    values["source"] = check.source
    for end, fault in (("low", check.low), ("high", check.high)):
        if fault is not None:
            values[end] = _fault(fault)
    values |= {name: False for name in ("blocking", "required") if not getattr(check, name)}
    values["hysteresis"] = check.hysteresis
    return _table(values)


def _figure(figure: Figure, too: View | None) -> tomlkit.items.Table:
    values: dict[str, Any] = {"view": figure.view, "too": too, "trunk_inclination": figure.trunk_inclination}
    values |= _changed(figure, "view", "trunk_inclination", "active", "other")
    legs = (
        {"active": figure.active} if figure.other == figure.active else {"active": figure.active, "other": figure.other}
    )
    values |= {name: _inline(_changed(pose)) for name, pose in legs.items()}
    return _table({name: value for name, value in values.items() if value is not None})


def write_stretch(stretch: Stretch) -> str:
    """Writes a stretch.

    Args:
        stretch: the stretch.

    Returns:
        TOML, from which `posecheck.stretch_file.parse_stretch` makes an equal stretch.
    """
    head = {
        "id": stretch.id,
        "name": stretch.name,
        "also": stretch.also,
        "category": stretch.category,
        "kind": stretch.kind,
        "position": stretch.position,
        "equipment": stretch.equipment,
        "needs": stretch.needs,
        "sides": "left_right" if stretch.sided else "both",
        "side_means": stretch.side_means,
        "steps": stretch.steps,
        "caution": stretch.caution,
        "unjudged": stretch.unjudged,
        "reminders": stretch.reminders,
        "show": stretch.main_check,
    }
    document = tomlkit.document()
    for name, value in head.items():
        if value or name == "needs":
            document.append(name, _item(value))
    tables = {
        "camera": _changed(stretch.camera),
        "dose": _changed(stretch.dose),
        "hold": {} if stretch.rules == HoldRules() else _changed(stretch.rules),
        "repetition": _changed(stretch.repetition) if stretch.repetition else {},
        "pace": _changed(stretch.pace) if stretch.pace else {},
        "spots": _changed(stretch.spots) if stretch.spots else {},
    }
    for name, values in tables.items():
        if values:
            document.append(name, _table(values))
    lists = {
        "concerns": [_table(_changed(concern)) for concern in stretch.concerns],
        "stages": [_table(_changed(stage)) for stage in stretch.stages],
        "checks": [_check(check, stretch.camera.views) for check in stretch.checks],
    }
    for name, entries in lists.items():
        if entries:
            document.append(name, tomlkit.item(entries))
    document.append("figure", _figure(stretch.figure, stretch.figure_too))
    return tomlkit.dumps(document)


def free_id(name: str, taken: Collection[str]) -> str:
    """An id made from a name.

    Args:
        name: what a person calls the stretch, in any script.
        taken: ids that are in use.

    Returns:
        As a stretch file wants it, for example ``"evening_bridge"``, with a number where that is taken.
    """
    latin = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "_", latin).strip("_")[:LONGEST_ID]
    plain = words if words[:1].isalpha() else f"own_{words or 'stretch'}"
    numbered = (f"{plain}_{number}" for number in itertools.count(2))
    return next(found for found in (plain, *itertools.islice(numbered, len(taken))) if found not in taken)


def keep_stretch(stretch: Stretch, folder: Path) -> Path:
    """Writes a stretch into a folder; a file that is there already stays as it is.

    Args:
        stretch: what to write; its id names the file.
        folder: made where it is not there.

    Returns:
        The file.

    Raises:
        InputError: it could not be written; nothing half-written is left.
    """
    file, made = folder / f"{stretch.id}.toml", False
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as out:
            made = True
            out.write(write_stretch(stretch))
    except OSError as problem:
        if made:
            file.unlink(missing_ok=True)
        elif file.exists():
            raise InputError(f"There is a file {file} already: choose another name.") from problem
        if problem.errno == errno.ENOSPC:
            raise InputError(f"There is no room left in {folder}: free some space, then save again.") from problem
        raise InputError(
            f"Nothing can be written into {folder}: allow it, or name another folder with POSECHECK_STRETCHES."
        ) from problem
    return file
