"""One practice in front of the camera: frames in, drawn frames out, holds saved as they go.

Frames come on one thread, are drawn on another, and the page reads from a third; none waits long for another. Nothing
here knows Streamlit. What is practised, and what is said of it, is the conductor's.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from time import perf_counter

from posecheck.conductor import Conductor
from posecheck.drawing.overlay import draw, draw_between
from posecheck.errors import PoseCheckError
from posecheck.landmarks import ByteArray, PoseSource
from posecheck.moment import Moment
from posecheck.pipeline import Snapshot
from posecheck.pose.lifter import load_lifter
from posecheck.programme import Programme
from posecheck.record import HoldRecord
from posecheck.stillness import Sparing, bridged_s
from posecheck.stretch import Stretch
from posecheck.tracer import TracePart
from posecheck.turn_practice import Wishes
from posecheck.ui.relay import Drawing
from posecheck.ui.standing import Standing
from posecheck.voice import Arbiter, Entry, Utterance, Verbosity

RECENT_S = 3.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LiveState:
    """What the page shows.

    Attributes:
        snapshot: the newest; None before the first frame, and between holds.
        records: the holds since the page was opened, in order.
        problem: one sentence, where something went wrong.
        standing: where the programme stands; None before the first frame.
        moment: what the picture looked at last shows; None before the first frame, and once the camera stopped.
        utterances: what began to be said in the last seconds of frame time, in order.
    """

    snapshot: Snapshot | None = None
    records: tuple[HoldRecord, ...] = ()
    problem: str = ""
    standing: Standing | None = None
    moment: Moment | None = None
    utterances: tuple[Utterance, ...] = ()


def _recent(said: tuple[Utterance, ...], moment: Moment) -> tuple[Utterance, ...]:
    """What a page that comes a little late should still hear; a page that is loaded anew hears nothing old."""
    said = (*said, moment.utterance) if moment.utterance is not None else said
    return tuple(utterance for utterance in said if moment.time_s - utterance.time_s <= RECENT_S)


def _picture(image_rgb: ByteArray, moment: Moment, *, bare: bool) -> ByteArray:
    if moment.snapshot is not None:
        return draw(image_rgb, moment.snapshot, moment.turn.stretch, moment.ghost, bare=bare)
    between = moment.between
    if between is None or bare:
        return image_rgb
    return draw_between(image_rgb, between.cue, between.seconds, between.share)


class LivePractice:
    """Practises a programme. Stopping the camera ends the hold under way; starting it again goes on.

    Attributes:
        id: tells this practice from every other.
        bare: whether ring and cue are left out of the picture, because the page shows them beside it.
    """

    def __init__(
        self,
        programme: Programme,
        make_source: Callable[[], PoseSource],
        save: Callable[[HoldRecord], None],
        wishes: Wishes | None = None,
        *,
        before: tuple[HoldRecord, ...] = (),
        save_log: Callable[[str, int, Sequence[Entry]], None] = lambda session_id, first, entries: None,
        save_trace: Callable[[str, int, bytes], None] = lambda hold_id, number, data: None,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        """Nothing is loaded yet.

        Args:
            programme: what is practised.
            make_source: makes a pose source; called at the first frame.
            save: keeps a record; must return at once.
            wishes: what was chosen.
            before: holds of the same since the page was opened.
            save_log: keeps a part of what was said and held back in a session; must return at once.
            save_trace: keeps a part of a hold's trace, given after the hold; must return at once.
            now: the time of day, by the clock where the person is; without it this machine's.
        """
        self.id = uuid.uuid4().hex
        self.bare = False
        self._programme = programme
        self._make_source = make_source
        self._save, self._save_log, self._save_trace = save, save_log, save_trace
        self._session_id, self._logged = "", 0  # entries of the session's log that were kept
        self._arbiter = Arbiter()
        self._conductor = Conductor(programme, load_lifter(), wishes or Wishes(), self._arbiter, now, before)
        self._working = threading.Lock()  # held while a frame is worked on
        self._retired = False
        self._source: PoseSource | None = None
        self._sparing = Sparing()
        self._camera_s: float | None = None  # the last frame's own time
        self._state = LiveState(None, before)  # replaced as a whole, so the page may read it at any time

    @property
    def stretch(self) -> Stretch:
        """What is practised now."""
        return self._programme.turn.stretch

    @property
    def state(self) -> LiveState:
        """The newest state; does not change once read."""
        return self._state

    def frame(self, image_rgb: ByteArray, time_s: float) -> Drawing:
        """Takes one frame. Whatever goes wrong, the picture goes on and the page says what happened.

        Args:
            image_rgb: (height, width, 3), RGB.
            time_s: its time.

        Returns:
            What draws the picture with the overlay: on any thread, also while the next frame is taken.
        """
        with self._working:
            moment = self._moment(image_rgb, time_s)
        return partial(self._drawn, image_rgb, moment)

    def speak_as(self, verbosity: Verbosity, speed: float) -> None:
        """How much is said, and how fast, from now on."""
        with self._working:
            self._arbiter.adapt(verbosity, speed)

    def pause(self) -> None:
        """Lets the programme stand still."""
        self._do(self._conductor.pause)

    def resume(self) -> None:
        """Lets it go on."""
        self._do(self._conductor.resume)

    def skip(self) -> None:
        """Goes on to what comes next."""
        self._do(self._conductor.skip)

    def repeat(self) -> None:
        """Takes the turn under way again."""
        self._do(self._conductor.repeat)

    def count_by_time(self) -> None:
        """Where the camera cannot tell: the clock alone counts this turn."""
        with self._working:
            self._conductor.count_by_time()

    def end(self) -> None:
        """The camera stopped: a hold under way is finished and saved. Ending twice is no error."""
        with self._working:
            self._end()
            self._state = LiveState()
            self._show()

    def retire(self) -> None:
        """Ends for good: another practice has the camera now. Frames that still come pass through undrawn."""
        with self._working:
            self._retired = True
            self._end()

    def _moment(self, image_rgb: ByteArray, time_s: float) -> Moment | None:
        """What a frame shows; None where it was not looked at, or nothing may be drawn any more."""
        if self._retired or (self._state.problem and self._source is None):
            return None
        try:
            if time_s == self._camera_s:  # a browser may send one twice
                return self._state.moment
            return self._looked_at(image_rgb, time_s)
        except PoseCheckError as error:
            self._show(problem=str(error))
        except Exception:
            self._break()
        return None

    def _looked_at(self, image_rgb: ByteArray, time_s: float) -> Moment:
        if self._source is None:
            self._source = self._make_source()
            self._session_id, self._logged = uuid.uuid4().hex, 0
            self._conductor.open(self._source, self._session_id)
            self._sparing = Sparing(bridged_s(turn.stretch.rules.max_gap_s for turn in self._programme.turns))
        self._camera_s = time_s
        last, began_s = self._state.moment, perf_counter()
        if not self._sparing.is_due(image_rgb, time_s) and last is not None and not last.paces:
            return last
        moment = self._conductor.frame(image_rgb, time_s)
        self._keep(moment.changed, moment.traces)
        if moment.utterance is not None:
            self._keep_log()
        self._show(moment)
        self._sparing.looked(perf_counter() - began_s)
        return moment

    def _drawn(self, image_rgb: ByteArray, moment: Moment | None) -> ByteArray:
        if moment is None:
            return image_rgb
        try:
            return _picture(image_rgb, moment, bare=self.bare)
        except Exception:
            with self._working:
                if self._source is not None:  # else it has ended meanwhile, and nothing is wrong with what begins next
                    self._break()
            return image_rgb

    def _break(self) -> None:
        logger.exception("a frame could not be worked on")
        self._show(problem="Something went wrong with this picture; your holds are kept. Press Stop, then Start.")

    def _do(self, step: Callable[[], Iterable[HoldRecord]]) -> None:
        with self._working:
            self._keep(step(), self._conductor.take_traces())
            self._show()

    def _show(self, moment: Moment | None = None, problem: str | None = None) -> None:
        """Has the page show where things stand."""
        state = self._state
        self._state = replace(
            state,
            snapshot=moment.snapshot if moment is not None else None,
            records=self._conductor.records,
            problem=state.problem if problem is None else problem,
            standing=Standing.of(self._programme, self._conductor.words),
            moment=moment,
            utterances=state.utterances if moment is None else _recent(state.utterances, moment),
        )

    def _keep(self, records: Iterable[HoldRecord], traces: Iterable[TracePart]) -> None:
        for record in records:
            self._save(record)
        for part in traces:
            self._save_trace(part.hold_id, part.number, part.data)

    def _keep_log(self) -> None:
        log = self._conductor.log
        self._save_log(self._session_id, self._logged, log[self._logged :])
        self._logged = len(log)

    def _end(self) -> None:
        source, self._source = self._source, None
        self._camera_s = None
        try:
            self._keep(self._conductor.end(), self._conductor.take_traces())
            if source is not None:
                self._keep_log()
        finally:
            if source is not None:
                source.close()
