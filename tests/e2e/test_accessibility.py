"""axe-core on every page, light and dark; and the keyboard reaches what there is to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Playwright, expect

from bench.webcam import webcam_flags
from tests.e2e.conftest import App, chromium, running_app

pytestmark = pytest.mark.browser

PATIENCE_MS = 90_000
SERIOUS = ("serious", "critical")
SECTIONS = ("Stretches", "Routines", "Your own", "About you")
# Where Tab stops, through shadow roots and frames: what it is called.
FOCUSED = """
() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement || at?.contentDocument?.activeElement)
    at = at.shadowRoot?.activeElement ?? at.contentDocument.activeElement;
  if (!at || at.matches('body, main')) return '';
  const text = (element) => element?.textContent ?? '';
  const labelled = (at.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => text(document.getElementById(id)));
  return [at.getAttribute('aria-label') ?? '', ...labelled, text(at.labels?.[0]), text(at)].join(' ').trim();
}
"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, pose_model_path: Path) -> Iterator[App]:
    with running_app(tmp_path_factory.mktemp("app")) as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright: Playwright, webcam: Path) -> Iterator[Browser]:
    with chromium(playwright, *webcam_flags(webcam)) as started:
        yield started


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme=request.param)
    yield opened
    opened.close()


def settle(page: Page) -> None:
    """Waits until the page has drawn all of itself, and nothing fades in any more."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=PATIENCE_MS)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=PATIENCE_MS)
    page.wait_for_function("document.getAnimations().every((a) => a.playState !== 'running')", timeout=PATIENCE_MS)


def serious(page: Page) -> list[str]:
    """What axe finds that is serious or worse, on the page and in its frames."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {node['target']} {node['html'][:160]}"
        for violation in found
        if violation["impact"] in SERIOUS
        for node in violation["nodes"]
    ]


def visit(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=PATIENCE_MS)
    settle(page)


@pytest.mark.parametrize(
    "address",
    [
        "/settings",
        "/video",
        "/library?stretch=bridge",
        "/library?routine=desk_break",
        "/?stretch=legs_up_the_wall",
        "/",
    ],
)
def test_a_page_is_for_everybody(app: App, page: Page, address: str) -> None:
    visit(page, app.url + address)
    assert serious(page) == []


@pytest.mark.parametrize("section", SECTIONS)
def test_each_part_of_the_library_is_for_everybody(app: App, page: Page, section: str) -> None:
    visit(page, f"{app.url}/library")
    page.get_by_role("radio", name=section).click()
    expect(page.get_by_role("radio", name=section)).to_be_checked(timeout=PATIENCE_MS)
    settle(page)
    assert serious(page) == []


def test_a_practice_its_full_screen_and_its_review_are_for_everybody(app: App, page: Page) -> None:
    visit(page, f"{app.url}/?stretch=bridge")
    camera = page.frame_locator("iframe").first
    camera.get_by_role("button", name="Start").click(timeout=PATIENCE_MS)
    page.get_by_test_id("stMetricValue").filter(has_text="5 s").first.wait_for(timeout=PATIENCE_MS)
    assert serious(page) == []
    page.get_by_role("button", name="Full screen").click(timeout=PATIENCE_MS)
    page.wait_for_function("document.fullscreenElement !== null", timeout=PATIENCE_MS)
    assert serious(page) == []
    page.get_by_role("button", name="Close").click()
    camera.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("You find it again under Review")).to_be_visible(timeout=PATIENCE_MS)
    settle(page)
    assert serious(page) == []
    visit(page, f"{app.url}/review")
    expect(page.get_by_role("heading", name="This week")).to_be_visible(timeout=PATIENCE_MS)
    assert serious(page) == []


def tabbed(page: Page, enough: Callable[[list[str]], bool]) -> list[str]:
    """What Tab reaches, one after the other, until it is enough or all was seen."""
    reached: list[str] = []
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED))
        if enough(reached):
            break
    return reached


def missed(page: Page, *names: str) -> list[str]:
    def left(reached: list[str]) -> list[str]:
        return [name for name in names if not any(name in one for one in reached)]

    return left(tabbed(page, lambda reached: not left(reached)))


@pytest.mark.parametrize("page", ["light"], indirect=True)
def test_the_keyboard_reaches_everything_on_practise_and_starts_it(app: App, page: Page) -> None:
    visit(page, f"{app.url}/?stretch=single_knee_to_chest")
    page.frame_locator("iframe").first.get_by_role("button", name="Start").wait_for(timeout=PATIENCE_MS)
    names = ("Practise", "Review", "Library", "Settings", "A routine", "Stretch", "Seconds to hold", "Recognise")
    assert missed(page, *names, "Neutral pose") == []
    page.get_by_role("link", name="Practise").focus()
    assert missed(page, "Start") == []
    page.keyboard.press("Enter")
    page.frame_locator("iframe").first.get_by_role("button", name="Stop").wait_for(timeout=PATIENCE_MS)
    page.get_by_role("button", name="Full screen").wait_for(timeout=PATIENCE_MS)
    page.get_by_role("link", name="Practise").focus()
    assert missed(page, "Stop", "Full screen") == []


@pytest.mark.parametrize("page", ["light"], indirect=True)
def test_the_keyboard_reaches_everything_on_settings_and_they_stay(app: App, page: Page) -> None:
    visit(page, f"{app.url}/settings")
    assert missed(page, "Everything", "Volume", "Speed", "Voice", "Try it") == []
    page.get_by_role("radio", name="Everything").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.get_by_role("radio", name="Essentials")).to_be_checked(timeout=PATIENCE_MS)
    page.get_by_role("slider", name="Volume").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("75 %")).to_be_visible(timeout=PATIENCE_MS)
    settle(page)
    page.reload()
    expect(page.get_by_text("75 %")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("radio", name="Essentials")).to_be_checked(timeout=PATIENCE_MS)
