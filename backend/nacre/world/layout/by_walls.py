"""Goods lean against what they belong to: barrels, crates, sacks, pots and benches stand by a wall or a stall.

The layout network strews them over its cells, and a barrel alone on a lawn belongs to nobody. What comes by itself and
has something built not far off is moved to a side of it; beyond that it stays, and so does all that was asked for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from nacre.parts.classes import BY_NAME
from nacre.spec import SceneSpec
from nacre.vocabulary import EXTENT
from nacre.world.grid import CHUNK
from nacre.world.layout.network import Token
from nacre.world.terrain.blocks import Chunk

Height = Callable[[float, float], float]  # metres of the ground at x, z

GOODS: Final = frozenset({"barrel", "crate", "sack", "pot", "bench", "wood_pile", "planter", "hay_bale", "trough"})
NEAR: Final = 16.0  # metres from the middle of something built within which goods belong to it
BY: Final = 0.7  # metres from its edge to their middle, besides their own half
STALLS: Final = frozenset({"stall", "forge", "well", "market_hall"})
_SIDES: Final = (0.55, -0.55, 0.95, -0.95, 1.5, -1.5, 2.1, -2.1)  # radians from the front: never before the door
_STEEP: Final = 0.5  # metres of height between a thing and where it leans
_RIM: Final = 0.3  # metres inside the chunk's edge


def leaned(spec: SceneSpec, tokens: Sequence[Token], chunk: Chunk, height: Height) -> list[Token]:
    """The things of a chunk with goods that nobody asked for by a wall of it; the order and number stay.

    A pure function. Goods move within their chunk, to dry, level, free ground.
    """
    asked = {item.concept for item in spec.items if item.count > 0}
    found = list(tokens)
    hosts = [t for t in found if (BY_NAME[t.shape].group == "building" or t.shape in STALLS) and not t.atop]
    taken = [0] * len(hosts)
    for n, thing in enumerate(found):
        if thing.shape not in GOODS or thing.shape in asked or thing.atop:
            continue
        far = [math.hypot(host.x - thing.x, host.z - thing.z) for host in hosts]
        for k in sorted(range(len(hosts)), key=far.__getitem__)[:2]:
            host, away = hosts[k], far[k]
            edge = _edge(host)
            if away <= edge + 2.2:
                break  # it stands by it already
            if away > NEAR:
                continue
            place = _side(host, thing, taken[k], found, chunk, height)
            if place is not None:
                found[n] = place
                taken[k] += 1
                break
    return found


def _edge(host: Token) -> float:
    """Metres from the middle of something built to about its wall."""
    return BY_NAME[host.shape].footprint * host.size * 0.8


def _side(host: Token, thing: Token, taken: int, others: Sequence[Token], chunk: Chunk, height: Height) -> Token | None:
    out = _edge(host) + BY + 0.5 * min(EXTENT[thing.shape], 1.2)
    for k in range(len(_SIDES)):
        angle = host.yaw + _SIDES[(k + taken) % len(_SIDES)]
        x, z = host.x - out * math.sin(angle), host.z - out * math.cos(angle)
        inside = all(_RIM < at - low * CHUNK < CHUNK - _RIM for at, low in ((x, chunk[0]), (z, chunk[1])))
        if not inside:
            continue
        y = height(x, z)
        if y < 0.2 or abs(y - height(thing.x, thing.z)) > _STEEP or not _free(x, z, thing, host, others):
            continue
        return replace(thing, x=x, y=y, z=z, yaw=angle)
    return None


def _free(x: float, z: float, thing: Token, host: Token, others: Sequence[Token]) -> bool:
    mine = BY_NAME[thing.shape].footprint * thing.size
    return all(
        other is thing or other is host or BY_NAME[other.shape].moves
        or math.hypot(other.x - x, other.z - z) > BY_NAME[other.shape].footprint * other.size + mine
        for other in others
    )  # fmt: skip


__all__ = ["GOODS", "leaned"]
