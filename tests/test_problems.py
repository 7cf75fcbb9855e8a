"""Plain words for what is wrong, and a guide that knows all there is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel

from posecheck.kinds import Kind
from posecheck.measures import MEASURES
from posecheck.problems import read_form
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
    "name",
    [*MEASURES, *QUESTIONS, *(k.value for k in Kind), *StretchForm.model_fields],
)
def test_the_guide_names_everything_a_file_can_say(name: str) -> None:
    assert f"`{name}`" in GUIDE or f"`[{name}]`" in GUIDE or f"`[[{name}]]`" in GUIDE


def test_the_guide_names_every_view() -> None:
    assert f"({', '.join(view.value for view in View)})" in GUIDE
