"""A building site: parts are noted in any order and come out in the canonical one, within the limit of 96."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Literal

import numpy as np

from nacre.parts.attributes import SLOTS, Attributes
from nacre.parts.builder import Builder
from nacre.parts.colours import index_of
from nacre.parts.language import Array, Kind, Light, Op, Program
from nacre.parts.vocabulary import MAX_PARTS
from nacre.teacher.grammar.buildings.palette import Look, Paint

Side = Literal["front", "back", "left", "right"]
SNOW: int = index_of(1.0, 1.0, 1.0)
WARM: int = index_of(1.0, 0.72, 0.3)


class Phase(IntEnum):
    """The canonical order of a building's parts. A cut takes from everything of earlier phases."""

    FOUNDATION = 0
    WALL = 1
    FRAME = 2  # solid boards round openings: the openings are cut through them
    ROOF = 3
    ROOM = 4  # cuts that keep rooms free of what reaches into them: plinths, neighbouring walls and roofs
    OPENING = 5
    FLOOR = 6
    WELL = 7  # cuts in floors above stairs
    STAIR = 8
    LEAF = 9  # doors, panes, sills, shutters
    DETAIL = 10
    INSIDE = 11


@dataclass(frozen=True)
class Face:
    """One outer wall plane: its middle at the height of the floor, its outward direction, half-length, thickness."""

    x: float
    z: float
    nx: int
    nz: int
    half: float
    thick: float
    y: float = 0.0

    def at(self, along: float, height: float, out: float) -> tuple[float, float, float]:
        """The point `along` the wall, `height` above y = 0 and `out` metres in front of it."""
        if self.nz:
            return self.x + along, height, self.z + self.nz * out
        return self.x + self.nx * out, height, self.z + along

    def size(self, along: float, high: float, deep: float) -> tuple[float, float, float]:
        """Half-extents on the axes of the program."""
        return (along, high, deep) if self.nz else (deep, high, along)

    def step(self, along: float) -> tuple[float, float, float]:
        """A step along the wall, for arrays."""
        return (along, 0.0, 0.0) if self.nz else (0.0, 0.0, along)

    @property
    def outward(self) -> int:
        """Yaw in degrees that turns local -z to look out of the wall."""
        if self.nz:
            return 0 if self.nz < 0 else 180
        return 270 if self.nx > 0 else 90

    def lean(self, degrees: float) -> tuple[float, float, float]:
        """A rotation in the plane of the wall, positive: clockwise seen from the front of a front wall."""
        return (0.0, 0.0, degrees) if self.nz else (0.0, degrees, 0.0)

    def tilt(self, degrees: float) -> tuple[float, float, float]:
        """The rotation that lowers the outer edge of a flat thing by that angle."""
        if self.nz:
            return 0.0, degrees * self.nz, 0.0
        return 0.0, 0.0, -degrees * self.nx


@dataclass(frozen=True)
class Block:
    """An upright box: middle, half-extents, floor level y0, top of its walls y1, thickness of its walls."""

    cx: float
    cz: float
    hx: float
    hz: float
    y0: float
    y1: float
    t: float = 0.26

    def face(self, side: Side) -> Face:
        """One of the four outer walls."""
        if side == "front":
            return Face(self.cx, self.cz - self.hz, 0, -1, self.hx, self.t, self.y0)
        if side == "back":
            return Face(self.cx, self.cz + self.hz, 0, 1, self.hx, self.t, self.y0)
        if side == "left":
            return Face(self.cx - self.hx, self.cz, -1, 0, self.hz, self.t, self.y0)
        return Face(self.cx + self.hx, self.cz, 1, 0, self.hz, self.t, self.y0)

    def twice(self) -> Array:
        """An array that repeats a part on the opposite side of the block."""
        return Array(2, (2 * self.cx, 0.0, 2 * self.cz), 180)


@dataclass
class _Entry:
    phase: Phase
    order: int
    spare: int
    args: tuple[Any, ...]
    more: dict[str, Any]
    parent: int


