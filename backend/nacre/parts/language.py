"""Part and Program: the data of the parts language.

Axes of a program: metres, right-handed, x right, y up, z back: the front of a thing looks along -z and the ground
is y = 0 under its middle. Lengths lie on the program's grid (2 cm, small things 1 cm), angles on 5 degrees.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

Vector = tuple[float, float, float]
Kind = Literal["box", "prism", "wedge", "cylinder", "ellipsoid", "capsule", "blob", "stairs", "ladder", "arch"]
Op = Literal["add", "cut", "hollow"]
GRID: Final = 0.02  # metres: what the lengths of a program are whole numbers of
FINE_GRID: Final = 0.01  # metres: the same for small things


class Array(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Copies of a part: copy k is turned by k * turn about the vertical axis of the program, then moved by k * step.

    count counts the first one too (2..24); step in metres; turn in degrees.
    """

    count: int
    step: Vector = (0.0, 0.0, 0.0)
    turn: int = 0


class Joint(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How a part moves: turns about (hinge, limb, spin) or slides along an axis of the program through `pivot`.

    low and high in degrees (slider: metres); 0 is as drawn. A door that opens inwards by up to 100 degrees: hinge, y.
    """

    type: Literal["hinge", "slider", "limb", "spin"]
    pivot: Vector
    axis: Literal["x", "y", "z"] = "y"
    low: float = 0.0
    high: float = 0.0


class Light(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Light that a part gives off: colour one of the 512, reach in metres (0: it only glows)."""

    colour: int
    reach: float = 0.0


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One convex piece (stairs, ladder, arch: a known row of convex pieces), `half` its half-extents before rotation.

    kind: box; prism (gable: ridge along x at the top); wedge (a ramp: zero height at -z, full at +z); cylinder
        (upright, `sides` corners); ellipsoid; capsule (upright); blob (ellipsoid displaced by noise of `seed`);
        stairs (rise towards +z, solid below); ladder (upright in the x-y plane); arch (a block with a round-headed
        opening through z; taper[0] is the open share of its width).
    op: add; cut (takes its form out of every unmoving part before it); hollow (box or cylinder: walls, floor and
        ceiling of `thickness`, empty inside: a room).
    rotation: (yaw, pitch, roll) in degrees, applied as yaw(y) * pitch(x) * roll(z), multiples of 5.
    taper: scale of the top in x and z, 0..1 (cylinder to cone, box to hipped roof, prism to a hipped gable; the top
        of a prism or wedge is an edge along x: only the first counts).
    bevel: metres cut off edges. parent: index of an earlier part it moves with (-1: the thing itself).
    """

    kind: Kind
    centre: Vector
    half: Vector
    material: str
    colour: int
    role: str
    op: Op = "add"
    rotation: tuple[int, int, int] = (0, 0, 0)
    taper: tuple[float, float] = (1.0, 1.0)
    bevel: float = 0.0
    thickness: float = 0.2
    sides: int = 8
    seed: int = 0
    array: Array | None = None
    joint: Joint | None = None
    light: Light | None = None
    parent: int = -1


class Program(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A thing: its class and its parts in canonical order (walls, openings, roofs, details). grid in metres."""

    shape: str
    parts: tuple[Part, ...]
    grid: float = GRID
