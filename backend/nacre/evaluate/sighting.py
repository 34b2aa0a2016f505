"""Where to stand to see a thing, and which things a view really shows: for the reader and its judge alike."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from nacre.vocabulary import EXTENT, FIRST_SHAPES, SHAPE_INDEX
from nacre.world.grid import EYE, SHAPE_CELLS, SHAPE_FLOOR, VIEW
from nacre.world.interface import Camera

FOV: Final = 1.13
KINDS: Final = (*FIRST_SHAPES, "water", "sky", "land")  # what a pixel may show
WATER: Final = KINDS.index("water")
TOLD: Final = WATER + 1  # the first so many kinds are asked about: every thing, and water
STRIDE: Final = 2  # G-buffer pixels between the points that are asked what they belong to
SHOWN: Final = 0.006  # share of the picture from which on a thing counts as shown
HINTED: Final = 0.0015  # share below which it counts as absent; what lies between counts as neither


class Surroundings(Protocol):
    """The part of a composed window that seeing needs."""

    def sample_distance(self, points: NDArray[np.float64]) -> NDArray[np.float32]:
        """Metres to the nearest solid at points [N, 3]."""
        ...

    def ground_height(self, points: NDArray[np.float64]) -> NDArray[np.float32]:
        """Height of the ground at points (x, z) [N, 2], metres."""
        ...


@dataclass(frozen=True)
class Thing:
    """Something that stands: its foot in metres, yaw, scale and volume float32 [5, 32, 32, 32]."""

    shape: str
    x: float
    y: float
    z: float
    yaw: float
    size: float
    volume: NDArray[np.float32]


def look_at(
    around: Surroundings,
    shape: str,
    foot: tuple[float, float, float],
    size: float,
    random: np.random.Generator,
    tries: int = 24,
    far: float = 1.0,
) -> Camera | None:
    """A camera at eye height that sees the thing unobstructed from a distance at which it fills a third of the view.

    foot: x, y, z of the thing in metres. far: that many times farther off. None when no free place with a free
    line of sight is found.
    """
    edge = EXTENT[shape] * size
    x, y, z = foot
    middle = y + edge * (0.32 if shape != "dragon" else 0.25)
    for number in range(tries):
        away = far * max(2.4, edge * float(random.uniform(1.0, 1.5))) + 0.15 * number * edge / tries
        yaw = float(random.uniform(-math.pi, math.pi))
        eye_x, eye_z = x + away * math.sin(yaw), z + away * math.cos(yaw)
        ground = max(float(around.ground_height(np.array([[eye_x, eye_z]]))[0]), 0.0)
        eye_y = ground + EYE
        along = np.linspace(0.0, max(0.0, 1.0 - 0.45 * edge / away), 12)[:, None]
        here, there = np.array([eye_x, eye_y, eye_z]), np.array([x, middle, z])
        if float(around.sample_distance(here + (there - here) * along).min()) < 0.3:
            continue
        pitch = math.atan2(middle - eye_y, away)
        return Camera((eye_x, eye_y, eye_z), yaw, float(np.clip(pitch, -0.6, 0.6)), FOV)
    return None


def look_over(
    around: Surroundings, start: NDArray[np.floating[Any]], random: np.random.Generator, reach: float = 60.0
) -> Camera | None:
    """A camera at eye height on the shore that looks over the water nearest to start (x, z); None without any in reach.

    reach: metres from the start, along x and z, within which water is looked for.
    """
    grid = np.arange(-reach, reach + 0.1, 1.5)
    x, z = (a.ravel() for a in np.meshgrid(start[0] + grid, start[1] + grid))
    height = around.ground_height(np.stack([x, z], 1).astype(np.float64))
    wet, shore = height < -0.1, np.flatnonzero((height > 0.1) & (height < 3.0))
    if not wet.any() or not shore.size:
        return None
    shore = shore[np.argsort(np.hypot(x[shore] - start[0], z[shore] - start[1]), kind="stable")]
    for at in shore[: shore.size // 2 + 1]:
        near = wet & (np.hypot(x - x[at], z - z[at]) < 12.0)
        if near.sum() < 12:
            continue
        eye = np.array([x[at], float(height[at]) + EYE, z[at]])
        over = np.array([x[near].mean(), 0.4, z[near].mean()])
        along = np.linspace(0.0, 0.9, 12)[:, None]
        if float(around.sample_distance(eye + (over - eye) * along).min()) < 0.25:
            continue
        yaw = math.atan2(eye[0] - over[0], eye[2] - over[2]) + float(random.normal(0, 0.1))
        return Camera((float(eye[0]), float(eye[1]), float(eye[2])), yaw, -0.15, FOV)
    return None


def panorama(eye: Camera, views: int) -> list[Camera]:
    """Level cameras all round from one pair of eyes."""
    return [Camera(eye.position, eye.yaw + k * 2 * math.pi / views, 0.0, eye.fov) for k in range(views)]


def classes(
    buffer: NDArray[np.float32], camera: Camera, things: Sequence[Thing], slots: dict[int, str]
) -> NDArray[np.uint8]:
    """What every STRIDE-th pixel shows: an index into KINDS; uint8 [H / STRIDE, W / STRIDE].

    buffer is the G-buffer [H, W, 20] of the view; slots names the class of every posed character.
    A hit belongs to the thing within one of whose cells' width it lies.
    """
    g = buffer[::STRIDE, ::STRIDE]
    size, land = g.shape[:2], KINDS.index("land")
    g = g.reshape(-1, buffer.shape[-1])
    seen = np.full(len(g), land, np.uint8)
    seen[(g[:, 1] <= 0.5) | (g[:, 0] >= VIEW)] = KINDS.index("sky")
    seen[(seen == land) & (g[:, 13] > 0)] = WATER
    entity = g[:, 18].astype(np.int64)
    for slot, name in slots.items():
        seen[entity == slot + 1] = SHAPE_INDEX[name]
    rest = np.flatnonzero((seen == land) & (entity == 0))
    points = np.array(camera.position) + g[rest, 14:17].astype(np.float64) * g[rest, 0:1]
    free = np.ones(len(points), bool)
    for thing in things:
        edge = EXTENT[thing.shape] * thing.size
        if math.hypot(thing.x - camera.position[0], thing.z - camera.position[2]) > VIEW:
            continue
        offset = points - (thing.x, thing.y, thing.z)
        around = np.flatnonzero(free & (np.maximum(abs(offset[:, 0]), abs(offset[:, 2])) < 0.71 * edge))
        if not around.size:
            continue
        offset = offset[around]
        sine, cosine = math.sin(thing.yaw), math.cos(thing.yaw)
        u = (offset[:, 0] * cosine - offset[:, 2] * sine) / edge + 0.5
        v = offset[:, 1] / edge + SHAPE_FLOOR
        w = (offset[:, 0] * sine + offset[:, 2] * cosine) / edge + 0.5
        inside = np.flatnonzero((np.minimum(np.minimum(u, v), w) >= 0) & (np.maximum(np.maximum(u, v), w) < 1))
        if not inside.size:
            continue
        i, j, k = (np.asarray(c[inside] * SHAPE_CELLS, np.int64) for c in (u, v, w))
        mine = around[inside[np.abs(thing.volume[0, j, k, i]) < 1.5]]
        free[mine] = False
        seen[rest[mine]] = SHAPE_INDEX[thing.shape]
    return seen.reshape(size)


def shares(seen: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Share of a view that every thing and water cover, [TOLD]; seen is what `classes` returns."""
    return np.bincount(seen.ravel(), minlength=len(KINDS))[:TOLD] / seen.size


def shown(covered: NDArray[np.float64]) -> NDArray[np.int8]:
    """Per class of shares 1 shown, 0 absent, -1 neither: too little to ask anybody about."""
    verdict = np.full(covered.shape, -1, np.int8)
    verdict[covered >= SHOWN] = 1
    verdict[covered < HINTED] = 0
    return verdict
