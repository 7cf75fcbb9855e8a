"""A stretch of one's own, from one held position: what to look at, within which range, with which cue.

Tolerances are those of the project's stretch notes; which measures are worth proposing, and when, is reasoned.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from posecheck.landmarks import Side
from posecheck.measures import MEASURES, reading_key
from posecheck.recorder import Held, Recording, tolerance
from posecheck.reference import ON_SIDE_DEG, position_of, reference_figure
from posecheck.stretch import CameraPlace, Check, Dose, Fault, HoldRules, Limb, Stretch
from posecheck.view import View

SOURCE = "recorded from a held position"
CAUTION = "Check with a professional first. Stop if it hurts."
IN_SPACE_DEG = 40.0  # from here on the thigh hardly shows in the plane normal to the hip axis
HYSTERESIS_SHARE = 0.5  # of the tolerance: 5° of 10°
HINTS = {
    View.SIDE: "Camera to your side",
    View.OBLIQUE: "Camera half to your side",
    View.FRONT: "Camera in front of you, or at the foot end",
    View.BACK: "Camera behind you, or at the head end",
    View.ABOVE: "Camera looking down at you",
}


@dataclass(frozen=True, slots=True)
class _Idea:
    """When a measure is worth looking at, and what to say.

    Attributes:
        below, above: cues; ``{whose}`` is "your" or "the other". Without one that way is no fault.
        telling: between which sizes its value tells something of the position.
        signed: whether it can be negative.
    """

    below: str
    above: str
    telling: tuple[float, float] = (0.0, math.inf)
    signed: bool = False


# Where a trunk lies, and from where on its hips are lifted off the floor, as the trunk's inclination.
LYING_DEG, LIFTED_DEG = -60.0, -105.0
_NEVER = (math.inf, math.inf)  # offered, but not proposed
_THIGH = ("Draw {whose} knee a little closer.", "Let {whose} thigh ease away a little.")
_REST = "Let your {part} rest on the floor."
_LIFTED = ("Let your hips come down a little.", "Let your hips rise a little.")
# What the others say already, or is never trusted (both thighs' height, the shin's tilt, …) is not offered.
IDEAS: Mapping[str, _Idea] = {
    "trunk_inclination": _Idea("Bring your trunk a little forward.", "Let your trunk ease back a little.", signed=True),
    "pelvis_tilt": _Idea("Roll a little further onto your side.", "Settle both hips evenly."),
    "hip_flexion": _Idea(*_THIGH, signed=True),
    "hip_flexion_in_space": _Idea(*_THIGH, signed=True),
    "knee_flexion": _Idea("Bend {whose} knee a little more.", "Let {whose} knee open a little."),
    "hip_abduction": _Idea(
        "Let {whose} knee open outwards a little.", "Bring {whose} knee in a little.", (20.0, 90.0), signed=True
    ),
    "ankle_to_knee": _Idea("", "Rest {whose} ankle nearer the other knee.", (0.0, 0.5)),
    "pelvis_lift": _Idea("Let your hips rise a little.", "Let your hips come down a little.", (0.2, math.inf)),
    "trunk_side_lean": _Idea("Lean a little further aside.", "Come back a little to the middle.", (20.0, 90.0)),
    "ankle_dorsiflexion": _Idea(
        "Draw {whose} toes towards the shin.", "Let {whose} foot point a little.", _NEVER, signed=True
    ),
    "knee_spread": _Idea("Let your knees drift apart a little.", "Bring your knees a little closer.", _NEVER),
    "ankle_spread": _Idea("Let your feet drift apart a little.", "Bring your feet a little closer.", _NEVER),
    "elbow_flexion": _Idea("Bend {whose} elbow a little more.", "Let {whose} arm lengthen a little.", _NEVER),
    "upper_arm_inclination": _Idea(
        "Bring {whose} elbow a little forward.", "Let {whose} elbow come back a little.", _NEVER, signed=True
    ),
    "neck_flexion": _Idea("Let your chin sink a little.", "Let your head ease back a little.", _NEVER, signed=True),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A check that could be made.

    Attributes:
        check: as proposed.
        telling: whether it is worth looking at unless the person says otherwise.
    """

    check: Check
    telling: bool


def ranged(check: Check, low: float | None, high: float | None, below: str, above: str) -> Check:
    """A check with another range and other cues.

    Args:
        check: the check.
        low: lowest value aimed at; None where there is no such bound.
        high: highest value aimed at.
        below: what to say below the range; empty where that is no fault.
        above: what to say above it.

    Returns:
        The check; its thresholds lie its hysteresis beyond the range.
    """
    priority = 1 if check.measure in ("trunk_inclination", "pelvis_tilt") else 2
    step, digits = check.hysteresis, 1 if MEASURES[check.measure].unit == "deg" else 3

    def fault(bound: float | None, way: str, beyond: float, cue: str) -> Fault | None:
        if bound is None or not cue:
            return None
        return Fault(f"{check.id}_{way}", round(bound + beyond, digits), cue, priority)

    return replace(
        check, target=(low, high), low=fault(low, "low", -step, below), high=fault(high, "high", step, above)
    )


