"""Counter-based randomness: numbers that depend on where they are asked for, not on when.

Every draw is a hash of its key (seed, purpose, place, counter), so a chunk comes out the same
whatever was generated before it. The mixer is SplitMix64's finaliser (Steele et al. 2014).
"""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.world.kernels.parallel import share

_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
_MIX_1: Final = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2: Final = np.uint64(0x94D049BB133111EB)
_MASK: Final = (1 << 64) - 1
_G, _M1, _M2 = int(_GOLDEN), int(_MIX_1), int(_MIX_2)


def _mix(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    value = (value ^ (value >> np.uint64(30))) * _MIX_1
    value = (value ^ (value >> np.uint64(27))) * _MIX_2
    return value ^ (value >> np.uint64(31))


def _mix_one(value: int) -> int:
    """`_mix` of one number: a tenth of the time that an array of one takes, and worlds ask for tens of thousands."""
    value = ((value ^ (value >> 30)) * _M1) & _MASK
    value = ((value ^ (value >> 27)) * _M2) & _MASK
    return value ^ (value >> 31)


def hash_key(*parts: int) -> int:
    """One 64-bit key out of several integers of any size or sign."""
    state = 0
    for part in parts:
        state = _mix_one(((state + _G) & _MASK) ^ (int(part) & _MASK))
    return state


def _uniform(bits: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Open interval (0, 1): log() of it is finite."""
    return ((bits >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53


def noise_field(
    key: int, x0: int, z0: int, width: int, height: int, channels: int, other: Executor | None = None
) -> NDArray[np.float32]:
    """Standard normal numbers, float32 [channels, height (z), width (x)], of the cells from (x0, z0) on.

    A cell's numbers depend only on key and cell, so fields cut from anywhere agree where they overlap.
    other: runs half of the work (`helper_thread`).
    """
    xs = (np.arange(x0, x0 + width, dtype=np.int64)).view(np.uint64)
    zs = (np.arange(z0, z0 + height, dtype=np.int64)).view(np.uint64)
    row = _mix((zs * _GOLDEN) ^ np.uint64(key))
    cell = _mix((row[:, None] + xs[None, :] * _MIX_2) ^ _GOLDEN)
    pairs = (channels + 1) // 2
    normal = np.empty((2 * pairs, height, width), np.float32)

    def fill(pair: int) -> None:
        first, second = (
            _uniform(_mix(cell + np.uint64((count * int(_GOLDEN)) & _MASK))) for count in (pair + 1, pairs + pair + 1)
        )
        radius, angle = np.sqrt(-2.0 * np.log(first)), 2.0 * np.pi * second
        normal[pair], normal[pairs + pair] = radius * np.cos(angle), radius * np.sin(angle)

    share(fill, range(pairs), other)
    return normal[:channels]


class CounterRandom:
    """A stream of draws that belongs to one key."""

    def __init__(self, *parts: int) -> None:
        self._key = hash_key(*parts)
        self._counter = 0

    def uniform(self) -> float:
        """The next number of the open interval (0, 1)."""
        self._counter += 1
        return ((_mix_one((self._counter * _G + self._key) & _MASK) >> 11) + 0.5) * 2.0**-53

    def choice(self, probabilities: NDArray[np.float64]) -> int:
        """An index drawn with these weights, which need not sum to 1; ValueError if none is positive."""
        edges = np.cumsum(probabilities)
        if not edges[-1] > 0:
            raise ValueError("no choice has a positive probability")
        return min(int(np.searchsorted(edges, self.uniform() * edges[-1], side="right")), len(edges) - 1)
