"""The shader as it runs on a CPU: per-pixel light in one numba pass, the CNN in torch.

`Shader` is the definition; this computes the same numbers in a quarter of the time, and a test
holds the two together.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numba import njit, prange
from numpy.typing import NDArray
from torch import nn

from nacre.world.grid import VIEW
from nacre.world.shader import FEATURES, SKY_HIDDEN, Light, Shader
from nacre.world.weights import WEIGHTS, load_into, load_tensors

# rows of the light table handed to the kernels, after Light.COLOURS
SUN, SKY, BOUNCE, ZENITH, HORIZON, LAMP, WINDOW, DISC, WATER, HAZE, CLOUD = range(11)
FOG, _FOG_START, AO, SUN_GLOW, REFLECT, EXPOSURE, COVER, CLOUDS, STARS = range(9)

_VIEW: Final = float(VIEW)


@njit(cache=True, fastmath=True, inline="always")
def _sky(rx, ry, rz, ahead, light, scalars, w_in, b_in, w_out, b_out, out):
    height = math.sqrt(max(ry, 0.0))
    ahead = max(ahead, 0.0)
    a2 = ahead * ahead
    a8 = a2 * a2 * a2 * a2
    a16 = a8 * a8
    a64 = a16 * a16 * a16 * a16
    disc = 1.0 / (1.0 + math.exp(-min(max((ahead - 0.9985) * 3000.0, -60.0), 60.0)))
    for c in range(3):
        out[c] = (
            light[HORIZON, c] * (1 - height)
            + light[ZENITH, c] * height
            + light[SUN, c] * scalars[SUN_GLOW] * a8
            + light[DISC, c] * disc
            + b_out[c]
        )
    for k in range(SKY_HIDDEN):
        h = (
            w_in[k, 0] * rx
            + w_in[k, 1] * ry
            + w_in[k, 2] * rz
            + w_in[k, 3] * height
            + w_in[k, 4] * ahead
            + w_in[k, 5] * a8
            + w_in[k, 6] * a64
            + b_in[k]
        )
        h = h / (1.0 + math.exp(-h))
        for c in range(3):
            out[c] += w_out[c, k] * h


@njit(cache=True, parallel=True, fastmath=True)
def _light_pixels(g, air, light, scalars, gamma, w_in, b_in, w_out, b_out, base, features):
    rows, columns = g.shape[0], g.shape[1]
    sx, sy, sz, night = air[0], air[1], air[2], air[4]
    ao = min(scalars[AO], 1.0)
    for y in prange(rows):
        sky = np.empty(3, np.float32)
        mirror = np.empty(3, np.float32)
        for x in range(columns):
            p = g[y, x]
            rx, ry, rz = p[14], p[15], p[16]
            ahead = rx * sx + ry * sy + rz * sz
            _sky(rx, ry, rz, ahead, light, scalars, w_in, b_in, w_out, b_out, sky)
            at = features[y // 2, x // 2]
            sub = (y % 2) * 2 + x % 2
            depth = p[0]
            open_sky = (p[6] * 0.5 + p[7] * 0.5) * ao + 1 - ao
            fog = math.exp(-(scalars[FOG] * 0.05) * depth)
            edge = min(max((depth - 46.0) / (_VIEW - 46.0), 0.0), 1.0)
            clear = fog * (1 - edge * edge)
            water = p[13]
            fresnel = 0.0
            if water > 0:
                facing_ray = rx * p[2] + ry * p[3] + rz * p[4]
                mx = rx - 2 * facing_ray * p[2]
                my = abs(ry - 2 * facing_ray * p[3])
                mz = rz - 2 * facing_ray * p[4]
                _sky(mx, my, mz, mx * sx + my * sy + mz * sz, light, scalars, w_in, b_in, w_out, b_out, mirror)
                grazing = min(max(1 + facing_ray, 0.0), 1.0) ** 3
                fresnel = min(max(water * (scalars[REFLECT] * (0.2 + 0.8 * grazing)), 0.0), 1.0)
            direct = max(p[17], 0.0) * p[5]
            thick = 0.0
            if p[1] < 0.5:
                thick = min(max((p[12] - 1 + scalars[COVER]) * 4, 0.0), 1.0) * min(scalars[CLOUDS], 1.0)
                thick *= min(max(ry * 6, 0.0), 1.0)
            for c in range(3):
                lit = max(p[8 + c], 1e-3) ** gamma[0] * (
                    light[SUN, c] * direct
                    + light[SKY, c] * open_sky * (0.65 + 0.35 * p[3])
                    + light[BOUNCE, c] * open_sky * (0.5 - 0.5 * p[3])
                    + light[LAMP, c] * p[12] * night
                )
                lit += light[WINDOW, c] * p[11] * night
                if water > 0:
                    lit = (lit * (1 - 0.5 * water) + light[WATER, c] * water * 0.5) * (1 - fresnel)
                    lit += mirror[c] * fresnel
                colour = lit * clear + light[HAZE, c] * (1 - clear) * 0.3 + sky[c] * (1 - clear) * 0.7
                if p[1] < 0.5:
                    colour = (sky[c] + scalars[STARS] * p[11] * night) * (1 - thick) + light[CLOUD, c] * thick
                shown = max(1 - math.exp(-max(colour, 0.0) * scalars[EXPOSURE]), 1e-4) ** gamma[1]
                base[y, x, c] = shown
                at[c * 4 + sub] = shown
            at[12 + sub] = math.log1p(depth) * 0.25
            for c in range(17):
                at[(4 + c) * 4 + sub] = p[1 + c]
            at[84 + sub] = ahead
            at[88 + sub] = p[19] * 0.1
            at[92 + sub] = 1.0 if p[18] > 0 else 0.0


@njit(cache=True, parallel=True, fastmath=True)
def _finish(base, rest, picture):
    rows, columns = base.shape[0], base.shape[1]
    for y in prange(2 * rows):
        fy = max((y + 0.5) * 0.5 - 0.5, 0.0)
        y0 = int(fy)
        y1 = min(y0 + 1, rows - 1)
        ty = fy - y0
        for x in range(2 * columns):
            fx = max((x + 0.5) * 0.5 - 0.5, 0.0)
            x0 = int(fx)
            x1 = min(x0 + 1, columns - 1)
            tx = fx - x0
            cell = rest[y // 4, x // 4]
            sub = (y % 4) * 4 + x % 4
            for c in range(3):
                top = base[y0, x0, c] * (1 - tx) + base[y0, x1, c] * tx
                low = base[y1, x0, c] * (1 - tx) + base[y1, x1, c] * tx
                value = top * (1 - ty) + low * ty + cell[c * 16 + sub]
                picture[y, x, c] = np.uint8(min(max(value, 0.0), 1.0) * 255.0 + 0.5)


class _Cnn(nn.Module):
    """The CNN part of a Shader, for one FiLM setting folded into its weights."""

    def __init__(self, shader: Shader) -> None:
        super().__init__()
        self.shader = shader
        self._film: list[torch.Tensor] = []

    def set_atmosphere(self, atmosphere: torch.Tensor) -> None:
        self._film = list(self.shader.film(atmosphere)[..., None, None].chunk(6, 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        s, (s0, b0, s1, b1, s2, b2) = self.shader, self._film
        act = nn.functional.silu
        x = act(s.enter(x) * (1 + s0) + b0)
        x = x + act(s.first(x) * (1 + s1) + b1)
        x = x + act(s.second(x) * (1 + s2) + b2)
        out: torch.Tensor = s.leave(x)
        return out


class Shading:
    """Shades G-buffers on a CPU. Not thread-safe: one per engine thread."""

    def __init__(self, shader: Shader) -> None:
        self._shader = shader.eval().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._cnn = _Cnn(self._shader)
        self._key: bytes = b""
        self._tables: tuple[NDArray[Any], ...] = ()

    @classmethod
    def load(cls, path: Path = WEIGHTS / "shader.safetensors") -> Shading:
        """From the shipped weights; raises WeightsError."""
        shader = Shader()
        load_into(shader, load_tensors(path), path.name)
        return cls(shader)

    def _prepare(self, air: NDArray[np.float32]) -> None:
        """Everything that depends on the atmosphere alone; kept while it does not change."""
        if air.tobytes() == self._key:
            return
        s = self._shader
        atmosphere = torch.from_numpy(air)[None]
        named = s.light(atmosphere)
        light = np.stack([named[n].numpy().reshape(3) for n in Light.COLOURS]).astype(np.float32)
        scalars = np.array([float(named[n]) for n in Light.SCALARS], np.float32)
        scale, shift = (v.numpy().reshape(-1) for v in s.sky_film(atmosphere).chunk(2, 1))
        w_in = s.sky_in.weight.numpy().reshape(SKY_HIDDEN, 7) * (1 + scale)[:, None]
        assert s.sky_in.bias is not None and s.sky_out.bias is not None
        b_in = s.sky_in.bias.numpy() * (1 + scale) + shift
        w_out = s.sky_out.weight.numpy().reshape(3, SKY_HIDDEN).copy()
        self._tables = (light, scalars, s.gamma.numpy(), w_in.astype(np.float32), b_in, w_out, s.sky_out.bias.numpy())
        self._cnn.set_atmosphere(atmosphere)
        self._key = air.tobytes()

    def shade(self, buffer: NDArray[np.float32], air: NDArray[np.float32]) -> NDArray[np.uint8]:
        """G-buffer [H, W, 20] (H, W even), atmosphere [16] -> picture uint8 [2H, 2W, 3]."""
        rows, columns = buffer.shape[:2]
        with torch.inference_mode():
            self._prepare(air)
            base = np.empty((rows, columns, 3), np.float32)
            features = np.empty((rows // 2, columns // 2, 4 * FEATURES), np.float32)
            _light_pixels(buffer, air, *self._tables, base, features)  # type: ignore[call-arg]
            x = torch.from_numpy(features).permute(2, 0, 1)[None]
            rest = self._cnn(x)[0].permute(1, 2, 0).contiguous().float().numpy()
        picture = np.empty((2 * rows, 2 * columns, 3), np.uint8)
        _finish(base, rest, picture)
        return picture
