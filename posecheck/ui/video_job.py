"""One clip being gone through, on a thread of its own: how far it is, what came of it. Nothing here knows Streamlit."""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import threading
import weakref
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from pathlib import Path
from time import monotonic
from uuid import uuid4

from posecheck.errors import InputError, PoseCheckError
from posecheck.ui import video_files
from posecheck.ui.video_files import Clip
from posecheck.video.analysis import Analysis, Plan, Wanted
from posecheck.video.reader import Video
from posecheck.video.run import Progress, analyse_file

logger = logging.getLogger(__name__)

JOB = "video-job"  # where a tab keeps its own
LONGEST_MIN = 30
GONE_S = 30.0  # so long a tab may be away (a network that stumbles, a page loaded again) before its clip goes
TOO_LONG = (
    f"This clip is longer than {LONGEST_MIN} minutes: cut it, or use the command `python -m posecheck analyse`, which "
    "has no such limit."
)
UNEXPECTED = "Something went wrong with this clip. Nothing of yours is lost: try it again, or choose another one."
# Each clip keeps a core or two busy: where many use one machine they take turns.
_turns = threading.BoundedSemaphore(max(1, (os.cpu_count() or 1) // 2))
_under_way: weakref.WeakSet[VideoJob] = weakref.WeakSet()


class Stage(str, Enum):
    """Where a job stands."""

    WAITING = "waiting"  # for others on this machine
    WORKING = "working"
    DONE = "done"  # to its end, or as far as somebody let it go
    ENDED = "ended"  # without a result


@dataclass(frozen=True, slots=True)
class JobState:
    """What the page shows.

    Attributes:
        stage: where it stands.
        share: of the work that is done, 0 to 1; 0 where that is not known.
        done_s: seconds of the clip gone through.
        left_s: about so many seconds are left; None where that is not known yet.
        analysis: what came of it, once done.
        recorded_at: when the clip was filmed; None where it does not say.
        cut: whether it turned out longer than clips may be, and was left there.
        problem: one sentence, where it ended with one.
    """

    stage: Stage = Stage.WAITING
    share: float = 0.0
    done_s: float = 0.0
    left_s: float | None = None
    analysis: Analysis | None = None
    recorded_at: datetime | None = None
    cut: bool = False
    problem: str = ""

    @property
    def over(self) -> bool:
        """Whether nothing more happens."""
        return self.stage in (Stage.DONE, Stage.ENDED)


class _AbandonedError(Exception):
    """Nobody is there for the result any more. What is stopped gives what there is; this leaves nothing."""


class VideoJob:
    """Goes through a clip. The page asks how far it is, and may stop it."""

    def __init__(self, clip: Clip, plan: Plan, before: VideoJob | None = None) -> None:
        """Begins at once, or as soon as it is its turn.

        Args:
            clip: the job's from now on.
            plan: how to go through it.
            before: the job that went through this clip before. Its result is kept until there is a new one.
        """
        self.id, self.clip, self.plan, self.before = uuid4().hex, clip, plan, before
        self._folder = clip.path.parent / self.id  # a clip may be called as one of these files is
        self._folder.mkdir()
        self.files = Wanted(*(self._folder / name for name in ("annotated.mp4", "frames.csv", "report.html")))
        self._state = JobState()  # replaced as a whole, so the page may read it at any time
        self._frames = 0
        self._first: tuple[float, float] | None = None  # the clock and the share at the first frame
        self._too_long = False
        self._stop = threading.Event()
        self._going: threading.Timer | None = None
        self.closed = False
        self._thread = threading.Thread(target=self._run, name="posecheck-video", daemon=True)
        _under_way.add(self)
        self._thread.start()

    @property
    def state(self) -> JobState:
        """The newest state; does not change once read."""
        return self._state

    @property
    def stopping(self) -> bool:
        """Whether somebody has asked it to end."""
        return self._stop.is_set()

    def again(self, plan: Plan) -> VideoJob:
        """Goes through the same clip in another way; to be called when this job is over."""
        self._thread.join()
        self.here()
        return VideoJob(self.clip, plan, self)

    def stop(self) -> None:
        """Ends it at the next frame; what was made of the clip until then is kept."""
        self._stop.set()

    def left(self) -> None:
        """The tab was closed, or lost its connection. If it does not come back, all of this goes."""
        self.here()
        self._going = threading.Timer(GONE_S, self.close)
        self._going.daemon = True
        self._going.start()

    def here(self) -> None:
        """The tab is there."""
        if self._going is not None:
            self._going.cancel()
        self._going = None

    def close(self) -> None:
        """Ends it, and deletes the clip and what was made of it. Closing twice is no error."""
        self.here()
        self.abandon()
        threading.Thread(target=self._forget, daemon=True).start()

    def abandon(self) -> None:
        """Ends it at the next frame, and nothing more is made of the clip."""
        self.closed = True
        self.stop()

    def join(self, patience_s: float | None = None) -> None:
        """Waits until it is over."""
        self._thread.join(patience_s)

    def _forget(self) -> None:
        self._thread.join()
        self.clip.forget()

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                if _turns.acquire(timeout=0.2):
                    try:
                        self._go()
                    finally:
                        _turns.release()
                    return
            self._end()
        except _AbandonedError:
            self._end()
        except PoseCheckError as error:
            self._end(str(error).replace(str(self.clip.path), self.clip.name))
        except Exception:
            logger.exception("a video could not be gone through")
            self._end(UNEXPECTED)

    def _end(self, problem: str = "") -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        self._state = replace(self._state, stage=Stage.ENDED, problem=problem)

    def _go(self) -> None:
        with closing(Video(self.clip.path)) as video:
            recorded_at, promised_s = video.recorded_at, video.duration_s
        if promised_s > LONGEST_MIN * 60:
            raise InputError(TOO_LONG)
        self._state = JobState(Stage.WORKING, recorded_at=recorded_at)
        analysis = analyse_file(self.clip.path, self.plan, self.files, progress=self._tell, stopped=self._is_stopped)
        cut = not analysis.complete and not self._stop.is_set()
        self._state = JobState(Stage.DONE, 1.0, analysis=analysis, recorded_at=recorded_at, cut=cut)
        if self.before is not None:
            shutil.rmtree(self.before._folder, ignore_errors=True)
            self.before = None

    def _tell(self, progress: Progress) -> None:
        if self.closed:
            raise _AbandonedError
        # A file may be longer than it says. A second reading, of known frames, is as long again and no longer.
        self._too_long = progress.frames > self._frames and progress.done_s > LONGEST_MIN * 60
        self._frames = progress.frames
        share = min(1.0, progress.done_s / progress.whole_s) if progress.whole_s else 0.0
        self._state = replace(self._state, share=share, done_s=progress.done_s, left_s=self._left_s(share))

    def _left_s(self, share: float) -> float | None:
        """By the pace since the first frame; what came before it, the model's loading, comes once."""
        if self._first is None:
            self._first = monotonic(), share
        began_s, first_share = self._first
        passed_s, passed = monotonic() - began_s, share - first_share
        return passed_s * (1.0 - share) / passed if passed_s > 2.0 and passed > 0.01 else None

    def _is_stopped(self) -> bool:
        return self._too_long or self._stop.is_set()


def made(file: Path | None) -> Path | None:
    """A file, if it was made."""
    return file if file is not None and file.is_file() else None


@atexit.register
def _end_all() -> None:
    """The app stops: nothing of a clip stays."""
    jobs = list(_under_way)
    for job in jobs:
        job.abandon()
    for job in jobs:
        job.join(5.0)
    video_files.remove_own()
