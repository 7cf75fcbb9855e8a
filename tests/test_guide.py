"""What a timer leads: breaths, spots and stages, at the right seconds."""

from __future__ import annotations

import pytest

from posecheck.catalog import Catalog
from posecheck.cues import CueKind
from posecheck.guide import ASKED_S, PLENTY, Guidance, Guide
from posecheck.landmarks import Side
from posecheck.measures import Measured, Reading, reading_key
from posecheck.tremor import CHECK_IN, CHECK_IN_S, SMALLER, STOPPED, TIME_UP, planned


def legs(knee_deg: float, thigh_deg: float) -> dict[str, Reading]:
    """Both legs alike."""
    values = {"knee_flexion": knee_deg, "thigh_elevation": thigh_deg}
    return {reading_key(name, side): Measured(value) for name, value in values.items() for side in Side}


def led(guide: Guide, time_s: float, held_s: float, readings: dict[str, Reading] | None = None) -> Guidance:
    guidance = guide.at(time_s, held_s, readings or {})
    assert guidance is not None
    return guidance


def test_breaths_are_paced_from_the_first_frame(catalog: Catalog) -> None:
    guide = Guide(catalog.get("belly_breathing"), 300.0)
    first = led(guide, 100.0, 0.0)
    assert first.breath is not None
    assert (first.cue.text, first.breath.fullness) == ("Breathe in", 0.0)
    assert led(guide, 103.9, 3.9).cue.text == "Breathe in"
    assert led(guide, 104.1, 4.1).cue.text == "Breathe out"
    assert led(guide, 110.1, 10.1).cue.text == "Breathe in"


def test_the_pace_is_the_one_chosen(catalog: Catalog) -> None:
    guide = Guide(catalog.get("belly_breathing"), 300.0, breaths_min=10.0)
    led(guide, 0.0, 0.0)
    assert led(guide, 2.3, 2.3).cue.text == "Breathe in"
    assert led(guide, 2.5, 2.5).cue.text == "Breathe out"


def test_spots_follow_each_other_and_end(catalog: Catalog) -> None:
    stretch = catalog.get("pressure_release")
    assert stretch.spots is not None
    guide = Guide(stretch, 180.0)
    assert led(guide, 0.0, 0.0).cue.text.startswith("Spot 1")
    moving = led(guide, 1.0, stretch.spots.spot_s + 1.0)
    assert (moving.cue.text, moving.cue.kind) == (stretch.spots.move_cue, CueKind.LEAD)
    assert moving.left_s == pytest.approx(4.0)
    assert led(guide, 2.0, stretch.spots.spot_s + 6.0).cue.text.startswith("Spot 2")
    over = led(guide, 3.0, stretch.spots.side_cap_s)
    assert (over.cue, over.over) == (PLENTY, True)


def test_stages_follow_each_other_ask_how_it_is_and_end(catalog: Catalog) -> None:
    stretch = catalog.get("tremor_practice")
    plan = planned(stretch.stages, 600.0)
    guide = Guide(stretch, 600.0)
    first = led(guide, 0.0, 0.0, legs(100, 40))
    assert first.cue.text == plan[0].words
    assert first.left_s == pytest.approx(plan[0].seconds)
    second = led(guide, 1.0, plan[0].seconds + 0.1, legs(100, 40))
    assert second.cue.text == plan[1].words
    asked = led(guide, 2.0, CHECK_IN_S + ASKED_S / 2, legs(100, 40))
    assert asked.cue.text == CHECK_IN
    assert led(guide, 2.2, CHECK_IN_S + ASKED_S + 0.1, legs(100, 40)).cue.text != CHECK_IN
    end = led(guide, 3.0, sum(stage.seconds for stage in plan), legs(100, 40))
    assert (end.cue.text, end.over) == (TIME_UP, True)


def test_long_legs_end_the_practice_at_once(catalog: Catalog) -> None:
    guide = Guide(catalog.get("tremor_practice"), 600.0)
    assert not led(guide, 0.0, 0.0, legs(100, 40)).over
    for step in range(20):
        last = led(guide, 1.0 + step / 10, 1.0 + step / 10, legs(5, 3))
    assert (last.cue.text, last.over) == (STOPPED, True)


def test_too_big_a_step_is_told_only_where_knees_are_raised(catalog: Catalog) -> None:
    stretch = catalog.get("tremor_practice")
    plan = planned(stretch.stages, 600.0)
    for number, told in ((0, False), (3, True)):
        guide = Guide(stretch, 600.0)
        since_s = sum(stage.seconds for stage in plan[:number]) + ASKED_S + 1.0
        said = [led(guide, step / 10, since_s, legs(100, 20 if step < 25 else 45)).cue.text for step in range(60)]
        assert (SMALLER in said) is told


def test_nothing_is_led_where_no_timer_leads(catalog: Catalog) -> None:
    assert Guide(catalog.get("bridge"), 30.0).at(0.0, 0.0, {}) is None
