"""Textures by code: every material of the parts language as a tile of 128 x 128 texels, and its mip levels."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.materials import recipes
from nacre.materials.fields import SIZE, Field

# Metres that one tile covers, where it is not 2.
TILE_METRES: Final = {
    "plaster": 4.0, "stone": 2.4, "ashlar": 3.0, "brick": 1.6, "timber": 1.6, "planks": 1.6, "roof_tiles": 2.0,
    "slate": 2.4, "thatch": 2.4, "shingles": 2.0, "glass": 2.0, "iron": 1.0, "gold": 1.0, "cloth": 1.0, "leather": 1.0,
    "bark": 1.6, "leaves": 2.0, "needles": 2.0, "grass": 2.0, "moss": 2.0, "sand": 4.0, "rock": 4.0, "snow": 8.0,
    "ice": 4.0, "water": 4.0, "skin": 1.0, "hair": 0.6, "fur": 0.8, "paper": 1.0, "rope": 0.5, "bone": 1.0,
    "path": 2.0, "cobbles": 2.0, "mud": 2.0, "concrete": 4.0, "paint": 1.6,
}  # fmt: skip
# How much sky and sun a surface mirrors, 0..1.
GLOSS: Final = {
    "glass": 0.9, "iron": 0.45, "gold": 0.8, "ice": 0.6, "water": 0.9, "leather": 0.18, "slate": 0.22, "snow": 0.10,
    "roof_tiles": 0.10, "paint": 0.20, "leaves": 0.08, "bone": 0.15, "hair": 0.15, "skin": 0.08, "ashlar": 0.05,
}  # fmt: skip
RELIEF: Final = 0.40  # how steep a height of 1 texel over 1 texel comes out


def make(material: str) -> NDArray[np.uint8]:
    """uint8 [SIZE, SIZE, 4]: brightness (128 is 1), slopes along u and v (128 is level), height. Row 0 is v = 0.

    Raises AttributeError for a material that has no recipe.
    """
    bright, height = getattr(recipes, material)()
    bright = bright / bright.mean()
    across = (np.roll(height, -1, 1) - np.roll(height, 1, 1)) / 2
    along = (np.roll(height, -1, 0) - np.roll(height, 1, 0)) / 2
    low, high = np.percentile(height, (2, 98))
    spread = max(float(high - low), 1e-6)
    channels = [bright * 128, 128 + 128 * RELIEF * across, 128 + 128 * RELIEF * along, 255 * (height - low) / spread]
    return np.clip(np.round(np.stack(channels, -1)), 0, 255).astype(np.uint8)


def levels_of(finest: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """Mip levels, from SIZE down to 1 texel."""
    levels, exact = [finest], finest.astype(np.float64)
    while exact.shape[0] > 1:
        exact = (exact[::2, ::2] + exact[1::2, ::2] + exact[::2, 1::2] + exact[1::2, 1::2]) / 4
        levels.append(np.round(exact).astype(np.uint8))
    return levels


def lit(texture: NDArray[np.uint8], colour: tuple[float, float, float]) -> NDArray[np.uint8]:
    """A texture as it looks in light from the upper left, uint8 [SIZE, SIZE, 3], upright; for sheets."""
    t = texture.astype(np.float64)
    slope_u, slope_v = t[..., 1] / 128 - 1, t[..., 2] / 128 - 1
    normal = np.stack([-slope_u, -slope_v, np.ones((SIZE, SIZE))], -1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    toward = np.array([-0.5, 0.55, 0.67])
    light: Field = 0.35 + 0.95 * np.maximum(normal @ toward, 0)
    linear = np.array(colour) ** 2.2 * (t[..., :1] / 128) * light[..., None]
    return (np.clip(linear, 0, 1) ** (1 / 2.2) * 255).astype(np.uint8)[::-1]
