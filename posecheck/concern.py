"""What keeps the camera from seeing what it needs in one frame: the one thing to change first, and how to say it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from posecheck.cues import Cue, CueKind, camera_cue
from posecheck.framing import PARTS, cut_off
from posecheck.kinds import Kind
from posecheck.landmarks import LandmarkFrame, Reason, Unknown
from posecheck.lift import LiftedBody
from posecheck.measures import MEASURES
from posecheck.scene import Light
from posecheck.stretch import Stretch
from posecheck.view import BodyView, View
from posecheck.who import FITS, Posture, expected_posture, lifted_posture

# Shrunken pictures of rendered people read no worse down to 5 m; at 6 m one in ten is not found, and angles are worse
# by a third; at 8 m three in four are not found.
FAR_M = 5.5

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

ONLY_TIME = Cue("I'll go on – from here I only count time.", CueKind.SETUP)
WATCHING = Cue("Take your time – I'll watch for the position.", CueKind.SETUP)
NEXT_ONE = Cue("I can't find you in this one – let's go on.", CueKind.SETUP)
UNSURE = Cue("I'll go on, but from here I may miss things.", CueKind.SETUP)
AS_IT_IS = Cue("I'll go on and judge what I can see.", CueKind.SETUP)


class Trouble(str, Enum):
    """What keeps the camera from seeing what it needs, the first to be changed first."""

    DARK = "too dark"
    NOBODY = "nobody in view"
    SEVERAL = "several people"
    POSTURE = "not in position"
    CUT_OFF = "cut off"
    NEAR = "too near"
    VIEW = "wrong view"
    FAR = "too far"
    BACKLIT = "backlit"


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

    The dark comes before bodies, which may be found wrongly in it, and a body's posture before where it is seen from:
    before it is down, neither its place nor its view are those of the practice. Light from behind comes last: a body
    that is found, down and well in view is seen in spite of it, and dark skin in dark clothes can be taken for it.

    Args:
        stretch: what is about to be practised.
        light: how the picture is lit.
        people: how many bodies were found.
        person: the one who practises; None where there is nobody, or nobody who can be told to be the one.

    Returns:
        None where all is well.
    """
    if light is Light.DARK:
        too_dark = _say(camera_cue(Unknown(Reason.TOO_DARK), stretch))
        return Concern(Trouble.DARK, too_dark, UNSURE if person is not None else None)
    if person is None:
        return Concern(Trouble.SEVERAL, _say(_several(stretch))) if people > 1 else _nobody(stretch)
    if not _is_in_position(stretch, person.lifted):
        if people > 1:
            return Concern(Trouble.SEVERAL, _say(_several(stretch)), WATCHING)
        return Concern(Trouble.POSTURE, _say(f"{_take(stretch).capitalize()}, {_towards(stretch)}."), WATCHING)
    return _cut_off(stretch, person.body) or _seen_wrongly(stretch, person.view) or _backlit(light)


def _say(text: str) -> Cue:
    return Cue(text, CueKind.SETUP)


def _nobody(stretch: Stretch) -> Concern:
    """Nobody is found without a head in the picture, and few who lie are found from the foot end: both are named."""
    going_on = NEXT_ONE if stretch.kind.hides else None  # folded bodies may never be found
    if View.SIDE in stretch.camera.views and stretch.position in ("supine", "prone"):
        return Concern(Trouble.NOBODY, _say("I can't see you – whole body in view, side-on?"), going_on)
    return Concern(Trouble.NOBODY, _say("I can't see you – whole body in view, head too?"), going_on)


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
    return min(lifted_posture(body).distance(posture) for posture in wanted) <= FITS


def _cut_off(stretch: Stretch, body: LandmarkFrame) -> Concern | None:
    """Whether parts of the body lie at the picture's edge or beyond it."""
    cut = cut_off(body, AT_DESK if stretch.kind is Kind.DESK else PARTS)
    if not cut:
        return None
    part, edges = next(iter(cut)), frozenset[str]().union(*cut.values())
    needed = {name for check in stretch.checks if check.required for name in MEASURES[check.measure].joints}
    blind = any(not needed.isdisjoint(PARTS[part]) for part in cut)
    going_on = ONLY_TIME if blind else _say(f"I'll go on – I can't judge your {part} from here.")
    if edges >= {"left", "right"} or edges >= {"top", "bottom"}:
        return Concern(Trouble.NEAR, _say("I'm too near – could the camera move back?"), going_on, part)
    return Concern(Trouble.CUT_OFF, _say(f"I can't see your {part} – {_way_in(stretch, part, edges)}"), going_on, part)


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


def _backlit(light: Light) -> Concern | None:
    if light is not Light.BACKLIT:
        return None
    return Concern(Trouble.BACKLIT, _say("It's bright behind you – can light come from the front?"), AS_IT_IS)
