"""What is wrong with a TOML file, in plain words: the place, what is wrong there, and the remedy."""

from __future__ import annotations

import re
import reprlib
import sys
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from posecheck.errors import StretchError
from posecheck.needs import NEEDS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

# Pydantic's kinds of error; what is given stands for {input}, its bounds for {gt}, {le}, ….
WORDS = {
    "missing": "is missing; add it (the guide in docs/teaching.md shows how)",
    "extra_forbidden": "is not known here; check its spelling and its place, or leave it out",
    "enum": "there is no {input}; choose {expected}",
    "literal_error": "there is no {input}; choose {expected}",
    "int_from_float": "{input} is not a whole number; round it",
    "finite_number": "{input} cannot be compared with anything; write an ordinary number",
    "greater_than": "{input} is too small; write a number above {gt:g}",
    "greater_than_equal": "{input} is too small; write {ge:g} or more",
    "less_than": "{input} is too large; write a number below {lt:g}",
    "less_than_equal": "{input} is too large; write {le:g} or less",
    "string_type": "{input} is not a text; put it in quotes",
    "string_too_short": "is empty; write at least a word",
    "string_too_long": "is too long; write at most {max_length} letters",
    "string_pattern_mismatch": (
        "{input} cannot be used as a name; use small letters, digits and _, a letter first, like 'my_bridge'"
    ),
    "too_short": "is empty; give at least one",
}
FAMILIES = {
    "float": "{input} is not a number; write one without quotes",
    "int": "{input} is not a number; write one without quotes",
    "bool": "{input} is neither true nor false; write one of them without quotes",
    "tuple": "{input} is not a list; put it in square brackets",
    "model": "{input} is not a table; write its parts as name = value, in braces or under a heading of its own",
}
LONGEST_NAME = 60
DEEPEST = 20  # a form's own parts lie five deep
LARGEST = 2**63 - 1  # of TOML's integers
TOO_DEEP = "is nested too deeply; write lists of plain values, and tables as the guide in docs/teaching.md shows"
TOO_LARGE = "there is a number that is too large; write an ordinary one"
TOML_PLACE = re.compile(r"^(?P<what>.*) \(at (?P<place>.*)\)$")

Form = TypeVar("Form", bound=BaseModel)


def read_toml(text: str, name: str) -> dict[str, Any]:
    """Reads TOML.

    Args:
        text: a file's text.
        name: its name, for messages.

    Raises:
        StretchError: it is not TOML, with the line and column; or nested or with numbers as no such file needs.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = TOML_PLACE.match(str(error))
        place, what = (found["place"], found["what"]) if found else ("file", str(error))
        remedy = "write name = value, each name once, texts in quotes, lists in square brackets"
        raise StretchError(f"{name}: {place}: not readable as TOML, {_small(what)}; {remedy}") from error
    except RecursionError as error:
        raise StretchError(f"{name}: file: {TOO_DEEP}") from error
    except ValueError as error:  # Python reads no integer of thousands of digits
        raise StretchError(f"{name}: file: {TOO_LARGE}") from error
    if strange := _strange(raw):
        raise StretchError(f"{name}: {strange}")
    return raw


def _strange(raw: dict[str, Any]) -> str:
    """What nobody means and other code cannot be asked to bear; empty where there is nothing."""
    left: list[tuple[str, int, Any]] = [(part, 1, value) for part, value in raw.items()]
    while left:
        part, depth, value = left.pop()
        if depth > DEEPEST:
            return f"{_shortened(part)}: {TOO_DEEP}"
        if isinstance(value, int) and abs(value) > LARGEST:
            return f"{_shortened(part)}: {TOO_LARGE}"
        inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        left += [(part, depth + 1, each) for each in inside]
    return ""


def read_form(form: type[Form], raw: object) -> tuple[Form | None, list[str]]:
    """Reads a form, and what each of its parts says wrongly by itself.

    Returns:
        The form, None where it has mistakes; and them, each with its place.
    """
    try:
        return form.model_validate(raw), []
    except ValidationError as error:
        # Of a list with one broken entry pydantic also says that it is too short.
        errors = [e for e in error.errors() if e["type"] != "too_short" or not e["input"]]
        return None, [f"{_place(e['loc'])}: {_plain(e)}" for e in errors]


def need_problems(raw: dict[str, Any]) -> Iterator[str]:
    """Needs that there are not."""
    needs = raw.get("needs")
    for number, need in enumerate(needs if isinstance(needs, list) else [], start=1):
        if isinstance(need, str) and need not in NEEDS:
            yield f"needs[{number}]: there is no need {need!r}; choose from {', '.join(NEEDS)}"


def tables(raw: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The tables of a list of tables, as far as it is one: other parts may be broken."""
    given = raw.get(name)
    return [table for table in given if isinstance(table, dict)] if isinstance(given, list) else []


def told(name: str, problems: Iterable[str]) -> StretchError:
    """All of a file's problems, a line each."""
    return StretchError("\n".join(f"{name}: {problem}" for problem in problems))


def _place(location: tuple[int | str, ...]) -> str:
    text = ""
    for part in location:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".") or "file"


def _plain(error: ErrorDetails) -> str:
    words = WORDS.get(error["type"]) or FAMILIES.get(error["type"].split("_")[0])
    if words is None:
        return f"{_small(error['msg'])}; the guide in docs/teaching.md shows how"
    return words.format(**{**error.get("ctx", {}), "input": reprlib.repr(error["input"])})


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
