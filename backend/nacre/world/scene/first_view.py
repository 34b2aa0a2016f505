"""The first view: of a few places to begin at, the one that shows best what was asked for.

`layout.spawn` knows things as cylinders; here each view is really drawn, small, as a visibility buffer, and its pixels
are counted: what was asked for at a third of the picture, a third of sky, nothing before the nose.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.parts.classes import BY_NAME
from nacre.spec import SceneSpec
from nacre.vocabulary import EXTENT, SIGNS_OF_THEME
from nacre.world.grid import EYE
from nacre.world.interface import Camera
from nacre.world.layout.spawn import BROUGHT, KNOWN_BY
from nacre.world.render.draws import INSTANCE
from nacre.world.render.instances import Instances
from nacre.world.render.mesh_pool import MeshPool
from nacre.world.render.view import axes, camera_view
from nacre.world.render.visibility import Visibility
from nacre.world.state import E_GOAL, E_PHASE, E_POS, E_TIMER, P_POS, P_YAW, WorldState

SIZE: Final = (96, 54)
TURNS: Final = (0.3, -0.3, 0.6, -0.6)  # radians from the yaw that was proposed, tried from the best places
_TURNED: Final = 2  # of them
_NOSE: Final = 3.0  # metres within which a thing stands before the nose
_CLOSE: Final = 9.0  # metres within which things fill a picture
_SKY: Final = 0.34  # share of a picture
_ENOUGH: Final = 0.10  # share of a picture from which on a large thing asked for is well seen
_TOGETHER: Final = 1.0  # what it counts that each thing that was named is noticed
_NOTICED: Final = {False: 0.004, True: 0.014}  # shares of a picture at which a small and a large thing is
_NOTICED_WATER: Final = 0.024
_SMALL: Final = 4.0  # metres of extent up to which many things make one sight together
_PASSERS: Final = 0.03  # share of a picture that people whom nobody named may take
_SHOULDER: Final = 0.012  # share of a picture at which somebody cut off by its lower edge spoils it
_HELD: Final = 14.0  # metres from a player who begins within which people stay at first
_IN_VIEW: Final = 0.5  # cosine of the angle from the middle of the view
_SECONDS: Final = 4.0  # at least
_AT_HAND: Final = 5.5  # metres within which a barrel fills the foreground
_CLUTTER: Final = 0.006  # share of a picture that such things may take
_FRONTS: Final = 0.3  # what it counts that buildings are seen from their fronts
_STREET: Final = 0.08  # share of a picture from which on buildings make a street
_THING: Final = 1  # kinds of pixels: sky, a thing, ground, water
_GROUND: Final = 2
_WATER: Final = 3

Start = tuple[float, float, float]


def _weights() -> NDArray[np.float32]:
    """How much each pixel counts, mean 1: most in the middle, [H, W]."""
    x = (np.arange(SIZE[0]) + 0.5) / SIZE[0] * 2 - 1
    y = (np.arange(SIZE[1]) + 0.5) / SIZE[1] * 2 - 1
    weight = np.exp(-1.6 * x[None, :] ** 2 - 0.8 * y[:, None] ** 2)
    return np.asarray(weight / weight.mean(), np.float32)


_WEIGHT: Final = _weights()
_MIDDLE: Final = np.abs((np.arange(SIZE[0]) + 0.5) / SIZE[0] - 0.5)[None, :] < 0.3  # columns, [1, W]


@dataclass(frozen=True)
class _Seen:
    """One small picture: kind of pixel and depth in metres [H, W], and the share of the picture of each class."""

    pixel: NDArray[np.uint8]
    depth: NDArray[np.float32]
    share: dict[str, float]
    largest: float  # share of the largest thing that was not asked for
    shoulder: float  # share of somebody who stands so near that an edge of the picture cuts them off
    clutter: float  # share of what was not asked for, small and near, before the middle of the picture
    fronts: float  # how much of the buildings is seen from where their doors are, 0..1
    built: float  # share of buildings


def choose(
    spec: SceneSpec,
    pool: MeshPool,
    things: Instances,
    kinds: Sequence[str],
    people: Sequence[str],
    starts: Sequence[Start],
    stand: Callable[[float, float], float],
    progress: Callable[[float], None] = lambda share_done: None,
) -> Start:
    """The best of `starts` and of small turns from the best of them. progress: share that is done.

    things: what is drawn; kinds: the class of the first len(kinds) of them, "" for ground; people: the class of each
    entity; stand: height in metres of a body's feet at x, z.
    """
    picture = Visibility(*SIZE)
    asked = frozenset(item.concept for item in spec.items if item.count > 0)
    # a fence that came along with a graveyard may hide no more of it than any other
    shown = frozenset(kind for kind in asked if kind in spec.named or BY_NAME[kind].group != "prop")
    looks = len(starts) + min(_TURNED, len(starts)) * len(TURNS)
    found: list[tuple[float, Start]] = []

    def look(rank: int, turn: float) -> None:
        x, z, yaw = starts[rank]
        progress(len(found) / looks)
        eye = (x, stand(x, z) + EYE, z)
        seen = _look(picture, pool, things, kinds, people, shown, Camera(eye, yaw + turn, 0.0))
        found.append((_worth(seen, spec, asked) - 0.04 * rank - 0.02 * abs(turn), (x, z, yaw + turn)))

    for rank in range(len(starts)):
        look(rank, 0.0)
    for rank in sorted(range(len(starts)), key=lambda rank: -found[rank][0])[:_TURNED]:
        for turn in TURNS:
            look(rank, turn)
    return max(found, key=lambda pair: pair[0])[1]


@dataclass(frozen=True)
class _Drawn:
    """One picture, [H, W] each: kind of pixel, depth in metres, number of the instance (-1: none), of the entity."""

    pixel: NDArray[np.uint8]
    depth: NDArray[np.float32]
    instance: NDArray[np.int64]
    entity: NDArray[np.uint8]


def _draw(picture: Visibility, pool: MeshPool, things: Instances, kinds: Sequence[str], camera: Camera) -> _Drawn:
    wide, high = picture.width, picture.height
    view = camera_view(camera, wide, high)
    picture.draw(pool, things, view, smallest=1.0, bias=0.5)
    depth, entity = picture.read_out()
    slots = picture.slots
    instance = np.where(slots >= 0, picture.draws[picture.owner[np.maximum(slots, 0), 0], INSTANCE], -1)
    named = (instance >= 0) & (instance < len(kinds))
    stands = np.array([*(kind != "" for kind in kinds), False])  # the last stands for all that is no thing
    _, up, ahead = axes(camera)
    rows = (high / 2 - np.arange(high) - 0.5) / view.focal
    height = camera.position[1] + depth * (ahead[1] + rows * up[1])[:, None]
    is_thing = stands[np.where(named, instance, len(kinds))] | (entity > 0)
    pixel = np.where(instance < 0, 0, np.where(is_thing, _THING, _GROUND)).astype(np.uint8)
    pixel[(instance >= 0) & (height < -0.02)] = _WATER
    return _Drawn(pixel, depth, np.where(named, instance, -1), entity)


def pixels_of(
    pool: MeshPool, things: Instances, kinds: Sequence[str], people: Sequence[str], camera: Camera,
    size: tuple[int, int],
) -> dict[str, int]:  # fmt: skip
    """How many pixels of a picture of some size show each class, "water" among them. The rest as for `choose`."""
    drawn = _draw(Visibility(*size), pool, things, kinds, camera)
    found = {"water": int((drawn.pixel == _WATER).sum())}
    counts = (drawn.instance >= 0) & (drawn.pixel != _WATER)
    for number, amount in zip(*np.unique(drawn.instance[counts], return_counts=True), strict=True):
        found[kinds[number]] = found.get(kinds[number], 0) + int(amount)
    for number, amount in zip(*np.unique(drawn.entity[drawn.entity > 0], return_counts=True), strict=True):
        found[people[number - 1]] = found.get(people[number - 1], 0) + int(amount)
    return found


def hold(state: WorldState) -> None:
    """Whoever is before a player who begins stays there for the first seconds, so that nobody steps before the nose and
    the view is the one that was chosen."""
    x, _, z = (float(v) for v in state.player[P_POS])
    yaw = float(state.player[P_YAW])
    for slot in np.flatnonzero(state.entity_class >= 0):
        row = state.entities[slot]
        dx, dz = float(row[0]) - x, float(row[2]) - z
        away = math.hypot(dx, dz)
        ahead = (-dx * math.sin(yaw) - dz * math.cos(yaw)) / max(away, 1e-6)
        if away < _HELD and ahead > _IN_VIEW:
            row[E_GOAL] = row[E_POS]
            row[E_TIMER] = max(float(row[E_TIMER]), _SECONDS * (1.0 + float(row[E_PHASE])))


def _look(
    picture: Visibility, pool: MeshPool, things: Instances, kinds: Sequence[str], people: Sequence[str],
    shown: frozenset[str], camera: Camera,
) -> _Seen:  # fmt: skip
    drawn = _draw(picture, pool, things, kinds, camera)
    share: dict[str, float] = {}
    largest = clutter = fronts = built = 0.0
    near = (drawn.instance >= 0) & (drawn.depth < _AT_HAND) & _MIDDLE
    at_hand = np.bincount(drawn.instance[near], minlength=len(things)) / near.size
    counts = (drawn.instance >= 0) & (drawn.pixel != _WATER)
    found, first = np.unique(drawn.instance[counts], return_inverse=True)
    counted = np.bincount(first, _WEIGHT[counts], len(found)) / _WEIGHT.size
    for number, amount in zip(found, counted, strict=True):
        kind = kinds[int(number)]
        share[kind] = share.get(kind, 0.0) + float(amount)
        if kind and kind not in shown:
            largest = max(largest, float(amount))
            if EXTENT[kind] <= _SMALL:
                clutter += float(at_hand[number])
        if kind and BY_NAME[kind].enterable:
            built += float(amount)
            fronts += float(amount) * _faces(things.transform[int(number)], camera)
    for number, amount in enumerate(np.bincount(drawn.entity.ravel(), _WEIGHT.ravel()) / _WEIGHT.size):
        if number and amount:
            share[people[number - 1]] = share.get(people[number - 1], 0.0) + float(amount)
    share["somebody"] = float(_WEIGHT[drawn.entity > 0].sum() / _WEIGHT.size)
    cut = np.unique(np.concatenate([drawn.entity[-1], drawn.entity[:, 0], drawn.entity[:, -1]]))
    shoulder = float(np.isin(drawn.entity, cut[cut > 0]).mean())
    return _Seen(drawn.pixel, drawn.depth, share, largest, shoulder, clutter, fronts / max(built, 1e-9), built)


def _faces(transform: NDArray[np.float32], camera: Camera) -> float:
    """How much a thing turns its front, which looks along its -z, to the camera: 0 from the side and from behind."""
    front, way = -transform[:, 2], np.array(camera.position, np.float32) - transform[:, 3]
    length = math.hypot(float(front[0]), float(front[2])) * math.hypot(float(way[0]), float(way[2]))
    return max(0.0, float(front[0] * way[0] + front[2] * way[2]) / max(length, 1e-6))


def _wish_weight(kind: str, count: int, theme: str, named: bool) -> float:
    """How much one class that was asked for counts among others: a cow hardly less than a barn, one tower more than
    many houses, a dozen graves as much as one, a tree less; more what its theme is known by, most what was named."""
    scenery = BY_NAME[kind].group in ("plant", "rock")
    many = count if EXTENT[kind] > _SMALL else 1
    known_by = KNOWN_BY if kind in SIGNS_OF_THEME.get(theme, ()) else 1.0
    return float(EXTENT[kind] ** 0.35 / many**0.3) * known_by * (0.5 if scenery else 1.0) * (1.0 if named else BROUGHT)


def _worth(seen: _Seen, spec: SceneSpec, asked: frozenset[str]) -> float:
    size = float(seen.pixel.size)
    counts = {kind: spec.count(kind) for kind in asked}
    named = spec.named
    weights = {kind: _wish_weight(kind, counts[kind], spec.theme, kind in named) for kind in asked}
    total = sum(weights.values()) or 1.0
    worth, noticed = 0.0, []
    for kind in sorted(asked):
        enough = _ENOUGH * min(1.0, (EXTENT[kind] / 8.0)) ** 1.2 + 0.002
        amount = seen.share.get(kind, 0.0)
        worth += 2.0 * weights[kind] / total * min(1.0, math.sqrt(amount / enough))
        if kind in named:
            noticed.append(min(1.0, amount / _NOTICED[EXTENT[kind] >= _SMALL]))
        worth -= 1.2 * max(0.0, amount - 0.45)
    signs = [seen.share.get(kind, 0.0) for kind in SIGNS_OF_THEME.get(spec.theme, ()) if kind not in asked]
    worth += 0.5 * min(1.0, math.sqrt(sum(signs) / 0.08))
    water = float((seen.pixel == _WATER).sum()) / size
    wanted = spec.show_water or spec.water == "coast" or (spec.water != "none" and not asked)
    worth += (0.9 if wanted else 0.12 if spec.water == "none" else 0.25) * min(1.0, math.sqrt(water / 0.12))
    if spec.show_water:
        noticed.append(min(1.0, water / _NOTICED_WATER))
    # all that was named in one picture: a church with its graves, a market with its oasis
    worth += _TOGETHER * sum(noticed) / max(1, len(noticed))
    worth += 0.12 * min(1.0, seen.share["somebody"] / 0.01)
    # people give scale; who was not named and stands in the middle hides what was
    passers = seen.share["somebody"] - sum(seen.share.get(kind, 0.0) for kind in named if BY_NAME[kind].moves)
    worth -= 4.0 * max(0.0, passers - _PASSERS)
    worth -= 1.5 * min(1.0, seen.shoulder / _SHOULDER)
    # how much there is to see: classes with more than a few pixels
    worth += 0.05 * min(8, sum(amount > 0.002 for kind, amount in seen.share.items() if kind))
    sky = float((seen.pixel == 0).sum()) / size
    worth -= 0.8 * max(0.0, abs(sky - _SKY) - 0.10)
    nose = (seen.pixel == _THING) & (seen.depth < _NOSE)
    worth -= 2.0 * max(0.0, float(nose.sum()) / size - 0.04)
    worth -= 1.5 * max(0.0, seen.largest - 0.16)
    worth -= 4.0 * max(0.0, seen.clutter - _CLUTTER)
    # a street shows its doors and signs, not the backs of its houses
    worth += _FRONTS * seen.fronts * min(1.0, seen.built / _STREET)
    # what is cut off by the picture's edge, near by, shows nothing of itself
    margin = SIZE[0] // 10
    edges = np.concatenate([seen.pixel[:, :margin], seen.pixel[:, -margin:]], 1)
    cut = (edges == _THING) & (np.concatenate([seen.depth[:, :margin], seen.depth[:, -margin:]], 1) < _CLOSE)
    worth -= 0.7 * max(0.0, float(cut.mean()) - 0.30)
    # two walls with an alley between them are a poor welcome
    close = (seen.pixel == _THING) & (seen.depth < _CLOSE)
    wanted_close = sum(seen.share.get(kind, 0.0) for kind in asked)
    worth -= 1.2 * max(0.0, float(close.sum()) / size - 0.18 - wanted_close)
    return worth
