"""What a value in an exported history may be: all of it ends up in a database, a page, or the name of a file."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, Field

LARGEST_SETTINGS = 1_000_000  # characters
FIRST_YEAR, LAST_YEAR = 1900, 2300  # in UTC, every database can keep these


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("holds a character that no database keeps")
    return text


def _small(settings: dict[str, Any]) -> dict[str, Any]:
    if len(json.dumps(settings, allow_nan=False)) > LARGEST_SETTINGS:
        raise ValueError("are no settings")
    return settings


def _in_reach(when: datetime) -> datetime:
    if not FIRST_YEAR <= when.year <= LAST_YEAR:
        raise ValueError("lies too far from today")
    return when


Text = Annotated[str, Field(max_length=20_000), AfterValidator(_without_nul)]
Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_without_nul)]
Id = Annotated[str, Field(max_length=200), AfterValidator(_without_nul)]
# It names a settings file, so it must not be a path; and a file's name is the same in capitals on some systems.
ProfileId = Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,64}$")]
Side = Literal["left", "right", "both"]
Origin = Literal["camera", "video"]
Seconds = Annotated[float, Field(ge=0, le=1e9)]
Moment = Annotated[AwareDatetime, AfterValidator(_in_reach)]
Score = Annotated[int, Field(ge=0, le=10)]
Options = Annotated[dict[str, Any], AfterValidator(_small)]
Parts = Annotated[list[str], Field(max_length=10_000)]
