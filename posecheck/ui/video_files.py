"""Clips that were handed in: private copies in a folder of this program's own, which goes when the program ends."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from posecheck.errors import InputError

MOST_MB = 500  # as .streamlit/config.toml says, which holds it while a clip comes in
PREFIX = "posecheck-video-"
_MB = 1_048_576
_LOCK = "in-use"
_NAME_BYTES = 160  # file systems take 255
_NO_ROOM = "There is no room for this clip on this machine: free some space, then try again."


@dataclass(frozen=True, slots=True)
class Clip:
    """A private copy of a video somebody handed in.

    Attributes:
        path: the copy, in a folder of its own; what is made of it goes there, too.
        digest: SHA-256 of its bytes, hexadecimal.
    """

    path: Path
    digest: str

    @property
    def name(self) -> str:
        """What it was called, without what a file's name must not have."""
        return self.path.name

    def forget(self) -> None:
        """Deletes it and all that was made of it. Twice is no error."""
        shutil.rmtree(self.path.parent, ignore_errors=True)


class _Folder:
    """A folder only this person may enter. Its lock tells other programs that this one is still at work."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._lock = (self.path / _LOCK).open("wb")
        if sys.platform != "win32":  # Windows deletes no file that is open: there that is the lock
            import fcntl

            fcntl.flock(self._lock, fcntl.LOCK_EX)

    def remove(self) -> None:
        self._lock.close()
        shutil.rmtree(self.path, ignore_errors=True)


_folder: _Folder | None = None
_making = threading.Lock()


def take_in(name: str, stream: IO[bytes]) -> Clip:
    """Copies a clip, block by block.

    Args:
        name: what it is called.
        stream: its bytes.

    Raises:
        InputError: it is too large, or there is no room for it.
    """
    try:
        path = Path(tempfile.mkdtemp(dir=_own_folder())) / safe_name(name)
    except OSError as error:
        raise InputError(_NO_ROOM) from error
    try:
        return Clip(path, _copied(stream, path))
    except OSError as error:
        shutil.rmtree(path.parent, ignore_errors=True)
        raise InputError(_NO_ROOM) from error
    except InputError:
        shutil.rmtree(path.parent, ignore_errors=True)
        raise


def _copied(stream: IO[bytes], path: Path) -> str:
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as copy:
        while block := stream.read(_MB):
            size += len(block)
            if size > MOST_MB * _MB:
                raise InputError(f"This clip is larger than {MOST_MB} MB: choose a shorter or a smaller one.")
            digest.update(block)
            copy.write(block)
    return digest.hexdigest()


def safe_name(name: str) -> str:
    """A name that is one file's on every system: letters of all scripts, digits, spaces, dots, hyphens and brackets."""
    kept = re.sub(r"[^\w .()\-]", "_", re.split(r"[/\\]", name)[-1]).strip(" .")
    stem, _, suffix = kept.rpartition(".")
    return f"{_short(stem)}.{suffix[:8]}" if stem else _short(suffix) or "clip"


def _short(text: str) -> str:
    return text.encode()[:_NAME_BYTES].decode(errors="ignore")


def _own_folder() -> Path:
    global _folder
    with _making:
        if _folder is None or not _folder.path.is_dir():  # some systems tidy what is temporary
            _folder = _Folder()
        return _folder.path


def remove_own() -> None:
    """Deletes all clips of this program."""
    global _folder
    with _making:
        if _folder is not None:
            _folder.remove()
        _folder = None


def remove_leftovers() -> None:
    """Deletes clips of programs that were killed; of those that are still at work nothing."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if _is_own(folder) and not _in_use(folder / _LOCK):
            shutil.rmtree(folder, ignore_errors=True)


def _is_own(folder: Path) -> bool:
    """Whether this person made it: many people may share what is temporary."""
    try:
        return not folder.is_symlink() and (not hasattr(os, "getuid") or folder.lstat().st_uid == os.getuid())
    except OSError:  # gone meanwhile
        return False


def _in_use(lock: Path) -> bool:
    try:
        if sys.platform == "win32":
            lock.unlink()
            return False
        import fcntl

        with lock.open("rb") as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return False
    except FileNotFoundError:
        return False
    except OSError:
        return True
