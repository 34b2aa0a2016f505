"""The layout transformer: places the things of a chunk, one token after the other.

A chunk's things form a sequence in canonical order (buildings, props, trees, rocks and bushes, entities;
row by row within a class). Before it stand context tokens: what the world should be, what is still asked
for, the ground of the chunk, and what already stands in neighbouring chunks. Every token is predicted as
class, then place (a heat map over 2 m cells: a dot product of the query with features of the ground, as in
pointer networks, arXiv 1506.03134), then everything else given class and place.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from nacre.parts.classes import CLASSES as CLASSES_TABLE
from nacre.vocabulary import EXTENT, SHAPE_INDEX, SHAPES, STYLES
from nacre.world.grid import CHUNK
from nacre.world.terrain.networks import CONDITION, HEIGHT_SCALE, PLACES, places
from nacre.world.transformer import Block, softmax_attention

CLASSES: Final = len(SHAPES)
END: Final = CLASSES  # class index of "nothing more stands here"
START: Final = CLASSES + 1
CELLS: Final = 16  # 2 m cells per side of the heat map
CELL_METRES: Final = CHUNK / CELLS
SUBCELLS: Final = 4  # 0.5 m steps per cell side
YAWS: Final = 64
SIZES: Final = 16  # 0.5 .. 2 in equal ratios
TOKENS: Final = 48  # most tokens of a chunk, END included
NEAR: Final = 48  # most tokens of neighbours that a chunk looks at
VIEW_CHANNELS: Final = 8
VIEW: Final = CELLS + 2  # cells per side of the ground view: one of margin
FIELDS: Final = 7  # integers per token: class, cell, subcell, yaw, size, style, snow
CONTEXT: Final = 2 * CLASSES + PLACES + 1  # still asked for, asked at all, where the chunk lies, in the core

# Big things first: what comes later arranges itself around them.
_FIRST: Final = (
    "keep", "bell_tower", "round_tower", "windmill", "gate", "wall", "forge", "house", "ruin", "bridge",
    "well", "stall", "statue", "tent", "campfire", "lamp", "fence", "hay", "barrel",
    "tree_round", "tree_cone", "tree_palm", "tree_dead", "cactus", "rock", "bush",
    "villager", "blacksmith", "guard", "merchant", "child", "knight",
    "sheep", "deer", "dog", "horse", "dragon",
)  # fmt: skip
# Classes that came later follow the one of their kind.
_AFTER: Final = {
    "building": "house", "structure": "stall", "vehicle": "stall", "prop": "barrel", "furniture": "barrel",
    "plant": "tree_dead", "rock": "rock", "person": "knight", "animal": "dragon",
}  # fmt: skip


def _order() -> tuple[str, ...]:
    def place(index: int) -> tuple[int, int]:
        row = CLASSES_TABLE[index]
        if row.name in _FIRST:
            return _FIRST.index(row.name), -1
        small = row.group == "plant" and row.extent < 4.0
        return _FIRST.index("bush" if small else _AFTER[row.group]), index

    return tuple(SHAPES[index] for index in sorted(range(len(SHAPES)), key=place))


ORDER: Final = _order()
RANK: Final = np.array([ORDER.index(name) for name in SHAPES])


@dataclass(frozen=True)
class Token:
    """One thing: position in metres (y of the ground, a dragon's in the air), yaw in radians, size scale.

    atop: it stands on the top of what is under it; how high that is shows once both are drawn. rank: its number among
    the core's things of its class where the prompt's wishes were dealt before it was moved, -1 where they go by place.
    """

    shape: str
    x: float
    y: float
    z: float
    yaw: float
    size: float
    style: int
    snow: bool
    atop: bool = False
    rank: int = -1


def encode(shape: str, x: float, z: float, yaw: float, size: float, style: int, snow: bool) -> list[int]:
    """FIELDS integers of a thing at x, z metres from its chunk's corner."""
    at_x, at_z = (int(np.clip(v / CHUNK * CELLS * SUBCELLS, 0, CELLS * SUBCELLS - 1)) for v in (x, z))
    cell = at_z // SUBCELLS * CELLS + at_x // SUBCELLS
    subcell = at_z % SUBCELLS * SUBCELLS + at_x % SUBCELLS
    turn = round(yaw / (2 * np.pi) * YAWS) % YAWS
    scale = int(np.clip(round((np.log2(size) + 1) / 2 * (SIZES - 1)), 0, SIZES - 1))
    return [SHAPE_INDEX[shape], cell, subcell, turn, scale, style % STYLES, int(snow)]


def where(fields: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """x and z in metres from the chunk's corner, of fields [.., FIELDS]."""
    step = CELL_METRES / SUBCELLS
    cell, sub = fields[..., 1], fields[..., 2]
    x = (cell % CELLS * SUBCELLS + sub % SUBCELLS + 0.5) * step
    z = (cell // CELLS * SUBCELLS + sub // SUBCELLS + 0.5) * step
    return x.astype(np.float64), z.astype(np.float64)


def yaw_of(turn: NDArray[np.int64] | int) -> NDArray[np.float64]:
    """Radians in -pi..pi of a yaw bin."""
    angle = np.asarray(turn) * (2 * np.pi / YAWS)
    return np.asarray(np.where(angle > np.pi, angle - 2 * np.pi, angle))


def size_of(scale: NDArray[np.int64] | int) -> NDArray[np.float64]:
    """Scale factor of a size bin."""
    return np.asarray(2.0 ** (np.asarray(scale) * (2 / (SIZES - 1)) - 1))


def ground_view(ground: NDArray[np.float32]) -> NDArray[np.float32]:
    """What the network sees of a chunk's ground [6, 72, 72]: [VIEW_CHANNELS, VIEW, VIEW] of 2 m cells."""
    mean = ground.reshape(6, VIEW, 4, VIEW, 4).mean((2, 4))
    height = mean[0] / HEIGHT_SCALE
    middle = height[1:-1, 1:-1].mean()
    slope = np.hypot(*np.gradient(mean[0], CELL_METRES))
    flat = np.full_like(height, middle)
    return np.stack([height - middle, flat, mean[5], mean[4], slope, *mean[1:4]]).astype(np.float32)


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


FEATURES: Final = 29


@dataclass
class Heads:
    """What the network says of the next tokens; made lazily from hidden states."""

    hidden: Tensor  # [B, T, W]
    keys: Tensor  # [B, CELLS * CELLS, K] of the ground


class LayoutNetwork(nn.Module):
    """See the module. Shapes: B chunks, T tokens, W width."""

    def __init__(self, width: int = 160, layers: int = 4, heads: int = 5, key: int = 64) -> None:
        super().__init__()
        self.width, self.key, self.heads = width, key, heads
        self.ground_in = nn.Conv2d(VIEW_CHANNELS, key, 3)
        self.ground_mix = nn.ModuleList(nn.Conv2d(key, key, 3, padding=d, dilation=d) for d in (1, 2, 4))
        self.ground_place = nn.Parameter(torch.randn(1, key, CELLS, CELLS) * 0.1)
        self.ground_tokens = nn.Conv2d(key, width, 4, 4)
        self.ground_where = nn.Parameter(torch.randn(1, 16, width) * 0.02)
        self.spec = nn.Sequential(nn.Linear(CONDITION + CONTEXT, 192), nn.SiLU(), nn.Linear(192, 4 * width))
        self.classes = nn.Embedding(CLASSES + 2, width)
        self.styles = nn.Embedding(STYLES, width)
        self.describe = nn.Linear(FEATURES, width)
        self.kind = nn.Parameter(torch.randn(2, width) * 0.02)  # token of a neighbour, own token
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.class_head = nn.Linear(width, CLASSES + 1)
        self.query = nn.Sequential(nn.Linear(2 * width, width), nn.SiLU(), nn.Linear(width, key + 3))
        self.point = nn.Conv2d(key, key, 1)
        self.detail = nn.Sequential(nn.Linear(2 * width + key, 192), nn.SiLU())
        self.detail_heads = nn.ModuleList(
            nn.Linear(192, size) for size in (SUBCELLS * SUBCELLS, YAWS, SIZES, STYLES, 2)
        )
        # Measured on the teacher's worlds: nearest two classes come to each other (metres at size 1), and
        # how wet the ground may be where a class stands.
        self.clearance: Tensor
        self.wettest: Tensor
        self.register_buffer("clearance", torch.zeros(CLASSES, CLASSES))
        self.register_buffer("wettest", torch.ones(CLASSES))
        extent = torch.tensor([EXTENT[name] * 0.35 for name in SHAPES] + [0.0, 0.0])
        self.radius: Tensor
        self.register_buffer("radius", extent, persistent=False)
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


def context_of(
    remaining: NDArray[np.float32], asked: NDArray[np.float32], chunk: tuple[int, int], core: bool
) -> NDArray[np.float32]:
    """CONTEXT numbers: items still to place and asked for at all [CLASSES] each, where, if in the core."""
    return np.concatenate([np.log1p(remaining), asked, _middle_of(chunk), [float(core)]]).astype(np.float32)


@lru_cache(maxsize=4096)
def _middle_of(chunk: tuple[int, int]) -> NDArray[np.float32]:
    x, z = (torch.tensor([(along + 0.5) * CHUNK]) for along in chunk)
    at: NDArray[np.float32] = places(x, z)[:, 0, 0].numpy()
    return at
