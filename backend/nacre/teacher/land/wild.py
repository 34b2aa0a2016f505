"""What grows, lies and lives where nobody planned it: trees, rocks, ruins, camps and herds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from nacre.spec import SceneSpec
from nacre.teacher.noise import fractal_noise, generator, uniform
from nacre.teacher.settlements.placed import AIRBORNE, FOOTPRINT, IS_ENTITY, Placed
from nacre.teacher.settlements.roads import MAIN_REACH
from nacre.world.grid import CHUNK

if TYPE_CHECKING:
    from nacre.teacher.land.ground import Land

Floats = NDArray[np.float64]

STEP: Final = 4.0  # metres between growing places; jitter keeps neighbours 1.8 m apart
PER_CHUNK: Final = int(CHUNK / STEP)
FEATURE: Final = 64.0  # metres per cell that may hold one camp, ruin or herd
CLUMPS, PLACE, KIND, SCALE, TURN, LOOK, KEEP, FEATURES = 111, 112, 114, 115, 116, 117, 118, 119

# Share of each growing thing, per biome.
GROWTH: Final[dict[str, dict[str, float]]] = {
    "meadow": {
        "tree_round": 4,
        "tree_birch": 1,
        "tree_cone": 0.6,
        "bush": 2.5,
        "rock": 0.5,
        "flowers": 2.2,
        "fern": 0.4,
        "boulder": 0.3,
        "log": 0.2,
        "stump": 0.2,
        "tree_fruit": 0.4,
    },
    "forest": {
        "tree_round": 3.5,
        "tree_cone": 4.5,
        "tree_birch": 1.2,
        "bush": 1.6,
        "rock": 0.5,
        "tree_dead": 0.3,
        "fern": 2.2,
        "mushroom": 0.8,
        "log": 0.7,
        "stump": 0.6,
        "boulder": 0.4,
    },
    "autumn": {
        "tree_round": 5,
        "tree_birch": 2,
        "tree_cone": 0.8,
        "bush": 1.6,
        "rock": 0.5,
        "tree_dead": 0.6,
        "mushroom": 0.9,
        "log": 0.5,
        "stump": 0.5,
        "fern": 0.5,
        "boulder": 0.3,
    },
    "snow": {
        "tree_cone": 7,
        "tree_round": 0.6,
        "tree_birch": 0.8,
        "tree_dead": 0.8,
        "rock": 0.8,
        "bush": 0.5,
        "ice_block": 0.4,
        "boulder": 0.5,
        "log": 0.3,
        "stump": 0.3,
    },
    "desert": {
        "cactus": 4,
        "rock": 1.5,
        "bush": 0.8,
        "tree_dead": 0.6,
        "tree_palm": 0.5,
        "boulder": 0.9,
        "cliff_rock": 0.25,
    },
    "swamp": {
        "tree_dead": 3,
        "tree_willow": 2.5,
        "tree_round": 1,
        "bush": 2,
        "rock": 0.4,
        "fern": 1.6,
        "reeds": 2.4,
        "mushroom": 0.8,
        "log": 0.7,
        "giant_mushroom": 0.15,
    },
    "tropical": {
        "tree_palm": 6,
        "bush": 2,
        "tree_round": 1.2,
        "rock": 0.6,
        "fern": 2.4,
        "flowers": 1.2,
        "bamboo": 1.2,
        "boulder": 0.4,
    },
    "mountain": {
        "tree_cone": 4,
        "boulder": 1.8,
        "rock": 1.6,
        "cliff_rock": 1.0,
        "bush": 0.8,
        "flowers": 0.8,
        "tree_dead": 0.3,
        "tree_birch": 0.5,
    },
    "canyon": {"rock": 2, "boulder": 2, "cliff_rock": 1.6, "cactus": 1.2, "bush": 1.2, "tree_dead": 0.6},
    "volcano": {"lava_rock": 4, "rock": 2, "boulder": 1.2, "tree_dead": 1.2, "cliff_rock": 0.6, "fern": 0.4},
    "island": {"tree_palm": 5, "bush": 1.8, "rock": 0.8, "fern": 1.6, "flowers": 1.0, "boulder": 0.5, "bamboo": 0.5},
    "city": {"tree_round": 4, "tree_birch": 1.5, "bush": 2, "hedge": 1, "flowers": 1},
    "moon": {"rock": 4, "boulder": 3, "meteor": 0.7, "crystal": 0.5, "cliff_rock": 0.5},
}
THICKNESS: Final = {
    "meadow": 0.40, "forest": 0.85, "autumn": 0.55, "snow": 0.48, "desert": 0.22, "swamp": 0.62, "tropical": 0.62,
    "mountain": 0.42, "canyon": 0.26, "volcano": 0.34, "island": 0.5, "city": 0.22, "moon": 0.16,
}  # fmt: skip
HERDS: Final[dict[str, tuple[str, ...]]] = {
    "meadow": ("sheep", "sheep", "horse", "deer", "cow", "rabbit", "goat"),
    "forest": ("deer", "fox", "bear", "rabbit", "wolf"),
    "autumn": ("deer", "sheep", "horse", "fox"), "snow": ("deer", "wolf", "penguin", "bear"),
    "desert": ("camel", "horse"), "swamp": ("deer", "bird"),
    "tropical": ("horse", "deer", "bird", "rabbit"),
    "mountain": ("goat", "goat", "deer", "bear"),
    "canyon": ("horse", "goat"), "volcano": ("goat",), "island": ("goat", "bird", "turtle"), "city": ("dog", "bird"),
    "moon": ("robot",),
}  # fmt: skip
# What other growth a theme brings into the wild, as shares beside the biome's own.
THEME_GROWTH: Final[dict[str, dict[str, float]]] = {
    "east": {"tree_cherry": 2.0, "bamboo": 1.6}, "candy": {"lollipop": 3.0, "candy_cane": 2.0, "giant_mushroom": 1.0},
    "spooky": {"tree_dead": 3.0, "mushroom": 1.0, "giant_mushroom": 0.3}, "future": {"crystal": 1.2},
}  # fmt: skip


def _growth(spec: SceneSpec) -> tuple[list[str], Floats]:
    shares = dict(GROWTH[spec.biome])
    for name, share in THEME_GROWTH.get(spec.theme, {}).items():
        shares[name] = shares.get(name, 0.0) + share
    if spec.theme == "candy":
        shares = {name: share for name, share in shares.items() if name not in ("tree_dead", "log", "stump", "rock")}
    if spec.mood in ("spooky", "gloomy"):
        shares["tree_dead"] = shares.get("tree_dead", 0.0) + 0.35 * sum(shares.values())
    # A tree the prompt forbids leaves its room to no other kind.
    names = list(shares)
    weights = np.array([shares[name] for name in names])
    return names, np.cumsum(weights) / weights.sum()


def _allowed(spec: SceneSpec, shape: str, x: Floats, z: Floats) -> NDArray[np.bool_]:
    """Where the wild may add a shape: never a forbidden one, none that is counted near the origin."""
    mentioned = [item.count for item in spec.items if item.concept == shape]
    if not mentioned:
        return np.ones(np.shape(x), np.bool_)
    if sum(mentioned) == 0:
        return np.zeros(np.shape(x), np.bool_)
    return np.greater(np.hypot(x, z), MAIN_REACH + 2.0)


def scatter(land: Land, ix: int, iz: int, planned: list[Placed], room: int) -> list[Placed]:
    """Wild things of one chunk, at most `room`, clear of the `planned` ones; y is left at 0."""
    spec, seed = land.spec, land.seed
    snow = spec.biome == "snow" or spec.weather == "snow"
    features = _features(land, ix, iz, planned, snow)
    near = planned + features
    own = [p for p in features if np.floor(p.x / CHUNK) == ix and np.floor(p.z / CHUNK) == iz]
    own = own[: max(room, 0)]
    # One ring of cells beyond the chunk, so that both sides of a border settle who gives way.
    ring = np.arange(-1, PER_CHUNK + 1)
    rows, columns = np.meshgrid(iz * PER_CHUNK + ring, ix * PER_CHUNK + ring, indexing="ij")
    cells_x, cells_z = columns.ravel().astype(np.int64), rows.ravel().astype(np.int64)
    x = (cells_x + 0.225 + 0.55 * uniform(seed, PLACE, cells_x, cells_z)) * STEP
    z = (cells_z + 0.225 + 0.55 * uniform(seed, PLACE + 1, cells_x, cells_z)) * STEP
    fields = land.fields(x, z)
    clump = fractal_noise(seed, CLUMPS, x, z, 34.0, 2)
    away = np.hypot(x, z)
    # Around the start the view stays open.
    opening = np.clip((away - 8.0) / 24.0, 0.25, 1.0) if spec.settlement > 0.04 else np.clip(away / 16.0, 0.1, 1.0)
    density = THICKNESS[spec.biome] * (0.06 + 1.5 * spec.vegetation) * np.clip(0.75 + 1.1 * clump, 0.0, 1.6)
    names, shares = _growth(spec)
    kind = np.searchsorted(shares, uniform(seed, KIND, cells_x, cells_z), side="right")
    scale = 0.78 + 0.5 * uniform(seed, SCALE, cells_x, cells_z)
    small = np.isin(kind, [k for k, name in enumerate(names) if name in ("rock", "boulder")])
    scale = np.where(small, scale * scale * 0.75, scale)
    radius = np.array([FOOTPRINT[name] for name in names])[kind] * scale
    keep = uniform(seed, KEEP, cells_x, cells_z)
    good = keep < density * opening
    good &= (fields["shore"] > 1.5) & (fields["height"] > 0.3)
    good &= fields["path_distance"] > radius + 0.5
    start_x, start_z, _ = land.start()
    good &= np.hypot(x - start_x, z - start_z) > 4.5
    # Nothing grows between the start and the square it looks at.
    good &= ~((np.abs(x) < 3.0 + 0.3 * (start_z - z)) & (z > start_z - 17.0) & (z < start_z))
    for k, name in enumerate(names):
        good &= np.logical_or(kind != k, _allowed(spec, name, x, z))
    if near:
        others = np.array([(p.x, p.z, p.radius if p.shape not in AIRBORNE else -9.0) for p in near])
        gap = np.hypot(x[:, None] - others[:, 0], z[:, None] - others[:, 1]) - others[:, 2]
        good &= (gap > radius[:, None] + 0.15).all(1)
    good &= ~_crowded(good, keep, x, z, radius)
    good &= (cells_x // PER_CHUNK == ix) & (cells_z // PER_CHUNK == iz)
    chosen = np.flatnonzero(good)
    chosen = chosen[np.argsort(keep[chosen], kind="stable")][: max(room - len(own), 0)]
    turn = (uniform(seed, TURN, cells_x, cells_z) * 2.0 - 1.0) * np.pi
    look = (uniform(seed, LOOK, cells_x, cells_z) * 16.0).astype(np.int64)
    return own + [
        Placed(names[kind[k]], float(x[k]), float(z[k]), 0.0, float(turn[k]), float(scale[k]), int(look[k]), snow)
        for k in sorted(chosen)
    ]


def _crowded(good: NDArray[np.bool_], keep: Floats, x: Floats, z: Floats, radius: Floats) -> NDArray[np.bool_]:
    """Which growing places stand in the way of one with a lower `keep`."""
    alive = np.flatnonzero(good)
    gap = np.hypot(x[:, None] - x[alive], z[:, None] - z[alive]) - radius[:, None] - radius[alive]
    blocked: NDArray[np.bool_] = np.less(gap, 0.0) & np.less(keep[alive], keep[:, None])
    return np.asarray(np.any(blocked, axis=1), np.bool_)


def _features(land: Land, ix: int, iz: int, planned: list[Placed], snow: bool) -> list[Placed]:
    """Camps, ruins and herds of the feature cells that reach into a chunk."""
    reach = 12.0
    rows = range(int(np.floor((ix * CHUNK - reach) / FEATURE)), int(np.floor(((ix + 1) * CHUNK + reach) / FEATURE)) + 1)
    columns = range(
        int(np.floor((iz * CHUNK - reach) / FEATURE)), int(np.floor(((iz + 1) * CHUNK + reach) / FEATURE)) + 1
    )
    return [p for i in rows for j in columns for p in _feature(land, i, j, snow)]


def _feature(land: Land, i: int, j: int, snow: bool) -> list[Placed]:
    if (i, j) not in land.features:
        land.features[i, j] = _plan_feature(land, i, j, snow)
    return land.features[i, j]


def _plan_feature(land: Land, i: int, j: int, snow: bool) -> list[Placed]:
    """What feature cell (i, j) holds; everything within 12 m of a centre 20 m inside the cell."""
    spec = land.spec
    rng = generator(land.seed, FEATURES, i, j)
    x = (i + 0.32 + 0.36 * float(rng.random())) * FEATURE
    z = (j + 0.32 + 0.36 * float(rng.random())) * FEATURE
    lot = float(rng.random())
    wanted: list[tuple[str, float, float, float]] = []  # shape, distance, angle, size
    turn = float(rng.uniform(0, 2 * np.pi))
    spooky = spec.mood in ("spooky", "gloomy", "magical")
    if lot < (0.3 if spooky else 0.14):
        wanted.append(("ruin", 0.0, 0.0, float(rng.uniform(0.85, 1.1))))
    elif lot < 0.34 and spec.settlement < 0.5 and _allowed(spec, "tent", np.array(x), np.array(z)):
        wanted += [("campfire", 0.0, 0.0, 1.0), ("tent", 5.0, turn, 1.0)]
        if rng.random() < 0.5:
            wanted.append(("tent", 5.2, turn + 2.2, 1.0))
        wanted.append(("villager", 2.6, turn + 4.0, 1.0))
    elif lot < 0.44:
        wanted += [("rock", 4.6 * k, turn + 2.1 * k, float(rng.uniform(0.7, 1.4))) for k in range(3)]
    elif lot < 0.8:
        herd = HERDS[spec.biome][int(rng.integers(len(HERDS[spec.biome])))]
        for k in range(int(rng.integers(1, 4))):
            wanted.append((herd, 1.2 + 2.4 * k, turn + 2.4 * k, float(rng.uniform(0.9, 1.1))))
    if not wanted:
        return []
    spots = np.array([(x + r * np.cos(a), z + r * np.sin(a)) for _, r, a, _ in wanted])
    placed = []
    fields = land.fields(spots[:, 0], spots[:, 1])
    villages = land.villages_near(np.array([x]), np.array([z]), 12.0)
    for k, (shape, _, _, size) in enumerate(wanted):
        at_x, at_z = float(spots[k, 0]), float(spots[k, 1])
        radius = FOOTPRINT[shape] * size
        style, yaw = int(rng.integers(16)), float(rng.uniform(-np.pi, np.pi))
        if shape not in IS_ENTITY and fields["path_distance"][k] < radius + 0.5:
            continue
        if fields["shore"][k] < radius + 1.5 or not _allowed(spec, shape, np.array(at_x), np.array(at_z)):
            continue
        limit = 34.0 if spec.settlement > 0.04 else 18.0
        if np.hypot(at_x, at_z) < limit + radius:
            continue
        blocked = any(
            np.hypot(p.x - at_x, p.z - at_z) < p.radius + radius + 0.3
            for village in villages
            for p in village.placed
            if p.shape not in AIRBORNE
        )
        if not blocked:
            placed.append(Placed(shape, at_x, at_z, 0.0, yaw, size, style, snow))
    return placed
