"""The form of a stretch file: what each part may say by itself. Pydantic in, plain dataclasses out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from posecheck.kinds import Concern, Effect, Kind, Pace, Repetition, Spots, Stage
from posecheck.measures import MEASURES
from posecheck.stretch import CameraPlace, Check, Dose, Fault, Figure, Grip, HoldRules, Limb, LimbPose, Stretch
from posecheck.view import View

HYSTERESIS = {"deg": 5.0, "ratio": 0.15}  # reasoned: about the scatter of a steady reading

Text = Annotated[str, Field(min_length=1)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Views = Annotated[tuple[View, ...], Field(min_length=1)]
Seconds = Annotated[float, Field(gt=0, le=7200)]


class Form(BaseModel):
    """A part of a file: what it does not know it refuses."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class _Target(Form):
    min: float | None = None
    max: float | None = None


class _Fault(Form):
    fault: Name
    threshold: float
    cue: Text
    priority: Annotated[int, Field(ge=1, le=9)]

    def built(self) -> Fault:
        return Fault(self.fault, self.threshold, self.cue, self.priority)


class CheckForm(Form):
    """One check."""

    id: Name
    measure: Text
    limb: Limb
    views: Views | None = None
    target: _Target
    low: _Fault | None = None
    high: _Fault | None = None
    blocking: bool = True
    required: bool = True
    hysteresis: Annotated[float, Field(gt=0)] | None = None
    source: Text

    def built(self, stretch_views: Views) -> Check:
        """The check; judged in the stretch's views where it names none."""
        return Check(
            id=self.id,
            measure=self.measure,
            limb=self.limb,
            views=frozenset(self.views or stretch_views),
            target=(self.target.min, self.target.max),
            low=self.low.built() if self.low else None,
            high=self.high.built() if self.high else None,
            blocking=self.blocking,
            required=self.required,
            hysteresis=self.hysteresis or HYSTERESIS[MEASURES[self.measure].unit],
            source=self.source,
        )


class _Hold(Form):
    settle_s: Annotated[float, Field(ge=0, le=30)] = HoldRules().settle_s
    grace_out_s: Annotated[float, Field(ge=0, le=30)] = HoldRules().grace_out_s
    grace_unseen_s: Annotated[float, Field(ge=0, le=30)] = HoldRules().grace_unseen_s
    max_gap_s: Annotated[float, Field(gt=0, le=5)] = HoldRules().max_gap_s


class _Dose(Form):
    target_s: Seconds
    repeats: Text
    source: Text
    most_s: Seconds | None = None

    def built(self) -> Dose:
        return Dose(**self.model_dump())


class _Camera(Form):
    views: Views
    hint: Text


class _Limb(Form):
    hip_flexion: float = 0.0
    hip_abduction: float = 0.0
    hip_rotation: float = 0.0
    knee_flexion: float = 0.0
    ankle_dorsiflexion: float = 0.0
    shoulder_flexion: float = 0.0
    shoulder_abduction: float = 0.0
    elbow_flexion: float = 0.0
    hand: Grip | None = None


class _Figure(Form):
    view: View
    too: View | None = None
    trunk_inclination: float
    roll: float = 0.0
    twist: float = 0.0
    neck_flexion: float = 0.0
    active: _Limb
    other: _Limb | None = None
    wall: bool = False
    cushion: bool = False
    bed: bool = False
    chair: bool = False

    def built(self) -> Figure:
        active = LimbPose(**self.active.model_dump())
        return Figure(
            view=self.view,
            trunk_inclination=self.trunk_inclination,
            neck_flexion=self.neck_flexion,
            active=active,
            other=LimbPose(**self.other.model_dump()) if self.other else active,
            roll=self.roll,
            twist=self.twist,
            wall=self.wall,
            cushion=self.cushion,
            bed=self.bed,
            chair=self.chair,
        )


class _Repetition(Form):
    measure: Text
    start: float
    turn: float
    reach: Annotated[float, Field(gt=0, le=1)] = 0.7
    fastest_deg_s: Annotated[float, Field(gt=0)]
    fast_cue: Text
    count: Annotated[int, Field(ge=1, le=200)]
    source: Text

    def built(self) -> Repetition:
        return Repetition(**self.model_dump())


class _Pace(Form):
    breaths_min: Annotated[float, Field(ge=3, le=12)]
    slowest: Annotated[float, Field(ge=3, le=12)]
    fastest: Annotated[float, Field(ge=3, le=12)]
    in_share: Annotated[float, Field(gt=0.2, lt=0.8)]
    source: Text

    def built(self) -> Pace:
        return Pace(**self.model_dump())


class _Spots(Form):
    spot_s: Seconds
    side_cap_s: Seconds
    move_cue: Text
    source: Text

    def built(self) -> Spots:
        return Spots(**self.model_dump())


class _Stage(Form):
    name: Text
    words: Text
    seconds: Seconds

    def built(self) -> Stage:
        return Stage(**self.model_dump())


class _Concern(Form):
    about: Text
    effect: Effect = Effect.CAUTION
    words: Text

    def built(self) -> Concern:
        return Concern(**self.model_dump())


class StretchForm(Form):
    """A whole file."""

    id: Name
    name: Text
    also: str = ""
    category: Text
    kind: Kind = Kind.HOLD
    position: str = ""
    equipment: tuple[Text, ...] = ()
    needs: tuple[str, ...]
    sides: Literal["both", "left_right"]
    side_means: str = ""
    steps: Annotated[tuple[Text, ...], Field(min_length=1)]
    caution: Text
    concerns: tuple[_Concern, ...] = ()
    unjudged: str = ""
    reminders: tuple[Text, ...] = ()
    camera: _Camera
    dose: _Dose
    hold: _Hold = _Hold()
    show: str = ""
    checks: tuple[CheckForm, ...] = ()
    repetition: _Repetition | None = None
    pace: _Pace | None = None
    spots: _Spots | None = None
    stages: tuple[_Stage, ...] = ()
    figure: _Figure

    def built(self) -> Stretch:
        """The stretch."""
        return Stretch(
            id=self.id,
            name=self.name,
            also=self.also,
            category=self.category,
            needs=self.needs,
            sided=self.sides == "left_right",
            side_means=self.side_means,
            steps=self.steps,
            caution=self.caution,
            camera=CameraPlace(self.camera.views, self.camera.hint),
            dose=self.dose.built(),
            rules=HoldRules(**self.hold.model_dump()),
            main_check=self.show,
            checks=tuple(c.built(self.camera.views) for c in self.checks),
            figure=self.figure.built(),
            kind=self.kind,
            position=self.position or self.category,
            equipment=self.equipment,
            concerns=tuple(c.built() for c in self.concerns),
            unjudged=self.unjudged,
            reminders=self.reminders,
            repetition=self.repetition.built() if self.repetition else None,
            pace=self.pace.built() if self.pace else None,
            spots=self.spots.built() if self.spots else None,
            stages=tuple(s.built() for s in self.stages),
            figure_too=self.figure.too,
        )
