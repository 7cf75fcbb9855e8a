"""Who is followed, with bodies laid out by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from posecheck.catalog import Catalog
from posecheck.hold import Phase
from posecheck.landmarks import ByteArray, Landmark, LandmarkFrame
from posecheck.pipeline import Pipeline
from posecheck.stretch import Figure, LimbPose
from posecheck.who import FITS, LINGER_S, LOOK_EVERY_S, WAIT_S, Posture, Practitioner, expected_posture, posture
from tests.bodies import BRIDGE, GREY, LYING, PX_PER_M, STANDING, Script, figure, seen
from tests.lifts import world_lift

LIES = Posture(0.0, 0.0)
KNEELING = figure(0, LimbPose(hip_flexion=-8, knee_flexion=82), LimbPose(hip_flexion=94, knee_flexion=94))
SITTING = figure(0, LimbPose(hip_flexion=90))
BENDING = figure(70, LimbPose(hip_flexion=75, knee_flexion=10))


def at(place: Figure, time_s: float = 0.0, right_px: float = 0.0, scale: float = 1.0) -> LandmarkFrame:
    """A body somewhere in the picture."""
    body = seen(place, time_s=time_s)
    centre = (body.size_px[0] / 2, body.size_px[1] / 2)
    return replace(body, image_px=(body.image_px - centre) * scale + centre + (right_px, 0))


def go(who: Practitioner, *frames: Sequence[LandmarkFrame]) -> list[LandmarkFrame | None]:
    return [who.choose(bodies) for bodies in frames]


def followed(who: Practitioner) -> LandmarkFrame | None:
    """As a function, so that mypy does not take it to stay what it was."""
    return who.followed


def practising(until_s: float, place: Figure = LYING, wanted: Posture = LIES) -> Practitioner:
    """Somebody who has been in position alone for a while, ten frames a second."""
    who = Practitioner(wanted)
    for frame in range(round(until_s * 10) + 1):
        assert who.choose([at(place, frame / 10)]) is not None
    return who


def test_the_figure_of_every_stretch_has_the_posture_expected_of_it(catalog: Catalog) -> None:
    for stretch in catalog.stretches.values():
        assert posture(seen(stretch.figure)).distance(expected_posture(stretch.figure)) < 0.25, stretch.id


def test_postures_tell_who_lies_kneels_sits_stands_and_bends_down() -> None:
    people = {place: posture(seen(place)) for place in (LYING, KNEELING, SITTING, STANDING, BENDING)}
    assert people[STANDING].distance(Posture(1, 1)) < 0.1
    assert people[KNEELING].distance(Posture(1, 0.5)) < 0.1
    assert people[SITTING].distance(Posture(1, 0)) < 0.1
    assert people[LYING].distance(Posture(0, 0)) < 0.1
    for a, b in ((LYING, SITTING), (LYING, BENDING), (LYING, STANDING), (KNEELING, STANDING), (SITTING, KNEELING)):
        assert people[a].distance(people[b]) > FITS


@pytest.mark.parametrize("helper", [STANDING, BENDING, KNEELING, SITTING])
def test_who_lies_is_chosen_whoever_else_is_there(helper: Figure) -> None:
    lying, other = at(LYING, right_px=-120), at(helper, right_px=160, scale=1.2)
    assert Practitioner(LIES).choose([other, lying]) is lying


def test_who_kneels_is_chosen_where_kneeling_is_wanted() -> None:
    kneeling, standing = at(KNEELING, right_px=-150), at(STANDING, right_px=150)
    assert Practitioner(expected_posture(KNEELING)).choose([standing, kneeling]) is kneeling


def test_of_two_alike_the_larger_is_chosen() -> None:
    near, far = at(LYING, scale=1.0, right_px=60), at(LYING, scale=0.5, right_px=-150)
    assert Practitioner(LIES).choose([far, near]) is near


def test_nobody_is_chosen_where_there_is_no_body() -> None:
    nobody = replace(at(LYING), world_m=at(LYING).world_m * 0.3)
    assert go(Practitioner(LIES), [], [nobody]) == [None, None]


def test_the_one_chosen_is_kept_beside_a_larger_one_in_the_same_position() -> None:
    who = Practitioner(LIES)
    small = at(LYING, 0.0, right_px=-100, scale=0.6)
    assert who.choose([small]) is small
    again, large = at(LYING, 0.1, right_px=-98, scale=0.6), at(LYING, 0.1, right_px=120)
    assert who.choose([large, again]) is again


def test_who_has_been_in_position_is_kept_when_they_sit_up_beside_somebody_who_lies() -> None:
    who = practising(3)
    for tenth in range(10):  # sits up within a second
        rising = figure(-90 + 10 * tenth, LimbPose(hip_flexion=10 * tenth))
        assert who.choose([at(rising, 3.1 + tenth / 10)]) is not None
    sitting, lying = at(SITTING, 4.2), at(LYING, 4.2, right_px=150)
    assert who.choose([lying, sitting]) is sitting


def test_who_has_never_been_in_position_is_left_for_somebody_who_is() -> None:
    who = Practitioner(LIES)
    lying = at(LYING, 3.0, right_px=-150)
    assert go(who, [at(STANDING, 0.0, 100)], [at(STANDING, 2.9, 100)]) != [None, None]
    assert who.choose([at(STANDING, 3.0, 100), lying]) is lying


def test_a_passer_by_is_not_taken_for_a_practitioner_who_is_hidden() -> None:
    who = practising(3)
    assert go(who, [at(STANDING, 3.1, 200)], [at(STANDING, 4.0, 100)]) == [None, None]
    back = at(LYING, 5.0)
    assert who.choose([at(STANDING, 5.0, 200), back]) is back


def test_whoever_is_there_is_taken_in_the_end() -> None:
    who = practising(3)
    assert who.choose([at(STANDING, 3.0 + WAIT_S - 1, 100)]) is None
    assert who.choose([at(STANDING, 3.0 + WAIT_S + 1, 100)]) is not None


def tilted(body: LandmarkFrame, down_deg: float = 50.0) -> LandmarkFrame:
    """The body as a camera that looks down sees it, and takes itself to be level."""
    turn = math.radians(down_deg)
    x, y, z = body.world_m.T
    world = np.stack([x, y * math.cos(turn) - z * math.sin(turn), z * math.cos(turn) + y * math.sin(turn)], axis=1)
    hips = body.image_px[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(0)
    return replace(body, world_m=world, image_px=hips + world[:, :2] * PX_PER_M)


def from_the_foot_end(time_s: float) -> LandmarkFrame:
    """Somebody lying below a steep camera: their trunk seems to rise."""
    return tilted(seen(LYING, 180, time_s))


def confirmed(until_s: float) -> Practitioner:
    """Somebody below a steep camera, found in place by other means."""
    who = Practitioner(LIES)
    for tenth in range(round(until_s * 10) + 1):
        assert who.choose([from_the_foot_end(tenth / 10)]) is not None
        who.confirm()
    return who


def test_while_the_one_followed_is_found_in_place_nobody_else_is_looked_for() -> None:
    assert posture(from_the_foot_end(0.0)).distance(LIES) > FITS
    who = Practitioner(LIES)
    for tenth in range(round(3 * LOOK_EVERY_S * 10)):
        who.choose([from_the_foot_end(tenth / 10)])
        who.confirm()
        assert followed(who) is not None, tenth


class Followed(Script):
    """Keeps when everybody was looked at."""

    def __init__(self, body: LandmarkFrame) -> None:
        super().__init__(body)
        self.looks_s: list[float] = []

    def detect(self, image_rgb: ByteArray, time_s: float, followed: LandmarkFrame | None = None) -> list[LandmarkFrame]:
        if followed is None:
            self.looks_s.append(time_s)
        return super().detect(image_rgb, time_s, followed)


@pytest.mark.parametrize(("held", "least", "most"), [(BRIDGE, 1, 1), (STANDING, 3, 4)])
def test_during_a_hold_nobody_else_is_looked_for(catalog: Catalog, held: Figure, least: int, most: int) -> None:
    bridge, source = catalog.get("bridge"), Followed(from_the_foot_end(0.0))
    assert posture(from_the_foot_end(0.0)).distance(expected_posture(bridge.figure)) > FITS
    pipeline = Pipeline(bridge, source, lambda frame, stretch_id: world_lift(seen(held)))
    for tenth in range(80):
        shown = pipeline.process(GREY, tenth / 10)
    assert (shown.phase is Phase.HOLDING) is (held is BRIDGE)
    assert least <= len(source.looks_s) <= most


def test_the_word_that_somebody_is_in_place_is_good_for_a_moment() -> None:
    who = confirmed(3.0)
    for after_s, kept in ((0.1, True), (LINGER_S - 0.1, True), (LINGER_S + 0.1, False)):
        who.choose([from_the_foot_end(3.0 + after_s)])
        assert (followed(who) is not None) is kept, after_s


def test_who_was_found_in_place_is_waited_for() -> None:
    who = confirmed(3.0)
    assert go(who, [], [tilted(at(STANDING, 3.1, 200))]) == [None, None]
    back = from_the_foot_end(5.0)
    assert who.choose([tilted(at(STANDING, 5.0, 200)), back]) is back


def test_who_was_found_in_place_is_kept_when_they_sit_up_beside_somebody_who_lies() -> None:
    who = confirmed(3.0)
    for step in range(1, 41):  # within two seconds
        rising = tilted(seen(figure(-90 + 90 * step / 40, LimbPose(hip_flexion=90 * step / 40)), 180, 3.0 + step / 20))
        assert who.choose([rising]) is not None
    lying = at(LYING, 5.1, right_px=150)
    sitting = replace(rising, time_s=5.1)
    assert who.choose([lying, sitting]) is sitting


def sliding(step: int) -> LandmarkFrame:
    """A skeleton on its way to a helper who bends down in front, which takes it half a second."""
    place = figure(-90 + 11 * step, LimbPose(hip_flexion=5 * step, knee_flexion=step))
    body = tilted(seen(place, 180 - 6 * step, 3.0 + step / 30))
    return replace(body, image_px=body.image_px + (10 * step, 0))


@pytest.mark.parametrize("confirmed_steps", [0, 2, 6])
def test_a_skeleton_that_slides_from_who_was_found_in_place_is_given_up(confirmed_steps: int) -> None:
    """The first steps may still look well."""
    who = confirmed(3.0)
    for step in range(1, 16):
        if who.choose([sliding(step)]) is None:
            break
        if step <= confirmed_steps:
            who.confirm()
    assert followed(who) is None
    back = from_the_foot_end(3.6)
    assert who.choose([replace(sliding(15), time_s=3.6), back]) is back


def test_whoever_is_taken_after_a_slide_is_not_measured_against_who_was_lost() -> None:
    who = confirmed(3.0)
    chosen = go(who, *([sliding(step)] for step in range(1, 15)))
    assert chosen.count(None) == 1


def test_a_word_about_nobody_changes_nothing() -> None:
    who = Practitioner(LIES)
    who.confirm()
    assert followed(who) is None


def test_a_skeleton_that_slides_to_somebody_else_is_given_up() -> None:
    """In steps small enough for one body, but within half a second: nobody stands up so fast."""
    who = practising(3)

    def between(step: int) -> LandmarkFrame:
        place = figure(-90 + 5 * step, LimbPose(hip_flexion=58 - 4 * step, knee_flexion=110 - 7 * step))
        return at(place, 3.0 + step / 30, right_px=10 * step)

    assert any(who.choose([between(step)]) is None for step in range(1, 15))
    assert followed(who) is None
    # Nearer to where it slid to than to where it was, and still not taken.
    back = at(LYING, 3.3, right_px=-30)
    assert who.choose([between(5), back]) is back


def test_the_one_followed_is_named_for_the_source() -> None:
    who = Practitioner(LIES)
    assert followed(who) is None
    body = at(BRIDGE)
    who.choose([body])
    assert followed(who) is body
    who.choose([])
    assert followed(who) is None


def test_in_position_nobody_else_is_looked_for() -> None:
    assert followed(practising(3 * LOOK_EVERY_S)) is not None


def test_out_of_position_everybody_is_looked_at_now_and_then() -> None:
    who = Practitioner(LIES)
    looks = []
    for tenth in range(61):
        if followed(who) is None:
            looks.append(tenth / 10)
        who.choose([at(STANDING, tenth / 10)])
    assert looks == pytest.approx([0.0, LOOK_EVERY_S + 0.1, 2 * LOOK_EVERY_S + 0.2], abs=0.11)


@pytest.mark.parametrize("found", [[], [at(BENDING, right_px=-200)]])
def test_a_look_in_vain_loses_nobody(found: list[LandmarkFrame]) -> None:
    who = Practitioner(LIES)
    standing = at(STANDING, LOOK_EVERY_S, 100)
    who.choose([at(STANDING, 0.0, 100)])
    assert who.choose([standing]) is standing
    assert followed(who) is None
    assert who.choose(found) is None
    assert followed(who) is standing


def test_who_looks_like_nobody_is_followed_for_a_moment_only() -> None:
    who = practising(3)
    for after_s, kept in ((0.1, True), (LINGER_S - 0.1, True), (LINGER_S + 0.1, False)):
        body = at(LYING, 3.0 + after_s)
        assert who.choose([replace(body, visibility=body.visibility * 0)]) is None
        assert (followed(who) is not None) is kept
