"""Routines as data: what they expand to, how long they take, and when their dose is worth a thought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.catalog import Catalog
from posecheck.kinds import Kind, Spots
from posecheck.landmarks import Side
from posecheck.routine import Routine, Sides, Step, dose_warnings, duration_words, most_s, planned_s, turns
from posecheck.stretch import Dose, Stretch

LEFT, RIGHT = Side.LEFT, Side.RIGHT


def stretches(catalog: Catalog) -> dict[str, Stretch]:
    """Few, with doses of their own."""
    bridge, lunge = catalog.get("bridge"), catalog.get("half_kneeling")
    short = Dose(30.0, "2", "here")
    return {
        "whole": replace(bridge, id="whole", name="Whole", dose=short),
        "sided": replace(lunge, id="sided", name="Sided", dose=short),
        "resting": replace(bridge, id="resting", name="Resting", dose=Dose(600.0, "1", "here", 1200.0)),
        "breathing": replace(bridge, id="breathing", name="Breathing", kind=Kind.BREATHING, dose=short),
        "tremor": replace(bridge, id="tremor", name="Tremor", kind=Kind.TREMOR, dose=Dose(180.0, "1", "here")),
        "pressure": replace(
            lunge,
            id="pressure",
            name="Pressure",
            kind=Kind.PRESSURE,
            dose=short,
            spots=Spots(20, 180, "Move on.", "B1"),
        ),
    }


def routine(*steps: Step) -> Routine:
    return Routine("mine", "Mine", "For a test.", ("A1",), steps)


def test_sides_and_repeats_expand_in_rounds(catalog: Catalog) -> None:
    steps = (
        Step("whole", Sides.BOTH, 20.0),
        Step("sided", Sides.EACH, repeats=2, rest_s=15.0),
        Step("sided", Sides.RIGHT),
    )
    found = turns(routine(*steps), stretches(catalog))
    assert [(t.stretch.id, t.side, t.target_s, t.rest_s, t.step, t.round) for t in found] == [
        ("whole", None, 20.0, 0.0, 0, 1),
        ("sided", LEFT, 30.0, 0.0, 1, 1),
        ("sided", RIGHT, 30.0, 15.0, 1, 1),
        ("sided", LEFT, 30.0, 0.0, 1, 2),
        ("sided", RIGHT, 30.0, 15.0, 1, 2),
        ("sided", RIGHT, 30.0, 0.0, 2, 1),
    ]


def test_planned_time_counts_getting_ready_holding_and_resting(catalog: Catalog) -> None:
    steps = (Step("whole", Sides.BOTH, 20.0), Step("sided", Sides.EACH, rest_s=15.0))
    found = turns(routine(*steps), stretches(catalog))
    assert planned_s(found) == (8 + 20) + (8 + 30) + (6 + 30 + 15)
    assert planned_s(found, new_s=10, change_s=0) == (10 + 20) + (10 + 30) + (30 + 15)


@given(st.lists(st.tuples(st.sampled_from(Sides), st.integers(1, 4), st.floats(1, 600), st.floats(0, 100)), min_size=1))
def test_every_side_gets_every_round_and_every_round_one_rest(
    catalog: Catalog, given_steps: list[tuple[Sides, int, float, float]]
) -> None:
    steps = [Step("sided", sides, target_s, repeats, rest_s) for sides, repeats, target_s, rest_s in given_steps]
    found = turns(routine(*steps), stretches(catalog))
    assert len(found) == sum(s.repeats * len(s.sides.in_order) for s in steps)
    assert sum(t.rest_s for t in found) == pytest.approx(sum(s.repeats * s.rest_s for s in steps))
    assert len({(t.step, t.round, t.side) for t in found}) == len(found)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 second"),
        (45.4, "45 seconds"),
        (60, "1 minute"),
        (89, "89 seconds"),
        (90, "about 2 minutes"),
        (180, "3 minutes"),
        (287, "about 5 minutes"),
    ],
)
def test_lengths_of_time_are_said_plainly(seconds: float, words: str) -> None:
    assert duration_words(seconds) == words


def test_the_most_of_a_stretch_comes_from_its_own_file_first(catalog: Catalog) -> None:
    found = {name: most_s(stretch) for name, stretch in stretches(catalog).items()}
    assert found == {
        "whole": 240.0,
        "sided": 240.0,
        "resting": 1200.0,
        "breathing": None,
        "tremor": 600.0,
        "pressure": 180.0,
    }
    long = replace(stretches(catalog)["whole"], dose=Dose(300.0, "1", "here"))
    assert most_s(long) == 300.0  # its own dose is no overdose


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([Step("whole", Sides.BOTH, 60.0, 4), Step("sided", Sides.EACH, 30.0, 8)], []),
        ([Step("breathing", Sides.BOTH, 3000.0), Step("breathing", Sides.BOTH, 5.0)], []),
        ([Step("resting", Sides.BOTH, 1200.0)], []),
        (
            [Step("resting", Sides.BOTH), Step("whole", Sides.BOTH), Step("resting", Sides.BOTH, 601.0)],
            ["1201 s are more"],
        ),
        ([Step("whole", Sides.BOTH, 60.0, 4), Step("whole", Sides.BOTH, 9.0)], ["9 s are shorter", "249 s are more"]),
        ([Step("sided", Sides.EACH, 50.0, 5)], ["250 s a side are more than the 240 s"]),
        ([Step("sided", Sides.EACH), Step("sided", Sides.LEFT)], ["left and right do not get the same"]),
        ([Step("sided", Sides.RIGHT)], ["left and right do not get the same"]),
        ([Step("tremor", Sides.BOTH, 601.0)], ["601 s are more than the 600 s"]),
        ([Step("pressure", Sides.EACH, 181.0)], ["181 s a side are more than the 180 s"]),
    ],
)
def test_doses_beyond_the_guidance_are_told(catalog: Catalog, steps: list[Step], told: list[str]) -> None:
    warnings = dose_warnings(routine(*steps), stretches(catalog))
    assert len(warnings) == len(told), warnings
    for warning, part in zip(warnings, told, strict=True):
        assert part in warning
        assert "; " in warning  # what to do


def test_what_warnings_name_is_what_people_call_it(catalog: Catalog) -> None:
    known: Mapping[str, Stretch] = stretches(catalog)
    (warning,) = dose_warnings(routine(Step("whole", Sides.BOTH, 300.0)), known)
    assert warning == "Whole: 300 s are more than the 240 s a session that help; hold it for less time or less often"
