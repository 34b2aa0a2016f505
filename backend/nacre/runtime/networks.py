"""Every network of Pearl with what a runtime needs to compile it: example inputs, tolerances, what stays float32."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import torch
from torch import Tensor, nn

from nacre.runtime.example_inputs import integers, normal, toy_people, toy_tables, toy_views
from nacre.runtime.interface import Example, Precision
from nacre.runtime.sizes import Parts
from nacre.vocabulary import FIRST_SHAPES
from nacre.world.dynamics.attention import Layer
from nacre.world.dynamics.crowd import ENTITY_TOKEN, H_VALID, PLAYER_TOKEN
from nacre.world.dynamics.network import ENTITY_ROWS, PLAYER_ROWS, Dynamics
from nacre.world.layout.network import CELLS, CLASSES, CONTEXT, FIELDS, NEAR, TOKENS, VIEW_CHANNELS, LayoutNetwork
from nacre.world.layout.network import VIEW as GROUND_VIEW
from nacre.world.state import HISTORY
from nacre.world.terrain.networks import CONDITION, LATENTS, TerrainNetworks
from nacre.world.voxels.march_torch import March
from nacre.world.voxels.posed_torch import ENTITY_STEPS
from nacre.world.voxels.shader import GBUFFER, Shader
from nacre.world.voxels.shapes import LATENT, ShapeDecoder, volumes
from nacre.world.voxels.trace import SHADOW_STEPS, STEPS
from nacre.world.voxels.view_torch import pixels

MARCH_STEPS: Final = (STEPS, SHADOW_STEPS, ENTITY_STEPS)  # along a ray, to the sun, and within a character's cube


@dataclass(frozen=True)
class Network:
    """One network. islands: what stays FP32 in half precision, and why; tolerance: max abs error allowed.

    outliers: share of numbers that may be further off. A ray that grazes an edge may fall to either side of it.
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


class ShapeDecoding(nn.Module):
    """latent [B, 32] and class int64 [B] -> a finished shape volume [B, 5, 32, 32, 32]."""

    def __init__(self, decoder: ShapeDecoder) -> None:
        super().__init__()
        self.decoder = decoder

    def forward(self, latent: Tensor, shape: Tensor) -> Tensor:
        """See the class."""
        return volumes(self.decoder(latent, shape))


