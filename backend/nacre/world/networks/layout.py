"""The layout transformer: places the things of a chunk, one token after the other.

Before a chunk's own tokens stand context tokens: what the world should be, what is still asked for, the ground of the
chunk, and what already stands in neighbouring chunks. Every token is predicted as class, then place (a heat map over
2 m cells: a dot product of the query with features of the ground, as in pointer networks, arXiv 1506.03134), then
everything else given class and place.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from nacre.vocabulary import STYLES
from nacre.world.grid import CHUNK
from nacre.world.layout.network import (
    CELL_METRES,
    CELLS,
    CLASSES,
    CONTEXT,
    DETAILS,
    FEATURES,
    HEADS,
    HIDDEN,
    KEY,
    LAYERS,
    SIZES,
    SUBCELLS,
    VIEW_CHANNELS,
    WIDTH,
    YAWS,
)
from nacre.world.layout.weights import radius
from nacre.world.networks.transformer import Block, softmax_attention
from nacre.world.terrain.networks import CONDITION


def features(fields: Tensor, shift_x: Tensor, shift_z: Tensor) -> Tensor:
    """Continuous description of tokens, [.., FIELDS] int and offsets in metres -> [.., FEATURES] float."""
    step = CELL_METRES / SUBCELLS
    cell, sub = fields[..., 1], fields[..., 2]
    # none is negative: a floor would only make an export mind the sign
    row, sub_row = (torch.div(n, by, rounding_mode="trunc") for n, by in ((cell, CELLS), (sub, SUBCELLS)))
    x = (cell % CELLS * SUBCELLS + sub % SUBCELLS + 0.5) * step + shift_x
    z = (row * SUBCELLS + sub_row + 0.5) * step + shift_z
    yaw = fields[..., 3] * (2 * np.pi / YAWS)
    at = torch.stack([x, z], -1) / CHUNK - 0.5
    waves = [f(at * (np.pi * 2.0**k)) for k in range(6) for f in (torch.sin, torch.cos)]
    rest = torch.stack([yaw.sin(), yaw.cos(), fields[..., 4] / (SIZES - 1.0)], -1)
    return torch.cat([at, *waves, rest], -1)


@dataclass
class Heads:
    """What the network says of the next tokens; made lazily from hidden states."""

    hidden: Tensor  # [B, T, W]
    keys: Tensor  # [B, CELLS * CELLS, K] of the ground


class LayoutNetwork(nn.Module):
    """See the module. Shapes: B chunks, T tokens, W width."""

    def __init__(self, width: int = WIDTH, layers: int = LAYERS, heads: int = HEADS, key: int = KEY) -> None:
        super().__init__()
        self.width, self.key, self.heads = width, key, heads
        self.ground_in = nn.Conv2d(VIEW_CHANNELS, key, 3)
        self.ground_mix = nn.ModuleList(nn.Conv2d(key, key, 3, padding=d, dilation=d) for d in (1, 2, 4))
        self.ground_place = nn.Parameter(torch.randn(1, key, CELLS, CELLS) * 0.1)
        self.ground_tokens = nn.Conv2d(key, width, 4, 4)
        self.ground_where = nn.Parameter(torch.randn(1, 16, width) * 0.02)
        self.spec = nn.Sequential(nn.Linear(CONDITION + CONTEXT, HIDDEN), nn.SiLU(), nn.Linear(HIDDEN, 4 * width))
        self.classes = nn.Embedding(CLASSES + 2, width)
        self.styles = nn.Embedding(STYLES, width)
        self.describe = nn.Linear(FEATURES, width)
        self.kind = nn.Parameter(torch.randn(2, width) * 0.02)  # token of a neighbour, own token
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.class_head = nn.Linear(width, CLASSES + 1)
        self.query = nn.Sequential(nn.Linear(2 * width, width), nn.SiLU(), nn.Linear(width, key + 3))
        self.point = nn.Conv2d(key, key, 1)
        self.detail = nn.Sequential(nn.Linear(2 * width + key, HIDDEN), nn.SiLU())
        self.detail_heads = nn.ModuleList(nn.Linear(HIDDEN, size) for size in DETAILS)
        # Measured on the teacher's worlds: nearest two classes come to each other (metres at size 1), and
        # how wet the ground may be where a class stands.
        self.clearance: Tensor
        self.wettest: Tensor
        self.register_buffer("clearance", torch.zeros(CLASSES, CLASSES))
        self.register_buffer("wettest", torch.ones(CLASSES))
        self.radius: Tensor
        self.register_buffer("radius", torch.from_numpy(radius()), persistent=False)
        middle = (torch.arange(CELLS) + 0.5) * CELL_METRES
        self.cells: Tensor
        self.register_buffer(
            "cells", torch.stack([middle.repeat(CELLS), middle.repeat_interleave(CELLS)]), persistent=False
        )

    def see(self, view: Tensor) -> Tensor:
        """Ground view [B, VIEW_CHANNELS, VIEW, VIEW] -> features [B, key, CELLS, CELLS]."""
        x = self.ground_in(view) + self.ground_place
        for conv in self.ground_mix:
            x = x + conv(functional.silu(x))
        seen: Tensor = x
        return seen

    def context(self, ground: Tensor, spec: Tensor, near: Tensor, near_shift: Tensor) -> tuple[Tensor, Tensor]:
        """Context tokens [B, P, W] and which of them are there [B, P].

        ground from `see`; spec [B, CONDITION + CONTEXT]; near [B, NEAR, FIELDS] (class -1 is none) and
        near_shift [B, NEAR, 2]: x, z metres from this chunk's corner to their chunk's.
        """
        batch = ground.shape[0]
        wishes = self.spec(spec).view(batch, 4, self.width)
        patches = self.ground_tokens(functional.silu(ground)).flatten(2).transpose(1, 2) + self.ground_where
        there = near[..., 0] >= 0
        held = torch.maximum(near, torch.zeros_like(near))
        known = self.embed(held, near_shift[..., 0], near_shift[..., 1]) + self.kind[0]
        always = torch.ones(batch, 20, dtype=torch.bool, device=ground.device)
        return torch.cat([wishes, patches, known], 1), torch.cat([always, there], 1)

    def embed(self, fields: Tensor, shift_x: Tensor, shift_z: Tensor) -> Tensor:
        """Token embeddings [.., W]."""
        described = self.describe(features(fields, shift_x, shift_z))
        embedded: Tensor = described + self.classes(fields[..., 0]) + self.styles(fields[..., 5])
        return embedded

    def own(self, fields: Tensor) -> Tensor:
        """Inputs of a chunk's own tokens [B, T, FIELDS], START included."""
        zero = torch.zeros((), device=fields.device)
        return self.embed(fields, zero, zero) + self.kind[1]

    def occupancy(self, fields: Tensor, shift: Tensor, there: Tensor) -> Tensor:
        """How each thing [.., FIELDS] covers the chunk's cells: [.., 256, 2] (on it 0/1, nearness 0..1)."""
        step = CELL_METRES / SUBCELLS
        cell, sub = fields[..., 1], fields[..., 2]
        x = (cell % CELLS * SUBCELLS + sub % SUBCELLS + 0.5) * step + shift[..., 0]
        z = (cell // CELLS * SUBCELLS + sub // SUBCELLS + 0.5) * step + shift[..., 1]
        far = torch.hypot(self.cells[0] - x[..., None], self.cells[1] - z[..., None])
        size = 2.0 ** (fields[..., 4] * (2 / (SIZES - 1)) - 1)
        inside = torch.sigmoid(2.0 * (self.radius[fields[..., 0].clamp(min=0)] * size)[..., None] - 2.0 * far)
        return torch.stack([inside, torch.exp(-far / 6.0)], -1) * there[..., None, None]

    def place_logits(self, hidden: Tensor, shape: Tensor, keys: Tensor, taken: Tensor) -> Tensor:
        """Heat map [B, T, 256] for the class [B, T]; keys [B, 256, key]; taken [B, T, 256, 2]."""
        query = self.query(torch.cat([hidden, self.classes(shape)], -1))
        logits = torch.einsum("btk,bck->btc", query[..., : self.key], keys) * self.key**-0.5
        near: Tensor = (taken * query[..., None, self.key : self.key + 2]).sum(-1)
        heat: Tensor = logits + near
        return heat

    def details(self, hidden: Tensor, shape: Tensor, cell: Tensor, keys: Tensor) -> list[Tensor]:
        """Logits of subcell, yaw, size, style, snow for tokens [B, T] of these classes in these cells."""
        at = keys.gather(1, cell[..., None].expand(-1, -1, self.key))
        x = self.detail(torch.cat([hidden, self.classes(shape), at], -1))
        return [head(x) for head in self.detail_heads]

    def keys_of(self, ground: Tensor) -> Tensor:
        """Keys of the heat map, [B, 256, key]."""
        keys: Tensor = self.point(functional.silu(ground)).flatten(2).transpose(1, 2)
        return keys

    def forward(self, view: Tensor, spec: Tensor, near: Tensor, near_shift: Tensor, own: Tensor) -> Heads:
        """Hidden states that predict own[:, 1:] from own[:, :-1] (own [B, T, FIELDS] begins with START)."""
        ground = self.see(view)
        context, there = self.context(ground, spec, near, near_shift)
        x = torch.cat([context, self.own(own)], 1)
        before, time = context.shape[1], own.shape[1]
        # put together, not written into: exporters know no assignment to a part of a mask
        own_rows = torch.arange(before + time, device=x.device)[:, None] - before
        causal = own_rows >= torch.arange(time, device=x.device)
        seen = there[:, None, None].expand(-1, 1, before + time, -1)
        mask = torch.cat([seen, causal.expand(x.shape[0], 1, -1, -1)], -1)
        for block in self.blocks:
            assert isinstance(block, Block)
            x = block.finish(x, softmax_attention(*block.split(x), ~mask))
        return Heads(self.norm(x[:, before:]), self.keys_of(ground))

    def taken(self, near: Tensor, near_shift: Tensor, own: Tensor) -> Tensor:
        """Occupancy seen by each step, [B, T, 256, 2]: neighbours and the tokens up to that one."""
        around = self.occupancy(near, near_shift, (near[..., 0] >= 0).float()).amax(1, keepdim=True)
        zero = torch.zeros(2, device=own.device)
        placed = self.occupancy(own, zero, (own[..., 0] < CLASSES).float())
        return torch.maximum(placed.cummax(1).values, around)
