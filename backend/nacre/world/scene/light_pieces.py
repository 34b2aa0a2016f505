"""What stands on a square of a world, for finding out how light goes between it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.parts.classes import BY_NAME
from nacre.parts.vocabulary import MATERIAL_INDEX
from nacre.world.grid import CHUNK
from nacre.world.lighting.cells import Piece
from nacre.world.render.instances import placed
from nacre.world.render.mesh_pool import GroundMesh
from nacre.world.render.renderer import linear_of_bytes
from nacre.world.scene.chunk import Furnished
from nacre.world.scene.surroundings import Surroundings

_LINEAR: Final = linear_of_bytes()
_COARSE: Final = 2  # level of detail of things in a coarse box; plants are one level coarser than buildings in both
CLEAR: Final = np.zeros(256, np.uint8)  # 1 for materials that light goes through
CLEAR[[MATERIAL_INDEX[name] for name in ("glass", "water", "light")]] = 1
Square = tuple[float, float, float, float]


def _ground(chunk: Furnished, palette: NDArray[np.float32], level: int) -> Piece:
    given: GroundMesh = chunk.levels[min(level, len(chunk.levels) - 1)]
    mesh = given.mesh
    painted = (given.weights[:, 1:] / np.float32(255)) @ palette[1:]
    painted += given.weights[:, :1] / np.float32(255) * _LINEAR[given.tint]
    colour = painted[mesh.triangles].mean(1).astype(np.float32)
    return Piece(
        mesh.vertices, mesh.triangles, colour, mesh.material, placed(chunk.chunk[0] * CHUNK, 0, chunk.chunk[1] * CHUNK)
    )


def pieces(place: Surroundings, palette: NDArray[np.float32], level: int, square: Square) -> Iterator[Piece]:
    """Ground and things within a square (x0, z0, x1, z1) of the furnished chunks, in a fixed order; doors are shut.

    What stands there is settled at once; the pieces may be taken on another thread.

    level: 0 for a fine box, 1 for a coarse one; palette: linear colours of the layers of ground f32 [7, 3].
    """
    return _of(sorted(place.chunks.items(), key=lambda row: row[0]), palette, level, square)


def _of(
    chunks: list[tuple[tuple[int, int], Furnished]], palette: NDArray[np.float32], level: int, square: Square
) -> Iterator[Piece]:
    x0, z0, x1, z1 = square
    for (cx, cz), chunk in chunks:
        if cx * CHUNK < x1 and (cx + 1) * CHUNK > x0 and cz * CHUNK < z1 and (cz + 1) * CHUNK > z0:
            yield _ground(chunk, palette, level)
        for thing in chunk.things:
            reach = thing.asset.radius * thing.token.size + 1.0
            if not (x0 - reach < thing.x < x1 + reach and z0 - reach < thing.z < z1 + reach):
                continue
            number = level * (_COARSE - 1) + int(BY_NAME[thing.token.shape].group == "plant")
            mesh = thing.asset.levels[min(number, len(thing.asset.levels) - 1)]
            yield Piece(mesh.vertices, mesh.triangles, _LINEAR[mesh.colour], mesh.material, thing.transform)
