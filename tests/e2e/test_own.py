"""From a held position to a stretch of one's own that is practised at once, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from posecheck.catalog import load_catalog
from tests.e2e.conftest import App
from tests.e2e.test_practice import PATIENCE_MS, saved, wait_until_held

pytestmark = pytest.mark.browser


def start(page: Page) -> None:
    page.frame_locator("iframe").first.get_by_role("button", name="Start").click(timeout=PATIENCE_MS)


def test_a_position_held_becomes_a_stretch_that_counts(app: App, browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    cameras = list[str]()
    page.on("framenavigated", lambda frame: cameras.append(frame.url) if "webrtc" in frame.url else None)
    page.goto(f"{app.url}/library")
    page.get_by_text("Your own", exact=True).click(timeout=PATIENCE_MS)
    expect(page.get_by_text("No click is needed")).to_be_visible(timeout=PATIENCE_MS)
    start(page)
    # No click from here on until the position was recorded.
    name = page.get_by_label("Name", exact=True)
    expect(name).to_be_visible(timeout=PATIENCE_MS)
    assert len(cameras) == 1, "made anew, the camera's frame loses a click on Start"
    expect(page.get_by_text("Trunk inclination (degrees)")).to_be_visible()
    name.fill("Evening bridge")
    name.press("Enter")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(re.compile("Evening bridge” is saved"))).to_be_visible(timeout=PATIENCE_MS)
    stretch = load_catalog(tmp_path / "stretches").stretches["evening_bridge"]
    assert not stretch.sided
    assert stretch.position == "supine"
    low, high = stretch.checks[0].target
    assert low is not None
    assert high is not None
    assert low < -118 < high
    page.get_by_role("button", name="Practise it now").click()
    expect(page.get_by_role("heading", name="Evening bridge")).to_be_visible(timeout=PATIENCE_MS)
    start(page)
    wait_until_held(page, 3)
    page.frame_locator("iframe").first.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("You find it again under Review")).to_be_visible(timeout=PATIENCE_MS)
    assert {record.stretch_id for record in saved(app)} == {"evening_bridge"}
    page.close()
