"""One spelling for every shape: the smallest of equal rotations, whole grid steps, fields that do nothing left out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nacre.parts.codec import digest
from nacre.parts.language import Array, Part, Program, Vector
from nacre.parts.vocabulary import ANGLE_STEP

Angles = tuple[int, int, int]
Shape = tuple[Angles, Vector, tuple[float, float]]


def canonical(program: Program) -> Program:
    """The same thing in its one spelling. Order of parts is kept: it is part of the meaning (cuts, parents)."""
    return Program(program.shape, tuple(_part(part, program.grid) for part in program.parts), program.grid)


def name_of(program: Program) -> str:
    """SHA-256 of the canonical spelling: equal for equal things."""
    return digest(canonical(program))


def _snap(v: float, grid: float) -> float:
    return round(round(v / grid) * grid, 4) + 0.0


def _vector(v: Vector, grid: float) -> Vector:
    return _snap(v[0], grid), _snap(v[1], grid), _snap(v[2], grid)


def _part(part: Part, grid: float) -> Part:
    centre = _vector(part.centre, grid)
    half = _vector(part.half, grid)
    half = (max(half[0], grid), max(half[1], grid), max(half[2], grid))
    taper = (round(part.taper[0], 2), round(part.taper[1], 2))
    if part.kind in ("stairs", "ladder"):
        taper = (1.0, 1.0)
    if part.kind in ("prism", "wedge", "arch"):
        taper = (taper[0], 1.0)
    rotation, half, taper = min(_equals(part, half, taper), key=_order)
    array = part.array
    if array is not None:
        array = Array(array.count, _vector(array.step, grid), _small(array.turn))
        first = next((s for s in array.step if s), 0.0)
        if array.count < 2:
            array = None
        elif array.turn == 0 and first < 0:  # a row is written from its smaller end
            n = array.count - 1
            x, y, z = (c + n * s for c, s in zip(centre, array.step, strict=True))
            centre = _vector((x, y, z), grid)
            array = Array(array.count, _vector((-array.step[0], -array.step[1], -array.step[2]), grid))
    bevelled = part.kind in ("box", "prism", "wedge", "cylinder") and part.op != "cut"
    return Part(
        kind=part.kind, centre=centre, half=half, material=part.material, colour=part.colour, role=part.role,
        op=part.op, rotation=rotation, taper=taper, bevel=round(part.bevel, 3) if bevelled else 0.0,
        thickness=round(part.thickness, 2) if part.op == "hollow" else 0.2,
        sides=part.sides if part.kind == "cylinder" else 8, seed=part.seed if part.kind == "blob" else 0,
        array=array, joint=part.joint, light=part.light, parent=part.parent,
    )  # fmt: skip


def _small(angle: float) -> int:
    """Whole degrees within -175..180, on the grid of angles."""
    steps = 360 // ANGLE_STEP
    step = round(angle / ANGLE_STEP) % steps
    return ANGLE_STEP * (step if step <= steps // 2 else step - steps)


def _order(shape: Shape) -> tuple[int, int, tuple[int, ...], Shape]:
    angles = shape[0]
    return sum(map(abs, angles)), sum(a < 0 for a in angles), tuple(map(abs, angles)), shape


def _equals(part: Part, half: Vector, taper: tuple[float, float]) -> list[Shape]:
    """All spellings of a part's rotation, half-extents and taper that give the same solid, its up axis kept."""
    turns, flips = _symmetries(part.kind, part.sides, half, taper)
    turn = _matrix(*part.rotation)
    found: dict[Shape, None] = {}
    for flip in (0, 180) if flips else (0,):
        for yaw in turns:
            crossed = yaw % 180 == 90 and part.kind in ("box", "ellipsoid")
            h = (half[2], half[1], half[0]) if crossed else half
            t = (taper[1], taper[0]) if crossed else taper
            for angles in _angles(turn @ _matrix(yaw, 0, flip)):
                found[angles, h, t] = None
    if not found:
        found[(_small(part.rotation[0]), _small(part.rotation[1]), _small(part.rotation[2])), half, taper] = None
    return list(found)


def _symmetries(kind: str, sides: int, half: Vector, taper: tuple[float, float]) -> tuple[tuple[int, ...], bool]:
    """Turns about its own y axis that leave a part as it is, in degrees, and whether it may stand on its head."""
    round_foot = half[0] == half[2] and taper[0] == taper[1]
    upright = taper == (1.0, 1.0)
    match kind:
        case "box" | "ellipsoid":
            return (0, 90, 180, 270), upright
        case "prism" | "ladder" | "arch":
            return (0, 180), False
        case "capsule":
            return tuple(range(0, 360, ANGLE_STEP)) if round_foot else (0, 180), upright
        case "cylinder":
            step = 360 / sides
            if round_foot and math.isclose(step % ANGLE_STEP, 0.0, abs_tol=1e-9):
                return tuple(range(0, 360, round(step))), upright
            return (0, 180) if sides % 2 == 0 else (0,), upright
        case _:
            return (0,), False


@lru_cache(maxsize=4096)
def _matrix(yaw: int, pitch: int, roll: int) -> NDArray[np.float64]:
    """Rotation yaw(y) * pitch(x) * roll(z)."""
    y, p, r = (math.radians(a) for a in (yaw, pitch, roll))
    sy, cy, sp, cp, sr, cr = math.sin(y), math.cos(y), math.sin(p), math.cos(p), math.sin(r), math.cos(r)
    return np.array(
        [
            [cy * cr + sy * sp * sr, sy * sp * cr - cy * sr, sy * cp],
            [cp * sr, cp * cr, -sp],
            [cy * sp * sr - sy * cr, sy * sr + cy * sp * cr, cy * cp],
        ]
    )


def _angles(matrix: NDArray[np.float64]) -> Iterator[Angles]:
    """Ways to write a rotation in whole steps of angles; none when it lies off them."""
    sp = min(1.0, max(-1.0, -float(matrix[1, 2])))
    pitch = math.degrees(math.asin(sp))
    if abs(sp) > 1 - 1e-9:  # straight up or down: yaw and roll turn about one axis
        yaw, roll = math.degrees(math.atan2(matrix[0, 1] * sp, matrix[0, 0])), 0.0
        ways = [(yaw, pitch, roll)]
    else:
        yaw = math.degrees(math.atan2(matrix[0, 2], matrix[2, 2]))
        roll = math.degrees(math.atan2(matrix[1, 0], matrix[1, 1]))
        ways = [(yaw, pitch, roll), (yaw + 180, 180 - pitch, roll + 180)]
    for way in ways:
        angles = (_small(way[0]), _small(way[1]), _small(way[2]))
        if np.abs(_matrix(*angles) - matrix).max() < 1e-6:
            yield angles
