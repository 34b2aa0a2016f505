"""Levels of detail: the same thing with ever less in it, each with its sky visibility."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.parts.language import Part, Program
from nacre.world.geometry.cuts.cutting import cut
from nacre.world.geometry.cuts.refine import refine
from nacre.world.geometry.expand import assemble
from nacre.world.geometry.mesh import ShapeMesh
from nacre.world.geometry.panes import panes_outside
from nacre.world.geometry.sky import LIFT, PULL, sky_maps, sky_of
from nacre.world.geometry.surfaces import FULL, Detail, Surface, copies, groups, surfaces, triangles_of

PROUD: Final = 0.006  # metres
IVY: Final = 0.12  # metres, half of its thickness
LEVELS: Final = 4
WIDE: Final = 2.5  # metres: narrower parts are not split
# Size of a thing on the picture, in picture points, up to which a level is good; smaller parts are dropped.
POINTS: Final = (1e9, 130.0, 50.0, 18.0)
LAST_TRIANGLES: Final = 72  # at most, of the last level
REFINED: Final = 3.2  # metres: longer edges of the finest level are halved, in large things those above a quarter


@dataclass(frozen=True)
class _Sizes:
    """Bounds of every part with all its copies [P, 3], and what of it is seen from afar."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    seen: NDArray[np.float64]  # second largest edge of one copy, metres
    face: NDArray[np.float64]  # what all copies together cover seen from the side, square metres
    group: list[int]
    indoors: NDArray[np.bool_]  # lies wholly within a room
    filled: NDArray[np.bool_]  # cuts that hold a door or a pane
    frames: NDArray[np.bool_]  # frames of which a cut leaves a rim
    extent: float


def _sizes(program: Program) -> _Sizes:
    low, high, seen, face = [], [], [], []
    for part in program.parts:
        turns, centres = copies(part)
        reach = np.abs(turns) @ np.array(part.half)
        low.append((centres - reach).min(0))
        high.append((centres + reach).max(0))
        seen.append(2 * sorted(part.half)[1])
        across = 2 * reach
        face.append(float((across[:, 1] * (across[:, 0] + across[:, 2]) / 2).sum()))
    lows, highs = np.array(low), np.array(high)
    solid = np.array([p.op != "cut" for p in program.parts])
    extent = float((highs[solid].max(0) - lows[solid].min(0)).max()) if solid.any() else 1.0
    group, _ = groups(program)
    inside = np.zeros(len(program.parts), bool)
    for i, part in enumerate(program.parts):
        if part.op == "hollow" and group[i] == 0:
            margin = part.thickness * 0.5
            within = (lows > lows[i] + margin).all(1) & (highs < highs[i] - margin).all(1)
            within[i] = False
            inside |= within
    filled, frames = np.zeros(len(program.parts), bool), np.zeros(len(program.parts), bool)
    leaves = np.array([p.role in ("door", "window") and p.op == "add" for p in program.parts])
    rims = np.array([p.role == "frame" for p in program.parts])
    for i in np.flatnonzero(~solid).tolist():
        meets = (lows < highs[i]).all(1) & (highs > lows[i]).all(1)
        filled[i] = (meets & leaves).any()
        common = np.maximum(np.minimum(highs, highs[i]) - np.maximum(lows, lows[i]), 0)
        frames |= meets & rims & (common.prod(1) > 0.3 * (highs - lows).prod(1))
    return _Sizes(
        lows, highs, np.array(seen), np.array(face), group, inside & solid, filled, frames, extent
    )  # fmt: skip


def _changed(part: Part, **changes: object) -> Part:
    values = {name: getattr(part, name) for name in Part.__struct_fields__}
    return Part(**{**values, **changes})


def _simplified(program: Program, sizes: _Sizes, level: int) -> list[tuple[int, Part]]:
    """Parts of a coarse level with their index in the whole program; only openings one sees through are cut."""
    smallest = sizes.extent / POINTS[level]
    kept: list[tuple[int, Part]] = []
    for i, part in enumerate(program.parts):
        if part.op == "cut":
            if level == 2 and not sizes.filled[i] and sizes.seen[i] > 3 * smallest:
                kept.append((i, part))
            continue
        if sizes.indoors[i] and (level > 1 or sizes.seen[i] < 4 * smallest):
            continue
        if level > 1 and sizes.frames[i]:
            continue
        if sizes.seen[i] < smallest * (0.5 if part.light is not None else 1.0):
            merged = _merged(part, sizes, i, smallest) if level > 1 else None
            if merged is not None:
                kept.append((i, merged))
            continue
        if level > 1 and part.op == "hollow":
            part = _changed(part, op="add")
        if level > 1 and part.role in ("door", "window"):
            part = _flush(program, sizes, i, part)
        if level > 2 and part.kind == "stairs":
            part = _changed(part, kind="wedge")
        kept.append((i, part))
    if level == LEVELS - 1:
        kept = _largest(kept, sizes, Detail(False, smallest))
    if not any(part.op != "cut" for _, part in kept):
        i = int(np.argmax(np.where([p.op == "cut" for p in program.parts], -1.0, sizes.face)))
        kept = [(i, program.parts[i])]
    return kept


