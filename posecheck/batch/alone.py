"""One batch at a time writes into a folder of this machine."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from posecheck.batch.place import Place
from posecheck.errors import InputError

LOCK = ".posecheck-batch.lock"


@contextmanager
def alone_in(out: Place) -> Iterator[None]:
    """Keeps other batches out of a folder; the system lets them in when this program ends, however that happens.

    Where the results go elsewhere there is no such lock. Two batches that ask for the same then do the same work
    twice; files of two that ask for different things may come to lie together, which the next run notices.

    Raises:
        InputError: another batch is at work there, or it cannot be written.
    """
    if not out.is_local:
        yield
        return
    try:
        Path(out.url).mkdir(parents=True, exist_ok=True)
        file = Path(out.url, LOCK).open("ab")  # noqa: SIM115 closed below
    except OSError as error:
        raise InputError(f"{out.url} cannot be written ({error.strerror}): choose another folder for --out.") from error
    with file:
        if not _locked(file):
            raise InputError(f"Another batch is writing into {out.url}: wait for its end, or choose another --out.")
        yield


def _locked(file: IO[bytes]) -> bool:
    """Whether the lock is ours; also where the file system has no locks."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
    return True
