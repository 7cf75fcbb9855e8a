"""One recorded video, from file to results. Decoding, looking and writing overlap: each has a thread of its own."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import TypeVar

from posecheck.catalog import load_catalog
from posecheck.eyes import Eyes, Seen
from posecheck.landmarks import ByteArray, PoseSource
from posecheck.pipeline import Pipeline
from posecheck.pose.lifter import load_lifter
from posecheck.pose.source import pose_source
from posecheck.recognise import recognised
from posecheck.stillness import Stillness, bridged_s, sample_step
from posecheck.stretch import Stretch
from posecheck.video.ahead import ahead
from posecheck.video.analysis import Analysis, Plan, Wanted
from posecheck.video.judged import Judged, Taker
from posecheck.video.judging import AsOne, InParts, Judging
from posecheck.video.reader import Video, VideoFrame
from posecheck.video.takers import takers_for
from posecheck.who import ANY_POSTURE
from posecheck.wording import timecode

FRAMES_AHEAD = 8

_LOST = "{} damaged {} left out: nothing can be told of {}."
_REPEATED = "{} pictures that came out of order were left out: times may be off there."
FEW = 3  # frames of two files joined that overlap: nothing is missed
_CUT_SHORT = "Writing was stopped: the files made of the pictures end at {}, the holds are told further."

Item = TypeVar("Item")
Look = Callable[[ByteArray, float], Seen]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it has come.

    Attributes:
        done_s: seconds of video gone through.
        whole_s: seconds there are to go through; 0.0 where the file does not say.
        frames: frames gone through.
    """

    done_s: float
    whole_s: float
    frames: int


@dataclass(frozen=True, slots=True)
class _Sight:
    """Who is in one frame; where it was passed over, who was in the one looked at last."""

    frame: VideoFrame
    seen: Seen
    looked: bool


def never() -> bool:
    """Nobody stops it."""
    return False


def analyse_file(
    path: Path,
    plan: Plan,
    wanted: Wanted | None = None,
    *,
    progress: Callable[[Progress], None] | None = None,
    stopped: Callable[[], bool] = never,
    source: PoseSource | None = None,
    session_id: str = "video",
    started_at: datetime | None = None,
    threaded: bool = True,
) -> Analysis:
    """Goes through a video once, and makes the files that are wanted of it.

    Args:
        path: the video.
        plan: how to go through it.
        wanted: the files to make; None for none. They appear under their names when they are complete.
        progress: called after each frame.
        stopped: asked after each frame; where it says so, the video ends there and what was made of it is valid.
        source: a new pose source of the caller's, for video; None for MediaPipe's.
        session_id: of the holds' records.
        started_at: when the first frame was filmed, with time zone; None for what the file says, else now.
        threaded: whether decoding goes ahead on threads of its own; not where every core has a video to itself.

    Returns:
        The holds and the times.

    Raises:
        PoseCheckError: the video cannot be read to its end, a file cannot be written, there is no model. No file is
            left then but those that were complete before.
    """
    with closing(Video(path, threaded=threaded)) as video:
        began_at = started_at or video.recorded_at or datetime.now(timezone.utc)
        takers = takers_for(wanted or Wanted(), video)
        try:
            # The model is loaded last: it takes longer than to find out that a file cannot be read or written.
            with nullcontext(source) if source is not None else pose_source(video=True) as eyes_of:
                run = _Run(video, plan, eyes_of, progress or (lambda _: None), stopped, threaded)
                analysis = run.analyse(takers, session_id, began_at)
            return _finished(replace(analysis, notes=(*analysis.notes, *_left_out(video))), takers)
        except BaseException:
            for taker in takers:
                taker.abandon()
            raise


def _left_out(video: Video) -> Iterator[str]:
    if video.lost:
        words = ("picture was", "that moment") if video.lost == 1 else ("pictures were", "those moments")
        yield _LOST.format(video.lost, *words)
    if video.repeated > FEW:
        yield _REPEATED.format(video.repeated)


def _finished(analysis: Analysis, takers: Sequence[Taker]) -> Analysis:
    """Completes the files; the last ones are told what had to be said of the first."""
    for taker in takers:
        analysis = replace(analysis, notes=analysis.notes + tuple(taker.finish(analysis)))
    return analysis


