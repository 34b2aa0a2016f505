"""Surfaces: every copy of every part as it stands in the axes of its program, before openings are cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numba import njit

from nacre.parts.language import Array, Part, Program, Vector
from nacre.world.geometry import forms, noise
from nacre.world.geometry.forms import ALONG_X, FROM_NORMAL, WRAPPED, Floats, Form, Ints

MIN_BEVEL: Final = 0.015  # metres: narrower edges are not drawn
RISE: Final = 0.19  # metres of one step
GROWN: Final = frozenset({"flower", "fruit", "leaf", "stem", "crown"})  # small round parts of plants
SLENDER: Final = 2.5  # times as long as wide, from which on wood has its grain along its length
BEAM: Final = 0.26  # metres: half the width of what is a beam, and no wall of boards
_WOOD: Final = frozenset({"timber", "planks", "bark"})


@dataclass(frozen=True)
class Detail:
    """How finely round things are drawn: bevels or not; metres of a picture point (0: the nearest look)."""

    bevels: bool = True
    point: float = 0.0

    def pick(self, size: float, choices: Sequence[int], points: Sequence[float]) -> int:
        """The choice for a part of `size` metres: the first whose picture points it exceeds, else the last."""
        for choice, limit in zip(choices, points, strict=False):
            if size > limit * self.point:
                return choice
        return choices[-1]


FULL = Detail()


@dataclass
class Surface:
    """Triangles of one copy of one part, in the axes of the program, before they are put together."""

    places: Floats  # [V, 3] metres
    normals: Floats  # [V, 3]
    uv: Floats  # [V, 2]
    triangles: Ints  # [T, 3]
    weld: Ints  # [V] equal for corners at one place
    part: int
    copy: int
    low: Floats  # [3] bounds
    high: Floats


def sine(degrees: int) -> float:
    """Sine of whole degrees, exact at right angles."""
    exact = {0: 0.0, 90: 1.0, 180: 0.0, 270: -1.0}
    d = degrees % 360
    return exact[d] if d in exact else float(np.sin(np.radians(d)))


@lru_cache(maxsize=2048)
def turning(yaw: int, pitch: int, roll: int) -> Floats:
    """Rotation matrix yaw(y) * pitch(x) * roll(z) for column vectors, f64 [3, 3]."""
    sy, cy, sp, cp = sine(yaw), sine(yaw + 90), sine(pitch), sine(pitch + 90)
    sr, cr = sine(roll), sine(roll + 90)
    m: Floats = np.array(
        [
            [cy * cr + sy * sp * sr, sy * sp * cr - cy * sr, sy * cp],
            [cp * sr, cp * cr, -sp],
            [cy * sp * sr - sy * cr, sy * sr + cy * sp * cr, cy * cp],
        ]
    )
    return m


def copies(part: Part) -> tuple[Floats, Floats]:
    """Rotations [n, 3, 3] and centres [n, 3] of a part and the copies of its array, in the axes of the program."""
    return _copies(part.rotation, part.centre, part.array)


@lru_cache(maxsize=4096)
def _copies(rotation: tuple[int, int, int], middle: Vector, array: Array | None) -> tuple[Floats, Floats]:
    turn, centre = turning(*rotation), np.array(middle, float)
    if array is None:
        return turn[None], centre[None]
    n = array.count
    yaws = np.stack([turning(k * array.turn, 0, 0) for k in range(n)]) if array.turn else np.eye(3)[None]
    steps = np.arange(n)[:, None] * np.array(array.step, float)
    turns: Floats = np.broadcast_to(yaws @ turn, (n, 3, 3)).copy()
    return turns, np.broadcast_to(yaws @ centre, (n, 3)) + steps


def bounds(part: Part) -> tuple[Floats, Floats]:
    """Low and high corners [n, 3] of the box around each copy of a part, in the axes of the program."""
    turns, centres = copies(part)
    reach = np.abs(turns) @ np.array(part.half)
    return centres - reach, centres + reach


def groups(program: Program) -> tuple[list[int], list[int]]:
    """Group of every part (0: does not move), and the part whose joint moves group k at index k - 1."""
    group: list[int] = []
    movers: list[int] = []
    for i, part in enumerate(program.parts):
        if part.joint is not None:
            movers.append(i)
            group.append(len(movers))
        else:
            group.append(group[part.parent] if 0 <= part.parent < i else 0)
    return group, movers


def form_of(part: Part, detail: Detail) -> tuple[str, int, bool]:
    """Which form a part takes: kind, its number of sides, steps, ... and whether its edges are bevelled."""
    # the top of a prism or wedge is an edge along x, whatever its second taper says
    tapered_to_nothing = min(part.taper[:1] if part.kind in ("prism", "wedge") else part.taper) < 0.05
    bevelled = detail.bevels and part.bevel >= MIN_BEVEL and not tapered_to_nothing
    hx, hy, hz = part.half
    match part.kind:
        case "box" | "prism" | "wedge":
            return part.kind, 0, bevelled and min(part.half) > 1.5 * part.bevel
        case "cylinder":
            # rooms keep their sides, so that cut and uncut ones of one tower lie in one plane
            most = 32 if part.op == "hollow" else detail.pick(2 * max(hx, hz), (32, 12, 8, 6, 4), (60, 24, 10, 5))
            if part.role in GROWN and max(hx, hz) < 0.12:
                most = min(most, 5)
            return "cylinder", min(part.sides, most), bevelled and min(part.half) > 1.5 * part.bevel
        case "capsule":
            wide = 2 * max(hx, hz)
            full = 10 if wide > 0.08 else 7
            if wide < 9 * detail.point:
                return "cylinder", detail.pick(wide, (5, 4), (5,)), False
            return "capsule", min(full, detail.pick(wide, (10, 8, 6, 5), (40, 24, 14))), wide > 24 * detail.point
        case "ellipsoid":
            size = max(part.half)
            full = 4 if size > 0.13 else 3 if size > 0.06 else 2
            if part.role in GROWN:  # by the hundred, and never seen as near as a face
                full = 3 if size > 0.2 else 2 if size > 0.05 else 0
            return "sphere", min(full, detail.pick(2 * size, (4, 3, 2, 0, -1), (70, 36, 16, 7))), False
        case "blob":
            size = max(part.half)
            flat = part.material in noise.FACETED
            large = 1.25 if part.role in GROWN else 0.9  # of leaf masses a tree has a dozen
            full = 3 + (size > large) if size > 0.15 else 2
            return "sphere", min(full, detail.pick(2 * size, (6, 4, 3, 2, 0, -1), (90, 50, 26, 13, 9))), flat
        case "stairs":
            return "stairs", min(steps_of(hy), detail.pick(2 * hy, (24, 8, 4), (100, 24))), False
        case "ladder":
            return "ladder", int(np.clip(round(2 * hy / 0.3), 2, 40)), False
        case _:
            return "arch", detail.pick(2 * hx, (8, 6, 4, 2), (60, 30, 14)), False


def steps_of(half_height: float) -> int:
    """How many steps stairs have."""
    return int(np.clip(round(2 * half_height / RISE), 2, 24))


def _make_form(name: tuple[str, int, bool]) -> Form:
    kind, count, flag = name
    match kind:
        case "cylinder":
            return forms.cylinder(count, flag)
        case "capsule":
            return forms.capsule(count, 2 if flag else 1)
        case "sphere":
            return forms.sphere(count, flag)
        case "stairs":
            return forms.stairs(count)
        case "ladder":
            return forms.ladder(count)
        case "arch":
            return forms.arch(count)
        case _:
            return forms.polyhedron(kind, flag)


def triangles_of(part: Part, detail: Detail) -> int:
    """Number of triangles of one copy of a part, uncut."""
    return len(_make_form(form_of(part, detail)).triangles) * (2 if part.op == "hollow" else 1)


def _inset(base: Floats, form: Form, bevel: Floats) -> Floats:
    """Places of a bevelled polyhedron: the corners of every face drawn in by the bevel, f64 [n, W, 3]."""
    out = []
    for loop in form.loops:
        p = base[:, list(loop)]
        back, ahead = np.roll(p, 1, 1) - p, np.roll(p, -1, 1) - p
        back /= np.maximum(np.linalg.norm(back, axis=-1, keepdims=True), 1e-9)
        ahead /= np.maximum(np.linalg.norm(ahead, axis=-1, keepdims=True), 1e-9)
        sin = np.linalg.norm(np.cross(back, ahead), axis=-1, keepdims=True)
        out.append(p + bevel[:, None, None] * (back + ahead) / np.maximum(sin, 0.4))
    return np.concatenate(out, 1)


def _taper(places: Floats, half: Floats, taper: Floats) -> Floats:
    """Narrow places [n, W, 3] towards the top."""
    up = np.clip((places[..., 1] / half[:, None, 1] + 1) / 2, 0, 1)
    scale = 1 + (taper[:, None, :] - 1) * up[..., None]
    return np.stack([places[..., 0] * scale[..., 0], places[..., 1], places[..., 2] * scale[..., 1]], -1)


def local_places(name: tuple[str, int, bool], form: Form, parts: list[Part], half: Floats) -> Floats:
    """Places of parts of one form in their own axes, f64 [n, W, 3]; half [n, 3] may differ from the parts' own."""
    kind, count, flag = name
    taper = np.array([p.taper for p in parts], float)
    if kind in ("prism", "wedge"):  # their top is an edge along x
        taper[:, 1] = 1.0
    if kind == "arch":
        return forms.arch_places(half, taper[:, 0], count)
    if kind == "sphere":
        places = form.unit * half[:, None, :]
        for i, part in enumerate(parts):
            if part.kind == "blob":
                places[i] *= noise.radius(form.unit, part.seed, part.material)[:, None]
        return _taper(places, half, taper)
    if kind in forms.POLYHEDRA and flag:
        unit = np.array(forms.POLYHEDRA[kind][0], float)
        bevel = np.array([p.bevel for p in parts], float)
        return _inset(_taper(unit * half[:, None, :], half, taper), form, bevel)
    if kind == "capsule":
        size = np.minimum((half[:, 0] + half[:, 2]) / 2, half[:, 1])
    elif kind == "ladder":
        size = np.minimum(0.06, 0.4 * half[:, 0])
    else:
        size = np.array([p.bevel if flag else 0.0 for p in parts], float)
    places = form.unit * half[:, None, :] - form.inset * size[:, None, None]
    return places if kind in ("ladder", "stairs") else _taper(places, half, taper)


