"""Assets: what a look becomes, once for all worlds of a process: program, levels of detail, solids, doors, lights."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Final, Protocol

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.classes import BY_NAME
from nacre.parts.codec import from_text
from nacre.parts.colours import rgb_of
from nacre.parts.language import Program, Vector
from nacre.world.geometry.distance import PackedSolid, pack
from nacre.world.geometry.expand import copies, groups
from nacre.world.geometry.levels import levels as mesh_levels
from nacre.world.geometry.mesh import ShapeMesh
from nacre.world.kernels.parallel import share
from nacre.world.render.mesh_pool import MeshPool
from nacre.world.scene.looks import Look
from nacre.world.scene.scatter import Scatter

KEPT: Final = 420  # assets in memory, those of three or four worlds; a house takes 0.3 to 0.8 MB with its levels
FIRE: Final = frozenset({"campfire", "torch", "forge"})  # lights that burn by day as well


class Programs(Protocol):
    """Draws shape programs: `nacre.world.shapes.library.ShapePrograms`, or a test's own."""

    def draw(self, requests: Sequence[tuple[str, Attributes, int]], other: Executor | None = None) -> list[Program]:
        """One program for each (class, wishes, seed); equal requests, equal programs. other: a helper thread."""
        ...


@dataclass(frozen=True)
class Door:
    """A leaf that turns: its group (counted from 1), hinge, where its middle is when closed, how far it opens (rad)."""

    group: int
    pivot: Vector
    middle: Vector
    angle: float


@dataclass(frozen=True)
class Lamp:
    """Light a part gives off: place in the thing's axes, linear colour, reach in metres; by day as well or not."""

    place: Vector
    colour: tuple[float, float, float]
    reach: float
    always: bool


@dataclass
class Asset:
    """What is known of a look. movers: parts that move groups 1, 2, ...; radius: metres of ground it covers; height in
    metres; mesh: its number in the pool, None until it is first placed."""

    look: Look
    program: Program
    levels: tuple[ShapeMesh, ...]
    solid: PackedSolid
    movers: tuple[int, ...]
    doors: tuple[Door, ...]
    lamps: tuple[Lamp, ...]
    radius: float
    height: float
    mesh: int | None = None

    @cached_property
    def top(self) -> float:
        """Metres up to where something can be put down on the middle of it: the middlemost of nine tries."""
        mesh = self.levels[0]
        at = np.linspace(-0.25, 0.25, 3) * self.radius
        heights = [surface(mesh, float(x), float(z)) for x in at for z in at]
        return float(np.median(heights))


def surface(mesh: ShapeMesh, x: float, z: float) -> float:
    """Height of the highest triangle over a point of the ground, in the thing's axes; 0 where there is none."""
    a, b, c = (mesh.vertices[mesh.triangles[:, k]].astype(np.float64) for k in range(3))
    area = (b[:, 0] - a[:, 0]) * (c[:, 2] - a[:, 2]) - (c[:, 0] - a[:, 0]) * (b[:, 2] - a[:, 2])
    flat = np.abs(area) > 1e-9
    a, b, c, area = a[flat], b[flat], c[flat], area[flat]
    v = ((x - a[:, 0]) * (c[:, 2] - a[:, 2]) - (c[:, 0] - a[:, 0]) * (z - a[:, 2])) / area
    w = ((b[:, 0] - a[:, 0]) * (z - a[:, 2]) - (x - a[:, 0]) * (b[:, 2] - a[:, 2])) / area
    over = (v >= 0.0) & (w >= 0.0) & (v + w <= 1.0)
    heights = a[over, 1] + v[over] * (b[over, 1] - a[over, 1]) + w[over] * (c[over, 1] - a[over, 1])
    return float(heights.max(initial=0.0))


def _linear(colour: int) -> tuple[float, float, float]:
    red, green, blue = (c**2.2 for c in rgb_of(colour))
    return red, green, blue


