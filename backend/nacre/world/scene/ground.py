"""The ground of a chunk as it is drawn and walked on: heights at the corners of 0.5 m cells, materials and tints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.spec import SceneSpec
from nacre.world.grid import CHUNK, CHUNK_CELLS
from nacre.world.kernels.hashing import hash_key
from nacre.world.kernels.smoothstep import smoothstep
from nacre.world.terrain.shores import smooth_noise

Floats = NDArray[np.float32]
MARGIN: Final = 4  # samples that the generator's ground has around a chunk
CORNERS: Final = CHUNK_CELLS + 1
STEP: Final = CHUNK / CHUNK_CELLS
LAYERS: Final = ("grass", "path", "cobbles", "sand", "rock", "mud", "snow")
GRASS, PATH, COBBLES, SAND, ROCK, MUD, SNOW = range(7)

# What lies on level, dry ground of a biome: shares of LAYERS.
_BASE: Final[dict[str, dict[int, float]]] = {
    "meadow": {GRASS: 1.0}, "forest": {GRASS: 0.85, MUD: 0.15}, "autumn": {GRASS: 0.9, MUD: 0.1},
    "snow": {SNOW: 1.0}, "desert": {SAND: 1.0}, "swamp": {GRASS: 0.6, MUD: 0.4}, "tropical": {GRASS: 1.0},
    "mountain": {GRASS: 0.9, ROCK: 0.1}, "canyon": {SAND: 0.7, ROCK: 0.3}, "volcano": {ROCK: 0.75, MUD: 0.25},
    "island": {GRASS: 0.9, SAND: 0.1}, "city": {GRASS: 0.8, COBBLES: 0.2}, "moon": {SAND: 0.75, ROCK: 0.25},
}  # fmt: skip
# sRGB of LAYERS by biome where they differ from the renderer's own; grass takes the network's colours.
_COLOURS: Final[dict[str, dict[int, tuple[float, float, float]]]] = {
    "desert": {SAND: (0.86, 0.70, 0.46), PATH: (0.72, 0.55, 0.36), ROCK: (0.72, 0.50, 0.35)},
    "canyon": {SAND: (0.78, 0.50, 0.32), PATH: (0.76, 0.57, 0.40), ROCK: (0.66, 0.37, 0.24)},
    "volcano": {ROCK: (0.25, 0.23, 0.23), MUD: (0.22, 0.19, 0.18), PATH: (0.42, 0.37, 0.34), SAND: (0.28, 0.26, 0.26)},
    "moon": {SAND: (0.58, 0.57, 0.56), ROCK: (0.44, 0.43, 0.43), PATH: (0.68, 0.67, 0.65)},
    "city": {PATH: (0.44, 0.44, 0.46), COBBLES: (0.58, 0.57, 0.56)},
    "tropical": {SAND: (0.93, 0.85, 0.66)}, "island": {SAND: (0.94, 0.87, 0.69)},
    "swamp": {MUD: (0.27, 0.23, 0.15), PATH: (0.44, 0.36, 0.26)},
}  # fmt: skip
_THEME_COLOURS: Final[dict[str, dict[int, tuple[float, float, float]]]] = {
    "candy": {PATH: (0.97, 0.74, 0.80), COBBLES: (0.95, 0.72, 0.80), SAND: (0.98, 0.90, 0.74), MUD: (0.45, 0.28, 0.20),
              ROCK: (0.86, 0.66, 0.74)},
    "modern": {PATH: (0.31, 0.32, 0.34)}, "future": {PATH: (0.62, 0.63, 0.66)},
    "east": {PATH: (0.74, 0.71, 0.64), COBBLES: (0.66, 0.66, 0.63)}, "west": {PATH: (0.72, 0.57, 0.40)},
    "ancient": {COBBLES: (0.78, 0.73, 0.62)}, "spooky": {PATH: (0.34, 0.31, 0.30)},
}  # fmt: skip
# The colour a theme draws the grass to, sRGB, and how far.
_GRASS: Final[dict[str, tuple[tuple[float, float, float], float]]] = {
    "candy": ((0.60, 0.88, 0.70), 0.75), "spooky": ((0.36, 0.36, 0.28), 0.55), "west": ((0.66, 0.58, 0.34), 0.6),
    "ancient": ((0.46, 0.52, 0.26), 0.3), "north": ((0.44, 0.50, 0.34), 0.3), "east": ((0.42, 0.60, 0.28), 0.3),
}  # fmt: skip
# What stands on farms: three kinds of it, and the land about a village is stubble and turned earth.
_FARM: Final = frozenset(
    {"barn", "hay", "hay_bale", "crop", "scarecrow", "pumpkin", "trough", "farmer", "cow", "sheep", "pig", "chicken",
     "goat"}
)  # fmt: skip
_FARMED: Final = 3
_STUBBLE: Final = ((0.66, 0.61, 0.28), 0.45)
_EARTH: Final = 0.16  # share of turned earth
_MEADOW, _TRODDEN = 77, 78  # keys of noises on grass; the same in every world
_WORN: Final = 0.8  # of the grass by a wall
_LEAST: Final = 0.1  # share of a layer below which it only costs time
_DRY: Final = (1.10, 0.93, 0.76)  # on the colour of grass in the middle of a dry spot
PAVED: Final = frozenset({"future", "ancient"})
ASPHALT: Final = frozenset({"modern"})  # themes whose streets are smooth and dark


@dataclass(frozen=True)
class Patch:
    """height f32 [67, 67] metres at corners, one of margin on every side; weights u8 [65, 65, 7] of LAYERS (sum 255);
    tint u8 [65, 65, 3] sRGB; axes (z, x). The corner of the chunk is height[1, 1]."""

    height: Floats
    weights: NDArray[np.uint8]
    tint: NDArray[np.uint8]


def base_weights(spec: SceneSpec) -> Floats:
    """Shares of LAYERS on level, dry ground of a world, float32 [7]."""
    shares = np.zeros(len(LAYERS), np.float32)
    for layer, share in _BASE[spec.biome].items():
        shares[layer] = share
    if is_farmed(spec):
        shares *= 1.0 - _EARTH
        shares[MUD] += _EARTH
    if spec.weather == "snow" and spec.biome != "snow":
        shares *= 0.15
        shares[SNOW] += 0.85
    return shares


def is_farmed(spec: SceneSpec) -> bool:
    """Whether a world is a farm: of what was asked for, enough belongs to one, and grass grows there."""
    kinds = {item.concept for item in spec.items if item.count > 0} & _FARM
    return spec.theme == "village" and spec.biome in ("meadow", "autumn", "forest") and len(kinds) >= _FARMED


def grass_of(spec: SceneSpec) -> tuple[tuple[float, float, float], float] | None:
    """The colour that a world's grass is drawn to, sRGB, and how far; None where it keeps the network's."""
    return _STUBBLE if is_farmed(spec) else _GRASS.get(spec.theme)


def palette(spec: SceneSpec, own: tuple[tuple[float, float, float], ...]) -> tuple[tuple[float, float, float], ...]:
    """sRGB of LAYERS in a world, from the renderer's own."""
    colours = {**_COLOURS.get(spec.biome, {}), **_THEME_COLOURS.get(spec.theme, {})}
    return tuple(colours.get(layer, colour) for layer, colour in enumerate(own))


