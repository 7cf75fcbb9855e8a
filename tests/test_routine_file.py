"""Routine files: what is right is read, what is wrong is told all at once, with its place and the remedy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from posecheck.catalog import Catalog
from posecheck.errors import StretchError
from posecheck.kinds import Kind
from posecheck.routine import Routine, Sides, Step
from posecheck.routine_file import is_routine, parse_routine
from posecheck.stretch import Stretch

TEXT = """
id = "mine"
name = "Mine"
about = "For a test."
needs = ["A1", "B5"]

[[steps]]
stretch = "bridge"
target_s = 20
repeats = 2
rest_s = 5

[[steps]]
stretch = "half_kneeling"
sides = "left"

[[steps]]
stretch = "half_kneeling"

[[steps]]
stretch = "tremor"
rest_s = 180
"""


@pytest.fixture
def known(catalog: Catalog) -> Mapping[str, Stretch]:
    bridge = catalog.get("bridge")
    tremor = replace(bridge, id="tremor", kind=Kind.TREMOR)
    return {"bridge": bridge, "half_kneeling": catalog.get("half_kneeling"), "tremor": tremor}


def problems(text: str, known: Mapping[str, Stretch]) -> list[str]:
    with pytest.raises(StretchError) as caught:
        parse_routine(text, "mine.toml", known)
    return str(caught.value).splitlines()


def test_a_routine_is_read(known: Mapping[str, Stretch]) -> None:
    assert parse_routine(TEXT, "mine.toml", known) == Routine(
        "mine",
        "Mine",
        "For a test.",
        ("A1", "B5"),
        (
            Step("bridge", Sides.BOTH, 20.0, 2, 5.0),
            Step("half_kneeling", Sides.LEFT),
            Step("half_kneeling", Sides.EACH),
            Step("tremor", Sides.BOTH, rest_s=180.0),
        ),
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"bridge"', '"brigde"', "steps[1].stretch: there is no stretch 'brigde'; is 'bridge' meant?"),
        ('"bridge"', '"yoga"', "steps[1].stretch: there is no stretch 'yoga'; add that one first, or choose another"),
        ('"bridge"', "7", "steps[1].stretch: 7 is not a text; put it in quotes"),
        ('"bridge"', '""', "steps[1].stretch: is empty; write at least a word"),
        (
            'sides = "left"',
            'sides = "both"',
            "steps[2].sides: Half-kneeling hip flexor is done one side at a time; write",
        ),
        ('"bridge"', '"bridge"\nsides = "each"', 'steps[1].sides: Bridge has no sides; write "both", or leave it out'),
        ('"bridge"', '"bridge"\nsides = "left"', 'steps[1].sides: Bridge has no sides; write "both", or leave it out'),
        (
            'sides = "left"',
            'sides = "up"',
            "steps[2].sides: there is no 'up'; choose 'both', 'each', 'left' or 'right'",
        ),
        ("target_s = 20", "target_s = 0", "steps[1].target_s: 0 is too small; write a number above 0"),
        ("target_s = 20", "target_s = 1e6", "steps[1].target_s: 1000000.0 is too large; write 7200 or less"),
        (
            "target_s = 20",
            "target_s = inf",
            "steps[1].target_s: inf cannot be compared with anything; write an ordinary",
        ),
        ("target_s = 20", 'target_s = "x"', "steps[1].target_s: 'x' is not a number; write one without quotes"),
        ("repeats = 2", "repeats = 1.5", "steps[1].repeats: 1.5 is not a whole number; round it"),
        ("repeats = 2", "repeats = 0", "steps[1].repeats: 0 is too small; write 1 or more"),
        ("rest_s = 5", "rest_s = -1", "steps[1].rest_s: -1 is too small; write 0 or more"),
        ("rest_s = 5", "rests = 5", "steps[1].rests: is not known here; check its spelling and its place"),
        (
            "rest_s = 180",
            "rest_s = 100",
            "steps[4].rest_s: 100 s are too short after tremor practice; give 180 or more",
        ),
        ("rest_s = 180", "", "steps[4].rest_s: 0 s are too short after tremor practice; give 180 or more"),
        ("rest_s = 180", "rest_s = 180\nrepeats = 2", "steps[4].repeats: tremor practice is done once"),
        (
            '"half_kneeling"\n\n',
            '"tremor"\nrest_s = 180\n\n',
            "steps[4]: tremor practice comes once in a routine; take this one out",
        ),
        ('"B5"', '"C9"', "needs[2]: there is no need 'C9'; choose from A1, A2,"),
        ('needs = ["A1", "B5"]', "", "needs: is missing; add it"),
        ('about = "For a test."', "", "about: is missing; add it"),
        (
            'id = "mine"',
            'id = "My routine"',
            "id: 'My routine' cannot be used as a name; use small letters, digits and _",
        ),
        ('id = "mine"', f'id = "{"a" * 61}"', "id: is too long; write at most 60 letters"),
        (
            'id = "mine"',
            "id = mine",
            "mine.toml: line 2, column 6: not readable as TOML, invalid value; write name = value",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place_and_remedy(
    known: Mapping[str, Stretch], old: str, new: str, told: str
) -> None:
    assert old in TEXT
    (found,) = problems(TEXT.replace(old, new, 1), known)
    assert told in found
    assert found.startswith("mine.toml: ")
    assert "; " in found


@pytest.mark.parametrize("steps", ["", "steps = []", "steps = 3", 'steps = ["bridge"]'])
def test_a_routine_without_steps_is_none(known: Mapping[str, Stretch], steps: str) -> None:
    found = problems(TEXT[: TEXT.index("[[steps]]")] + steps, known)
    assert len(found) == 1
    assert found[0].startswith("mine.toml: steps")


def test_all_mistakes_are_told_at_once(known: Mapping[str, Stretch]) -> None:
    text = TEXT
    for old, new in (
        ('id = "mine"', "id = 3"),
        ('"A1"', '"A9"'),
        ('"bridge"', '"brigde"'),
        ("repeats = 2", "repeats = -2"),
        ('sides = "left"', 'sides = "both"'),
        ("rest_s = 180", 'rest_s = "long"'),
    ):
        text = text.replace(old, new, 1)
    found = problems(text, known)
    places = [line.split(": ")[1] for line in found]
    assert sorted(places) == [
        "id",
        "needs[1]",
        "steps[1].repeats",
        "steps[1].stretch",
        "steps[2].sides",
        "steps[4].rest_s",
    ]


def test_a_stretch_s_steps_are_sentences_and_a_routine_s_are_tables() -> None:
    assert is_routine({"steps": [{"stretch": "bridge"}]})
    assert not is_routine({"steps": ["Lie down."]})
    assert not is_routine({"steps": {"stretch": "bridge"}})
    assert not is_routine({})
