"""Levels of detail: the same thing with ever less in it, each with its sky visibility."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.parts.language import Part, Program
from nacre.world.geometry.cutting import cut
from nacre.world.geometry.expand import assemble
from nacre.world.geometry.mesh import ShapeMesh
from nacre.world.geometry.refine import refine
from nacre.world.geometry.sky import sky_maps, sky_of
from nacre.world.geometry.surfaces import FULL, Detail, copies, groups, surfaces, triangles_of

LEVELS: Final = 4
# Height of a thing on the picture, in picture points, for which a level is still good; smaller parts are dropped.
POINTS: Final = (1e9, 130.0, 50.0, 18.0)
DETAILS: Final = (
    FULL,
    Detail(sides=0.75, sphere=3, rings=1, arch=6, bevels=False),
    Detail(sides=0.5, sphere=2, rings=1, arch=4, bevels=False),
    Detail(sides=0.4, sphere=0, rings=0, arch=2, bevels=False),
)
LAST_TRIANGLES: Final = 64  # at most, of the last level


@dataclass(frozen=True)
class _Sizes:
    """Bounds of every part with all its copies [P, 3], and what of it is seen from afar."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    seen: NDArray[np.float64]  # second largest edge of one copy, metres
    face: NDArray[np.float64]  # largest face of all copies together, square metres
    extent: float


def _sizes(program: Program) -> _Sizes:
    low, high, seen, face = [], [], [], []
    for part in program.parts:
        turns, centres = copies(part)
        reach = np.abs(turns) @ np.array(part.half)
        low.append((centres - reach).min(0))
        high.append((centres + reach).max(0))
        _, b, c = sorted(part.half)
        # what tapers to a point looks smaller
        seen.append(2 * b)
        face.append(4 * b * c * len(centres))
    lows, highs = np.array(low), np.array(high)
    solid = np.array([p.op != "cut" for p in program.parts])
    extent = float((highs[solid].max(0) - lows[solid].min(0)).max()) if solid.any() else 1.0
    return _Sizes(lows, highs, np.array(seen), np.array(face), extent)


def _indoors(program: Program, sizes: _Sizes, group: list[int]) -> NDArray[np.bool_]:
    """Which parts lie wholly within a room."""
    inside = np.zeros(len(program.parts), bool)
    for i, part in enumerate(program.parts):
        if part.op == "hollow" and group[i] == 0:
            margin = part.thickness * 0.5
            within = (sizes.low > sizes.low[i] + margin).all(1) & (sizes.high < sizes.high[i] - margin).all(1)
            within[i] = False
            inside |= within
    result: NDArray[np.bool_] = inside & np.array([p.op != "cut" for p in program.parts])
    return result


def simplified(program: Program, level: int) -> tuple[Program, list[int]]:
    """The program of a level of detail and the index of each of its parts in the whole program."""
    if level == 0:
        return program, list(range(len(program.parts)))
    sizes = _sizes(program)
    group, _ = groups(program)
    indoors = _indoors(program, sizes, group)
    smallest = sizes.extent / POINTS[level]
    kept: list[tuple[int, Part]] = []
    for i, part in enumerate(program.parts):
        glows = part.light is not None
        if indoors[i] and (level > 1 or sizes.seen[i] < 4 * smallest):
            continue
        if part.op == "cut":
            if level > 2 or sizes.seen[i] < 2 * smallest:
                continue
        elif sizes.seen[i] < smallest * (0.5 if glows else 1.0):
            merged = _merged(part, sizes, i, smallest) if level > 1 else None
            if merged is not None:
                kept.append((i, merged))
            continue
        if level > 1 and part.op == "hollow":
            part = replace_part(part, op="add")
        if level > 2 and part.kind == "stairs":
            part = replace_part(part, kind="wedge")
        if level > 2 and part.role in ("door", "window") and not _within(program, sizes, i):
            part = _thickened(part)
        kept.append((i, part))
    if level == LEVELS - 1:
        kept = _largest(kept, sizes, program)
    if not any(part.op != "cut" for _, part in kept):
        i = int(np.argmax(np.where([p.op == "cut" for p in program.parts], -1.0, sizes.face)))
        kept = [(i, program.parts[i])]
    parts = tuple(replace_part(part, parent=-1) for _, part in kept)
    return Program(program.shape, parts, program.grid), [i for i, _ in kept]


def replace_part(part: Part, **changes: object) -> Part:
    """A part with some fields changed."""
    values = {name: getattr(part, name) for name in Part.__struct_fields__}
    return Part(**{**values, **changes})


def _within(program: Program, sizes: _Sizes, i: int) -> bool:
    """Whether part i is an unmoving pane without an opening of its own: it already stands out from its wall."""
    overlaps = [
        k for k, p in enumerate(program.parts)
        if p.op == "cut" and (sizes.low[k] < sizes.high[i]).all() and (sizes.high[k] > sizes.low[i]).all()
    ]  # fmt: skip
    return not overlaps


def _thickened(part: Part) -> Part:
    """A door or pane that reaches through its wall, for levels without openings."""
    half = list(part.half)
    thin = int(np.argmin(half))
    half[thin] = max(half[thin], 0.2)
    return replace_part(part, half=tuple(half))


def _merged(part: Part, sizes: _Sizes, i: int, smallest: float) -> Part | None:
    """One box in place of a dense row of small copies; None when the row is thin or bent."""
    array = part.array
    if array is None or array.turn or part.op != "add" or any(part.rotation):
        return None
    step = np.abs(array.step)
    along = int(np.argmax(step))
    if step[along] > 3.2 * part.half[along] or step.sum() > step[along] * 1.3:
        return None
    half = (sizes.high[i] - sizes.low[i]) / 2
    if sorted(half)[1] * 2 < smallest:
        return None
    centre = tuple(((sizes.high[i] + sizes.low[i]) / 2).tolist())
    return replace_part(part, kind="box", centre=centre, half=tuple(half.tolist()), array=None)


def _largest(kept: list[tuple[int, Part]], sizes: _Sizes, program: Program) -> list[tuple[int, Part]]:
    """The parts that make the silhouette, within the last level's triangles."""
    order = sorted(kept, key=lambda entry: -sizes.face[entry[0]] * (1.5 if entry[1].light is not None else 1.0))
    chosen: list[tuple[int, Part]] = []
    spent = 0
    for i, part in order:
        count = 1 if part.array is None else part.array.count
        price = triangles_of(part, DETAILS[-1]) * count
        if chosen and spent + price > LAST_TRIANGLES:
            continue
        chosen.append((i, part))
        spent += price
    return sorted(chosen, key=lambda entry: entry[0])


def level(program: Program, number: int) -> ShapeMesh:
    """One level of detail, 0 the finest, 3 a silhouette, without sky visibility."""
    smaller, origin = simplified(program, number)
    group = np.array(groups(program)[0])
    own = [int(group[i]) for i in origin]
    mesh = assemble(smaller, cut(smaller, surfaces(smaller, DETAILS[number]), own), own)
    return replace(mesh, part=np.array(origin, np.uint16)[mesh.part])


def levels(program: Program) -> tuple[ShapeMesh, ...]:
    """All levels of detail, finest first, each with sky visibility; the finest one's large faces are split."""
    finest = level(program, 0)
    maps = sky_maps(finest)
    extent = float(np.ptp(finest.vertices, axis=0).max()) if len(finest.vertices) else 1.0
    meshes = [refine(finest, max(2.0, extent / 9))] + [level(program, k) for k in range(1, LEVELS)]
    return tuple(replace(mesh, sky=sky_of(mesh, maps)) for mesh in meshes)
