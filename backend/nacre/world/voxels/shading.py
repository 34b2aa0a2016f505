"""The shader as it runs on a CPU: per-pixel light in one numba pass, the CNN in torch.

`Shader` is the definition; this computes the same numbers in a quarter of the time, and a test
holds the two together.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numba
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from nacre.world.voxels.lighting import finish, light_pixels
from nacre.world.voxels.shader import FEATURES, SKY_HIDDEN, Light, Shader
from nacre.world.weights import WEIGHTS, load_into, load_tensors


class _Cnn:
    """The CNN part of a Shader, with one FiLM setting folded into its convolutions."""

    def __init__(self, shader: Shader, kind: torch.dtype) -> None:
        self.shader, self.kind = shader, kind
        self._layers: list[tuple[torch.Tensor, torch.Tensor, int]] = []

    def set_atmosphere(self, atmosphere: torch.Tensor) -> None:
        s = self.shader
        film = s.film(atmosphere)[0].chunk(6)
        self._layers = []
        for layer, scale, shift in zip((s.enter, s.first, s.second), film[0::2], film[1::2], strict=True):
            assert layer.bias is not None
            self._keep(layer.weight * (1 + scale)[:, None, None, None], layer.bias * (1 + scale) + shift, 1)
        assert s.leave.bias is not None
        self._keep(s.leave.weight, s.leave.bias, 0)

    def _keep(self, weight: torch.Tensor, bias: torch.Tensor, padding: int) -> None:
        shaped = weight.to(self.kind).contiguous(memory_format=torch.channels_last)
        self._layers.append((shaped, bias.to(self.kind), padding))

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        """Features [1, 96, H, W], channels last -> rest [1, 48, H, W] float32."""
        convolve, act = nn.functional.conv2d, nn.functional.silu
        enter, first, second, leave = self._layers
        x = act(convolve(x.to(self.kind), enter[0], enter[1], padding=enter[2]), inplace=True)
        for weight, bias, padding in (first, second):
            x = x + act(convolve(x, weight, bias, padding=padding), inplace=True)
        return convolve(x, leave[0], leave[1], padding=leave[2]).float()


def quick_kind() -> torch.dtype:
    """bfloat16 where the processor multiplies it by itself (AMX, AVX-512 BF16): twice as fast; else float32.

    By what the processor is, never by measuring: the same machine must draw the same bits every time.
    """
    cpu = torch.cpu
    able = any(getattr(cpu, name, bool)() for name in ("_is_amx_tile_supported", "_is_avx512_bf16_supported"))
    return torch.bfloat16 if able else torch.float32


class Shading:
    """Shades G-buffers on a CPU. Not thread-safe: one per engine thread. kind: what the CNN computes in."""

    def __init__(self, shader: Shader, kind: torch.dtype | None = None) -> None:
        self._shader = shader.eval()
        self._cnn = _Cnn(self._shader, kind or quick_kind())
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
            base = np.empty((3, rows, columns), np.float32)
            features = np.empty((rows // 2, columns // 2, 4 * FEATURES), np.float32)
            parts = numba.get_num_threads()
            light_pixels(parts, buffer, air, *self._tables, base, features)  # type: ignore[call-arg]
            x = torch.from_numpy(features).permute(2, 0, 1)[None]
            rest = self._cnn(x)[0].permute(1, 2, 0).contiguous().numpy()
        picture = np.empty((2 * rows, 2 * columns, 3), np.uint8)
        finish(parts, base, rest, picture)
        return picture
