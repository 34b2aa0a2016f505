"""Materials as bytes: what each surface is like, and its texture."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from nacre.materials.load import textures
from nacre.parts.vocabulary import MATERIALS
from nacre.world.render.shading.surface import TEXTURE
from nacre.world.stream.content import Content, name_of, squeezed


@cache
def _pixels() -> tuple[bytes, int]:
    """The finest level of every texture, one after the other, squeezed; and its length before."""
    all_of = textures()
    stride = int(all_of.starts[-1])
    rows = all_of.texels.reshape(-1, stride)[:, : TEXTURE * TEXTURE]
    return squeezed([np.ascontiguousarray(rows).astype("<u4").tobytes()])


@cache
def _name() -> str:
    return name_of(_pixels()[0])


def materials(palette: NDArray[np.float32], pixels: bool) -> Content:
    """Names and numbers of all materials, and their textures when `pixels`; palette as in Outlook. The name is that of
    the textures: they are what one keeps."""
    known = textures()
    body, length = _pixels() if pixels else (b"", 0)
    facts = {
        "hash": _name(), "names": list(MATERIALS), "tiles": [float(v) for v in known.tiles],
        "gloss": [float(v) for v in known.glosses], "size": TEXTURE, "layers": [int(v) for v in known.layers],
        "palette": [round(float(v), 6) for v in palette.ravel()], "bytes": length,
    }  # fmt: skip
    return Content(_name(), facts, body)
