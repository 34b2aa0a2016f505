"""What lies between the terrain networks: their units, folding, and enlarging one map for the next.

The same as `TerrainNetworks`' own methods, which training uses, but in a fixed order of arithmetic: torch
chooses between two ways of enlarging by the number of its threads, and they round differently.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.world.parameters import Parameters

Floats = NDArray[np.float32]
_CUBIC: Final = -0.75  # the free parameter of cubic convolution (Keys 1981) that the networks were trained with


def _kernel(offset: float, cubic: bool) -> float:
    d = abs(offset)
    if not cubic:
        return max(0.0, 1.0 - d)
    if d <= 1:
        return ((_CUBIC + 2) * d - (_CUBIC + 3)) * d * d + 1
    return ((_CUBIC * d - 5 * _CUBIC) * d + 8 * _CUBIC) * d - 4 * _CUBIC if d < 2 else 0.0


def _enlarge_rows(x: Floats, factor: int, cubic: bool) -> Floats:
    """[C, H, W] -> [C, factor H, W]; the edge rows are repeated outwards."""
    reach = 2 if cubic else 1
    padded = np.pad(x, ((0, 0), (reach, reach), (0, 0)), mode="edge")
    out = np.zeros((x.shape[0], x.shape[1], factor, x.shape[2]), np.float32)
    for phase in range(factor):
        at = (phase + 0.5) / factor - 0.5
        for tap in range(-reach, reach + 1):
            weight = _kernel(tap - at, cubic)
            if weight:
                out[:, :, phase] += np.float32(weight) * padded[:, reach + tap : reach + tap + x.shape[1]]
    return out.reshape(x.shape[0], -1, x.shape[2])


def enlarge(x: Floats, factor: int, cubic: bool = False) -> Floats:
    """[C, H, W] -> [C, factor H, factor W], bilinear or bicubic, sample centres in the middle of cells."""
    tall = _enlarge_rows(x, factor, cubic)
    return _enlarge_rows(tall.transpose(0, 2, 1), factor, cubic).transpose(0, 2, 1)


def _unfold(x: Floats) -> Floats:
    """[4 C, H, W] -> [C, 2 H, 2 W]: torch's pixel_shuffle."""
    channels, height, width = x.shape
    parts = x.reshape(channels // 4, 2, 2, height, width).transpose(0, 3, 1, 4, 2)
    return parts.reshape(channels // 4, 2 * height, 2 * width)


class Scales:
    """The means and scales of the terrain networks."""

    def __init__(self, networks: Parameters) -> None:
        self._coarse_mean, self._coarse_scale, self._latent_mean, self._latent_scale = (
            buffer[:, None, None].copy()
            for buffer in (
                networks.coarse_mean, networks.coarse_scale, networks.latent_mean, networks.latent_scale
            )
        )  # fmt: skip

    def coarse(self, folded: Floats) -> Floats:
        """TerrainNetworks.unfold_coarse of one map."""
        coarse: Floats = _unfold(folded) * self._coarse_scale + self._coarse_mean
        coarse[1:] = np.clip(coarse[1:], 0, 1)
        return coarse

    def latents(self, folded: Floats, base: Floats) -> Floats:
        """TerrainNetworks.unfold_latents of one map."""
        rest: Floats = _unfold(folded) * self._latent_scale + self._latent_mean
        rest[:1] += base
        return rest

    def hints(self, coarse: Floats) -> tuple[Floats, Floats]:
        """TerrainNetworks.hints of one map."""
        normal = (coarse - self._coarse_mean) / self._coarse_scale
        smooth = enlarge(normal, 2)[:, 2:-2, 2:-2]
        blocky = normal.repeat(2, 1).repeat(2, 2)[:, 2:-2, 2:-2]
        base = enlarge(coarse[:1], 4, cubic=True)[:, 4:-4, 4:-4]
        return np.concatenate([smooth, blocky]), np.ascontiguousarray(base)
