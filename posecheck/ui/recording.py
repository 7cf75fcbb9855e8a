"""One recording in front of the camera: frames in, drawn frames out, until a position was held still.

Frames come on one thread, the page reads from another. Nothing here knows Streamlit.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from posecheck.catalog import load_pose
from posecheck.cues import Cue, CueKind
from posecheck.drawing.overlay import draw, draw_between
from posecheck.errors import PoseCheckError
from posecheck.hold import Phase
from posecheck.landmarks import ByteArray, PoseSource
from posecheck.neutral import NEUTRAL_POSE, Straight
from posecheck.pipeline import Pipeline
from posecheck.pose.lifter import load_lifter
from posecheck.recorder import COUNTDOWN_S, STEADY_S, Recorder, Recording, Step
from posecheck.ui.relay import Drawing

logger = logging.getLogger(__name__)

WORDS = {Step.COUNTDOWN: "Get into your position.", Step.STEADYING: "Hold still.", Step.DONE: "Got it – you can rest."}


@dataclass(frozen=True, slots=True)
class RecordingState:
    """What the page shows.

    Attributes:
        step: how far it has come.
        words: what to do now, or why it began again.
        recording: what was held, once done.
        problem: one sentence, where something went wrong.
    """

    step: Step = Step.COUNTDOWN
    words: str = WORDS[Step.COUNTDOWN]
    recording: Recording | None = None
    problem: str = ""


class LiveRecording:
    """Records one position. The camera may stop and start again; what was recorded stays."""

    def __init__(self, make_source: Callable[[], PoseSource], straight: Straight | None = None) -> None:
        """Nothing is loaded yet.

        Args:
            make_source: makes a pose source; called at the first frame.
            straight: what this person's straight joints read, from the neutral pose.
        """
        self._make_source = make_source
        self._straight = straight
        # Nothing is asked of the position; among several people whoever lies or sits on the mat is taken.
        self._any = replace(load_pose(NEUTRAL_POSE), id="own", checks=(), main_check="")
        self._working = threading.Lock()  # held while a frame is worked on
        self._source: PoseSource | None = None
        self._pipeline: Pipeline | None = None
        self._recorder = Recorder()
        self._time_s: float | None = None
        self._state = RecordingState()  # replaced as a whole, so the page may read it at any time

    @property
    def state(self) -> RecordingState:
        """The newest state; does not change once read."""
        return self._state

    def frame(self, image_rgb: ByteArray, time_s: float) -> Drawing:
        """Takes one frame. Whatever goes wrong, the picture goes on and the page says what happened.

        Args:
            image_rgb: (height, width, 3), RGB.
            time_s: its time.

        Returns:
            What gives the picture with skeleton, countdown and what to do.
        """
        drawn = self._taken(image_rgb, time_s)
        return lambda: drawn

    def end(self) -> None:
        """Ends it: without a recording the next frame begins another. Ending twice is no error."""
        with self._working:
            self._end()
            if self._state.recording is None:
                self._state = RecordingState()

    def _taken(self, image_rgb: ByteArray, time_s: float) -> ByteArray:
        with self._working:
            if self._state.problem or self._state.recording is not None or time_s == self._time_s:
                return image_rgb
            try:
                if self._time_s is not None and time_s < self._time_s:
                    self._end()  # the camera was started again
                return self._drawn(image_rgb, time_s)
            except PoseCheckError as error:
                self._state = RecordingState(problem=str(error))
            except Exception:
                logger.exception("a frame could not be worked on")
                text = "Something went wrong with this picture. Press Stop, then Start."
                self._state = RecordingState(problem=text)
            return image_rgb

    def _end(self) -> None:
        source, self._source, self._pipeline, self._time_s = self._source, None, None, None
        self._recorder = Recorder()
        if source is not None:
            source.close()

    def _drawn(self, image_rgb: ByteArray, time_s: float) -> ByteArray:
        recorder = self._recorder
        if self._source is None:
            self._source = self._make_source()
        if self._pipeline is None:
            self._pipeline = Pipeline(self._any, self._source, load_lifter(), straight=self._straight)
        self._time_s = time_s
        snapshot = self._pipeline.process(image_rgb, time_s)
        before = recorder.step
        recorder.update(time_s, snapshot.readings, snapshot.view.view if snapshot.view else None)
        if before is Step.COUNTDOWN and recorder.step is not before:
            self._pipeline = None  # who is on the mat now counts, not who pressed Start
        words = f"{recorder.reason}. {WORDS[recorder.step]}" if recorder.reason else WORDS[recorder.step]
        self._state = RecordingState(recorder.step, words, recorder.recording)
        if recorder.step is Step.COUNTDOWN:
            over = 1.0 - recorder.left_s / COUNTDOWN_S
            return draw_between(image_rgb, Cue(words, CueKind.WELL), recorder.left_s, over)
        shown = replace(
            snapshot,
            phase=Phase.HOLDING,
            held_s=STEADY_S if recorder.recording else recorder.steady_s,
            target_s=STEADY_S,
            cue=Cue(words, CueKind.WELL if recorder.step is Step.DONE else CueKind.CAMERA),
        )
        return draw(image_rgb, shown, self._any)
