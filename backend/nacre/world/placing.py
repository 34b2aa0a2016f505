"""Draws the things of chunks from the layout transformer, token by token, for a few chunks in lockstep.

The network proposes; what is checked here is only what no probability may override: two things do not
stand in each other, nothing stands in water that never does, what a prompt forbids stays away and what
it counts comes out exactly.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nacre.vocabulary import ENTITIES
from nacre.world.grid import CHUNK
from nacre.world.hashing import CounterRandom
from nacre.world.layout import (
    CELL_METRES,
    CELLS,
    CLASSES,
    END,
    FIELDS,
    NEAR,
    START,
    TOKENS,
    LayoutNetwork,
    size_of,
    where,
)

# Chunks drawn at once. Always exactly so many: matrix products must round alike in any order of asking.
LANES: Final = 4
WARMTH: Final = 0.9  # temperature; a little below 1 suppresses the tail the network has not learned yet
FIRST_ENTITY: Final = CLASSES - len(ENTITIES)


@dataclass
class Wishes:
    """What is still to be placed in the core. remaining [CLASSES]: inf where nothing is asked."""

    remaining: NDArray[np.float64]
    asked: NDArray[np.bool_]


@dataclass
class Lane:
    """One chunk being filled."""

    chunk: tuple[int, int]
    view: NDArray[np.float32]  # [VIEW_CHANNELS, VIEW, VIEW]
    context: NDArray[np.float32]  # [CONDITION + CONTEXT]
    near: NDArray[np.int64]  # [NEAR, FIELDS], class -1 where there is none
    shift: NDArray[np.float32]  # [NEAR, 2]
    random: CounterRandom
    dry: NDArray[np.float32]  # [256] water 0..1 per cell
    barred: NDArray[np.bool_]  # [CLASSES + 1] classes that may not come
    lure: NDArray[np.float64] | None = None  # [CLASSES, 256] log-weights from the spec's relations
    tokens: list[list[int]] = field(default_factory=list)
    done: bool = False


def neighbours(
    chunk: tuple[int, int], placed: dict[tuple[int, int], NDArray[np.int64]]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The NEAR tokens of other chunks closest to this one: fields [NEAR, FIELDS] and shifts [NEAR, 2]."""
    near = np.zeros((NEAR, FIELDS), np.int64)
    near[:, 0] = -1
    shift = np.zeros((NEAR, 2), np.float32)
    found: list[tuple[float, tuple[int, ...], tuple[float, float]]] = []
    for other, tokens in placed.items():
        if not len(tokens):
            continue
        offset = ((other[0] - chunk[0]) * CHUNK, (other[1] - chunk[1]) * CHUNK)
        x, z = where(tokens)
        x, z = x + offset[0] - CHUNK / 2, z + offset[1] - CHUNK / 2
        away = np.maximum(np.abs(x), np.abs(z)) - CHUNK / 2
        found += [(float(d), tuple(map(int, t)), offset) for d, t in zip(away, tokens, strict=True)]
    found.sort()
    for i, (_, token, offset) in enumerate(found[:NEAR]):
        near[i], shift[i] = token, offset
    return near, shift


