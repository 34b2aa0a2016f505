"""Can what was built be entered? The learned player goes in at the door and up every stair, led by a path finder.

The path is looked for by geometry alone (where a body fits and has ground under it), the way is walked by the dynamics
module: what counts is whether the player gets there.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.parts.classes import BY_NAME
from nacre.spec import Item, SceneSpec
from nacre.world.dynamics.network import Dynamics, step_world
from nacre.world.geometry.walking.doors import doorways
from nacre.world.geometry.walking.ladders import ABOVE, HOLD, L_HIGH, L_LOW, L_OUT_X, L_OUT_Z, L_X, L_Z, LADDER
from nacre.world.grid import TICK
from nacre.world.interface import Action, Progress
from nacre.world.model import Pearl
from nacre.world.scene.chunk import Thing
from nacre.world.scene.doors import COLUMNS, advance, middle
from nacre.world.scene.surroundings import Surroundings
from nacre.world.shapes.repairs.clearing import floors as floors_in
from nacre.world.state import P_GROUNDED, P_POS, P_YAW, WorldState

Floats = NDArray[np.float64]
Distance = Callable[[Floats], NDArray[np.float32]]
CELL: Final = 0.2  # metres between places looked at
RISE: Final = 0.1  # metres between heights looked at
BODY: Final = 0.27  # metres that must be free around the axis of a body
STEP: Final = 0.42  # metres a body may go up or down between two neighbouring places
Node = tuple[int, int, int]  # row, column, level
NONE: Final = np.zeros((0, LADDER))
SECONDS: Final = 75.0  # time to reach one goal
ROOMY: Final = 22  # of the 25 places within half a metre
BEFORE: Final = (2.2, 1.7, 2.7, 1.2)  # metres before a door where somebody may come from
SLANT: Final = np.array([1.0, 0.8, 1.0])  # a metre up counts a little less than one along


def node_of(row: NDArray[np.int64]) -> Node:
    """A node from its row, column and level."""
    return int(row[0]), int(row[1]), int(row[2])


@dataclass(frozen=True)
class Route:
    """Places to walk through, feet [N, 3] in metres; ladders, each from the place of its number to the next one."""

    way: Floats
    ladders: dict[int, Floats]


class Walkable:
    """Where a body can stand in and around one thing, on a grid of columns with several heights each."""

    def __init__(
        self, distance: Distance, centre: tuple[float, float, float], half: float, top: float, ladders: Floats = NONE
    ) -> None:
        self.count = math.ceil(half / CELL)
        self._corner = (centre[0] - self.count * CELL, centre[2] - self.count * CELL)
        side = 2 * self.count + 1
        heights = centre[1] - 1.2 + np.arange(math.ceil((top + 1.6) / RISE)) * RISE
        rows, columns = np.mgrid[0:side, 0:side]
        x, z = self._corner[0] + columns * CELL, self._corner[1] + rows * CELL
        points = np.empty((side, side, len(heights), 3))
        points[..., 0], points[..., 2], points[..., 1] = x[..., None], z[..., None], heights
        felt = distance(points.reshape(-1, 3)).reshape(side, side, -1)
        up = [round(h / RISE) for h in (0.7, 1.1, 1.5)]  # what is lower than a step stops nobody
        most = len(heights) - up[-1] - 1
        support = felt[..., :most] < 0.11
        free = felt[..., up[0] : up[0] + most] > BODY
        free &= (felt[..., up[1] : up[1] + most] > BODY) & (felt[..., up[2] : up[2] + most] > BODY - 0.07)
        free &= felt[..., 1 : 1 + most] > -0.02
        free &= (felt[..., 2 : 2 + most] > 0.0) & (felt[..., 3 : 3 + most] > 0.0)  # nobody stands in a thick floor
        self.stand = support & free & (felt[..., :most] > -0.08)
        self.heights = heights
        self._climbs: dict[tuple[Node, Node], Floats] = {}
        self._up = self._links(ladders)

    def place(self, row: int, column: int, level: int) -> Floats:
        """Feet of a body at a node."""
        x, z = self._corner[0] + column * CELL, self._corner[1] + row * CELL
        return np.array([x, self.heights[level], z])

    def cramped(self, node: Node) -> bool:
        """Whether one cannot stand half a metre around a place: under a bell, beside a rail."""
        row, column, level = node
        near = self.stand[max(0, row - 2) : row + 3, max(0, column - 2) : column + 3, max(0, level - 1) : level + 2]
        return int(near.any(2).sum()) < ROOMY

    def nearest(self, feet: Floats, reach: float = 1.0) -> tuple[int, int, int] | None:
        """The node nearest to a place, or None when none is within `reach` metres."""
        nodes = np.argwhere(self.stand)
        if not len(nodes):
            return None
        places = np.stack(
            [self._corner[0] + nodes[:, 1] * CELL, self.heights[nodes[:, 2]], self._corner[1] + nodes[:, 0] * CELL], 1
        )
        away = np.linalg.norm((places - feet) * np.array([1.0, 0.7, 1.0]), axis=1)
        best = int(np.argmin(away))
        row, column, level = (int(v) for v in nodes[best])
        return (row, column, level) if away[best] < reach else None

    def _links(self, ladders: Floats) -> dict[Node, list[tuple[Node, float]]]:
        """Ways up ladders: from the nodes at a foot to the nearest one about its head, with its cost in metres."""
        found: dict[Node, list[tuple[Node, float]]] = {}
        nodes = np.argwhere(self.stand)
        x, z = self._corner[0] + nodes[:, 1] * CELL, self._corner[1] + nodes[:, 0] * CELL
        y = self.heights[nodes[:, 2]]
        for row in ladders:
            away = np.hypot(x - row[L_X] - HOLD * row[L_OUT_X], z - row[L_Z] - HOLD * row[L_OUT_Z])
            feet = np.flatnonzero((away < 0.35) & (np.abs(y - row[L_LOW]) < 0.5))
            floor = row[L_HIGH] - ABOVE
            heads = np.flatnonzero((away < 1.3) & (y > floor - 0.4) & (y < floor + 0.2))
            if len(feet) and len(heads):
                head = node_of(nodes[heads[np.argmin(away[heads])]])
                for foot in feet:
                    found.setdefault(node_of(nodes[foot]), []).append((head, 2.0 * float(row[L_HIGH] - row[L_LOW])))
                    self._climbs[node_of(nodes[foot]), head] = row
        return found

    def reachable(self, start: tuple[int, int, int]) -> dict[tuple[int, int, int], tuple[int, int, int] | None]:
        """Every node that can be walked to, with the node before it (Dijkstra's shortest ways)."""
        side = self.stand.shape[0]
        most = round(STEP / RISE)
        before: dict[tuple[int, int, int], tuple[int, int, int] | None] = {start: None}
        cost = {start: 0.0}
        queue = [(0.0, start)]
        while queue:
            so_far, node = heapq.heappop(queue)
            if so_far > cost[node]:
                continue
            row, column, level = node
            for head, climb in self._up.get(node, ()):
                if so_far + climb < cost.get(head, 1e9):
                    cost[head] = so_far + climb
                    before[head] = node
                    heapq.heappush(queue, (so_far + climb, head))
            for dr, dc in ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1)):
                r, c = row + dr, column + dc
                if not (0 <= r < side and 0 <= c < side):
                    continue
                low, high = max(0, level - most), min(self.stand.shape[2] - 1, level + most)
                for next_level in np.flatnonzero(self.stand[r, c, low : high + 1]) + low:
                    rise = abs(int(next_level) - level) * RISE
                    if dr and dc and rise > STEP * 0.75:
                        continue
                    step = CELL * math.hypot(dr, dc) + 0.5 * rise
                    node_after = (r, c, int(next_level))
                    if so_far + step < cost.get(node_after, 1e9):
                        cost[node_after] = so_far + step
                        before[node_after] = node
                        heapq.heappush(queue, (so_far + step, node_after))
        return before

    def route(
        self, before: dict[tuple[int, int, int], tuple[int, int, int] | None], goal: tuple[int, int, int]
    ) -> Route:
        """The way to a node that was reached."""
        nodes, node = [goal], before[goal]
        while node is not None:
            nodes.append(node)
            node = before[node]
        nodes.reverse()
        pairs = enumerate(itertools.pairwise(nodes))
        ladders = {k: self._climbs[pair] for k, pair in pairs if pair in self._climbs}
        return Route(np.array([self.place(*node) for node in nodes]), ladders)