class LayoutStep(nn.Module):
    """One step of the layout transformer for every position of a chunk's sequence, with all its heads.

    Inputs as `LayoutNetwork.forward`; taken [B, T, 256, 2]; shape and cell [B, T], for which places and details are
    asked. Returns class logits [B, T, C + 1], heat map [B, T, 256], and details [B, T, all heads side by side].
    """

    def __init__(self, network: LayoutNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(
        self,
        view: Tensor,
        spec: Tensor,
        near: Tensor,
        near_shift: Tensor,
        own: Tensor,
        taken: Tensor,
        shape: Tensor,
        cell: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """See the class."""
        heads = self.network(view, spec, near, near_shift, own)
        heat = self.network.place_logits(heads.hidden, shape, heads.keys, taken)
        details = self.network.details(heads.hidden, shape, cell, heads.keys)
        return self.network.class_head(heads.hidden), heat, torch.cat(details, -1)


class DynamicsStep(nn.Module):
    """Blocks of PLAYER_ROWS players and ENTITY_ROWS characters, [B, rows, ..]; attention's maps are worked out once."""

    def __init__(self, dynamics: Dynamics) -> None:
        super().__init__()
        self.net = dynamics
        self.count = len(dynamics.layers)
        for n, layer in enumerate(dynamics.layers):
            assert isinstance(layer, Layer)
            for m, tensor in enumerate(layer.maps(dynamics.past_in, dynamics.age)):
                self.register_buffer(f"map_{n}_{m}", tensor.detach().clone(), persistent=False)

    def forward(self, players: Tensor, entities: Tensor, history: Tensor) -> tuple[Tensor, Tensor]:
        """players [B, 8, PLAYER_TOKEN], entities [B, 24, ENTITY_TOKEN], history [B, 32, HISTORY, 16] -> answers."""
        net = self.net
        x = torch.cat([net.player_in(players) + net.kind[0], net.entity_in(entities) + net.kind[1]], 1)
        x, past = x.flatten(0, 1), history.flatten(0, 1)[:, None]
        mask = (past[..., H_VALID] < 0.5).float() * -1e4
        for n, layer in enumerate(net.layers):
            x = layer(x, past, mask, tuple(getattr(self, f"map_{n}_{m}") for m in range(3)))
        x = net.norm(x).unflatten(0, (-1, PLAYER_ROWS + ENTITY_ROWS))
        return net.player_out(x[:, :PLAYER_ROWS]), net.entity_out(x[:, PLAYER_ROWS:])


class Shade(nn.Module):
    """G-buffer [B, R, 20] of height x width rays and atmosphere [B, 16] -> picture uint8 [B, 2H, 2W, 3]."""

    def __init__(self, shader: Shader, width: int, height: int) -> None:
        super().__init__()
        self.shader, self.width, self.height = shader, width, height

    def forward(self, buffer: Tensor, air: Tensor) -> Tensor:
        """See the class."""
        g = buffer.unflatten(1, (self.height, self.width)).permute(0, 3, 1, 2)
        shown = self.shader(g, air)
        picture: Tensor = (shown * 255.0 + 0.5).permute(0, 2, 3, 1).to(torch.uint8)
        return picture


def march_network(
    width: int, height: int, batch: int, people: int = 2, steps: tuple[int, int, int] = MARCH_STEPS
) -> Network:
    """The tracer for pictures of width x height rays with up to `people` characters."""
    tables, (atlas, rows) = toy_tables(), toy_people(batch, people)
    inputs = {"pixels": torch.from_numpy(pixels(width, height)), "page": torch.arange(batch, dtype=torch.int32) % 2}
    inputs |= {"shot": toy_views(batch), **tables, "atlas": atlas, "rows": rows}
    example = Example(inputs, frozenset(("page", "shot", "rows")), ("buffer",))
    islands = {"": "places up to 160 m from the base need millimetres: 18 bits of mantissa"}
    return Network("march", March(*steps), example, islands, _same(2e-3), 0.005)


def shade_network(shader: Shader, width: int, height: int, batch: int) -> Network:
    """The shader for G-buffers of width x height."""
    random = np.random.default_rng(8)
    buffer = random.uniform(0, 1, (batch, height * width, GBUFFER)).astype(np.float32)
    buffer[..., 0] = random.uniform(1, 60, buffer.shape[:2])
    buffer[..., 1] = buffer[..., 0] < 50
    ray = random.normal(size=(*buffer.shape[:2], 3))
    buffer[..., 14:17] = ray / np.linalg.norm(ray, axis=-1, keepdims=True)
    normal = random.normal(size=(*buffer.shape[:2], 3))
    buffer[..., 2:5] = normal / np.linalg.norm(normal, axis=-1, keepdims=True)
    inputs = {"buffer": torch.from_numpy(buffer), "air": torch.from_numpy(_airs(batch))}
    islands = {
        "shader.light": "light colours are exponentials; their error multiplies every pixel",
        "shader.gamma": "an exponent of every pixel: 8 bits of it band the dark",
        "shader.sky_in": "one linear map of directions per sky pixel; a banded sky shows first",
        "shader.sky_film": "as sky_in",
        "shader.sky_out": "as sky_in",
    }
    # bytes of a picture: float32 may round one step either way
    tolerance = {Precision.FP32: 1.0, Precision.FP16: 3.0, Precision.BF16: 10.0}
    example = Example(inputs, frozenset(inputs), ("picture",))
    return Network("shade", Shade(shader, width, height), example, islands, tolerance)


def _airs(batch: int) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    from nacre.world.atmosphere import Atmosphere

    kinds = [(12.0, "clear"), (18.6, "clear"), (23.0, "clear"), (8.0, "rain"), (15.0, "snow")]
    return np.stack([Atmosphere(h, w, 0.2, "").vector() for h, w in (kinds[i % len(kinds)] for i in range(batch))])


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
    width: int = 160
    height: int = 90
    steps: tuple[int, int, int] = MARCH_STEPS
    tokens: int = TOKENS
    flow_cells: int = 48
    ground_cells: int = 24


TOY: Final = Sizes(2, 12, 8, MARCH_STEPS, 5, 26, 12)


def pearl_networks(parts: Parts, sizes: Sizes | None = None) -> dict[str, Network]:
    """Every network that play runs, by name."""
    s = sizes or Sizes()
    found = [
        _shape_decoder(parts.shapes, s),
        _flow("terrain_coarse", parts.terrain, s),
        _flow("terrain_fine", parts.terrain, s),
        _terrain_decoder(parts.terrain, s),
        _layout(parts.layout, s),
        _dynamics(parts.dynamics, s),
        march_network(s.width, s.height, s.batch, 2, s.steps),
        shade_network(parts.shader, s.width, s.height, s.batch),
    ]
    return {network.name: network for network in found}


def _shape_decoder(decoder: ShapeDecoder, s: Sizes) -> Network:
    inputs = {"latent": normal(1)(s.batch, LATENT) * 0.5, "shape": integers(1, len(FIRST_SHAPES), s.batch)}
    islands = {"decoder.out": "its first number is a distance in cells that the march meets to a hundredth"}
    example = Example(inputs, frozenset(inputs), ("volume",))
    return Network("shape_decoder", ShapeDecoding(decoder), example, islands, _same(2e-4, 0.03, 0.2))


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


def _dynamics(dynamics: Dynamics, s: Sizes) -> Network:
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
