"""The pose network as a torch module; `bodies.pose_network` plays it."""

from __future__ import annotations

from torch import Tensor, nn

from nacre.world.bodies.plans import CHANNELS, INPUTS
from nacre.world.bodies.pose_network import WIDTH


def softsign(x: Tensor) -> Tensor:
    """x / (1 + |x|): bends like tanh, and is plain arithmetic, the same everywhere."""
    return x / (1 + x.abs())


class PoseNetwork(nn.Module):
    """Encoded moments [N, INPUTS] -> poses [N, CHANNELS] in radians and leg lengths."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(INPUTS, WIDTH), nn.Linear(WIDTH, WIDTH)
        self.last = nn.Linear(WIDTH, len(CHANNELS))

    def forward(self, moments: Tensor) -> Tensor:
        """As the class says."""
        out: Tensor = self.last(softsign(self.second(softsign(self.first(moments)))))
        return out
