"""The desk reminder: off unless asked for, and said when it is time."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from posecheck.ui import reminder
from posecheck.ui.choices import settings


def page() -> None:
    from posecheck.ui import reminder

    reminder.offer()
    reminder.watch()


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    return app


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    time_s = [1000.0]
    monkeypatch.setattr(reminder, "_now_s", lambda: time_s[0])
    return time_s


def test_nobody_is_reminded_unasked(clock: list[float]) -> None:
    app = run(AppTest.from_function(page))
    clock[0] += 9 * 3600
    assert len(run(app).toast) == 0
    assert len(app.slider) == 0


def test_who_asks_is_reminded_when_it_is_time_and_not_again_at_once(clock: list[float]) -> None:
    app = run(AppTest.from_function(page))
    app.toggle[0].set_value(True)
    run(app)
    assert settings().load()[reminder.EVERY_MIN] == 30
    clock[0] += 29 * 60
    assert len(run(app).toast) == 0
    clock[0] += 61
    assert "desk reset" in run(app).toast[0].value
    clock[0] += 60
    assert len(run(app).toast) == 0


def test_how_often_can_be_chosen_and_switched_off(clock: list[float]) -> None:
    app = run(AppTest.from_function(page))
    app.toggle[0].set_value(True)
    run(app)
    app.slider[0].set_value(60)
    run(app)
    assert settings().load()[reminder.EVERY_MIN] == 60
    app.toggle[0].set_value(False)
    run(app)
    clock[0] += 9 * 3600
    assert len(run(app).toast) == 0
