"""The Review page over ten years: 100,000 holds with traces, in real Chromium.

``python bench/review.py [--holds 100000] [--rounds 7] [--database FILE]``. Opening is timed from the click on Review
in a running app until the last chart is drawn and the page is at rest; a filter from the choice of another stretch
until its charts are drawn and the page is at rest. The history is written first, which takes minutes, unless FILE is
there.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from playwright.sync_api import Page, sync_playwright
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.live import free_port
from bench.ten_years import write
from tools.system import find_browser

PROJECT = Path(__file__).parents[1]
CHARTS = 4  # at least: calendar, and depth and time held of one stretch or side
# At rest: no script runs, nothing on the page waits to be replaced, every chart has its picture, and the text at the
# end is there. Looked at in every frame of the browser, so that looking costs little.
AT_REST = """
([charts, mark]) => new Promise((resolve) => {
  const begun = performance.now();
  let calm = 0;
  const look = () => {
    const drawn = [...document.querySelectorAll('[data-testid="stVegaLiteChart"]')];
    const rests = document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === 'notRunning'
      && !document.querySelector('[data-stale="true"]')
      && drawn.length >= charts && drawn.every((chart) => chart.querySelector('canvas, svg'))
      && document.body.innerText.includes('Compare two sessions') && document.body.innerText.includes(mark);
    calm = rests ? calm + 1 : 0;
    if (calm === 1) resolve.at = performance.now();
    if (calm >= 6) resolve(resolve.at - begun);
    else requestAnimationFrame(look);
  };
  look();
})
"""


def opened_ms(page: Page) -> float:
    """From the click on Review to rest."""
    page.get_by_role("link", name="Library").click()
    page.get_by_role("heading", name="Library").wait_for()
    page.wait_for_timeout(1500)
    waits = page.evaluate_handle(f"(given) => ({{ done: ({AT_REST})(given) }})", [CHARTS, "Review"])
    page.get_by_role("link", name="Review").click()
    return float(waits.evaluate("(waits) => waits.done"))


def filtered_ms(page: Page, number: int) -> float:
    """From the choice of another stretch to rest."""
    page.wait_for_timeout(1500)
    box = page.get_by_role("combobox", name="Stretch")
    box.scroll_into_view_if_needed()
    box.click()
    option = page.get_by_role("option").nth(number)
    option.wait_for()
    name = option.inner_text()
    before = page.locator("[data-testid='stVegaLiteChart']").nth(1).evaluate_handle("(chart) => chart")
    waits = page.evaluate_handle(
        f"""([before, given]) => ({{ done: new Promise((resolve) => {{
          const begun = performance.now();
          const changed = () => {{
            const state = document.querySelector('[data-testid="stApp"]').dataset.testScriptState;
            if (state === 'notRunning') return requestAnimationFrame(changed);
            const running = performance.now();
            ({AT_REST})(given).then((ms) => resolve(running - begun + ms));
          }};
          changed();
        }}) }})""",
        [before, [CHARTS - 1, name]],
    )
    option.click()
    return float(waits.evaluate("(waits) => waits.done"))


def run(database: Path, rounds: int) -> dict[str, Any]:
    """Starts the app and a browser, and takes the figures."""
    port = free_port()
    environment = {**os.environ, "POSECHECK_DATABASE_URL": f"sqlite:///{database}"}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    server = subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            _wait_for(page, f"http://127.0.0.1:{port}/library")
            first_ms = opened_ms(page)
            opened = [opened_ms(page) for _ in range(rounds)]
            filtered = [filtered_ms(page, 1 + number % 5) for number in range(rounds)]
            memory_mb = psutil.Process(server.pid).memory_info().rss / 1e6
            browser.close()
    finally:
        server.terminate()
        server.wait(20)
    return {"first_ms": first_ms, "opened": opened, "filtered": filtered, "memory_mb": memory_mb}


def _wait_for(page: Page, address: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            page.goto(address)
            break
        except Exception:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
    page.get_by_role("heading", name="Library").wait_for(timeout=60_000)
    page.wait_for_timeout(3000)


def main() -> None:
    """Runs and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--holds", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--database", type=Path, help="kept for the next time")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = args.database or Path(folder) / "history.sqlite3"
        write(database, args.holds)
        f = run(database, args.rounds)
    table = Table("figure", "median", "slowest", title=f"Review, {args.holds} holds")
    for name, times in (("open the page", f["opened"]), ("change a filter", f["filtered"])):
        table.add_row(name, f"{np.median(times):.0f} ms", f"{max(times):.0f} ms")
    table.add_row("open it the first time", f"{f['first_ms']:.0f} ms", "")
    table.add_row("resident memory of the app", f"{f['memory_mb']:.0f} MB", "")
    Console().print(table)
    print(
        f"open_ms={np.median(f['opened']):.0f} filter_ms={np.median(f['filtered']):.0f} memory_mb={f['memory_mb']:.0f}"
    )


if __name__ == "__main__":
    main()
