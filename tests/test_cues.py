"""What is said, and that it does not flicker."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posecheck.catalog import Catalog
from posecheck.checks import Placement, Verdict, judge, unseen
from posecheck.cues import DWELL_S, LOWER, SHOW_S, TURN, Cue, CueChooser, CueKind, camera_cue, present_cue
from posecheck.hold import Phase
from posecheck.landmarks import Reason, Side, Unknown
from posecheck.measures import Measured, reading_key
from posecheck.stretch import Fault
from posecheck.view import View

A, B = Cue("Ease down.", CueKind.CORRECT), Cue("I can't see you.", CueKind.CAMERA)
WELL = Cue("Good. Holding.", CueKind.WELL)


def test_a_cue_waits_until_it_was_true_for_a_while() -> None:
    chooser = CueChooser()
    assert chooser.choose(A, 0.0) is None
    assert chooser.choose(B, 0.4) is None
    assert chooser.choose(A, 0.6) is None
    assert chooser.choose(A, 0.61 + DWELL_S) == A


def test_a_cue_stays_long_enough_to_be_read() -> None:
    chooser = CueChooser()
    chooser.choose(A, 0.0)
    assert chooser.choose(A, 1.0) == A
    chooser.choose(B, 1.1)
    assert chooser.choose(B, 1.0 + SHOW_S - 0.1) == A
    assert chooser.choose(B, 1.0 + SHOW_S + 0.1) == B


def test_praise_ends_at_once() -> None:
    chooser = CueChooser()
    chooser.choose(WELL, 0.0)
    assert chooser.choose(WELL, 1.0) == WELL
    assert chooser.choose(A, 1.1) is None
    chooser.choose(WELL, 1.2)
    chooser.choose(WELL, 5.0)
    assert chooser.choose(None, 5.1) is None


@pytest.mark.parametrize(
    ("unknown", "words"),
    [
        (Unknown(Reason.NO_PERSON), "I can't see anyone yet – come into view."),
        (Unknown(Reason.TOO_DARK), "It's too dark for me – more light, please."),
        (Unknown(Reason.WRONG_VIEW), "Turn so your side faces the camera."),
        (Unknown(Reason.OUT_OF_FRAME, "left ankle"), "I can't see your feet – could the camera tilt down?"),
        (Unknown(Reason.OUT_OF_FRAME, "left knee"), "I can't see your left knee – camera back a little?"),
        (Unknown(Reason.HIDDEN, "left knee"), "I can't see your left knee well from here."),
        (Unknown(Reason.HIDDEN, "left heel"), "I can't see your feet well from here."),
        (Unknown(Reason.UNSURE, "hips"), "I can't see your hips well from here."),
        (Unknown(Reason.CLOSE_CALL), "Almost – I can't quite tell from here."),
    ],
)
def test_what_would_help_the_camera(catalog: Catalog, unknown: Unknown, words: str) -> None:
    assert camera_cue(unknown, catalog.get("bridge")) == words


@pytest.mark.parametrize("reason", Reason)
def test_nothing_said_is_longer_than_ten_words(catalog: Catalog, reason: Reason) -> None:
    for stretch in catalog.stretches.values():
        for part in ("left knee", "right foot", View.ABOVE.word):
            said = camera_cue(Unknown(reason, part), stretch)
            assert len(said.replace("–", "").split()) <= 10, said


@pytest.mark.parametrize("view", View)
def test_the_view_asked_for_is_the_stretch_s_best(catalog: Catalog, view: View) -> None:
    stretch = catalog.get("seated_butterfly")
    assert camera_cue(Unknown(Reason.WRONG_VIEW), stretch) == TURN[stretch.camera.views[0]]
    others = tuple(v for v in View if v is not view)
    facing = replace(stretch, camera=replace(stretch.camera, views=(view, *others)))
    assert camera_cue(Unknown(Reason.WRONG_VIEW), facing) == TURN[view]


@pytest.mark.parametrize("wanted", View)
@pytest.mark.parametrize("view", View)
def test_a_camera_too_high_is_not_turned_but_lowered(catalog: Catalog, view: View, wanted: View) -> None:
    bridge = catalog.get("bridge")
    stretch = replace(bridge, camera=replace(bridge.camera, views=(wanted,)))
    said = camera_cue(Unknown(Reason.WRONG_VIEW, view.word), stretch)
    assert said == (LOWER if view is View.ABOVE and wanted is not View.ABOVE else TURN[wanted])


def test_a_bridge_from_above_says_so_and_asks_for_a_lower_camera(catalog: Catalog) -> None:
    bridge = catalog.get("bridge")
    readings = {reading_key(check.measure, side): Measured(40.0) for check in bridge.checks for side in (*Side, None)}
    verdict = judge(bridge, readings, View.ABOVE, None)
    assert verdict.reason == "top view hides it"
    assert present_cue(verdict, Phase.LOOKING, False, bridge) == Cue("Could the camera stand lower?", CueKind.CAMERA)


def test_what_is_true_of_a_frame(catalog: Catalog) -> None:
    bridge = catalog.get("bridge")
    fault = Fault("hips_low", 25, "Press feet, rise a little.", 1)
    out = Verdict(Placement.OUT_OF_PLACE, fault=fault)
    assert present_cue(out, Phase.LOOKING, False, bridge) == Cue(fault.cue, CueKind.CORRECT)
    nobody = present_cue(unseen(Unknown(Reason.NO_PERSON)), Phase.LOOKING, False, bridge)
    assert nobody is not None
    assert nobody.kind is CueKind.CAMERA
    inside = Verdict(Placement.IN_PLACE)
    said = [present_cue(inside, phase, done, bridge) for phase, done in
            ((Phase.SETTLING, False), (Phase.HOLDING, False), (Phase.HOLDING, True))]  # fmt: skip
    assert [c.text for c in said if c] == [
        "That's it – stay there.",
        "Good. Holding.",
        "Well held – release when you're ready.",
    ]
