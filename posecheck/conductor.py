"""Conducts a practice from Start to its end without a click: what is judged, shown and said at each frame.

It brings together what each knows for itself: the programme (what comes next), the pipeline (what is seen), the set-up
check, hands and whereabouts (what somebody wants), and the arbiter (who speaks). Time is the frames' own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from posecheck.announcement import Happening, ProgrammeEvent, announcement, summed
from posecheck.attendance import Attendance, Leave
from posecheck.concern import Person
from posecheck.cues import Cue, CueKind
from posecheck.eyes import Seen
from posecheck.fader import GhostFader
from posecheck.hold import Phase
from posecheck.hold_news import HoldNews
from posecheck.kinds import Kind
from posecheck.landmarks import ByteArray, PoseSource
from posecheck.lift import Lift
from posecheck.moment import Between, Moment
from posecheck.pipeline import Snapshot
from posecheck.presence import Whereabouts
from posecheck.programme import Programme, ProgrammeStage
from posecheck.readiness import Readiness
from posecheck.record import HoldRecord
from posecheck.routine import Turn
from posecheck.signals import Signal, Signals
from posecheck.telling import Telling
from posecheck.tracer import TracePart
from posecheck.turn_practice import TurnPractice, Wishes
from posecheck.view import body_view
from posecheck.voice import Arbiter, Entry, News, Rank, Sound

BETWEEN = (ProgrammeStage.REST, ProgrammeStage.DONE)
PAUSED_CUE = Cue("Paused. Go on when you're ready.", CueKind.WELL)
PAUSED = News("Paused.", Sound.END)
GOING_ON = News("Going on.", Sound.BEGIN)
UP = News("Paused. I'll wait for you.", Sound.END)
LOST = News("I can't see you – paused until I do.", Sound.END)
BACK = News("Good to have you back.", Sound.WELL)
RESTART_S = 1.0  # what passes, in frame time, while the camera is off: longer than any gap that is credited


class Conductor:
    """Takes frames in order. Not safe for threads.

    Attributes:
        programme: what is practised.
    """

    def __init__(
        self,
        programme: Programme,
        lift: Lift,
        wishes: Wishes,
        arbiter: Arbiter,
        now: Callable[[], datetime],
        before: tuple[HoldRecord, ...] = (),
    ) -> None:
        """Nothing is practised yet.

        Args:
            programme: what is practised.
            lift: finds joint centres.
            wishes: what was chosen.
            arbiter: decides what is said.
            now: the time of day, with its zone.
            before: holds of the same since the page was opened.
        """
        self.programme = programme
        self._lift, self._wishes, self._telling = lift, wishes, Telling(arbiter)
        self._practices = TurnPractice(lift, wishes, now, before)
        self._source: PoseSource | None = None
        self._readiness = Readiness(programme.turn)
        self._checked = self._by_time = ""  # the stretch the camera was set up for; the one it can only be timed in
        self._signals = Signals(programme.turn)
        self._started: list[ProgrammeEvent] = []  # told once a hold is under way
        self._attendance = Attendance()
        self._hold_news = HoldNews()
        self._fader, self._ghost = GhostFader(), 0.0
        self._changed: list[HoldRecord] = []  # to be saved
        self._shown = ""  # the cue somebody reads until the next frame
        self._camera_s: float | None = None  # the last frame's own time
        self._time_s = 0.0  # the same, going on where the camera was started again

    @property
    def words(self) -> str:
        """What was announced last."""
        return self._telling.words

    @property
    def log(self) -> Sequence[Entry]:
        """What was true, what was said, and what was held back and why, since the camera runs."""
        return self._telling.log

    @property
    def records(self) -> tuple[HoldRecord, ...]:
        """The holds so far, in order."""
        return self._practices.records

    def open(self, source: PoseSource, session_id: str) -> None:
        """The camera runs.

        Args:
            source: finds bodies; stays the caller's.
            session_id: what the holds from here on belong to.
        """
        self._source, self._practices.session_id = source, session_id
        self._telling.begin_session()
        if self._camera_s is not None:  # it may stand elsewhere now
            self._go_on()
            self._readiness = Readiness(self.programme.turn)
            self._tell(News(f"{self.programme.turn.name}.", Sound.NEXT))

    def frame(self, image_rgb: ByteArray, time_s: float) -> Moment:
        """Takes one frame.

        Args:
            image_rgb: (height, width, 3) picture, RGB, not mirrored.
            time_s: its time; earlier than the last one's where the camera was started again.

        Returns:
            What is to be shown, said and saved.
        """
        assert self._source is not None, "open it first"
        self._pass_time(time_s)
        self._heed(self.programme.update(self._time_s, self._held_s(), waits=self._waits()))
        if self.programme.stage is ProgrammeStage.DONE:
            return self._moment(self.programme.turn, None)
        turn = self.programme.turn  # the frame's own, though another one may begin with it
        practice = self._practices.practice(turn, self._source)
        seen, snapshot = practice.pipeline.see(image_rgb, self._time_s), None
        if self._is_judged():
            snapshot, changed = practice.judge(seen, self._shown)
            self._changed += changed
            if self._follow(snapshot):
                return self._moment(self.programme.turn, None)
        person = self._person(seen, snapshot)
        self._check_setup(image_rgb, seen.people, person, snapshot)
        self._heed_signals(person, snapshot)
        self._heed_whereabouts(person)
        return self._moment(turn, snapshot if self._is_judged() and self.programme.turn is turn else None)

    def pause(self) -> list[HoldRecord]:
        """Lets time stand still, until it is told to go on.

        Returns:
            The records to save now; so with all that follow.
        """
        self._pause()
        return self._taken()

    def resume(self) -> list[HoldRecord]:
        """Lets it go on, whether somebody is seen or not."""
        self._go_on()
        return self._taken()

    def skip(self) -> list[HoldRecord]:
        """Goes on to what comes next."""
        self._skip()
        return self._taken()

    def repeat(self) -> list[HoldRecord]:
        """Takes the turn under way again."""
        self._repeat()
        return self._taken()

    def count_by_time(self) -> None:
        """Where the camera cannot tell: the clock alone counts this turn."""
        self._practices.count_by_time()

    def end(self) -> list[HoldRecord]:
        """The camera stopped: a hold under way is finished. Ending twice is no error."""
        self._changed += self._practices.finish()
        self.programme.note(self._held_s())
        self._source = None
        return self._taken()

    def take_traces(self) -> list[TracePart]:
        """The traces' parts to save that no frame gave, after the records of their holds."""
        return self._practices.take_traces()

    def _taken(self) -> list[HoldRecord]:
        changed, self._changed = self._changed, []
        return changed

    def _waits(self) -> bool:
        """Whether a turn may not begin yet: the camera is not set up, or how it is done is still being told."""
        timed = self.programme.turn.stretch.kind.timed
        return self._readiness.waits or (timed and self._telling.speaks(self._time_s))

    def _held_s(self) -> float:
        return self._practices.held_s(self.programme.turn)

    def _pass_time(self, time_s: float) -> None:
        step_s = 0.0 if self._camera_s is None else time_s - self._camera_s
        if step_s < 0.0:  # the camera was started again
            self._changed += self._practices.finish()
            step_s = RESTART_S
        self._camera_s, self._time_s = time_s, self._time_s + step_s

    def _is_judged(self) -> bool:
        programme = self.programme
        if programme.paused or programme.stage in BETWEEN:
            return False
        return programme.stage is ProgrammeStage.HOLD or not programme.turn.stretch.kind.timed

    def _person(self, seen: Seen, snapshot: Snapshot | None) -> Person | None:
        if seen.body is None:
            return None
        if snapshot is not None and snapshot.lifted is not None and snapshot.view is not None:
            return Person(seen.body, snapshot.lifted, snapshot.view)
        lifted = self._lift(seen.body, self.programme.turn.stretch.id)
        return Person(seen.body, lifted, body_view(lifted, seen.body))

    def _follow(self, snapshot: Snapshot) -> bool:
        """What the newest judgement means for the turn. Returns whether a timer has ended it."""
        turn, holding = self.programme.turn, self.programme.stage is ProgrammeStage.HOLD
        if self._started and self._practices.holding:
            self._tell(*map(announcement, self._started))
            self._started = []
        if holding and self._by_time == turn.stretch.id:
            self._practices.count_by_time()
        elif holding and self._wishes.routine_id:
            self._practices.count_by_time_if_untold()
        if math.isinf(turn.target_s):
            self._telling.whisper(self._hold_news.update(snapshot))
        self._ghost = self._fader.update(snapshot.verdict.placement, snapshot.time_s)
        if snapshot.guidance is None or not snapshot.guidance.over:
            return False
        self._end_turn(snapshot.guidance.cue.text)
        return True

    def _end_turn(self, why: str) -> None:
        """What a timer leads is over: at its target, or before."""
        programme, turn = self.programme, self.programme.turn
        events = programme.update(self._time_s, self._held_s())
        if programme.turn is turn and programme.stage is ProgrammeStage.HOLD:
            events = programme.skip()
        self._heed(events, News(why, Sound.END))

    def _check_setup(self, image_rgb: ByteArray, people: int, person: Person | None, snapshot: Snapshot | None) -> None:
        if self.programme.paused or self.programme.stage in BETWEEN:
            return
        readiness, stretch_id = self._readiness, self.programme.turn.stretch.id
        readiness.update(self._time_s, image_rgb, people, person, snapshot)
        self._telling.tell(self._time_s, readiness.news[:1], readiness.kind)
        self._telling.whisper(readiness.news[1:])
        if readiness.gives_up:
            self._heed(self.programme.skip())
        elif not readiness.waits:
            self._checked = stretch_id
        if readiness.by_time:
            self._by_time = stretch_id
            self.programme.get_ready_anew()

    def _heed_signals(self, person: Person | None, snapshot: Snapshot | None) -> None:
        """Does what somebody wants without a click."""
        programme = self.programme
        spoken = self._telling.is_spoken
        heard = self._signals.update(self._time_s, person, snapshot, paused=programme.paused, spoken=spoken)
        if heard.words:
            self._telling.whisper([News(heard.words, Sound.MENU, Rank.MENU)])
        if heard.signal is Signal.PAUSE:
            self._pause()
        elif heard.signal is Signal.GO_ON:
            self._go_on()
            self._tell(GOING_ON)
        elif heard.signal is Signal.NEXT:
            self._skip()
        elif heard.signal is Signal.REPEAT:
            self._repeat()
        elif heard.signal is Signal.OTHER_SIDE:
            self._heed(programme.change_side())

    def _heed_whereabouts(self, person: Person | None) -> None:
        """Waits for whoever has left in mid-turn, or has not come back for this one."""
        programme, where, kind = self.programme, self._signals.whereabouts, self.programme.turn.stretch.kind
        holding = programme.stage is ProgrammeStage.HOLD and not programme.paused
        leave = self._attendance.update(
            self._time_s, where, seen=person is not None, patient=kind.hides, hidden=kind is Kind.ENTRY, holding=holding
        )
        if leave is Leave.WAIT:
            self._stand_still()
            self._tell(UP if where is Whereabouts.UP else LOST, kind=CueKind.SETUP)
        elif leave is Leave.GO_ON:
            self._go_on()
            self._tell(BACK)

    # By click or by hand: what is to be saved stays until somebody takes it.
    def _pause(self) -> None:
        self._stand_still()
        self._tell(PAUSED, kind=CueKind.SETUP)

    def _skip(self) -> None:
        self._heed(self.programme.skip())
        self._go_on()

    def _repeat(self) -> None:
        self._heed(self.programme.repeat())
        self._go_on()

    def _stand_still(self) -> None:
        self.programme.pause()
        self._changed += self._practices.pause()

    def _go_on(self) -> None:
        self.programme.resume()
        self._attendance.insist()

    def _heed(self, events: Sequence[ProgrammeEvent], *first: News) -> None:
        """Follows the programme, and tells what happens in it, after what else there is to tell first."""
        for event in events:
            if event.happening in (Happening.READY, Happening.REST, Happening.DONE):
                self._changed += self._practices.finish()
            if event.happening is Happening.READY:
                self._begin_turn(event.turn)
            if event.happening is Happening.DONE:
                self._readiness.drop()
                self._signals.menu_words = ""
        started = [event for event in events if event.happening is Happening.STARTED]
        events = [event for event in events if event not in started]
        # An endless turn tells each hold by itself; and who got ready in position may have left it since.
        self._started += [] if math.isinf(self.programme.turn.target_s) else started
        self._tell(*first, *map(announcement, events))
        if self.programme.stage is ProgrammeStage.DONE and events:
            self._telling.whisper([summed(sum(done.held_s for done in self.programme.outcomes()))])

    def _begin_turn(self, turn: Turn) -> None:
        self._practices.begin_turn()
        self._started = []
        self._fader, self._ghost = GhostFader(), 0.0
        self._signals, self._hold_news = Signals(turn, self._signals), HoldNews()
        known = turn.stretch.id in (self._checked, self._by_time)
        self._readiness = Readiness(turn, checked=known)
        self._by_time = self._by_time if known else ""

    def _tell(self, *news: News, kind: CueKind = CueKind.WELL) -> None:
        self._telling.tell(self._time_s, news, kind)

    def _moment(self, turn: Turn, snapshot: Snapshot | None) -> Moment:
        cue, excess = self._to_say(snapshot)
        utterance = self._telling.say(self._time_s, cue, excess)
        changed, traces = tuple(self._taken()), tuple(self.take_traces())
        if snapshot is None or self._is_getting_ready(snapshot):
            between = self._between()
            self._shown = between.cue.text
            return Moment(self._time_s, turn, None, between, 0.0, utterance, changed, traces)
        shown = replace(snapshot, cue=self._shown_cue() or snapshot.cue)
        self._shown = shown.cue.text if shown.cue is not None else ""
        return Moment(self._time_s, turn, shown, None, self._ghost, utterance, changed, traces)

    def _to_say(self, snapshot: Snapshot | None) -> tuple[Cue | None, float]:
        """What is true of the frame and might be said, and how far out of place it is."""
        if self._signals.menu_words:
            return None, 0.0
        if self.programme.paused:
            return (Cue(LOST.words, CueKind.SETUP) if self._attendance.waits else None), 0.0
        if self._readiness.waits:
            return self._readiness.to_say, 0.0
        # Who has held long enough may leave the position: that is no fault.
        if snapshot is None or self._is_getting_ready(snapshot) or snapshot.held_s >= snapshot.target_s:
            return None, 0.0
        return snapshot.now, max((result.excess for result in snapshot.verdict.results), default=0.0)

    def _is_getting_ready(self, snapshot: Snapshot) -> bool:
        """Whether there is still time to get into position: no corrections then."""
        ready = self.programme.stage is ProgrammeStage.READY and self.programme.stage_left_s > 0.0
        return ready and snapshot.phase is not Phase.HOLDING

    def _shown_cue(self) -> Cue | None:
        """What stands in the place of the body's own cue: the menu, the newest words, what the camera needs."""
        if self._signals.menu_words:
            return Cue(self._signals.menu_words, CueKind.LEAD)
        return self._telling.recent(self._time_s) or self._readiness.cue

    def _between(self) -> Between:
        """What comes next and when; paused in a hold, with what was held."""
        programme = self.programme
        cue = self._shown_cue() or (PAUSED_CUE if programme.paused else self._telling.last)
        if programme.paused and programme.stage is ProgrammeStage.HOLD:
            return Between(cue, programme.held_s, programme.held_s / programme.turn.target_s)
        return Between(cue, programme.stage_left_s, programme.stage_share)
