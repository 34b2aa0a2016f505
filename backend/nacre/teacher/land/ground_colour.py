"""What colour the ground is: biome palettes, patches, paths, banks, rock and beds. sRGB 0..1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.spec import SceneSpec
from nacre.teacher.noise import fractal_noise, gradient_noise, uniform
from nacre.world.kernels.smoothstep import smoothstep

Floats = NDArray[np.float64]
Colour = tuple[float, float, float]


@dataclass(frozen=True)
class Palette:
    """Two tones of ground, a third in patches, and what shows at paths, banks, steeps and in water."""

    light: Colour
    dark: Colour
    patch: Colour
    patch_cover: float  # 0..1: how much of the ground the third tone may take
    path: Colour
    bank: Colour
    rock: Colour
    water: Colour
    flowers: tuple[Colour, ...] = ()


PALETTES: Final[dict[str, Palette]] = {
    "meadow": Palette(
        (0.47, 0.63, 0.24),
        (0.30, 0.51, 0.18),
        (0.56, 0.62, 0.27),
        0.25,
        (0.64, 0.52, 0.36),
        (0.69, 0.61, 0.43),
        (0.50, 0.48, 0.45),
        (0.13, 0.38, 0.52),
        ((0.95, 0.85, 0.32), (0.90, 0.45, 0.55), (0.92, 0.92, 0.95)),
    ),
    "forest": Palette(
        (0.33, 0.48, 0.20),
        (0.22, 0.38, 0.16),
        (0.38, 0.31, 0.19),
        0.55,
        (0.52, 0.42, 0.30),
        (0.52, 0.47, 0.33),
        (0.44, 0.45, 0.42),
        (0.12, 0.33, 0.40),
        ((0.80, 0.78, 0.90),),
    ),
    "autumn": Palette(
        (0.62, 0.53, 0.24),
        (0.51, 0.43, 0.18),
        (0.68, 0.38, 0.15),
        0.45,
        (0.52, 0.40, 0.28),
        (0.56, 0.48, 0.34),
        (0.49, 0.45, 0.41),
        (0.14, 0.31, 0.42),
        ((0.82, 0.52, 0.16),),
    ),
    "snow": Palette(
        (0.93, 0.95, 0.98),
        (0.83, 0.87, 0.93),
        (0.88, 0.92, 0.97),
        0.3,
        (0.62, 0.58, 0.55),
        (0.66, 0.69, 0.73),
        (0.52, 0.53, 0.57),
        (0.40, 0.60, 0.73),
    ),
    "desert": Palette(
        (0.89, 0.74, 0.48),
        (0.81, 0.63, 0.38),
        (0.85, 0.66, 0.38),
        0.35,
        (0.67, 0.48, 0.30),
        (0.62, 0.62, 0.32),
        (0.70, 0.48, 0.33),
        (0.11, 0.46, 0.51),
    ),
    "swamp": Palette(
        (0.40, 0.44, 0.22),
        (0.29, 0.34, 0.18),
        (0.31, 0.26, 0.17),
        0.6,
        (0.44, 0.36, 0.26),
        (0.28, 0.24, 0.15),
        (0.40, 0.41, 0.37),
        (0.19, 0.28, 0.20),
        ((0.62, 0.66, 0.30),),
    ),
    "tropical": Palette(
        (0.44, 0.68, 0.24),
        (0.24, 0.55, 0.22),
        (0.62, 0.70, 0.30),
        0.3,
        (0.78, 0.66, 0.46),
        (0.93, 0.85, 0.64),
        (0.52, 0.47, 0.42),
        (0.10, 0.56, 0.64),
        ((0.95, 0.40, 0.42), (0.98, 0.75, 0.25)),
    ),
    "mountain": Palette(
        (0.42, 0.55, 0.26),
        (0.30, 0.45, 0.20),
        (0.50, 0.50, 0.36),
        0.35,
        (0.58, 0.50, 0.40),
        (0.56, 0.54, 0.46),
        (0.52, 0.50, 0.48),
        (0.12, 0.38, 0.50),
        ((0.62, 0.52, 0.86), (0.95, 0.9, 0.5)),
    ),
    "canyon": Palette(
        (0.80, 0.52, 0.33),
        (0.70, 0.42, 0.26),
        (0.66, 0.50, 0.32),
        0.3,
        (0.78, 0.58, 0.40),
        (0.66, 0.56, 0.34),
        (0.68, 0.36, 0.22),
        (0.15, 0.42, 0.44),
    ),
    "volcano": Palette(
        (0.30, 0.27, 0.26),
        (0.20, 0.18, 0.18),
        (0.34, 0.36, 0.24),
        0.3,
        (0.42, 0.36, 0.32),
        (0.24, 0.22, 0.22),
        (0.17, 0.14, 0.14),
        (0.12, 0.28, 0.34),
    ),
    "island": Palette(
        (0.46, 0.66, 0.26),
        (0.28, 0.54, 0.22),
        (0.70, 0.70, 0.40),
        0.35,
        (0.80, 0.68, 0.48),
        (0.94, 0.86, 0.66),
        (0.54, 0.50, 0.44),
        (0.08, 0.50, 0.62),
        ((0.95, 0.40, 0.42), (0.98, 0.75, 0.25)),
    ),
    "city": Palette(
        (0.42, 0.58, 0.26),
        (0.33, 0.50, 0.21),
        (0.52, 0.53, 0.50),
        0.5,
        (0.40, 0.40, 0.42),
        (0.52, 0.52, 0.50),
        (0.50, 0.50, 0.50),
        (0.14, 0.34, 0.44),
    ),
    "moon": Palette(
        (0.60, 0.59, 0.57),
        (0.47, 0.46, 0.46),
        (0.54, 0.53, 0.52),
        0.4,
        (0.68, 0.67, 0.65),
        (0.5, 0.5, 0.5),
        (0.40, 0.39, 0.39),
        (0.3, 0.32, 0.36),
    ),
}
SNOWFALL: Final = (0.90, 0.93, 0.97)  # what snowy weather lays over any other biome
PATCHES, COVER, GRAIN, BLOOM, BLOOM_KIND, DRIFTS = 81, 82, 83, 84, 85, 86  # noise channels
TINT: Final = 87


def _blend(base: Floats, colour: Colour | Floats, amount: Floats) -> Floats:
    layer = np.asarray(colour, np.float64)
    layer = layer.reshape(3, 1, 1) if layer.ndim == 1 else layer
    return base + (layer - base) * amount[None]


def ground_colour(spec: SceneSpec, seed: int, x: Floats, z: Floats, fields: dict[str, Floats], slope: Floats) -> Floats:
    """Albedo float64 [3, H, W] of the ground at x, z [H, W], from its fields (`Land.fields`) and slope."""
    palette = PALETTES[spec.biome]
    height, shore, path = fields["height"], fields["shore"], fields["path"]
    patches = smoothstep(-0.35, 0.35, fractal_noise(seed, PATCHES, x, z, 11.0, 2))
    colour = _blend(np.broadcast_to(np.reshape(palette.dark, (3, 1, 1)), (3, *x.shape)), palette.light, patches)
    reach = 1.15 - 1.5 * palette.patch_cover
    cover = smoothstep(reach - 0.35, reach + 0.25, fractal_noise(seed, COVER, x, z, 17.0, 3) + 0.2)
    colour = _blend(colour, palette.patch, 0.85 * cover)
    if palette.flowers:
        # Flowers grow in drifts a stride across: single cells would be noise to any decoder.
        drift = smoothstep(0.30, 0.55, gradient_noise(seed, BLOOM, x, z, 3.4))
        drift *= smoothstep(0.0, 0.35, gradient_noise(seed, BLOOM_KIND, x, z, 26.0)) * (1.0 - path)
        kinds = np.array(palette.flowers)
        cells = np.floor(x / 26.0).astype(np.int64), np.floor(z / 26.0).astype(np.int64)
        kind = (uniform(seed, BLOOM_KIND, *cells) * len(kinds)).astype(np.int64)
        bloom = np.moveaxis(kinds[kind], -1, 0)
        colour = _blend(colour, bloom, (0.2 + 0.35 * spec.vegetation) * drift)
    steep = smoothstep(0.50, 0.85, slope) * (0.5 if spec.biome == "desert" else 1.0)
    colour = _blend(colour, palette.rock, 0.9 * steep)
    if spec.biome != "snow" and spec.relief > 0.6:
        high = smoothstep(9.0, 11.5, height + 1.2 * gradient_noise(seed, DRIFTS, x, z, 12.0))
        colour = _blend(colour, palette.rock if spec.biome in ("desert", "tropical") else SNOWFALL, 0.9 * high)
    if spec.weather == "snow" and spec.biome != "snow":
        lying = smoothstep(-0.75, 0.1, gradient_noise(seed, DRIFTS, x, z, 15.0)) * (1.0 - 0.7 * steep)
        colour = _blend(colour, SNOWFALL, 0.85 * lying)
    breadth = 3.2 if spec.water == "coast" else 1.5
    sand = 1.0 - smoothstep(0.45 * breadth, breadth, shore + 0.35 * gradient_noise(seed, GRAIN, x, z, 5.0))
    colour = _blend(colour, palette.bank, 0.92 * sand)
    colour = _blend(colour, palette.path, (0.75 if spec.weather == "snow" or spec.biome == "snow" else 0.92) * path)
    grain = uniform(seed, GRAIN, np.floor(x * 2.0).astype(np.int64), np.floor(z * 2.0).astype(np.int64))
    broad = gradient_noise(seed, TINT, x, z, 60.0)
    colour = colour * (1.0 + 0.035 * (grain - 0.5) + 0.05 * broad)[None]
    # The water surface takes this colour, so shallows go over from bank to the deep's own tone.
    deep = smoothstep(0.0, 0.8, -height) * fields["water"]
    colour = _blend(colour, palette.water, np.maximum(0.55 * fields["water"], 0.96 * deep))
    return np.clip(colour, 0.0, 1.0)
