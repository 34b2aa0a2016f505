"""From a program to its triangles."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.parts.colours import table
from nacre.parts.language import Program
from nacre.parts.vocabulary import MATERIAL_INDEX
from nacre.world.geometry.cuts.coplanar import apart
from nacre.world.geometry.cuts.cutting import cut
from nacre.world.geometry.lining import BELOW, CEILING, inner_faces, lining, soffit, under_roof
from nacre.world.geometry.mesh import ShapeMesh
from nacre.world.geometry.surfaces import FULL, Detail, Surface, copies, groups, surfaces

TINY: Final = 1e-7  # square metres: triangles below are dropped
_COLOURS: Final = table()


def assemble(program: Program, pieces: list[Surface]) -> ShapeMesh:
    """One mesh of surfaces, in their order; triangles without area are dropped."""
    if not pieces:
        return empty()
    sizes = np.cumsum([0] + [len(s.places) for s in pieces])
    places = np.concatenate([s.places for s in pieces])
    triangles = np.concatenate([s.triangles + start for s, start in zip(pieces, sizes[:-1], strict=True)])
    part = np.repeat([s.part for s in pieces], [len(s.triangles) for s in pieces])
    a, b, c = (places[triangles[:, k]] for k in range(3))
    facing = np.cross(b - a, c - a)
    area = 0.5 * np.linalg.norm(facing, axis=1)
    keep = area > TINY
    triangles, part, facing, area = triangles[keep], part[keep], facing[keep] / (2 * area[keep, None]), area[keep]
    used = np.zeros(len(places), bool)
    used[triangles] = True
    place = np.cumsum(used) - 1
    normals = np.concatenate([s.normals for s in pieces])[used]
    uv = np.concatenate([s.uv for s in pieces])[used]
    parts = program.parts
    material = np.array([MATERIAL_INDEX[p.material] for p in parts], np.uint8)
    colour = _COLOURS[[p.colour for p in parts]]
    glow = np.array([255 if p.light is not None else 160 if p.material == "light" else 0 for p in parts], np.uint8)
    group = np.array(groups(program)[0], np.uint8)
    materials, colours = material[part], colour[part]
    lined = _line(program, places[triangles].mean(1), facing, part, materials, colours)
    # what is set into the wall of a room ends in its inner face: the room's lining hides it
    places = apart(places, facing, area, triangles, part, lined)
    return ShapeMesh(
        vertices=np.round(places[used], 4).astype(np.float32),
        normals=np.round(normals, 4).astype(np.float32),
        uv=np.round(uv, 4).astype(np.float32),
        sky=np.full(int(used.sum()), 255, np.uint8),
        triangles=place[triangles].astype(np.int32),
        material=materials,
        colour=colours,
        emission=glow[part],
        part=part.astype(np.uint16),
        group=group[part],
    )


def _line(
    program: Program,
    middles: NDArray[np.float64],
    normals: NDArray[np.float64],
    part: NDArray[np.int64],
    materials: NDArray[np.uint8],
    colours: NDArray[np.uint8],
) -> NDArray[np.bool_]:
    """Give the undersides of roofs their boards and the faces that look into rooms their lining, and tell which look
    into rooms, bool [T]: middles and normals [T, 3], part, materials [T] and colours [T, 3] of all triangles."""
    lined = np.zeros(len(part), np.bool_)
    down = normals[:, 1] < BELOW
    for i, roof in enumerate(program.parts):
        boards = soffit(program, roof)
        if boards is not None:
            which = np.flatnonzero((part == i) & down)
            materials[which], colours[which] = MATERIAL_INDEX[boards[0]], _COLOURS[boards[1]]
    for i, room in enumerate(program.parts):
        paints = lining(program, room) if room.op == "hollow" else None
        if paints is None:
            continue
        mine = np.flatnonzero(part == i)
        kinds = inner_faces(room, middles[mine], normals[mine])
        under = np.flatnonzero(under_roof(program, room, part, middles, normals))
        kinds, mine = np.append(kinds, np.full(len(under), CEILING)), np.append(mine, under)
        lined[mine] |= kinds > 0
        for kind, (material, colour) in enumerate(paints, 1):
            which = mine[kinds == kind]
            materials[which], colours[which] = MATERIAL_INDEX[material], _COLOURS[colour]
    return lined


def empty() -> ShapeMesh:
    """A mesh without triangles."""
    return ShapeMesh(
        np.zeros((0, 3), np.float32), np.zeros((0, 3), np.float32), np.zeros((0, 2), np.float32),
        np.zeros(0, np.uint8), np.zeros((0, 3), np.int32), np.zeros(0, np.uint8), np.zeros((0, 3), np.uint8),
        np.zeros(0, np.uint8), np.zeros(0, np.uint16), np.zeros(0, np.uint8),
    )  # fmt: skip


def expand(program: Program, detail: Detail = FULL) -> ShapeMesh:
    """The triangles of a program, cuts made. Sky visibility is 255 everywhere (see nacre.world.geometry.sky)."""
    pieces = surfaces(program, detail)
    return assemble(program, cut(program, pieces))


__all__ = ["assemble", "copies", "empty", "expand", "groups"]
