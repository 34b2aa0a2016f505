"""How large Pearl's networks are: pearl-s, which plays on two CPU cores, and pearl-m, for a GPU."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from torch import nn

from nacre.world.dynamics.network import Dynamics
from nacre.world.layout.network import LayoutNetwork
from nacre.world.terrain.networks import TerrainNetworks
from nacre.world.voxels.shader import Shader
from nacre.world.voxels.shapes import ShapeDecoder
from nacre.world.weights import WEIGHTS, load_into, load_tensors, save_tensors


@dataclass(frozen=True)
class Parts:
    """The networks of a Pearl."""

    shapes: ShapeDecoder
    terrain: TerrainNetworks
    layout: LayoutNetwork
    dynamics: Dynamics
    shader: Shader

    @classmethod
    def load(cls) -> Parts:
        """pearl-s from the shipped weights; raises WeightsError."""
        return PEARL_S.load()

    def count(self) -> int:
        """Parameters in all."""
        modules: tuple[nn.Module, ...] = (self.shapes, self.terrain, self.layout, self.dynamics, self.shader)
        return sum(parameter.numel() for module in modules for parameter in module.parameters())


@dataclass(frozen=True)
class PearlSize:
    """Widths of every network; the interface between them is the same at every size.

    The dynamics are too: they move the same bodies, on the host, and their cost is not their parameters.
    """

    name: str
    folder: Path
    shape_width: int = 64
    shape_features: int = 32
    coarse_width: int = 80
    fine_width: int = 128
    layout_width: int = 160
    layout_layers: int = 4
    layout_heads: int = 5
    shader_width: int = 48
    picture: tuple[int, int] = (320, 180)  # what it is meant to draw at 60 a second

    @property
    def weight_files(self) -> tuple[Path, ...]:
        """The files that `load` reads."""
        own = tuple(self.folder / f"{part}.safetensors" for part in ("shapes", "terrain", "layout", "shader"))
        return (*own, WEIGHTS / "dynamics.safetensors")

    def fresh(self) -> Parts:
        """Untrained networks of this size."""
        return Parts(
            ShapeDecoder(self.shape_width, self.shape_features),
            TerrainNetworks(self.coarse_width, self.fine_width),
            LayoutNetwork(self.layout_width, self.layout_layers, self.layout_heads),
            Dynamics(),
            Shader(self.shader_width),
        )

    def load(self) -> Parts:
        """From this size's folder, the dynamics from pearl-s's; raises WeightsError that says which file is missing."""
        parts = self.fresh()
        named = load_tensors(self.folder / "shapes.safetensors")
        decoder = {k.removeprefix("decoder."): v for k, v in named.items() if k.startswith("decoder.")}
        load_into(parts.shapes, decoder, "shapes.safetensors")
        for name in ("terrain", "layout", "shader"):
            file = f"{name}.safetensors"
            load_into(getattr(parts, name), load_tensors(self.folder / file), file)
        load_into(parts.dynamics, load_tensors(WEIGHTS / "dynamics.safetensors"), "dynamics.safetensors")
        return parts

    def save(self, part: str, module: nn.Module, card: dict[str, Any]) -> Path:
        """Write one part's weights with its card, atomically."""
        path = self.folder / f"{part}.safetensors"
        save_tensors(path, dict(module.state_dict()), {**card, "size": self.name})
        return path


PEARL_S: Final = PearlSize("pearl-s", WEIGHTS)
PEARL_M: Final = PearlSize(
    "pearl-m",
    WEIGHTS / "pearl-m",
    shape_width=192,
    shape_features=64,
    coarse_width=224,
    fine_width=384,
    layout_width=512,
    layout_layers=9,
    layout_heads=8,
    shader_width=128,
    picture=(1280, 720),
)
