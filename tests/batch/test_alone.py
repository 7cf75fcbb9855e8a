"""Two batches never write into one folder of this machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from posecheck.batch.alone import alone_in
from posecheck.batch.place import Place
from posecheck.errors import InputError

OTHER = """
import sys
from posecheck.batch.alone import alone_in
from posecheck.batch.place import Place
with alone_in(Place(sys.argv[1])):
    print("in", flush=True)
    sys.stdin.read()
"""


def test_another_program_keeps_us_out_until_it_is_gone(tmp_path: Path) -> None:
    out = Place(str(tmp_path / "results"))
    other = subprocess.Popen(
        [sys.executable, "-c", OTHER, out.url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with other:
        assert other.stdout is not None
        assert other.stdout.readline() == "in\n"
        with pytest.raises(InputError, match="Another batch is writing"), alone_in(out):
            pass
        other.kill()
    with alone_in(out):
        pass


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="choose another folder for --out"), alone_in(Place(str(tmp_path / "file"))):
        pass