def _lamps(look: Look, program: Program) -> tuple[Lamp, ...]:
    found = []
    for part in program.parts:
        if part.light is None or part.light.reach <= 0:
            continue
        for x, y, z in copies(part)[1].tolist():
            found.append(Lamp((x, y, z), _linear(part.light.colour), part.light.reach, look.shape in FIRE))
    return tuple(found[:12])


def _doors(program: Program, movers: Sequence[int]) -> tuple[Door, ...]:
    found = []
    for group, part_index in enumerate(movers, 1):
        part = program.parts[part_index]
        if part.role == "door" and part.joint is not None and part.joint.type == "hinge":
            angle = part.joint.high if abs(part.joint.high) >= abs(part.joint.low) else part.joint.low
            found.append(Door(group, part.joint.pivot, part.centre, float(np.radians(angle))))
    return tuple(found)


def make(look: Look, program: Program) -> Asset:
    """All of an asset but its place in the pool; safe on any thread."""
    levels = mesh_levels(program)
    _, movers = groups(program)
    finest = levels[0].vertices
    low = finest[finest[:, 1] < 2.4]
    low = low if len(low) else finest
    radius = float(np.quantile(np.hypot(low[:, 0], low[:, 2]), 0.98)) if len(low) else 1.0
    return Asset(
        look, program, levels, pack(program), tuple(movers), _doors(program, movers), _lamps(look, program), radius,
        float(finest[:, 1].max(initial=0.0)),
    )  # fmt: skip


class Assets:
    """Assets by look. `prepare` may run on any thread, `mesh` only on the one that draws."""

    def __init__(self, programs: Programs, pool: MeshPool) -> None:
        self._programs, self.pool = programs, pool
        self.scatter = Scatter(pool)
        self._known: OrderedDict[Look, Asset] = OrderedDict()
        self._used: dict[Look, int] = {}
        self._lock = Lock()

    def prepare(
        self, looks: Sequence[Look], other: Executor | None = None, progress: Callable[[float], None] | None = None
    ) -> dict[Look, Asset]:
        """The assets of looks, made where they are not known. other: a helper thread; progress: share that is done."""
        with self._lock:
            found = {look: self._known[look] for look in looks if look in self._known}
            for look in found:
                self._known.move_to_end(look)
        missing = sorted({look for look in looks if look not in found}, key=repr)
        if missing:
            asked = [look for look in missing if not look.drawn]
            drawn = iter(self._programs.draw([(look.shape, look.attributes, look.seed) for look in asked], other))
            programs = [from_text(look.drawn) if look.drawn else next(drawn) for look in missing]
            done = 0

            def one(number: int) -> Asset:
                nonlocal done
                asset = make(missing[number], programs[number])
                done += 1
                if progress is not None:
                    progress(done / len(missing))
                return asset

            made = share(one, range(len(missing)), other)
            with self._lock:
                for asset in made:
                    found[asset.look] = self._known.setdefault(asset.look, asset)
        return found

    def mesh(self, asset: Asset) -> int:
        """The asset's number in the pool, entering it on first use."""
        if asset.mesh is None:
            asset.mesh = self.pool.add(asset.levels)
        return asset.mesh

    def hold(self, looks: Sequence[Look]) -> None:
        """Count uses, so that `trim` keeps what some world shows."""
        for look in looks:
            self._used[look] = self._used.get(look, 0) + 1

    def release(self, looks: Sequence[Look]) -> None:
        """Undo `hold`; assets that nobody shows go, the longest unused first, when there are more than KEPT."""
        for look in looks:
            self._used[look] -= 1
            if not self._used[look]:
                del self._used[look]
        with self._lock:
            for look in list(self._known):
                if len(self._known) <= KEPT:
                    return
                if look not in self._used:
                    asset = self._known.pop(look)
                    if asset.mesh is not None:
                        self.pool.free(asset.mesh)


def is_raised(shape: str) -> bool:
    """Whether a class stands on its own level ground: what is built and can be entered, and large structures."""
    row = BY_NAME[shape]
    return row.enterable or shape in ("temple", "pyramid", "fountain", "market_hall", "gate", "wall", "stone_circle")