def _limbs(paired: bool, side: Side | None) -> dict[Limb, tuple[Side | None, ...]]:
    if not paired:
        return {Limb.BODY: (None,)}
    return {Limb.BOTH: tuple(Side)} if side is None else {Limb.ACTIVE: (side,), Limb.OTHER: (side.other,)}


def _cues(name: str, recording: Recording) -> tuple[str, str]:
    """What to say below and above a measure's range; a trunk that lies does not lean."""
    idea = IDEAS[name]
    if name != "trunk_inclination" or recording.held[name].median > LYING_DEG:
        return idea.below, idea.above
    if recording.held[name].median < LIFTED_DEG:
        return _LIFTED
    tilt = recording.held.get("pelvis_tilt")
    rest = _REST.format(part="side" if tilt is not None and tilt.median > ON_SIDE_DEG else "back")
    return rest, rest


def _proposal(name: str, limb: Limb, held: list[Held], recording: Recording) -> Proposal | None:
    idea, measure = IDEAS[name], MEASURES[name]
    usual = tolerance(measure, recording.view)
    if any(h.spread > 2 * usual for h in held):
        return None  # too restless to be held to
    around, digits = max(usual, *(h.spread for h in held)), 0 if measure.unit == "deg" else 2
    low: float | None = round(min(h.median for h in held) - around, digits)
    high = round(max(h.median for h in held) + around, digits)
    if low is not None and low <= 0.0 and not idea.signed:
        low = None
    check = Check(
        id=name if limb in (Limb.BODY, Limb.BOTH) else f"{name}_{limb.value}",
        measure=name,
        limb=limb,
        views=frozenset({recording.view}),
        target=(low, high),
        low=None,
        high=None,
        blocking=True,
        required=limb is not Limb.OTHER,
        hysteresis=round(usual * HYSTERESIS_SHARE, 3),
        source=SOURCE,
    )
    whose = "the other" if limb is Limb.OTHER else "your"
    below, above = (cue.format(whose=whose) for cue in _cues(name, recording))
    check = ranged(check, low, high, below, above)
    least, most = idea.telling
    return Proposal(check, any(least <= abs(h.median) <= most for h in held))


def proposals(recording: Recording, side: Side | None) -> tuple[Proposal, ...]:
    """What to look at in the position recorded.

    Args:
        recording: the position.
        side: the side that was held; None for a stretch of both sides at once.

    Returns:
        The trunk first, which tells lying from standing; then what is trusted and not said by another one already.
    """
    found = []
    for name in (name for name in IDEAS if name in MEASURES):
        for limb, sides in _limbs(MEASURES[name].paired, side).items():
            held = [recording.held[key] for s in sides if (key := reading_key(name, s)) in recording.held]
            if held and name == _other_hip_flexion(recording, sides):
                continue
            proposal = _proposal(name, limb, held, recording) if held else None
            if proposal is not None:
                found.append(proposal)
    return tuple(found)


def _other_hip_flexion(recording: Recording, sides: Iterable[Side | None]) -> str:
    """Of the two ways to read how far a thigh is bent, the one that says less of this position."""
    out = [recording.held.get(reading_key("hip_abduction", side)) for side in sides]
    aside = any(held is not None and abs(held.median) >= IN_SPACE_DEG for held in out)
    return "hip_flexion" if aside else "hip_flexion_in_space"


def main_check(checks: Iterable[Check]) -> str:
    """The id of the check to show: the joint angle of the active side that is furthest from straight."""

    def away(check: Check) -> tuple[bool, float]:
        own = check.limb in (Limb.ACTIVE, Limb.BOTH) and MEASURES[check.measure].unit == "deg"
        bounds = [bound for bound in check.target if bound is not None]
        return own, abs(sum(bounds) / len(bounds)) if bounds else 0.0

    return max(checks, key=away).id


def own_stretch(
    stretch_id: str,
    name: str,
    recording: Recording,
    side: Side | None,
    side_means: str,
    checks: tuple[Check, ...],
    target_s: float,
    steps: tuple[str, ...],
    caution: str,
) -> Stretch:
    """The stretch.

    Args:
        stretch_id: unique among all stretches.
        name: what people call it.
        recording: the position.
        side: the side that was held; None for a stretch of both sides at once.
        side_means: which limb gives the side its name; empty where not sided.
        checks: what is judged.
        target_s: seconds aimed at in one hold.
        steps: how to get into it.
        caution: who should be careful.
    """  # fmt: skip
    figure = reference_figure(recording, side)
    position = position_of(figure)
    return Stretch(
        id=stretch_id,
        name=name,
        also="",
        category=position,
        needs=(),
        sided=side is not None,
        side_means=side_means,
        steps=steps,
        caution=caution,
        camera=CameraPlace((recording.view,), f"{HINTS[recording.view]}, 2–3 m away, as when you recorded it."),
        dose=Dose(target_s, "2–3", "your own choice"),
        rules=HoldRules(),
        main_check=main_check(checks) if checks else "",
        checks=checks,
        figure=figure,
        position=position,
    )
