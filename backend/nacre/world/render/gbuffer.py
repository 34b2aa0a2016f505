"""What a picture shows before it is lit, pixel by pixel: for measuring light and for teaching it, never for play."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.world.interface import Camera
from nacre.world.render.options import SERIAL
from nacre.world.render.raster import TILE_WIDE
from nacre.world.render.renderer import Renderer, Scene, linear_of_bytes
from nacre.world.render.row import ALBEDO, CHANNELS, FACING, GLOWS, NORMAL, PLACE, SHADE, SKY, W
from nacre.world.render.shading.light import incline, rays
from nacre.world.render.shading.noise import noise
from nacre.world.render.shading.surface import gather
from nacre.world.render.shadows import shade_row
from nacre.world.render.view import axes, camera_view

_FIELDS = 12
_F = np.float32


@dataclass(frozen=True)
class Surfaces:
    """Per pixel, f32: place [H, W, 3] in metres, normal [H, W, 3] of the surface without its texture's relief, albedo
    [H, W, 3] linear, sky [H, W] share of open sky as its vertices know it, sun [H, W] share of the sun's light that
    falls on it, glow [H, W]; there [H, W] bool: whether anything is."""

    place: NDArray[np.float32]
    normal: NDArray[np.float32]
    albedo: NDArray[np.float32]
    sky: NDArray[np.float32]
    sun: NDArray[np.float32]
    glow: NDArray[np.float32]
    there: NDArray[np.bool_]


@njit(**SERIAL)
def _collect(width, height, nearness, slots, planes, owner, draws, world, record, index, attribute, surface, ground,
             tint, linear, palette, layers, texels, starts, tiles, glosses, basis, eye, air, field, maps, low, high,
             moving, light_rows, moves, out):  # fmt: skip
    pixel = np.sqrt(basis[0, 0] ** 2 + basis[0, 1] ** 2 + basis[0, 2] ** 2)
    row = np.zeros(CHANNELS * TILE_WIDE, np.float32)
    line = np.zeros(TILE_WIDE, np.int32)
    spot, pending = np.zeros(3 * TILE_WIDE, np.float32), np.zeros(TILE_WIDE, np.uint8)
    for y in range(height):
        for left in range(0, width, TILE_WIDE):
            wide = min(TILE_WIDE, width - left)
            rays(y, left, width, height, slots, nearness, basis, eye, row)
            gather(y, left, wide, slots, planes, owner, draws, world, record, index, attribute, surface, ground, tint,
                   linear, palette, layers, texels, starts, tiles, glosses, pixel, field, line, row)  # fmt: skip
            for j in range(wide):
                for c in range(3):
                    out[y, left + j, c] = row[(PLACE + c) * W + j]
                    out[y, left + j, 3 + c] = row[(NORMAL + c) * W + j]
                    out[y, left + j, 6 + c] = row[(ALBEDO + c) * W + j]
                out[y, left + j, 9], out[y, left + j, 11] = row[SKY * W + j], row[GLOWS * W + j]
            incline(air, _F(0.0), row)
            shade_row(wide, maps, low, high, moving, light_rows, moves, row, spot, pending)
            for j in range(wide):
                out[y, left + j, 10] = row[SHADE * W + j] * row[FACING * W + j]


def surfaces(renderer: Renderer, scene: Scene, camera: Camera) -> Surfaces:
    """What `renderer` would shade in its picture of a scene."""
    pool, seen = scene.pool, renderer.visibility
    things = scene.everything()
    view = camera_view(camera, renderer.width, renderer.height)
    renderer.shadows.update(pool, scene.still, scene.version, scene.moving, view.eye, scene.air[:3])
    seen.draw(pool, things, view)
    right, up, ahead = axes(camera)
    basis = np.stack([right / view.focal, up / view.focal, ahead]).astype(np.float32)
    t = renderer.textures
    out = np.zeros((renderer.height, renderer.width, _FIELDS), np.float32)
    _collect(
        renderer.width, renderer.height, seen.nearness, seen.slots, seen.planes, seen.owner, seen.draws, seen.world,
        pool.record, pool.index, pool.attribute, pool.surface, pool.ground, things.tint, linear_of_bytes(),
        scene.palette, t.layers, t.texels, t.starts, t.tiles, t.glosses, basis, view.eye.astype(np.float32), scene.air,
        noise(), *renderer.shadows.arrays(), out,
    )  # fmt: skip
    return Surfaces(
        out[..., :3], out[..., 3:6], out[..., 6:9], out[..., 9], out[..., 10], out[..., 11], seen.slots >= 0
    )
