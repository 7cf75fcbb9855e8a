"""A stretch as data: what is judged, what is said, how long it is held. Files become this in `posecheck.catalog`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from posecheck.kinds import Concern, Kind, Pace, Repetition, Spots, Stage
from posecheck.view import View


class Limb(str, Enum):
    """Whose value a check looks at."""

    ACTIVE = "active"  # the side that gives the hold its name: the bent leg, the rear leg
    OTHER = "other"
    BOTH = "both"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to be out of place, and what to say about it.

    Attributes:
        id: as in histories and scores, for example ``"hips_low"``.
        threshold: beyond this the position is out of place, in the measure's unit.
        cue: what to say; ten words at most.
        priority: 1 is said before 2.
    """

    id: str
    threshold: float
    cue: str
    priority: int


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at.

    Attributes:
        id: unique in its stretch.
        measure: the name of a measure.
        limb: whose.
        views: the views in which it can be judged. In any other it cannot be told.
        target: lowest and highest value aimed at; None where there is no such bound.
        low: the fault of being below, if that is one.
        high: the fault of being above, if that is one.
        blocking: whether being out of it makes the position out of place. Others are reminders.
        required: whether the position can only be told when this check can.
        hysteresis: how much nearer the target a position must be to be entered than to be kept, in the measure's unit.
        source: where the numbers come from.
        usual: the target before it was moved to a person's own range; None where it was not.
    """

    id: str
    measure: str
    limb: Limb
    views: frozenset[View]
    target: tuple[float | None, float | None]
    low: Fault | None
    high: Fault | None
    blocking: bool
    required: bool
    hysteresis: float
    source: str
    usual: tuple[float | None, float | None] | None = None

    def distance(self, value: float) -> float:
        """How far a value is from the middle of the target (from its bound, where it has only one).

        Of the usual one where the target was moved: what is kept as the best must mean the same before and after.
        """
        low, high = self.usual or self.target
        if low is not None and high is not None:
            return abs(value - (low + high) / 2)
        if low is not None:
            return max(0.0, low - value)
        return max(0.0, value - high) if high is not None else 0.0


@dataclass(frozen=True, slots=True)
class HoldRules:
    """How a hold is counted. Defaults are the project's own reasoning.

    Attributes:
        settle_s: how long the position must be kept before it counts (then it counts from its start).
        grace_out_s: a hold outlives this long out of place.
        grace_unseen_s: a hold outlives this long unseen or untold.
        max_gap_s: longer gaps between frames are not credited.
    """

    settle_s: float = 1.0
    grace_out_s: float = 1.5
    grace_unseen_s: float = 3.0
    max_gap_s: float = 0.5


@dataclass(frozen=True, slots=True)
class Dose:
    """How long and how often.

    Attributes:
        target_s: seconds aimed at in one hold.
        repeats: how many holds, as words ("2–3").
        source: where the numbers come from.
        most_s: seconds a session (and side) that are enough; None for the general rule.
    """

    target_s: float
    repeats: str
    source: str
    most_s: float | None = None


@dataclass(frozen=True, slots=True)
class CameraPlace:
    """Where the camera stands.

    Attributes:
        views: the views in which the stretch can be judged, best first.
        hint: how to set it up, one or two sentences.
    """

    views: tuple[View, ...]
    hint: str


class Grip(str, Enum):
    """What a hand rests on, in the picture: of the same side's leg, of the other's, or of the trunk."""

    THIGH = "thigh"
    KNEE = "knee"
    ANKLE = "ankle"
    OTHER_THIGH = "other thigh"
    OTHER_KNEE = "other knee"
    OTHER_ANKLE = "other ankle"
    BELLY = "belly"
    CHEST = "chest"  # before it; both hands there are palm to palm


@dataclass(frozen=True, slots=True)
class LimbPose:
    """The reference angles of one leg and arm, for the picture. Degrees, zero and sign as the measures.

    Attributes:
        hip_flexion, hip_abduction, hip_rotation (+ = outwards), knee_flexion, ankle_dorsiflexion: the leg. Abduction is
            the angle out of the sagittal plane.
        shoulder_flexion: 0 = arm along the trunk, 90 = straight ahead.
        shoulder_abduction: out of the sagittal plane.
        elbow_flexion: the arm.
        hand: what the hand rests on; then the arm's angles come from it.
    """

    hip_flexion: float = 0.0
    hip_abduction: float = 0.0
    hip_rotation: float = 0.0
    knee_flexion: float = 0.0
    ankle_dorsiflexion: float = 0.0
    shoulder_flexion: float = 0.0
    shoulder_abduction: float = 0.0
    elbow_flexion: float = 0.0
    hand: Grip | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """The stretch's picture, as reference angles.

    Attributes:
        view: from where it is drawn.
        trunk_inclination: as the measure; −90 lies on the back.
        roll: about the trunk; 90 lies on the side, the active one up.
        twist: how far the pelvis is turned further than the shoulders, as roll: + = on the back, the active hip up.
        neck_flexion: 0 = the head in line with the trunk, + = towards the chest.
        active: the active side's limbs (the left ones' in a stretch without sides).
        other: the other side's.
        wall: whether a wall stands where the legs are.
        cushion: whether the person sits on a cushion.
        bed: whether the body lies on a bed that ends under the hips; what lies lower beyond hangs down.
        chair: whether the person sits on a chair.
    """

    view: View
    trunk_inclination: float
    neck_flexion: float
    active: LimbPose
    other: LimbPose
    roll: float = 0.0
    twist: float = 0.0
    wall: bool = False
    cushion: bool = False
    bed: bool = False
    chair: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch.

    Attributes:
        id: as on the command line and in the history.
        name: what people call it.
        also: other names, or empty.
        category: where the library lists it: a position, or breath, pressure, tremor, desk.
        needs: the needs it serves, as listed in the docs.
        sided: whether left and right are held one after the other.
        side_means: which limb gives the side its name; empty where not sided.
        steps: how to get into it.
        caution: who should be careful, in a sentence or two for everybody.
        camera: where the camera stands.
        dose: how long.
        rules: how the hold is counted.
        main_check: id of the check whose angle is shown on the video.
        checks: what is judged.
        figure: the picture.
        kind: how it is practised and judged.
        position: lying, sitting or standing: ``"supine"``, ``"kneeling"``, ``"seated"``, …
        equipment: what is needed beside a mat.
        concerns: what in a person concerns it.
        unjudged: what the camera cannot judge, in a sentence; empty where it can judge all that matters.
        reminders: what cannot be seen but is worth saying, a sentence each.
        repetition, pace, spots, stages: what its kind needs; else None, or none.
        figure_too: a second picture, from another view; None where one is enough.
        aim: what is said of a target that was moved to a person's own range; empty where none was.
    """

    id: str
    name: str
    also: str
    category: str
    needs: tuple[str, ...]
    sided: bool
    side_means: str
    steps: tuple[str, ...]
    caution: str
    camera: CameraPlace
    dose: Dose
    rules: HoldRules
    main_check: str
    checks: tuple[Check, ...]
    figure: Figure
    kind: Kind = Kind.HOLD
    position: str = ""
    equipment: tuple[str, ...] = ()
    concerns: tuple[Concern, ...] = ()
    unjudged: str = ""
    reminders: tuple[str, ...] = ()
    repetition: Repetition | None = None
    pace: Pace | None = None
    spots: Spots | None = None
    stages: tuple[Stage, ...] = ()
    figure_too: View | None = None
    aim: str = ""

    def check(self, check_id: str) -> Check:
        """The check of that id."""
        return next(c for c in self.checks if c.id == check_id)
