"""The check before a practice: the one thing to change first, so that the camera sees what it needs.

`concern` looks at one frame. `SetupCheck` makes instructions of the concerns of a stream: it waits until all was well
for two seconds, or, with somebody in view whom it cannot see well, goes on after a while and says what that means.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import Enum

from posecheck.cues import Cue, CueChooser, CueKind, camera_cue
from posecheck.geometry import length
from posecheck.kinds import Kind
from posecheck.landmarks import Landmark, LandmarkFrame, Reason, Side, Unknown, joint
from posecheck.lift import LiftedBody
from posecheck.measures import MEASURES
from posecheck.scene import Light
from posecheck.stretch import Stretch
from posecheck.view import BodyView, View
from posecheck.who import FITS, Posture, expected_posture

# Nearer the picture's edge than this share of its smaller side, a joint may lie beyond it. There is a hand's breadth of
# body around a joint (5 % at 2.5 m), and MediaPipe draws what is cut off into the picture: of 345 rendered bodies cut
# off below the head by 3 or 8 % it is noticed on 68 % at a margin of 2 %, 77 % at 5 % and 78 % at 6 %. Of 252 whole
# ones none is called cut off.
MARGIN = 0.05
# Shrunken pictures of rendered people read no worse down to 5 m; at 6 m one in ten is not found, and angles are worse
# by a third; at 8 m three in four are not found.
FAR_M = 5.5
GOOD_S = 2.0  # so long all must be well
FORGIVEN_S = 0.3  # of which so much may be bad: single frames mislead
GO_ON_S = 25.0  # with the same trouble; time enough to lie down anew, or to turn the camera and come back
MAX_GAP_S = 0.5  # time without frames is no time spent

PARTS = {
    "head": ("nose", "ear"),
    "feet": ("ankle", "heel", "foot_index"),
    "knees": ("knee",),
    "hips": ("hip",),
    "shoulders": ("shoulder",),
}
AT_DESK = ("head", "shoulders", "hips")  # the legs are under the table

# How each position is taken, and the postures on the way into it beside its own.
TAKE = {
    "supine": "lie on your back",
    "prone": "lie on your belly",
    "side-lying": "lie on your side",
    "seated": "sit down",
    "kneeling": "kneel down",
    "standing": "stand up",
}
LYING, KNEELING, STANDING = Posture(0.0, 0.0), Posture(1.0, 0.5), Posture(1.0, 1.0)
ON_THE_WAY = {
    "supine": (LYING,),
    "prone": (LYING,),
    "side-lying": (LYING,),
    "kneeling": (KNEELING,),
    "standing": (STANDING,),
}
TOWARDS = {
    View.SIDE: "your side to the camera",
    View.OBLIQUE: "half towards the camera",
    View.FRONT: "facing the camera",
    View.BACK: "your back to the camera",
    View.ABOVE: "below the camera",
}
# Lying on the side, a camera at the "side" sees the body's front or back.
ON_SIDE = "front or back to the camera"

GOOD = Cue("Good, I can see you.", CueKind.WELL)
STAY = Cue("That's it – stay there.", CueKind.WELL)
ONLY_TIME = Cue("I'll go on – from here I only count time.", CueKind.SETUP)
UNSURE = Cue("I'll go on, but from here I may miss things.", CueKind.SETUP)


class Trouble(str, Enum):
    """What keeps the camera from seeing what it needs, the first to be changed first."""

    DARK = "too dark"
    BACKLIT = "backlit"
    NOBODY = "nobody in view"
    SEVERAL = "several people"
    POSTURE = "not in position"
    CUT_OFF = "cut off"
    NEAR = "too near"
    VIEW = "wrong view"
    FAR = "too far"


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever is practising, in one frame.

    Attributes:
        body: the landmarks.
        lifted: the joint centres.
        view: the camera's place.
    """

    body: LandmarkFrame
    lifted: LiftedBody
    view: BodyView


@dataclass(frozen=True, slots=True)
class Concern:
    """The one thing to change first.

    Attributes:
        trouble: what it is.
        cue: what to say.
        going_on: what to say where it is not changed and the practice goes on; None where it cannot, with nobody there.
        part: the part of the body that is cut off; empty otherwise.
    """

    trouble: Trouble
    cue: Cue
    going_on: Cue | None = None
    part: str = ""


