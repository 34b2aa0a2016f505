"""How a village is planned: what stands in it, where, facing what, and the paths between.

The main village, at the origin, also carries everything the prompt asks for: its counts are exact
within MAIN_REACH. Other villages follow the same habits but never hold what the prompt forbids.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nacre.parts.classes import BY_NAME, CLASSES
from nacre.spec import Item
from nacre.teacher.noise import generator
from nacre.teacher.settlements.customs import MEANINGS
from nacre.teacher.settlements.placed import AIRBORNE, FOOTPRINT, ON_STREETS, Path, facing, path_table
from nacre.teacher.settlements.plot import Plot
from nacre.teacher.settlements.population import castle_guard, default_counts
from nacre.teacher.settlements.roads import Site
from nacre.teacher.settlements.village import Village
from nacre.vocabulary import SHAPES

if TYPE_CHECKING:
    from nacre.teacher.land.ground import Land

VILLAGE = 91  # hash channel
CASTLE_HALF = 16.0  # metres from a castle's keep to its walls
# Landmarks first, while there is room; small things fit in between.
_FIRST = (
    "keep", "church", "temple", "pyramid", "bell_tower", "lighthouse", "windmill", "rocket", "market_hall", "forge",
    "well", "fountain", "statue", "obelisk", "torii", "inn", "apartment_block", "shop", "town_house", "house",
)  # fmt: skip
_GROUPS = ("building", "structure", "vehicle", "prop", "furniture", "rock", "plant", "person", "animal")
ORDER = (
    *_FIRST,
    *(row.name for group in _GROUPS for row in sorted(CLASSES, key=lambda c: -FOOTPRINT[c.name])
      if row.group == group and row.name not in _FIRST and row.name != "bridge"),
)  # fmt: skip


def _wanted(plot: Plot) -> list[Item]:
    """Every concept this village places, in planning order; defaults fill what the prompt leaves open."""
    spec, main = plot.spec, plot.main
    mentioned: dict[str, list[Item]] = {}
    for item in spec.items:
        mentioned.setdefault(item.concept, []).append(item)
    defaults = default_counts(spec, plot.rng, main)
    if main:
        castle_guard(spec, defaults)
    wanted: list[Item] = []
    for concept in ORDER:
        if concept in mentioned and (main or any(i.count == 0 for i in mentioned[concept])):
            wanted += [item for item in mentioned[concept] if main and item.count]
        elif defaults.get(concept):
            wanted.append(Item(concept, defaults[concept]))
    return wanted


def _on_hill(item: Item) -> bool:
    """Whether it stands on a rise: where it was asked to, and mills for the wind's sake."""
    return item.relation == "on_hill" or item.concept == "windmill"


def plan_village(land: Land, site: Site) -> Village:
    """The plan of one settlement, a pure function of spec, seed and site."""
    rng = generator(land.seed, VILLAGE, site.i, site.j)
    plot = Plot(land, site, rng)
    wanted = _wanted(plot)
    for item in wanted:
        if _on_hill(item):
            plot.raise_knoll(item)
    keeps = [item for item in wanted if item.concept == "keep"]
    if keeps:
        wanted = _castle(plot, keeps[0], wanted)
    if land.spec.settlement > 0.04 or any(i.concept in ON_STREETS or i.concept in ("stall", "well") for i in wanted):
        _streets(plot, houses=sum(i.count for i in wanted if i.concept in ON_STREETS))
    if plot.main:
        _bridges(plot)
    for item in wanted:
        for number in range(item.count):
            _place(plot, item, number)
    return Village(site, plot.finished(), tuple(plot.paths), tuple(plot.knolls), path_table(plot.paths))


def _streets(plot: Plot, houses: int) -> None:
    """A square and the streets that leave it."""
    x, z = plot.site.x, plot.site.z
    anchor_x, anchor_z = plot.land.network.anchor(plot.site)
    size = float(np.clip(3.2 + 0.4 * houses, 3.5, 7.0))
    plot.paths.append(Path(anchor_x, anchor_z, anchor_x, anchor_z, size))
    plot.square = size
    if plot.main:
        start_x, start_z, _ = plot.land.start()
        plot.paths.append(Path(anchor_x, anchor_z, start_x, start_z + 6.0, 1.3))
    if houses > 4 or plot.castle is not None:
        turn = float(plot.rng.uniform(0.0, 2.0 * np.pi))
        for k in range(2 if houses < 8 else 3):
            angle = turn + 2.2 * k + float(plot.rng.uniform(-0.3, 0.3))
            if plot.castle is None or np.hypot(*plot.castle) > 1.0:
                plot.street(x, z, x + 30.0 * float(np.cos(angle)), z + 30.0 * float(np.sin(angle)))


