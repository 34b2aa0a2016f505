"""`python -m nacre.materials [FILE.png]`: all materials on one sheet, in colours they usually have."""

from __future__ import annotations

import sys
from typing import Final

from PIL import Image, ImageDraw

from nacre.materials.fields import SIZE
from nacre.materials.make import lit, make
from nacre.parts.vocabulary import MATERIALS

_COLOURS: Final = {
    "plaster": (0.92, 0.86, 0.74), "stone": (0.62, 0.60, 0.57), "ashlar": (0.78, 0.73, 0.64),
    "brick": (0.66, 0.33, 0.25), "timber": (0.42, 0.29, 0.18), "planks": (0.58, 0.42, 0.27),
    "roof_tiles": (0.70, 0.32, 0.22), "slate": (0.38, 0.42, 0.50), "thatch": (0.74, 0.62, 0.36),
    "shingles": (0.50, 0.42, 0.34), "glass": (0.36, 0.50, 0.60), "iron": (0.34, 0.35, 0.38), "gold": (0.86, 0.68, 0.25),
    "cloth": (0.66, 0.24, 0.24), "leather": (0.46, 0.28, 0.17), "bark": (0.40, 0.30, 0.22),
    "leaves": (0.32, 0.52, 0.20), "needles": (0.18, 0.36, 0.22), "grass": (0.42, 0.55, 0.24),
    "moss": (0.38, 0.50, 0.22), "sand": (0.86, 0.76, 0.55), "rock": (0.52, 0.51, 0.50), "snow": (0.94, 0.96, 1.0),
    "ice": (0.70, 0.86, 0.94), "water": (0.20, 0.45, 0.55), "skin": (0.87, 0.66, 0.52), "hair": (0.36, 0.24, 0.14),
    "fur": (0.56, 0.44, 0.32), "paper": (0.94, 0.90, 0.80), "rope": (0.70, 0.58, 0.40), "bone": (0.90, 0.86, 0.76),
    "light": (1.0, 0.86, 0.55), "path": (0.62, 0.51, 0.36), "cobbles": (0.56, 0.54, 0.51), "mud": (0.38, 0.29, 0.21),
    "concrete": (0.64, 0.64, 0.62), "paint": (0.24, 0.42, 0.60),
}  # fmt: skip


def sheet(columns: int = 8) -> Image.Image:
    """Every material, four tiles each so that borders would show."""
    rows = -(-len(MATERIALS) // columns)
    side = 2 * SIZE
    whole = Image.new("RGB", (columns * side, rows * side))
    for number, name in enumerate(MATERIALS):
        tile = Image.fromarray(lit(make(name), _COLOURS.get(name, (0.6, 0.6, 0.6))))
        left, top = number % columns * side, number // columns * side
        for x in (0, SIZE):
            for y in (0, SIZE):
                whole.paste(tile, (left + x, top + y))
        ImageDraw.Draw(whole).text((left + 4, top + 2), name, (255, 255, 255), stroke_width=1, stroke_fill=(0, 0, 0))
    return whole


if __name__ == "__main__":
    sheet().save(sys.argv[1] if len(sys.argv) > 1 else "materials.png")
