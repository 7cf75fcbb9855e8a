"""Does the next ones while the last one is worked on."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterator
from typing import TypeVar

Item = TypeVar("Item")
_END = object()


def ahead(items: Iterator[Item], depth: int) -> Generator[Item, None, None]:
    """The same items, made on a thread of their own, so many ahead of whoever takes them.

    Args:
        items: made one after the other, by that thread alone; closed by it when no more are taken.
        depth: how many may wait.

    Raises:
        Exception: whatever making an item raised, in its place.
    """
    waiting: queue.Queue[object] = queue.Queue(maxsize=depth)
    stop = threading.Event()

    def put(thing: object) -> bool:
        while not stop.is_set():
            try:
                waiting.put(thing, timeout=0.1)
                return True
            except queue.Full:
                continue
        return False

    def make() -> None:
        last: object = _END
        try:
            for item in items:
                if not put(item):
                    return
        except BaseException as error:  # it belongs to whoever takes the items
            last = _Raised(error)
        finally:
            close = getattr(items, "close", None)
            if close is not None:
                close()
            put(last)

    thread = threading.Thread(target=make, name="ahead", daemon=True)
    thread.start()
    try:
        while (item := waiting.get()) is not _END:
            if isinstance(item, _Raised):
                raise item.error
            yield item  # type: ignore[misc]
    finally:
        stop.set()
        thread.join()


class _Raised:
    """An error on its way from one thread to the other."""

    def __init__(self, error: BaseException) -> None:
        self.error = error
