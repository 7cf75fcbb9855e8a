"""Passes a camera's frames on to one who looks and one who draws, each on a thread of its own.

While one picture is drawn the next is looked at already, and the camera waits for neither. What is not taken in time is
replaced by what comes: nobody wants to see, or be judged by, a picture of long ago.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from queue import Empty, Queue
from typing import Generic, TypeVar

from posecheck.landmarks import ByteArray

Frame = TypeVar("Frame")
Picture = TypeVar("Picture")
Item = TypeVar("Item")
Drawing = Callable[[], ByteArray]  # draws a picture, (height, width, 3), RGB

logger = logging.getLogger(__name__)


class Relay(Generic[Frame, Picture]):
    """Two threads and what waits for each. Whoever gives it frames stops it, from the same thread.

    Attributes:
        newest: the picture drawn last; None before the first, and where the last could not be made.
    """

    def __init__(self, look: Callable[[Frame], Callable[[], Picture]]) -> None:
        """Nothing runs before the first frame: a camera that never starts is never stopped.

        Args:
            look: takes a frame, gives what will draw it.
        """
        self.newest: Picture | None = None
        self._look = look
        self._frames: Queue[Frame | None] = Queue(1)
        self._drawings: Queue[Callable[[], Picture] | None] = Queue(1)
        self._threads: list[threading.Thread] = []

    def give(self, frame: Frame) -> None:
        """Takes a frame in the place of one not yet looked at."""
        if not self._threads:
            self._threads = [threading.Thread(target=work, daemon=True) for work in (self._looks, self._draws)]
            for thread in self._threads:
                thread.start()
        _replace(self._frames, frame)

    def stop(self) -> None:
        """Ends, after the last frame given. Stopping twice is no error."""
        if any(thread.is_alive() for thread in self._threads):
            self._frames.put(None)
        for thread in self._threads:
            thread.join()

    def _looks(self) -> None:
        for frame in iter(self._frames.get, None):
            with self._told("looked at"):
                _replace(self._drawings, self._look(frame))
        self._drawings.put(None)  # after what was looked at last

    def _draws(self) -> None:
        for drawing in iter(self._drawings.get, None):
            with self._told("drawn"):
                self.newest = drawing()

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        try:
            yield
        except BaseException:  # even one that asks to exit: whoever stops this waits for both threads
            logger.exception("a frame could not be %s", what)
            self.newest = None  # a picture that stands still would look as if nobody moved


def _replace(place: Queue[Item], item: Item) -> None:
    """Puts an item where at most one waits. There is one who puts, so there is room."""
    with suppress(Empty):
        place.get_nowait()
    place.put(item)