def _grain(part: Part) -> int:
    """The axis of a beam or a post of wood along which its grain runs; -1 where the texture lies as it comes."""
    if part.material not in _WOOD or part.op == "hollow":
        return -1
    axis = max(range(3), key=lambda k: part.half[k])
    second = sorted(part.half)[1]
    return axis if second < BEAM and part.half[axis] > SLENDER * second else -1


@njit(cache=True, nogil=True)
def _place(  # type: ignore[no-untyped-def]
    local, half, grain, weld, key, texture, around, triangles, shares, source, turns, centres, flip, places, normals, uv
):
    """Fill places and normals [m, V, 3] and uv [m, V, 2] of copies: source i64 [m] names their part in `local`
    [n, W, 3]; turns [m, 3, 3]; centres [m, 3]; flip [m]: -1 for the inside of a room. grain i64 [n]: see `_grain`."""
    keys, count = shares.shape[0], weld.shape[0]
    normal = np.zeros((keys, 3))
    before = -1
    for m in range(source.shape[0]):
        n = source[m]
        if n != before:  # normals and textures are those of the copy before
            normal[:] = 0.0
            for t in range(triangles.shape[0]):
                a, b, c = weld[triangles[t, 0]], weld[triangles[t, 1]], weld[triangles[t, 2]]
                ex, ey, ez = (
                    local[n, b, 0] - local[n, a, 0],
                    local[n, b, 1] - local[n, a, 1],
                    local[n, b, 2] - local[n, a, 2],
                )
                fx, fy, fz = (
                    local[n, c, 0] - local[n, a, 0],
                    local[n, c, 1] - local[n, a, 1],
                    local[n, c, 2] - local[n, a, 2],
                )
                nx, ny, nz = ey * fz - ez * fy, ez * fx - ex * fz, ex * fy - ey * fx
                for corner in range(3):
                    k = key[triangles[t, corner]]
                    w = shares[k, t]
                    normal[k, 0] += w * nx
                    normal[k, 1] += w * ny
                    normal[k, 2] += w * nz
            for k in range(keys):
                size = np.sqrt(normal[k, 0] ** 2 + normal[k, 1] ** 2 + normal[k, 2] ** 2)
                if size > 1e-12:
                    normal[k] /= size
        turn = turns[m]
        for v in range(count):
            x, y, z = local[n, weld[v], 0], local[n, weld[v], 1], local[n, weld[v], 2]
            nx, ny, nz = normal[key[v], 0], normal[key[v], 1], normal[key[v], 2]
            for i in range(3):
                places[m, v, i] = turn[i, 0] * x + turn[i, 1] * y + turn[i, 2] * z + centres[m, i]
                normals[m, v, i] = (turn[i, 0] * nx + turn[i, 1] * ny + turn[i, 2] * nz) * flip[m]
            if n == before:
                uv[m, v] = uv[m - 1, v]
                continue
            if texture[v] == WRAPPED:
                uv[m, v, 0] = around[v] * np.pi * (half[n, 0] + half[n, 2])
                uv[m, v, 1] = y
                continue
            axis = texture[v] - ALONG_X
            if texture[v] == FROM_NORMAL:  # ties go to y, then z
                ax, ay, az = abs(nx), abs(ny) + 2e-3, abs(nz) + 1e-3
                axis = 1 if ay >= ax and ay >= az else (2 if az >= ax else 0)
            if axis == 0:
                uv[m, v, 0], uv[m, v, 1] = (z if nx < 0.0 else -z), y
            elif axis == 1:
                uv[m, v, 0], uv[m, v, 1] = x, (z if ny < 0.0 else -z)
            else:
                uv[m, v, 0], uv[m, v, 1] = (-x if nz < 0.0 else x), y
            # textures of wood have their grain along v
            if grain[n] == (2 if axis == 0 else 0) and grain[n] != axis:
                uv[m, v, 0], uv[m, v, 1] = -uv[m, v, 1], uv[m, v, 0]
        before = n


