"""At most one thing to say now: what to change, what helps the camera, or that all is well."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from posecheck.checks import Placement, Verdict
from posecheck.hold import Phase
from posecheck.landmarks import Reason, Unknown
from posecheck.stretch import Stretch
from posecheck.view import View

DWELL_S = 0.7  # a cue must be true this long before it is shown: single frames mislead
SHOW_S = 2.0  # and stays this long, to be read


class CueKind(str, Enum):
    """What a cue is about."""

    CORRECT = "correct"  # the position
    CAMERA = "camera"  # what the camera cannot see
    SETUP = "setup"  # what to change before the practice begins
    LEAD = "lead"  # what a timer leads: a stage, a spot
    WELL = "well"  # nothing to change


@dataclass(frozen=True, slots=True)
class Cue:
    """One thing to say.

    Attributes:
        text: ten words at most.
        kind: what it is about.
    """

    text: str
    kind: CueKind


TURN = {
    View.SIDE: "Turn so your side faces the camera.",
    View.FRONT: "Turn so you face the camera.",
    View.OBLIQUE: "Turn half towards the camera.",
    View.BACK: "Turn your back to the camera.",
    View.ABOVE: "Could the camera look down from higher up?",
}
LOWER = "Could the camera stand lower?"


def camera_cue(unknown: Unknown, stretch: Stretch) -> str:
    """What would help the camera. Not seeing is the camera's fault, never the person's.

    Args:
        unknown: what cannot be told.
        stretch: what is practised.

    Returns:
        One sentence that says what to do.
    """
    if unknown.reason is Reason.NO_PERSON:
        return "I can't see anyone yet – come into view."
    if unknown.reason is Reason.TOO_DARK:
        return "It's too dark for me – more light, please."
    if unknown.reason is Reason.WRONG_VIEW:
        wanted = stretch.camera.views[0]
        # Seen from above, no turning shows the side.
        return LOWER if unknown.part == View.ABOVE.word and wanted is not View.ABOVE else TURN[wanted]
    if unknown.reason is Reason.NOT_TAKEN:
        return f"Take your {unknown.part} first – then I can tell."
    if unknown.reason is Reason.CLOSE_CALL:
        return "Almost – I can't quite tell from here."
    if unknown.reason is Reason.UNLIKELY:
        return "I can't make you out – whole body in view?"
    part = "feet" if any(w in unknown.part for w in ("ankle", "heel", "foot")) else unknown.part
    if unknown.reason is Reason.OUT_OF_FRAME:
        way = "could the camera tilt down?" if part == "feet" else "camera back a little?"
        return f"I can't see your {part} – {way}"
    return f"I can't see your {part} well from here."


def present_cue(verdict: Verdict, phase: Phase, reached: bool, stretch: Stretch) -> Cue | None:
    """What is true of this very frame.

    Args:
        verdict: what can be said of it.
        phase: where the clock stands.
        reached: whether the hold under way has reached its target.
        stretch: what is practised.

    Returns:
        The cue, or None where there is nothing to say.
    """
    if verdict.fault is not None:
        return Cue(verdict.fault.cue, CueKind.CORRECT)
    if verdict.unknown is not None:
        return Cue(camera_cue(verdict.unknown, stretch), CueKind.CAMERA)
    if verdict.placement is Placement.IN_PLACE and phase is Phase.HOLDING:
        return Cue("Well held – release when you're ready." if reached else "Good. Holding.", CueKind.WELL)
    return Cue("That's it – stay there.", CueKind.WELL)


class CueChooser:
    """Keeps a cue from flickering. Praise waits like a correction does."""

    def __init__(self) -> None:
        """Nothing shown yet."""
        self._shown: Cue | None = None
        self._shown_s = float("-inf")
        self._next: Cue | None = None
        self._next_s = 0.0

    def choose(self, cue: Cue | None, time_s: float) -> Cue | None:
        """The cue to show at this frame.

        Args:
            cue: what is true of the frame.
            time_s: the frame's time.

        Returns:
            The cue shown: the new one once it was true for `DWELL_S` and the old one was shown for `SHOW_S`.
        """
        if cue != self._next:
            self._next, self._next_s = cue, time_s
        if self._shown and self._shown.kind is CueKind.WELL and (cue is None or cue.kind is not CueKind.WELL):
            self._shown = None  # praise that is no longer true is worse than silence
        true_s, shown_s = time_s - self._next_s, time_s - self._shown_s
        if self._next != self._shown and true_s >= DWELL_S and shown_s >= SHOW_S:
            self._shown, self._shown_s = self._next, time_s
        return self._shown