class Site:
    """Collects the parts of one building.

    `spare` says how easily a part is missed: 0 never dropped, 1 a detail, 2 clutter: when more than 96 are noted the
    most easily missed are dropped, last ones first.
    """

    def __init__(self, shape: str, look: Look, rng: np.random.Generator) -> None:
        self.shape, self.look, self.rng = shape, look, rng
        self._entries: list[_Entry] = []

    def add(
        self,
        phase: Phase,
        kind: Kind,
        centre: Sequence[float],
        half: Sequence[float],
        paint: Paint,
        role: str,
        *,
        spare: int = 0,
        parent: int = -1,
        **more: Any,
    ) -> int:
        """Note one part; `more` as in `Builder.add`. Returns a handle for `parent`."""
        self._entries.append(_Entry(phase, len(self._entries), spare, (kind, centre, half, *paint, role), more, parent))
        return len(self._entries) - 1

    def box(
        self, phase: Phase, centre: Sequence[float], half: Sequence[float], paint: Paint, role: str, **more: Any
    ) -> int:
        """Note a box."""
        return self.add(phase, "box", centre, half, paint, role, **more)

    def cut(
        self,
        phase: Phase,
        kind: Kind,
        centre: Sequence[float],
        half: Sequence[float],
        role: str = "opening",
        **more: Any,
    ) -> int:
        """Note a cut."""
        op: Op = "cut"
        return self.add(phase, kind, centre, half, ("plaster", SNOW), role, op=op, **more)

    def chance(self, share: float) -> bool:
        """True in that share of cases."""
        return bool(self.rng.random() < share)

    def vary(self, low: float, high: float) -> float:
        """A number between low and high, on 2 cm."""
        return round(float(self.rng.uniform(low, high)) * 50) / 50

    def one_of(self, *choices: Any) -> Any:
        """One of the choices."""
        return choices[int(self.rng.integers(len(choices)))]

    def crooked(self, share: float = 0.5) -> int:
        """-5, 0 or 5 degrees: worn things lean now and then, new ones never."""
        worn = {"new": 0.0, "worn": share, "ruined": 1.0}[self.look.condition]
        return int(self.rng.choice([-5, 5])) if self.rng.random() < worn else 0

    def glow(self, reach: float = 0.0) -> Light | None:
        """Light of a window, lit or not as the look says."""
        return Light(self.look.lamp, reach) if self.rng.random() < self.look.lit else None

    @property
    def timber(self) -> Paint:
        """Beams, frames, posts."""
        return "timber", self.look.detail

    @property
    def board(self) -> Paint:
        """Planks in the colour of the timbers."""
        return "planks", self.look.detail

    @property
    def painted(self) -> Paint:
        """Doors and shutters."""
        return "planks", self.look.accent

    def count(self) -> int:
        """Parts noted so far."""
        return len(self._entries)

    def finish(self, built: Attributes) -> tuple[Program, Attributes]:
        """The program and what of the attributes can be seen in it: a colour that no part has comes back as None.

        Where snow was asked for and nothing bore any, it lies in drifts at the foot.
        """
        snowy = any(e.args[5] == "snow" for e in self._entries)
        if self.look.snow and not snowy:
            self._drifts()
        program = self.program()
        seen = {part.colour for part in program.parts if part.op != "cut"}
        lost = [name for name in SLOTS if getattr(built, name) not in seen]
        fields = {name: None if name in lost else getattr(built, name) for name in built.__struct_fields__}
        return program, Attributes(**fields)

    def _drifts(self) -> None:
        """Snow blown against the foot of the first thing noted, on two sides."""
        _, centre, half, *_ = self._entries[0].args
        x, z, hx, hz = float(centre[0]), float(centre[2]), float(half[0]), float(half[2])
        for side in (-1, 1):
            self.add(Phase.DETAIL, "blob", (x + side * hx * 0.7, 0.04, z - hz * 0.9), (0.3 + hx * 0.3, 0.34,
                0.4 + hz * 0.12), ("snow", SNOW), "snow", seed=4 + side)  # fmt: skip

    def program(self) -> Program:
        """The program: in canonical order, at most 96 parts, parents before children."""
        keep = sorted(self._entries, key=lambda e: (e.spare, e.order))[:MAX_PARTS]
        kept = {e.order for e in keep}
        keep = [e for e in keep if e.parent < 0 or e.parent in kept]
        builder = Builder(self.shape)
        place: dict[int, int] = {}
        for entry in sorted(keep, key=lambda e: (e.phase, e.order)):
            parent = place[entry.parent] if entry.parent >= 0 else -1
            place[entry.order] = builder.add(*entry.args, parent=parent, **entry.more)
        return builder.program()
