"""pearl-m for the server: ten times pearl-s's parameters behind the same interface, its ground drawn on the device."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from nacre.runtime.backends.torch import default_device
from nacre.runtime.device.device_pearl import DevicePearl
from nacre.runtime.serving import FallbackCompiler, config_for
from nacre.runtime.sizes import PEARL_M, Parts, PearlSize
from nacre.world.interface import WorldModel
from nacre.world.layout.generator import Generator
from nacre.world.terrain.networks import FlowNetwork, TerrainDecoder
from nacre.world.voxels.shapes import ShapeLibrary
from nacre.world.weights import load_tensors

Floats = NDArray[np.float32]


class DeviceFlow:
    """`flow.FlowSampler` in torch on a device: the same arguments and results."""

    def __init__(self, network: FlowNetwork, device: torch.device) -> None:
        self._network, self._device = network.to(device), device
        self.channels, self.reach = network.channels, network.reach

    def sample(self, noise: Floats, extra: Floats, spec: Floats, steps: int, other: Executor | None = None) -> Floats:
        """Noise [C, H, W] and extra [E, H, W] to data [C, H - 2 reach steps, ...]; the device needs no other hands."""
        del other
        x, more, told = (torch.from_numpy(np.ascontiguousarray(a))[None].to(self._device) for a in (noise, extra, spec))
        with torch.inference_mode():
            found: Floats = self._network.sample(x, more, told, steps)[0].cpu().numpy()
        return found


class DeviceGround:
    """`flow.GroundDecoder` in torch on a device."""

    def __init__(self, network: TerrainDecoder, device: torch.device) -> None:
        self._network, self._device = network.to(device), device

    def decode(self, latents: Floats) -> Floats:
        """Latents [H, W, LATENTS] -> fine ground [6, 4 (H - 6), 4 (W - 6)]."""
        given = torch.from_numpy(np.ascontiguousarray(latents.transpose(2, 0, 1)))[None].to(self._device)
        with torch.inference_mode():
            found: Floats = self._network(given)[0].cpu().numpy()
        return found


def generator_on(parts: Parts, device: torch.device) -> Generator:
    """A generator whose ground is drawn on a device; what stands on it is placed on the host."""
    generator = Generator(parts.terrain, parts.layout)
    terrain: Any = generator._terrain
    terrain._coarse = DeviceFlow(parts.terrain.coarse_flow, device)
    terrain._fine = DeviceFlow(parts.terrain.fine_flow, device)
    terrain._decoder = DeviceGround(parts.terrain.decoder, device)
    return generator


def model_of(size: PearlSize, runtime: str = "cudagraph", device: torch.device | None = None) -> DevicePearl:
    """A Pearl of this size; raises WeightsError when it was not trained."""
    on = device or default_device()
    parts = size.load()
    book = load_tensors(size.folder / "shapes.safetensors")["code_book"]
    library = ShapeLibrary(parts.shapes, book)
    compiler = FallbackCompiler(runtime, on)
    model = DevicePearl(generator_on(parts, on), library, parts.dynamics, parts.shader, compiler, config_for(on))
    model.name = size.name
    model.weight_files = size.weight_files
    return model


def serve() -> WorldModel:
    """What `nacre serve --model pearl-m` loads."""
    model = model_of(PEARL_M)
    model.warm()
    return model
