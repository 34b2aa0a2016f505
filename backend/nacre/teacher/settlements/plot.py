"""Room to build in: finds clear, dry places for things around one settlement and keeps the list."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nacre.spec import Item
from nacre.teacher.settlements.clearing import Clearing
from nacre.teacher.settlements.customs import MEANINGS, Meaning
from nacre.teacher.settlements.placed import FOOTPRINT, IS_ENTITY, JOINED, Path, Placed, facing, path_distance
from nacre.teacher.settlements.village import Knoll
from nacre.world.grid import CHUNK

Floats = NDArray[np.float64]


class Plot(Clearing):
    """The building ground of one settlement while it is being planned."""

    def find(self, item: Item, meaning: Meaning, number: int) -> tuple[float, float] | None:
        """A place for one thing, or None when even the widest search finds none."""
        shape, rng = item.concept, self.rng
        beside = [t for t in self._things if t[0] in meaning.beside] if item.relation == "any" else []
        near, far = meaning.near, meaning.far
        if item.relation == "centre":
            near, far = 0.0, 8.0 + FOOTPRINT[shape]
        elif item.relation == "outside":
            near, far = 40.0, 60.0
        elif meaning.beside and not beside:
            near, far = 6.0, 26.0
        on_path = meaning.on_path or (item.relation == "centre" and FOOTPRINT[shape] < 4.0)
        for attempt in range(16):
            count = 64
            angle = rng.uniform(0.0, 2.0 * np.pi, count)
            if self.main and attempt < 6 and item.relation != "outside" and shape not in IS_ENTITY:
                # What is asked for should be in view from the start: ahead, along -z.
                ahead = rng.normal(-np.pi / 2, 0.95, count)
                angle = np.where(rng.random(count) < 0.7, ahead, angle)
            widen = attempt * 3.0 if attempt < 10 else 60.0
            radius = np.sqrt(rng.uniform(near**2, (far + widen) ** 2, count))
            x, z = self.site.x + radius * np.cos(angle), self.site.z + radius * np.sin(angle)
            if beside and attempt < 10:
                host = beside[number % len(beside)] if attempt < 4 else beside[int(rng.integers(len(beside)))]
                radius = rng.uniform(near, far + 0.3 * attempt, count)
                x, z = host[1] + radius * np.cos(angle), host[2] + radius * np.sin(angle)
            elif attempt < 4 and (item.relation == "centre" or shape in ("well", "statue", "fountain", "obelisk")):
                order = np.argsort(radius)
                x, z = x[order], z[order]
            good = self.clear(shape, x, z, item.size, on_path, 0.5 if attempt < 8 else 1.0, meaning.water)
            if item.relation == "by_water" and attempt < 12:
                good &= self._at(self._shore, x, z) < FOOTPRINT[shape] * item.size + 4.5 + attempt
            if (
                item.relation == "by_path" or (shape in ("lamp", "street_lamp", "road_sign") and item.relation == "any")
            ) and attempt < 10:
                edge = path_distance(self._table(), x, z)
                good &= edge < FOOTPRINT[shape] * item.size + 1.2 + 0.5 * attempt
            alike = [t for t in self._things if t[0] == shape] if shape in ("lamp", "street_lamp") else []
            if attempt < 8 and alike:
                apart = np.min([np.hypot(x - t[1], z - t[2]) for t in alike], axis=0)
                good &= apart > 8.0 - attempt
            spot = self._take(good, x, z)
            if spot is not None:
                return spot
        return None

    def house_on_street(self, item: Item) -> bool:
        """Puts a dwelling on the square or along a street, its front to it; False when all are full."""
        radius = FOOTPRINT[item.concept] * item.size
        anchor_x, anchor_z = self.land.network.anchor(self.site)
        rows: list[Floats] = []
        if self.castle is None or np.hypot(*self.castle) > 1.0:
            angle = -np.pi / 2 + (np.arange(10) + 0.4 * self.rng.uniform(-1.0, 1.0, 10)) * np.pi / 5
            dx, dz = np.cos(angle), np.sin(angle)
            ring = self.square + radius + 2.2
            rank = ring + 4.0 * self.rng.random(10)
            rows.append(np.stack([rank, anchor_x + dx * ring, anchor_z + dz * ring, -dx, -dz], 1))
        for x0, z0, x1, z1, half in self._table():
            length = float(np.hypot(x1 - x0, z1 - z0))
            away = float(np.hypot(x0 - self.site.x, z0 - self.site.z))
            if length < 4.0 or half < 1.0 or away > self.reach + length:
                continue
            ux, uz = (x1 - x0) / length, (z1 - z0) / length
            along = np.repeat(np.arange(2.0, length, 4.0), 2)
            side = np.where(np.arange(len(along)) % 2, 1.0, -1.0)
            set_back = half + radius + 0.9 + self.rng.uniform(0.0, 1.6, len(along))
            x = x0 + ux * along - uz * side * set_back
            z = z0 + uz * along + ux * side * set_back
            rank = np.hypot(x - anchor_x, z - anchor_z) + self.rng.uniform(0.0, 9.0, len(along))
            rows.append(np.stack([rank, x, z, uz * side, -ux * side], 1))
        if not rows:
            return False
        table = np.concatenate(rows)
        table = table[np.argsort(table[:, 0], kind="stable")]
        good = self.clear(item.concept, table[:, 1], table[:, 2], item.size, on_path=False, steep=0.3)
        good &= np.hypot(table[:, 1] - self.site.x, table[:, 2] - self.site.z) < self.reach - 16.0
        spot = self._take(good, table[:, 1], table[:, 2])
        if spot is None:
            return False
        row = table[np.flatnonzero((table[:, 1] == spot[0]) & (table[:, 2] == spot[1]))[0]]
        yaw = facing(row[3], row[4]) + float(self.rng.uniform(-0.12, 0.12))
        self.add(item.concept, spot[0], spot[1], yaw, item.size)
        self.door_path(item.concept, spot[0], spot[1], yaw, item.size)
        return True

    def door_path(self, shape: str, x: float, z: float, yaw: float, size: float) -> None:
        """A footpath from a front door to the nearest street, unless that is far."""
        step = FOOTPRINT[shape] * size * 0.62
        door = np.array([x - np.sin(yaw) * step, z - np.cos(yaw) * step])
        table = self._table()
        table = table[table[:, 4] >= 1.0]
        if not len(table):
            return
        start, span = table[:, :2], table[:, 2:4] - table[:, :2]
        along = np.clip(((door - start) * span).sum(1) / ((span**2).sum(1) + 1e-9), 0.0, 1.0)
        foot = start + along[:, None] * span
        away = np.hypot(foot[:, 0] - door[0], foot[:, 1] - door[1]) - table[:, 4]
        best = int(np.argmin(away))
        if away[best] < 22.0:
            ends = (float(door[0]), float(door[1]), float(foot[best, 0]), float(foot[best, 1]))
            self.paths.append(Path(*ends, 0.65))

    def street(self, x0: float, z0: float, x1: float, z1: float, clip: bool = True) -> None:
        """A street that bends once; with `clip` it stops before water."""
        bend = float(self.rng.uniform(-2.5, 2.5))
        length = max(float(np.hypot(x1 - x0, z1 - z0)), 1e-6)
        mx = (x0 + x1) / 2 - (z1 - z0) / length * bend
        mz = (z0 + z1) / 2 + (x1 - x0) / length * bend
        for ax, az, bx, bz in ((x0, z0, mx, mz), (mx, mz, x1, z1)):
            t = np.linspace(0.0, 1.0, 16)
            dry = self._at(self._shore, ax + (bx - ax) * t, az + (bz - az) * t) > 2.0
            if clip and not dry.all():
                return
            self.paths.append(Path(ax, az, bx, bz, 1.4))

    def raise_knoll(self, item: Item) -> None:
        """Makes a hill for what is to stand on one."""
        if item.concept == "keep":
            return
        need = FOOTPRINT[item.concept] * item.size * (1.2 + 0.9 * np.sqrt(item.count - 1.0))
        inner = float(np.clip(need, 3.0, 15.0))
        outer = inner + 15.0
        relative = 3.2 + 2.0 * self.spec.relief
        far = 34.0 if self.main else 26.0
        for attempt in range(12):
            angle = self.rng.normal(-np.pi / 2, 0.8 + 0.2 * attempt, 48)
            radius = self.rng.uniform(far - 4.0, far + 12.0, 48)
            x, z = self.site.x + radius * np.cos(angle), self.site.z + radius * np.sin(angle)
            good = self._at(self._shore, x, z) > inner + 3.0
            good &= path_distance(self._road_table, x, z) > inner + 3.0
            for knoll in self.knolls:
                good &= np.hypot(x - knoll.x, z - knoll.z) > knoll.inner + outer - 6.0
            good &= radius < self.reach - inner
            # Nature's own hills make the best place for another.
            order = np.argsort(-self._at(self._height, x, z) + 0.06 * radius)
            chosen = [k for k in order if good[k]]
            if chosen:
                k = int(chosen[0])
                self.knolls.append(Knoll(float(x[k]), float(z[k]), inner, outer, relative))
                self._knoll_use[item.concept] = (self.knolls[-1], len(self.knolls))
                self._refresh()
                return

    def on_knoll(self, item: Item, number: int) -> tuple[float, float] | None:
        """A place on the hill raised for this item."""
        use = self._knoll_use.get(item.concept)
        if use is None:
            return None
        knoll = use[0]
        for attempt in range(6):
            spread = 0.0 if attempt == 0 and number == 0 else knoll.inner * (0.5 + 0.25 * attempt)
            angle = self.rng.uniform(0.0, 2.0 * np.pi, 64)
            radius = spread * np.sqrt(self.rng.random(64))
            x, z = knoll.x + radius * np.cos(angle), knoll.z + radius * np.sin(angle)
            spot = self._take(self.clear(item.concept, x, z, item.size, on_path=False, steep=0.6), x, z)
            if spot is not None:
                return spot
        return None

    def castle_site(self, item: Item, half: float) -> tuple[float, float] | None:
        """Level, dry ground for a castle's ring, on a rise when asked; None when there is none."""
        if item.relation == "centre":
            return self.site.x, self.site.z
        around = half * 1.42 + 4.5
        for attempt in range(14):
            angle = self.rng.normal(-np.pi / 2, 0.5 + 0.2 * attempt, 48)
            radius = self.rng.uniform(36.0, 44.0, 48)
            for a, r in zip(angle, radius, strict=True):
                x, z = self.site.x + float(r * np.cos(a)), self.site.z + float(r * np.sin(a))
                turn = np.arange(12) * np.pi / 6
                rim_x, rim_z = x + around * np.cos(turn), z + around * np.sin(turn)
                roads = path_distance(self._road_table, rim_x, rim_z).min()
                rings = np.repeat([0.0, 0.45, 0.75, 1.0], 12)
                whole = self._at(
                    self._shore,
                    x + around * rings * np.cos(np.tile(turn, 4)),
                    z + around * rings * np.sin(np.tile(turn, 4)),
                )
                if whole.min() < 1.0 or roads < 1.0:
                    continue
                inside = path_distance(self._road_table, np.array([x]), np.array([z]))[0]
                if inside < half:
                    continue
                heights = self._at(self._height, rim_x, rim_z)
                rise = (3.0 if item.relation == "on_hill" else 0.4) + max(float(heights.mean()) - 2.5, 0.0) * 0.1
                self.knolls.append(Knoll(x, z, half * 1.2, half * 1.2 + 20.0, rise))
                self._refresh()
                return x, z
        return None

    def heading(self, shape: str, x: float, z: float) -> float:
        """Which way a thing turns: to the centre, to its host, or any."""
        meaning = MEANINGS[shape]
        anchor_x, anchor_z = self.land.network.anchor(self.site)
        if meaning.faces == "centre":
            turn = 0.0 if shape in ("wall", "gate") else float(self.rng.uniform(-0.15, 0.15))
            return facing(anchor_x - x, anchor_z - z) + turn
        if meaning.faces == "beside":
            hosts = [t for t in self._things if t[0] in meaning.beside]
            if hosts:
                host = min(hosts, key=lambda t: float(np.hypot(t[1] - x, t[2] - z)))
                return facing(host[1] - x, host[2] - z)
        if meaning.faces == "water":  # out, away from the land: down the slope of the distance to the shore
            step = 2.0
            dx = self._at(self._shore, np.array([x + step]), np.array([z])) - self._at(
                self._shore, np.array([x - step]), np.array([z])
            )
            dz = self._at(self._shore, np.array([x]), np.array([z + step])) - self._at(
                self._shore, np.array([x]), np.array([z - step])
            )
            return facing(-float(dx[0]), -float(dz[0]))
        return float(self.rng.uniform(-np.pi, np.pi))

    def add(self, shape: str, x: float, z: float, yaw: float, size: float) -> None:
        """Puts a thing on the list; nothing else will overlap it."""
        yaw = float((yaw + np.pi) % (2.0 * np.pi) - np.pi)
        style = int(self.rng.integers(16))
        self._things.append((shape, x, z, yaw, size, style))
        self.reserve(x, z, FOOTPRINT[shape] * size * (0.8 if shape in JOINED else 1.0))
        self._room[(int(np.floor(x / CHUNK)), int(np.floor(z / CHUNK)))] += 1

    def add_airborne(self, item: Item, number: int) -> None:
        """A dragon, a bird or a balloon overhead, ahead of whoever starts here."""
        angle = float(self.rng.normal(-np.pi / 2, 0.5)) + 2.4 * number
        radius = float(self.rng.uniform(8.0, 24.0)) + 4.0 * number
        x = self.site.x + min(radius, 60.0) * float(np.cos(angle))
        z = self.site.z + min(radius, 60.0) * float(np.sin(angle))
        yaw = float(self.rng.uniform(-np.pi, np.pi))
        self._things.append((item.concept, x, z, yaw, item.size, int(self.rng.integers(16))))
        self._room[(int(np.floor(x / CHUNK)), int(np.floor(z / CHUNK)))] += 1

    def finished(self) -> tuple[Placed, ...]:
        """The list, in order; heights are left at 0 for the layout to read off the finished ground."""
        snow = self.spec.biome == "snow" or self.spec.weather == "snow"
        return tuple(Placed(name, x, z, 0.0, yaw, size, look, snow) for name, x, z, yaw, size, look in self._things)
