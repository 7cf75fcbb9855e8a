"""Real photographs, where the folder of them lies beside the project: who is followed, and what is nobody."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from posecheck.catalog import Catalog
from posecheck.checks import Placement
from posecheck.cli.check import check_picture, read_picture
from posecheck.landmarks import LandmarkFrame
from posecheck.pose.mediapipe_source import MediaPipeSource
from posecheck.who import Practitioner, expected_posture

# Labels are a reading by eye; these pictures show legs only, hands only, or nobody.
EMPTY = ("no_person_", "partial_03", "partial_10")
# Pictures with a helper: the stretch to expect, and where by eye the practitioner's head is (x, y; 850 × 567).
WITH_HELPER = {
    "two_persons_02.jpg": ("single_knee_to_chest", (135, 425)),
    "two_persons_03.jpg": ("single_knee_to_chest", (651, 321)),
    "two_persons_04.jpg": ("single_knee_to_chest", (574, 414)),
    "two_persons_05.jpg": ("single_knee_to_chest", (739, 455)),
    "reclined_butterfly_04.jpg": ("reclined_butterfly", (634, 311)),
    "reclined_butterfly_05.jpg": ("reclined_butterfly", (633, 319)),
}
HEAD_PX = 60
LYING = {"supine", "side", "prone"}


def index(shared: Path) -> list[dict[str, str]]:
    with (shared / "photos" / "index.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def practitioner(
    shared: Path, name: str, stretch_id: str, catalog: Catalog, source: MediaPipeSource
) -> LandmarkFrame | None:
    expected = expected_posture(catalog.get(stretch_id).figure)
    return Practitioner(expected).choose(source.detect(read_picture(shared / "photos" / name), 0.0))


def test_what_is_nobody_gives_no_verdict(shared: Path, catalog: Catalog, picture_source: MediaPipeSource) -> None:
    pictures = [row["file"] for row in index(shared) if row["file"].startswith(EMPTY)]
    assert len(pictures) >= 8
    for name in pictures:
        picture = read_picture(shared / "photos" / name)
        for stretch in ("bridge", "half_kneeling"):
            verdict, readings, _ = check_picture(catalog.get(stretch), picture_source, picture, None)
            assert (name, verdict.placement, dict(readings)) == (name, Placement.UNSEEN, {})


def test_the_practitioner_is_followed_not_the_helper(
    shared: Path, catalog: Catalog, picture_source: MediaPipeSource
) -> None:
    followed = []
    for name, (stretch_id, (x, y)) in WITH_HELPER.items():
        body = practitioner(shared, name, stretch_id, catalog, picture_source)
        if body is not None and abs(body.image_px[0] - (x, y)).max() <= HEAD_PX:
            followed.append(name)
    assert len(followed) >= 0.8 * len(WITH_HELPER), f"followed only in {followed}"


def test_single_people_on_the_floor_are_found(shared: Path, catalog: Catalog, picture_source: MediaPipeSource) -> None:
    lost = [
        row["file"]
        for row in index(shared)
        if row["person_count"] == "1" and row["orientation"] in LYING and row["label"] != "partial"
        if practitioner(shared, row["file"], "single_knee_to_chest", catalog, picture_source) is None
    ]
    assert lost == []


@pytest.mark.parametrize("name", ["partial_01.jpg", "partial_04.jpg", "two_persons_06.jpg"])
def test_what_is_unlike_the_training_pictures_is_not_trusted(
    shared: Path, catalog: Catalog, picture_source: MediaPipeSource, name: str
) -> None:
    picture = read_picture(shared / "photos" / name)
    verdict, readings, _ = check_picture(catalog.get("half_kneeling"), picture_source, picture, None)
    assert verdict.placement in (Placement.CANNOT_TELL, Placement.UNSEEN)
    assert not any(getattr(reading, "trusted", False) for key, reading in readings.items() if "knee" in key)
