"""A video with the overlay drawn on it, as it is drawn live."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import av

from posecheck.draft import Draft
from posecheck.drawing.overlay import draw, draw_unknown
from posecheck.errors import InputError, MediaError
from posecheck.landmarks import ByteArray
from posecheck.video.analysis import Analysis
from posecheck.video.encoder import Encoder, chosen_encoder
from posecheck.video.judged import Judged
from posecheck.video.movie import Movie
from posecheck.video.reader import Video
from posecheck.video.sound import sound_of

# Pictures that may wait to be drawn and written: more only fills the memory where writing is the slow part.
MOST_WAITING = 6


class AnnotatedVideo:
    """Draws and writes on a thread of its own (a `posecheck.video.judged.Taker`)."""

    def __init__(self, path: Path, video: Video) -> None:
        """Begins the file, under another name beside it.

        Args:
            path: of the file, ``.mp4``.
            video: the video it is made of; its sound is taken over.

        Raises:
            InputError: it cannot be written there.
        """
        self._draft = Draft(_checked(path, video))
        width, height = video.size_px
        encoder, self._notes = chosen_encoder((width + width % 2, height + height % 2))
        try:
            self._movie = self._begun(video, encoder)
        except (av.FFmpegError, OSError, ValueError) as error:
            self._draft.discard()
            raise _unwritable(path, error) from error
        self._writer = ThreadPoolExecutor(1, "annotated video")
        self._waiting: deque[Future[None]] = deque()
        self._frames = 0

    def take(self, judged: Judged) -> None:
        """Takes the next frame, in order. Waits where writing is slower than the rest.

        Raises:
            InputError: an earlier one could not be written.
        """
        while len(self._waiting) >= MOST_WAITING or (self._waiting and self._waiting[0].done()):
            self._settle()
        self._waiting.append(self._writer.submit(self._write, judged))
        self._frames += 1

    def finish(self, analysis: Analysis) -> list[str]:
        """Completes the file.

        Returns:
            Whether another format than H.264 had to be taken, and what became of the sound, a sentence each.

        Raises:
            InputError: it cannot be written.
        """
        while self._waiting:
            self._settle()
        self._writer.shutdown()
        try:
            self._movie.close()
            if not self._frames:
                self._draft.discard()
                return ["There is no annotated video: it was stopped before the first frame."]
            self._draft.complete()
        except (av.FFmpegError, OSError, ValueError) as error:
            raise _unwritable(self._draft.path, error) from error
        if self._movie.sound_damaged:
            self._notes.append("The sound is damaged: where it could not be read, the annotated video is silent.")
        return self._notes

    def abandon(self) -> None:
        """Gives up: leaves no file, raises nothing."""
        self._writer.shutdown(cancel_futures=True)
        with suppress(av.FFmpegError, OSError, ValueError):
            self._movie.close()
        self._draft.discard()

    def _write(self, judged: Judged) -> None:
        self._movie.add(_drawn(judged), judged.frame.time_s)

    def _settle(self) -> None:
        """Waits for the oldest picture to be written."""
        try:
            self._waiting.popleft().result()
        except (av.FFmpegError, OSError, ValueError) as error:
            raise _unwritable(self._draft.path, error) from error

    def _begun(self, video: Video, encoder: Encoder) -> Movie:
        """The file with its sound as it is, else anew, else without."""
        for anew in (False, True):
            with suppress(av.FFmpegError, OSError, ValueError, MediaError):
                sound = sound_of(video.path, video.start_s, anew=anew)
                return Movie(self._draft.file, video.size_px, video.time_base, encoder, sound)
        self._notes.append("The sound could not be taken over: the annotated video is silent.")
        return Movie(self._draft.file, video.size_px, video.time_base, encoder, None)


def _drawn(judged: Judged) -> ByteArray:
    """A frame's picture with what is known of it; where it was passed over, nobody moved since that was found."""
    image_rgb = judged.frame.image_rgb
    if judged.snapshot is not None and judged.stretch is not None:
        return draw(image_rgb, judged.snapshot, judged.stretch)
    return image_rgb if judged.seen.body is None else draw_unknown(image_rgb, judged.seen.body)


def _checked(path: Path, video: Video) -> Path:
    if path.suffix.lower() != ".mp4":
        raise InputError(f"{path} cannot be written: the annotated video's name has to end in .mp4.")
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise InputError(f"{path} cannot be written: name a file, in a folder that is there.")
    if path.exists() and path.samefile(video.path):
        raise InputError(f"{path} is the video itself: choose another name for the annotated one.")
    return path


def _unwritable(path: Path, error: Exception) -> InputError:
    if isinstance(error, OSError):
        return InputError(
            f"{path} cannot be written ({error.strerror}): free some space there, or choose another place."
        )
    return InputError(f"{path} cannot be written ({error}): leave the annotated video out.")
