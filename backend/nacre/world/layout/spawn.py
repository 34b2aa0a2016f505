"""Where a player begins: a free, dry, level place from which what was asked for can be seen, and the way to face.

Things are upright cylinders here and the ground is looked up along each line of sight: enough to tell whether a house
hides the tower behind it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.spec import SceneSpec
from nacre.vocabulary import EXTENT, SHAPE_INDEX, SIGNS_OF_THEME
from nacre.world.grid import CELL, CHUNK, CHUNK_CELLS, EYE
from nacre.world.layout.gathering import EVERYWHERE
from nacre.world.layout.lane import MOVES
from nacre.world.layout.network import Token
from nacre.world.layout.siting import MARGIN
from nacre.world.terrain.blocks import Chunk

FIRST: Final = (0.0, 14.0)  # where the teacher's villages are entered; places near it are liked best
_SHORE_STEP: Final = 8  # ground cells between the places looked at for water
_SHORES: Final = 32  # of those, the most that are looked for in views
_BROAD: Final = 5.0  # metres of water at each
_SHOWN: Final = 0.4  # share of what was asked for from which on water beside it counts whole
_WATERSIDE: Final = 26.0  # metres at which water, which lies flat, is half as well seen
_BANK: Final = 10.0  # metres to the water that are near enough
_ROOM: Final = 0.8  # metres free around a start
_SOLID: Final = 0.42  # of a thing's extent, where it stands in the way
_WIDE: Final = 0.3  # of a thing's extent, half the width it hides
_TALL: Final = 0.7  # of a thing's extent, the height it hides
_LEVEL: Final = 0.9  # metres the ground may rise within a step around a start
_STRIDE: Final = 4.0  # metres between the places that are tried
_LOOKED_AT: Final = 64  # places whose views are compared, besides those around what was named
_HIDING: Final = 4.0  # metres of extent from which on a thing can hide another
_INSTANCES: Final = 3  # of each kind of thing, those nearest to the first place
_SPOTS: Final = np.array([-0.6, 0.0, 0.6])  # across a thing's half width, where it is looked for
_ALONG: Final = np.linspace(0.15, 0.85, 6)  # of a line of sight, where the ground may be in the way
_WALL: Final = 6.0  # metres of extent from which on a thing hides what is behind it
_LARGE: Final = 0.40  # radians from which on a thing is not better seen by being nearer
_STEEP: Final = 0.45  # radians above the horizon at which a thing leaves a level view
_WHOLE: Final = 0.48  # radians above the horizon up to which a level view shows things whole
_VIEW: Final = 0.5  # radians from the middle of a view at which things count e times less
_WORTH: Final = 80.0  # what a view with all that was asked for counts, against metres and room
KNOWN_BY: Final = 1.8  # how much more what a theme is known by counts, of what was asked for
BROUGHT: Final = 0.25  # how much less what only came along with what was named
_NOTICED: Final = 0.12  # of one kind, how much of the best that is to be seen is enough to be noticed
_TOGETHER: Final = 0.3  # what it counts that each kind that was named is noticed in one view
_SIGNS_WORTH: Final = 0.35  # what signs of the theme count beside what was asked for
_APART: Final = 4.0  # metres between places that are compared
_FARTHEST: Final = 72.0  # metres from the origin at which something asked for is gone to
VIEWS_COMPARED: Final = 10
_MANY: Final = 6
_YAWS: Final = np.linspace(-np.pi, np.pi, 48, endpoint=False)
_AXES: Final = -np.stack([np.sin(_YAWS), np.cos(_YAWS)]).astype(np.float32)  # x and z of the views' middles

Floats = NDArray[np.float64]


class _Ground:
    """Heights of the square of chunks in the middle, looked up to the nearest cell."""

    def __init__(self, ground: dict[Chunk, NDArray[np.float32]]) -> None:
        self._first = min(ground)
        count = math.isqrt(len(ground))
        inner = slice(MARGIN, MARGIN + CHUNK_CELLS)
        rows = [
            [ground[self._first[0] + i, self._first[1] + k][0, inner, inner] for i in range(count)]
            for k in range(count)
        ]
        self.cells = np.block(rows)

    def at(self, x: Any, z: Any) -> NDArray[np.float32]:
        """Metres at points of any shape."""
        i, k = (
            np.clip(((np.asarray(v) - first * CHUNK) / CELL).astype(np.int64), 0, len(self.cells) - 1)
            for v, first in zip((x, z), self._first, strict=True)
        )
        found: NDArray[np.float32] = self.cells[k, i]
        return found

    def shores(self) -> Floats:
        """Centres (x, z) of wet cells, one in 4 m each way, [N, 2] in metres."""
        k, i = np.nonzero(self.cells[::_SHORE_STEP, ::_SHORE_STEP] < 0.0)
        corner = np.array(self._first) * CHUNK
        return np.stack([i, k], 1) * (_SHORE_STEP * CELL) + corner + 0.5 * CELL


@dataclass(frozen=True)
class _Things:
    """Things as columns: x, z, foot and extent in metres [N], and the kind of each."""

    x: Floats
    z: Floats
    foot: Floats
    extent: Floats
    kind: tuple[str, ...]

    @classmethod
    def of(cls, tokens: list[Token]) -> _Things:
        rows = np.array([(t.x, t.z, t.y, EXTENT[t.shape] * t.size) for t in tokens]).reshape(-1, 4)
        return cls(rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3], tuple(t.shape for t in tokens))

    def take(self, which: NDArray[np.int64]) -> _Things:
        """Some of them."""
        return _Things(
            self.x[which], self.z[which], self.foot[which], self.extent[which], tuple(self.kind[n] for n in which)
        )


def _nearest_of_each(things: _Things, kinds: frozenset[str]) -> _Things:
    away = np.hypot(things.x - FIRST[0], things.z - FIRST[1])
    taken: dict[str, int] = {}
    which = []
    for n in np.argsort(away, kind="stable"):
        kind = things.kind[n]
        if kind in kinds and taken.get(kind, 0) < _INSTANCES:
            taken[kind] = taken.get(kind, 0) + 1
            which.append(n)
    return things.take(np.array(which, np.int64))


def _seen(places: Floats, eyes: Floats, aims: _Things, things: _Things, ground: _Ground) -> Floats:
    """Share of each aim that can be seen from places [P, 2] with eyes at heights [P]: [P, A]."""

    def polar(x: Floats, z: Floats) -> tuple[Floats, Floats]:
        dx, dz = x - places[:, :1], z - places[:, 1:]
        return np.maximum(np.hypot(dx, dz), 0.1), np.arctan2(-dx, -dz)

    away, angle = polar(aims.x, aims.z)
    low, high = (np.arctan2(aims.foot + lift * aims.extent - eyes[:, None], away) for lift in (0.0, _TALL))
    things = things.take(np.flatnonzero(things.extent > _HIDING))
    far, turn = polar(things.x, things.z)
    top = np.arctan2(things.foot + _TALL * things.extent - eyes[:, None], far)
    half = np.arctan2(_WIDE * things.extent, far)
    spots = angle[..., None] + _SPOTS * np.arctan2(_WIDE * aims.extent, away)[..., None]
    # [P, A, spots, things]; by cosines, since turning angles into one range takes most of the time
    apart = np.cos(spots).astype(np.float32)[..., None] * np.cos(turn).astype(np.float32)[:, None, None]
    apart += np.sin(spots).astype(np.float32)[..., None] * np.sin(turn).astype(np.float32)[:, None, None]
    before = far[:, None, None] < (away - 0.3 * aims.extent)[..., None, None]
    hides = before & (apart > np.cos(half).astype(np.float32)[:, None, None])
    edge = np.where(hides, top.astype(np.float32)[:, None, None], np.float32(-np.pi)).max(-1, initial=-np.pi)
    # ground along the way [P, A, along]
    x, z = (
        places[:, None, n, None] + _ALONG * (at[None, :] - places[:, n : n + 1])[..., None]
        for n, at in enumerate((aims.x, aims.z))
    )
    hill = np.arctan2(ground.at(x, z) - eyes[:, None, None], _ALONG * away[..., None]).max(-1)
    edge = np.maximum(edge, hill[..., None])
    share = 1.0 - (edge - low[..., None]) / np.maximum(high - low, 1e-3)[..., None]
    return np.asarray(np.clip(share, 0.0, 1.0).mean(-1))


def _views(
    places: Floats,
    ground: _Ground,
    things: _Things,
    asked: frozenset[str],
    shores: Floats,
    water: float,
    signs: frozenset[str] = frozenset(),
    named: frozenset[str] = frozenset(),
) -> Floats:
    """How much of what was asked for, and of what else is worth seeing, each view shows: [P, len(_YAWS)].

    All that was asked for, large and in the middle, is 1; a near shore in the middle is `water`. signs: classes that
    count more, where they are asked for. named: those of `asked` that count most.
    """
    eyes = ground.at(places[:, 0], places[:, 1]).astype(np.float64) + EYE
    score = np.zeros((len(places), len(_YAWS)))

    def central(x: Floats, z: Floats) -> tuple[Floats, NDArray[np.float32]]:
        way = np.stack([x - places[:, :1], z - places[:, 1:]], -1)
        away = np.maximum(np.hypot(way[..., 0], way[..., 1]), 0.1)
        ahead = (way / away[..., None]).astype(np.float32) @ _AXES
        return away, np.exp((ahead - 1) * np.float32(2 / _VIEW**2))

    # what is rare is worth more, one tower among many houses; but who asked for cows wants to see cows
    rank = {
        kind: math.sqrt(EXTENT[kind])
        * (2.0 if MOVES[SHAPE_INDEX[kind]] else 1.0)
        / (things.kind.count(kind) ** 0.25 if EXTENT[kind] > _HIDING else 1.0)
        * (KNOWN_BY if kind in signs else 1.0)
        * (1.0 if kind in named else BROUGHT)
        for kind in set(things.kind)
    }
    aims = _nearest_of_each(things, asked)
    whole = sum(rank[kind] for kind in set(aims.kind))
    if aims.kind:
        away, middle = central(aims.x, aims.z)
        size = np.minimum(aims.extent / np.maximum(away, 1.0) / _LARGE, 1.0)
        rise = np.arctan2(aims.foot - eyes[:, None], away)
        near = np.clip(away / np.maximum(0.8 * aims.extent, 3.0), 0.0, 1.0) ** 2
        # what stands high is seen whole from a little farther away
        top = np.arctan2(aims.foot + _TALL * aims.extent - eyes[:, None], away)
        near *= np.clip(1.0 - (top - _WHOLE) / 0.2, 0.3, 1.0)
        worth = _seen(places, eyes, aims, things, ground) * size * near * (rise < _STEEP)
        least = np.ones_like(score)
        for kind in dict.fromkeys(aims.kind):
            mine = np.array([k == kind for k in aims.kind])
            of_kind = (worth[:, mine, None] * middle[:, mine]).max(1)
            score += rank[kind] / whole * of_kind
            if kind in named:
                least = np.minimum(least, of_kind / _NOTICED)
        if len(named.intersection(aims.kind)) > 1:
            score += _TOGETHER * least
    shown = np.minimum(score / _SHOWN, 1.0) if aims.kind else np.ones_like(score)
    if things.kind:
        away, middle = central(things.x, things.z)
        wall = (things.extent > _WALL) & (away < 0.8 * things.extent)  # before the nose it hides all the rest
        other = ((things.extent / (1.0 + away / 18.0) * np.clip(away / 9.0, 0.0, 1.0))[..., None] * middle).sum(1)
        score += 0.15 * other / other.max(1, keepdims=True)
        score -= ((wall * things.extent / 60.0)[..., None] * middle).sum(1)
    if len(shores):
        some = shores[:: -(-len(shores) // _SHORES)]
        banks = _Things(some[:, 0], some[:, 1], np.zeros(len(some)), np.full(len(some), _BROAD), ("water",) * len(some))
        away, middle = central(banks.x, banks.z)
        near = _seen(places, eyes, banks, things, ground) / (1.0 + (away / _WATERSIDE) ** 2)
        # water before an empty land is half of what was asked for
        score += (near[..., None] * middle).max(1) * water * (0.4 + 0.6 * shown)
    return score + 1e-6 * np.cos(_YAWS)


def start_places(
    spec: SceneSpec,
    ground: dict[Chunk, NDArray[np.float32]],
    tokens: list[Token],
    landmark: tuple[float, float, float, float] | None = None,
) -> list[tuple[float, float, float]]:
    """(x, z, yaw) of dry, free, level places near the village with the best views of what was asked for, best first.

    ground and tokens of a square of chunks with the origin's in the middle; places are looked for near FIRST, around
    what was asked for, and towards the water where water is wanted. landmark: (x, z, height, width) in metres of a
    form of the land to be seen. All lie in the chunk of the best, VIEWS_COMPARED at most: who looks at them from there
    (`scene.first_view`) needs no other surroundings.
    """
    land, things = _Ground(ground), _Things.of(tokens)
    shores, water = land.shores(), spec.water != "none"
    wanted = spec.show_water or spec.water == "coast" or not any(item.count > 0 for item in spec.items)
    xs, zs = np.meshgrid(np.arange(-36.0, 37.0, _STRIDE), np.arange(-30.0, 47.0, _STRIDE))
    # trees that are asked for by the dozen stand everywhere: no place is better for them
    asked = frozenset(
        item.concept
        for item in spec.items
        if item.count > 0 and (item.count < _MANY or EXTENT[item.concept] < _HIDING or item.concept not in EVERYWHERE)
    )
    named = asked & spec.named
    on_hill = frozenset(item.concept for item in spec.items if item.count > 0 and item.relation == "on_hill")
    asked_first = _nearest_of_each(things, named or asked)
    rings = _around(asked_first, on_hill)
    places = np.concatenate([rings, np.stack([xs.ravel(), zs.ravel()], 1)])
    if wanted and water:
        places = np.concatenate([places, _inland(shores, land)])
    solid = things.take(np.array([n for n, kind in enumerate(things.kind) if kind != "dragon"], np.int64))
    signs = frozenset(SIGNS_OF_THEME.get(spec.theme, ()))

    water_worth = (0.7 if spec.show_water else 0.6 if wanted else 0.25) if water else 0.1

    def worth(at: Floats, liked: Floats) -> Floats:
        views = _views(at, land, things, asked, shores, water_worth, signs, named)
        if signs - asked:
            views += _SIGNS_WORTH * _views(at, land, things, signs - asked, np.zeros((0, 2)), 0.0)
        if landmark is not None:
            views += _facing(at, landmark)
        return np.asarray(liked[:, None] + _WORTH * views)

    liked, fit = _fit(places, land, solid, shores if water else np.zeros((0, 2)), wanted)
    which = np.flatnonzero(fit)
    which = which[np.argsort(-liked[which], kind="stable")]
    around, which = which[which < len(rings)], which[which >= len(rings)]
    near, far = which[: _LOOKED_AT // 2], which[_LOOKED_AT // 2 :]
    which = np.concatenate([around, near, far[:: max(1, -(-len(far) // (_LOOKED_AT // 2)))]])
    if not len(which):
        places, liked, which = np.array([FIRST]), np.zeros(1), np.zeros(1, np.int64)
    places, values = places[which], worth(places[which], liked[which])
    home = np.floor(places[int(np.argmax(values.max(1)))] / CHUNK)
    # the others to be compared lie in one chunk with the best: it is looked at more closely
    xs, zs = np.meshgrid(*(home[k] * CHUNK + np.arange(0.5 * _STRIDE, CHUNK, _STRIDE) for k in (0, 1)))
    more = np.stack([xs.ravel(), zs.ravel()], 1)
    liked, fit = _fit(more, land, solid, shores if water else np.zeros((0, 2)), wanted)
    if fit.any():
        places = np.concatenate([places, more[fit]])
        values = np.concatenate([values, worth(more[fit], liked[fit])])
    found: list[tuple[float, float, float]] = []
    for n in np.argsort(-values.max(1), kind="stable"):
        x, z = (float(v) for v in places[n])
        if (np.floor(places[n] / CHUNK) != home).any() or any(math.hypot(x - a, z - b) < _APART for a, b, _ in found):
            continue
        found.append((x, z, float(_YAWS[int(np.argmax(values[n]))])))
        if len(found) == VIEWS_COMPARED:
            break
    return found


def _fit(
    places: Floats, land: _Ground, solid: _Things, shores: Floats, wanted: bool
) -> tuple[Floats, NDArray[np.bool_]]:
    """How well liked each place is, and whether one can begin there: free, dry and level. wanted: the water is."""
    room = np.full(len(places), 9.0)
    if solid.kind:
        away = np.hypot(places[:, :1] - solid.x, places[:, 1:] - solid.z)
        room = (away - _SOLID * solid.extent).min(1)
    liked = np.minimum(room, 3.0) * 3.0 - np.hypot(places[:, 0] - FIRST[0], places[:, 1] - FIRST[1]) * 0.25
    if len(shores):
        dry = np.hypot(places[:, :1] - shores[:, 0], places[:, 1:] - shores[:, 1]).min(1)
        # water that nobody may have asked for does not keep one from what was asked for
        liked -= (0.35 if wanted else 0.08) * np.maximum(dry - _BANK, 0.0)
    step = np.array([(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)])
    heights = land.at(places[:, :1] + step[:, 0], places[:, 1:] + step[:, 1])
    fit = (room > _ROOM) & (heights.min(1) >= 0.25) & (np.ptp(heights, 1) <= _LEVEL)
    return liked, fit


def start_place(
    spec: SceneSpec, ground: dict[Chunk, NDArray[np.float32]], tokens: list[Token]
) -> tuple[float, float, float]:
    """The first of `start_places`."""
    return start_places(spec, ground, tokens)[0]


def _around(aims: _Things, on_hill: frozenset[str] = frozenset()) -> Floats:
    """Places from which each of some things fills a good part of a view, those on a hill with the hill, [N, 2]."""
    angle = np.arange(12) * (np.pi / 6)
    rings = [
        np.stack([aims.x[n] + far * np.cos(angle), aims.z[n] + far * np.sin(angle)], 1)
        for n in range(len(aims.kind))
        for far in ((30.0, 38.0) if aims.kind[n] in on_hill else (min(max(1.5 * float(aims.extent[n]), 5.0), 26.0),))
        if math.hypot(float(aims.x[n]), float(aims.z[n])) < _FARTHEST
    ]
    return np.concatenate(rings) if rings else np.zeros((0, 2))


def _inland(shores: Floats, land: _Ground) -> Floats:
    """Dry places a few steps from the water's edge, not too far from the origin, [N, 2]."""
    near = shores[np.hypot(shores[:, 0], shores[:, 1]) < _FARTHEST]
    found = []
    for angle in np.arange(8) * (np.pi / 4):
        step = np.array([np.cos(angle), np.sin(angle)])
        dry = (land.at(near[:, 0] + 4.0 * step[0], near[:, 1] + 4.0 * step[1]) > 0.0) & (
            land.at(near[:, 0] + 9.0 * step[0], near[:, 1] + 9.0 * step[1]) > 0.3
        )
        found.append(near[dry][::3] + 9.0 * step)
    return np.concatenate(found) if found else np.zeros((0, 2))


def _facing(places: Floats, landmark: tuple[float, float, float, float]) -> Floats:
    """How well each view has a form of the land in its middle, 0..1: [P, len(_YAWS)]."""
    way = np.array(landmark[:2]) - places
    ahead = (way / np.maximum(np.hypot(way[:, 0], way[:, 1]), 1.0)[:, None]) @ _AXES
    return np.asarray(np.exp((ahead - 1.0) * (2.0 / _VIEW**2)), np.float64)
