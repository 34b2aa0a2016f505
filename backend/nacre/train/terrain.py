"""Train the terrain networks: first the autoencoder, then the coarse and the fine flow.

On resume the encoder stays as it is, because the fine flow has learned its latents; the decoder and the
flows go on.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from nacre.train.config import TerrainConfig
from nacre.train.data.coarse_maps import EDGE, CoarseMap, CoarsePool
from nacre.train.data.grounds import Example
from nacre.train.data.world_pool import WorldPool
from nacre.train.data.worlds import World
from nacre.train.journal import Journal
from nacre.train.loop import Average, Found, Loop, Schedule
from nacre.train.terrain_figures import compare, flow_loss, ground_loss, measure_autoencoder, measure_flow
from nacre.world.networks.files import save_tensors
from nacre.world.networks.terrain import TerrainNetworks
from nacre.world.terrain.blocks import COARSE_STEPS, FINE_STEPS
from nacre.world.terrain.networks import COARSE, DECODER_MARGIN, LATENTS, PLAIN
from nacre.world.weights import WEIGHTS

SHARES: Final = {"autoencoder": 0.22, "coarse": 0.30, "fine": 0.48}  # of the time
SHARES_AGAIN: Final = {"decoder": 0.2, "coarse": 0.32, "fine": 0.48}


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


class Fitting:
    """A run of the terrain networks, which are trained one after another."""

    def __init__(self, config: TerrainConfig) -> None:
        self.journal = Journal("terrain", config)
        self.pool, self.maps = WorldPool(config.worlds), CoarsePool(config.coarse_maps)
        self.example = Example(self.pool, config.seed + self.journal.step)
        self.networks = TerrainNetworks()
        self.latents: dict[int, Tensor] = {}
        self.shares = SHARES
        if self.journal.state is not None:
            self.networks.load_state_dict(self.journal.state["network"])
            if self.journal.state["phase"] != "autoencoder":
                self.shares = SHARES_AGAIN
        if config.only:
            self.shares = {config.only: 1.0}

    def run(self) -> None:
        """Train each for its share of the time."""
        end, whole = 0.0, sum(self.shares.values())
        for phase, share in self.shares.items():
            start, end = end, end + share / whole
            self._run_phase(phase, start, end)

    def _run_phase(self, phase: str, start: float, end: float) -> None:
        networks = self.networks
        if phase in ("coarse", "fine") and self.journal.state is None:
            set_scales(networks, self.example, self.maps, phase, self.latents)
        parts: dict[str, nn.Module] = {
            "autoencoder": nn.ModuleList([networks.encoder, networks.decoder]),
            "decoder": networks.decoder,
            "coarse": networks.coarse_flow,
            "fine": networks.fine_flow,
        }
        network, peak = parts[phase], 3e-3 if phase in ("autoencoder", "decoder") else 1.5e-3
        optimiser = torch.optim.AdamW(network.parameters(), peak, betas=(0.9, 0.98), weight_decay=1e-3)
        loop = Loop(
            self.journal, network, [optimiser], Schedule(peak, 50, start=start, end=end),
            average=Average(network), report=1.5, state=lambda: {"network": networks.state_dict(), "phase": phase},
        )  # fmt: skip
        generator = torch.Generator().manual_seed(self.journal.step + 11)

        def batch() -> Found:
            coded = phase in ("autoencoder", "decoder")
            loss = self._coding_loss(phase == "autoencoder") if coded else self._flow_loss(phase, generator)
            return loss, {"loss": float(loss.detach())}

        def report() -> dict[str, float | str]:
            self.pool.grow()
            self.maps.grow()
            return {"phase": phase, "worlds": len(self.pool.worlds)}

        loop.run(batch, report)
        network.load_state_dict(loop.best.state_dict())
        loop.save()

    def _coding_loss(self, encoder_too: bool) -> Tensor:
        """Of the decoder, and of the encoder if it is to learn."""
        networks, fine = self.networks, self.example.crops(8)
        with torch.autocast("cpu", torch.bfloat16):
            with torch.set_grad_enabled(encoder_too):
                latent = networks.encoder(fine)
            noise = 0.04 * torch.randn_like(latent)
            noise[:, :PLAIN] *= 0.1
            raw = networks.decoder.raw((latent + noise).float())
        margin = 4 * DECODER_MARGIN
        loss = ground_loss(raw.float(), fine[..., margin:-margin, margin:-margin])
        rest: Tensor = latent[:, PLAIN:]
        return loss + 2e-3 * rest.float().square().mean()

    def _flow_loss(self, phase: str, generator: torch.Generator) -> Tensor:
        networks, random = self.networks, self.example.random
        if phase == "coarse":
            ground, *given = self.maps.batch(random, 16)
            data, extra, condition = (networks.fold_coarse(ground), *given)
            flow, steps, edge = networks.coarse_flow, COARSE_STEPS, EDGE
        else:
            worlds = self.pool.draw(random, 6)
            data, extra, condition = self.example.fine(networks, worlds, self.latents, True)
            flow, steps, edge = networks.fine_flow, FINE_STEPS, 0
        with torch.autocast("cpu", torch.bfloat16):
            loss = flow_loss(flow, data, extra, condition, steps, generator, edge)
        return loss


def train(config: TerrainConfig) -> dict[str, float]:
    """Train for a fixed time and write the weights; returns the held-out figures."""
    fitting = Fitting(config)
    journal, networks, pool = fitting.journal, fitting.networks, fitting.pool
    journal.log(worlds=len(pool.worlds), coarse=COARSE, latents=LATENTS)
    fitting.run()
    metrics = measure_autoencoder(networks, pool.tests)
    metrics |= measure_flow(networks, fitting.example, fitting.maps, fitting.latents)
    metrics |= compare(networks, pool.tests, config.out / f"maps_{journal.step:06d}.png")
    journal.finish(metrics, f"{len(pool.worlds):,} worlds, {len(fitting.maps.maps):,} coarse maps")
    card = journal.card(metrics, worlds=len(pool.worlds), coarse_maps=len(fitting.maps.maps))
    save_tensors((config.weights or WEIGHTS) / "terrain.safetensors", dict(networks.state_dict()), card)
    return metrics
