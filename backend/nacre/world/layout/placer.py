"""Fills chunks from the layout transformer, token by token, a few in lockstep."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.world.kernels.parallel import share
from nacre.world.layout.kv_cache import KVCache, see
from nacre.world.layout.lane import Lane, Seen, Wishes
from nacre.world.layout.network import CELL_METRES, CELLS, CLASSES, FIELDS, START, TOKENS
from nacre.world.layout.sampler import SampleBatch, draw
from nacre.world.layout.weights import weights_of

_NO_CLASS: Final = -1
WET: Final = 0.3  # share of water from which walls do not stand in a cell


def _ashore(wet: NDArray[np.float32]) -> NDArray[np.float32]:
    """Metres from each cell of a chunk to the nearest wet one, [256]; wet: share of water, with a cell of margin."""
    rows, columns = np.nonzero(wet > WET)
    if not len(rows):
        return np.full(CELLS * CELLS, np.inf, np.float32)
    z, x = np.divmod(np.arange(CELLS * CELLS)[:, None], CELLS)
    apart: NDArray[np.float64] = np.hypot(z + 1 - rows, x + 1 - columns).min(1)
    return (CELL_METRES * apart).astype(np.float32)


class Placer:
    """Samples from one layout network; holds no state between calls."""

    def __init__(self, network: Any) -> None:
        """network: its `Parameters`, or the torch module."""
        self.weights = weights_of(network)

    def see(self, view: NDArray[np.float32]) -> Seen:
        """Look at a chunk's ground, `layout.ground_view` of it."""
        patches, keys = see(self.weights.ground, view)
        return Seen(patches, keys, np.ascontiguousarray(view[2, 1:-1, 1:-1]).ravel(), _ashore(view[2]))

    def fill(self, lanes: list[Lane], wishes: Wishes | None, other: Executor | None = None) -> None:
        """Fill chunks in lockstep; with wishes, their shared counts are kept and decremented.

        other: runs half of the work (`helper_thread`).
        """
        self._run(lanes, wishes, _NO_CLASS, other)

    def force(self, lane: Lane, shape: int, wishes: Wishes) -> bool:
        """Place one more thing of this class in a filled chunk; False where it has no room."""
        if len(lane.tokens) >= TOKENS - 1:
            return False
        before = len(lane.tokens)
        self._run([lane], wishes, shape)
        return len(lane.tokens) > before

    def _run(self, lanes: list[Lane], wishes: Wishes | None, forced: int, other: Executor | None = None) -> None:
        many = len(lanes)
        run = KVCache(self.weights, many, max(len(lane.near) for lane in lanes))
        start = np.zeros((many, FIELDS), np.int64)
        start[:, 0] = START

        def begin(i: int) -> None:
            run.begin(i, lanes[i].seen.patches, lanes[i].context, lanes[i].near, lanes[i].shift)

        share(begin, range(many), other)
        run.push(start, np.arange(many))
        for i, lane in enumerate(lanes):
            for token in lane.tokens:
                run.push(token[None], np.array([i]))
        batch = SampleBatch.of(lanes)
        remaining = wishes.remaining if wishes is not None else np.full(CLASSES, np.inf)
        while True:
            drawn = draw(self.weights.heads, batch, run.hidden, run.taken, remaining, forced)
            going = np.flatnonzero(drawn[:, 0] != START)
            if forced != _NO_CLASS or not len(going):
                break
            run.push(drawn[going], going)
        for i, lane in enumerate(lanes):
            lane.tokens = batch.tokens[i, : batch.counts[i]].copy()
