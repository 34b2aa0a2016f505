"""The networks that play takes step by step, each step as one module with all its heads: what a runtime compiles."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from nacre.world.dynamics.crowd import H_VALID
from nacre.world.networks.attention import Layer
from nacre.world.networks.dynamics import ENTITY_ROWS, PLAYER_ROWS, DynamicsNetwork
from nacre.world.networks.layout import LayoutNetwork
from nacre.world.networks.shapes import ShapeNetwork, measures, waves
from nacre.world.networks.transformer import Block
from nacre.world.shapes import wishes
from nacre.world.shapes.fields import N_SLOTS, OFFSETS


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

    def __init__(self, dynamics: DynamicsNetwork) -> None:
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


class ShapeStep(nn.Module):
    """The shape network for every part of B programs of T parts, with the heads of all its slots.

    kind [B]: the class; given [B, len(wishes.NAMES)]: attributes as symbols; the next inputs as
    `ShapeNetwork.states`; slots [B, T, N_SLOTS]: what each slot became, as a number of the long list (NOTHING where
    unused): a slot sees those before it. Returns logits of all attributes [B, wishes.SYMBOLS] and of all slots
    [B, T, SYMBOLS]. Sums of embeddings are gathers here: a bag has no operator in ONNX.
    """

    wish_offsets: Tensor
    no_colour: Tensor
    level_offsets: Tensor

    def __init__(self, network: ShapeNetwork) -> None:
        super().__init__()
        self.net = network
        colours = 4 * 3 * 8  # rows of the table before its four for no colour
        self.first = wishes.FIRST_COLOUR
        self.register_buffer("wish_offsets", torch.from_numpy(wishes.OFFSETS[:-1]), persistent=False)
        self.register_buffer("no_colour", colours + torch.arange(4)[:, None].repeat(1, 3), persistent=False)
        steps = 8 * (3 * torch.arange(4)[:, None] + torch.arange(3))
        self.register_buffer("level_offsets", steps, persistent=False)

    def forward(
        self,
        kind: Tensor,
        given: Tensor,
        roles: Tensor,
        occurrences: Tensor,
        before: Tensor,
        raw: Tensor,
        same: Tensor,
        grid: Tensor,
        slots: Tensor,
    ) -> tuple[Tensor, Tensor]:
        """See the class."""
        net = self.net
        wish = self._wish(kind, given)
        time = torch.arange(roles.shape[1], device=roles.device)
        x = net.measured(waves(torch.cat([measures(raw, grid), measures(same, grid)], -1)))
        x = x + _sum(net.symbols, before) + net.roles(roles) + net.occurrences(occurrences)
        x = x + net.places[time] + wish[:, None]
        later = torch.full((len(time), len(time)), -1e4, device=roles.device).triu(1)
        for block in net.blocks:
            assert isinstance(block, Block)
            x = _attended(block, x, later)
        x = net.norm(x)
        joined = torch.cat([x, wish[:, None].expand(-1, x.shape[1], -1)], -1)
        running = net.start(joined) + net.role_start(roles)
        added = net.add(slots)
        # what a slot sees is the start and what the slots before it became
        seen = running[..., None, :] + torch.cumsum(added.float(), -2) - added
        weight = net.deep
        deep = torch.matmul(seen.to(weight.dtype)[..., None, :], weight)[..., 0, :] + net.deep_bias
        deep = functional.gelu(deep)
        out = []
        for slot in range(N_SLOTS):
            rows = slice(int(OFFSETS[slot]), int(OFFSETS[slot + 1]))
            out.append(torch.matmul(deep[..., slot, :], net.read[rows].T) + net.read_bias[rows])
        return self._attributes(kind, given), torch.cat(out, -1)

    def _wish(self, kind: Tensor, given: Tensor) -> Tensor:
        net, first = self.net, self.first
        colours = given[:, first:]
        red, both = _divided(colours, 64), _divided(colours, 8)
        level = torch.stack([red, both - 8 * red, colours - 8 * both], -1) + self.level_offsets
        index = torch.where((colours < int(wishes.VALUES[first]))[..., None], level, self.no_colour)
        x = net.classes(kind) + _sum(net.given, given[:, :first] + self.wish_offsets[:first])
        x = x + _sum(net.levels, index.flatten(1))
        out: Tensor = x + net.condition(x)
        return out

    def _attributes(self, kind: Tensor, given: Tensor) -> Tensor:
        own = self.net.attributes
        x = own.classes(kind) + _sum(own.values, given + self.wish_offsets)
        for mix in own.mix:
            x = x + mix(x)
        out: Tensor = own.out(functional.silu(x))
        return out


def _attended(block: Block, x: Tensor, later: Tensor) -> Tensor:
    """The block with its mask in numbers: what torch's own makes of it is not in TensorRT's list."""
    q, k, v = block.split(x)
    likeness = torch.matmul(q, k.transpose(-1, -2)).float() * (q.shape[-1] ** -0.5) + later
    return block.finish(x, torch.matmul(likeness.softmax(-1).to(v.dtype), v))


def _divided(numbers: Tensor, by: int) -> Tensor:
    """Whole quotients of numbers from 0 up: rounding down, as // does, takes operators that TensorRT has not."""
    return torch.div(numbers, by, rounding_mode="trunc")


def _sum(bag: nn.EmbeddingBag, index: Tensor) -> Tensor:
    """The sum of a bag's rows over the last axis of an index."""
    return functional.embedding(index, bag.weight).sum(-2)
