"""Where settlements lie, the roads between them, and the bridges that carry the roads over rivers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.teacher.noise import generator, uniform_at
from nacre.teacher.settlements.placed import Path, path_table
from nacre.teacher.terrain import RIVER_PERIOD, Terrain

Floats = NDArray[np.float64]

SITE_LATTICE: Final = 130.0
MAIN_REACH: Final = 72.0  # metres around the origin within which the prompt's counts are exact
ROAD_HALF_WIDTH: Final = 1.5
SITES, ROADS = 61, 62  # hash channels


@dataclass(frozen=True)
class Site:
    """One settlement's place: lattice cell, centre, height of its ground, radius of level ground."""

    i: int
    j: int
    x: float
    z: float
    level: float
    flat: float


@dataclass(frozen=True)
class Bridge:
    """One river crossing; (nx, nz) is the unit vector across the river."""

    x: float
    z: float
    nx: float
    nz: float


@dataclass(frozen=True)
class Road:
    """A road between two settlements, with the bridges it needs beyond the main village's own."""

    paths: tuple[Path, ...]
    bridges: tuple[Bridge, ...]
    table: Floats  # the paths, for `path_distance`


def _rounded(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Cuts corners twice (Chaikin 1974); the ends stay."""
    for _ in range(2):
        cut = [points[0]]
        for (ax, az), (bx, bz) in pairwise(points):
            cut.append((0.75 * ax + 0.25 * bx, 0.75 * az + 0.25 * bz))
            cut.append((0.25 * ax + 0.75 * bx, 0.25 * az + 0.75 * bz))
        points = [*cut[:1], *cut[2:-1], points[-1]] if len(cut) > 4 else points
    return points


def _paths(points: list[tuple[float, float]], half_width: float = ROAD_HALF_WIDTH) -> tuple[Path, ...]:
    return tuple(Path(*a, *b, half_width) for a, b in pairwise(points))


class RoadNetwork:
    """Sites, roads and bridges of one world; each is a pure function of its lattice cell."""

    def __init__(self, terrain: Terrain) -> None:
        self.terrain = terrain
        self.spec, self.seed = terrain.spec, terrain.seed
        self.castle_centre = any(
            i.concept == "keep" and i.count > 0 and i.relation == "centre" for i in self.spec.items
        )
        self._sites: dict[tuple[int, int], Site | None] = {}
        self._roads: dict[tuple[int, int, int], Road | None] = {}
        self.main_bridges = self._main_bridges()

    def site(self, i: int, j: int) -> Site | None:
        """The settlement of lattice cell (i, j); cell (0, 0) always has the main one, at the origin."""
        key = (i, j)
        if key not in self._sites:
            self._sites[key] = self._find_site(i, j)
        return self._sites[key]

    def sites_near(self, x: Floats, z: Floats, reach: float = 60.0) -> list[Site]:
        """Every settlement within `reach` metres of the box around the points, in lattice order."""
        found = [self.site(i, j) for i, j in lattice_cells(x, z, reach)]
        return [site for site in found if site is not None]

    def road(self, i: int, j: int, axis: int) -> Road | None:
        """The road from site (i, j) to its neighbour along +x (axis 0) or +z (axis 1)."""
        key = (i, j, axis)
        if key not in self._roads:
            a = self.site(i, j)
            b = self.site(i + (axis == 0), j + (axis == 1))
            self._roads[key] = self._build(a, b) if a and b else None
        return self._roads[key]

    def roads_near(self, x: Floats, z: Floats) -> list[Road]:
        """Every road that may come within 20 m of the points."""
        found = [self.road(i, j, axis) for i, j in lattice_cells(x, z, 30.0, SITE_LATTICE) for axis in (0, 1)]
        return [road for road in found if road is not None]

    def crossing(self, x: float, z: float) -> Bridge:
        """The river crossing nearest to a point, at right angles to the stream."""
        step = 0.5
        offset_x, offset_z = np.array([0.0, step, -step, 0.0, 0.0]), np.array([0.0, 0.0, 0.0, step, -step])
        nx, nz = self.terrain.normal
        multiple: float | None = None
        for _ in range(6):  # Newton's method: the coordinate is smooth and its slope near one
            here, right, left, below, above = self.terrain.river_coordinate(x + offset_x, z + offset_z)
            if multiple is None:
                multiple = float(RIVER_PERIOD * np.round(here / RIVER_PERIOD))
            gx, gz = float(right - left) / (2 * step), float(below - above) / (2 * step)
            slope = float(np.hypot(gx, gz)) + 1e-6
            nx, nz = gx / slope, gz / slope
            miss = float(here - multiple) / slope
            x, z = x - nx * miss, z - nz * miss
        return Bridge(float(x), float(z), float(nx), float(nz))

    def _shore(self, points: list[tuple[float, float]]) -> Floats:
        x, z = np.array(points).T
        return self.terrain.shore(x, z)

    def _find_site(self, i: int, j: int) -> Site | None:
        flat = 15.0 + 15.0 * self.spec.settlement
        x = z = 0.0
        if (i, j) != (0, 0):
            density = self.spec.settlement
            if density < 0.05 or uniform_at(self.seed, SITES, i, j) > 0.2 + 0.6 * density:
                return None
            x = i * SITE_LATTICE + 36.0 * (uniform_at(self.seed, SITES + 100, i, j) - 0.5)
            z = j * SITE_LATTICE + 36.0 * (uniform_at(self.seed, SITES + 200, i, j) - 0.5)
            flat = 22.0
            turns = np.arange(8) * np.pi / 4
            around = [(x + r * np.cos(a), z + r * np.sin(a)) for r in (0.0, 14.0) for a in turns]
            if float(self._shore(around).min()) < 3.0:
                return None
        level = float(np.clip(self.terrain.land(np.array([x]), np.array([z]))[0], 1.1, 4.5))
        if (i, j) == (0, 0) and (self.terrain.rivers or self.terrain.lakes or self.terrain.coast):
            level = min(level, 1.6)
        if self.castle_centre and (i, j) == (0, 0):
            flat = max(flat, 28.0)
        return Site(i, j, x, z, level, flat)

    def _main_bridges(self) -> tuple[Bridge, ...]:
        """The main village's bridges: as many as asked for, one when a river is merely there."""
        if not self.terrain.rivers:
            return ()
        default = 1 if self.spec.settlement > 0.05 else 0
        count = self.spec.count("bridge", default)
        nx, nz = self.terrain.normal
        offset = self.terrain.river_offset
        steps = [6.0 * ((k + 1) // 2) * (1 if k % 2 else -1) for k in range(22)]
        found = [self.crossing(nx * offset - nz * along, nz * offset + nx * along) for along in steps]
        fit = [b for b in found if np.hypot(b.x, b.z) < MAIN_REACH - 5.0 and self._spans(b)]
        bridges: list[Bridge] = []
        for spacing in (25.0, 17.0, 11.0):  # crowded only when many are asked for
            for bridge in fit:
                apart = min((float(np.hypot(bridge.x - b.x, bridge.z - b.z)) for b in bridges), default=99.0)
                if len(bridges) < count and apart > spacing:
                    bridges.append(bridge)
        return tuple(bridges)

    def anchor(self, site: Site) -> tuple[float, float]:
        """Where roads meet at a settlement: its square, or the castle gate that fills the square."""
        if (site.i, site.j) == (0, 0) and self.castle_centre:
            return (0.0, 27.0)
        return (site.x, site.z)

    def _build(self, a: Site, b: Site) -> Road | None:
        rng = generator(self.seed, ROADS, a.i * 4 + b.i, a.j * 4 + b.j)
        ax, az = self.anchor(a)
        bx, bz = self.anchor(b)
        length = float(np.hypot(bx - ax, bz - az))
        px, pz = -(bz - az) / length, (bx - ax) / length
        points = [(ax, az)]
        for k in range(1, 6):
            t = k / 6.0
            sway = float(rng.uniform(-7.0, 7.0))
            points.append((ax + (bx - ax) * t + px * sway, az + (bz - az) * t + pz * sway))
        points.append((bx, bz))
        if self.castle_centre and (0, 0) in ((a.i, a.j), (b.i, b.j)):
            points = [p for p in points if np.hypot(*p) > 31.0 or p == (0.0, 27.0)]
        bridges: list[Bridge] = []
        carried = points
        for _ in range(3):
            wet = self._first_wet(_rounded(carried), bridges)
            if wet is None:
                own = [b for b in bridges if b not in self.main_bridges]
                paths = _paths(_rounded(carried))
                return Road(paths, tuple(own), path_table(paths))
            bridge = self._bridge_at(*wet)
            if bridge is None or bridge in bridges:
                return None
            bridges.append(bridge)
            carried = self._over(carried, bridge)
        return None

    def _first_wet(self, points: list[tuple[float, float]], bridges: list[Bridge]) -> tuple[float, float] | None:
        x: list[float] = []
        z: list[float] = []
        for (x0, z0), (x1, z1) in pairwise(points):
            steps = max(int(np.hypot(x1 - x0, z1 - z0)), 1)
            x += [x0 + (x1 - x0) * s / steps for s in range(steps)]
            z += [z0 + (z1 - z0) * s / steps for s in range(steps)]
        at_x, at_z = np.array(x), np.array(z)
        wet = self.terrain.shore(at_x, at_z) < 0.4
        for bridge in bridges:
            wet &= np.hypot(at_x - bridge.x, at_z - bridge.z) > 7.0
        if not wet.any():
            return None
        first = int(np.argmax(wet))
        return float(at_x[first]), float(at_z[first])

    def _bridge_at(self, x: float, z: float) -> Bridge | None:
        """A bridge for a road that meets water at (x, z), or None where none can or may stand."""
        if not self.terrain.rivers:
            return None
        bridge = self.crossing(x, z)
        if np.hypot(bridge.x, bridge.z) < MAIN_REACH + 6.0:
            main = self.main_bridges
            if not main:
                return None
            return min(main, key=lambda b: float(np.hypot(b.x - x, b.z - z)))
        if self.spec.count("bridge", 1) == 0:
            return None
        return bridge if self._spans(bridge) else None

    def _spans(self, bridge: Bridge) -> bool:
        """Whether a bridge reaches from dry land to dry land over real water."""
        ends = [(bridge.x + s * bridge.nx * 5.4, bridge.z + s * bridge.nz * 5.4) for s in (-1.0, 1.0)]
        middle = float(self._shore([(bridge.x, bridge.z)])[0])
        return float(self._shore(ends).min()) > 0.3 and middle < -1.0

    def _over(self, points: list[tuple[float, float]], bridge: Bridge) -> list[tuple[float, float]]:
        """The same road led straight over a bridge."""
        sides = [points[0], points[-1]]
        # Two nodes a side: rounding the outer one leaves the road straight where the bridge begins.
        ends = [(bridge.x + s * bridge.nx, bridge.z + s * bridge.nz) for s in (-13.0, -7.0, 7.0, 13.0)]
        start = (sides[0][0] - bridge.x) * bridge.nx + (sides[0][1] - bridge.z) * bridge.nz
        if start > 0:
            ends.reverse()
        kept = [p for p in points[1:-1] if np.hypot(p[0] - bridge.x, p[1] - bridge.z) > 20.0]
        # Nodes keep to the bank they are on, so that the road crosses once.
        side = 1.0 if start > 0 else -1.0
        near = [p for p in kept if ((p[0] - bridge.x) * bridge.nx + (p[1] - bridge.z) * bridge.nz) * side > 0]
        far = [p for p in kept if p not in near]
        return [points[0], *near, *ends, *far, points[-1]]


def lattice_cells(x: Floats, z: Floats, reach: float, before: float = 0.0) -> list[tuple[int, int]]:
    """Site lattice cells whose settlement may lie within `reach` metres of the box around the points.

    `before` widens the box towards -x and -z, for what starts there and leads this way.
    """
    wander = reach + 18.0
    rows = range(
        int(np.ceil((float(np.min(x)) - wander - before) / SITE_LATTICE)),
        int(np.floor((float(np.max(x)) + wander) / SITE_LATTICE)) + 1,
    )
    columns = range(
        int(np.ceil((float(np.min(z)) - wander - before) / SITE_LATTICE)),
        int(np.floor((float(np.max(z)) + wander) / SITE_LATTICE)) + 1,
    )
    return [(i, j) for i in rows for j in columns]
