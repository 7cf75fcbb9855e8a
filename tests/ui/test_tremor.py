"""Tremor practice on the pages: asked and taught first, seldom enough, without scores."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import streamlit as st

from posecheck.catalog import BUILT_IN, load_catalog
from posecheck.programme import Done
from posecheck.record import HoldRecord
from posecheck.routine import Turn
from posecheck.store import History
from posecheck.ui import choices, running, storage, tremor_past
from tests.routines import add_routine, routine_text
from tests.ui.pages import FakeCamera, hold, practise_page, pressed, review_page, run, words

pytestmark = pytest.mark.usefixtures("own_storage")


def test_tremor_practice_asks_and_teaches_first(fake: FakeCamera) -> None:
    app = run(practise_page, stretch="tremor_practice")
    assert "Before the first session" in words(app)
    choices.settings().update(screening=["seizures"])
    app.run()
    assert "Not for you just now." in words(app)
    choices.settings().update(screening=[])
    app.run()
    text = words(app)
    assert "To stop at once: stretch both legs long" in text
    assert "3 minutes each" in text
    fake.play(52)  # how it is done is told first
    app.run()
    assert "Timed, not seen" in words(app)
    fake.playing = False
    app.run()
    assert "Target reached" not in words(app)
    assert "| both | 3" in words(app)
    storage.writer().flush()
    (record,) = storage.history().holds()
    assert record.timed_s == pytest.approx(record.held_s)
    pressed_anew = run(practise_page, stretch="tremor_practice")
    assert "Two days between sessions" in words(pressed_anew)


def tremor_hold(number: int, session: str, began: datetime, held_s: float, **changes: Any) -> HoldRecord:
    record = hold(number, began, "both", held_s)
    return replace(record, session_id=session, stretch_id="tremor_practice", target_s=20.0, **changes)


NOON = datetime(2026, 3, 4, 12, tzinfo=timezone.utc)


def test_the_holds_of_a_session_count_as_one() -> None:
    later = NOON + timedelta(seconds=200)
    (past,) = tremor_past.sessions([tremor_hold(1, "a", NOON, 25), tremor_hold(2, "a", later, 20)], timezone.utc)
    assert past.seconds == 45
    assert past.started_at + timedelta(seconds=past.seconds) == later + timedelta(seconds=20)


def test_short_sessions_of_one_day_count_together_and_of_two_days_do_not() -> None:
    morning, evening, next_day = NOON, NOON + timedelta(hours=8), NOON + timedelta(hours=24)
    short = [tremor_hold(1, "a", morning, 20), tremor_hold(2, "b", evening, 20), tremor_hold(3, "c", next_day, 20)]
    assert sorted(p.seconds for p in tremor_past.sessions(short, timezone.utc)) == [20, 40]
    whole = [tremor_hold(1, "a", morning, 30), tremor_hold(2, "b", evening, 20)]
    assert sorted(p.seconds for p in tremor_past.sessions(whole, timezone.utc)) == [20, 30]


def test_many_holds_are_not_many_sessions() -> None:
    long_ago = datetime.now(timezone.utc) - timedelta(days=300)
    with History.open() as history:
        for number in range(5):
            history.save(tremor_hold(number, "one", long_ago + timedelta(seconds=60 * number), 40))
    assert tremor_past.allowed(load_catalog()).longest_s == 180.0


def test_many_holds_hide_no_session() -> None:
    now = datetime.now(timezone.utc)
    with History.open() as history:
        history.save(tremor_hold(0, "yesterday", now - timedelta(hours=24), 60))
        for number in range(1, 121):
            history.save(tremor_hold(number, f"s{number}", now - timedelta(minutes=number), 0.1))
    assert not tremor_past.allowed(load_catalog()).open


def test_three_sessions_long_ago_are_still_three() -> None:
    now = datetime.now(timezone.utc)
    with History.open() as history:
        for number in (1, 2, 3):
            history.save(tremor_hold(number, f"s{number}", now - timedelta(days=300 * number), 60))
    assert tremor_past.allowed(load_catalog()).longest_s == 600.0


def test_an_own_tremor_practice_counts_as_well(tmp_path: Path) -> None:
    (tmp_path / "stretches").mkdir()
    text = (
        (BUILT_IN / "tremor_practice.toml").read_text(encoding="utf-8").replace('"tremor_practice"', '"my_tremor"', 1)
    )
    (tmp_path / "stretches" / "my_tremor.toml").write_text(text, encoding="utf-8")
    with History.open() as history:
        began = datetime.now(timezone.utc) - timedelta(days=1)
        history.save(replace(tremor_hold(1, "own", began, 60), stretch_id="my_tremor"))
    assert not tremor_past.allowed(load_catalog()).open


def test_tremor_practice_has_no_scores() -> None:
    now = datetime.now(timezone.utc)
    with History.open() as history:
        history.save(tremor_hold(1, "a", now, 90, timed_s=90.0))
    app = run(review_page)
    assert "1 min 30 s, timed | 1 | not scored |" in words(app)
    assert "✓" not in words(app)
    assert "Nothing to chart yet." in words(app)
    tremor, bridge = load_catalog().get("tremor_practice"), load_catalog().get("bridge")
    assert "✓" not in running._outcome_row(Done(Turn(tremor, None, 180.0), 180.0, False))
    assert "✓" in running._outcome_row(Done(Turn(bridge, None, 30.0), 30.0, False))


def test_tremor_practice_is_not_repeated_and_its_summary_stays(fake: FakeCamera) -> None:
    choices.settings().update(screening=[])
    now = datetime.now(timezone.utc)
    with History.open() as history:
        for number in (1, 2):  # with the third, longer ones may follow
            history.save(tremor_hold(number, f"s{number}", now - timedelta(days=4 * number), 60))
    app = run(practise_page, stretch="tremor_practice")
    app.number_input[0].set_value(300).run()
    fake.play(60)
    app.run()
    fake.playing = False
    app.run()
    storage.writer().flush()
    for _ in range(2):
        app.run()
        assert [s.value for s in app.subheader] == ["This practice"]
    pressed(app, "Begin anew")
    assert "Two days between sessions" in words(app)


def test_in_a_routine_tremor_practice_is_not_repeated(fake: FakeCamera, tmp_path: Path) -> None:
    choices.settings().update(screening=[])
    steps = {"stretch": "tremor_practice", "rest_s": 180}, {"stretch": "belly_breathing"}
    add_routine(tmp_path, routine_text(*steps))
    app = run(practise_page, routine="short")
    fake.play(12)
    app.run()
    assert "Skip" in [b.label for b in app.button]
    assert "Repeat" not in [b.label for b in app.button]
    for _ in range(2):  # the practice, its rest
        pressed(app, "Skip")
    assert "Repeat" in [b.label for b in app.button]


def test_how_to_stop_is_taught_until_it_begins(fake: FakeCamera) -> None:
    choices.settings().update(screening=[])
    app = run(practise_page, stretch="tremor_practice")
    app.run()
    assert "To stop at once: stretch both legs long" in words(app)


def test_forgotten_answers_close_tremor_practice_again(fake: FakeCamera) -> None:
    choices.settings().update(screening=[])
    assert "To stop at once" in words(run(practise_page, stretch="tremor_practice"))
    choices.settings().update(screening=None)
    assert "Before the first session" in words(run(practise_page, stretch="tremor_practice"))


@pytest.mark.parametrize(("answers", "told"), [(["seizures"], "Not for you"), (None, "Before the first session")])
def test_tremor_practice_that_was_stopped_heeds_new_answers(fake: FakeCamera, answers: Any, told: str) -> None:
    choices.settings().update(screening=[])
    app = run(practise_page, stretch="tremor_practice")
    fake.play(12)
    app.run()
    fake.playing = False
    app.run()
    choices.settings().update(screening=answers)
    time_s = fake.time_s
    fake.play(5)
    app.run()
    assert told in words(app)
    assert fake.time_s == time_s  # no camera


def test_the_questions_are_one_click_away(fake: FakeCamera, monkeypatch: pytest.MonkeyPatch) -> None:
    went: list[object] = []
    monkeypatch.setattr(st, "switch_page", went.append)
    app = run(practise_page, {"pages": {"library": "the library"}}, stretch="tremor_practice")
    pressed(app, "Go to the questions")
    assert went == ["the library"]
    assert app.session_state["kept"]["library-section"] == "About you"
