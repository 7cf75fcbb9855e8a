"""Plain words for what is wrong, and a guide that knows all there is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel

from posecheck.errors import StretchError
from posecheck.kinds import Kind
from posecheck.measures import MEASURES
from posecheck.problems import DEEPEST, LARGEST, read_form, read_toml
from posecheck.screening import QUESTIONS
from posecheck.stretch_form import StretchForm
from posecheck.view import View

GUIDE = (Path(__file__).parents[1] / "docs" / "teaching.md").read_text(encoding="utf-8")


class Day(BaseModel):
    day: date
    many: tuple[int, ...] = ()


def test_what_there_are_no_words_for_is_told_as_it_is() -> None:
    _, (problem,) = read_form(Day, {"day": "never"})
    assert problem.startswith("day: input should be a valid date")
    assert problem.endswith("; the guide in docs/teaching.md shows how")


def test_the_file_itself_is_a_place_too() -> None:
    assert read_form(Day, 3)[1] == [
        "file: 3 is not a table; write its parts as name = value, in braces or under a heading of its own"
    ]


def test_what_is_right_is_read() -> None:
    assert read_form(Day, {"day": date(2026, 5, 4)}) == (Day(day=date(2026, 5, 4)), [])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a = " + "[" * 100_000, "odd.toml: file: is nested too deeply; "),
        ("a = " + "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), "odd.toml: a: is nested too deeply; "),
        (".".join("a" * 400) + " = 1", "odd.toml: a: is nested too deeply; "),
        ("a = " + "9" * 5000, "odd.toml: file: there is a number that is too large; "),
        ("a = [{ b = 1" + "0" * 400 + " }]", "odd.toml: a: there is a number that is too large; "),
        ("a = 0x" + "f" * 5000, "odd.toml: a: there is a number that is too large; "),
        ("x" * 500 + " = -1" + "0" * 400, f"odd.toml: {'x' * 60}…: there is a number that is too large; "),
    ],
    ids=["deep", "a level too deep", "dotted", "digits", "large", "hexadecimal", "long name"],
)
def test_what_no_file_needs_is_told(text: str, told: str) -> None:
    with pytest.raises(StretchError) as caught:
        read_toml(text, "odd.toml")
    assert str(caught.value).startswith(told)


def test_what_toml_can_hold_is_read() -> None:
    deep = "[" * (DEEPEST - 1) + "]" * (DEEPEST - 1)
    assert read_toml(f"a = {LARGEST}\nb = {deep}", "odd.toml")["a"] == LARGEST


@pytest.mark.parametrize(
    "name",
    [*MEASURES, *QUESTIONS, *(k.value for k in Kind), *StretchForm.model_fields],
)
def test_the_guide_names_everything_a_file_can_say(name: str) -> None:
    assert f"`{name}`" in GUIDE or f"`[{name}]`" in GUIDE or f"`[[{name}]]`" in GUIDE


def test_the_guide_names_every_view() -> None:
    assert f"({', '.join(view.value for view in View)})" in GUIDE
