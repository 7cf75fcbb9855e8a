"""The official source of a pose model: its address on the internet."""

from __future__ import annotations

import hashlib
import urllib.request
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from http.client import HTTPException
from pathlib import Path
from threading import Thread
from typing import Protocol
from urllib.error import HTTPError

from posecheck.pose.manifest import Fingerprint

ANSWER_S = 5.0
STALL_S = 20.0
_CHUNK_BYTES = 1 << 16

Progress = Callable[[int, "int | None"], None]
"""Called with the bytes done and the bytes there are; None while that cannot be told."""


class SourceError(Exception):
    """One source could not give a file; another may."""


class WrongFileError(SourceError):
    """A source gave something else than was asked for, or not all of it."""


class Response(Protocol):
    """An answer being read."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most `size`; empty at the end."""
        ...

    def close(self) -> None:
        """Ends the connection."""
        ...


OpenUrl = Callable[[str], Response]


def open_url(url: str, answer_s: float = ANSWER_S) -> Response:
    """Opens an address, giving up after `answer_s` whatever the network does.

    The wait is in a thread: name look-ups ignore socket timeouts, and a host with twenty addresses multiplies them.

    Raises:
        OSError: nobody answered, or the answer was a refusal.
        http.client.HTTPException: the answer was not HTTP.
    """
    answer: Future[Response] = Future()
    Thread(target=_ask, args=(url, answer), daemon=True).start()
    try:
        return answer.result(timeout=answer_s)
    except FutureTimeoutError:
        if answer.cancel():
            raise TimeoutError(f"no answer within {answer_s:g} s") from None
        return answer.result()


def _ask(url: str, answer: Future[Response]) -> None:
    """Opens the address for `answer`; closes it again if nobody waits any more."""
    try:
        response = urllib.request.urlopen(url, timeout=STALL_S)
    except (OSError, HTTPException) as error:
        if isinstance(error, HTTPError):
            error.close()
        if answer.set_running_or_notify_cancel():
            answer.set_exception(error)
    else:
        if answer.set_running_or_notify_cancel():
            answer.set_result(response)
        else:
            response.close()


def download(url: str, expected: Fingerprint, part: Path, progress: Progress, open_url: OpenUrl = open_url) -> None:
    """Saves what an address gives, checking every byte.

    Args:
        url: the address.
        expected: what it must give.
        part: the file to write; whatever it holds after an error is for the caller to remove.
        progress: told after every piece.
        open_url: opens the address.

    Raises:
        SourceError: the address is out of reach.
        WrongFileError: it gave something else, or not all of it.
        OSError: the file could not be written.
    """
    try:
        response = open_url(url)
    except (OSError, HTTPException) as error:
        raise SourceError(f"{url}: {error}") from error
    done_bytes = 0
    digest = hashlib.sha256()
    try:
        with part.open("wb") as file:
            while piece := _read(response, url):
                done_bytes += len(piece)
                if done_bytes > expected.size_bytes:
                    break
                digest.update(piece)
                file.write(piece)
                progress(done_bytes, expected.size_bytes)
    finally:
        response.close()
    if (done_bytes, digest.hexdigest()) != (expected.size_bytes, expected.sha256):
        raise WrongFileError(f"{url}: not the expected {expected.size_bytes:,} bytes")


def _read(response: Response, url: str) -> bytes:
    """The next piece; an error here is the network's, not the disk's."""
    try:
        return response.read(_CHUNK_BYTES)
    except (OSError, HTTPException) as error:
        raise SourceError(f"{url}: {error}") from error
