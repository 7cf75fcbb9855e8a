"""The built-in routines: there, within the guidance, and what they say they are."""

from __future__ import annotations

import pytest

from posecheck.catalog import Catalog
from posecheck.kinds import Kind
from posecheck.needs import NEEDS
from posecheck.routine import dose_warnings, planned_s, turns

MINUTES = {
    "ten_minute_release": 10,
    "evening_wind_down": 15,
    "desk_break": 5,
    "full_hip_opening": 25,
    "tremor_routine": 15,
    "runners_release": 9,
    "pressure_and_stretch": 11,
    "quiet_ten": 10,
}


def test_every_routine_is_there_without_a_mistake(catalog: Catalog) -> None:
    assert set(catalog.routines) == set(MINUTES)
    assert catalog.problems == ()


@pytest.mark.parametrize("routine_id", MINUTES)
def test_it_takes_as_long_as_it_says_within_the_guidance(catalog: Catalog, routine_id: str) -> None:
    routine = catalog.routine(routine_id)
    assert planned_s(turns(routine, catalog.stretches)) / 60 == pytest.approx(MINUTES[routine_id], rel=0.1)
    assert dose_warnings(routine, catalog.stretches) == []


def test_the_release_is_done_on_the_back(catalog: Catalog) -> None:
    routine = catalog.routine("ten_minute_release")
    assert {catalog.get(step.stretch_id).position for step in routine.steps} == {"supine"}


def test_tremor_practice_has_a_way_in_and_a_long_rest(catalog: Catalog) -> None:
    planned = turns(catalog.routine("tremor_routine"), catalog.stretches)
    (practice,) = [n for n, turn in enumerate(planned) if turn.stretch.kind is Kind.TREMOR]
    assert sum(turn.target_s for turn in planned[:practice]) >= 180
    assert planned[practice].rest_s >= 180
    for routine in catalog.routines.values():
        kinds = {turn.stretch.kind for turn in turns(routine, catalog.stretches)}
        assert (Kind.TREMOR in kinds) == (routine.id == "tremor_routine")


def test_every_need_has_a_routine(catalog: Catalog) -> None:
    served = {need for routine in catalog.routines.values() for need in routine.needs}
    assert served | {"B6"} == set(NEEDS)  # B6, asking a professional, is served by every page's cautions
