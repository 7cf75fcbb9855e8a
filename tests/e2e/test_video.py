"""A recording in a real browser: handed in, gone through, watched, saved, found again under Review."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, Playwright, expect

from posecheck.record import VIDEO
from posecheck.store import History
from posecheck.ui.video_files import PREFIX
from tests.conftest import FIXTURES
from tests.e2e.conftest import App, chromium, running_app
from tests.e2e.test_accessibility import serious, settle

pytestmark = pytest.mark.browser

PATIENCE_MS = 120_000
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
CLIP = FIXTURES / "clips" / "bridge.mp4"
PLAYS = """(video) => new Promise((resolve) => {
  const look = () => (video.readyState >= 2 && video.videoWidth > 0) || video.error ? resolve(video.error === null)
    : setTimeout(look, 100);
  look();
})"""


@pytest.fixture
def app(tmp_path: Path, pose_model_path: Path) -> Iterator[App]:
    with running_app(tmp_path, TMPDIR=str(tmp_path)) as started:
        yield started
    assert list(tmp_path.glob(f"{PREFIX}*")) == [], "the app has stopped, and no clip is left"


@pytest.fixture
def page(app: App, playwright: Playwright) -> Iterator[Page]:
    """The Video page, before anything is handed in."""
    with chromium(playwright) as browser:
        opened = browser.new_page(viewport={"width": 1280, "height": 900})
        opened.goto(f"{app.url}/video")
        expect(opened.get_by_test_id("stFileUploader")).to_be_visible(timeout=PATIENCE_MS)
        yield opened


def hand_in(page: Page, file: Path) -> None:
    page.locator("input[type=file]").set_input_files(file)


def choose(page: Page, stretch: str) -> None:
    page.get_by_role("combobox", name="What is practised in it").click()
    page.get_by_role("option", name=stretch, exact=True).click()
    page.wait_for_timeout(1500)  # Streamlit loses a file dropped while it draws the page anew; nobody is that quick


def test_a_clip_is_gone_through_watched_and_saved(app: App, page: Page) -> None:
    choose(page, "Bridge")
    hand_in(page, CLIP)
    expect(page.get_by_text("Looked through up to")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("heading", name="One hold of 20")).to_be_visible(timeout=PATIENCE_MS)
    video = page.locator("video")
    assert video.evaluate(PLAYS), "H.264 that this browser plays"
    assert 27.0 < video.evaluate("(video) => video.duration") < 29.0
    with page.expect_download() as report:
        page.get_by_role("button", name="Report", exact=True).click()
    assert report.value.suggested_filename == "bridge-report.html"
    page.get_by_text("Report: timeline, angles, pictures").click()
    frame = page.frame_locator("iframe[title='Report on bridge.mp4']")
    expect(frame.get_by_role("heading", name="bridge.mp4")).to_be_visible(timeout=PATIENCE_MS)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        settle(page)
        assert serious(page) == [], scheme
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved: 1 hold on")).to_be_visible(timeout=PATIENCE_MS)
    with History.open(app.database) as history:
        (record,) = history.holds()
        assert (record.stretch_id, record.origin, round(record.held_s)) == ("bridge", VIDEO, 20)
        assert history.trace(record.id)
    page.get_by_role("link", name="Review").click()
    expect(page.get_by_text("from video").first).to_be_visible(timeout=PATIENCE_MS)


def test_a_text_is_no_clip_and_nothing_else_is_lost(page: Page, tmp_path: Path) -> None:
    choose(page, "Bridge")
    (tmp_path / "text.mp4").write_text("This is a text.", encoding="utf-8")
    hand_in(page, tmp_path / "text.mp4")
    expect(page.get_by_text("text.mp4 is not a video that can be read")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("combobox", name="What is practised in it")).to_have_value("Bridge")
    hand_in(page, CLIP)
    page.get_by_role("button", name="Stop").click(timeout=PATIENCE_MS)
    expect(page.get_by_role("button", name="Choose another clip")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text("text.mp4")).to_have_count(0)


def test_it_goes_on_on_other_pages_which_say_when_it_is_done(page: Page) -> None:
    choose(page, "Bridge")
    hand_in(page, CLIP)
    expect(page.get_by_role("button", name="Stop")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("link", name="Library").click()
    expect(page.get_by_text("bridge.mp4 is looked through: see Video.")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("link", name="Video").click()
    expect(page.get_by_role("heading", name="One hold of 20")).to_be_visible(timeout=PATIENCE_MS)


def test_when_the_tab_is_closed_the_clip_goes(page: Page, tmp_path: Path, app: App) -> None:
    hand_in(page, CLIP)
    expect(page.get_by_role("button", name="Stop")).to_be_visible(timeout=PATIENCE_MS)
    assert len(list(tmp_path.glob(f"{PREFIX}*/*/bridge.mp4"))) == 1
    page.close()
    until_s = time.monotonic() + PATIENCE_MS / 1000
    while left := [file for file in tmp_path.glob(f"{PREFIX}*/*") if file.name != "in-use"]:
        assert time.monotonic() < until_s, left
        time.sleep(0.5)
    assert len(list(tmp_path.glob(f"{PREFIX}*"))) == 1, "the app goes on"
