"""Passes a camera's frames on to one who looks and one who draws, each on a thread of its own.

While one picture is drawn the next is looked at already, and the camera waits for neither. What is not taken in time is
replaced by what comes: nobody wants to see, or be judged by, a picture of long ago. Only where nothing was left waiting
a moment ago may a second frame wait: after one look that took long it is soon caught up with.
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

# How many frames ago nothing was left waiting, at most, where a second may wait. At 30 frames a second, one look of
# 100 ms among many of 25 ms is caught up with after about eight frames; where most take over 33 ms, hardly ever.
KEEPS_UP_FRAMES = 10

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
        self._frames: Queue[Frame | None] = Queue(2)
        self._drawings: Queue[Callable[[], Picture] | None] = Queue(1)
        self._given = 0
        self._given_when_caught_up = 0  # when nothing was left waiting, the last time
        self._threads: list[threading.Thread] = []

    def give(self, frame: Frame) -> None:
        """Takes a frame, if need be in the place of what is not yet looked at."""
        if not self._threads:
            self._threads = [threading.Thread(target=work, daemon=True) for work in (self._looks, self._draws)]
            for thread in self._threads:
                thread.start()
        self._given += 1
        keeps_up = self._given - self._given_when_caught_up <= KEEPS_UP_FRAMES
        _replace(self._frames, frame, places=2 if keeps_up else 1)

    def stop(self) -> None:
        """Ends, after the last frame given. Stopping twice is no error."""
        if any(thread.is_alive() for thread in self._threads):
            self._frames.put(None)
        for thread in self._threads:
            thread.join()

    def _looks(self) -> None:
        for frame in iter(self._frames.get, None):
            with self._told("looked at"):
                drawing = self._look(frame)
                if self._frames.empty():  # asked before the drawing is passed on: who sees it drawn can rely on that
                    self._given_when_caught_up = self._given
                _replace(self._drawings, drawing, places=1)
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


def _replace(queue: Queue[Item], item: Item, places: int) -> None:
    """Puts an item where so many may wait; the oldest go. There is one who puts, so there is room."""
    while queue.qsize() >= places:
        with suppress(Empty):
            queue.get_nowait()
    queue.put(item)
