"""Contact sheets of meshes: every thing on a lawn in afternoon sun, seen three-quarter from the front."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from nacre.parts.vocabulary import MATERIAL_INDEX
from nacre.world.atmosphere import Atmosphere
from nacre.world.geometry.mesh import ShapeMesh
from nacre.world.interface import Camera
from nacre.world.render.instances import Instances, placed
from nacre.world.render.mesh_pool import Level, MeshPool
from nacre.world.render.renderer import Renderer, Scene
from nacre.world.render.shading.air import SUN, air

_FOV: Final = 0.60
_FINER: Final = 2  # samples along each side of a pixel
_AROUND: Final = math.radians(35)  # how far to the thing's left of its front the camera stands
_PERSON: Final = 1.75  # metres; a post of this height stands beside every thing


def box_mesh(low: Sequence[float], high: Sequence[float], material: str, colour: tuple[int, int, int]) -> ShapeMesh:
    """A plain box, f.e. for tests and as a measure."""
    corners: list[NDArray[np.float32]] = []
    normals: list[list[float]] = []
    uv: list[list[float]] = []
    faces: list[list[int]] = []
    a, b = np.array(low, np.float32), np.array(high, np.float32)
    for axis in range(3):
        for side in (0, 1):
            u, v = (axis + 1) % 3, (axis + 2) % 3
            base = len(corners)
            for s, t in ((0, 0), (1, 0), (1, 1), (0, 1)):
                point = np.zeros(3, np.float32)
                point[axis] = (a, b)[side][axis]
                point[u], point[v] = (a, b)[s][u], (a, b)[t][v]
                corners.append(point)
                normals.append([(2 * side - 1) * float(k == axis) for k in range(3)])
                up, across = (1, 2) if axis == 0 else (2, 0) if axis == 1 else (1, 0)
                uv.append([point[across], point[up]])
            faces += [[base, base + 1, base + 2], [base, base + 2, base + 3]][:: 1] if side else [
                [base, base + 2, base + 1], [base, base + 3, base + 2]]  # fmt: skip
    return ShapeMesh(
        np.array(corners, np.float32), np.array(normals, np.float32), np.array(uv, np.float32),
        np.full(24, 255, np.uint8), np.array(faces, np.int32), np.full(12, MATERIAL_INDEX[material], np.uint8),
        np.tile(np.array(colour, np.uint8), (12, 1)), np.zeros(12, np.uint8), np.zeros(12, np.uint16),
        np.zeros(12, np.uint8),
    )  # fmt: skip


def render_sheet(
    shapes: Sequence[tuple[str, Level | Sequence[Level]]],
    columns: int = 6,
    tile: tuple[int, int] = (240, 200),
    hours: float = 15.5,
    around: float = _AROUND,
    measure: bool = True,
    level: int = 0,
) -> NDArray[np.uint8]:
    """uint8 [H, W, 3]: one tile per shape with its name. level: which of several levels is shown; measure: put a post
    of 1.75 m beside it; around: radians from the front to the camera, hours: time of day (20.5: lit windows)."""
    width, height = tile
    renderer = Renderer(width * _FINER, height * _FINER)
    rows = -(-len(shapes) // columns)
    sheet = Image.new("RGB", (columns * width, max(rows, 1) * height))
    for number, (name, given) in enumerate(shapes):
        levels = list(given) if isinstance(given, Sequence) else [given]
        rgb = render_one(renderer, levels[min(level, len(levels) - 1)], hours, around, measure)
        picture = Image.fromarray(rgb).resize((width, height), Image.Resampling.BOX)
        ImageDraw.Draw(picture).text((4, 2), name, fill=(255, 255, 255), stroke_width=1, stroke_fill=(0, 0, 0))
        sheet.paste(picture, (number % columns * width, number // columns * height))
    return np.asarray(sheet).copy()


def render_one(
    renderer: Renderer, mesh: Level, hours: float = 15.5, around: float = _AROUND, measure: bool = True
) -> NDArray[np.uint8]:
    """One thing that fills the picture."""
    shape = mesh if isinstance(mesh, ShapeMesh) else mesh.mesh
    low, high = shape.vertices.min(0), shape.vertices.max(0)
    radius = max(float(np.linalg.norm(high - low)) / 2, 0.15)
    middle = (low + high) / 2
    pool = MeshPool()
    wide = max(60.0, 12 * radius)
    floor = box_mesh((-wide, -0.5, -wide), (wide, 0.0, wide), "grass", (116, 142, 70))
    meshes, places = [pool.add(floor), pool.add(mesh)], [placed(0, 0, 0), placed(0, 0, 0)]
    if measure:
        post = box_mesh((-0.06, 0, -0.06), (0.06, _PERSON, 0.06), "paint", (230, 230, 235))
        meshes.append(pool.add(post))
        places.append(placed(float(high[0]) + 0.12 * radius + 0.15, 0, float(low[2])))
    light = air(Atmosphere(hours), water=False)
    if hours < 19:
        toward = np.array([-0.62, 0.55, -0.42])  # from the front, left of the camera
        light[SUN : SUN + 3] = toward / np.linalg.norm(toward)
    aspect = renderer.width / renderer.height
    half = math.tan(_FOV / 2) * min(1.0, aspect)
    away = radius / half * 0.92 + 0.25 * radius
    rise = 0.30
    eye = middle + away * np.array(
        [math.sin(around) * math.cos(rise), math.sin(rise), -math.cos(around) * math.cos(rise)]
    )
    camera = Camera((float(eye[0]), float(max(eye[1], 0.1)), float(eye[2])), math.pi - around, -rise, _FOV)
    scene = Scene(pool, Instances.of(meshes, places), light, version=object())
    return renderer.render(scene, camera).rgb
