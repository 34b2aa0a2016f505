"""Every network of Pearl with what a runtime needs to compile it: example inputs, tolerances, what stays float32."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

import torch
from torch import nn

from nacre.runtime.example_inputs import integers, normal, toy_moments, toy_program
from nacre.runtime.interface import Example, Precision
from nacre.runtime.play_networks import PlayNetworks
from nacre.runtime.steps import DynamicsStep, LayoutStep, ShapeStep
from nacre.world.dynamics.crowd import ENTITY_TOKEN, H_VALID, PLAYER_TOKEN
from nacre.world.layout.network import CELLS, CLASSES, CONTEXT, FIELDS, NEAR, TOKENS, VIEW_CHANNELS
from nacre.world.layout.network import VIEW as GROUND_VIEW
from nacre.world.networks.dynamics import ENTITY_ROWS, PLAYER_ROWS, DynamicsNetwork
from nacre.world.networks.layout import LayoutNetwork
from nacre.world.networks.poses import PoseNetwork
from nacre.world.networks.shapes import ShapeNetwork
from nacre.world.networks.terrain import TerrainNetworks
from nacre.world.shapes.fields import STEPS
from nacre.world.state import HISTORY
from nacre.world.terrain.networks import CONDITION, LATENTS


@dataclass(frozen=True)
class Network:
    """One network. islands: what stays FP32 in half precision, and why; tolerance: max abs error allowed.

    outliers: share of numbers that may be further off.
    """

    name: str
    module: nn.Module
    example: Example
    islands: dict[str, str] = field(default_factory=dict)
    tolerance: dict[Precision, float] = field(default_factory=dict)
    outliers: float = 0.0

    def __post_init__(self) -> None:
        self.module.eval().requires_grad_(False)
        object.__setattr__(self, "example", replace(self.example, islands=tuple(self.islands)))


def _same(exact: float, fp16: float | None = None, bf16: float | None = None) -> dict[Precision, float]:
    return {
        Precision.FP32: exact,
        Precision.FP16: exact if fp16 is None else fp16,
        Precision.BF16: exact if bf16 is None else bf16,
    }


@dataclass(frozen=True)
class Sizes:
    """How large the examples are: the real thing, or quick to export and compare."""

    batch: int = 4
    tokens: int = TOKENS
    flow_cells: int = 48
    ground_cells: int = 24
    parts: int = STEPS


TOY: Final = Sizes(2, 5, 26, 12, 6)


def pearl_networks(networks: PlayNetworks, sizes: Sizes | None = None) -> dict[str, Network]:
    """Every network that play runs, by name."""
    s = sizes or Sizes()
    found = [
        _flow("terrain_coarse", networks.terrain, s),
        _flow("terrain_fine", networks.terrain, s),
        _terrain_decoder(networks.terrain, s),
        _layout(networks.layout, s),
        _dynamics(networks.dynamics, s),
        _poses(networks.poses, s),
        _shapes(networks.shapes, s),
    ]
    return {network.name: network for network in found}


def _flow(name: str, terrain: TerrainNetworks, s: Sizes) -> Network:
    random = normal(2)
    coarse = name == "terrain_coarse"
    flow = terrain.coarse_flow if coarse else terrain.fine_flow
    side = s.flow_cells + (2 * flow.reach if coarse else 0)
    inputs = {
        "noisy": random(s.batch, flow.channels, side, side),
        "extra": random(s.batch, flow.enter.in_channels - flow.channels, side, side),
        "spec": normal(3)(s.batch, CONDITION).abs(),
        "time": torch.linspace(0, 0.75, s.batch),
    }
    islands = {
        "tone": "the biome's mean colour goes straight to the ground",
        "time": "sines of eight half turns",
        "spec": "joined to the time",
    }
    example = Example(inputs, frozenset(inputs), ("clean",))
    return Network(name, flow, example, islands, _same(5e-4, 0.05, 0.4))


def _terrain_decoder(terrain: TerrainNetworks, s: Sizes) -> Network:
    latents = normal(4)(s.batch, LATENTS, s.ground_cells, s.ground_cells)
    islands = {"out": "heights: 8 m a unit, 40 per metre in the water line"}
    example = Example({"latents": latents}, frozenset(("latents",)), ("ground",))
    return Network("terrain_decoder", terrain.decoder, example, islands, _same(5e-4, 0.04, 0.3))


def _layout(layout: LayoutNetwork, s: Sizes) -> Network:
    random, batch, tokens = normal(5), s.batch, s.tokens
    fields = torch.stack([integers(10 + k, high, batch, NEAR + tokens) for k, high in enumerate(_HIGH)], -1)
    near, own = fields[:, :NEAR], fields[:, NEAR:]
    near = torch.where(torch.arange(NEAR)[None, :, None] < 5, near, torch.full_like(near, -1))
    inputs = {
        "seen": random(batch, VIEW_CHANNELS, GROUND_VIEW, GROUND_VIEW),
        "spec": random(batch, CONDITION + CONTEXT).abs(),
        "near": near,
        "near_shift": 32.0 * integers(6, 3, batch, NEAR, 2) - 32.0,
        "own": own,
        "taken": random(batch, tokens, CELLS * CELLS, 2).sigmoid(),
        "shape": integers(7, CLASSES, batch, tokens),
        "cell": integers(8, CELLS * CELLS, batch, tokens),
    }
    islands = {
        "network.describe": "sines of 64 half turns across a chunk",
        "network.cells": "metres",
        "network.radius": "metres",
        "network.class_head": "logits that are compared",
        "network.query": "as class_head",
        "network.point": "what the query is compared with",
    }
    example = Example(inputs, frozenset(inputs), ("classes", "heat", "details"))
    return Network("layout", LayoutStep(layout), example, islands, _same(1e-3, 0.4, 2.0))


_HIGH: Final = (CLASSES, CELLS * CELLS, 16, 64, 16, 8, 2)
assert len(_HIGH) == FIELDS


def _dynamics(dynamics: DynamicsNetwork, s: Sizes) -> Network:
    random, rows = normal(9), PLAYER_ROWS + ENTITY_ROWS
    history = random(s.batch, rows, HISTORY, 16) * 0.3
    history[..., H_VALID] = (torch.arange(HISTORY) > 2).float()
    inputs = {
        "players": random(s.batch, PLAYER_ROWS, PLAYER_TOKEN) * 0.5,
        "entities": random(s.batch, ENTITY_ROWS, ENTITY_TOKEN) * 0.5,
        "history": history,
    }
    islands = {"": "small, fed back to itself 20 times a second: rounding would add up to a drift"}
    example = Example(inputs, frozenset(inputs), ("moves", "answers"))
    return Network("dynamics", DynamicsStep(dynamics), example, islands, _same(2e-4))


def _poses(poses: PoseNetwork, s: Sizes) -> Network:
    example = Example({"moments": toy_moments(s.batch)}, frozenset(("moments",)), ("poses",))
    islands = {"last": "angles that are turned into matrices as they are"}
    return Network("poses", poses, example, islands, _same(2e-5, 0.02, 0.1))


def _shapes(shapes: ShapeNetwork, s: Sizes) -> Network:
    inputs = toy_program(s.batch, s.parts)
    islands = {
        "net.measured": "lengths of parts to a centimetre, as waves of 32 half turns",
        "net.read": "logits that are compared",
        "net.read_bias": "as read",
        "net.deep": "what is read off",
        "net.deep_bias": "as deep",
        "net.attributes.out": "logits that are compared",
    }
    example = Example(inputs, frozenset(inputs), ("attributes", "symbols"))
    return Network("shapes", ShapeStep(shapes), example, islands, _same(1e-3, 0.2, 1.5))
