"""What the networks see of a body, and what holds of their answer whatever their weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.landmarks import Landmark, LandmarkFrame, Side, joint
from posecheck.lift import INDEX, MIRRORED, POINTS, LiftedBody, Lifter, Seen, features
from posecheck.stretch import LimbPose
from tests.bodies import BRIDGE, FACE_DOWN, KNEE_TO_CHEST, LYING, ON_LEFT_SIDE, STANDING, figure, mirrored, seen
from tests.lifts import ERRORS, mirror_image, weights, world_lift

USUAL = [
    seen(place, azimuth)
    for place in (BRIDGE, LYING, KNEE_TO_CHEST, STANDING, FACE_DOWN, ON_LEFT_SIDE)
    for azimuth in range(0, 360, 30)
]
DRAW = np.random.default_rng(7)
# A body as two looks found it: nothing about it is even.
UNEVEN = replace(
    seen(figure(-80, LimbPose(70, 20, 10, 80), LimbPose(5, 3, 0, 12)), 70),
    visibility=DRAW.uniform(size=33),
    disagreement_px=DRAW.uniform(0, 30, size=33),
)
LIFTER = Lifter(weights(1, USUAL))


def close(a: LiftedBody, b: LiftedBody, within: float = 1e-5) -> None:
    assert np.allclose(a.points, b.points, atol=within)
    assert a.pelvis_lift == pytest.approx(b.pelvis_lift, abs=within)
    assert a.camera_pitch_deg == pytest.approx(b.camera_pitch_deg, abs=1e-3)
    assert dict(a.expected_error) == pytest.approx(dict(b.expected_error), abs=1e-3)
    assert a.strangeness == pytest.approx(b.strangeness, rel=1e-3)


def test_the_mirror_swaps_left_and_right() -> None:
    for mark, other in zip(POINTS, MIRRORED, strict=True):
        name = mark.name.replace("LEFT", "*").replace("RIGHT", "LEFT").replace("*", "RIGHT")
        assert POINTS[other] is Landmark[name]


@given(st.sampled_from([*USUAL, UNEVEN]), st.floats(-500, 500), st.floats(-500, 500), st.floats(0.2, 4))
def test_place_and_size_in_the_picture_are_not_seen(frame: LandmarkFrame, x: float, y: float, scale: float) -> None:
    apart = frame.disagreement_px
    moved = replace(
        frame,
        image_px=frame.image_px * scale + (x, y),
        depth_px=frame.depth_px * scale + x,
        world_m=frame.world_m + (x, y, x),
        disagreement_px=None if apart is None else apart * scale,
        size_px=(4000, 3000),
    )
    for here, there in zip(features(Seen.of(frame)), features(Seen.of(moved)), strict=True):
        assert np.allclose(here, there, atol=1e-4)


def test_a_body_s_size_in_the_world_is_seen() -> None:
    frame = USUAL[0]
    here, there = (features(Seen.of(f))[0] for f in (frame, replace(frame, world_m=frame.world_m * 1.5)))
    assert np.sum(np.abs(here - there) > 1e-4) == 1
    assert np.abs(here - there).max() == pytest.approx(np.log(1.5), abs=1e-4)


def test_one_look_is_told_from_two_that_agree() -> None:
    once, twice = (features(Seen.of(replace(UNEVEN, disagreement_px=apart)))[2] for apart in (None, np.zeros(33)))
    assert (once == 0.0).all()
    assert np.flatnonzero(twice).tolist() == [19]
    assert (features(Seen.of(UNEVEN))[2][:, :19] > 0.0).all()


def test_every_body_gives_finite_numbers() -> None:
    nowhere = replace(USUAL[0], image_px=np.zeros((33, 2)), world_m=np.zeros((33, 3)), depth_px=np.zeros(33))
    for part in features(Seen.of(nowhere)):
        assert np.isfinite(part).all()
    body = LIFTER(nowhere, "bridge")
    assert np.isfinite(body.points).all()
    assert np.isfinite(body.strangeness)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("frame", [UNEVEN, replace(UNEVEN, disagreement_px=None), *USUAL[1:60:13]])
def test_the_mirrored_body_lifts_to_the_mirror_image_whatever_the_weights(frame: LandmarkFrame, seed: int) -> None:
    lifter = Lifter(weights(seed, USUAL, strength=1.0))
    there = mirrored(frame)
    if frame.disagreement_px is not None:
        order = [int(POINTS[i]) for i in MIRRORED]
        apart = np.zeros(33)
        apart[[int(mark) for mark in POINTS]] = frame.disagreement_px[order]
        there = replace(there, disagreement_px=apart)
    close(lifter(there, "bridge"), mirror_image(lifter(frame, "bridge")), within=1e-4)


def test_looking_twice_mirrored_is_looking_as_it_is() -> None:
    once = Seen.of(UNEVEN)
    twice = once.mirrored().mirrored()
    for here, there in zip(features(once), features(twice), strict=True):
        assert np.array_equal(here, there)


def test_without_hidden_layers_the_world_points_come_through() -> None:
    lifter = Lifter(weights(0, USUAL, strength=0.0))
    for frame in USUAL[::7]:
        found = lifter(frame, "bridge")
        # The straight path keeps MediaPipe's axes and takes a size of its own.
        world = frame.world_m[[int(mark) for mark in POINTS]]
        assert np.allclose(
            np.array(found.points) / np.linalg.norm(found.points), world / np.linalg.norm(world), atol=1e-4
        )
        assert (found.pelvis_lift, found.camera_pitch_deg) == (0.0, 0.0)


def test_outputs_have_their_units() -> None:
    plain = weights(0, USUAL, strength=0.0)
    bias = np.zeros(59)
    bias[57:] = (0.25, np.pi / 6)
    errors = np.full(len(ERRORS), np.log(np.expm1(3.0)))  # what softplus turns into 3
    body = Lifter(plain | {"joints.out.bias": bias, "errors.out.bias": errors})(UNEVEN, "bridge")
    assert body.pelvis_lift == pytest.approx(0.25)
    assert body.camera_pitch_deg == pytest.approx(30.0, abs=1e-4)
    unit = plain["errors.unit"].astype(float)
    both_sides = (unit + unit[plain["mirrored_errors"].astype(int)]) / 2
    assert dict(body.expected_error) == pytest.approx(dict(zip(ERRORS, 3.0 * both_sides, strict=True)), rel=1e-5)


def test_a_look_does_not_depend_on_those_before() -> None:
    first = LIFTER(UNEVEN, "bridge")
    LIFTER(USUAL[3], "pigeon")
    assert LIFTER(UNEVEN, "bridge") == first


def test_the_stretch_practised_is_a_hint_and_an_unknown_one_is_none() -> None:
    bridge, pigeon, own, other = (LIFTER(UNEVEN, name) for name in ("bridge", "pigeon", "my_own", "another"))
    assert bridge.points != pigeon.points
    assert own == other
    assert own.points != bridge.points


def test_disagreement_bears_on_the_error_and_not_on_the_joints() -> None:
    once, twice = LIFTER(replace(UNEVEN, disagreement_px=None), "bridge"), LIFTER(UNEVEN, "bridge")
    assert once.points == twice.points
    assert dict(once.expected_error) != pytest.approx(dict(twice.expected_error), rel=1e-3)
    assert set(once.expected_error) == set(ERRORS)
    assert min(once.expected_error.values()) > 0.0


def tangled(frame: LandmarkFrame) -> LandmarkFrame:
    order = np.random.default_rng(3).permutation(33)
    return replace(frame, image_px=frame.image_px[order], world_m=frame.world_m[order])


def scattered(frame: LandmarkFrame) -> LandmarkFrame:
    draw = np.random.default_rng(4)
    return replace(frame, image_px=draw.uniform(0, 480, (33, 2)), world_m=draw.normal(0, 1, (33, 3)))


@pytest.mark.parametrize("nonsense", [tangled, scattered])
def test_nonsense_is_stranger_than_any_body(nonsense: Callable[[LandmarkFrame], LandmarkFrame]) -> None:
    assert max(LIFTER(frame, "bridge").strangeness for frame in USUAL) <= 1.0 + 1e-5
    for frame in USUAL[::5]:
        assert LIFTER(nonsense(frame), "bridge").strangeness > 1.5


def test_a_frame_of_the_wrong_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="shapes"):
        replace(UNEVEN, visibility=np.ones(32))


def test_segments_of_a_known_body() -> None:
    body = world_lift(seen(STANDING))
    assert body.trunk == pytest.approx((0, 0, 1))
    assert body.across("hip") == pytest.approx((0, 0.191 / 0.288, 0)), "to its left, away from a camera at its right"
    assert body.segment("hip", "knee", Side.LEFT) == pytest.approx((0, 0, -0.245 / 0.288))
    for side in Side:
        assert body.point("knee", side) == body.points[INDEX[joint("knee", side)]]


def test_the_trained_network_is_the_one_run() -> None:
    torch = pytest.importorskip("torch", reason="training needs torch, the app does not")
    network, trained = pytest.importorskip("training.network"), pytest.importorskip("training.angles")
    torch.manual_seed(0)
    given_weights = weights(0, USUAL, strength=0.0)
    inputs = len(given_weights["mean"]) + 2
    first, second = network.Joints(inputs, 16, 0.1).eval(), network.Errors(inputs + 79, 12, 0.1).eval()
    layers = {"joints.1": first.one, "joints.2": first.two, "joints.3": first.three, "joints.out": first.out,
              "errors.1": second.one, "errors.2": second.two, "errors.out": second.out}  # fmt: skip
    for name, layer in layers.items():
        given_weights[f"{name}.weight"] = layer.weight.detach().numpy().T
        given_weights[f"{name}.bias"] = layer.bias.detach().numpy()
    given_weights["joints.straight.weight"] = first.straight.weight.detach().numpy().T
    order = [ERRORS.index(key) for key in trained.KEYS]
    given_weights |= {"errors": np.array(trained.KEYS), "errors.unit": given_weights["errors.unit"][order],
                      "mirrored_errors": np.array(trained.MIRRORED)}  # fmt: skip
    unit = torch.tensor(given_weights["errors.unit"])
    found = []
    for look in (Seen.of(UNEVEN), Seen.of(UNEVEN).mirrored()):
        x, world, apart = (torch.tensor(part) for part in features(look))
        scaled = (x - torch.tensor(given_weights["mean"])) / torch.tensor(given_weights["deviation"])
        x = torch.cat([scaled.clamp(-6, 6), torch.tensor([[1.0, 0.0]])], 1)
        out = first(x, world)
        found.append((out.detach().numpy()[0], (second(torch.cat([x, apart, out], 1)) * unit).detach().numpy()[0]))
    (here, here_errors), (there, there_errors) = found
    body = Lifter(given_weights)(UNEVEN, "bridge")
    points = (here[:57].reshape(19, 3) + there[:57].reshape(19, 3)[MIRRORED] * (-1, 1, 1)) / 2
    assert np.allclose(body.points, points, atol=1e-5)
    assert body.pelvis_lift == pytest.approx((here[57] + there[57]) / 2, abs=1e-5)
    errors = (here_errors + there_errors[trained.MIRRORED]) / 2
    assert list(body.expected_error.values()) == pytest.approx(errors, rel=1e-4)
