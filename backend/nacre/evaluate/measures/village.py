"""How large a village is: bytes of its tokens and programs, triangles at the finest level, and how it opens."""

from __future__ import annotations

import time
from typing import Any, Final

import msgspec
import numpy as np

from nacre.spec import Item, SceneSpec
from nacre.world.interface import Progress
from nacre.world.model import Pearl

AREA: Final = ((-1, -1), (0, -1), (-1, 0), (0, 0))  # 64 x 64 m around the origin
TOKEN_BYTES: Final = 9  # class, cell, place in it, yaw, size, style, snow as bytes, and two of number


def measure(pearl: Pearl, worlds: int, seed: int, progress: Progress) -> dict[str, Any]:
    """Means over villages of 64 x 64 m: kB of layout tokens with each program once, triangles, things, seconds.

    first_frame_s is from the spec to the first picture of 640 x 360, with everything loaded and compiled.
    """
    kb, triangles, things, programs, seconds = [], [], [], [], []
    for number in range(worlds):
        progress("village", number / worlds, f"village: world {number + 1} of {worlds}")
        spec = SceneSpec(settlement=0.65, water="river" if number % 2 else "none", items=(Item("house", 6),))
        start = time.perf_counter()
        state = pearl.open(spec, seed + number, lambda *_: None)
        pearl.render([state], [None], (640, 360), [1.0])
        seconds.append(time.perf_counter() - start)
        place = pearl.surroundings(state)
        standing = [thing for chunk in AREA for thing in place.chunks[chunk].things]
        kinds = {thing.asset.look: thing.asset for thing in standing}
        tokens = sum(len(row) for row in place.tokens(AREA).values())
        size = sum(len(msgspec.msgpack.encode(asset.program)) for asset in kinds.values())
        kb.append((tokens * TOKEN_BYTES + size) / 1000)
        ground = sum(len(place.chunks[chunk].levels[0].mesh.triangles) for chunk in AREA)
        triangles.append(ground + sum(len(thing.asset.levels[0].triangles) for thing in standing))
        things.append(len(standing))
        programs.append(len(kinds))
        pearl.forget(state)
    return {
        "tokens_kb": float(np.mean(kb)), "triangles": float(np.max(triangles)), "things": float(np.mean(things)),
        "programs": float(np.mean(programs)), "first_frame_s": float(np.median(seconds)),
        "first_frame_worst_s": float(np.max(seconds)),
    }  # fmt: skip
