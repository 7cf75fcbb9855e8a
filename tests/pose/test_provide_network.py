from __future__ import annotations

import subprocess
import sys
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Barrier

import pytest

import posecheck
from posecheck.errors import ModelError
from posecheck.pose.download import download
from posecheck.pose.provide import obtain
from tests.pose.local_server import gives, serving
from tests.pose.small_model import MODEL, OFFICIAL, names_in

FETCH_IN_A_PROCESS = """
import sys
from functools import partial
from pathlib import Path
from posecheck.pose.download import download
from posecheck.pose.manifest import Fingerprint, PoseModel
from posecheck.pose.provide import obtain

url, size, sha256, folder = sys.argv[1:]
model = PoseModel("tiny", "tiny.task", "Apache-2.0", url, Fingerprint(int(size), sha256))
sys.stdout.write(str(obtain(model, [Path(folder)], [partial(download, url, model.fingerprint)])))
"""


def test_two_processes_may_fetch_at_once(tmp_path: Path) -> None:
    both_ask = Barrier(2, timeout=60)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        both_ask.wait()  # neither gets a byte before both have asked
        handler.wfile.write(OFFICIAL)

    expected = MODEL.fingerprint
    with serving(answer) as url:
        arguments = [url, str(expected.size_bytes), expected.sha256, str(tmp_path)]
        command = [sys.executable, "-c", FETCH_IN_A_PROCESS, *arguments]
        root = Path(posecheck.__file__).parents[1]
        processes = [subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        paths = [process.communicate(timeout=120)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert paths == [str(tmp_path / "tiny.task")] * 2
    assert (tmp_path / "tiny.task").read_bytes() == OFFICIAL
    assert names_in(tmp_path) == ["tiny.task"]


def test_a_download_that_is_cut_off_leaves_nothing(tmp_path: Path) -> None:
    half = gives(OFFICIAL[: len(OFFICIAL) // 2], promised_bytes=len(OFFICIAL))
    with serving(half) as url, pytest.raises(ModelError, match="pose model"):
        obtain(MODEL, [tmp_path], [partial(download, url, MODEL.fingerprint)])
    assert names_in(tmp_path) == []


def test_a_download_of_something_else_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    other = gives(b"!" + OFFICIAL[1:])
    with serving(other) as url, pytest.raises(ModelError, match="not the whole, unchanged pose model"):
        obtain(MODEL, [tmp_path], [partial(download, url, MODEL.fingerprint)])
    assert names_in(tmp_path) == []
