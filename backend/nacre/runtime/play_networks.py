"""Every learned part of Pearl, as torch modules, from the shipped weights."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

from nacre.world.bodies.pose_network import WEIGHTS_FILE as POSES
from nacre.world.networks.dynamics import DynamicsNetwork
from nacre.world.networks.files import load_into, load_tensors
from nacre.world.networks.layout import LayoutNetwork
from nacre.world.networks.poses import PoseNetwork
from nacre.world.networks.shapes import ShapeNetwork
from nacre.world.networks.shapes import load as load_shapes
from nacre.world.networks.terrain import TerrainNetworks
from nacre.world.shapes.weights import FILE as SHAPES
from nacre.world.weights import WEIGHTS


@dataclass(frozen=True)
class PlayNetworks:
    """The networks that play runs."""

    terrain: TerrainNetworks
    layout: LayoutNetwork
    dynamics: DynamicsNetwork
    poses: PoseNetwork
    shapes: ShapeNetwork

    @classmethod
    def load(cls) -> PlayNetworks:
        """From the shipped weights; raises WeightsError that names the file which is missing or does not fit."""
        found = cls(TerrainNetworks(), LayoutNetwork(), DynamicsNetwork.load(), PoseNetwork(), load_shapes(SHAPES)[0])
        for module, path in (
            (found.terrain, WEIGHTS / "terrain.safetensors"),
            (found.layout, WEIGHTS / "layout.safetensors"),
            (found.poses, POSES),
        ):
            load_into(module, load_tensors(path), path.name)
        return found

    @classmethod
    def fresh(cls, seed: int = 0) -> PlayNetworks:
        """Untrained ones of the same sizes: enough to export, to compare and to time."""
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            return cls(TerrainNetworks(), LayoutNetwork(), DynamicsNetwork(), PoseNetwork(), ShapeNetwork())

    def count(self) -> int:
        """Parameters in all."""
        modules: tuple[nn.Module, ...] = (self.terrain, self.layout, self.dynamics, self.poses, self.shapes)
        return sum(parameter.numel() for module in modules for parameter in module.parameters())
