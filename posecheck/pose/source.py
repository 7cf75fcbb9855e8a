"""A pose source, ready to look."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from posecheck.landmarks import PoseSource
from posecheck.pose.provide import provide


@contextmanager
def pose_source(*, video: bool) -> Iterator[PoseSource]:
    """A pose source of one's own, closed at the end.

    Args:
        video: as for `MediaPipeSource`.

    Raises:
        ModelError: the model cannot be provided or loaded.
    """
    from posecheck.pose.mediapipe_source import MediaPipeSource  # over a second: not for those without it

    with MediaPipeSource(provide(), video=video) as source:
        yield source
