"""One practice in front of the camera: frames in, drawn frames out, holds saved as they go.

The camera calls from its own thread, the page reads from another; neither waits long for the other. Nothing here knows
Streamlit. What is practised is a programme: a routine, or one stretch until the camera stops.
"""

from __future__ import annotations

import logging
import math
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timezone

from posecheck.announcement import Happening, ProgrammeEvent, announcement
from posecheck.cues import Cue, CueKind
from posecheck.desk import Seat
from posecheck.errors import PoseCheckError
from posecheck.fader import GhostFader
from posecheck.hold import Phase, Seconds
from posecheck.landmarks import ByteArray, PoseSource
from posecheck.neutral import Straight
from posecheck.pipeline import Pipeline, Snapshot
from posecheck.pose.lifter import load_lifter
from posecheck.practice import Practice
from posecheck.programme import Programme, ProgrammeStage
from posecheck.record import HoldRecord
from posecheck.session import Session
from posecheck.stretch import Stretch
from posecheck.ui.overlay import draw, draw_between
from posecheck.ui.standing import Standing

logger = logging.getLogger(__name__)

# A routine must go on by itself: a position that nothing can be told of for so long is timed instead, and said to be.
UNTOLD_S = 15.0
BETWEEN = (ProgrammeStage.REST, ProgrammeStage.DONE)
PAUSED = "Paused. Go on when you're ready."
SAID_S = 3.0  # how long an announcement stands in the cue's place
RESTART_S = 1.0  # what passes, in frame time, while the camera is off: longer than any gap that is credited


@dataclass(frozen=True, slots=True)
class LiveState:
    """What the page shows.

    Attributes:
        snapshot: the newest; None before the first frame, and between holds.
        records: the holds since the page was opened, in order.
        problem: one sentence, where something went wrong.
        standing: where the programme stands; None before the first frame.
    """

    snapshot: Snapshot | None = None
    records: tuple[HoldRecord, ...] = ()
    problem: str = ""
    standing: Standing | None = None