def _corners(samples: Floats, margin: int) -> Floats:
    """[.., 72, 72] at cell centres -> corners with `margin` of them around the chunk, [.., 65 + 2m, 65 + 2m]."""
    first = MARGIN - 1 - margin
    count = CORNERS + 2 * margin
    parts = [samples[..., first + i : first + i + count, first + j : first + j + count] for i in (0, 1) for j in (0, 1)]
    return np.asarray((parts[0] + parts[1] + parts[2] + parts[3]) * np.float32(0.25))


def levelled(height: Floats, chunk: tuple[int, int], sites: list[tuple[float, float, float, float]]) -> Floats:
    """Ground raised or lowered to the floors of what is built on it.

    height [67, 67] of a chunk; sites (x, z, radius, level) in metres of buildings here and in the chunks around, so
    that neighbours agree. Level within the radius, the lie of the land again 3 m beyond.
    """
    if not sites:
        return height
    at = np.arange(-1, CORNERS + 1, dtype=np.float32) * np.float32(STEP)
    x, z = at[None, :] + np.float32(chunk[0] * CHUNK), at[:, None] + np.float32(chunk[1] * CHUNK)
    total, weight = np.zeros_like(height), np.zeros_like(height)
    dry = smoothstep(-0.1, 0.5, height)  # water keeps its bed: what is built at a bank stands on its foundation
    strongest = np.zeros_like(height)
    for site_x, site_z, radius, level in sites:
        away = np.hypot(x - np.float32(site_x), z - np.float32(site_z))
        share = (1 - smoothstep(radius, radius + 3.0, away)) * dry
        total += share * np.float32(level)
        weight += share
        strongest = np.maximum(strongest, share)
    mean = total / np.maximum(weight, np.float32(1e-6))
    return np.asarray(height + (mean - height) * strongest, np.float32)


def _meadow_colours(chunk: tuple[int, int]) -> Floats:
    """Factors on the colour of grass, f32 [3, 65, 65]: lighter and darker, dryer and lusher by the ten metres and by
    the clump, and dry in spots."""
    x, z = (n * CHUNK + np.arange(CORNERS, dtype=np.float64) * STEP for n in chunk)
    sizes = (27.0, 5.0, 17.0, 2.8)
    broad, clump, dry, spot = (smooth_noise(hash_key(_MEADOW, n), x, z, size) for n, size in enumerate(sizes))
    value = 1.0 + 0.085 * broad + 0.05 * clump
    colours = np.stack([value * (1.0 + 0.10 * dry), value, value * (1.0 - 0.06 * dry)])
    spots = smoothstep(0.25, 0.9, spot + 0.6 * dry)
    return np.asarray(colours * (1 + spots * (np.array(_DRY)[:, None, None] - 1)), np.float32)


