"""Assets: what a look becomes, once for all worlds of a process: program, levels of detail, solids, doors, lights."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property, partial
from threading import Lock, get_ident
from typing import Final, Protocol, TypeVar

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.classes import BY_NAME
from nacre.parts.codec import digest, from_text
from nacre.parts.language import Program
from nacre.world.bodies.skeleton import Skeleton, skeleton
from nacre.world.geometry.distance import PackedSolid
from nacre.world.geometry.mesh import ShapeMesh
from nacre.world.kernels.parallel import share
from nacre.world.render.mesh_pool import MeshPool, Packed
from nacre.world.scene.form import Door, Form, Lamp, form_of
from nacre.world.scene.looks import Look
from nacre.world.scene.scatter import Scatter
from nacre.world.shapes.judging import Judge, judged, sound

T = TypeVar("T")
NARROW: Final = 0.4  # metres about the middle in which a thing's top is looked for: piers and walls are narrow
KEPT: Final = 180  # assets in memory, those of two worlds; a house takes 0.3 to 0.8 MB with its levels


class Programs(Protocol):
    """Draws shape programs: `nacre.world.shapes.library.ShapePrograms`, or a test's own."""

    def draw(
        self,
        requests: Sequence[tuple[str, Attributes, int]],
        other: Executor | None = None,
        tell: Callable[[], None] | None = None,
        judge: Judge | None = None,
    ) -> list[Program]:
        """One program for each (class, wishes, seed); equal requests, equal programs. other: a helper thread; tell is
        called every now and then while it goes on, on the caller's thread; judge: finds what is sound."""
        ...

    def warm(self) -> None:
        """Make sure that nothing has to be compiled later."""
        ...


class Errand(Protocol[T]):
    """Something on order; see `geometry_process.Errand`."""

    def take_back(self) -> int | None:
        """The number of the last one that has not been begun, which the caller does itself; None: there is none."""
        ...

    def wait(self, meanwhile: Callable[[int], None] | None = None) -> list[T] | None:
        """All that was not taken back, in the order asked for; None where nobody does it any more."""
        ...


class Elsewhere(Protocol):
    """Works outside this process: `nacre.world.scene.geometry_process.GeometryProcess`."""

    @property
    def ready(self) -> bool:
        """Whether it can be asked now."""
        ...

    def ask(self, programs: Sequence[tuple[str, Program]]) -> Errand[Form]:
        """Order the forms of classes and programs."""
        ...

    def build(self, programs: Sequence[Program]) -> Errand[tuple[Program, Form] | None]:
        """Order what is sound of programs, with its form."""
        ...


@dataclass
class Asset:
    """What is known of a look. movers: parts that move groups 1, 2, ...; radius: metres of ground it covers; height in
    metres; packed: the levels as the pool takes them in, until it has; mesh: its number there, None until it is first
    placed."""

    look: Look
    program: Program
    levels: tuple[ShapeMesh, ...]
    solid: PackedSolid
    movers: tuple[int, ...]
    doors: tuple[Door, ...]
    lamps: tuple[Lamp, ...]
    radius: float
    height: float
    packed: tuple[Packed, ...]
    mesh: int | None = None

    @cached_property
    def digest(self) -> str:
        """The name of its program in caches; asked for again and again, while working it out takes 0.4 ms."""
        return digest(self.program)

    @cached_property
    def bones(self) -> Skeleton:
        """How it moves in itself."""
        return skeleton(self.program)

    @cached_property
    def top(self) -> float:
        """Metres up to where something can be put down on the middle of it: the middlemost of nine tries."""
        mesh = self.levels[0]
        at = np.linspace(-1.0, 1.0, 3) * min(0.25 * self.radius, NARROW)
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


def _forms_here(
    wanted: Sequence[tuple[str, Program]], other: Executor | None, tell: Callable[[int], None]
) -> list[Form]:
    """Forms, made in this process. tell(how many are done) is called on the caller's thread only."""
    done, caller = 0, get_ident()

    def one(row: tuple[str, Program]) -> Form:
        nonlocal done
        form = form_of(*row)
        done += 1
        if get_ident() == caller:
            tell(done)
        return form

    return share(one, wanted, other)


