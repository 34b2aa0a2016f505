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
from torch import Tensor, nn
from torch.nn import functional

from nacre.train.coarse_maps import EDGE, CoarseMap, CoarsePool
from nacre.train.grounds import Example
from nacre.train.journal import Journal
from nacre.train.pool import WorldPool
from nacre.train.terrain_figures import compare, flow_loss, ground_loss, measure_autoencoder, measure_flow
from nacre.train.worlds import World
from nacre.world.terrain.blocks import COARSE_STEPS, FINE_STEPS
from nacre.world.terrain.networks import (
    COARSE,
    DECODER_MARGIN,
    LATENTS,
    PLAIN,
    TerrainNetworks,
)
from nacre.world.weights import WEIGHTS, save_tensors

SHARES: Final = {"autoencoder": 0.22, "coarse": 0.30, "fine": 0.48}  # of the time
SHARES_AGAIN: Final = {"decoder": 0.2, "coarse": 0.32, "fine": 0.48}


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


def set_scales(
    networks: TerrainNetworks, example: Example, maps: CoarsePool, which: str, latents: dict[int, Tensor]
) -> None:
    """Measure mean and spread of what a flow is to draw, and fit its linear part (ridge regression)."""
    worlds: list[World] | list[CoarseMap]
    if which == "coarse":
        worlds = maps.maps[:250]
        grounds = torch.from_numpy(np.stack([w.map for w in worlds]).astype(np.float32))
        networks.coarse_mean.copy_(grounds.mean((0, 2, 3)))
        networks.coarse_scale.copy_(grounds.std((0, 2, 3)) + 1e-3)
        flow, folded = networks.coarse_flow, networks.fold_coarse(grounds)
    else:
        worlds = list(example.pool.worlds.values())[:250]
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
    coarse_maps: str | Path = "runs/coarse_maps",
    seed: int = 0,
    only: str = "",
) -> dict[str, float]:
    """Train for a fixed time and export; returns the held-out metrics. `only` names a single phase."""
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    journal = Journal(Path(out), minutes, resume)
    pool, maps = WorldPool(Path(worlds)), CoarsePool(Path(coarse_maps))
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
        run_phase(phase, networks, example, maps, latents, journal, (start, end), device)
    metrics = measure_autoencoder(networks, pool.tests) | measure_flow(networks, example, maps, latents)
    metrics |= compare(networks, pool.tests, Path(out) / f"maps_{journal.step:06d}.png")
    journal.log(final="yes", **metrics)
    card: dict[str, Any] = {"steps": journal.step, "minutes": journal.minutes, "metrics": metrics}
    card |= {"worlds": len(pool.worlds), "coarse_maps": len(maps.maps)}
    save_tensors(WEIGHTS / "terrain.safetensors", dict(networks.state_dict()), card)
    return metrics


def run_phase(
    phase: str,
    networks: TerrainNetworks,
    example: Example,
    maps: CoarsePool,
    latents: dict[int, Tensor],
    journal: Journal,
    span: tuple[float, float],
    device: str,
) -> None:
    """Train one of the networks while the journal's clock is inside the span (fractions of the budget)."""
    if phase in ("coarse", "fine") and journal.state is None:
        set_scales(networks, example, maps, phase, latents)
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
            if phase == "coarse":
                ground, *given = maps.batch(example.random, 16)
                batch = (networks.fold_coarse(ground), *given)
            else:
                batch = example.fine(networks, example.pool.draw(example.random, 6), latents, True)
            flow = networks.coarse_flow if phase == "coarse" else networks.fine_flow
            steps = COARSE_STEPS if phase == "coarse" else FINE_STEPS
            with torch.autocast(device, torch.bfloat16):
                data, extra, condition = (t.to(device) for t in batch)
                edge = EDGE if phase == "coarse" else 0
                loss = flow_loss(flow, data, extra, condition, steps, generator, edge)
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
            maps.grow()
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
