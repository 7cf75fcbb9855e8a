"""The Review page: today, the weeks, the list."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from posecheck.desk import TALL_SEAT
from posecheck.store import History
from tests.ui.pages import hold, review_page, run, words

pytestmark = pytest.mark.usefixtures("own_storage")


def test_an_empty_history_leads_to_the_first_practice() -> None:
    app = run(review_page)
    assert "Your holds will be listed here" in words(app)
    assert [b.label for b in app.button] == ["Practise now"]


def test_the_review_shows_today_the_weeks_and_the_list() -> None:
    now = datetime.now(timezone.utc)
    with History.open() as history:
        for number, (days, side, held_s) in enumerate(
            [(0, "left", 31), (0, "right", 75), (9, "left", 20), (200, "left", 9)]
        ):
            history.save(hold(number, now - timedelta(days=days), side, held_s))
        history.save(replace(hold(9, now, "both", 12.0), stretch_id="a_lost_one", session_id="x"))
    app = run(review_page)
    assert [s.value for s in app.subheader] == ["Today", "The last 8 weeks", "Holds"]
    shown = {(m.label.replace("\\", ""), m.value) for m in app.metric}
    assert ("Half-kneeling hip flexor, right", "1 min 15 s") in shown
    assert ("a_lost_one", "12 s") in shown
    table = app.dataframe[0].value
    assert len(table) == 5
    assert set(table["Pauses"]) == {"1: Float chest over hips."}
    assert "**Half-kneeling hip flexor**" in words(app)


@pytest.mark.parametrize(
    ("changes", "words"),
    [({}, "31 s"), ({"timed_s": 31.0}, "31 s, timed, not seen"), ({"timed_s": 10.0}, "31 s, partly timed"),
     ({"repetitions": 8}, "8 times")],
)  # fmt: skip
def test_the_list_says_how_it_is_known(changes: dict[str, Any], words: str) -> None:
    with History.open() as history:
        history.save(replace(hold(0, datetime.now(timezone.utc), "left", 31), **changes))
    assert run(review_page).dataframe[0].value["Held"].tolist() == [words]


def test_the_tall_seat_is_no_practice() -> None:
    with History.open() as history:
        history.save(replace(hold(1, datetime.now(timezone.utc), "both", 5), stretch_id=TALL_SEAT))
    assert "first practice" in words(run(review_page))
