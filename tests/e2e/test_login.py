"""Two people log in to a hosted PoseCheck, in a real browser: each sees their own holds, and never the other's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from posecheck.store import History
from tests.e2e.conftest import App, chromium, running_app
from tests.e2e.oidc import CLIENT, WHO_COOKIE, Provider, oidc_provider
from tests.ui.pages import hold

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
ANA, BEN = "subject-1:Ana", "subject-2:Ben"
PAGES = ("", "review", "library", "settings")
LOG_IN = "Please log in."


@pytest.fixture
def provider() -> Iterator[Provider]:
    with oidc_provider() as running:
        yield running


@pytest.fixture
def app(tmp_path: Path, provider: Provider, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    file = tmp_path / "secrets.toml"
    with running_app(tmp_path, arguments=("--secrets.files", str(file))) as started:
        file.write_text(
            f"""[auth]
            redirect_uri = "{started.url}/oauth2callback"
            cookie_secret = "at least thirty-two characters of it"
            client_id = "{CLIENT}"
            client_secret = "not much of one"
            server_metadata_url = "{provider.issuer}/.well-known/openid-configuration"
            """,
            encoding="utf-8",
        )
        yield started


@pytest.fixture
def chrome(playwright: Playwright) -> Iterator[Browser]:
    with chromium(playwright) as started:
        yield started


def opened(browser: Browser, provider: Provider, who: str) -> BrowserContext:
    """A browser of somebody's own, known to the provider already."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_cookies([{"name": WHO_COOKIE, "value": who, "url": provider.issuer}])
    return context


def log_in(page: Page, app: App) -> None:
    page.goto(app.url)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("link", name="Settings")).to_be_visible(timeout=60_000)


def shown(page: Page, address: str) -> str:
    """All that a page shows, once it has come to rest."""
    page.goto(address)
    expect(page.get_by_role("heading").first).to_be_visible(timeout=60_000)
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible(timeout=60_000)
    return page.inner_text("body")


def kept_for(app: App, name: str, number: int) -> str:
    """Gives somebody who logged in before one hold that nobody else has. Returns the profile's id."""
    with History.open(app.database) as history:
        profile = next(p for p in history.profiles() if p.name == name)
        record = replace(
            hold(number, datetime.now(timezone.utc), "left", 60.0 * (number + 70)), session_id=f"session-{number}"
        )
        history.of(profile.id).save(record)
    return profile.id


def test_each_one_sees_only_their_own(app: App, provider: Provider, chrome: Browser) -> None:
    with opened(chrome, provider, ANA) as anas, opened(chrome, provider, BEN) as bens:
        ana, ben = anas.new_page(), bens.new_page()
        for name in PAGES:  # before anybody logged in
            ana.goto(f"{app.url}/{name}")
            expect(ana.get_by_text(LOG_IN)).to_be_visible(timeout=60_000)
            expect(ana.get_by_role("link", name="Review")).to_have_count(0)
        log_in(ana, app)
        log_in(ben, app)
        of_ana, of_ben = kept_for(app, "Ana", 1), kept_for(app, "Ben", 2)
        assert "1 h 11 min" in shown(ana, f"{app.url}/review")
        assert "1 h 12 min" in shown(ben, f"{app.url}/review")
        assert "Logged in as Ben" in shown(ben, f"{app.url}/settings")
        ways = [f"profile={of_ana}&session=session-1&hold=h-1", "session=session-1", "hold=h-1", f"profile={of_ana}"]
        for name in PAGES:
            for way in ("", *(ways if name in ("", "review") else ways[:1])):
                text = shown(ben, f"{app.url}/{name}?{way}")
                assert "1 h 11 min" not in text and "Ana" not in text and of_ana not in text, (name, way)
        bens.add_cookies([{"name": "posecheck-profile", "value": of_ana, "url": app.url}])
        assert "1 h 12 min" in (text := shown(ben, f"{app.url}/review")) and "1 h 11 min" not in text
        assert of_ben not in text


def test_one_after_the_other_in_one_browser(app: App, provider: Provider, chrome: Browser) -> None:
    with opened(chrome, provider, ANA) as context:
        page = context.new_page()
        log_in(page, app)
        kept_for(app, "Ana", 1)
        assert "1 h 11 min" in shown(page, f"{app.url}/review")
        shown(page, f"{app.url}/settings")
        page.get_by_role("button", name="Log out").click()
        expect(page.get_by_text(LOG_IN)).to_be_visible(timeout=60_000)
        assert "1 h 11 min" not in page.inner_text("body")
        context.add_cookies([{"name": WHO_COOKIE, "value": BEN, "url": provider.issuer}])
        log_in(page, app)
        text = shown(page, f"{app.url}/review")
        assert "1 h 11 min" not in text and "first practice" in text


def test_a_cookie_that_the_server_did_not_sign_opens_nothing(app: App, provider: Provider, chrome: Browser) -> None:
    with opened(chrome, provider, ANA) as context:
        page = context.new_page()
        log_in(page, app)
        (mine,) = [c for c in context.cookies(app.url) if c["name"] == "_streamlit_user"]
        half = len(mine["value"]) // 2
        swapped = "A" if mine["value"][half] != "A" else "B"
        forged = mine["value"][:half] + swapped + mine["value"][half + 1 :]
        context.add_cookies([{"name": "_streamlit_user", "value": forged, "url": app.url}])
        page.goto(app.url)
        expect(page.get_by_text(LOG_IN)).to_be_visible(timeout=60_000)
