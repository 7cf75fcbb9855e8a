"""A process that saves holds and says so, line by line: ``python -m tests.store.child HOW URL NAME COUNT``."""

from __future__ import annotations

import sys

from posecheck.store import History, HoldWriter

from .examples import a_hold


def main(how: str, url: str, name: str, count: int) -> None:
    if how == "history":
        with History.open(url) as history:
            for number in range(count):
                history.save(a_hold(number, id=f"{name}-{number}", session_id=name))
                _say(f"{name}-{number}")
    else:
        with HoldWriter(url) as writer:
            for number in range(count):
                writer.save(a_hold(number, id=f"{name}-{number}", session_id=name))
                assert writer.flush(), writer.error
                _say(f"{name}-{number}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
