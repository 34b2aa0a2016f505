"""Where things go: heights under them, the pull of a relation, and the place where a player begins."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.spec import Item, SceneSpec
from nacre.vocabulary import EXTENT, SHAPE_INDEX
from nacre.world.blocks import Chunk
from nacre.world.grid import CELL, CHUNK, CHUNK_CELLS
from nacre.world.lane import FIRST_ENTITY
from nacre.world.layout import CELL_METRES, CELLS, Token
from nacre.world.terrain import HEIGHT_SCALE

MARGIN: Final = 4  # fine samples of ground around a chunk
_SHORE_STEP: Final = 4.0  # metres between the places looked at for water
_BANK: Final = 10.0  # metres to the water that are near enough
_WALL: Final = 6.0  # metres of extent from which on a thing hides what is behind it
_ASKED: Final = 3.0  # how much more what was asked for counts in the first view


def height_at(ground: NDArray[np.float32], x: float, z: float) -> float:
    """Bilinear height at x, z metres from the chunk's corner, ground [6, 72, 72]."""
    most = CHUNK_CELLS + 2 * MARGIN - 1.001
    u, v = (min(max(at / CELL - 0.5 + MARGIN, 0.0), most) for at in (x, z))
    i, j, fu, fv = int(u), int(v), u % 1, v % 1
    (a, b), (c, d) = ground[0, j : j + 2, i : i + 2].tolist()
    return float((1 - fv) * ((1 - fu) * a + fu * b) + fv * ((1 - fu) * c + fu * d))


def lure(item: Item, view: NDArray[np.float32], chunk: Chunk) -> NDArray[np.float64]:
    """Log-weight per cell of one relation; view [VIEW_CHANNELS, 256]."""
    middle = (np.arange(CELLS) + 0.5) * CELL_METRES
    x, z = np.tile(middle, CELLS), np.repeat(middle, CELLS)
    away = np.hypot(x + chunk[0] * CHUNK, z + chunk[1] * CHUNK)
    if item.relation == "centre":
        return np.asarray(-np.minimum((away / 14.0) ** 2, 12.0))
    if item.relation == "outside":
        return np.asarray(-np.clip((45.0 - away) / 6.0, 0.0, 8.0))
    if item.relation == "on_hill":
        return np.asarray(0.6 * HEIGHT_SCALE * (view[0] + view[1]).astype(np.float64))
    layer = view[2] if item.relation == "by_water" else view[3]
    goal = layer > 0.4
    if not goal.any():
        return np.full(CELLS * CELLS, -9.0)
    distance = np.hypot(x[:, None] - x[goal], z[:, None] - z[goal]).min(1)
    return np.asarray(-np.minimum(distance / 4.0, 8.0))


def _shores(ground: dict[Chunk, NDArray[np.float32]]) -> NDArray[np.float64]:
    """Centres (x, z) of the wet cells of chunks, one in 4 m each way, float64 [N, 2] in metres."""
    step = round(_SHORE_STEP / CELL)
    found = []
    for (ix, iz), fine in ground.items():
        wet = fine[0, MARGIN : MARGIN + CHUNK_CELLS : step, MARGIN : MARGIN + CHUNK_CELLS : step] < 0.0
        k, i = np.nonzero(wet)
        found.append(np.stack([ix * CHUNK + (i * step + 0.5) * CELL, iz * CHUNK + (k * step + 0.5) * CELL], 1))
    return np.concatenate(found)


def _panorama(place: tuple[float, float], x: Any, z: Any, yaws: NDArray[np.float64]) -> tuple[Any, Any]:
    """How far away points [..] are, and how central they would be in views of these yaws, 0..1 [.., N]."""
    dx, dz = x - place[0], z - place[1]
    angle = np.arctan2(-dx, -dz)
    turn = np.abs((yaws - np.expand_dims(angle, -1) + np.pi) % (2 * np.pi) - np.pi)
    return np.hypot(dx, dz), np.exp(-((turn / 0.45) ** 2))


def _interesting(
    place: tuple[float, float], things: list[Token], asked: frozenset[str], shores: NDArray[np.float64], water: bool
) -> float:
    """The yaw with most to see: big things at a good distance, and first of all what was asked for."""
    yaws = np.linspace(-np.pi, np.pi, 48, endpoint=False)
    score = np.zeros(len(yaws))
    for thing in things:
        away, central = _panorama(place, thing.x, thing.z, yaws)
        extent = EXTENT[thing.shape] * thing.size
        if extent > _WALL and away < 0.8 * extent:
            score -= extent * central  # a wall before the nose hides all the rest
        elif away >= 3.0:
            weight = extent * (2.0 if SHAPE_INDEX[thing.shape] >= FIRST_ENTITY else 1.0)
            weight *= _ASKED if thing.shape in asked else 1.0
            score += weight / (1.0 + away / 18.0) * central * min(away / 9.0, 1.0)
    if len(shores):
        away, central = _panorama(place, shores[:, 0], shores[:, 1], yaws)
        sea = (central / (1.0 + away[:, None] / 18.0)).sum(0)
        score += sea / sea.max() * max(float(score.max()), 1.0) * (1.0 if water else 0.3)
    score += 1e-6 * np.cos(yaws)
    return float(yaws[int(np.argmax(score))])


def start_place(
    spec: SceneSpec, ground: dict[Chunk, NDArray[np.float32]], things: list[Token]
) -> tuple[float, float, float]:
    """(x, z, yaw) of a dry, free, level place near the village; ground of the 3 x 3 chunks in the middle.

    Looked for around 14 m south of the origin, where the teacher's villages are entered, and towards the water where
    water is wanted.
    """
    shores, water = _shores(ground), spec.water != "none"
    solid = [(t.x, t.z, 0.42 * EXTENT[t.shape] * t.size) for t in things if t.shape != "dragon"]
    at = np.array(solid or [(1e6, 1e6, 0.0)])
    best, place = -np.inf, (0.0, 14.0)
    for x in np.arange(-26.0, 27.0, 2.0):
        for z in np.arange(-20.0, 31.0, 2.0):
            room = float((np.hypot(at[:, 0] - x, at[:, 1] - z) - at[:, 2]).min())
            score = min(room, 3.0) * 3.0 - float(np.hypot(x, z - 14.0)) * 0.35
            if room <= 0.8 or score <= best:
                continue  # before the ground is looked at, which takes longest
            if water and len(shores):
                dry = float(np.hypot(shores[:, 0] - x, shores[:, 1] - z).min())
                score -= 0.35 * max(dry - _BANK, 0.0)
            here = ground[(int(x // CHUNK), int(z // CHUNK))]
            height = [
                height_at(here, x % CHUNK + dx, z % CHUNK + dz) for dx, dz in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))
            ]
            if score > best and min(height) >= 0.25 and max(height) - min(height) <= 0.9:
                best, place = score, (float(x), float(z))
    asked = frozenset(item.concept for item in spec.items if item.count > 0)
    return (*place, _interesting(place, things, asked, shores, water))
