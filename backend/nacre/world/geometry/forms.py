"""Forms: the surface of each kind of part as a topology that many parts share, and where its corners lie.

A Form knows which corners make which faces, which corners share a smooth normal and how they are textured. Only the
positions depend on a part's size, so parts of one form are computed together as arrays.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# How a corner is textured: from its normal, along a fixed axis of the part, or wrapped around the y axis.
FROM_NORMAL, ALONG_X, ALONG_Y, ALONG_Z, WRAPPED = range(5)


@dataclass(frozen=True)
class Form:
    """Topology of a kind. W places (shared positions), V corners (places split at seams), T triangles, K normals.

    A place lies at unit * half - inset * size, then tapered; loops: polygons to bevel (then places follow from them).
    """

    unit: Floats  # [W, 3]
    inset: Floats  # [W, 3]
    weld: Ints  # [V] place of a corner
    key: Ints  # [V] normal of a corner
    texture: Ints  # [V]
    around: Floats  # [V] turns about y, for WRAPPED
    triangles: Ints  # [T, 3] corners
    shares: Floats  # [K, T]: which triangles make which normal
    loops: tuple[tuple[int, ...], ...] = ()


@dataclass
class FormBuilder:
    """Collects polygons into a Form."""

    unit: list[Sequence[float]]
    inset: list[Sequence[float]] | None = None
    weld: list[int] = field(default_factory=list)
    key: list[int] = field(default_factory=list)
    texture: list[int] = field(default_factory=list)
    around: list[float] = field(default_factory=list)
    triangles: list[tuple[int, int, int]] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    keys: int = 0
    known: dict[tuple[int, int, int, float], int] = field(default_factory=dict)

    def new_key(self) -> int:
        """A new normal."""
        self.keys += 1
        return self.keys - 1

    def corner(self, place: int, key: int, texture: int, around: float) -> int:
        """The corner with these properties, made when new."""
        name = (place, key, texture, around)
        if name not in self.known:
            self.known[name] = len(self.weld)
            self.weld.append(place)
            self.key.append(key)
            self.texture.append(texture)
            self.around.append(around)
        return self.known[name]

    def face(
        self,
        places: Sequence[int],
        keys: Sequence[int] | int | None = None,
        texture: int = FROM_NORMAL,
        around: Sequence[float] | None = None,
        weight: float = 1.0,
    ) -> None:
        """A convex polygon, counter-clockwise from outside; keys None: flat, one normal of its own."""
        if keys is None:
            keys = self.new_key()
        names = [keys] * len(places) if isinstance(keys, int) else list(keys)
        turns = around or [0.0] * len(places)
        corners = [self.corner(p, k, texture, a) for p, k, a in zip(places, names, turns, strict=True)]
        for i in range(1, len(corners) - 1):
            self.triangles.append((corners[0], corners[i], corners[i + 1]))
            self.weights.append(weight)

    def form(self, loops: tuple[tuple[int, ...], ...] = ()) -> Form:
        """The finished Form."""
        triangles = np.array(self.triangles, np.int64)
        key = np.array(self.key, np.int64)
        shares = np.zeros((self.keys, len(triangles)))
        for t, corners in enumerate(self.triangles):
            for c in corners:
                shares[self.key[c], t] = self.weights[t]
        unit = np.array(self.unit, float).reshape(-1, 3)
        inset = np.zeros_like(unit) if self.inset is None else np.array(self.inset, float)
        return Form(
            unit, inset, np.array(self.weld, np.int64), key, np.array(self.texture, np.int64),
            np.array(self.around), triangles, shares, loops,
        )  # fmt: skip


BOX = ((-1, -1, -1), (1, -1, -1), (1, 1, -1), (-1, 1, -1), (-1, -1, 1), (1, -1, 1), (1, 1, 1), (-1, 1, 1))
BOX_FACES = ((0, 3, 2, 1), (4, 5, 6, 7), (0, 4, 7, 3), (1, 2, 6, 5), (3, 7, 6, 2), (0, 1, 5, 4))
PRISM = ((-1, -1, -1), (1, -1, -1), (1, -1, 1), (-1, -1, 1), (-1, 1, 0), (1, 1, 0))
PRISM_FACES = ((0, 1, 2, 3), (0, 4, 5, 1), (2, 5, 4, 3), (0, 3, 4), (1, 5, 2))
WEDGE = ((-1, -1, -1), (1, -1, -1), (1, -1, 1), (-1, -1, 1), (-1, 1, 1), (1, 1, 1))
WEDGE_FACES = ((0, 1, 2, 3), (0, 4, 5, 1), (2, 5, 4, 3), (0, 3, 4), (1, 5, 2))
POLYHEDRA = {"box": (BOX, BOX_FACES), "prism": (PRISM, PRISM_FACES), "wedge": (WEDGE, WEDGE_FACES)}


@lru_cache(maxsize=8)
def polyhedron(kind: str, bevelled: bool) -> Form:
    """Form of a box, prism or wedge. Bevelled: faces keep their normals and edges run from one to the other, so
    that they catch light like rounded ones."""
    unit, faces = POLYHEDRA[kind]
    if not bevelled:
        builder = FormBuilder(list(unit))
        for face in faces:
            builder.face(face)
        return builder.form()
    # one place for every corner of every face, face by face
    start = np.cumsum([0] + [len(f) for f in faces]).tolist()
    place = {(f, p): start[f] + i for f, face in enumerate(faces) for i, p in enumerate(face)}
    builder = FormBuilder([unit[p] for face in faces for p in face])
    keys = [builder.new_key() for _ in faces]
    for f, face in enumerate(faces):
        builder.face([place[f, p] for p in face], keys[f])
    owner = {(face[i], face[(i + 1) % len(face)]): f for f, face in enumerate(faces) for i in range(len(face))}
    for (a, b), f in owner.items():
        g = owner[b, a]
        if f < g:
            builder.face(
                [place[f, b], place[f, a], place[g, a], place[g, b]], [keys[f], keys[f], keys[g], keys[g]],
                weight=0.0, texture=_edge_texture(kind, faces[f], faces[g]),
            )  # fmt: skip
    for p in range(len(unit)):
        around = _faces_around(p, owner, faces)
        builder.face(
            [place[f, p] for f in around], [keys[f] for f in around], weight=0.0,
            texture=_edge_texture(kind, faces[around[0]], faces[around[1]]),
        )  # fmt: skip
    return builder.form(tuple(faces))


def _edge_texture(kind: str, first: Sequence[int], second: Sequence[int]) -> int:
    """Axis along which the narrow face between two faces is textured."""
    unit = np.array(POLYHEDRA[kind][0], float)
    normal = np.zeros(3)
    for face in (first, second):
        a, b, c = unit[list(face[:3])]
        n = np.cross(b - a, c - a)
        normal += n / np.linalg.norm(n) * np.array([1.0, 0.9, 1.05])
    return int(np.argmax(np.abs(normal))) + ALONG_X


def _faces_around(p: int, owner: dict[tuple[int, int], int], faces: Sequence[Sequence[int]]) -> list[int]:
    """Faces at place p, counter-clockwise seen from outside."""
    ring = [next(f for f, face in enumerate(faces) if p in face)]
    while True:
        face = faces[ring[-1]]
        before = face[face.index(p) - 1]
        following = owner[p, before]
        if following == ring[0]:
            return ring
        ring.append(following)


def _lathe(rows: Sequence[tuple[float, float, float, float]], sides: int, smooth: bool, sharp: set[int]) -> Form:
    """Rings about y from bottom to top, closed by caps. A row: radius, radius inset, y, y inset.

    sharp: rows between which the band is a bevel: it takes its normals from the bands beside it.
    """
    turn = [(k + 0.5) / sides for k in range(sides)]
    cos, sin = [math.cos(2 * math.pi * t) for t in turn], [math.sin(2 * math.pi * t) for t in turn]
    unit: list[Sequence[float]] = []
    inset: list[Sequence[float]] = []
    for radius, radius_in, y, y_in in rows:
        for c, s in zip(cos, sin, strict=True):
            unit.append((radius * s, y, radius * c))
            inset.append((radius_in * s, y_in, radius_in * c))
    builder = FormBuilder(unit, inset)
    last = len(rows) - 1
    bottom, top = builder.new_key(), builder.new_key()
    ring = [[builder.new_key() for _ in range(sides)] for _ in rows]
    for r in range(last):
        for k in range(sides):
            j = (k + 1) % sides
            places = [r * sides + k, r * sides + j, (r + 1) * sides + j, (r + 1) * sides + k]
            turns = [turn[k], turn[k] + 1 / sides, turn[k] + 1 / sides, turn[k]]
            if r in sharp:  # a bevel between side and cap: no normal of its own
                cap = bottom if r == 0 else top
                low, high = (cap, None) if r == 0 else (None, cap)
                side_low = [ring[r][k], ring[r][j]] if low is None else [low, low]
                side_high = [ring[r + 1][j], ring[r + 1][k]] if high is None else [high, high]
                builder.face(places, side_low + side_high, WRAPPED, turns, 0.0)
            elif smooth:
                builder.face(places, [ring[r][k], ring[r][j], ring[r + 1][j], ring[r + 1][k]], WRAPPED, turns)
            else:
                builder.face(places)
    builder.face([k for k in range(sides)][::-1], bottom)
    builder.face([last * sides + k for k in range(sides)], top)
    return builder.form()


@lru_cache(maxsize=64)
def cylinder(sides: int, bevelled: bool) -> Form:
    """Upright cylinder whose corners lie on the ellipse of its half-extents; up to 6 sides its faces are flat."""
    smooth = sides > 6
    if not bevelled:
        return _lathe([(1, 0, -1, 0), (1, 0, 1, 0)], sides, smooth, set())
    if smooth:
        return _lathe([(1, 1, -1, 0), (1, 0, -1, -1), (1, 0, 1, 1), (1, 1, 1, 0)], sides, True, {0, 2})
    return _lathe([(1, 1, -1, 0), (1, 0, -1, -1), (1, 0, 1, 1), (1, 1, 1, 0)], sides, False, set())


@lru_cache(maxsize=16)
def capsule(sides: int, rings: int) -> Form:
    """Upright capsule; the inset counts in cap radii."""
    rows: list[tuple[float, float, float, float]] = []
    for sign in (-1.0, 1.0):
        for k in range(rings + 1):
            angle = (1 - k / rings if sign < 0 else k / rings) * math.pi / 2 * 0.94
            rows.append((math.cos(angle), 0.0, sign, sign - sign * math.sin(angle)))
    return _lathe(rows, sides, True, set())


@lru_cache(maxsize=32)
def sphere(grid: int, flat: bool) -> Form:
    """Sphere from a cube whose faces have grid x grid squares (0: an icosahedron, -1: an octahedron).

    flat: every triangle has its own normal.
    """
    if grid <= 0:
        return _icosahedron(flat) if grid == 0 else _octahedron(flat)
    index: dict[tuple[int, int, int], int] = {}
    unit: list[tuple[float, float, float]] = []

    def place(i: int, j: int, k: int) -> int:
        if (i, j, k) not in index:
            index[i, j, k] = len(unit)
            p = np.tan(np.array([i, j, k]) / grid * (math.pi / 4))
            x, y, z = (p / np.linalg.norm(p)).tolist()
            unit.append((x, y, z))
        return index[i, j, k]

    quads = []
    for axis in range(3):
        for sign in (-1, 1):
            for a in range(-grid, grid, 2):
                for b in range(-grid, grid, 2):
                    corners = []
                    for da, db in ((0, 0), (2, 0), (2, 2), (0, 2)):
                        p = [0, 0, 0]
                        p[axis], p[(axis + 1) % 3], p[(axis + 2) % 3] = sign * grid, a + da, b + db
                        corners.append(place(p[0], p[1], p[2]))
                    quads.append((corners if sign > 0 else corners[::-1], axis, (a + b) // 2 % 2))
    builder = FormBuilder(list(unit))
    keys = [builder.new_key() for _ in unit] if not flat else []
    for corners, axis, odd in quads:
        c = corners[1:] + corners[:1] if odd else corners
        for triangle in ((c[0], c[1], c[2]), (c[0], c[2], c[3])):
            builder.face(triangle, None if flat else [keys[p] for p in triangle], ALONG_X + axis)
    return builder.form()


def _octahedron(flat: bool) -> Form:
    r = 1.25  # as large as the sphere on the whole
    builder = FormBuilder([(0, r, 0), (0, 0, r), (r, 0, 0), (0, 0, -r), (-r, 0, 0), (0, -r, 0)])
    keys = [builder.new_key() for _ in builder.unit]
    for k in range(4):
        a, b = 1 + k, 1 + (k + 1) % 4
        for triangle in ((0, a, b), (5, b, a)):
            builder.face(triangle, None if flat else [keys[p] for p in triangle], ALONG_Z)
    return builder.form()


def _icosahedron(flat: bool) -> Form:
    high, low = math.sqrt(0.2), 2 * math.sqrt(0.2)
    unit: list[Sequence[float]] = [(0.0, 1.0, 0.0)]
    for sign in (1, -1):
        turns = [math.pi * (k + (0 if sign > 0 else 0.5)) / 2.5 for k in range(5)]
        unit += [(low * math.sin(t), sign * high, low * math.cos(t)) for t in turns]
    unit.append((0.0, -1.0, 0.0))
    builder = FormBuilder(unit)
    keys = [builder.new_key() for _ in unit]
    for k in range(5):
        a, b, c, d = 1 + k, 1 + (k + 1) % 5, 6 + k, 6 + (k + 1) % 5
        for triangle in ((0, a, b), (a, c, b), (b, c, d), (11, d, c)):
            builder.face(triangle, None if flat else [keys[p] for p in triangle], ALONG_Z)
    return builder.form()


@lru_cache(maxsize=64)
def stairs(steps: int) -> Form:
    """Steps that rise towards +z, solid below."""
    unit: list[tuple[float, float, float]] = []
    for x in (-1.0, 1.0):
        unit.append((x, -1.0, -1.0))
        for k in range(steps):  # the two corners of every step, then the foot of the back
            y, z = -1 + 2 * (k + 1) / steps, -1 + 2 * k / steps
            unit += [(x, y, z), (x, y, z + 2 / steps)]
        unit += [(x, -1.0, -1 + 2 * (k + 1) / steps) for k in range(steps)]
    side = len(unit) // 2

    def tread(k: int) -> tuple[int, int]:
        return 1 + 2 * k, 2 + 2 * k

    def foot(k: int) -> int:
        return 0 if k == 0 else 2 * steps + k  # below the front of step k; k = steps: the back

    builder = FormBuilder(list(unit))
    left, right = builder.new_key(), builder.new_key()
    for k in range(steps):
        front, back = tread(k)
        below = foot(0) if k == 0 else tread(k - 1)[1]
        builder.face([below, front, front + side, below + side])
        builder.face([front, back, back + side, front + side])
        # from the back corner, so that no triangle of the fan is flat
        outline = [back, front, *([tread(k - 1)[1]] if k else []), foot(k), foot(k + 1)]
        builder.face(outline, left)
        builder.face([p + side for p in outline][::-1], right)
        builder.face([foot(k), foot(k) + side, foot(k + 1) + side, foot(k + 1)])
    top = tread(steps - 1)[1]
    builder.face([top, foot(steps), foot(steps) + side, top + side])
    return builder.form()


@lru_cache(maxsize=64)
def ladder(rungs: int) -> Form:
    """Two rails and rungs between them; the inset counts in rail widths."""
    unit: list[Sequence[float]] = []
    inset: list[Sequence[float]] = []
    builder = FormBuilder(unit, inset)

    def box(low: tuple[Sequence[float], Sequence[float]], high: tuple[Sequence[float], Sequence[float]]) -> None:
        start = len(unit)
        for corner in BOX:
            pick = [high if c > 0 else low for c in corner]
            unit.append([p[0][i] for i, p in enumerate(pick)])
            inset.append([p[1][i] for i, p in enumerate(pick)])
        for face in BOX_FACES:
            builder.face([start + p for p in face])

    box(((-1, -1, -1), (0, 0, 0)), ((-1, 1, 1), (-1, 0, 0)))
    box(((1, -1, -1), (1, 0, 0)), ((1, 1, 1), (0, 0, 0)))
    for k in range(rungs):
        y = -1 + 2 * (k + 0.5) / rungs
        box(((-1, y, -0.5), (-1, 0.4, 0)), ((1, y, 0.5), (1, -0.4, 0)))
    return builder.form()


@lru_cache(maxsize=8)
def arch(segments: int) -> Form:
    """A block with a round-headed opening through z; its places come from `arch_places`."""
    front = 6 + 2 * (segments + 1)
    # places of one side: 0 left foot outside, 1 left foot inside, 2 left top; 3, 4, 5 the same on the right;
    # then the arc from left to right, then the points above it on the top
    arc = [6 + k for k in range(segments + 1)]
    top = [6 + segments + 1 + k for k in range(segments + 1)]
    builder = FormBuilder([(0.0, 0.0, 0.0)] * (2 * front))
    front_key, back_key = builder.new_key(), builder.new_key()
    outlines = [[0, 1, arc[0], top[0], 2], [3, 5, top[-1], arc[-1], 4]]
    outlines += [[arc[k], arc[k + 1], top[k + 1], top[k]] for k in range(segments)]
    for outline in outlines:  # counter-clockwise seen from +z; the first `front` places lie at -z
        builder.face([p + front for p in outline], front_key)
        builder.face([outline[0], *outline[:0:-1]], back_key)

    def band(line: Sequence[int], keys: Sequence[tuple[int, int]] | None = None) -> None:
        for i, (a, b) in enumerate(pairwise(line)):
            names = None if keys is None else [keys[i][0], keys[i][1], keys[i][1], keys[i][0]]
            builder.face([a, b, b + front, a + front], names)

    band([2, 0])
    band([0, 1])
    band([4, 3])
    band([3, 5])
    band([1, arc[0]])
    band([arc[-1], 4])
    crown = builder.new_key()
    for a, b in zip([5, *top[::-1]], [*top[::-1], 2], strict=True):
        builder.face([a, b, b + front, a + front], crown)
    inside = [builder.new_key() for _ in arc]
    band(arc, [(inside[k], inside[k + 1]) for k in range(segments)])
    return builder.form()


def arch_places(half: Floats, share: Floats, segments: int) -> Floats:
    """Places of arches with half-extents [n, 3] and open shares [n], f64 [n, W, 3]."""
    hx, hy, hz = half.T
    w = hx * np.clip(share, 0.1, 0.95)
    top = hy - np.minimum(np.maximum(hx - w, 0.06 * hy), 0.8 * hy)  # height of the opening's crown
    rise = np.minimum(w, (top + hy) * 0.9)
    angle = np.pi - np.pi * np.arange(segments + 1) / segments
    arc_x, arc_y = w[:, None] * np.cos(angle), (top - rise)[:, None] + rise[:, None] * np.sin(angle)
    x = np.concatenate([np.stack([-hx, -w, -hx, hx, w, hx], 1), arc_x, arc_x], 1)
    y = np.concatenate([np.stack([-hy, -hy, hy, -hy, -hy, hy], 1), arc_y, np.broadcast_to(hy[:, None], arc_y.shape)], 1)
    z = np.broadcast_to(hz[:, None], x.shape)
    return np.concatenate([np.stack([x, y, -z], -1), np.stack([x, y, z], -1)], 1)
