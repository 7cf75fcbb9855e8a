"""A whole routine in a real browser, by ear: one click on Start, and not another one until it is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from bench.webcam import clip_images, webcam_flags, write_y4m
from posecheck.record import HoldRecord
from posecheck.store import History
from posecheck.voice import BETWEEN_S, PRAISE, Entry
from tests.e2e.conftest import App, chromium
from tests.e2e.test_practice import PATIENCE_MS
from tests.e2e.test_voice import DAN, SPY
from tests.routines import add_routine, routine_text

pytestmark = pytest.mark.browser

STEPS = ({"stretch": "bridge", "target_s": 24, "rest_s": 3}, {"stretch": "bridge", "target_s": 6})
NEWS = [
    "First: Bridge.", "Good. Holding.", "Halfway.", "Five more seconds.", "Release slowly.", "Rest for 3 seconds.",
    "Once more: Bridge.", "Good. Holding.", "Release slowly.", "All done. Take a moment before you get up.",
    "You held 30 seconds in all.",
]  # fmt: skip
NEAR_S, SETTLE_S = 0.5, 1.0


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


def moment(holds: list[HoldRecord], held_s: float) -> float:
    """When holds had been held for so long together, by frame time."""
    earlier_s = 0.0
    for hold in holds:
        if earlier_s + hold.held_s < held_s:
            earlier_s += hold.held_s
            continue
        time_s = hold.start_s + max(SETTLE_S, held_s - earlier_s)  # before that it might not count
        for pause in hold.pauses:
            time_s += pause.end_s - pause.start_s if pause.start_s < time_s else 0.0
        return time_s
    raise AssertionError(f"only {earlier_s} s were held")


@pytest.fixture
def browser(playwright: Playwright, tmp_path: Path) -> Iterator[Browser]:
    """Its webcam shows somebody in a bridge for ten seconds, then with the hips down for six, over and over."""
    images = clip_images(6.0, 10.0, 15) + clip_images(1.0, 6.0, 15, back_and_forth=True)
    write_y4m(tmp_path / "webcam.y4m", images, 15)
    with chromium(playwright, *webcam_flags(tmp_path / "webcam.y4m")) as started:
        yield started


# Tells, in whatever frame, that the page hears its clicks: it looks for new frames every second, and nobody is so quick
# that Start is clicked before.
LISTENED = """
const listen = EventTarget.prototype.addEventListener;
EventTarget.prototype.addEventListener = function (type, ...rest) {
  if (type === 'pointerup' && this === document) window.listened = true;
  return listen.call(this, type, ...rest);
};
"""


def test_a_routine_is_done_by_ear_without_a_click_after_start(short: None, app: App, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(f"({SPY})([{DAN!r}])".replace("True", "true").replace("False", "false"))
    page.add_init_script(LISTENED)
    page.goto(f"{app.url}/?routine=short")
    start = page.frame_locator("iframe").first.get_by_role("button", name="Start")
    expect(start).to_be_visible(timeout=PATIENCE_MS)
    inside = next(frame for frame in page.frames if "webrtc" in frame.url)
    inside.wait_for_function("window.listened", timeout=PATIENCE_MS)
    start.click()
    done = page.get_by_test_id("stCaptionContainer").filter(has_text="All done.")
    expect(done).to_be_visible(timeout=4 * PATIENCE_MS)
    page.wait_for_function("window.heard.some((e) => e[0] === 'end' && e[1].startsWith('You held 30 seconds'))")
    expect(page.get_by_role("heading", name="What you held")).to_be_visible(timeout=PATIENCE_MS)
    heard = page.evaluate("window.heard")
    page.close()
    said, holds = told(app)
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
    assert times_s["Good. Holding."] == pytest.approx(holds[0].start_s + SETTLE_S, abs=NEAR_S)
    for words, held_s in (("Halfway.", 12.0), ("Five more seconds.", 19.0), ("Release slowly.", 24.0)):
        assert times_s[words] == pytest.approx(moment(holds, held_s), abs=NEAR_S), words
    # Corrections keep their distance, and what was put right is praised.
    corrections = [entry.time_s for entry in said if entry.words == "Press feet, rise a little."]
    assert len(corrections) >= 2
    assert PRAISE in [entry.words for entry in said]
    assert all(b - a >= BETWEEN_S for a, b in zip(corrections, corrections[1:], strict=False))


def test_what_was_set_is_kept_over_a_reload(app: App, browser: Browser) -> None:
    page: Page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{app.url}/settings")
    page.get_by_role("radio", name="Sounds only").click(timeout=PATIENCE_MS)
    expect(page.get_by_text("Tones tell when")).to_be_visible(timeout=PATIENCE_MS)
    page.reload()
    expect(page.get_by_role("radio", name="Sounds only")).to_be_checked(timeout=PATIENCE_MS)
    page.close()
