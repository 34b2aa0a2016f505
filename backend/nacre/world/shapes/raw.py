"""Programs as arrays of integers and back, exactly; and the tables of joints and reaches that these refer to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.parts.language import FINE_GRID, GRID, Array, Joint, Light, Part, Program, Vector
from nacre.parts.vocabulary import ANGLE_STEP, KIND_INDEX, KINDS, MATERIAL_INDEX, MATERIALS, OPS, ROLE_INDEX, ROLES
from nacre.world.shapes import fields as f

Raw = NDArray[np.int32]  # [parts, RAW]
_OP_INDEX: Final = {name: i for i, name in enumerate(OPS)}
GRIDS: Final = (GRID, FINE_GRID)
MOST_JOINTS: Final = 255
MOST_REACHES: Final = 64


class UncodableError(ValueError):
    """A program holds something that the coding has no symbol for; the text says what."""


@dataclass
class Tables:
    """Limits of joints and reaches of lights that occur. They grow while programs are collected, never shrink."""

    joints: list[tuple[str, str, float, float]] = field(default_factory=list)  # type, axis, low, high
    reaches: list[float] = field(default_factory=list)
    open: bool = True  # whether new rows may be added; else the nearest is taken

    def joint(self, joint: Joint) -> int:
        """Row of a joint's type, axis and limits."""
        row = (joint.type, joint.axis, float(joint.low), float(joint.high))
        if row in self.joints:
            return self.joints.index(row)
        if self.open and len(self.joints) < MOST_JOINTS:
            self.joints.append(row)
            return len(self.joints) - 1
        alike = [i for i, other in enumerate(self.joints) if other[:2] == row[:2]]
        if not alike:
            raise UncodableError(f"no joint like {row} is known")
        return min(alike, key=lambda i: abs(self.joints[i][2] - row[2]) + abs(self.joints[i][3] - row[3]))

    def reach(self, reach: float) -> int:
        """Row of a reach in metres."""
        if reach in self.reaches:
            return self.reaches.index(reach)
        if self.open and len(self.reaches) < MOST_REACHES:
            self.reaches.append(float(reach))
            return len(self.reaches) - 1
        if not self.reaches:
            raise UncodableError("no light is known")
        return min(range(len(self.reaches)), key=lambda i: abs(self.reaches[i] - reach))

    def as_json(self) -> dict[str, Any]:
        """For a weight file's card."""
        return {"joints": [list(row) for row in self.joints], "reaches": self.reaches}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Tables:
        """What `as_json` wrote."""
        return cls([(str(a), str(b), float(c), float(d)) for a, b, c, d in values["joints"]], list(values["reaches"]))


def _units(vector: Vector, grid: float) -> list[int]:
    units = [round(v / grid) for v in vector]
    for value, unit in zip(vector, units, strict=True):
        if abs(value - unit * grid) > 1e-6:
            raise UncodableError(f"{value} is not on the grid of {grid} m")
        if abs(unit) >= 2048:
            raise UncodableError(f"{value} m is farther than {2047 * grid:.1f} m")
    return units


def _whole(value: float, per: float, most: int, what: str, least: int = 0) -> int:
    whole = round(value * per)
    if abs(whole - value * per) > 1e-4 or not least <= whole <= most:
        raise UncodableError(f"{what} of {value} cannot be written")
    return whole


def raw_of(program: Program, tables: Tables) -> Raw:
    """Integers of a program; raises UncodableError where something has no exact form."""
    grid = program.grid
    if grid not in GRIDS:
        raise UncodableError(f"grid of {grid} m")
    rows = np.zeros((len(program.parts), f.RAW), np.int32)
    for row, part in zip(rows, program.parts, strict=True):
        row[f.ROLE], row[f.KIND], row[f.OP] = ROLE_INDEX[part.role], KIND_INDEX[part.kind], _OP_INDEX[part.op]
        row[f.PARENT], row[f.MATERIAL], row[f.COLOUR] = part.parent, MATERIAL_INDEX[part.material], part.colour
        # more than a whole turn means the same as what is left of it
        row[f.YAW : f.YAW + 3] = [
            _whole(a if abs(a) <= 360 else a % 360, 1 / ANGLE_STEP, 72, "an angle", -72) for a in part.rotation
        ]
        row[f.HALF : f.HALF + 3], row[f.CENTRE : f.CENTRE + 3] = _units(part.half, grid), _units(part.centre, grid)
        row[f.TAPER : f.TAPER + 2] = [_whole(t, 100, 127, "a taper") for t in part.taper]
        row[f.BEVEL] = _whole(part.bevel, 1000, 4095, "a bevel")
        row[f.THICKNESS] = _whole(part.thickness, 100, 127, "a thickness")
        row[f.SIDES], row[f.SEED] = _whole(part.sides, 1, 63, "a number of sides"), part.seed & 0x7FFFFFFF
        if part.array is not None:
            row[f.COUNT] = _whole(part.array.count, 1, 31, "a number of copies", 1)
            row[f.STEP : f.STEP + 3] = _units(part.array.step, grid)
            row[f.TURN] = _whole(part.array.turn, 1, 511, "a turn", -511)
        if part.joint is not None:
            row[f.JOINT] = 1 + tables.joint(part.joint)
            row[f.PIVOT : f.PIVOT + 3] = _units(part.joint.pivot, grid)
        if part.light is not None:
            row[f.LIGHT], row[f.REACH] = 1 + part.light.colour, tables.reach(part.light.reach)
    return rows


def program_of(shape: str, raw: Raw, grid: float, tables: Tables) -> Program:
    """The program of such integers."""

    def metres(row: Raw, at: int) -> Vector:
        x, y, z = (round(int(v) * grid, 4) for v in row[at : at + 3])
        return x, y, z

    parts = []
    for row in raw:
        array = joint = light = None
        if row[f.COUNT]:
            array = Array(int(row[f.COUNT]), metres(row, f.STEP), int(row[f.TURN]))
        if row[f.JOINT]:
            kind, axis, low, high = tables.joints[int(row[f.JOINT]) - 1]
            joint = Joint(kind, metres(row, f.PIVOT), axis, low, high)  # type: ignore[arg-type]
        if row[f.LIGHT]:
            light = Light(int(row[f.LIGHT]) - 1, tables.reaches[int(row[f.REACH])])
        yaw, pitch, roll = (int(a) * ANGLE_STEP for a in row[f.YAW : f.YAW + 3])
        parts.append(
            Part(
                KINDS[row[f.KIND]],
                metres(row, f.CENTRE), metres(row, f.HALF), MATERIALS[row[f.MATERIAL]], int(row[f.COLOUR]),
                ROLES[row[f.ROLE]], OPS[row[f.OP]],
                (yaw, pitch, roll), (int(row[f.TAPER]) / 100, int(row[f.TAPER + 1]) / 100), int(row[f.BEVEL]) / 1000,
                int(row[f.THICKNESS]) / 100, int(row[f.SIDES]), int(row[f.SEED]), array, joint, light,
                int(row[f.PARENT]),
            )
        )  # fmt: skip
    return Program(shape, tuple(parts), grid)
