"""One routine file: TOML in, `Routine` out, every problem reported at once with its place and remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import Field

from posecheck.kinds import Kind
from posecheck.problems import need_problems, read_form, read_toml, tables, told
from posecheck.routine import Routine, Sides, Step
from posecheck.stretch import Stretch
from posecheck.stretch_form import Form, Name, Text
from posecheck.tremor import REST_S


class _Step(Form):
    stretch: Text
    sides: Sides | None = None
    target_s: Annotated[float, Field(gt=0, le=7200)] | None = None
    repeats: Annotated[int, Field(ge=1, le=20)] = 1
    rest_s: Annotated[float, Field(ge=0, le=1800)] = 0.0

    def built(self, stretch: Stretch) -> Step:
        """The step; all sides of its stretch where it names none."""
        sides = self.sides or (Sides.EACH if stretch.sided else Sides.BOTH)
        return Step(self.stretch, sides, self.target_s, self.repeats, self.rest_s)


class _Routine(Form):
    id: Annotated[Name, Field(max_length=60)]
    name: Text
    about: Text
    needs: tuple[str, ...]
    steps: Annotated[tuple[_Step, ...], Field(min_length=1)]


def is_routine(raw: Mapping[str, Any]) -> bool:
    """Whether a TOML file is meant as a routine: its steps are tables, a stretch's are sentences."""
    steps = raw.get("steps")
    return isinstance(steps, list) and any(isinstance(step, dict) for step in steps)


def _tremor_problems(place: str, step: dict[str, Any]) -> Iterator[str]:
    rest_s, repeats = step.get("rest_s", 0), step.get("repeats", 1)
    if isinstance(rest_s, int | float) and rest_s < REST_S:
        yield f"{place}.rest_s: {rest_s:g} s are too short after tremor practice; give {REST_S:g} or more"
    if isinstance(repeats, int) and repeats > 1:
        yield f"{place}.repeats: tremor practice is done once, then not for two days; leave repeats out"


def _step_problems(place: str, step: dict[str, Any], stretches: Mapping[str, Stretch]) -> Iterator[str]:
    stretch_id, sides = step.get("stretch"), step.get("sides")
    if not isinstance(stretch_id, str) or not stretch_id:
        return  # told with the whole file
    stretch = stretches.get(stretch_id)
    if stretch is None:
        near = get_close_matches(stretch_id, stretches, n=1)
        remedy = f"is {near[0]!r} meant?" if near else "add that one first, or choose another"
        yield f"{place}.stretch: there is no stretch {stretch_id!r}; {remedy}"
        return
    if stretch.sided and sides == Sides.BOTH.value:
        yield f'{place}.sides: {stretch.name} is done one side at a time; write "each", "left" or "right"'
    if not stretch.sided and sides in (Sides.EACH.value, Sides.LEFT.value, Sides.RIGHT.value):
        yield f'{place}.sides: {stretch.name} has no sides; write "both", or leave it out'
    if stretch.kind is Kind.TREMOR:
        yield from _tremor_problems(place, step)


def _problems(raw: dict[str, Any], stretches: Mapping[str, Stretch]) -> Iterator[str]:
    """What each part says by itself may be right and the whole still wrong; told even where other parts are broken."""
    yield from need_problems(raw)
    tremors = []
    for number, step in enumerate(tables(raw, "steps"), start=1):
        yield from _step_problems(f"steps[{number}]", step, stretches)
        stretch = stretches.get(str(step.get("stretch")))
        tremors += [number] if stretch is not None and stretch.kind is Kind.TREMOR else []
    for number in tremors[1:]:
        yield f"steps[{number}]: tremor practice comes once in a routine; take this one out"


def parse_routine(text: str, name: str, stretches: Mapping[str, Stretch]) -> Routine:
    """Reads one routine file's text.

    Args:
        text: TOML.
        name: the file's name, for messages.
        stretches: the stretches there are, by id.

    Returns:
        The routine. All its steps name stretches that there are.

    Raises:
        StretchError: with every problem of the file, a line each, each with its place and remedy.
    """
    raw = read_toml(text, name)
    form, problems = read_form(_Routine, raw)
    problems += _problems(raw, stretches)
    if form is None or problems:
        raise told(name, problems)
    steps = tuple(step.built(stretches[step.stretch]) for step in form.steps)
    return Routine(form.id, form.name, form.about, form.needs, steps)