def _bridges(plot: Plot) -> None:
    network = plot.land.network
    asked = [i for i in plot.spec.items if i.concept == "bridge"]
    size = asked[0].size if asked else 1.0
    anchor = network.anchor(plot.site)
    for bridge in network.main_bridges:
        side = 1.0 if (anchor[0] - bridge.x) * bridge.nx + (anchor[1] - bridge.z) * bridge.nz > 0 else -1.0
        near = (bridge.x + side * bridge.nx * 8.0, bridge.z + side * bridge.nz * 8.0)
        far = (bridge.x - side * bridge.nx * 15.0, bridge.z - side * bridge.nz * 15.0)
        if plot.square or plot.spec.settlement > 0.04:
            plot.street(*anchor, *near, clip=False)
            plot.paths.append(Path(*near, *far, 1.3))
        else:
            plot.paths.append(Path(*near, *far, 1.1))
        plot.add("bridge", bridge.x, bridge.z, facing(-bridge.nx, -bridge.nz), size)


def _castle(plot: Plot, item: Item, wanted: list[Item]) -> list[Item]:
    """Places the first keep with its ring of walls, gates and towers; returns what is left to place."""
    centre = plot.castle_site(item, CASTLE_HALF)
    if centre is None:
        return wanted
    x, z = centre
    plot.castle = (x, z)
    anchor_x, anchor_z = plot.land.network.anchor(plot.site)
    toward = (anchor_x - x, anchor_z - z)
    length = max(float(np.hypot(*toward)), 1e-6)
    front = (toward[0] / length, toward[1] / length)
    side = (-front[1], front[0])
    left = {name: 0 for name in ("keep", "gate", "round_tower", "wall")}
    sizes = dict.fromkeys(left, 1.0)
    for other in wanted:
        if other.concept in left:
            left[other.concept] += other.count
            sizes[other.concept] = other.size

    def put(name: str, ahead: float, aside: float, yaw: float) -> None:
        if left[name] > 0:
            left[name] -= 1
            at_x = x + front[0] * ahead + side[0] * aside
            at_z = z + front[1] * ahead + side[1] * aside
            plot.add(name, at_x, at_z, yaw, sizes[name])

    out = facing(*front)
    put("keep", 0.0, 0.0, out)
    half = CASTLE_HALF
    for ahead, aside in ((half, half), (half, -half), (-half, half), (-half, -half)):
        put("round_tower", ahead, aside, out)
    put("gate", half, 0.0, out)
    for quarter in range(4):
        c, s = ((1, 0), (0, 1), (-1, 0), (0, -1))[quarter]
        for along in (-10.0, 10.0, 0.0):
            if quarter == 0 and along == 0.0:
                continue
            put("wall", c * half - s * along, s * half + c * along, out + quarter * float(np.pi) / 2)
    gate_x, gate_z = x + front[0] * (half + 4.0), z + front[1] * (half + 4.0)
    if length > half + 6.0:
        plot.paths.append(Path(anchor_x, anchor_z, gate_x, gate_z, 1.6))
    plot.paths.append(Path(gate_x, gate_z, x + front[0] * 9.0, z + front[1] * 9.0, 1.6))
    rest = []
    for other in wanted:
        if other.concept in left:
            if left[other.concept] > 0:
                rest.append(Item(other.concept, left[other.concept], other.size, other.relation))
                left[other.concept] = 0
        else:
            rest.append(other)
    return rest


def _place(plot: Plot, item: Item, number: int) -> None:
    """Finds room for one thing; widens the search until there is some."""
    if item.concept in AIRBORNE:
        plot.add_airborne(item, number)
        return
    if item.concept in ON_STREETS and item.relation in ("any", "by_path") and plot.house_on_street(item):
        return
    spot = None
    if _on_hill(item):
        spot = plot.on_knoll(item, number)
    if spot is None:
        spot = plot.find(item, MEANINGS[item.concept], number)
    if spot is None:
        return
    x, z = spot
    yaw = plot.heading(item.concept, x, z)
    plot.add(item.concept, x, z, yaw, item.size)
    if BY_NAME[item.concept].enterable:
        plot.door_path(item.concept, x, z, yaw, item.size)


assert {*ORDER, "bridge"} == set(SHAPES), "every class has its place in the planning order"
