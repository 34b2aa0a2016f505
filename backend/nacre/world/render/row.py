"""The channels of a row of pixels while it is shaded: float32 [CHANNELS * W], channel c of pixel j at c * W + j."""

from __future__ import annotations

from typing import Final

from nacre.world.render.raster import TILE_WIDE

W: Final = TILE_WIDE
DEPTH, RAY, NORMAL, ALBEDO, SKY, GLOWS, SHADE, SLOPE, PLACE, COLOUR, GLOSS, FACING, LENGTH, FLAT, UV, SHARE, FINE = (
    0, 1, 4, 7, 10, 11, 12, 13, 16, 19, 22, 23, 24, 25, 26, 28, 30,
)  # fmt: skip
# DEPTH metres along the view axis; RAY 1 m along it, LENGTH of that; SHADE 0 (shadow) to 1; SLOPE of the texture along
# u and v; FACING how much the surface turns to the light; FLAT 1 on ground, whose texture lies level however steep;
# UV in metres; SHARE of the triangle's first two corners; FINE metres that a pixel covers on the surface.
# COLUMN the pixel's middle in the picture; MATERIAL its number, negative for none.
COLUMN, MATERIAL = 31, 32
# INDIRECT: light from the sky and other surfaces, and how much that counts against what is taken of an open sky.
INDIRECT = 33
# TILES of the texture a metre; PATCH -1..1, how ground differs from place to place; TEXEL scratch of `texture`.
TILES, PATCH, TEXEL = 37, 38, 39
CHANNELS: Final = 46
