"""The whole loop in a real browser: webcam, skeleton, clock, history."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, Playwright, expect

from posecheck.drawing.palette import IN_PLACE
from posecheck.record import HoldRecord
from posecheck.store import History
from tests.e2e.conftest import App, chromium

pytestmark = pytest.mark.browser

PATIENCE_MS = 90_000

# Pixels of the skeleton's colour where the thigh of the bridge is, above the mat.
COUNT = """
([r, g, b]) => {
  const video = document.querySelector('video');
  if (!video || !video.videoWidth) return 0;
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  const pen = canvas.getContext('2d');
  pen.drawImage(video, 0, 0);
  const [w, h] = [canvas.width, canvas.height];
  const data = pen.getImageData(w * 0.3, h * 0.3, w * 0.4, h * 0.2).data;
  let found = 0;
  for (let i = 0; i < data.length; i += 4)
    if (Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) < 90) found++;
  return found;
}
"""


def start(page: Page, app: App) -> FrameLocator:
    page.goto(f"{app.url}/?stretch=bridge")
    frame = page.frame_locator("iframe").first
    frame.get_by_role("button", name="Start").click(timeout=PATIENCE_MS)
    return frame


def held_s(page: Page) -> float:
    text = page.get_by_test_id("stMetricValue").first.inner_text(timeout=PATIENCE_MS)
    match = re.match(r"(\d+) s$", text)
    assert match, text
    return float(match[1])


def wait_until_held(page: Page, seconds: float) -> None:
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while held_s(page) < seconds:
        assert time.monotonic() < deadline, f"only {held_s(page)} s held"
        page.wait_for_timeout(500)


def saved(app: App) -> list[HoldRecord]:
    with History.open(app.database) as history:
        return history.holds()


def test_from_the_webcam_to_the_review_page(app: App, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    frame = start(page, app)
    expect(page.get_by_text("not medical advice")).to_have_count(0, timeout=PATIENCE_MS)
    frame.locator("video").wait_for(timeout=PATIENCE_MS)
    wait_until_held(page, 4)
    inside = next(f for f in page.frames if "webrtc" in f.url)
    assert inside.evaluate(COUNT, list(IN_PLACE)) > 150
    before = held_s(page)
    wait_until_held(page, before + 2)
    frame.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("You find it again under Review")).to_be_visible(timeout=PATIENCE_MS)
    (record,) = saved(app)
    assert (record.stretch_id, record.side, record.finished) == ("bridge", "both", True)
    assert record.held_s >= before + 2
    assert record.measures["hip_flexion.right"].mean == pytest.approx(0, abs=15)
    page.get_by_role("link", name="Review").click()
    expect(page.get_by_role("heading", name="This week")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("cell", name="Bridge").first).to_be_visible(timeout=PATIENCE_MS)
    page.close()


def test_a_killed_process_keeps_every_credited_second(app: App, browser: Browser) -> None:
    page = browser.new_page()
    start(page, app)
    wait_until_held(page, 5)
    shown_s = held_s(page)
    app.process.kill()
    app.process.wait(30)
    (record,) = saved(app)
    assert not record.finished
    assert record.held_s > shown_s - 1.0
    page.close()


def test_a_closed_tab_finishes_the_hold(app: App, browser: Browser) -> None:
    page = browser.new_page()
    start(page, app)
    wait_until_held(page, 3)
    page.close()
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not all(r.finished for r in saved(app)):
        assert time.monotonic() < deadline, "the hold was never finished"
        time.sleep(0.5)
    assert saved(app)[0].held_s >= 3.0


def test_a_refused_camera_says_what_to_do(app: App, playwright: Playwright) -> None:
    with chromium(playwright, "--use-fake-device-for-media-stream", "--deny-permission-prompts") as browser:
        page = browser.new_page()
        frame = start(page, app)
        expect(page.get_by_text("The camera is not allowed")).to_be_visible(timeout=PATIENCE_MS)
        expect(frame.get_by_text("NotAllowedError")).to_be_hidden()
        page.close()


def test_no_camera_says_what_to_do(app: App, playwright: Playwright) -> None:
    with chromium(playwright, "--use-fake-ui-for-media-stream") as browser:
        page = browser.new_page()
        start(page, app)
        expect(page.get_by_text("find a camera")).to_be_visible(timeout=PATIENCE_MS)
        page.close()
