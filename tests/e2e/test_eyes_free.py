"""A whole routine in a real browser, by ear: one click on Start, and not another one until it is done."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from posecheck.record import HoldRecord
from posecheck.store import History
from posecheck.voice import BETWEEN_S, Entry
from tests.e2e.conftest import App
from tests.e2e.test_practice import PATIENCE_MS
from tests.e2e.test_voice import DAN, SPY
from tests.routines import add_routine, routine_text

pytestmark = pytest.mark.browser

STEPS = ({"stretch": "bridge", "target_s": 24, "rest_s": 3}, {"stretch": "bridge", "target_s": 6})
NEWS = [
    "First: Bridge.", "Good. Holding.", "Halfway.", "Five more seconds.", "Release slowly.", "Rest for 3 seconds.",
    "Once more: Bridge.", "Good. Holding.", "Release slowly.", "All done. Take a moment before you get up.",
]  # fmt: skip
NEAR_S = 0.5


@pytest.fixture
def short(tmp_path: Path) -> None:
    add_routine(tmp_path, routine_text(*STEPS))


def told(app: App) -> tuple[list[Entry], list[HoldRecord]]:
    """What the session's log says was said, and its holds in order."""
    with History.open(app.database) as history:
        holds = sorted(history.holds(), key=lambda hold: hold.start_s)
        return [entry for entry in history.log(holds[0].session_id) if entry.outcome == "said"], holds


def in_sentences(said: Iterable[str]) -> list[str]:
    """As the page hands them to the voice."""
    return [sentence + "." for words in said for sentence in words.rstrip(".").split(". ")]


def moment(hold: HoldRecord, held_s: float) -> float:
    """When a hold had been held for so long, by frame time."""
    gone = [(pause.start_s, pause.end_s - pause.start_s) for pause in hold.pauses]
    time_s = hold.start_s + held_s
    for start_s, length_s in sorted(gone):
        time_s += length_s if start_s < time_s else 0.0
    return time_s


def test_a_routine_is_done_by_ear_without_a_click_after_start(short: None, app: App, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(f"({SPY})([{DAN!r}])".replace("True", "true").replace("False", "false"))
    page.goto(f"{app.url}/?routine=short")
    page.frame_locator("iframe").first.get_by_role("button", name="Start").click(timeout=PATIENCE_MS)
    done = page.get_by_test_id("stCaptionContainer").filter(has_text="All done.")
    expect(done).to_be_visible(timeout=4 * PATIENCE_MS)
    page.wait_for_function("window.heard.some((e) => e[0] === 'end' && e[1].startsWith('Take a moment'))")
    heard = page.evaluate("window.heard")
    page.close()
    said, (first, *more) = told(app)
    # In order, one at a time, each with its sound.
    assert [entry.words for entry in said if entry.words in NEWS] == NEWS
    spoken = [event[1] for event in heard if event[0] == "say"]
    asked, news = in_sentences(entry.words for entry in said), in_sentences(NEWS)
    assert set(spoken) <= set(asked)
    assert [words for words in spoken if words in news] == news
    assert not [event for event in heard if event[0] in ("overlap", "dropped")]
    assert sum(event[0] == "tone" for event in heard) > len(NEWS)
    assert ["awake", "screen"] in heard
    # At their frame times.
    times_s = {words: next(e.time_s for e in said if e.words == words) for words in NEWS}
    assert times_s["Good. Holding."] == pytest.approx(first.start_s + 1.0, abs=NEAR_S)
    if not more[:-1]:  # the first turn was one hold: when its parts were reached can be worked out
        assert times_s["Halfway."] == pytest.approx(moment(first, 12.0), abs=NEAR_S)
        assert times_s["Five more seconds."] == pytest.approx(moment(first, 19.0), abs=NEAR_S)
        assert times_s["Release slowly."] == pytest.approx(moment(first, 24.0), abs=NEAR_S)
    corrections = [entry.time_s for entry in said if entry.words == "Press feet, rise a little."]
    assert all(b - a >= BETWEEN_S for a, b in zip(corrections, corrections[1:], strict=False))


def test_what_was_set_is_kept_over_a_reload(app: App, browser: Browser) -> None:
    page: Page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{app.url}/settings")
    page.get_by_role("radio", name="Sounds only").click(timeout=PATIENCE_MS)
    expect(page.get_by_text("Tones tell when")).to_be_visible(timeout=PATIENCE_MS)
    page.reload()
    expect(page.get_by_role("radio", name="Sounds only")).to_be_checked(timeout=PATIENCE_MS)
    page.close()