def concern(stretch: Stretch, light: Light, people: int, person: Person | None) -> Concern | None:
    """What to change first, of one frame.

    Light comes before bodies, which may be found wrongly without it, and a body's posture before where it is seen
    from: before it is down, neither its place nor its view are those of the practice.

    Args:
        stretch: what is about to be practised.
        light: how the picture is lit.
        people: how many bodies were found.
        person: the one who practises; None where there is nobody, or nobody who can be told to be the one.

    Returns:
        None where all is well.
    """
    if stretch.kind.timed and person is not None:
        return None  # a timer leads
    if light is not Light.FINE:
        return _unlit(light, stretch, person)
    if person is None:
        return Concern(Trouble.SEVERAL, _say(_several(stretch))) if people > 1 else _nobody(stretch)
    if not _is_in_position(stretch, person.lifted):
        if people > 1:
            return Concern(Trouble.SEVERAL, _say(_several(stretch)), ONLY_TIME)
        return Concern(Trouble.POSTURE, _say(f"{_take(stretch).capitalize()}, {_towards(stretch)}."), ONLY_TIME)
    return _cut_off(stretch, person.body) or _seen_wrongly(stretch, person.view)


def _say(text: str) -> Cue:
    return Cue(text, CueKind.SETUP)


def _unlit(light: Light, stretch: Stretch, person: Person | None) -> Concern:
    going_on = UNSURE if person is not None else None
    if light is Light.DARK:
        return Concern(Trouble.DARK, _say(camera_cue(Unknown(Reason.TOO_DARK), stretch)), going_on)
    return Concern(Trouble.BACKLIT, _say("It's bright behind you – can light come from the front?"), going_on)


def _nobody(stretch: Stretch) -> Concern:
    """Nobody is found without a head in the picture, and few who lie are found from the foot end: both are named."""
    if View.SIDE in stretch.camera.views and stretch.position in ("supine", "prone"):
        return Concern(Trouble.NOBODY, _say("I can't see you – whole body in view, side-on?"))
    return Concern(Trouble.NOBODY, _say("I can't see you – whole body in view, head too?"))


def _take(stretch: Stretch) -> str:
    return TAKE.get(stretch.position, "take your position")


def _towards(stretch: Stretch) -> str:
    wanted = stretch.camera.views[0]
    return ON_SIDE if wanted is View.SIDE and stretch.position == "side-lying" else TOWARDS[wanted]


def _several(stretch: Stretch) -> str:
    return f"I see several people – {_take(stretch)}, please."


def _is_in_position(stretch: Stretch, body: LiftedBody) -> bool:
    """Whether the body is down, or up, as the stretch or the way into it wants.

    The lifted body is level wherever the camera looks from, and tells postures better than the landmarks do.
    """
    wanted = (expected_posture(stretch.figure), *ON_THE_WAY.get(stretch.position, ()))
    return min(_posture(body).distance(posture) for posture in wanted) <= FITS


def _posture(body: LiftedBody) -> Posture:
    hips, shoulders = (sum(body.point(name, side)[2] for side in Side) / 2 for name in ("hip", "shoulder"))
    drop = sum(-body.segment("hip", "ankle", side)[2] for side in Side)
    bones = [body.segment(*bone, side) for bone in (("hip", "knee"), ("knee", "ankle")) for side in Side]
    # Lifted bodies measure themselves in trunks.
    return Posture(min(1.0, max(0.0, shoulders - hips)), min(1.0, max(0.0, drop / sum(map(length, bones)))))


def _cut_off(stretch: Stretch, body: LandmarkFrame) -> Concern | None:
    """Whether parts of the body lie at the picture's edge or beyond it."""
    parts = AT_DESK if stretch.kind is Kind.DESK else tuple(PARTS)
    cut = {part: edges for part in parts if (edges := _edges(body, part))}
    if not cut:
        return None
    part, edges = next(iter(cut)), frozenset[str]().union(*cut.values())
    needed = {name for check in stretch.checks if check.required for name in MEASURES[check.measure].joints}
    blind = any(not needed.isdisjoint(PARTS[part]) for part in cut)
    going_on = ONLY_TIME if blind else _say(f"I'll go on – I can't judge your {part} from here.")
    if edges >= {"left", "right"} or edges >= {"top", "bottom"}:
        return Concern(Trouble.NEAR, _say("I'm too near – could the camera move back?"), going_on, part)
    return Concern(Trouble.CUT_OFF, _say(f"I can't see your {part} – {_way_in(stretch, part, edges)}"), going_on, part)


def _edges(body: LandmarkFrame, part: str) -> frozenset[str]:
    """The edges of the picture that a part is at, or beyond."""
    marks = [Landmark.NOSE if name == "nose" else joint(name, side) for name in PARTS[part] for side in Side]
    (left, top), (right, bottom) = body.image_px[marks].min(0), body.image_px[marks].max(0)
    (width, height), margin = body.size_px, MARGIN * min(body.size_px)
    at = {
        "left": left < margin,
        "top": top < margin,
        "right": right > width - margin,
        "bottom": bottom > height - margin,
    }
    return frozenset(edge for edge, is_at in at.items() if is_at)


