"""Teacher ground as examples for the terrain networks."""

from __future__ import annotations

from typing import Final

import numpy as np
import torch
from torch import Tensor

from nacre.train.data.world_pool import WorldPool
from nacre.train.data.worlds import HALF, World
from nacre.world.grid import CHUNK
from nacre.world.networks.terrain import TerrainNetworks, coarse_map, places

CROP: Final = 96  # fine samples per side of an autoencoder example


def turn(fields: list[Tensor], xs: Tensor, zs: Tensor, which: int) -> tuple[list[Tensor], Tensor, Tensor]:
    """One of the 8 symmetries of the square: fields [.., H, W] with their coordinates xs [W], zs [H].

    bit 0 mirrors x, bit 1 mirrors z, bit 2 swaps the axes.
    """
    if which & 1:
        fields, xs = [f.flip(-1) for f in fields], -xs.flip(0)
    if which & 2:
        fields, zs = [f.flip(-2) for f in fields], -zs.flip(0)
    if which & 4:
        fields, xs, zs = [f.transpose(-1, -2) for f in fields], zs, xs
    return fields, xs, zs


class Example:
    """Batches for the autoencoder and the fine flow; those of the coarse flow come from `coarse_maps`."""

    def __init__(self, pool: WorldPool, seed: int) -> None:
        self.pool = pool
        self.random = np.random.default_rng([seed, 3])

    def crops(self, size: int) -> Tensor:
        """Fine ground [size, 6, CROP, CROP]."""
        out = []
        for world in self.pool.draw(self.random, size):
            x, z = (int(v) for v in self.random.integers(0, world.height.shape[0] - CROP + 1, 2))
            rows = slice(z, z + CROP), slice(x, x + CROP)
            cover = world.cover[:, *rows] / np.float32(255)
            crop = torch.from_numpy(np.concatenate([world.height[rows][None].astype(np.float32), cover]))
            nowhere = torch.zeros(1)
            out.append(turn([crop], nowhere, nowhere, int(self.random.integers(8)))[0][0])
        return torch.stack(out)

    def fine(
        self, networks: TerrainNetworks, worlds: list[World], latents: dict[int, Tensor], mirror: bool
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Folded latents [B, 48, 36, 36], extra channels alike, conditions [B, CONDITION]."""
        zs_out, extras = [], []
        for world in worlds:
            if world.seed not in latents:
                latents[world.seed] = encode(networks, world)
            fine = torch.from_numpy(world.fine())[None, :, 4:-4, 4:-4]
            coarse = coarse_map(fine)
            corner = [(c - HALF) * CHUNK for c in world.centre]
            xs, zs = (c + (torch.arange(40) + 0.5) * 4.0 for c in corner)
            which = int(self.random.integers(8)) if mirror else 0
            (coarse, latent), xs, zs = turn([coarse, latents[world.seed].float()[None]], xs, zs, which)
            if mirror:  # play conditions on drawn maps, which are never quite like the teacher's
                coarse = coarse + 0.04 * torch.randn_like(coarse) * networks.coarse_scale[:, None, None]
            extra, base = networks.hints(coarse)
            zs_out.append(networks.fold_latents(latent[..., 4:-4, 4:-4], base)[0])
            extras.append(torch.cat([extra[0], places(xs, zs)[:, 2:-2, 2:-2]]))
        condition = torch.from_numpy(np.stack([w.condition for w in worlds]))
        return torch.stack(zs_out), torch.stack(extras), condition


@torch.inference_mode()
def encode(networks: TerrainNetworks, world: World) -> Tensor:
    """Latents of a window, float16 [LATENTS, 80, 80]."""
    latents: Tensor = networks.encoder(torch.from_numpy(world.fine())[None])[0, :, 1:-1, 1:-1]
    return latents.half().clone()
