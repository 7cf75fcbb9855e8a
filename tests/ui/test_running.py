"""A routine on the Practise page: told, run, stopped, gone on with."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posecheck.stretch import Figure
from posecheck.ui import choices, storage
from tests.bodies import KNEE_TO_CHEST, seen
from tests.ui.pages import FakeCamera, practise_page, pressed, progress, run, words

pytestmark = pytest.mark.usefixtures("own_storage")


def test_a_routine_is_told_before_it_begins(fake: FakeCamera, short: str) -> None:
    app = run(practise_page, routine=short)
    assert app.title[0].value == "Short one"
    text = words(app)
    assert "1. Bridge – 10 seconds" in text
    assert "2. Single knee to chest – 10 seconds, each side" in text
    assert "To try things out." in text


def test_a_routine_runs_to_its_end_with_a_pause_and_a_skip(fake: FakeCamera, short: str) -> None:
    app = run(practise_page, routine=short)
    fake.play(6)
    app.run()
    assert len(app.selectbox) == 0
    pressed(app, "Pause")
    fake.play(60)
    app.run()
    pressed(app, "Go on")
    fake.play(5.5)
    app.run()
    fake.play(3)  # the rest
    app.run()
    fake.source.bodies = [seen(mirrored_knee_to_chest())]
    fake.play(11)
    app.run()
    pressed(app, "Skip")  # the right side
    fake.play(30 + 31)  # how it is done is told first
    app.run()
    assert "All done" in words(app)
    fake.playing = False
    app.run()
    text = words(app)
    assert [s.value for s in app.subheader] == ["What you held"]
    rows = [line for line in text.splitlines() if line.startswith("|")][2:]
    assert rows[0].startswith("| Bridge |  | 10 s | 1")
    assert rows[0].endswith("| ✓ |")
    assert rows[1].startswith("| Single knee to chest | left | 10 s | 1")
    assert rows[2] == "| Single knee to chest | right | 10 s | skipped |  |"
    assert rows[3] == "| Belly breathing |  | 30 s | 30 s | ✓ |"
    assert "30 s of it are timed, not seen." in text
    storage.writer().flush()
    records = storage.history().holds()
    assert {r.routine_id for r in records} == {"short"}
    assert len({r.session_id for r in records}) == 1
    pressed(app, "Practise it again")
    assert len(app.subheader) == 0
    assert choices.settings().load()["last_routine"] == "short"


def mirrored_knee_to_chest() -> Figure:
    """The left knee drawn in."""
    return replace(KNEE_TO_CHEST, active=KNEE_TO_CHEST.other, other=KNEE_TO_CHEST.active)


def test_a_routine_stopped_midway_can_go_on_or_begin_anew(fake: FakeCamera, short: str) -> None:
    app = run(practise_page, routine=short)
    assert "Begin anew" not in [b.label for b in app.button]
    fake.play(0.5)
    app.run()
    fake.playing = False
    app.run()
    assert "Begin anew" not in [b.label for b in app.button]  # got nowhere yet
    fake.play(16)
    app.run()
    fake.playing = False
    app.run()
    assert [s.value for s in app.subheader] == ["What you held"]
    fake.play(0.5)
    app.run()
    assert "2 of 4" in progress(app)  # Start goes on
    fake.playing = False
    app.run()
    pressed(app, "Begin anew")
    assert len(app.subheader) == 0
    assert "Begin anew" not in [b.label for b in app.button]
    fake.play(1)
    app.run()
    assert "1 of 4" in progress(app)


def test_what_is_announced_stands_below_the_progress(fake: FakeCamera, short: str) -> None:
    app = run(practise_page, routine=short)
    fake.play(6)
    app.run()
    announced = app.session_state["live"].state.standing.words
    assert announced
    assert announced in [c.value.replace("\\", "") for c in app.caption]
