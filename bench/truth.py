"""Pictures whose true angles and verdicts are known: what PoseCheck says of them, and what bare MediaPipe reads.

A folder of truth holds ``images/`` and ``truth.json``, a list with an entry for each picture: ``image``, ``stretch``,
``side`` (L, R or both), ``view``, ``expected`` (a verdict), ``fault`` and ``true``, the values by symbol: K
hip-knee-ankle and H shoulder-hip-knee (past 180 with the knee behind the trunk) as included angles, H3 the same in
space, T the thigh's, S the shank's and V the trunk's inclination, and so on as in `SYMBOLS`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from posecheck.catalog import Catalog
from posecheck.checks import Verdict
from posecheck.cli.check import check_picture, read_picture
from posecheck.errors import InputError
from posecheck.geometry import Vec2, Vec3, angle_deg, minus, minus2, turn_about_deg, turn_deg, wrapped_deg
from posecheck.landmarks import ByteArray, Landmark, LandmarkFrame, PoseSource, Side, joint
from posecheck.measures import MEASURES, Measured, Reading, reading_key

SIDES = {"L": Side.LEFT, "R": Side.RIGHT, "both": None}
LETTERS = {None: "", Side.LEFT: "L", Side.RIGHT: "R"}
ANGLES = ("hip_flexion", "knee_flexion")
LEG = ("shoulder", "hip", "knee", "ankle")


def _flexion_deg(included_deg: float) -> float:
    return wrapped_deg(180.0 - included_deg)


SYMBOLS: Mapping[str, tuple[str, Callable[[float], float]]] = {
    "hip_flexion": ("H", _flexion_deg),
    "knee_flexion": ("K", _flexion_deg),
    "hip_flexion_in_space": ("H3", _flexion_deg),
    "thigh_elevation": ("T", float),
    "shank_inclination": ("S", float),
    "leg_inclination": ("Leg", float),
    "trunk_inclination": ("V", float),
    "knee_spread": ("KK", float),
    "ankle_spread": ("AA", float),
    "thigh_elevation_difference": ("dT", float),
    "pelvis_tilt": ("P", abs),
    "ankle_to_knee": ("cross", float),
    "knee_ahead": ("KA", float),
    "pelvis_lift": ("lift", float),
}


Bare = Callable[[ByteArray], LandmarkFrame | None]


@dataclass(frozen=True, slots=True)
class Compared:
    """One value of one picture: the truth, what PoseCheck says, what bare MediaPipe reads.

    Attributes:
        measure: its name.
        true: the true value, with the measure's zero, sign and unit.
        said: PoseCheck's value; None where there is none.
        trusted: whether PoseCheck trusts its value.
        expected_error: the absolute error PoseCheck expects of its value; None where it expects nothing.
        world: from MediaPipe's world landmarks, uncorrected; None without a body, and for all but `ANGLES`.
        image: likewise from the landmarks in the picture.
        target: the target of the check that looks at it; None where no check does.
    """

    measure: str
    true: float
    said: float | None = None
    trusted: bool = False
    expected_error: float | None = None
    world: float | None = None
    image: float | None = None
    target: tuple[float | None, float | None] | None = None

    def error(self, value: float) -> float:
        """How far a value is above the truth, angles the short way round."""
        return wrapped_deg(value - self.true) if MEASURES[self.measure].unit == "deg" else value - self.true


@dataclass(frozen=True, slots=True)
class Row:
    """One picture.

    Attributes:
        stretch, view, expected, true_fault: as in the truth file.
        placement: PoseCheck's verdict.
        fault: the fault it names, if any.
        values: what is known of its measures; hip and knee are always there.
    """

    stretch: str
    view: str
    expected: str
    true_fault: str | None
    placement: str
    fault: str | None
    values: tuple[Compared, ...]


def load_truths(folder: Path) -> list[dict[str, Any]]:
    """Reads a truth file.

    Raises:
        InputError: the folder holds none that can be read.
    """
    path = folder / "truth.json"
    try:
        truths: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path} is missing or broken: name a folder with truth.json and images.") from error
    return truths


def compare(
    folder: Path, truths: Sequence[dict[str, Any]], catalog: Catalog, source: PoseSource, bare: Bare
) -> Iterator[Row]:
    """Judges pictures one by one.

    Args:
        folder: where ``images`` is.
        truths: entries of the truth file, of stretches the catalogue knows.
        catalog: the stretches.
        source: finds bodies in single pictures.
        bare: what a single call of the pose network finds.

    Yields:
        A row for each.

    Raises:
        MediaError: a picture is missing or broken.
    """
    for truth in truths:
        picture = read_picture(folder / "images" / truth["image"])
        stretch = catalog.get(truth["stretch"])
        verdict, readings, _ = check_picture(stretch, source, picture, SIDES[truth["side"]])
        yield Row(
            stretch=truth["stretch"],
            view=truth["view"],
            expected=truth["expected"],
            true_fault=truth["fault"],
            placement=verdict.placement.value,
            fault=verdict.fault.id if verdict.fault else None,
            values=tuple(_compared(truth["true"], readings, verdict, bare(picture))),
        )


def _compared(
    true: Mapping[str, float], readings: Mapping[str, Reading], verdict: Verdict, body: LandmarkFrame | None
) -> Iterator[Compared]:
    targets = {reading_key(r.check.measure, r.side): r.check.target for r in verdict.results}
    world, image = (raw_world(body), raw_image(body)) if body else ({}, {})
    for name, (symbol, convert) in SYMBOLS.items():
        for side, letter in LETTERS.items():
            key = reading_key(name, side)
            reading = readings.get(key)
            measured = reading if isinstance(reading, Measured) else None
            if symbol + letter not in true or (measured is None and name not in ANGLES):
                continue
            yield Compared(
                measure=name,
                true=convert(true[symbol + letter]),
                said=measured.value if measured else None,
                trusted=measured is not None and measured.trusted,
                expected_error=measured.error if measured else None,
                world=world.get(key),
                image=image.get(key),
                target=targets.get(key),
            )


def raw_world(body: LandmarkFrame) -> dict[str, float]:
    """Hip and knee flexion from the world landmarks, the hip's in the plane normal to the hip axis.

    Returns:
        Degrees, by the reading's name with side.
    """

    def point(name: str, side: Side) -> Vec3:
        x, y, z = body.world_m[joint(name, side)].tolist()
        return (x, y, z)

    leftward = minus(point("hip", Side.LEFT), point("hip", Side.RIGHT))
    angles = {}
    for side in Side:
        shoulder, hip, knee, ankle = (point(name, side) for name in LEG)
        turn = turn_about_deg(minus(shoulder, hip), minus(knee, hip), leftward)
        angles[reading_key("hip_flexion", side)] = _flexion_deg(turn)
        angles[reading_key("knee_flexion", side)] = 180.0 - angle_deg(minus(hip, knee), minus(ankle, knee))
    return angles


def raw_image(body: LandmarkFrame) -> dict[str, float]:
    """Hip and knee flexion as they look in the picture; the hip's sign comes from which shoulder is nearer.

    Returns:
        Degrees, by the reading's name with side.
    """

    def point(name: str, side: Side) -> Vec2:
        x, y = body.image_px[joint(name, side)].tolist()
        return (x, y)

    right_nearer = body.depth_px[Landmark.RIGHT_SHOULDER] <= body.depth_px[Landmark.LEFT_SHOULDER]
    angles = {}
    for side in Side:
        shoulder, hip, knee, ankle = (point(name, side) for name in LEG)
        turn = turn_deg(minus2(shoulder, hip), minus2(knee, hip))
        angles[reading_key("hip_flexion", side)] = _flexion_deg(turn if right_nearer else -turn)
        angles[reading_key("knee_flexion", side)] = 180.0 - angle_deg(minus2(hip, knee), minus2(ankle, knee))
    return angles