def _way_in(stretch: Stretch, part: str, edges: frozenset[str]) -> str:
    """What brings a part into the picture; where it can be, without getting up."""
    if "bottom" in edges:
        return "could the camera tilt down?"
    if "top" in edges:
        return "could the camera tilt up?"
    if LYING in ON_THE_WAY.get(stretch.position, ()) and part in ("head", "feet"):
        return f"please slide towards your {'feet' if part == 'head' else 'head'}."
    return "come nearer the middle, please."


def _seen_wrongly(stretch: Stretch, view: BodyView) -> Concern | None:
    """Whether the camera stands where it cannot judge; in a wrong view the distance is not known either."""
    if view.view not in stretch.camera.views:
        seen = all(view.view in check.views for check in stretch.checks if check.required)
        return Concern(Trouble.VIEW, _say(_turn(stretch, view.view)), UNSURE if seen else ONLY_TIME)
    if view.distance_m > FAR_M:
        return Concern(Trouble.FAR, _say("I'm too far away – could the camera come nearer?"), UNSURE)
    return None


def _turn(stretch: Stretch, view: View) -> str:
    """What brings the view wanted."""
    if view is not View.ABOVE and stretch.camera.views[0] is View.SIDE:
        if stretch.position == "side-lying":
            return f"Turn your {ON_SIDE}."
        if stretch.figure.wall or stretch.figure.bed:  # neither they nor the body can turn
            return "Could the camera stand at your side?"
    return camera_cue(Unknown(Reason.WRONG_VIEW, view.word), stretch)


class Phase(str, Enum):
    """Where a check stands."""

    WAITING = "waiting"  # something is to be changed
    GOOD = "good"  # all is well, not yet for long enough
    DONE = "done"  # it was for long enough
    WENT_ON = "went on"  # it was not, and the practice goes on all the same

    @property
    def over(self) -> bool:
        """Whether the practice may begin."""
        return self in (Phase.DONE, Phase.WENT_ON)


@dataclass(frozen=True, slots=True)
class SetupState:
    """What to show and say after one frame.

    Attributes:
        phase: where the check stands.
        cue: the one thing to say; None for a moment at the start. Of kind WELL it is good news, to be shown green.
        share: how much of `GOOD_S` all has been well, 0 to 1.
    """

    phase: Phase
    cue: Cue | None
    share: float

    @property
    def by_time(self) -> bool:
        """Whether the practice can only be counted by the clock."""
        return self.cue == ONLY_TIME


class SetupCheck:
    """Follows the concerns of one stream until the practice may begin. Time is the frames' own.

    Attributes:
        state: after the last frame.
    """

    def __init__(self) -> None:
        """Nothing has been seen yet."""
        self.state = SetupState(Phase.WAITING, None, 0.0)
        self._last_s: float | None = None
        self._good_from_s: float | None = None
        self._bad_s = 0.0  # since then
        self._spent_s: dict[Trouble, float] = defaultdict(float)  # with each, in a row or not: no two can take turns
        self._cues = CueChooser()

    def update(self, time_s: float, concern: Concern | None) -> SetupState:
        """Takes one frame.

        Args:
            time_s: its time, later than the last one's.
            concern: what is to be changed; None where all is well.

        Returns:
            What to show and say. Once the check is over it stays what it was.
        """
        if not self.state.phase.over:
            self.state = self._next(time_s, self._passed_s(time_s), concern)
        return self.state

    def _passed_s(self, time_s: float) -> float:
        """Seconds since the frame before; none after a gap, which nobody can vouch for."""
        passed_s = 0.0 if self._last_s is None else time_s - self._last_s
        self._last_s = time_s
        if passed_s <= MAX_GAP_S:
            return passed_s
        self._good_from_s = None
        return 0.0

    def _next(self, time_s: float, passed_s: float, concern: Concern | None) -> SetupState:
        if concern is not None:
            self._bad_s += passed_s
            if concern.going_on is not None:
                self._spent_s[concern.trouble] += passed_s
                if self._spent_s[concern.trouble] >= GO_ON_S:
                    return SetupState(Phase.WENT_ON, concern.going_on, 0.0)
            if self._good_from_s is None or self._bad_s > FORGIVEN_S:
                self._good_from_s = None
                return SetupState(Phase.WAITING, self._cues.choose(concern.cue, time_s), 0.0)
        elif self._good_from_s is None:
            self._good_from_s, self._bad_s = time_s, 0.0
        good_s = time_s - self._good_from_s
        if concern is None and good_s >= GOOD_S:
            return SetupState(Phase.DONE, GOOD, 1.0)
        return SetupState(Phase.GOOD, self._cues.choose(STAY, time_s), min(1.0, good_s / GOOD_S))
