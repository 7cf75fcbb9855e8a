"""MediaPipe as a pose source: looks at everybody, then follows one."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from types import TracebackType

import numpy as np

from posecheck.landmarks import ByteArray, LandmarkFrame
from posecheck.looks import unmirrored
from posecheck.plausibility import SAME, apart
from posecheck.pose.landmarker import Found, Landmarker, mirror_image
from posecheck.pose.look import look_around, painted_over

# Masks of an older look lie where people no longer are.
FRESH_S = 0.5


class MediaPipeSource:
    """Belongs to one camera session or one file, never shared. Close it, or use it as a context.

    A look at everybody costs 4 to 8 times what following one body does, so it is taken only where nobody is followed
    (or the one followed was lost). Two of MediaPipe's trackers take turns at following: one sees the frames, the other
    their mirror images (`posecheck.looks` says why). A tracker finds its body by itself; so that it finds the right
    one, the others are painted over until it has.
    """

    def __init__(self, model: Path, *, video: bool) -> None:
        """Loads the model.

        Args:
            model: a verified ``.task`` file.
            video: True follows bodies from frame to frame; False takes every picture by itself.

        Raises:
            ModelError: the file is no pose model.
        """
        with ExitStack() as models:  # one that fails to open or to close leaves no other open
            everybody, *trackers = (
                models.enter_context(closing(Landmarker(model, video=follows)))
                for follows in ((False, True, True) if video else (False,))
            )
            self._models = models.pop_all()
        self._everybody = everybody
        self._trackers = [_Tracker(tracker, mirrored=m) for tracker, m in zip(trackers, (False, True), strict=False)]
        self._seen: list[Found] = []  # at the last look at everybody

    def __enter__(self) -> MediaPipeSource:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Frees the models."""
        self._models.close()

    def detect(
        self, image_rgb: ByteArray, time_s: float, followed: LandmarkFrame | None = None
    ) -> Sequence[LandmarkFrame]:
        """The bodies in one picture.

        Args:
            image_rgb: (height, width, 3) picture, RGB.
            time_s: its time.
            followed: the body to go on with, as it was in the frame before; None for everybody.

        Returns:
            The body followed alone, if it is still there; else everybody.
        """
        if followed is not None:
            self._trackers.reverse()
            seen = [found for found in self._seen if time_s - found.body.time_s <= FRESH_S]
            for tracker in self._trackers:
                if (body := tracker.track(image_rgb, time_s, followed, seen)) is not None:
                    return [body]
                if tracker.is_astray(followed):
                    break
        self._seen = look_around(self._everybody, image_rgb, time_s)
        if len(self._seen) == 1:
            # A body that is hard to find may not be found again in the next frame: start to follow it in this one.
            for tracker in self._trackers:
                tracker.start(image_rgb, time_s, self._seen[0].body)
        return [found.body for found in self._seen]


class _Tracker:
    """Follows one body through the frames, or through their mirror images."""

    def __init__(self, landmarker: Landmarker, *, mirrored: bool) -> None:
        self.landmarker = landmarker
        self._mirrored = mirrored
        self._last: LandmarkFrame | None = None

    def track(
        self, image_rgb: ByteArray, time_s: float, followed: LandmarkFrame, seen: list[Found]
    ) -> LandmarkFrame | None:
        """The body followed, as it is in the picture; None where it is not found, or another is."""
        picture = image_rgb
        if not self._is_on(followed):
            picture = painted_over(image_rgb, [f for f in seen if apart(f.body, followed) >= SAME])
            if self.is_astray(followed):
                # A painted silhouette is body enough for MediaPipe to stay with it. An empty picture is not.
                self.landmarker.find(np.zeros_like(image_rgb), time_s)
        found = self.landmarker.find(mirror_image(picture) if self._mirrored else picture, time_s)
        body = found[0].body if found else None
        self._last = unmirrored(body) if body is not None and self._mirrored else body
        return self._last if self._is_on(followed) else None

    def start(self, image_rgb: ByteArray, time_s: float, body: LandmarkFrame) -> None:
        """Begins to follow the only body in a picture, unless it is followed already."""
        if not self._is_on(body):
            self.track(image_rgb, time_s, body, [])

    def is_astray(self, body: LandmarkFrame) -> bool:
        """Whether it follows somebody else: then a look must tell whom to paint over."""
        return self._last is not None and not self._is_on(body)

    def _is_on(self, body: LandmarkFrame) -> bool:
        return self._last is not None and apart(self._last, body) < SAME
