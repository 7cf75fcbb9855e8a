"""One stretch file: TOML in, `Stretch` out, every problem reported at once with its place.

Pydantic lives here only; what leaves this module are the plain dataclasses of `posecheck.stretch`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from posecheck.errors import StretchError
from posecheck.measures import MEASURES
from posecheck.stretch import CameraPlace, Check, Dose, Fault, Figure, Grip, HoldRules, Limb, LimbPose, Stretch
from posecheck.view import View

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HYSTERESIS = {"deg": 5.0, "ratio": 0.15}  # reasoned: about the scatter of a steady reading
CUE_WORDS = 10
UNKIND = ("push", "wrong", "fail", "lazy", "!")

Text = Annotated[str, Field(min_length=1)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Views = Annotated[tuple[View, ...], Field(min_length=1)]
Seconds = Annotated[float, Field(gt=0, le=7200)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class _Target(_Model):
    min: float | None = None
    max: float | None = None


class _Fault(_Model):
    fault: Name
    threshold: float
    cue: Text
    priority: Annotated[int, Field(ge=1, le=9)]

    def built(self) -> Fault:
        return Fault(self.fault, self.threshold, self.cue, self.priority)


class _Check(_Model):
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


class _Hold(_Model):
    settle_s: Annotated[float, Field(ge=0, le=30)] = HoldRules().settle_s
    grace_out_s: Annotated[float, Field(ge=0, le=30)] = HoldRules().grace_out_s
    grace_unseen_s: Annotated[float, Field(ge=0, le=30)] = HoldRules().grace_unseen_s
    max_gap_s: Annotated[float, Field(gt=0, le=5)] = HoldRules().max_gap_s


class _Dose(_Model):
    target_s: Seconds
    repeats: Text
    source: Text


class _Camera(_Model):
    views: Views
    hint: Text


class _Limb(_Model):
    hip_flexion: float = 0.0
    hip_abduction: float = 0.0
    hip_rotation: float = 0.0
    knee_flexion: float = 0.0
    ankle_dorsiflexion: float = 0.0
    shoulder_flexion: float = 0.0
    shoulder_abduction: float = 0.0
    elbow_flexion: float = 0.0
    hand: Grip | None = None


class _Figure(_Model):
    view: Literal[View.SIDE, View.FRONT, View.OBLIQUE, View.ABOVE]
    trunk_inclination: float
    roll: float = 0.0
    neck_flexion: float = 0.0
    active: _Limb
    other: _Limb | None = None
    wall: bool = False
    cushion: bool = False

    def built(self) -> Figure:
        active = LimbPose(**self.active.model_dump())
        return Figure(
            view=self.view,
            trunk_inclination=self.trunk_inclination,
            neck_flexion=self.neck_flexion,
            active=active,
            other=LimbPose(**self.other.model_dump()) if self.other else active,
            roll=self.roll,
            wall=self.wall,
            cushion=self.cushion,
        )


class _Stretch(_Model):
    id: Name
    name: Text
    also: str = ""
    category: Text
    needs: tuple[str, ...]
    sides: Literal["both", "left_right"]
    side_means: str = ""
    steps: Annotated[tuple[Text, ...], Field(min_length=1)]
    caution: Text
    camera: _Camera
    dose: _Dose
    hold: _Hold = _Hold()
    show: Name
    checks: Annotated[tuple[_Check, ...], Field(min_length=1)]
    figure: _Figure

    def built(self) -> Stretch:
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
            dose=Dose(self.dose.target_s, self.dose.repeats, self.dose.source),
            rules=HoldRules(**self.hold.model_dump()),
            main_check=self.show,
            checks=tuple(c.built(self.camera.views) for c in self.checks),
            figure=self.figure.built(),
        )


def _bound_problems(place: str, check: _Check) -> Iterator[str]:
    low, high = check.target.min, check.target.max
    if low is None and high is None:
        yield f"{place}.target: give min, max or both"
    if low is not None and high is not None and low >= high:
        yield f"{place}.target: min must be below max"
    if check.low is not None and low is not None and check.low.threshold > low:
        yield f"{place}.low.threshold: must not be above the target's min ({low:g})"
    if check.high is not None and high is not None and check.high.threshold < high:
        yield f"{place}.high.threshold: must not be below the target's max ({high:g})"
    if check.low and check.high and check.low.threshold >= check.high.threshold:
        yield f"{place}: low.threshold must be below high.threshold"


def _cue_problems(place: str, cue: str) -> Iterator[str]:
    if len(cue.split()) > CUE_WORDS:
        yield f"{place}.cue: at most {CUE_WORDS} words"
    for word in UNKIND:
        if word in cue.lower():
            yield f"{place}.cue: leave out {word!r}; say kindly what to do"


def _check_problems(place: str, check: _Check, sided: bool, judged_in: list[str]) -> Iterator[str]:
    measure = MEASURES.get(check.measure)
    if measure is None:
        yield f"{place}.measure: no measure {check.measure!r}; there are {', '.join(MEASURES)}"
    elif measure.paired == (check.limb is Limb.BODY):
        wanted = "active, other or both" if measure.paired else "body"
        yield f"{place}.limb: {check.measure} needs {wanted}"
    if not sided and check.limb in (Limb.ACTIVE, Limb.OTHER):
        yield f'{place}.limb: a stretch with sides = "both" has no {check.limb.value} side; use both'
    blind = [view for view in judged_in if check.views is not None and view not in check.views]
    if check.required and blind:
        yield f"{place}.views: leaves out {', '.join(blind)} of camera.views; then say required = false"
    yield from _bound_problems(place, check)
    for end, fault in (("low", check.low), ("high", check.high)):
        if fault is not None:
            yield from _cue_problems(f"{place}.{end}", fault.cue)


def _camera_views(raw: dict[str, Any]) -> list[str]:
    camera = raw.get("camera")
    views = camera.get("views") if isinstance(camera, dict) else None
    return [view for view in views if view in list(View)] if isinstance(views, list) else []


def _problems(raw: dict[str, Any]) -> Iterator[str]:
    """What each part says by itself may be right and the whole still wrong; told even where other parts are broken."""
    sided, judged_in = raw.get("sides") == "left_right", _camera_views(raw)
    if sided and not raw.get("side_means"):
        yield "side_means: say which limb gives the side its name"
    checks = [c for c in raw.get("checks", []) if isinstance(c, dict)] if isinstance(raw.get("checks"), list) else []
    ids = [str(c.get("id")) for c in checks]
    for double in sorted({i for i in ids if ids.count(i) > 1}):
        yield f"checks: the id {double!r} is used twice"
    if "show" in raw and raw["show"] not in ids:
        yield f"show: no check has the id {raw['show']!r}; there are {', '.join(ids)}"
    for number, check in enumerate(checks, start=1):
        try:
            yield from _check_problems(f"checks[{number}]", _Check.model_validate(check), sided, judged_in)
        except ValidationError:
            continue  # told with the whole file


def _place(location: tuple[int | str, ...]) -> str:
    text = ""
    for part in location:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".") or "file"


def parse_stretch(text: str, name: str) -> Stretch:
    """Reads one stretch file's text.

    Args:
        text: TOML.
        name: the file's name, for messages.

    Returns:
        The stretch.

    Raises:
        StretchError: with every problem of the file, a line each, each with its place.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StretchError(f"{name}: not readable as TOML: {error}") from error
    problems: list[str] = []
    parsed = None
    try:
        parsed = _Stretch.model_validate(raw)
    except ValidationError as error:
        problems += [f"{_place(e['loc'])}: {e['msg'][0].lower()}{e['msg'][1:]}" for e in error.errors()]
    problems += _problems(raw)
    if parsed is None or problems:
        raise StretchError("\n".join(f"{name}: {problem}" for problem in problems))
    return parsed.built()
