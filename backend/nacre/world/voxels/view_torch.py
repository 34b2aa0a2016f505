"""A picture to be taken, as numbers that a device reads: camera, light and characters, relative to a near base."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.world.grid import WINDOW_CELLS
from nacre.world.interface import Camera
from nacre.world.voxels.posed import Posed
from nacre.world.voxels.posed_torch import ROW

PERIOD: Final = WINDOW_CELLS * 0.5  # metres after which the torus repeats
VIEW_DIM: Final = 22  # numbers that describe a picture to be taken, see `view_of`


def pixels(width: int, height: int) -> NDArray[np.float32]:
    """Where pixel centres lie on the image plane, in half picture heights: float32 [height * width, 2], x and y."""
    px = ((np.arange(width) + 0.5) / width * 2 - 1) * width / height
    py = 1 - (np.arange(height) + 0.5) / height * 2
    across, up = np.meshgrid(px, py)
    return np.stack([across.ravel(), up.ravel()], -1).astype(np.float32)


def base_of(position: Sequence[float]) -> NDArray[np.float64]:
    """A multiple of the torus near a place: float32 holds metres from there to a tenth of a millimetre."""
    here = np.array(position, np.float64)
    near: NDArray[np.float64] = np.round(here / PERIOD) * PERIOD * np.array([1.0, 0.0, 1.0])
    return near


def view_of(
    camera: Camera, sun: NDArray[np.float32], bounds: NDArray[np.float64], drift: float, moved: NDArray[np.float32]
) -> NDArray[np.float32]:
    """A picture to be taken, float32 [VIEW_DIM]: eye 3, base 2 (x, z), sun 3, bounds 4, drift, clouds 3, camera 5, 0.

    Places are relative to `base_of(camera.position)`; moved from `sky_torch.cloud_cells`.
    """
    base = base_of(camera.position)
    eye = np.array(camera.position) - base
    edges = bounds - np.array([base[0], base[0], base[2], base[2]])
    pose = (math.cos(camera.pitch), math.sin(camera.pitch), math.cos(camera.yaw), math.sin(camera.yaw))
    lens = (*pose, math.tan(camera.fov / 2), 0.0)
    return np.concatenate([eye, base[[0, 2]], sun, edges, [drift], moved, lens]).astype(np.float32)


def rows_of(posed: Sequence[Posed], base: NDArray[np.float64], poses: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
    """Characters for a picture, float32 [K, ROW]; poses: where the two volumes of each stand in the atlas."""
    rows = np.empty((len(posed), ROW), np.float32)
    for row, p, (before, after) in zip(rows, posed, poses, strict=True):
        row[:3] = p.x - base[0], p.y, p.z - base[2]
        row[3:] = math.cos(p.yaw), math.sin(p.yaw), p.extent, p.slot, before, after, p.blend
    return rows
