"""A shape as bytes: levels of detail as vertices that a graphics card takes as they are, and convex colliders.

A vertex has 20 bytes: position (3 x int16, units of `step`), material, sky; normal (3 x int8), glow; uv (2 x int16,
units of 1/256 m); colour (3 bytes sRGB), part. Indices are coded against the next unused vertex (docs/geometry.md).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.parts.language import Program
from nacre.parts.vocabulary import MATERIAL_INDEX
from nacre.world.geometry.colliders import colliders, sockets
from nacre.world.geometry.files.glb import quaternion
from nacre.world.geometry.mesh import ShapeMesh
from nacre.world.geometry.surfaces import groups
from nacre.world.geometry.walking.doors import open_angle
from nacre.world.render.mesh_pool import SHAPE_LEVELS
from nacre.world.scene.assets import Asset
from nacre.world.stream.content import Content, name_of, squeezed

VERTEX: Final = np.dtype([
    ("position", "<i2", 3), ("material", "u1"), ("sky", "u1"), ("normal", "i1", 3), ("glow", "u1"), ("uv", "<i2", 2),
    ("colour", "u1", 3), ("part", "u1"),
])  # fmt: skip
UV_STEP: Final = 1 / 256  # metres
FINEST_STEP: Final = 1 / 2048  # metres: finer than anything is placed
_RANGE: Final = 32000  # units from the middle that a position may be away


def step_for(extent: float) -> float:
    """Metres of one unit of a position: the finest power of two at which `extent` metres from the origin fit."""
    return max(FINEST_STEP, 2.0 ** math.ceil(math.log2(max(extent, 1e-3) / _RANGE)))


def coded(indices: NDArray[np.int64], vertices: int) -> tuple[bytes, int]:
    """Indices against the next vertex that no index has named yet, and bytes of each.

    Expects vertices in the order in which they are first named: then a code is 0 for a new vertex, and small for one
    that was named lately.
    """
    flat = indices.ravel()
    highest = np.maximum.accumulate(flat) if len(flat) else flat
    following = np.concatenate([[0], highest[:-1] + 1]) if len(flat) else flat
    codes = following - flat
    wide = 2 if vertices <= 65535 else 4
    return codes.astype("<u2" if wide == 2 else "<u4").tobytes(), wide


def _split(
    mesh: ShapeMesh,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Old vertex and old triangle of each new vertex, in the order of first use; triangles in new ones, sorted by what
    moves and what they are of; and that order. A vertex of two kinds of triangle is doubled."""
    glows = (mesh.emission > 0).astype(np.int64)
    order = np.lexsort((np.arange(len(mesh.triangles)), mesh.material, glows, mesh.group))
    triangles = mesh.triangles[order].astype(np.int64)
    look = mesh.part.astype(np.uint64)
    for column in (mesh.material, *mesh.colour.T, mesh.emission, mesh.group):
        look = look << np.uint64(8) | column.astype(np.uint64)
    kinds = np.unique(look[order], return_inverse=True)[1].astype(np.int64)
    keys = np.repeat(kinds, 3) * max(1, len(mesh.vertices)) + triangles.ravel()
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    corners = np.sort(first)
    return triangles.ravel()[corners], order[corners // 3], rank[inverse].reshape(-1, 3), order


def _ranges(mesh: ShapeMesh, triangle_of: NDArray[np.int64]) -> list[int]:
    """Runs of indices: first, count, material, moving group, whether they glow."""
    row = np.stack([mesh.material, mesh.group, mesh.emission > 0], 1).astype(np.int64)[triangle_of]
    if not len(row):
        return []
    starts = np.concatenate([[0], np.flatnonzero((row[1:] != row[:-1]).any(1)) + 1, [len(row)]])
    out: list[int] = []
    for start, end in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        material, group, glows = (int(v) for v in row[start])
        out += [3 * start, 3 * (end - start), material, group, glows]
    return out


def _level(mesh: ShapeMesh, step: float, until: float) -> tuple[dict[str, Any], bytes]:
    """One level of detail: its description and its bytes."""
    source, triangle, indices, order = _split(mesh)
    vertices = np.zeros(len(source), VERTEX)
    vertices["position"] = np.round(mesh.vertices[source] / step)
    vertices["material"] = mesh.material[triangle]
    vertices["sky"] = mesh.sky[source]
    vertices["normal"] = np.round(np.clip(mesh.normals[source], -1, 1) * 127)
    vertices["glow"] = mesh.emission[triangle]
    uv = mesh.uv[source] / UV_STEP
    vertices["uv"] = np.clip(np.round(uv), -32768, 32767)
    vertices["colour"] = mesh.colour[triangle]
    vertices["part"] = np.minimum(mesh.part[triangle], 255)
    codes, wide = coded(indices, len(vertices))
    facts = {
        "vertices": len(vertices), "indices": int(indices.size), "index_bytes": wide, "until": until,
        "ranges": _ranges(mesh, order),
    }  # fmt: skip
    return facts, vertices.tobytes() + codes + bytes(-len(codes) % 4)


def _levels(meshes: Sequence[ShapeMesh], until: Sequence[float]) -> tuple[list[dict[str, Any]], list[bytes], float]:
    used = [mesh for mesh in meshes if len(mesh.triangles)]
    extent = max((float(np.abs(mesh.vertices).max()) for mesh in used), default=1.0)
    step = step_for(extent)
    made = [_level(mesh, step, until[min(i, len(until) - 1)]) for i, mesh in enumerate(used)]
    if made:
        made[-1][0]["until"] = 0.0
    return [facts for facts, _ in made], [data for _, data in made], step


def _colliders(program: Program) -> tuple[list[int], bytes]:
    """Four numbers for each convex piece, and their floats: a box has middle [3], quaternion [4] and half [3]; a hull
    its points."""
    rows: list[int] = []
    numbers: list[NDArray[np.float32]] = []
    for each in colliders(program):
        part = program.parts[each.part]
        points = 0 if each.hull is None else len(each.hull)
        rows += [points, each.part, each.group, MATERIAL_INDEX[part.material]]
        if each.hull is None:
            box = [*each.centre.tolist(), *quaternion(each.turn), *each.half.tolist()]
            numbers.append(np.array(box, np.float32))
        else:
            numbers.append(each.hull.astype(np.float32).ravel())
    return rows, b"".join(row.astype("<f4").tobytes() for row in numbers)


def _plain(values: Sequence[float]) -> list[float]:
    return [round(float(v), 4) for v in values]


def _sockets(program: Program) -> list[dict[str, Any]]:
    return [
        {
            "kind": each.kind, "position": _plain(each.position.tolist()), "yaw": round(float(each.yaw), 4),
            "size": _plain(each.size), "part": each.part, "group": each.group,
        }
        for each in sockets(program)
    ][:512]  # fmt: skip


def _groups(program: Program) -> list[dict[str, Any]]:
    """What moves; `open` is how far a door or a lid opens: degrees, slider: metres."""
    found = []
    for part_index in groups(program)[1]:
        part = program.parts[part_index]
        joint = part.joint
        assert joint is not None
        found.append({
            "role": part.role, "joint": joint.type, "axis": joint.axis, "pivot": _plain(joint.pivot),
            "low": float(joint.low), "high": float(joint.high), "open": float(open_angle(joint)),
        })  # fmt: skip
    return found


def of_asset(asset: Asset) -> Content:
    """A thing's shape, with everything an engine wants to know of it."""
    program = asset.program
    levels, data, step = _levels(asset.levels, SHAPE_LEVELS)
    rows, numbers = _colliders(program)
    lights = [
        {"position": _plain(lamp.place), "colour": _plain(lamp.colour), "reach": float(lamp.reach),
         "always": lamp.always}
        for lamp in asset.lamps
    ]  # fmt: skip
    facts = {
        "kind": program.shape, "step": step, **_box(asset.levels[0]), "levels": levels,
        "roles": [part.role for part in program.parts], "colliders": rows, "groups": _groups(program),
        "sockets": _sockets(program), "lights": lights,
    }  # fmt: skip
    return _content(facts, [*data, numbers])


def of_mesh(kind: str, mesh: ShapeMesh) -> Content:
    """A mesh without a program: a tuft of grass, a hill."""
    levels, data, step = _levels([mesh], (0.0,))
    facts = {
        "kind": kind, "step": step, **_box(mesh), "levels": levels, "roles": [], "colliders": [], "groups": [],
        "sockets": [], "lights": [],
    }  # fmt: skip
    return _content(facts, data)


def _box(mesh: ShapeMesh) -> dict[str, list[float]]:
    if not len(mesh.vertices):
        return {"low": [0.0] * 3, "high": [0.0] * 3}
    return {"low": _plain(mesh.vertices.min(0).tolist()), "high": _plain(mesh.vertices.max(0).tolist())}


def _content(facts: dict[str, Any], data: list[bytes]) -> Content:
    body, length = squeezed(data)
    name = name_of(body, repr(sorted(facts.items())).encode())
    return Content(name, {"hash": name, **facts, "bytes": length, "ai_generated": True}, body)
