"""State Encoder for ground: fine ground into latents and back, a chunk at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray

from nacre.world.terrain.networks import TerrainNetworks, crop
from nacre.world.weights import WEIGHTS, load_into, load_tensors

_MARGIN: Final = 32  # fine samples read around a chunk: what decoder and encoder see beyond its edge
_SPARE: Final = 4  # latents of those that the encoder's padding has touched


class TerrainCoder:
    """The terrain autoencoder on its own: edits, imports and evaluation go through it."""

    def __init__(self, networks: TerrainNetworks) -> None:
        self._networks = networks

    @classmethod
    def load(cls) -> TerrainCoder:
        """From the shipped weights; raises WeightsError."""
        networks = TerrainNetworks()
        load_into(networks, load_tensors(WEIGHTS / "terrain.safetensors"), "terrain.safetensors")
        return cls(networks)

    @torch.inference_mode()
    def round_trip(self, ground: Callable[[int], NDArray[np.float32]]) -> NDArray[np.float32]:
        """`ground(margin)` -> fine ground [6, 64 + 2 margin, ...]; returns it decoded, [6, 72, 72] (margin 4)."""
        fine = torch.from_numpy(np.ascontiguousarray(ground(_MARGIN)))[None]
        latents = crop(self._networks.encoder(fine), _SPARE)
        decoded: NDArray[np.float32] = self._networks.decoder(latents)[0].contiguous().numpy()
        return decoded
