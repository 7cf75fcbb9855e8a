"""Why the clock stopped, in a browser: played, scrubbed, and by its stops, without another run of the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, expect

from posecheck.store import History
from posecheck.trace import encode
from tests.e2e.conftest import chromium, running_app
from tests.e2e.script import Script, running_script
from tests.e2e.test_accessibility import serious, settle
from tests.traced import LAST_S, bridge_record, bridge_trace

pytestmark = pytest.mark.browser

PATIENCE_MS = 60_000
SCRIPT = """
import streamlit as st
from posecheck.trace import encode
from posecheck.ui.replay import replay
from tests.traced import bridge_record, bridge_trace

class Kept:
    def trace(self, _):
        return [encode(bridge_trace())] if "trace" in st.query_params else []

st.session_state["runs"] = st.session_state.get("runs", 0) + 1
st.title("A hold")
st.text(f"Runs: {st.session_state['runs']}")
st.button("Again")
replay(Kept(), bridge_record())
"""
# What lies left or right of the replay.
STICKING_OUT = """
(replay) => {
  const whole = replay.getBoundingClientRect();
  return [...replay.querySelectorAll(':not(svg *)')].filter((element) => {
    const { left, right } = element.getBoundingClientRect();
    return right > 0 && (left < whole.left - 1 || right > whole.right + 1);
  }).map((element) => element.outerHTML.slice(0, 80));
}
"""


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Script]:
    with running_script(tmp_path_factory.mktemp("replay"), SCRIPT) as started:
        yield started


@pytest.fixture(scope="module")
def plain_browser(playwright: Playwright) -> Iterator[Browser]:
    with chromium(playwright) as started:
        yield started


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, plain_browser: Browser) -> Iterator[Page]:
    opened = plain_browser.new_page(viewport={"width": 1280, "height": 1100}, color_scheme=request.param)
    yield opened
    opened.close()


def moment(page: Page) -> Locator:
    return page.get_by_role("slider", name="Moment of the hold")


def opened(page: Page, script: Script, query: str = "?trace") -> Locator:
    page.goto(script.url + "/" + query)
    moment(page).wait_for(timeout=PATIENCE_MS)
    settle(page)
    return moment(page)


def value(page: Page, name: str) -> Locator:
    return page.locator(f"dt:text-is('{name}') + dd")


@pytest.mark.parametrize("page", ["light"], indirect=True)
def test_it_is_scrubbed_by_keyboard_without_another_run(page: Page, script: Script) -> None:
    slider = opened(page, script)
    expect(slider).to_have_attribute("aria-valuetext", "0:00, in place")
    expect(page.get_by_text("0:00 of 1:29")).to_be_visible()
    slider.focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "0:08, out of place: Press feet – rise.")
    expect(value(page, "Clock")).to_have_text("0:08, stopped")
    page.keyboard.press("Shift+ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "0:07, in place")
    expect(value(page, "Clock")).to_have_text("0:07, running")
    page.keyboard.press("End")
    expect(page.get_by_text("1:29 of 1:29")).to_be_visible()
    expect(value(page, "Clock")).to_have_text("1:21, stopped")
    assert page.get_by_text("Runs: 1").is_visible()


@pytest.mark.parametrize("page", ["light"], indirect=True)
def test_a_stop_leads_to_its_moment_its_reason_and_what_was_not_clear(page: Page, script: Script) -> None:
    slider = opened(page, script)
    assert page.locator("line.unclear").count() == 0
    page.get_by_role("button", name="0:42 – left knee hidden, 3 s").click()
    expect(slider).to_have_attribute("aria-valuetext", "0:42, can't tell: left knee hidden")
    expect(value(page, "Why")).to_have_text("Left knee hidden")
    expect(value(page, "Shown then")).to_have_text("I can't see your left knee")
    expect(value(page, "Knee flexion, left")).to_have_text("can't tell")
    expect(value(page, "Knee flexion, right")).to_have_text("109°")
    assert page.locator("line.unclear").count() == 5
    page.locator(".marks i").nth(2).click(position={"x": 0, "y": 5}, force=True)
    expect(slider).to_have_attribute("aria-valuetext", "1:00, not seen: nobody in view")
    expect(page.locator(".nobody")).to_have_text("Nobody in view")
    expect(page.locator(".nobody")).to_be_visible()
    expect(page.get_by_role("img", name="stick figure")).to_be_hidden()


@pytest.mark.parametrize("page", ["light"], indirect=True)
def test_it_plays_faster_pauses_and_begins_again_after_its_end(page: Page, script: Script) -> None:
    slider = opened(page, script)
    assert float(slider.input_value()) == 0.0
    page.get_by_role("button", name="2×").click()
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("(slider) => Number(slider.value) > 1", arg=slider.element_handle(), timeout=PATIENCE_MS)
    page.get_by_role("button", name="Again").click()
    expect(page.get_by_text("Runs: 2")).to_be_visible(timeout=PATIENCE_MS)
    page.wait_for_function("(slider) => Number(slider.value) > 4", arg=slider.element_handle(), timeout=PATIENCE_MS)
    page.get_by_role("button", name="Pause").click()
    stood_s = slider.input_value()
    page.wait_for_timeout(300)
    assert slider.input_value() == stood_s
    slider.focus()
    page.keyboard.press("End")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play")).to_be_visible(timeout=PATIENCE_MS)
    assert float(slider.input_value()) == LAST_S
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("(slider) => Number(slider.value) < 80", arg=slider.element_handle(), timeout=PATIENCE_MS)


@pytest.mark.parametrize("page", ["light"], indirect=True)
def test_without_a_trace_only_its_pauses_are_shown(page: Page, script: Script) -> None:
    slider = opened(page, script, "")
    expect(page.get_by_text("No replay was kept of this hold")).to_be_visible()
    expect(page.get_by_role("img", name="stick figure")).to_be_hidden()
    page.get_by_role("button", name="1:00 – nobody in view").click()
    expect(slider).to_have_attribute("aria-valuetext", "1:00, clock stopped: nobody in view")


def test_a_session_under_review_opens_to_its_replay_for_everybody(page: Page, tmp_path: Path) -> None:
    with History.open(f"sqlite:///{tmp_path / 'history.sqlite3'}") as history:
        record = bridge_record()
        history.save(record)
        for number in range(9):
            part = bridge_trace(10.0 * number, min(10.0 * number + 9.9, LAST_S))
            assert history.save_trace(record.id, number, encode(part))
    with running_app(tmp_path) as app:
        page.goto(f"{app.url}/review")
        page.get_by_text("Bridge · ").click(timeout=PATIENCE_MS)
        moment(page).wait_for(timeout=PATIENCE_MS)
        page.get_by_role("button", name="0:42 – left knee hidden, 3 s").click()
        expect(moment(page)).to_have_attribute("aria-valuetext", "0:42, can't tell: left knee hidden")
        expect(page.get_by_role("img", name="stick figure")).to_be_visible()
        settle(page)
        assert serious(page) == []


@pytest.mark.parametrize("page", ["light"], indirect=True)
def test_on_a_narrow_page_nothing_sticks_out(page: Page, script: Script) -> None:
    page.set_viewport_size({"width": 400, "height": 900})
    opened(page, script)
    assert page.locator("section[aria-label=Replay]").evaluate(STICKING_OUT) == []
    box = page.locator(".bar").bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 400