@dataclass(frozen=True)
class Entered:
    """How entering went: floors a way was found to, of all; floors the player reached; ticks used; why it ended."""

    floors: int
    found: int
    reached: int
    ticks: int
    why: str


def enter(dynamics: Dynamics, place: Surroundings, thing: Thing, spec_json: str) -> Entered:
    """Walk the player from outside a thing's door to each of its floors, lowest first."""
    size = thing.token.size
    floors = [thing.y + level * size for level in floors_in(thing.asset.program)]
    opened = np.zeros((0, COLUMNS))
    for _ in range(40):  # for the path finder every door stands open
        opened = advance(opened, [thing], np.array([middle(thing, k) for k in range(len(thing.asset.doors))]))
    place.swing(opened)
    half = thing.asset.radius * size + 3.0
    walkable = Walkable(
        place.distance, (thing.x, thing.y, thing.z), half, max([*floors, thing.y]) - thing.y + 2.2, place.ladders
    )
    place.swing(np.zeros((0, COLUMNS)))
    start, out = _before_a_door(walkable, thing)
    if start is None or not floors:
        return Entered(len(floors), 0, 0, 0, "no place to stand before the door" if floors else "no floor")
    before = walkable.reachable(start)
    inside = thing.asset.radius * size * 0.75
    goals = []
    for floor in floors:
        nodes = [
            node for node in before
            if abs(walkable.heights[node[2]] - floor) < 0.26
            and math.hypot(*(walkable.place(*node)[[0, 2]] - (thing.x, thing.z))) < inside
        ]  # fmt: skip
        if nodes:
            centre = np.array([thing.x, floor, thing.z])
            goals.append(
                min(nodes, key=lambda n: (walkable.cramped(n), float(np.linalg.norm(walkable.place(*n) - centre))))
            )
    state = WorldState(spec_json)
    state.player[P_POS] = walkable.place(*start)
    state.player[P_YAW] = math.atan2(out[0], out[1])
    state.player[P_GROUNDED] = 1.0
    reached = ticks = 0
    why = "" if len(goals) == len(floors) else "no way to a floor"
    doors = np.zeros((0, COLUMNS))
    for goal in goals:
        here = walkable.nearest(state.player[P_POS], 1.5)
        route = walkable.route(walkable.reachable(here), goal) if here and goal in walkable.reachable(here) else None
        if route is None:
            why = why or "lost the way"
            break
        arrived, doors, used = _follow(dynamics, place, thing, state, walkable, route, doors)
        ticks += used
        if not arrived:
            why = why or "stuck on the way"
            break
        reached += 1
    place.swing(np.zeros((0, COLUMNS)))
    return Entered(len(floors), len(goals), reached, ticks, why)


