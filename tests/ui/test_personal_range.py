"""The own range on the pages: taken by three tries, aimed at, taken again, forgotten."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from posecheck.record import Baseline
from posecheck.store.settings import settings_file
from posecheck.stretch import LimbPose
from posecheck.ui import personal_range, storage
from posecheck.ui.choices import settings
from posecheck.ui.personal_range import AIMS, PUT_OFF, TAKING
from posecheck.ui.screening import SCREENING
from tests.bodies import LYING, Script, figure, seen
from tests.ui.pages import FakeCamera, practise_page, pressed, review_page, run, words

pytestmark = pytest.mark.usefixtures("own_storage")

KNEE, HANG, BRIDGE = "range_knee_to_chest", "range_hang", "range_bridge"
LONG = LimbPose(hip_flexion=2, knee_flexion=4)
NOW = datetime.now(timezone.utc)


def settings_page() -> None:
    from posecheck.ui import settings_page

    settings_page.page()


def base(check_id: str, side: str, *values: float, days_ago: int = 0) -> None:
    storage.history().save_baseline(Baseline(check_id, side, NOW - timedelta(days=days_ago), values))


def chosen(**given: object) -> None:
    """What the settings file says."""
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text(json.dumps(given), encoding="utf-8")


def try_once(app: AppTest, fake: FakeCamera, hip_deg: float) -> None:
    fake.source.bodies = [seen(figure(-90, LimbPose(hip_flexion=hip_deg, knee_flexion=122), LONG))]
    fake.play(8)
    app.run()
    fake.source.bodies = [seen(LYING)]
    fake.play(12)
    app.run()
    assert not app.exception, app.exception


def taken(app: AppTest, fake: FakeCamera, *reached: float) -> AppTest:
    """The right side's tries, from lying down to the end."""
    fake.source = Script(seen(LYING))
    fake.play(10)
    app.run()
    for hip_deg in reached:
        try_once(app, fake, hip_deg)
    return app


def test_a_range_is_taken_kept_and_no_practice(fake: FakeCamera) -> None:
    app = run(practise_page, {TAKING: KNEE}, stretch="bridge")
    assert app.title[0].value == "Your own range: Knee to chest"
    assert "Never push" in words(app)
    app.segmented_control[0].set_value("Right").run()
    app = taken(app, fake, 98, 102, 106)
    assert "**Right: 102°**" in words(app)
    assert "Another time up to 11° more or less" in words(app)  # 1.96 · √2 · 4°
    (kept,) = storage.history().baselines()
    assert (kept.check_id, kept.side) == (KNEE, "right")
    assert kept.tries == pytest.approx((98, 102, 106), abs=1.5)
    app.run()  # drawn again, not kept again
    fake.playing = False
    app.run()
    assert len(storage.history().baselines()) == 1
    storage.writer().flush()
    assert storage.history().holds() == []
    app = pressed(app, "Back to practice")
    assert app.title[0].value == "Bridge"
    assert "first practice" in words(run(review_page))


def test_too_few_tries_are_said_and_not_kept(fake: FakeCamera) -> None:
    app = run(practise_page, {TAKING: KNEE})
    app.segmented_control[0].set_value("Right").run()
    app = taken(app, fake, 100)
    fake.playing = False
    app.run()
    assert "Right: 1 of 3 tries could be read" in words(app)
    assert storage.history().baselines() == []


def test_the_own_range_is_aimed_at_where_that_is_wanted(fake: FakeCamera) -> None:
    base(KNEE, "left", 99, 100, 101)
    base(KNEE, "right", 94, 95, 96)
    link = {"stretch": "single_knee_to_chest"}
    assert "own range" not in words(run(practise_page, **link))
    chosen(**{AIMS: True})
    app = run(practise_page, **link)
    assert "Aiming at 80 % of your own range, of the side that goes less far: 76°." in words(app)
    app.segmented_control(key="side-single_knee_to_chest").set_value("Left").run()
    assert "Aiming at 80 % of your own range: 80°." in words(app)
    fake.source = Script(seen(figure(-90, LONG, LimbPose(hip_flexion=85, knee_flexion=122))))
    fake.play(6)
    app.run()
    assert [(m.label, m.value) for m in app.metric][0] == ("Held so far, left", "5 s")
    assert "| ✓ | Knee drawn in (left) | 85° | 80 to 130° |" in words(app)
    # Forgotten, it is as it was.
    settings = pressed(run(settings_page), "Forget it")
    assert "100°" not in words(settings)
    assert storage.history().baselines() == []
    assert "was not taken for this stretch" in words(run(practise_page, **link))


