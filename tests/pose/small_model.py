"""A pose model of a few bytes and sources of it, for the tests of providing."""

from __future__ import annotations

import hashlib
from pathlib import Path

from posecheck.pose.download import Progress, SourceError, WrongFileError
from posecheck.pose.manifest import Fingerprint, PoseModel, Wheel
from posecheck.pose.provide import Source

OFFICIAL = b"the official bundle " * 100
ASSEMBLED = b"what we assemble " * 100


def fingerprint(content: bytes) -> Fingerprint:
    return Fingerprint(len(content), hashlib.sha256(content).hexdigest())


WHEEL = Wheel("pkg==1", "pkg.whl", "any", "311", "cp", "cp311", fingerprint(b"wheel"), (), fingerprint(ASSEMBLED))
MODEL = PoseModel("tiny", "tiny.task", "Apache-2.0", "http://example.invalid/", fingerprint(OFFICIAL), WHEEL)


def gives(content: bytes) -> Source:
    """A source that has this content."""

    def source(part: Path, progress: Progress) -> None:
        part.write_bytes(content)

    return source


def fails(error: BaseException) -> Source:
    """A source that breaks off with half a file written."""

    def source(part: Path, progress: Progress) -> None:
        part.write_bytes(b"half a mod")
        raise error

    return source


def must_not_be_asked(part: Path, progress: Progress) -> None:
    """A source for tests in which nothing has to be fetched."""
    raise AssertionError("nothing had to be fetched")


OFFLINE = fails(SourceError("out of reach"))
WRONG = fails(WrongFileError("wrong bytes"))


def names_in(folder: Path) -> list[str]:
    """The names of what is in a folder, sorted."""
    return sorted(path.name for path in folder.iterdir())
