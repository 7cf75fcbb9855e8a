"""What PoseCheck needs from the system beside Python packages: shared libraries; for tests a browser and PostgreSQL.

Runs before anything is installed, so it needs nothing but the standard library:
``python tools/system.py packages``, ``browser`` and ``postgres``.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

# What the wheels of opencv-python and mediapipe load without bringing it, and Debian's package for each.
LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGLESv2.so.2": "libgles2",
}
BROWSER_VARIABLE = "POSECHECK_TEST_BROWSER"
BROWSER_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
    r"%LocalAppData%\Google\Chrome\Application\chrome.exe",
)

# A PostgreSQL that tests may use (each makes a schema of its own and drops it); without it they start one themselves.
POSTGRES_VARIABLE = "POSECHECK_TEST_POSTGRES"
POSTGRES_PLACE = Path("/usr/lib/postgresql")


def missing_packages() -> dict[str, str]:
    """What this machine lacks, each with the Debian package that brings it."""
    missing: dict[str, str] = {}
    if importlib.util.find_spec("ensurepip") is None:
        missing["Python's ensurepip"] = f"python3.{sys.version_info.minor}-venv"
    if sys.platform == "linux":
        missing.update({library: package for library, package in LIBRARIES.items() if not _loads(library)})
    return missing


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def apt_install(*packages: str) -> bool:
    """Installs Debian packages where this process may (apt, root). Returns whether they are installed."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not is_root or shutil.which("apt-get") is None:
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    code = 1
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        code = subprocess.run(["apt-get", *arguments], env=environment, stdin=subprocess.DEVNULL).returncode
    return code == 0


def find_browser() -> Path | None:
    """The Chromium or Chrome that tests use, or None.

    Raises:
        FileNotFoundError: the environment names a browser that is not there.
    """
    if named := os.environ.get(BROWSER_VARIABLE):
        if found := shutil.which(named):
            return Path(found)
        raise FileNotFoundError(f"{BROWSER_VARIABLE} names {named}, which is no program here: correct or unset it.")
    places = (Path(os.path.expandvars(place)) for place in BROWSER_PLACES)
    installed = (Path(found) for name in BROWSER_NAMES if (found := shutil.which(name)))
    return next(installed, None) or next((place for place in places if place.is_file()), None) or _playwright_browser()


def _playwright_browser() -> Path | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.is_file() else None


def provide_browser() -> Path | None:
    """Finds a browser for tests, or installs one: Debian's package as root, else Playwright's download."""
    if browser := find_browser():
        return browser
    if not apt_install("chromium"):
        subprocess.run([sys.executable, "-m", "playwright", "install", "--no-shell", "chromium"])
    return find_browser()


def find_postgres() -> Path | None:
    """The folder of PostgreSQL's own programs, or None. Debian keeps them off the path, one folder a version."""
    newest_first = sorted(POSTGRES_PLACE.glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True)
    named = shutil.which("initdb")
    places = [*newest_first, *([Path(named).resolve().parent] if named else [])]
    return next((folder for folder in places if (folder / "initdb").exists()), None)


def provide_postgres() -> Path | None:
    """Finds PostgreSQL's programs, or installs Debian's as root."""
    return find_postgres() or (find_postgres() if apt_install("postgresql") else None)


def main(command: str) -> str | None:
    """Provides ``packages``, ``browser`` or ``postgres``. Returns what to say where PoseCheck cannot go on."""
    if command == "browser":
        if provide_browser() is None:
            sys.stderr.write("No Chromium or Chrome could be had, so tests in a browser cannot run: install one.\n")
        return None
    if command == "postgres":
        if not os.environ.get(POSTGRES_VARIABLE) and provide_postgres() is None:
            sys.stderr.write("No PostgreSQL could be had, so tests on it are skipped: install one.\n")
        return None
    missing = missing_packages()
    if missing and not apt_install(*missing.values()):
        names, packages = ", ".join(missing), " ".join(missing.values())
        return f"PoseCheck needs {names}: install them (Debian: apt-get install {packages}), then run make again."
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
