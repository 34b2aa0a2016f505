"""Windows one can look out of: of a pane in a wall only the outer face is drawn.

From outside a pane shines and mirrors; from inside the outer face looks away and is not drawn, so that one sees the
street. A renderer without transparency needs no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.parts.language import Part, Program
from nacre.parts.vocabulary import MATERIAL_INDEX
from nacre.world.geometry.mesh import ShapeMesh
from nacre.world.geometry.surfaces import copies

Floats = NDArray[np.float64]
_GLASS: Final = MATERIAL_INDEX["glass"]
_MARGIN: Final = 0.35  # metres outside a room within which a pane belongs to it


def panes_outside(program: Program, mesh: ShapeMesh) -> ShapeMesh:
    """The mesh without the inner faces and edges of panes in the walls of rooms; panes of lamps and jars stay whole."""
    rooms = [room for part in program.parts if part.op == "hollow" for room in _rooms(part)]
    panes = np.array([p.role == "window" and p.op == "add" and p.joint is None for p in program.parts], bool)
    which = np.flatnonzero(panes[mesh.part] & (mesh.material == _GLASS))
    if not rooms or not len(which):
        return mesh
    corners = mesh.vertices[mesh.triangles[which]].astype(np.float64)
    middle = corners.mean(1)
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)
    drop, placed = np.zeros(len(which), bool), np.zeros(len(which), bool)
    for room in sorted(rooms, key=lambda room: float(np.prod(room.half))):
        local, facing = (middle - room.centre) @ room.turn, normal @ room.turn
        here = (np.abs(local) < room.half + _MARGIN).all(1) & ~placed
        away, outward = room.to_the_wall(local, facing)
        here &= np.abs(away) < _MARGIN
        placed |= here
        drop |= here & (outward < 0.5)
    keep = np.ones(len(mesh.triangles), bool)
    keep[which[drop]] = False
    if not keep.any():
        return mesh
    return mesh.only(keep)


@dataclass(frozen=True)
class _Room:
    """A hollow part: turn [3, 3], centre and half size in metres; round: its walls are a cylinder's."""

    turn: Floats
    centre: Floats
    half: Floats
    round: bool

    def to_the_wall(self, local: Floats, facing: Floats) -> tuple[Floats, Floats]:
        """Metres from the nearest upright wall's outside of points [N, 3] in the room's axes, and how far `facing`
        points out through it, -1..1."""
        if self.round:
            flat = np.hypot(local[:, 0], local[:, 2])
            out = local[:, (0, 2)] / np.maximum(flat, 1e-9)[:, None]
            return flat - self.half[0], (facing[:, (0, 2)] * out).sum(1)
        rows = np.arange(len(local))
        wall = np.argmax(np.abs(local[:, (0, 2)]) - self.half[[0, 2]], 1) * 2
        at = local[rows, wall]
        return np.abs(at) - self.half[wall], facing[rows, wall] * np.sign(at)


def _rooms(part: Part) -> list[_Room]:
    if part.kind not in ("box", "prism", "wedge", "cylinder"):
        return []
    turns, centres = copies(part)
    half = np.array(part.half, float)
    return [_Room(turn, at, half, part.kind == "cylinder") for turn, at in zip(turns, centres, strict=True)]
