"""A PostgreSQL server for the tests: Debian's, in a folder of its own, gone when they end."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tools.system import provide_postgres

# Nobody else reaches it, and what it keeps lives for minutes: no network, no waiting for the disk.
SETTINGS = {"listen_addresses": "''", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class NoPostgresError(Exception):
    """Why there is no server."""


@contextmanager
def postgres_server() -> Iterator[str]:
    """A running server's address. It takes no port: only this machine's own file system leads to it.

    Raises:
        NoPostgresError: there is none and none could be installed, or it does not start.
    """
    programs = provide_postgres()
    if programs is None:
        raise NoPostgresError("PostgreSQL is not installed, and could not be (that needs root, apt and the internet)")
    folder = Path(tempfile.mkdtemp(prefix="posecheck-postgres-"))  # short: a socket's path may have 107 characters
    try:
        if _is_root():  # PostgreSQL refuses to run as root
            try:
                shutil.chown(folder, "postgres", "postgres")
            except LookupError as problem:
                raise NoPostgresError(f"PostgreSQL has no user of its own here ({problem})") from problem
        data = folder / "data"
        _run(programs / "initdb", "-D", data, "-U", "posecheck", "-A", "trust", "-E", "UTF8", "--no-sync")
        settings = [f"-c {name}={value}" for name, value in SETTINGS.items()]
        options = " ".join([f"-k {folder}", *settings])
        _run(programs / "pg_ctl", "start", "-w", "-D", data, "-l", folder / "log", "-o", options)
        with _stopped_afterwards(programs / "pg_ctl", data, folder):
            yield f"postgresql+psycopg://posecheck@/postgres?host={folder}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _stopped_afterwards(pg_ctl: Path, data: Path, folder: Path) -> Iterator[None]:
    """Stops the server at the end, whatever ends the tests: a pipe to a process of its own breaks even when killed."""
    script = 'read gone; "$0" stop -D "$1" -m immediate; rm -rf "$2"'
    with tempfile.TemporaryFile() as said, subprocess.Popen(
        ["sh", "-c", script, pg_ctl, data, folder], cwd="/", start_new_session=True, **_as_whom(),
        stdin=subprocess.PIPE, stdout=said, stderr=said,
    ):  # fmt: skip
        yield


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _as_whom() -> dict[str, Any]:
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if _is_root() else {}


def _run(program: Path, *arguments: str | Path) -> None:
    command = [str(part) for part in (program, *arguments)]
    # Into a file: the server lives on with what it was given, and a pipe would keep this waiting for its end.
    with tempfile.TemporaryFile() as said:
        ended = subprocess.run(
            command, cwd="/", **_as_whom(), stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )  # fmt: skip
        if ended.returncode:
            said.seek(0)
            last = said.read().decode(errors="replace").strip().splitlines()[-1:]
            raise NoPostgresError(f"{program.name} ended with {ended.returncode}: {''.join(last)}")