def _worn(chunk: tuple[int, int], sites: list[tuple[float, float, float, float]]) -> Floats:
    """Share of grass that feet have worn away about what is built, f32 [65, 65]; sites as for `levelled`."""
    if not sites:
        return np.zeros((CORNERS, CORNERS), np.float32)
    x, z = (n * CHUNK + np.arange(CORNERS, dtype=np.float64) * STEP for n in chunk)
    ragged = 0.9 * smooth_noise(hash_key(_TRODDEN, 0), x, z, 2.6) + 0.5 * smooth_noise(hash_key(_TRODDEN, 1), x, z, 1.3)
    nearest = np.full((CORNERS, CORNERS), np.inf)
    for site_x, site_z, radius, _ in sites:
        nearest = np.minimum(nearest, np.hypot(x[None, :] - site_x, z[:, None] - site_z) - radius)
    worn = _WORN * (1 - smoothstep(-0.6, 1.9, nearest + ragged))
    return np.where(worn > _LEAST, worn, 0.0).astype(np.float32)


def patch(
    spec: SceneSpec, chunk: tuple[int, int], ground: Floats, sites: list[tuple[float, float, float, float]]
) -> Patch:
    """From the generator's ground [6, 72, 72] (height, albedo, path, water) and `levelled` sites."""
    corners = _corners(ground, 1)
    height = levelled(corners[0], chunk, sites)
    inner = corners[:, 1:-1, 1:-1]
    rise_x = (height[1:-1, 2:] - height[1:-1, :-2]) / np.float32(2 * STEP)
    rise_z = (height[2:, 1:-1] - height[:-2, 1:-1]) / np.float32(2 * STEP)
    slope = np.hypot(rise_x, rise_z)
    low, path = inner[0], np.clip(inner[4], 0, 1)
    weights = np.empty((len(LAYERS), CORNERS, CORNERS), np.float32)
    weights[:] = base_weights(spec)[:, None, None]

    def lay(layer: int, share: Floats) -> None:
        weights[...] *= 1 - share
        weights[layer] += share

    snowy = spec.biome == "snow" or spec.weather == "snow"
    if spec.biome == "mountain":
        lay(SNOW, 0.9 * smoothstep(26.0, 32.0, low))
    lay(ROCK, 0.95 * smoothstep(0.55, 0.9, slope))
    wet = spec.water != "none" or spec.biome in ("swamp", "island")
    if wet:
        sea = spec.water == "coast" or spec.biome in ("island", "tropical")
        bank = SAND if sea or spec.biome in ("desert", "canyon") else MUD
        lay(bank, (0.95 if sea else 0.7) * (1 - smoothstep(0.10 if not sea else 0.5, 0.38 if not sea else 1.3, low)))
    paved = spec.theme in PAVED or (spec.biome == "city" and spec.theme not in ASPHALT)
    trodden = COBBLES if paved else PATH
    if not snowy:
        lay(PATH, _worn(chunk, sites) * weights[GRASS])
    lay(trodden, smoothstep(0.25, 0.6, path) * (0.8 if snowy else 1.0))
    quantised = np.floor(weights * 255 + 0.5)
    quantised[np.argmax(weights, 0), *np.indices(low.shape)] += 255 - quantised.sum(0)
    albedo = inner[1:4]
    if not snowy:
        # the network paints the water itself into the ground beneath and beside it: grass is never that blue
        albedo[2] = np.minimum(albedo[2], np.float32(0.5) * albedo[1])
        drawn_to = grass_of(spec)
        if drawn_to is not None:
            goal, share = drawn_to
            albedo = albedo + np.float32(share) * (np.array(goal, np.float32)[:, None, None] - albedo)
    # large surfaces are calm: a fifth of their colour's strength is taken back
    albedo = 0.95 * (albedo + 0.22 * (albedo.mean(0, keepdims=True) - albedo))
    albedo = albedo * _meadow_colours(chunk)
    tint = np.clip(np.round(albedo * 255), 0, 255).astype(np.uint8)
    return Patch(
        height, np.ascontiguousarray(quantised.astype(np.uint8).transpose(1, 2, 0)),
        np.ascontiguousarray(tint.transpose(1, 2, 0)),
    )  # fmt: skip


def height_at(height: Floats, x: float, z: float) -> float:
    """Bilinear height of a Patch's [67, 67] at x, z metres from its chunk's corner."""
    u, v = (min(max(value / STEP + 1, 0.0), CORNERS + 0.999) for value in (x, z))
    i, j = int(u), int(v)
    fu, fv = u - i, v - j
    (a, b), (c, d) = height[j : j + 2, i : i + 2].tolist()
    return float((1 - fv) * ((1 - fu) * a + fu * b) + fv * ((1 - fu) * c + fu * d))
