"""A thorough look, with a landmarker that gives what was laid out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from posecheck.landmarks import ByteArray, FloatArray, LandmarkFrame
from posecheck.pose.landmarker import Found, Landmarker
from posecheck.pose.look import look_around, painted_over
from tests.bodies import LYING, STANDING, mirrored, seen

PICTURE: ByteArray = np.random.default_rng(1).integers(0, 255, (480, 640, 3), dtype=np.uint8)


class Scripted(Landmarker):
    """Gives one answer after the other, and keeps the pictures it was shown."""

    def __init__(self, *answers: list[Found]) -> None:
        self.answers = list(answers)
        self.pictures: list[ByteArray] = []

    def find(self, image_rgb: ByteArray, time_s: float) -> list[Found]:
        self.pictures.append(image_rgb)
        return self.answers.pop(0) if self.answers else []


def found(body: LandmarkFrame) -> Found:
    mask: FloatArray = np.zeros((480, 640))
    x, y = body.image_px[0].astype(int)
    mask[y : y + 10, x : x + 10] = 1.0
    return Found(body, mask)


def slight(body: LandmarkFrame) -> LandmarkFrame:
    return replace(body, world_m=body.world_m * 0.7)


LIES, STANDS = found(seen(LYING)), found(seen(STANDING))
MIRROR_LIES, MIRROR_STANDS = found(mirrored(seen(LYING))), found(mirrored(seen(STANDING)))


def test_whoever_was_found_is_painted_over_for_the_second_round() -> None:
    landmarker = Scripted([STANDS], [MIRROR_STANDS], [LIES], [MIRROR_LIES])
    everybody = look_around(landmarker, PICTURE, 0.0)
    assert [f.mask for f in everybody] == [STANDS.mask, LIES.mask]
    first, mirror, second, _ = landmarker.pictures
    assert (first == PICTURE).all()
    assert (mirror == PICTURE[:, ::-1]).all()
    assert STANDS.mask is not None
    assert (second[STANDS.mask > 0] == PICTURE.mean(axis=(0, 1)).astype(np.uint8)).all()
    assert (second[STANDS.mask == 0] == PICTURE[STANDS.mask == 0]).all()


def test_a_body_in_doubt_must_be_there_in_the_mirror() -> None:
    body = found(slight(seen(LYING)))
    again = found(slight(mirrored(seen(LYING))))
    assert look_around(Scripted([body], []), PICTURE, 0.0) == []
    assert look_around(Scripted([body], [MIRROR_STANDS]), PICTURE, 0.0) == []
    assert len(look_around(Scripted([body], [again]), PICTURE, 0.0)) == 1


def test_a_body_beyond_doubt_need_not_be() -> None:
    assert look_around(Scripted([LIES], []), PICTURE, 0.0) == [LIES]


def test_nobody_is_found_twice() -> None:
    assert len(look_around(Scripted([LIES], [], [LIES], []), PICTURE, 0.0)) == 1


def test_what_is_no_body_is_not_found() -> None:
    nobody = found(replace(seen(LYING), visibility=np.zeros(33)))
    landmarker = Scripted([nobody])
    assert look_around(landmarker, PICTURE, 0.0) == []
    assert len(landmarker.pictures) == 1


def test_both_looks_are_brought_together() -> None:
    (both,) = look_around(Scripted([LIES], [MIRROR_LIES]), PICTURE, 0.0)
    assert both.body.disagreement_px == pytest.approx(np.zeros(33), abs=1e-6)


def test_whoever_was_seen_in_a_picture_of_another_size_is_not_painted_over() -> None:
    smaller = PICTURE[:240, :320]
    assert painted_over(smaller, [LIES]) is smaller
    small = Found(STANDS.body, np.ones((240, 320)))
    assert (painted_over(smaller, [LIES, small]) == smaller.mean(axis=(0, 1)).astype(np.uint8)).all()


def test_without_people_a_picture_stays_what_it_is() -> None:
    assert painted_over(PICTURE, []) is PICTURE
