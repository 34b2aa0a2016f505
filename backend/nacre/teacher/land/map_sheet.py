"""A map of a teacher world seen from above, to judge a land by before anything is rendered."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from nacre.spec import SceneSpec
from nacre.teacher.land.ground import Land
from nacre.teacher.land.layout import placements
from nacre.teacher.settlements.placed import FOOTPRINT, IS_ENTITY, Placed
from nacre.world.grid import CHUNK, WINDOW

PIXELS: Final = 5  # per metre
MARKS: Final = {
    "house": (190, 60, 40), "bell_tower": (120, 30, 120), "keep": (90, 90, 110), "wall": (120, 120, 130),
    "gate": (70, 60, 50), "round_tower": (100, 100, 120), "well": (60, 90, 160), "forge": (60, 40, 40),
    "stall": (240, 180, 40), "bridge": (150, 100, 60), "ruin": (150, 150, 140), "windmill": (250, 250, 240),
    "lamp": (255, 240, 120), "fence": (130, 90, 50), "tree_round": (30, 110, 30), "tree_cone": (15, 75, 45),
    "tree_palm": (70, 150, 50), "tree_dead": (90, 70, 55), "cactus": (60, 140, 60), "bush": (70, 130, 40),
    "rock": (120, 118, 115), "barrel": (140, 80, 40), "hay": (230, 200, 90), "statue": (220, 220, 225),
    "tent": (230, 220, 190), "campfire": (255, 120, 20),
}  # fmt: skip


def top_view(spec: SceneSpec, seed: int, path: str | FilePath) -> Image.Image:
    """Draws the 5x5 chunks around the origin, north (-z) up, writes a PNG and returns the picture.

    Hill shading from the north-west; long bars point where a thing faces; people are red dots, animals
    white ones, a dragon a magenta one; the start is a yellow wedge.
    """
    land = Land(spec, seed)
    low = -(WINDOW // 2) - 1 if WINDOW % 2 == 0 else -(WINDOW // 2)
    chunks = range(low, low + WINDOW)
    ground = np.concatenate([np.concatenate([land.chunk(ix, iz) for ix in chunks], axis=2) for iz in chunks], axis=1)
    slope_z, slope_x = np.gradient(ground[0], CHUNK / 64)
    shade = np.clip(1.0 + 0.55 * (slope_x + slope_z) * (1.0 - ground[5]), 0.55, 1.35)
    pixels = np.clip(ground[1:4] * shade * 255.0, 0, 255).astype(np.uint8).transpose(1, 2, 0)
    side = int(WINDOW * CHUNK * PIXELS)
    image = Image.fromarray(pixels).resize((side, side), Image.Resampling.BILINEAR)
    draw = ImageDraw.Draw(image)
    origin = low * CHUNK
    things = [p for ix in chunks for iz in chunks for p in placements(land, ix, iz)]
    for thing in sorted(things, key=lambda p: p.shape in IS_ENTITY):
        _mark(draw, thing, origin)
    x, z, yaw = land.start()
    tip = [(x - 3 * np.sin(yaw + a) * r - origin, z - 3 * np.cos(yaw + a) * r - origin) for a, r in
           ((0.0, 1.0), (2.5, 0.6), (-2.5, 0.6))]  # fmt: skip
    draw.polygon([(float(a * PIXELS), float(b * PIXELS)) for a, b in tip], fill=(255, 255, 0), outline=(0, 0, 0))
    image.save(path)
    return image


def _mark(draw: ImageDraw.ImageDraw, thing: Placed, origin: float) -> None:
    x, z = (thing.x - origin) * PIXELS, (thing.z - origin) * PIXELS
    radius = max(FOOTPRINT[thing.shape] * thing.size, 0.4) * PIXELS
    right = (np.cos(thing.yaw), -np.sin(thing.yaw))
    back = (np.sin(thing.yaw), np.cos(thing.yaw))
    if thing.shape in IS_ENTITY:
        animal = thing.shape in ("sheep", "deer", "dog", "horse")
        colour = (255, 0, 255) if thing.shape == "dragon" else (255, 255, 255) if animal else (230, 0, 0)
        radius = 11.0 if thing.shape == "dragon" else 3.5
        draw.ellipse((x - radius, z - radius, x + radius, z + radius), fill=colour, outline=(0, 0, 0))
        return
    colour = MARKS[thing.shape]
    shapes = {
        "house": (0.8, 0.6),
        "wall": (1.0, 0.2),
        "fence": (1.0, 0.12),
        "bridge": (0.4, 1.1),
        "gate": (0.9, 0.35),
    }
    if thing.shape in shapes or thing.shape in ("forge", "stall", "keep", "tent"):
        wide, deep = shapes.get(thing.shape, (0.7, 0.7))
        corners = [
            (x + right[0] * a * wide * radius + back[0] * b * deep * radius,
             z + right[1] * a * wide * radius + back[1] * b * deep * radius)
            for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))
        ]  # fmt: skip
        draw.polygon([(float(a), float(b)) for a, b in corners], fill=colour, outline=(20, 20, 20))
    else:
        draw.ellipse((x - radius, z - radius, x + radius, z + radius), fill=colour, outline=(20, 20, 20))
    if thing.shape in ("house", "gate", "stall", "forge", "bell_tower", "windmill", "keep"):
        front = (float(x - back[0] * radius), float(z - back[1] * radius))
        draw.line((float(x), float(z), *front), fill=(0, 0, 0), width=2)
