"""Trains the networks and writes ``posecheck/lift_weights.npz``. From the project's root: ``python -m training.train``.

Bodies are split, never pictures: the expected errors are learned from joint centres found by networks that had never
seen the body in question.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from posecheck.lift import MAX_DEVIATIONS, features
from posecheck.lift import MIRRORED as MIRRORED_POINTS
from training.angles import KEYS, MIRRORED, UNIT, errors, measures
from training.dataset import DATA, Shots, joined, load
from training.network import POINTS, Errors, Joints

STRETCHES = (
    "constructive_rest", "single_knee_to_chest", "reclined_butterfly", "seated_butterfly", "supine_figure_four",
    "happy_baby", "bridge", "legs_up_the_wall", "half_kneeling", "low_lunge", "pigeon",
)  # fmt: skip
TRUTHFUL, LYING = 0.6, 0.1  # how often the network is told the stretch, or a wrong one; otherwise nothing
WEIGHTS = Path(__file__).resolve().parents[1] / "posecheck" / "lift_weights.npz"
MATTER = {"hip_flexion": 2.0, "knee_flexion": 2.0, "elbow_flexion": 0.3, "ankle_dorsiflexion": 0.3}
STRANGE_QUANTILE, STRANGE_FLOOR = 0.999, 0.03


@dataclass
class Batch:
    """What the networks need of N looks (each picture may appear several times: looks, mirrored)."""

    x: Tensor
    world: Tensor
    apart: Tensor
    stretch: Tensor  # (N,) index into STRETCHES, −1 = another
    target: Tensor
    true: Tensor
    body: np.ndarray

    def take(self, which: Tensor) -> Batch:
        """Some of them."""
        return Batch(*(getattr(self, n)[which] for n in ("x", "world", "apart", "stretch", "target", "true")),
                     self.body[which.numpy()])  # fmt: skip


def _flipped(target: Tensor) -> Tensor:
    points = target[:, :POINTS].view(-1, 19, 3)[:, torch.tensor(MIRRORED_POINTS)] * torch.tensor([-1.0, 1.0, 1.0])
    return torch.cat([points.reshape(-1, POINTS), target[:, POINTS:]], 1)


def prepared(shots: Shots, looks: tuple[str, ...]) -> Batch:
    """Features and truth of every look, as it is and mirrored."""
    parts: list[Batch] = []
    stretch = np.array([STRETCHES.index(s) if s in STRETCHES else -1 for s in shots.stretch])
    target = torch.tensor(
        np.concatenate([shots.joints.reshape(len(shots), -1), shots.pelvis_lift[:, None], shots.pitch_rad[:, None]], 1),
        dtype=torch.float32,
    )
    for look in looks:
        seen, has = shots.seen(look)
        if not has.any():
            continue
        for mirror in (False, True):
            x, world, apart = (torch.tensor(a) for a in features(seen.mirrored() if mirror else seen))
            there = _flipped(target[has]) if mirror else target[has]
            true = measures(there[:, :POINTS].view(-1, 19, 3), there[:, POINTS])
            parts.append(Batch(x, world, apart, torch.tensor(stretch[has]), there, true,
                               shots.body[has]))  # fmt: skip
    names = ("x", "world", "apart", "stretch", "target", "true")
    return Batch(*(torch.cat([getattr(p, n) for p in parts]) for n in names), np.concatenate([p.body for p in parts]))


def told(stretch: Tensor, honest: bool = False) -> Tensor:
    """What the network is told of the stretch: the truth, nothing, or sometimes a lie, so that it keeps doubting."""
    prior = torch.zeros(len(stretch), len(STRETCHES) + 1)
    index = torch.where(stretch < 0, len(STRETCHES), stretch)
    if not honest:
        draw = torch.rand(len(stretch))
        index = torch.where(draw > TRUTHFUL, torch.full_like(index, len(STRETCHES)), index)
        index = torch.where(draw > 1 - LYING, torch.randint(len(STRETCHES), index.shape), index)
    prior[torch.arange(len(stretch)), index] = 1.0
    return prior[:, :-1]


def scaled(x: Tensor, mean: Tensor, deviation: Tensor) -> Tensor:
    """Inputs as the networks take them."""
    return ((x - mean) / deviation).clamp(-MAX_DEVIATIONS, MAX_DEVIATIONS)


def fit(
    net: nn.Module, count: int, epochs: int, decay: float, args: argparse.Namespace, loss_of: Callable[[Tensor], Tensor]
) -> None:
    """Fits a network in place.

    Args:
        net: the network.
        count: how many examples there are.
        epochs: how often each is seen.
        decay: of the weights.
        args: the rest of the settings.
        loss_of: the loss of the examples of these indices.
    """
    batches = count // args.batch
    optimiser = torch.optim.AdamW(net.parameters(), lr=args.rate, weight_decay=decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, args.rate, total_steps=epochs * batches, pct_start=0.1)
    started = time.time()
    for epoch in range(epochs):
        total = 0.0
        for which in torch.randperm(count)[: batches * args.batch].view(-1, args.batch):
            loss = loss_of(which)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            optimiser.step()
            schedule.step()
            total += float(loss.detach())
        if (epoch + 1) % 10 == 0:
            name, seconds = type(net).__name__, time.time() - started
            print(f"{name} epoch {epoch + 1} loss {total / batches:.3f} {seconds:.0f} s", flush=True)
    net.eval()


def train_joints(data: Batch, args: argparse.Namespace, mean: Tensor, deviation: Tensor, epochs: int) -> Joints:
    """Fits the first network."""
    net = Joints(data.x.shape[1] + len(STRETCHES), args.width, args.dropout)
    weight = torch.tensor([MATTER.get(k.split(".")[0], 1.0) for k in KEYS])
    x = scaled(data.x, mean, deviation)

    def loss_of(which: Tensor) -> Tensor:
        noisy = x[which] + args.noise * torch.randn(args.batch, x.shape[1])
        out = net(torch.cat([noisy, told(data.stretch[which])], 1), data.world[which])
        found = measures(out[:, :POINTS].view(-1, 19, 3), out[:, POINTS])
        gap = errors(found, data.true[which]).abs().clamp(max=90.0)
        angles = (torch.where(gap < 8, gap**2 / 16, gap - 4) * weight).mean()
        return 0.1 * angles + functional.smooth_l1_loss(out, data.target[which], beta=0.1)

    fit(net, len(x), epochs, args.decay, args, loss_of)
    return net


@torch.no_grad()
def found_by(net: Joints, data: Batch, x: Tensor, honest: bool) -> tuple[Tensor, Tensor]:
    """Joint centres found, and what the network was told."""
    prior = told(data.stretch, honest)
    return net(torch.cat([x, prior], 1), data.world), prior


def train_errors(inputs: Tensor, gaps: Tensor, args: argparse.Namespace) -> Errors:
    """Fits the second network: Laplace likelihood, so that its output is the mean absolute error."""
    net = Errors(inputs.shape[1], args.error_width, 0.1)

    def loss_of(which: Tensor) -> Tensor:
        expected = net(inputs[which]) + 0.3
        return (gaps[which].clamp(max=60.0) / expected + expected.log()).mean()

    fit(net, len(inputs), args.error_epochs, 1e-2, args, loss_of)
    return net


def strangeness(x: Tensor) -> tuple[Tensor, float]:
    """Axes along which scaled inputs vary by one, and how far out the strangest of a thousand lie."""
    values, vectors = torch.linalg.eigh(torch.cov(x.T))
    # Directions in which training inputs hardly vary would make noise look strange.
    axes = vectors / torch.sqrt(values.clamp(min=0.0) + STRANGE_FLOOR)
    return axes, float(torch.quantile(((x[::5] @ axes) ** 2).mean(1), STRANGE_QUANTILE))


def exported(
    joints: Joints, second: Errors, mean: Tensor, deviation: Tensor, axes: Tensor, strange: float
) -> dict[str, np.ndarray]:
    """The weights as `Lifter` reads them."""
    half = lambda t: t.detach().numpy().astype(np.float16)  # noqa: E731
    names = {"joints.1": joints.one, "joints.2": joints.two, "joints.3": joints.three, "joints.out": joints.out,
             "errors.1": second.one, "errors.2": second.two, "errors.out": second.out}  # fmt: skip
    arrays = {f"{n}.weight": half(layer.weight.T) for n, layer in names.items()}
    arrays |= {f"{n}.bias": half(layer.bias) for n, layer in names.items()}
    arrays |= {
        "joints.straight.weight": half(joints.straight.weight.T), "mean": mean.numpy(), "deviation": deviation.numpy(),
        "strange.axes": half(axes), "strange": np.array(strange, dtype=np.float32), "errors.unit": UNIT.numpy(),
        "stretches": np.array(STRETCHES),
        "errors": np.array(KEYS), "mirrored_errors": np.array(MIRRORED),
    }  # fmt: skip
    return arrays


def main() -> None:
    """Trains on every body in ``training/data`` but those left out."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    for name, value in (("width", 384), ("epochs", 60), ("batch", 512), ("error_width", 96), ("error_epochs", 20),
                        ("folds", 3), ("fold_epochs", 12), ("seed", 0)):  # fmt: skip
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=value)
    for name, number in (("rate", 2e-3), ("decay", 1e-3), ("dropout", 0.1), ("noise", 0.05)):
        parser.add_argument(f"--{name}", type=float, default=number)
    parser.add_argument("--leave-out", default="ben")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    bodies = [p.stem for p in sorted(DATA.glob("*.npz")) if p.stem not in args.leave_out.split(",")]
    shots = joined([load(DATA / f"{b}.npz") for b in bodies])
    data = prepared(shots, ("first", "second", "both"))
    mean, deviation = data.x.mean(0), data.x.std(0) + 1e-3
    print(f"{len(shots)} pictures of {len(bodies)} bodies, {len(data.x)} looks, {data.x.shape[1]} features", flush=True)
    joints = train_joints(data, args, mean, deviation, args.epochs)
    x = scaled(data.x, mean, deviation)
    inputs, gaps = [], []
    for fold in range(args.folds):
        out_of_fold = np.isin(data.body, bodies[fold :: args.folds])
        inside, outside = torch.tensor(np.flatnonzero(~out_of_fold)), torch.tensor(np.flatnonzero(out_of_fold))
        net = train_joints(data.take(inside), args, mean, deviation, args.fold_epochs)
        held = data.take(outside)
        for honest in (True, False):
            out, prior = found_by(net, held, x[outside], honest)
            found = measures(out[:, :POINTS].view(-1, 19, 3), out[:, POINTS])
            inputs.append(torch.cat([x[outside], prior, held.apart, out], 1))
            gaps.append(errors(found, held.true).abs())
        hip_knee = [i for i, k in enumerate(KEYS) if k.split(".")[0] in ("hip_flexion", "knee_flexion")]
        print(
            f"fold {fold}: hip and knee {float(gaps[-2][:, hip_knee].mean()):.2f} deg on bodies never seen", flush=True
        )
    second = train_errors(torch.cat(inputs), torch.cat(gaps), args)
    axes, strange = strangeness((data.x - mean) / deviation)
    np.savez_compressed(args.out, **exported(joints, second, mean, deviation, axes, strange))
    print(f"{args.out.name}: {args.out.stat().st_size / 1e6:.2f} MB", flush=True)


if __name__ == "__main__":
    main()
