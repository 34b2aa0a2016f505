"""Train the terrain networks: first the autoencoder, then the coarse and the fine flow.

On resume the encoder stays as it is, because the fine flow has learned its latents; the decoder and the
flows go on.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional

from nacre.train.grounds import Example
from nacre.train.journal import Journal
from nacre.train.maps import picture
from nacre.train.pool import WorldPool
from nacre.train.worlds import HALF, World
from nacre.world.blocks import COARSE_STEPS, FINE_STEPS, Terrain
from nacre.world.terrain import (
    COARSE,
    DECODER_MARGIN,
    LATENTS,
    PLAIN,
    FlowNetwork,
    TerrainNetworks,
)
from nacre.world.weights import WEIGHTS, save_tensors

SHARES: Final = {"autoencoder": 0.22, "coarse": 0.30, "fine": 0.48}  # of the time
SHARES_AGAIN: Final = {"decoder": 0.2, "coarse": 0.32, "fine": 0.48}


def ground_loss(raw: Tensor, fine: Tensor) -> Tensor:
    """Height and its slopes, colour and path of decoded [B, 5, H, W] against fine ground [B, 6, H, W]."""
    height, truth = raw[:, :1], fine[:, :1]
    slopes = sum(((height.diff(dim=d) - truth.diff(dim=d)).abs().mean() for d in (-1, -2)), torch.zeros(()))
    # At the waterline a centimetre decides between land and water.
    shore = ((height - truth).abs() * torch.exp(-truth.abs() / 0.3)).mean()
    cover = (raw[:, 1:] - fine[:, 1:5]).abs().mean((0, 2, 3))
    return 2.0 * (height - truth).abs().mean() + 4.0 * slopes + 4.0 * shore + 6.0 * cover[:3].mean() + 3.0 * cover[3]


def flow_loss(
    flow: FlowNetwork, data: Tensor, extra: Tensor, condition: Tensor, steps: int, generator: torch.Generator
) -> Tensor:
    """Mean square error of the predicted data at random times; half of them are the ones play uses."""
    batch = data.shape[0]
    time = torch.rand(batch, generator=generator)
    grid = torch.randint(steps, (batch,), generator=generator) / steps
    time = torch.where(torch.rand(batch, generator=generator) < 0.5, time, grid)
    time, noise = time.to(data.device), torch.randn(data.shape, generator=generator).to(data.device)
    noisy = noise + time[:, None, None, None] * (data - noise)
    clean = flow(noisy, extra, condition, time, padded=True)
    error: Tensor = (clean - data).square().mean()
    return error


class Average:
    """Exponential moving average of a network's weights: what is exported."""

    def __init__(self, network: nn.Module, decay: float = 0.995) -> None:
        self.network, self.decay = copy.deepcopy(network).requires_grad_(False), decay
        self.steps = 0

    def update(self, network: nn.Module) -> None:
        """Follow the network; a shorter memory in the beginning."""
        self.steps += 1
        keep = min(self.decay, self.steps / (self.steps + 10))
        for mine, theirs in zip(self.network.parameters(), network.parameters(), strict=True):
            mine.lerp_(theirs.detach(), 1 - keep)


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
def measure_flow(networks: TerrainNetworks, example: Example, latents: dict[int, Tensor]) -> dict[str, float]:
    """Held-out flow losses, with noise that is the same every time."""
    tests = example.pool.tests
    generator = torch.Generator().manual_seed(5)
    coarse = example.coarse(networks, example.pool.test_maps, False)
    fine = example.fine(networks, tests, latents, False)
    return {
        "coarse_loss": float(flow_loss(networks.coarse_flow, *coarse, COARSE_STEPS, generator)),
        "fine_loss": float(flow_loss(networks.fine_flow, *fine, FINE_STEPS, generator)),
    }


