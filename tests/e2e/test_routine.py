"""A routine in a real browser, from Start to its summary: one pause, one skip, and nothing else to press."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import App
from tests.e2e.test_practice import PATIENCE_MS, saved
from tests.routines import add_routine, routine_text

pytestmark = pytest.mark.browser

ROUTINE = routine_text(
    {"stretch": "bridge", "target_s": 12, "rest_s": 3},
    {"stretch": "single_knee_to_chest", "sides": "left", "target_s": 10},
    {"stretch": "bridge", "target_s": 4},
)


@pytest.fixture
def short(tmp_path: Path) -> None:
    add_routine(tmp_path, ROUTINE)


def progress(page: Page, words: str) -> None:
    expect(page.get_by_text(re.compile(words))).to_be_visible(timeout=PATIENCE_MS)


def test_a_routine_from_start_to_summary(short: None, app: App, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{app.url}/?routine=short")
    frame = page.frame_locator("iframe").first
    frame.get_by_role("button", name="Start").click(timeout=PATIENCE_MS)
    progress(page, "1 of 3: Bridge")
    page.wait_for_timeout(3000)
    page.get_by_role("button", name="Pause").click()
    go_on = page.get_by_role("button", name="Go on")
    expect(go_on).to_be_visible(timeout=PATIENCE_MS)
    page.wait_for_timeout(1000)
    before = sum(r.held_s for r in saved(app))
    page.wait_for_timeout(4000)
    assert sum(r.held_s for r in saved(app)) == before
    go_on.click()
    progress(page, "2 of 3: Single knee to chest, left side")
    page.get_by_role("button", name="Skip").click()
    progress(page, "3 of 3: Bridge")
    expect(page.get_by_test_id("stCaptionContainer").filter(has_text="All done.")).to_be_visible(timeout=PATIENCE_MS)
    frame.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("heading", name="What you held")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("row")).to_have_count(4, timeout=PATIENCE_MS)  # tables of before may still be there
    rows = [row.inner_text().split("\t") for row in page.get_by_role("row").all()[1:]]
    assert [row[0] for row in rows] == ["Bridge", "Single knee to chest", "Bridge"]
    assert [row[2] for row in rows] == ["12 s", "10 s", "4 s"]
    assert rows[1][1:4] == ["left", "10 s", "skipped"]
    assert [row[4] for row in rows] == ["✓", "", "✓"]
    assert all(float(row[3].removesuffix(" s")) >= float(row[2].removesuffix(" s")) for row in (rows[0], rows[2]))
    records = saved(app)
    assert {(r.stretch_id, r.routine_id) for r in records} == {("bridge", "short")}
    assert all(r.finished for r in records)
    assert len({r.session_id for r in records}) == 1
    page.close()


# Counts the breaths' tones, in whatever frame: no other sound sets its pitch so.
SPY = """
window.tones = [];
const set = AudioParam.prototype.setValueAtTime;
AudioParam.prototype.setValueAtTime = function (value, when) {
  if (value === 196 || value === 294) window.tones.push(performance.now());
  return set.call(this, value, when);
};
"""


def test_breaths_are_heard_at_their_pace(app: App, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(SPY)
    page.goto(f"{app.url}/?stretch=belly_breathing")
    frame = page.frame_locator("iframe").first
    frame.get_by_role("button", name="Start").click(timeout=PATIENCE_MS)
    page.wait_for_function("window.tones.length >= 3", timeout=PATIENCE_MS)
    times_ms = page.evaluate("window.tones")
    gaps_s = sorted((b - a) / 1000 for a, b in zip(times_ms, times_ms[1:], strict=False))
    assert all(2.5 < gap < 8.0 for gap in gaps_s), gaps_s  # 4 s in and 6 s out, as far as a busy machine keeps them
    page.close()