def place_one(form: Form, places: Floats, like: Surface, turn: Floats, centre: Floats) -> Surface:
    """A form whose places [W, 3] are known, as a surface of the same part and copy as another."""
    shape = (1, len(form.weld))
    corner, normals, uv = np.empty((*shape, 3)), np.empty((*shape, 3)), np.empty((*shape, 2))
    _place(
        places[None], np.ones((1, 3)), np.full(1, -1, np.int64), form.weld, form.key, form.texture, form.around,
        form.triangles, form.shares, np.zeros(1, np.int64), turn[None], centre[None], np.ones(1), corner, normals, uv,
    )  # fmt: skip
    return Surface(corner[0], normals[0], uv[0], form.triangles, form.weld, like.part, like.copy, like.low, like.high)


def surfaces(program: Program, detail: Detail = FULL, only: set[int] | None = None) -> list[Surface]:
    """Every copy of every part as it stands, cuts not yet made (the cutting forms are among them)."""
    by_form: dict[tuple[str, int, bool], list[tuple[int, bool]]] = {}
    for i, part in enumerate(program.parts):
        if only is None or i in only:
            name = form_of(part, detail)
            by_form.setdefault(name, []).append((i, False))
            if part.op == "hollow":
                by_form.setdefault((name[0], name[1], False), []).append((i, True))
    result: dict[tuple[int, int], Surface] = {}
    inner: dict[tuple[int, int], Surface] = {}
    for name, members in by_form.items():
        form = _make_form(name)
        parts = [program.parts[i] for i, _ in members]
        half = np.array([p.half for p in parts], float)
        inside = np.array([flag for _, flag in members])
        if inside.any():
            walls = np.array([p.thickness for p in parts])[:, None]
            half = np.where(inside[:, None], np.maximum(half - walls, 0.02), half)
        local = local_places(name, form, parts, half)
        members_copies = [copies(part) for part in parts]
        source = np.repeat(np.arange(len(parts)), [len(c) for _, c in members_copies])
        turns = np.concatenate([t for t, _ in members_copies])
        centres = np.concatenate([c for _, c in members_copies])
        flip = np.where(inside, -1.0, 1.0)[source]
        shape = (len(source), len(form.weld))
        places, normals, uv = np.empty((*shape, 3)), np.empty((*shape, 3)), np.empty((*shape, 2))
        _place(
            local, half, np.array([_grain(p) for p in parts], np.int64), form.weld, form.key, form.texture, form.around,
            form.triangles, form.shares, source, turns, centres, flip, places, normals, uv,
        )  # fmt: skip
        reach = (np.abs(turns) @ half[source][:, :, None])[..., 0]
        low, high = centres - reach, centres + reach
        copy, last = 0, -1
        for m, k in enumerate(source.tolist()):
            copy, last = (copy + 1 if k == last else 0), k
            i, flag = members[k]
            store = inner if flag else result
            triangles = form.triangles[:, ::-1] if flag else form.triangles
            store[i, copy] = Surface(
                places[m], normals[m], uv[m], triangles, form.weld, i, copy, low[m], high[m]
            )  # fmt: skip
    for place, hole in inner.items():
        shell, start = result[place], len(result[place].places)
        result[place] = Surface(
            np.concatenate([shell.places, hole.places]), np.concatenate([shell.normals, hole.normals]),
            np.concatenate([shell.uv, hole.uv]), np.concatenate([shell.triangles, hole.triangles + start]),
            np.concatenate([shell.weld, hole.weld + shell.weld.max() + 1]), *place, shell.low, shell.high,
        )  # fmt: skip
    return [result[place] for place in sorted(result)]
