"""Seeded displacement of blobs: leaf clumps, rocks, and soft lumps. Plain integer hashing, equal on every machine."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEAFY: Final = frozenset({"leaves", "needles", "moss", "grass"})
FACETED: Final = frozenset({"rock", "stone", "ashlar", "ice", "brick", "gold", "iron", "glass", "bone"})


def uniform(seed: int, count: int) -> Floats:
    """`count` numbers 0..1 from a seed (splitmix64)."""
    with np.errstate(over="ignore"):
        z = (np.arange(1, count + 1, dtype=np.uint64) + np.uint64(seed * 7919 + 17)) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return (z >> np.uint64(11)).astype(np.float64) / float(1 << 53)


@lru_cache(maxsize=512)
def _directions(seed: int, count: int) -> Floats:
    """Directions spread evenly over the sphere and shaken by the seed, f64 [count, 3]."""
    shake = uniform(seed, 3 * count).reshape(count, 3) - 0.5
    k = np.arange(count) + 0.5
    y = 1 - 2 * k / count
    turn = k * 2.399963229728653 + shake[0, 0] * 6.28
    r = np.sqrt(1 - y * y)
    d = np.stack([r * np.cos(turn), y, r * np.sin(turn)], 1) + shake * (2.2 / np.sqrt(count))
    spread: Floats = d / np.linalg.norm(d, axis=1, keepdims=True)
    return spread


def radius(directions: Floats, seed: int, material: str) -> Floats:
    """Share of an ellipsoid's radius in directions [W, 3] of a blob, in (0, 1]."""
    if material in LEAFY:
        return _clumps(directions, seed)
    if material in FACETED:
        return _facets(directions, seed)
    return _lumps(directions, seed)


def _clumps(directions: Floats, seed: int) -> Floats:
    """Round clumps with creases between them, as leaves hang together."""
    count = 16
    near = directions @ _directions(seed, count).T
    size = 0.80 + 0.20 * uniform(seed + 1, count)
    width = 0.40  # of a clump, as a share of the radius
    centre = size - width
    # distance along the ray to the far side of a ball of `width` that touches `size`
    inside = width**2 - centre**2 * (1 - near**2)
    reach = np.where((near > 0) & (inside > 0), centre * near + np.sqrt(np.maximum(inside, 0.0)), 0.0).max(1)
    # a finer crumple of single tufts
    tuft = (directions @ _directions(seed + 2, 60).T).max(1)
    rough: Floats = np.clip(np.maximum(reach, 0.58) + (tuft - 0.97) * 1.1, 0.45, 1.0)
    return rough


def _facets(directions: Floats, seed: int) -> Floats:
    """A stone broken along planes."""
    count = 9
    planes = _directions(seed, count)
    depth = 0.62 + 0.32 * uniform(seed + 1, count)
    near = directions @ planes.T
    cut: Floats = np.minimum(np.where(near > 0.05, depth / np.maximum(near, 0.05), 9.0).min(1), 1.0)
    return cut * (0.985 + 0.015 * uniform(seed + 3, len(directions)))


def _lumps(directions: Floats, seed: int) -> Floats:
    """Soft, low lumps."""
    near = directions @ _directions(seed, 9).T
    swell: Floats = 0.88 + 0.12 * np.clip((near.max(1) - 0.55) / 0.45, 0, 1)
    return swell
