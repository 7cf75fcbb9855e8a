from __future__ import annotations

import hashlib
import socket
import urllib.request
from http.client import IncompleteRead
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event

import pytest

from posecheck.pose.download import SourceError, WrongFileError, download, open_url
from posecheck.pose.manifest import Fingerprint
from tests.pose.local_server import Answer, gives, serving

CONTENT = bytes(range(256)) * 1000
EXPECTED = Fingerprint(len(CONTENT), hashlib.sha256(CONTENT).hexdigest())


def silent(done_bytes: int, total_bytes: int | None) -> None:
    pass


def test_a_whole_file_is_saved_and_progress_told(tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    part = tmp_path / "part"
    with serving(gives(CONTENT)) as url:
        download(url, EXPECTED, part, lambda done, total: told.append((done, total)))
    assert part.read_bytes() == CONTENT
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert len(told) > 1


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(gives(CONTENT[:-1], promised_bytes=len(CONTENT)), id="cut off"),
        pytest.param(gives(CONTENT[:-1]), id="too short"),
        pytest.param(gives(CONTENT + b"!"), id="too long"),
        pytest.param(gives(b"!" + CONTENT[1:]), id="wrong bytes"),
        pytest.param(gives(b""), id="empty"),
        pytest.param(gives(b"<html>Please sign in</html>"), id="another page"),
    ],
)
def test_anything_else_is_refused(tmp_path: Path, answer: Answer) -> None:
    with serving(answer) as url, pytest.raises(SourceError):
        download(url, EXPECTED, tmp_path / "part", silent)


def test_a_file_that_never_ends_is_given_up(tmp_path: Path) -> None:
    class Endless:
        read_bytes = 0
        closed = False

        def read(self, size: int, /) -> bytes:
            self.read_bytes += size
            assert self.read_bytes < 10 * len(CONTENT)
            return b"x" * size

        def close(self) -> None:
            self.closed = True

    response = Endless()
    with pytest.raises(WrongFileError):
        download("http://example.invalid", EXPECTED, tmp_path / "part", silent, lambda url: response)
    assert response.closed
    assert (tmp_path / "part").stat().st_size <= len(CONTENT)


@pytest.mark.parametrize("error", [ConnectionResetError("reset"), TimeoutError("slow"), IncompleteRead(b"", 3)])
def test_a_connection_that_breaks_is_closed(tmp_path: Path, error: Exception) -> None:
    class Breaking:
        closed = False

        def read(self, size: int, /) -> bytes:
            raise error

        def close(self) -> None:
            self.closed = True

    response = Breaking()
    with pytest.raises(SourceError):
        download("http://example.invalid", EXPECTED, tmp_path / "part", silent, lambda url: response)
    assert response.closed


def test_a_refusal_of_the_server_is_a_source_error(tmp_path: Path) -> None:
    with serving(lambda handler: handler.send_error(404)) as url, pytest.raises(SourceError, match="404"):
        download(url, EXPECTED, tmp_path / "part", silent)


def test_a_refused_connection_is_a_source_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("no_proxy", "*")
    with socket.socket() as unheard:  # bound, so that nobody else takes the port, but not listening
        unheard.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unheard.getsockname()[1]}/"
        with pytest.raises(SourceError):
            download(url, EXPECTED, tmp_path / "part", silent)


def test_an_answer_that_is_not_http_is_a_source_error(tmp_path: Path) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"SSH-2.0-OpenSSH\r\n\r\n")

    with serving(answer) as url, pytest.raises(SourceError):
        download(url, EXPECTED, tmp_path / "part", silent)


def test_a_disk_error_is_not_blamed_on_the_source(tmp_path: Path) -> None:
    with serving(gives(CONTENT)) as url, pytest.raises(FileNotFoundError):
        download(url, EXPECTED, tmp_path / "nowhere" / "part", silent)


def test_a_network_that_says_nothing_is_given_up_and_its_late_answer_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    release, closed = Event(), Event()

    class Late:
        def close(self) -> None:
            closed.set()

    def ask(url: str, timeout: float) -> Late:
        release.wait(60)
        return Late()

    monkeypatch.setattr(urllib.request, "urlopen", ask)
    with pytest.raises(TimeoutError, match="no answer"):
        open_url("http://example.invalid", answer_s=0.01)
    assert not closed.is_set()
    release.set()
    assert closed.wait(60)


def test_a_time_out_of_the_connection_itself_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(url: str, timeout: float) -> None:
        raise TimeoutError("the host is slow")

    monkeypatch.setattr(urllib.request, "urlopen", ask)
    with pytest.raises(TimeoutError, match="the host is slow"):
        open_url("http://example.invalid", answer_s=60)
