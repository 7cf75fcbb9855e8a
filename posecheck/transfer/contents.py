"""What an exported file holds. It is looked through whole before anything of it is taken in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import IO

from pydantic import ValidationError

from posecheck.errors import InputError
from posecheck.record import Profile
from posecheck.transfer.lines import (
    VERSION,
    BaselineLine,
    EndLine,
    HeaderLine,
    HoldLine,
    Line,
    ProfileLine,
    from_text,
    header,
)

LONGEST_HEADER_BYTES = 10_000
LONGEST_LINE_BYTES = 64_000_000  # an hour's hold with its replay has some millions


@dataclass(frozen=True, slots=True)
class ProfileContents:
    """What there is of one profile.

    Attributes:
        profile: whose it is.
        holds: how many.
        held_s: credited seconds together.
        first_day: of the first hold; None where there is none.
        last_day: of the last one.
        baselines: how many personal ranges.
    """

    profile: Profile
    holds: int = 0
    held_s: float = 0.0
    first_day: date | None = None
    last_day: date | None = None
    baselines: int = 0


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds, after it was found to be whole and right.

    Attributes:
        written_on: the day it was written.
        profiles: in the file's order.
    """

    written_on: date
    profiles: tuple[ProfileContents, ...]


def read_contents(file: IO[bytes]) -> Contents:
    """Looks a file through, line by line, without taking anything in.

    Args:
        file: at its beginning.

    Raises:
        InputError: it is no exported history, comes from a newer PoseCheck, is damaged or was cut off.
    """
    head = _read_header(file)
    found: dict[str, ProfileContents] = {}
    now = ""
    for number, line in enumerate(each_line(file), start=2):
        if not isinstance(line, ProfileLine):
            found[now] = _with(found[now], line)
        elif line.id in found:
            raise damaged(number)
        else:
            now, found[line.id] = line.id, ProfileContents(line.built())
    return Contents(head.written_at.date(), tuple(found.values()))


def each_line(file: IO[bytes]) -> Iterator[Line]:
    """The lines after the header up to the end line, each found to be right.

    Raises:
        InputError: one of them is not; or the file ends too early.
    """
    number, begun = 1, False
    while text := file.readline(LONGEST_LINE_BYTES + 1):
        number += 1
        try:
            line = from_text(text) if len(text) <= LONGEST_LINE_BYTES else None
        except (ValidationError, ValueError) as problem:
            raise damaged(number) from problem
        if isinstance(line, EndLine):
            if line.lines != number - 1 or file.read(1):
                raise damaged(number)
            return
        begun = begun or isinstance(line, ProfileLine)
        if line is None or not begun:
            raise damaged(number)
        yield line
    raise InputError("This file was cut off: copy or export it again, then try once more.")


def damaged(line: int) -> InputError:
    """The problem of a file that is not right in some line."""
    return InputError(f"This file is damaged in line {line}, and nothing of it was taken in: export or copy it again.")


def _read_header(file: IO[bytes]) -> HeaderLine:
    try:
        text = file.readline(LONGEST_HEADER_BYTES)
        version = header(text)["version"]
    except ValueError as problem:
        raise InputError("This is not a history that PoseCheck exported: choose a file ending in .jsonl.") from problem
    if version > VERSION:
        raise InputError("This file was written by a newer PoseCheck: update PoseCheck, then try again.")
    try:
        return HeaderLine.model_validate_json(text)
    except ValidationError as problem:
        raise damaged(1) from problem


def _with(so_far: ProfileContents, line: Line) -> ProfileContents:
    if isinstance(line, BaselineLine):
        return replace(so_far, baselines=so_far.baselines + 1)
    if not isinstance(line, HoldLine):
        return so_far
    day = line.started_at.date()
    return replace(
        so_far,
        holds=so_far.holds + 1,
        held_s=so_far.held_s + line.held_s,
        first_day=min(so_far.first_day or day, day),
        last_day=max(so_far.last_day or day, day),
    )
