"""Characters and creatures to draw: small posed volumes, packed for the march kernel."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.world.grid import SHAPE_CELLS


@dataclass(frozen=True)
class Posed:
    """A character between two poses: volumes float32 [5, 32, 32, 32] mixed by blend 0..1, at x, y, z (feet), yaw."""

    volume_a: NDArray[np.float32]
    volume_b: NDArray[np.float32]
    blend: float
    extent: float
    x: float
    y: float
    z: float
    yaw: float
    slot: int


@njit(cache=True, nogil=True, fastmath=True)
def _mix(a, b, share, out):
    for n in range(out.size):
        out[n] = a[n] + (b[n] - a[n]) * share


def pack(posed: Sequence[Posed], seen: Sequence[bool] | None = None) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Volumes [N, 5, 32, 32, 32], already mixed, and rows [N, 7]: x, y, z, cos yaw, sin yaw, extent, slot.

    Volumes of those not `seen` (default: all are) stay unwritten: no ray may enter them, but their rows
    still cast shadows.

    Mixing two distance fields keeps a usable distance; mixing beforehand halves the kernel's fetches.
    """
    n = SHAPE_CELLS
    volumes = np.empty((len(posed), 5, n, n, n), np.float32)
    rows = np.empty((len(posed), 7))
    for i, p in enumerate(posed):
        if seen is None or seen[i]:
            _mix(p.volume_a.reshape(-1), p.volume_b.reshape(-1), np.float32(p.blend), volumes[i].reshape(-1))
        rows[i] = p.x, p.y, p.z, math.cos(p.yaw), math.sin(p.yaw), p.extent, p.slot
    return volumes, rows
