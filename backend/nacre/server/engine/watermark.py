"""Draws the visible `AI` mark into the corner of a picture, for tiers that require it."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

TEXT: Final = "AI  nacre"
OPACITY: Final = 0.55  # readable on snow and at night, and the picture still seen through it


@lru_cache(maxsize=32)
def _mask(width: int, height: int) -> NDArray[np.float32]:
    """How much of the mark covers each pixel, float32 [h, w, 1] of the corner it takes."""
    size = max(8, height // 22)
    font = ImageFont.load_default(size)
    left, top, right, bottom = font.getbbox(TEXT)
    picture = Image.new("L", (min(width, int(right - left) + 4), min(height, int(bottom - top) + 4)))
    ImageDraw.Draw(picture).text((2 - left, 2 - top), TEXT, fill=255, font=font)
    return (np.asarray(picture, np.float32) / 255.0 * OPACITY)[..., None]


def marked(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A copy of a picture uint8 [H, W, 3] with the mark at its lower right, light on dark and dark on light."""
    height, width, _ = rgb.shape
    mask = _mask(width, height)
    rows, columns = mask.shape[:2]
    out = rgb.copy()
    margin = min(4, height - rows, width - columns)
    area = out[height - rows - margin : height - margin, width - columns - margin : width - margin]
    ink = 0.0 if float(area.mean()) > 140.0 else 255.0
    area[:] = (area * (1.0 - mask) + ink * mask + 0.5).astype(np.uint8)
    return out
