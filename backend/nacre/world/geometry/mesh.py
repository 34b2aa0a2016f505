"""ShapeMesh: the triangles of one thing at one level of detail, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class ShapeMesh:
    """Triangles in the thing's own axes (metres, x right, y up, z back), counter-clockwise seen from outside.

    Per vertex: vertices f32 [V, 3]; normals f32 [V, 3], split at hard edges; uv f32 [V, 2] in metres (box projection
    in the part's axes); sky u8 [V], share of the sky that is open there (0..255). Per triangle: triangles i32 [T, 3];
    material u8 [T] (index into MATERIALS); colour u8 [T, 3] sRGB; emission u8 [T] (how much it glows, 0..255); part
    u16 [T] (index of the part in its program); group u8 [T] (0: does not move; k: k-th moving group, in the order in
    which parts with a joint stand in the program).
    """

    vertices: NDArray[np.float32]
    normals: NDArray[np.float32]
    uv: NDArray[np.float32]
    sky: NDArray[np.uint8]
    triangles: NDArray[np.int32]
    material: NDArray[np.uint8]
    colour: NDArray[np.uint8]
    emission: NDArray[np.uint8]
    part: NDArray[np.uint16]
    group: NDArray[np.uint8]

    def only(self, keep: NDArray[np.bool_]) -> ShapeMesh:
        """The triangles that are kept, bool [T], and the vertices they need."""
        used = np.zeros(len(self.vertices), bool)
        used[self.triangles[keep]] = True
        place = (np.cumsum(used) - 1).astype(np.int32)
        return ShapeMesh(
            self.vertices[used], self.normals[used], self.uv[used], self.sky[used], place[self.triangles[keep]],
            self.material[keep], self.colour[keep], self.emission[keep], self.part[keep], self.group[keep],
        )  # fmt: skip
