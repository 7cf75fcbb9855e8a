from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from posecheck.catalog import Catalog
from posecheck.fits import EVERY_NEED, TIMES, Wishes, cautions, left_out
from posecheck.kinds import Concern, Effect
from posecheck.needs import NEEDS
from posecheck.stretch import Stretch


@pytest.fixture
def bridge(catalog: Catalog) -> Stretch:
    concerns = (
        Concern("hernia", Effect.LEAVE_OUT, "Leave it out with a hernia."),
        Concern("pregnancy", Effect.CAUTION, "Ask first."),
        Concern("neck_pain", Effect.CAUTION, "Ask first."),
    )
    return replace(
        catalog.get("bridge"), category="supine", needs=("A1", "B5"), position="supine", equipment=(), concerns=concerns
    )


def test_without_answers_nothing_is_said_or_left_out(bridge: Stretch) -> None:
    assert cautions(bridge, ()) == ()
    assert not left_out(bridge, ())


def test_answers_that_do_not_concern_it_change_nothing(bridge: Stretch) -> None:
    assert cautions(bridge, {"glaucoma", "something of old"}) == ()
    assert not left_out(bridge, {"glaucoma"})


def test_a_caution_is_said_and_leaves_it_in(bridge: Stretch) -> None:
    assert cautions(bridge, {"pregnancy"}) == ("Ask first.",)
    assert not left_out(bridge, {"pregnancy"})


def test_one_sentence_is_said_once(bridge: Stretch) -> None:
    assert cautions(bridge, ["neck_pain", "pregnancy"]) == ("Ask first.",)


def test_what_is_left_out_says_why_when_it_is_shown_all_the_same(bridge: Stretch) -> None:
    answers = ["pregnancy", "hernia"]
    assert left_out(bridge, answers)
    assert cautions(bridge, answers) == ("Leave it out with a hernia.", "Ask first.")


@pytest.mark.parametrize(
    ("wishes", "met"),
    [
        (Wishes(), True),
        (Wishes(category="supine"), True),
        (Wishes(category="breath"), False),
        (Wishes(need="B5"), True),
        (Wishes(need="A2"), False),
        (Wishes(need="B6"), True),
        (Wishes(position="supine"), True),
        (Wishes(position="kneeling"), False),
        (Wishes(category="supine", need="A1", position="kneeling"), False),
    ],
)
def test_wishes(bridge: Stretch, wishes: Wishes, met: bool) -> None:
    assert wishes.met_by(bridge) is met


@pytest.mark.parametrize(
    ("target_s", "time"),
    [(1, "up to 1 minute"), (60, "up to 1 minute"), (61, "1 to 5 minutes"), (300, "1 to 5 minutes"),
     (301, "more than 5 minutes"), (7200, "more than 5 minutes")],
)  # fmt: skip
def test_every_time_is_in_one_band(bridge: Stretch, target_s: float, time: str) -> None:
    timed = replace(bridge, dose=replace(bridge.dose, target_s=target_s))
    assert [name for name in TIMES if Wishes(time=name).met_by(timed)] == [time]


def test_nothing_else_than_what_is_at_hand_may_be_needed(bridge: Stretch) -> None:
    at_wall = replace(bridge, equipment=("wall", "cushion"))
    assert Wishes(beside=frozenset({"wall", "cushion", "chair"})).met_by(at_wall)
    assert not Wishes(beside=frozenset({"wall"})).met_by(at_wall)
    assert not Wishes(beside=frozenset()).met_by(at_wall)
    assert Wishes(beside=frozenset()).met_by(bridge)


# The table of needs


def table() -> dict[str, tuple[set[str], set[str]]]:
    """The stretches and routines that `docs/needs.md` names for each need."""
    text = (Path(__file__).parents[1] / "docs" / "needs.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")] for line in text.splitlines() if line.startswith("| **")]
    assert {len(row) for row in rows} == {7}
    return {row[1].split("**")[1]: (set(row[2].split(", ")), set(row[3].split(", "))) for row in rows}


def test_the_table_of_needs_names_what_serves_them(catalog: Catalog) -> None:
    rows = table()
    assert list(rows) == list(NEEDS)
    for need, (stretches, routines) in rows.items():
        if need != EVERY_NEED:
            # a name may hold a comma itself: compare the cells' pieces
            assert stretches == pieces(s.name for s in catalog.stretches.values() if need in s.needs), need
            assert routines == pieces(r.name for r in catalog.routines.values() if need in r.needs), need


def pieces(names: Iterable[str]) -> set[str]:
    return set(", ".join(names).split(", "))


def test_every_source_that_the_table_names_is_listed_below_it() -> None:
    text = (Path(__file__).parents[1] / "docs" / "needs.md").read_text(encoding="utf-8")
    above, below = text.split("## Where the figures come from")
    named = set(re.findall(r"\b[D-HNPRTWY]\d{1,2}\b", above))
    listed = set(re.findall(r"(?:^|[.] )([A-Z]\d{1,2}) ", " ".join(below.split())))
    assert len(named) > 15
    assert listed == named
