"""Set-up as a person and CI meet it: pins, Makefile, CI script, server options, and what the system lacks."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tools import system

ROOT = Path(__file__).parents[1]
PIN = re.compile(r"(?P<name>[\w.-]+)(\[\w+\])?==(?P<version>[\w.]+)(; .+)?")

needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


def requirements(file: str) -> list[str]:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-r "))]


def write_program(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


# Pins


@pytest.mark.parametrize(
    "file", ["requirements.txt", "requirements-hosting.txt", "requirements-s3.txt", "requirements-dev.txt"]
)
def test_every_requirement_is_pinned(file: str) -> None:
    lines = requirements(file)
    assert lines
    assert [line for line in lines if not PIN.fullmatch(line)] == []


def test_both_opencv_packages_are_pinned_to_one_version() -> None:
    pins = [match for line in requirements("requirements.txt") if (match := PIN.fullmatch(line))]
    versions = {pin["name"]: pin["version"] for pin in pins}
    assert versions["opencv-python"] == versions["opencv-contrib-python"]


def test_s3fs_is_pinned_to_the_version_of_fsspec() -> None:
    fsspec = next(line for line in requirements("requirements.txt") if line.startswith("fsspec=="))
    assert requirements("requirements-s3.txt") == [fsspec.replace("fsspec", "s3fs")]


# The server's options


@pytest.fixture(scope="module")
def streamlit_options() -> dict[str, str]:
    """What the installed Streamlit makes of the project's configuration: "section.name" -> value as TOML."""
    shown = subprocess.run(
        [sys.executable, "-m", "streamlit", "config", "show"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "not a valid config option" not in shown.stdout + shown.stderr
    options, section = {}, ""
    for line in shown.stdout.splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif " = " in line and not line.lstrip().startswith("#"):
            name, value = line.split(" = ", 1)
            options[f"{section}.{name}"] = value.strip('"')
    return options


def test_server_is_reachable_from_this_machine_only(streamlit_options: dict[str, str]) -> None:
    assert streamlit_options["server.address"] == "127.0.0.1"


def test_nothing_is_reported_or_asked(streamlit_options: dict[str, str]) -> None:
    assert streamlit_options["browser.gatherUsageStats"] == "false"
    assert streamlit_options["server.headless"] == "true"
    assert streamlit_options["client.showErrorLinks"] == "false"


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two ``#rrggbb`` colours (WCAG 2.2)."""

    def luminance(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["theme.light", "theme.dark"])
@pytest.mark.parametrize("background", ["backgroundColor", "secondaryBackgroundColor"])
def test_theme_is_readable(streamlit_options: dict[str, str], theme: str, background: str) -> None:
    behind = streamlit_options[f"{theme}.{background}"]
    primary = streamlit_options[f"{theme}.primaryColor"]
    assert contrast(streamlit_options[f"{theme}.textColor"], behind) >= 7
    assert contrast(streamlit_options[f"{theme}.linkColor"], behind) >= 4.5
    assert contrast(primary, behind) >= 3
    assert contrast(primary, "#ffffff") >= 4.5


# make and CI


def run_clean(command: Sequence[str | Path], cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs a command without what an outer ``make test`` hands down."""
    handed_down = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "PORT", "PYTHON")
    kept = {name: value for name, value in os.environ.items() if name not in handed_down}
    return subprocess.run(command, cwd=cwd, env={**kept, **environment}, capture_output=True, text=True)


class Project:
    """A copy of what sets the project up, with a Python that only writes down what it is asked to do."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for file in (ROOT / "Makefile", *ROOT.glob("requirements*.txt")):
            shutil.copy(file, folder)
        shutil.copytree(ROOT / "tools", folder / "tools")
        self.python = write_program(
            folder / "python",
            """
            echo "$*" >> log
            case "$*" in
                "-m venv --clear .venv") rm -rf .venv && mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
                *"pip install"*) test ! -e offline ;;
                *"model fetch"*) test ! -e no-model ;;
            esac
            """,
        )

    def make(self, target: str) -> tuple[int, str]:
        """Makes a target. Returns the exit code and what Python was asked, one short word for each step."""
        log = self.folder / "log"
        log.write_text("")
        done = run_clean(["make", target, f"PYTHON={self.python}"], self.folder)
        steps = {"venv --clear": "venv", "-r requirements.txt": "install", "-dev.txt": "install-dev", "fetch": "model"}
        lines = log.read_text(encoding="utf-8").splitlines()
        return done.returncode, " ".join(word for line in lines for part, word in steps.items() if part in line)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@needs_make
def test_setup_installs_once_and_again_when_requirements_change(project: Project) -> None:
    assert project.make("setup") == (0, "venv install model")
    assert project.make("setup") == (0, "model")
    stamp = project.folder / ".venv" / ".installed"
    later_s = stamp.stat().st_mtime + 10
    os.utime(project.folder / "requirements.txt", (later_s, later_s))
    assert project.make("setup") == (0, "venv install model")


@needs_make
@pytest.mark.parametrize("interrupted", ["setup", "bench"])
def test_interrupted_installation_starts_afresh(project: Project, interrupted: str) -> None:
    if interrupted == "bench":
        project.make("setup")
    offline = project.folder / "offline"
    offline.touch()
    assert project.make(interrupted)[0] != 0
    offline.unlink()
    assert project.make("setup") == (0, "venv install model")
    assert project.make("bench") == (0, "install-dev")
    assert project.make("bench") == (0, "")
    assert project.make("setup") == (0, "model")


@needs_make
def test_setup_goes_on_without_the_model(project: Project) -> None:
    (project.folder / "no-model").touch()
    assert project.make("setup") == (0, "venv install model")


@needs_make
@pytest.mark.parametrize(("arguments", "port"), [([], "8501"), (["PORT=8600"], "8600")])
def test_run_starts_the_app_on_the_port_asked_for(arguments: list[str], port: str) -> None:
    planned = run_clean(["make", "-n", "run", *arguments], ROOT)
    assert planned.stdout.splitlines()[-1].endswith(f"streamlit run app.py --server.port {port}")


@needs_make
def test_help_lists_every_target() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    listed = [line.split()[1] for line in run_clean(["make"], ROOT).stdout.splitlines()]
    assert listed == targets
    assert {"setup", "run", "test"} <= set(listed)


@pytest.mark.skipif(os.name == "nt", reason="make does not run on Windows")
def test_unsupported_python_is_refused_in_a_sentence(tmp_path: Path) -> None:
    too_old = write_program(tmp_path / "python2", "exit 1")
    refused = run_clean(["sh", ROOT / "tools" / "make_venv.sh", "no-such-python", too_old], tmp_path)
    assert refused.returncode == 1
    assert refused.stderr.startswith("PoseCheck needs Python 3.10 to 3.14:")
    assert refused.stderr.count("\n") == 1


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_ci_makes_test_and_passes_its_failure_on(tmp_path: Path) -> None:
    write_program(tmp_path / "make", 'echo "$* in $PWD, CI=$CI"; exit 2')
    done = run_clean([ROOT / ".ci" / "run"], tmp_path, PATH=f"{tmp_path}:{os.environ['PATH']}", CI="")
    assert done.stdout == f"test in {ROOT}, CI=true\n"
    assert done.returncode == 2


# What the system lacks


@pytest.fixture
def apt(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A Debian machine and its administrator: commands are noted and succeed."""
    commands: list[str] = []

    def run(command: Sequence[str], **_: object) -> subprocess.CompletedProcess[str]:
        commands.append(" ".join(command))
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if name == "apt-get" else None)
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    return commands


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "LIBRARIES", {"libposecheck-lacks.so.1": "liblacking1"})


@pytest.mark.usefixtures("lacking")
def test_missing_libraries_are_installed_as_root(apt: list[str]) -> None:
    assert system.main("packages") is None
    assert apt == ["apt-get update", "apt-get install -y --no-install-recommends liblacking1"]


@pytest.mark.usefixtures("lacking")
def test_missing_libraries_are_named_otherwise(apt: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    said = system.main("packages")
    assert said is not None
    assert "libposecheck-lacks.so.1" in said
    assert "apt-get install liblacking1" in said
    assert apt == []


def test_missing_ensurepip_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "LIBRARIES", {})
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert list(system.missing_packages().values()) == [f"python3.{sys.version_info.minor}-venv"]


def test_nothing_is_installed_where_nothing_is_missing(apt: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "LIBRARIES", {})
    assert system.main("packages") is None
    assert apt == []


# The browser


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs and browsers are found."""
    monkeypatch.delenv(system.BROWSER_VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(system, "BROWSER_PLACES", (str(tmp_path / "apps" / "chrome"),))
    monkeypatch.setattr(system, "_playwright_browser", lambda: None)
    return tmp_path


@pytest.mark.skipif(os.name == "nt", reason="programs are found by their suffix on Windows")
def test_browser_named_in_the_environment_comes_first(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert system.find_browser() is None
    (programs / "apps").mkdir()
    places = [programs / "apps" / "chrome", programs / "google-chrome", programs / "chromium", programs / "named"]
    for place in places[:-1]:
        write_program(place, "true")
        assert system.find_browser() == place
    monkeypatch.setenv(system.BROWSER_VARIABLE, str(write_program(places[-1], "true")))
    assert system.find_browser() == places[-1]


def test_wrong_browser_in_the_environment_is_said(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(system.BROWSER_VARIABLE, str(programs / "nothing"))
    with pytest.raises(FileNotFoundError, match=system.BROWSER_VARIABLE):
        system.find_browser()


@pytest.mark.usefixtures("programs")
def test_browser_comes_from_debian_as_root(apt: list[str]) -> None:
    system.provide_browser()
    assert apt[-1] == "apt-get install -y --no-install-recommends chromium"


@pytest.mark.usefixtures("programs")
def test_browser_comes_from_playwright_otherwise(
    apt: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    assert system.main("browser") is None
    assert len(apt) == 1
    assert apt[0].endswith("-m playwright install --no-shell chromium")
    assert "tests in a browser cannot run" in capsys.readouterr().err