def _flush(program: Program, sizes: _Sizes, i: int, part: Part) -> Part:
    """A door or pane made thick enough to be seen in a wall whose opening is no longer cut."""
    for k in range(i):
        wall = program.parts[k]
        if wall.op != "hollow" or not ((sizes.low[k] < sizes.high[i]).all() and (sizes.high[k] > sizes.low[i]).all()):
            continue
        turn, centre = copies(wall)
        local = np.abs(turn[0].T @ (np.array(part.centre) - centre[0]))
        if wall.kind == "cylinder":
            deep = wall.half[0] - float(np.hypot(local[0], local[2]))
        else:
            deep = min(wall.half[0] - float(local[0]), wall.half[2] - float(local[2]))
        if -0.1 < deep < wall.thickness + 0.1:
            half = list(part.half)
            thin = int(np.argmin(half))
            half[thin] = max(half[thin], deep + 0.04)
            return _changed(part, half=tuple(half))
    return part


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
    return _changed(part, kind="box", centre=centre, half=tuple(half.tolist()), array=None)


def _largest(kept: list[tuple[int, Part]], sizes: _Sizes, detail: Detail) -> list[tuple[int, Part]]:
    """The parts that make the silhouette, within the last level's triangles."""
    # what carries the rest counts more: a crown without a trunk would float
    weight = np.where(sizes.low[:, 1] < 0.15, 3.0, 1.0) * sizes.face
    order = sorted(kept, key=lambda entry: -weight[entry[0]] * (1.5 if entry[1].light is not None else 1.0))
    chosen: list[tuple[int, Part]] = []
    spent = 0
    for i, part in order:
        array = part.array
        price = triangles_of(part, detail)
        if array is not None and price * array.count > LAST_TRIANGLES:  # a few of the copies stand for all
            few = max(1, LAST_TRIANGLES // price)
            wider = array.count / few
            step = (array.step[0] * wider, array.step[1] * wider, array.step[2] * wider)
            part = _changed(part, array=type(array)(few, step, round(array.turn * wider)) if few > 1 else None)
        count = 1 if part.array is None else part.array.count
        if chosen and spent + price * count > LAST_TRIANGLES:
            continue
        chosen.append((i, part))
        spent += price * count
    return sorted(chosen, key=lambda entry: entry[0])


def _coarse(program: Program, sizes: _Sizes, level: int, walls: list[Surface]) -> ShapeMesh:
    """One coarse level. walls: surfaces with openings of the finest level, which the second one shows again."""
    kept = _simplified(program, sizes, level)
    shown = {i for i, _ in kept}
    reused = {s.part for s in walls} & shown if level == 1 else set()
    smaller = Program(program.shape, tuple(part for i, part in kept if i not in reused), program.grid)
    origin = [i for i, _ in kept if i not in reused]
    pieces = surfaces(smaller, Detail(False, sizes.extent / POINTS[level])) if origin else []
    if any(part.op == "cut" for part in smaller.parts):
        pieces = cut(smaller, pieces, [sizes.group[i] for i in origin])
    for piece in pieces:
        piece.part = origin[piece.part]
    pieces += [s for s in walls if s.part in reused]
    return assemble(program, sorted(pieces, key=lambda s: (s.part, s.copy)))


def _proud(program: Program) -> Program:
    """Frames stand a little proud of the walls they are set in, which on the grid end in the very same plane, and ivy
    lies flat against them."""
    parts = []
    for part in program.parts:
        half = list(part.half)
        if part.role == "frame" and part.op == "add" and part.kind == "box":
            half = [size + PROUD for size in half]
        elif part.role == "ivy" and half[1] > 0.5:
            thin = 0 if half[0] < half[2] else 2
            half[thin] = min(half[thin], IVY)
        parts.append(part if half == list(part.half) else _changed(part, half=(half[0], half[1], half[2])))
    return Program(program.shape, tuple(parts), program.grid)


def levels(program: Program) -> tuple[ShapeMesh, ...]:
    """All levels of detail, finest first, each with sky visibility; the finest one's large faces are split.

    Levels are meant for a thing that is at most 1e9, 130, 50 and 18 picture points tall.
    """
    program = _proud(program)
    whole = surfaces(program, FULL)
    pieces = cut(program, whole)
    untouched = {id(s) for s in whole}
    walls = [s for s in pieces if id(s) not in untouched]
    finest = assemble(program, pieces)
    sizes = _sizes(program)
    maps = sky_maps(finest)
    meshes = [refine(finest, max(REFINED, sizes.extent / 4), sizes.seen > WIDE)]
    meshes += [_coarse(program, sizes, level, walls) for level in range(1, LEVELS)]
    lifts = [LIFT, *(min(0.4, LIFT + sizes.extent / points) for points in POINTS[1:])]
    meshes[:2] = [panes_outside(program, mesh) for mesh in meshes[:2]]
    return tuple(
        replace(mesh, sky=sky_of(mesh, maps, lift, PULL if level < 2 else 0.0))
        for level, (mesh, lift) in enumerate(zip(meshes, lifts, strict=True))
    )