def _before_a_door(walkable: Walkable, thing: Thing) -> tuple[Node | None, Floats]:
    """A place on the ground before one of a thing's doors, the first that has one, and the way out of that door [2]."""
    size, out = thing.token.size, np.array([0.0, 1.0])
    s, c = math.sin(thing.token.yaw), math.cos(thing.token.yaw)
    turned = np.array([[c, s], [-s, c]])
    for door in doorways(thing.asset.program):
        out = turned @ door.out
        x, z = turned @ door.foot[[0, 2]] * size + (thing.x, thing.z)
        for far in BEFORE:
            start = walkable.nearest(np.array([x + out[0] * far, thing.y, z + out[1] * far]), 0.7)
            if start is not None and abs(walkable.heights[start[2]] - thing.y) < 0.7:
                return start, out
    return None, out


def _follow(
    dynamics: Dynamics,
    place: Surroundings,
    thing: Thing,
    state: WorldState,
    walkable: Walkable,
    route: Route,
    doors: Floats,
) -> tuple[bool, Floats, int]:
    """Steer along a route, looking for another way where none is made; whether its end was reached, doors, ticks."""
    at, ticks, last, stuck = 0, 0, state.player[P_POS].copy(), 0
    goal = walkable.nearest(route.way[-1])
    while ticks < SECONDS / TICK:
        feet = state.player[P_POS]
        # the nearest place of the next few; one that is a step above the feet is not reached yet, however near it lies
        ladder = next((k for k in sorted(route.ladders) if k >= at), len(route.way) - 1)  # none is passed over
        grounded = state.player[P_GROUNDED] > 0.5
        for k in range(at, min(at + 12, ladder + 1)):
            if grounded and abs(float(route.way[k, 1] - feet[1])) > STEP + RISE:
                break
            if np.linalg.norm((route.way[k] - feet) * SLANT) <= np.linalg.norm((route.way[at] - feet) * SLANT):
                at = k
        ahead = min(at + 3, ladder)
        while ahead > at + 1 and _bends(route.way[at : ahead + 1]):
            ahead -= 1
        aim = route.way[ahead]
        if at in route.ladders:
            row = route.ladders[at]
            aim = np.array([row[L_X], feet[1], row[L_Z]])
            if feet[1] > row[L_HIGH] - ABOVE - 0.05:
                at += 1
                aim = route.way[at]
        end = route.way[-1]
        if math.hypot(*(end - feet)[[0, 2]]) < 0.45 and abs(end[1] - feet[1]) < 0.45:
            return True, doors, ticks
        dx, dz = float(aim[0] - feet[0]), float(aim[2] - feet[2])
        yaw = math.atan2(-dx, -dz)
        turn = (yaw - float(state.player[P_YAW]) + math.pi) % (2 * math.pi) - math.pi
        pace = 1.0 if abs(turn) < 0.9 else 0.25
        jump = stuck > 30 and stuck % 30 < 2
        action = Action(move_z=pace, look_yaw=turn, jump=jump)
        step_world(dynamics, [state], [action], [place.distance], [place.ladders])
        doors = advance(doors, [thing], state.player[None, P_POS])
        place.swing(doors)
        ticks += 1
        if float(np.linalg.norm(state.player[P_POS] - last)) < 0.25:
            stuck += 1
            if stuck > 240:
                return False, doors, ticks
            here = walkable.nearest(state.player[P_POS], 1.5) if stuck % 60 == 59 and goal is not None else None
            reached = walkable.reachable(here) if here else {}
            if goal in reached:
                route, at = walkable.route(reached, goal), 0
        else:
            last, stuck = state.player[P_POS].copy(), 0
    return False, doors, ticks