class Assets:
    """Assets by look. `prepare` may run on any thread, `mesh` only on the one that draws."""

    def __init__(self, programs: Programs, pool: MeshPool) -> None:
        self._programs, self.pool = programs, pool
        self.scatter = Scatter(pool)
        self.elsewhere: Elsewhere | None = None
        self.others_play = False  # whether somebody waits for pictures while assets are made
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
            made = self._make(missing, other, progress or (lambda share_done: None))
            with self._lock:
                for asset in made:
                    found[asset.look] = self._known.setdefault(asset.look, asset)
        return found

    def _make(self, looks: list[Look], other: Executor | None, progress: Callable[[float], None]) -> Iterable[Asset]:
        asked = [look for look in looks if not look.drawn]
        requests = [(look.shape, look.attributes, look.seed) for look in asked]
        formed: dict[int, tuple[Program, Form]] = {}  # of programs by their address, which they keep meanwhile
        judge = partial(self._judged, other is not None, formed)
        drawn = iter(self._programs.draw(requests, other, lambda: progress(0.0), judge))
        programs = [from_text(look.drawn) if look.drawn else next(drawn) for look in looks]
        wanted = [(look.shape, program) for look, program in zip(looks, programs, strict=True)]
        left = [row for row in wanted if id(row[1]) not in formed]
        shares = len(looks) - len(left)
        made = iter(self._forms(left, other, lambda done: progress((shares + done) / len(looks))))
        forms = [formed[id(program)][1] if id(program) in formed else next(made) for _, program in wanted]
        return [Asset(look, program, *form) for look, program, form in zip(looks, programs, forms, strict=True)]

    def _fetch(
        self, errand: Errand[T], here: Callable[[int], T], count: int, waited_for: bool, tell: Callable[[int], None]
    ) -> list[T]:
        """All `count` results of an errand. Where somebody waits, what nobody has begun is done here meanwhile; all of
        it elsewhere where that must not be felt here, for what is made ahead and while others play."""
        mine: list[T] = []
        while waited_for and not self.others_play and (number := errand.take_back()) is not None:
            mine.append(here(number))
            tell(len(mine))
        theirs = count - len(mine)
        made = errand.wait(lambda done: tell(len(mine) + done))
        if made is None:
            made = []
            for number in range(theirs):
                made.append(here(number))
                tell(len(mine) + len(made))
        return made + mine[::-1]

    def _forms(
        self, wanted: list[tuple[str, Program]], other: Executor | None, tell: Callable[[int], None]
    ) -> list[Form]:
        if self.elsewhere is None or not self.elsewhere.ready:
            return _forms_here(wanted, other, tell)
        errand = self.elsewhere.ask(wanted)
        return self._fetch(errand, lambda number: form_of(*wanted[number]), len(wanted), other is not None, tell)

    def _judged(
        self, waited_for: bool, formed: dict[int, tuple[Program, Form]], programs: Sequence[Program],
        tell: Callable[[], None],
    ) -> list[Program | None]:  # fmt: skip
        """A Judge. What is sound will be wanted: its form is made with it, and kept in `formed`."""
        if self.elsewhere is None or not self.elsewhere.ready:
            return judged(programs, tell)

        def here(number: int) -> tuple[Program, Form] | None:
            kept = sound(programs[number])
            tell()
            return None if kept is None else (kept, form_of(kept.shape, kept))

        errand = self.elsewhere.build(programs)
        found = self._fetch(errand, here, len(programs), waited_for, lambda done: tell())
        formed.update({id(one[0]): one for one in found if one is not None})
        return [one[0] if one is not None else None for one in found]

    def warm(self) -> None:
        """Make sure that nothing has to be compiled later, also where every shape so far was known."""
        self._programs.warm()

    def mesh(self, asset: Asset) -> int:
        """The asset's number in the pool, entering it on first use."""
        if asset.mesh is None:
            asset.mesh = self.pool.add(asset.packed)
            asset.packed = ()
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
