"""The report on a video in a real browser: light, dark, on a phone, on paper; it asks nobody for anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Playwright

from posecheck.catalog import Catalog
from posecheck.video.report import Report
from tests.bodies import BRIDGE, LYING, seen
from tests.e2e.conftest import chromium
from tests.video.filmed import film, give

pytestmark = pytest.mark.browser

SPANS = ((1, seen(LYING)), (5, seen(BRIDGE)), (1, seen(LYING)), (3, seen(BRIDGE)), (3, seen(LYING)), (1, None))
A4_PX = 794  # across, at 96 a inch


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    give(Report(path, "a clip with a very_long_name_that_no_phone_has_room_for_in_one_line.mp4"), *film(
        catalog.get("bridge"), *SPANS
    ))  # fmt: skip
    return path


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with chromium(playwright) as started:
        yield started


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width_px", [1280, 390])
def test_it_reads_on_every_screen(browser: Browser, report: Path, width_px: int, scheme: Any) -> None:
    page = browser.new_page(viewport={"width": width_px, "height": 800}, color_scheme=scheme)
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(report.as_uri())
    assert [url for url in asked if not url.startswith("data:")] == [report.as_uri()]
    assert said == []  # nothing of it was refused by its own policy
    assert page.evaluate("document.documentElement.scrollWidth") == width_px
    assert page.evaluate("[...document.images].every((image) => image.naturalWidth > 0)")
    found = Axe().run(page).response["violations"]
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []
    page.close()


def test_paper_is_white_and_nothing_is_cut_off(browser: Browser, report: Path) -> None:
    page = browser.new_page(viewport={"width": A4_PX, "height": 1000}, color_scheme="dark")
    page.goto(report.as_uri())
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(16, 24, 32)"
    assert page.evaluate("document.documentElement.scrollWidth") == A4_PX
    page.close()