def test_a_routine_aims_side_by_side(fake: FakeCamera, short: str) -> None:
    base(KNEE, "left", 100, 100, 100)
    base(KNEE, "right", 90, 90, 90)
    chosen(**{AIMS: True})
    app = run(practise_page, routine=short)
    turns = app.session_state["asked"].turns
    aims = [turn.stretch.check("knee_drawn_in").target[0] for turn in turns if turn.side]
    assert aims == [80.0, 72.0]


def test_the_settings_tell_each_side_and_what_changed(fake: FakeCamera) -> None:
    base(KNEE, "left", 90, 91, 92, days_ago=60)
    base(KNEE, "left", 104, 105, 106)
    base(KNEE, "right", 80, 100, 95)
    base(HANG, "left", -2, 3, 4)
    app = run(settings_page)
    text = words(app)
    assert "**Left: 105°**" in text
    assert "About the same as on" in text, "with tries 20° apart on the other side, 14° are no change"
    assert "tries are 20° apart" in text
    assert "tries: −2°, 3°, 4°" in text
    assert "It needs a firm, stable bed." in text
    labels = [b.label for b in app.button]
    assert labels.count("Take it again") == 2
    assert labels.count("Take it") == 1
    app.toggle(key="range-aims").set_value(True).run()
    assert json.loads(settings_file().read_text())[AIMS] is True


def test_who_should_leave_it_out_is_not_offered_it(fake: FakeCamera) -> None:
    chosen(**{SCREENING: ["hip_replacement"]})
    app = run(settings_page)
    assert not [b.label for b in app.button if b.label.startswith("Take it")]
    assert "after a hip replacement" in words(app)


def test_after_six_weeks_one_is_reminded_once_and_quietly(fake: FakeCamera) -> None:
    base(BRIDGE, "both", 5, 6, 7, days_ago=40)
    assert "weeks old" not in words(run(practise_page))
    base(HANG, "left", 5, 6, 7, days_ago=43)
    app = run(practise_page)
    assert "Your own range is some weeks old" in words(app)
    assert "weeks old" not in words(pressed(app, "Not now"))
    until = date.fromisoformat(json.loads(settings_file().read_text())[PUT_OFF])
    assert until > NOW.date() + timedelta(days=40)
    for odd in ("soon", 3, None):
        chosen(**{PUT_OFF: odd})
        assert "weeks old" in words(run(practise_page))


def test_what_cannot_be_written_is_said(fake: FakeCamera, monkeypatch: pytest.MonkeyPatch) -> None:
    from posecheck.errors import StoreError

    def full(*given: object, **named: object) -> None:
        raise StoreError("The disk is full.")

    app = run(practise_page, {TAKING: KNEE})
    app.segmented_control[0].set_value("Right").run()
    history = storage.history()
    monkeypatch.setattr(type(history), "save_baseline", full)
    assert "The disk is full." in words(taken(app, fake, 98, 102, 106))
    monkeypatch.setattr(type(history), "baselines", full)
    assert personal_range.taken() == []
    monkeypatch.setattr(type(settings()), "update", full)
    app = run(settings_page)
    assert "The disk is full." in words(app.toggle(key="range-aims").set_value(True).run())


def test_the_button_leads_to_the_practise_page(fake: FakeCamera, monkeypatch: pytest.MonkeyPatch) -> None:
    gone: list[object] = []
    monkeypatch.setattr(st, "switch_page", gone.append)
    app = run(settings_page, {"pages": {"practise": "practise"}})
    app = pressed(app, "Take it")
    assert gone == ["practise"]
    assert app.session_state[TAKING] == KNEE