class LivePractice:
    """Practises a programme. Stopping the camera ends the hold under way; starting it again goes on."""

    def __init__(
        self,
        programme: Programme,
        make_source: Callable[[], PoseSource],
        save: Callable[[HoldRecord], None],
        *,
        target_s: float | None = None,
        routine_id: str = "",
        before: tuple[HoldRecord, ...] = (),
        straight: Straight | None = None,
        seat: Seat | None = None,
        breaths_min: float | None = None,
    ) -> None:
        """Nothing is loaded yet.

        Args:
            programme: what is practised.
            make_source: makes a pose source; called at the first frame.
            save: keeps a record; must return at once.
            target_s: seconds aimed at in one hold, where a turn has no end of its own; None for the stretch's own.
            routine_id: the routine it is; empty where it is none.
            before: holds of the same since the page was opened.
            straight: what this person's straight joints read, from the neutral pose.
            seat: what their own tall seat reads.
            breaths_min: breaths a minute where they are paced; None for the stretch's own pace.
        """
        self._programme = programme
        self._make_source = make_source
        self._save = save
        self._target_s = target_s
        self._routine_id = routine_id
        self._straight = straight
        self._seat = seat
        self._breaths_min = breaths_min
        self._working = threading.Lock()  # held while a frame is worked on
        self._retired = False
        self._source: PoseSource | None = None
        self._practice: Practice | None = None  # of the turn under way
        self._session_id = ""
        self._shown: Snapshot | None = None  # on the newest picture; none between holds
        self._words = ""
        self._said_s = -math.inf
        self._by_time = False
        self._fader, self._ghost = GhostFader(), 0.0
        self._camera_s: float | None = None  # the last frame's own time
        self._time_s = 0.0  # the same, going on where the camera was started again
        self._ended = before
        self._turn_from = len(before)  # where the records of the turn under way begin
        self._state = LiveState(None, before)  # replaced as a whole, so the page may read it at any time

    @property
    def stretch(self) -> Stretch:
        """What is practised now."""
        return self._programme.turn.stretch

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
            if self._retired or (self._state.problem and self._source is None):
                return image_rgb
            try:
                if time_s == self._camera_s:
                    return draw(image_rgb, self._shown, self.stretch, self._ghost) if self._shown else image_rgb
                self._pass_time(time_s)
                drawn = self._drawn(image_rgb)
                self._state = LiveState(
                    self._shown, self._records(), self._state.problem, Standing.of(self._programme, self._words)
                )
                return drawn
            except PoseCheckError as error:
                self._state = replace(self._state, records=self._records(), problem=str(error))
            except Exception:
                logger.exception("a frame could not be worked on")
                text = "Something went wrong with this picture; your holds are kept. Press Stop, then Start."
                self._state = replace(self._state, records=self._records(), problem=text)
            return image_rgb

    def pause(self) -> None:
        """Lets the programme stand still."""
        with self._working:
            self._programme.pause()
            if self._practice is not None:  # it goes on with the same one
                self._keep(self._practice.finish())
            self._shown = None
            self._state = replace(
                self._state, snapshot=None, records=self._records(), standing=Standing.of(self._programme, self._words)
            )

    def resume(self) -> None:
        """Lets it go on."""
        with self._working:
            self._programme.resume()
            self._state = replace(self._state, standing=Standing.of(self._programme, self._words))

    def skip(self) -> None:
        """Goes on to what comes next."""
        self._go(self._programme.skip)

    def repeat(self) -> None:
        """Takes the turn under way again."""
        self._go(self._programme.repeat)

    def count_by_time(self) -> None:
        """Where the camera cannot tell: the clock alone counts this turn."""
        with self._working:
            if self._practice is not None:
                self._practice.pipeline.count_by_time()

    def end(self) -> None:
        """The camera stopped: a hold under way is finished and saved. Ending twice is no error."""
        with self._working:
            self._end()
            self._programme.note(self._turn_held_s())
            self._state = LiveState(None, self._ended, standing=Standing.of(self._programme, self._words))

    def retire(self) -> None:
        """Ends for good: another practice has the camera now. Frames that still come pass through undrawn."""
        with self._working:
            self._retired = True
            self._end()

    def _go(self, step: Callable[[], list[ProgrammeEvent]]) -> None:
        with self._working:
            self._heed(step())
            self._programme.resume()
            self._state = replace(
                self._state, snapshot=None, records=self._records(), standing=Standing.of(self._programme, self._words)
            )

    def _pass_time(self, time_s: float) -> None:
        step_s = 0.0 if self._camera_s is None else time_s - self._camera_s
        if step_s < 0.0:  # the camera was started again
            self._finish_practice()
            step_s = RESTART_S
        self._camera_s, self._time_s = time_s, self._time_s + step_s

    def _drawn(self, image_rgb: ByteArray) -> ByteArray:
        programme = self._programme
        if self._source is None:
            self._source = self._make_source()
            self._session_id = uuid.uuid4().hex
        self._heed(programme.update(self._time_s, self._turn_held_s()))
        if programme.paused or programme.stage in BETWEEN or self._waits_for_its_timer():
            self._shown = None
            return self._between(image_rgb)
        stretch, practice = self.stretch, self._practice or self._begin_practice(self._source)
        snapshot, changed = practice.process(image_rgb, self._time_s)
        if self._routine_id and self._untold(practice.pipeline.clock.total):
            practice.pipeline.count_by_time()
        self._keep(changed)
        if self._is_getting_ready(snapshot):
            return self._between(image_rgb)
        if self._time_s - self._said_s < SAID_S:
            snapshot = replace(snapshot, cue=Cue(self._words, CueKind.WELL))
        self._shown = snapshot
        if snapshot.guidance is not None and snapshot.guidance.over:
            self._end_turn(snapshot.guidance.cue.text)
        self._ghost = self._fader.update(snapshot.verdict.placement, self._time_s)
        return draw(image_rgb, snapshot, stretch, self._ghost)

    def _waits_for_its_timer(self) -> bool:
        return self._programme.stage is ProgrammeStage.READY and self.stretch.kind.timed

    def _untold(self, total: Seconds) -> bool:
        """Whether somebody is there, and nothing could be told of them for long."""
        waits = self._programme.stage is ProgrammeStage.HOLD and self._programme.held_s == 0.0
        return waits and total.cannot_tell >= UNTOLD_S and total.cannot_tell > 4 * total.out_of_place

    def _is_getting_ready(self, snapshot: Snapshot) -> bool:
        """Whether there is still time to get into position: no corrections then."""
        ready = self._programme.stage is ProgrammeStage.READY and self._programme.stage_left_s > 0.0
        return ready and snapshot.phase is not Phase.HOLDING

    def _between(self, image_rgb: ByteArray) -> ByteArray:
        """The picture with what comes next and when; paused in a hold, with what was held."""
        programme = self._programme
        if programme.paused and programme.stage is ProgrammeStage.HOLD:
            return draw_between(image_rgb, PAUSED, programme.held_s, programme.held_s / programme.turn.target_s)
        words = PAUSED if programme.paused else self._words
        return draw_between(image_rgb, words, programme.stage_left_s, programme.stage_share)

    def _end_turn(self, why: str) -> None:
        """What a timer leads is over: at its target, or before."""
        programme, turn = self._programme, self._programme.turn
        events = programme.update(self._time_s, self._turn_held_s())
        if programme.turn is turn and programme.stage is ProgrammeStage.HOLD:
            events = programme.skip()
        self._heed(events)
        self._words = f"{why} {self._words}"

    def _heed(self, events: list[ProgrammeEvent]) -> None:
        if events:
            self._words, self._said_s = " ".join(announcement(event) for event in events), self._time_s
        for event in events:
            if event.happening in (Happening.READY, Happening.REST, Happening.DONE):
                self._finish_practice()
            if event.happening is Happening.READY:
                self._turn_from, self._by_time = len(self._ended), False

    def _begin_practice(self, source: PoseSource) -> Practice:
        turn = self._programme.turn
        target_s = turn.target_s if math.isfinite(turn.target_s) else self._target_s
        pipeline = Pipeline(
            turn.stretch, source, load_lifter(), turn.side, target_s, self._straight,
            breaths_min=self._breaths_min, seat=self._seat, by_time=self._by_time,
            kept_before_s=self._records_s() if math.isfinite(turn.target_s) else None,
        )  # fmt: skip
        self._fader = GhostFader()
        began, before = datetime.now(timezone.utc), [r for r in self._ended if r.session_id == self._session_id]
        session = Session(
            self._session_id, turn.stretch, pipeline.target_s, began, self._routine_id, numbered_from=len(before)
        )
        self._practice = Practice(pipeline, session)
        return self._practice

    def _turn_held_s(self) -> float:
        """Credited seconds of the turn under way; of a movement, its repetitions as a share of the time aimed at."""
        turn = self._programme.turn
        by_time = self._practice.pipeline.by_time if self._practice is not None else self._by_time
        if turn.stretch.repetition is None or by_time:
            return self._records_s()
        done = sum(r.repetitions for r in self._ended[self._turn_from :])
        done += self._practice.repetitions if self._practice is not None else 0
        return done / turn.stretch.repetition.count * turn.target_s if math.isfinite(turn.target_s) else 0.0

    def _records_s(self) -> float:
        return sum(r.held_s for r in self._records()[self._turn_from :])

    def _keep(self, records: list[HoldRecord]) -> None:
        for record in records:
            self._save(record)

    def _finish_practice(self) -> None:
        """Ends the hold under way, saved; what comes next begins anew, with the same eyes."""
        practice, self._practice, self._shown = self._practice, None, None
        if practice is None:
            return
        changed = practice.finish()
        self._ended += tuple(practice.records)
        self._by_time = practice.pipeline.by_time  # until another turn begins
        self._keep(changed)

    def _end(self) -> None:
        try:
            self._finish_practice()
        finally:
            source, self._source = self._source, None
            if source is not None:
                source.close()

    def _records(self) -> tuple[HoldRecord, ...]:
        return self._ended + (tuple(self._practice.records) if self._practice is not None else ())
