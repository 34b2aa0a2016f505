"""Top-down maps of ground and things, to judge worlds by eye."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from nacre.vocabulary import ENTITIES, SHAPES
from nacre.world.grid import CHUNK
from nacre.world.layout.network import YAWS, size_of, where

COLOURS: Final = {
    "house": "#c33", "bell_tower": "#e0e", "keep": "#808", "wall": "#555", "gate": "#844",
    "round_tower": "#a6f",
    "well": "#0cf", "forge": "#f80", "stall": "#fb0", "bridge": "#a52", "ruin": "#999",
    "windmill": "#fff", "lamp": "#ff0",
}  # fmt: skip


# Half widths in pixels of 0.25 m of what is drawn as a rectangle.
HALF_WIDTH: Final = {"house": 18, "keep": 30, "wall": 18, "gate": 18, "bridge": 20, "fence": 9}


def picture(ground: NDArray[np.float32]) -> NDArray[np.uint8]:
    """A top-down map, uint8 [H, W, 3]: albedo with hill shading."""
    down, right = np.gradient(ground[0], 0.5)
    light = np.clip(1.0 - 0.7 * right - 0.7 * down, 0.4, 1.6)
    return np.asarray(np.clip(ground[1:4] * light * 255, 0, 255).transpose(1, 2, 0).astype(np.uint8))


def map_of(
    ground: NDArray[np.float32], corner: tuple[int, int], made: dict[tuple[int, int], NDArray[np.int64]]
) -> NDArray[np.uint8]:
    """Top-down map at 4 pixels a metre of ground [6, H, W] from chunk `corner` on, with its things.

    Rectangles and coloured discs are buildings, green plants, white people and animals.
    """
    image = Image.fromarray(picture(ground)).resize((ground.shape[2] * 2, ground.shape[1] * 2))
    draw = ImageDraw.Draw(image)
    for chunk, tokens in made.items():
        for token, x, z in zip(tokens, *where(tokens), strict=True):
            name = SHAPES[token[0]]
            px, pz = ((chunk[0] - corner[0]) * CHUNK + x) * 4, ((chunk[1] - corner[1]) * CHUNK + z) * 4
            plant = name.startswith("tree") or name in ("bush", "cactus")
            fill = COLOURS.get(name, "#163" if plant else "#fff" if name in ENTITIES else "#650")
            yaw = token[3] / YAWS * 2 * np.pi
            reach = HALF_WIDTH.get(name, 0) * float(size_of(token[4]))
            if reach:
                cos, sin, side = np.cos(yaw), np.sin(yaw), reach / 3
                corners = [
                    (px + u * cos + w * sin, pz - u * sin + w * cos)
                    for u, w in ((-reach, -side), (reach, -side), (reach, side), (-reach, side))
                ]
                draw.polygon(corners, fill=fill, outline="#000")
                draw.line([px, pz, px - 0.7 * reach * sin, pz - 0.7 * reach * cos], fill="#000", width=2)
            else:
                r = 3 if name in ENTITIES else 6 if plant else 8 if name in COLOURS else 4
                draw.ellipse([px - r, pz - r, px + r, pz + r], fill=fill, outline="#000")
    return np.asarray(image)
