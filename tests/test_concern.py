"""Set-up concerns: the one thing to change first, of one frame."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posecheck.catalog import Catalog
from posecheck.concern import (
    AS_IT_IS,
    FAR_M,
    NEXT_ONE,
    ON_SIDE,
    ONLY_TIME,
    TAKE,
    UNSURE,
    WATCHING,
    Concern,
    Person,
    Trouble,
    concern,
)
from posecheck.cues import TURN, CueKind
from posecheck.framing import MARGIN
from posecheck.kinds import Kind
from posecheck.landmarks import Landmark, LandmarkFrame, Side, joint
from posecheck.scene import Light
from posecheck.stretch import CameraPlace, Figure, LimbPose, Stretch
from posecheck.view import View, body_view
from tests.bodies import LYING, ON_LEFT_SIDE, SIZE_PX, STANDING, figure, seen
from tests.lifts import world_lift

SITTING = figure(0, LimbPose(hip_flexion=90))
KNEELING = figure(0, LimbPose(hip_flexion=0, knee_flexion=90))
FEET = [joint(name, side) for name in ("ankle", "heel", "foot_index") for side in Side]
HEAD = [Landmark.NOSE, Landmark.LEFT_EAR, Landmark.RIGHT_EAR]


def person(body: LandmarkFrame) -> Person:
    lifted = world_lift(body)
    return Person(body, lifted, body_view(lifted, body))


def centred(place: Figure, azimuth_deg: float = 90.0) -> LandmarkFrame:
    """A body in the middle of the picture."""
    body = seen(place, azimuth_deg)
    middle = (body.image_px.min(0) + body.image_px.max(0)) / 2
    return replace(body, image_px=body.image_px - middle + (SIZE_PX[0] / 2, SIZE_PX[1] / 2))


def of(stretch: Stretch, body: LandmarkFrame | None, *, light: Light = Light.FINE, people: int = 1) -> Concern | None:
    return concern(stretch, light, people, person(body) if body is not None else None)


def trouble(stretch: Stretch, body: LandmarkFrame | None, **scene: object) -> Trouble | None:
    found = of(stretch, body, **scene)  # type: ignore[arg-type]
    return found.trouble if found is not None else None


def moved(body: LandmarkFrame, right_px: float = 0.0, down_px: float = 0.0) -> LandmarkFrame:
    return replace(body, image_px=body.image_px + (right_px, down_px))


@pytest.fixture
def rest(catalog: Catalog) -> Stretch:
    return catalog.get("constructive_rest")


def test_nothing_is_to_be_changed_where_every_stretch_is_shown_as_it_should_be(catalog: Catalog) -> None:
    for stretch in catalog.stretches.values():
        azimuth = {View.SIDE: 90.0, View.OBLIQUE: 135.0}[stretch.camera.views[0]]
        assert of(stretch, centred(stretch.figure, azimuth)) is None, stretch.id


def test_every_sentence_has_ten_words_at_most(catalog: Catalog) -> None:
    said: set[str] = set()
    for stretch in catalog.stretches.values():
        body = centred(stretch.figure)
        scenes = [of(stretch, None), of(stretch, None, people=2), of(stretch, None, light=Light.DARK)]
        scenes += [of(stretch, body, light=Light.BACKLIT), of(stretch, centred(stretch.figure, 180))]
        for place in (STANDING, LYING):
            scenes += [of(stretch, centred(place)), of(stretch, centred(place), people=2)]
        scenes += [of(stretch, moved(body, x, y)) for x, y in ((300, 0), (-300, 0), (0, 300), (0, -300))]
        said |= {cue.text for found in scenes if found for cue in (found.cue, found.going_on) if cue}
    assert len(said) > 30
    for text in said:
        assert len(text.replace(" – ", " ").split()) <= 10, text
        assert "push" not in text and "!" not in text


def test_the_dark_comes_first(rest: Stretch) -> None:
    standing = centred(STANDING)
    assert trouble(rest, standing, light=Light.DARK) is Trouble.DARK
    assert trouble(rest, None, light=Light.DARK) is Trouble.DARK
    assert trouble(rest, standing) is Trouble.POSTURE


def test_light_from_behind_is_spoken_of_once_nothing_else_is_amiss(rest: Stretch) -> None:
    """Dark skin in dark clothes can be taken for it: nobody is to be kept from anything by that."""
    lying = centred(LYING)
    away = person(lying)
    far = concern(rest, Light.BACKLIT, 1, replace(away, view=replace(away.view, distance_m=FAR_M + 0.1)))
    assert trouble(rest, centred(STANDING), light=Light.BACKLIT) is Trouble.POSTURE
    assert trouble(rest, moved(lying, 400), light=Light.BACKLIT) is Trouble.CUT_OFF
    assert trouble(rest, centred(LYING, 180), light=Light.BACKLIT) is Trouble.VIEW
    assert far is not None and far.trouble is Trouble.FAR
    backlit = of(rest, lying, light=Light.BACKLIT)
    assert backlit is not None and backlit.trouble is Trouble.BACKLIT
    assert backlit.cue.text == "It's bright behind you – can light come from the front?"
    assert backlit.going_on == AS_IT_IS


def test_nobody_and_several_people(rest: Stretch, catalog: Catalog) -> None:
    nobody, several = of(rest, None, people=0), of(rest, None, people=2)
    assert nobody is not None and nobody.trouble is Trouble.NOBODY and "side-on" in nobody.cue.text
    assert several is not None and several.trouble is Trouble.SEVERAL
    assert several.cue.text == "I see several people – lie on your back, please."
    assert nobody.going_on is None and several.going_on is None
    butterfly = of(catalog.get("seated_butterfly"), None, people=0)
    assert butterfly is not None and "side-on" not in butterfly.cue.text
    assert trouble(rest, centred(STANDING), people=2) is Trouble.SEVERAL
    assert trouble(rest, centred(LYING), people=2) is None


def test_nobody_is_waited_for_unless_the_position_may_hide_them(catalog: Catalog) -> None:
    hidden = 0
    for stretch in catalog.stretches.values():
        nobody, several = of(stretch, None, people=0), of(stretch, None, people=2)
        dark = of(stretch, None, people=0, light=Light.DARK)
        assert nobody is not None and several is not None and dark is not None
        assert nobody.going_on == (NEXT_ONE if stretch.kind.hides else None), stretch.id
        assert several.going_on is None and dark.going_on is None
        hidden += stretch.kind.hides
    assert 0 < hidden < len(catalog.stretches)


def test_before_the_body_is_down_the_view_is_not_spoken_of(rest: Stretch) -> None:
    for azimuth in (90, 180):
        found = of(rest, centred(STANDING, azimuth))
        assert found is not None and found.trouble is Trouble.POSTURE
        assert found.cue.text == "Lie on your back, your side to the camera."
        assert found.cue.kind is CueKind.SETUP
    assert trouble(rest, centred(LYING, 180)) is Trouble.VIEW


@pytest.mark.parametrize(
    ("stretch_id", "place", "fits"),
    [
        ("constructive_rest", KNEELING, False),
        ("constructive_rest", SITTING, False),
        ("half_kneeling", LYING, False),
        ("half_kneeling", KNEELING, True),
        ("half_kneeling", STANDING, False),
        ("childs_pose", KNEELING, True),  # on the way into it
        ("garland", STANDING, True),
        ("garland", LYING, False),
        ("sphinx", figure(90, LimbPose()), True),
        ("sphinx", STANDING, False),
        ("seated_butterfly", LYING, False),
    ],
)
def test_the_way_into_a_position_is_right_too(stretch_id: str, place: Figure, fits: bool, catalog: Catalog) -> None:
    found = trouble(catalog.get(stretch_id), centred(place))
    assert (found is not Trouble.POSTURE) is fits


def test_what_to_do_is_said_for_each_position(catalog: Catalog) -> None:
    positions = {stretch.position for stretch in catalog.stretches.values()}
    assert positions == set(TAKE)
    own = replace(catalog.get("constructive_rest"), position="")
    found = of(own, centred(STANDING))
    assert found is not None and found.cue.text == "Take your position, your side to the camera."
    found = of(catalog.get("side_lying_runner"), centred(STANDING))
    assert found is not None and found.cue.text == f"Lie on your side, {ON_SIDE}."


@pytest.mark.parametrize(
    ("right_px", "down_px", "part", "text"),
    [
        (900, 0, "feet", "I can't see your feet – please slide towards your head."),
        (-900, 0, "head", "I can't see your head – please slide towards your feet."),
        (0, 900, "feet", "I can't see your feet – could the camera tilt down?"),
        (0, -900, "knees", "I can't see your knees – could the camera tilt up?"),
    ],
)
def test_a_part_at_the_edge_of_the_picture_is_named(
    rest: Stretch, right_px: int, down_px: int, part: str, text: str
) -> None:
    """The body stops where it just leaves the margin at one edge; one pixel further it is cut off."""
    body = centred(LYING)
    (left, top), (right, bottom) = body.image_px.min(0), body.image_px.max(0)
    margin, (width, height) = MARGIN * min(SIZE_PX), SIZE_PX
    x = {900: width - margin - right, -900: margin - left}.get(right_px, 0.0)
    y = {900: height - margin - bottom, -900: margin - top}.get(down_px, 0.0)
    assert of(rest, moved(body, x - 0.01 * (x > 0) + 0.01 * (x < 0), y - 0.01 * (y > 0) + 0.01 * (y < 0))) is None
    found = of(rest, moved(body, x + (x > 0) - (x < 0), y + (y > 0) - (y < 0)))
    assert found is not None and found.trouble is Trouble.CUT_OFF
    assert found.cue.text.startswith("I can't see your ")
    if part in ("feet", "head") and right_px:
        assert (found.part, found.cue.text) == (part, text)
    else:
        assert found.cue.text.endswith(text.split("– ")[1])


def test_arms_may_leave_the_picture(rest: Stretch) -> None:
    body = centred(LYING)
    points = body.image_px.copy()
    points[[joint(name, side) for name in ("elbow", "wrist", "pinky") for side in Side]] = (-50, -50)
    assert of(rest, replace(body, image_px=points)) is None


def test_an_upright_body_at_the_side_of_the_picture_moves_to_the_middle(catalog: Catalog) -> None:
    found = of(catalog.get("half_kneeling"), moved(centred(KNEELING), 280))
    assert found is not None and found.cue.text.endswith("come nearer the middle, please.")


def test_a_body_cut_off_at_both_ends_is_too_near(rest: Stretch) -> None:
    body = centred(LYING)
    centre = (SIZE_PX[0] / 2, SIZE_PX[1] / 2)
    found = of(rest, replace(body, image_px=(body.image_px - centre) * 3 + centre))
    assert found is not None and found.trouble is Trouble.NEAR
    tall = centred(KNEELING)
    found = of(_stretch(rest, KNEELING), replace(tall, image_px=(tall.image_px - centre) * (1, 3) + centre))
    assert found is not None and found.trouble is Trouble.NEAR


def _stretch(stretch: Stretch, place: Figure) -> Stretch:
    return replace(stretch, figure=place, position="kneeling")


def test_at_the_desk_the_legs_need_not_be_seen(catalog: Catalog) -> None:
    desk = catalog.get("desk_reset")
    body = centred(desk.figure)
    points = body.image_px.copy()
    points[[*FEET, *(joint("knee", side) for side in Side)]] += (0, 400)
    assert desk.kind is Kind.DESK and of(desk, replace(body, image_px=points)) is None
    points[HEAD] -= (0, 400)
    found = of(desk, replace(body, image_px=points))
    assert found is not None and found.part == "head"


def test_a_wrong_view_asks_to_turn_and_what_cannot_turn_asks_the_camera_to_move(catalog: Catalog) -> None:
    def said(stretch: Stretch, place: Figure, azimuth: float = 180.0) -> str:
        found = of(stretch, centred(place, azimuth))
        assert found is not None and found.trouble is Trouble.VIEW
        return found.cue.text

    rest, wall = catalog.get("constructive_rest"), catalog.get("legs_up_the_wall")
    assert said(rest, LYING) == TURN[View.SIDE]
    assert said(wall, wall.figure) == "Could the camera stand at your side?"
    assert said(catalog.get("side_lying_runner"), ON_LEFT_SIDE) == f"Turn your {ON_SIDE}."
    frontal = replace(rest, camera=CameraPlace((View.FRONT,), ""))
    assert said(frontal, LYING, 90) == TURN[View.FRONT]


def test_the_distance_is_asked_for_last(rest: Stretch) -> None:
    for azimuth, expected in ((90.0, Trouble.FAR), (180.0, Trouble.VIEW)):
        body = person(centred(LYING, azimuth))
        for distance_m, far in ((FAR_M, False), (FAR_M + 0.1, True)):
            away = replace(body, view=replace(body.view, distance_m=distance_m))
            found = concern(rest, Light.FINE, 1, away)
            assert (found and found.trouble) == (expected if far or azimuth == 180 else None)


def test_going_on_says_what_it_means(rest: Stretch, catalog: Catalog) -> None:
    def going_on(stretch: Stretch, body: LandmarkFrame, light: Light = Light.FINE) -> str:
        found = of(stretch, body, light=light)
        assert found is not None and found.going_on is not None
        return found.going_on.text

    assert going_on(rest, centred(LYING, 180)) == ONLY_TIME.text  # no check can be judged from there
    assert going_on(rest, centred(STANDING)) == WATCHING.text  # or standing would be counted
    among_others = of(rest, centred(STANDING), people=2)
    assert among_others is not None and among_others.going_on == WATCHING
    assert going_on(rest, centred(LYING), Light.DARK) == UNSURE.text
    assert going_on(rest, moved(centred(LYING), 400)) == ONLY_TIME.text  # its checks need the feet
    reminders = replace(rest, checks=tuple(replace(check, required=False) for check in rest.checks))
    assert going_on(reminders, centred(LYING, 180)) == UNSURE.text
    without_feet = moved(centred(LYING), 0)
    points = without_feet.image_px.copy()
    points[FEET] += (400, 0)
    text = going_on(reminders, replace(without_feet, image_px=points))
    assert text == "I'll go on – I can't judge your feet from here."
