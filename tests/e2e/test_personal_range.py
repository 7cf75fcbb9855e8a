"""The own range in a real browser: taken by ear, kept, aimed at, forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from bench.webcam import webcam_flags, write_y4m
from posecheck.cli.check import read_picture
from posecheck.store import History
from tests.conftest import FIXTURES
from tests.e2e.conftest import App, chromium
from tests.e2e.test_practice import PATIENCE_MS, wait_until_held

pytestmark = pytest.mark.browser

FPS = 15
DRAWN_IN, LYING = "single_knee_to_chest_R_good1_side", "constructive_rest_both_good2_side"


@pytest.fixture
def browser(playwright: Playwright, tmp_path: Path) -> Iterator[Browser]:
    """Its webcam shows somebody who draws the right knee in for nine seconds, lets go for five, over and over."""
    drawn_in, lying = (read_picture(FIXTURES / "pictures" / f"{name}.jpg") for name in (DRAWN_IN, LYING))
    assert drawn_in.shape == lying.shape
    write_y4m(tmp_path / "webcam.y4m", [drawn_in] * 9 * FPS + [lying] * 5 * FPS, FPS)
    with chromium(playwright, *webcam_flags(tmp_path / "webcam.y4m")) as started:
        yield started


def start(page: Page) -> None:
    page.frame_locator("iframe").first.get_by_role("button", name="Start").click(timeout=PATIENCE_MS)


def stop(page: Page) -> None:
    page.frame_locator("iframe").first.get_by_role("button", name="Stop").click()


def test_a_range_is_taken_aimed_at_and_forgotten(app: App, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{app.url}/settings")
    expect(page.get_by_role("heading", name="Your own range")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_text("Aim at 80 % of my own range").click()
    page.get_by_role("button", name="Take it").first.click()
    expect(page.get_by_role("heading", name="Your own range: Knee to chest")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("radio", name="Right").click()
    start(page)
    # No click from here on until the three tries are done.
    expect(page.get_by_text("on ", exact=False).filter(has_text="tries:")).to_be_visible(timeout=3 * PATIENCE_MS)
    stop(page)
    with History.open(app.database) as history:
        (kept,) = history.baselines()
        assert history.holds() == []
    assert (kept.check_id, kept.side, len(kept.tries)) == ("range_knee_to_chest", "right", 3)
    assert 90.0 < kept.value < 130.0
    # The stretch aims at it, and says so.
    aimed = f"{round(0.8 * kept.value)}°"
    page.goto(f"{app.url}/?stretch=single_knee_to_chest")
    page.get_by_role("radio", name="Right").click(timeout=PATIENCE_MS)
    expect(page.get_by_text(f"Aiming at 80 % of your own range: {aimed}.")).to_be_visible(timeout=PATIENCE_MS)
    start(page)
    wait_until_held(page, 0)
    expect(page.get_by_text(f"{aimed.removesuffix('°')} to 130°")).to_be_visible(timeout=PATIENCE_MS)
    stop(page)
    # Forgotten, the stretch has its own target back.
    page.goto(f"{app.url}/settings")
    page.get_by_role("button", name="Forget it").click(timeout=PATIENCE_MS)
    expect(page.get_by_role("button", name="Forget it")).to_have_count(0, timeout=PATIENCE_MS)
    with History.open(app.database) as history:
        assert history.baselines() == []
    page.goto(f"{app.url}/?stretch=single_knee_to_chest")
    expect(page.get_by_text("Your own range was not taken for this stretch")).to_be_visible(timeout=PATIENCE_MS)
    page.close()
