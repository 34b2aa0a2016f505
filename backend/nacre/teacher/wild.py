"""What grows, lies and lives where nobody planned it: trees, rocks, ruins, camps and herds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from nacre.spec import SceneSpec
from nacre.teacher.noise import fractal_noise, generator, uniform
from nacre.teacher.placed import FOOTPRINT, IS_ENTITY, Placed
from nacre.teacher.roads import MAIN_REACH
from nacre.world.grid import CHUNK

if TYPE_CHECKING:
    from nacre.teacher.ground import Land

Floats = NDArray[np.float64]

STEP: Final = 4.0  # metres between growing places; jitter keeps neighbours 1.8 m apart
PER_CHUNK: Final = int(CHUNK / STEP)
FEATURE: Final = 64.0  # metres per cell that may hold one camp, ruin or herd
CLUMPS, PLACE, KIND, SCALE, TURN, LOOK, KEEP, FEATURES = 111, 112, 114, 115, 116, 117, 118, 119

# Share of each growing thing, per biome.
GROWTH: Final[dict[str, dict[str, float]]] = {
    "meadow": {"tree_round": 5, "tree_cone": 1, "bush": 3, "rock": 0.6},
    "forest": {"tree_round": 4, "tree_cone": 5, "bush": 2, "rock": 0.5, "tree_dead": 0.3},
    "autumn": {"tree_round": 6, "tree_cone": 1, "bush": 2, "rock": 0.5, "tree_dead": 0.6},
    "snow": {"tree_cone": 7, "tree_round": 1, "tree_dead": 1, "rock": 0.8, "bush": 0.7},
    "desert": {"cactus": 4, "rock": 1.8, "bush": 1, "tree_dead": 0.7, "tree_palm": 0.5},
    "swamp": {"tree_dead": 4, "tree_round": 2.5, "bush": 3, "rock": 0.5},
    "tropical": {"tree_palm": 6, "bush": 3, "tree_round": 1.5, "rock": 0.6},
}
THICKNESS: Final = {
    "meadow": 0.32, "forest": 0.75, "autumn": 0.45, "snow": 0.42,
    "desert": 0.2, "swamp": 0.5, "tropical": 0.5,
}  # fmt: skip
HERDS: Final[dict[str, tuple[str, ...]]] = {
    "meadow": ("sheep", "sheep", "horse", "deer"), "forest": ("deer",), "autumn": ("deer", "sheep", "horse"),
    "snow": ("deer",), "desert": ("horse",), "swamp": ("deer",), "tropical": ("horse", "deer"),
}  # fmt: skip


def _growth(spec: SceneSpec) -> tuple[list[str], Floats]:
    shares = dict(GROWTH[spec.biome])
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
    scale = np.where(kind == names.index("rock"), scale * scale * 0.75, scale)
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
        others = np.array([(p.x, p.z, p.radius if p.shape != "dragon" else -9.0) for p in near])
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
            if p.shape != "dragon"
        )
        if not blocked:
            placed.append(Placed(shape, at_x, at_z, 0.0, yaw, size, style, snow))
    return placed
