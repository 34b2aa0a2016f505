"""Renderer: a scene, seen by a camera, as a picture with depth and entities."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nacre.materials.load import textures
from nacre.world.interface import Camera
from nacre.world.render import edges, particles
from nacre.world.render.instances import Instances
from nacre.world.render.light_boxes import LightField, no_light
from nacre.world.render.mesh_pool import MeshPool
from nacre.world.render.raster import workers
from nacre.world.render.shading import shade as shading
from nacre.world.render.shading.air import HORIZON, TIME
from nacre.world.render.shading.noise import noise
from nacre.world.render.shadows import Shadows
from nacre.world.render.view import axes, camera_view
from nacre.world.render.visibility import Visibility

# sRGB of GROUND_LAYERS, where a scene gives none; grass takes the vertices' tint
GROUND_PALETTE = (
    (0.36, 0.48, 0.20), (0.62, 0.51, 0.36), (0.56, 0.54, 0.51), (0.82, 0.73, 0.54), (0.50, 0.49, 0.47),
    (0.38, 0.29, 0.21), (0.93, 0.95, 0.98),
)  # fmt: skip


def linear_of_bytes() -> NDArray[np.float32]:
    """Linear light of every sRGB byte, float32 [256]."""
    s = np.arange(256) / 255
    linear: NDArray[np.float32] = np.where(s <= 0.04045, s / 12.92, ((s + 0.055) / 1.055) ** 2.4).astype(np.float32)
    return linear


_LINEAR = linear_of_bytes()


def palette_of(colours: tuple[tuple[float, float, float], ...] = GROUND_PALETTE) -> NDArray[np.float32]:
    """Linear colours of GROUND_LAYERS, float32 [7, 3], from sRGB 0..1."""
    bytes_ = np.clip(np.round(np.array(colours) * 255), 0, 255).astype(int)
    colours_: NDArray[np.float32] = _LINEAR[bytes_]
    return colours_


def no_lamps() -> NDArray[np.float32]:
    """float32 [0, 7]."""
    return np.zeros((0, 7), np.float32)


@dataclass
class Scene:
    """What is drawn. still: what has not moved since `version` changed (its shadows are kept); moving: the rest.

    air: see `air.air`. lamps f32 [L, 7]: place, linear colour times strength, reach in metres. palette: `palette_of`.
    falling: `particles.kind_of`; shelter: see `particles.draw`. light: what is known of the light between surfaces.
    """

    pool: MeshPool
    still: Instances
    air: NDArray[np.float32]
    moving: Instances = field(default_factory=lambda: Instances.of([], []))
    lamps: NDArray[np.float32] = field(default_factory=no_lamps)
    palette: NDArray[np.float32] = field(default_factory=palette_of)
    version: object = 0
    falling: int = 0
    shelter: NDArray[np.float32] = field(default_factory=lambda: particles.OPEN_SKY)
    light: LightField = field(default_factory=no_light)

    def everything(self) -> Instances:
        """What stands still and what moves, in this order."""
        return Instances.joined([self.still, self.moving]) if len(self.moving) else self.still


@dataclass(frozen=True)
class Picture:
    """rgb uint8 [H, W, 3]; depth float32 [H, W], metres along the view axis, 0 where nothing is; entity uint8 [H, W];
    ms: milliseconds by step."""

    rgb: NDArray[np.uint8]
    depth: NDArray[np.float32]
    entity: NDArray[np.uint8]
    ms: dict[str, float]


class Renderer:
    """Draws pictures of one size. Not thread-safe; keeps shadow maps and scratch memory between pictures.

    clean_edges: whether silhouettes are resolved (see edges.py).
    """

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.visibility = Visibility(width, height)
        self.shadows = Shadows()
        self.clean_edges = True
        self._soft = edges.soft_materials()
        self.textures = textures()

    def render(self, scene: Scene, camera: Camera) -> Picture:
        """One picture."""
        clock = [time.perf_counter()]
        pool, seen = scene.pool, self.visibility
        things = scene.everything()
        view = camera_view(camera, self.width, self.height)
        self.shadows.update(pool, scene.still, scene.version, scene.moving, view.eye, scene.air[:3])
        clock.append(time.perf_counter())
        seen.draw(pool, things, view, spread=edges.SPREAD if self.clean_edges else 0.0)
        clock.append(time.perf_counter())
        right, up, ahead = axes(camera)
        basis = np.stack([right / view.focal, up / view.focal, ahead]).astype(np.float32)
        picture = np.empty((self.height, self.width, 3), np.uint8)
        t = self.textures
        things_and_light = (
            seen.planes, seen.owner, seen.draws, seen.world, pool.record, pool.index, pool.attribute, pool.surface,
            pool.ground, things.tint, _LINEAR, scene.palette, t.layers, t.texels, t.starts, t.tiles, t.glosses, basis,
            view.eye.astype(np.float32), scene.air, noise(), *self.shadows.arrays(), scene.lamps, scene.light.cells,
            scene.light.boxes, np.float32(1.0),
        )  # fmt: skip
        shading.shade(
            workers(), np.zeros(1, np.int64), self.width, self.height, seen.nearness, seen.slots, *things_and_light,
            picture,
        )  # fmt: skip
        clock.append(time.perf_counter())
        clean = picture
        if self.clean_edges:
            clean = np.empty_like(picture)
            edges.resolve(
                workers(), np.zeros(1, np.int64), self.width, self.height, self._soft, seen.nearness, seen.slots,
                seen.boxes, seen.heads, seen.lists, *things_and_light, edges.PLACES, picture, clean,
            )  # fmt: skip
        clock.append(time.perf_counter())
        depth, entity = seen.read_out()
        bright = 255 * min(1.0, float(scene.air[HORIZON : HORIZON + 3].mean()) ** 0.45)
        particles.draw(scene.falling, float(scene.air[TIME]), view, bright, scene.shelter, depth, clean)
        clock.append(time.perf_counter())
        steps = np.diff(clock) * 1e3
        names = ("shadow", "raster", "shade", "edges", "rest")
        return Picture(clean, depth, entity, dict(zip(names, steps.tolist(), strict=True)))
