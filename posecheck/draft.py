"""A file that is not complete yet."""

from __future__ import annotations

from contextlib import suppress
from glob import escape
from pathlib import Path
from secrets import token_hex

_SUFFIX = ".part"


class Draft:
    """A file under a name of its own beside the one it will have: nobody ever reads half of it.

    Two that write to one place do not mix; who completes last is read. Only a process that was killed leaves one.

    Attributes:
        path: the file it becomes.
        file: where it is written until then: hidden, and of another suffix, so that nobody takes it for
            one of its kind.
    """

    def __init__(self, path: Path) -> None:
        """Chooses a name; nothing is written yet.

        Args:
            path: the file it becomes.
        """
        self.path = path
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

    def sweep(self) -> None:
        """Removes what killed processes left of the same file. Only where nobody else can be writing it.

        Raises:
            OSError: one cannot be removed.
        """
        for left in self.path.parent.glob(f".{escape(self.path.name)}.*{_SUFFIX}"):
            left.unlink(missing_ok=True)