class Placer:
    """Samples from one LayoutNetwork; holds no state between calls."""

    def __init__(self, network: LayoutNetwork) -> None:
        self.network = network.eval().requires_grad_(False)
        self._clearance = network.clearance.double().numpy()
        self._wettest = network.wettest.double().numpy()
        middle = (np.arange(CELLS) + 0.5) * CELL_METRES
        self._x, self._z = np.tile(middle, CELLS), np.repeat(middle, CELLS)

    @torch.inference_mode()
    def fill(self, lanes: list[Lane], wishes: Wishes | None) -> None:
        """Fill up to LANES chunks; with wishes, their shared counts are kept and decremented."""
        if not 0 < len(lanes) <= LANES:
            raise ValueError(f"1..{LANES} lanes, got {len(lanes)}")
        run = _Run(self.network, lanes)
        for _ in range(TOKENS - 1):
            self._advance(run, lanes, wishes, None)
            if all(lane.done for lane in lanes):
                break

    @torch.inference_mode()
    def force(self, lane: Lane, shape: int, wishes: Wishes) -> bool:
        """Place one more thing of this class in a filled chunk; False where it has no room."""
        if len(lane.tokens) >= TOKENS - 1:
            return False
        run = _Run(self.network, [lane])
        before = len(lane.tokens)
        for token in lane.tokens:
            run.push(np.array([token] * LANES))
        lane.done = False
        self._advance(run, [lane], wishes, shape)
        lane.done = True
        return len(lane.tokens) > before

    def _advance(self, run: _Run, lanes: list[Lane], wishes: Wishes | None, forced: int | None) -> None:
        """Draw one token for every lane that is not done."""
        network = self.network
        logits = network.class_head(run.hidden)[:, 0].double().numpy()
        full = ~np.isfinite(logits)
        shapes = np.full(LANES, START)
        rejected = np.zeros((LANES, CLASSES + 1), bool)
        drawn = np.tile(np.array([START, 0, 0, 0, 0, 0, 0]), (LANES, 1))
        for attempt in range(4):
            open_lanes = [
                i for i, lane in enumerate(lanes) if not lane.done and drawn[i, 0] == START and shapes[i] != END
            ]
            if not open_lanes:
                break
            for i in open_lanes:
                barred = full[i] | lanes[i].barred | rejected[i]
                if wishes is not None:
                    barred[:CLASSES] |= wishes.remaining <= 0
                if forced is not None:
                    shapes[i] = forced if attempt == 0 else END
                else:
                    shapes[i] = self._class(lanes[i], logits[i], barred)
                if shapes[i] == END:
                    lanes[i].done = True
            if all(shapes[i] == END for i in open_lanes):
                break
            chosen = torch.from_numpy(np.minimum(shapes, END))[:, None]
            heat = network.place_logits(run.hidden, chosen, run.keys, run.taken[:, None])[:, 0].double().numpy()
            for i in open_lanes:
                if shapes[i] == END:
                    continue
                # Another lane may have taken the last one asked for since this one chose its class.
                spent = wishes is not None and wishes.remaining[shapes[i]] <= 0
                cell = None if spent else self._cell(lanes[i], int(shapes[i]), heat[i])
                if cell is None:
                    rejected[i, shapes[i]] = True
                    shapes[i] = START
                    continue
                drawn[i, :2] = shapes[i], cell
                if wishes is not None:
                    wishes.remaining[shapes[i]] -= 1
        for i, lane in enumerate(lanes):
            lane.done |= drawn[i, 0] == START
        self._details(run, lanes, drawn)
        for i, lane in enumerate(lanes):
            if drawn[i, 0] != START:
                lane.tokens.append(drawn[i].tolist())
        run.push(drawn)

    @staticmethod
    def _class(lane: Lane, logits: NDArray[np.float64], barred: NDArray[np.bool_]) -> int:
        weights = np.exp((logits - logits.max()) / WARMTH) * ~barred
        weights[weights < 2e-3 * weights.max()] = 0.0
        return lane.random.choice(weights) if weights.max() > 0 else END

    def _cell(self, lane: Lane, shape: int, heat: NDArray[np.float64]) -> int | None:
        """A free cell for a class, or None."""
        heat = heat / WARMTH
        if lane.lure is not None:
            heat = heat + lane.lure[shape]
        weights = np.exp(heat - heat.max()) * (lane.dry <= self._wettest[shape])
        fields, shift = self._standing(lane)
        if len(fields):
            x, z = where(fields)
            clear = self._clearance[shape, fields[:, 0]] * size_of(fields[:, 4])
            away = np.hypot(self._x - (x + shift[:, 0])[:, None], self._z - (z + shift[:, 1])[:, None])
            weights = weights * (away >= clear[:, None]).all(0)
        weights[weights < 1e-3 * weights.max()] = 0.0
        return lane.random.choice(weights) if weights.max() > 0 else None

    @staticmethod
    def _standing(lane: Lane) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        own = np.array(lane.tokens, np.int64).reshape(-1, FIELDS)
        there = lane.near[:, 0] >= 0
        shift = np.concatenate([np.zeros((len(own), 2), np.float32), lane.shift[there]])
        return np.concatenate([own, lane.near[there]]), shift

    def _details(self, run: _Run, lanes: list[Lane], drawn: NDArray[np.int64]) -> None:
        shape = torch.from_numpy(np.minimum(drawn[:, 0], END))[:, None]
        cell = torch.from_numpy(drawn[:, 1])[:, None]
        for column, logits in enumerate(self.network.details(run.hidden, shape, cell, run.keys), start=2):
            values = logits[:, 0].double().numpy()
            for i, lane in enumerate(lanes):
                if drawn[i, 0] != START:
                    weights = np.exp((values[i] - values[i].max()) / WARMTH)
                    weights[weights < 0.02 * weights.max()] = 0.0
                    drawn[i, column] = lane.random.choice(weights)


class _Run:
    """Keys, values and occupancy of LANES sequences under way."""

    def __init__(self, network: LayoutNetwork, lanes: list[Lane]) -> None:
        self.network = network
        rows = [lanes[i] if i < len(lanes) else lanes[0] for i in range(LANES)]
        view = torch.from_numpy(np.stack([lane.view for lane in rows]))
        spec = torch.from_numpy(np.stack([lane.context for lane in rows]))
        near = torch.from_numpy(np.stack([lane.near for lane in rows]))
        shift = torch.from_numpy(np.stack([lane.shift for lane in rows]))
        ground = network.see(view)
        self.keys = network.keys_of(ground)
        context, there = network.context(ground, spec, near, shift)
        self.taken = network.occupancy(near, shift, (near[..., 0] >= 0).float()).amax(1)
        total = context.shape[1] + TOKENS
        self.mask = torch.zeros(LANES, 1, 1, total, dtype=torch.bool)
        self.mask[:, 0, 0, : there.shape[1]] = there
        self.at = context.shape[1]
        size = (LANES, network.heads, total, network.width // network.heads)
        self.memory = [(torch.zeros(size), torch.zeros(size)) for _ in network.blocks]
        x = context
        for block, (keys, values) in zip(network.blocks, self.memory, strict=True):
            q, k, v = block.split(x)  # type: ignore[operator]
            keys[:, :, : self.at], values[:, :, : self.at] = k, v
            x = block(x, q, k, v, there[:, None, None])
        self.hidden: Tensor
        self.push(np.tile(np.array([START, 0, 0, 0, 0, 0, 0]), (LANES, 1)))

    def push(self, fields: NDArray[np.int64]) -> None:
        """Append one token per lane (class START for lanes that are done) and advance the hidden state."""
        token = torch.from_numpy(fields)
        inside = (token[:, 0] < CLASSES).float()
        self.taken = torch.maximum(self.taken, self.network.occupancy(token, torch.zeros(2), inside))
        self.mask[..., self.at] = True
        x = self.network.own(token[:, None])
        for block, (keys, values) in zip(self.network.blocks, self.memory, strict=True):
            q, k, v = block.split(x)  # type: ignore[operator]
            keys[:, :, self.at], values[:, :, self.at] = k[:, :, 0], v[:, :, 0]
            x = block(x, q, keys, values, self.mask)
        self.hidden = self.network.norm(x)
        self.at += 1
