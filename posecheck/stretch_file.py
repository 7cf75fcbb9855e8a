"""One stretch file: TOML in, `Stretch` out, every problem reported at once with its place and remedy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from posecheck.kinds import Effect, Kind
from posecheck.measures import MEASURES
from posecheck.problems import need_problems, read_form, read_toml, tables, told
from posecheck.screening import QUESTIONS
from posecheck.stretch import Limb, Stretch
from posecheck.stretch_form import CheckForm, StretchForm
from posecheck.tremor import ASKED_FIRST
from posecheck.view import View

CUE_WORDS = 10
STAGE_WORDS = 14  # told once, and shown for a minute or more
UNKIND = ("push", "wrong", "fail", "lazy", "!")
NEEDED = {
    Kind.REPETITIONS: "repetition",
    Kind.BREATHING: "pace",
    Kind.PRESSURE: "spots",
    Kind.TREMOR: "stages",
}
# Numbers of which the first must not be larger than the second.
IN_ORDER = (
    ("dose", "target_s", "most_s"),
    ("pace", "slowest", "breaths_min"),
    ("pace", "breaths_min", "fastest"),
    ("spots", "spot_s", "side_cap_s"),
)


def _bound_problems(place: str, check: CheckForm) -> Iterator[str]:
    low, high = check.target.min, check.target.max
    if low is None and high is None:
        yield f"{place}.target: has no bound; give min, max or both"
    if low is not None and high is not None and low >= high:
        yield f"{place}.target: min ({low:g}) is not below max ({high:g}); swap or change them"
    if check.low is not None and low is not None and check.low.threshold > low:
        yield f"{place}.low.threshold: {check.low.threshold:g} lies inside the target; write {low:g} or less"
    if check.high is not None and high is not None and check.high.threshold < high:
        yield f"{place}.high.threshold: {check.high.threshold:g} lies inside the target; write {high:g} or more"
    if check.low and check.high and check.low.threshold >= check.high.threshold:
        yield f"{place}: low.threshold is not below high.threshold; swap or change them"


def _cue_problems(place: str, cue: object, most: int = CUE_WORDS) -> Iterator[str]:
    if not isinstance(cue, str):
        return  # told with the whole file
    words = len(cue.split())
    if words > most:
        yield f"{place}: has {words} words; use at most {most}"
    for word in UNKIND:
        if word in cue.lower():
            yield f"{place}: {word!r} is not kind; say calmly what to do"


def _check_problems(place: str, check: CheckForm, sided: bool, judged_in: list[str]) -> Iterator[str]:
    measure = MEASURES.get(check.measure)
    if measure is None:
        yield f"{place}.measure: there is no measure {check.measure!r}; choose one of {', '.join(MEASURES)}"
    elif measure.paired == (check.limb is Limb.BODY):
        wanted = '"active", "other" or "both"' if measure.paired else '"body"'
        yield f'{place}.limb: {check.measure} cannot be read of "{check.limb.value}"; write {wanted}'
    if check.measure in ("movement", "drift") and (check.blocking or check.required):
        yield f"{place}.measure: {check.measure} can only remind; write blocking = false and required = false"
    if not sided and check.limb in (Limb.ACTIVE, Limb.OTHER):
        yield f'{place}.limb: a stretch with sides = "both" has no {check.limb.value} side; write "both"'
    blind = [view for view in judged_in if check.views is not None and view not in check.views]
    if check.required and blind:
        yield f"{place}.views: leaves out {', '.join(blind)} of camera.views; add it here, or say required = false"
    yield from _bound_problems(place, check)
    for end, fault in (("low", check.low), ("high", check.high)):
        if fault is not None:
            yield from _cue_problems(f"{place}.{end}.cue", fault.cue)


def _camera_views(raw: dict[str, Any]) -> list[str]:
    camera = raw.get("camera")
    views = camera.get("views") if isinstance(camera, dict) else None
    return [view for view in views if view in list(View)] if isinstance(views, list) else []


def _kind_problems(raw: dict[str, Any], ids: list[str]) -> Iterator[str]:
    """Each kind has a part that the others have not; what the camera judges needs checks."""
    kind = raw.get("kind", Kind.HOLD.value)
    if kind not in list(Kind):
        return  # told with the whole file
    for other, part in NEEDED.items():
        if kind == other.value and part not in raw:
            yield f'{part}: is missing; a stretch of kind "{kind}" needs it'
        if kind != other.value and part in raw:
            yield f'{part}: only goes with kind "{other.value}"; leave it out, or say kind = "{other.value}"'
    if not Kind(kind).timed and not ids:
        yield f'checks: there are none; give a stretch of kind "{kind}" at least one'
    if ids and "show" not in raw:
        yield f"show: is missing; say which check's value is shown, one of {', '.join(ids)}"
    if "show" in raw and raw["show"] not in ids:
        yield f"show: no check has the id {raw['show']!r}; choose one of {', '.join(ids) or 'those you add'}"


def _part_problems(raw: dict[str, Any]) -> Iterator[str]:
    """Of the parts that only some stretches have."""
    for name, less, more in IN_ORDER:
        part = raw.get(name)
        first, second = (part.get(less), part.get(more)) if isinstance(part, dict) else (None, None)
        if isinstance(first, int | float) and isinstance(second, int | float) and first > second:
            yield f"{name}.{less}: {first:g} is more than {more} ({second:g}); lower it, or raise {more}"
    moving = raw.get("repetition")
    if isinstance(moving, dict):
        paired = [m.name for m in MEASURES.values() if m.paired]
        if isinstance(moving.get("measure"), str) and moving["measure"] not in paired:
            yield f"repetition.measure: no limb has a {moving['measure']!r}; choose one of {', '.join(paired)}"
        if moving.get("start") is not None and moving.get("start") == moving.get("turn"):
            yield "repetition.turn: is where it starts; say how far the movement goes"
        yield from _cue_problems("repetition.fast_cue", moving.get("fast_cue"))
    pressing = raw.get("spots")
    if isinstance(pressing, dict):
        yield from _cue_problems("spots.move_cue", pressing.get("move_cue"))
    for number, stage in enumerate(tables(raw, "stages"), start=1):
        yield from _cue_problems(f"stages[{number}].words", stage.get("words"), STAGE_WORDS)


def _concern_problems(raw: dict[str, Any]) -> Iterator[str]:
    """Only what is asked can concern a stretch; and tremor practice is not for everybody."""
    concerns = tables(raw, "concerns")
    for number, concern in enumerate(concerns, start=1):
        about = concern.get("about")
        if isinstance(about, str) and about not in QUESTIONS:
            yield f"concerns[{number}].about: nobody is asked about {about!r}; choose one of {', '.join(QUESTIONS)}"
    if raw.get("kind") == Kind.TREMOR.value:
        out = [concern.get("about") for concern in concerns if concern.get("effect") == Effect.LEAVE_OUT.value]
        if missing := [about for about in ASKED_FIRST if about not in out]:
            yield (
                f"concerns: tremor practice has to be left out with {', '.join(missing)}; add a concern about each, "
                f'with effect = "{Effect.LEAVE_OUT.value}" and words'
            )


def _problems(raw: dict[str, Any]) -> Iterator[str]:
    """What each part says by itself may be right and the whole still wrong; told even where other parts are broken."""
    sided, judged_in = raw.get("sides") == "left_right", _camera_views(raw)
    if sided and not raw.get("side_means"):
        yield "side_means: is missing; say which limb gives the side its name"
    yield from need_problems(raw)
    checks = tables(raw, "checks")
    ids = [str(c.get("id")) for c in checks]
    for double in sorted({i for i in ids if ids.count(i) > 1}):
        yield f"checks: the id {double!r} is used twice; rename one"
    yield from _kind_problems(raw, ids)
    yield from _part_problems(raw)
    yield from _concern_problems(raw)
    for number, check in enumerate(checks, start=1):
        try:
            yield from _check_problems(f"checks[{number}]", CheckForm.model_validate(check), sided, judged_in)
        except ValidationError:
            continue  # told with the whole file


def parse_stretch(text: str, name: str) -> Stretch:
    """Reads one stretch file's text.

    Args:
        text: TOML.
        name: the file's name, for messages.

    Returns:
        The stretch.

    Raises:
        StretchError: with every problem of the file, a line each, each with its place and remedy.
    """
    raw = read_toml(text, name)
    form, problems = read_form(StretchForm, raw)
    problems += _problems(raw)
    if form is None or problems:
        raise told(name, problems)
    return form.built()
