"""Bridges from bank to bank, piers that reach the water, boats that float: where the layout put them, made to fit.

The layout network places to half a metre and knows the water at 2 m. Here the ground itself is looked along.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from nacre.world.grid import CHUNK
from nacre.world.layout.network import Token

Height = Callable[[float, float], float]  # metres of the ground at x, z
BRIDGE_HALF: Final = 5.4  # metres from the middle of a bridge of size 1 to either end
PIER_HALF: Final = 6.7
_BANK: Final = 0.30  # metres of ground on which a bridge ends
_TURNS: Final = 24
_REACH: Final = 15.0  # metres along which banks are looked for
_STEP: Final = 0.5
_NEAR: Final = 9.0  # metres from where it was placed to the water it crosses
_AFLOAT: Final = -0.45  # metres of ground under a keel
_DRIFT: Final = 18.0  # metres a boat may be moved
_SIZES: Final = (0.55, 2.4)
_ASHORE: Final = 2.2  # metres of a pier that lie on the bank


def at_the_water(token: Token, height: Height) -> Token:
    """A bridge, pier or boat where it fits best near its place; anything else, and where no water is near, as it is.

    It stays in its chunk: what a chunk holds must not depend on what its neighbours hold.
    """
    if token.shape == "bridge":
        return _bridge(token, height)
    if token.shape == "pier":
        return _pier(token, height)
    if token.shape in ("boat", "sailing_ship"):
        return _boat(token, height)
    return token


def _bridge(token: Token, height: Height) -> Token:
    """Across the narrowest water through its place, its middle over the middle and its ends on the banks."""
    steps = np.arange(-_REACH, _REACH + _STEP, _STEP)
    best: tuple[float, float, float, float] | None = None
    for turn in range(_TURNS):
        yaw = token.yaw + math.pi * turn / _TURNS
        way = (-math.sin(yaw), -math.cos(yaw))
        ground = np.array([height(token.x + way[0] * t, token.z + way[1] * t) for t in steps])
        wet = np.flatnonzero(ground < 0.0)
        if not len(wet):
            continue
        middle = int(wet[np.argmin(np.abs(steps[wet]))])
        if abs(steps[middle]) > _NEAR:
            continue
        dry_before = np.flatnonzero(ground[:middle] >= _BANK)
        dry_behind = np.flatnonzero(ground[middle:] >= _BANK)
        if not len(dry_before) or not len(dry_behind):
            continue
        first, last = float(steps[dry_before[-1]]), float(steps[middle + dry_behind[0]])
        # a turn from how it lay counts a little, so that of equal ways the nearest is taken
        cost = last - first + 0.15 * abs(first + last) / 2 + 0.3 * min(turn, _TURNS - turn) / _TURNS
        if best is None or cost < best[0]:
            best = (cost, yaw, (first + last) / 2, (last - first) / 2)
    if best is None:
        return token
    _, yaw, shift, half = best
    wanted = token.x - math.sin(yaw) * shift, token.z - math.cos(yaw) * shift
    x, z = _inside(token, *wanted)
    half += math.hypot(x - wanted[0], z - wanted[1])
    size = min(max((half + 0.5) / BRIDGE_HALF, _SIZES[0]), _SIZES[1])
    return replace(token, x=x, z=z, y=0.0, yaw=math.remainder(yaw, 2 * math.pi), size=size)


def _pier(token: Token, height: Height) -> Token:
    """From the nearest bank straight out, over as much water as there is."""
    best: tuple[float, float, float, float] | None = None
    length = 2 * PIER_HALF * token.size
    for x, z in _rings(token, _DRIFT, 1.5):
        if not 0.1 <= height(x, z) <= 0.8:
            continue
        for turn in range(_TURNS):
            yaw = 2 * math.pi * turn / _TURNS
            ground = [height(x - math.sin(yaw) * t, z - math.cos(yaw) * t) for t in np.arange(1.0, length, 1.5)]
            wet = sum(h < -0.1 for h in ground) - 0.12 * math.hypot(x - token.x, z - token.z)
            if best is None or wet > best[0]:
                best = (wet, x, z, yaw)
    if best is None or best[0] < 3.0:
        return token
    _, x, z, yaw = best
    out = PIER_HALF * token.size - _ASHORE
    x, z = _inside(token, x - math.sin(yaw) * out, z - math.cos(yaw) * out)
    return replace(token, x=x, y=height(x, z), z=z, yaw=math.remainder(yaw, 2 * math.pi))


def _boat(token: Token, height: Height) -> Token:
    """On the nearest water deep enough for it."""
    for x, z in _rings(token, _DRIFT, 1.5):
        around = [height(x + dx, z + dz) for dx, dz in ((0, 0), (1.5, 0), (-1.5, 0), (0, 1.5), (0, -1.5))]
        if max(around) < _AFLOAT and (x, z) == _inside(token, x, z):
            return replace(token, x=x, z=z, y=0.0)
    return token


def _inside(token: Token, x: float, z: float) -> tuple[float, float]:
    """The place nearest to x, z in the token's chunk."""
    corner = math.floor(token.x / CHUNK) * CHUNK, math.floor(token.z / CHUNK) * CHUNK
    return tuple(min(max(at, low), low + CHUNK - 0.01) for at, low in zip((x, z), corner, strict=True))  # type: ignore[return-value]


def _rings(token: Token, reach: float, step: float) -> list[tuple[float, float]]:
    """Places around a token, the nearest first."""
    found = [(token.x, token.z)]
    for ring in range(1, int(reach / step) + 1):
        away = ring * step
        for n in range(12):
            angle = token.yaw + n * math.pi / 6
            found.append((token.x + away * math.cos(angle), token.z + away * math.sin(angle)))
    return found
