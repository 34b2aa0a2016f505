"""How clean silhouettes are: pixels at edges against a picture of sixteen times as many pixels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.spec import SceneSpec
from nacre.world.interface import Progress
from nacre.world.model import Pearl
from nacre.world.render.renderer import Renderer

SIZE: Final = (640, 360)
FINER: Final = 4  # samples along each side of a pixel
VISIBLE: Final = 8  # of 255: a smaller difference is not seen
CONTRAST: Final = 8  # of 255 between neighbours, from which on they are an edge
SIMILAR: Final = 0.03  # neighbouring depths whose ratio differs by less are one surface
VIEWS: Final = 4  # a world, all round


def measure(pearl: Pearl, specs: Sequence[SceneSpec], seed: int, progress: Progress) -> dict[str, Any]:
    """rough: share of edge pixels that differ by more than VISIBLE from the finer picture's mean; edge_share: how many
    pixels are at edges; plain_rough: the same share without clean edges, for comparison.

    Edge pixels are those where depth breaks and the finer picture has a contrast: what textures and mip levels do
    inside a surface is not counted.
    """
    fine = Renderer(SIZE[0] * FINER, SIZE[1] * FINER)
    fine.clean_edges = False
    plain, clean = Renderer(*SIZE), Renderer(*SIZE)
    plain.clean_edges = False
    rough, bare, share = [], [], []
    for number, spec in enumerate(specs):
        progress("edges", number / len(specs), f"edges: world {number + 1} of {len(specs)}")
        state = pearl.open(spec, seed + number, lambda *_: None)
        yaw = float(state.player[6])
        for turn in range(VIEWS):
            pearl.look(state, yaw + turn * 2 * math.pi / VIEWS - float(state.player[6]), 0.0)
            camera = pearl.camera(state)
            scene = pearl.scene(state, camera)
            true = _mean(fine.render(scene, camera).rgb)
            seen = clean.render(scene, camera)
            edge = _edges(seen.depth, true)
            share.append(float(edge.mean()))
            rough.append(_off(seen.rgb, true, edge))
            bare.append(_off(plain.render(scene, camera).rgb, true, edge))
        pearl.forget(state)
    return {
        "rough": float(np.mean(rough)), "worst": float(np.max(rough)), "plain_rough": float(np.mean(bare)),
        "edge_share": float(np.mean(share)),
    }  # fmt: skip


def _mean(picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    height, width = picture.shape[0] // FINER, picture.shape[1] // FINER
    return np.asarray(picture.reshape(height, FINER, width, FINER, 3).astype(np.float64).mean((1, 3)))


def _edges(depth: NDArray[np.float32], true: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Pixels that differ from a neighbour in depth and colour, [H, W]."""
    far = np.where(depth > 0, depth, np.float32(1e6))
    edge = np.zeros(depth.shape, bool)
    for axis in (0, 1):
        a, b = (slice(None, -1), slice(None)), (slice(1, None), slice(None))
        if axis:
            a, b = a[::-1], b[::-1]
        breaks = np.abs(np.log(far[a] / far[b])) > SIMILAR
        differs = np.abs(true[a] - true[b]).max(-1) > CONTRAST
        edge[a] |= breaks & differs
        edge[b] |= breaks & differs
    return edge


def _off(picture: NDArray[np.uint8], true: NDArray[np.float64], edge: NDArray[np.bool_]) -> float:
    different = np.abs(picture.astype(np.float64) - true).max(-1) > VISIBLE
    return float(different[edge].mean()) if edge.any() else 0.0