def _bends(way: Floats) -> bool:
    """Whether a stretch of a route turns or climbs: then its end is not made for straight away."""
    steps = np.diff(way, axis=0)
    return bool(np.abs(np.diff(steps[:, [0, 2]], axis=0)).max(initial=0.0) > 0.05 or np.ptp(steps[:, 1]) > 0.15)


THEMES: Final = ("village", "village", "coast", "north", "east", "desert", "west", "spooky")


def entered(pearl: Pearl, count: int, seed: int, progress: Progress) -> dict[str, Any]:
    """Shares of houses whose every floor the player reached, and of bell towers climbed to the top.

    `count` houses are taken as they come in generated settlements of several themes, and a quarter as many towers.
    """
    houses: list[bool] = []
    towers: list[bool] = []
    by_class: dict[str, list[bool]] = {}
    lost: list[dict[str, Any]] = []
    world = 0
    while len(houses) < count or len(towers) < max(1, count // 4):
        theme = THEMES[world % len(THEMES)]
        spec = SceneSpec(theme=theme, settlement=0.8, vegetation=0.3, items=(Item("bell_tower", 2),))
        state = pearl.open(spec, seed + world, lambda *_: None)
        place = pearl.surroundings(state)
        for thing in list(place.with_doors):
            if not BY_NAME[thing.token.shape].enterable:  # a fence has a gate, and is no house
                continue
            tower = thing.token.shape == "bell_tower"
            if len(towers if tower else houses) >= (max(1, count // 4) if tower else count):
                continue
            if max(abs(thing.x), abs(thing.z)) > 70.0:  # what it touches must lie in the window
                continue
            outcome = enter(pearl.dynamics, place, thing, state.spec_json)
            good = outcome.floors > 0 and outcome.reached == outcome.floors
            (towers if tower else houses).append(good)
            by_class.setdefault(thing.token.shape, []).append(good)
            if not good:
                lost.append({"world": seed + world, "theme": theme, "class": thing.token.shape, **asdict(outcome)})
            progress("enter", len(houses) / count, f"enter: {len(houses)} of {count} houses, {len(towers)} towers")
        pearl.forget(state)
        world += 1
    return {
        "houses": float(np.mean(houses)), "bell_tower": float(np.mean(towers)), "worlds": world,
        "by_class": {name: [int(sum(row)), len(row)] for name, row in sorted(by_class.items())}, "lost": lost,
    }  # fmt: skip
