"""A file that is not complete yet."""

from __future__ import annotations

import time
from contextlib import suppress
from glob import escape
from pathlib import Path
from secrets import token_hex

A_DAY_S = 86_400.0
_SUFFIX = ".part"


class Draft:
    """A file under a name of its own beside the one it will have: nobody ever reads half of it.

    Two that write to one place do not mix; who completes last is read. Only a process that was killed leaves one, until
    the same file is written a day later.

    Attributes:
        path: the file it becomes.
        file: where it is written until then: hidden, and of another suffix, so that nobody takes it for
            one of its kind.
    """

    def __init__(self, path: Path) -> None:
        """Chooses a name; nothing is written yet. What killed processes left of the file a day ago goes.

        Args:
            path: the file it becomes.
        """
        self.path = path
        with suppress(OSError):
            self.sweep(A_DAY_S)
        self.file = path.with_name(f".{path.name}.{token_hex(4)}{_SUFFIX}")

    def complete(self) -> None:
        """Gives it its name, in one step. A file that has it is replaced.

        Raises:
            OSError: it cannot be renamed. The draft is still there then.
        """
        self.file.replace(self.path)

    def discard(self) -> None:
        """Removes it, if it is there; raises nothing."""
        with suppress(OSError):  # what cannot be removed could not be written either
            self.file.unlink(missing_ok=True)

    def sweep(self, older_than_s: float = 0.0) -> None:
        """Removes what killed processes left of the same file. By default only where nobody else can be writing it.

        Args:
            older_than_s: nobody has written to it for so long.

        Raises:
            OSError: one cannot be removed.
        """
        for left in self.path.parent.glob(f".{escape(self.path.name)}.{'[0-9a-f]' * 8}{_SUFFIX}"):
            with suppress(FileNotFoundError):  # somebody else was faster
                if time.time() - left.stat().st_mtime >= older_than_s:
                    left.unlink()
