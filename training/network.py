"""The two networks whose weights `posecheck.lift.Lifter` runs."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.angles import KEYS

POINTS, OUT = 57, 59  # 19 points in space, then pelvis lift and camera pitch


class Joints(nn.Module):
    """Features and the practised stretch → joint centres."""

    def __init__(self, inputs: int, width: int, dropout: float) -> None:
        super().__init__()
        self.one, self.two, self.three = nn.Linear(inputs, width), nn.Linear(width, width), nn.Linear(width, width)
        self.out, self.straight = nn.Linear(width, OUT), nn.Linear(POINTS, POINTS, bias=False)
        self.drop = nn.Dropout(dropout)
        with torch.no_grad():
            self.straight.weight.copy_(torch.eye(POINTS) * 0.5)

    def forward(self, x: Tensor, world: Tensor) -> Tensor:
        """(N, F) scaled features with the stretch, (N, 57) world points → (N, 59)."""
        hidden = functional.silu(self.one(x))
        hidden = hidden + functional.silu(self.two(self.drop(hidden)))
        hidden = hidden + functional.silu(self.three(self.drop(hidden)))
        out = self.out(self.drop(hidden))
        return torch.cat([out[:, :POINTS] + self.straight(world), out[:, POINTS:]], 1)


class Errors(nn.Module):
    """The same, with the joint centres found and how far two looks disagreed → expected errors, in `UNIT`s."""

    def __init__(self, inputs: int, width: int, dropout: float) -> None:
        super().__init__()
        self.one, self.two = nn.Linear(inputs, width), nn.Linear(width, width)
        self.out, self.drop = nn.Linear(width, len(KEYS)), nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        """(N, F) → (N, len(KEYS))."""
        hidden = functional.silu(self.one(self.drop(x)))
        hidden = hidden + functional.silu(self.two(self.drop(hidden)))
        return functional.softplus(self.out(hidden))
