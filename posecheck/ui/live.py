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
from posecheck.landmarks import ByteArray, PoseSource
from posecheck.neutral import Straight
from posecheck.pipeline import Pipeline, Snapshot
from posecheck.pose.lifter import load_lifter
from posecheck.programme import Done, Programme, ProgrammeStage
from posecheck.record import HoldRecord
from posecheck.routine import Turn
from posecheck.session import Session
from posecheck.stretch import Stretch
from posecheck.ui.overlay import draw, draw_between

logger = logging.getLogger(__name__)

# A routine must go on by itself: a position that nothing can be told of for so long is timed instead, and said to be.
UNTOLD_S = 15.0
RESTART_S = 1.0  # what passes, in frame time, while the camera is off: longer than any gap that is credited


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a programme stands, as the page shows it.

    Attributes:
        number: of the turn, from 1.
        turn: under way, or the last one.
        upcoming: the one after it; None where there is none.
        stage: getting ready, holding, resting, done.
        paused: whether time stands still.
        left_s: seconds left altogether; infinite where nothing ends by itself.
        progress: how much of it is over, 0 to 1.
        words: what was announced last.
        outcomes: what came of every turn.
    """

    number: int
    turn: Turn
    upcoming: Turn | None
    stage: ProgrammeStage
    paused: bool
    left_s: float
    progress: float
    words: str
    outcomes: tuple[Done, ...]


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
        self._pipeline: Pipeline | None = None
        self._session: Session | None = None
        self._session_id = ""
        self._last: Snapshot | None = None
        self._words = ""
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
                    return draw(image_rgb, self._last, self.stretch, self._ghost) if self._last else image_rgb
                self._pass_time(time_s)
                drawn = self._drawn(image_rgb)
                self._state = LiveState(self._last, self._records(), self._state.problem, self._standing())
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
            self._finish_turn()
            self._state = replace(self._state, snapshot=None, records=self._records(), standing=self._standing())

    def resume(self) -> None:
        """Lets it go on."""
        with self._working:
            self._programme.resume()
            self._state = replace(self._state, standing=self._standing())

    def skip(self) -> None:
        """Goes on to what comes next."""
        self._go(self._programme.skip)

    def repeat(self) -> None:
        """Takes the turn under way again."""
        self._go(self._programme.repeat)

    def finish(self) -> None:
        """Ends the programme here; what was held is kept."""
        self._go(self._programme.finish)

    def count_by_time(self) -> None:
        """Where the camera cannot tell: the clock alone counts this turn."""
        with self._working:
            if self._pipeline is not None:
                self._pipeline.count_by_time()

    def end(self) -> None:
        """The camera stopped: a hold under way is finished and saved. Ending twice is no error."""
        with self._working:
            self._end()
            self._state = LiveState(None, self._ended, standing=self._standing())

    def retire(self) -> None:
        """Ends for good: another practice has the camera now. Frames that still come pass through undrawn."""
        with self._working:
            self._retired = True
            self._end()

    def _go(self, step: Callable[[], list[ProgrammeEvent]]) -> None:
        with self._working:
            self._heed(step())
            self._programme.resume()
            self._state = replace(self._state, snapshot=None, records=self._records(), standing=self._standing())

    def _pass_time(self, time_s: float) -> None:
        step_s = 0.0 if self._camera_s is None else time_s - self._camera_s
        if step_s < 0.0:  # the camera was started again
            self._finish_turn()
            step_s = RESTART_S
        self._camera_s, self._time_s = time_s, self._time_s + step_s

    def _drawn(self, image_rgb: ByteArray) -> ByteArray:
        programme = self._programme
        if self._source is None:
            self._source = self._make_source()
            self._session_id = uuid.uuid4().hex
        self._heed(programme.update(self._time_s, self._turn_held_s()))
        if programme.paused:
            return draw_between(image_rgb, "Paused. Go on when you're ready.", programme.stage_left_s, 0.0)
        if programme.stage in (ProgrammeStage.REST, ProgrammeStage.DONE) or self._waits_for_its_timer():
            self._last = None
            share = 1.0 if programme.stage is ProgrammeStage.DONE else 0.0
            return draw_between(image_rgb, self._words, programme.stage_left_s, share)
        stretch = self.stretch
        pipeline, session = self._turn_under_way()
        snapshot = pipeline.process(image_rgb, self._time_s)
        repetitions = snapshot.moved.count if snapshot.moved else 0
        changed = session.update(self._time_s, pipeline.clock, snapshot.verdict, list(snapshot.events), repetitions)
        if self._routine_id and self._untold():
            pipeline.count_by_time()
        if programme.stage is ProgrammeStage.READY and snapshot.held_s == 0.0:
            snapshot = replace(snapshot, cue=Cue(self._words, CueKind.WELL))
        self._last = snapshot
        for record in changed:
            self._save(record)
        if snapshot.guidance is not None and snapshot.guidance.over:
            self._heed(programme.skip())
        self._ghost = self._fader.update(snapshot.verdict.placement, self._time_s)
        return draw(image_rgb, snapshot, stretch, self._ghost)

    def _waits_for_its_timer(self) -> bool:
        return self._programme.stage is ProgrammeStage.READY and self.stretch.kind.timed

    def _untold(self) -> bool:
        """Whether somebody is there, and nothing could be told of them for long."""
        if self._pipeline is None or self._programme.stage is not ProgrammeStage.HOLD or self._programme.held_s > 0.0:
            return False
        total = self._pipeline.clock.total
        return total.cannot_tell >= UNTOLD_S and total.cannot_tell > 4 * total.out_of_place

    def _heed(self, events: list[ProgrammeEvent]) -> None:
        for event in events:
            if event.happening in (Happening.READY, Happening.REST, Happening.DONE):
                self._finish_turn()
            if event.happening is Happening.READY:
                self._turn_from = len(self._ended)
            self._words = announcement(event)

    def _turn_under_way(self) -> tuple[Pipeline, Session]:
        if self._pipeline is None or self._session is None:
            turn, source = self._programme.turn, self._source
            assert source is not None, "the source is made before any turn"
            target_s = turn.target_s if math.isfinite(turn.target_s) else self._target_s
            self._pipeline = Pipeline(
                turn.stretch, source, load_lifter(), turn.side, target_s, self._straight,
                breaths_min=self._breaths_min, seat=self._seat,
            )  # fmt: skip
            own = [r for r in self._ended if r.session_id == self._session_id]
            self._session = Session(
                self._session_id, turn.stretch, self._pipeline.target_s, datetime.now(timezone.utc), self._routine_id,
                len(own),
            )  # fmt: skip
        return self._pipeline, self._session

    def _turn_held_s(self) -> float:
        """Credited seconds of the turn under way; of a movement, its repetitions as a share of the time aimed at."""
        turn = self._programme.turn
        if turn.stretch.repetition is None:
            return sum(r.held_s for r in self._records()[self._turn_from :])
        done = sum(r.repetitions for r in self._ended[self._turn_from :])
        if self._last is not None and self._last.moved is not None:
            done += self._last.moved.count
        return done / turn.stretch.repetition.count * turn.target_s if math.isfinite(turn.target_s) else 0.0

    def _finish_turn(self) -> None:
        """Ends the hold under way, saved; what comes next begins anew, with the same eyes."""
        pipeline, session, last = self._pipeline, self._session, self._last
        self._pipeline = self._session = self._last = None
        if pipeline is None or session is None or last is None:
            return
        repetitions = last.moved.count if last.moved else 0
        changed = session.update(last.time_s, pipeline.clock, last.verdict, pipeline.clock.finish(), repetitions)
        self._ended += tuple(session.records)
        for record in changed:
            self._save(record)

    def _end(self) -> None:
        try:
            self._finish_turn()
        finally:
            source, self._source = self._source, None
            if source is not None:
                source.close()

    def _records(self) -> tuple[HoldRecord, ...]:
        return self._ended + (tuple(self._session.records) if self._session is not None else ())

    def _standing(self) -> Standing:
        programme = self._programme
        return Standing(
            number=programme.turns.index(programme.turn) + 1,
            turn=programme.turn,
            upcoming=programme.upcoming,
            stage=programme.stage,
            paused=programme.paused,
            left_s=programme.left_s,
            progress=programme.progress,
            words=self._words,
            outcomes=programme.outcomes(),
        )
