"""Killed in mid-hold: nothing credited is lost beyond the last second of frame time, whatever else is the matter."""

from __future__ import annotations

import shutil
import time
from contextlib import ExitStack
from pathlib import Path
from random import Random

import pytest

from posecheck.store import History

from .conftest import address_of
from .examples import a_hold
from .faults import FAULTS
from .practising import Person, next_start

KILLS = 10  # of each of the five kinds
LATEST_S = 3.0  # after the first credited second
FRAME_S = 0.5  # what one frame may credit at most, and a kill keep from being told


@pytest.mark.parametrize("fault", [None, "locked", "disk that fills up", "read-only folder", "damaged"])
def test_a_kill_in_mid_hold_costs_a_second_at_most(fault: str | None, tmp_path: Path) -> None:
    first, home = tmp_path / "history.sqlite3", tmp_path / "home"
    with History.open(address_of(first)) as history:
        history.save(a_hold())
    files = [tmp_path / f"{fault}-{number}" / first.name for number in range(KILLS)]
    late = files[::2] if fault == "locked" else []  # in mid-hold; the others before anybody begins
    with ExitStack() as stack:
        for file in files:
            file.parent.mkdir()
            shutil.copy(first, file)
            if fault and file not in late:
                stack.enter_context(FAULTS[fault].befalls(file))
        people = [stack.enter_context(Person(address_of(file), file.parent.name, home)) for file in files]
        for person in people:
            person.wait_until_credited()
        for file in late:
            stack.enter_context(FAULTS["locked"].befalls(file))
        _kill_one_by_one(people)
    starts = next_start([address_of(file) for file in files], home)
    for file, person, found in zip(files, people, starts, strict=True):
        assert not found.problem
        holds = {hold.id: hold for hold in found.holds}
        kept_s = sum(hold.held_s for hold in holds.values() if hold.id.startswith(person.session_id))
        assert person.credited_a_second_ago_s <= kept_s <= person.told[-1].credited_s + FRAME_S
        assert ("hold-1" in holds) == (fault != "damaged")  # that one was moved aside
        if fault and file not in late:
            assert {hold.id for hold in found.recovered} == holds.keys() - {"hold-1"}


def _kill_one_by_one(people: list[Person]) -> None:
    """Each at a random time."""
    began_s, random = time.monotonic(), Random()
    kills = [(began_s + random.uniform(0.0, LATEST_S), person) for person in people]
    for at_s, person in sorted(kills, key=lambda kill: kill[0]):
        time.sleep(max(0.0, at_s - time.monotonic()))
        person.kill()