class _Run:
    """One way through a video."""

    def __init__(
        self,
        video: Video,
        plan: Plan,
        source: PoseSource,
        progress: Callable[[Progress], None],
        stopped: Callable[[], bool],
        threaded: bool,
    ) -> None:
        self._video, self._plan, self._source = video, plan, source
        self._progress, self._stopped, self._threaded = progress, stopped, threaded
        self._complete = True
        self._frames = self._looked = self._with_person = 0
        self._time_s = 0.0

    def analyse(self, takers: Sequence[Taker], session_id: str, began_at: datetime) -> Analysis:
        """Judges every frame, and gives it to all who make something of it."""
        stretch = self._plan.stretch
        if stretch is not None:
            pipeline = Pipeline(stretch, self._source, load_lifter(), self._plan.side)
            judging: Judging = AsOne(pipeline, session_id, began_at)
            self._give(self._sights(pipeline.see, [stretch], self._video.duration_s), judging, takers)
            judging.finish()
            return self._analysis(judging)
        return self._recognise(takers, session_id, began_at)

    def _recognise(self, takers: Sequence[Taker], session_id: str, began_at: datetime) -> Analysis:
        """Looks at everything first; then what is held when is known, and each part is judged as that."""
        stretches = list(load_catalog().stretches.values())
        eyes = Eyes(self._source, ANY_POSTURE)
        whole_s = self._video.duration_s * (2 if takers else 1)
        sights = self._sights(lambda image, time_s: eyes.look(image, time_s, locked=False), stretches, whole_s)
        # Without pictures and raw landmarks, which nothing asks for later: an hour would fill the memory.
        glances = [(replace(sight.seen, raw=None), sight.looked) for sight in sights]
        looked = [seen for seen, looked in glances if looked]
        segments = recognised(looked, stretches, load_lifter())
        judging = InParts(segments, stretches, load_lifter(), session_id, began_at)
        given = self._give(self._again(glances), judging, takers) if takers else 0
        for seen, was_looked in glances[given:]:  # not given on to anybody, or no more: it was stopped there
            if was_looked:
                judging.judge(seen)
        judging.finish()
        notes = (_CUT_SHORT.format(timecode(glances[given][0].time_s)),) if takers and given < len(glances) else ()
        return replace(self._analysis(judging), segments=segments, notes=notes)

    def _sights(self, look: Look, stretches: Sequence[Stretch], whole_s: float) -> Generator[_Sight, None, None]:
        """Who is in each frame."""
        stillness = Stillness(bridged_s(stretch.rules.max_gap_s for stretch in stretches))
        seen: Seen | None = None
        with closing(self._ahead(self._decoded())) as frames:
            for (frame, luma), next_s in _with_next(frames):
                looked = luma is None or stillness.is_due(luma, frame.time_s, next_s)
                if seen is None or looked:
                    seen = look(frame.image_rgb, frame.time_s)
                self._frames, self._looked = self._frames + 1, self._looked + looked
                self._with_person += seen.body is not None
                self._time_s = frame.time_s
                yield _Sight(frame, seen, looked)
                self._progress(Progress(frame.time_s, whole_s, self._frames))
                if self._stopped():
                    self._complete = False
                    return

    def _decoded(self) -> Generator[tuple[VideoFrame, ByteArray | None], None, None]:
        """Frames with what is asked of each made where they are decoded.

        Yields:
            The frame, its picture made; or, where most will be passed over, its brightness alone.
        """
        step = sample_step(min(self._video.size_px))
        for frame in self._video.frames():
            if self._plan.adaptive:
                yield frame, frame.luma(step)
            else:
                _ = frame.image_rgb
                yield frame, None

    def _again(self, glances: Sequence[tuple[Seen, bool]]) -> Generator[_Sight, None, None]:
        """The same frames with their pictures: the video is read a second time, but not looked at."""
        with (
            closing(Video(self._video.path, threaded=self._threaded)) as video,
            closing(self._ahead(video.frames())) as frames,
        ):
            for (seen, looked), frame in zip(glances, frames, strict=False):
                yield _Sight(frame, seen, looked)
                done_s = self._time_s + frame.time_s
                self._progress(Progress(done_s, 2 * self._video.duration_s, self._frames))
                if self._complete and self._stopped():  # stopped before, what was looked at then is still judged
                    self._complete = False
                    return

    def _ahead(self, items: Generator[Item, None, None]) -> Generator[Item, None, None]:
        return ahead(items, FRAMES_AHEAD) if self._threaded else items

    def _give(self, sights: Generator[_Sight, None, None], judging: Judging, takers: Sequence[Taker]) -> int:
        """Judges what was looked at, and gives it on.

        Returns:
            How many frames that were.
        """
        stretch, snapshot, number = None, None, -1
        with closing(sights):  # or another thread might go on reading a file that is closed already
            for number, sight in enumerate(sights):
                if sight.looked:
                    stretch, snapshot = judging.judge(sight.seen)
                judged = Judged(number, sight.frame, sight.looked, sight.seen, stretch, snapshot)
                for taker in takers:
                    taker.take(judged)
        return number + 1

    def _analysis(self, judging: Judging) -> Analysis:
        return Analysis(
            name=self._video.path.name,
            duration_s=self._time_s,
            frames=self._frames,
            looked_frames=self._looked,
            person_frames=self._with_person,
            seconds=judging.seconds,
            holds=tuple(judging.records),
            complete=self._complete,
            traces=judging.traces,
        )


def _with_next(
    frames: Iterable[tuple[VideoFrame, ByteArray | None]],
) -> Iterator[tuple[tuple[VideoFrame, ByteArray | None], float]]:
    """Each with the time of the next; infinite after the last."""
    before: tuple[VideoFrame, ByteArray | None] | None = None
    for now in frames:
        if before is not None:
            yield before, now[0].time_s
        before = now
    if before is not None:
        yield before, math.inf
