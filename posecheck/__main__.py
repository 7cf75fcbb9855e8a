"""``python -m posecheck``."""

import io
import os
import sys

from posecheck.cli import main


def _quiet_native_log() -> None:
    """Sends what native code writes to descriptor 2 nowhere; Python's own stderr goes on as before.

    MediaPipe prints start-up notes there that no option turns off, where our one sentence should stand alone.
    """
    sys.stderr.flush()
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1, encoding=sys.stderr.encoding, errors="backslashreplace")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


if __name__ == "__main__":
    _quiet_native_log()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a tick must not stop a table on an old terminal
    sys.exit(main())
