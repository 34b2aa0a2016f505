"""What good terrain is: the losses of its three networks, their held-out figures, and maps to look at."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from nacre.train.data.coarse_maps import EDGE, CoarsePool
from nacre.train.data.grounds import Example
from nacre.train.data.maps import picture
from nacre.train.data.worlds import HALF, World
from nacre.world.networks.terrain import FlowNetwork, TerrainNetworks, crop
from nacre.world.terrain.blocks import COARSE_MIDDLE, COARSE_STEPS, FINE_STEPS, Terrain
from nacre.world.terrain.networks import DECODER_MARGIN


def ground_loss(raw: Tensor, fine: Tensor) -> Tensor:
    """Height and its slopes, colour and path of decoded [B, 5, H, W] against fine ground [B, 6, H, W]."""
    height, truth = raw[:, :1], fine[:, :1]
    slopes = sum(((height.diff(dim=d) - truth.diff(dim=d)).abs().mean() for d in (-1, -2)), torch.zeros(()))
    # At the waterline a centimetre decides between land and water.
    shore = ((height - truth).abs() * torch.exp(-truth.abs() / 0.3)).mean()
    cover = (raw[:, 1:] - fine[:, 1:5]).abs().mean((0, 2, 3))
    return 2.0 * (height - truth).abs().mean() + 4.0 * slopes + 4.0 * shore + 6.0 * cover[:3].mean() + 3.0 * cover[3]


def flow_loss(
    flow: FlowNetwork,
    data: Tensor,
    extra: Tensor,
    condition: Tensor,
    steps: int,
    generator: torch.Generator,
    edge: int = 0,
) -> Tensor:
    """Mean square error of the predicted data at random times; half of them are the ones play uses.

    Cells within `edge` of the border are not judged.
    """
    batch = data.shape[0]
    time = torch.rand(batch, generator=generator)
    grid = torch.randint(steps, (batch,), generator=generator) / steps
    time = torch.where(torch.rand(batch, generator=generator) < 0.5, time, grid)
    time, noise = time.to(data.device), torch.randn(data.shape, generator=generator).to(data.device)
    noisy = noise + time[:, None, None, None] * (data - noise)
    clean = flow(noisy, extra, condition, time, padded=True)
    error: Tensor = crop((clean - data).square(), edge).mean()
    return error


@torch.inference_mode()
def measure_autoencoder(networks: TerrainNetworks, tests: list[World]) -> dict[str, float]:
    """Held-out reconstruction: metres of height, colour 0..1, share of path and water put wrong."""
    errors = []
    for world in tests:
        fine = torch.from_numpy(world.fine())[None]
        margin = 4 * DECODER_MARGIN
        error = networks.decoder(networks.encoder(fine)) - fine[..., margin:-margin, margin:-margin]
        errors.append(error.abs().mean((0, 2, 3)))
    mean = torch.stack(errors).mean(0)
    names = ("height_m", "albedo", "path", "water")
    return dict(zip(names, map(float, (mean[0], mean[1:4].mean(), mean[4], mean[5])), strict=True))


@torch.inference_mode()
def measure_flow(
    networks: TerrainNetworks, example: Example, maps: CoarsePool, latents: dict[int, Tensor]
) -> dict[str, float]:
    """Held-out flow losses, with noise that is the same every time."""
    tests = example.pool.tests
    generator = torch.Generator().manual_seed(5)
    ground, where, condition = maps.held_out(64)
    fine = example.fine(networks, tests, latents, False)
    return {
        "coarse_loss": float(
            flow_loss(
                networks.coarse_flow, networks.fold_coarse(ground), where, condition, COARSE_STEPS, generator, EDGE
            )
        ),
        "fine_loss": float(flow_loss(networks.fine_flow, *fine, FINE_STEPS, generator)),
    }


def draw_window(networks: TerrainNetworks, condition: NDArray[np.float32], seed: int) -> NDArray[np.float32]:
    """The student's ground of the window around the origin, float32 [6, 320, 320]."""
    terrain = Terrain(networks)
    coarse = terrain.draw_coarse(condition, seed, (0, 0))
    x0, z0, count = terrain.coarse_needed((0, 0))
    top, left = (start + COARSE_MIDDLE for start in (z0, x0))
    cut = np.ascontiguousarray(coarse[:, top : top + count, left : left + count])
    latents = terrain.draw_fine(condition, seed, (0, 0), cut)
    around = range(-HALF, HALF + 1)
    ground = terrain.decode(latents, (0, 0), [(x, z) for z in around for x in around])[:, :, 4:-4, 4:-4]
    side = 2 * HALF + 1
    rows = ground.reshape(side, side, 6, 64, 64).transpose(2, 0, 3, 1, 4)
    return rows.reshape(6, side * 64, side * 64)


def compare(networks: TerrainNetworks, tests: list[World], path: Path) -> dict[str, float]:
    """Teacher | student maps of held-out specs, and how far the student's statistics are off."""
    rows: list[NDArray[np.uint8]] = []
    mine: list[list[float]] = []
    theirs: list[list[float]] = []
    for world in tests[:6]:
        teacher, student = world.fine()[:, 4:-4, 4:-4], draw_window(networks, world.condition, world.seed)
        rows.append(np.concatenate([picture(teacher), picture(student)], 1))
        for ground, into in ((teacher, theirs), (student, mine)):
            middle = ground[0, 96:-96, 96:-96]
            found = (ground[0].mean(), ground[0].std(), middle.std(), ground[4].mean(), ground[5].mean())
            into.append([float(v) for v in found])
    half = len(rows) // 2
    columns = [np.concatenate(part, 0) for part in (rows[:half], rows[half : 2 * half])]
    Image.fromarray(np.concatenate(columns, 1)).save(path)
    names = ("height_mean", "height_std", "village_std", "path_share", "water_share")
    figures: dict[str, float] = {}
    for i, name in enumerate(names):
        for who, values in (("teacher", theirs), ("student", mine)):
            figures[f"{who}_{name}"] = float(np.mean(values, 0)[i])
    return figures
