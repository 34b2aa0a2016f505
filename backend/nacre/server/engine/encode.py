"""Encodes a rendered picture into the binary parts of a `frame` message."""

from __future__ import annotations

import io
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nacre.protocol.messages import Part
from nacre.world.interface import Rendered

ALPHA: Final = 255


def rgba8(rgb: NDArray[np.uint8]) -> bytes:
    """uint8 [H, W, 3] → 4 bytes a pixel, top row first: what a game engine uploads as it is."""
    height, width, _ = rgb.shape
    out = np.full((height, width, 4), ALPHA, np.uint8)
    # A channel at a time: numpy copies runs of three bytes more than twice as slowly.
    for channel in range(3):
        out[..., channel] = rgb[..., channel]
    return out.tobytes()


def jpeg(rgb: NDArray[np.uint8], quality: int) -> bytes:
    """uint8 [H, W, 3] → a JPEG file with 4:2:0 colour, quality 30..100."""
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "JPEG", quality=quality, subsampling=2)
    return buffer.getvalue()


def encode_parts(
    rendered: Rendered, channels: frozenset[str], codec: str, quality: int
) -> tuple[list[Part], tuple[bytes, ...]]:
    """The raw parts of a picture in the fixed order rgb, depth, entity, and their descriptions."""
    described: list[Part] = []
    payload: list[bytes] = []

    def add(kind: str, name: str, array: NDArray[np.generic], data: bytes) -> None:
        height, width = array.shape[:2]
        described.append(
            Part(kind=kind, codec=name, width=width, height=height, bytes=len(data))  # type: ignore[arg-type]
        )
        payload.append(data)

    if "rgb" in channels:
        data = jpeg(rendered.rgb, quality) if codec == "jpeg" else rgba8(rendered.rgb)
        add("rgb", codec, rendered.rgb, data)
    if "depth" in channels:
        add("depth", "f16", rendered.depth, rendered.depth.astype("<f2", copy=False).tobytes())
    if "entity" in channels:
        add("entity", "u8", rendered.entity, rendered.entity.tobytes())
    return described, tuple(payload)
