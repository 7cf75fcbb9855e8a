"""One practice in front of the camera: frames in, drawn frames out, holds saved as they go.

The camera calls from its own thread, the page reads from another; neither waits long for the other. Nothing here knows
Streamlit.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone

from posecheck.errors import PoseCheckError
from posecheck.landmarks import ByteArray, PoseSource, Side
from posecheck.neutral import Straight
from posecheck.pipeline import Pipeline, Snapshot
from posecheck.pose.lifter import load_lifter
from posecheck.record import HoldRecord
from posecheck.session import Session
from posecheck.stretch import Stretch
from posecheck.ui.overlay import draw

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LiveState:
    """What the page shows.

    Attributes:
        snapshot: the newest; None before the first frame.
        records: the holds since the page was opened, in order.
        problem: one sentence, where something went wrong.
    """

    snapshot: Snapshot | None = None
    records: tuple[HoldRecord, ...] = ()
    problem: str = ""


class LivePractice:
    """Practises one stretch. A session goes from the first frame to `end`; the next frame begins another."""

    def __init__(
        self,
        stretch: Stretch,
        side: Side | None,
        target_s: float,
        make_source: Callable[[], PoseSource],
        save: Callable[[HoldRecord], None],
        before: tuple[HoldRecord, ...] = (),
        straight: Straight | None = None,
    ) -> None:
        """Nothing is loaded yet.

        Args:
            stretch: what is practised.
            side: the side practised; None to recognise it.
            target_s: seconds aimed at in one hold.
            make_source: makes a pose source; called at the first frame.
            save: keeps a record; must return at once.
            before: holds of this stretch since the page was opened.
            straight: what this person's straight joints read, from the neutral pose.
        """
        self.stretch = stretch
        self._side = side
        self._target_s = target_s
        self._straight = straight
        self._make_source = make_source
        self._save = save
        self._working = threading.Lock()  # held while a frame is worked on
        self._retired = False
        self._source: PoseSource | None = None
        self._pipeline: Pipeline | None = None
        self._session: Session | None = None
        self._last: Snapshot | None = None
        self._ended = before
        self._state = LiveState(None, before)  # replaced as a whole, so the page may read it at any time

    @property
    def state(self) -> LiveState:
        """The newest state; does not change once read."""
        return self._state

    def frame(self, image_rgb: ByteArray, time_s: float) -> ByteArray:
        """Takes one frame. Whatever goes wrong, the picture goes on and the page says what happened.

        Args:
            image_rgb: (height, width, 3), RGB.
            time_s: its time.

        Returns:
            The picture with the overlay.
        """
        with self._working:
            if self._retired or (self._state.problem and self._session is None):
                return image_rgb
            try:
                if self._last is not None and time_s < self._last.time_s:
                    self._end()  # the camera was started again
                if self._last is not None and time_s == self._last.time_s:
                    return draw(image_rgb, self._last, self.stretch)
                return self._drawn(image_rgb, time_s)
            except PoseCheckError as error:
                self._state = LiveState(self._last, self._records(), str(error))
            except Exception:
                logger.exception("a frame could not be worked on")
                text = "Something went wrong with this picture; your holds are kept. Press Stop, then Start."
                self._state = LiveState(self._last, self._records(), text)
            return image_rgb

    def end(self) -> None:
        """Ends the session: a hold under way is finished and saved. Ending twice is no error."""
        with self._working:
            self._end()
            self._state = LiveState(None, self._ended)

    def retire(self) -> None:
        """Ends for good: another practice has the camera now. Frames that still come pass through undrawn."""
        with self._working:
            self._retired = True
            self._end()

    def _drawn(self, image_rgb: ByteArray, time_s: float) -> ByteArray:
        if self._pipeline is None or self._session is None:
            self._source = self._make_source()
            self._pipeline = Pipeline(
                self.stretch, self._source, load_lifter(), self._side, self._target_s, self._straight
            )
            self._session = Session(uuid.uuid4().hex, self.stretch, self._target_s, datetime.now(timezone.utc))
        snapshot = self._pipeline.process(image_rgb, time_s)
        changed = self._session.update(time_s, self._pipeline.clock, snapshot.verdict, list(snapshot.events))
        self._last = snapshot
        self._state = LiveState(snapshot, self._records(), self._state.problem)
        for record in changed:
            self._save(record)
        return draw(image_rgb, snapshot, self.stretch)

    def _end(self) -> None:
        try:
            if self._pipeline is not None and self._session is not None and self._last is not None:
                clock = self._pipeline.clock
                for record in self._session.update(self._last.time_s, clock, self._last.verdict, clock.finish()):
                    self._save(record)
        finally:
            source, self._ended = self._source, self._records()
            self._source = self._pipeline = self._session = self._last = None
            self._state = LiveState(None, self._ended, self._state.problem)
            if source is not None:
                source.close()

    def _records(self) -> tuple[HoldRecord, ...]:
        return self._ended + (tuple(self._session.records) if self._session is not None else ())
