"""Writing a program by hand or by a grammar: adds parts, snaps them to the grid, keeps parents straight."""

from __future__ import annotations

from collections.abc import Sequence

from nacre.parts.colours import index_of, named
from nacre.parts.language import GRID, Array, Joint, Kind, Light, Op, Part, Program, Vector
from nacre.parts.vocabulary import ANGLE_STEP, MAX_PARTS

Colour = int | str | tuple[float, float, float]


def colour_index(colour: Colour) -> int:
    """Index of a colour given as index, name ("red") or sRGB 0..1."""
    if isinstance(colour, str):
        return named(colour)
    return colour if isinstance(colour, int) else index_of(*colour)


class Builder:
    """Collects parts. Every `add` returns the new part's index, to be a `parent` of later ones."""

    def __init__(self, shape: str, grid: float = GRID) -> None:
        self.shape, self.grid = shape, grid
        self.parts: list[Part] = []

    def snap(self, length: float) -> float:
        """A length on the grid, in metres."""
        return round(round(length / self.grid) * self.grid, 4)

    def _vector(self, v: Sequence[float]) -> Vector:
        x, y, z = (self.snap(float(c)) for c in v)
        return x, y, z

    def add(
        self,
        kind: Kind,
        centre: Sequence[float],
        half: Sequence[float],
        material: str,
        colour: Colour,
        role: str,
        *,
        op: Op = "add",
        rotation: Sequence[float] = (0, 0, 0),
        taper: tuple[float, float] = (1.0, 1.0),
        bevel: float = 0.0,
        thickness: float = 0.2,
        sides: int = 8,
        seed: int = 0,
        array: Array | None = None,
        joint: Joint | None = None,
        light: Light | None = None,
        parent: int = -1,
    ) -> int:
        """Add one part (`nacre.parts.language.Part` says what the fields mean); half is kept above one grid step."""
        yaw, pitch, roll = (round(a / ANGLE_STEP) * ANGLE_STEP for a in rotation)
        hx, hy, hz = (max(self.grid, self.snap(float(h))) for h in half)
        if array is not None:
            array = Array(array.count, self._vector(array.step), array.turn)
        if joint is not None:
            joint = Joint(joint.type, self._vector(joint.pivot), joint.axis, joint.low, joint.high)
        self.parts.append(
            Part(
                kind, self._vector(centre), (hx, hy, hz), material, colour_index(colour), role, op, (yaw, pitch, roll),
                (round(taper[0], 2), round(taper[1], 2)), round(bevel, 3), round(thickness, 2), sides, seed, array,
                joint, light, parent,
            )
        )  # fmt: skip
        return len(self.parts) - 1

    def cut(self, kind: Kind, centre: Sequence[float], half: Sequence[float], role: str = "opening") -> int:
        """Take a form out of every unmoving part before it."""
        return self.add(kind, centre, half, "plaster", "white", role, op="cut")

    def full(self) -> bool:
        """Whether there is no room for another part."""
        return len(self.parts) >= MAX_PARTS

    def program(self) -> Program:
        """The program so far."""
        return Program(self.shape, tuple(self.parts), self.grid)
