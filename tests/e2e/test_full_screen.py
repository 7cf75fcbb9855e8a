"""The practice as large as the screen: it opens, tells, stays open while the page runs again, and closes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.e2e.conftest import chromium
from tests.e2e.script import Script, running_script

pytestmark = pytest.mark.browser

PATIENCE_MS = 60_000
SCRIPT = """
import json, os
from pathlib import Path
import streamlit as st
from posecheck.cues import CueKind
from posecheck.ui.full_screen import FullScreenView, full_screen

def now():
    told = json.loads(Path(os.environ["TOLD"]).read_text(encoding="utf-8"))
    kind = told.pop("kind", None)
    is_open = full_screen(FullScreenView(**told, kind=CueKind(kind) if kind else None) if told else None)
    st.text("It is open" if is_open else "It is closed")

st.fragment(now, run_every=0.25)()
"""
# A camera's picture where streamlit-webrtc shows it: in a video, in a frame.
CAMERA = """
() => {
  const frame = document.createElement('iframe'), canvas = document.createElement('canvas');
  document.body.append(frame);
  const video = frame.contentDocument.createElement('video');
  frame.contentDocument.body.append(video);
  [canvas.width, canvas.height] = [64, 48];
  const pen = canvas.getContext('2d');
  setInterval(() => pen.fillRect(0, 0, 64, 48), 100);
  video.srcObject = canvas.captureStream(10);
}
"""
CUE = "Ease your left knee a little towards your right shoulder"
VIEW = {"title": "Bridge", "digits": "24", "share": 0.4, "cue": CUE, "kind": "correct"}


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Script]:
    with running_script(tmp_path_factory.mktemp("full_screen"), SCRIPT) as started:
        yield started


@pytest.fixture(scope="module")
def plain_browser(playwright: Playwright) -> Iterator[Browser]:
    with chromium(playwright) as started:
        yield started


def opened(browser: Browser, script: Script, view: dict[str, Any] = VIEW, camera: bool = True, **options: Any) -> Page:
    script.tell(**view)
    page: Page = browser.new_page(**options)
    page.goto(script.url)
    expect(page.get_by_text("It is closed")).to_be_visible(timeout=PATIENCE_MS)
    if camera:
        page.evaluate(CAMERA)
    page.get_by_role("button", name="Full screen").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible(timeout=PATIENCE_MS)
    return page


def test_it_opens_by_keyboard_follows_the_practice_and_closes_by_escape(plain_browser: Browser, script: Script) -> None:
    page = opened(plain_browser, script)
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".digits")).to_have_text("24")
    expect(dialog.get_by_text(CUE)).to_be_visible()
    page.wait_for_function("document.fullscreenElement !== null", timeout=PATIENCE_MS)
    script.tell(**{**VIEW, "digits": "25", "paused": "left leg hidden"})
    expect(dialog.locator(".digits")).to_have_text("25", timeout=PATIENCE_MS)
    expect(dialog.get_by_text("left leg hidden")).to_be_visible()
    expect(page.get_by_text("It is open")).to_be_attached(timeout=PATIENCE_MS)
    script.tell()
    expect(dialog.get_by_text("Waiting for the camera")).to_be_visible(timeout=PATIENCE_MS)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden(timeout=PATIENCE_MS)
    expect(page.get_by_text("It is closed")).to_be_visible(timeout=PATIENCE_MS)
    assert page.evaluate("document.fullscreenElement") is None
    page.close()


def test_it_closes_by_its_button_and_opens_again(plain_browser: Browser, script: Script) -> None:
    page = opened(plain_browser, script)
    for _ in range(2):
        page.get_by_role("button", name="Close").click()
        expect(page.get_by_role("dialog")).to_be_hidden(timeout=PATIENCE_MS)
        expect(page.get_by_text("It is closed")).to_be_visible(timeout=PATIENCE_MS)
        page.get_by_role("button", name="Full screen").click()
        expect(page.get_by_role("dialog")).to_be_visible(timeout=PATIENCE_MS)
    page.close()


def test_where_nothing_goes_full_screen_it_covers_the_page(plain_browser: Browser, script: Script) -> None:
    page = plain_browser.new_page()
    page.add_init_script("delete Element.prototype.requestFullscreen")
    script.tell(**VIEW)
    page.goto(script.url)
    page.get_by_role("button", name="Full screen").click(timeout=PATIENCE_MS)
    box, size = page.get_by_role("dialog").bounding_box(), page.viewport_size
    assert box is not None and size is not None
    assert (box["width"], box["height"]) == (size["width"], size["height"])
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden(timeout=PATIENCE_MS)
    page.close()


def test_the_cameras_picture_is_shown_once_there_is_one(plain_browser: Browser, script: Script) -> None:
    page = opened(plain_browser, script, camera=False)
    video = page.get_by_role("dialog").locator("video")
    expect(video).to_be_hidden()
    page.evaluate(CAMERA)
    script.tell(**{**VIEW, "digits": "26"})
    expect(video).to_be_visible(timeout=PATIENCE_MS)
    page.wait_for_function("(video) => video.videoWidth === 64", arg=video.element_handle(), timeout=PATIENCE_MS)
    page.close()


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_it_looks_as_the_app_does_and_can_be_turned(plain_browser: Browser, script: Script, scheme: str) -> None:
    page = opened(plain_browser, script, color_scheme=scheme)
    dialog = page.get_by_role("dialog")

    def is_dark() -> bool:
        colour: str = dialog.evaluate("(element) => getComputedStyle(element).backgroundColor")
        return sum(int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(",")) < 3 * 128

    assert is_dark() == (scheme == "dark")
    dialog.get_by_role("button", name="Light" if scheme == "dark" else "Dark", exact=True).click()
    assert is_dark() != (scheme == "dark")
    page.close()


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1920, 1080), (820, 1180)])
def test_it_reads_from_five_metres(plain_browser: Browser, script: Script, width: int, height: int) -> None:
    page = opened(plain_browser, script, viewport={"width": width, "height": height})
    # Sharp eyes read 7 mm at 5 m. Twice that, on a 13-inch laptop, is a capital of a font of 7.5 % of the width.
    sizes = page.get_by_role("dialog").evaluate(
        "(dialog) => ['.digits', '.cue span'].map((name) => getComputedStyle(dialog.querySelector(name)).fontSize)"
    )
    digits_px, cue_px = (float(size.removesuffix("px")) for size in sizes)
    assert digits_px > 0.12 * width
    assert cue_px > 0.075 * width
    cue = page.get_by_text(CUE).bounding_box()
    assert cue is not None
    assert cue["x"] >= 0 and cue["x"] + cue["width"] <= width
    assert cue["y"] >= 0 and cue["y"] + cue["height"] <= height + 1
    page.close()


def test_nothing_moves_for_who_wants_no_motion(plain_browser: Browser, script: Script) -> None:
    for motion, moves in (("no-preference", True), ("reduce", False)):
        page = opened(plain_browser, script, reduced_motion=motion)
        ring = page.get_by_role("dialog").locator(".reached")
        assert (ring.evaluate("(ring) => getComputedStyle(ring).transitionDuration") != "0s") == moves
        page.close()