def draw_window(networks: TerrainNetworks, condition: NDArray[np.float32], seed: int) -> NDArray[np.float32]:
    """The student's ground of the window around the origin, float32 [6, 320, 320]."""
    terrain = Terrain(networks)
    coarse = terrain.draw_coarse(condition, seed, (0, 0))
    x0, z0, count = terrain.coarse_needed((0, 0))
    top, left = (start + coarse.shape[-1] // 2 for start in (z0, x0))
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


def set_scales(networks: TerrainNetworks, example: Example, which: str, latents: dict[int, Tensor]) -> None:
    """Measure mean and spread of what a flow is to draw, and fit its linear part (ridge regression)."""
    worlds = list(example.pool.worlds.values())[:250]
    if which == "coarse":
        worlds = [w for w in worlds if w.coarse.size]
        maps = torch.from_numpy(np.stack([w.coarse for w in worlds]).astype(np.float32))
        networks.coarse_mean.copy_(maps.mean((0, 2, 3)))
        networks.coarse_scale.copy_(maps.std((0, 2, 3)) + 1e-3)
        flow, folded = networks.coarse_flow, torch.stack([networks.fold_coarse(m[None])[0] for m in maps])
    else:
        networks.latent_mean.zero_()
        networks.latent_scale.fill_(1.0)
        folded = torch.cat([example.fine(networks, [w], latents, False)[0] for w in worlds])
        rest = functional.pixel_shuffle(folded, 2)
        networks.latent_mean.copy_(rest.mean((0, 2, 3)))
        networks.latent_scale.copy_(rest.std((0, 2, 3)) + 1e-3)
        flow = networks.fine_flow
        mean, scale = networks.latent_mean.repeat_interleave(4), networks.latent_scale.repeat_interleave(4)
        folded = (folded - mean[:, None, None]) / scale[:, None, None]
    ones = torch.ones(len(worlds), 1)
    given = torch.cat([torch.from_numpy(np.stack([w.condition for w in worlds])), ones], 1).double()
    target = folded.mean((2, 3)).double()
    fitted = torch.linalg.solve(given.T @ given + 1.0 * torch.eye(given.shape[1]), given.T @ target).float()
    flow.tone.weight.data.copy_(fitted[:-1].T)
    flow.tone.bias.data.copy_(fitted[-1])


def train(
    minutes: float,
    resume: bool = False,
    device: str = "cpu",
    threads: int = 1,
    out: str | Path = "runs/terrain",
    worlds: str | Path = "runs/worlds",
    seed: int = 0,
    only: str = "",
) -> dict[str, float]:
    """Train for a fixed time and export; returns the held-out metrics. `only` names a single phase."""
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    journal = Journal(Path(out), minutes, resume)
    pool = WorldPool(Path(worlds))
    example = Example(pool, seed + journal.step)
    networks = TerrainNetworks()
    shares = dict(SHARES)
    if journal.state is not None:
        networks.load_state_dict(journal.state["networks"])
        if journal.state["phase"] != "autoencoder":
            shares = dict(SHARES_AGAIN)
    if only:
        shares = {only: 1.0}
    latents: dict[int, Tensor] = {}
    journal.log(worlds=float(len(pool.worlds)), coarse=float(COARSE), latents=float(LATENTS))
    end = 0.0
    for phase, share in shares.items():
        start, end = end, end + share / sum(shares.values())
        run_phase(phase, networks, example, latents, journal, (start, end), device)
    metrics = measure_autoencoder(networks, pool.tests) | measure_flow(networks, example, latents)
    metrics |= compare(networks, pool.tests, Path(out) / f"maps_{journal.step:06d}.png")
    journal.log(final="yes", **metrics)
    card: dict[str, Any] = {"steps": journal.step, "minutes": journal.minutes, "metrics": metrics}
    card["worlds"] = len(pool.worlds)
    save_tensors(WEIGHTS / "terrain.safetensors", dict(networks.state_dict()), card)
    return metrics


def run_phase(
    phase: str,
    networks: TerrainNetworks,
    example: Example,
    latents: dict[int, Tensor],
    journal: Journal,
    span: tuple[float, float],
    device: str,
) -> None:
    """Train one of the networks while the journal's clock is inside the span (fractions of the budget)."""
    if phase in ("coarse", "fine") and journal.state is None:
        set_scales(networks, example, phase, latents)
    parts = {
        "autoencoder": nn.ModuleList([networks.encoder, networks.decoder]),
        "decoder": networks.decoder,
        "coarse": networks.coarse_flow,
        "fine": networks.fine_flow,
    }
    network = parts[phase].to(device)
    peak = {"autoencoder": 3e-3, "decoder": 3e-3, "coarse": 1.5e-3, "fine": 1.5e-3}[phase]
    optimiser = torch.optim.AdamW(network.parameters(), peak, betas=(0.9, 0.98), weight_decay=1e-3)
    average = Average(network)
    generator = torch.Generator().manual_seed(journal.step + 11)
    running, first, next_report = 0.0, journal.step, journal.elapsed + 1.0
    while journal.fraction < span[1]:
        progress = (journal.fraction - span[0]) / (span[1] - span[0])
        warm = min(1.0, (journal.step - first + 1) / 50)
        for group in optimiser.param_groups:
            group["lr"] = peak * warm * (0.03 + 0.97 * 0.5 * (1 + np.cos(np.pi * min(1.0, progress))))
        if phase in ("autoencoder", "decoder"):
            fine = example.crops(8).to(device)
            with torch.autocast(device, torch.bfloat16):
                with torch.set_grad_enabled(phase == "autoencoder"):
                    latent = networks.encoder(fine)
                noise = 0.04 * torch.randn_like(latent)
                noise[:, :PLAIN] *= 0.1
                raw = networks.decoder.raw((latent + noise).float())
            margin = 4 * DECODER_MARGIN
            loss = ground_loss(raw.float(), fine[..., margin:-margin, margin:-margin])
            loss = loss + 2e-3 * latent[:, PLAIN:].float().square().mean()
        else:
            picked = example.pool.draw(example.random, 16 if phase == "coarse" else 6, far=phase == "coarse")
            if phase == "coarse":
                batch = example.coarse(networks, picked, True)
            else:
                batch = example.fine(networks, picked, latents, True)
            flow = networks.coarse_flow if phase == "coarse" else networks.fine_flow
            steps = COARSE_STEPS if phase == "coarse" else FINE_STEPS
            with torch.autocast(device, torch.bfloat16):
                data, extra, condition = (t.to(device) for t in batch)
                loss = flow_loss(flow, data, extra, condition, steps, generator)
        optimiser.zero_grad(set_to_none=True)
        loss.float().backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        average.update(network)
        journal.step += 1
        running += (0.02 if journal.step - first > 50 else 0.2) * (float(loss.detach()) - running)
        if journal.elapsed > next_report:
            next_report = journal.elapsed + 1.5
            example.pool.grow()
            journal.log(phase=phase, loss=round(running, 4), worlds=float(len(example.pool.worlds)))
            journal.save(networks=networks.state_dict(), phase=phase)
    network.load_state_dict(average.network.state_dict())
    network.to("cpu")
    journal.log(phase=phase, loss=round(running, 4), ended="yes")
    journal.save(networks=networks.state_dict(), phase=phase)


if __name__ == "__main__":
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=18)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--only", default="", choices=("", "autoencoder", "decoder", "coarse", "fine"))
    arguments = parser.parse_args()
    train(arguments.minutes, arguments.resume, threads=arguments.threads, only=arguments.only)
