"""A web server on this machine, for the tests of downloading."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from unittest import mock

Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """Runs a server whose every answer to GET is written by the given function; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802 (the name http.server looks for)
            answer(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with mock.patch.dict(os.environ, no_proxy="*"), ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/model.task"
        finally:
            server.shutdown()
            thread.join()


def gives(body: bytes, promised_bytes: int | None = None) -> Answer:
    """An answer with this body, whatever length it promises."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body) if promised_bytes is None else promised_bytes))
        handler.end_headers()
        handler.wfile.write(body)

    return answer
