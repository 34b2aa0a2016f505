"""Fetches from pages of windows and from posed cubes in torch, one function per kind of table.

Each mirrors the numba function of `window` or `surface` it is named after. A table holds many windows,
its pages; `page` is a window's number, int32, shaped to broadcast against the points [.., 3], which are
metres relative to a base that is a multiple of the torus. All corners of a cell are gathered at once:
a graph of Gather, Mod and arithmetic on 32-bit numbers, which every exporter and TensorRT know.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import torch
from torch import Tensor

from nacre.world.grid import HEIGHT_CELLS, SHAPE_CELLS, SHAPE_FLOOR, WINDOW_CELLS, Y0

_FREE: Final = 1e6  # cells; where an axis wraps nothing is cut off
_N: Final = WINDOW_CELLS


def take(table: Tensor, at: Tensor) -> Tensor:
    """Entries of a flat table at int32 indices of any shape: one Gather, where plain indexing exports to GatherND."""
    return table.index_select(0, at.reshape(-1)).reshape(at.shape)


def _row(values: Sequence[float], like: Tensor) -> Tensor:
    return torch.tensor(values, dtype=like.dtype, device=like.device)


def _corners(
    cell: Tensor, sizes: Sequence[int], strides: Sequence[int], wraps: Sequence[bool]
) -> tuple[Tensor, Tensor]:
    """Flat offsets int32 and weights, both [.., 2 ** axes], of the corners around cell coordinates [.., axes]."""
    least = [-_FREE if wrap else 0.0 for wrap in wraps]
    most = [_FREE if wrap else size - 1.001 for wrap, size in zip(wraps, sizes, strict=True)]
    cell = torch.minimum(torch.maximum(cell, _row(least, cell)), _row(most, cell))
    low = torch.floor(cell)
    side = torch.tensor(sizes, dtype=torch.int32, device=cell.device)
    step = torch.tensor(strides, dtype=torch.int32, device=cell.device)
    first = low.int() % side
    share = cell - low
    offset = torch.stack([first * step, (first + 1) % side * step], -1)
    weight = torch.stack([1 - share, share], -1)
    at, much = offset[..., 0, :], weight[..., 0, :]
    for axis in range(1, len(sizes)):
        at = (at[..., :, None] + offset[..., axis, None, :]).flatten(-2)
        much = (much[..., :, None] * weight[..., axis, None, :]).flatten(-2)
    return at, much


def _solid_corners(point: Tensor) -> tuple[Tensor, Tensor]:
    cell = point * 2.0 - _row((0.5, 2.0 * Y0 + 0.5, 0.5), point)
    return _corners(cell, (_N, HEIGHT_CELLS, _N), (1, _N * _N, _N), (True, False, True))


def solid(distance: Tensor, page: Tensor, point: Tensor) -> Tensor:
    """Signed distance in metres from volumes [S, 64, 320, 320]: `window.trilinear`."""
    at, weight = _solid_corners(point)
    start = (page * (HEIGHT_CELLS * _N * _N))[..., None]
    return (take(distance.reshape(-1), start + at).float() * weight).sum(-1)


def flat(field: Tensor, page: Tensor, point: Tensor) -> Tensor:
    """Value of maps [S, 320, 320] below points: `window.bilinear`."""
    at, weight = _corners(point[..., ::2] * 2.0 - 0.5, (_N, _N), (1, _N), (True, True))
    return (take(field.reshape(-1), (page * (_N * _N))[..., None] + at).float() * weight).sum(-1)


def bring(glow: Tensor, page: Tensor, point: Tensor) -> Tensor:
    """Lamp light from coarse volumes [S, 16, 80, 80] of 2 m cells."""
    high, side = glow.shape[1], glow.shape[2]
    cell = point * 0.5 - _row((0.5, 0.5 * Y0 + 0.5, 0.5), point)
    at, weight = _corners(cell, (side, high, side), (1, side * side, side), (True, False, True))
    return (take(glow.reshape(-1), (page * (high * side * side))[..., None] + at).float() * weight).sum(-1)


def near_colour(colour: Tensor, distance: Tensor, page: Tensor, point: Tensor) -> Tensor:
    """Albedo and emission [.., 4] in 0..1, weighted to cells near a surface; colour int32 packed by `pack_colour`."""
    at, share = _solid_corners(point)
    cell = (page * (HEIGHT_CELLS * _N * _N))[..., None] + at
    weight = share / (0.05 + take(distance.reshape(-1), cell).float().abs())
    packed = take(colour.reshape(-1), cell)
    mixed = []
    for _ in range(4):
        mixed.append(((packed % 256).float() * weight).sum(-1))
        packed = torch.div(packed, 256, rounding_mode="trunc")
    mixed[3] = mixed[3] * 2.0
    return torch.stack(mixed, -1) / ((weight.sum(-1, keepdim=True) + 1e-6) * 255.0)


def pack_colour(colour: Tensor) -> Tensor:
    """uint8 [.., 4] -> int32 [..]: one gather brings all four, and TensorRT gathers no bytes.

    Emission is halved to keep the sign bit out of it: half a step of 255 shows nowhere.
    """
    red, green, blue, light = colour.int().unbind(-1)
    return red + 256 * (green + 256 * (blue + 256 * torch.div(light, 2, rounding_mode="trunc")))


def local(cubes: Tensor, start: Tensor, extent: Tensor, place: Tensor) -> Tensor:
    """Value of a cube of 32^3 at local metres [.., 3] right, up, back; start is the cube's flat index in `cubes`."""
    n = SHAPE_CELLS
    cell = place * (n / extent)[..., None] + _row((n * 0.5 - 0.5, n * SHAPE_FLOOR - 0.5, n * 0.5 - 0.5), place)
    at, weight = _corners(cell, (n, n, n), (1, n * n, n), (False, False, False))
    return (take(cubes.reshape(-1), start[..., None] + at).float() * weight).sum(-1)
